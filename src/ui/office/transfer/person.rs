//! One person: everything that is kept as a file; forgotten for good, after two questions.
//! May depend on `ui`, and types of `engine`, `base`.

use super::{Erasing, TransferAction, TransferState};
use crate::base::ids::CustomerId;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::widgets::dialog::{self, Answers};
use egui::{Context, Ui};

/// The two ways here, at the end of a card.
pub fn buttons(ui: &mut Ui, scene: &Scene<'_>, id: CustomerId, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let busy = controls::needs(scene.snap.office.transfer.going.is_none(), "why.busy");
        let export = TransferAction::ExportPerson(id).into();
        controls::offer(ui, scene, export, Weight::Quiet, busy, out);
        controls::offer(ui, scene, TransferAction::AskErase(id).into(), Weight::Quiet, None, out);
    });
}

/// Draws the question, when somebody is about to be forgotten.
pub fn show(ctx: &Context, scene: &Scene<'_>, state: &TransferState) -> Vec<Action> {
    let Some(Erasing { customer, sure }) = state.erasing else { return Vec::new() };
    let title = if sure { "transfer.erase_sure" } else { "transfer.erase_question" };
    let next =
        if sure { TransferAction::Erase(customer) } else { TransferAction::AskErase(customer) };
    let on = Some((next.into(), Weight::Danger));
    let answers = Answers { on, back: TransferAction::KeepPerson.into() };
    dialog::ask(ctx, scene, "erase-question", scene.texts.t(title), answers, |ui| {
        let about = if sure { "transfer.erase_sure_about" } else { "transfer.erase_about" };
        ui.label(scene.texts.t(about));
    })
}
