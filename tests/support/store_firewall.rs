//! The firewall's rules and lists in the store: kept, counted, imported, taken back; what was done with a call comes back.

use crate::people::{at, call, me, open, program};
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::firewall::book::Book;
use ringdesk::call::firewall::exchange::{Line, NewList};
use ringdesk::call::firewall::overview::{Day, Overview};
use ringdesk::call::firewall::rule::{Handling, Rule, RuleId};
use ringdesk::call::firewall::subject::{ListId, Subject};
use ringdesk::call::firewall::treatment::{Hindrance, Treatment, Why};
use ringdesk::call::firewall::window::Window;
use ringdesk::call::firewall::{FirewallAnswer, FirewallOp, FirewallQuestion, Import};
use ringdesk::call::record::{CallRecord, Direction, Outcome};
use ringdesk::store::Store;
use ringdesk::store::error::StoreErrorKind;
use ringdesk::store::operation::{Act, Changes, Op, Receipt};

fn book(store: &Store) -> Book {
    let answer = store.reader().unwrap().firewall(&FirewallQuestion::Book).unwrap();
    let FirewallAnswer::Book(book) = answer else { panic!("{answer:?}") };
    Book::clone(&book)
}

fn carry_out(store: &mut Store, act: &Act, op: FirewallOp) -> Receipt {
    store.carry_out(act, &Op::Firewall(op)).unwrap()
}

fn save(store: &mut Store, rule: Rule) -> Receipt {
    carry_out(store, &me(1), FirewallOp::SaveRule(Box::new(rule)))
}

fn blocked() -> Rule {
    Rule {
        tag: "推销".into(),
        note: "每天都打".into(),
        window: Some(Window { days: 31, from: 540, to: 1080 }),
        until_utc_millis: Some(at(9_000).utc_millis),
        ..Rule::new(Subject::Number(PhoneNumber::new("0755-8888 0000")), Handling::Reject)
    }
}

#[test]
fn a_rule_comes_back_as_it_was_saved_and_changed() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let receipt = save(&mut store, blocked());
    assert!(receipt.changes.firewall && receipt.changes.undo && !receipt.changes.calls);
    let saved = book(&store).rows()[0].rule.clone();
    assert_eq!(Rule { id: None, ..saved.clone() }, blocked());
    assert_eq!(save(&mut store, saved.clone()).changes, Changes::default(), "nothing changed");
    let silent = Rule { handling: Handling::Silent, off: true, ..saved };
    save(&mut store, silent.clone());
    assert_eq!(book(&store).rows()[0].rule, silent);
    store.undo(&me(2)).unwrap();
    assert_eq!(book(&store).rows()[0].rule.handling, Handling::Reject);
    store.undo(&me(3)).unwrap();
    assert!(book(&store).rows().is_empty());
}

#[test]
fn a_deleted_rule_comes_back_with_its_count() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    save(&mut store, blocked());
    let id = book(&store).rows()[0].rule.id.unwrap();
    let receipt = carry_out(&mut store, &program(60), FirewallOp::Hit(id));
    assert_eq!(receipt.changes, Changes::default(), "a count asks nobody to look again");
    let before = book(&store);
    assert_eq!(before.rows()[0].hits, 1);
    assert_eq!(before.rows()[0].last_hit_utc_millis, Some(at(60).utc_millis));
    carry_out(&mut store, &me(2), FirewallOp::DeleteRules(vec![id]));
    assert!(book(&store).rows().is_empty());
    store.undo(&me(3)).unwrap();
    assert_eq!(book(&store), before);
    let gone = Op::Firewall(FirewallOp::DeleteRules(vec![RuleId(99)]));
    assert_eq!(store.carry_out(&me(4), &gone).unwrap_err().kind, StoreErrorKind::NotFound);
}

#[test]
fn a_rule_for_one_call_is_gone_with_its_call() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    save(&mut store, Rule::once(Subject::Anybody));
    let id = book(&store).rows()[0].rule.id.unwrap();
    assert!(carry_out(&mut store, &program(5), FirewallOp::Hit(id)).changes.firewall);
    assert!(book(&store).rows().is_empty());
    carry_out(&mut store, &program(6), FirewallOp::Hit(id));
}

