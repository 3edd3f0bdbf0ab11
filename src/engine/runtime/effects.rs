//! Carrying out what the core wishes, and hearing what the store answers. Nothing here decides anything.
//! May depend on `audio`, `store`, `base` and the engine's types.

use crate::audio::pump::{PumpOrder, RecordingWish};
use crate::audio::recorder::{RecorderReport, RecorderState};
use crate::base::clock::Stamp;
use crate::base::evidence::Evidence;
use crate::base::ids::{CallId, LineId, RecordingId};
use crate::base::order::BoxOrder;
use crate::base::signal::{LineSignal, Origin, Refusal, Report};
use crate::base::thread;
use crate::call::dialling::{DialAnswer, DialQuestion};
use crate::call::places::{PlaceAnswer, PlaceQuestion};
use crate::call::record::RecordingState;
use crate::call::recordings::RecordingOp;
use crate::dsp::bank::Mode;
use crate::engine::effect::{Effect, Listening, StoreOp};
use crate::engine::event::{Event, PlayerReport, RecordingReport};
use crate::engine::office::staff::{StaffNews, StaffWork};
use crate::engine::runtime::boot::{Inner, tell};
use crate::engine::runtime::desk::{self, CANDIDATES};
use crate::engine::runtime::doctor;
use crate::engine::runtime::playback;
use crate::engine::runtime::pulse::Pulse;
use crate::engine::runtime::speech;
use crate::engine::runtime::tags::{self, Asker};
use crate::engine::settings::LineChoice;
use crate::engine::topics::firewall::FirewallEvent;
use crate::engine::topics::places::{PlaceReport, PlaceWork};
use crate::engine::topics::recordings::{ArchiveOrder, ArchiveReport, JobKind};
use crate::engine::topics::speech::SpeechReport;
use crate::engine::topics::upkeep::{UpkeepReport, UpkeepWork};
use crate::store::error::StoreErrorKind;
use crate::store::operation::{Act, Deed, Op, Receipt};
use crate::store::service::{Answer, Question, ReadRequest, Reply, Request, Service};
use std::time::Duration;

/// In the journal, whoever sits at this seat while the settings do not name anybody.
pub(super) const SEAT: &str = "seat";
/// Calls in the newest part of the log.
const RECENT: u32 = 200;

/// What is known of the top of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Recent {
    /// Nothing has changed since it was read.
    #[default]
    Known,
    /// It is being read.
    Asked,
    /// It is being read, and has changed meanwhile.
    Stale,
}

impl Pulse {
    pub(super) fn carry_out_all(&mut self, effects: Vec<Effect>) {
        let mut news = Vec::new();
        for effect in effects {
            match effect {
                Effect::Announce(announcement) => news.push(announcement),
                effect => self.carry_out(effect),
            }
        }
        for announcement in news {
            self.stream.hold(announcement, self.operations);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::OpenLine(choice) => self.open_line(choice),
            Effect::ListDevices => self.list_devices(),
            Effect::Order(line, order) => self.order(line, order),
            Effect::Listen(_, listening) => self.listen(listening),
            Effect::StartRecording {
                call,
                started_utc_millis,
                offset_minutes,
                starts_at,
                back,
                ..
            } => self.start_recording(RecordingWish {
                call,
                started_utc_millis,
                offset_minutes,
                starts_at,
                back,
            }),
            Effect::StopRecording(call) => self.stop_recording(call),
            Effect::Lookup(call, number) => {
                let home_area = self.core.settings().home_area_code.clone();
                let question = Question::Lookup { number, home_area, limit: CANDIDATES };
                if !self.ask(tags::call(call), question) {
                    self.pending.push_back(Event::Firewall(FirewallEvent::WhoFailed(call)));
                    self.pending.push_back(Event::Matched(call, Vec::new()));
                }
            }
            Effect::Store(op) => self.store(op),
            Effect::Play(recording, from) => self.play(recording, from),
            Effect::PlayNewest(_, span) => self.play_newest(span),
            Effect::StopPlaying => self.stop_playing(),
            Effect::Player(order) => self.player_order(order),
            Effect::SaveSettings(settings) => {
                self.store_by_program(Op::SaveSettings(settings.to_rows()));
            }
            Effect::PauseRecording { call, on, cut } => {
                if !self.pump(PumpOrder::PauseRecording { call, on, cut }) {
                    tracing::debug!(%call, "the line has no sound to pause");
                }
            }
            Effect::Archive(order) => self.archive(order),
            Effect::CancelArchive => self.archivist.cancel(),
            Effect::NoticeBeep(_) => self.beep(),
            Effect::Speech(effect) => self.speech_effect(effect),
            Effect::Ring(order) => self.ring(order),
            // Told after the rest of its step (`carry_out_all`).
            Effect::Announce(news) => self.stream.hold(news, self.operations),
            Effect::AskSuppressed(serial, keys) => {
                let question = Question::Dialling(DialQuestion::Suppressed(keys));
                if !self.ask(tags::dial(serial), question) {
                    self.pending.push_back(Event::Suppressed(serial, Err(())));
                }
            }
            Effect::Places(work) => self.place_work(work),
            Effect::Export(order) => self.export(*order),
            Effect::CancelExport => self.exporter.cancel(),
            Effect::Firewall(effect) => self.firewall_effect(effect),
            Effect::Upkeep(work) => self.upkeep_work(work),
            Effect::Print(order) => self.print(order),
            Effect::ExportOrders(list) => self.export_orders(*list),
            Effect::Answer(work) => self.answer_work(work),
            Effect::Files(work) => self.file_work(work),
            Effect::AskAgenda(question) => self.ask_agenda(question),
            Effect::Transfer(work) => self.transfer_work(work),
            Effect::Staff(work) => self.staff_work(work),
            Effect::Report(work) => self.report_work(work),
            Effect::Example(work) => self.example_work(work),
        }
    }

