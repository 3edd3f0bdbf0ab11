//! An office with one box on the bench: its people, its supervisor, the engine's core and the log it keeps.

use crate::plan::Act;
use ringdesk::base::caller_id::{Format, Standard};
use ringdesk::base::clock::{Clock, ManualClock};
use ringdesk::base::ids::{CallId, LineId};
use ringdesk::base::level::LevelCell;
use ringdesk::base::order::{BoxOrder, BurstMoment, FarEndAction, SimulatedCaller};
use ringdesk::base::signal::{Edge, LineSignal};
use ringdesk::call::record::Direction;
use ringdesk::device::error::{DeviceError, DeviceErrorKind};
use ringdesk::device::link::{Link, LinkErrorKind};
use ringdesk::device::sim::boxes::BoxModel;
use ringdesk::device::sim::boxes::bench::BenchTop;
use ringdesk::device::supervisor::machine::State;
use ringdesk::device::supervisor::{Socket, Supervised};
use ringdesk::device::{Access, AudioRoute, LineBox};
use ringdesk::engine::core::Core;
use ringdesk::engine::effect::{Effect, StoreOp};
use ringdesk::engine::event::Event;
use ringdesk::engine::settings::{LineChoice, Settings};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub type OpenBox = fn(Box<dyn Link>) -> Result<Box<dyn LineBox>, DeviceError>;

const LINE: LineId = LineId(0);
/// How long one poll may wait.
const POLL: Duration = Duration::from_millis(200);
/// A call that nobody answers is given up after this.
const GIVEN_UP: Duration = Duration::from_secs(22);
/// What was pulled out by a fault is put back after this.
const PUT_BACK: Duration = Duration::from_secs(20);
/// How long after an unplug, a reset or a release the line may need to be on-hook with the phone connected.
const SETTLED: Duration = Duration::from_secs(2);

/// The bench as a socket.
struct BenchSocket {
    top: BenchTop,
    open: OpenBox,
}

impl Socket for BenchSocket {
    fn now(&self) -> Duration {
        self.top.clock().now().mono
    }

    fn look(&mut self) -> Option<Access> {
        match self.top.open() {
            Ok(_link) => Some(Access::Accessible),
            Err(error) => match error.kind {
                LinkErrorKind::Busy => Some(Access::Busy),
                LinkErrorKind::NotPermitted => Some(Access::NotPermitted),
                _ => None,
            },
        }
    }

    fn open(&mut self) -> Result<Box<dyn LineBox>, DeviceError> {
        let link = self.top.open().map_err(|error| {
            let kind = match error.kind {
                LinkErrorKind::Busy => DeviceErrorKind::Busy,
                LinkErrorKind::NotPermitted => DeviceErrorKind::NotPermitted,
                _ => DeviceErrorKind::Gone,
            };
            DeviceError::new(kind, error.context)
        })?;
        (self.open)(Box::new(link))
    }

    fn reset(&mut self) -> Result<(), DeviceError> {
        let reset = self.top.open().and_then(|mut link| link.reset());
        reset.map_err(|error| DeviceError::new(DeviceErrorKind::Failed, error.context))
    }

    fn wait(&mut self, timeout: Duration) -> bool {
        self.top.clock().advance(timeout);
        false
    }
}

/// What came of it.
pub struct Night {
    pub calls: usize,
    pub faults: usize,
    pub lost: usize,
    /// Calls whose only sign a fault took away.
    pub taken: usize,
    pub missing: Vec<String>,
    pub ghosts: Vec<String>,
    pub state: State,
    pub history: Vec<String>,
}

/// A call that the far end or we made.
#[derive(Debug, Clone, Copy)]
struct Made {
    from: Duration,
    until: Duration,
    ours: bool,
    /// A fault met the box while the phone rang: the only sign of the call may be what it took away.
    disturbed: bool,
}

pub struct Office {
    top: BenchTop,
    supervised: Supervised,
    core: Core,
    log: BTreeMap<CallId, (Duration, Direction)>,
    made: Vec<Made>,
    lost: usize,
    /// Things to do later.
    later: Vec<(Duration, Later)>,
    seized: bool,
    /// A modem records the desk phone's call by being off-hook beside it.
    records: bool,
    /// Until when the line may still be as it was.
    settling: Duration,
}

#[derive(Debug, Clone, Copy)]
enum Later {
    Lift,
    Replace,
    HangUp,
    Release,
    Plug,
    Allow,
}

