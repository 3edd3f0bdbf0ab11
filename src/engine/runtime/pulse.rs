//! The engine's loop: everything that can wake the program arrives here, in one order; the core decides, the effects
//! are carried out, and a new picture is published when something changed. May depend on all rooms of the engine.

use crate::audio::recorder::{Recorder, RecorderReport, RecorderState};
use crate::base::clock::{Clock, Stamp};
use crate::base::thread::Worker;
use crate::call::record::Outcome;
use crate::call::statistics::StatisticsOp;
use crate::crm::staff::sight::Sight;
use crate::device::error::DeviceError;
use crate::device::sim::script::Scenario;
use crate::engine::command::Command;
use crate::engine::core::Core;
use crate::engine::effect::Announcement;
use crate::engine::event::{Event, RecordingReport};
use crate::engine::handle::Ticket;
use crate::engine::office::files::FileWork;
use crate::engine::query;
use crate::engine::runtime::Options;
use crate::engine::runtime::archivist::Archivist;
use crate::engine::runtime::boot::{Booted, Inner};
use crate::engine::runtime::desk::Answered;
use crate::engine::runtime::effects::{Recent, file_last, left_behind, recording_op};
use crate::engine::runtime::example::Exampler;
use crate::engine::runtime::export::Exporter;
use crate::engine::runtime::firewall::FirewallHands;
use crate::engine::runtime::line::{Attempt, LINE, OpenLine, Opener, failure};
use crate::engine::runtime::meter::MeterWatch;
use crate::engine::runtime::office::files::Filer;
use crate::engine::runtime::office::reports::Reporter;
use crate::engine::runtime::office::staff::Doorman;
use crate::engine::runtime::office::transfer::Transferer;
use crate::engine::runtime::places::Placer;
use crate::engine::runtime::playback::Playback;
use crate::engine::runtime::ringing::Ringing;
use crate::engine::runtime::slips::Slips;
use crate::engine::runtime::slot::Publisher;
use crate::engine::runtime::speech::Speaker;
use crate::engine::runtime::stream::Stream;
use crate::engine::runtime::upkeep::Upkeeper;
use crate::engine::settings::LineChoice;
use crate::engine::topics::manners::MannersReport;
use crate::engine::topics::speech::SpeechEffect;
use crate::engine::topics::upkeep::UpkeepReport;
use crate::store::operation::Op;
use crate::store::service::{Reply, Service};
use crossbeam_channel::{Receiver, Sender, select};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How often the meter is looked at while a line is open.
const METER_PERIOD: Duration = Duration::from_millis(100);
/// Events taken in one turn before a picture is published.
const TURN: usize = 64;
/// How often a line that could not be opened is tried again.
const RETRY: Duration = Duration::from_secs(5);
/// How long after the end of a scenario the last call may take to close.
const SCENARIO_GRACE: Duration = Duration::from_secs(20);

/// The wish to end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stop;

/// Where things come in.
pub(super) struct Inlets {
    pub(super) commands: Receiver<Command>,
    pub(super) events: Receiver<Event>,
    pub(super) stop: Receiver<Stop>,
}

/// Where things go out to clients.
pub(super) struct Outlets {
    pub(super) publisher: Publisher,
    pub(super) answers: Sender<Answered>,
}

impl Outlets {
    /// An answer to the client; one who asks more than 64 questions without listening loses the newest answers.
    pub(super) fn answer(&self, ticket: Ticket, answer: query::Answer) {
        if self.answers.try_send((ticket, answer)).is_err() {
            tracing::warn!("the client does not listen: an answer was dropped");
        }
        self.publisher.wake();
    }
}

