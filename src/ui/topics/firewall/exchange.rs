//! Numbers and rules in and out: paste or name a file, see what it would bring, take it in; write everything into a file;
//! the lists that are there. May depend on `ui`, and types of `engine`, `call`.

use super::state::FirewallState;
use super::{FirewallAction, words};
use crate::call::firewall::rule::Handling;
use crate::engine::topics::firewall::PreviewView;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::paths::{PathField, path_field};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, gap, size};
use crate::ui::views::exchange;
use crate::ui::views::settings::group;
use crate::ui::wording;
use egui::{ScrollArea, TextEdit, Ui};

/// Bad lines shown; the rest is counted.
const SHOWN_BAD: usize = 20;

/// Draws import, export and lists.
pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut FirewallState,
    out: &mut Vec<Action>,
) {
    dropped(ui, state, out);
    ScrollArea::vertical().id_salt("firewall-exchange").auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(size::FORM.min(ui.available_width()));
        match &scene.snap.firewall.preview {
            Some(view) => group(ui, |ui| preview(ui, scene, view, out)),
            None => group(ui, |ui| import(ui, scene, state, out)),
        }
        group(ui, |ui| lists(ui, scene, out));
        group(ui, |ui| export(ui, scene, state, out));
    });
}

/// A file dropped onto the window.
fn dropped(ui: &Ui, state: &mut FirewallState, out: &mut Vec<Action>) {
    let path =
        ui.ctx().input(|input| input.raw.dropped_files.first().map(|file| file.path().to_owned()));
    if let Some(path) = path {
        state.path = path.display().to_string();
        out.push(Action::Firewall(FirewallAction::PreviewFile));
    }
}

fn import(ui: &mut Ui, scene: &Scene<'_>, state: &mut FirewallState, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("firewall.import_title"));
    controls::small(ui, scene.t("firewall.import_about"));
    ui.add_space(gap::TIGHT);
    let offered = [Handling::Silent, Handling::Reject, Handling::Allow];
    let options = offered.map(|handling| (handling, words::handling(handling)));
    exchange::choice(ui, scene, "firewall.import_by", &mut state.import_by, &options);
    controls::field(ui, scene.t("firewall.list_name"), &mut state.list, 260.0);
    ui.add_space(gap::TIGHT);
    let label = controls::small(ui, scene.t("firewall.paste"));
    ScrollArea::vertical().id_salt("paste").max_height(130.0).show(ui, |ui| {
        let field = TextEdit::multiline(&mut state.paste)
            .desired_rows(5)
            .desired_width(f32::INFINITY)
            .hint_text(scene.t("firewall.paste_hint").to_owned());
        ui.add(field).labelled_by(label.id);
    });
    let why_not = controls::needs(!state.list.trim().is_empty(), "why.name")
        .or(controls::needs(!state.paste.trim().is_empty(), "why.paste"));
    let text = Action::Firewall(FirewallAction::PreviewText);
    controls::offer(ui, scene, text, Weight::Plain, why_not, out);
    ui.add_space(gap::SMALL);
    let label = scene.t("firewall.path");
    path_field(ui, scene, label, &mut state.path, (PathField::FirewallImport, 360.0), out)
        .on_hover_text(scene.t("firewall.path_hint"));
    let why_not = controls::needs(!scene.snap.firewall.busy, "firewall.busy")
        .or(controls::needs(!state.path.trim().is_empty(), "why.path"));
    let file = Action::Firewall(FirewallAction::PreviewFile);
    controls::offer(ui, scene, file, Weight::Plain, why_not, out);
    if scene.snap.firewall.busy {
        controls::small(ui, scene.t("firewall.busy"));
    }
}

fn preview(ui: &mut Ui, scene: &Scene<'_>, view: &PreviewView, out: &mut Vec<Action>) {
    let found = &view.preview;
    let count = |n: usize| n.to_string();
    controls::group_title(ui, scene.t("firewall.preview_title"));
    controls::weak(ui, scene.tf("firewall.preview_numbers", &[("count", &count(found.numbers()))]));
    let rules = count(found.import.rules.len());
    controls::weak(ui, scene.tf("firewall.preview_rules", &[("count", &rules)]));
    if found.doubles > 0 {
        controls::weak(
            ui,
            scene.tf("firewall.preview_doubles", &[("count", &count(found.doubles))]),
        );
    }
    if found.bad_lines > 0 {
        let text = scene.tf("firewall.preview_bad", &[("count", &count(found.bad_lines))]);
        controls::pill(ui, Some(Icon::Warn), &text, Mood::Alert);
        for bad in found.bad.iter().take(SHOWN_BAD) {
            let why = words::unusable(scene.texts, bad.why);
            let line = count(bad.line);
            let named = [("line", line.as_str()), ("text", &bad.text), ("why", &why)];
            controls::small(ui, scene.tf("firewall.bad_line", &named));
        }
        let rest = found.bad_lines.saturating_sub(SHOWN_BAD);
        if rest > 0 {
            controls::small(ui, scene.tf("firewall.bad_more", &[("count", &count(rest))]));
        }
    }
    ui.add_space(gap::SMALL);
    ui.horizontal(|ui| {
        let take = Action::Firewall(FirewallAction::Import);
        let why_not = controls::needs(!found.is_empty(), "why.nothing_here");
        controls::offer(ui, scene, take, Weight::Primary, why_not, out);
        let leave = Action::Firewall(FirewallAction::DropPreview);
        controls::offer(ui, scene, leave, Weight::Quiet, None, out);
    });
}

fn lists(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("firewall.lists"));
    let book = &scene.snap.firewall.book;
    if book.lists().is_empty() {
        controls::small(ui, scene.t("firewall.no_lists"));
    }
    for list in book.lists() {
        ui.push_id(list.id.0, |ui| {
            ui.horizontal(|ui| {
                let when = wording::moment(scene.texts, list.made_utc_millis, scene.wall);
                let numbers = list.numbers.to_string();
                let words = [("name", list.name.as_str()), ("count", &numbers), ("when", &when)];
                ui.label(scene.tf("firewall.list_row", &words));
                let delete = Action::Firewall(FirewallAction::DeleteList(list.id));
                controls::offer(ui, scene, delete, Weight::Quiet, None, out);
            });
        });
    }
}

fn export(ui: &mut Ui, scene: &Scene<'_>, state: &mut FirewallState, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("firewall.export_title"));
    controls::small(ui, scene.t("firewall.export_about"));
    if state.export_path.is_empty() {
        let file = scene.snap.data_dir.join("firewall-rules.csv");
        state.export_path = file.display().to_string();
    }
    let label = scene.t("firewall.export_path");
    let field = (PathField::FirewallExport, 360.0);
    path_field(ui, scene, label, &mut state.export_path, field, out);
    let why_not = controls::needs(!scene.snap.firewall.busy, "firewall.busy")
        .or(controls::needs(!state.export_path.trim().is_empty(), "why.path"));
    let write = Action::Firewall(FirewallAction::Export);
    controls::offer(ui, scene, write, Weight::Plain, why_not, out);
}
