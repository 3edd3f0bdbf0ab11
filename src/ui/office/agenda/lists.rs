//! One list of entries, however long: only what is in sight is asked for and drawn. May depend on `ui`, and types of `crm`.

use crate::crm::agenda::Which;
use crate::ui::action::Action;
use crate::ui::icons::Icon;
use crate::ui::office::agenda::{AgendaState, row};
use crate::ui::scene::Scene;
use crate::ui::tokens::size;
use crate::ui::widgets::{self, waiting};
use egui::{ScrollArea, Ui};

/// Height of a row with its margins.
const ROW: f32 = size::ROW;

/// Draws it.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    agenda: &mut AgendaState,
    which: &Which,
    out: &mut Vec<Action>,
) {
    agenda.list.show(which, scene.snap.data_revision);
    let Some(total) = agenda.list.total() else {
        waiting::rows(ui, scene, 8);
        return;
    };
    if total == 0 {
        widgets::empty(ui, Icon::Done, scene.t("agenda.none"), scene.t("agenda.none_hint"));
        return;
    }
    ui.spacing_mut().item_spacing.y = 2.0;
    let rows = usize::try_from(total).unwrap_or(usize::MAX);
    ScrollArea::vertical().id_salt(which).auto_shrink(false).show_rows(
        ui,
        ROW,
        rows,
        |ui, sight| {
            for at in sight {
                let index = u32::try_from(at).unwrap_or(u32::MAX);
                ui.push_id(at, |ui| {
                    ui.set_min_height(ROW);
                    if let Some(task) = agenda.list.row(index).cloned() {
                        row::show(ui, scene, &task, out);
                    }
                });
            }
        },
    );
}
