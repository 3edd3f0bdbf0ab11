//! The state machine of one line: reports in, signs out, deadlines as data. It reads no clock and does not know whether a
//! fact came from a box or from sound (only `fuse` does). Two kinds of line: with hook reports (a box), and a bare tap,
//! where answer and release are concluded from what is heard. May depend on `base`.

mod callers;
mod due;
mod hook;
mod own_loop;
mod presence;
mod rings;
mod tones;

use crate::base::caller_id::CallerId;
use crate::base::capability::Capabilities;
use crate::base::evidence::Evidence;
use crate::base::signal::{Edge, LineSignal, Report, Tone};
use crate::line::fuse::{Fact, Fuse};
use crate::line::sign::{AnswerEvidence, Direction, Sign, Standing, What};
use crate::line::state::LineState;
use crate::line::timing::{TIMING, Timing};
use crate::line::voice::VoiceRun;
use std::time::Duration;

/// What is known about the call on the line.
#[allow(clippy::struct_excessive_bools, reason = "independent facts about one call")]
#[derive(Debug, Clone)]
struct Live {
    direction: Direction,
    begun: Duration,
    rings: u32,
    ring_on: bool,
    /// Begin or end of the newest ring.
    last_ring: Option<Duration>,
    /// A ring that came during talk and waits for a second one.
    stray_ring: Option<Duration>,
    caller: Option<CallerId>,
    caller_at: Duration,
    waiting: Option<(CallerId, Duration)>,
    answered: Option<(Duration, AnswerEvidence)>,
    spoke: bool,
    digits: u32,
    last_digit: Duration,
    number_complete: bool,
    /// What the digits mean if they were a DTMF caller ID.
    digits_say: Option<(Fact, CallerId)>,
    toned: bool,
    /// A special information tone: what is said after it is no answer.
    informed: bool,
    ringback: bool,
    ringback_ended: Option<Duration>,
}

impl Live {
    fn new(direction: Direction, begun: Duration) -> Self {
        Self {
            direction,
            begun,
            rings: 0,
            ring_on: false,
            last_ring: None,
            stray_ring: None,
            caller: None,
            caller_at: begun,
            waiting: None,
            answered: None,
            spoke: false,
            digits: 0,
            last_digit: begun,
            number_complete: true,
            digits_say: None,
            toned: false,
            informed: false,
            ringback: false,
            ringback_ended: None,
        }
    }

    /// The last thing that told of an unanswered incoming call.
    fn last_incoming_sign(&self) -> Duration {
        self.last_ring.unwrap_or(self.begun).max(self.caller_at)
    }
}

/// How the line is being let go.
#[derive(Debug, Clone, Copy)]
struct Release {
    from: Duration,
    before: LineState,
    /// The phone was put back at this moment.
    on_hook: Option<Duration>,
    /// The far end has left: lifting again is another call.
    over: bool,
}

/// The line is not there.
#[derive(Debug, Clone, Copy)]
struct Gone {
    at: Duration,
    before: LineState,
    without_box: bool,
    without_audio: bool,
}

/// One telephone line.
#[allow(clippy::struct_excessive_bools, reason = "independent facts about one line")]
#[derive(Debug, Clone)]
pub struct Line {
    timing: Timing,
    fuse: Fuse,
    state: LineState,
    since: Duration,
    has_hook: bool,
    off_hook: bool,
    /// Since when the program itself holds the line.
    seized: Option<Duration>,
    /// … held it when the box vanished.
    held: bool,
    /// The box tells our own loop as if it were the desk phone's hook.
    own_hook: bool,
    /// The line is heard on-hook as well.
    always_hears: bool,
    rings_reported: bool,
    live: Option<Live>,
    release: Option<Release>,
    gone: Option<Gone>,
    voice: VoiceRun,
    tone: Option<(Tone, Duration)>,
    last_sound: Duration,
    last_release: Option<(Duration, Option<CallerId>)>,
    damaged: Option<(Duration, Fact)>,
    /// The newest digit of a DTMF caller ID that is being sent.
    dtmf_caller: Option<Duration>,
}

