//! Whoever changes, swaps, removes or adds a recording, or edits the ledger behind it, is named by `ringdesk verify`; what
//! the program itself does never is. And the journal says who listened, exported and deleted.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::type_complexity,
    clippy::unused_self,
    reason = "a test: small numbers, a table of cases"
)]

use ringdesk::audio::archive::convert::{self, length_of};
use ringdesk::audio::codec::writer::SoundWriter;
use ringdesk::base::clock::Stamp;
use ringdesk::base::ids::{CallId, LineId, RecordingId};
use ringdesk::base::sound::SoundFormat;
use ringdesk::call::record::{CallRecord, Direction, Outcome};
use ringdesk::call::recordings::{
    RecordingAnswer, RecordingOp, RecordingQuestion, Replacement, Seal, Why,
};
use ringdesk::store::Store;
use ringdesk::store::operation::{Act, Deed, Op};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// A folder with five sealed recordings.
struct Office {
    folder: tempfile::TempDir,
    /// The store's ids of the first to the fifth recording.
    ids: Vec<RecordingId>,
}

fn stamp(millis: i64) -> Stamp {
    Stamp { mono: Duration::ZERO, utc_millis: 1_795_399_200_000 + millis, offset_minutes: 480 }
}

fn record(id: i64) -> CallRecord {
    CallRecord {
        id: CallId(id),
        line: LineId(0),
        direction: Direction::Incoming,
        number: None,
        caller_id: None,
        started_utc_millis: stamp(id * 1_000).utc_millis,
        offset_minutes: 480,
        rings: 1,
        answered_after: Some(Duration::from_secs(1)),
        answered_by: None,
        lasted: Some(Duration::from_secs(5)),
        outcome: Outcome::Answered,
        customer: None,
        note: String::new(),
        handled: false,
        treatment: None,
        timeline: Vec::new(),
    }
}

fn path_of(id: i64) -> String {
    format!("recordings/2026/11/23/10000{id}_{id}.wav")
}

impl Office {
    fn new() -> Self {
        let mut office = Self { folder: tempfile::tempdir().unwrap(), ids: Vec::new() };
        let mut store = office.store();
        for id in 1..=5 {
            let path = path_of(id);
            let full = office.full(&path);
            std::fs::create_dir_all(full.parent().unwrap()).unwrap();
            let sound: Vec<i16> =
                (0..8_000).map(|n| ((n * 13 * (id as i32 + 3)) % 9_001) as i16).collect();
            let mut writer = SoundWriter::create(&full, SoundFormat::ALaw, 1).unwrap();
            writer.write(&sound).unwrap();
            writer.finish().unwrap();
            let (call, lasted) = (CallId(id), length_of(8_000));
            let program = Act::program(stamp(id * 2_000));
            store.open_call(&program, &record(id)).unwrap();
            store.recording_begun(&program, call, &path, Duration::ZERO).unwrap();
            let receipt = store.recording_finished(&program, call, &path, lasted).unwrap();
            let Deed::Recording(row) = receipt.deed else { panic!("no row") };
            office.ids.push(row.id);
            office.replace(&mut store, id, &path, Why::Kept);
        }
        office
    }

    fn store(&self) -> Store {
        Store::open(&self.database(), stamp(0)).unwrap().0
    }

    fn replace(&self, store: &mut Store, id: i64, path: &str, why: Why) {
        let (sha256, bytes) =
            ringdesk::audio::archive::hash::of_file(&self.full(path), &|| true).unwrap();
        let seal = Seal {
            recording: self.id(id),
            path: path.to_owned(),
            format: SoundFormat::ALaw,
            bytes,
            sha256,
        };
        let what = Replacement { seal, lasted: length_of(8_000), why };
        self.carry_out(store, RecordingOp::Replace(Box::new(what)));
    }

    fn carry_out(&self, store: &mut Store, op: RecordingOp) {
        let who = Act::person("Wang", stamp(60_000));
        store.carry_out(&who, &Op::Recording(op)).unwrap();
    }

    fn id(&self, number: i64) -> RecordingId {
        self.ids[usize::try_from(number - 1).unwrap()]
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("ringdesk.db")
    }

