//! Lookups by number and searches by words.

use crate::people::{at, call, card, me, open, program, saved};
use ringdesk::base::ids::{CallId, CustomerId};
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::record::{CallRecord, Direction, Outcome};
use ringdesk::crm::customer::{Customer, MatchQuality};
use ringdesk::store::Store;
use ringdesk::store::operation::Act;
use ringdesk::store::reader::{CallFilter, Reader};
use std::time::Duration;

fn who(reader: &Reader, number: &str, home: &str) -> Vec<(String, MatchQuality)> {
    let found = reader.match_number(&PhoneNumber::new(number), home, 10).unwrap();
    found.into_iter().map(|c| (c.customer.name, c.quality)).collect()
}

#[test]
fn a_customer_is_found_whatever_the_format_typed() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let typed = [
        ("手机", "+86 138-1234-5678"),
        ("全角", "０１０－６５１２３４５６"),
        ("分机", "0379-6512345-801"),
        ("国际", "+1 381 234 5678"),
        ("客服", "400-123-4567"),
    ];
    for (name, number) in typed {
        saved(&mut store, name, &[number]);
    }
    let reader = store.reader().unwrap();
    for (number, name) in [
        ("13812345678", "手机"),
        ("013812345678", "手机"),
        ("008613812345678", "手机"),
        ("01065123456", "全角"),
        ("0086 10 65123456", "全角"),
        ("03796512345", "分机"),
        ("0013812345678", "国际"),
        ("4001234567", "客服"),
    ] {
        assert_eq!(who(&reader, number, ""), [(name.to_owned(), MatchQuality::Exact)], "{number}");
    }
    let missing = [("全角".to_owned(), MatchQuality::AreaMissing)];
    assert_eq!(who(&reader, "65123456", ""), missing);
    assert_eq!(who(&reader, "65123456", "010"), [("全角".to_owned(), MatchQuality::Exact)]);
    assert_eq!(who(&reader, "65123456", "021"), []);
    for nobody in ["", "无", "02165123456", "5123456", "13912345678"] {
        assert_eq!(who(&reader, nobody, ""), [], "{nobody}");
    }
}

#[test]
fn everybody_who_shares_a_number_is_found_best_first() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    for (name, number) in
        [("李娜", "010-65123456"), ("王伟", "(010) 6512 3456"), ("张敏", "65123456")]
    {
        saved(&mut store, name, &[number, "12345", "12345"]);
    }
    let mut record = CallRecord { customer: Some(CustomerId(2)), ..call(1, "01065123456") };
    store.close_call(&program(5), &record).unwrap();
    store.save_call_note(&me(6), CallId(1), "要发票").unwrap();
    record.id = CallId(2);
    record.started_utc_millis += 60_000;
    store.close_call(&program(7), &record).unwrap();
    let reader = store.reader().unwrap();
    let wanted = PhoneNumber::new("01065123456");
    let found = reader.match_number(&wanted, "", 10).unwrap();
    let names: Vec<_> =
        found.iter().map(|c| (c.customer.name.as_str(), c.quality, c.calls)).collect();
    let (exact, missing) = (MatchQuality::Exact, MatchQuality::AreaMissing);
    assert_eq!(names, [("王伟", exact, 2), ("李娜", exact, 0), ("张敏", missing, 0)]);
    assert_eq!(found[0].last_note, "要发票");
    assert_eq!(found[0].last_contact_utc_millis, Some(record.started_utc_millis));
    assert_eq!(found[0].customer.numbers.len(), 3, "the whole card");
    assert_eq!(reader.match_number(&wanted, "", 1).unwrap().len(), 1);
    assert_eq!(who(&reader, "12345", "").len(), 3, "each customer once");
}

fn shop(store: &mut Store) {
    let cards = [
        ("王伟", "海淀送水站", "中关村大街1号", "13812345678"),
        ("王芳", "", "", "010-65123456"),
        ("李王", "100% 果汁_店", "", "13900001111"),
        ("Anna O'Neil", "Acme \"Water\" Ltd", "", "+44 20 7946 0958"),
    ];
    for (name, company, address, number) in cards {
        let card =
            Customer { company: company.into(), address: address.into(), ..card(name, &[number]) };
        store.save_customer(&me(0), &card, None).unwrap();
    }
}

