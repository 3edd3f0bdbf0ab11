//! Three months of a shop's telephone: orders, questions, calls that were missed, returned or still wait. Pure.
//! May depend on `call`, `base` and the engine's settings.

use crate::base::caller_id::{CallerId, Format, Standard};
use crate::base::evidence::Evidence;
use crate::base::ids::{CallId, LineId};
use crate::base::number::PhoneNumber;
use crate::base::signal::Origin;
use crate::call::record::{
    AnswerEvidence, CallRecord, Direction, Happening, Outcome, TimelineEntry,
};
use crate::call::worklist::task::{CallWork, Done, DoneHow};
use crate::engine::example::dice::Dice;
use crate::engine::example::people::Person;
use crate::engine::example::trade::{Visit, customer};
use crate::engine::example::words::{CALL_NOTES, RESULTS, STAFF, say};
use crate::engine::example::{DAY, DAYS, Wall, Zone};
use crate::engine::settings::Language;
use std::time::Duration;

/// Missed calls older than this, in minutes, were dealt with.
const WAITS: i64 = 2 * DAY;

/// A call before it has a number in the log.
#[derive(Debug, Clone, PartialEq)]
struct Ring {
    at: Wall,
    who: Option<usize>,
    number: PhoneNumber,
    direction: Direction,
    outcome: Outcome,
    /// Seconds of talk.
    talk: u32,
    rings: u32,
    note: &'static str,
    result: &'static str,
}

/// The calls of these visits and some more, oldest first, as an empty log numbers them.
pub fn calls(
    dice: &mut Dice,
    language: Language,
    people: &[Person],
    visits: &[Visit],
    zone: Zone,
) -> Vec<(CallRecord, CallWork)> {
    let mut rings = Vec::new();
    for visit in visits {
        of_visit(dice, language, people, *visit, &mut rings);
    }
    let today = zone.now.div_euclid(DAY);
    for day in today - DAYS..=today {
        strangers(dice, language, day, &mut rings);
    }
    rings.retain(|ring| ring.at + 10 < zone.now);
    rings.extend(waiting(people, zone.now));
    rings.sort_by_key(|ring| ring.at);
    let settled: Vec<Option<Done>> =
        (0..rings.len()).map(|at| settled(language, &rings, at, zone)).collect();
    let all = (1..).zip(rings.iter().zip(settled));
    all.map(|(id, (ring, done))| written(dice, language, CallId(id), ring, done, zone)).collect()
}

fn ring(at: Wall, who: usize, person: &Person) -> Ring {
    Ring {
        at,
        who: Some(who),
        number: person.card.numbers.first().map(|n| n.number.clone()).unwrap_or_default(),
        direction: Direction::Incoming,
        outcome: Outcome::Answered,
        talk: 0,
        rings: 2,
        note: "",
        result: "",
    }
}

fn of_visit(
    dice: &mut Dice,
    language: Language,
    people: &[Person],
    visit: Visit,
    rings: &mut Vec<Ring>,
) {
    let Some(person) = people.get(visit.who) else { return };
    let base = ring(visit.at, visit.who, person);
    if dice.chance(9) {
        let at = visit.at - i64::from(dice.between(8, 50));
        rings.push(Ring {
            at,
            outcome: Outcome::Missed,
            rings: dice.between(2, 7),
            ..base.clone()
        });
    }
    if dice.chance(84) {
        let note = if dice.chance(22) { say(language, dice.pick(&CALL_NOTES)) } else { "" };
        let result = RESULTS.first().map_or("", |word| say(language, *word));
        let (talk, rings_heard) = (dice.between(18, 150), dice.between(1, 4));
        let at = visit.at - 3;
        rings.push(Ring { at, talk, rings: rings_heard, note, result, ..base.clone() });
    }
    if dice.chance(22) {
        let outcome = if dice.chance(85) { Outcome::Connected } else { Outcome::NoAnswer };
        let talk = if outcome == Outcome::Connected { dice.between(8, 45) } else { 0 };
        let at = visit.at + i64::from(dice.between(35, 100));
        rings.push(Ring { at, direction: Direction::Outgoing, outcome, talk, rings: 0, ..base });
    }
}

/// Calls that were missed just now, so that there is something to return: one customer rang twice.
fn waiting(people: &[Person], now: Wall) -> Vec<Ring> {
    let of = |(ago, who): (i64, usize)| {
        let missed = ring(now - ago, who, people.get(who)?);
        Some(Ring { outcome: Outcome::Missed, rings: 5, ..missed })
    };
    [(96, 17), (91, 17), (24, 41)].into_iter().filter_map(of).collect()
}

