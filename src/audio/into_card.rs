//! Plays finished sound into an output device that leads into a line, or that people listen through: opened for it and let
//! go of afterwards. ALSA devices by way of `line_out` (their drivers must be tried before they are trusted), sound
//! servers by way of `sink`. Runs on the caller's thread. May depend on `base`.

use crate::audio::line_out::LineOut;
use crate::audio::prompt;
use crate::audio::sink;
use crate::audio::source::{Pulled, SampleSource};
use crate::base::units::LINE_RATE;
use crossbeam_channel::Receiver;

/// Samples that are handed over piece by piece.
struct Finished {
    samples: Vec<i16>,
    at: usize,
}

/// A tenth of a second.
const PIECE: usize = LINE_RATE as usize / 10;

impl SampleSource for Finished {
    fn rate(&self) -> u32 {
        LINE_RATE
    }

    fn pull(&mut self, out: &mut Vec<i16>) -> Pulled {
        let rest = self.samples.get(self.at..).unwrap_or_default();
        let piece = rest.get(..PIECE.min(rest.len())).unwrap_or_default();
        out.extend(piece);
        self.at += piece.len();
        if piece.is_empty() { Pulled::Ended } else { Pulled::Samples(piece.len()) }
    }
}

/// Plays samples (8 kHz) into a device (by id, name or part of it; `default`: the system's choice) until their end or
/// until nobody holds the other end of `stopped`.
///
/// # Errors
/// In words: there is no such device, it cannot be opened, or it fails on the way.
pub fn play(device: &str, samples: Vec<i16>, stopped: &Receiver<()>) -> Result<(), String> {
    if device.starts_with("alsa:") {
        let out = LineOut::open(device).map_err(|error| error.to_string())?;
        return prompt::play(&samples, &mut out.sink(), stopped);
    }
    let source = Box::new(Finished { samples, at: 0 });
    sink::play(device, source, stopped).map_err(|error| error.to_string())
}

/// Samples this much softer, in hundredths.
#[must_use]
pub fn softened(mut samples: Vec<i16>, percent: u8) -> Vec<i16> {
    let percent = i32::from(percent.min(100));
    for sample in &mut samples {
        *sample = (i32::from(*sample) * percent / 100) as i16;
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_it_is_handed_over_once() {
        let samples: Vec<i16> = (0..2_500).collect();
        let mut source = Finished { samples: samples.clone(), at: 0 };
        let mut out = Vec::new();
        while source.pull(&mut out) != Pulled::Ended {}
        assert_eq!(out, samples);
        assert_eq!(source.pull(&mut out), Pulled::Ended);
        assert_eq!(softened(vec![1_000, -32_768], 50), [500, -16_384]);
    }
}
