//! What people did with cards after an import, and what is left of it when the import is taken back.

use crate::{Office, act, call, card};
use ringdesk::base::ids::{CallId, CustomerId};
use ringdesk::crm::cards::{CardAnswer, CardOp, CardQuestion, Change, MergeOrder};
use ringdesk::crm::office::OfficeOp;
use ringdesk::crm::transfer::report::UndoReport;
use ringdesk::crm::transfer::{ImportId, Mode};
use ringdesk::store::office::transfer::undo_import;
use ringdesk::store::operation::{Deed, Op};

impl Office {
    pub(crate) fn cards_op(&mut self, op: CardOp) {
        let op = Op::Office(Box::new(OfficeOp::Cards(op)));
        self.store.carry_out(&act(), &op).unwrap();
    }

    fn take_back(&self, import: ImportId) -> UndoReport {
        undo_import(self.store.path(), &act(), import, &mut |_, _| true).unwrap()
    }

    pub(crate) fn list(&self, rows: &str) -> ImportId {
        let path = self.file("l.csv", format!("姓名,电话,公司\n{rows}").as_bytes());
        self.import(&path, Mode::Both).import.unwrap()
    }

    pub(crate) fn id(&self, name: &str) -> CustomerId {
        self.cards().into_iter().find(|card| card.name == name).and_then(|card| card.id).unwrap()
    }

    pub(crate) fn merge(&mut self, keep: &str, gone: &str) {
        let (keep, gone) = (self.id(keep), self.id(gone));
        let cards = self.cards();
        let find = |id| cards.iter().find(|card| card.id == Some(id)).unwrap().clone();
        let (mut card, other) = (find(keep), find(gone));
        card.numbers.extend(other.numbers);
        self.cards_op(CardOp::Merge(Box::new(MergeOrder { keep, gone, card })));
    }
}

#[test]
fn cards_that_were_tagged_or_handed_over_since_stay_when_their_import_is_taken_back() {
    let mut office = Office::new();
    office.save(card("王伟", &["13800000001"]));
    let import = office.list("王小伟,13800000001,甲\n张敏,13800000002,乙\n李强,13800000003,丙\n");
    let (old, new) = (office.id("王小伟"), office.id("张敏"));
    office.cards_op(CardOp::Tag(vec![old], "VIP".into(), true));
    office.cards_op(CardOp::FollowUp(vec![new], "再联系".into()));
    let undone = office.take_back(import);
    assert_eq!((undone.removed, undone.restored, undone.kept), (1, 0, 2));
    let cards = office.cards();
    assert_eq!(cards.len(), 2);
    assert_eq!((cards[0].name.as_str(), cards[0].tags.as_slice()), ("王小伟", &["VIP".into()][..]));
    assert_eq!((cards[1].name.as_str(), cards[1].follow_up.as_str()), ("张敏", "再联系"));
}

#[test]
fn work_that_was_undone_itself_protects_no_card() {
    let mut office = Office::new();
    let import = office.list("张敏,13800000002,乙\n");
    office.cards_op(CardOp::Tag(vec![office.id("张敏")], "VIP".into(), true));
    office.store.undo(&act()).unwrap();
    assert_eq!(office.take_back(import).removed, 1);
}

#[test]
fn the_values_of_an_import_that_was_taken_back_do_not_return_with_the_next() {
    let mut office = Office::new();
    office.save(card("王伟", &["13800000001"]));
    let before = office.cards();
    let first = office.list("王一,13800000001,甲\n新人,13800000009,\n");
    let second = office.list("王二,13800000001,乙\n新人,13800000009,丁\n");
    let undone = office.take_back(first);
    assert_eq!((undone.removed, undone.restored, undone.kept), (0, 0, 2));
    assert_eq!(office.names(), ["王二", "新人"], "the later import stands");
    let undone = office.take_back(second);
    assert_eq!(undone.restored, 2);
    assert_eq!(office.cards()[0], before[0], "neither import is left");
}

#[test]
fn what_a_person_did_between_two_imports_is_there_after_both_are_taken_back() {
    let mut office = Office::new();
    office.save(card("王伟", &["13800000001"]));
    let first = office.list("王一,13800000001,甲\n");
    let mut edited = office.cards()[0].clone();
    edited.address = "新地址".into();
    office.save(edited);
    let second = office.list("王二,13800000001,乙\n");
    office.take_back(first);
    office.take_back(second);
    let card = &office.cards()[0];
    assert_eq!((card.name.as_str(), card.address.as_str()), ("王一", "新地址"));
}

