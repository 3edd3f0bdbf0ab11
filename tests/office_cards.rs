//! Cards as their users see them: fields whose kind changes under data, search by sound, duplicates, merge and undo, work on
//! many cards, drafts, what the journal says.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test crate")]

#[path = "support/store_people.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod people;

use people::{call, card, me, open, program};
use proptest::prelude::*;
use ringdesk::base::ids::{CallId, CustomerId, FieldId, StaffId};
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::dialling::{DialAnswer, DialQuestion};
use ringdesk::call::record::CallRecord;
use ringdesk::crm::cards::field::{FieldDef, FieldKind, Reading};
use ringdesk::crm::cards::merge::{Choices, Side, merged};
use ringdesk::crm::cards::part::CardPart;
use ringdesk::crm::cards::{
    CardAnswer, CardBy, CardEdit, CardFilter, CardOp, CardOrder, CardQuestion, CardRow, Draft,
    DraftKey, Group, Likeness, MergeOrder, Whose,
};
use ringdesk::crm::customer::{Customer, FieldValue};
use ringdesk::crm::office::OfficeOp;
use ringdesk::store::Store;
use ringdesk::store::operation::{Deed, Op};
use ringdesk::store::reader::Reader;

fn op(op: CardOp) -> Op {
    Op::Office(Box::new(OfficeOp::Cards(op)))
}

fn save(store: &mut Store, card: &Customer) -> CustomerId {
    match store.save_customer(&me(1), card, None).unwrap().deed {
        Deed::CustomerSaved(id, _) => id,
        other => panic!("{other:?}"),
    }
}

fn list(reader: &Reader, filter: CardFilter) -> Vec<CardRow> {
    let question = CardQuestion::List { filter: Box::new(filter), offset: 0, limit: 100 };
    match reader.cards(&question).unwrap() {
        CardAnswer::List(rows, total) => {
            assert_eq!(rows.len(), total as usize);
            rows
        }
        other => panic!("{other:?}"),
    }
}

fn found(reader: &Reader, text: &str) -> String {
    let rows = list(reader, CardFilter { text: text.into(), ..CardFilter::default() });
    rows.into_iter().map(|row| row.summary.name).collect::<Vec<_>>().join("|")
}

fn fields(reader: &Reader) -> Vec<FieldDef> {
    match reader.cards(&CardQuestion::Fields).unwrap() {
        CardAnswer::Fields(fields) => fields,
        other => panic!("{other:?}"),
    }
}

fn groups(reader: &Reader, likeness: Likeness) -> Vec<Group> {
    match reader.cards(&CardQuestion::Groups(likeness, 50)).unwrap() {
        CardAnswer::Groups(_, groups) => groups,
        other => panic!("{other:?}"),
    }
}

#[test]
fn customers_are_found_by_sound_by_parts_of_numbers_and_by_several_terms() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let mut first = Customer {
        company: "海淀送水站".into(),
        tags: vec!["月结".into()],
        ..card("王欣怡", &["138-1234-5678"])
    };
    first.fields.insert(FieldId(9), FieldValue::Text("合同 HT2026-77".into()));
    save(&mut store, &first);
    save(&mut store, &card("汪小玉", &["010-65123456"]));
    save(&mut store, &card("单雄信", &["13900001111"]));
    save(&mut store, &card("Anna Lindt", &["+44 20 7946 0958"]));
    let reader = store.reader().unwrap();
    for (text, expected) in [
        ("w", "汪小玉|王欣怡"),
        ("wx", "汪小玉|王欣怡"),
        ("wxy", "汪小玉|王欣怡"),
        ("xy", "汪小玉|王欣怡"),
        ("WXY", "汪小玉|王欣怡"),
        ("wangxin", "王欣怡"),
        ("xinyi", "王欣怡"),
        ("sxx", "单雄信"),
        ("danxiong", "单雄信"),
        ("hdssz", "王欣怡"),
        ("songshui", "王欣怡"),
        ("al", "Anna Lindt"),
        ("王，1234", "王欣怡"),
        ("wxy, 65", "汪小玉"),
        ("月结", "王欣怡"),
        ("HT2026", "王欣怡"),
        ("wxy,月结,送水站", "王欣怡"),
        ("王,65", ""),
        ("zzz", ""),
        (",,", "Anna Lindt|单雄信|汪小玉|王欣怡"),
        ("👍", ""),
        ("مرحبا", ""),
    ] {
        assert_eq!(found(&reader, text), expected, "{text:?}");
    }
}

