//! Questions and answers to say or play while talking: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

#[cfg(test)]
mod tests;

use crate::base::clock::Stamp;
use crate::crm::knowledge::{Entry, KnowledgeOp};
use crate::crm::office::OfficeOp;
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::event::PlayerReport;
use crate::engine::notice::{Severity, Topic};
use crate::engine::office::knowledge::{AnswerWork, KnowledgeCommand, KnowledgeView, Outlet};
use crate::line::state::LineState;

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct KnowledgeDesk {
    view: KnowledgeView,
}

impl KnowledgeDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> KnowledgeView {
        self.view.clone()
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn knowledge_command(
        &mut self,
        command: KnowledgeCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let op = match command {
            KnowledgeCommand::Save(entry) if !entry.says_something() => {
                self.refuse("answer: it says nothing", now, out);
                return;
            }
            KnowledgeCommand::Save(entry) => KnowledgeOp::Save(entry),
            KnowledgeCommand::SaveAll(entries) => KnowledgeOp::SaveAll(entries),
            KnowledgeCommand::Delete(id) => KnowledgeOp::Delete(id),
            KnowledgeCommand::Used(id) => KnowledgeOp::Used(id),
            KnowledgeCommand::RemoveSound(id) => KnowledgeOp::SetAudio(id, None),
            KnowledgeCommand::Play(entry) => {
                self.play_answer(&entry, now, out);
                return;
            }
            KnowledgeCommand::Stop => {
                self.office.knowledge.view.playing = None;
                out.push(Effect::Answer(AnswerWork::Stop));
                return;
            }
        };
        out.push(knowledge_op(op));
    }

    fn play_answer(&mut self, entry: &Entry, now: Stamp, out: &mut Vec<Effect>) {
        let path = entry.audio.as_ref().and_then(crate::crm::files::Content::path);
        let (Some(path), Some(id)) = (path, entry.id) else {
            self.refuse("answer: it has no sound", now, out);
            return;
        };
        let talks = |state| state == LineState::Talking;
        let line =
            self.lines.iter().find(|line| talks(line.line.state()) && line.claimed.audio_out);
        let outlet = line.map_or(Outlet::Loudspeaker, |line| Outlet::Line(line.id));
        self.office.knowledge.view.playing = Some((id, outlet));
        out.push(Effect::Answer(AnswerWork::Play { path, outlet }));
        out.push(knowledge_op(KnowledgeOp::Used(id)));
    }

    /// The loudspeaker fell silent: no answer sounds from it any more.
    pub(in crate::engine::core) fn answer_heard(&mut self, report: &PlayerReport) {
        let playing = &mut self.office.knowledge.view.playing;
        let sounds = matches!(report, PlayerReport::Playing(_));
        playing.take_if(|(_, outlet)| *outlet == Outlet::Loudspeaker && !sounds);
    }

    /// The answer was played, or could not be.
    pub(in crate::engine::core) fn answer_played(
        &mut self,
        result: Result<(), String>,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        self.office.knowledge.view.playing = None;
        if let Err(why) = result {
            self.notice(Severity::Warning, Topic::PlaybackFailed(why), now, out);
        }
    }
}

fn knowledge_op(op: KnowledgeOp) -> Effect {
    Effect::Store(StoreOp::Office(Box::new(OfficeOp::Knowledge(op))))
}