#[test]
fn customers_are_found_by_any_part_of_what_stands_on_the_card() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    shop(&mut store);
    let reader = store.reader().unwrap();
    for (text, expected) in [
        ("", "Anna O'Neil|李王|王伟|王芳"),
        ("王", "王芳|王伟|李王"),
        ("王伟", "王伟"),
        ("送水站", "王伟"),
        ("水站", "王伟"),
        ("中关村大", "王伟"),
        ("王 送水站", "王伟"),
        ("3812345", "王伟"),
        ("138-1234", "王伟"),
        ("+86 138 1234 5678", "王伟"),
        ("010-6512", "王芳"),
        ("5123", "王芳"),
        ("56", "王芳|王伟"),
        ("anna", "Anna O'Neil"),
        ("o'n", "Anna O'Neil"),
        ("\"water\"", "Anna O'Neil"),
        ("lt", "Anna O'Neil"),
        ("7946 0958", "Anna O'Neil"),
        ("100%", "李王"),
        ("0%", "李王"),
        ("_", "李王"),
        ("汁_店", "李王"),
        ("%", "李王"),
        ("没有", ""),
        ("王伟王伟", ""),
        ("NEAR(a b)", ""),
        ("\"", "Anna O'Neil"),
        ("\0", "Anna O'Neil|李王|王伟|王芳"),
        ("words:王", ""),
    ] {
        let (found, total) = reader.customers(text, 0, 10).unwrap();
        let names: Vec<_> = found.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names.join("|"), expected, "{text:?}");
        assert_eq!(total as usize, names.len(), "{text:?}");
    }
    let (page, total) = reader.customers("王", 1, 1).unwrap();
    assert_eq!((page[0].name.as_str(), total), ("王伟", 3));
    assert_eq!(reader.customers("王", 9, 1).unwrap(), (vec![], 3));
}

#[test]
fn a_card_that_changed_is_found_by_its_new_words_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    shop(&mut store);
    let reader = store.reader().unwrap();
    let mut card = reader.customer(CustomerId(1)).unwrap().unwrap().0;
    card.company = "朝阳粮油店".into();
    card.numbers[0].number = PhoneNumber::new("13700000000");
    store.save_customer(&me(1), &card, None).unwrap();
    let count = |text: &str| reader.customers(text, 0, 10).unwrap().1;
    assert_eq!((count("粮油店"), count("送水站")), (1, 0));
    assert_eq!((count("1370000"), count("1381234")), (1, 0));
    assert_eq!(who(&reader, "13812345678", ""), []);
    store.delete_customer(&me(2), CustomerId(1)).unwrap();
    assert_eq!(
        (count("粮油店"), count("1370000"), who(&reader, "13700000000", "").len()),
        (0, 0, 0)
    );
}

#[test]
fn calls_are_found_by_number_name_company_and_note() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    shop(&mut store);
    let answered = Some(Duration::from_secs(3));
    let log = [
        CallRecord { outcome: Outcome::Missed, ..call(1, "13812345678") },
        CallRecord {
            answered_after: answered,
            outcome: Outcome::Answered,
            ..call(2, "01065123456")
        },
        CallRecord {
            direction: Direction::Outgoing,
            outcome: Outcome::Busy,
            caller_id: None,
            ..call(3, "13900001111")
        },
        CallRecord { number: None, caller_id: None, outcome: Outcome::Missed, ..call(4, "") },
    ];
    for mut record in log {
        record.customer = (record.id.0 < 4).then_some(CustomerId(record.id.0));
        store.close_call(&Act::program(at(9)), &record).unwrap();
    }
    store.save_call_note(&me(10), CallId(4), "打错了，问路的 20261127").unwrap();
    let reader = store.reader().unwrap();
    let ids = |filter, text: &str| {
        let (found, total) = reader.calls(filter, text, 0, 10).unwrap();
        assert_eq!(total as usize, found.len());
        found.iter().map(|call| call.record.id.0).collect::<Vec<_>>()
    };
    assert_eq!(ids(CallFilter::All, ""), [4, 3, 2, 1]);
    assert_eq!(ids(CallFilter::Incoming, ""), [2]);
    assert_eq!(ids(CallFilter::Outgoing, ""), [3]);
    assert_eq!(ids(CallFilter::Missed, ""), [4, 1]);
    assert_eq!(ids(CallFilter::All, "送水站"), [1]);
    assert_eq!(ids(CallFilter::All, "水站"), [1]);
    assert_eq!(ids(CallFilter::All, "6512"), [2]);
    for (digits, found) in
        [("65123", 2), ("010-6512 3456", 2), ("+86 138 1234 5678", 1), ("61127", 4)]
    {
        assert_eq!(ids(CallFilter::All, digits), [found], "{digits}");
    }
    assert_eq!(ids(CallFilter::All, "99999"), [] as [i64; 0]);
    assert_eq!(ids(CallFilter::All, "问路的"), [4]);
    assert_eq!(ids(CallFilter::All, "问路"), [4]);
    assert_eq!(ids(CallFilter::All, "王"), [3, 2, 1]);
    assert_eq!(ids(CallFilter::Missed, "王"), [1]);
    assert_eq!(ids(CallFilter::Outgoing, "果汁_店"), [3]);
    assert_eq!(ids(CallFilter::All, "王伟王"), [] as [i64; 0]);
    let (page, total) = reader.calls(CallFilter::All, "王", 1, 1).unwrap();
    assert_eq!((page[0].record.id, page[0].party.as_str(), total), (CallId(2), "王芳", 3));
}