#[test]
fn a_card_of_rubbish_is_kept_whole_and_found() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let name = format!("👍{}مرحبا\u{202e}\0'; DROP", "王".repeat(10_000));
    let id = save(&mut store, &card(&name, &["１３８００００１１１１"]));
    let reader = store.reader().unwrap();
    assert_eq!(reader.customer(id).unwrap().unwrap().0.name, name);
    assert_eq!(
        list(&reader, CardFilter { text: "王王王".into(), ..CardFilter::default() }).len(),
        1
    );
    assert_eq!(list(&reader, CardFilter { text: "8000".into(), ..CardFilter::default() }).len(), 1);
    store.undo(&me(2)).unwrap();
    assert!(list(&reader, CardFilter::default()).is_empty());
}

#[test]
fn a_field_changes_its_kind_under_data_and_nothing_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let reader = store.reader().unwrap();
    for name in ["水表", "押金"] {
        let def = FieldDef { name: name.into(), audited: true, ..FieldDef::default() };
        store.carry_out(&me(1), &op(CardOp::SaveField(Box::new(def)))).unwrap();
    }
    let [meter, deposit] = <[FieldDef; 2]>::try_from(fields(&reader)).unwrap();
    let id = meter.id.unwrap();
    let mut ours = card("王伟", &[]);
    ours.fields.insert(id, FieldValue::Text("1,250".into()));
    let mut theirs = card("李娜", &[]);
    theirs.fields.insert(id, FieldValue::Text("坏了".into()));
    let (ours, theirs) = (save(&mut store, &ours), save(&mut store, &theirs));
    let number = FieldDef { kind: FieldKind::Number, ..meter.clone() };
    store.carry_out(&me(2), &op(CardOp::SaveField(Box::new(number)))).unwrap();
    let now = fields(&reader).remove(0);
    let kept = |customer| reader.customer(customer).unwrap().unwrap().0.fields[&id].clone();
    assert_eq!(now.read(&kept(ours)), Reading::Fits(FieldValue::Number(1_250_000)));
    assert_eq!(now.read(&kept(theirs)), Reading::Misfit("坏了".into()));
    let order = vec![deposit.id.unwrap(), id];
    store.carry_out(&me(3), &op(CardOp::OrderFields(order))).unwrap();
    store.carry_out(&me(4), &op(CardOp::RemoveField(id))).unwrap();
    let all = fields(&reader);
    assert_eq!((all[0].name.as_str(), all[1].gone), ("押金", true));
    assert_eq!(
        kept(theirs),
        FieldValue::Text("坏了".into()),
        "a field taken away keeps its values"
    );
    for _ in 0..3 {
        store.undo(&me(5)).unwrap();
    }
    assert_eq!(fields(&reader), [meter, deposit]);
    let nameless = op(CardOp::SaveField(Box::default()));
    assert!(store.carry_out(&me(6), &nameless).is_err());
}

#[test]
fn the_journal_says_who_changed_what() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let id = save(&mut store, &card("王伟", &[]));
    let stored = |store: &Store| store.reader().unwrap().customer(id).unwrap().unwrap().0;
    let changed = Customer { class: "VIP".into(), ..stored(&store) };
    save(&mut store, &changed);
    store.carry_out(&me(3), &op(CardOp::Tag(vec![id], "重点".into(), true))).unwrap();
    let CardAnswer::Changes(_, changes) =
        store.reader().unwrap().cards(&CardQuestion::Changes(id, 10)).unwrap()
    else {
        panic!("changes")
    };
    let said: Vec<_> = changes.iter().map(|c| (c.operation.as_str(), c.who.as_str())).collect();
    let boss = people::BOSS;
    assert_eq!(said, [("tag_customers", boss), ("save_customer", boss), ("save_customer", boss)]);
    let (before, after) = (changes[1].before.as_ref().unwrap(), changes[1].after.as_ref().unwrap());
    assert!(CardPart::Name.same(before, after) && !CardPart::Class.same(before, after));
    assert_eq!(changes[0].after.as_ref().unwrap().tags, ["重点"]);
    assert!(changes[2].before.is_none());
}

