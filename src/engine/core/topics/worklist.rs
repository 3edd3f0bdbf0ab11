//! The log as work: conversations settle missed calls, promises come back when they are due.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::call::record::{CallRecord, Direction, Outcome};
use crate::call::worklist::WorkOp;
use crate::call::worklist::promise::{Promise, PromiseId};
use crate::call::worklist::task::settles;
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::notice::{Severity, Topic};
use crate::engine::topics::worklist::{WorkCommand, WorkView};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// The clock on the wall may be set: a promise is looked at again after this long, however far off it is.
const LOOK_AGAIN: Duration = Duration::from_mins(1);

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct WorkDesk {
    promises: Arc<Vec<Promise>>,
    /// Promises that were reminded of, with the moment they were due then (snoozed ones come back) and the words.
    reminded: BTreeMap<PromiseId, (i64, String)>,
    /// When the promises are to be looked at next, on the monotonic clock.
    look: Option<Duration>,
}

impl WorkDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> WorkView {
        WorkView { promises: Arc::clone(&self.promises) }
    }

    /// When the next promise may be due, on the monotonic clock.
    pub(in crate::engine::core) fn next_deadline(&self) -> Option<Duration> {
        self.look
    }

    /// Promises whose moment has come and of which nobody was reminded.
    fn due(&mut self, now: Stamp) -> Vec<Promise> {
        let mut due = Vec::new();
        for promise in self.promises.iter().filter(|p| p.due_utc_millis <= now.utc_millis) {
            let words = (promise.due_utc_millis, told(promise));
            if self.reminded.insert(promise.id, words).is_none() {
                due.push(promise.clone());
            }
        }
        due
    }

    /// Says when to look again.
    fn plan(&mut self, now: Stamp) {
        let waiting = self.promises.iter().filter(|p| !self.reminded.contains_key(&p.id));
        let first = waiting.map(|p| p.due_utc_millis).min();
        self.look = first.map(|due| {
            let left = u64::try_from(due.saturating_sub(now.utc_millis)).unwrap_or(0);
            now.mono + Duration::from_millis(left).min(LOOK_AGAIN)
        });
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn worklist_command(
        &mut self,
        command: WorkCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let op = match command {
            WorkCommand::Dismiss(call) => WorkOp::Dismiss(call),
            WorkCommand::SetResult(call, word) => WorkOp::SetResult(call, word),
            WorkCommand::SavePromise(draft) if !draft.says_something() => {
                self.refuse("promise: nothing was promised", now, out);
                return;
            }
            WorkCommand::SavePromise(draft) => WorkOp::SavePromise(draft),
            WorkCommand::PromiseDone(id, done) => WorkOp::PromiseDone(id, done),
            WorkCommand::Snooze(id, due) => WorkOp::Snooze(id, due),
        };
        out.push(Effect::Store(StoreOp::Work(op)));
    }

    /// A conversation or an attempt has ended: the store files the call under whoever sits here and, where it was a
    /// conversation, takes older missed calls of the number off the list, however old they are. Cards of missed calls that
    /// are still open follow at once.
    pub(in crate::engine::core) fn settle(&mut self, call: &CallRecord, out: &mut Vec<Effect>) {
        let settles = settles(call).is_some();
        if !settles && call.direction != Direction::Outgoing {
            return;
        }
        // Whoever is logged in; at a desk that asks nobody, the name of the seat.
        let agent = self.on_duty().unwrap_or(&self.settings.worklist.agent).to_owned();
        out.push(Effect::Store(StoreOp::Work(WorkOp::Settle { call: call.id, agent })));
        let key = call.number.as_ref().map(crate::base::number::PhoneNumber::key);
        let Some(key) = key.filter(|key| settles && !key.is_empty()) else { return };
        for desk in &mut self.calls {
            let old = &mut desk.session.record;
            let same = old.number.as_ref().is_some_and(|number| number.key() == key);
            old.handled |= same && old.outcome == Outcome::Missed && old.id < call.id;
        }
    }

    /// The store's promises in place of those known. Reminders of those that were kept or put off go.
    pub(in crate::engine::core) fn know_promises(&mut self, promises: Vec<Promise>, now: Stamp) {
        let (reminded, notices) = (&mut self.worklist.reminded, &mut self.notices);
        reminded.retain(|id, (due, text)| {
            let same = |p: &&Promise| p.id == *id && p.due_utc_millis == *due;
            let Some(promise) = promises.iter().find(same) else { return false };
            // The card was named, or the words were changed: the reminder says so.
            let words = told(promise);
            if words != *text {
                notices.rename(&Topic::PromiseDue(text.clone()), &Topic::PromiseDue(words.clone()));
                *text = words;
            }
            true
        });
        notices.withdraw(|topic| match topic {
            Topic::PromiseDue(text) => !reminded.values().any(|(_, one)| one == text),
            _ => false,
        });
        self.worklist.promises = Arc::new(promises);
        self.worklist.plan(now);
    }

    /// Reminds of the promises whose moment has come; whether there were any.
    pub(in crate::engine::core) fn remind(&mut self, now: Stamp, out: &mut Vec<Effect>) -> bool {
        if self.worklist.look.is_none_or(|look| look > now.mono) {
            return false;
        }
        let due = self.worklist.due(now);
        for promise in &due {
            self.notice(Severity::Info, Topic::PromiseDue(told(promise)), now, out);
        }
        self.worklist.plan(now);
        !due.is_empty()
    }
}

