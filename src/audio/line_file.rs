//! A WAV file as sound for a line: any rate and number of channels in, one channel at the line's rate out.
//! May depend on `base` and `dsp`.

use crate::audio::wav::WavReader;
use crate::base::units::LINE_RATE;
use crate::dsp::resample::Resampler;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Frames read at once.
const BLOCK: usize = 4_096;

/// The file's sound at the line's rate, channels mixed, levels as they are (full scale 1.0), cut after `longest_secs` seconds.
///
/// # Errors
/// The file cannot be read as a recording: in words, with its name.
pub fn load(path: &Path, longest_secs: usize) -> Result<Vec<f32>, String> {
    read(path, longest_secs).map_err(|why| format!("{}: {why}", path.display()))
}

fn read(path: &Path, longest_secs: usize) -> Result<Vec<f32>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut reader = WavReader::open(BufReader::new(file)).map_err(|error| error.to_string())?;
    let channels = reader.channels().max(1);
    let mut resampler = Resampler::new(reader.rate(), LINE_RATE);
    let (mut block, mut mono, mut out) = (Vec::new(), Vec::new(), Vec::new());
    while out.len() < longest_secs * LINE_RATE as usize {
        reader.read(BLOCK, &mut block).map_err(|error| error.to_string())?;
        if block.is_empty() {
            break;
        }
        mono.clear();
        mono.extend(block.chunks_exact(channels).map(|f| f.iter().sum::<f32>() / channels as f32));
        resampler.push(&mono, &mut out);
    }
    Ok(out)
}
