//! What other decoders and ideal receivers do: facts, measured on the same kind of signals (same definition of SNR,
//! 40 to 200 bursts or 320 digits per point). Versions of Debian 12: spandsp 0.0.6, minimodem 0.24, multimon-ng 1.2.0;
//! Asterisk 16.28. Each was told the FSK standard and the place of the burst. Depends on std only.

/// Calls decoded completely in percent, by SNR.
pub struct Other {
    /// Whose.
    pub name: &'static str,
    /// Whether it is a bound and no program.
    pub is_ideal: bool,
    /// SNR in dB and percent.
    pub points: &'static [(f64, f64)],
    /// SNR for 90 % in dB, from a logistic fit.
    pub ninety: f64,
}

const fn other(name: &'static str, ninety: f64, points: &'static [(f64, f64)]) -> Other {
    Other { name, is_ideal: false, points, ninety }
}

const fn ideal(name: &'static str, ninety: f64, points: &'static [(f64, f64)]) -> Other {
    Other { name, is_ideal: true, points, ninety }
}

const NEVER: f64 = 0.0;
const ALWAYS: f64 = 100.0;

/// Bell 202, MDMF.
pub const BELL_MDMF: &[Other] = &[
    other(
        "spandsp",
        10.4,
        &[
            (5.0, NEVER),
            (6.0, 0.0),
            (7.0, 3.0),
            (8.0, 20.0),
            (9.0, 46.0),
            (10.0, 76.0),
            (11.0, 94.0),
            (12.0, 98.0),
            (14.0, ALWAYS),
        ],
    ),
    other(
        "minimodem 8 kHz",
        8.3,
        &[
            (5.0, NEVER),
            (6.0, 22.0),
            (7.0, 54.0),
            (8.0, 86.0),
            (9.0, 94.0),
            (10.0, 96.0),
            (11.0, 98.0),
            (12.0, 98.0),
            (14.0, ALWAYS),
        ],
    ),
    other(
        "multimon-ng",
        8.0,
        &[
            (4.0, NEVER),
            (5.0, 2.0),
            (6.0, 26.0),
            (7.0, 61.0),
            (8.0, 92.0),
            (9.0, 98.0),
            (10.0, 99.0),
            (11.0, 100.0),
            (14.0, ALWAYS),
        ],
    ),
    other(
        "Asterisk",
        8.5,
        &[
            (5.0, NEVER),
            (6.0, 6.0),
            (7.0, 44.0),
            (8.0, 80.0),
            (9.0, 96.0),
            (10.0, 99.0),
            (11.0, 99.0),
            (12.0, 100.0),
            (14.0, ALWAYS),
        ],
    ),
    ideal(
        "ideal, 1 symbol",
        7.2,
        &[(4.0, NEVER), (5.0, 5.0), (6.0, 42.0), (7.0, 76.0), (8.0, 98.0), (9.0, ALWAYS)],
    ),
    ideal(
        "ideal, 3 symbols",
        5.2,
        &[
            (1.0, NEVER),
            (2.0, 4.0),
            (3.0, 15.0),
            (4.0, 61.0),
            (5.0, 88.0),
            (6.0, 97.0),
            (7.0, 99.0),
            (8.0, ALWAYS),
        ],
    ),
    ideal(
        "ideal, 7 symbols",
        3.9,
        &[
            (0.0, NEVER),
            (1.0, 7.0),
            (2.0, 31.0),
            (3.0, 67.0),
            (4.0, 86.0),
            (5.0, 97.0),
            (6.0, ALWAYS),
        ],
    ),
    ideal(
        "ideal, sequence (MLSE)",
        2.7,
        &[
            (0.0, 9.0),
            (1.0, 34.0),
            (2.0, 76.0),
            (3.0, 89.0),
            (4.0, 96.0),
            (5.0, 99.0),
            (6.0, ALWAYS),
        ],
    ),
];

