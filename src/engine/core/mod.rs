//! The pure heart: events in, effects out, a picture on request. No I/O, no threads, no clock, no dice (I1).
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

mod calls;
mod commands;
mod doctor;
mod lines;
mod notices;
mod office;
mod playing;
mod popups;
mod recordings;
mod topics;
mod tuning;
mod waiting;

use crate::base::clock::Stamp;
use crate::base::ids::{CallId, LineId};
use crate::call::record::CallSummary;
use crate::call::session::Ending;
use crate::engine::doctor::FoundBoxView;
use crate::engine::effect::Effect;
use crate::engine::event::Event;
use crate::engine::notice::{Severity, Topic};
use crate::engine::settings::Settings;
use crate::engine::snapshot::{DeviceChoice, LineView, PlayerView, Snapshot};
use calls::{CallDesk, Recorded};
use lines::{Cells, LineDesk};
use notices::NoticeBoard;
use office::OfficeDesk;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use topics::dialling::DialDesk;
use topics::example::ExampleDesk;
use topics::firewall::FirewallDesk;
use topics::manners::MannersDesk;
use topics::places::PlaceDesk;
use topics::recordings::RecordingDesk;
use topics::speech::SpeechDesk;
use topics::statistics::StatisticsDesk;
use topics::upkeep::UpkeepDesk;
use topics::worklist::WorkDesk;

/// Everything the program knows, changed by events alone.
#[derive(Debug)]
pub struct Core {
    settings: Arc<Settings>,
    next_call: CallId,
    data_dir: PathBuf,
    lines: Vec<LineDesk>,
    /// Newest last: live calls, and ended ones whose card is still open.
    calls: Vec<CallDesk>,
    notices: NoticeBoard,
    recent: Arc<Vec<CallSummary>>,
    missed_open: u32,
    undo: Option<String>,
    devices: Arc<Vec<DeviceChoice>>,
    boxes: Arc<Vec<FoundBoxView>>,
    unlisted: Arc<Vec<String>>,
    player: PlayerView,
    data_revision: u64,
    raise: u64,
    revision: u64,
    recordings: RecordingDesk,
    dialling: DialDesk,
    firewall: FirewallDesk,
    worklist: WorkDesk,
    places: PlaceDesk,
    statistics: StatisticsDesk,
    manners: MannersDesk,
    upkeep: UpkeepDesk,
    office: OfficeDesk,
    speech: SpeechDesk,
    example: ExampleDesk,
}

impl Core {
    /// A program that has just started. `next_call` is the first call id the store has not given yet.
    #[must_use]
    pub fn new(settings: Settings, next_call: CallId, data_dir: PathBuf) -> Self {
        Self {
            settings: Arc::new(settings),
            next_call,
            data_dir,
            lines: Vec::new(),
            calls: Vec::new(),
            notices: NoticeBoard::default(),
            recent: Arc::default(),
            missed_open: 0,
            undo: None,
            devices: Arc::default(),
            boxes: Arc::default(),
            unlisted: Arc::default(),
            player: PlayerView::default(),
            data_revision: 0,
            raise: 0,
            revision: 1,
            recordings: RecordingDesk::default(),
            dialling: DialDesk::default(),
            firewall: FirewallDesk::default(),
            worklist: WorkDesk::default(),
            places: PlaceDesk::default(),
            statistics: StatisticsDesk::default(),
            manners: MannersDesk::default(),
            upkeep: UpkeepDesk::default(),
            office: OfficeDesk::default(),
            speech: SpeechDesk::default(),
            example: ExampleDesk::default(),
        }
    }

    /// What is to be done first: open the chosen line, list the devices, and say how many calls the last run left
    /// open (`interrupted`).
    pub fn start(&mut self, interrupted: u32, now: Stamp) -> Vec<Effect> {
        let mut out = vec![Effect::OpenLine(self.settings.line.clone()), Effect::ListDevices];
        self.prepare_player(&mut out);
        if interrupted > 0 {
            self.notice(Severity::Info, Topic::CallsInterrupted(interrupted), now, &mut out);
        }
        self.begin_manners(now, &mut out);
        self.revision += 1;
        out
    }