    /// What is kept is found again by itself; what a person wished and cannot be taken is told.
    fn archive(&mut self, order: ArchiveOrder) {
        let kind = match &order {
            ArchiveOrder::Mask { .. } => Some(JobKind::Mask),
            ArchiveOrder::Export { .. } => Some(JobKind::Export),
            _ => None,
        };
        if !self.archivist.order(order) {
            tracing::debug!("the archivist takes no orders");
            let why = "too much work on recordings is waiting".to_owned();
            let report = kind.map(|kind| Event::Archive(ArchiveReport::Failed(kind, why)));
            self.pending.extend(report);
        }
    }

    fn open_line(&mut self, choice: LineChoice) {
        if let Some(line) = self.line.take() {
            line.close();
        }
        self.retry = None;
        let scenario = match &choice {
            LineChoice::Simulated => self.scenario.take(),
            LineChoice::Sound(_) | LineChoice::Box(_) => None,
        };
        if let Err(error) = self.opener.open(choice.clone(), scenario) {
            let why = format!("no thread to open the line: {error}");
            self.pending.push_back(Event::LineFailed { choice, known: None, why });
        }
    }

    fn list_devices(&mut self) {
        let inner = self.inner_tx.clone();
        let listing = thread::spawn("list-devices", move || {
            tell(&inner, Inner::Outputs(playback::outputs()));
            tell(&inner, Inner::Plugged(doctor::plugged()));
            tell(&inner, Inner::Speech(SpeechReport::System(speech::system_output())));
        });
        match listing {
            Ok(worker) => self.lister = Some(worker), // an older listing has ended or is joined
            Err(error) => tracing::warn!(%error, "no thread to list devices"),
        }
    }

    fn order(&mut self, line: LineId, order: BoxOrder) {
        let result =
            self.line.as_ref().map_or(Err(Refusal::Gone), |open| open.order(order.clone()));
        if let Err(refusal) = result {
            self.pending.push_back(Event::Line(Report {
                line,
                origin: Origin::Box,
                at: self.clock.now().mono,
                signal: LineSignal::OrderRefused(order, refusal),
                evidence: Evidence::default(),
            }));
        }
    }

    fn pump(&self, order: PumpOrder) -> bool {
        self.line.as_ref().is_some_and(|line| line.pump(order))
    }

    fn listen(&mut self, listening: Listening) {
        let mode = match listening {
            Listening::OnHook => Mode::OnHook,
            Listening::OffHook => Mode::OffHook,
            Listening::Everything => Mode::File,
        };
        if !self.pump(PumpOrder::Listen(mode)) {
            tracing::debug!("the line has no sound to listen to");
        }
    }

