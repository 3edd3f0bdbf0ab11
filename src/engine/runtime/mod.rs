//! The program without a face, alive: threads, channels, and the one loop that steps the core and carries out its
//! effects. The only room that sees devices, sound and store together (design, threads table).
//!
//! Queues: commands 64, refused when full; events 512, producers wait briefly and count what they drop (see
//! `device::worker`, `audio::pump`); announcements 1,024, dropped and counted when nobody reads; snapshots newest wins.
//! Shutdown: commands stop; sessions close; box; capture; recorder; store last.

mod adopt;
pub mod archivist;
mod boot;
mod desk;
pub mod doctor;
mod effects;
pub mod example;
pub mod export;
mod firewall;
mod line;
mod meter;
pub mod office;
pub mod places;
mod playback;
mod prompts;
mod pulse;
mod ringing;
mod sample;
mod slips;
mod slot;
mod speech;
mod stream;
mod tags;
pub mod upkeep;

use crate::base::clock::Clock;
use crate::base::number::PhoneNumber;
use crate::base::signal::Report;
use crate::base::tel;
use crate::base::thread::{self, Worker};
use crate::call::dialling::DialSource;
use crate::device::sim::script::Scenario;
use crate::engine::command::Command;
use crate::engine::effect::Announcement;
use crate::engine::event::Event;
use crate::engine::handle::Desk;
use crate::engine::settings::LineChoice;
use crate::engine::topics::dialling::DialCommand;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};

pub use boot::StartError;

/// Commands that may wait.
const COMMANDS: usize = 64;
/// Events that may wait.
const EVENTS: usize = 512;
/// Announcements that may wait.
const ANNOUNCEMENTS: usize = 1_024;
/// Answers that may wait.
const ANSWERS: usize = 64;

/// What an engine is started with.
pub struct Options {
    /// The database; its folder holds the recordings.
    pub database: PathBuf,
    /// The line to open; `None`: as the settings say.
    pub line: Option<LineChoice>,
    /// A far end that acts by itself on the simulated line; when it is over the announcements end.
    pub scenario: Option<Scenario>,
    /// The program's clock.
    pub clock: Arc<dyn Clock>,
}

/// A running engine.
pub struct Engine {
    desk: Option<desk::EngineDesk>,
    raiser: Raiser,
    events: Sender<Event>,
    stop: Sender<pulse::Stop>,
    announcements: Receiver<Announcement>,
    next: Arc<OnceLock<example::Next>>,
    worker: Worker,
}

/// Brings the window to the front; may be given away to another thread.
#[derive(Clone)]
pub struct Raiser {
    commands: Sender<Command>,
}

impl Raiser {
    /// Asks for it; `false` when the engine did not take it.
    #[must_use]
    pub fn raise(&self) -> bool {
        self.commands.try_send(Command::RaiseWindow).is_ok()
    }

    /// Dials a number or a `tel:` link for a further copy of the program; empty: shows the dial panel. Without a window
    /// there is nobody to confirm a link.
    ///
    /// # Errors
    /// In words, when nothing came of it.
    pub fn dial(&self, text: &str, has_window: bool) -> Result<(), String> {
        if text.is_empty() && !has_window {
            return Err("the running copy has no window to dial in".to_owned());
        }
        let command = if text.is_empty() {
            DialCommand::ShowPanel(String::new())
        } else {
            let link = tel::parse(text).map_err(|why| format!("nothing to dial: {why}"))?;
            if link.is_link && !has_window {
                return Err("the running copy has no window in which to confirm a link".to_owned());
            }
            let source = if link.is_link { DialSource::Link } else { DialSource::Command };
            DialCommand::Dial { number: PhoneNumber::new(link.text()), customer: None, source }
        };
        let taken = self.commands.try_send(Command::Dialling(command)).is_ok();
        let raised = !has_window || self.raise();
        if taken && raised { Ok(()) } else { Err("the running copy is too busy".to_owned()) }
    }
}

impl Engine {
    /// Opens the data, recovers what the last run left behind, and starts listening.
    ///
    /// # Errors
    /// When the database cannot be used or the system refuses a thread: one clear sentence.
    pub fn start(options: Options) -> Result<Self, StartError> {
        let (command_tx, commands) = bounded(COMMANDS); // refused when full
        let (event_tx, events) = bounded(EVENTS); // producers wait briefly, then count
        let (stop_tx, stop) = bounded(2); // at most: close the line, stop
        let (announce, announcements) = bounded(ANNOUNCEMENTS); // dropped and counted
        let booted = boot::boot(&options)?;
        let next = booted.exampler.next();
        let waker = Arc::new(slot::Waker::default());
        let first = Arc::new(booted.core.snapshot(options.clock.now()));
        let (publisher, viewer) = slot::slot(first, Arc::clone(&waker));
        let clock = Arc::clone(&options.clock);
        let (answer_tx, answers) = bounded(ANSWERS); // dropped when the client does not listen
        let desk = desk::EngineDesk {
            viewer,
            commands: command_tx.clone(),
            service: Arc::downgrade(&booted.service),
            answers,
            clock,
            waker,
            tickets: AtomicU64::new(1),
        };
        let inlets = pulse::Inlets { commands, events, stop };
        let outlets = pulse::Outlets { publisher, answers: answer_tx };
        let pulse = pulse::Pulse::new(options, booted, event_tx.clone(), inlets, outlets, announce);
        let worker = thread::spawn("engine", move || pulse.run()).map_err(StartError::thread)?;
        let raiser = Raiser { commands: command_tx };
        Ok(Self {
            desk: Some(desk),
            raiser,
            events: event_tx,
            stop: stop_tx,
            announcements,
            next,
            worker,
        })
    }

    /// The client's door. There is one; `None` when it was taken already.
    pub fn take_desk(&mut self) -> Option<Box<dyn Desk>> {
        self.desk.take().map(|desk| Box::new(desk) as Box<dyn Desk>)
    }

    /// What happens, for the headless stream. Ends when a scenario is over or the engine has stopped.
    #[must_use]
    pub fn announcements(&self) -> &Receiver<Announcement> {
        &self.announcements
    }

    /// A handle that brings the window to the front.
    #[must_use]
    pub fn raiser(&self) -> Raiser {
        self.raiser.clone()
    }

    /// Hands the engine a report as a box or a detector would: for benches and tests of the whole chain.
    #[must_use]
    pub fn report(&self, report: Report) -> bool {
        self.events.send(Event::Line(report)).is_ok()
    }

    /// With which data the program is to start again, when a person wished for other data.
    #[must_use]
    pub fn next(&self) -> Option<example::Next> {
        self.next.get().cloned()
    }

    /// Asks the engine to stop, without waiting; the announcements end when the last call is closed.
    pub fn begin_stop(&self) {
        if self.stop.try_send(pulse::Stop).is_err() {
            tracing::debug!("the engine is stopping already");
        }
    }

    /// Stops in order and waits for the end: the last call record is on disk when this returns.
    pub fn stop(self) {
        self.begin_stop();
        drop(self.desk);
        if let thread::Ended::Panicked(why) = self.worker.join() {
            tracing::error!(why, "the engine panicked");
        }
    }
}

impl From<Report> for Event {
    fn from(report: Report) -> Self {
        Self::Line(report)
    }
}
