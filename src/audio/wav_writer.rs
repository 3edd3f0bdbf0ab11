//! Writes a finished sound to a WAV file: PCM 16-bit, 8 kHz, mono. For test material and the line doctor; calls are the
//! recorder's part.
//! May depend on `base`.

use crate::base::units::LINE_RATE;
use hound::{SampleFormat, WavSpec};
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter};
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
        Self::over(File::create(path))
    }

    /// The same; nobody but its owner may read the file.
    ///
    /// # Errors
    /// Why it cannot be created.
    pub fn create_private(path: &Path) -> Result<Self, String> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Self::over(options.open(path))
    }

    fn over(file: io::Result<File>) -> Result<Self, String> {
        let file = BufWriter::new(file.map_err(|error| error.to_string())?);
        let spec = WavSpec {
            channels: 1,
            sample_rate: LINE_RATE,
            bits_per_sample: 16,
            sample_format: SampleFormat::Int,
        };
        let inner = hound::WavWriter::new(file, spec).map_err(|error| error.to_string())?;
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
