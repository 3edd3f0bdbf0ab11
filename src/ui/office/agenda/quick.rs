//! The line in which a task is typed as people say it, and what was understood of it before it is stored.
//! May depend on `ui`, and types of `crm`.

use crate::crm::agenda::spoken::{self, Spoken};
use crate::crm::agenda::{Person, TaskDraft};
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::office::agenda::{AgendaAction, AgendaState, words};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, gap};
use egui::{Key, TextEdit, Ui};

/// The entry that the line means, and the name of whom it is for.
pub fn draft(app: &App) -> (TaskDraft, Option<String>) {
    let state = &app.state.office.agenda;
    let spoken = spoken::parse(&state.line, app.wall());
    let whom = whom(state, &spoken);
    let remind = app.snap.settings.office.agenda.reminder();
    let draft = TaskDraft {
        text: spoken.text,
        due: spoken.due,
        remind: spoken.due.and(remind),
        repeat: spoken.repeat,
        customer: whom.map(|person| person.id),
        ..TaskDraft::default()
    };
    (draft, whom.map(|person| person.name.clone()))
}

/// Forgets the line.
pub fn clear(state: &mut AgendaState) {
    state.line.clear();
    state.meant = None;
    state.nobody = false;
}

/// Whom the line is for: the one who was chosen, else the only one who fits the name.
fn whom<'a>(state: &'a AgendaState, spoken: &Spoken) -> Option<&'a Person> {
    if state.nobody {
        return None;
    }
    if state.meant.is_some() {
        return state.meant.as_ref();
    }
    let name = spoken.whom.as_ref()?;
    let (words, people) = state.people.peek()?;
    match people.as_slice() {
        [one] if words == name => Some(one),
        _ => None,
    }
}

/// Draws the line.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut AgendaState, out: &mut Vec<Action>) {
    let spoken = spoken::parse(&state.line, scene.wall);
    ui.horizontal(|ui| {
        let field = TextEdit::singleline(&mut state.line)
            .hint_text(scene.t("agenda.line_hint").to_owned())
            .margin(egui::vec2(10.0, 7.0))
            .desired_width((ui.available_width() - 240.0).max(160.0));
        let field = ui.add(field).accessible_name(scene.t("agenda.line"));
        if field.changed() {
            state.meant = None;
            state.nobody = false;
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if entered && !spoken.text.is_empty() {
            out.push(AgendaAction::AddTyped.into());
            field.request_focus();
        }
        let why_not = controls::needs(!spoken.text.is_empty(), "why.task");
        controls::offer(ui, scene, AgendaAction::AddTyped.into(), Weight::Primary, why_not, out);
        controls::offer(ui, scene, AgendaAction::OpenTyped.into(), Weight::Plain, None, out);
    });
    if state.line.trim().is_empty() {
        return;
    }
    if let Some(name) = &spoken.whom {
        state.people.want(name, scene.snap.data_revision);
    }
    understood(ui, scene, state, &spoken, out);
}

/// What was understood: day and hour, repetition, person, and what is left.
fn understood(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &AgendaState,
    spoken: &Spoken,
    out: &mut Vec<Action>,
) {
    ui.add_space(gap::TIGHT);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        controls::small(ui, scene.t("agenda.understood"));
        let when = match spoken.due {
            Some(due) => words::when(scene.texts, due, scene.wall),
            None => scene.t("agenda.no_day").to_owned(),
        };
        let mood = if spoken.due.is_some() { Mood::Cool } else { Mood::Calm };
        controls::pill(ui, Some(Icon::Bell), &when, mood);
        if let Some(rule) = &spoken.repeat {
            controls::pill(ui, Some(Icon::Repeat), &words::rule(scene.texts, rule), Mood::Cool);
        }
        let chosen = whom(state, spoken);
        if let Some(person) = chosen {
            controls::pill(ui, Some(Icon::Person), &person.name, Mood::Good);
            let none = scene.t("agenda.nobody");
            if controls::chip(ui, none, None, false).clicked() {
                out.push(AgendaAction::MeanPerson(None).into());
            }
        } else if let (Some((_, people)), false) = (state.people.peek(), state.nobody)
            && spoken.whom.is_some()
        {
            for person in people.iter().take(4) {
                let text = format!("{}  {}", person.name, scene.texts.number(&person.number));
                if controls::chip(ui, text.trim(), None, false).clicked() {
                    out.push(AgendaAction::MeanPerson(Some(person.clone())).into());
                }
            }
        }
        controls::small(ui, format!("“{}”", spoken.text));
    });
}