impl Office {
    pub fn new(model: Box<dyn BoxModel>, open: OpenBox) -> Self {
        let top = BenchTop::new(model, Arc::new(ManualClock::default()));
        let socket = BenchSocket { top: top.clone(), open };
        let mut supervised = Supervised::start(Box::new(socket)).unwrap();
        let records = matches!(supervised.audio(), AudioRoute::Both(..));
        let mut core = Core::new(Settings::default(), CallId(1), PathBuf::from("data"));
        let now = top.clock().now();
        core.start(0, now);
        let opened = Event::LineOpened {
            line: LINE,
            choice: LineChoice::Box("bench".to_owned()),
            name: supervised.name(),
            claimed: supervised.capabilities(),
            level: Arc::new(LevelCell::default()),
            doctor: Arc::default(),
        };
        core.step(opened, now);
        Self {
            top,
            supervised,
            core,
            log: BTreeMap::new(),
            made: Vec::new(),
            lost: 0,
            later: Vec::new(),
            seized: false,
            records,
            settling: Duration::ZERO,
        }
    }

    fn now(&self) -> Duration {
        self.top.clock().now().mono
    }

    fn is_ready(&self) -> bool {
        matches!(self.supervised.state(), State::Ready | State::Degraded)
    }

    /// Nobody is on the line and nothing is to come.
    fn is_quiet(&self) -> bool {
        self.is_ready() && self.later.is_empty() && self.now() >= self.settling + SETTLED * 10
    }

    pub fn work(mut self, plan: &[(Duration, Act)]) -> Night {
        let mut faults = 0;
        for (at, act) in plan {
            self.pass(*at);
            match act {
                Act::Call(desk) => {
                    self.wait_for_quiet();
                    self.call(*desk);
                }
                Act::Seize(seconds) => {
                    self.wait_for_quiet();
                    self.seize(*seconds);
                }
                trouble => {
                    faults += 1;
                    self.trouble(trouble);
                }
            }
        }
        let end = self.now() + Duration::from_mins(15);
        self.pass(end);
        self.settled(faults)
    }

    fn settled(self, faults: usize) -> Night {
        let within = |made: &&Made, at: Duration| made.from <= at && at <= made.until;
        let unknown = |made: &&Made| !self.log.values().any(|(at, _)| within(made, *at));
        let incoming = || self.made.iter().filter(|made| !made.ours);
        let missing = incoming().filter(|made| !made.disturbed).filter(unknown);
        let taken = incoming().filter(|made| made.disturbed).filter(unknown).count();
        let ghosts = self.log.values().filter(|(at, _)| !self.made.iter().any(|m| within(&m, *at)));
        let supervision = self.supervised.diagnosis().supervision.unwrap();
        let history = supervision.history.iter().rev().take(30);
        Night {
            calls: self.made.len(),
            faults,
            lost: self.lost,
            taken,
            missing: missing.map(|made| format!("{made:?}")).collect(),
            ghosts: ghosts.map(|ghost| format!("{ghost:?}")).collect(),
            state: self.supervised.state(),
            history: history.map(|entry| format!("{entry:?}")).collect(),
        }
    }

    /// Lets time pass: polls the box, feeds the core, does what was put off.
    fn pass(&mut self, until: Duration) {
        while self.now() < until {
            self.do_what_is_due();
            let left = until.saturating_sub(self.now()).min(POLL);
            if let Some(report) = self.supervised.poll(LINE, left) {
                if report.signal == LineSignal::BoxLost(Edge::Begin) {
                    self.lost += 1;
                    self.seized = false;
                    self.settling = self.now();
                }
                self.step(Event::Line(report));
            }
            let puts_back = |(_, later): &(Duration, Later)| matches!(later, Later::Plug);
            if self.supervised.state() == State::Absent && !self.later.iter().any(puts_back) {
                // What was pulled by a fault, somebody puts back.
                self.later.push((self.now() + PUT_BACK, Later::Plug));
            }
            let now = self.now();
            if self.core.next_deadline().is_some_and(|deadline| deadline <= now) {
                self.step(Event::Tick);
            }
            self.look_at_the_line();
        }
    }

    fn step(&mut self, event: Event) {
        let now = self.top.clock().now();
        for effect in self.core.step(event, now) {
            match effect {
                Effect::Store(StoreOp::OpenCall(record)) => {
                    self.log.insert(record.id, (now.mono, record.direction));
                }
                Effect::Order(_, order) => {
                    // Refusals are the core's business.
                    let _fate = self.supervised.order(&order);
                }
                _ => {}
            }
        }
    }

