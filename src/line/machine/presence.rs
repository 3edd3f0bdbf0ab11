//! Box and audio come and go. A box that disappears can end a call early, never corrupt it (I9).
//! May depend on `base`.

use super::{Gone, Line, say, tell};
use crate::base::evidence::Evidence;
use crate::base::signal::Edge;
use crate::line::fuse::Fact;
use crate::line::sign::{AnswerEvidence, Sign, What};
use crate::line::state::LineState;
use std::time::Duration;

impl Line {
    pub(super) fn audio_lost(&mut self, fact: &Fact, edge: Edge, out: &mut Vec<Sign>) {
        self.fuse.forget_voice();
        self.voice.clear();
        self.tone = None;
        match edge {
            Edge::Begin => {
                tell(out, fact, What::AudioLost);
                // A tap without audio is no line at all; a box still tells ring and hook.
                if self.is_tap() {
                    self.vanish(fact.at, false, out);
                }
            }
            Edge::End => {
                tell(out, fact, What::AudioBack);
                self.reappear(fact.at, false, true, out);
            }
        }
    }

    pub(super) fn box_lost(&mut self, fact: &Fact, edge: Edge, out: &mut Vec<Sign>) {
        match edge {
            Edge::Begin => {
                tell(out, fact, What::BoxLost);
                self.vanish(fact.at, true, out);
            }
            Edge::End => {
                tell(out, fact, What::BoxBack);
                self.reappear(fact.at, true, false, out);
            }
        }
    }

    fn vanish(&mut self, at: Duration, box_gone: bool, out: &mut Vec<Sign>) {
        if let Some(gone) = &mut self.gone {
            gone.without_box |= box_gone;
            gone.without_audio |= !box_gone;
            return;
        }
        self.voice.clear();
        self.tone = None;
        if box_gone {
            self.loop_lost();
        }
        // A call that was ending anyway has ended.
        if let Some(release) = self.release {
            self.finish(release.on_hook.unwrap_or(release.from), false, out);
        }
        if let Some(live) = &mut self.live {
            live.ring_on = false;
            live.ringback_ended = None;
        }
        self.gone =
            Some(Gone { at, before: self.state, without_box: box_gone, without_audio: !box_gone });
        self.become_state(LineState::Absent, at, out);
    }

    pub(super) fn reappear(
        &mut self,
        at: Duration,
        box_back: bool,
        audio_back: bool,
        out: &mut Vec<Sign>,
    ) {
        let Some(gone) = &mut self.gone else { return };
        gone.without_box &= !box_back;
        gone.without_audio &= !audio_back;
        if gone.without_box || gone.without_audio {
            return;
        }
        let before = gone.before;
        self.gone = None;
        self.last_sound = at;
        let state = if self.live.is_some() { before } else { LineState::Idle };
        // Nothing could be heard meanwhile: what was waited for is waited for anew.
        if let Some(live) = &mut self.live {
            live.last_ring = live.last_ring.map(|_| at);
            live.caller_at = live.caller_at.max(at);
        }
        self.become_state(state, at, out);
        self.hook_meanwhile(at, out);
    }

    /// The hook moved while the line was away, and the report overtook the news of its return.
    fn hook_meanwhile(&mut self, at: Duration, out: &mut Vec<Sign>) {
        // A box that went away has let go of the line (I8).
        let was_held = std::mem::take(&mut self.held);
        match self.state {
            LineState::Dialing | LineState::Talking
                if (self.has_hook || was_held) && !self.off_hook =>
            {
                say(out, at, What::OnHook);
                self.on_hook_from(at, out);
            }
            LineState::Ringing if self.off_hook => {
                say(out, at, What::OffHook);
                self.answer(at, AnswerEvidence::Hook, out, Evidence::default());
            }
            _ => {}
        }
    }

    /// The grace is over: the call was lost when the line went away.
    pub(super) fn lost_for_good(&mut self, out: &mut Vec<Sign>) {
        if let Some(gone) = self.gone {
            self.finish(gone.at, true, out);
            self.fuse.forget();
        }
    }
}
