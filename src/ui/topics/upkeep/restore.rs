//! Going back to a backup: choose one, see what is in it and what would be lost, confirm. The program ends, restores and
//! starts again. May depend on `ui`, and types of `engine`, `call`, `base`.

use super::settings::{size, when};
use super::{RestoreForm, UpkeepAction};
use crate::call::upkeep::{Contents, Phase};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, gap};
use egui::Ui;

/// Backups shown at once.
const SHOWN: usize = 12;

/// Draws the group.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, form: &mut RestoreForm, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("upkeep.restore_title"));
    controls::small(ui, scene.t("upkeep.restore_about"));
    let view = &scene.snap.upkeep;
    let idle = view.running.is_none() && !view.restoring;
    let busy = controls::needs(idle, "why.busy");
    if view.restoring {
        controls::pill(ui, Some(Icon::Warn), scene.t("upkeep.restoring"), Mood::Alert);
        return;
    }
    let Some(found) = view.found.as_ref().filter(|_| form.is_open) else {
        controls::offer(ui, scene, UpkeepAction::FindBackups.into(), Weight::Plain, busy, out);
        return;
    };
    if found.is_empty() {
        controls::weak(ui, scene.t("upkeep.restore_none"));
    }
    for (index, backup) in found.iter().take(SHOWN).enumerate() {
        let facts = [("when", backup.made.as_str()), ("size", &size(backup.bytes))];
        let text = scene.tf("upkeep.restore_row", &facts);
        let radio = egui::RadioButton::new(form.chosen == backup.path, text);
        let row = ui.push_id(index, |ui| controls::greyed(ui, scene, busy, radio)).inner;
        if row.on_hover_text(&backup.path).clicked() {
            out.push(UpkeepAction::Examine(backup.path.clone()).into());
        }
    }
    another(ui, scene, form, busy, out);
    looking(ui, scene, out);
    if let Some(contents) = view.examined.as_ref().filter(|found| found.path == form.chosen) {
        inside(ui, scene, contents);
        decide(ui, scene, form, contents, busy, out);
    }
    let close = UpkeepAction::CloseRestore.into();
    controls::offer(ui, scene, close, Weight::Quiet, None, out);
}

/// A file from elsewhere: an old drive, another machine.
fn another(
    ui: &mut Ui,
    scene: &Scene<'_>,
    form: &mut RestoreForm,
    busy: Option<&str>,
    out: &mut Vec<Action>,
) {
    ui.horizontal(|ui| {
        controls::field(ui, scene.t("upkeep.restore_other"), &mut form.other, 320.0);
        let path = form.other.trim().to_owned();
        let why_not = busy.or(controls::needs(!path.is_empty(), "why.path"));
        let examine = UpkeepAction::Examine(path).into();
        controls::offer(ui, scene, examine, Weight::Plain, why_not, out);
    });
}

/// How far the look is, and the way to stop it.
fn looking(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let running = scene.snap.upkeep.running;
    if running.is_some_and(|progress| progress.phase == Phase::Rehearsing) {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label(scene.t("upkeep.restore_looking"));
            controls::offer(ui, scene, UpkeepAction::Cancel.into(), Weight::Plain, None, out);
        });
    }
}

fn inside(ui: &mut Ui, scene: &Scene<'_>, contents: &Contents) {
    ui.add_space(gap::TIGHT);
    if !contents.is_good() {
        let why = scene.tf("upkeep.restore_cannot", &[("why", &contents.why_not)]);
        controls::pill(ui, Some(Icon::Warn), &why, Mood::Bad);
        return;
    }
    controls::pill(ui, Some(Icon::Tick), scene.t("upkeep.restore_can"), Mood::Good);
    let newest = contents.newest_call.map(|at| when(scene, at));
    let newest = newest.unwrap_or_else(|| scene.t("upkeep.restore_no_call").to_owned());
    let texts = [
        contents.calls.to_string(),
        contents.customers.to_string(),
        contents.calls_now.to_string(),
        contents.customers_now.to_string(),
    ];
    let names = ["calls", "customers", "calls_now", "customers_now"];
    let mut facts: Vec<(&str, &str)> =
        names.into_iter().zip(texts.iter().map(String::as_str)).collect();
    facts.push(("newest", &newest));
    ui.label(scene.tf("upkeep.restore_inside", &facts));
    controls::weak(ui, scene.tf("upkeep.restore_now", &facts));
}

/// The button, then the question.
fn decide(
    ui: &mut Ui,
    scene: &Scene<'_>,
    form: &RestoreForm,
    contents: &Contents,
    busy: Option<&str>,
    out: &mut Vec<Action>,
) {
    if !contents.is_good() {
        return;
    }
    if !form.is_asked {
        controls::offer(ui, scene, UpkeepAction::AskRestore.into(), Weight::Danger, busy, out);
        return;
    }
    ui.add_space(gap::TIGHT);
    ui.label(scene.t("upkeep.restore_question"));
    ui.horizontal(|ui| {
        let restore = UpkeepAction::Restore(contents.path.clone()).into();
        controls::offer(ui, scene, restore, Weight::Danger, busy, out);
        let keep = UpkeepAction::KeepPresent.into();
        controls::offer(ui, scene, keep, Weight::Plain, None, out);
    });
}
