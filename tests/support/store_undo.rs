//! Undo: each thing a person can do is taken back as a whole, newest first, and nothing the program did is touched.

use crate::people::{at, call, card, me, open, program, saved};
use ringdesk::base::ids::{CallId, CustomerId};
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::record::{CallRecord, Outcome};
use ringdesk::crm::customer::Customer;
use ringdesk::store::Store;
use ringdesk::store::operation::{Act, Deed, Op};
use std::fmt::Write;

/// Everything a person can change, as text.
fn picture(store: &Store) -> String {
    let reader = store.reader().unwrap();
    let mut text = String::new();
    for summary in reader.customers("", 0, 100).unwrap().0 {
        let (card, calls) = reader.customer(summary.id).unwrap().unwrap();
        let calls: Vec<_> = calls.iter().map(|call| call.record.id.0).collect();
        writeln!(text, "{card:?} {calls:?}").unwrap();
    }
    for call in reader.recent(100).unwrap().calls {
        writeln!(text, "{call:?}").unwrap();
    }
    for (text_of, wanted) in [("王", "王"), ("1234567", "13812345678"), ("bogus", "110")] {
        let found = reader.customers(text_of, 0, 10).unwrap();
        let who = reader.match_number(&PhoneNumber::new(wanted), "", 10).unwrap();
        writeln!(text, "{found:?} {who:?}").unwrap();
    }
    text
}

/// Does something, undoes it, and expects the same picture and the operation's name.
fn there_and_back(store: &mut Store, name: &str, change: impl FnOnce(&mut Store)) {
    let before = picture(store);
    change(store);
    assert_ne!(picture(store), before, "{name} shows");
    let offered = store.reader().unwrap().newest_undo().unwrap().unwrap();
    assert_eq!(offered.operation, name);
    let receipt = store.undo(&me(999)).unwrap();
    assert_eq!(receipt.deed, Deed::Undone(offered));
    assert!(receipt.changes.undo && receipt.changes.calls);
    assert_eq!(picture(store), before, "{name} is taken back as a whole");
}

fn with_card_and_call(store: &mut Store) -> Customer {
    let id = saved(store, "王伟", &["13812345678", "010-65123456"]);
    let record =
        CallRecord { customer: Some(id), outcome: Outcome::Missed, ..call(1, "13812345678") };
    store.close_call(&program(1), &record).unwrap();
    store.reader().unwrap().customer(id).unwrap().unwrap().0
}

#[test]
fn everything_a_person_does_can_be_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let card_of_wang = with_card_and_call(&mut store);
    let id = card_of_wang.id.unwrap();
    let call = CallId(1);
    there_and_back(&mut store, "save_call_note", |store| {
        store.save_call_note(&me(10), call, "周五送货").unwrap();
    });
    there_and_back(&mut store, "mark_handled", |store| {
        store.mark_handled(&me(11), call, true).unwrap();
    });
    there_and_back(&mut store, "assign_customer", |store| {
        store.assign_customer(&me(12), call, None).unwrap();
    });
    there_and_back(&mut store, "save_customer", |store| {
        store.save_customer(&me(13), &card("王芳", &["13812345678"]), Some(call)).unwrap();
    });
    there_and_back(&mut store, "save_customer", |store| {
        let mut changed = card_of_wang.clone();
        changed.name = "王大伟".into();
        changed.numbers.remove(0);
        changed.numbers[0].label = "店".into();
        store.save_customer(&me(14), &changed, Some(call)).unwrap();
    });
    there_and_back(&mut store, "delete_customer", |store| {
        let gone = store.delete_customer(&me(15), id).unwrap();
        assert_eq!(gone.deed, Deed::CustomerDeleted("王伟".into()));
    });
    there_and_back(&mut store, "import_customers", |store| {
        let cards = (0..20).map(|n| card(&format!("王{n}"), &["13812345678"]));
        store.import_customers(&me(16), cards).unwrap();
    });
}

#[test]
fn undo_goes_back_step_by_step_and_then_has_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let card = with_card_and_call(&mut store);
    let id = card.id.unwrap();
    store.save_customer(&me(2), &Customer { class: "VIP".into(), ..card }, None).unwrap();
    store.delete_customer(&me(3), id).unwrap();
    let class = |store: &Store| {
        let found = store.reader().unwrap().customer(id).unwrap();
        found.map(|(card, calls)| (card.class, calls.len()))
    };
    assert_eq!(class(&store), None);
    let mut steps = Vec::new();
    loop {
        match store.undo(&me(4)).unwrap().deed {
            Deed::Undone(what) => steps.push(what.to_string()),
            Deed::NothingToUndo => break,
            other => panic!("{other:?}"),
        }
        steps.push(format!("{:?}", class(&store)));
    }
    let expected = [
        "delete_customer 王伟",
        "Some((\"VIP\", 1))",
        "save_customer 王伟",
        "Some((\"\", 1))",
        "save_customer 王伟",
        "None",
    ];
    assert_eq!(steps, expected);
    let call = store.reader().unwrap().call(CallId(1)).unwrap().unwrap();
    assert_eq!(call.record.outcome, Outcome::Missed, "what the program did stays");
    assert_eq!(call.record.customer, None);
}

#[test]
fn a_deleted_id_is_never_given_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let first = saved(&mut store, "王伟", &[]);
    store.delete_customer(&me(1), first).unwrap();
    assert_ne!(saved(&mut store, "李娜", &[]), first);
    assert_eq!(first, CustomerId(1));
}

#[test]
fn typing_one_note_is_one_change() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    for id in [1, 2] {
        store.open_call(&program(0), &call(id, "110")).unwrap();
    }
    let note =
        |store: &Store, id| store.reader().unwrap().call(CallId(id)).unwrap().unwrap().record.note;
    for (secs, text) in [(1, "周"), (2, "周五"), (3, "周五送"), (4, "周五送货")] {
        store.save_call_note(&me(secs), CallId(1), text).unwrap();
    }
    store.save_call_note(&me(5), CallId(2), "另一个").unwrap();
    store.save_call_note(&me(6), CallId(1), "周五送货!").unwrap();
    let much_later = Act { at: at(600), ..me(0) };
    store.save_call_note(&much_later, CallId(1), "周六").unwrap();
    let mut seen = Vec::new();
    while matches!(store.undo(&me(700)).unwrap().deed, Deed::Undone(_)) {
        seen.push((note(&store, 1), note(&store, 2)));
    }
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let expected = [
        pair("周五送货!", "另一个"),
        pair("周五送货", "另一个"),
        pair("周五送货", ""),
        pair("", ""),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn what_goes_out_of_sight_says_by_its_receipt_how_it_is_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    with_card_and_call(&mut store);
    let done = store.carry_out(&me(3), &Op::MarkHandled(CallId(1), true)).unwrap();
    assert!(matches!(done.deed, Deed::TakenAway(what) if what.operation == "mark_handled"));
    let noted = store.carry_out(&me(4), &Op::SaveCallNote(CallId(1), "周五".into())).unwrap();
    assert_eq!(noted.deed, Deed::Done, "a note takes nothing away");
}
