//! One person: everything that is kept as a file; forgotten for good, after two questions.
//! May depend on `ui`, and types of `engine`, `base`.

use super::{Erasing, TransferAction, TransferState};
use crate::base::ids::CustomerId;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::{gap, size};
use egui::{Align2, Context, Frame, Margin, Ui, Window, vec2};

/// The two ways here, at the end of a card.
pub fn buttons(ui: &mut Ui, scene: &Scene<'_>, id: CustomerId, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let idle = scene.snap.office.transfer.going.is_none();
        let export = TransferAction::ExportPerson(id).into();
        controls::offer(ui, scene, export, Weight::Quiet, idle, out);
        controls::offer(ui, scene, TransferAction::AskErase(id).into(), Weight::Quiet, true, out);
    });
}

/// Draws the question, when somebody is about to be forgotten.
pub fn show(ctx: &Context, scene: &Scene<'_>, state: &TransferState) -> Vec<Action> {
    let Some(Erasing { customer, sure }) = state.erasing else { return Vec::new() };
    let mut out = Vec::new();
    let title = if sure { "transfer.erase_sure" } else { "transfer.erase_question" };
    let frame = Frame::window(&ctx.style_of(ctx.theme())).inner_margin(Margin::same(20));
    Window::new(scene.texts.t(title))
        .id(egui::Id::unique("erase-question"))
        .title_bar(false)
        .resizable(false)
        .frame(frame)
        .anchor(Align2::CENTER_CENTER, vec2(0.0, -40.0))
        .show(ctx, |ui| {
            ui.set_width(size::DIAL_PANEL);
            controls::group_title(ui, scene.texts.t(title));
            let about = if sure { "transfer.erase_sure_about" } else { "transfer.erase_about" };
            ui.label(scene.texts.t(about));
            ui.add_space(gap::SMALL);
            ui.horizontal(|ui| {
                let next = if sure {
                    TransferAction::Erase(customer)
                } else {
                    TransferAction::AskErase(customer)
                };
                controls::offer(ui, scene, next.into(), Weight::Danger, true, &mut out);
                let keep = TransferAction::KeepPerson.into();
                controls::offer(ui, scene, keep, Weight::Plain, true, &mut out);
            });
        });
    out
}
