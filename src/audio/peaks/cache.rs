//! Waveforms on the disk, one file for each recording, in a folder that only its owner may read. A file holds for which sound
//! it was measured (size, time of change, hash of three places) and its own check sum; one that does not fit is measured anew.
//! May depend on `base`.

use crate::base::ids::RecordingId;
use crate::base::waveform::{Mark, Waveform, marks_in};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// Begins every file; the digit is the version of the layout.
const MAGIC: &[u8; 4] = b"RDP1";
/// Bytes before the marks: magic, size, time, hash, length, channels.
const HEAD: usize = 4 + 8 * 4 + 1;
/// Bytes hashed at the beginning, in the middle and at the end of the sound.
const PROBE: u64 = 4_096;
/// A file larger than this was not written by us: two channels of four days.
const MOST_BYTES: u64 = 32 << 20;
/// Waveforms kept; when there are more, the oldest quarter goes.
const MOST_FILES: usize = 4_000;

/// What a sound file was when it was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint {
    size: u64,
    /// Nanoseconds since 1970.
    changed: u64,
    hash: u64,
}

impl Fingerprint {
    /// Of this file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let about = file.metadata()?;
        let since = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        let size = about.len();
        let mut hash = Fnv::default();
        for from in [0, size / 2, size.saturating_sub(PROBE)] {
            file.seek(SeekFrom::Start(from))?;
            let mut probe = Vec::new();
            (&mut file).take(PROBE).read_to_end(&mut probe)?;
            hash.add(&probe);
        }
        let changed = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX);
        Ok(Self { size, changed, hash: hash.0 })
    }
}

/// FNV-1a, 64 bits: tells files apart by accident, not by malice; proof is the ledger's part.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// The folder of kept waveforms.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// In this folder, which is made when something is kept.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, recording: RecordingId) -> PathBuf {
        self.folder.join(format!("{recording}.peaks"))
    }

    /// The waveform kept for this sound, if there is one and it is whole.
    #[must_use]
    pub fn load(&self, recording: RecordingId, mark: &Fingerprint) -> Option<Waveform> {
        let file = File::open(self.path(recording)).ok()?;
        let mut bytes = Vec::new();
        file.take(MOST_BYTES).read_to_end(&mut bytes).ok()?;
        decode(&bytes, mark)
    }

    /// Keeps a complete waveform.
    ///
    /// # Errors
    /// When the folder or the file cannot be written.
    pub fn keep(
        &self,
        recording: RecordingId,
        mark: &Fingerprint,
        form: &Waveform,
    ) -> io::Result<()> {
        private_folder(&self.folder)?;
        self.prune();
        let (path, fresh) = (self.path(recording), self.folder.join(format!("{recording}.part")));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&fresh)?.write_all(&encode(mark, form))?;
        fs::rename(fresh, path)
    }

    /// Removes the oldest waveforms when there are too many.
    fn prune(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let dated = |entry: fs::DirEntry| Some((entry.metadata().ok()?.modified().ok()?, entry));
        let mut files: Vec<_> = entries.filter_map(Result::ok).filter_map(dated).collect();
        if files.len() <= MOST_FILES {
            return;
        }
        files.sort_by_key(|(changed, _)| *changed);
        for (_, entry) in files.iter().take(MOST_FILES / 4) {
            if let Err(error) = fs::remove_file(entry.path()) {
                tracing::debug!(%error, "an old waveform stays");
            }
        }
    }
}

/// Makes a folder that only its owner may read, where there is none.
///
/// # Errors
/// Whatever the disk says.
pub fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn encode(mark: &Fingerprint, form: &Waveform) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    let length = u64::try_from(form.length.as_micros()).unwrap_or(u64::MAX);
    for number in [mark.size, mark.changed, mark.hash, length] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.push(u8::try_from(form.channels.len()).unwrap_or(0));
    for channel in &form.channels {
        bytes.extend(channel.iter().flat_map(|mark| [mark.peak, mark.level]));
    }
    let mut sum = Fnv::default();
    sum.add(&bytes);
    bytes.extend(sum.0.to_le_bytes());
    bytes
}

fn decode(bytes: &[u8], mark: &Fingerprint) -> Option<Waveform> {
    let (body, sum) = bytes.split_last_chunk::<8>()?;
    let mut check = Fnv::default();
    check.add(body);
    let (head, marks) = body.split_at_checked(HEAD)?;
    if u64::from_le_bytes(*sum) != check.0 || !head.starts_with(MAGIC) {
        return None;
    }
    let number = |at: usize| Some(u64::from_le_bytes(*head.get(4 + 8 * at..)?.first_chunk()?));
    let found = Fingerprint { size: number(0)?, changed: number(1)?, hash: number(2)? };
    let length = Duration::from_micros(number(3)?);
    let channels = usize::from(*head.last()?);
    let row = marks_in(length);
    let fits = (1..=2).contains(&channels) && row.checked_mul(2 * channels) == Some(marks.len());
    if found != *mark || !fits || row == 0 {
        return None;
    }
    let mark_of = |pair: &[u8; 2]| Mark { peak: pair[0], level: pair[1], known: true };
    let channels = marks
        .chunks_exact(row * 2)
        .map(|row| row.as_chunks::<2>().0.iter().map(mark_of).collect())
        .collect();
    Some(Waveform { length, channels, ..Waveform::default() }.completed())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: Fingerprint = Fingerprint { size: 10, changed: 20, hash: 30 };

    fn form() -> Waveform {
        let mut form = Waveform::unread(Duration::from_millis(470), 2);
        for (at, mark) in form.channels.iter_mut().flatten().enumerate() {
            *mark = Mark { peak: at as u8 * 9, level: at as u8 * 11, known: true };
        }
        form.completed()
    }

    #[test]
    fn what_is_kept_comes_back_for_the_same_sound_alone() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::new(dir.path().join("peaks"));
        assert_eq!(cache.load(RecordingId(1), &MARK), None);
        cache.keep(RecordingId(1), &MARK, &form()).unwrap();
        assert_eq!(cache.load(RecordingId(1), &MARK), Some(form()));
        assert_eq!(cache.load(RecordingId(2), &MARK), None);
        for other in [
            Fingerprint { size: 11, ..MARK },
            Fingerprint { changed: 21, ..MARK },
            Fingerprint { hash: 31, ..MARK },
        ] {
            assert_eq!(cache.load(RecordingId(1), &other), None);
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::new(dir.path().join("peaks"));
        cache.keep(RecordingId(1), &MARK, &form()).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&cache.folder), mode(&cache.path(RecordingId(1)))), (0o700, 0o600));
    }

    #[test]
    fn a_damaged_file_is_no_waveform() {
        let whole = encode(&MARK, &form());
        assert!(decode(&whole, &MARK).is_some());
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x20;
            assert_eq!(decode(&bytes, &MARK), None, "byte {at}");
            assert_eq!(decode(&whole[..at], &MARK), None, "cut at {at}");
        }
    }

    #[test]
    fn the_fingerprint_tells_sounds_apart() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.wav");
        fs::write(&path, vec![1; 20_000]).unwrap();
        let one = Fingerprint::of(&path).unwrap();
        assert_eq!(Fingerprint::of(&path).unwrap(), one);
        let mut bytes = vec![1; 20_000];
        bytes[10_001] = 2;
        fs::write(&path, bytes).unwrap();
        assert_ne!(Fingerprint::of(&path).unwrap().hash, one.hash);
        assert!(Fingerprint::of(&dir.path().join("b.wav")).is_err());
    }
}
