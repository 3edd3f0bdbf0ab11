//! The store as its callers see it: what opening says, what operations keep and undo give back, what a search and a
//! lookup find, and what a power cut or a killed process leaves behind.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests"
)]

#[path = "support/store_crash.rs"]
mod crash;
#[path = "support/store_finding.rs"]
mod finding;
#[path = "support/store_firewall.rs"]
mod firewall;
#[path = "support/store_opening.rs"]
mod opening;
#[path = "support/store_people.rs"]
mod people;
#[path = "support/store_service.rs"]
mod service;
#[path = "support/store_undo.rs"]
mod undo;
#[path = "support/store_work.rs"]
mod work;

use people::{at, call, card, entry, me, open, program, saved};
use ringdesk::base::ids::{CallId, CustomerId};
use ringdesk::base::signal::Origin;
use ringdesk::call::record::{
    AnswerEvidence, CallRecord, Happening, Outcome, Recording, RecordingState,
};
use ringdesk::store::error::StoreErrorKind;
use ringdesk::store::operation::{Act, Changes, Deed, Op};
use ringdesk::store::reader::CallFilter;
use std::time::Duration;

#[test]
fn a_call_comes_back_as_it_was_written() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let mut record = call(7, "13812345678");
    let receipt = store.open_call(&program(0), &record).unwrap();
    assert!(receipt.changes.calls && !receipt.changes.undo);
    let reader = store.reader().unwrap();
    assert_eq!(reader.call(CallId(7)).unwrap().unwrap().record, record, "in the log at once");
    record.rings = 2;
    record.timeline.push(entry(6_000, Happening::Ring(2), Some(Origin::Dsp)));
    record.answered_after = Some(Duration::from_nanos(7_000_000_001));
    record.answered_by = Some(AnswerEvidence::Polarity);
    store.update_call(&program(7), &record).unwrap();
    record.outcome = Outcome::Answered;
    record.lasted = Some(Duration::from_nanos(12_345_678_901));
    store.close_call(&program(12), &record).unwrap();
    let found = reader.call(CallId(7)).unwrap().unwrap();
    assert_eq!(found.record, record);
    assert_eq!(found.party, "王伟", "the name in the burst");
    assert_eq!(reader.max_call_id().unwrap(), Some(CallId(7)));
    let listed = &reader.recent(5).unwrap().calls[0].record;
    assert_eq!(*listed, CallRecord { timeline: vec![], ..record });
}

#[test]
fn what_a_person_says_about_a_call_outlives_what_the_engine_says() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let (chosen, guessed) = (saved(&mut store, "李娜", &[]), saved(&mut store, "王伟", &[]));
    let record = CallRecord { customer: Some(guessed), ..call(1, "13812345678") };
    store.open_call(&program(0), &record).unwrap();
    let party = |store: &ringdesk::store::Store| {
        store.reader().unwrap().call(CallId(1)).unwrap().unwrap().party
    };
    assert_eq!(party(&store), "王伟");
    store.assign_customer(&me(1), CallId(1), Some(chosen)).unwrap();
    store.save_call_note(&me(2), CallId(1), "改到周五送货").unwrap();
    store.mark_handled(&me(3), CallId(1), true).unwrap();
    let closed = CallRecord { outcome: Outcome::Missed, ..record };
    store.close_call(&program(4), &closed).unwrap();
    let found = store.reader().unwrap().call(CallId(1)).unwrap().unwrap().record;
    assert_eq!((found.customer, found.handled), (Some(chosen), true));
    assert_eq!(found.note, "改到周五送货");
    assert_eq!(found.outcome, Outcome::Missed);
}

#[test]
fn a_call_that_was_never_opened_is_inserted_by_whatever_comes_first() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let ghost = CallRecord { customer: Some(CustomerId(99)), ..call(3, "110") };
    store.close_call(&program(0), &ghost).unwrap();
    let found = store.reader().unwrap().call(CallId(3)).unwrap().unwrap();
    assert_eq!(found.record.customer, None, "no such customer: tied to nobody");
}

