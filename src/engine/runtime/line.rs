//! One open line: its box thread and its sound thread. Opening happens on a thread of its own, because a sound system
//! may take its time; the newest choice wins. May depend on `audio`, `device`, `base`.

use crate::audio::pump::{Pump, PumpOrder};
use crate::audio::pump_core::PumpSetup;
use crate::audio::recorder::RecorderSender;
use crate::base::capability::Capabilities;
use crate::base::clock::Clock;
use crate::base::ids::LineId;
use crate::base::level::LevelCell;
use crate::base::order::BoxOrder;
use crate::base::signal::Refusal;
use crate::base::thread::{self, Worker};
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::sim::script::Scenario;
use crate::device::sim::settings::SimSettings;
use crate::device::sim::{SimDriver, SimOptions};
use crate::device::worker::BoxWorker;
use crate::device::{AudioRoute, LineBox, registry};
use crate::dsp::bank::{BankConfig, Mode};
use crate::engine::doctor::{DoctorView, Newest};
use crate::engine::event::{Event, Known};
use crate::engine::runtime::doctor;
use crate::engine::runtime::speech::Mouth;
use crate::engine::settings::LineChoice;
use crossbeam_channel::{Receiver, Sender};
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// The only line of this version.
pub(super) const LINE: LineId = LineId(0);

/// A box that was opened for a choice, or why not.
pub(super) struct Attempt {
    pub(super) serial: u64,
    pub(super) choice: LineChoice,
    pub(super) result: Result<Fresh, DeviceError>,
}

/// A box just opened.
pub(super) struct Fresh {
    pub(super) line_box: Box<dyn LineBox>,
    /// Becomes true when a scenario is over.
    pub(super) over: Option<Arc<AtomicBool>>,
}

/// Opens boxes off the engine's thread.
pub(super) struct Opener {
    clock: Arc<dyn Clock>,
    attempts: Sender<Attempt>,
    serial: u64,
    worker: Option<Worker>,
}

impl Opener {
    pub(super) fn new(clock: Arc<dyn Clock>, attempts: Sender<Attempt>) -> Self {
        Self { clock, attempts, serial: 0, worker: None }
    }

    /// Begins to open `choice`; older attempts no longer count.
    pub(super) fn open(
        &mut self,
        choice: LineChoice,
        scenario: Option<Scenario>,
    ) -> io::Result<()> {
        self.serial += 1;
        let (serial, clock, attempts) =
            (self.serial, Arc::clone(&self.clock), self.attempts.clone());
        let worker = thread::spawn("open-line", move || {
            let result = open_box(&choice, scenario, clock);
            if attempts.send(Attempt { serial, choice, result }).is_err() {
                tracing::debug!("the engine ended before the line was open");
            }
        })?;
        self.worker = Some(worker); // joins an older attempt, which by then has sent its result
        Ok(())
    }

    pub(super) fn is_current(&self, attempt: &Attempt) -> bool {
        attempt.serial == self.serial
    }
}

fn open_box(
    choice: &LineChoice,
    scenario: Option<Scenario>,
    clock: Arc<dyn Clock>,
) -> Result<Fresh, DeviceError> {
    match choice {
        LineChoice::Simulated => {
            let watched = scenario.is_some();
            let settings = SimSettings { greets: true, answers: true, ..SimSettings::default() };
            let options = SimOptions { settings, scenario };
            let line = SimDriver.open_with(options, clock)?;
            let over = watched.then(|| line.over());
            Ok(Fresh { line_box: Box::new(line), over })
        }
        LineChoice::Sound(name) => {
            let line_box = registry::open(&format!("sound:{name}"), clock)?;
            Ok(Fresh { line_box, over: None })
        }
        LineChoice::Box(address) => {
            let line_box = registry::open(address, clock)?;
            Ok(Fresh { line_box, over: None })
        }
    }
}

/// The failure as the core is told it.
pub(super) fn failure(choice: LineChoice, error: &DeviceError) -> Event {
    let known = (error.kind == DeviceErrorKind::Gone).then(|| {
        let plugged = doctor::plugged();
        match &choice {
            LineChoice::Box(_) => Known::Boxes(plugged.boxes),
            LineChoice::Sound(_) | LineChoice::Simulated => Known::Devices(plugged.devices),
        }
    });
    Event::LineFailed { choice, known, why: error.to_string() }
}

/// An open line. Dropping it closes the box first, then the sound.
pub(super) struct OpenLine {
    worker: BoxWorker,
    pump: Option<Pump>,
    pub(super) mouth: Mouth,
    pub(super) over: Option<Arc<AtomicBool>>,
    pub(super) level: Arc<LevelCell>,
    pub(super) doctor: Arc<Newest<DoctorView>>,
    pub(super) claimed: Capabilities,
    pub(super) name: String,
}

impl OpenLine {
    pub(super) fn start(
        fresh: Fresh,
        recorder: RecorderSender,
        clock: &Arc<dyn Clock>,
        events: &Sender<Event>,
    ) -> io::Result<Self> {
        let Fresh { mut line_box, over } = fresh;
        let (name, claimed) = (line_box.name(), line_box.capabilities());
        let level = Arc::new(LevelCell::default());
        let mode = if claimed.hook { Mode::OnHook } else { Mode::File };
        let setup = PumpSetup {
            line: LINE,
            level: Arc::clone(&level),
            recorder: Some(recorder),
            bank: BankConfig { mode, ..BankConfig::default() },
        };
        let (source, sink) = match line_box.audio() {
            AudioRoute::Silent | AudioRoute::UsbCard => (None, None),
            AudioRoute::Samples(source) => (Some(source), None),
            AudioRoute::Both(source, sink) => (Some(source), Some(sink)),
        };
        let start = |source| Pump::start(setup, source, Arc::clone(clock), events.clone());
        let pump = source.map(start).transpose()?;
        let mouth = Mouth::new(sink);
        let doctor = Arc::new(Newest::default());
        let (cell, time) = (Arc::clone(&doctor), Arc::clone(clock));
        let diagnosed =
            Box::new(move |diagnosis| cell.set(doctor::view(diagnosis, time.now().mono)));
        let (own, events) = (Arc::clone(clock), events.clone());
        let worker = BoxWorker::start_watched(LINE, line_box, own, events, diagnosed)?;
        Ok(Self { worker, pump, mouth, over, level, doctor, claimed, name })
    }

    pub(super) fn order(&self, order: BoxOrder) -> Result<(), Refusal> {
        self.worker.order(order)
    }

    pub(super) fn pump(&self, order: PumpOrder) -> bool {
        self.pump.as_ref().is_some_and(|pump| pump.order(order).is_ok())
    }

    /// What was heard in the last `span` will come through the channel; `None`: the line has no sound.
    pub(super) fn newest(&self, span: Duration) -> Option<Receiver<Arc<[i16]>>> {
        self.pump.as_ref()?.newest(span).ok()
    }

    /// Reports that found no room so far, in the box thread and in the sound thread.
    pub(super) fn dropped_reports(&self) -> u64 {
        self.worker.dropped_reports() + self.pump.as_ref().map_or(0, Pump::dropped_reports)
    }

    /// Box on-hook and closed; then capture.
    pub(super) fn close(self) {
        self.worker.stop();
        if let Some(pump) = self.pump {
            pump.stop();
        }
    }
}
