//! Recordings: how they are kept, sealed, masked, listened to and deleted: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::base::ids::{CallId, LineId, RecordingId};
use crate::call::recordings::{PAUSED, RecordingOp, STOPPED, Verdict};
use crate::engine::core::Core;
use crate::engine::core::calls::{CallDesk, Recorded};
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::notice::{Severity, Topic};
use crate::engine::topics::recordings::{
    ArchiveOrder, ArchiveReport, JobKind, LiveRecording, RecordingCommand, RecordingNotice,
    RecordingView, Spellings,
};
use crate::engine::topics::speech::SpeechEffect;
use std::time::Duration;

/// Checks remembered for the views.
const VERDICTS: usize = 64;
/// After a start nothing is deleted for so long: a wrong clock may still be put right.
const FIRST_SWEEP: Duration = Duration::from_mins(10);
const SWEEP_EVERY: Duration = Duration::from_hours(24);
/// How often the far end hears the beep.
const BEEP_EVERY: Duration = Duration::from_secs(15);
const MEGABYTE: u64 = 1_024 * 1_024;

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct RecordingDesk {
    plans: Vec<Plan>,
    shown: RecordingView,
    /// What a person listens to, and what the player played a step ago.
    listening: Option<RecordingId>,
    played: Option<RecordingId>,
    swept: Option<Duration>,
}

/// How a call is recorded.
#[allow(clippy::struct_excessive_bools, reason = "independent facts, each with its own moment")]
#[derive(Debug, Clone, Copy)]
struct Plan {
    call: CallId,
    /// A person wanted it: rules no longer count.
    by_hand: bool,
    /// The moment came and a rule said no.
    due: bool,
    paused: bool,
    stopped: bool,
    /// A rule said no after it had begun: the file goes when it is finished.
    discard: bool,
    /// When the far end hears the next beep.
    beep: Option<Duration>,
    /// The spoken notice.
    words: Words,
}

/// How far the spoken notice of a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Words {
    /// None is wanted, or not yet.
    #[default]
    None,
    /// It comes as soon as somebody hears it.
    Due,
    /// It is spoken into this line.
    Speaking(LineId),
    /// It was, or could not be.
    Over,
}

