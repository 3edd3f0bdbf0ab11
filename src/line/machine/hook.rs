//! The desk phone's hook, polarity and loop current: what only a box can tell.
//! May depend on `base`.

use super::{Line, Release, tell};
use crate::base::evidence::Evidence;
use crate::base::signal::Hook;
use crate::line::fuse::Fact;
use crate::line::sign::{AnswerEvidence, Direction, Sign, What};
use crate::line::state::LineState;
use std::time::Duration;

impl Line {
    pub(super) fn hook(&mut self, fact: &Fact, hook: Hook, out: &mut Vec<Sign>) {
        if self.is_seized() && self.state != LineState::Absent {
            return self.hook_beside_us(fact, hook, out);
        }
        self.off_hook = hook == Hook::Off;
        match hook {
            Hook::Off => self.lifted(fact, out),
            Hook::On => self.put_back(fact, out),
        }
    }

    fn lifted(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        match self.state {
            LineState::Absent => {}
            LineState::Idle => self.lifted_anew(fact, out),
            LineState::Ringing => {
                tell(out, fact, What::OffHook);
                self.answer(fact.at, AnswerEvidence::Hook, out, Evidence::default());
            }
            LineState::Dialing | LineState::Talking => tell(out, fact, What::OffHook),
            LineState::Releasing => match self.release {
                Some(Release { on_hook: Some(_), over: false, before, .. })
                    if self.live.is_some() =>
                {
                    self.release = None;
                    tell(out, fact, What::OffHook);
                    self.become_state(before, fact.at, out);
                }
                release => {
                    let at = release.map_or(fact.at, |r| r.on_hook.unwrap_or(r.from));
                    self.finish(at, false, out);
                    self.lifted_anew(fact, out);
                }
            },
        }
    }

    fn lifted_anew(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        self.begin(Direction::Unknown, fact.at, out);
        tell(out, fact, What::OffHook);
        self.become_state(LineState::Dialing, fact.at, out);
    }

    fn put_back(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        match self.state {
            LineState::Absent | LineState::Idle | LineState::Ringing => {}
            LineState::Dialing | LineState::Talking => {
                tell(out, fact, What::OnHook);
                self.on_hook_from(fact.at, out);
            }
            LineState::Releasing => {
                tell(out, fact, What::OnHook);
                let from = self.since;
                let before = LineState::Idle;
                let release =
                    self.release.get_or_insert(Release { from, before, on_hook: None, over: true });
                release.on_hook = Some(fact.at);
            }
        }
    }

    pub(super) fn on_hook_from(&mut self, at: Duration, out: &mut Vec<Sign>) {
        let before = self.state;
        self.release = Some(Release { from: at, before, on_hook: Some(at), over: false });
        self.become_state(LineState::Releasing, at, out);
    }

    pub(super) fn polarity(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        let Some(live) = &self.live else { return };
        let by_polarity = live.answered.is_some_and(|(_, by)| by == AnswerEvidence::Polarity);
        if self.state == LineState::Dialing && live.digits > 0 {
            self.number_complete(fact.at, out);
            self.answer(fact.at, AnswerEvidence::Polarity, out, fact.evidence.clone());
        } else if self.state == LineState::Talking && by_polarity {
            self.far_end_left(fact.at, out);
        }
    }

    /// The box says that the far end answered our call.
    pub(super) fn connected(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        if self.state == LineState::Dialing {
            self.turn(Direction::Outgoing, fact.at, out);
            self.number_complete(fact.at, out);
            self.answer(fact.at, AnswerEvidence::Reported, out, fact.evidence.clone());
        }
    }

    /// The box says that the far end has left.
    pub(super) fn cleared_by_box(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        if matches!(self.state, LineState::Dialing | LineState::Talking) {
            self.far_end_left(fact.at, out);
        }
    }

    /// Exchanges interrupt the loop when the far end has left.
    pub(super) fn loop_break(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        if self.state == LineState::Talking {
            self.far_end_left(fact.at, out);
        }
    }
}
