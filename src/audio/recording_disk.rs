//! Where recordings are kept: paths by local date, folders only the owner may enter, files only the owner may read.
//! The disk stands behind a trait so that a full or vanishing one can be tested. May depend on `base`.

use crate::base::ids::CallId;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Creates files. `path` is relative, `/` as separator.
pub trait Disk: Send {
    /// Creates a file that does not exist yet, and the folders above it.
    ///
    /// # Errors
    /// `AlreadyExists`, or whatever the disk says.
    fn create(&mut self, path: &str) -> io::Result<Box<dyn DiskFile>>;

    /// Where the file is.
    fn full_path(&self, path: &str) -> PathBuf;
}

/// A file being written. `flush` returns when the bytes are on the disk.
pub trait DiskFile: Write + Seek + Send {}

/// The data folder on a real disk.
#[derive(Debug, Clone)]
pub struct DataFolder {
    root: PathBuf,
}

impl DataFolder {
    /// The folder the database lives in. It is created with the first recording.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }
}

impl Disk for DataFolder {
    fn create(&mut self, path: &str) -> io::Result<Box<dyn DiskFile>> {
        let full = self.full_path(path);
        if let Some(folder) = full.parent() {
            create_private_folders(folder)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&full)?;
        Ok(Box::new(RealFile { path: full, file: BufWriter::with_capacity(64 * 1024, file) }))
    }

    fn full_path(&self, path: &str) -> PathBuf {
        path.split('/').fold(self.root.clone(), |full, part| full.join(part))
    }
}

fn create_private_folders(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A real file whose `flush` reaches the disk and notices when the file was taken away.
struct RealFile {
    path: PathBuf,
    file: BufWriter<File>,
}

impl DiskFile for RealFile {}

impl Write for RealFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_data()?;
        // A deleted file takes bytes for ever without complaint.
        fs::symlink_metadata(&self.path).map(|_| ()).map_err(|error| {
            io::Error::new(error.kind(), format!("the file being recorded is gone: {error}"))
        })
    }
}

impl Seek for RealFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// `recordings/YYYY/MM/DD/HHMMSS_<call>.wav` in the local time of the call's beginning; the second and later files
/// of one call end in `_2`, `_3`, ….
#[must_use]
pub fn relative_path(
    started_utc_millis: i64,
    offset_minutes: i16,
    call: CallId,
    number: u32,
) -> String {
    let offset = jiff::tz::Offset::from_seconds(i32::from(offset_minutes) * 60)
        .unwrap_or(jiff::tz::Offset::UTC);
    let local = jiff::Timestamp::from_millisecond(started_utc_millis)
        .map_or_else(|_| jiff::civil::DateTime::default(), |moment| offset.to_datetime(moment));
    let suffix = if number > 1 { format!("_{number}") } else { String::new() };
    format!("recordings/{}_{call}{suffix}.wav", local.strftime("%Y/%m/%d/%H%M%S"))
}

/// The call a recorder's file is named after; `None`: it is no such file.
#[must_use]
pub fn call_of(path: &str) -> Option<CallId> {
    let name = path.rsplit('/').next()?.strip_suffix(".wav")?;
    let mut parts = name.split('_');
    let time = parts.next().filter(|time| time.len() == 6)?;
    let call = parts.next()?.parse().ok()?;
    let number = parts.next().is_none_or(|number| number.bytes().all(|b| b.is_ascii_digit()));
    let plain = time.bytes().all(|b| b.is_ascii_digit()) && number && parts.next().is_none();
    plain.then_some(CallId(call))
}

/// The folder of recordings of the day of a moment.
#[must_use]
pub fn folder_of_day(utc_millis: i64, offset_minutes: i16) -> String {
    let path = relative_path(utc_millis, offset_minutes, CallId(0), 1);
    path.rsplit_once('/').map_or_else(String::new, |(folder, _)| folder.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_the_local_date_of_the_call() {
        // 2026-11-23 16:30:05 UTC is the 24th, half past midnight, in Beijing.
        let millis = 1_795_451_405_000;
        let path = |offset, number| relative_path(millis, offset, CallId(17), number);
        assert_eq!(path(480, 1), "recordings/2026/11/24/003005_17.wav");
        assert_eq!(path(0, 2), "recordings/2026/11/23/163005_17_2.wav");
        assert_eq!(call_of(&path(480, 1)), Some(CallId(17)));
        assert_eq!(call_of(&path(480, 3)), Some(CallId(17)));
        for other in ["a/notes.wav", "a/003005_17~1.wav", "a/003005_17.opus", "003005_x.wav"] {
            assert_eq!(call_of(other), None, "{other}");
        }
        assert_eq!(folder_of_day(millis, 480), "recordings/2026/11/24");
        let absurd = relative_path(i64::MAX, i16::MAX, CallId(1), 1);
        assert!(absurd.starts_with("recordings/") && absurd.ends_with("_1.wav"), "{absurd}");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_recordings() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let mut disk = DataFolder::new(dir.path().join("data"));
        disk.create("recordings/2026/11/23/a.wav").unwrap();
        let mode =
            |path: &str| fs::metadata(disk.full_path(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("recordings"), 0o700);
        assert_eq!(mode("recordings/2026/11/23"), 0o700);
        assert_eq!(mode("recordings/2026/11/23/a.wav"), 0o600);
    }
}
