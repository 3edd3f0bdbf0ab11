//! Whose rows a seat sees and changes: whatever is asked, by whatever door, nothing of another's customer comes out of it, and
//! nothing of it is changed.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test crate")]

#[path = "support/store_people.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod people;

use jiff::civil::Date;
use people::{at, call, card, me, open, program};
use proptest::prelude::*;
use ringdesk::base::ids::{CallId, CustomerId, OrderId, ProductId, StaffId};
use ringdesk::base::money::Money;
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::record::{CallRecord, Outcome};
use ringdesk::call::worklist::WorkOp;
use ringdesk::call::worklist::log::{LogOrder, LogQuestion};
use ringdesk::crm::agenda::{AgendaOp, AgendaQuestion, TaskDraft, Which};
use ringdesk::crm::cards::{
    CardFilter, CardOp, CardQuestion, Draft, DraftKey, Likeness, MergeOrder, Whose,
};
use ringdesk::crm::customer::Customer;
use ringdesk::crm::goods::GoodsOp;
use ringdesk::crm::goods::product::Product;
use ringdesk::crm::goods::quantity::Quantity;
use ringdesk::crm::office::{OfficeAnswer, OfficeOp, OfficeQuestion};
use ringdesk::crm::orders::draft::OrderDraft;
use ringdesk::crm::orders::line::OrderLine;
use ringdesk::crm::orders::order::{OrderHead, OrderSummary};
use ringdesk::crm::orders::payment::PaymentFilter;
use ringdesk::crm::orders::state::OrderState;
use ringdesk::crm::orders::{OrderAnswer, OrderFilter, OrderOp, OrderQuestion};
use ringdesk::crm::reports::period::{By, Days};
use ringdesk::crm::reports::scope::OrderScope;
use ringdesk::crm::reports::{ContactBy, PayBy, Rank, ReportQuestion};
use ringdesk::crm::staff::sight::{Among, Colleague, Sight};
use ringdesk::crm::staff::{JournalFilter, StaffQuestion};
use ringdesk::crm::transfer::report::Chosen;
use ringdesk::engine::office::transfer::{ListFormat, ListOrder};
use ringdesk::engine::runtime::office::transfer::export;
use ringdesk::store::Store;
use ringdesk::store::error::StoreErrorKind;
use ringdesk::store::operation::{Act, Deed, Op};
use ringdesk::store::reader::{CallFilter, Reader};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;

const ME: StaffId = StaffId(2);

/// Who owns the customers of the town: nobody, me, or somebody else.
fn owner(of: u8) -> Option<StaffId> {
    [None, Some(ME), Some(StaffId(3))][usize::from(of)]
}

fn own() -> Among {
    Among::Of(vec![Colleague { id: ME, name: "Wang".into() }])
}

fn clerk() -> Sight {
    Sight {
        me: "Wang".into(),
        customers: own(),
        calls: own(),
        recordings: own(),
        orders: own(),
        reports: own(),
        journal: false,
        whole_numbers: true,
    }
}

fn wang() -> Act {
    Act::person("Wang", at(9)).seeing(Some(Arc::new(clerk())))
}

fn office(op: OfficeOp) -> Op {
    Op::Office(Box::new(op))
}

fn name(n: usize) -> String {
    format!("Secret{n}x")
}

fn number(n: usize) -> String {
    format!("1381000{n:04}")
}

/// A town: customer n has a call, a note, an order, a task and a draft.
fn town(store: &mut Store, owners: &[u8]) -> Vec<CustomerId> {
    let water = Product { name: "water".into(), stockless: true, ..Product::default() };
    let water = GoodsOp::Save(Box::new(water));
    store.carry_out(&me(0), &office(OfficeOp::Goods(water))).unwrap();
    let mut ids = Vec::new();
    for (n, of) in owners.iter().enumerate() {
        let (id, card) = customer(store, n, *of);
        rings(store, n, id);
        belongings(store, n, id, &card);
        ids.push(id);
    }
    ids
}

fn customer(store: &mut Store, n: usize, of: u8) -> (CustomerId, Customer) {
    let card = Customer {
        owner: owner(of),
        notes: format!("card note of {}", name(n)),
        class: "VIP".into(),
        address: format!("Lane {} of {}", n / 2, name(n)),
        tags: vec!["marked".into()],
        ..card(&name(n), &[&number(n)])
    };
    let Deed::CustomerSaved(id, _) = store.save_customer(&me(1), &card, None).unwrap().deed else {
        panic!("not saved")
    };
    (id, card)
}

