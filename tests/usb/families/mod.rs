//! The drivers on real USB, one file for each family: a box is brought up, rings, is answered at the desk, takes the line,
//! dials, is pulled out in the middle of a call and comes back. What a driver does on the bench in every detail is told
//! by its own tests; here it is the kernel, libusb and the supervisor around it. Depends on `base` and `device`.

pub mod direct;
pub mod hid;
pub mod modem;
pub mod receiver;
#[cfg(feature = "sound")]
pub mod sound;
pub mod telbox;
pub mod telephone;
pub mod trouble;

use crate::scenario::{Outcome, Told, check, patiently, same};
use crate::stage::Stage;
use ringdesk::base::caller_id::{Format, Standard};
use ringdesk::base::capability::Capabilities;
use ringdesk::base::clock::SystemClock;
use ringdesk::base::ids::LineId;
use ringdesk::base::order::{BoxOrder, BurstMoment, FarEndAction, SimulatedCaller};
use ringdesk::base::signal::{Edge, Hook, LineSignal, Refusal, Report};
use ringdesk::device::family::OpenBox;
use ringdesk::device::sim::boxes::{BoxModel, LineSide};
use ringdesk::device::sim::model::Phase;
use ringdesk::device::{BoxDriver, LineBox};
use std::sync::Arc;
use std::time::Duration;

/// Who calls.
const NUMBER: &str = "5550100";
/// Whom we call.
const CALLED: &str = "5551234";
/// How soon a pulled plug is told.
const AT_ONCE: Duration = Duration::from_millis(200);

/// How a box is opened.
#[derive(Clone, Copy)]
pub enum Door {
    /// As the program does it: listed, opened and kept alive by a supervisor.
    Program(&'static dyn BoxDriver),
    /// Its driver alone, for boxes that no table knows.
    Driver(OpenBox),
}

/// An office with one box in it.
pub struct Office {
    /// Closed before the box is pulled out.
    line_box: Option<Box<dyn LineBox>>,
    /// The box itself.
    pub stage: Stage,
    door: Door,
    told: Vec<Report>,
}

impl Office {
    /// Plugs a model in and opens it.
    ///
    /// # Errors
    /// In words.
    pub fn open(model: Box<dyn BoxModel>, door: Door) -> Result<Self, String> {
        Self::around(Stage::new(model, Arc::new(SystemClock::new()))?, door)
    }

    /// Opens a box that is plugged in.
    ///
    /// # Errors
    /// In words.
    pub fn around(stage: Stage, door: Door) -> Result<Self, String> {
        let mut office = Self { line_box: None, stage, door, told: Vec::new() };
        office.enter()?;
        same("at rest once opened", &office.is_at_rest(), &true)?;
        Ok(office)
    }

    fn enter(&mut self) -> Outcome {
        let opened = match self.door {
            Door::Driver(open) => open(Box::new(self.stage.open()?)),
            Door::Program(driver) => {
                // The serial port of a box comes a moment after the box.
                let listed = || driver.list().ok()?.into_iter().next();
                let found = patiently("box of this family", Duration::from_secs(2), listed)?;
                driver.open(&found.id, self.stage.clock())
            }
        };
        self.line_box = Some(opened.told("opening the box")?);
        Ok(())
    }

    /// Opens the box anew.
    ///
    /// # Errors
    /// In words.
    pub fn reopen(&mut self) -> Outcome {
        self.line_box = None;
        self.enter()
    }

    /// The open box.
    ///
    /// # Errors
    /// When it is closed.
    pub fn line_box(&mut self) -> Result<&mut Box<dyn LineBox>, String> {
        self.line_box.as_mut().told("the open box")
    }

    /// What it claims.
    pub fn can(&self) -> Capabilities {
        self.line_box.as_ref().map(|line_box| line_box.capabilities()).unwrap_or_default()
    }

    /// Gives an order.
    ///
    /// # Errors
    /// What came back.
    pub fn order(&mut self, order: &BoxOrder) -> Outcome {
        let done = self.line_box()?.order(order);
        done.map_err(|refusal| format!("{order:?} was refused: {refusal:?}"))
    }

    /// Somebody at the far end or at the desk does something.
    ///
    /// # Errors
    /// When it makes no sense now.
    pub fn act(&self, action: FarEndAction) -> Outcome {
        let text = format!("{action:?}");
        let done = self.stage.with(|model, now| model.line().act(action, now));
        done.map_err(|refusal| format!("{text}: {refusal:?}"))
    }

    /// Looks at the line behind the box.
    pub fn line<R>(&self, look: impl FnOnce(&mut LineSide) -> R) -> R {
        self.stage.with(|model, _| look(model.line()))
    }

