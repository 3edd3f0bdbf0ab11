//! What the program says into lines, and prompts that a person records: what the core knows and decides of it.
//! May depend on `base`, `call` and the engine's own types.

use crate::base::clock::Stamp;
use crate::base::ids::{CallId, LineId};
use crate::call::record::Happening;
use crate::engine::core::Core;
use crate::engine::core::lines::LineDesk;
use crate::engine::effect::Effect;
use crate::engine::notice::{Severity, Topic};
use crate::engine::settings::{LineChoice, Settings};
use crate::engine::topics::speech::{
    NoWay, Office, SpeechCommand, SpeechEffect, SpeechReport, SpeechView, Take,
};
use std::sync::Arc;

/// Characters of a prompt's name.
const NAME: usize = 60;

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct SpeechDesk {
    shown: SpeechView,
}

impl SpeechDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> SpeechView {
        self.shown.clone()
    }

    /// The output device that is the system's choice.
    pub(in crate::engine::core) fn system(&self) -> Option<&str> {
        self.shown.system.as_deref()
    }
}

/// The device that leads into a line, where there is one that may be used.
fn way_into(settings: &Settings, line: &LineChoice, system: Option<&str>) -> Result<String, NoWay> {
    let out = settings.speech.out(line).ok_or(NoWay::NotChosen)?;
    Office::of(settings, system).allows(&out.device).map(|()| out.device.clone())
}

impl LineDesk {
    /// Whether the program can speak into it: the box can, or an output device was chosen for it.
    pub(in crate::engine::core) fn can_play(
        &self,
        settings: &Settings,
        system: Option<&str>,
    ) -> bool {
        self.claimed.audio_out || way_into(settings, &self.choice, system).is_ok()
    }
}

impl Core {
    /// Whether the program can speak into this line now, or why not.
    pub(in crate::engine::core) fn may_speak(&self, line: LineId) -> Result<(), NoWay> {
        let desk = self.lines.iter().find(|desk| desk.id == line).ok_or(NoWay::NotChosen)?;
        if desk.claimed.audio_out {
            return Ok(());
        }
        way_into(&self.settings, &desk.choice, self.speech.system()).map(|_device| ())
    }

    /// Nobody can be told in words over this line: that stands at the call.
    pub(in crate::engine::core) fn not_told(&mut self, call: CallId, why: NoWay, now: Stamp) {
        let desk = self.calls.iter_mut().find(|desk| desk.session.record.id == call);
        if let Some(desk) = desk.filter(|desk| desk.ended.is_none()) {
            desk.session.happened(now.mono, Happening::NotTold(why.words().to_owned()));
        }
    }

    /// A wish of this topic.
    pub(in crate::engine::core) fn speech_command(
        &mut self,
        command: SpeechCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let shown = &mut self.speech.shown;
        let effect = match command {
            SpeechCommand::Look => SpeechEffect::Look,
            SpeechCommand::Try(prompt) => {
                shown.try_failed = None;
                shown.trying = Some(prompt.clone());
                SpeechEffect::Try(prompt, self.settings.player.output.clone())
            }
            SpeechCommand::EndTry => {
                shown.trying = None;
                SpeechEffect::EndTry
            }
            SpeechCommand::Record(device) => {
                if matches!(shown.take, Take::Opening | Take::Running { .. }) {
                    return self.refuse("record a prompt: one is being recorded", now, out);
                }
                (shown.take, shown.keep_failed) = (Take::Opening, None);
                if shown.trying.take().is_some() {
                    out.push(Effect::Speech(SpeechEffect::EndTry));
                }
                SpeechEffect::Record(device)
            }
            SpeechCommand::EndRecord => SpeechEffect::EndRecord,
            SpeechCommand::Keep(name) => {
                let name = tidy(&name);
                if !matches!(shown.take, Take::Ready(_)) || name.is_empty() {
                    return self.refuse("keep a prompt: a name and a take are needed", now, out);
                }
                shown.keep_failed = None;
                SpeechEffect::Keep(name)
            }
            SpeechCommand::Discard => {
                (shown.take, shown.keep_failed) = (Take::None, None);
                SpeechEffect::Discard
            }
        };
        out.push(Effect::Speech(effect));
    }

    /// What the rim says.
    pub(in crate::engine::core) fn speech_report(
        &mut self,
        report: SpeechReport,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let shown = &mut self.speech.shown;
        match report {
            SpeechReport::Told(call, result) => self.told(call, result, now, out),
            SpeechReport::Tried(result) => {
                shown.trying = None;
                shown.try_failed = result.err();
            }
            SpeechReport::Grew(lasted, level) => {
                if matches!(shown.take, Take::Opening | Take::Running { .. }) {
                    shown.take = Take::Running { lasted, level };
                }
            }
            SpeechReport::Taken(result) => {
                // Nobody wants it any more: it was discarded while it ended.
                if shown.take == Take::None {
                    out.push(Effect::Speech(SpeechEffect::Discard));
                } else {
                    shown.take = result.map_or_else(Take::Failed, Take::Ready);
                }
            }
            SpeechReport::Kept(Ok(file)) => {
                let count = shown.kept.as_ref().map_or(0, |(count, _)| *count) + 1;
                shown.kept = Some((count, file));
                shown.take = Take::None;
                out.push(Effect::Speech(SpeechEffect::Look));
            }
            SpeechReport::Kept(Err(why)) => shown.keep_failed = Some(why),
            SpeechReport::System(system) => shown.system = system,
            SpeechReport::Files(files) => shown.files = Arc::new(files),
        }
    }

    /// The far end was told that it is recorded, or could not be.
    fn told(
        &mut self,
        call: CallId,
        result: Result<(), String>,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let (failed, after) = (result.is_err(), self.settings.recordings.beep_after);
        if !self.recordings.spoken(call, failed, after, now.mono) {
            return;
        }
        let live = self.calls.iter_mut().find(|desk| desk.session.record.id == call);
        let live = live.filter(|desk| desk.ended.is_none());
        let (what, trouble) = match result {
            Ok(()) => (Happening::ToldOfRecording, None),
            Err(why) => (Happening::NotTold(why.clone()), Some(why)),
        };
        if let Some(desk) = live {
            desk.session.happened(now.mono, what);
        }
        if let Some(why) = trouble {
            self.notice(Severity::Warning, Topic::NoticeNotSpoken(why), now, out);
        }
    }
}

/// A name that a file can have anywhere: letters, digits, spaces and a few marks; nothing that leads elsewhere.
fn tidy(name: &str) -> String {
    let fits = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '(' | ')');
    let kept: String = name.trim().chars().filter(fits).take(NAME).collect();
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompts_name_never_leads_out_of_its_folder() {
        assert_eq!(tidy(" ../../etc/passwd "), "etcpasswd");
        assert_eq!(tidy("下班后 (2026)"), "下班后 (2026)");
        assert_eq!(tidy(".take"), "take");
        assert_eq!(tidy("\0/\\"), "");
        assert_eq!(tidy(&"x".repeat(500)).len(), NAME);
    }
}
