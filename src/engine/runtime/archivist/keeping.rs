//! New files in the place of old ones: kept in another format, masked, exported.
//! May depend on `audio`, `store` (questions), `call`, `base` and the engine's types.

use super::{Archive, is_hold};
use crate::audio::archive::convert::{self, Made, frame_at};
use crate::audio::archive::{hash, names};
use crate::audio::sound_file::SoundFile;
use crate::base::ids::RecordingId;
use crate::call::record::{Recording, RecordingState};
use crate::call::recordings::{Mask, RecordingFormat, Replacement, Seal, Why};
use crate::engine::topics::recordings::{ArchiveReport, JobKind};
use std::io;
use std::path::Path;
use std::time::Duration;

/// Recordings taken from the store at once.
const PAGE: u32 = 64;
/// More than so many at once are bulk work with progress.
const FEW: usize = 2;
/// Left free when a copy is written.
const RESERVE: u64 = 16 * 1_024 * 1_024;

impl Archive {
    /// Brings everything that is finished and not sealed to this format, oldest first.
    pub(super) fn keep(&mut self, format: RecordingFormat) {
        self.again = None;
        let Ok(unsealed) = self.reader.unsealed_recordings(10_000) else { return };
        let mut waiting: Vec<Recording> = unsealed;
        waiting.retain(|row| !self.given_up.contains(&row.id));
        let total = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
        let is_bulk = waiting.len() > FEW;
        let (mut done, mut bad) = (0, 0);
        for row in waiting {
            if self.is_cancelled() {
                break;
            }
            if is_bulk {
                self.progress(JobKind::Compress, done, total);
            }
            // Put on hold meanwhile: it is sealed as it is.
            let again = |error| {
                if is_hold(&error) { self.keep_one(&row, format) } else { Err(error) }
            };
            if let Err(error) = self.keep_one(&row, format).or_else(again) {
                bad += 1;
                if self.is_hopeless(&error) {
                    self.given_up.push(row.id);
                }
                if error.kind() != io::ErrorKind::Interrupted {
                    self.failed(JobKind::Compress, format_args!("{}: {error}", row.path));
                }
                if !self.is_hopeless(&error) {
                    // The disk is full or away: the next would fare no better. It is tried again later.
                    self.again = Some(format);
                    break;
                }
            }
            done += 1;
        }
        if is_bulk {
            self.ended(JobKind::Compress, done, bad);
        }
    }

