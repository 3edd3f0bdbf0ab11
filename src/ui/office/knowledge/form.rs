//! The form of a question with its answer. May depend on `ui`, and types of `crm`.

use crate::crm::knowledge::Entry;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::office::knowledge::{KnowledgeAction, KnowledgeState};
use crate::ui::paths::{self, PathField};
use crate::ui::scene::Scene;
use crate::ui::tokens::Mood;
use crate::ui::widgets::dialog::{self, Form};
use egui::{Context, TextEdit, Ui, vec2};

/// Width of the form and of its fields.
const WIDTH: f32 = 520.0;
const FIELD: f32 = 360.0;

/// An entry being typed.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryForm {
    /// As typed.
    pub entry: Entry,
    /// Path of a sound file, as typed.
    pub sound: String,
    /// It was to be stored already: what is wrong is said.
    pub tried: bool,
    focus: bool,
}

impl EntryForm {
    /// The form of an entry.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        Self { entry: entry.clone(), sound: String::new(), tried: false, focus: true }
    }
}

/// Draws the form above the page, when one is open.
pub fn show(ctx: &Context, scene: &Scene<'_>, state: &mut KnowledgeState, out: &mut Vec<Action>) {
    let Some(form) = &mut state.form else { return };
    let key = if form.entry.id.is_some() { "knowledge.form_edit" } else { "knowledge.form_new" };
    let around = Form {
        name: "knowledge-form",
        title: scene.t(key),
        width: WIDTH,
        on: KnowledgeAction::Save.into(),
        back: KnowledgeAction::Cancel.into(),
        away: form.entry.id.map(|id| KnowledgeAction::Delete(id).into()),
    };
    out.extend(dialog::form(ctx, scene, around, |ui, out| {
        let question =
            controls::field(ui, scene.t("knowledge.question"), &mut form.entry.question, FIELD);
        if std::mem::take(&mut form.focus) {
            question.request_focus();
        }
        controls::field(ui, scene.t("knowledge.category"), &mut form.entry.category, 180.0);
        text(ui, scene.t("knowledge.say"), &mut form.entry.say, 2);
        text(ui, scene.t("knowledge.answer"), &mut form.entry.answer, 6);
        controls::field(ui, scene.t("knowledge.words"), &mut form.entry.words, FIELD);
        sound(ui, scene, form, out);
        let is_wrong = form.tried && !form.entry.says_something();
        is_wrong.then(|| scene.t("knowledge.wrong").to_owned())
    }));
}

fn text(ui: &mut Ui, label: &str, text: &mut String, rows: usize) {
    ui.horizontal_top(|ui| {
        let id = controls::lead(ui, label);
        let field = TextEdit::multiline(text)
            .desired_rows(rows)
            .desired_width(FIELD)
            .margin(vec2(8.0, 5.0));
        ui.add(field).labelled_by(id);
    });
}

/// The spoken answer: a sound file is copied to the entry once that is stored.
fn sound(ui: &mut Ui, scene: &Scene<'_>, form: &mut EntryForm, out: &mut Vec<Action>) {
    let Some(id) = form.entry.id else {
        controls::small(ui, scene.t("knowledge.sound_later"));
        return;
    };
    if let Some(audio) = &form.entry.audio {
        ui.horizontal(|ui| {
            controls::lead(ui, scene.t("knowledge.sound"));
            controls::pill(ui, Some(Icon::Play), &audio.name, Mood::Good);
            let remove = KnowledgeAction::RemoveSound(id);
            controls::offer_icon(ui, scene, remove.into(), None, out);
        });
        return;
    }
    ui.horizontal(|ui| {
        let label = controls::lead(ui, scene.t("knowledge.sound"));
        controls::edit(ui, &mut form.sound, 190.0).labelled_by(label);
        paths::button(ui, scene, scene.t("knowledge.sound"), PathField::AnswerSound, out);
        let why_not = controls::needs(!form.sound.trim().is_empty(), "why.path");
        let attach = KnowledgeAction::AttachSound(id);
        controls::offer(ui, scene, attach.into(), Weight::Plain, why_not, out);
    });
    controls::small(ui, scene.t("knowledge.sound_hint"));
}
