//! Tones and voice: what the exchange and the people say.
//! May depend on `base`.

use super::rings::since;
use super::{Line, say, tell};
use crate::base::signal::{Edge, Tone, Who};
use crate::line::fuse::Fact;
use crate::line::sign::{AnswerEvidence, Direction, Sign, What};
use crate::line::state::LineState;

impl Line {
    pub(super) fn tone(&mut self, fact: &Fact, tone: Tone, edge: Edge, out: &mut Vec<Sign>) {
        if self.state == LineState::Absent {
            return;
        }
        // Until the tone was recognised it may have passed for voice.
        self.voice.discard(fact.at);
        match edge {
            Edge::Begin => {
                self.tone = Some((tone, fact.at));
                self.tone_begins(fact, tone, out);
            }
            Edge::End => {
                if self.tone.is_some_and(|(on, _)| on == tone) {
                    self.tone = None;
                }
                if tone == Tone::Ringback
                    && self.state == LineState::Dialing
                    && let Some(live) = &mut self.live
                {
                    live.ringback_ended = Some(fact.at);
                }
            }
        }
        self.last_sound = self.last_sound.max(fact.at);
    }

    /// Who speaks first is the one who answered only when the desk called.
    pub(super) fn answerer(&self, fact: &Fact, who: Who, out: &mut Vec<Sign>) {
        let talks = matches!(self.state, LineState::Dialing | LineState::Talking);
        let called = |live: &super::Live| live.direction == Direction::Outgoing;
        if talks && self.live.as_ref().is_some_and(called) {
            tell(out, fact, What::Answerer(who));
        }
    }

    fn tone_begins(&mut self, fact: &Fact, tone: Tone, out: &mut Vec<Sign>) {
        match tone {
            Tone::Dial => self.dial_tone(fact, out),
            Tone::Ringback => self.ringback(fact, out),
            Tone::Busy | Tone::Congestion => self.cleared(fact, tone, out),
            Tone::Sit => self.informed(fact, out),
            Tone::FaxCng | Tone::FaxCed | Tone::Beep => tell(out, fact, What::Tone(tone)),
        }
        if let Some(live) = &mut self.live {
            live.toned = true;
        }
    }

    /// Special information tone: the exchange explains why there is no call.
    fn informed(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        if self.state == LineState::Talking && self.answer_was_a_guess(fact) {
            self.unanswer(fact.at, "special information tone", out);
            self.become_state(LineState::Dialing, fact.at, out);
        }
        if self.state == LineState::Dialing {
            self.number_complete(fact.at, out);
            if let Some(live) = &mut self.live {
                live.informed = true;
            }
        }
        tell(out, fact, What::Tone(Tone::Sit));
    }

    fn dial_tone(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        match self.state {
            LineState::Idle if self.is_tap() && !self.just_released(fact) => {
                self.relifted(fact, out);
            }
            // The caller gave up and somebody lifted the phone.
            LineState::Ringing if self.is_tap() => self.relifted(fact, out),
            LineState::Dialing if self.redialled(fact) => self.relifted(fact, out),
            LineState::Talking if self.nobody_was_there(fact) => self.answered_nobody(fact, out),
            LineState::Talking => {
                tell(out, fact, What::Tone(Tone::Dial));
                self.far_end_left(fact.at, out);
            }
            LineState::Absent
            | LineState::Idle
            | LineState::Ringing
            | LineState::Dialing
            | LineState::Releasing => tell(out, fact, What::Tone(Tone::Dial)),
        }
    }

    /// Tap: dial tone proves that the phone has just been lifted; whatever was before is over.
    fn relifted(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        let ended = match (&self.live, self.state) {
            (Some(live), LineState::Ringing) => live.last_incoming_sign(),
            (Some(_), LineState::Dialing) => self.last_sound.min(fact.at),
            _ => fact.at,
        };
        self.finish(ended, false, out);
        self.begin(Direction::Unknown, fact.at, out);
        tell(out, fact, What::Tone(Tone::Dial));
        self.become_state(LineState::Dialing, fact.at, out);
    }