    /// Whether the file itself is the trouble, and not the disk.
    fn is_hopeless(&self, error: &io::Error) -> bool {
        match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => true,
            io::ErrorKind::NotFound => self.disk.is_folder(&self.full("recordings")),
            _ => false,
        }
    }

    fn keep_one(&self, row: &Recording, format: RecordingFormat) -> io::Result<()> {
        let source = self.full(&row.path);
        let known = match self.sound(&source) {
            Err(error) if self.is_hopeless(&error) => {
                return self.take_successor(row).unwrap_or(Err(error));
            }
            known => known?,
        };
        let (written, channels) = (known.format(), known.channels());
        drop(known);
        let format = if channels > 1 && format == RecordingFormat::Gsm {
            RecordingFormat::ALaw
        } else {
            format
        };
        // Already brought to a format by a run that was killed before the store knew; or nothing is to be done, or nothing
        // may be done.
        let is_held = self.reader.is_held(row.id).unwrap_or(true);
        let stays = is_held || written != RecordingFormat::Pcm || format == written;
        let (path, format, made) = if stays {
            (row.path.clone(), written, self.as_it_is(&source)?)
        } else {
            let path = |format| names::first(&row.path, format);
            self.converted(row.id, &source, &path, format, None)?
        };
        let seal = seal(row.id, path, format, &made);
        self.file(Replacement { seal, lasted: made.lasted, why: Why::Kept })
    }

    fn sound(&self, path: &Path) -> io::Result<SoundFile> {
        SoundFile::read_from(self.disk.open(path)?)
    }

    /// A restored database may be older than the files: where the file of its row is gone and what took its place is
    /// there, that is the recording. `None`: there is none.
    fn take_successor(&self, row: &Recording) -> Option<io::Result<()>> {
        let formats = [RecordingFormat::Opus, RecordingFormat::Gsm];
        formats.into_iter().map(|format| names::next(&row.path, format)).find_map(|path| {
            let source = self.full(&path);
            let format = self.sound(&source).ok()?.format();
            Some(self.as_it_is(&source).and_then(|made| {
                let seal = seal(row.id, path, format, &made);
                self.file(Replacement { seal, lasted: made.lasted, why: Why::Found })
            }))
        })
    }

    fn as_it_is(&self, source: &Path) -> io::Result<Made> {
        let frames = self.sound(source)?.frames();
        let (sha256, bytes) = hash::of(&mut self.disk.open(source)?, &|| self.goes_on())?;
        Ok(Made { bytes, sha256, lasted: convert::length_of(frames) })
    }

    /// Writes a copy beside its place, compares, and moves it there. Sound that the coding does not keep well enough
    /// (music, a fax) is kept as A-law, which loses nothing one could hear.
    fn converted(
        &self,
        id: RecordingId,
        source: &Path,
        path: &dyn Fn(RecordingFormat) -> String,
        format: RecordingFormat,
        mask: Option<(u64, u64)>,
    ) -> io::Result<(String, RecordingFormat, Made)> {
        let seconds = self.sound(source)?.frames() / 8_000 + 1;
        if let Some(free) = self.disk.free_bytes(&self.root)
            && free < RESERVE + seconds * u64::from(format.bytes_per_second())
        {
            return Err(io::Error::new(
                io::ErrorKind::StorageFull,
                "the disk is too full for a copy",
            ));
        }
        let place = path(format);
        let part = self.full(&format!("{place}{}", names::PART));
        let go_on = || !self.is_cancelled();
        let made = convert::write_copy(self.disk.as_ref(), source, &part, format, mask, &go_on)
            .and_then(|made| self.may_change(id).map(|()| made))
            .and_then(|made| self.disk.install(&part, &self.full(&place)).map(|()| made));
        match made {
            Ok(made) => Ok((place, format, made)),
            Err(error) => {
                if let Err(left) = self.disk.remove(&part) {
                    tracing::warn!(error = %left, "a half-written copy stays");
                }
                let lossy = matches!(format, RecordingFormat::Gsm | RecordingFormat::Opus);
                if error.kind() == io::ErrorKind::InvalidData && lossy {
                    tracing::info!(%error, "kept as A-law");
                    return self.converted(id, source, path, RecordingFormat::ALaw, mask);
                }
                Err(error)
            }
        }
    }

    fn file(&self, what: Replacement) -> io::Result<()> {
        self.filed(what)?;
        self.remove_leftovers();
        Ok(())
    }

    /// Brings everything sealed in another format to this one, but for what is on legal hold.
    pub(super) fn recode(&mut self, format: RecordingFormat) {
        let total = self.reader.sealed_count().unwrap_or(0);
        let (mut done, mut bad, mut left, mut after) = (0, 0, 0, RecordingId(0));
        while let Ok(page) = self.reader.seals(after, PAGE)
            && let Some(last) = page.last()
        {
            after = last.recording;
            for old in page {
                if self.is_cancelled() {
                    return self.ended_leaving(JobKind::Compress, done, bad, left);
                }
                self.progress(JobKind::Compress, done, total);
                done += 1;
                if old.format == format {
                    continue;
                }
                match self.replace(&old, format, None, Why::Recoded) {
                    Ok(()) => {}
                    Err(error) if is_hold(&error) => left += 1,
                    Err(error) => {
                        bad += 1;
                        let path = old.path;
                        tracing::warn!(%error, path, "a recording could not be compressed");
                    }
                }
            }
        }
        self.ended_leaving(JobKind::Compress, done, bad, left);
    }

    /// Makes the next revision of a sealed file. A file that is not what was sealed is not touched: it is evidence.
    fn replace(
        &self,
        old: &Seal,
        format: RecordingFormat,
        mask: Option<(u64, u64)>,
        why: Why,
    ) -> io::Result<()> {
        self.may_change(old.recording)?;
        let source = self.full(&old.path);
        let (sha256, _) = hash::of(&mut self.disk.open(&source)?, &|| !self.is_cancelled())?;
        if sha256 != old.sha256 {
            let why = "not the file that was sealed";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        let path = |format| names::next(&old.path, format);
        let (path, format, made) = self.converted(old.recording, &source, &path, format, mask)?;
        let seal = seal(old.recording, path, format, &made);
        self.file(Replacement { seal, lasted: made.lasted, why })
    }

    /// Puts a tone over a span of a sealed recording, where no hold forbids it.
    pub(super) fn mask(&mut self, id: RecordingId, from: Duration, to: Duration, reason: String) {
        self.progress(JobKind::Mask, 0, 1);
        let span = (frame_at(from), frame_at(to));
        let done = match self.reader.seal(id) {
            Ok(Some(old)) if span.0 < span.1 => {
                let mask = Mask { from, to: Some(to), reason };
                let done = self.replace(&old, old.format, Some(span), Why::Masked(mask));
                done.map_err(|error| {
                    if is_hold(&error) {
                        self.say(ArchiveReport::Held(old.path));
                        return error;
                    }
                    io::Error::new(error.kind(), format!("{}: {error}", old.path))
                })
            }
            Ok(Some(_)) => Err(io::Error::other("the span is empty")),
            Ok(None) => Err(io::Error::other("it is not finished yet; try again in a moment")),
            Err(error) => Err(io::Error::other(error.to_string())),
        };
        if let Some(error) = done.as_ref().err().filter(|error| !is_hold(error)) {
            self.failed(JobKind::Mask, error);
        }
        self.ended(JobKind::Mask, 1, u32::from(done.is_err()));
    }

    /// Copies a recording, or a span of it as linear WAV, to a place of the person's choice.
    pub(super) fn export(
        &mut self,
        id: RecordingId,
        span: Option<(Duration, Duration)>,
        to: &Path,
    ) {
        self.progress(JobKind::Export, 0, 1);
        let done = self.export_to(id, span, to);
        match &done {
            Ok(()) => {
                let place = to.display().to_string();
                self.say(ArchiveReport::Exported(id, span, place));
            }
            Err(error) => self.failed(JobKind::Export, error),
        }
        self.ended(JobKind::Export, 1, u32::from(done.is_err()));
    }

    fn export_to(
        &self,
        id: RecordingId,
        span: Option<(Duration, Duration)>,
        to: &Path,
    ) -> io::Result<()> {
        let row = self.reader.recording(id).map_err(|error| io::Error::other(error.to_string()))?;
        let row =
            row.filter(|row| matches!(row.state, RecordingState::Done | RecordingState::Partial));
        let row = row.ok_or_else(|| io::Error::other("there is no such finished recording"))?;
        let source = self.full(&row.path);
        if let Some(folder) = to.parent() {
            crate::audio::peaks::cache::private_folder(folder)?;
        }
        // Beside its place first: a copy that breaks off leaves nothing that looks whole.
        let mut part = to.as_os_str().to_owned();
        part.push(names::PART);
        let part = Path::new(&part);
        let go_on = || !self.is_cancelled();
        let written = match span {
            None => self.copy_private(&source, part),
            Some((from, until)) => {
                let span = (frame_at(from), frame_at(until));
                convert::write_clip(self.disk.as_ref(), &source, part, span, &go_on)
            }
        };
        let installed = written.and_then(|()| self.disk.install(part, to));
        if installed.is_err()
            && let Err(error) = self.disk.remove(part)
        {
            tracing::warn!(%error, "a half-written copy stays");
        }
        installed
    }

    fn copy_private(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut target = self.disk.create(to)?;
        io::copy(&mut self.disk.open(from)?, &mut target)?;
        target.settle()
    }
}

fn seal(recording: RecordingId, path: String, format: RecordingFormat, made: &Made) -> Seal {
    Seal { recording, path, format, bytes: made.bytes, sha256: made.sha256.clone() }
}