/// Bell 202, SDMF.
pub const BELL_SDMF: &[Other] = &[
    other(
        "spandsp",
        9.8,
        &[
            (6.0, NEVER),
            (7.0, 7.0),
            (8.0, 38.0),
            (9.0, 74.0),
            (10.0, 86.0),
            (11.0, 96.0),
            (12.0, 100.0),
            (14.0, ALWAYS),
        ],
    ),
    other(
        "minimodem 8 kHz",
        7.7,
        &[
            (4.0, NEVER),
            (5.0, 6.0),
            (6.0, 41.0),
            (7.0, 76.0),
            (8.0, 92.0),
            (9.0, 97.0),
            (10.0, 99.0),
            (12.0, 100.0),
            (14.0, ALWAYS),
        ],
    ),
    other(
        "Asterisk",
        8.1,
        &[
            (4.0, NEVER),
            (5.0, 3.0),
            (6.0, 29.0),
            (7.0, 59.0),
            (8.0, 88.0),
            (9.0, 94.0),
            (10.0, 99.0),
            (11.0, 100.0),
            (14.0, ALWAYS),
        ],
    ),
    ideal(
        "ideal, 1 symbol",
        7.1,
        &[
            (2.0, NEVER),
            (3.0, 1.0),
            (4.0, 4.0),
            (5.0, 22.0),
            (6.0, 62.0),
            (7.0, 83.0),
            (8.0, 95.0),
            (9.0, ALWAYS),
        ],
    ),
    ideal(
        "ideal, 3 symbols",
        4.7,
        &[
            (0.0, NEVER),
            (1.0, 1.0),
            (2.0, 10.0),
            (3.0, 47.0),
            (4.0, 70.0),
            (5.0, 86.0),
            (6.0, 97.0),
            (7.0, 99.0),
            (8.0, ALWAYS),
        ],
    ),
    ideal(
        "ideal, 7 symbols",
        3.5,
        &[
            (0.0, 3.0),
            (1.0, 15.0),
            (2.0, 43.0),
            (3.0, 77.0),
            (4.0, 94.0),
            (5.0, 97.0),
            (6.0, ALWAYS),
        ],
    ),
    ideal(
        "ideal, sequence (MLSE)",
        2.2,
        &[(0.0, 20.0), (1.0, 54.0), (2.0, 87.0), (3.0, 94.0), (4.0, ALWAYS)],
    ),
];

/// V.23, MDMF.
pub const V23_MDMF: &[Other] = &[
    other(
        "spandsp",
        11.7,
        &[
            (7.0, NEVER),
            (8.0, 2.0),
            (9.0, 10.0),
            (10.0, 36.0),
            (11.0, 74.0),
            (12.0, 89.0),
            (14.0, ALWAYS),
        ],
    ),
    other(
        "minimodem 8 kHz",
        14.1,
        &[(8.0, NEVER), (9.0, 1.0), (10.0, 8.0), (11.0, 31.0), (12.0, 54.0), (14.0, 84.0)],
    ),
    other(
        "multimon-ng",
        9.5,
        &[
            (6.0, NEVER),
            (7.0, 14.0),
            (8.0, 50.0),
            (9.0, 77.0),
            (10.0, 93.0),
            (11.0, 98.0),
            (12.0, 99.0),
            (14.0, ALWAYS),
        ],
    ),
    other(
        "Asterisk",
        10.8,
        &[
            (7.0, NEVER),
            (8.0, 10.0),
            (9.0, 34.0),
            (10.0, 72.0),
            (11.0, 88.0),
            (12.0, 98.0),
            (14.0, ALWAYS),
        ],
    ),
    ideal(
        "ideal, 1 symbol",
        8.8,
        &[
            (4.0, NEVER),
            (5.0, 1.0),
            (6.0, 10.0),
            (7.0, 31.0),
            (8.0, 69.0),
            (9.0, 93.0),
            (10.0, 96.0),
            (11.0, ALWAYS),
        ],
    ),
    ideal(
        "ideal, 3 symbols",
        4.6,
        &[
            (0.0, NEVER),
            (1.0, 1.0),
            (2.0, 12.0),
            (3.0, 35.0),
            (4.0, 80.0),
            (5.0, 94.0),
            (6.0, 99.0),
            (7.0, ALWAYS),
        ],
    ),
    ideal(
        "ideal, 7 symbols",
        2.9,
        &[(0.0, 2.0), (1.0, 32.0), (2.0, 70.0), (3.0, 92.0), (4.0, 98.0), (5.0, ALWAYS)],
    ),
    ideal(
        "ideal, sequence (MLSE)",
        2.2,
        &[(0.0, 21.0), (1.0, 53.0), (2.0, 84.0), (3.0, 95.0), (4.0, ALWAYS)],
    ),
];

