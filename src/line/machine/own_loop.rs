//! The program's own loop: a box that takes the line for us holds it like a lifted phone. What is known of it comes from the
//! box's word that an order was carried out. May depend on `base`.

use super::rings::since;
use super::{Line, Release, tell};
use crate::base::evidence::Evidence;
use crate::base::order::BoxOrder;
use crate::base::signal::{Hook, Tone};
use crate::line::fuse::Fact;
use crate::line::sign::{AnswerEvidence, Direction, Sign, What};
use crate::line::state::LineState;
use std::time::Duration;

/// What a key takes, with its pause (100 ms each where drivers choose).
const KEY: Duration = Duration::from_millis(200);
/// … by pulses: ten to the second and a pause, six on the average.
const PULSED_KEY: Duration = Duration::from_millis(1_400);
/// A comma.
const COMMA: Duration = Duration::from_secs(1);
/// A box that takes our loop for the desk phone's hook says so this soon.
const OWN_HOOK: Duration = Duration::from_secs(1);

impl Line {
    /// The program holds the line.
    #[must_use]
    pub fn is_seized(&self) -> bool {
        self.seized.is_some()
    }

    /// The desk phone is off-hook, as far as the box tells.
    #[must_use]
    pub fn is_desk_lifted(&self) -> bool {
        self.off_hook
    }

    /// A call goes on of which nothing is known but that the phone was lifted.
    #[must_use]
    pub fn is_undialled(&self) -> bool {
        self.state == LineState::Dialing
            && self.live.as_ref().is_some_and(|live| live.digits == 0 && !live.ringback)
    }

    /// Whether it would be noticed that somebody answers on the desk phone: by its hook, or by hearing the line all the time.
    #[must_use]
    pub fn sees_answers(&self) -> bool {
        self.has_hook || self.always_hears
    }

    /// Dial tone is heard at this moment.
    #[must_use]
    pub fn hears_dial_tone(&self) -> bool {
        self.tone.is_some_and(|(tone, _)| tone == Tone::Dial)
    }

    pub(super) fn order_done(&mut self, fact: &Fact, order: &BoxOrder, out: &mut Vec<Sign>) {
        match order {
            BoxOrder::Seize => self.seize(fact, out),
            BoxOrder::Release => self.leave(fact, out),
            BoxOrder::Dial(keys) => self.keyed(fact, keys, KEY, out),
            BoxOrder::DialPulse(keys) => self.keyed(fact, keys, PULSED_KEY, out),
            BoxOrder::Flash
            | BoxOrder::Listen(_)
            | BoxOrder::ConnectDeskPhone(_)
            | BoxOrder::RingDeskPhone(_)
            | BoxOrder::ReportStatus
            | BoxOrder::FarEnd(_)
            | BoxOrder::Tune(_) => {}
        }
    }

    fn seize(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        if self.state == LineState::Absent || self.seized.replace(fact.at).is_some() {
            return;
        }
        match self.state {
            LineState::Absent => {}
            LineState::Idle => self.seized_anew(fact, out),
            LineState::Ringing => {
                tell(out, fact, What::Seized);
                self.answer(fact.at, AnswerEvidence::Hook, out, Evidence::note("by the program"));
            }
            LineState::Dialing => {
                let begun = self.live.as_ref().map_or(fact.at, |live| live.begun);
                if self.is_undialled() && since(begun, fact.at) <= OWN_HOOK {
                    // The box told our own loop as the desk phone's hook before it told that the order was done.
                    self.own_hook = std::mem::take(&mut self.off_hook);
                }
                self.turn(Direction::Outgoing, fact.at, out);
                tell(out, fact, What::Seized);
            }
            LineState::Talking => tell(out, fact, What::Seized),
            LineState::Releasing => {
                let from = self.release.map(|r| r.on_hook.unwrap_or(r.from));
                self.finish(from.unwrap_or(fact.at), false, out);
                self.seized_anew(fact, out);
            }
        }
    }

    fn seized_anew(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        self.begin(Direction::Outgoing, fact.at, out);
        tell(out, fact, What::Seized);
        self.become_state(LineState::Dialing, fact.at, out);
    }

    fn leave(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        if self.seized.take().is_none() {
            return;
        }
        self.own_hook = false;
        if self.live.is_some() {
            tell(out, fact, What::Left);
        }
        if self.off_hook {
            return; // the desk phone holds on
        }
        match self.state {
            LineState::Dialing | LineState::Talking => self.on_hook_from(fact.at, out),
            LineState::Releasing => {
                let (from, before) = (self.since, LineState::Idle);
                let release =
                    self.release.get_or_insert(Release { from, before, on_hook: None, over: true });
                release.on_hook = Some(fact.at);
            }
            LineState::Absent | LineState::Idle | LineState::Ringing => {}
        }
    }

    /// The program has sent these keys; they sound for a while yet.
    fn keyed(&mut self, fact: &Fact, keys: &str, each: Duration, out: &mut Vec<Sign>) {
        let dials = self.is_seized() && self.state == LineState::Dialing;
        let Some(live) = self.live.as_mut().filter(|live| dials && !live.ringback) else { return };
        let pauses = keys.chars().filter(|c| *c == ',').count();
        let count = u32::try_from(keys.chars().count() - pauses).unwrap_or(u32::MAX);
        let pauses = u32::try_from(pauses).unwrap_or(u32::MAX);
        live.digits = live.digits.saturating_add(count);
        live.last_digit = live.last_digit.max(fact.at + each * count + COMMA * pauses);
        live.number_complete = false;
        self.voice.discard(live.last_digit);
        self.last_sound = self.last_sound.max(fact.at);
        self.turn(Direction::Outgoing, fact.at, out);
    }

    /// The hook while the program holds the line: the desk phone comes or goes, the call goes on.
    pub(super) fn hook_beside_us(&mut self, fact: &Fact, hook: Hook, out: &mut Vec<Sign>) {
        let seized = self.seized.unwrap_or(fact.at);
        match hook {
            Hook::Off if since(seized, fact.at) <= OWN_HOOK && !self.own_hook => {
                self.own_hook = true;
            }
            Hook::Off => {
                self.off_hook = true;
                tell(out, fact, What::OffHook);
            }
            Hook::On if std::mem::take(&mut self.off_hook) => tell(out, fact, What::OnHook),
            Hook::On => self.own_hook = false,
        }
    }

    /// The box is gone: it holds nothing any more.
    pub(super) fn loop_lost(&mut self) {
        self.held |= self.seized.take().is_some();
        self.own_hook = false;
    }
}
