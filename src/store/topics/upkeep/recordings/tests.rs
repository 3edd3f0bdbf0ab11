//! What becomes of recordings beside a backup: what was deleted, masked or compressed goes, a changed one is copied again,
//! nothing else is touched; and a restore brings back what is missing.

use super::*;
use crate::base::clock::Stamp;
use crate::base::ids::{CallId, LineId};
use crate::call::record::{CallRecord, Direction, Outcome};
use crate::call::recordings::{Mask, RecordingFormat, RecordingOp, Replacement, Why};
use crate::store::Store;
use crate::store::operation::{Act, Deed, Op};
use crate::store::topics::upkeep::backup::{Made, Wish, back_up, default_folder};
use crate::store::topics::upkeep::restore::{Restored, restore};
use std::path::PathBuf;
use std::sync::Arc;

const NOW: Stamp =
    Stamp { mono: Duration::ZERO, utc_millis: 1_795_399_200_000, offset_minutes: 480 };

/// An office with recordings `recordings/1.wav` and so on, as the recorder wrote them.
struct Office {
    dir: tempfile::TempDir,
    store: Option<Store>,
    ids: Vec<RecordingId>,
}

fn path_of(call: i64) -> String {
    format!("recordings/{call}.wav")
}

fn quietly<T>(work: impl FnOnce(&mut Watch<'_>) -> T) -> T {
    let mut deaf = |_| {};
    work(&mut Watch::new(Arc::default(), &mut deaf))
}

impl Office {
    fn new(recordings: i64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Some(Store::open(&dir.path().join("ringdesk.db"), NOW).unwrap().0);
        let mut office = Self { dir, store, ids: Vec::new() };
        (1..=recordings).for_each(|call| office.record(call));
        office
    }

    fn record(&mut self, call: i64) {
        self.write(&path_of(call), &format!("words {call}"));
        let record = CallRecord {
            id: CallId(call),
            line: LineId(0),
            direction: Direction::Incoming,
            number: None,
            caller_id: None,
            started_utc_millis: 0,
            offset_minutes: 0,
            rings: 1,
            answered_after: None,
            answered_by: None,
            lasted: Some(Duration::from_secs(1)),
            outcome: Outcome::Answered,
            customer: None,
            note: String::new(),
            handled: false,
            treatment: None,
            timeline: Vec::new(),
        };
        let act = Act::program(NOW);
        let store = self.store.as_mut().unwrap();
        store.open_call(&act, &record).unwrap();
        store.recording_begun(&act, CallId(call), &path_of(call), Duration::ZERO).unwrap();
        let lasted = Duration::from_secs(1);
        let done = store.recording_finished(&act, CallId(call), &path_of(call), lasted).unwrap();
        let Deed::Recording(row) = done.deed else { panic!("no row") };
        self.ids.push(row.id);
    }

    fn write(&self, path: &str, words: &str) {
        let full = self.dir.path().join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, words).unwrap();
    }

    fn id(&self, call: i64) -> RecordingId {
        self.ids[usize::try_from(call - 1).unwrap()]
    }

    fn carry_out(&mut self, op: RecordingOp) {
        let op = Op::Recording(op);
        self.store.as_mut().unwrap().carry_out(&Act::program(NOW), &op).unwrap();
    }

    /// As the archivist does: the new file, the row, and the old file gone.
    fn replace(&mut self, call: i64, old: &str, new: &str, why: Why) {
        let words = format!("{new} of {call}");
        self.write(new, &words);
        let full = self.dir.path().join(new);
        let seal = Seal {
            recording: self.id(call),
            path: new.to_owned(),
            format: RecordingFormat::Pcm,
            bytes: words.len() as u64,
            sha256: hash(&full).unwrap(),
        };
        let lasted = Duration::from_secs(1);
        self.carry_out(RecordingOp::Replace(Box::new(Replacement { seal, lasted, why })));
        if old != new {
            self.forget(old);
        }
    }

    fn forget(&mut self, path: &str) {
        fs::remove_file(self.dir.path().join(path)).unwrap();
        self.carry_out(RecordingOp::Forgotten(vec![path.to_owned()]));
    }

    fn delete(&mut self, call: i64, path: &str) {
        self.carry_out(RecordingOp::Delete(self.id(call), "asked for".to_owned()));
        self.forget(path);
    }

    fn mask(&mut self, call: i64, old: &str, new: &str) {
        let reason = "card".to_owned();
        let mask = Mask { from: Duration::ZERO, to: Some(Duration::from_millis(500)), reason };
        self.replace(call, old, new, Why::Masked(mask));
    }

    fn database(&self) -> PathBuf {
        self.dir.path().join("ringdesk.db")
    }

    fn folder(&self) -> PathBuf {
        default_folder(&self.database())
    }

    fn back_up(&self, recordings: bool) -> Made {
        let wish = Wish { database: self.database(), folder: None, now: NOW, recordings };
        let made = quietly(|watch| back_up(&wish, watch)).unwrap();
        assert_eq!(made.trouble, "");
        made
    }

    fn restore(&mut self, backup: &Path) -> Restored {
        self.store = None;
        let restored = quietly(|watch| restore(backup, &self.database(), NOW, watch)).unwrap();
        self.store = Some(Store::open(&self.database(), NOW).unwrap().0);
        restored
    }

    fn kept(&self) -> Vec<String> {
        files_below(&self.folder().join(RECORDINGS))
    }

    fn read(&self, folder: &Path, path: &str) -> String {
        fs::read_to_string(self.dir.path().join(folder).join(path)).unwrap()
    }
}