    /// One event, and what it causes.
    pub fn step(&mut self, event: Event, now: Stamp) -> Vec<Effect> {
        let mut out = Vec::new();
        let quiet = matches!(event, Event::Line(_) | Event::Tick);
        let told = self.dispatch(event, now, &mut out);
        let passed = self.pass_deadlines(now, &mut out) | self.follow_manners(&mut out);
        self.watch_listening(&mut out);
        self.store_changes(&mut out);
        if !quiet || told || passed || !out.is_empty() {
            self.revision += 1;
        }
        out
    }

    /// The program ends: live calls are closed as interrupted, recordings ended.
    pub fn stop(&mut self, now: Stamp) -> Vec<Effect> {
        let mut out = Vec::new();
        while let Some(call) = self.calls.iter().position(|call| call.ended.is_none()) {
            self.close_call(call, now.mono, Ending::ProgramEnds, now, &mut out);
        }
        self.revision += 1;
        out
    }

    /// When [`Event::Tick`] must come at the latest, on the monotonic clock.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Duration> {
        let lines = self.lines.iter().filter_map(LineDesk::next_deadline);
        let popups = self.calls.iter().filter_map(CallDesk::popup_until);
        let topics = [
            self.dialling.next_deadline(),
            self.recordings.next_deadline(),
            self.upkeep.deadline(),
            self.worklist.next_deadline(),
            self.manners.next_deadline(),
            self.agenda_deadline(),
            self.staff_deadline(),
        ];
        let screened = self.calls.iter().filter_map(|call| call.screening.due());
        let waiting = self.calls.iter().filter_map(CallDesk::waits_until);
        lines.chain(popups).chain(screened).chain(waiting).chain(topics.into_iter().flatten()).min()
    }

    /// Grows whenever [`Core::snapshot`] would look different (but for its time).
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The settings in force.
    #[must_use]
    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    /// The whole picture for the views.
    #[must_use]
    pub fn snapshot(&self, now: Stamp) -> Snapshot {
        Snapshot {
            revision: self.revision,
            now_mono: now.mono,
            lines: self.lines.iter().map(|desk| self.line_view(desk)).collect(),
            calls: self.call_views(),
            recent: Arc::clone(&self.recent),
            missed_open: self.missed_open,
            notices: self.notices.newest_first(),
            settings: Arc::clone(&self.settings),
            devices: Arc::clone(&self.devices),
            boxes: Arc::clone(&self.boxes),
            unlisted: Arc::clone(&self.unlisted),
            player: self.player.clone(),
            data_revision: self.data_revision,
            data_dir: self.data_dir.clone(),
            undo: self.undo.clone(),
            raise: self.raise,
            recordings: self.recordings.view(),
            dialling: self.dialling.view(),
            firewall: self.firewall.view(),
            worklist: self.worklist.view(),
            places: self.places.view(),
            statistics: self.statistics.view(),
            manners: self.manners.view(),
            upkeep: self.upkeep.view(),
            office: self.office.view(),
            speech: self.speech.view(),
            example: self.example.view(),
        }
    }

    /// A line as the views see it: it can play where the program can, whoever carries the sound there.
    fn line_view(&self, desk: &LineDesk) -> LineView {
        let mut view = desk.view(self.is_recording(desk.id));
        view.claimed.audio_out = desk.can_play(&self.settings, self.speech.system());
        view
    }

    fn is_recording(&self, line: LineId) -> bool {
        let written = |call: &CallDesk| {
            call.session.record.line == line
                && call.recorded == Recorded::Running
                && !self.recordings.is_stopped(call.session.record.id)
        };
        self.calls.iter().any(written)
    }

    /// Whether a line report changed anything the views see.
    fn dispatch(&mut self, event: Event, now: Stamp, out: &mut Vec<Effect>) -> bool {
        match event {
            Event::Line(report) => return self.line_report(report, now, out),
            Event::Command(command) => self.command(command, now, out),
            Event::LineOpened { line, choice, name, claimed, level, doctor } => {
                let cells = Cells { level, doctor };
                self.line_opened(LineDesk::new(line, choice, name, claimed, cells, now), now, out);
            }
            Event::LineFailed { choice, known, why } => {
                self.line_failed(&choice, known, why, now, out);
            }
            Event::Devices(devices) => self.devices = Arc::new(devices),
            Event::Boxes(boxes, unlisted) => {
                (self.boxes, self.unlisted) = (Arc::new(boxes), Arc::new(unlisted));
            }
            Event::Matched(call, candidates) => self.matched(call, candidates, now, out),
            Event::Recording(call, report) => self.recording_report(call, report, now, out),
            Event::Recent { calls, missed_open, undo } => {
                (self.recent, self.missed_open, self.undo) = (Arc::new(calls), missed_open, undo);
                self.data_changed(now, out);
            }
            Event::CustomerSaved(customer, call) => self.customer_saved(customer, call, out),
            Event::Undone(name) => {
                self.notice(Severity::Info, Topic::Undone(name), now, out);
                self.cards_changed(out);
            }
            Event::UndoLost(name) => self.undo_lost(name, now, out),
            Event::TakenAway(what) => {
                self.notice(Severity::Info, Topic::TakenAway(what), now, out);
            }
            Event::CustomerDeleted(name) => {
                self.notice(Severity::Info, Topic::CustomerDeleted(name), now, out);
                self.cards_changed(out);
            }
            Event::StoreFailed(why) => {
                self.notice(Severity::Error, Topic::StoreFailed(why), now, out);
            }
            Event::Player(report) => {
                self.answer_heard(&report);
                self.player_report(report, now, out);
            }
            Event::Dropped(count, place) => self.dropped(count, &place, now, out),
            Event::Export(report) => self.export_report(report, now, out),
            Event::FiguresBuilt(left) => self.figures_built(left, out),
            Event::BackupNoted(path) => self.backup_noted(&path, out),
            Event::Tick => {}
            Event::Waveform(recording, found) => self.form_report(recording, found),
            Event::Outputs(outputs) => self.player.outputs = Arc::new(outputs),
            Event::Suppressed(serial, ledger) => self.ledger_told(serial, ledger, now, out),
            Event::Places(report) => self.places_report(report, now, out),
            Event::Archive(report) => self.archive_report(report, now, out),
            Event::RecordingFiled => self.recording_filed(out),
            Event::Firewall(event) => self.firewall_event(event, now, out),
            Event::Upkeep(report) => self.upkeep_report(report, now, out),
            Event::Promises(promises) => self.know_promises(promises, now),
            Event::Speech(report) => self.speech_report(report, now, out),
            Event::Manners(report) => self.manners_report(report, now, out),
            Event::Printed(report) => self.printed(report, now, out),
            Event::AnswerPlayed(result) => self.answer_played(result, now, out),
            Event::Files(report) => self.file_report(report, now, out),
            Event::Agenda(glance) => self.agenda_glance(*glance, now, out),
            Event::Transfer(news) => self.transfer_news(news, now, out),
            Event::Staff(news) => self.staff_news(news, now, out),
            Event::Report(news) => self.report_news(news, now, out),
            Event::Example(report) => self.example_report(report, now, out),
            Event::CardConflict(_) => self.card_conflict(now, out),
        }
        true
    }

    fn undo_lost(&mut self, name: String, now: Stamp, out: &mut Vec<Effect>) {
        self.notice(Severity::Warning, Topic::UndoLost(name), now, out);
    }

    fn card_conflict(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        self.notice(Severity::Warning, Topic::CardConflict, now, out);
        self.cards_changed(out); // the window reads it again and shows both
    }

    fn data_changed(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        self.data_revision += 1;
        self.recent_told();
        self.ask_agenda(now, out);
    }

    fn pass_deadlines(&mut self, now: Stamp, out: &mut Vec<Effect>) -> bool {
        let lines = self.expire_lines(now, out) | self.expire_tests(now, out);
        let dialling = self.expire_dialling(now, out);
        let screened = self.expire_screening(now, out) | self.give_up_waiting(now, out);
        let popups = self.expire_popups(now);
        let upkeep = self.pass_upkeep(now, out);
        self.give_notice(now, out);
        let reminded = self.remind(now, out) | self.pass_agenda(now, out);
        let manners = self.expire_manners(now, out);
        let staff = self.pass_staff(now);
        staff || lines || screened || popups || dialling || upkeep || reminded || manners
    }
}
