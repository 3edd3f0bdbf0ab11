//! The third and the last step: what would happen, and what happened. May depend on `ui`, and types of `engine`, `crm`.

use super::{Step, TransferAction, TransferState, words};
use crate::crm::transfer::report::{Change, Counts, Difference, ImportReport, Mended};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, gap};
use crate::ui::views::settings::group;
use egui::{Grid, ScrollArea, Ui};

/// Height of the differences before they scroll.
const LIST: f32 = 320.0;

pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, _state: &TransferState, out: &mut Vec<Action>) {
    let view = &scene.snap.office.transfer;
    let idle = view.going.is_none();
    let mut changes = false;
    if let Some(report) = &view.checked {
        changes = report.counts.created + report.counts.updated > 0;
        group(ui, |ui| {
            controls::group_title(ui, scene.t("transfer.would"));
            counts(ui, scene, &report.counts);
        });
        if !report.mended.is_empty() {
            group(ui, |ui| mended(ui, scene, report));
        }
        if !report.differences.is_empty() {
            group(ui, |ui| differences(ui, scene, report));
        }
    } else if idle {
        controls::weak(ui, scene.t("transfer.not_checked"));
    }
    ui.horizontal(|ui| {
        let take = TransferAction::Import.into();
        let busy = controls::needs(idle, "why.busy");
        let why_not = busy
            .or(controls::needs(view.checked.is_some(), "transfer.not_checked"))
            .or(controls::needs(changes, "why.no_change"));
        controls::offer(ui, scene, take, Weight::Primary, why_not, out);
        let back = TransferAction::Back(Step::Columns).into();
        controls::offer(ui, scene, back, Weight::Plain, busy, out);
    });
}

/// What the import brought.
pub(super) fn done(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let view = &scene.snap.office.transfer;
    if let Some(report) = view.undone {
        let text = scene.tf(
            "transfer.undone",
            &[
                ("removed", &words::grouped(report.removed)),
                ("restored", &words::grouped(report.restored)),
                ("kept", &words::grouped(report.kept)),
            ],
        );
        controls::pill(ui, Some(Icon::Undo), &text, Mood::Good);
    }
    let Some(report) = &view.imported else { return };
    group(ui, |ui| {
        let title = if report.stopped { "transfer.stopped" } else { "transfer.done" };
        controls::group_title(ui, scene.t(title));
        counts(ui, scene, &report.counts);
        if let Some(path) = &report.quarantine {
            ui.add_space(gap::TIGHT);
            ui.horizontal(|ui| {
                controls::weak(ui, scene.tf("transfer.quarantine", &[("path", path)]));
                controls::offer_icon(ui, scene, Action::Copy(path.clone()), None, out);
            });
        }
        ui.add_space(gap::SMALL);
        ui.horizontal(|ui| {
            let busy = controls::needs(view.going.is_none(), "why.busy");
            if let Some(import) = report.import {
                let undo = TransferAction::Undo(import).into();
                controls::offer(ui, scene, undo, Weight::Plain, busy, out);
            }
        });
    });
}

fn counts(ui: &mut Ui, scene: &Scene<'_>, counts: &Counts) {
    let told = |ui: &mut Ui, key: &str, count: u64, mood: Mood| {
        let text = scene.tf(key, &[("count", &words::grouped(count))]);
        controls::pill(ui, None, &text, mood);
    };
    ui.horizontal_wrapped(|ui| {
        told(ui, "transfer.count_rows", counts.rows, Mood::Calm);
        told(ui, "transfer.count_created", counts.created, Mood::Good);
        told(ui, "transfer.count_updated", counts.updated, Mood::Good);
        told(ui, "transfer.count_unchanged", counts.unchanged, Mood::Calm);
        let mood = if counts.refused > 0 { Mood::Alert } else { Mood::Calm };
        told(ui, "transfer.count_refused", counts.refused, mood);
    });
    for (key, count) in [
        ("transfer.fixed_scientific", counts.scientific),
        ("transfer.fixed_lossy", counts.lossy),
        ("transfer.fixed_zero", counts.zero),
        ("transfer.fixed_width", counts.width),
        ("transfer.fixed_split", counts.split),
    ] {
        if count > 0 {
            controls::small(ui, scene.tf(key, &[("count", &words::grouped(count))]));
        }
    }
}

/// The first numbers that are repaired: as they stand in the file, and as they come in.
fn mended(ui: &mut Ui, scene: &Scene<'_>, report: &ImportReport) {
    controls::group_title(ui, scene.t("transfer.mended"));
    for Mended { line, before, after } in &report.mended {
        ui.horizontal_wrapped(|ui| {
            controls::small(ui, scene.tf("transfer.line_n", &[("line", &line.to_string())]));
            let short = |text: &str| text.chars().take(40).collect::<String>();
            let after: Vec<String> =
                after.iter().map(|number| scene.texts.digits(number)).collect();
            let before = short(&scene.texts.digits(before));
            ui.label(format!("{before} → {}", short(&after.join(", "))));
        });
    }
}

fn differences(ui: &mut Ui, scene: &Scene<'_>, report: &ImportReport) {
    controls::group_title(ui, scene.t("transfer.differences"));
    ScrollArea::both().id_salt("differences").max_height(LIST).auto_shrink([false, true]).show(
        ui,
        |ui| {
            Grid::new("differences").num_columns(3).striped(true).spacing([16.0, 4.0]).show(
                ui,
                |ui| {
                    for Difference { line, who, what } in &report.differences {
                        controls::small(
                            ui,
                            scene.tf("transfer.line_n", &[("line", &line.to_string())]),
                        );
                        ui.label(who.chars().take(24).collect::<String>());
                        ui.label(change(scene, what));
                        ui.end_row();
                    }
                },
            );
        },
    );
}

fn change(scene: &Scene<'_>, what: &Change) -> String {
    match what {
        Change::Created => scene.t("transfer.new").to_owned(),
        Change::Refused(problem) => {
            scene.tf("transfer.refused", &[("why", &words::problem(scene, problem))])
        }
        Change::Updated(changes) => {
            let one = |(column, before, after): &(String, String, String)| {
                let name = scene.texts.t(&format!("transfer.head.{column}")).to_owned();
                let short = |text: &str| text.chars().take(30).collect::<String>();
                format!("{name}: {} → {}", short(before), short(after))
            };
            changes.iter().map(one).collect::<Vec<_>>().join("  ·  ").replace('\n', " ")
        }
    }
}
