//! Caller ID by FSK over noise, level, twist, offset and bit rate. Depends on `base` and `dsp`.

use super::chart::{Chart, Curve, Look, reached, span};
use super::noise::{Chance, band_power, below};
use super::others::{self, Other};
use super::{Effort, Sweep, work};
use ringdesk::base::caller_id::{BurstTime, CallerId, Format, NameCoding, Standard};
use ringdesk::base::signal::LineSignal;
use ringdesk::base::units::Dbm0;
use ringdesk::dsp::bank::{Bank, BankConfig, Mode};
use ringdesk::dsp::burst::{self, BurstOptions};

/// A transmission of the series.
type Kind = (Standard, Format);

const BELL_MDMF: Kind = (Standard::Bell202, Format::Mdmf);
const BELL_SDMF: Kind = (Standard::Bell202, Format::Sdmf);
const V23_MDMF: Kind = (Standard::V23, Format::Mdmf);
/// Noise of a quiet line, in dBm0.
const QUIET: f32 = -65.0;

/// What became of the bursts of one point.
#[derive(Debug, Clone, Copy, Default)]
struct Outcome {
    right: u32,
    wrong: u32,
    of: u32,
}

impl Outcome {
    fn percent(self) -> f64 {
        100.0 * f64::from(self.right) / f64::from(self.of.max(1))
    }
}

/// A series over SNR as a row.
struct Series {
    kind: Kind,
    name: &'static str,
    title: &'static str,
    beside: &'static [Other],
}

const SERIES: [Series; 3] = [
    Series {
        kind: BELL_MDMF,
        name: "fsk_bell202_mdmf",
        title: "Bell 202, MDMF: calls decoded in noise",
        beside: others::BELL_MDMF,
    },
    Series {
        kind: BELL_SDMF,
        name: "fsk_bell202_sdmf",
        title: "Bell 202, SDMF: calls decoded in noise",
        beside: others::BELL_SDMF,
    },
    Series {
        kind: V23_MDMF,
        name: "fsk_v23_mdmf",
        title: "V.23, MDMF: calls decoded in noise",
        beside: others::V23_MDMF,
    },
];

/// A sweep of one property of the burst as a row.
struct Limit {
    name: &'static str,
    title: &'static str,
    note: &'static str,
    x_label: &'static str,
    x: (f64, f64, f64),
    /// Distance of the points.
    step: f64,
    /// `None`: the noise of a quiet line.
    snr: Option<f32>,
    change: fn(&mut BurstOptions, f32),
}

const LIMITS: [Limit; 4] = [
    Limit {
        name: "fsk_level",
        title: "Caller ID: level",
        note: "noise of -65 dBm0 in 300-3400 Hz",
        x_label: "level (dBm0)",
        x: (-60.0, -6.0, 6.0),
        step: 3.0,
        snr: None,
        change: |options, value| options.level = Dbm0(value),
    },
    Limit {
        name: "fsk_twist",
        title: "Caller ID: unequal tones",
        note: "SNR 20 dB; space level minus mark level",
        x_label: "twist (dB)",
        x: (-18.0, 18.0, 6.0),
        step: 2.0,
        snr: Some(20.0),
        change: |options, value| options.twist_db = value,
    },
    Limit {
        name: "fsk_offset",
        title: "Caller ID: offset of the tones",
        note: "SNR 20 dB; both tones moved",
        x_label: "offset (%)",
        x: (-6.0, 6.0, 1.5),
        step: 0.75,
        snr: Some(20.0),
        change: |options, value| options.tone_offset_percent = value,
    },
    Limit {
        name: "fsk_rate",
        title: "Caller ID: bit rate",
        note: "SNR 20 dB",
        x_label: "offset of the bit rate (%)",
        x: (-6.0, 6.0, 1.5),
        step: 0.75,
        snr: Some(20.0),
        change: |options, value| options.baud_offset_percent = value,
    },
];

/// All sweeps of caller ID.
pub fn sweeps(effort: Effort) -> Vec<Sweep> {
    let series = SERIES.iter().map(|row| snr(effort, row));
    series.chain(LIMITS.iter().map(|row| limit(effort, row))).collect()
}

fn points((from, to, _): (f64, f64, f64), step: f64) -> Vec<f64> {
    let count = ((to - from) / step).round() as u16;
    (0..=count).map(|n| from + f64::from(n) * step).collect()
}

fn curve(points: &[f64], outcomes: &[Outcome]) -> Vec<(f64, f64)> {
    points.iter().zip(outcomes).map(|(x, outcome)| (*x, outcome.percent())).collect()
}

fn wrong(outcomes: &[Outcome]) -> u32 {
    outcomes.iter().map(|outcome| outcome.wrong).sum()
}

fn chart(
    title: &str,
    note: String,
    x_label: &'static str,
    x: (f64, f64, f64),
    curves: Vec<Curve>,
) -> Chart {
    let y_label = "calls decoded completely (%)";
    Chart { title: title.to_owned(), note, x_label, y_label, x, y: (0.0, 100.0, 20.0), curves }
}

