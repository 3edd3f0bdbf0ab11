//! Caller ID by FSK over noise, level, twist, offset and bit rate. Depends on `base` and `dsp`.

use super::chart::{Chart, Curve, Look, reaches};
use super::noise::{Chance, band_power, below};
use super::others::{self, Series};
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

/// All sweeps of caller ID.
pub fn sweeps(effort: Effort) -> Vec<Sweep> {
    let mut sweeps = vec![
        snr(
            effort,
            BELL_MDMF,
            "fsk_bell202_mdmf",
            "Bell 202, MDMF: calls decoded in noise",
            others::BELL_MDMF,
        ),
        snr(
            effort,
            BELL_SDMF,
            "fsk_bell202_sdmf",
            "Bell 202, SDMF: calls decoded in noise",
            others::BELL_SDMF,
        ),
        snr(
            effort,
            V23_MDMF,
            "fsk_v23_mdmf",
            "V.23, MDMF: calls decoded in noise",
            others::V23_MDMF,
        ),
    ];
    let levels = steps(-60.0, -6.0, 3.0);
    let note = "noise of -65 dBm0 in 300-3400 Hz";
    sweeps.push(limit(
        effort,
        "fsk_level",
        "Caller ID: level",
        note,
        "level (dBm0)",
        (-60.0, -6.0, 6.0),
        &levels,
        |o, v| o.level = Dbm0(v),
    ));
    let note = "SNR 20 dB; space level minus mark level";
    let twists = steps(-18.0, 18.0, 2.0);
    sweeps.push(limit(
        effort,
        "fsk_twist",
        "Caller ID: unequal tones",
        note,
        "twist (dB)",
        (-18.0, 18.0, 6.0),
        &twists,
        |o, v| o.twist_db = v,
    ));
    let note = "SNR 20 dB; both tones moved";
    let offsets = steps(-6.0, 6.0, 0.75);
    sweeps.push(limit(
        effort,
        "fsk_offset",
        "Caller ID: offset of the tones",
        note,
        "offset (%)",
        (-6.0, 6.0, 1.5),
        &offsets,
        |o, v| o.tone_offset_percent = v,
    ));
    let note = "SNR 20 dB";
    sweeps.push(limit(
        effort,
        "fsk_rate",
        "Caller ID: bit rate",
        note,
        "offset of the bit rate (%)",
        (-6.0, 6.0, 1.5),
        &offsets,
        |o, v| o.baud_offset_percent = v,
    ));
    sweeps
}

fn steps(from: f32, to: f32, step: f32) -> Vec<f32> {
    let count = ((to - from) / step).round() as u16;
    (0..=count).map(|n| from + f32::from(n) * step).collect()
}

/// A series over SNR beside the others.
fn snr(effort: Effort, kind: Kind, name: &'static str, title: &str, beside: &[Series]) -> Sweep {
    let points = steps(0.0, 14.0, 1.0);
    let outcomes = work::each(&points, move |snr| {
        trials(effort.bursts, kind, *snr, BurstOptions::default(), Some(*snr))
    });
    let ours: Vec<(f64, f64)> =
        points.iter().zip(&outcomes).map(|(x, o)| (f64::from(*x), o.percent())).collect();
    let wrong: u32 = outcomes.iter().map(|outcome| outcome.wrong).sum();
    let all: u32 = outcomes.iter().map(|outcome| outcome.of).sum();
    let mut curves = Vec::new();
    for (index, series) in beside.iter().enumerate() {
        let look = if series.is_ideal { Look::Ideal(index) } else { Look::Other(index) };
        let points = series.points.to_vec();
        curves.push(Curve { name: series.name.to_owned(), points, look });
    }
    let points = ours.clone();
    curves.push(Curve { name: "Ringdesk".to_owned(), points, look: Look::Ours(0) });
    let at =
        |share| reaches(&ours, share).map_or("not reached".to_owned(), |x| format!("{x:.1} dB"));
    let best = beside.iter().filter(|s| !s.is_ideal).map(|s| s.ninety).fold(f64::MAX, f64::min);
    let bound = beside.iter().map(|s| s.ninety).fold(f64::MAX, f64::min);
    let figures = vec![
        [
            format!("{title}: SNR for 90 % (50 %)"),
            format!("{} ({})", at(90.0), at(50.0)),
            format!("best other decoder {best} dB, bound {bound} dB (90 %)"),
        ],
        [format!("{title}: wrong calls"), format!("{wrong} of {all}"), String::new()],
    ];
    let note =
        format!("{} bursts per point; wrong calls of Ringdesk: {wrong} of {all}", effort.bursts);
    let chart = Chart {
        title: title.to_owned(),
        note,
        x_label: "SNR in 300-3400 Hz (dB)",
        y_label: "calls decoded completely (%)",
        x: (0.0, 14.0, 1.0),
        y: (0.0, 100.0, 20.0),
        curves,
    };
    Sweep { name, chart, figures }
}

/// A sweep of one property of the burst, both standards.
#[allow(clippy::too_many_arguments, reason = "one call is one row of the list of sweeps")]
fn limit(
    effort: Effort,
    name: &'static str,
    title: &str,
    note: &str,
    x_label: &'static str,
    x: (f64, f64, f64),
    points: &[f32],
    change: impl Fn(&mut BurstOptions, f32) + Copy + Send + Sync + 'static,
) -> Sweep {
    let is_level = name == "fsk_level";
    let (mut curves, mut figures) = (Vec::new(), Vec::new());
    for (index, (kind, label)) in
        [(BELL_MDMF, "Bell 202"), (V23_MDMF, "V.23")].into_iter().enumerate()
    {
        let outcomes = work::each(points, move |value| {
            let mut options = BurstOptions::default();
            change(&mut options, *value);
            let snr = (!is_level).then_some(20.0);
            trials(effort.few_bursts, kind, *value, options, snr)
        });
        let curve: Vec<(f64, f64)> =
            points.iter().zip(&outcomes).map(|(x, o)| (f64::from(*x), o.percent())).collect();
        let whole: Vec<f64> = curve.iter().filter(|p| p.1 >= 95.0).map(|p| p.0).collect();
        let span = match (whole.first(), whole.last()) {
            (Some(first), Some(last)) => format!("{first} to {last}"),
            _ => "nowhere".to_owned(),
        };
        let wrong: u32 = outcomes.iter().map(|outcome| outcome.wrong).sum();
        figures.push([
            format!("{title}, {label}: 95 % and more, {x_label}"),
            span,
            format!("wrong calls: {wrong}"),
        ]);
        let name = format!("Ringdesk, {label}");
        curves.push(Curve { name, points: curve, look: Look::Ours(index) });
    }
    let chart = Chart {
        title: title.to_owned(),
        note: note.to_owned(),
        x_label,
        y_label: "calls decoded completely (%)",
        x,
        y: (0.0, 100.0, 20.0),
        curves,
    };
    Sweep { name, chart, figures }
}

/// Sends `count` different calls and counts what comes back.
fn trials(count: u32, kind: Kind, point: f32, options: BurstOptions, snr: Option<f32>) -> Outcome {
    let mut outcome = Outcome { of: count, ..Outcome::default() };
    for trial in 0..count {
        let seeds =
            [u64::from(point.to_bits()), u64::from(trial), kind.0 as u64 * 16 + kind.1 as u64];
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
        heard.iter_mut().for_each(|other| other.standard = id.standard);
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
