//! DTMF digits over length, pause, twist, offset, noise and level. Depends on `base` and `dsp`.

use super::chart::{Chart, Curve, Look, reached, span};
use super::noise::{Chance, below};
use super::others::{self, Digits};
use super::{Effort, Sweep, work};
use ringdesk::base::signal::LineSignal;
use ringdesk::base::units::{Dbm0, LINE_RATE};
use ringdesk::dsp::bank::{Bank, BankConfig, Detection, Mode};
use ringdesk::dsp::dtmf::tones_of;

/// Every key once.
const KEYS: &str = "123A456B789C*0#D";

/// How digits are sent.
#[derive(Debug, Clone, Copy)]
struct Press {
    on_millis: f32,
    off_millis: f32,
    level: f32,
    twist_db: f32,
    offset_percent: f32,
    snr: f32,
}

const PLAIN: Press = Press {
    on_millis: 50.0,
    off_millis: 50.0,
    level: -12.0,
    twist_db: 0.0,
    offset_percent: 0.0,
    snr: 30.0,
};

/// One sweep as a row: name, title, note, x, points, limits of ITU-T Q.24, what others do, what is changed.
struct Row {
    name: &'static str,
    title: &'static str,
    note: &'static str,
    x_label: &'static str,
    x: (f64, f64, f64),
    /// Distance of the points.
    step: f64,
    limits: &'static [f64],
    others: &'static Digits,
    /// Whether the points of the others are close enough to be joined by lines.
    is_joined: bool,
    change: fn(&mut Press, f32),
}

const ROWS: [Row; 6] = [
    Row {
        name: "dtmf_length",
        title: "DTMF: length of the tone",
        note: "pauses 50 ms, SNR 30 dB; Q.24: refuse below 23 ms, accept from 40 ms",
        x_label: "length (ms)",
        x: (15.0, 60.0, 5.0),
        step: 2.5,
        limits: &[23.0, 40.0],
        others: &others::DIGIT_LENGTH,
        is_joined: true,
        change: |press, value| press.on_millis = value,
    },
    Row {
        name: "dtmf_pause",
        title: "DTMF: length of the pause",
        note: "tones 50 ms, SNR 30 dB; Q.24: accept from 40 ms",
        x_label: "length (ms)",
        x: (5.0, 60.0, 5.0),
        step: 5.0,
        limits: &[40.0],
        others: &others::DIGIT_PAUSE,
        is_joined: true,
        change: |press, value| press.off_millis = value,
    },
    Row {
        name: "dtmf_twist",
        title: "DTMF: unequal tones",
        note: "high tone minus low tone, SNR 30 dB; Q.24: accept -8 to +4 dB",
        x_label: "twist (dB)",
        x: (-16.0, 12.0, 4.0),
        step: 1.0,
        limits: &[-8.0, 4.0],
        others: &others::DIGIT_TWIST,
        is_joined: false,
        change: |press, value| press.twist_db = value,
    },
    Row {
        name: "dtmf_offset",
        title: "DTMF: offset of both tones",
        note: "SNR 30 dB; Q.24: accept up to 1.5 %, refuse from 3.5 %",
        x_label: "offset (%)",
        x: (-4.0, 4.0, 1.0),
        step: 0.25,
        limits: &[-3.5, -1.5, 1.5, 3.5],
        others: &others::DIGIT_OFFSET,
        is_joined: false,
        change: |press, value| press.offset_percent = value,
    },
    Row {
        name: "dtmf_snr",
        title: "DTMF: noise, tones and pauses of 40 ms",
        note: "multimon-ng checks little: it accepts tones of 20 ms, too, and hears digits in speech",
        x_label: "SNR in 300-3400 Hz (dB)",
        x: (-4.0, 16.0, 2.0),
        step: 1.0,
        limits: &[15.0],
        others: &others::DIGIT_SNR,
        is_joined: true,
        change: |press, value| {
            (press.on_millis, press.off_millis, press.snr) = (40.0, 40.0, value);
        },
    },
    Row {
        name: "dtmf_level",
        title: "DTMF: level of each tone",
        note: "SNR 30 dB; Q.24: accept -25 to -3 dBm0",
        x_label: "level (dBm0)",
        x: (-54.0, 0.0, 6.0),
        step: 3.0,
        limits: &[-25.0, -3.0],
        others: &others::DIGIT_LEVEL,
        is_joined: false,
        change: |press, value| press.level = value,
    },
];

/// All sweeps of DTMF.
pub fn sweeps(effort: Effort) -> Vec<Sweep> {
    ROWS.iter().map(|row| sweep(effort, row)).collect()
}