#[test]
fn an_old_card_merged_into_an_imported_one_is_not_lost_and_undo_goes_on() {
    let mut office = Office::new();
    let old = office.save(card("王伟", &["13800000001"]));
    office.store.open_call(&act(), &call(1, old)).unwrap();
    let import = office.list("张敏,13800000002,乙\n");
    office.merge("张敏", "王伟");
    let undone = office.take_back(import);
    assert_eq!((undone.removed, undone.kept), (0, 1));
    assert_eq!(office.found("13800000001"), ["张敏"], "his number is still there");
    assert!(matches!(office.store.undo(&act()).unwrap().deed, Deed::Undone(_)));
    assert_eq!(office.names(), ["王伟", "张敏"]);
    let call = office.store.reader().unwrap().call(CallId(1)).unwrap().unwrap();
    assert_eq!(call.record.customer, Some(old));
}

#[test]
fn a_change_that_cannot_be_undone_any_more_says_so_and_the_one_before_it_is_next() {
    let mut office = Office::new();
    office.save(card("陈明", &["13500000001"]));
    let id = office.save(card("王伟", &["13800000001"]));
    let mut changed = office.cards()[1].clone();
    changed.notes = "x".into();
    office.save(changed);
    // As in files written before imports knew of merges: the card is gone, its changes stand in the journal.
    let conn = rusqlite::Connection::open(office.store.path()).unwrap();
    conn.execute("DELETE FROM customers WHERE id = ?1", [id.0]).unwrap();
    drop(conn);
    let receipt = office.store.undo(&act()).unwrap();
    assert!(matches!(receipt.deed, Deed::UndoLost(_)), "{receipt:?}");
    assert!(receipt.changes.undo, "the key offers another change now");
    office.store.undo(&act()).unwrap();
    office.store.undo(&act()).unwrap();
    assert!(office.cards().is_empty(), "the changes before it are undone");
}

impl Office {
    fn history(&self, id: CustomerId) -> Vec<Change> {
        let answer = self.store.reader().unwrap().cards(&CardQuestion::Changes(id, 50)).unwrap();
        let CardAnswer::Changes(_, changes) = answer else { panic!("{answer:?}") };
        changes
    }
}

/// Operation and the company before and after.
fn told(change: &Change) -> (&str, &str, &str) {
    let company = |card: &Option<Box<ringdesk::crm::customer::Customer>>| {
        card.as_ref().map_or("-", |card| Box::leak(card.company.clone().into_boxed_str()))
    };
    (&change.operation, company(&change.before), company(&change.after))
}

#[test]
fn the_history_of_a_card_names_the_lists_that_changed_it_and_what_they_changed() {
    let mut office = Office::new();
    let id = office.save(card("王伟", &["13800000001"]));
    office.list("王伟,13800000001,甲\n新人,13800000009,\n");
    office.cards_op(CardOp::Tag(vec![id], "VIP".into(), true));
    let second = office.list("王伟,13800000001,乙\n");
    let mut edited = office.cards()[0].clone();
    edited.company = "丙".into();
    office.save(edited);
    let history = office.history(id);
    let told: Vec<_> = history.iter().map(told).collect();
    assert_eq!(told[0], ("save_customer", "乙", "丙"));
    assert_eq!(told[1], ("import_list", "甲", "乙"));
    assert_eq!(told[2].0, "tag_customers");
    assert_eq!(told[3], ("import_list", "", "甲"));
    assert_eq!((history[1].who.as_str(), history[1].subject.as_str()), ("li", "l.csv"));
    let (before, after) = (history[3].before.as_ref(), history[3].after.as_ref());
    assert!(before.unwrap().tags.is_empty() && after.unwrap().tags.is_empty(), "tagged later");
    office.store.undo(&act()).unwrap();
    office.take_back(second);
    assert_eq!(office.history(id).len(), 3, "what was taken back is no change of it any more");
}

#[test]
fn a_card_that_became_another_takes_the_lists_of_its_history_along() {
    let mut office = Office::new();
    office.save(card("王伟", &["13800000001"]));
    let keep = office.save(card("张敏", &["13800000002"]));
    office.list("王伟,13800000001,甲\n");
    office.merge("张敏", "王伟");
    let history = office.history(keep);
    let list = history.iter().find(|change| change.operation == "import_list").unwrap();
    assert_eq!(told(list), ("import_list", "", "甲"));
}