/// The loop's belongings.
pub(super) struct Pulse {
    pub(super) core: Core,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) service: Arc<Service>,
    pub(super) archivist: Archivist,
    pub(super) recorder: Recorder,
    pub(super) player: Playback,
    pub(super) ringer: Ringing,
    pub(super) opener: Opener,
    pub(super) line: Option<OpenLine>,
    pub(super) scenario: Option<Scenario>,
    pub(super) data_dir: PathBuf,
    pub(super) inner_tx: Sender<Inner>,
    pub(super) stream: Stream,
    pub(super) recent: Recent,
    /// Operations handed to the store so far.
    pub(super) operations: u64,
    /// Events that effects brought about, to be handled before anything from outside.
    pub(super) pending: VecDeque<Event>,
    /// Operations handed to the store and not yet on the disk.
    pub(super) unstored: usize,
    /// Recordings asked for and not yet filed as ended.
    pub(super) being_recorded: usize,
    /// Wishes to play so far, and the newest one while its file is looked up.
    pub(super) wishes: u64,
    pub(super) wish: Option<(u64, Duration)>,
    pub(super) lister: Option<Worker>,
    pub(super) sampler: Option<Worker>,
    pub(super) exporter: Exporter,
    pub(super) slips: Slips,
    pub(super) transferer: Transferer,
    pub(super) doorman: Doorman,
    /// Whose eyes the newest questions were asked for.
    pub(super) eyes: Option<Arc<Sight>>,
    pub(super) reporter: Reporter,
    figures_pending: bool,
    /// Reads and writes files of rules, and plays to callers that are turned away.
    pub(super) firewall: FirewallHands,
    /// Speaks into the line, and works on prompts.
    pub(super) speaker: Speaker,
    pub(super) outlets: Outlets,
    pub(super) placer: Placer,
    pub(super) filer: Filer,
    pub(super) upkeeper: Upkeeper,
    /// Makes examples.
    pub(super) exampler: Exampler,
    events_tx: Sender<Event>,
    inner: Receiver<Inner>,
    store_replies: Receiver<Reply>,
    attempts: Receiver<Attempt>,
    inlets: Inlets,
    published: u64,
    meter: MeterWatch,
    interrupted: u32,
    /// A choice that could not be opened, and when it is tried again.
    pub(super) retry: Option<(Duration, LineChoice)>,
    scenario_over: Option<Duration>,
    dropped_reports: u64,
}

impl Pulse {
    pub(super) fn new(
        options: Options,
        booted: Booted,
        events_tx: Sender<Event>,
        inlets: Inlets,
        outlets: Outlets,
        announce: Sender<Announcement>,
    ) -> Self {
        let Booted { exporter, transferer, doorman, reporter, figures_pending, .. } = booted;
        let Booted { core, service, archivist, recorder, player, opener, .. } = booted;
        let Booted { placer, filer, ringer, upkeeper, backups, restored, .. } = booted;
        let Booted { exampler, .. } = booted;
        let Booted { inner, inner_tx, store_replies, attempts, interrupted, .. } = booted;
        Self {
            core,
            clock: options.clock,
            service,
            archivist,
            recorder,
            player,
            ringer,
            opener,
            line: None,
            scenario: options.scenario,
            data_dir: booted.data_dir,
            inner_tx,
            stream: Stream::new(announce),
            recent: Recent::default(),
            operations: 0,
            pending: std::iter::once(UpkeepReport::Known(backups))
                .chain(restored.map(UpkeepReport::Restored))
                .map(Event::Upkeep)
                .collect(),
            unstored: 0,
            being_recorded: 0,
            wishes: 0,
            wish: None,
            lister: None,
            sampler: None,
            exporter,
            slips: Slips::default(),
            transferer,
            doorman,
            eyes: None,
            reporter,
            figures_pending,
            firewall: FirewallHands::default(),
            speaker: Speaker::default(),
            outlets,
            placer,
            filer,
            upkeeper,
            exampler,
            events_tx,
            inner,
            store_replies,
            attempts,
            inlets,
            published: 0,
            meter: MeterWatch::default(),
            interrupted,
            retry: None,
            scenario_over: None,
            dropped_reports: 0,
        }
    }

    /// Runs until asked to stop.
    pub(super) fn run(mut self) {
        let effects = self.core.start(self.interrupted, self.clock.now());
        self.carry_out_all(effects);
        // What the last run finished and did not seal any more.
        self.pending.push_back(Event::RecordingFiled);
        self.settle();
        self.refresh_recent();
        self.ask_corrections();
        if self.figures_pending {
            self.store_by_program(Op::Statistics(StatisticsOp::Build));
        }
        self.load_rules();
        self.speech_effect(SpeechEffect::Discard); // what an earlier run did not keep
        self.speech_effect(SpeechEffect::Look);
        self.file_work(FileWork::Check(self.clock.now().utc_millis));
        while self.turn() {}
        self.shut_down();
    }

