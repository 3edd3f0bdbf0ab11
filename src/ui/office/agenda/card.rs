//! The entries of one customer, for the card. May depend on `ui`, and types of `crm`.

use crate::base::ids::CustomerId;
use crate::base::number::PhoneNumber;
use crate::crm::agenda::Person;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::office::agenda::{AgendaAction, AgendaState, form, row};
use crate::ui::office::files::FileState;
use crate::ui::scene::Scene;
use crate::ui::widgets::waiting;
use egui::Ui;

/// Draws them; `name` is the customer's. The form that changes one is drawn above the page.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (agenda, files): (&mut AgendaState, &mut FileState),
    (customer, name): (CustomerId, &str),
    out: &mut Vec<Action>,
) {
    let person = Person { id: customer, name: name.to_owned(), number: PhoneNumber::default() };
    let new = AgendaAction::New(Some(person), None);
    controls::offer(ui, scene, new.into(), Weight::Quiet, None, out);
    let tasks = agenda.card.show(&customer, scene.snap.data_revision).cloned();
    match tasks {
        Some(tasks) if tasks.is_empty() => {
            controls::weak(ui, scene.t("agenda.none_of_customer"));
        }
        Some(tasks) => {
            for task in &tasks {
                ui.push_id(("card-task", task.id.0), |ui| row::show(ui, scene, task, out));
            }
        }
        None => waiting::rows(ui, scene, 2),
    }
    form(ui, scene, (agenda, files), out);
}

/// The form of an entry that was opened from the card.
pub fn form(
    ui: &Ui,
    scene: &Scene<'_>,
    (agenda, files): (&mut AgendaState, &mut FileState),
    out: &mut Vec<Action>,
) {
    let ctx = ui.ctx().clone();
    form::show(&ctx, scene, agenda, files, out);
}
