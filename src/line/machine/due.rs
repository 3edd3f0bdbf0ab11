//! Deadlines as data: which comes next, and what passes when it does. No clock here.
//! May depend on `base`.

use super::{Line, Live};
use crate::base::evidence::Evidence;
use crate::line::sign::{AnswerEvidence, Direction, Sign};
use crate::line::state::LineState;
use std::time::Duration;

/// What can become due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    /// No further ring: the caller gave up.
    CallerGaveUp,
    /// Voice has lasted long enough to be an answer.
    VoiceAnswers,
    /// Ring-back has stayed away.
    RingbackStopped,
    /// No further digit.
    NumberComplete,
    /// Tap: nothing heard for long.
    Silence,
    /// The line is free.
    Free,
    /// A phone off-hook that nobody puts back.
    Forgotten,
    /// They talk on.
    TalkGoesOn,
    /// The line has been gone for too long.
    LostForGood,
}

impl Line {
    /// When [`Line::expire`] must be called next, on the monotonic clock.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Duration> {
        self.next_due().map(|(at, _)| at)
    }

    /// Lets every deadline up to `now` pass, in order.
    pub fn expire(&mut self, now: Duration, out: &mut Vec<Sign>) {
        while let Some((at, due)) = self.next_due().filter(|(at, _)| *at <= now) {
            self.pass(at, due, out);
        }
    }

    fn next_due(&self) -> Option<(Duration, Due)> {
        let live = self.live.as_ref();
        let dues = match self.state {
            LineState::Absent => {
                [live.and(self.lost_due()).map(|at| (at, Due::LostForGood)), None, None, None]
            }
            LineState::Idle => [None; 4],
            LineState::Ringing => [
                live.map(|live| (self.gave_up_due(live), Due::CallerGaveUp)),
                live.and_then(|l| self.voice_due(l)).map(|at| (at, Due::VoiceAnswers)),
                None,
                None,
            ],
            LineState::Dialing => [
                live.and_then(|l| self.voice_due(l)).map(|at| (at, Due::VoiceAnswers)),
                live.and_then(|l| self.ringback_due(l)).map(|at| (at, Due::RingbackStopped)),
                live.and_then(|l| self.number_due(l)).map(|at| (at, Due::NumberComplete)),
                self.silence_due().map(|at| (at, Due::Silence)),
            ],
            LineState::Talking => {
                [self.silence_due().map(|at| (at, Due::Silence)), None, None, None]
            }
            LineState::Releasing => [
                live.and_then(|l| self.talk_goes_on_due(l)).map(|at| (at, Due::TalkGoesOn)),
                self.free_due().map(|at| (at, Due::Free)),
                live.and(self.forgotten_due()).map(|at| (at, Due::Forgotten)),
                None,
            ],
        };
        dues.into_iter().flatten().min_by_key(|(at, _)| *at)
    }

    fn lost_due(&self) -> Option<Duration> {
        let grace = |box_gone| {
            if box_gone { self.timing.box_grace } else { self.timing.audio_grace }
        };
        self.gone.map(|gone| gone.at + grace(gone.without_box))
    }

    fn gave_up_due(&self, live: &Live) -> Duration {
        let timing = &self.timing;
        let blind = self.is_tap() && !self.rings_reported;
        let due = match live.last_ring {
            Some(at) if live.ring_on => at + timing.ring_longest + timing.ring_gap,
            Some(at) => at + timing.ring_gap,
            None if blind => live.caller_at + timing.blind_ringing,
            None => live.caller_at + timing.burst_to_ring,
        };
        // Somebody may be answering at this very moment.
        due.max(self.voice_due(live).unwrap_or_default())
    }

    /// When the voice that is heard now will have lasted long enough.
    fn voice_due(&self, live: &Live) -> Option<Duration> {
        let timing = &self.timing;
        let begun = self.voice.begun().filter(|_| self.tone.is_none())?;
        match (self.state, live.ring_on) {
            (LineState::Ringing, _) if self.has_hook => None,
            (LineState::Ringing, true) => {
                let ring_over = live.last_ring? + timing.ring_longest;
                Some(begun.max(ring_over) + timing.voice_answers)
            }
            (LineState::Ringing, false) if live.rings > 0 => Some(begun + timing.voice_answers),
            (LineState::Ringing, false) => Some(begun + timing.voice_answers_blind),
            // What the exchange says after its special tone, or before our keys, is no answer.
            (LineState::Dialing, _) if live.informed => None,
            (LineState::Dialing, _) if self.is_seized() && live.digits == 0 => None,
            (LineState::Dialing, _) if live.direction == Direction::Outgoing => {
                Some(begun.max(live.last_digit) + timing.voice_answers_dialled)
            }
            _ => None,
        }
    }

    fn ringback_due(&self, live: &Live) -> Option<Duration> {
        let ended = live.ringback_ended.filter(|_| self.tone.is_none() && !live.informed)?;
        Some(ended + self.timing.ringback_gap)
    }

    fn number_due(&self, live: &Live) -> Option<Duration> {
        (!live.number_complete).then(|| live.last_digit + self.timing.number_pause)
    }

    /// Tap: when silence will have lasted too long.
    fn silence_due(&self) -> Option<Duration> {
        let timing = &self.timing;
        match (self.tone, self.state) {
            _ if self.has_hook || self.is_seized() || self.voice.is_on() => None,
            (Some((_, begun)), _) => Some(begun + timing.tone_longest),
            (None, LineState::Dialing) => Some(self.last_sound + timing.dialing_silence),
            (None, _) => Some(self.last_sound + timing.talking_silence),
        }
    }

    fn free_due(&self) -> Option<Duration> {
        let timing = &self.timing;
        let Some(release) = self.release else {
            let free = !self.off_hook && !self.is_seized();
            return (free || self.is_tap()).then(|| self.since + timing.tap_free);
        };
        if let Some(on_hook) = release.on_hook {
            return Some(on_hook + timing.release_debounce);
        }
        if self.has_hook || self.is_seized() {
            return None;
        }
        let longest = release.from + timing.tap_free_longest;
        let quiet = release.from.max(self.last_sound) + timing.tap_free;
        let sounds = self.tone.is_some() || self.voice.is_on();
        Some(if sounds { longest } else { quiet.min(longest) })
    }

    fn forgotten_due(&self) -> Option<Duration> {
        let told = self.has_hook || self.is_seized();
        let release = self.release.filter(|r| r.over && r.on_hook.is_none() && told)?;
        Some(release.from + self.timing.off_hook_forgotten)
    }

    fn talk_goes_on_due(&self, live: &Live) -> Option<Duration> {
        let release = self.release.filter(|r| r.on_hook.is_none())?;
        let begun = self.voice.begun().filter(|_| self.tone.is_none())?;
        live.answered?;
        Some(begun.max(release.from) + self.timing.voice_returns)
    }

    fn pass(&mut self, at: Duration, due: Due, out: &mut Vec<Sign>) {
        match due {
            Due::CallerGaveUp => {
                let last = self.live.as_ref().map_or(at, Live::last_incoming_sign);
                self.finish(last, false, out);
                self.become_state(LineState::Idle, at, out);
            }
            Due::VoiceAnswers => self.voice_answers(at, out),
            Due::RingbackStopped => {
                let ended = self.live.as_ref().and_then(|l| l.ringback_ended).unwrap_or(at);
                let gap = self.timing.ringback_gap.as_secs_f32();
                let why = Evidence::note(format!("no ring-back for {gap:.1} s"));
                self.answer(ended, AnswerEvidence::RingbackStopped, out, why);
            }
            Due::NumberComplete => self.number_complete(at, out),
            Due::Silence => {
                self.tone = None;
                self.finish(self.last_sound, false, out);
                self.become_state(LineState::Idle, at, out);
            }
            Due::Free => {
                let ended = self.release.map_or(at, |r| r.on_hook.unwrap_or(r.from));
                self.finish(ended, false, out);
                self.become_state(LineState::Idle, at, out);
            }
            Due::Forgotten => {
                let release = self.release;
                self.finish(release.map_or(at, |r| r.from), false, out);
                self.release = release;
            }
            Due::TalkGoesOn => {
                self.release = None;
                self.become_state(LineState::Talking, at, out);
            }
            Due::LostForGood => self.lost_for_good(out),
        }
    }

    fn voice_answers(&mut self, at: Duration, out: &mut Vec<Sign>) {
        let begun = self.voice.begun().unwrap_or(at);
        let lasted = at.saturating_sub(begun).as_secs_f32();
        let ring = self.live.as_ref().and_then(|live| live.last_ring);
        let note = match ring {
            Some(ring) => format!(
                "voice for {lasted:.1} s, {:.1} s after the last ring",
                begun.saturating_sub(ring).as_secs_f32()
            ),
            None => format!("voice for {lasted:.1} s"),
        };
        self.number_complete(at, out);
        self.answer(begun, AnswerEvidence::Voice, out, Evidence::note(note));
    }
}
