//! What runs low, on the home page. May depend on `ui`, and types of `crm`.

use super::{GoodsAction, GoodsState, list};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, gap, size};
use egui::{RichText, Ui};

/// Draws it; nothing where nothing runs low.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut GoodsState, out: &mut Vec<Action>) {
    let Some((shelves, total)) = state.low.show(&(), scene.snap.data_revision) else { return };
    if shelves.is_empty() {
        return;
    }
    ui.add_space(gap::MEDIUM);
    ui.horizontal(|ui| {
        ui.label(RichText::new(scene.t("goods.low")).size(size::TEXT_GROUP));
        ui.label(RichText::new(total.to_string()).color(Tokens::of(ui).weak));
        controls::offer(ui, scene, GoodsAction::ShowLow.into(), Weight::Quiet, None, out);
    });
    for shelf in shelves {
        ui.horizontal(|ui| {
            list::stock(ui, scene, shelf);
            controls::short(ui, RichText::new(&shelf.product.name));
        });
    }
}