#[test]
fn what_was_deleted_masked_or_compressed_goes_from_the_backups_too() {
    let mut office = Office::new(5);
    office.replace(2, "recordings/2.wav", "recordings/2.wav", Why::Kept);
    office.back_up(true);
    assert_eq!(office.kept(), ["1.wav", "2.wav", "3.wav", "4.wav", "5.wav"]);
    office.delete(1, "recordings/1.wav");
    office.mask(2, "recordings/2.wav", "recordings/2~1.wav");
    office.replace(3, "recordings/3.wav", "recordings/3~1.opus", Why::Kept);
    // Killed while it was copied once, and the waveform of an older program.
    fs::write(office.folder().join("recordings/1.wav.coming"), "half of the words").unwrap();
    fs::write(office.folder().join("recordings/2.wav.peaks"), "loud").unwrap();
    office.back_up(true);
    assert_eq!(office.kept(), ["2~1.wav", "3~1.opus", "4.wav", "5.wav"]);
    // Backups are made without recordings by now; what is deleted goes all the same.
    office.delete(4, "recordings/4.wav");
    office.back_up(false);
    assert_eq!(office.kept(), ["2~1.wav", "3~1.opus", "5.wav"]);
}

#[test]
fn nothing_is_taken_away_that_the_database_does_not_know_to_be_gone() {
    let mut office = Office::new(3);
    office.back_up(true);
    // Lost by a broken disk; of another office that keeps its backups here, too; and no recording at all.
    fs::remove_file(office.dir.path().join("recordings/2.wav")).unwrap();
    fs::write(office.folder().join("recordings/77.wav"), "theirs").unwrap();
    fs::create_dir_all(office.folder().join("files")).unwrap();
    fs::write(office.folder().join("1.wav"), "mine").unwrap();
    office.write("recordings/stray.wav", "of no call");
    office.delete(1, "recordings/1.wav");
    office.back_up(true);
    assert_eq!(office.kept(), ["2.wav", "3.wav", "77.wav", "stray.wav"]);
    assert!(office.folder().join("1.wav").exists(), "it is in no folder of recordings");
    // Compressed, but what took its place is lost: the original beside the backup is all there is.
    office.replace(3, "recordings/3.wav", "recordings/3~1.opus", Why::Kept);
    fs::remove_file(office.dir.path().join("recordings/3~1.opus")).unwrap();
    office.back_up(true);
    assert!(office.kept().contains(&"3.wav".to_owned()));
}

