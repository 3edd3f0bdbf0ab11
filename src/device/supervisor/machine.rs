//! The life of a box as a pure state machine: absent, found, not permitted or busy, bringing up, ready, degraded, lost.
//! It decides when to look, when to open, when to reset, and how healthy the box has been. May depend on `base`.

use crate::device::Access;
use crate::device::error::DeviceErrorKind;
use serde::Serialize;
use std::collections::VecDeque;
use std::time::Duration;

/// Where a box is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing is plugged in there.
    Absent,
    /// Seen, not yet opened.
    Found,
    /// Seen, and we may not open it.
    NotPermitted,
    /// Seen, and another program holds it.
    Busy,
    /// Being opened.
    BringingUp,
    /// Works.
    Ready,
    /// Works, with too many faults.
    Degraded,
    /// Was there a moment ago, or could not be brought up.
    Lost,
}

/// What happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Somebody looked: `None`, nothing there.
    Looked(Option<Access>),
    /// It was brought up.
    Opened,
    /// It could not be brought up.
    OpenFailed(DeviceErrorKind, String),
    /// The open box is gone or no longer answers.
    Lost(String),
    /// Faults the open box has counted since it was opened.
    Faults(u64),
    /// Something was plugged in or out somewhere.
    Hint,
    /// Time has passed.
    Tick,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// See whether it is there.
    Look,
    /// Bring it up.
    Open,
    /// Reset it, the last resort.
    Reset,
    /// Close what is open.
    Close,
    /// It is lost: tell why.
    TellLost(String),
    /// It is back.
    TellBack,
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// When, on the program's monotonic clock.
    pub at: Duration,
    /// The state it went into.
    pub state: State,
    /// Why; may be empty.
    pub why: String,
}

/// How often an empty socket is looked at. A hot-plug hint makes it sooner.
pub const LOOK: Duration = Duration::from_secs(2);
/// The first pause after a failure; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A box that was ready for so long begins again with the first pause.
const PROVEN: Duration = Duration::from_mins(1);
/// Failures to bring up a box that is there until it is reset.
const RESET_AFTER: u32 = 3;
/// How long until it may be reset again.
const RESET_PAUSE: Duration = Duration::from_mins(10);
/// Lines of history kept.
const KEPT: usize = 100;

/// Full health.
const WHOLE: u32 = 100;
/// What a loss, a failure to open, and a fault cost.
const LOSS: u32 = 25;
const FAILURE: u32 = 10;
const FAULT: u32 = 2;
/// One point comes back in this time.
const HEALING: Duration = Duration::from_secs(10);
/// Below this a box is degraded …
const SICK: u32 = 60;
/// … until it is above this again.
const WELL: u32 = 80;

/// The life of one box.
#[derive(Debug, Clone)]
pub struct Machine {
    state: State,
    since: Duration,
    /// Failures in a row.
    failures: u32,
    /// When to do the next thing by itself.
    next: Option<Duration>,
    was_ready: bool,
    faults: u64,
    health: u32,
    healed: Duration,
    last_reset: Option<Duration>,
    history: VecDeque<Entry>,
}

impl Machine {
    /// A box nobody has looked for yet.
    #[must_use]
    pub fn new(now: Duration) -> Self {
        Self {
            state: State::Absent,
            since: now,
            failures: 0,
            next: Some(now),
            was_ready: false,
            faults: 0,
            health: WHOLE,
            healed: now,
            last_reset: None,
            history: VecDeque::new(),
        }
    }

    /// Where it is.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// Since when.
    #[must_use]
    pub fn since(&self) -> Duration {
        self.since
    }

    /// 100: no trouble lately; 0: nothing but trouble.
    #[must_use]
    pub fn health(&self) -> u32 {
        self.health
    }

    /// What happened, oldest first.
    pub fn history(&self) -> impl Iterator<Item = &Entry> {
        self.history.iter()
    }

    /// When a [`Event::Tick`] will have something to do.
    #[must_use]
    pub fn due(&self) -> Option<Duration> {
        self.next
    }

    /// Takes what happened and says what to do.
    pub fn step(&mut self, event: Event, now: Duration) -> Vec<Effect> {
        self.heal(now);
        match event {
            Event::Tick => self.tick(now),
            Event::Hint => self.hint(now),
            Event::Looked(seen) => self.looked(seen, now),
            Event::Opened => self.opened(now),
            Event::OpenFailed(kind, why) => self.open_failed(kind, &why, now),
            Event::Lost(why) => self.lost(why, now),
            Event::Faults(count) => {
                self.count(count, now);
                Vec::new()
            }
        }
    }

    fn is_open(&self) -> bool {
        matches!(self.state, State::Ready | State::Degraded)
    }

