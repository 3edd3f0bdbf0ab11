//! What the actions of the agenda do. May depend on `ui`, and commands of `engine`.

use crate::crm::agenda::clock::{WallMinute, today};
use crate::crm::agenda::{Due, TaskDraft};
use crate::engine::command::Command;
use crate::engine::office::OfficeCommand;
use crate::engine::office::agenda::AgendaCommand;
use crate::ui::app::App;
use crate::ui::office::agenda::{AgendaAction, Shown, TaskForm, put_off, quick};
use egui::Context;
use jiff::{Span, civil::Date};

/// Performs one action.
pub fn perform(app: &mut App, _ctx: &Context, action: AgendaAction) {
    match action {
        AgendaAction::Show(shown) => app.state.office.agenda.shown = shown,
        AgendaAction::TurnMonth(by) => turn(app, by),
        AgendaAction::ThisMonth => {
            app.state.office.agenda.month = None;
            app.state.office.agenda.shown = Shown::Today;
        }
        AgendaAction::AddTyped => add_typed(app),
        AgendaAction::OpenTyped => {
            let (draft, whom) = quick::draft(app);
            app.state.office.agenda.form = Some(TaskForm::of(&draft, whom));
            quick::clear(&mut app.state.office.agenda);
        }
        AgendaAction::MeanPerson(person) => {
            app.state.office.agenda.nobody = person.is_none();
            app.state.office.agenda.meant = person;
        }
        AgendaAction::New(person, day) => {
            let due = day.map(|day| Due { day, minute: None });
            let remind = app.snap.settings.office.agenda.reminder();
            let customer = person.as_ref().map(|person| person.id);
            let draft = TaskDraft { customer, due, remind, ..TaskDraft::default() };
            app.state.office.agenda.form =
                Some(TaskForm::of(&draft, person.map(|person| person.name)));
        }
        AgendaAction::Edit(task) => {
            let party = Some(task.party.clone()).filter(|name| !name.is_empty());
            app.state.office.agenda.form = Some(TaskForm::of(&task.draft, party));
        }
        AgendaAction::SaveForm => save_form(app),
        AgendaAction::CancelForm => app.state.office.agenda.form = None,
        AgendaAction::Done(id, done) => send(app, AgendaCommand::Done(id, done)),
        AgendaAction::Snooze(id, by) => {
            let at = put_off(by, WallMinute::of(app.wall()));
            send(app, AgendaCommand::Snooze(id, at));
        }
        AgendaAction::Skip(id) => send(app, AgendaCommand::Skip(id)),
        AgendaAction::Delete(id) => {
            app.state.office.agenda.form = None;
            send(app, AgendaCommand::Delete(id));
        }
    }
}

fn send(app: &mut App, command: AgendaCommand) {
    app.send(Command::Office(OfficeCommand::Agenda(command)));
}

fn turn(app: &mut App, by: i8) {
    let this = today(app.wall()).first_of_month();
    let agenda = &mut app.state.office.agenda;
    let from: Date = agenda.month.unwrap_or(this);
    let span = Span::new().try_months(by);
    agenda.month = span.ok().and_then(|span| from.checked_add(span).ok()).or(agenda.month);
}

fn add_typed(app: &mut App) {
    let (draft, _) = quick::draft(app);
    if !draft.says_something() {
        return;
    }
    send(app, AgendaCommand::Save(Box::new(draft)));
    if !app.state.refused {
        quick::clear(&mut app.state.office.agenda);
    }
}

fn save_form(app: &mut App) {
    let now = app.wall();
    let Some(form) = &mut app.state.office.agenda.form else { return };
    form.tried = true;
    let Ok(draft) = form.draft(today(now)) else { return };
    send(app, AgendaCommand::Save(Box::new(draft)));
    if !app.state.refused {
        app.state.office.agenda.form = None;
    }
}
