//! The number to call back, large enough to be dialled from across the desk. May depend on `ui` and `base`.

use crate::base::number::PhoneNumber;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::{gap, size};
use crate::ui::topics::worklist::WorkAction;
use egui::{Align2, Context, Key, Label, Modifiers, RichText};

/// Shows the number while somebody dials it.
pub fn show(ctx: &Context, scene: &Scene<'_>, number: Option<&PhoneNumber>) -> Vec<Action> {
    let mut out = Vec::new();
    let Some(number) = number else { return out };
    egui::Window::new(scene.t("worklist.dial_title"))
        .id(egui::Id::unique("call-back"))
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, egui::Vec2::ZERO)
        .show(ctx, |ui| {
            ui.set_max_width(size::INCOMING_WIDTH);
            let large = RichText::new(number.pretty()).size(size::TEXT_NUMBER);
            ui.add(Label::new(large).selectable(true));
            controls::weak(ui, scene.t("worklist.dial_hint"));
            ui.add_space(gap::SMALL);
            let close = Action::Worklist(WorkAction::CloseNumber);
            controls::offer(ui, scene, close, Weight::Primary, true, &mut out);
        });
    let escape = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if escape {
        out.push(Action::Worklist(WorkAction::CloseNumber));
    }
    out
}
