//! The life of a box by its events, and a box that comes, goes and breaks.

use super::machine::{Effect, Event, LONGEST_PAUSE, LOOK, Machine, State};
use super::{Socket, Supervised};
use crate::audio::source::{Pulled, SampleSource};
use crate::base::capability::Capabilities;
use crate::base::clock::{Clock, ManualClock};
use crate::base::evidence::Evidence;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use crate::base::signal::{Edge, LineSignal, Origin, Refusal, Report};
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::{Access, AudioRoute, LineBox};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

fn open_machine(now: Duration) -> Machine {
    let mut machine = Machine::new(now);
    assert_eq!(machine.step(Event::Tick, now), [Effect::Look]);
    let open = machine.step(Event::Looked(Some(Access::Accessible)), now);
    assert_eq!(open, [Effect::Open]);
    assert_eq!(machine.state(), State::BringingUp);
    assert_eq!(machine.step(Event::Opened, now), []);
    machine
}

#[test]
fn a_socket_is_looked_at_until_the_box_may_be_opened() {
    let mut machine = Machine::new(Duration::ZERO);
    let mut now = Duration::ZERO;
    for (seen, state) in [
        (None, State::Absent),
        (Some(Access::NotPermitted), State::NotPermitted),
        (Some(Access::Busy), State::Busy),
    ] {
        assert_eq!(machine.step(Event::Tick, now), [Effect::Look], "{state:?}");
        assert_eq!(machine.step(Event::Looked(seen), now), []);
        assert_eq!(machine.state(), state);
        assert_eq!(machine.step(Event::Tick, now + SECOND), [], "not before its time");
        now += LOOK;
    }
    assert_eq!(machine.step(Event::Hint, now), [Effect::Look], "a hint makes it sooner");
    assert_eq!(machine.step(Event::Looked(Some(Access::Accessible)), now), [Effect::Open]);
    machine.step(Event::Opened, now);
    assert_eq!(machine.state(), State::Ready);
    let states: Vec<State> = machine.history().map(|entry| entry.state).collect();
    let all = [
        State::Absent,
        State::NotPermitted,
        State::Busy,
        State::Found,
        State::BringingUp,
        State::Ready,
    ];
    assert_eq!(states, all);
}

#[test]
fn pauses_grow_with_each_failure_a_reset_is_the_last_resort_and_a_replug_begins_anew() {
    let mut machine = Machine::new(Duration::ZERO);
    let (mut now, mut pauses, mut resets) = (Duration::ZERO, Vec::new(), 0);
    for _ in 0..9 {
        assert_eq!(machine.step(Event::Tick, now), [Effect::Look]);
        let effects = machine.step(Event::Looked(Some(Access::Accessible)), now);
        resets += usize::from(effects.contains(&Effect::Reset));
        assert_eq!(effects.last(), Some(&Effect::Open));
        machine.step(Event::OpenFailed(DeviceErrorKind::Failed, "no answer".into()), now);
        let next = machine.due().unwrap();
        pauses.push(next.saturating_sub(now).as_millis());
        now = next;
    }
    assert_eq!(pauses[..4], [500, 1_000, 2_000, 4_000]);
    assert_eq!(pauses.last(), Some(&LONGEST_PAUSE.as_millis()));
    assert_eq!(resets, 1);
    machine.step(Event::Tick, now);
    machine.step(Event::Looked(None), now);
    machine.step(Event::Hint, now);
    machine.step(Event::Looked(Some(Access::Accessible)), now);
    machine.step(Event::OpenFailed(DeviceErrorKind::Failed, "no answer".into()), now);
    assert_eq!(machine.due(), Some(now + Duration::from_millis(500)));
}

#[test]
fn a_box_with_many_faults_is_degraded_until_it_has_been_well_for_some_time() {
    let mut machine = open_machine(Duration::ZERO);
    machine.step(Event::Faults(10), SECOND);
    assert_eq!(machine.state(), State::Ready, "some faults happen");
    machine.step(Event::Faults(30), SECOND * 2);
    assert_eq!(machine.state(), State::Degraded);
    let mut now = SECOND * 2;
    while machine.state() == State::Degraded {
        now += SECOND;
        machine.step(Event::Faults(30), now);
        assert!(now < SECOND * 3_600, "it never recovers");
    }
    assert!(now > SECOND * 120, "not at once");
}

#[test]
fn an_open_box_is_told_lost_once_and_told_back_when_it_is_ready() {
    let mut machine = open_machine(Duration::ZERO);
    let lost = machine.step(Event::Lost("unplugged".into()), SECOND);
    assert_eq!(lost, [Effect::Close, Effect::TellLost("unplugged".into())]);
    assert_eq!(machine.step(Event::Lost("unplugged".into()), SECOND), []);
    let now = machine.due().unwrap();
    assert_eq!(machine.step(Event::Tick, now), [Effect::Look]);
    assert_eq!(machine.step(Event::Looked(Some(Access::Accessible)), now), [Effect::Open]);
    assert_eq!(machine.step(Event::Opened, now), [Effect::TellBack]);
}

/// What the test and the fake box share.
#[derive(Default)]
struct World {
    there: bool,
    opened: usize,
    closed: usize,
    /// What the open box does next.
    next: Option<Next>,
    orders: Vec<BoxOrder>,
}