fn sweep(effort: Effort, row: &Row) -> Sweep {
    let count = ((row.x.1 - row.x.0) / row.step).round() as u16;
    let points: Vec<f64> = (0..=count).map(|n| row.x.0 + f64::from(n) * row.step).collect();
    let change = row.change;
    let counts = work::each(&points, move |value| {
        let mut press = PLAIN;
        change(&mut press, *value as f32);
        let mut sums = (0, 0);
        for trial in 0..effort.strings {
            let (right, extra) = trial_of(press, *value, trial);
            sums = (sums.0 + right, sums.1 + extra);
        }
        sums
    });
    let all = f64::from(effort.strings * 16);
    let share = |(x, count): (&f64, &(u32, u32))| (*x, 100.0 * f64::from(count.0) / all);
    let ours: Vec<(f64, f64)> = points.iter().zip(&counts).map(share).collect();
    let extra: u32 = counts.iter().map(|count| count.1).sum();
    Sweep { name: row.name, figures: figures(row, &ours, extra), chart: chart(row, ours) }
}

fn figures(row: &Row, ours: &[(f64, f64)], extra: u32) -> Vec<[String; 3]> {
    let what = format!("{}: 99 % and more, {}", row.title, row.x_label);
    let mut figures = vec![[what, span(ours, 99.0), format!("digits too many: {extra}")]];
    if row.name == "dtmf_snr" {
        let beside = "spandsp, Asterisk 9.4 dB; multimon-ng 0.7 dB".to_owned();
        figures.push([format!("{}: SNR for 90 %", row.title), reached(ours, 90.0), beside]);
    }
    figures
}

fn chart(row: &Row, ours: Vec<(f64, f64)>) -> Chart {
    let mut curves = Vec::new();
    for (index, (name, points)) in row.others.iter().enumerate() {
        let look = if row.is_joined { Look::Other(index) } else { Look::Places(index) };
        curves.push(Curve { name: (*name).to_owned(), points: points.to_vec(), look });
    }
    curves.push(Curve { name: "Ringdesk".to_owned(), points: ours, look: Look::Ours(0) });
    let limits = row.limits.iter().map(|x| (*x, 0.0)).collect();
    curves.push(Curve { name: "limits of Q.24".to_owned(), points: limits, look: Look::Limit });
    Chart {
        title: row.title.to_owned(),
        note: row.note.to_owned(),
        x_label: row.x_label,
        y_label: "digits found (%)",
        x: row.x,
        y: (0.0, 100.0, 20.0),
        curves,
    }
}

/// Sends all keys in an order of its own: how many came back in order, and how many were too many.
fn trial_of(press: Press, point: f64, trial: u32) -> (u32, u32) {
    let mut chance = Chance::new([point.to_bits(), u64::from(trial), 7]);
    let mut keys: Vec<char> = KEYS.chars().collect();
    for index in (1..keys.len()).rev() {
        keys.swap(index, chance.below(index as u32 + 1) as usize);
    }
    let line = sound(&keys, press, &mut chance);
    let mut bank = Bank::new(BankConfig { mode: Mode::File, region: None });
    let mut heard = Vec::new();
    let mut tell = |event: Detection| {
        if let LineSignal::Digit { digit, .. } = event.signal {
            heard.push(digit);
        }
    };
    bank.feed(&line, &mut tell);
    bank.finish(&mut tell);
    let right = in_common(&keys, &heard);
    (right, heard.len() as u32 - right)
}

fn sound(keys: &[char], press: Press, chance: &mut Chance) -> Vec<f32> {
    let frames = |millis: f32| (millis * LINE_RATE as f32 / 1000.0).round() as usize;
    let peak = |db: f32| Dbm0(press.level + db).sine_peak();
    let (low, high) = (peak(-press.twist_db / 2.0), peak(press.twist_db / 2.0));
    let mut line = vec![0.0; 2_000 + chance.below(160) as usize];
    for key in keys {
        let Some((row, column)) = tones_of(*key) else { continue };
        let phases = [chance.share(), chance.share()];
        let turn = |hz: f64, phase: f64, n: usize| {
            let hz = hz * (1.0 + f64::from(press.offset_percent) / 100.0);
            ((hz * n as f64 / f64::from(LINE_RATE) + phase) * std::f64::consts::TAU).sin() as f32
        };
        line.extend(
            (0..frames(press.on_millis))
                .map(|n| low * turn(row, phases[0], n) + high * turn(column, phases[1], n)),
        );
        line.resize(line.len() + frames(press.off_millis), 0.0);
    }
    line.resize(line.len() + 2_000, 0.0);
    let power = (low * low).midpoint(high * high);
    chance.add_noise(&mut line, below(power, press.snr));
    line
}

/// The length of the longest common part in order.
fn in_common(sent: &[char], heard: &[char]) -> u32 {
    let mut best = vec![0; heard.len() + 1];
    for key in sent {
        let mut before = 0;
        for (n, other) in heard.iter().enumerate() {
            let here = best[n + 1];
            best[n + 1] = if key == other { before + 1 } else { here.max(best[n]) };
            before = here;
        }
    }
    best[heard.len()]
}
