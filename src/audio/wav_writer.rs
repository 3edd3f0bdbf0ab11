//! Writes a finished sound to a WAV file: PCM 16-bit, 8 kHz, mono. For test material; calls are the recorder's part.
//! May depend on `base`.

use crate::base::units::LINE_RATE;
use hound::{SampleFormat, WavSpec};
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

/// A WAV file being written.
pub struct WavWriter {
    inner: hound::WavWriter<BufWriter<File>>,
}

impl WavWriter {
    /// Creates the file, or empties it.
    ///
    /// # Errors
    /// Why it cannot be created.
    pub fn create(path: &Path) -> Result<Self, String> {
        let spec = WavSpec {
            channels: 1,
            sample_rate: LINE_RATE,
            bits_per_sample: 16,
            sample_format: SampleFormat::Int,
        };
        let inner = hound::WavWriter::create(path, spec).map_err(|error| error.to_string())?;
        Ok(Self { inner })
    }

    /// Appends samples.
    ///
    /// # Errors
    /// Why they cannot be written (disk full).
    pub fn write(&mut self, samples: &[i16]) -> Result<(), String> {
        samples
            .iter()
            .try_for_each(|sample| self.inner.write_sample(*sample))
            .map_err(|error| error.to_string())
    }

    /// Completes the header and closes the file.
    ///
    /// # Errors
    /// Why it cannot be completed.
    pub fn finish(self) -> Result<(), String> {
        self.inner.finalize().map_err(|error| error.to_string())
    }
}
