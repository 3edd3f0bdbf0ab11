//! The simulated exchange: a line like any other, with people around it who ring, answer, speak and hang up.
//! A row of the driver table, a feature people use, and what every scenario test runs through.
//! It makes box events *and* line audio, from a scenario file or from buttons.
//! May depend on `base`, `audio` and `dsp`.
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sample arithmetic"
)]

pub mod boxes;
pub mod ear;
pub mod model;
pub mod modulate;
pub mod script;
pub mod settings;
pub mod speech;
pub mod stage;
pub mod voice;

use crate::audio::source::{Pulled, SampleSink, SampleSource};
use crate::base::caller_id::BurstTime;
use crate::base::capability::Capabilities;
use crate::base::clock::{Clock, Stamp};
use crate::base::ids::LineId;
use crate::base::order::{BoxOrder, FAR_END_HEARD, FarEndAction};
use crate::base::signal::{Origin, Refusal, Report};
use crate::base::units::{Frames, LINE_RATE};
use crate::device::diagnosis::{Diagnosis, Exchanged};
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::{Access, AudioRoute, BoxDriver, FoundBox, LineBox, UsbId};
use model::Input;
use script::Scenario;
use settings::SimSettings;
use stage::Stage;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use voice::Rendered;

/// A listener who stays away longer than this has lost what was said: a gap, not a flood.
const LONGEST_SILENCE: Frames = Frames(10 * LINE_RATE as u64);

/// The driver of the simulated exchange.
#[derive(Debug, Clone, Copy)]
pub struct SimDriver;

/// What a simulated line plays.
#[derive(Debug, Clone, Default)]
pub struct SimOptions {
    /// How the exchange behaves, where no scenario says it.
    pub settings: SimSettings,
    /// A scenario, which begins when the line is opened; its own settings hold then.
    pub scenario: Option<Scenario>,
}

impl SimDriver {
    /// Opens a simulated line with a scenario or other settings.
    ///
    /// # Errors
    /// `Failed` when something that is to be spoken cannot be read.
    pub fn open_with(
        self,
        options: SimOptions,
        clock: Arc<dyn Clock>,
    ) -> Result<SimLine, DeviceError> {
        let stage = match options.scenario {
            None => Stage::interactive(options.settings),
            Some(scenario) => Stage::scenario(scenario)
                .map_err(|why| DeviceError::new(DeviceErrorKind::Failed, why))?,
        };
        let start = clock.now();
        let over = Arc::new(AtomicBool::new(false));
        let news = Condvar::new();
        let shared = Arc::new(Shared { stage: Mutex::new(stage), news, clock, start, over });
        Ok(SimLine { shared })
    }
}

impl BoxDriver for SimDriver {
    fn name(&self) -> &'static str {
        "sim"
    }

    fn usb_ids(&self) -> &'static [UsbId] {
        &[]
    }

    fn list(&self) -> Result<Vec<FoundBox>, DeviceError> {
        let name = "Simulated line".to_owned();
        let (access, place) = (Access::Accessible, String::new());
        Ok(vec![FoundBox { id: String::new(), name, access, usb: None, place }])
    }

    fn open(&self, id: &str, clock: Arc<dyn Clock>) -> Result<Box<dyn LineBox>, DeviceError> {
        if !id.is_empty() {
            return Err(DeviceError::new(
                DeviceErrorKind::Gone,
                format!("there is no simulated line \"{id}\"; there is one, called \"sim\""),
            ));
        }
        Ok(Box::new(self.open_with(SimOptions::default(), clock)?))
    }
}

/// What the box and its audio share.
struct Shared {
    stage: Mutex<Stage>,
    /// The box has something to say.
    news: Condvar,
    clock: Arc<dyn Clock>,
    start: Stamp,
    over: Arc<AtomicBool>,
}

impl Shared {
    /// The stage, led up to the present, and how long the line has been open.
    fn present(&self) -> (MutexGuard<'_, Stage>, Duration) {
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = self.clock.now();
        let now = stamp.mono.saturating_sub(self.start.mono);
        stage.exchange_mut().set_wall(burst_time(stamp));
        stage.advance(now);
        if stage.is_over(now) {
            self.over.store(true, Ordering::Relaxed);
        }
        (stage, now)
    }
}

/// An open simulated line.
pub struct SimLine {
    shared: Arc<Shared>,
}

impl SimLine {
    /// Becomes `true` when the scenario is over. Without a scenario, never. Take it before the line goes to its thread.
    #[must_use]
    pub fn over(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.shared.over)
    }
}

impl LineBox for SimLine {
    fn name(&self) -> String {
        "Simulated line".to_owned()
    }

    fn capabilities(&self) -> Capabilities {
        let stage = self.shared.stage.lock().unwrap_or_else(PoisonError::into_inner);
        Capabilities {
            ring: true,
            caller_id: stage.exchange().settings().box_caller_id,
            hook: true,
            polarity: false,
            digits: false,
            audio_in: true,
            audio_out: true,
            duplex: true,
            seize: true,
            dial: true,
            flash: true,
            pulse: true,
            ..Capabilities::default()
        }
    }

