//! Rings: the first opens a call, later ones count, and rings where none can be uncover a lost report.
//! May depend on `base`.

use super::{Line, tell};
use crate::base::evidence::Evidence;
use crate::base::signal::Edge;
use crate::line::fuse::Fact;
use crate::line::sign::{AnswerEvidence, Direction, Sign, What};
use crate::line::state::LineState;
use std::time::Duration;

impl Line {
    pub(super) fn ring(&mut self, fact: &Fact, edge: Edge, out: &mut Vec<Sign>) {
        self.rings_reported = true;
        match edge {
            Edge::Begin => self.ring_begins(fact, out),
            Edge::End => self.ring_ends(fact.at),
        }
    }

    fn ring_begins(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        match self.state {
            LineState::Absent => {}
            LineState::Idle | LineState::Releasing => self.rings_anew(fact, out),
            LineState::Ringing => self.count_ring(fact, out),
            LineState::Dialing => self.rings_while_dialing(fact, out),
            LineState::Talking => self.rings_while_talking(fact, out),
        }
    }

    fn rings_anew(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        if let Some(release) = self.release {
            self.finish(release.on_hook.unwrap_or(release.from), false, out);
        }
        self.begin(Direction::Incoming, fact.at, out);
        self.count_ring(fact, out);
        self.become_state(LineState::Ringing, fact.at, out);
    }

    fn count_ring(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        // What sounded like voice was the ringing.
        self.voice.discard(fact.at);
        let longest = self.timing.ring_longest;
        let Some(live) = &mut self.live else { return };
        // A status report in the middle of a ring is no second ring.
        if live.ring_on && live.last_ring.is_some_and(|on| since(on, fact.at) < longest) {
            return;
        }
        live.rings += 1;
        live.ring_on = true;
        live.last_ring = Some(fact.at);
        let count = live.rings;
        tell(out, fact, What::Ring(count));
    }

    fn rings_while_dialing(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        let Some(live) = &self.live else { return };
        let untouched = live.digits == 0 && !live.toned;
        let told = self.has_hook || self.is_seized();
        if told && untouched && since(live.begun, fact.at) <= self.timing.lift_race {
            let lifted = live.begun;
            self.turn(Direction::Incoming, fact.at, out);
            self.count_ring(fact, out);
            self.answer(lifted, AnswerEvidence::Hook, out, Evidence::default());
        } else if told {
            self.stray_ring(fact, out);
        } else if self.digits_were_a_caller_id(fact.at) {
            let said = self.live.as_mut().and_then(|live| live.digits_say.take());
            self.turn(Direction::Incoming, fact.at, out);
            if let Some((told, heard)) = said {
                self.caller(&told, heard, out);
            }
            self.count_ring(fact, out);
            self.become_state(LineState::Ringing, fact.at, out);
        } else {
            self.rings_anew(fact, out);
        }
    }

    /// A tap heard digits and nothing else, and they ended just now.
    pub(super) fn digits_were_a_caller_id(&self, at: Duration) -> bool {
        self.is_tap()
            && self.live.as_ref().is_some_and(|live| {
                live.digits > 0
                    && !live.toned
                    && since(live.last_digit, at) <= self.timing.digits_to_ring
            })
    }

    fn rings_while_talking(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        let Some((answered, by)) = self.live.as_ref().and_then(|live| live.answered) else {
            return;
        };
        let incoming = self.live.as_ref().is_some_and(|l| l.direction == Direction::Incoming);
        let ago = since(answered, fact.at);
        if incoming && by == AnswerEvidence::Voice && ago <= self.timing.answer_doubt {
            self.unanswer(fact.at, "it rang again", out);
            self.count_ring(fact, out);
            self.become_state(LineState::Ringing, fact.at, out);
        } else if ago > self.timing.lift_race {
            self.stray_ring(fact, out);
        }
    }

    /// One ring off-hook may be an induced click; a second one proves that the phone was put back unseen.
    fn stray_ring(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        let repeat = self.timing.ring_repeat;
        let Some(live) = &mut self.live else { return };
        let Some(first) = live.stray_ring.replace(fact.at) else { return };
        if since(first, fact.at) > repeat {
            return;
        }
        self.fuse.forget_hook();
        self.off_hook = false;
        self.loop_lost();
        self.held = false;
        self.finish(first, false, out);
        let earlier = Fact { at: first, ..fact.clone() };
        self.begin(Direction::Incoming, first, out);
        self.count_ring(&earlier, out);
        self.count_ring(fact, out);
        self.become_state(LineState::Ringing, fact.at, out);
    }

    fn ring_ends(&mut self, at: Duration) {
        if self.state != LineState::Ringing {
            return;
        }
        self.voice.discard(at + self.timing.ring_tail);
        if let Some(live) = &mut self.live
            && live.ring_on
        {
            live.ring_on = false;
            live.last_ring = Some(at);
        }
    }
}

/// From one moment to a later one.
pub(super) fn since(from: Duration, to: Duration) -> Duration {
    to.saturating_sub(from)
}