#[cfg(unix)]
#[test]
fn nothing_is_taken_away_behind_a_link() {
    let mut office = Office::new(1);
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("1.wav"), "somebody else's").unwrap();
    fs::create_dir_all(office.folder()).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), office.folder().join("recordings")).unwrap();
    office.delete(1, "recordings/1.wav");
    office.back_up(true);
    assert!(elsewhere.path().join("1.wav").exists());
}

#[test]
fn a_file_that_was_changed_at_the_same_length_is_copied_again() {
    let office = Office::new(2);
    assert_eq!(office.back_up(true).recordings, 2);
    assert_eq!(office.back_up(true).recordings, 0, "nothing has changed");
    let changed = office.dir.path().join("recordings/2.wav");
    let before = fs::metadata(&changed).unwrap().modified().unwrap();
    office.write("recordings/2.wav", "Words 2");
    let file = fs::OpenOptions::new().write(true).open(&changed).unwrap();
    file.set_modified(before + Duration::from_secs(5)).unwrap();
    assert_eq!(office.back_up(true).recordings, 1);
    assert_eq!(office.read(&office.folder(), "recordings/2.wav"), "Words 2");
}

#[test]
fn a_changed_file_never_takes_the_place_of_a_copy_that_is_what_was_sealed() {
    let mut office = Office::new(1);
    office.replace(1, "recordings/1.wav", "recordings/1.wav", Why::Kept);
    office.back_up(true);
    let sealed = office.read(&office.folder(), "recordings/1.wav");
    office.write("recordings/1.wav", "somebody edited this");
    assert_eq!(office.back_up(true).recordings, 0);
    assert_eq!(office.read(&office.folder(), "recordings/1.wav"), sealed);
}

#[test]
fn a_restore_brings_back_the_recordings_that_are_missing_and_overwrites_none() {
    let mut office = Office::new(3);
    let made = office.back_up(true);
    fs::write(office.folder().join("recordings/9.wav"), "of no call in it").unwrap();
    fs::remove_file(office.dir.path().join("recordings/1.wav")).unwrap();
    office.write("recordings/2.wav", "newer words");
    let restored = office.restore(&made.path);
    assert_eq!(restored.recordings, 1);
    assert_eq!(office.read(Path::new(""), "recordings/1.wav"), "words 1");
    assert_eq!(office.read(Path::new(""), "recordings/2.wav"), "newer words");
    assert!(!office.dir.path().join("recordings/9.wav").exists());
    // A new computer.
    let new = tempfile::tempdir().unwrap();
    let database = new.path().join("ringdesk.db");
    let restored = quietly(|watch| restore(&made.path, &database, NOW, watch)).unwrap();
    assert_eq!(restored.recordings, 3);
    assert_eq!(fs::read_to_string(new.path().join("recordings/3.wav")).unwrap(), "words 3");
}

#[test]
fn what_was_deleted_or_masked_does_not_come_back_with_a_restore() {
    let mut office = Office::new(3);
    let made = office.back_up(true);
    office.delete(1, "recordings/1.wav");
    office.mask(2, "recordings/2.wav", "recordings/2~1.wav");
    assert_eq!(office.restore(&made.path).recordings, 0);
    assert_eq!(files_below(&office.dir.path().join(RECORDINGS)), ["2~1.wav", "3.wav"]);
}

#[test]
fn a_row_that_leads_elsewhere_brings_nothing() {
    for path in ["recordings/../a.wav", "a.wav", "recordings//etc/a.wav", "recordings/..\\a.wav"] {
        assert_eq!(relative(path), None, "{path}");
    }
    assert_eq!(relative("recordings/2026/a~1.wav"), Some("2026/a~1.wav"));
}