    fn start_recording(&mut self, wish: RecordingWish) {
        let call = wish.call;
        self.store(StoreOp::Recording(RecordingOp::Awaited(call)));
        if self.pump(PumpOrder::StartRecording(wish)) {
            self.being_recorded += 1;
        } else {
            let why = "the line has no sound".to_owned();
            let report = RecordingReport::Failed(why, RecordingState::Missing);
            self.pending.push_back(Event::Recording(call, report));
        }
    }

    fn stop_recording(&mut self, call: CallId) {
        if !self.pump(PumpOrder::StopRecording(call)) {
            tracing::debug!(%call, "its recording ended with the line's sound");
        }
    }

    fn store(&mut self, op: StoreOp) {
        let person = |op| (self.act_of_person(), op);
        let program = |op| (Act::program(self.clock.now()), op);
        let either = |by_person, op| if by_person { person(op) } else { program(op) };
        let (act, op) = match op {
            StoreOp::OpenCall(record) => program(Op::OpenCall(record)),
            StoreOp::UpdateCall(record) => program(Op::UpdateCall(record)),
            StoreOp::CloseCall(record) => program(Op::CloseCall(record)),
            StoreOp::MatchCustomer(call, who) => program(Op::AssignCustomer(call, who)),
            StoreOp::SaveCallNote(call, text) => person(Op::SaveCallNote(call, text)),
            StoreOp::MarkHandled(call, handled) => person(Op::MarkHandled(call, handled)),
            StoreOp::AssignCustomer(call, who) => person(Op::AssignCustomer(call, who)),
            StoreOp::SaveCustomer(customer, call) => person(Op::SaveCustomer(customer, call)),
            StoreOp::DeleteCustomer(id) => person(Op::DeleteCustomer(id)),
            StoreOp::Undo => person(Op::Undo),
            StoreOp::Recording(op) => either(op.by_person(), Op::Recording(op)),
            StoreOp::Dial(op) => either(op.by_person(), Op::Dial(op)),
            StoreOp::Firewall(op) => either(op.by_person(), Op::Firewall(op)),
            StoreOp::Work(op) => either(op.by_person(), Op::Work(op)),
            StoreOp::Place(op) => either(op.by_person(), Op::Place(op)),
            StoreOp::Statistics(op) => either(op.by_person(), Op::Statistics(op)),
            StoreOp::Upkeep(op) => either(op.by_person(), Op::Upkeep(op)),
            StoreOp::Office(op) => either(op.by_person(), Op::Office(op)),
        };
        self.send(act, op);
    }

    pub(super) fn store_by_program(&mut self, op: Op) {
        let act = Act::program(self.clock.now());
        self.send(act, op);
    }

    fn send(&mut self, act: Act, op: Op) {
        let name = op.name();
        let tag = tags::operation(self.operations + 1);
        if self.service.send(Request { tag, act, op }).is_ok() {
            self.operations += 1;
            self.unstored += 1;
        } else {
            self.pending.push_back(Event::StoreFailed(format!("{name}: the store is too slow")));
        }
    }

    pub(super) fn ask(&mut self, tag: crate::store::service::Tag, question: Question) -> bool {
        self.service.ask(ReadRequest { tag, sight: None, question }).is_ok()
    }

    /// The same, for the eyes of whoever works here.
    pub(super) fn ask_as_seen(
        &mut self,
        tag: crate::store::service::Tag,
        question: Question,
    ) -> bool {
        let sight = self.core.sight();
        self.service.ask(ReadRequest { tag, sight, question }).is_ok()
    }

    /// Under which name, and with whose rows, a person's work is done now.
    pub(super) fn act_of_person(&self) -> Act {
        let agent = self.core.settings().worklist.agent.trim();
        let seat = if agent.is_empty() { SEAT } else { agent };
        let seat = self.core.on_duty().unwrap_or(seat);
        Act::person(seat, self.clock.now()).seeing(self.core.sight())
    }

    /// The top of the log is another one for other eyes.
    pub(super) fn look_with_other_eyes(&mut self) {
        let sight = self.core.sight();
        if sight != self.eyes {
            self.eyes = sight;
            self.refresh_recent();
        }
    }