    fn just_released(&self, fact: &Fact) -> bool {
        self.last_release.as_ref().is_some_and(|(released, _)| {
            since(*released, fact.at) <= self.timing.dial_tone_after_release
        })
    }

    /// Tap: digits were dialled before, and now there is dial tone again.
    fn redialled(&self, fact: &Fact) -> bool {
        self.is_tap()
            && self.live.as_ref().is_some_and(|live| {
                live.digits > 0 && since(live.last_digit, fact.at) > self.timing.number_pause
            })
    }

    /// Dial tone right after lifting a ringing phone: the caller had left before.
    fn nobody_was_there(&self, fact: &Fact) -> bool {
        let Some(live) = &self.live else { return false };
        let Some((answered, AnswerEvidence::Hook)) = live.answered else { return false };
        live.direction == Direction::Incoming
            && since(answered, fact.at) <= self.timing.answer_guard
            && !live.spoke
    }

    fn answered_nobody(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        let lifted = self.live.as_ref().and_then(|l| l.answered).map_or(fact.at, |(at, _)| at);
        self.unanswer(fact.at, "dial tone: the caller had left", out);
        self.finish(lifted, false, out);
        self.begin(Direction::Unknown, lifted, out);
        say(out, lifted, What::OffHook);
        tell(out, fact, What::Tone(Tone::Dial));
        self.become_state(LineState::Dialing, fact.at, out);
    }

    fn ringback(&mut self, fact: &Fact, out: &mut Vec<Sign>) {
        if self.state == LineState::Idle && self.is_tap() {
            self.begin(Direction::Outgoing, fact.at, out);
            self.become_state(LineState::Dialing, fact.at, out);
        }
        if self.state == LineState::Talking && self.answer_was_a_guess(fact) {
            self.unanswer(fact.at, "ring-back again", out);
            self.become_state(LineState::Dialing, fact.at, out);
        }
        if self.state == LineState::Dialing {
            self.turn(Direction::Outgoing, fact.at, out);
            self.number_complete(fact.at, out);
            if let Some(live) = &mut self.live {
                live.ringback = true;
                live.ringback_ended = None;
            }
        }
        tell(out, fact, What::Tone(Tone::Ringback));
    }

    /// An outgoing call's answer that was concluded from sound a moment ago.
    fn answer_was_a_guess(&self, fact: &Fact) -> bool {
        self.live.as_ref().is_some_and(|live| {
            live.direction == Direction::Outgoing
                && live.answered.is_some_and(|(at, by)| {
                    matches!(by, AnswerEvidence::Voice | AnswerEvidence::RingbackStopped)
                        && since(at, fact.at) <= self.timing.answer_doubt
                })
        })
    }

    /// Busy or congestion: whoever was there has left, or could not be reached.
    fn cleared(&mut self, fact: &Fact, tone: Tone, out: &mut Vec<Sign>) {
        self.number_complete(fact.at, out);
        tell(out, fact, What::Tone(tone));
        let over = match self.state {
            LineState::Dialing | LineState::Talking => true,
            LineState::Ringing => self.is_tap(),
            LineState::Absent | LineState::Idle | LineState::Releasing => false,
        };
        if over {
            self.far_end_left(fact.at, out);
        }
    }

    pub(super) fn voice(&mut self, fact: &Fact, edge: Edge) {
        if self.state == LineState::Absent {
            return;
        }
        self.last_sound = self.last_sound.max(fact.at);
        match edge {
            Edge::Begin => self.voice.begin(fact.at, self.timing.voice_pause),
            Edge::End => {
                let lasted = self.voice.begun().map(|begun| since(begun, fact.at));
                self.voice.end(fact.at);
                if self.state == LineState::Talking
                    && let Some(live) = &mut self.live
                {
                    live.spoke |= lasted.is_some_and(|l| l >= self.timing.voice_answers);
                }
            }
        }
    }
}
