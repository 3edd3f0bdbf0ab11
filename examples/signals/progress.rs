//! Call tones of every plan: how many are named in noise, and how soon. Depends on `base` and `dsp`.

use super::chart::{Chart, Curve, Look};
use super::noise::{Chance, below};
use super::{Effort, Sweep, work};
use ringdesk::base::signal::{Edge, LineSignal, Tone};
use ringdesk::base::units::{Dbm0, LINE_RATE};
use ringdesk::dsp::bank::{Bank, BankConfig, Detection, Mode};
use ringdesk::dsp::tone::plan::{PLANS, ToneSpec};
use ringdesk::dsp::tone::source::ToneSource;

/// Level of each frequency in dBm0.
const LEVEL: f32 = -18.0;
/// The tones, and what their curves are called.
const TONES: [(Tone, &str); 4] = [
    (Tone::Dial, "dial"),
    (Tone::Ringback, "ring-back"),
    (Tone::Busy, "busy"),
    (Tone::Congestion, "congestion"),
];

/// All sweeps of call tones.
pub fn sweeps(effort: Effort) -> Vec<Sweep> {
    vec![found(effort)]
}

/// What became of one row at one SNR.
#[derive(Debug, Clone, Copy)]
struct Named {
    tone: Tone,
    found: u32,
    of: u32,
    /// Sum of the delays of those found, in seconds.
    delay: f64,
}

fn found(effort: Effort) -> Sweep {
    let snrs: Vec<f32> = if effort.tones == 0 {
        vec![30.0]
    } else {
        vec![0.0, 3.0, 6.0, 9.0, 12.0, 15.0, 20.0, 30.0]
    };
    let points: Vec<(f32, usize)> =
        snrs.iter().flat_map(|snr| (0..PLANS.len()).map(|row| (*snr, row))).collect();
    let named = work::each(&points, move |(snr, row)| {
        trials(effort.tones.max(1), &PLANS[*row], *row, *snr)
    });
    let (mut curves, mut figures) = (Vec::new(), Vec::new());
    for (index, (tone, name)) in TONES.into_iter().enumerate() {
        let at = |snr: f32| {
            let rows = points.iter().zip(&named).filter(|((s, _), n)| *s == snr && n.tone == tone);
            rows.fold((0, 0, 0.0), |sum, (_, n)| (sum.0 + n.found, sum.1 + n.of, sum.2 + n.delay))
        };
        let share = |snr: &f32| {
            let (found, of, _) = at(*snr);
            (f64::from(*snr), 100.0 * f64::from(found) / f64::from(of.max(1)))
        };
        let points = snrs.iter().map(share).collect();
        curves.push(Curve { name: format!("Ringdesk, {name}"), points, look: Look::Ours(index) });
        let (found, of, delay) = at(30.0);
        let mean = delay / f64::from(found.max(1));
        figures.push([
            format!("{name} tone of all plans, region not told, SNR 30 dB"),
            format!("{found} of {of}"),
            format!("decided {mean:.2} s after it begins (mean)"),
        ]);
    }
    Sweep { name: "call_tones", chart: chart(curves), figures }
}

fn chart(curves: Vec<Curve>) -> Chart {
    Chart {
        title: "Call tones of all plans, region not told".to_owned(),
        note: format!(
            "{} rows of the plans, {LEVEL} dBm0 per frequency; where two plans fit, either name is right",
            PLANS.len()
        ),
        x_label: "SNR in 300-3400 Hz, while the tone is on (dB)",
        y_label: "named rightly (%)",
        x: (0.0, 30.0, 5.0),
        y: (0.0, 100.0, 20.0),
        curves,
    }
}

/// Plans give some frequencies and cadences different names: where two rows are alike, either name is right.
fn is_right(row: &ToneSpec, told: Tone) -> bool {
    let near = |a: f32, b: f32, share: f32| (a - b).abs() <= share * a.max(b);
    let alike = |other: &&ToneSpec| {
        let (own, its) = (row.cadence.millis(), other.cadence.millis());
        let mut hz = row.hz.iter().zip(other.hz);
        let mut millis = own.iter().zip(its);
        hz.all(|(a, b)| near(*a, b, 0.03))
            && own.len() == its.len()
            && millis.all(|(a, b)| near(f32::from(*a), f32::from(*b), 0.1))
    };
    PLANS.iter().filter(alike).any(|other| other.tone == told)
}

fn trials(count: u32, row: &ToneSpec, index: usize, snr: f32) -> Named {
    let mut named = Named { tone: row.tone, found: 0, of: count, delay: 0.0 };
    for trial in 0..count {
        let mut chance = Chance::new([u64::from(snr.to_bits()), index as u64, u64::from(trial)]);
        let begin = 4_000 + chance.below(800) as usize;
        let cycle: u32 = row.cadence.millis().iter().map(|millis| u32::from(*millis)).sum();
        let frames = (2 * cycle).max(3_000) as usize * LINE_RATE as usize / 1000 + 2_000;
        let mut line = vec![0.0; begin + frames];
        ToneSource::new(row, Dbm0(LEVEL)).fill(&mut line[begin..]);
        let both = if row.hz[1] > 0.0 { 2.0 } else { 1.0 };
        let power = both * Dbm0(LEVEL).sine_peak().powi(2) / 2.0;
        chance.add_noise(&mut line, below(power, snr));
        let mut bank = Bank::new(BankConfig { mode: Mode::OffHook, region: None });
        let mut first = None;
        bank.feed(&line, &mut |event: Detection| {
            if let LineSignal::Tone(tone, Edge::Begin) = event.signal {
                first = first.or(Some((tone, event.decided.0)));
            }
        });
        if let Some((_, decided)) = first.filter(|(tone, _)| is_right(row, *tone)) {
            named.found += 1;
            named.delay += (decided.saturating_sub(begin as u64)) as f64 / f64::from(LINE_RATE);
        }
    }
    named
}