    fn enter(&mut self, state: State, why: &str, now: Duration) {
        if self.state == state && self.history.back().is_some_and(|last| last.why == why) {
            return;
        }
        (self.state, self.since) = (state, now);
        if self.history.len() >= KEPT {
            self.history.pop_front();
        }
        self.history.push_back(Entry { at: now, state, why: why.to_owned() });
    }

    fn tick(&mut self, now: Duration) -> Vec<Effect> {
        if self.next.is_none_or(|next| next > now) {
            return Vec::new();
        }
        self.next = None;
        if self.is_open() { Vec::new() } else { vec![Effect::Look] }
    }

    fn hint(&mut self, now: Duration) -> Vec<Effect> {
        // An open box finds out by itself that it is gone, and says more about it.
        if self.is_open() || self.state == State::BringingUp {
            return Vec::new();
        }
        self.next = Some(now + LOOK);
        vec![Effect::Look]
    }

    fn looked(&mut self, seen: Option<Access>, now: Duration) -> Vec<Effect> {
        if self.is_open() {
            return Vec::new();
        }
        match seen {
            None => {
                self.failures = 0;
                self.enter(State::Absent, "", now);
            }
            Some(Access::NotPermitted) => self.enter(State::NotPermitted, "", now),
            Some(Access::Busy) => self.enter(State::Busy, "", now),
            Some(Access::Accessible) => return self.bring_up(now),
        }
        self.next = Some(now + LOOK);
        Vec::new()
    }

    fn bring_up(&mut self, now: Duration) -> Vec<Effect> {
        self.enter(State::Found, "", now);
        self.enter(State::BringingUp, "", now);
        self.next = None;
        let may_reset = self.last_reset.is_none_or(|last| now.saturating_sub(last) >= RESET_PAUSE);
        if self.failures >= RESET_AFTER && may_reset {
            self.last_reset = Some(now);
            return vec![Effect::Reset, Effect::Open];
        }
        vec![Effect::Open]
    }

    fn opened(&mut self, now: Duration) -> Vec<Effect> {
        self.faults = 0;
        self.next = None;
        let state = if self.health < SICK { State::Degraded } else { State::Ready };
        self.enter(state, "", now);
        let back = std::mem::replace(&mut self.was_ready, true);
        if back { vec![Effect::TellBack] } else { Vec::new() }
    }

    fn open_failed(&mut self, kind: DeviceErrorKind, why: &str, now: Duration) -> Vec<Effect> {
        let pause = self.pause();
        match kind {
            DeviceErrorKind::Gone => self.enter(State::Absent, why, now),
            DeviceErrorKind::NotPermitted => self.enter(State::NotPermitted, why, now),
            DeviceErrorKind::Busy => self.enter(State::Busy, why, now),
            DeviceErrorKind::Failed | DeviceErrorKind::Unsupported => {
                self.failures += 1;
                self.hurt(FAILURE);
                self.enter(State::Lost, why, now);
            }
        }
        let is_there = matches!(kind, DeviceErrorKind::Failed | DeviceErrorKind::Unsupported);
        self.next = Some(now + if is_there { pause } else { LOOK });
        Vec::new()
    }

    fn lost(&mut self, why: String, now: Duration) -> Vec<Effect> {
        if !self.is_open() {
            return Vec::new();
        }
        if now.saturating_sub(self.since) >= PROVEN {
            self.failures = 0;
        }
        let pause = self.pause();
        self.failures += 1;
        self.hurt(LOSS);
        self.enter(State::Lost, &why, now);
        self.next = Some(now + pause);
        vec![Effect::Close, Effect::TellLost(why)]
    }

    fn count(&mut self, count: u64, now: Duration) {
        let more = count.saturating_sub(self.faults);
        self.faults = self.faults.max(count);
        self.hurt(FAULT.saturating_mul(u32::try_from(more).unwrap_or(u32::MAX)));
        match self.state {
            State::Ready if self.health < SICK => {
                self.enter(State::Degraded, &format!("{count} faults since it was opened"), now);
            }
            State::Degraded if self.health >= WELL => self.enter(State::Ready, "", now),
            _ => {}
        }
    }

    /// 0.5 s, 1 s, 2 s … 30 s.
    fn pause(&self) -> Duration {
        FIRST_PAUSE.saturating_mul(1 << self.failures.min(6)).min(LONGEST_PAUSE)
    }

    fn hurt(&mut self, points: u32) {
        self.health = self.health.saturating_sub(points);
    }

    fn heal(&mut self, now: Duration) {
        while self.healed + HEALING <= now {
            self.healed += HEALING;
            self.health = (self.health + 1).min(WHOLE);
            if self.health == WHOLE {
                self.healed = self.healed.max(now.saturating_sub(HEALING));
                break;
            }
        }
    }
}
