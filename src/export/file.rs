//! A file of its owner's alone, written under another name first: what is not complete is never found under the name that was wished for.
//! May depend on nothing.

use super::ExportError;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Names tried with a number behind them.
const MOST: u32 = 1_000;

/// The file while it is written. Dropped, it is removed.
pub(super) struct Part {
    pub(super) file: File,
    beside: PathBuf,
    wished: PathBuf,
    published: bool,
}

fn failed(path: &Path, error: io::Error) -> ExportError {
    ExportError::Io(path.display().to_string(), error)
}

fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).read(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

impl Part {
    /// Creates it beside `path`; a missing folder is made for its owner alone.
    pub(super) fn create(path: &Path) -> Result<Self, ExportError> {
        let no_name = || io::Error::new(io::ErrorKind::InvalidInput, "it names no file");
        let name = path.file_name().ok_or_else(|| failed(path, no_name()))?.to_owned();
        if path.is_dir() {
            let why = io::Error::new(io::ErrorKind::IsADirectory, "it is a folder");
            return Err(failed(path, why));
        }
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty() && !f.is_dir()) {
            let mut builder = DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(folder).map_err(|error| failed(path, error))?;
        }
        for n in 0..MOST {
            let mut name_beside = name.clone();
            name_beside.push(format!(".part{n}"));
            let beside = path.with_file_name(name_beside);
            match create_new(&beside) {
                Ok(file) => {
                    return Ok(Self { file, beside, wished: path.to_owned(), published: false });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(path, error)),
            }
        }
        Err(ExportError::Taken(path.display().to_string()))
    }

    /// For messages.
    pub(super) fn name(&self) -> String {
        self.wished.display().to_string()
    }

    /// The name wished for, or the next free one.
    pub(super) fn place(&self, number_taken: bool) -> Result<PathBuf, ExportError> {
        let taken = || ExportError::Taken(self.name());
        if !self.wished.exists() {
            return Ok(self.wished.clone());
        }
        if !number_taken {
            return Err(taken());
        }
        let stem = self.wished.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let end = self.wished.extension().map(|end| format!(".{}", end.to_string_lossy()));
        let end = end.unwrap_or_default();
        (2..MOST)
            .map(|n| self.wished.with_file_name(format!("{stem} ({n}){end}")))
            .find(|candidate| !candidate.exists())
            .ok_or_else(taken)
    }

    /// Gives it its name, unless somebody took it meanwhile.
    pub(super) fn publish(mut self, path: &Path) -> Result<(), ExportError> {
        self.file.sync_all().map_err(|error| failed(path, error))?;
        create_new(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => ExportError::Taken(path.display().to_string()),
            _ => failed(path, error),
        })?;
        fs::rename(&self.beside, path).map_err(|error| failed(path, error))?;
        self.published = true;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.published
            && let Err(error) = fs::remove_file(&self.beside)
        {
            tracing::warn!(%error, "an unfinished export could not be removed");
        }
    }
}