    /// Waits for something, handles it and what came with it, publishes. `false`: stop.
    fn turn(&mut self) -> bool {
        self.publish();
        let wait = self.patience();
        let inlets = &self.inlets;
        select! {
            recv(inlets.stop) -> _ => return false,
            recv(inlets.commands) -> command => match command {
                Ok(command) => self.pending.push_back(Event::Command(command)),
                Err(_) => return false,
            },
            recv(inlets.events) -> event => self.pending.extend(event.ok()),
            recv(self.inner) -> inner => self.take(inner.ok()),
            recv(self.store_replies) -> reply => if let Ok(reply) = reply { self.store_said(reply) },
            recv(self.attempts) -> attempt => if let Ok(attempt) = attempt { self.line_attempted(attempt) },
            default(wait) => {}
        }
        for _ in 0..TURN {
            self.settle();
            if let Ok(event) = self.inlets.events.try_recv() {
                self.pending.push_back(event);
            } else if let Ok(reply) = self.store_replies.try_recv() {
                self.store_said(reply);
            } else if let Ok(inner) = self.inner.try_recv() {
                self.take(Some(inner));
            } else {
                break;
            }
        }
        self.settle();
        self.pass_time();
        true
    }

    /// Steps the core until no event is left.
    fn settle(&mut self) {
        while let Some(event) = self.pending.pop_front() {
            let effects = self.core.step(event, self.clock.now());
            self.carry_out_all(effects);
        }
        self.look_with_other_eyes();
    }

    fn pass_time(&mut self) {
        let now = self.clock.now();
        if self.core.next_deadline().is_some_and(|due| due <= now.mono) {
            self.pending.push_back(Event::Tick);
            self.settle();
        }
        if self.meter.has_moved() {
            self.outlets.publisher.wake();
        }
        self.retry_line(now);
        self.count_drops();
        self.watch_scenario(now);
    }

    fn patience(&self) -> Duration {
        let now = self.clock.now().mono;
        let deadline = self.core.next_deadline().map(|due| due.saturating_sub(now));
        let meter = self.meter.is_watching().then_some(METER_PERIOD);
        let retry = self.retry.as_ref().map(|(at, _)| at.saturating_sub(now));
        deadline.into_iter().chain(meter).chain(retry).min().unwrap_or(Duration::from_hours(1))
    }

    fn publish(&mut self) {
        let revision = self.core.revision();
        if revision != self.published {
            self.published = revision;
            self.outlets.publisher.publish(Arc::new(self.core.snapshot(self.clock.now())));
        }
    }

    /// Turns what the engine's own helpers say into events.
    fn take(&mut self, inner: Option<Inner>) {
        match inner {
            None => {}
            Some(Inner::Recorder(report)) => self.recorder_said(report),
            Some(Inner::Player(report)) => self.player_said(report),
            Some(Inner::Plugged(plugged)) => {
                self.pending.push_back(Event::Devices(plugged.devices));
                let outputs = MannersReport::Outputs(plugged.outputs);
                self.pending.push_back(Event::Manners(outputs));
                self.pending.push_back(Event::Boxes(plugged.boxes, plugged.failures));
            }
            Some(Inner::Sample(sample)) => self.sampled(sample),
            Some(Inner::Peaks(report)) => self.peaks_said(report),
            Some(Inner::Outputs(outputs)) => self.pending.push_back(Event::Outputs(outputs)),
            Some(Inner::Upkeep(report)) => self.pending.push_back(Event::Upkeep(report)),
            Some(Inner::Places(report)) => self.pending.push_back(Event::Places(report)),
            Some(Inner::Export(report)) => self.export_said(report),
            Some(Inner::Archive(report)) => self.pending.push_back(Event::Archive(report)),
            Some(Inner::Firewall(event)) => self.pending.push_back(Event::Firewall(event)),
            Some(Inner::Speech(report)) => self.pending.push_back(Event::Speech(report)),
            Some(Inner::AnswerPlayed(result)) => {
                self.pending.push_back(Event::AnswerPlayed(result));
            }
            Some(Inner::File(report)) => self.pending.push_back(Event::Files(report)),
            Some(Inner::Staff(news)) => self.pending.push_back(Event::Staff(news)),
            Some(Inner::Transfer(news)) => self.transfer_said(news),
            Some(Inner::Report(news)) => self.pending.push_back(Event::Report(news)),
            Some(Inner::Manners(report)) => self.pending.push_back(Event::Manners(report)),
            Some(Inner::Example(report)) => self.pending.push_back(Event::Example(report)),
            Some(Inner::Printed(report)) => self.pending.push_back(Event::Printed(report)),
        }
    }

    fn recorder_said(&mut self, report: RecorderReport) {
        let call = report.call;
        let said = match &report.state {
            RecorderState::Begun => Some(RecordingReport::Begun),
            // The store's receipt carries the finished row on (`store_said`).
            RecorderState::Finished => None,
            RecorderState::Failed(why) => {
                Some(RecordingReport::Failed(why.clone(), left_behind(&report)))
            }
        };
        match recording_op(report) {
            Some(op) => self.store_by_program(op),
            None => self.being_recorded = self.being_recorded.saturating_sub(1),
        }
        self.pending.extend(said.map(|said| Event::Recording(call, said)));
    }