impl Line {
    /// A line that has just been opened at `now`: on-hook as far as we know. Without a claimed hook it is a tap, until
    /// a hook report proves otherwise.
    #[must_use]
    pub fn new(claimed: Capabilities, now: Duration) -> Self {
        Self {
            timing: TIMING,
            fuse: Fuse::default(),
            state: LineState::Idle,
            since: now,
            has_hook: claimed.hook,
            off_hook: false,
            seized: None,
            held: false,
            own_hook: false,
            always_hears: claimed.audio_in && !claimed.seize,
            rings_reported: false,
            live: None,
            release: None,
            gone: None,
            voice: VoiceRun::default(),
            tone: None,
            last_sound: now,
            last_release: None,
            damaged: None,
            dtmf_caller: None,
        }
    }

    /// The present state.
    #[must_use]
    pub fn state(&self) -> LineState {
        self.state
    }

    /// Since when.
    #[must_use]
    pub fn since(&self) -> Duration {
        self.since
    }

    /// What the box itself has been seen to report.
    #[must_use]
    pub fn observed(&self) -> Capabilities {
        self.fuse.observed()
    }

    /// A bare tap: nobody tells the hook, and we do not hold the line ourselves.
    #[must_use]
    pub fn is_tap(&self) -> bool {
        !self.has_hook && self.seized.is_none()
    }

    /// A call is going on.
    #[must_use]
    pub fn has_call(&self) -> bool {
        self.live.is_some()
    }

    /// The line is there again without having said so (it was opened anew). Nothing when it was not gone.
    pub fn returned(&mut self, now: Duration, out: &mut Vec<Sign>) {
        if self.gone.is_some() {
            self.fuse.found();
            say(out, now, What::BoxBack);
            self.reappear(now, true, true, out);
        }
    }

    /// The line is given up (another one was chosen): a call on it is lost.
    pub fn abandon(&mut self, now: Duration, out: &mut Vec<Sign>) {
        let at = self.gone.map_or(now, |gone| gone.at);
        self.loop_lost();
        self.finish(at, true, out);
        self.become_state(LineState::Absent, now, out);
    }

    /// Takes a report that reached us at `now` and appends what it means.
    pub fn hear(&mut self, mut report: Report, now: Duration, out: &mut Vec<Sign>) {
        report.at = report.at.min(now);
        self.expire(report.at, out);
        if let LineSignal::CallerId(caller) = &report.signal
            && !caller.checksum_ok
        {
            report.signal = LineSignal::BurstDamaged;
        }
        if let Some(fact) = self.fuse.hear(report) {
            self.has_hook |= self.fuse.observed().hook;
            self.take(fact, out);
        }
        self.expire(now, out);
    }

    fn take(&mut self, fact: Fact, out: &mut Vec<Sign>) {
        let again = fact.standing != Standing::News;
        match fact.what.clone() {
            LineSignal::CallerId(caller) => self.caller_told(&fact, caller, out),
            _ if again => self.also(&fact, out),
            LineSignal::Ring(edge) => self.ring(&fact, edge, out),
            LineSignal::Hook(hook) => self.hook(&fact, hook, out),
            LineSignal::BurstBegun | LineSignal::OtherMessage => {}
            LineSignal::OrderDone(order) => self.order_done(&fact, &order, out),
            LineSignal::BurstDamaged => self.burst_damaged(fact, out),
            LineSignal::Digit { digit, .. } => self.digit(&fact, digit, out),
            LineSignal::Tone(tone, edge) => self.tone(&fact, tone, edge, out),
            LineSignal::Voice(edge) => self.voice(&fact, edge),
            LineSignal::Answerer(who) => self.answerer(&fact, who, out),
            LineSignal::Connected => self.connected(&fact, out),
            LineSignal::Cleared => self.cleared_by_box(&fact, out),
            LineSignal::Button(button) => tell(out, &fact, What::Button(button)),
            LineSignal::PolarityReversed => self.polarity(&fact, out),
            LineSignal::LoopBreak => self.loop_break(&fact, out),
            LineSignal::AudioGap(lost) => tell(out, &fact, What::Gap(lost)),
            LineSignal::AudioLost(edge) => self.audio_lost(&fact, edge, out),
            LineSignal::BoxLost(edge) => self.box_lost(&fact, edge, out),
            LineSignal::OrderRefused(order, why) => {
                tell(out, &fact, What::Refused(order, why));
            }
        }
    }