#[test]
fn what_does_not_exist_is_not_found_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let nobody = CustomerId(5);
    let mut gone = card("王伟", &[]);
    gone.id = Some(nobody);
    let ops = [
        Op::SaveCallNote(CallId(1), "x".into()),
        Op::MarkHandled(CallId(1), true),
        Op::AssignCustomer(CallId(1), None),
        Op::SaveCustomer(Box::new(gone), None),
        Op::SaveCustomer(Box::new(card("李娜", &[])), Some(CallId(1))),
        Op::DeleteCustomer(nobody),
        Op::RecordingBegun { call: CallId(1), path: "a".into(), starts_at: Duration::ZERO },
    ];
    for op in ops {
        let error = store.carry_out(&me(0), &op).unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::NotFound, "{op:?}: {error}");
    }
    let reader = store.reader().unwrap();
    assert_eq!(reader.customers("", 0, 10).unwrap(), (vec![], 0), "the card went with its call");
    assert_eq!(reader.newest_undo().unwrap(), None);
    let nothing = store.undo(&me(1)).unwrap();
    assert_eq!((nothing.changes, nothing.deed), (Changes::default(), Deed::NothingToUndo));
}

#[test]
fn a_recording_goes_from_writing_to_done() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    store.open_call(&program(0), &call(1, "110")).unwrap();
    let path = "recordings/2026/11/23/a.wav";
    let starts_at = Duration::from_millis(4_200);
    let begun = store.recording_begun(&program(1), CallId(1), path, starts_at).unwrap();
    let Deed::Recording(begun) = begun.deed else { panic!("{begun:?}") };
    assert_eq!((begun.state, begun.starts_at), (RecordingState::Writing, starts_at));
    let lasted = Duration::from_secs(61);
    store.recording_finished(&program(2), CallId(1), path, lasted).unwrap();
    let reader = store.reader().unwrap();
    let expected = Recording { lasted, state: RecordingState::Done, ..begun.clone() };
    assert_eq!(reader.recording(begun.id).unwrap().unwrap(), expected);
    assert_eq!(reader.call(CallId(1)).unwrap().unwrap().recordings, [expected]);
    let failed = RecordingState::Partial;
    store.recording_failed(&program(3), CallId(1), "b.wav", lasted, failed).unwrap();
    let second = &reader.recent(1).unwrap().calls[0].recordings[0];
    assert_eq!((second.path.as_str(), second.state), ("b.wav", failed), "even if never begun");
}

#[test]
fn a_start_closes_what_the_last_run_left_open() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    for id in 1..=3 {
        store.open_call(&program(0), &call(id, "110")).unwrap();
    }
    let missed = CallRecord { outcome: Outcome::Missed, ..call(1, "110") };
    store.close_call(&program(1), &missed).unwrap();
    let begin = Duration::from_secs(2);
    for (id, path) in [(2, "plays.wav"), (3, "gone.wav")] {
        store.recording_begun(&program(2), CallId(id), path, begin).unwrap();
    }
    drop(store);
    let mut store = open(dir.path());
    let plays = Duration::from_secs(30);
    let length = |row: &Recording| (row.path == "plays.wav").then_some(plays);
    let found = store.recover(&program(100), length).unwrap();
    assert_eq!(found.calls, [CallId(2), CallId(3)]);
    let states: Vec<_> = found.recordings.iter().map(|row| (row.state, row.lasted)).collect();
    let expected = [(RecordingState::Partial, plays), (RecordingState::Missing, Duration::ZERO)];
    assert_eq!(states, expected);
    let reader = store.reader().unwrap();
    let record = reader.call(CallId(2)).unwrap().unwrap().record;
    assert_eq!(record.outcome, Outcome::Interrupted);
    assert_eq!(record.lasted, Some(begin + plays), "as long as there is sound of it");
    let last = record.timeline.last().unwrap();
    assert_eq!(last.what, Happening::Ended(Outcome::Interrupted));
    let short = reader.call(CallId(3)).unwrap().unwrap().record;
    assert_eq!(short.lasted, Some(begin), "as long as anything is known of it");
    assert_eq!(reader.call(CallId(1)).unwrap().unwrap().record.outcome, Outcome::Missed);
    let again = store.recover(&program(101), length).unwrap();
    assert!(again.calls.is_empty() && again.recordings.is_empty());
}

