//! Calls: opened in the store at their first sign, changed with every fact, closed at release; matched to customers.
//! May depend on `base`, `line`, `call`, `crm`.

use super::Core;
use super::topics::firewall::Screening;
use super::waiting::Waits;
use crate::base::caller_id::CallerId;
use crate::base::clock::Stamp;
use crate::base::ids::{CallId, CustomerId};
use crate::base::number::PhoneNumber;
use crate::call::record::Direction;
use crate::call::session::{Ending, Session};
use crate::crm::customer::{Candidate, MatchQuality};
use crate::crm::matching::is_theirs;
use crate::engine::effect::{Announcement, Effect, StoreOp};
use crate::engine::settings::Settings;
use crate::engine::snapshot::CallView;
use crate::engine::topics::manners::PopPolicy;
use crate::line::sign::{Sign, What};
use std::sync::Arc;
use std::time::Duration;

/// Whether a call is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recorded {
    /// Not yet.
    No,
    /// Asked for, the file is not yet open.
    Asked,
    /// Being written.
    Running,
    /// It was.
    Over,
}

/// A call on the desk.
#[derive(Debug)]
pub(super) struct CallDesk {
    pub(super) session: Session,
    pub(super) popup: bool,
    /// A person asked for the card: no rule hides it any more.
    pub(super) by_hand: bool,
    pub(super) ended: Option<Duration>,
    pub(super) last_ring: Duration,
    pub(super) recorded: Recorded,
    pub(super) candidates: Option<Arc<Vec<Candidate>>>,
    pub(super) screening: Screening,
    /// It began while the line talked already.
    pub(super) waits: Option<Waits>,
    asked: Option<PhoneNumber>,
    announced: Option<CallerId>,
    /// A person tied the call to a customer (or to none): no automatic choice any more.
    chosen_by_person: bool,
}

impl CallDesk {
    fn id(&self) -> CallId {
        self.session.record.id
    }

    pub(super) fn view(&self, settings: &Settings) -> CallView {
        let record = self.session.record.clone();
        let name = record.caller_id.as_ref().map(|c| settings.name_coding.decode(&c.name));
        CallView {
            started_mono: self.session.started(),
            answered_mono: self.session.answered(),
            burst_name: name.unwrap_or_default(),
            candidates: self.candidates.clone(),
            popup: self.popup,
            quiet: self.screening.quiet,
            waits: self.waits_until().is_some(),
            kept_from: None,
            record,
        }
    }

    /// Class of the customer the call is tied to; empty: none, or not known.
    pub(super) fn class(&self) -> &str {
        let customer = self.session.record.customer;
        let known = self.candidates.iter().flat_map(|found| found.iter());
        let mut tied = known.filter(|found| customer.is_some() && found.customer.id == customer);
        tied.next().map_or("", |found| found.customer.class.as_str())
    }

    /// A person chose.
    pub(super) fn choose(&mut self, customer: Option<CustomerId>) {
        self.session.record.customer = customer;
        self.chosen_by_person = true;
    }
}

impl Core {
    /// What a sign means to the call on that line.
    pub(super) fn call_sign(
        &mut self,
        place: usize,
        sign: &Sign,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        if let What::Begun(direction) = sign.what {
            self.open_call(place, direction, sign, now, out);
        }
        let line = self.lines[place].id;
        let live = |call: &CallDesk| {
            call.ended.is_none() && call.waits.is_none() && call.session.record.line == line
        };
        let Some(call) = self.calls.iter().position(live) else { return };
        if let What::Released { lost } = sign.what {
            let sees = self.lines[place].line.sees_answers();
            let ending = match lost {
                true => Ending::LineLost,
                false if sees => Ending::Released,
                false => Ending::Unseen,
            };
            self.close_call(call, sign.at, ending, now, out);
            self.end_waiting(line, sign.at, ending, now, out);
            return;
        }
        if !self.is_our_act(call, sign, now, out) {
            self.call_fact(call, sign, now, out);
        }
        self.waiting_sign(place, sign, now, out);
    }

    /// A sign that says something about the call.
    pub(super) fn call_fact(
        &mut self,
        call: usize,
        sign: &Sign,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        self.calls[call].session.take(sign);
        self.dialling_before(call, sign);
        self.consider_recording(call, sign, now, out);
        self.announce(call, sign, out);
        self.dialling_after(call, sign, now, out);
        self.screen(call, sign, now, out);
    }

    pub(super) fn open_call(
        &mut self,
        place: usize,
        direction: Direction,
        sign: &Sign,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let call = self.next_call;
        self.next_call = CallId(call.0 + 1);
        let session = Session::open(call, self.lines[place].id, direction, sign.at, now);
        out.push(Effect::Store(StoreOp::OpenCall(Box::new(session.record.clone()))));
        out.push(Effect::Announce(Announcement::CallBegun { call, direction }));
        self.calls.push(CallDesk {
            session,
            popup: false,
            by_hand: false,
            ended: None,
            last_ring: sign.at,
            recorded: Recorded::No,
            candidates: None,
            screening: Screening::default(),
            waits: None,
            asked: None,
            announced: None,
            chosen_by_person: false,
        });
        self.consider_pop(call, PopPolicy::OnRing);
    }

    pub(super) fn close_call(
        &mut self,
        call: usize,
        at: Duration,
        ending: Ending,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        self.stop_recording(call, out);
        self.screen_closing(call, now, out);
        let desk = &mut self.calls[call];
        desk.session.close(at, ending);
        desk.session.take_changed();
        desk.ended = Some(at.max(desk.last_ring).min(now.mono));
        let record = desk.session.record.clone();
        let seconds = record.lasted.unwrap_or_default().as_secs_f64();
        out.push(Effect::Announce(Announcement::CallEnded {
            call: record.id,
            outcome: record.outcome,
            seconds,
        }));
        out.push(Effect::Store(StoreOp::CloseCall(Box::new(record.clone()))));
        self.settle(&record, out);
        self.calls.retain(|call| call.popup || call.ended.is_none());
        self.limit_popups();
    }

