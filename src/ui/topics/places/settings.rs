//! The part of the settings about number places: the tables with date and coverage, a number to try, corrections.
//! May depend on `ui`, and types of `engine`, `call`, `base`.

use crate::base::number::PhoneNumber;
use crate::call::places::{About, Correction, TableForm};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::paths::{self, PathField};
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{Tokens, gap};
use crate::ui::topics::places::{PlaceAction, PlaceState, hover, place_text, preview};
use crate::ui::views::settings::group;
use egui::{RichText, Ui};

/// Where the list of corrections is offered to go.
const LIST: &str = "place-corrections.csv";
/// Width of a path.
const PATH: f32 = 280.0;
/// Widths of the fields of a correction.
const FIELDS: [f32; 5] = [128.0, 84.0, 84.0, 110.0, 130.0];

/// Draws the settings of this topic, group by group.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    let places = &mut state.places;
    group(ui, |ui| {
        tables(ui, scene, &mut out);
        ui.add_space(gap::SMALL);
        trial(ui, scene, &mut places.tried);
        import(ui, scene, &mut places.import, &mut out);
    });
    group(ui, |ui| corrections(ui, scene, places, &mut out));
    out
}

fn tables(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("places.title"));
    controls::small(ui, scene.t("places.about"));
    let view = &scene.snap.places;
    if view.book.tables().is_empty() {
        controls::weak(ui, scene.t("places.loading"));
    }
    for table in view.book.tables() {
        let about = table.about();
        ui.horizontal(|ui| {
            let name = match about.form {
                TableForm::Shipped => scene.t("places.shipped"),
                TableForm::Pack => scene.t("places.pack"),
                TableForm::PhoneDat => scene.t("places.table_phone_dat"),
            };
            let date = scene.tf("places.as_of", &[("date", &date_text(about.date))]);
            ui.label(format!("{name}  ·  {date}")).on_hover_text(&about.source);
            if about.form != TableForm::Shipped {
                let remove = PlaceAction::Remove(about.file.clone());
                let why_not = controls::needs(!view.busy, "why.busy");
                controls::offer_icon(ui, scene, remove.into(), why_not, out);
            }
        });
        controls::small(ui, coverage(scene, about));
        if !about.silent.is_empty() {
            let all: Vec<String> = about.silent.iter().map(u16::to_string).collect();
            let text = scene.tf("places.silent", &[("prefixes", &all.join(" "))]);
            controls::small(ui, text);
        }
    }
    controls::small(ui, scene.t("places.ported"));
}

/// What a table covers, in figures.
fn coverage(scene: &Scene<'_>, about: &About) -> String {
    let mut parts = Vec::new();
    for (key, count) in [
        ("places.covers_mobile", about.mobile_prefixes),
        ("places.covers_areas", about.area_codes),
        ("places.covers_services", about.services),
        ("places.covers_countries", about.countries),
    ] {
        if count > 0 {
            parts.push(scene.tf(key, &[("count", &grouped(count))]));
        }
    }
    if about.own_date > 0 {
        parts.push(scene.tf("places.own_rows", &[("date", &date_text(about.own_date))]));
    }
    parts.join("  ·  ")
}

fn trial(ui: &mut Ui, scene: &Scene<'_>, tried: &mut String) {
    controls::field(ui, scene.t("places.try"), tried, 220.0);
    let number = PhoneNumber::new(tried.as_str());
    if number.key().is_empty() {
        return;
    }
    let text = place_text(scene, &number);
    let text = if text.is_empty() { scene.t("places.kind.unknown").to_owned() } else { text };
    ui.label(RichText::new(text).color(Tokens::of(ui).accent));
    for line in hover(scene, &number).lines() {
        controls::small(ui, line);
    }
}

fn import(ui: &mut Ui, scene: &Scene<'_>, path: &mut String, out: &mut Vec<Action>) {
    let name = |input: &egui::InputState| {
        input.raw.dropped_files.first().map(|file| file.path().display().to_string())
    };
    if let Some(dropped) = ui.input(name) {
        *path = dropped;
    }
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("places.file"));
        let hint = scene.t("places.file_hint");
        controls::edit(ui, path, PATH).labelled_by(id).on_hover_text(hint);
        paths::button(ui, scene, scene.t("places.file"), PathField::PlaceTable, out);
        let why_not = file_and_time(scene, path);
        let import = PlaceAction::Import(path.trim().to_owned());
        controls::offer(ui, scene, import.into(), Weight::Plain, why_not, out);
    });
}