/// A missed call with a note; taken by somebody else, by me, or by nobody.
fn rings(store: &mut Store, n: usize, id: CustomerId) {
    let note = format!("call note of {}", name(n));
    let place = i64::try_from(n).unwrap();
    let rung = CallRecord {
        customer: Some(id),
        outcome: Outcome::Missed,
        note: note.clone(),
        ..call(place + 1, &number(n))
    };
    store.open_call(&program(2), &rung).unwrap();
    store.close_call(&program(2), &rung).unwrap();
    store.carry_out(&me(3), &Op::SaveCallNote(rung.id, note)).unwrap();
    if let Some(agent) = ["", "Wang", "Zhao"].get(n % 3).filter(|agent| !agent.is_empty()) {
        let settle = WorkOp::Settle { call: rung.id, agent: (*agent).to_owned() };
        store.carry_out(&program(3), &Op::Work(settle)).unwrap();
    }
}

/// An order, a task, a draft.
fn belongings(store: &mut Store, n: usize, id: CustomerId, card: &Customer) {
    let head = OrderHead { customer: Some(id), name: name(n), ..OrderHead::default() };
    let line = OrderLine {
        product: ProductId(1),
        quantity: Quantity::whole(1),
        price: Money(500),
        ..OrderLine::default()
    };
    let draft = Box::new(OrderDraft { head, lines: vec![line], ..OrderDraft::default() });
    let order = OrderOp::Save { draft, to: OrderState::Confirmed, paid: None };
    store.carry_out(&me(4), &office(OfficeOp::Orders(order))).unwrap();
    let text = format!("call {} back", name(n));
    let task = TaskDraft { text, customer: Some(id), ..blank_task() };
    store.carry_out(&me(5), &office(OfficeOp::Agenda(AgendaOp::Save(Box::new(task))))).unwrap();
    let key = DraftKey::Stored(id);
    let draft = Draft { key, base: card.clone(), card: card.clone(), at_utc_millis: 0 };
    let keep = CardOp::KeepDraft(Box::new(draft));
    store.carry_out(&program(6), &office(OfficeOp::Cards(keep))).unwrap();
}

fn blank_task() -> TaskDraft {
    TaskDraft {
        id: None,
        kind: ringdesk::crm::agenda::Kind::default(),
        text: String::new(),
        customer: None,
        call: None,
        due: None,
        remind: None,
        assignee: String::new(),
        staff: None,
        priority: ringdesk::crm::agenda::Priority::default(),
        repeat: None,
    }
}

/// What an answer says, as one text.
fn said<T: Debug, E: Debug>(answer: &Result<T, E>) -> String {
    format!("{answer:?}")
}

/// Everything that can be asked, with the words that would find each customer.
fn everything(reader: &Reader, ids: &[CustomerId]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for question in lists().into_iter().chain(reports()).chain(of_each(ids)) {
        let answer = said(&reader.office(&question));
        let fails = answer.starts_with("Err") && !answer.contains("NotFound");
        assert!(!fails, "{question:?}: {answer}");
        all.push((format!("{question:?}"), answer));
    }
    let mut add = |question: String, answer: String| all.push((question, answer));
    for (n, id) in ids.iter().enumerate() {
        add(format!("card {n}"), said(&reader.customer(*id)));
        add(format!("call {n}"), said(&reader.call(CallId(i64::try_from(n + 1).unwrap()))));
        add(format!("who {n}"), said(&reader.match_number(&PhoneNumber::new(number(n)), "", 9)));
        add(format!("file {n}"), said(&reader.person(*id)));
    }
    for text in WORDS {
        add(format!("customers {text}"), said(&reader.customers(text, 0, 100)));
        for filter in [CallFilter::All, CallFilter::Missed, CallFilter::ToDo] {
            add(format!("calls {text} {filter:?}"), said(&reader.calls(filter, text, 0, 100)));
        }
        for order in [LogOrder::Newest, LogOrder::Oldest, LogOrder::Longest, LogOrder::Party] {
            let question = LogQuestion { text: text.into(), order, ..LogQuestion::default() };
            add(format!("log {text} {order:?}"), said(&reader.log(&question, 0, 100)));
        }
        let (agent, text) = ("Zhao".into(), text.to_owned());
        let hers = LogQuestion { agent, text, ..LogQuestion::default() };
        add("log of Zhao".into(), said(&reader.log(&hers, 0, 100)));
    }
    add("recent".into(), said(&reader.recent(100)));
    for (question, answer) in &all {
        let fails = answer.starts_with("Err") && !answer.contains("NotFound");
        assert!(!fails, "{question}: {answer}");
    }
    all
}