    pub(super) fn announce(&mut self, call: usize, sign: &Sign, out: &mut Vec<Effect>) {
        let desk = &mut self.calls[call];
        let id = desk.id();
        let announcement = match &sign.what {
            What::Ring(_) => {
                desk.last_ring = sign.at;
                return;
            }
            What::Became(_) => {
                self.consider_pop(id, PopPolicy::OnRing);
                return;
            }
            What::Caller { shown, .. } => {
                let shown = shown.clone();
                if desk.announced.as_ref() == Some(&shown) {
                    return;
                }
                desk.announced = Some(shown.clone());
                let name = self.settings.name_coding.decode(&shown.name);
                let (number, absent) = (shown.number.unwrap_or_default(), shown.absence);
                let news = Announcement::Caller { call: id, number, name, absent };
                out.push(Effect::Announce(news));
                self.look_up(call, out);
                return;
            }
            What::CallWaiting(caller) => {
                let name = self.settings.name_coding.decode(&caller.name);
                let number = caller.number.clone().unwrap_or_default();
                Announcement::CallWaiting { call: id, number, name }
            }
            What::NumberComplete => {
                let number = desk.session.record.number.clone().unwrap_or_default();
                let number = number.as_str().to_owned();
                out.push(Effect::Announce(Announcement::Dialled { call: id, number }));
                self.look_up(call, out);
                return;
            }
            What::Answered(by) => {
                self.consider_pop(id, PopPolicy::OnAnswer);
                Announcement::Answered { call: id, by: *by }
            }
            What::Dialled(digit) | What::Digit(digit) => {
                Announcement::Digit { call: id, digit: *digit }
            }
            What::State(_)
            | What::Begun(_)
            | What::Also
            | What::BurstDamaged
            | What::OffHook
            | What::OnHook
            | What::Tone(_)
            | What::NotAnswered
            | What::Answerer(_)
            | What::Button(_)
            | What::Gap(_)
            | What::AudioLost
            | What::AudioBack
            | What::BoxLost
            | What::BoxBack
            | What::Refused(..)
            | What::Released { .. }
            | What::Seized
            | What::Left => return,
        };
        out.push(Effect::Announce(announcement));
    }

    /// Asks the store who the call's number may be, once per number.
    pub(super) fn look_up(&mut self, call: usize, out: &mut Vec<Effect>) {
        let desk = &mut self.calls[call];
        let number = desk.session.record.number.clone().filter(|n| !n.key().is_empty());
        let Some(number) = number else {
            desk.candidates = Some(Arc::default());
            return;
        };
        if desk.asked.as_ref() != Some(&number) {
            desk.asked = Some(number.clone());
            desk.candidates = None;
            out.push(Effect::Lookup(desk.id(), number));
        }
    }

    /// The store's answer: the best candidate is tied to the call only when it is the only exact one.
    pub(super) fn matched(
        &mut self,
        call: CallId,
        mut candidates: Vec<Candidate>,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let asked = self.calls.iter().find(|desk| desk.id() == call);
        if let Some(number) = asked.and_then(|desk| desk.asked.as_ref()) {
            // A number changes hands: whoever had it before does not call.
            let (key, home) = (number.key(), &self.settings.home_area_code);
            candidates.retain(|found| is_theirs(&found.customer, &key, home, now.utc_millis));
        }
        let customers = candidates.iter().map(|c| c.customer.name.clone()).collect();
        out.push(Effect::Announce(Announcement::Matched { call, customers }));
        let mut exact = candidates.iter().filter(|c| c.quality == MatchQuality::Exact);
        let only = match (exact.next(), exact.next()) {
            (Some(one), None) => one.customer.id,
            _ => None,
        };
        let Some(desk) = self.calls.iter_mut().find(|desk| desk.id() == call) else {
            // The call is over and its card closed: the log still learns who it was.
            if only.is_some() {
                out.push(Effect::Store(StoreOp::MatchCustomer(call, only)));
            }
            return;
        };
        desk.candidates = Some(Arc::new(candidates));
        if !desk.chosen_by_person && desk.session.record.customer != only {
            desk.session.record.customer = only;
            out.push(Effect::Store(StoreOp::MatchCustomer(call, only)));
        }
        self.reconsider_recording(call, now, out);
        self.screen_matched(call, now, out);
        self.screen_waiting(call, now, out);
    }

    pub(super) fn customer_saved(
        &mut self,
        customer: CustomerId,
        call: Option<CallId>,
        out: &mut Vec<Effect>,
    ) {
        let asked_for = |desk: &&mut CallDesk| Some(desk.session.record.id) == call;
        if let Some(desk) = self.calls.iter_mut().find(asked_for) {
            desk.choose(Some(customer));
        }
        self.cards_changed(out);
    }

    /// Cards changed: what the open calls show is asked for again.
    pub(super) fn cards_changed(&mut self, out: &mut Vec<Effect>) {
        self.data_revision += 1;
        for desk in &self.calls {
            if let Some(number) = &desk.asked {
                out.push(Effect::Lookup(desk.session.record.id, number.clone()));
            }
        }
    }

    /// One update per step for every call that changed.
    pub(super) fn store_changes(&mut self, out: &mut Vec<Effect>) {
        for desk in self.calls.iter_mut().filter(|desk| desk.ended.is_none()) {
            if desk.session.take_changed() {
                let record = Box::new(desk.session.record.clone());
                out.push(Effect::Store(StoreOp::UpdateCall(record)));
            }
        }
    }
}