#[test]
fn many_cards_are_handed_over_tagged_and_brought_back_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let ids: Vec<_> =
        ["王伟", "李娜", "张敏"].map(|name| save(&mut store, &card(name, &[]))).into();
    let reader = store.reader().unwrap();
    let of = |filter: CardFilter| list(&reader, filter).len();
    let whose = |whose| CardFilter { whose, ..CardFilter::default() };
    let anna = StaffId(7);
    store.carry_out(&me(2), &op(CardOp::HandOver(ids[..2].to_vec(), Some(anna)))).unwrap();
    assert_eq!((of(whose(Whose::Of(anna))), of(whose(Whose::Pool))), (2, 1));
    store.carry_out(&me(3), &op(CardOp::Tag(ids.clone(), " 重点 ".into(), true))).unwrap();
    let tagged = CardFilter { tag: "重点".into(), ..CardFilter::default() };
    assert_eq!(of(tagged.clone()), 3);
    assert_eq!(of(CardFilter { whose: Whose::Pool, text: "zm".into(), ..tagged.clone() }), 1);
    store.carry_out(&me(4), &op(CardOp::FollowUp(ids[1..].to_vec(), "报价".into()))).unwrap();
    let quoted = CardFilter { follow_up: "报价".into(), ..CardFilter::default() };
    assert_eq!(of(quoted.clone()), 2);
    let CardAnswer::Known(known) = reader.cards(&CardQuestion::Known).unwrap() else { panic!() };
    assert_eq!((known.tags, known.follow_ups), (vec!["重点".to_owned()], vec!["报价".to_owned()]));
    for _ in 0..3 {
        store.undo(&me(5)).unwrap();
    }
    assert_eq!((of(quoted), of(tagged), of(whose(Whose::Pool))), (0, 0, 3));
    assert!(store.carry_out(&me(6), &op(CardOp::Tag(ids, " ".into(), true))).is_err());
}

#[test]
fn duplicates_are_found_by_number_name_and_address_and_can_be_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let at = |name: &str, number: &str, address: &str| Customer {
        address: address.into(),
        ..card(name, &[number])
    };
    let a = save(&mut store, &at("王伟", "13812345678", "建国路 18 号"));
    let b = save(&mut store, &at("王玮 先生", "+86 138 1234 5678", ""));
    let c = save(&mut store, &at("李娜", "1", "建国路１８号。"));
    save(&mut store, &at("张敏", "2", "别处 1 号院"));
    let reader = store.reader().unwrap();
    let ids = |likeness| -> Vec<Vec<CustomerId>> {
        let of = |group: Group| group.cards.into_iter().map(|card| card.id).collect();
        groups(&reader, likeness).into_iter().map(of).collect()
    };
    assert_eq!(ids(Likeness::Number), [vec![a, b]]);
    assert_eq!(ids(Likeness::Name), [vec![a, b]]);
    assert_eq!(ids(Likeness::Address), [vec![a, c]]);
    let typed = Box::new(at("王 伟", "", "建国路18号"));
    let CardAnswer::Alike(alike) = reader.cards(&CardQuestion::Alike(typed)).unwrap() else {
        panic!("alike")
    };
    assert_eq!(alike.iter().map(|row| row.id).collect::<Vec<_>>(), [a]);
    store.carry_out(&me(2), &op(CardOp::NotSame(c, a))).unwrap();
    assert!(ids(Likeness::Address).is_empty());
    store.carry_out(&me(3), &op(CardOp::NotSame(a, b))).unwrap();
    assert!(ids(Likeness::Number).is_empty() && ids(Likeness::Name).is_empty());
    store.undo(&me(4)).unwrap();
    assert_eq!(ids(Likeness::Number).len(), 1);
}

#[test]
fn an_opted_out_number_is_asked_about_before_it_is_dialled() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let mut customer = card("王伟", &["138-1234-5678", "65123456"]);
    customer.numbers[0].opted_out = true;
    save(&mut store, &customer);
    let reader = store.reader().unwrap();
    let asked = |number: &str| {
        let keys = vec![PhoneNumber::new(number).key()];
        match reader.dialling(&DialQuestion::Suppressed(keys)).unwrap() {
            DialAnswer::Suppressed(row) => row,
            other => panic!("{other:?}"),
        }
    };
    let row = asked("+86 13812345678").expect("opted out");
    assert!(row.id < 0 && row.reason == "王伟" && row.source == "card");
    assert_eq!(asked("65123456"), None);
}

