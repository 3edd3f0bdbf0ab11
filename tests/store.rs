//! The store as its callers see it: opening, operations, undo, recovery, and what a killed process leaves behind.

#[path = "support/store_people.rs"]
mod people;

use people::{BOSS, at, call, card, open};
use ringdesk::base::ids::CallId;
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::record::Outcome;
use ringdesk::crm::customer::MatchQuality;
use ringdesk::store::operation::{Act, Deed};
use ringdesk::store::reader::CallFilter;

fn me(secs: i64) -> Act {
    Act::person(BOSS, at(secs))
}

fn program(secs: i64) -> Act {
    Act::program(at(secs))
}

#[test]
fn a_call_comes_back_as_it_was_written() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let mut record = call(7, "13812345678");
    store.open_call(&program(0), &record).unwrap();
    record.outcome = Outcome::Missed;
    record.lasted = Some(std::time::Duration::from_nanos(12_345_678_901));
    store.close_call(&program(12), &record).unwrap();
    let reader = store.reader().unwrap();
    let found = reader.call(CallId(7)).unwrap().unwrap();
    assert_eq!(found.record, record);
    assert_eq!(found.party, "王伟", "the name in the burst");
    assert_eq!(reader.missed_open().unwrap(), 1);
    assert_eq!(reader.max_call_id().unwrap(), Some(CallId(7)));
    assert_eq!(reader.calls(CallFilter::Missed, "2345", 0, 10).unwrap().1, 1);
    assert_eq!(reader.calls(CallFilter::Outgoing, "2345", 0, 10).unwrap().1, 0);
}

#[test]
fn everybody_who_shares_a_number_is_found_best_first() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    for (name, number) in
        [("李娜", "010-65123456"), ("王伟", "(010) 6512 3456"), ("张敏", "65123456")]
    {
        let saved = store.save_customer(&me(0), &card(name, &[number]), None).unwrap();
        assert!(matches!(saved.deed, Deed::CustomerSaved(..)) && saved.changes.customers);
    }
    let mut record = call(1, "01065123456");
    record.customer = Some(ringdesk::base::ids::CustomerId(2));
    store.close_call(&program(5), &record).unwrap();
    let reader = store.reader().unwrap();
    let wanted = PhoneNumber::new("01065123456");
    let found = reader.match_number(&wanted, "", 10).unwrap();
    let names: Vec<_> =
        found.iter().map(|c| (c.customer.name.as_str(), c.quality, c.calls)).collect();
    let (exact, missing) = (MatchQuality::Exact, MatchQuality::AreaMissing);
    assert_eq!(names, [("王伟", exact, 1), ("李娜", exact, 0), ("张敏", missing, 0)]);
    assert_eq!(reader.match_number(&wanted, "", 1).unwrap().len(), 1);
}