const WORDS: [&str; 6] = ["", "secret", "1381000", "note", "13", "se"];

fn lists() -> Vec<OfficeQuestion> {
    let day = Date::constant(2026, 11, 27);
    let cards = |question| OfficeQuestion::Cards(question);
    let mut all = vec![
        cards(CardQuestion::Known),
        cards(CardQuestion::Drafts),
        OfficeQuestion::Orders(OrderQuestion::Payments {
            filter: PaymentFilter::default(),
            offset: 0,
            limit: 100,
        }),
        OfficeQuestion::Agenda(AgendaQuestion::Today(day)),
        OfficeQuestion::Agenda(AgendaQuestion::Whom("Secret".into())),
        OfficeQuestion::Staff(StaffQuestion::Journal {
            filter: JournalFilter::default(),
            offset: 0,
            limit: 100,
        }),
    ];
    all.extend(Likeness::ALL.map(|likeness| cards(CardQuestion::Groups(likeness, 50))));
    let plain = |text: &str| CardFilter { text: text.into(), ..CardFilter::default() };
    let narrow = [
        CardFilter { whose: Whose::Of(StaffId(3)), ..CardFilter::default() },
        CardFilter { tag: "marked".into(), ..CardFilter::default() },
        CardFilter { class: "VIP".into(), ..plain("secret") },
    ];
    for filter in WORDS.map(plain).into_iter().chain(narrow) {
        let filter = Box::new(filter);
        all.push(cards(CardQuestion::List { filter, offset: 0, limit: 100 }));
    }
    for text in ["", "Secret", "1381000"] {
        let filter = OrderFilter { text: text.into(), ..OrderFilter::default() };
        all.push(OfficeQuestion::Orders(OrderQuestion::Orders { filter, offset: 0, limit: 100 }));
    }
    for which in [Which::Open, Which::Done] {
        let list = AgendaQuestion::List { which, offset: 0, limit: 100 };
        all.push(OfficeQuestion::Agenda(list));
    }
    all
}

/// Every report over all days.
fn reports() -> Vec<OfficeQuestion> {
    let days = Days { first: 0, last: 40_000 };
    let (today, limit) = (40_000, 100);
    let scope = OrderScope::of(days);
    let mut all = vec![
        ReportQuestion::Sales { days, before: days, by: By::Month },
        ReportQuestion::Products { days, category: None, rank: Rank::Turnover, limit },
        ReportQuestion::Classes { days, today },
        ReportQuestion::Quiet { today, days: 1, limit },
        ReportQuestion::Again { today, limit },
        ReportQuestion::Dormant { today, limit },
        ReportQuestion::Orders { scope: Box::new(scope.clone()), offset: 0, limit },
    ];
    all.extend(PayBy::ALL.map(|by| ReportQuestion::Payments { scope: scope.clone(), by, limit }));
    let contacts = |by| ReportQuestion::Contacts { days, by, now: (0, 0), limit };
    all.extend(ContactBy::ALL.map(contacts));
    all.into_iter().map(OfficeQuestion::Reports).collect()
}

fn of_each(ids: &[CustomerId]) -> Vec<OfficeQuestion> {
    let mut all = Vec::new();
    for (n, id) in ids.iter().enumerate() {
        all.push(OfficeQuestion::Cards(CardQuestion::Changes(*id, 50)));
        all.push(OfficeQuestion::Cards(CardQuestion::Pair(*id, ids[0])));
        let address = format!("Lane {} of {}", n / 2, name(n));
        let like = Customer { address, ..card("", &[&number(n)]) };
        all.push(OfficeQuestion::Cards(CardQuestion::Alike(Box::new(like))));
        all.push(OfficeQuestion::Orders(OrderQuestion::Desk(*id)));
        let order = OrderId(i64::try_from(n + 1).unwrap());
        all.push(OfficeQuestion::Orders(OrderQuestion::Order(order)));
        let (customer, from, until) = (*id, 0, i64::MAX);
        all.push(OfficeQuestion::Orders(OrderQuestion::Statement { customer, from, until }));
        let which = Which::Of(*id);
        let list = AgendaQuestion::List { which, offset: 0, limit: 100 };
        all.push(OfficeQuestion::Agenda(list));
    }
    all
}