    /// I8: the line is on-hook and the desk phone connected whenever we are idle, by the model's own account.
    fn look_at_the_line(&mut self) {
        let now = self.now();
        if self.records && self.top.with(|model, _now| model.line().desk_is_lifted()) {
            self.settling = now;
        }
        if !self.is_ready() || self.seized || now < self.settling + SETTLED {
            return;
        }
        self.top.with(|model, now| {
            let line = model.line();
            assert!(!line.is_off_hook(), "off-hook at {now:?} and nobody wants it");
            assert!(line.desk_is_connected(), "the desk phone is cut off at {now:?}");
        });
    }

    fn wait_for_quiet(&mut self) {
        for _ in 0..3_000 {
            if self.is_quiet() {
                return;
            }
            let next = self.now() + Duration::from_secs(1);
            self.pass(next);
        }
        panic!("the office never gets quiet: {:?}", self.supervised.state());
    }

    fn put_off(&mut self, seconds: u64, later: Later) {
        self.later.push((self.now() + Duration::from_secs(seconds), later));
    }

    fn do_what_is_due(&mut self) {
        let now = self.now();
        let (due, later) = self.later.drain(..).partition(|(at, _)| *at <= now);
        self.later = later;
        let due: Vec<(Duration, Later)> = due;
        for (_, act) in due {
            self.act(act);
        }
    }

    fn act(&mut self, later: Later) {
        // What makes no sense any more (a caller who has gone) is not done.
        let people = |top: &BenchTop, action: FarEndAction| {
            let _done = top.with(|model, now| model.line().act(action, now));
        };
        match later {
            Later::Lift => people(&self.top, FarEndAction::LiftDeskPhone),
            Later::Replace => people(&self.top, FarEndAction::ReplaceDeskPhone),
            Later::HangUp => people(&self.top, FarEndAction::HangUp),
            Later::Release => {
                let _fate = self.supervised.order(&BoxOrder::Release);
                self.seized = false;
                self.settling = self.now();
            }
            Later::Plug => self.top.plug_if_out(),
            Later::Allow => self.top.refuse(None),
        }
    }

    fn call(&mut self, desk: Option<(u64, u64)>) {
        let caller = SimulatedCaller {
            number: "02155501234".to_owned(),
            name: String::new(),
            standard: Standard::Bell202,
            format: Format::Mdmf,
            moment: BurstMoment::BetweenRings,
        };
        let rung = self.top.with(|model, now| model.line().act(FarEndAction::Ring(caller), now));
        assert_eq!(rung, Ok(()), "at {:?}", self.now());
        let from = self.now();
        let until = if let Some((lift, talk)) = desk {
            self.put_off(lift, Later::Lift);
            self.put_off(lift + talk, Later::HangUp);
            self.put_off(lift + talk + 2, Later::Replace);
            from + Duration::from_secs(lift + talk + 2)
        } else {
            self.later.push((from + GIVEN_UP, Later::HangUp));
            from + GIVEN_UP
        };
        let (faults, lost) = (self.top.waiting_faults(), self.lost);
        let rung = self.now() + Duration::from_secs(desk.map_or(20, |(lift, _)| lift));
        let index = self.made.len();
        self.made.push(Made { from, until: until + SETTLED, ours: false, disturbed: false });
        self.pass(rung);
        let struck = self.top.waiting_faults() != faults || self.lost != lost;
        self.made[index].disturbed = struck || !self.is_ready();
    }

    fn seize(&mut self, seconds: u64) {
        let from = self.now();
        if self.supervised.order(&BoxOrder::Seize).is_ok() {
            self.seized = true;
            self.put_off(seconds, Later::Release);
            let until = from + Duration::from_secs(seconds) + SETTLED;
            self.made.push(Made { from, until, ours: true, disturbed: false });
        }
    }

    fn trouble(&mut self, act: &Act) {
        match act {
            Act::Fault(ahead, fault) => self.top.fault(*ahead, fault.clone()),
            Act::Unplug(seconds) => {
                self.top.unplug();
                self.put_off(*seconds, Later::Plug);
            }
            Act::Refuse(kind, seconds) => {
                self.top.refuse(Some(*kind));
                self.top.unplug();
                self.put_off(1, Later::Plug);
                self.put_off(*seconds, Later::Allow);
            }
            Act::Call(_) | Act::Seize(_) => {}
        }
        // A relay falls when the power goes, and is told what to do when the box is opened again.
        self.settling = self.now() + Duration::from_secs(1);
    }
}