    fn line_attempted(&mut self, attempt: Attempt) {
        if !self.opener.is_current(&attempt) {
            return;
        }
        let Attempt { choice, result, .. } = attempt;
        let opened = match result {
            Ok(fresh) => {
                OpenLine::start(fresh, self.recorder.sender(), &self.clock, &self.events_tx)
            }
            Err(error) => {
                self.try_later(choice, &error);
                return;
            }
        };
        self.retry = None;
        match opened {
            Ok(line) => {
                self.meter.watch(Arc::clone(&line.level));
                self.pending.push_back(Event::LineOpened {
                    line: LINE,
                    choice,
                    name: line.name.clone(),
                    claimed: line.claimed,
                    level: Arc::clone(&line.level),
                    doctor: Arc::clone(&line.doctor),
                });
                self.line = Some(line);
            }
            Err(error) => {
                let why = format!("no thread for the line: {error}");
                self.pending.push_back(Event::LineFailed { choice, known: None, why });
            }
        }
    }

    /// A device that is not there may be plugged in later: it is looked for again, and its absence told once.
    fn try_later(&mut self, choice: LineChoice, error: &DeviceError) {
        let is_known = self.retry.as_ref().is_some_and(|(_, failed)| *failed == choice);
        let at = self.clock.now().mono + RETRY;
        self.retry = Some((at, choice.clone()));
        if !is_known {
            self.pending.push_back(failure(choice, error));
        }
    }

    fn retry_line(&mut self, now: Stamp) {
        let due = self.retry.as_ref().filter(|(at, _)| *at <= now.mono && self.line.is_none());
        let Some(choice) = due.map(|(_, choice)| choice.clone()) else { return };
        if let Some((at, _)) = &mut self.retry {
            *at = now.mono + RETRY;
        }
        if let Err(error) = self.opener.open(choice, None) {
            tracing::warn!(%error, "no thread to open the line");
        }
    }

    /// Reports that were dropped on the way become one event.
    fn count_drops(&mut self) {
        let Some(line) = &self.line else { return };
        let dropped = line.dropped_reports();
        if dropped > self.dropped_reports {
            let count = dropped - self.dropped_reports;
            self.pending.push_back(Event::Dropped(count, line.name.clone()));
            self.settle();
        }
        self.dropped_reports = dropped;
    }

    /// Ends the announcements when the scenario is over and the last call is closed and filed.
    fn watch_scenario(&mut self, now: Stamp) {
        let over = self.line.as_ref().and_then(|line| line.over.as_ref());
        if !over.is_some_and(|over| over.load(Ordering::Relaxed)) {
            return;
        }
        let since = *self.scenario_over.get_or_insert(now.mono);
        let patient = now.mono.saturating_sub(since) < SCENARIO_GRACE;
        if patient && self.is_busy(now) {
            return;
        }
        self.stream.end();
    }

    fn is_busy(&self, now: Stamp) -> bool {
        let picture = self.core.snapshot(now);
        let live = picture.calls.iter().any(|call| call.record.outcome == Outcome::Open);
        live || !self.stream.is_empty() || self.unstored > 0 || self.being_recorded > 0
    }

    /// Design §4: sessions close; box on-hook; capture; recorder; store last.
    fn shut_down(mut self) {
        let effects = self.core.stop(self.clock.now());
        self.carry_out_all(effects);
        self.settle();
        self.speaker.end();
        if let Some(line) = self.line.take() {
            line.close();
        }
        self.exporter.cancel();
        self.transferer.cancel();
        self.reporter.cancel();
        let Self {
            mut stream,
            archivist,
            recorder,
            player,
            ringer,
            inner,
            service,
            store_replies,
            clock,
            ..
        } = self;
        drop(archivist);
        drop((ringer, player));
        recorder.stop();
        for inner in inner.try_iter() {
            if let Inner::Recorder(report) = inner {
                file_last(&service, report, clock.now());
            }
        }
        drop((inner, store_replies)); // nobody answers any more; nobody waits for us
        match Arc::into_inner(service).map(Service::stop) {
            Some(stopped) if stopped.unsaved > 0 => {
                tracing::error!(stopped.unsaved, "operations never reached the disk");
            }
            _ => {}
        }
        stream.end();
    }
}