/// The customers' list as a file, through the door of the window and the command line.
fn exported(folder: &Path, act: &Act, text: &str) -> String {
    let path = folder.join(format!("out{text}.csv"));
    let chosen = Chosen::by_words(text);
    let order =
        ListOrder { path: path.clone(), format: ListFormat::Csv, chosen, words: BTreeMap::new() };
    let (path, _) =
        export(&folder.join("ringdesk.db"), act, &order, &mut |_| true).unwrap().unwrap();
    let told = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(path).unwrap();
    told
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_seat_with_its_own_never_gets_anothers_card(owners in prop::collection::vec(0_u8..3, 1..9)) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path());
        let ids = town(&mut store, &owners);
        let reader = store.reader().unwrap();
        reader.look_as(Some(Arc::new(clerk()))).unwrap();
        let answers = everything(&reader, &ids);
        let (all, found) = (exported(dir.path(), &wang(), ""), exported(dir.path(), &wang(), "se"));
        for (n, of) in owners.iter().enumerate() {
            let (is_anothers, name, number) = (*of == 2, name(n), number(n));
            for (question, answer) in &answers {
                let told = answer.contains(&name) || answer.contains(&number);
                let asked = question.contains(&number);
                prop_assert!(!(is_anothers && told && !asked), "{question} told of {name}: {answer}");
            }
            for list in [&all, &found] {
                prop_assert_eq!(list.contains(&name), !is_anothers, "{}", list);
            }
            let card = reader.customer(ids[n]).unwrap();
            prop_assert_eq!(card.is_none(), is_anothers, "the own and the pool's are seen");
        }
        // The same connection answers an owner whole again.
        reader.look_as(None).unwrap();
        let (_, total) = reader.customers("", 0, 100).unwrap();
        prop_assert_eq!(usize::try_from(total).unwrap(), owners.len());
        let (calls, _) = reader.calls(CallFilter::All, "", 0, 100).unwrap();
        prop_assert_eq!(calls.len(), owners.len());
    }

    #[test]
    fn nothing_of_anothers_is_changed(owners in prop::collection::vec(0_u8..3, 2..6)) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path());
        let ids = town(&mut store, &owners);
        for (n, of) in owners.iter().enumerate() {
            let id = ids[n];
            let before = store.reader().unwrap().customer(id).unwrap().unwrap();
            let call = CallId(i64::try_from(n + 1).unwrap());
            let renamed = Customer { name: "renamed".into(), ..before.0.clone() };
            let other = ids[(n + 1) % ids.len()];
            let merge = MergeOrder { keep: other, gone: id, card: renamed.clone() };
            let cards = |op| office(OfficeOp::Cards(op));
            for op in [
                Op::SaveCustomer(Box::new(renamed.clone()), None),
                cards(CardOp::HandOver(vec![id], Some(ME))),
                cards(CardOp::Tag(vec![id], "mine".into(), true)),
                cards(CardOp::FollowUp(vec![id], "won".into())),
                cards(CardOp::Merge(Box::new(merge))),
                Op::SaveCallNote(call, "hers".into()),
                Op::MarkHandled(call, true),
                Op::AssignCustomer(call, None),
                Op::DeleteCustomer(id),
            ] {
                if *of != 2 {
                    continue;
                }
                let refused = store.carry_out(&wang(), &op).unwrap_err();
                prop_assert_eq!(refused.kind, StoreErrorKind::NotYours, "{:?}: {}", op, refused);
                let after = store.reader().unwrap().customer(id).unwrap().unwrap();
                prop_assert_eq!(&after, &before, "{:?}", op);
            }
            if *of == 1 {
                store.carry_out(&wang(), &cards(CardOp::FollowUp(vec![id], "won".into()))).unwrap();
            }
        }
    }
}

