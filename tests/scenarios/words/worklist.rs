//! The words of the worklist: `command work dismiss|result|promise|done|snooze …`, `event promises ID=SECONDS=TEXT …`,
//! and a store that settles missed calls as the real one does.

use crate::rig::Rig;
use ringdesk::base::ids::CallId;
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::record::Outcome;
use ringdesk::call::worklist::WorkOp;
use ringdesk::call::worklist::promise::{Promise, PromiseDraft, PromiseId};
use ringdesk::call::worklist::task::{DoneHow, settles, work_key};
use ringdesk::engine::command::Command;
use ringdesk::engine::event::Event;
use ringdesk::engine::topics::worklist::WorkCommand;
use std::time::Duration;

/// The wall clock at second zero of every scenario.
const START: i64 = 1_795_399_200_000;

pub fn command(words: &[&str], place: &str) -> Command {
    let call = |word: &str| CallId(word.parse().unwrap());
    let promise = |word: &str| PromiseId(word.parse().unwrap());
    let moment = |word: &str| START + word.parse::<i64>().unwrap() * 1_000;
    Command::Worklist(match words {
        ["dismiss", id] => WorkCommand::Dismiss(call(id)),
        ["result", id, word] => WorkCommand::SetResult(call(id), (*word).to_owned()),
        ["promise", id, due, text @ ..] => WorkCommand::SavePromise(PromiseDraft {
            id: None,
            call: Some(call(id)),
            text: text.join(" "),
            due_utc_millis: moment(due),
            offset_minutes: 480,
        }),
        ["done", id] => WorkCommand::PromiseDone(promise(id), true),
        ["snooze", id, due] => WorkCommand::Snooze(promise(id), moment(due)),
        _ => panic!("unknown wish: {place}"),
    })
}

/// What the store tells of promises: each word is `ID=SECONDS=TEXT`.
pub fn promises(at: Duration, words: &[&str]) -> Event {
    let one = |word: &&str| {
        let parts: Vec<_> = word.split('=').collect();
        let [id, due, text] = parts.as_slice() else { panic!("ID=SECONDS=TEXT: {word}") };
        Promise {
            id: PromiseId(id.parse().unwrap()),
            call: None,
            customer: None,
            number: Some(PhoneNumber::new("13800138000")),
            party: String::new(),
            text: text.replace('_', " "),
            due_utc_millis: START + due.parse::<i64>().unwrap() * 1_000,
            offset_minutes: 480,
            made_utc_millis: START + i64::try_from(at.as_millis()).unwrap(),
            who: String::new(),
        }
    };
    Event::Promises(words.iter().map(one).collect())
}

pub fn store(rig: &mut Rig, op: &WorkOp) {
    let WorkOp::Settle { call, .. } = op else {
        rig.say(&format!("store {op:?}"));
        return;
    };
    let record = rig.log[call].clone();
    let Some(how) = settles(&record).filter(|_| record.number.is_some()) else { return };
    let key = work_key(*call, record.number.as_ref());
    let mut settled = Vec::new();
    for older in rig.log.values_mut().filter(|older| older.id < *call) {
        let waits = older.outcome == Outcome::Missed && !older.handled;
        if waits && work_key(older.id, older.number.as_ref()) == key {
            older.handled = true;
            settled.push(older.id);
        }
    }
    for older in settled {
        match how {
            DoneHow::Returned => rig.say(&format!("call {older} returned")),
            _ => rig.say(&format!("call {older} answered later by call {call}")),
        }
    }
}
