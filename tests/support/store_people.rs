//! Made-up people, calls and moments for the tests of the store.

use ringdesk::base::caller_id::{CallerId, Format, NameCoding, Standard};
use ringdesk::base::clock::Stamp;
use ringdesk::base::evidence::Evidence;
use ringdesk::base::ids::{CallId, CustomerId, LineId};
use ringdesk::base::number::PhoneNumber;
use ringdesk::base::signal::Origin;
use ringdesk::call::record::{CallRecord, Direction, Happening, Outcome, TimelineEntry};
use ringdesk::crm::customer::{ContactNumber, Customer};
use ringdesk::store::Store;
use ringdesk::store::operation::{Act, Deed};
use std::path::Path;
use std::time::Duration;

/// Who makes changes in the tests.
pub const BOSS: &str = "老板";

/// 2026-11-23 08:00 UTC and so many seconds, in Beijing.
pub fn at(secs: i64) -> Stamp {
    let mono = Duration::from_secs(u64::try_from(secs).unwrap_or(0));
    Stamp { mono, utc_millis: 1_795_420_800_000 + secs * 1_000, offset_minutes: 480 }
}

/// A store in this folder.
pub fn open(folder: &Path) -> Store {
    Store::open(&folder.join("ringdesk.db"), at(0)).unwrap().0
}

/// A card with these numbers.
pub fn card(name: &str, numbers: &[&str]) -> Customer {
    let numbers = numbers.iter().map(|number| ContactNumber {
        id: None,
        number: PhoneNumber::new(*number),
        label: String::new(),
        ..ContactNumber::default()
    });
    Customer { name: name.to_owned(), numbers: numbers.collect(), ..Customer::default() }
}

/// An incoming call that has just begun; call n begins n minutes after [`at`] zero.
pub fn call(id: i64, number: &str) -> CallRecord {
    let burst = CallerId {
        standard: Standard::Bell202,
        format: Format::Mdmf,
        number: Some(number.to_owned()),
        absence: None,
        name: NameCoding::Gbk.encode("王伟"),
        time: None,
        checksum_ok: true,
    };
    CallRecord {
        id: CallId(id),
        line: LineId(0),
        direction: Direction::Incoming,
        number: Some(PhoneNumber::new(number)),
        caller_id: Some(burst.clone()),
        started_utc_millis: at(id * 60).utc_millis,
        offset_minutes: 480,
        rings: 1,
        answered_after: None,
        answered_by: None,
        lasted: None,
        outcome: Outcome::Open,
        customer: None,
        note: String::new(),
        handled: false,
        treatment: None,
        timeline: vec![
            entry(0, Happening::Ring(1), Some(Origin::Box)),
            entry(1_500, Happening::CallerId(burst), Some(Origin::Dsp)),
        ],
    }
}

/// A line of a timeline.
pub fn entry(millis: u64, what: Happening, origin: Option<Origin>) -> TimelineEntry {
    TimelineEntry { at: Duration::from_millis(millis), what, origin, evidence: Evidence::default() }
}

/// The boss does something.
pub fn me(secs: i64) -> Act {
    Act::person(BOSS, at(secs))
}

/// The program does something.
pub fn program(secs: i64) -> Act {
    Act::program(at(secs))
}

/// Saves a new card.
pub fn saved(store: &mut Store, name: &str, numbers: &[&str]) -> CustomerId {
    let receipt = store.save_customer(&me(0), &card(name, numbers), None).unwrap();
    let Deed::CustomerSaved(id, None) = receipt.deed else { panic!("{receipt:?}") };
    assert!(receipt.changes.customers && receipt.changes.undo);
    id
}