    fn is_at_rest(&self) -> bool {
        self.line(|line| !line.is_off_hook() && line.desk_is_connected())
    }

    fn poll(&mut self) -> Result<Option<Report>, String> {
        let report = self.line_box()?.poll(LineId(1), Duration::from_millis(20));
        self.told.extend(report.clone());
        Ok(report)
    }

    /// Polls until this is told.
    ///
    /// # Errors
    /// What was told instead.
    pub fn hears(
        &mut self,
        millis: u64,
        wanted: impl Fn(&LineSignal) -> bool,
        what: &str,
    ) -> Result<Report, String> {
        let end = self.stage.now() + Duration::from_millis(millis);
        let from = self.told.len();
        while self.stage.now() < end {
            if let Some(report) = self.poll()?.filter(|report| wanted(&report.signal)) {
                return Ok(report);
            }
        }
        let told: Vec<_> =
            self.told.iter().skip(from).map(|report| report.signal.clone()).collect();
        let diagnosis = self.line_box()?.diagnosis();
        let dialogue: Vec<_> = diagnosis.dialogue.iter().rev().take(12).collect();
        Err(format!(
            "{what} is not told within {millis} ms; told: {told:?}; findings: {:?}; newest words first: {dialogue:?}",
            diagnosis.findings
        ))
    }

    /// Polls until the line is as wanted.
    ///
    /// # Errors
    /// What was told meanwhile.
    pub fn sees(
        &mut self,
        millis: u64,
        mut wanted: impl FnMut(&mut LineSide) -> bool,
        what: &str,
    ) -> Outcome {
        let end = self.stage.now() + Duration::from_millis(millis);
        let from = self.told.len();
        while !self.line(&mut wanted) {
            if self.stage.now() > end {
                let told: Vec<_> =
                    self.told.iter().skip(from).map(|one| one.signal.clone()).collect();
                let phase = self.line(|line| line.exchange().phase());
                return Err(format!(
                    "not {what} within {millis} ms (the exchange: {phase:?}); told: {told:?}; {:?}",
                    self.line_box()?.diagnosis().findings
                ));
            }
            self.poll()?;
        }
        Ok(())
    }

    /// Polls for a while; what was told.
    ///
    /// # Errors
    /// When the box is closed.
    pub fn listens(&mut self, millis: u64) -> Result<Vec<LineSignal>, String> {
        let end = self.stage.now() + Duration::from_millis(millis);
        let from = self.told.len();
        while self.stage.now() < end {
            self.poll()?;
        }
        Ok(self.told.iter().skip(from).map(|report| report.signal.clone()).collect())
    }

    /// Somebody calls.
    ///
    /// # Errors
    /// When the line is busy.
    pub fn is_called(&self) -> Outcome {
        self.act(FarEndAction::Ring(SimulatedCaller {
            number: NUMBER.to_owned(),
            name: String::new(),
            standard: Standard::Bell202,
            format: Format::Mdmf,
            moment: BurstMoment::BetweenRings,
        }))
    }