impl RecordingDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> RecordingView {
        self.shown.clone()
    }

    fn plan(&mut self, call: CallId) -> &mut Plan {
        let at = self.plans.iter().position(|plan| plan.call == call).unwrap_or_else(|| {
            let plan = Plan {
                call,
                by_hand: false,
                due: false,
                paused: false,
                stopped: false,
                discard: false,
                beep: None,
                words: Words::None,
            };
            self.plans.push(plan);
            self.plans.len() - 1
        });
        &mut self.plans[at]
    }

    fn known(&self, call: CallId) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.call == call)
    }

    /// The call is over and its recording filed.
    pub(in crate::engine::core) fn forget(&mut self, call: CallId) {
        self.plans.retain(|plan| plan.call != call);
    }

    /// Whether a rule took back a recording that had begun.
    pub(in crate::engine::core) fn is_discarded(&self, call: CallId) -> bool {
        self.known(call).is_some_and(|plan| plan.discard)
    }

    /// Whether silence is written (or nothing) instead of what is heard.
    pub(in crate::engine::core) fn is_stopped(&self, call: CallId) -> bool {
        self.known(call).is_some_and(|plan| plan.stopped)
    }

    /// When the next beep is due.
    pub(in crate::engine::core) fn next_deadline(&self) -> Option<Duration> {
        self.plans.iter().filter_map(|plan| plan.beep).min()
    }

    /// The file is open: beeps begin, or the spoken notice is due.
    fn running(&mut self, call: CallId, notice: RecordingNotice, now: Duration) {
        match notice {
            RecordingNotice::Off => {}
            RecordingNotice::Beep => self.plan(call).beep = Some(now),
            RecordingNotice::Spoken => {
                let plan = self.plan(call);
                if plan.words == Words::None {
                    plan.words = Words::Due;
                }
            }
        }
    }

    /// The spoken notice is over; where it failed, the beep says it. `false`: it had been broken off before.
    pub(in crate::engine::core) fn spoken(
        &mut self,
        call: CallId,
        failed: bool,
        beep_after: bool,
        now: Duration,
    ) -> bool {
        let speaks = |plan: &&mut Plan| matches!(plan.words, Words::Speaking(_));
        let known = self.plans.iter_mut().find(|plan| plan.call == call);
        let Some(plan) = known.filter(speaks) else { return false };
        plan.words = Words::Over;
        if failed {
            plan.beep = Some(now);
        } else if beep_after {
            plan.beep = Some(now + BEEP_EVERY);
        }
        true
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn recordings_command(
        &mut self,
        command: RecordingCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let op = |op| Effect::Store(StoreOp::Recording(op));
        match command {
            RecordingCommand::Start(call) => self.record_by_hand(call, now, out),
            RecordingCommand::Stop(call) => self.pause_by_hand(call, true, now, out),
            RecordingCommand::Pause(call) => self.pause_by_hand(call, false, now, out),
            RecordingCommand::Resume(call) => self.resume_by_hand(call, now, out),
            RecordingCommand::Mask { recording, from, to, reason } => {
                if reason.trim().is_empty() || from >= to {
                    self.refuse("mask: a span and a reason are needed", now, out);
                } else {
                    out.push(Effect::Archive(ArchiveOrder::Mask { recording, from, to, reason }));
                }
            }
            RecordingCommand::Keep { recording, until } => {
                out.push(op(RecordingOp::Keep(recording, until)));
            }
            RecordingCommand::Hold { recording, on } => {
                out.push(op(RecordingOp::Hold(recording, on)));
            }
            RecordingCommand::Delete { recording, reason } => {
                if reason.trim().is_empty() {
                    self.refuse("delete: a reason is needed", now, out);
                } else {
                    out.push(op(RecordingOp::Delete(recording, reason)));
                }
            }
            RecordingCommand::Export { recording, span, to } => {
                out.push(Effect::Archive(ArchiveOrder::Export { recording, span, to }));
            }
            RecordingCommand::AddMarker { recording, at, text } => {
                out.push(op(RecordingOp::AddMarker(recording, at, text)));
            }
            RecordingCommand::RemoveMarker(id) => out.push(op(RecordingOp::RemoveMarker(id))),
            RecordingCommand::VerifyAll => out.push(Effect::Archive(ArchiveOrder::CheckAll)),
            RecordingCommand::CompressAll => {
                let format = self.settings.recordings.format;
                out.push(Effect::Archive(ArchiveOrder::Recode(format)));
            }
            RecordingCommand::Cancel => out.push(Effect::CancelArchive),
        }
        self.show_live();
    }

    fn live_call(&self, call: CallId) -> Option<usize> {
        let live = |desk: &CallDesk| {
            desk.session.record.id == call && desk.ended.is_none() && desk.waits.is_none()
        };
        self.calls.iter().position(live)
    }

    fn record_by_hand(&mut self, call: CallId, now: Stamp, out: &mut Vec<Effect>) {
        let Some(place) = self.live_call(call) else {
            return self.refuse("record: the call is over", now, out);
        };
        match self.calls[place].recorded {
            Recorded::No => {
                self.start_recording(place, now.mono, now, out);
                if self.calls[place].recorded == Recorded::No {
                    self.refuse("record: the line has no sound", now, out);
                } else {
                    self.recordings.plan(call).by_hand = true;
                }
            }
            Recorded::Asked | Recorded::Running => self.resume_by_hand(call, now, out),
            Recorded::Over => self.refuse("record: its recording has ended", now, out),
        }
    }

    fn pause_by_hand(&mut self, call: CallId, cut: bool, now: Stamp, out: &mut Vec<Effect>) {
        let running = |place: &usize| self.calls[*place].recorded == Recorded::Running;
        let Some(place) = self.live_call(call).filter(running) else {
            return self.refuse("recording: the call is not being recorded", now, out);
        };
        let at = now.mono.saturating_sub(self.calls[place].session.started());
        let plan = self.recordings.plan(call);
        let is_silent = plan.paused || plan.stopped;
        (plan.by_hand, plan.paused, plan.stopped) = (true, !cut, cut);
        out.push(Effect::PauseRecording { call, on: true, cut });
        if !is_silent {
            let reason = if cut { STOPPED } else { PAUSED }.to_owned();
            let op = RecordingOp::PauseBegun(call, at, reason);
            out.push(Effect::Store(StoreOp::Recording(op)));
        }
    }

    fn resume_by_hand(&mut self, call: CallId, now: Stamp, out: &mut Vec<Effect>) {
        let Some(place) = self.live_call(call) else {
            return self.refuse("recording: the call is over", now, out);
        };
        let at = now.mono.saturating_sub(self.calls[place].session.started());
        let plan = self.recordings.plan(call);
        if !plan.paused && !plan.stopped {
            return;
        }
        (plan.by_hand, plan.paused, plan.stopped) = (true, false, false);
        out.push(Effect::PauseRecording { call, on: false, cut: false });
        out.push(Effect::Store(StoreOp::Recording(RecordingOp::PauseEnded(call, at))));
    }

    /// Whether the rules want this call recorded, by what is known of it now.
    pub(in crate::engine::core) fn rules_want(&self, place: usize) -> bool {
        let rules = &self.settings.recordings;
        let desk = &self.calls[place];
        let record = &desk.session.record;
        let number = Spellings::of(record.number.as_ref(), &self.settings.home_area_code);
        rules.wants(record.direction, &number, desk.class())
    }

    /// The moment to begin came, and a rule said no. It may still say yes when more is known.
    pub(in crate::engine::core) fn not_recorded(&mut self, call: CallId) {
        self.recordings.plan(call).due = true;
    }

    /// More is known of a call: its rule may be another one now.
    pub(in crate::engine::core) fn reconsider_recording(
        &mut self,
        call: CallId,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let Some(place) = self.live_call(call) else { return };
        if self.settings.recordings.rules.is_empty() {
            return;
        }
        let wanted = self.rules_want(place);
        let plan = *self.recordings.plan(call);
        match self.calls[place].recorded {
            Recorded::No if wanted && plan.due => {
                self.start_recording(place, now.mono, now, out);
            }
            Recorded::Asked | Recorded::Running if !wanted && !plan.by_hand => {
                self.recordings.plan(call).discard = true;
                self.stop_recording(place, out);
            }
            _ => {}
        }
    }

    /// A person plays a recording: journalled once for each time of listening, and its file is checked.
    pub(in crate::engine::core) fn watch_listening(&mut self, out: &mut Vec<Effect>) {
        let before = std::mem::replace(&mut self.recordings.played, self.player.recording);
        if before.is_some() && self.player.recording.is_none() {
            self.recordings.listening = None;
        }
        let wish = out.iter().rev().find_map(|effect| match effect {
            Effect::Play(recording, _) => Some(*recording),
            _ => None,
        });
        if let Some(recording) = wish.filter(|wish| self.recordings.listening != Some(*wish)) {
            self.recordings.listening = Some(recording);
            out.push(Effect::Store(StoreOp::Recording(RecordingOp::Listened(recording))));
            out.push(Effect::Archive(ArchiveOrder::Check(recording)));
        }
    }

    /// There may be work for the archivist.
    pub(in crate::engine::core) fn recording_filed(&mut self, out: &mut Vec<Effect>) {
        self.data_revision += 1;
        out.push(Effect::Archive(ArchiveOrder::Keep(self.settings.recordings.format)));
    }

    /// What the archivist says.
    pub(in crate::engine::core) fn archive_report(
        &mut self,
        report: ArchiveReport,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let op = |op| Effect::Store(StoreOp::Recording(op));
        match report {
            ArchiveReport::Replaced(what) => out.push(op(RecordingOp::Replace(what))),
            ArchiveReport::Checked(recording, verdict) => {
                self.judged(recording, verdict, now, out);
            }
            ArchiveReport::Exported(recording, span, to) => {
                out.push(op(RecordingOp::Exported(recording, span, to.clone())));
                self.notice(Severity::Info, Topic::RecordingExported(to), now, out);
            }
            ArchiveReport::Removed(paths) => out.push(op(RecordingOp::Forgotten(paths))),
            ArchiveReport::Progress(job) => self.recordings.shown.job = Some(job),
            ArchiveReport::Ended(end) => {
                self.recordings.shown.job = None;
                self.recordings.shown.ended = Some(end);
                self.data_revision += 1;
            }
            ArchiveReport::Failed(JobKind::Compress, why) => {
                self.notice(Severity::Warning, Topic::RecordingNotKept(why), now, out);
            }
            ArchiveReport::Failed(_, why) => {
                self.notice(Severity::Error, Topic::RecordingWorkFailed(why), now, out);
            }
            ArchiveReport::Held(path) => {
                self.notice(Severity::Warning, Topic::RecordingHeld(path), now, out);
            }
            ArchiveReport::Disk(free) => self.disk_seen(free, now, out),
        }
    }

    fn judged(
        &mut self,
        recording: RecordingId,
        verdict: Verdict,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        if verdict.is_bad() {
            let topic = Topic::RecordingNotGenuine(recording.to_string());
            self.notice(Severity::Error, topic, now, out);
        }
        let verdicts = &mut self.recordings.shown.verdicts;
        verdicts.retain(|(id, _)| *id != recording);
        verdicts.insert(0, (recording, verdict.clone()));
        verdicts.truncate(VERDICTS);
        out.push(Effect::Store(StoreOp::Recording(RecordingOp::Checked(recording, verdict))));
    }

    fn disk_seen(&mut self, free: Option<u64>, now: Stamp, out: &mut Vec<Effect>) {
        let least = u64::from(self.settings.recordings.low_disk_megabytes) * MEGABYTE;
        let low = free.is_some_and(|free| free < least);
        let was_low = self.recordings.shown.disk.low;
        self.recordings.shown.disk.free = free;
        self.recordings.shown.disk.low = low;
        if let Some(free) = free.filter(|_| low && !was_low) {
            self.notice(Severity::Warning, Topic::DiskLow(free / MEGABYTE), now, out);
        }
        let due = self.recordings.swept.map_or(FIRST_SWEEP, |at| at + SWEEP_EVERY);
        if now.mono >= due {
            self.recordings.swept = Some(now.mono);
            let days = self.settings.recordings.keep_days;
            let op = RecordingOp::Sweep(now.utc_millis, days);
            out.push(Effect::Store(StoreOp::Recording(op)));
        }
    }

    /// The recorder has the file open: the far end is told, where the settings want it and the line can.
    pub(in crate::engine::core) fn tell_far_end(&mut self, call: CallId, now: Stamp) {
        let line = self.calls.iter().find(|desk| desk.session.record.id == call);
        let line = line.map(|desk| desk.session.record.line);
        let notice = self.settings.recordings.notice;
        match line.map(|line| self.may_speak(line)) {
            Some(Ok(())) => self.recordings.running(call, notice, now.mono),
            Some(Err(why)) if notice == RecordingNotice::Spoken => self.not_told(call, why, now),
            _ => {}
        }
        self.show_live();
    }

    /// Notices that somebody hears now: in words first.
    pub(in crate::engine::core) fn give_notice(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        let file = &self.settings.recordings.notice_file;
        for plan in &mut self.recordings.plans {
            let desk = self.calls.iter().find(|desk| desk.session.record.id == plan.call);
            let live = desk.filter(|desk| desk.ended.is_none());
            let hears = |desk: &&CallDesk| {
                desk.recorded == Recorded::Running && desk.session.answered().is_some()
            };
            let heard = live.filter(hears).filter(|_| !plan.stopped);
            match (plan.words, heard) {
                (Words::Due, Some(desk)) => {
                    let line = desk.session.record.line;
                    plan.words = Words::Speaking(line);
                    let (call, file) = (plan.call, file.clone());
                    out.push(Effect::Speech(SpeechEffect::Tell { line, call, file }));
                }
                (Words::Speaking(line), None) => {
                    plan.words = Words::Due; // all of it, when the recording goes on
                    out.push(Effect::Speech(SpeechEffect::Hush(line)));
                }
                _ => {}
            }
        }
        self.beep(now, out);
    }

    /// Beeps that are due.
    fn beep(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        for plan in &mut self.recordings.plans {
            let Some(at) = plan.beep.filter(|at| *at <= now.mono) else { continue };
            let desk = self.calls.iter().find(|desk| desk.session.record.id == plan.call);
            let running = desk.filter(|desk| desk.recorded == Recorded::Running);
            plan.beep = running.map(|_| at.max(now.mono) + BEEP_EVERY);
            if let Some(desk) = running.filter(|_| !plan.stopped) {
                out.push(Effect::NoticeBeep(desk.session.record.line));
            }
        }
    }

    /// What is being recorded, for the views.
    pub(in crate::engine::core) fn show_live(&mut self) {
        let recorded = self.calls.iter().filter(|desk| {
            desk.ended.is_none() && matches!(desk.recorded, Recorded::Asked | Recorded::Running)
        });
        let live = recorded.map(|desk| {
            let call = desk.session.record.id;
            let plan = self.recordings.known(call);
            LiveRecording {
                call,
                paused: plan.is_some_and(|plan| plan.paused),
                stopped: plan.is_some_and(|plan| plan.stopped),
            }
        });
        self.recordings.shown.live = live.collect();
    }
}