/// People without a card: they ask, or hang up, or are called back.
fn strangers(dice: &mut Dice, language: Language, day: i64, rings: &mut Vec<Ring>) {
    for _ in 0..dice.between(1, 3) {
        let number = format!("154{:04}{:04}", dice.below(10_000), dice.below(10_000));
        let at = day * DAY + i64::from(dice.between(8 * 60, 20 * 60));
        let asks = dice.chance(55);
        let word = RESULTS.get(1).map_or("", |word| say(language, *word));
        let caller = Ring {
            at,
            who: None,
            number: PhoneNumber::new(number),
            direction: Direction::Incoming,
            outcome: if asks { Outcome::Answered } else { Outcome::Missed },
            talk: if asks { dice.between(15, 200) } else { 0 },
            rings: dice.between(1, 6),
            note: if asks && dice.chance(40) { say(language, dice.pick(&CALL_NOTES)) } else { "" },
            result: if asks { word } else { "" },
        };
        if !asks && dice.chance(60) {
            let back = at + i64::from(dice.between(12, 90));
            let (direction, talk) = (Direction::Outgoing, dice.between(15, 120));
            let outcome = Outcome::Connected;
            rings.push(Ring { at: back, direction, outcome, talk, rings: 0, ..caller.clone() });
        }
        rings.push(caller);
    }
}

/// How a missed call came off the list: the next talk with its caller did it, or somebody said so.
fn settled(language: Language, rings: &[Ring], at: usize, zone: Zone) -> Option<Done> {
    let missed = rings.get(at).filter(|ring| ring.outcome == Outcome::Missed)?;
    let who = STAFF.first().map_or("", |word| say(language, *word)).to_owned();
    let talked = |ring: &&Ring| matches!(ring.outcome, Outcome::Answered | Outcome::Connected);
    let mut later = (at + 1..).zip(rings.get(at + 1..).unwrap_or_default());
    let later = later.find(|(_, ring)| ring.number == missed.number && talked(ring));
    if let Some((place, ring)) = later {
        let is_back = ring.direction == Direction::Outgoing;
        let how = if is_back { DoneHow::Returned } else { DoneHow::Answered };
        let by_call = i64::try_from(place).ok().map(|place| CallId(place + 1));
        return Some(Done { how, by_call, who, at_utc_millis: zone.millis(ring.at) });
    }
    let waits = zone.now - missed.at < WAITS;
    let at_utc_millis = zone.millis(missed.at + 240);
    (!waits).then_some(Done { how: DoneHow::Dismissed, by_call: None, who, at_utc_millis })
}

fn written(
    dice: &mut Dice,
    language: Language,
    id: CallId,
    ring: &Ring,
    done: Option<Done>,
    zone: Zone,
) -> (CallRecord, CallWork) {
    let is_incoming = ring.direction == Direction::Incoming;
    let seconds = u64::from(dice.below(60));
    let answered = matches!(ring.outcome, Outcome::Answered | Outcome::Connected);
    let waited = Duration::from_secs(if is_incoming { u64::from(ring.rings) * 5 } else { 14 });
    let lasted = waited + Duration::from_secs(u64::from(ring.talk));
    let caller_id = is_incoming.then(|| burst(&ring.number));
    let by = if is_incoming { AnswerEvidence::Hook } else { AnswerEvidence::RingbackStopped };
    let record = CallRecord {
        id,
        line: LineId(0),
        direction: ring.direction,
        number: Some(ring.number.clone()),
        timeline: timeline(ring, caller_id.as_ref(), waited, lasted, answered.then_some(by)),
        caller_id,
        started_utc_millis: zone.millis(ring.at) + i64::try_from(seconds * 1_000).unwrap_or(0),
        offset_minutes: zone.offset_minutes,
        rings: ring.rings,
        answered_after: answered.then_some(waited),
        answered_by: answered.then_some(by),
        lasted: Some(lasted),
        outcome: ring.outcome,
        customer: ring.who.map(customer),
        note: ring.note.to_owned(),
        handled: done.is_some(),
        treatment: None,
    };
    let agent = if answered { say(language, dice.pick(&STAFF)).to_owned() } else { String::new() };
    (record, CallWork { result: ring.result.to_owned(), done, agent })
}

fn burst(number: &PhoneNumber) -> CallerId {
    CallerId {
        standard: Standard::Bell202,
        format: Format::Mdmf,
        number: Some(number.digits()),
        absence: None,
        name: Vec::new(),
        time: None,
        checksum_ok: true,
    }
}

fn timeline(
    ring: &Ring,
    burst: Option<&CallerId>,
    waited: Duration,
    lasted: Duration,
    by: Option<AnswerEvidence>,
) -> Vec<TimelineEntry> {
    let entry = |at, what| TimelineEntry {
        at,
        what,
        origin: Some(Origin::Box),
        evidence: Evidence::default(),
    };
    let mut all = Vec::new();
    if let Some(burst) = burst {
        all.push(entry(Duration::ZERO, Happening::Ring(1)));
        all.push(entry(Duration::from_millis(1_900), Happening::CallerId(burst.clone())));
        let more = (2..=ring.rings).map(|n| (Duration::from_secs(u64::from(n - 1) * 5), n));
        all.extend(more.map(|(at, n)| entry(at, Happening::Ring(n))));
    } else {
        all.push(entry(Duration::ZERO, Happening::OffHook));
        all.push(entry(Duration::from_secs(8), Happening::Ringback));
    }
    all.extend(by.map(|by| entry(waited, Happening::Answered(by))));
    all.push(entry(lasted, Happening::Ended(ring.outcome)));
    all
}
