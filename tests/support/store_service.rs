//! The two threads: answers come back under their tags, lookups overtake, and a locked file loses no call.

use crate::people::{at, call, card, me, open, program};
use crossbeam_channel::{Receiver, bounded};
use ringdesk::base::ids::CallId;
use ringdesk::base::number::PhoneNumber;
use ringdesk::store::Store;
use ringdesk::store::error::StoreErrorKind;
use ringdesk::store::operation::{Deed, Op};
use ringdesk::store::service::{Answer, Question, ReadRequest, Reply, Request, Service, Tag};
use std::path::Path;
use std::time::Duration;

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

fn start(folder: &Path) -> (Service, Receiver<Reply>) {
    let (replies, replies_rx) = bounded(64);
    (Service::start(open(folder), replies).unwrap(), replies_rx)
}

fn lookup(number: &str) -> Question {
    Question::Lookup { number: PhoneNumber::new(number), home_area: String::new(), limit: 5 }
}

#[test]
fn what_is_written_can_be_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let (service, replies) = start(dir.path());
    let op = Op::SaveCustomer(Box::new(card("王伟", &["13812345678"])), None);
    service.send(Request { tag: Tag(1), act: me(0), op }).unwrap();
    let Reply::Done { tag: Tag(1), receipt } = replies.recv_timeout(PATIENCE).unwrap() else {
        panic!("not done")
    };
    assert!(matches!(receipt.deed, Deed::CustomerSaved(..)));
    service
        .ask(ReadRequest { tag: Tag(2), sight: None, question: lookup("013812345678") })
        .unwrap();
    let Reply::Answered { tag: Tag(2), answer } = replies.recv_timeout(PATIENCE).unwrap() else {
        panic!("not answered")
    };
    assert!(matches!(*answer, Answer::Candidates(found) if found[0].customer.name == "王伟"));
    let op = Op::MarkHandled(CallId(9), true);
    service.send(Request { tag: Tag(3), act: me(0), op }).unwrap();
    let reply = replies.recv_timeout(PATIENCE).unwrap();
    assert!(
        matches!(&reply, Reply::Failed { tag: Tag(3), operation: "mark_handled", error, kept: false }
            if error.kind == StoreErrorKind::NotFound),
        "{reply:?}"
    );
    assert_eq!(service.stop().unsaved, 0);
}

#[test]
fn a_call_that_meets_a_locked_file_waits_in_memory() {
    let dir = tempfile::tempdir().unwrap();
    let (service, replies) = start(dir.path());
    let other = rusqlite::Connection::open(dir.path().join("ringdesk.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let record = call(1, "13812345678");
    let op = Op::OpenCall(Box::new(record));
    service.send(Request { tag: Tag(1), act: program(0), op }).unwrap();
    let reply = replies.recv_timeout(PATIENCE).unwrap();
    assert!(
        matches!(&reply, Reply::Failed { tag: Tag(1), operation: "open_call", error, kept: true }
            if error.kind == StoreErrorKind::Locked),
        "{reply:?}"
    );
    let op = Op::SaveCallNote(CallId(1), "typed while it was locked".into());
    service.send(Request { tag: Tag(2), act: me(0), op }).unwrap();
    other.execute_batch("ROLLBACK").unwrap();
    let mut done = Vec::new();
    loop {
        match replies.recv_timeout(PATIENCE).unwrap() {
            Reply::Done { tag, .. } => done.push(tag.0),
            Reply::CaughtUp { operations } => {
                assert_eq!((done.as_slice(), operations), ([1, 2].as_slice(), 2));
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    service
        .ask(ReadRequest { tag: Tag(3), sight: None, question: Question::Call(CallId(1)) })
        .unwrap();
    let Reply::Answered { answer, .. } = replies.recv_timeout(PATIENCE).unwrap() else {
        panic!("not answered")
    };
    let Answer::Call(Some(found)) = *answer else { panic!("{answer:?}") };
    assert_eq!(found.record.note, "typed while it was locked");
}

#[test]
fn a_lookup_overtakes_questions_and_each_is_answered_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let cards = (0..20_000).map(|n| card(&format!("王{n}"), &[&format!("138{n:08}")]));
    store.import_customers(&me(0), cards).unwrap();
    drop(store);
    let (service, replies) = start(dir.path());
    // Pairs of digits have no index: every number is looked at.
    let search = |n: u64| Question::Customers { text: format!("77,88,9{n}"), offset: 0, limit: 9 };
    for n in 0..20 {
        service.ask(ReadRequest { tag: Tag(n), sight: None, question: search(n % 10) }).unwrap();
    }
    for n in 100..105 {
        service
            .ask(ReadRequest { tag: Tag(n), sight: None, question: lookup("13800000007") })
            .unwrap();
    }
    let mut order: Vec<u64> = (0..25)
        .map(|_| match replies.recv_timeout(PATIENCE).unwrap() {
            Reply::Answered { tag, answer } => {
                assert!(!matches!(*answer, Answer::Failed(_)), "{answer:?}");
                tag.0
            }
            other => panic!("{other:?}"),
        })
        .collect();
    let last_lookup = order.iter().rposition(|tag| *tag >= 100).unwrap();
    assert!(last_lookup < 20, "lookups did not wait for the searches: {order:?}");
    order.sort_unstable();
    assert_eq!(order, (0..20).chain(100..105).collect::<Vec<_>>());
}

#[test]
fn a_full_queue_gives_the_request_back_and_an_end_takes_everything_along() {
    let dir = tempfile::tempdir().unwrap();
    let (replies, _nobody_reads) = bounded(1);
    let store = Store::open(&dir.path().join("ringdesk.db"), at(0)).unwrap().0;
    let service = Service::start(store, replies).unwrap();
    let request =
        |n: u64| ReadRequest { tag: Tag(n), sight: None, question: Question::Call(CallId(1)) };
    let refused = (0..2_000).find_map(|n| service.ask(request(n)).err().map(|full| (n, full)));
    let (n, full) = refused.expect("nobody reads the answers");
    assert_eq!(*full.0, request(n));
    drop(service);
    assert!(Store::open(&dir.path().join("ringdesk.db"), at(0)).is_ok(), "the lock is free");
}
