//! Customers out: as what, where to, everybody, those the list shows or those who were chosen in it. May depend on `ui`, and types of `engine`.

use super::{TransferAction, TransferState};
use crate::crm::cards::CardFilter;
use crate::engine::office::transfer::ListFormat;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::office::cards::{CardState, narrowed};
use crate::ui::paths::{PathField, path_field};
use crate::ui::scene::Scene;
use crate::ui::tokens::gap;
use crate::ui::views::settings::group;
use egui::Ui;

pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut TransferState,
    cards: &CardState,
    out: &mut Vec<Action>,
) {
    let idle = scene.snap.office.transfer.going.is_none();
    group(ui, |ui| {
        controls::group_title(ui, scene.t("transfer.export_what"));
        ui.horizontal(|ui| {
            controls::lead(ui, scene.t("transfer.format"));
            for format in ListFormat::ALL {
                let (key, tip) = match format {
                    ListFormat::Xlsx => ("transfer.format_xlsx", "transfer.format_xlsx_tip"),
                    ListFormat::Csv => ("transfer.format_csv", "transfer.format_csv_tip"),
                    ListFormat::Vcard => ("transfer.format_vcard", "transfer.format_vcard_tip"),
                    ListFormat::Vcard4 => ("transfer.format_vcard4", "transfer.format_vcard4_tip"),
                };
                let chip = controls::chip(ui, scene.t(key), None, state.format == format);
                if chip.on_hover_text(scene.t(tip)).clicked() {
                    state.format = format;
                    state.out_path = None;
                }
            }
        });
        who(ui, scene, state, cards);
        let mut path = state.export_path(scene.texts, &scene.snap.data_dir);
        let field = (PathField::CustomerExport, 460.0);
        if path_field(ui, scene, scene.t("transfer.out"), &mut path, field, out).changed() {
            state.out_path = Some(path.clone());
        }
        controls::small(ui, scene.t("transfer.export_about"));
        ui.add_space(gap::TIGHT);
        let why_not = controls::needs(idle, "why.busy")
            .or(controls::needs(!path.trim().is_empty(), "why.path"));
        controls::offer(ui, scene, TransferAction::Export.into(), Weight::Primary, why_not, out);
    });
}

/// Who goes out: all of the list under its words and filters, or those who were chosen there.
fn who(ui: &mut Ui, scene: &Scene<'_>, state: &mut TransferState, cards: &CardState) {
    if !state.out_chosen.is_empty() {
        ui.horizontal(|ui| {
            controls::lead(ui, scene.t("transfer.who"));
            let count = u32::try_from(state.out_chosen.len()).unwrap_or(u32::MAX);
            let chosen = scene.t("transfer.who_chosen");
            if controls::chip(ui, chosen, Some(count), state.out_only_chosen).clicked() {
                state.out_only_chosen = true;
            }
            let listed = scene.t("transfer.who_listed");
            if controls::chip(ui, listed, None, !state.out_only_chosen).clicked() {
                state.out_only_chosen = false;
            }
        });
    }
    if state.out_only_chosen {
        return;
    }
    controls::field(ui, scene.t("transfer.only"), &mut state.out_filter.text, 300.0)
        .on_hover_text(scene.t("transfer.only_tip"));
    if state.out_filter.is_narrow() {
        ui.horizontal(|ui| {
            controls::lead(ui, scene.t("transfer.narrowed"));
            ui.label(narrowed(scene, cards, &state.out_filter));
            if controls::press(ui, None, scene.t("cards.clear"), Weight::Quiet).clicked() {
                let CardFilter { text, order, .. } = std::mem::take(&mut state.out_filter);
                state.out_filter = CardFilter { text, order, ..CardFilter::default() };
            }
        });
    }
}