/// A series over SNR beside the others.
fn snr(effort: Effort, row: &Series) -> Sweep {
    let (x, kind, title) = ((0.0, 14.0, 1.0), row.kind, row.title);
    let points = points(x, 1.0);
    let outcomes = work::each(&points, move |snr| {
        trials(effort.bursts, kind, *snr, BurstOptions::default(), Some(*snr as f32))
    });
    let ours = curve(&points, &outcomes);
    let of: u32 = outcomes.iter().map(|outcome| outcome.of).sum();
    let wrong = wrong(&outcomes);
    let least = |ideal: bool| {
        let beside = row.beside.iter().filter(|other| ideal || !other.is_ideal);
        beside.map(|other| other.ninety).fold(f64::MAX, f64::min)
    };
    let beside = format!("best other decoder {} dB, bound {} dB (90 %)", least(false), least(true));
    let figure = format!("{} ({})", reached(&ours, 90.0), reached(&ours, 50.0));
    let figures = vec![
        [format!("{title}: SNR for 90 % (50 %)"), figure, beside],
        [format!("{title}: wrong calls"), format!("{wrong} of {of}"), String::new()],
    ];
    let mut curves = Vec::new();
    for (index, other) in row.beside.iter().enumerate() {
        let look = if other.is_ideal { Look::Ideal(index) } else { Look::Other(index) };
        curves.push(Curve { name: other.name.to_owned(), points: other.points.to_vec(), look });
    }
    curves.push(Curve { name: "Ringdesk".to_owned(), points: ours, look: Look::Ours(0) });
    let note =
        format!("{} bursts per point; wrong calls of Ringdesk: {wrong} of {of}", effort.bursts);
    let chart = chart(title, note, "SNR in 300-3400 Hz (dB)", x, curves);
    Sweep { name: row.name, chart, figures }
}

/// A sweep of one property of the burst, both standards.
fn limit(effort: Effort, row: &Limit) -> Sweep {
    let points = points(row.x, row.step);
    let (mut curves, mut figures) = (Vec::new(), Vec::new());
    for (index, (kind, label)) in
        [(BELL_MDMF, "Bell 202"), (V23_MDMF, "V.23")].into_iter().enumerate()
    {
        let (change, snr) = (row.change, row.snr);
        let outcomes = work::each(&points, move |value| {
            let mut options = BurstOptions::default();
            change(&mut options, *value as f32);
            trials(effort.few_bursts, kind, *value, options, snr)
        });
        let points = curve(&points, &outcomes);
        let what = format!("{}, {label}: 95 % and more, {}", row.title, row.x_label);
        figures.push([what, span(&points, 95.0), format!("wrong calls: {}", wrong(&outcomes))]);
        curves.push(Curve { name: format!("Ringdesk, {label}"), points, look: Look::Ours(index) });
    }
    let chart = chart(row.title, row.note.to_owned(), row.x_label, row.x, curves);
    Sweep { name: row.name, chart, figures }
}

/// Sends `count` different calls and counts what comes back.
fn trials(count: u32, kind: Kind, point: f64, options: BurstOptions, snr: Option<f32>) -> Outcome {
    let mut outcome = Outcome { of: count, ..Outcome::default() };
    for trial in 0..count {
        let seeds = [point.to_bits(), u64::from(trial), kind.0 as u64 * 16 + kind.1 as u64];
        let mut chance = Chance::new(seeds);
        let id = caller(kind, &mut chance);
        let sound = burst::render(&id, options);
        let noise = match snr {
            Some(snr) => below(band_power(&sound), snr),
            None => (Dbm0(QUIET).sine_peak().powi(2)) / 2.0,
        };
        let mut line = vec![0.0; 4_000 + chance.below(160) as usize];
        line.extend_from_slice(&sound);
        line.resize(line.len() + 4_000, 0.0);
        chance.add_noise(&mut line, noise);
        let mut heard = hear(&line);
        // Tones far off their places may be taken for those of the other standard: what was sent counts.
        for other in &mut heard {
            other.standard = id.standard;
        }
        outcome.right += u32::from(heard.contains(&id));
        outcome.wrong += heard.iter().filter(|other| **other != id).count() as u32;
    }
    outcome
}

fn hear(line: &[f32]) -> Vec<CallerId> {
    let mut bank = Bank::new(BankConfig { mode: Mode::File, region: None });
    let mut calls = Vec::new();
    let mut tell = |event: ringdesk::dsp::bank::Detection| {
        if let LineSignal::CallerId(id) = event.signal
            && id.checksum_ok
        {
            calls.push(id);
        }
    };
    bank.feed(line, &mut tell);
    bank.finish(&mut tell);
    calls
}

/// A caller made up of chance: number of 5 to 12 digits, Latin or Chinese name.
fn caller((standard, format): Kind, chance: &mut Chance) -> CallerId {
    const NAMES: [&str; 8] = [
        "SMITH JOHN",
        "JONES SUSAN",
        "王伟",
        "李芳敏",
        "PIZZA & CO.",
        "陈洋",
        "O'BRIEN PAT",
        "MILLER ANN",
    ];
    let length = 5 + chance.below(8);
    let number: String =
        (0..length).filter_map(|_| char::from_digit(chance.below(10), 10)).collect();
    let name = NAMES[chance.below(8) as usize];
    let name = if format == Format::Mdmf { NameCoding::Gbk.encode(name) } else { Vec::new() };
    let mut pair = |from: u32, count: u32| (from + chance.below(count)) as u8;
    let time =
        BurstTime { month: pair(1, 12), day: pair(1, 28), hour: pair(0, 24), minute: pair(0, 60) };
    CallerId {
        standard,
        format,
        number: Some(number),
        absence: None,
        name,
        time: Some(time),
        checksum_ok: true,
    }
}
