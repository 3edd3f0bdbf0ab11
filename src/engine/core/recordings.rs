//! When a call is recorded, and what the recorder says about it.
//! May depend on `base`, `call`, `line` and the engine's own types.

use super::Core;
use super::calls::Recorded;
use crate::base::clock::Stamp;
use crate::base::ids::CallId;
use crate::call::recordings::RecordingOp;
use crate::engine::effect::{Announcement, Effect, StoreOp};
use crate::engine::event::RecordingReport;
use crate::engine::notice::{Severity, Topic};
use crate::engine::settings::RecordFrom;
use crate::line::sign::{Direction, Sign, What};
use std::time::Duration;

/// Sound before the moment that began the recording, so that its first word is whole.
const PRE_ROLL: Duration = Duration::from_millis(500);

impl Core {
    /// Whether this sign is the moment at which the setting wants the recording to begin.
    pub(super) fn consider_recording(
        &mut self,
        call: usize,
        sign: &Sign,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let begins = match (self.settings.record_from, &sign.what) {
            (RecordFrom::OffHook, What::Begun(direction)) => *direction != Direction::Incoming,
            // The audio came back: what was wanted before begins now.
            (RecordFrom::FirstRing, What::Begun(_) | What::AudioBack)
            | (RecordFrom::OffHook, What::Answered(_)) => true,
            (RecordFrom::OffHook, What::AudioBack) => {
                let session = &self.calls[call].session;
                session.answered().is_some() || session.record.direction != Direction::Incoming
            }
            _ => false,
        };
        if begins && self.rules_want(call) {
            self.start_recording(call, sign.at, now, out);
        } else if begins {
            self.not_recorded(self.calls[call].session.record.id);
        }
        if matches!(sign.what, What::Caller { .. } | What::NumberComplete | What::Became(_)) {
            self.reconsider_recording(self.calls[call].session.record.id, now, out);
        }
        self.show_live();
    }

    pub(super) fn start_recording(
        &mut self,
        call: usize,
        at: Duration,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let desk = &mut self.calls[call];
        let heard = self.lines.iter().any(|l| l.id == desk.session.record.line && l.audio_ok);
        if desk.recorded != Recorded::No || !heard {
            return;
        }
        let from = at.saturating_sub(PRE_ROLL);
        let started = desk.session.started();
        desk.recorded = Recorded::Asked;
        out.push(Effect::StartRecording {
            call: desk.session.record.id,
            line: desk.session.record.line,
            started_utc_millis: desk.session.record.started_utc_millis,
            offset_minutes: desk.session.record.offset_minutes,
            starts_at: from.saturating_sub(started),
            back: now.mono.saturating_sub(from.max(started)),
        });
    }

    pub(super) fn stop_recording(&mut self, call: usize, out: &mut Vec<Effect>) {
        let desk = &mut self.calls[call];
        if matches!(desk.recorded, Recorded::Asked | Recorded::Running) {
            desk.recorded = Recorded::Over;
            out.push(Effect::StopRecording(desk.session.record.id));
        }
        self.show_live();
    }

    pub(super) fn recording_report(
        &mut self,
        call: CallId,
        report: RecordingReport,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let desk = self.calls.iter_mut().find(|desk| desk.session.record.id == call);
        match report {
            RecordingReport::Begun => {
                if let Some(desk) = desk
                    && desk.recorded == Recorded::Asked
                {
                    desk.recorded = Recorded::Running;
                    self.tell_far_end(call, now);
                }
            }
            RecordingReport::Finished(recording) => {
                self.data_revision += 1;
                if self.recordings.is_discarded(call) {
                    let op = RecordingOp::DeleteByRule(recording.id, "rule".to_owned());
                    out.push(Effect::Store(StoreOp::Recording(op)));
                    self.recordings.forget(call);
                    return;
                }
                self.recordings.forget(call);
                let seconds = recording.lasted.as_secs_f64();
                let path = recording.path;
                out.push(Effect::Announce(Announcement::Recorded { call, path, seconds }));
            }
            RecordingReport::Failed(why, _) => {
                if let Some(desk) = desk {
                    desk.recorded = Recorded::Over;
                }
                self.recordings.forget(call);
                self.show_live();
                self.data_revision += 1;
                self.notice(Severity::Error, Topic::RecordingFailed(why), now, out);
            }
        }
    }
}