#[test]
fn the_program_and_the_owner_are_never_held_up_and_undo_takes_back_ones_own_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let ids = town(&mut store, &[1, 2]);
    let hand_over = |id, to| office(OfficeOp::Cards(CardOp::HandOver(vec![id], to)));
    let owner_of =
        |store: &Store, id| store.reader().unwrap().customer(id).unwrap().unwrap().0.owner;
    // Mine becomes Zhao's: that is mine to take back, though the card is no longer.
    store.carry_out(&wang(), &hand_over(ids[0], Some(StaffId(3)))).unwrap();
    let again = store.carry_out(&wang(), &hand_over(ids[0], Some(ME))).unwrap_err();
    assert_eq!(again.kind, StoreErrorKind::NotYours);
    // What the boss did since is not mine to take back.
    store.carry_out(&me(20), &hand_over(ids[1], None)).unwrap();
    store.carry_out(&wang(), &Op::Undo).unwrap();
    assert_eq!(owner_of(&store, ids[0]), Some(ME));
    assert_eq!(owner_of(&store, ids[1]), None, "the boss's hand-over stands");
    store.carry_out(&me(21), &Op::Undo).unwrap();
    assert_eq!(owner_of(&store, ids[1]), Some(StaffId(3)));
    // A call of anybody's is written down whoever sits here.
    let ringing = CallRecord { customer: Some(ids[1]), ..call(50, &number(1)) };
    store.carry_out(&program(30), &Op::OpenCall(Box::new(ringing.clone()))).unwrap();
    store.carry_out(&program(31), &Op::CloseCall(Box::new(ringing))).unwrap();
}

/// The orders of a customer, as the program sees them.
fn orders_of(store: &Store, id: CustomerId) -> Vec<OrderSummary> {
    let filter = OrderFilter { customer: Some(id), ..OrderFilter::default() };
    let question = OrderQuestion::Orders { filter, offset: 0, limit: 50 };
    match store.reader().unwrap().office(&OfficeQuestion::Orders(question)).unwrap() {
        OfficeAnswer::Orders(OrderAnswer::Orders(rows, ..)) => rows,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_undo_past_a_colleagues_merge_gives_the_order_to_the_card_that_stayed() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let ids = town(&mut store, &[1, 1]);
    let (gone, keep) = (ids[0], ids[1]);
    let order = orders_of(&store, gone)[0].clone();
    let step = OrderOp::Step { order: order.id, revision: order.revision, to: OrderState::Void };
    store.carry_out(&wang(), &office(OfficeOp::Orders(step))).unwrap();
    let card = store.reader().unwrap().customer(keep).unwrap().unwrap().0;
    let merge = CardOp::Merge(Box::new(MergeOrder { keep, gone, card }));
    store.carry_out(&me(20), &office(OfficeOp::Cards(merge))).unwrap();
    store.carry_out(&wang(), &Op::Undo).unwrap();
    assert_eq!(orders_of(&store, gone), []);
    let kept = orders_of(&store, keep);
    let same = kept.iter().find(|kept| kept.id == order.id).unwrap();
    assert_eq!(same.state, order.state, "as it was, with the card that stayed");
    // The merge taken back gives it to its card again.
    store.carry_out(&me(21), &Op::Undo).unwrap();
    assert_eq!(orders_of(&store, gone).len(), 1);
}

#[test]
fn stars_stand_in_the_numbers_of_a_list_that_leaves() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let ids = town(&mut store, &[1, 0]);
    let sight = Sight { whole_numbers: false, ..clerk() };
    let masked = Act::person("Wang", at(9)).seeing(Some(Arc::new(sight)));
    let list = exported(dir.path(), &masked, "");
    assert!(list.contains("138****0000") && !list.contains(&number(0)), "{list}");
    let path = dir.path().join("person.json");
    let database = dir.path().join("ringdesk.db");
    let whole =
        ringdesk::engine::runtime::office::transfer::person(&database, &masked, ids[0], &path);
    assert!(whole.unwrap_err().contains("numbers whole"));
}

#[test]
fn a_locked_desk_sees_nothing_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let ids = town(&mut store, &[0, 1, 2]);
    let reader = store.reader().unwrap();
    reader.look_as(Some(Arc::new(Sight::default()))).unwrap();
    for (question, answer) in everything(&reader, &ids) {
        let told = (0..ids.len()).any(|n| answer.contains(&name(n)));
        assert!(!told, "{question}: {answer}");
    }
}