/// Why nothing can be done with a file now.
fn file_and_time(scene: &Scene<'_>, path: &str) -> Option<&'static str> {
    controls::needs(!scene.snap.places.busy, "why.busy")
        .or(controls::needs(!path.trim().is_empty(), "why.path"))
}

fn corrections(ui: &mut Ui, scene: &Scene<'_>, places: &mut PlaceState, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("places.corrections"));
    controls::small(ui, scene.t("places.corrections_about"));
    let kept = scene.snap.places.book.corrections();
    heads(ui, scene);
    for correction in kept {
        ui.push_id(&correction.digits, |ui| row(ui, scene, correction, out));
    }
    ui.push_id("new", |ui| new_row(ui, scene, &mut places.draft, out));
    ui.add_space(gap::TIGHT);
    match &scene.snap.places.list {
        Some(list) => preview::show(ui, scene, list, out),
        None => import_list(ui, scene, &mut places.list, out),
    }
    if !kept.is_empty() {
        export(ui, scene, &mut places.export, out);
    }
}

/// A list of corrections to read: first what it would change.
fn import_list(ui: &mut Ui, scene: &Scene<'_>, path: &mut String, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let label = scene.t("places.list_from");
        let id = controls::lead(ui, label);
        let hint = scene.t("places.list_hint");
        controls::edit(ui, path, PATH).labelled_by(id).on_hover_text(hint);
        paths::button(ui, scene, label, PathField::PlaceImport, out);
        let why_not = file_and_time(scene, path);
        let look = PlaceAction::PreviewList(path.trim().to_owned());
        controls::offer(ui, scene, look.into(), Weight::Plain, why_not, out);
    });
}

const HEADS: [&str; 5] =
    ["places.digits", "places.province", "places.city", "places.operator", "places.note"];

fn heads(ui: &mut Ui, scene: &Scene<'_>) {
    ui.horizontal(|ui| {
        for (key, width) in HEADS.into_iter().zip(FIELDS) {
            cell(ui, width, |ui| controls::small(ui, scene.t(key)));
        }
    });
}

fn row(ui: &mut Ui, scene: &Scene<'_>, correction: &Correction, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let c = correction;
        let words = [&c.digits, &c.province, &c.city, &c.operator, &c.note];
        for (word, width) in words.into_iter().zip(FIELDS) {
            cell(ui, width, |ui| controls::short(ui, RichText::new(word)));
        }
        let forget = PlaceAction::Forget(c.digits.clone());
        controls::offer_icon(ui, scene, forget.into(), None, out);
    });
}

fn new_row(ui: &mut Ui, scene: &Scene<'_>, draft: &mut Correction, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let fields = [
            &mut draft.digits,
            &mut draft.province,
            &mut draft.city,
            &mut draft.operator,
            &mut draft.note,
        ];
        for ((field, key), width) in fields.into_iter().zip(HEADS).zip(FIELDS) {
            let name = scene.tf("places.new_field", &[("field", scene.t(key))]);
            controls::edit(ui, field, width).accessible_name(name);
        }
    });
    let tidied = draft.tidied();
    let why_not = controls::needs(tidied.is_some(), "why.correction");
    let correct = PlaceAction::Correct(tidied.unwrap_or_default());
    controls::offer(ui, scene, correct.into(), Weight::Plain, why_not, out);
}

fn cell<R>(ui: &mut Ui, width: f32, draw: impl FnOnce(&mut Ui) -> R) {
    let wish = egui::vec2(width, 22.0);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(wish, layout, |ui| {
        ui.set_min_width(width);
        draw(ui);
    });
}

fn export(ui: &mut Ui, scene: &Scene<'_>, typed: &mut Option<String>, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("places.list"));
        let offered = || scene.snap.data_dir.join(LIST).display().to_string();
        let path = typed.get_or_insert_with(offered);
        controls::edit(ui, path, PATH).labelled_by(id);
        paths::button(ui, scene, scene.t("places.list"), PathField::PlaceExport, out);
        let why_not = file_and_time(scene, path);
        let export = PlaceAction::Export(path.trim().to_owned());
        controls::offer(ui, scene, export.into(), Weight::Plain, why_not, out);
        let copy = Action::Copy(path.clone());
        controls::offer_icon(ui, scene, copy, None, out);
    });
}

/// `20261106` as `2026-11-06`; a month alone as `2026-11`; `?` when there is none.
pub(super) fn date_text(date: u32) -> String {
    let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
    match (date, day) {
        (0, _) => "?".to_owned(),
        (_, 0) => format!("{year}-{month:02}"),
        _ => format!("{year}-{month:02}-{day:02}"),
    }
}

/// Thousands apart.
fn grouped(count: u32) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
