//! `ringdesk doctor`: the line doctor without a window. Which boxes are plugged in and what helps where one cannot be used;
//! and, of one line, what its box says of itself and what came from it in a few seconds.
//! May depend on `device`, `audio`, `line`, `dsp`, `engine`, `base`.

mod print;

use crate::audio::pump::Pump;
use crate::audio::pump_core::PumpSetup;
use crate::base::capability::Capabilities;
use crate::base::clock::{Clock, SystemClock};
use crate::base::ids::LineId;
use crate::base::level::LevelCell;
use crate::base::signal::Report;
use crate::cli::{refuse, say};
use crate::device::worker::{BoxWorker, REPORT_QUEUE};
use crate::device::{AudioRoute, LineBox, registry};
use crate::dsp::bank::{BankConfig, Mode};
use crate::engine::doctor::{
    self, BoxAccess, DoctorView, FoundBoxView, Newest, Remedy, Seen, Suspicion, Trouble,
};
use crate::engine::runtime::doctor::{plugged, view};
use crate::line::machine::Line;
use crate::line::state::LineState;
use clap::Args;
use crossbeam_channel::{Receiver, bounded};
use serde::Serialize;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// Arguments of `doctor`.
#[derive(Debug, Clone, Args)]
pub struct DoctorArgs {
    /// The line to examine (see `ringdesk devices`). Default: the box, when exactly one is plugged in.
    #[arg(long, value_name = "LINE")]
    line: Option<String>,
    /// How long to listen to it.
    #[arg(long, value_name = "SECONDS", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    seconds: u64,
    /// One JSON object instead of text.
    #[arg(long)]
    json: bool,
}

/// What is told.
#[derive(Debug, Serialize)]
struct Told {
    /// Boxes that are plugged in.
    boxes: Vec<FoundBoxView>,
    /// What kept boxes from being listed.
    unlisted: Vec<String>,
    /// The examined line.
    line: Option<Examined>,
}

/// One line, listened to for some seconds.
#[derive(Debug, Serialize)]
struct Examined {
    address: String,
    name: String,
    state: LineState,
    claimed: Capabilities,
    observed: Capabilities,
    /// The newest level; `None`: the line has no sound.
    level_dbm0: Option<f32>,
    suspicion: Option<Suspicion>,
    #[serde(flatten)]
    doctor: DoctorView,
    /// Everything the box and the detectors told.
    reports: Vec<Report>,
}

/// Examines.
#[must_use]
pub fn run(args: &DoctorArgs) -> ExitCode {
    let plugged = plugged();
    let address = match address(args.line.as_deref(), &plugged.boxes) {
        Ok(address) => address,
        Err(why) => return refuse(&why),
    };
    let line = address.map(|address| examine(&address, Duration::from_secs(args.seconds)));
    let line = match line.transpose() {
        Ok(line) => line,
        Err(why) => return refuse(&why),
    };
    let told = Told { boxes: plugged.boxes, unlisted: plugged.failures, line };
    let mut out = std::io::stdout().lock();
    if args.json {
        let text = serde_json::to_string(&told);
        say(&mut out, &text.unwrap_or_else(|error| format!("{{\"why\":\"{error}\"}}")));
    } else {
        print::print(&mut out, &told);
    }
    ExitCode::SUCCESS
}

/// Which line is to be examined.
fn address(wish: Option<&str>, boxes: &[FoundBoxView]) -> Result<Option<String>, String> {
    let Some(wish) = wish else {
        return Ok(match boxes {
            [only] if only.access == BoxAccess::Accessible => Some(only.address.clone()),
            _ => None,
        });
    };
    match boxes.iter().find(|found| found.address == wish) {
        Some(found) if found.access != BoxAccess::Accessible => Err(in_the_way(found)),
        _ => Ok(Some(wish.to_owned())),
    }
}

/// Why a box cannot be opened, in one line.
fn in_the_way(found: &FoundBoxView) -> String {
    let why = match &found.remedy {
        Some(Remedy { trouble: trouble @ Trouble::HeldBy { .. }, .. }) => {
            format!("in use; {}", print::sentence(trouble))
        }
        Some(Remedy { trouble: Trouble::HeldBySomebody, commands }) => {
            format!("in use by another program; this names it: {}", commands.join("; "))
        }
        _ => "not permitted; `ringdesk doctor` shows what helps".to_owned(),
    };
    format!("{}: {why}", found.address)
}

/// Opens a line, listens for `span`, and closes it.
fn examine(address: &str, span: Duration) -> Result<Examined, String> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let opened = registry::open(address, Arc::clone(&clock)).map_err(|error| error.to_string())?;
    listen(address, opened, &clock, span).map_err(|error| format!("{address}: {error}"))
}

fn listen(
    address: &str,
    mut opened: Box<dyn LineBox>,
    clock: &Arc<dyn Clock>,
    span: Duration,
) -> std::io::Result<Examined> {
    let (name, claimed) = (opened.name(), opened.capabilities());
    let (reports, heard) = bounded::<Report>(REPORT_QUEUE); // dropped and counted by their senders
    let level = Arc::new(LevelCell::default());
    let mode = if claimed.hook { Mode::OnHook } else { Mode::File };
    let setup = PumpSetup {
        line: LineId(0),
        level: Arc::clone(&level),
        recorder: None,
        bank: BankConfig { mode, ..BankConfig::default() },
    };
    let pump = match opened.audio() {
        AudioRoute::Silent | AudioRoute::UsbCard => None,
        AudioRoute::Samples(source) | AudioRoute::Both(source, _) => {
            Some(Pump::start(setup, source, Arc::clone(clock), reports.clone())?)
        }
    };
    let cell = Arc::new(Newest::<DoctorView>::default());
    let (told, time) = (Arc::clone(&cell), Arc::clone(clock));
    let diagnosed = Box::new(move |diagnosis| told.set(view(diagnosis, time.now().mono)));
    let worker =
        BoxWorker::start_watched(LineId(0), opened, Arc::clone(clock), reports, diagnosed)?;
    let begun = clock.now().mono;
    let mut line = Line::new(claimed, begun);
    let reports = follow(&heard, &mut line, clock.as_ref(), begun + span);
    let level_dbm0 = pump.is_some().then(|| level.get().0);
    worker.stop();
    if let Some(pump) = pump {
        pump.stop();
    }
    let doctor = DoctorView::clone(&cell.get());
    let seen = Seen {
        volts: doctor.volts,
        at_rest: line.state() == LineState::Idle,
        claimed,
        observed: line.observed(),
        watched: span,
    };
    Ok(Examined {
        address: address.to_owned(),
        name,
        state: line.state(),
        claimed,
        observed: line.observed(),
        level_dbm0,
        suspicion: doctor::suspect(&seen),
        doctor,
        reports,
    })
}

/// Hears reports until `end`.
fn follow(
    heard: &Receiver<Report>,
    line: &mut Line,
    clock: &dyn Clock,
    end: Duration,
) -> Vec<Report> {
    let mut reports = Vec::new();
    loop {
        let now = clock.now().mono;
        let Ok(report) = heard.recv_timeout(end.saturating_sub(now)) else { return reports };
        let mut signs = Vec::new();
        line.hear(report.clone(), clock.now().mono, &mut signs);
        reports.push(report);
        if clock.now().mono >= end {
            return reports;
        }
    }
}