/// To whom, and what.
fn told(promise: &Promise) -> String {
    let whom = match (&promise.party, &promise.number) {
        (party, _) if !party.is_empty() => party.clone(),
        (_, Some(number)) => number.pretty(),
        (_, None) => return promise.text.clone(),
    };
    format!("{whom}: {}", promise.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::CallId;
    use crate::engine::event::Event;
    use crate::engine::settings::Settings;

    const START: i64 = 1_795_741_140_000;

    fn at(seconds: u64) -> Stamp {
        let start = Stamp { utc_millis: START, offset_minutes: 480, ..Stamp::default() };
        start.at_mono(Duration::from_secs(seconds))
    }

    fn promise(id: i64, due: i64) -> Promise {
        Promise {
            id: PromiseId(id),
            call: None,
            customer: None,
            number: None,
            party: "Li".to_owned(),
            text: format!("promise {id}"),
            due_utc_millis: START + due * 1_000,
            offset_minutes: 480,
            made_utc_millis: START,
            who: String::new(),
        }
    }

    #[test]
    fn the_reminder_of_a_promise_goes_when_it_is_kept_or_put_off() {
        let mut core = Core::new(Settings::default(), CallId(1), "data".into());
        core.step(Event::Promises(vec![promise(1, 10), promise(2, 10), promise(3, 10)]), at(0));
        core.step(Event::Tick, at(11));
        let told = |core: &Core| -> Vec<String> {
            let notices = core.snapshot(at(20)).notices;
            let text = |topic: &Topic| match topic {
                Topic::PromiseDue(text) => Some(text.clone()),
                _ => None,
            };
            notices.iter().filter_map(|notice| text(&notice.topic)).collect()
        };
        assert_eq!(told(&core), ["Li: promise 3", "Li: promise 2", "Li: promise 1"]);
        // The first was kept, the second put off.
        core.step(Event::Promises(vec![promise(2, 900), promise(3, 10)]), at(20));
        assert_eq!(told(&core), ["Li: promise 3"]);
        // Its customer is called otherwise now.
        let renamed = Promise { party: "Li Qiang".to_owned(), ..promise(3, 10) };
        core.step(Event::Promises(vec![renamed]), at(20));
        assert_eq!(told(&core), ["Li Qiang: promise 3"]);
    }
}