#[test]
fn a_draft_survives_until_it_is_saved_or_dropped() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let draft = |key, name: &str| {
        let base =
            Box::new(Draft {
                key, base: card("旧", &[]), card: card(name, &[]), at_utc_millis: 0
            });
        op(CardOp::KeepDraft(base))
    };
    let new = DraftKey::New(Some(CallId(3)));
    store.carry_out(&program(1), &draft(new, "新")).unwrap();
    store.carry_out(&program(2), &draft(DraftKey::Stored(CustomerId(5)), "一")).unwrap();
    let receipt =
        store.carry_out(&program(3), &draft(DraftKey::Stored(CustomerId(5)), "二")).unwrap();
    assert!(!receipt.changes.any(), "nobody's list has to be read again");
    drop(store);
    let mut store = open(dir.path());
    let drafts = |store: &Store| match store.reader().unwrap().cards(&CardQuestion::Drafts).unwrap()
    {
        CardAnswer::Drafts(drafts) => drafts,
        other => panic!("{other:?}"),
    };
    let kept = drafts(&store);
    assert_eq!(kept.iter().map(|d| d.card.name.as_str()).collect::<Vec<_>>(), ["二", "新"]);
    store.carry_out(&program(4), &op(CardOp::DropDraft(new))).unwrap();
    assert_eq!(drafts(&store).len(), 1);
}

fn whole(reader: &Reader) -> Vec<(Customer, Vec<CallId>)> {
    let mut all = Vec::new();
    for row in list(reader, CardFilter::default()) {
        let (card, calls) = reader.customer(row.summary.id).unwrap().unwrap();
        all.push((card, calls.into_iter().map(|call| call.record.id).collect()));
    }
    all.sort_by_key(|(card, _)| card.id);
    all
}

fn some_card() -> impl Strategy<Value = Customer> {
    let word = prop::sample::select(vec!["", "王伟", "Anna", "👍", "建国路 18 号"]);
    let number = prop::sample::select(vec!["138-1234-5678", "+86 13812345678", "65123456", "7"]);
    let tag = prop::sample::select(vec!["重点", "月结"]);
    let words = (word.clone(), word.clone(), word.clone(), word);
    let lists = (prop::collection::vec(number, 0..4), prop::collection::vec(tag, 0..3));
    (words, lists, any::<Option<bool>>()).prop_map(|((a, b, c, d), (numbers, tags), field)| {
        let mut tags: Vec<String> = tags.into_iter().map(str::to_owned).collect();
        tags.dedup();
        let mut made = Customer {
            company: b.into(),
            address: c.into(),
            notes: d.into(),
            tags,
            ..card(&format!("{a}x"), &numbers)
        };
        if let Some(yes) = field {
            made.fields.insert(FieldId(1), FieldValue::YesNo(yes));
        }
        made
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_merge_moves_everything_and_its_undo_brings_back_every_tie(
        cards in prop::collection::vec(some_card(), 3),
        calls in prop::collection::vec(0_usize..3, 0..6),
        sides in prop::collection::vec(0_u8..3, 14),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path());
        let ids: Vec<_> = cards.iter().map(|card| save(&mut store, card)).collect();
        for (n, who) in (1..).zip(&calls) {
            let record = CallRecord { customer: Some(ids[*who]), ..call(n, "13812345678") };
            store.close_call(&program(n), &record).unwrap();
        }
        let reader = store.reader().unwrap();
        let before = whole(&reader);
        let (keep, gone) = (&before[0].0, &before[2].0);
        let sides = sides.iter().map(|side| [Side::Keep, Side::Gone, Side::Both][usize::from(*side)]);
        let choices: Choices = CardPart::of(keep, gone).into_iter().zip(sides).collect();
        let order = MergeOrder { keep: ids[0], gone: ids[2], card: merged(keep, gone, &choices) };
        store.carry_out(&me(90), &op(CardOp::Merge(Box::new(order)))).unwrap();
        let after = whole(&reader);
        prop_assert_eq!(after.len(), 2);
        prop_assert_eq!(after[0].1.len(), before[0].1.len() + before[2].1.len());
        for number in keep.numbers.iter().chain(&gone.numbers) {
            let found = reader.match_number(&number.number, "", 9).unwrap();
            prop_assert!(found.iter().any(|c| c.customer.id == Some(ids[0])), "{:?}", number);
        }
        store.undo(&me(91)).unwrap();
        prop_assert_eq!(whole(&reader), before);
        store.undo(&me(92)).unwrap();
        prop_assert_eq!(whole(&reader).len(), 2, "the undo before it works as well");
    }
}

#[test]
fn two_people_who_edit_one_card_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    let begun =
        Customer {
            address: "旧地址".into(), notes: "两桶".into(), ..card("王伟", &["110"])
        };
    let id = save(&mut store, &begun);
    let now = |store: &Store| store.reader().unwrap().customer(id).unwrap().unwrap().0;
    let base = now(&store);
    let edit = |change: &dyn Fn(&mut Customer)| {
        let mut card = base.clone();
        change(&mut card);
        op(CardOp::Edit(Box::new(CardEdit { base: base.clone(), card, for_call: None })))
    };
    let first = edit(&|card| card.address = "新地址".into());
    assert_eq!(store.carry_out(&me(2), &first).unwrap().deed, Deed::CustomerSaved(id, None));
    let other = edit(&|card| card.notes = "三桶".into());
    let done = store.carry_out(&me(3), &other).unwrap();
    assert_eq!(done.deed, Deed::CustomerSaved(id, None), "another part of the card");
    let both = now(&store);
    assert_eq!((both.address.as_str(), both.notes.as_str()), ("新地址", "三桶"));
    let elsewhere = edit(&|card| card.address = "别处".into());
    let refused = store.carry_out(&me(4), &elsewhere).unwrap();
    assert_eq!(refused.deed, Deed::CardConflict(id));
    assert!(refused.changes.customers && !refused.changes.undo, "the window reads it again");
    assert_eq!(now(&store), both, "nothing was written");
    let same = store.carry_out(&me(5), &first).unwrap();
    assert_eq!(same.deed, Deed::CustomerSaved(id, None), "both wish the same");
}