#[test]
fn settings_are_kept_key_by_key() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let row = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let first = [row("theme", "\"dark\""), row("name_coding", "\"latin1\"")];
    assert!(store.save_settings(&me(0), &first).unwrap().changes.settings);
    assert!(!store.save_settings(&me(1), &first).unwrap().changes.any(), "nothing new");
    store.save_settings(&me(2), &[row("theme", "\"light\"")]).unwrap();
    let mut rows = store.reader().unwrap().settings().unwrap();
    rows.sort();
    assert_eq!(rows, [row("name_coding", "\"latin1\""), row("theme", "\"light\"")]);
    let mut record = call(1, "110");
    record.caller_id.as_mut().unwrap().name = b"JOS\xc9".to_vec();
    store.open_call(&program(3), &record).unwrap();
    let party = &store.reader().unwrap().recent(1).unwrap().calls[0].party;
    assert_eq!(party, "JOSÉ", "read as the settings say");
}

#[test]
fn every_operation_stands_in_the_journal() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let done = CallRecord { outcome: Outcome::Missed, rings: 3, ..call(1, "13812345678") };
    let lasted = Duration::from_secs(1);
    let path = || "a.wav".to_owned();
    let failed = RecordingState::Partial;
    let by_program = [
        Op::OpenCall(Box::new(call(1, "13812345678"))),
        Op::UpdateCall(Box::new(CallRecord { rings: 2, ..call(1, "13812345678") })),
        Op::RecordingBegun { call: CallId(1), path: path(), starts_at: lasted },
        Op::RecordingFinished { call: CallId(1), path: path(), lasted },
        Op::RecordingFailed { call: CallId(1), path: path(), lasted, state: failed },
        Op::CloseCall(Box::new(done)),
    ];
    let by_person = [
        Op::SaveCustomer(Box::new(card("王伟", &["13812345678"])), None),
        Op::AssignCustomer(CallId(1), Some(CustomerId(1))),
        Op::SaveCallNote(CallId(1), "note".into()),
        Op::MarkHandled(CallId(1), true),
        Op::DeleteCustomer(CustomerId(1)),
        Op::SaveSettings(vec![("theme".into(), "1".into())]),
        Op::Undo,
    ];
    let mut expected = Vec::new();
    for (ops, act) in [(&by_program[..], program(50)), (&by_person[..], me(60))] {
        for op in ops {
            store.carry_out(&act, op).unwrap();
            // What lies between beginning and end of a call is told by its timeline.
            if matches!(op, Op::UpdateCall(_)) {
                continue;
            }
            expected.push((op.name().to_owned(), act.who.to_string(), act.at.utc_millis));
        }
    }
    let raw = rusqlite::Connection::open(store.path()).unwrap();
    let read = |sql: &str| -> Vec<(String, String, i64)> {
        let mut statement = raw.prepare(sql).unwrap();
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let journal = read("SELECT operation, who, at_utc_millis FROM journal ORDER BY id");
    assert_eq!(journal, expected);
    let calls = read(
        "SELECT subject, after, undone FROM journal WHERE operation IN ('open_call', 'close_call') ORDER BY id",
    );
    assert_eq!(calls[0].1, r#"{"call":1}"#);
    assert_eq!(
        (calls[1].0.as_str(), calls[1].1.as_str()),
        ("13812345678", r#"{"call":1,"outcome":"missed"}"#)
    );
    let deleted: String = raw
        .query_row("SELECT before FROM journal WHERE operation = 'delete_customer'", [], |r| {
            r.get(0)
        })
        .unwrap();
    assert!(deleted.contains("王伟") && deleted.contains("13812345678"), "{deleted}");
}

#[test]
fn a_missed_call_is_to_do_until_somebody_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    for id in 1..=3 {
        let record = CallRecord { outcome: Outcome::Missed, ..call(id, "110") };
        store.close_call(&Act::program(at(0)), &record).unwrap();
    }
    store.mark_handled(&me(1), CallId(2), true).unwrap();
    let reader = store.reader().unwrap();
    let to_do = reader.calls(CallFilter::ToDo, "", 0, 10).unwrap();
    let ids: Vec<_> = to_do.0.iter().map(|call| call.record.id.0).collect();
    assert_eq!((ids, to_do.1), (vec![3, 1], 2));
    assert_eq!(reader.missed_open().unwrap(), 2);
    assert_eq!(reader.calls(CallFilter::Missed, "", 0, 10).unwrap().1, 3);
}
