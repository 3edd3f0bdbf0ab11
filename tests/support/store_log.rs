//! Ten years of a made-up office's telephone line: calls of the town's people and of strangers, the same for the same seed.

use crate::million::{Dice, number};
use ringdesk::base::caller_id::{CallerId, Format, NameCoding, Standard};
use ringdesk::base::evidence::Evidence;
use ringdesk::base::ids::{CallId, CustomerId, LineId};
use ringdesk::base::number::PhoneNumber;
use ringdesk::base::signal::Origin;
use ringdesk::call::record::{
    AnswerEvidence, CallRecord, Direction, Happening, Outcome, TimelineEntry,
};
use ringdesk::call::worklist::task::CallWork;
use std::time::Duration;

const NOTES: [&str; 8] = [
    "要两桶水，下午送",
    "问价格，说考虑一下再打来",
    "投诉昨天没有送到，已道歉",
    "发票抬头换成公司的",
    "打错了，找隔壁修车的",
    "call back after lunch about the invoice",
    "钥匙放在门卫处，请提前联系",
    "地址换了，新地址在短信里",
];
const RARE: [&str; 4] = ["鹦鹉飞走了", "钢琴要调音", "the umbrella factory", "祖传秘方"];
const RESULTS: [&str; 4] = ["已下单", "问价", "打错", "再联系"];
const AGENTS: [&str; 6] = ["小王", "小李", "老张", "Anna", "前台", "夜班"];

/// Somebody with a card.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: CustomerId,
    pub name: String,
    pub number: String,
}

/// The seconds between two calls, so that ten million take ten years.
pub const EVERY: i64 = 31;
/// 2016-11-27 in UTC, in milliseconds.
pub const BEGINS: i64 = 1_480_204_800_000;

/// Call `id`, ended, with what people did with it.
pub fn call(dice: &mut Dice, people: &[Person], id: i64) -> (CallRecord, CallWork) {
    let person =
        (dice.roll(10) < 6 && !people.is_empty()).then(|| &people[dice.roll(people.len())]);
    let digits = person.map_or_else(|| number(dice), |person| person.number.clone());
    let incoming = dice.roll(100) < 62;
    let outcome = match (incoming, dice.roll(100)) {
        (true, 0..76) => Outcome::Answered,
        (true, _) => Outcome::Missed,
        (false, 0..70) => Outcome::Connected,
        (false, 70..82) => Outcome::Busy,
        (false, 82..97) => Outcome::NoAnswer,
        (false, _) => Outcome::Abandoned,
    };
    let talk = matches!(outcome, Outcome::Answered | Outcome::Connected);
    let name = person.map_or("", |person| person.name.as_str());
    let burst = incoming.then(|| burst(&digits, if dice.roll(3) == 0 { name } else { "" }));
    let rings = if incoming { 1 + u32::try_from(dice.roll(5)).unwrap() } else { 0 };
    let millis = |dice: &mut Dice, most: usize| Duration::from_millis(dice.roll(most) as u64);
    let answered = talk.then(|| Duration::from_secs(3) + millis(dice, 18_000));
    let lasted = answered.unwrap_or_default() + Duration::from_secs(4) + millis(dice, 240_000);
    let noted = dice.roll(100);
    let record = CallRecord {
        id: CallId(id),
        line: LineId([0, 0, 0, 1, 1, 2][dice.roll(6)]),
        direction: if incoming { Direction::Incoming } else { Direction::Outgoing },
        number: Some(PhoneNumber::new(digits)),
        started_utc_millis: BEGINS + id * EVERY * 1_000 + dice.roll(20_000) as i64,
        offset_minutes: 480,
        rings,
        answered_after: answered,
        answered_by: answered.map(|_| AnswerEvidence::Hook),
        lasted: Some(lasted),
        outcome,
        customer: person.map(|person| person.id),
        note: match noted {
            0..12 => NOTES[dice.roll(NOTES.len())].to_owned(),
            12 if dice.roll(200) == 0 => RARE[dice.roll(RARE.len())].to_owned(),
            _ => String::new(),
        },
        handled: outcome == Outcome::Missed && dice.roll(50) > 0,
        timeline: timeline(dice, burst.as_ref(), rings, answered, lasted, outcome),
        caller_id: burst,
        treatment: None,
    };
    let work = CallWork {
        result: if talk && dice.roll(20) == 0 {
            RESULTS[dice.roll(4)].to_owned()
        } else {
            String::new()
        },
        agent: if talk { AGENTS[dice.roll(AGENTS.len())].to_owned() } else { String::new() },
        done: None,
    };
    (record, work)
}

fn burst(digits: &str, name: &str) -> CallerId {
    CallerId {
        standard: Standard::Bell202,
        format: Format::Mdmf,
        number: Some(digits.to_owned()),
        absence: None,
        name: NameCoding::Gbk.encode(name),
        time: None,
        checksum_ok: true,
    }
}

fn timeline(
    dice: &mut Dice,
    burst: Option<&CallerId>,
    rings: u32,
    answered: Option<Duration>,
    lasted: Duration,
    outcome: Outcome,
) -> Vec<TimelineEntry> {
    let mut out = Vec::new();
    let mut add = |at: Duration, what, origin, evidence| {
        out.push(TimelineEntry { at, what, origin, evidence });
    };
    let (by_box, heard) = (Some(Origin::Box), Some(Origin::Dsp));
    let jitter = Duration::from_micros(dice.roll(9_000) as u64);
    let level =
        Evidence { level_dbm0: Some(-17.25 - dice.roll(90) as f32 / 10.0), ..Evidence::default() };
    if let Some(burst) = burst {
        for ring in 1..=rings {
            let at = Duration::from_secs(5) * (ring - 1) + jitter * (ring - 1);
            add(at, Happening::Ring(ring), by_box, Evidence::default());
            if ring == 1 {
                let at = Duration::from_millis(1_520) + jitter;
                add(at, Happening::CallerId(burst.clone()), heard, level.clone());
            }
        }
    } else {
        add(Duration::ZERO, Happening::OffHook, by_box, Evidence::default());
        for (n, digit) in (1_u32..).zip("13800138000".chars()) {
            let at = Duration::from_millis(180) * n;
            add(at, Happening::Dialled(digit), heard, Evidence::default());
        }
        add(Duration::from_secs(4) + jitter, Happening::Ringback, heard, level);
    }
    if let Some(at) = answered {
        if burst.is_some() {
            add(at, Happening::OffHook, by_box, Evidence::default());
        }
        add(at, Happening::Answered(AnswerEvidence::Hook), None, Evidence::default());
        add(lasted, Happening::OnHook, by_box, Evidence::default());
    }
    add(lasted, Happening::Ended(outcome), None, Evidence::default());
    out
}
