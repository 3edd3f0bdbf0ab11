//! Comparing files with their seals. May depend on `audio`, `store` (questions), `call`, `base` and the engine's types.

use super::Archive;
use crate::audio::archive::disk::ArchiveDisk;
use crate::audio::archive::hash;
use crate::base::ids::RecordingId;
use crate::call::recordings::{Seal, Verdict};
use crate::engine::topics::recordings::{ArchiveReport, JobKind};
use crate::store::reader::Reader;
use std::io;
use std::path::Path;

/// Said instead of naming every recording.
const AWAY: &str = "the folder of recordings is not there: connect the drive and try again";
/// Seals taken from the store at once.
const PAGE: u32 = 256;

impl Archive {
    /// Compares one recording; one that is not sealed is not judged.
    pub(super) fn check_one(&mut self, id: RecordingId) {
        let Ok(Some(seal)) = self.reader.seal(id) else { return };
        match judge(self.disk.as_ref(), &self.reader, &self.root, &seal, &|| self.goes_on()) {
            Ok(verdict) if verdict.is_bad() && self.is_away() => {
                self.failed(JobKind::Verify, AWAY);
            }
            Ok(verdict) => self.say(ArchiveReport::Checked(id, verdict)),
            Err(_) => {}
        }
    }

    /// The drive with the recordings has vanished: that is no reason to call each of them missing.
    fn is_away(&self) -> bool {
        !self.disk.is_folder(&self.full("recordings"))
    }

    /// Compares all, with progress.
    pub(super) fn check_all(&mut self) {
        let total = self.reader.sealed_count().unwrap_or(0);
        let (mut done, mut bad, mut after) = (0, 0, RecordingId(0));
        while let Ok(page) = self.reader.seals(after, PAGE)
            && let Some(last) = page.last()
        {
            after = last.recording;
            for seal in page {
                if self.is_cancelled() {
                    return self.ended(JobKind::Verify, done, bad);
                }
                self.progress(JobKind::Verify, done, total);
                let go_on = || !self.is_cancelled();
                let judged = judge(self.disk.as_ref(), &self.reader, &self.root, &seal, &go_on);
                if let Ok(verdict) = judged {
                    if verdict.is_bad() && self.is_away() {
                        self.failed(JobKind::Verify, AWAY);
                        return self.ended(JobKind::Verify, done, bad + 1);
                    }
                    bad += u32::from(verdict.is_bad());
                    self.say(ArchiveReport::Checked(seal.recording, verdict));
                }
                done += 1;
            }
        }
        self.ended(JobKind::Verify, done, bad);
    }
}

/// Compares a file with its seal.
///
/// # Errors
/// `Interrupted` when `go_on` said no.
pub fn judge(
    disk: &dyn ArchiveDisk,
    reader: &Reader,
    root: &Path,
    seal: &Seal,
    go_on: &dyn Fn() -> bool,
) -> io::Result<Verdict> {
    let path = seal.path.split('/').fold(root.to_owned(), |full, part| full.join(part));
    Ok(match disk.open(&path).and_then(|mut file| hash::of(&mut file, go_on)) {
        Ok((sha256, _)) if sha256 == seal.sha256 => Verdict::Good,
        Ok((sha256, bytes)) => match reader.sealed_as(&sha256) {
            Ok(Some(other)) if other != seal.recording => Verdict::Swapped(other),
            _ if bytes == seal.bytes => Verdict::Changed,
            _ => Verdict::OtherLength,
        },
        Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
        // While it was looked at, another file may have taken its place.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            match reader.seal(seal.recording) {
                Ok(Some(newer)) if newer == *seal => Verdict::Missing,
                Ok(Some(newer)) => return judge(disk, reader, root, &newer, go_on),
                _ => Verdict::Unsealed,
            }
        }
        Err(error) => Verdict::Unreadable(error.to_string()),
    })
}