    /// Closes the box, which leaves the line to the desk phone.
    ///
    /// # Errors
    /// When it does not.
    pub fn closes(&mut self) -> Outcome {
        self.line_box = None;
        same("at rest once closed", &self.is_at_rest(), &true)
    }
}

/// How soon the first ring is told.
pub struct Pace {
    /// From the exchange's ring to its report, in milliseconds.
    pub ring: u64,
    /// The end of a ring comes with the phone being lifted, or by itself.
    pub hook: u64,
}

/// Somebody calls, the call is told with its caller where the box reads it, and is answered at the desk.
///
/// # Errors
/// In words.
pub fn is_called_and_answered(office: &mut Office, pace: &Pace) -> Outcome {
    let can = office.can();
    office.is_called()?;
    let called = office.stage.now();
    let ring = office.hears(pace.ring, |one| *one == LineSignal::Ring(Edge::Begin), "a ring")?;
    let late = ring.at.saturating_sub(called);
    check(late <= Duration::from_millis(pace.ring), || format!("the ring is late: {late:?}"))?;
    let pause = office.hears(3_000, |one| *one == LineSignal::Ring(Edge::End), "its end")?;
    let length = pause.at.saturating_sub(ring.at).as_millis();
    check((700..=1_600).contains(&length), || format!("a ring of {length} ms"))?;
    if can.caller_id {
        let is_caller = |one: &LineSignal| matches!(one, LineSignal::CallerId(id) if id.number.as_deref() == Some(NUMBER));
        office.hears(4_000, is_caller, "the caller")?;
    }
    office.hears(8_000, |one| *one == LineSignal::Ring(Edge::Begin), "the second ring")?;
    office.act(FarEndAction::LiftDeskPhone)?;
    if can.hook {
        let lifted = |one: &LineSignal| *one == LineSignal::Hook(Hook::Off);
        office.hears(pace.hook, lifted, "the lifted phone")?;
    }
    let phase = office.line(|line| line.exchange().phase());
    same("the exchange", &phase, &Phase::Talk)?;
    office.act(FarEndAction::ReplaceDeskPhone)?;
    if can.hook {
        let back = |one: &LineSignal| *one == LineSignal::Hook(Hook::On);
        office.hears(pace.hook, back, "the phone put back")?;
    }
    office.sees(10_000, |line| line.exchange().phase() == Phase::Idle, "free")?;
    let lost = office.told.iter().any(|one| matches!(one.signal, LineSignal::BoxLost(_)));
    check(!lost, || "the box was lost on the way".to_owned())
}

/// We take the line, dial where the box can (and `dials` says so: some dial through their sound card, which has scenarios
/// of its own), are answered, and leave it.
///
/// # Errors
/// In words.
pub fn calls_and_leaves(office: &mut Office, dials: bool) -> Outcome {
    let can = office.can();
    office.order(&BoxOrder::Seize)?;
    office.sees(5_000, |line| line.is_off_hook(), "off-hook")?;
    let dialled = if !dials {
        false
    } else if can.dial {
        office.order(&BoxOrder::Dial(CALLED.to_owned()))?;
        true
    } else if can.pulse {
        office.listens(1_500)?;
        office.order(&BoxOrder::DialPulse(CALLED.to_owned()))?;
        true
    } else {
        false
    };
    if dialled {
        office.sees(30_000, |line| line.exchange().phase() == Phase::RingBack, "ringing there")?;
        office.act(FarEndAction::Answer)?;
        office.sees(1_000, |line| line.exchange().phase() == Phase::Talk, "talking")?;
    }
    office.order(&BoxOrder::Release)?;
    office.sees(5_000, |line| !line.is_off_hook(), "on-hook")
}

/// The plug is pulled in the middle of a call, put back, and all is well again.
///
/// # Errors
/// In words.
pub fn is_pulled_out_and_comes_back(office: &mut Office, pace: &Pace) -> Outcome {
    office.listens(1_500)?;
    office.order(&BoxOrder::Seize)?;
    office.sees(5_000, |line| line.is_off_hook(), "off-hook")?;
    let from = office.told.len();
    let pulled = office.stage.now();
    office.stage.unplug();
    let lost = |one: &LineSignal| *one == LineSignal::BoxLost(Edge::Begin);
    let report = office.hears(2_000, lost, "the loss")?;
    let late = office.stage.now().saturating_sub(pulled);
    println!("   unplugged in a call: told after {} ms", late.as_millis());
    check(late <= AT_ONCE, || format!("the loss is told only after {late:?}"))?;
    check(!report.evidence.note.is_empty(), || "the loss has no reason".to_owned())?;
    same(
        "an order to a lost box",
        &office.line_box()?.order(&BoxOrder::Seize),
        &Err(Refusal::Gone),
    )?;
    office.listens(700)?;
    let times = office.told.iter().skip(from).filter(|one| lost(&one.signal)).count();
    same("times that the loss was told", &times, &1)?;
    office.stage.plug_unlisted()?;
    let plugged = office.stage.now();
    if matches!(office.door, Door::Program(_)) {
        let back = |one: &LineSignal| *one == LineSignal::BoxLost(Edge::End);
        office.hears(15_000, back, "the return")?;
    } else {
        office.stage.listed()?;
        office.reopen()?;
    }
    let taken = office.stage.now().saturating_sub(plugged);
    println!("   plugged in again: at work after {} ms", taken.as_millis());
    same("at rest once it is back", &office.is_at_rest(), &true)?;
    office.is_called()?;
    office.hears(pace.ring, |one| *one == LineSignal::Ring(Edge::Begin), "a ring afterwards")?;
    office.act(FarEndAction::HangUp)?;
    office.sees(10_000, |line| line.exchange().phase() == Phase::Idle, "free")
}

/// The program ends while the line is taken.
///
/// # Errors
/// In words.
pub fn is_closed_in_mid_call(office: &mut Office) -> Outcome {
    office.listens(1_500)?;
    office.order(&BoxOrder::Seize)?;
    office.sees(5_000, |line| line.is_off_hook(), "off-hook")?;
    office.closes()
}
