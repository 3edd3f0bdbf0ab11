//! The sample office's recordings: what is known of them, and how they look.

use ringdesk::base::waveform::{Mark, Waveform};
use ringdesk::call::record::{CallSummary, Recording};
use ringdesk::call::recordings::{RecordingDetails, RecordingFormat, Verdict};
use ringdesk::engine::topics::player::{FORMS, Form};
use std::sync::Arc;
use std::time::Duration;

/// What the store says of a recording without anything special.
pub fn details(recording: Recording) -> RecordingDetails {
    let seconds = recording.lasted.as_secs();
    RecordingDetails {
        recording,
        format: RecordingFormat::Gsm,
        bytes: seconds * 1_625 + 60,
        masks: Vec::new(),
        markers: Vec::new(),
        keep_until: None,
        hold: false,
        verdict: Verdict::Good,
        checked_utc_millis: Some(super::NOW.utc_millis - 600_000),
        listens: 0,
    }
}

/// The waveforms of the newest recordings.
pub fn forms(log: &[CallSummary]) -> Vec<Form> {
    let recordings = log.iter().flat_map(|call| &call.recordings);
    let form = |recording: &Recording| Form {
        recording: recording.id,
        wave: Arc::new(talk(recording.lasted, 2)),
        failed: None,
    };
    recordings.take(FORMS).map(form).collect()
}

/// Noise without dice, 0 to 99.
fn noise(at: usize, seed: usize) -> usize {
    let at = u32::try_from(at).unwrap_or(0);
    let seed = u32::try_from(seed).unwrap_or(0);
    let mut x = at.wrapping_mul(2_654_435_761).wrapping_add(seed * 40_503);
    x ^= x >> 15;
    x = x.wrapping_mul(0x2c1b_3c6d);
    x ^= x >> 12;
    usize::try_from(x % 100).unwrap_or(0)
}

/// People who take turns, now and then speak at once, and pause: a telephone call.
pub fn talk(length: Duration, channels: usize) -> Waveform {
    let mut wave = Waveform::unread(length, channels);
    let marks = wave.marks();
    for channel in 0..channels {
        let (mut at, mut turn) = (0, 0);
        while at < marks {
            let span = 40 + noise(turn, 7);
            let who = noise(turn, 3);
            let speaks = if channel == 0 { who < 45 } else { (38..85).contains(&who) };
            for place in at..(at + span).min(marks) {
                let syllable = noise(place / 4, 11 + channel);
                let word = noise(place / 14, 17 + channel);
                let loud = if speaks && word > 14 {
                    25 + syllable + noise(place, 5 + channel) / 3
                } else {
                    noise(place, channel) / 40
                };
                let level = u8::try_from(loud.min(230)).unwrap();
                let peak = u8::try_from((loud * loud / 170).min(220)).unwrap();
                wave.channels[channel][place] = Mark { peak, level, known: true };
            }
            at += span;
            turn += 1;
        }
    }
    wave.completed()
}
