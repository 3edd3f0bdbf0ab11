//! The example office: a water shop with 300 customers and three months of calls, orders, payments and stock, out of a seed
//! and a moment: the same seed and moment give the same shop. Pure: `runtime` puts it into a store of its own.
//! May depend on `call`, `crm`, `base` and the engine's settings.
//!
//! Ids are those that an empty store gives (1, 2, 3 …); whoever fills a store compares them.

mod calls;
mod dice;
pub mod goods;
mod people;
#[cfg(test)]
mod tests;
mod trade;
mod words;

use crate::base::clock::Stamp;
use crate::call::record::{CallRecord, Outcome};
use crate::call::worklist::WorkOp;
use crate::call::worklist::promise::PromiseDraft;
use crate::call::worklist::task::CallWork;
use crate::crm::agenda::clock::{WallMinute, day_of};
use crate::crm::agenda::{AgendaOp, Due, TaskDraft};
use crate::crm::customer::Customer;
use crate::crm::goods::product::Product;
use crate::crm::knowledge::Entry;
use crate::crm::office::OfficeOp;
use crate::engine::example::dice::Dice;
use crate::engine::example::goods::Item;
use crate::engine::example::people::Person;
use crate::engine::example::words::{PROMISES, STAFF, TASKS, say};
use crate::engine::settings::Language;

pub use people::HOME;

/// The seed the program uses.
pub const SEED: u64 = 2_026;
/// How far back it goes.
const DAYS: i64 = 90;
/// Minutes of a day.
const DAY: i64 = 1_440;

/// Minutes by the clock on the wall, since 1970-01-01 00:00 of that clock.
type Wall = i64;

/// The present moment and the zone it is lived in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Zone {
    now: Wall,
    offset_minutes: i16,
}

impl Zone {
    const fn millis(self, at: Wall) -> i64 {
        (at - self.offset_minutes as i64) * 60_000
    }
}

/// Something that was done in the shop.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    /// When; minutes by the wall.
    at: Wall,
    /// Who did it.
    pub who: &'static str,
    /// What.
    pub what: What,
}

/// What was done.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// On the customer side.
    Office(Box<OfficeOp>),
    /// On the log.
    Work(WorkOp),
}

/// All of it, in the order in which it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Customers.
    pub customers: Vec<Customer>,
    /// What is sold.
    pub products: Vec<Product>,
    /// What is asked and said.
    pub answers: Vec<Entry>,
    /// The telephone, oldest first.
    pub calls: Vec<(CallRecord, CallWork)>,
    /// Trade, tasks and promises, oldest first.
    pub deeds: Vec<Deed>,
    zone: Zone,
}

impl Example {
    /// When something was done.
    #[must_use]
    pub fn moment(&self, deed: &Deed) -> Stamp {
        let Zone { offset_minutes, .. } = self.zone;
        let utc_millis = self.zone.millis(deed.at);
        Stamp { utc_millis, offset_minutes, ..Stamp::default() }
    }

    /// The moment before anything happened.
    #[must_use]
    pub fn beginning(&self) -> Stamp {
        let at = self.zone.now - (DAYS + 1) * DAY;
        let utc_millis = self.zone.millis(at);
        Stamp { utc_millis, offset_minutes: self.zone.offset_minutes, ..Stamp::default() }
    }
}

/// The example of a seed, as of `now`.
#[must_use]
pub fn example(seed: u64, now: Stamp, language: Language) -> Example {
    let zone = Zone { now: WallMinute::of(now).0, offset_minutes: now.offset_minutes };
    let mut dice = Dice::new(seed);
    let people = people::people(&mut dice, language);
    let visits = trade::visits(&mut dice, &people, zone.now);
    let mut deeds = trade::Shop::new(&mut dice, language, &people).trade(&visits, zone);
    let calls = calls::calls(&mut dice, language, &people, &visits, zone);
    deeds.extend(tasks(&mut dice, language, &people, zone));
    deeds.extend(promises(language, &calls, zone));
    deeds.sort_by_key(|deed| deed.at);
    Example {
        customers: people.into_iter().map(|person| person.card).collect(),
        products: Item::ALL.into_iter().map(|item| item.product(language)).collect(),
        answers: goods::answers(language),
        calls,
        deeds,
        zone,
    }
}

fn tasks(dice: &mut Dice, language: Language, people: &[Person], zone: Zone) -> Vec<Deed> {
    let today = i32::try_from(zone.now.div_euclid(DAY)).unwrap_or(0);
    let count = u32::try_from(people.len()).unwrap_or(0);
    let who = STAFF.first().map_or("", |word| say(language, *word));
    let task = |(at, (word, days)): (i64, &(words::Word, i32))| {
        let whom = usize::try_from(dice.below(count)).unwrap_or(0);
        let day = day_of(today + days);
        let minute = u16::try_from(9 * 60 + 30 * dice.below(16)).ok().filter(|_| *days > 0);
        let draft = TaskDraft {
            text: say(language, *word).to_owned(),
            customer: Some(trade::customer(whom)),
            due: day.map(|day| Due { day, minute }),
            ..TaskDraft::default()
        };
        let op = OfficeOp::Agenda(AgendaOp::Save(Box::new(draft)));
        Deed { at: zone.now - 3 * DAY + at, who, what: What::Office(Box::new(op)) }
    };
    (0..).zip(&TASKS).map(task).collect()
}

/// Promises of the newest talks with customers.
fn promises(language: Language, calls: &[(CallRecord, CallWork)], zone: Zone) -> Vec<Deed> {
    let who = STAFF.first().map_or("", |word| say(language, *word));
    let talks = calls
        .iter()
        .rev()
        .map(|(record, _)| record)
        .filter(|record| record.outcome == Outcome::Answered && record.customer.is_some());
    let promise = |((word, hours), record): (&(words::Word, i64), &CallRecord)| {
        let draft = PromiseDraft {
            id: None,
            call: Some(record.id),
            text: say(language, *word).to_owned(),
            due_utc_millis: zone.millis(zone.now + hours * 60),
            offset_minutes: zone.offset_minutes,
        };
        Deed { at: zone.now - 1, who, what: What::Work(WorkOp::SavePromise(draft)) }
    };
    PROMISES.iter().zip(talks).map(promise).collect()
}
