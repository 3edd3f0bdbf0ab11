//! `ringdesk decode --plot`: one recording as a picture. Waveform, spectrogram, powers of mark and space, characters,
//! events in lanes, all over one axis of time. May depend on `base`, `audio` and `dsp`.

mod canvas;
mod lanes;
mod panels;

use crate::audio::wav::WavError;
use crate::base::signal::LineSignal;
use crate::base::units::{Frames, LINE_RATE};
use crate::cli::decode::{DecodeArgs, complain, input};
use crate::cli::{BAD_INPUT, refuse};
use crate::dsp::bank::Detection;
use crate::dsp::resample::Resampler;
use panels::Picture;
use std::path::Path;
use std::process::ExitCode;

/// Of a stream so many samples are kept for the picture: the first 10 minutes.
const KEPT: usize = 600 * LINE_RATE as usize;
/// A picture shows at most so much unless more is asked for.
const SHOWN: f64 = 30.0;
/// Seconds shown before the first and after the last event.
const AROUND: f64 = 0.25;
/// The shortest stretch that is drawn: 10 ms.
const SHORTEST: f64 = 0.01;

/// What a picture needs, gathered while a recording is decoded.
#[derive(Default)]
pub struct Pages {
    events: Vec<(usize, Detection)>,
    /// By channel; only of streams, which cannot be read a second time.
    sound: Vec<Vec<f32>>,
    keeps_sound: bool,
    from: Option<f64>,
    to: Option<f64>,
}

impl Pages {
    /// For the stretch that was asked for.
    pub fn new(keeps_sound: bool, from: Option<f64>, to: Option<f64>) -> Self {
        Self { keeps_sound, from, to, ..Self::default() }
    }

    /// Sound of a channel at the line rate.
    pub fn sound(&mut self, channel: usize, line: &[f32]) {
        if !self.keeps_sound {
            return;
        }
        if self.sound.len() <= channel {
            self.sound.resize(channel + 1, Vec::new());
        }
        let kept = &mut self.sound[channel];
        let room = KEPT.saturating_sub(kept.len()).min(line.len());
        kept.extend_from_slice(&line[..room]);
    }

    /// A fact heard.
    pub fn event(&mut self, channel: usize, event: Detection) {
        let is_kept = !self.keeps_sound || event.start.0 < KEPT as u64;
        if is_kept && event.signal != LineSignal::BurstBegun {
            self.events.push((channel, event));
        }
    }

    /// The stretch to draw, in seconds; it may lie beyond the end.
    fn stretch(&self, seconds: f64) -> (f64, f64) {
        let time = |frames: Frames| frames.duration().as_secs_f64();
        let first = self.events.iter().map(|(_, event)| time(event.start)).reduce(f64::min);
        let last = self.events.iter().map(|(_, event)| time(event.decided)).reduce(f64::max);
        let begin = if seconds <= SHOWN { Some(0.0) } else { first.map(|t| t - AROUND) };
        let from = self.from.or(begin).unwrap_or(0.0).max(0.0);
        let end = if seconds <= SHOWN { Some(seconds) } else { last.map(|t| t + AROUND) };
        let end = end.unwrap_or(SHOWN).min(from + SHOWN).min(seconds);
        let to = self.to.unwrap_or(if end > from { end } else { from + SHOWN });
        (from, to.min(seconds).max(from + SHORTEST))
    }

    /// The channel that said most.
    fn channel(&self) -> usize {
        let count = |channel: usize| self.events.iter().filter(|(own, _)| *own == channel).count();
        let channels = self.events.iter().map(|(channel, _)| *channel);
        channels.max_by_key(|channel| (count(*channel), std::cmp::Reverse(*channel))).unwrap_or(0)
    }
}

/// Draws what was decoded from `name` into `path`.
pub fn run(args: &DecodeArgs, name: &Path, path: &Path, pages: Pages) -> ExitCode {
    let picture = match prepare(args, name, pages) {
        Ok(picture) => picture,
        Err(error) => {
            complain(name, &error.to_string());
            return ExitCode::from(BAD_INPUT);
        }
    };
    if picture.samples.is_empty() {
        let seconds = picture.seconds;
        complain(name, &format!("nothing to draw: the recording is {seconds:.2} s long"));
        return ExitCode::from(BAD_INPUT);
    }
    let written = picture.draw().and_then(|png| {
        std::fs::write(path, png).map_err(|error| format!("{}: {error}", path.display()))
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => refuse(&why),
    }
}

fn prepare(args: &DecodeArgs, name: &Path, mut pages: Pages) -> Result<Picture, WavError> {
    let channel = pages.channel();
    let (from, to, samples, seconds) = if pages.keeps_sound {
        let sound = pages.sound.get_mut(channel).map(std::mem::take).unwrap_or_default();
        let seconds = sound.len() as f64 / f64::from(LINE_RATE);
        let (from, to) = pages.stretch(seconds);
        (from, to, cut(&sound, from, to), seconds)
    } else {
        let mut reel = Reel::open(args, name)?;
        let seconds = reel.seconds()?;
        let (from, to) = pages.stretch(seconds);
        (from, to, Reel::open(args, name)?.read(channel, from, to)?, seconds)
    };
    let mut events: Vec<Detection> = pages.events.into_iter().map(|(_, event)| event).collect();
    events.sort_by_key(|event| (event.start, event.decided));
    let file = name.file_name().unwrap_or(name.as_os_str()).to_string_lossy();
    let title = if crate::cli::decode::input::is_standard_input(name) {
        "standard input".to_owned()
    } else {
        file.into_owned()
    };
    Ok(Picture { title, from, to, seconds, samples, events })
}

fn cut(sound: &[f32], from: f64, to: f64) -> Vec<f32> {
    let at = |seconds: f64| ((seconds * f64::from(LINE_RATE)) as usize).min(sound.len());
    sound[at(from)..at(to)].to_vec()
}

/// A file that is read a second time.
struct Reel {
    recording: input::Recording,
}

impl Reel {
    fn open(args: &DecodeArgs, name: &Path) -> Result<Self, WavError> {
        Ok(Self { recording: input::open(name, args.raw)? })
    }

    /// How long it is.
    fn seconds(&mut self) -> Result<f64, WavError> {
        let (rate, channels) = (self.recording.reader.rate(), self.recording.reader.channels());
        let (mut frames, mut block) = (0, Vec::new());
        loop {
            self.recording.read(&mut block)?;
            if block.is_empty() {
                return Ok(frames as f64 / f64::from(rate));
            }
            frames += block.len() / channels;
        }
    }

    /// One channel of a stretch at the line rate.
    fn read(&mut self, channel: usize, from: f64, to: f64) -> Result<Vec<f32>, WavError> {
        let (rate, channels) = (self.recording.reader.rate(), self.recording.reader.channels());
        let mut resampler = Resampler::new(rate, LINE_RATE);
        let at = |seconds: f64| (seconds * f64::from(LINE_RATE)) as usize;
        let (from, to) = (at(from), at(to));
        let (mut block, mut line, mut kept) = (Vec::new(), Vec::new(), Vec::new());
        let mut begin = 0;
        while begin < to {
            self.recording.read(&mut block)?;
            if block.is_empty() {
                break;
            }
            let own: Vec<f32> = block.iter().skip(channel).step_by(channels).copied().collect();
            line.clear();
            resampler.push(&own, &mut line);
            let inside = |n: usize| n.saturating_sub(begin).min(line.len());
            kept.extend_from_slice(&line[inside(from)..inside(to).max(inside(from))]);
            begin += line.len();
        }
        Ok(kept)
    }
}
