//! Speech to record: real voices where the signal corpus lies beside the project (`RINGDESK_VECTORS`), else the built-in
//! voice of the simulated exchange. 8 kHz, 16 bit.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Files of the corpus with people talking.
const VOICES: [&str; 8] = [
    "talkoff/talkoff_ast-en_US_f_Allison.flac",
    "talkoff/talkoff_ast-fr_CA_f_June.flac",
    "talkoff/talkoff_ast-it_IT_m_Carlo.flac",
    "talkoff/talkoff_ast-ru_RU_f_IvrvoiceRU.flac",
    "talkoff/tts_cmn.flac",
    "talkoff/tts_en-us.flac",
    "answer/answer_0_human.flac",
    "answer/answer_1_machine.flac",
];

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors");
    let named = std::env::var_os("RINGDESK_VECTORS").map(PathBuf::from);
    named.into_iter().chain([beside]).find(|folder| folder.join(VOICES[0]).is_file())
}

/// Whether real people speak.
#[allow(dead_code, reason = "not every test that includes this asks")]
pub fn is_real() -> bool {
    corpus().is_some() && voices().len() > 8_000 * 30
}

fn voices() -> Vec<i16> {
    let mut all = Vec::new();
    for name in VOICES {
        let Some(path) = corpus().map(|folder| folder.join(name)) else { break };
        let raw = ["-t", "raw", "-e", "signed", "-b", "16", "-r", "8000", "-c", "1", "-"];
        if let Ok(out) = Command::new("sox").arg(path).args(raw).output() {
            all.extend(out.stdout.as_chunks().0.iter().map(|pair| i16::from_le_bytes(*pair)));
        }
    }
    if all.is_empty() {
        let voice = ringdesk::device::sim::speech::builtin();
        all.extend(voice.iter().map(|sample| (sample * 32_000.0) as i16));
    }
    all
}

/// So much speech, the same every time.
pub fn seconds(count: usize) -> Vec<i16> {
    voices().into_iter().cycle().take(count * 8_000).collect()
}

/// How far two sounds are apart, in dB below the second.
#[allow(dead_code, reason = "not every test that includes this asks")]
pub fn difference_db(ours: &[i16], theirs: &[i16]) -> f64 {
    let power = |sum: f64| (sum / theirs.len().max(1) as f64 + 1e-9).log10() * 10.0;
    let noise: f64 =
        ours.iter().zip(theirs).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum();
    let sound: f64 = theirs.iter().map(|b| f64::from(*b).powi(2)).sum();
    // Where nobody speaks, what counts is that nothing is heard.
    power(noise) - power(sound).max(40.0)
}

/// How many samples `theirs` is behind `ours`: the strongest of the correlations within 20 ms.
#[allow(dead_code, reason = "not every test that includes this asks")]
pub fn lag(theirs: &[i16], ours: &[i16]) -> isize {
    let length = theirs.len().min(ours.len());
    let product = |lag: isize| -> f64 {
        let pairs = (160..length.saturating_sub(160)).step_by(3);
        pairs.map(|n| f64::from(ours[n]) * f64::from(theirs[n.wrapping_add_signed(lag)])).sum()
    };
    (-160..=160).max_by(|a, b| product(*a).total_cmp(&product(*b))).unwrap()
}