enum Next {
    Ring,
    Vanish,
    Panic,
}

struct FakeSocket(Arc<Mutex<World>>, Arc<ManualClock>);
struct FakeBox(Arc<Mutex<World>>, Arc<ManualClock>);
struct Tick;

impl SampleSource for Tick {
    fn rate(&self) -> u32 {
        8_000
    }

    fn pull(&mut self, out: &mut Vec<i16>) -> Pulled {
        out.push(1);
        Pulled::Samples(1)
    }
}

impl Socket for FakeSocket {
    fn now(&self) -> Duration {
        self.1.now().mono
    }

    fn look(&mut self) -> Option<Access> {
        self.0.lock().unwrap().there.then_some(Access::Accessible)
    }

    fn open(&mut self) -> Result<Box<dyn LineBox>, DeviceError> {
        let mut world = self.0.lock().unwrap();
        if !world.there {
            return Err(DeviceError::new(DeviceErrorKind::Gone, "nothing there"));
        }
        world.opened += 1;
        Ok(Box::new(FakeBox(Arc::clone(&self.0), Arc::clone(&self.1))))
    }

    fn reset(&mut self) -> Result<(), DeviceError> {
        Ok(())
    }

    fn wait(&mut self, timeout: Duration) -> bool {
        self.1.advance(timeout);
        false
    }
}

impl LineBox for FakeBox {
    fn name(&self) -> String {
        "fake".into()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { ring: true, ..Capabilities::default() }
    }

    fn poll(&mut self, line: LineId, timeout: Duration) -> Option<Report> {
        let next = self.0.lock().unwrap().next.take();
        let signal = match next {
            None => {
                self.1.advance(timeout);
                return None;
            }
            Some(Next::Ring) => LineSignal::Ring(Edge::Begin),
            Some(Next::Vanish) => LineSignal::BoxLost(Edge::Begin),
            Some(Next::Panic) => panic!("a broken driver"),
        };
        let evidence = Evidence::note("unplugged");
        Some(Report { line, origin: Origin::Box, at: self.1.now().mono, signal, evidence })
    }

    fn order(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
        self.0.lock().unwrap().orders.push(order.clone());
        Ok(())
    }

    fn audio(&mut self) -> AudioRoute {
        AudioRoute::Samples(Box::new(Tick))
    }
}

impl Drop for FakeBox {
    fn drop(&mut self) {
        self.0.lock().unwrap().closed += 1;
    }
}

fn world() -> (Arc<Mutex<World>>, Supervised) {
    let world = Arc::new(Mutex::new(World { there: true, ..World::default() }));
    let socket = FakeSocket(Arc::clone(&world), Arc::new(ManualClock::default()));
    (Arc::clone(&world), Supervised::start(Box::new(socket)).unwrap())
}

fn told(supervised: &mut Supervised, polls: usize) -> Vec<LineSignal> {
    let polled = (0..polls).filter_map(|_| supervised.poll(LineId(0), Duration::from_millis(50)));
    polled.map(|report| report.signal).collect()
}

#[test]
fn a_lost_box_is_told_refuses_orders_and_comes_back_with_its_sound() {
    let (world, mut supervised) = world();
    let AudioRoute::Samples(mut source) = supervised.audio() else { panic!("it has sound") };
    let mut heard = Vec::new();
    assert_eq!(source.pull(&mut heard), Pulled::Samples(1));
    {
        let mut world = world.lock().unwrap();
        (world.next, world.there) = (Some(Next::Vanish), false);
    }
    assert_eq!(told(&mut supervised, 100), [LineSignal::BoxLost(Edge::Begin)]);
    assert_eq!(supervised.state(), State::Absent);
    assert_eq!(supervised.order(&BoxOrder::Seize), Err(Refusal::Gone));
    assert!(matches!(source.pull(&mut heard), Pulled::Lost(_)));
    assert_eq!(source.pull(&mut heard), Pulled::Samples(0));
    assert_eq!(world.lock().unwrap().closed, 1, "what was open is closed, which puts it on-hook");
    world.lock().unwrap().there = true;
    assert_eq!(told(&mut supervised, 100), [LineSignal::BoxLost(Edge::End)]);
    assert_eq!(world.lock().unwrap().orders, [BoxOrder::ReportStatus]);
    assert_eq!(source.pull(&mut heard), Pulled::Back);
    assert_eq!(source.pull(&mut heard), Pulled::Samples(1));
    world.lock().unwrap().next = Some(Next::Ring);
    assert_eq!(told(&mut supervised, 2), [LineSignal::Ring(Edge::Begin)]);
}

#[test]
fn a_driver_that_panics_is_a_lost_box_which_comes_back() {
    let (world, mut supervised) = world();
    world.lock().unwrap().next = Some(Next::Panic);
    let both = [LineSignal::BoxLost(Edge::Begin), LineSignal::BoxLost(Edge::End)];
    assert_eq!(told(&mut supervised, 100), both);
    {
        let world = world.lock().unwrap();
        assert_eq!((world.opened, world.closed), (2, 1));
    }
    let supervision = supervised.diagnosis().supervision.unwrap();
    assert!(supervision.health < 100 && supervision.history.len() >= 4);
    drop(supervised);
    assert_eq!(world.lock().unwrap().closed, 2);
}
