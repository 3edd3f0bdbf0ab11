//! What the actions of the knowledge page do. May depend on `ui`, and commands of `engine`.

use crate::crm::files::Subject;
use crate::crm::knowledge::Entry;
use crate::engine::command::Command;
use crate::engine::office::OfficeCommand;
use crate::engine::office::files::FileCommand;
use crate::engine::office::knowledge::KnowledgeCommand;
use crate::ui::app::App;
use crate::ui::office::knowledge::{EntryForm, KnowledgeAction};
use crate::ui::state::Screen;
use egui::Context;
use std::path::PathBuf;

/// Performs one action.
pub fn perform(app: &mut App, ctx: &Context, action: KnowledgeAction) {
    match action {
        KnowledgeAction::Search => {
            app.state.screen = Screen::Knowledge;
            app.state.focus_search = true;
        }
        KnowledgeAction::Category(category) => app.state.office.knowledge.category = category,
        KnowledgeAction::Choose(id) => app.state.office.knowledge.chosen = Some(id),
        KnowledgeAction::CopySay(entry) => {
            ctx.copy_text(entry.spoken().to_owned());
            if let Some(id) = entry.id {
                send(app, KnowledgeCommand::Used(id));
            }
        }
        KnowledgeAction::Play(entry) => send(app, KnowledgeCommand::Play(entry)),
        KnowledgeAction::Stop => send(app, KnowledgeCommand::Stop),
        KnowledgeAction::New => {
            let category = app.state.office.knowledge.category.clone();
            let entry = Entry { category, ..Entry::default() };
            app.state.office.knowledge.form = Some(EntryForm::of(&entry));
        }
        KnowledgeAction::Edit(entry) => {
            app.state.office.knowledge.form = Some(EntryForm::of(&entry));
        }
        KnowledgeAction::Save => save(app),
        KnowledgeAction::Cancel => app.state.office.knowledge.form = None,
        KnowledgeAction::Delete(id) => {
            app.state.office.knowledge.form = None;
            send(app, KnowledgeCommand::Delete(id));
        }
        KnowledgeAction::AttachSound(id) => attach(app, id),
        KnowledgeAction::RemoveSound(id) => {
            app.state.office.knowledge.form = None;
            send(app, KnowledgeCommand::RemoveSound(id));
        }
        KnowledgeAction::Starter => starter(app),
    }
}

fn send(app: &mut App, command: KnowledgeCommand) {
    app.send(Command::Office(OfficeCommand::Knowledge(command)));
}

fn save(app: &mut App) {
    let Some(form) = &mut app.state.office.knowledge.form else { return };
    form.tried = true;
    let entry = form.entry.tidy();
    if !entry.says_something() {
        return;
    }
    send(app, KnowledgeCommand::Save(Box::new(entry)));
    if !app.state.refused {
        app.state.office.knowledge.form = None;
    }
}

/// The file is copied; its hash and name come back as the entry's sound.
fn attach(app: &mut App, id: crate::base::ids::KnowledgeId) {
    let Some(form) = &app.state.office.knowledge.form else { return };
    let path = form.sound.trim().trim_matches(|c| c == '"' || c == '\'');
    let path = PathBuf::from(path.strip_prefix("file://").unwrap_or(path));
    let attach = FileCommand::Attach(Subject::Knowledge(id), vec![path]);
    app.send(Command::Office(OfficeCommand::Files(attach)));
    if !app.state.refused {
        app.state.office.knowledge.form = None;
    }
}

/// A dozen entries to begin with, in the language of the window.
fn starter(app: &mut App) {
    let snap = std::sync::Arc::clone(&app.snap);
    let scene = app.scene(&snap);
    let entries = (1..=12)
        .map(|n| {
            let part =
                |what: &str| scene.texts.t(&format!("knowledge.start_{n}_{what}")).to_owned();
            let (category, question) = (part("category"), part("question"));
            Entry { category, question, say: part("say"), ..Entry::default() }
        })
        .collect();
    send(app, KnowledgeCommand::SaveAll(entries));
}