    fn poll(&mut self, line: LineId, timeout: Duration) -> Option<Report> {
        if let Some(report) = self.fetch(line) {
            return Some(report);
        }
        let (stage, now) = self.shared.present();
        let due = stage.next_due().map_or(timeout, |due| due.saturating_sub(now));
        // Whether the wait ran out or was cut short does not matter: what is there is fetched.
        drop(self.shared.news.wait_timeout(stage, timeout.min(due)));
        self.fetch(line)
    }

    fn order(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
        let input = match order {
            BoxOrder::Seize => Input::Seize,
            BoxOrder::Release => Input::Release,
            BoxOrder::Dial(digits) => Input::Dial(digits.clone()),
            BoxOrder::ReportStatus => Input::ReportStatus,
            BoxOrder::DialPulse(digits) => Input::Pulse(digits.clone()),
            BoxOrder::Flash => Input::Flash,
            BoxOrder::Listen(_)
            | BoxOrder::ConnectDeskPhone(_)
            | BoxOrder::RingDeskPhone(_)
            | BoxOrder::Tune(_) => {
                return Err(Refusal::Unsupported);
            }
            BoxOrder::FarEnd(action) => {
                if let FarEndAction::Speak(Some(file)) = action {
                    self.learn(file)?;
                }
                Input::Act(action.clone())
            }
        };
        let (mut stage, now) = self.shared.present();
        stage.input(input, now)
    }

    fn audio(&mut self) -> AudioRoute {
        let source = SimAudio { shared: Arc::clone(&self.shared) };
        AudioRoute::Both(Box::new(source), Box::new(SimMouth { shared: Arc::clone(&self.shared) }))
    }

    fn diagnosis(&self) -> Diagnosis {
        let (stage, _now) = self.shared.present();
        let told = stage.ear().heard().map(|heard| Exchanged {
            at: self.shared.start.mono + heard.at,
            ours: false,
            text: heard.to_string(),
        });
        let newest = stage.ear().heard().last().map(ear::Heard::in_short);
        Diagnosis {
            profile: "simulated exchange".to_owned(),
            facts: newest.map(|heard| (FAR_END_HEARD.to_owned(), heard)).into_iter().collect(),
            dialogue: told.collect(),
            ..Diagnosis::default()
        }
    }
}

impl SimLine {
    /// Reads a file that is to be spoken, while the audio goes on.
    fn learn(&self, file: &Path) -> Result<(), Refusal> {
        if self.shared.present().0.knows(file) {
            return Ok(());
        }
        let samples = speech::load(file).map_err(|why| {
            tracing::warn!(why, "the far end cannot speak this");
            Refusal::Failed
        })?;
        self.shared.present().0.teach(file, samples);
        Ok(())
    }

    fn fetch(&self, line: LineId) -> Option<Report> {
        let (mut stage, _now) = self.shared.present();
        let said = stage.next_said()?;
        Some(Report {
            line,
            origin: Origin::Box,
            at: self.shared.start.mono + said.at,
            signal: said.signal,
            evidence: said.evidence,
        })
    }
}

/// The audio of a simulated line: as many samples as time has passed, never more, never fewer.
struct SimAudio {
    shared: Arc<Shared>,
}

impl SampleSource for SimAudio {
    fn rate(&self) -> u32 {
        LINE_RATE
    }

    fn pull(&mut self, out: &mut Vec<i16>) -> Pulled {
        let (mut stage, now) = self.shared.present();
        let due = Frames::within(now);
        if stage.has_said() {
            self.shared.news.notify_one();
        }
        let behind = due.0.saturating_sub(stage.voice().position().0);
        if behind > LONGEST_SILENCE.0 {
            return Pulled::Gap(stage.voice().skip(due));
        }
        match stage.render(now, out) {
            Rendered::Samples(count) => Pulled::Samples(count),
            Rendered::Lost => Pulled::Lost("the simulated audio was cut".to_owned()),
            Rendered::Back => Pulled::Back,
        }
    }
}

/// What the program plays into the simulated line: heard at the far end, and a little of it on the line itself.
struct SimMouth {
    shared: Arc<Shared>,
}

impl SampleSink for SimMouth {
    fn rate(&self) -> u32 {
        LINE_RATE
    }

    fn room(&self) -> usize {
        let (stage, now) = self.shared.present();
        if stage.exchange().can_play() { stage.ear().room(Frames::within(now)) } else { 0 }
    }

    fn push(&mut self, samples: &[i16]) -> usize {
        let (mut stage, now) = self.shared.present();
        stage.speak(samples, now)
    }
}

/// The local wall clock as bursts carry it.
fn burst_time(stamp: Stamp) -> BurstTime {
    let local = stamp.utc_millis + i64::from(stamp.offset_minutes) * 60_000;
    let local = jiff::Timestamp::from_millisecond(local).unwrap_or_default();
    let civil = local.to_zoned(jiff::tz::TimeZone::UTC);
    let byte = |value: i8| u8::try_from(value).unwrap_or(0);
    BurstTime {
        month: byte(civil.month()),
        day: byte(civil.day()),
        hour: byte(civil.hour()),
        minute: byte(civil.minute()),
    }
}