    /// Asks for the top of the log; the answer becomes `Event::Recent`.
    /// One question at a time: what changes meanwhile is asked for once, when the answer is there.
    pub(super) fn refresh_recent(&mut self) {
        if self.recent != Recent::Known {
            self.recent = Recent::Stale;
            return;
        }
        self.recent = Recent::Asked;
        if !self.ask_as_seen(tags::recent(), Question::Recent { limit: RECENT }) {
            self.recent = Recent::Known;
            tracing::warn!("the store takes no questions");
        }
    }

    /// Asks for people's corrections of places; the answer becomes an event.
    pub(super) fn ask_corrections(&mut self) {
        if !self.ask(tags::places(), Question::Places(PlaceQuestion::Corrections)) {
            tracing::warn!("the store takes no questions");
        }
    }

    fn place_work(&mut self, work: PlaceWork) {
        if !self.placer.order(work) {
            let why = "too much at once".to_owned();
            self.pending.push_back(Event::Places(PlaceReport::Failed(why)));
        }
    }

    /// The core asks for one thing at a time, so that there is room for it.
    fn upkeep_work(&mut self, work: UpkeepWork) {
        if !self.upkeeper.order(work) {
            let report = UpkeepReport::CheckFailed("too much at once".to_owned());
            self.pending.push_back(Event::Upkeep(report));
        }
    }

    fn recent_answered(&mut self) {
        let is_stale = self.recent == Recent::Stale;
        self.recent = Recent::Known;
        if is_stale {
            self.refresh_recent();
        }
    }

    fn play(&mut self, recording: RecordingId, from: Duration) {
        self.wishes += 1;
        self.wish = Some((self.wishes, from));
        if !self.ask_as_seen(tags::play(self.wishes), Question::Recording(recording)) {
            self.playback_failed("the store takes no questions".to_owned());
        }
    }

    pub(super) fn playback_failed(&mut self, why: String) {
        self.pending.push_back(Event::Player(PlayerReport::Failed(why)));
    }

    fn stop_playing(&mut self) {
        self.wish = None;
        if !self.player.stop() {
            tracing::warn!("the player takes no orders");
        }
    }

    /// What the store said.
    pub(super) fn store_said(&mut self, reply: Reply) {
        if let Reply::Done { tag, .. } | Reply::Failed { tag, .. } = &reply
            && let Asker::Operation(number) = tags::asker(*tag)
        {
            self.stream.settle(number);
        }
        match reply {
            Reply::Done { receipt, .. } => {
                self.unstored = self.unstored.saturating_sub(1);
                self.stored(receipt);
            }
            Reply::Failed { operation, error, kept, .. } => {
                if !kept {
                    self.unstored = self.unstored.saturating_sub(1);
                }
                self.pending.push_back(if error.kind == StoreErrorKind::NotYours {
                    Event::Staff(StaffNews::NotYours)
                } else {
                    Event::StoreFailed(format!("{operation}: {error}"))
                });
            }
            Reply::CaughtUp { operations } => tracing::info!(operations, "the store caught up"),
            Reply::Answered { tag, answer } => self.answered(tags::asker(tag), *answer),
        }
    }

    fn stored(&mut self, receipt: Receipt) {
        if matches!(&receipt.deed, Deed::Recording(row) if row.state != RecordingState::Writing) {
            self.being_recorded = self.being_recorded.saturating_sub(1);
        }
        match receipt.deed {
            Deed::CustomerSaved(id, call) => {
                self.pending.push_back(Event::CustomerSaved(id, call));
            }
            Deed::CustomerDeleted(name) => self.pending.push_back(Event::CustomerDeleted(name)),
            Deed::TakenAway(what) => self.pending.push_back(Event::TakenAway(what.to_string())),
            Deed::Undone(undone) => {
                self.ask_corrections(); // a correction may be what was undone
                self.staff_work(StaffWork::Roster); // or an employee
                self.pending.push_back(Event::Undone(undone.to_string()));
            }
            Deed::UndoLost(what) => self.pending.push_back(Event::UndoLost(what.to_string())),
            Deed::Recording(row) if row.state == RecordingState::Done => {
                self.pending.push_back(Event::Recording(row.call, RecordingReport::Finished(row)));
                self.pending.push_back(Event::RecordingFiled);
            }
            Deed::PlacesCorrected => self.ask_corrections(),
            Deed::BackupNoted(path) => self.pending.push_back(Event::BackupNoted(path)),
            Deed::StaffChanged => self.staff_work(StaffWork::Roster),
            Deed::CardConflict(id) => self.pending.push_back(Event::CardConflict(id)),
            Deed::FiguresBuilt(left) => self.pending.push_back(Event::FiguresBuilt(left)),
            Deed::RecordingFiled(_) => self.pending.push_back(Event::RecordingFiled),
            Deed::Recording(row) if row.state == RecordingState::Partial => {
                self.pending.push_back(Event::RecordingFiled);
            }
            Deed::Done | Deed::NothingToUndo | Deed::Recording(_) => {}
        }
        if receipt.changes.any() {
            self.refresh_recent();
        }
        if receipt.changes.firewall {
            self.load_rules();
        }
    }