fn import(numbers: usize) -> Import {
    let line = |n| Line { text: format!("139{n:08}"), note: String::new() };
    Import {
        lists: vec![NewList { name: "ads".into(), numbers: (0..numbers).map(line).collect() }],
        rules: vec![Rule::new(Subject::List(ListId(-1)), Handling::Silent), blocked()],
    }
}

#[test]
fn a_whole_import_is_one_change_and_taken_back_as_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let empty = book(&store);
    carry_out(&mut store, &me(1), FirewallOp::Import(Box::new(import(20_000))));
    let full = book(&store);
    assert_eq!(full.lists()[0].numbers, 20_000);
    assert_eq!(full.rows()[0].rule.subject, Subject::List(full.lists()[0].id), "the list's own id");
    assert!(full.is_listed("139 0001 9999") && !full.is_listed("139 0002 0000"));
    assert_eq!(store.reader().unwrap().newest_undo().unwrap().unwrap().operation, "import_rules");
    store.undo(&me(2)).unwrap();
    assert_eq!(book(&store), empty);
}

#[test]
fn a_deleted_list_takes_its_rules_along_and_both_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    carry_out(&mut store, &me(1), FirewallOp::Import(Box::new(import(3))));
    let before = book(&store);
    let list = before.lists()[0].id;
    carry_out(&mut store, &me(2), FirewallOp::DeleteList(list));
    let without = book(&store);
    assert!(without.lists().is_empty() && !without.is_listed("13900000001"));
    assert_eq!(without.rows().len(), 1);
    store.undo(&me(3)).unwrap();
    assert_eq!(book(&store), before);
    let unknown = Op::Firewall(FirewallOp::DeleteList(ListId(77)));
    assert_eq!(store.carry_out(&me(4), &unknown).unwrap_err().kind, StoreErrorKind::NotFound);
}

#[test]
fn what_was_done_with_a_call_and_why_comes_back_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let treatment = Treatment {
        wanted: Handling::Reject,
        done: Handling::Silent,
        why: Why::Rule,
        rule: Some(RuleId(4)),
        rule_title: "prefix 0571".into(),
        tag: "推销".into(),
        hindrance: Some(Hindrance::CannotSeize),
    };
    let outcome = Outcome::Blocked;
    let record = CallRecord { outcome, treatment: Some(treatment), ..call(1, "057188880000") };
    store.close_call(&program(1), &record).unwrap();
    let plain = CallRecord { treatment: Some(Treatment::default()), ..call(2, "13812345678") };
    store.close_call(&program(2), &plain).unwrap();
    let reader = store.reader().unwrap();
    assert_eq!(reader.call(record.id).unwrap().unwrap().record, record);
    assert_eq!(reader.recent(5).unwrap().calls[0].record.treatment, Some(Treatment::default()));
    assert_eq!(reader.missed_open().unwrap(), 0, "a blocked call is nobody's task");
}

#[test]
fn days_are_counted_in_the_zone_of_the_office() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    // 08:00 UTC is 16:00 in Beijing; eight hours and a minute later it is tomorrow there.
    let moments = [(1, -40 * 24 * 60), (2, -24 * 60), (3, 0), (4, 8 * 60 + 1)];
    for (id, minutes) in moments {
        let outcome = if id == 4 { Outcome::Blocked } else { Outcome::Missed };
        let started_utc_millis = at(minutes * 60).utc_millis;
        let record = CallRecord { outcome, started_utc_millis, ..call(id, "110") };
        store.close_call(&program(0), &record).unwrap();
    }
    let out = CallRecord { direction: Direction::Outgoing, ..call(5, "120") };
    store.close_call(&program(0), &out).unwrap();
    let question = FirewallQuestion::Overview {
        now_utc_millis: at(9 * 3_600).utc_millis,
        offset_minutes: 480,
        days: 30,
        newest: 2,
    };
    let answer = store.reader().unwrap().firewall(&question).unwrap();
    let FirewallAnswer::Overview(overview) = answer else { panic!("{answer:?}") };
    let Overview { days, newest } = *overview.clone();
    assert_eq!(days.len(), 30);
    let day = |calls, blocked| Day { calls, blocked };
    assert_eq!(days[27..], [day(1, 0), day(1, 0), day(1, 1)]);
    assert_eq!((overview.total(), overview.percent()), (day(3, 1), 33));
    let newest: Vec<_> = newest.iter().map(|call| call.record.id.0).collect();
    assert_eq!(newest, [4, 3], "incoming, newest first");
}
