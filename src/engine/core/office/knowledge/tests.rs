//! Where a spoken answer is heard, and when it is over.

use crate::base::clock::Stamp;
use crate::base::ids::{CallId, KnowledgeId};
use crate::crm::files::Content;
use crate::crm::knowledge::Entry;
use crate::engine::command::Command;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::event::{Event, PlayerReport};
use crate::engine::office::OfficeCommand;
use crate::engine::office::knowledge::{AnswerWork, KnowledgeCommand, Outlet};
use crate::engine::settings::Settings;

fn entry(sound: bool) -> Entry {
    let content =
        Content { hash: "ab".repeat(32), ext: "wav".into(), name: "a.wav".into(), bytes: 1 };
    Entry { id: Some(KnowledgeId(3)), audio: sound.then_some(content), ..Entry::default() }
}

fn wish(core: &mut Core, command: KnowledgeCommand) -> Vec<Effect> {
    let command = Command::Office(OfficeCommand::Knowledge(command));
    core.step(Event::Command(command), Stamp::default())
}

#[test]
fn without_a_call_an_answer_is_heard_here_until_it_is_over() {
    let mut core = Core::new(Settings::default(), CallId(1), "data".into());
    let effects = wish(&mut core, KnowledgeCommand::Play(Box::new(entry(true))));
    let played = |effect: &Effect| {
        matches!(effect, Effect::Answer(AnswerWork::Play { path, outlet: Outlet::Loudspeaker })
            if path.starts_with("files/ab/"))
    };
    assert!(effects.iter().any(played), "{effects:?}");
    let playing = |core: &Core| core.snapshot(Stamp::default()).office.knowledge.playing;
    assert_eq!(playing(&core), Some((KnowledgeId(3), Outlet::Loudspeaker)));
    core.step(Event::Player(PlayerReport::Stopped), Stamp::default());
    assert_eq!(playing(&core), None);
}

#[test]
fn an_answer_without_a_sound_is_refused() {
    let mut core = Core::new(Settings::default(), CallId(1), "data".into());
    let effects = wish(&mut core, KnowledgeCommand::Play(Box::new(entry(false))));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Answer(_))));
    assert_eq!(core.snapshot(Stamp::default()).notices.len(), 1, "and said");
}