    /// The second source of something told before.
    fn also(&self, fact: &Fact, out: &mut Vec<Sign>) {
        let ring_end = matches!(fact.what, LineSignal::Ring(Edge::End));
        if fact.merge && !ring_end && self.live.is_some() {
            tell(out, fact, What::Also);
        }
    }

    fn become_state(&mut self, state: LineState, at: Duration, out: &mut Vec<Sign>) {
        if self.state == state {
            return;
        }
        debug_assert!(self.state.may_become(state), "{:?} → {state:?}", self.state);
        self.state = state;
        self.since = self.since.max(at);
        say(out, at, What::State(state));
    }

    fn begin(&mut self, direction: Direction, at: Duration, out: &mut Vec<Sign>) {
        self.finish(at, false, out);
        self.live = Some(Live::new(direction, at));
        self.last_sound = self.last_sound.max(at);
        say(out, at, What::Begun(direction));
        if let Some((heard, fact)) = self.damaged.take()
            && direction == Direction::Incoming
            && at.saturating_sub(heard) <= self.timing.burst_to_ring
        {
            tell(out, &fact, What::BurstDamaged);
        }
    }

    /// Ends the call, if there is one.
    fn finish(&mut self, at: Duration, lost: bool, out: &mut Vec<Sign>) {
        self.release = None;
        if let Some(live) = self.live.take() {
            let at = at.max(live.begun);
            self.last_release = Some((at, live.caller));
            say(out, at, What::Released { lost });
        }
    }

    fn answer(&mut self, at: Duration, by: AnswerEvidence, out: &mut Vec<Sign>, why: Evidence) {
        if let Some(live) = &mut self.live {
            live.answered = Some((at, by));
            live.ring_on = false;
            live.ringback_ended = None;
        }
        out.push(Sign { at, what: What::Answered(by), origin: None, evidence: why });
        self.last_sound = self.last_sound.max(at);
        self.become_state(LineState::Talking, at, out);
    }

    fn unanswer(&mut self, at: Duration, why: &str, out: &mut Vec<Sign>) {
        if let Some(live) = &mut self.live {
            live.answered = None;
        }
        let evidence = Evidence::note(why);
        out.push(Sign { at, what: What::NotAnswered, origin: None, evidence });
    }

    fn turn(&mut self, direction: Direction, at: Duration, out: &mut Vec<Sign>) {
        if let Some(live) = &mut self.live
            && live.direction != direction
        {
            live.direction = direction;
            say(out, at, What::Became(direction));
        }
    }

    /// The far end has left.
    fn far_end_left(&mut self, at: Duration, out: &mut Vec<Sign>) {
        self.release = Some(Release { from: at, before: self.state, on_hook: None, over: true });
        self.become_state(LineState::Releasing, at, out);
    }
}

/// A fact passed on as it is.
fn tell(out: &mut Vec<Sign>, fact: &Fact, what: What) {
    let origin = Some(fact.origin);
    out.push(Sign { at: fact.at, what, origin, evidence: fact.evidence.clone() });
}

/// Our own conclusion.
fn say(out: &mut Vec<Sign>, at: Duration, what: What) {
    out.push(Sign { at, what, origin: None, evidence: Evidence::default() });
}