/// Digits found in percent, by what is changed: `spandsp`, `multimon-ng`, `Asterisk`.
pub type Digits = [(&'static str, &'static [(f64, f64)]); 3];

/// By length of the tone in ms.
pub const DIGIT_LENGTH: Digits = [
    ("spandsp", &[(20.0, 0.0), (23.0, 16.9), (30.0, 72.0), (40.0, 100.0)]),
    ("multimon-ng", &[(20.0, 100.0), (23.0, 100.0), (30.0, 100.0), (40.0, 100.0)]),
    ("Asterisk", &[(20.0, 0.0), (23.0, 16.9), (30.0, 72.0), (40.0, 100.0)]),
];
/// By length of the pause in ms.
pub const DIGIT_PAUSE: Digits = [
    ("spandsp", &[(20.0, 100.0), (30.0, 100.0), (40.0, 100.0)]),
    ("multimon-ng", &[(20.0, 93.0), (30.0, 100.0), (40.0, 100.0)]),
    ("Asterisk", &[(20.0, 59.0), (30.0, 99.0), (40.0, 100.0)]),
];
/// By twist in dB, high tone minus low tone.
pub const DIGIT_TWIST: Digits = [
    ("spandsp", &[(-10.0, 0.0), (-8.0, 39.0), (-6.0, 100.0), (4.0, 42.0), (6.0, 0.0)]),
    ("multimon-ng", &[(-10.0, 0.0), (-8.0, 0.0), (-6.0, 0.0), (4.0, 100.0), (6.0, 0.0)]),
    ("Asterisk", &[(-10.0, 0.0), (-8.0, 39.0), (-6.0, 100.0), (4.0, 41.0), (6.0, 0.0)]),
];
/// By offset of both tones in percent.
pub const DIGIT_OFFSET: Digits = [
    ("spandsp", &[(-1.5, 87.0), (1.5, 83.0), (3.5, 0.0)]),
    ("multimon-ng", &[(-1.5, 6.0), (1.5, 1.0), (3.5, 0.0)]),
    ("Asterisk", &[(-1.5, 85.0), (1.5, 82.0), (3.5, 0.0)]),
];
/// By SNR in dB, 40 ms tones and pauses.
pub const DIGIT_SNR: Digits = [
    (
        "spandsp",
        &[(0.0, 0.0), (2.0, 0.0), (4.0, 0.0), (6.0, 0.0), (8.0, 46.0), (10.0, 97.0), (15.0, 100.0)],
    ),
    (
        "multimon-ng",
        &[
            (0.0, 65.0),
            (2.0, 99.0),
            (4.0, 100.0),
            (6.0, 100.0),
            (8.0, 100.0),
            (10.0, 100.0),
            (15.0, 100.0),
        ],
    ),
    (
        "Asterisk",
        &[(0.0, 0.0), (2.0, 0.0), (4.0, 0.0), (6.0, 0.0), (8.0, 45.0), (10.0, 97.0), (15.0, 100.0)],
    ),
];
/// By level of each tone in dBm0.
pub const DIGIT_LEVEL: Digits = [
    ("spandsp", &[(-45.0, 0.0), (-41.0, 100.0), (-25.0, 100.0)]),
    ("multimon-ng", &[(-45.0, 100.0), (-41.0, 100.0), (-25.0, 100.0)]),
    ("Asterisk", &[(-45.0, 0.0), (-41.0, 100.0), (-25.0, 100.0)]),
];