    fn full(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// As somebody with a tool for databases would.
    fn sql(&self, text: &str) {
        let conn = Connection::open(self.database()).unwrap();
        conn.execute_batch(&format!(
            "DROP TRIGGER IF EXISTS recording_ledger_is_never_changed;
             DROP TRIGGER IF EXISTS recording_ledger_is_never_shortened; PRAGMA foreign_keys = OFF; {text}"
        ))
        .unwrap();
    }

    /// Exit code, and what `verify` names: class and recording, sorted.
    fn verify(&self) -> (i32, Vec<(String, Option<i64>)>) {
        let out = verify(&self.database());
        let told: serde_json::Value = serde_json::from_slice(&out.1).unwrap();
        let number = |id: Option<i64>| {
            let id = id?;
            self.ids.iter().position(|known| known.0 == id).map(|at| at as i64 + 1)
        };
        let mut named: Vec<(String, Option<i64>)> = told["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| (f["what"].as_str().unwrap().to_owned(), number(f["recording"].as_i64())))
            .collect();
        named.sort();
        (out.0, named)
    }

    #[track_caller]
    fn names(&self, expected: &[(&str, Option<i64>)]) {
        let expected: Vec<_> = expected.iter().map(|(w, id)| ((*w).to_owned(), *id)).collect();
        assert_eq!(self.verify(), (i32::from(!expected.is_empty()), expected));
    }
}

fn verify(database: &Path) -> (i32, Vec<u8>) {
    let out = Command::new(env!("CARGO_BIN_EXE_ringdesk"))
        .args(["verify", "--json", "--db"])
        .arg(database)
        .output()
        .unwrap();
    assert!(out.stderr.is_empty(), "{}", String::from_utf8_lossy(&out.stderr));
    (out.status.code().unwrap(), out.stdout)
}

fn flip(path: &Path, at: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[at] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn what_nobody_touched_is_good() {
    Office::new().names(&[]);
}

#[test]
fn every_kind_of_tampering_with_files_is_named() {
    let office = Office::new();
    let path = |id| office.full(&path_of(id));
    flip(&path(2), 4_000);
    office.names(&[("changed", Some(2))]);
    flip(&path(2), 4_000);
    office.names(&[]);
    // The very first and the very last byte count as well.
    let length = std::fs::metadata(path(3)).unwrap().len() as usize;
    for at in [0, length - 1] {
        flip(&path(3), at);
        office.names(&[("changed", Some(3))]);
        flip(&path(3), at);
    }
    let whole = std::fs::read(path(1)).unwrap();
    std::fs::write(path(1), &whole[..whole.len() - 100]).unwrap();
    office.names(&[("other_length", Some(1))]);
    std::fs::write(path(1), &whole).unwrap();
    let aside = office.folder.path().join("aside");
    std::fs::rename(path(4), &aside).unwrap();
    office.names(&[("missing", Some(4))]);
    std::fs::rename(path(5), path(4)).unwrap();
    std::fs::rename(&aside, path(5)).unwrap();
    office.names(&[("swapped", Some(4)), ("swapped", Some(5))]);
    std::fs::rename(path(5), &aside).unwrap();
    std::fs::rename(path(4), path(5)).unwrap();
    std::fs::rename(&aside, path(4)).unwrap();
    office.names(&[]);
    std::fs::write(office.full("recordings/2026/11/23/100003_3_2.wav"), whole).unwrap();
    office.names(&[("extra_file", None)]);
}

#[test]
fn every_kind_of_tampering_with_the_ledger_is_named() {
    let cases: [(&str, &[(&str, Option<i64>)]); 7] = [
        ("UPDATE recording_ledger SET bytes = 1 WHERE seq = 2", &[("ledger_changed", None)]),
        (
            "UPDATE recording_ledger SET at_utc_millis = 5 WHERE seq = 5",
            &[("ledger_changed", None)],
        ),
        (
            "DELETE FROM recording_ledger WHERE seq = 3",
            &[("ledger_other_seal", Some(3)), ("ledger_removed", None)],
        ),
        (
            "DELETE FROM recording_ledger WHERE seq = 5",
            &[("ledger_other_seal", Some(5)), ("ledger_removed", None)],
        ),
        ("DELETE FROM recording_ledger_head", &[("ledger_end", None)]),
        (
            "UPDATE recordings SET seal = NULL WHERE path LIKE '%_2.wav'",
            &[("ledger_other_seal", Some(2))],
        ),
        (
            "DELETE FROM recordings WHERE path LIKE '%_2.wav'",
            &[("extra_file", None), ("row_removed", Some(2))],
        ),
    ];
    for (sql, expected) in cases {
        let office = Office::new();
        office.sql(sql);
        let (code, named) = office.verify();
        let expected: Vec<_> = expected.iter().map(|(w, id)| ((*w).to_owned(), *id)).collect();
        assert_eq!((code, named), (1, expected), "{sql}");
    }
}

#[test]
fn a_forged_file_with_a_forged_hash_breaks_the_chain() {
    let office = Office::new();
    flip(&office.full(&path_of(2)), 4_000);
    let (sha, _) =
        ringdesk::audio::archive::hash::of_file(&office.full(&path_of(2)), &|| true).unwrap();
    office.sql(&format!("UPDATE recording_ledger SET sha256 = x'{sha}' WHERE seq = 2"));
    office.names(&[("ledger_changed", None)]);
}

#[test]
fn the_ledger_cannot_be_changed_through_the_database_as_it_is() {
    let office = Office::new();
    let conn = Connection::open(office.database()).unwrap();
    for sql in ["UPDATE recording_ledger SET who = 'x'", "DELETE FROM recording_ledger"] {
        let error = conn.execute(sql, []).unwrap_err().to_string();
        assert!(error.contains("the ledger is never"), "{error}");
    }
}

#[test]
fn what_the_program_does_is_never_named_and_the_journal_says_who_did_it() {
    let office = Office::new();
    let mut store = office.store();
    let (old, new) = (path_of(1), path_of(1).replace(".wav", "~1.wav"));
    convert::write_copy(
        &ringdesk::audio::archive::disk::RealDisk,
        &office.full(&old),
        &office.full(&new),
        SoundFormat::ALaw,
        Some((2_000, 4_000)),
        &|| true,
    )
    .unwrap();
    // Killed here: the copy stands beside the old file, and the database does not know it.
    office.names(&[]);
    let mask = ringdesk::call::recordings::Mask {
        from: Duration::from_millis(250),
        to: Some(Duration::from_millis(500)),
        reason: "card number".to_owned(),
    };
    office.replace(&mut store, 1, &new, Why::Masked(mask));
    // … and here: the old file is not removed yet.
    office.names(&[]);
    std::fs::remove_file(office.full(&old)).unwrap();
    office.carry_out(&mut store, RecordingOp::Forgotten(vec![old]));
    office.names(&[]);
    let second = office.id(2);
    office.carry_out(&mut store, RecordingOp::Listened(second));
    office.carry_out(&mut store, RecordingOp::Exported(second, None, "/tmp/x.wav".to_owned()));
    office.carry_out(&mut store, RecordingOp::Hold(second, true));
    let held = store.carry_out(
        &Act::person("Wang", stamp(0)),
        &Op::Recording(RecordingOp::Delete(second, "no".to_owned())),
    );
    assert!(held.unwrap_err().to_string().contains("legal hold"));
    let sweep = RecordingOp::Sweep(stamp(0).utc_millis + 90 * 86_400_000, Some(30));
    office.carry_out(&mut store, sweep);
    for id in [1, 3, 4, 5] {
        let row = store.reader().unwrap().recording(office.id(id)).unwrap().unwrap();
        assert_eq!(row.state, ringdesk::call::record::RecordingState::Deleted, "{id}");
    }
    office.names(&[]);
    office.carry_out(&mut store, RecordingOp::Hold(second, false));
    office.carry_out(&mut store, RecordingOp::Delete(second, "asked by the caller".to_owned()));
    office.names(&[]);
    let question = RecordingQuestion::Journal { recording: Some(second), limit: 50 };
    let answer = store.reader().unwrap().recordings(&question).unwrap();
    let RecordingAnswer::Journal(lines) = answer else { panic!("{answer:?}") };
    let told: Vec<_> =
        lines.iter().map(|l| format!("{} {} {}", l.who, l.operation, l.detail)).collect();
    assert_eq!(told[0], "Wang deleted_recording asked by the caller");
    assert!(told.contains(&"Wang listened ".to_owned()), "{told:?}");
    assert!(told.contains(&"Wang exported_recording /tmp/x.wav".to_owned()), "{told:?}");
    assert!(
        lines.iter().all(|line| line.at_utc_millis > 0 && line.subject.starts_with("recordings/"))
    );
}