    fn answered(&mut self, asker: Asker, answer: Answer) {
        if asker == Asker::Recent {
            self.recent_answered();
        }
        match (asker, answer) {
            (Asker::Desk(ticket), found) => self.outlets.answer(ticket, desk::answer(found)),
            (Asker::Call(call), Answer::Candidates(found)) => {
                self.pending.push_back(Event::Matched(call, found));
            }
            (Asker::Call(call), Answer::Failed(error)) => {
                self.pending.push_back(Event::StoreFailed(error.to_string()));
                self.pending.push_back(Event::Firewall(FirewallEvent::WhoFailed(call)));
                self.pending.push_back(Event::Matched(call, Vec::new()));
            }
            (Asker::Recent, Answer::Recent(recent)) => {
                self.pending.push_back(Event::Promises(recent.promises));
                self.pending.push_back(Event::Recent {
                    calls: recent.calls,
                    missed_open: recent.missed_open,
                    undo: recent.undo,
                });
            }
            (Asker::Play(wish), found) => self.play_found(wish, found),
            (Asker::Look(recording), found) => self.look_found(recording, &found),
            (Asker::Dial(serial), Answer::Dialling(DialAnswer::Suppressed(found))) => {
                self.pending.push_back(Event::Suppressed(serial, Ok(found)));
            }
            (Asker::Dial(serial), _) => {
                self.pending.push_back(Event::Suppressed(serial, Err(())));
            }
            (Asker::Places, Answer::Places(PlaceAnswer::Corrections(all))) => {
                self.pending.push_back(Event::Places(PlaceReport::Corrections(all)));
            }
            (Asker::Firewall, found) => self.rules_found(found),
            (Asker::Agenda, Answer::Office(found)) => self.agenda_answered(found),
            (_, Answer::Failed(error)) => {
                self.pending.push_back(Event::StoreFailed(error.to_string()));
            }
            (asker, _) => tracing::error!(?asker, "the store answered another question"),
        }
    }

    fn play_found(&mut self, wish: u64, found: Answer) {
        let Some((newest, from)) = self.wish else { return };
        if newest != wish {
            return;
        }
        let Answer::Recording(Some(row)) = found else {
            self.playback_failed("there is no such recording".to_owned());
            return;
        };
        let path = self.data_dir.join(&row.path);
        if self.stays_gone(wish, &path) {
            return;
        }
        if !self.player.play(row.id, path, from) {
            self.playback_failed("the player takes no orders".to_owned());
        }
    }
}

/// What the store is to keep of a recorder's word; `None`: there is no file.
pub(super) fn recording_op(report: RecorderReport) -> Option<Op> {
    let left = left_behind(&report);
    let RecorderReport { call, path, starts_at, lasted, state } = report;
    if path.is_empty() {
        return None;
    }
    Some(match state {
        RecorderState::Begun => Op::RecordingBegun { call, path, starts_at },
        RecorderState::Finished => Op::RecordingFinished { call, path, lasted },
        RecorderState::Failed(_) => Op::RecordingFailed { call, path, lasted, state: left },
    })
}

/// What a recording that failed leaves behind.
pub(super) fn left_behind(report: &RecorderReport) -> RecordingState {
    if report.lasted.is_zero() { RecordingState::Missing } else { RecordingState::Partial }
}

/// The last words of the recorder, while the program ends.
pub(super) fn file_last(service: &Service, report: RecorderReport, now: Stamp) {
    let Some(op) = recording_op(report) else { return };
    let request = Request { tag: tags::operation(0), act: Act::program(now), op };
    if service.send(request).is_err() {
        tracing::error!("a recording could not be filed; it will be found at the next start");
    }
}
