//! The form of an entry: what, for whom, when, when to remind, who does it, whether it comes again.
//! May depend on `ui`, and types of `crm`, `call`.

mod fields;
pub use fields::remind;
mod repeat;

use crate::base::ids::CustomerId;
use crate::call::worklist::period;
use crate::crm::agenda::{Due, Kind, Priority, TaskDraft};
use crate::crm::files::Subject;
use crate::ui::action::Action;
use crate::ui::office::agenda::{AgendaAction, AgendaState};
use crate::ui::office::files::{self, FileState};
use crate::ui::scene::Scene;
use crate::ui::widgets::dialog::{self, Form};
use egui::Context;
use jiff::civil::Date;
use repeat::Repeat;

/// Width of the form.
const WIDTH: f32 = 470.0;

/// An entry being typed.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskForm {
    base: TaskDraft,
    kind: Kind,
    text: String,
    day: String,
    time: String,
    remind: Option<u32>,
    whom: String,
    customer: Option<CustomerId>,
    assignee: String,
    priority: Priority,
    repeat: Repeat,
    /// It was to be stored already: what is wrong is said.
    pub tried: bool,
    focus: bool,
}

impl TaskForm {
    /// The form of a draft; `whom`: the name of its customer.
    #[must_use]
    pub fn of(draft: &TaskDraft, whom: Option<String>) -> Self {
        let time = draft.due.and_then(|due| due.minute).map(super::words::clock);
        Self {
            kind: draft.kind,
            text: draft.text.clone(),
            day: draft.due.map(|due| due.day.to_string()).unwrap_or_default(),
            time: time.unwrap_or_default(),
            remind: draft.remind,
            whom: whom.unwrap_or_default(),
            customer: draft.customer,
            assignee: draft.assignee.clone(),
            priority: draft.priority,
            repeat: Repeat::of(draft.repeat.as_ref()),
            base: draft.clone(),
            tried: false,
            focus: true,
        }
    }

    /// What is to be stored.
    ///
    /// # Errors
    /// The key of the sentence that says what is missing or cannot be read.
    pub fn draft(&self, today: Date) -> Result<TaskDraft, &'static str> {
        let text = self.text.trim().to_owned();
        if text.is_empty() {
            return Err("agenda.wrong_text");
        }
        let due = self.due(today)?;
        let repeat = match due {
            Some(due) => self.repeat.rule(due.day, today)?,
            None if self.repeat.comes_again() => return Err("agenda.wrong_repeat_day"),
            None => None,
        };
        if let (Some(rule), Some(due)) = (&repeat, due)
            && rule.days_from(due.day).next().is_none()
        {
            return Err("agenda.wrong_never");
        }
        // The series begins on its first day.
        let first = repeat.as_ref().zip(due).and_then(|(rule, due)| rule.days_from(due.day).next());
        let due = due.map(|due| Due { day: first.unwrap_or(due.day), ..due });
        Ok(TaskDraft {
            kind: self.kind,
            text,
            due,
            remind: self.remind.filter(|_| due.is_some()),
            customer: self.customer,
            assignee: self.assignee.trim().to_owned(),
            staff: self.base.staff.filter(|_| self.assignee == self.base.assignee),
            priority: self.priority,
            repeat,
            ..self.base.clone()
        })
    }

    fn due(&self, today: Date) -> Result<Option<Due>, &'static str> {
        let time = self.time.trim();
        let minute = if time.is_empty() {
            None
        } else {
            let time = period::parse_time(time).ok_or("agenda.wrong_time")?;
            let minute = i32::from(time.hour()) * 60 + i32::from(time.minute());
            u16::try_from(minute).ok()
        };
        if self.day.trim().is_empty() {
            // An hour alone means today.
            return Ok(minute.map(|minute| Due { day: today, minute: Some(minute) }));
        }
        let day = period::parse_date(&self.day, today).ok_or("agenda.wrong_day")?;
        Ok(Some(Due { day, minute }))
    }
}

/// Draws the form above the page, when one is open.
pub fn show(
    ctx: &Context,
    scene: &Scene<'_>,
    agenda: &mut AgendaState,
    attached: &mut FileState,
    out: &mut Vec<Action>,
) {
    let Some(mut form) = agenda.form.take() else { return };
    let key = if form.base.id.is_some() { "agenda.form_edit" } else { "agenda.form_new" };
    let around = Form {
        name: "agenda-form",
        title: scene.t(key),
        width: WIDTH,
        on: AgendaAction::SaveForm.into(),
        back: AgendaAction::CancelForm.into(),
        away: form.base.id.map(|id| AgendaAction::Delete(id).into()),
    };
    out.extend(dialog::form(ctx, scene, around, |ui, out| {
        fields::show(ui, scene, &mut form, agenda);
        repeat::show(ui, scene, &mut form.repeat);
        if let Some(id) = form.base.id {
            files::card::show(ui, scene, attached, Subject::Task(id), None, out);
        }
        let fault = form.draft(crate::crm::agenda::clock::today(scene.wall)).err();
        fault.filter(|_| form.tried).map(|key| scene.t(key).to_owned())
    }));
    agenda.form = Some(form);
}
