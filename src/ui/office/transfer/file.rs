//! The first step: which file, read how; templates to fill in; earlier imports, each with its way back.
//! May depend on `ui`, and types of `engine`, `crm`.

use super::{TransferAction, TransferState, words};
use crate::crm::transfer::report::{ImportRow, ImportState};
use crate::engine::office::transfer::ListFormat;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::paths::{PathField, path_field};
use crate::ui::scene::Scene;
use crate::ui::tokens::gap;
use crate::ui::views::settings::group;
use crate::ui::wording;
use egui::Ui;

/// Encodings a person may choose.
const ENCODINGS: [(Option<&str>, &str); 4] = [
    (None, "transfer.encoding_auto"),
    (Some("GBK"), "transfer.encoding_gbk"),
    (Some("UTF-8"), "transfer.encoding_utf8"),
    (Some("UTF-16LE"), "transfer.encoding_utf16"),
];

pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut TransferState,
    out: &mut Vec<Action>,
) {
    let idle = scene.snap.office.transfer.going.is_none();
    dropped(ui, state, idle, out);
    let busy = controls::needs(idle, "why.busy");
    group(ui, |ui| {
        controls::group_title(ui, scene.t("transfer.which_file"));
        controls::small(ui, scene.t("transfer.which_file_about"));
        ui.add_space(gap::TIGHT);
        let field = (PathField::CustomerImport, 460.0);
        path_field(ui, scene, scene.t("transfer.file"), &mut state.path, field, out);
        ui.horizontal(|ui| {
            controls::lead(ui, scene.t("transfer.encoding"));
            for (encoding, key) in ENCODINGS {
                if controls::chip(ui, scene.t(key), None, state.encoding == encoding).clicked() {
                    state.encoding = encoding;
                }
            }
        });
        ui.add_space(gap::TIGHT);
        let why_not = busy.or(controls::needs(!state.path.trim().is_empty(), "why.path"));
        controls::offer(ui, scene, TransferAction::Look.into(), Weight::Primary, why_not, out);
    });
    group(ui, |ui| {
        controls::group_title(ui, scene.t("transfer.templates"));
        controls::small(ui, scene.t("transfer.templates_about"));
        ui.horizontal(|ui| {
            for format in [ListFormat::Xlsx, ListFormat::Csv] {
                let action = TransferAction::Template(format).into();
                controls::offer(ui, scene, action, Weight::Plain, busy, out);
            }
        });
    });
    if !state.imports.is_empty() {
        group(ui, |ui| earlier(ui, scene, &state.imports, busy, out));
    }
}

/// A file dropped onto the window is looked at at once.
fn dropped(ui: &Ui, state: &mut TransferState, idle: bool, out: &mut Vec<Action>) {
    let path =
        ui.ctx().input(|input| input.raw.dropped_files.first().map(|file| file.path().to_owned()));
    if let (Some(path), true) = (path, idle) {
        state.path = path.display().to_string();
        out.push(TransferAction::Look.into());
    }
}

fn earlier(
    ui: &mut Ui,
    scene: &Scene<'_>,
    imports: &[ImportRow],
    busy: Option<&str>,
    out: &mut Vec<Action>,
) {
    controls::group_title(ui, scene.t("transfer.earlier"));
    controls::small(ui, scene.t("transfer.earlier_about"));
    for import in imports {
        ui.push_id(import.id.0, |ui| {
            ui.horizontal(|ui| {
                let when = wording::moment(scene.texts, import.at_utc_millis, scene.wall);
                let counts = &import.counts;
                let text = scene.tf(
                    "transfer.earlier_row",
                    &[
                        ("file", &import.file),
                        ("when", &when),
                        ("created", &words::grouped(counts.created)),
                        ("updated", &words::grouped(counts.updated)),
                    ],
                );
                ui.label(text);
                let key = match import.state {
                    ImportState::Done => None,
                    ImportState::Running => Some("transfer.state_running"),
                    ImportState::Stopped => Some("transfer.state_stopped"),
                    ImportState::Undoing => Some("transfer.state_undoing"),
                    ImportState::Undone => Some("transfer.state_undone"),
                };
                if let Some(key) = key {
                    controls::small(ui, scene.t(key));
                }
                if import.state != ImportState::Undone {
                    let undo = TransferAction::Undo(import.id).into();
                    controls::offer(ui, scene, undo, Weight::Quiet, busy, out);
                }
            });
        });
    }
    if let Some(report) = scene.snap.office.transfer.undone {
        let text = scene.tf(
            "transfer.undone",
            &[
                ("removed", &words::grouped(report.removed)),
                ("restored", &words::grouped(report.restored)),
                ("kept", &words::grouped(report.kept)),
            ],
        );
        controls::weak(ui, text);
    }
}