#[test]
fn the_list_stands_by_any_of_its_heads_names_by_their_sound() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let people = [
        ("张伟", "东方", "13800000003"),
        ("王伟", "", "13800000001"),
        ("anna", "安康", "13800000002"),
    ];
    let ids = people.map(|(name, company, number)| {
        let card = Customer { company: company.into(), ..card(name, &[number]) };
        save(&mut store, &card)
    });
    let firm = Customer { company: "北方".into(), ..card("", &[]) };
    save(&mut store, &firm);
    store.carry_out(&me(1), &op(CardOp::FollowUp(ids[..1].to_vec(), "报价".into()))).unwrap();
    for (who, at) in [(ids[1], 1), (ids[0], 2)] {
        let record = CallRecord { customer: Some(who), ..call(at, "13812345678") };
        store.close_call(&program(at), &record).unwrap();
    }
    let reader = store.reader().unwrap();
    let names = |by, falling, text: &str| {
        let order = CardOrder { by, falling };
        let filter = CardFilter { order, text: text.into(), ..CardFilter::default() };
        let named = |row: CardRow| {
            let who = row.summary;
            if who.name.is_empty() { who.company } else { who.name }
        };
        list(&reader, filter).into_iter().map(named).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(CardBy::Name, false, ""), "anna 王伟 张伟 北方");
    assert_eq!(names(CardBy::Name, true, ""), "张伟 王伟 anna 北方", "those without come last");
    assert_eq!(names(CardBy::Company, false, ""), "anna 北方 张伟 王伟");
    assert_eq!(names(CardBy::Company, true, ""), "张伟 北方 anna 王伟");
    assert_eq!(names(CardBy::Number, false, ""), "王伟 anna 张伟 北方");
    assert_eq!(names(CardBy::LastContact, true, ""), "张伟 王伟 anna 北方");
    assert_eq!(names(CardBy::LastContact, false, ""), "王伟 张伟 anna 北方");
    assert_eq!(names(CardBy::FollowUp, false, ""), "张伟 anna 王伟 北方");
    assert_eq!(names(CardBy::Number, true, "伟"), "张伟 王伟", "among what was found, too");
    // What was put in order is not shown any more when the file has changed.
    save(&mut store, &card("陈静", &[]));
    assert_eq!(names(CardBy::Name, false, ""), "anna 陈静 王伟 张伟 北方");
}
