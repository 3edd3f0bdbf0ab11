//! The products: search, categories, prices, margin; the editor beside them. May depend on `ui`, and types of `engine`,
//! `crm`.

use super::{GoodsAction, GoodsState, editor};
use crate::crm::goods::product::Shelf;
use crate::crm::goods::{ProductBy, ProductFilter, Shown};
use crate::engine::topics::look::LookSettings;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Mood, Tokens, gap};
use crate::ui::widgets;
use crate::ui::widgets::table::{self, Column, Sorting, Table, Width};
use egui::{Frame, Margin, Panel, RichText, Ui};

/// Draws the page.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut GoodsState,
    focus: bool,
    out: &mut Vec<Action>,
) {
    if state.editor.is_some() {
        let frame = Frame::new().inner_margin(Margin { left: 12, ..Margin::ZERO });
        Panel::right("product-editor")
            .exact_size(400.0_f32.min(ui.available_width() * 0.55))
            .resizable(false)
            .show_separator_line(false)
            .frame(frame)
            .show(ui, |ui| editor::show(ui, scene, state, out));
    }
    filters(ui, scene, state, focus, out);
    let question = state.filter.clone();
    state.list.show(&question, scene.snap.data_revision);
    ui.add_space(gap::TIGHT);
    tokens::surface(Tokens::of(ui)).inner_margin(egui::Margin::same(6)).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        if state.list.total() == Some(0) {
            let words = (scene.t("goods.none"), scene.t("goods.none_hint"));
            widgets::empty_with(ui, scene, Icon::Note, words, GoodsAction::New.into(), out);
            return;
        }
        table(ui, scene, state, out);
    });
}

fn filters(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut GoodsState,
    focus: bool,
    out: &mut Vec<Action>,
) {
    ui.horizontal_wrapped(|ui| {
        controls::search(ui, scene.t("goods.search"), &mut state.filter.text, 220.0, focus);
        for shown in Shown::ALL {
            let chosen = state.filter.shown == shown;
            if controls::chip(ui, scene.t(shown_key(shown)), None, chosen).clicked() {
                state.filter.shown = shown;
            }
        }
        controls::offer(ui, scene, GoodsAction::New.into(), Weight::Plain, None, out);
    });
    if state.categories.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        let all = state.filter.category.is_none();
        if controls::chip(ui, scene.t("goods.all_categories"), None, all).clicked() {
            state.filter.category = None;
        }
        for (category, count) in &state.categories {
            let chosen = state.filter.category.as_ref() == Some(category);
            if controls::chip(ui, category, Some(*count), chosen).clicked() {
                state.filter.category = (!chosen).then(|| category.clone());
            }
        }
    });
}

pub(super) const fn shown_key(shown: Shown) -> &'static str {
    match shown {
        Shown::Sold => "goods.shown_sold",
        Shown::Low => "goods.shown_low",
        Shown::Gone => "goods.shown_gone",
    }
}

/// The column of the name: what keys find of a row.
const NAME: &str = "goods.name";
/// The name under which the table is remembered.
const TABLE: &str = "products";

const COLUMNS: [Column; 6] = [
    Column::new(NAME, Width::Share(120.0)),
    Column::new("goods.category", Width::Exact(110.0)),
    Column::new("goods.price", Width::Exact(90.0)).right(),
    Column::new("goods.average", Width::Exact(100.0)).right(),
    Column::new("goods.margin", Width::Exact(70.0)).right(),
    Column::new("goods.stock", Width::Exact(110.0)),
];

fn table(ui: &mut Ui, scene: &Scene<'_>, state: &mut GoodsState, out: &mut Vec<Action>) {
    let table = Table {
        name: TABLE,
        columns: &COLUMNS,
        sorting: &sorting(&state.filter),
        rows: state.list.total().unwrap_or(table::AT_FIRST),
        reveal: None,
        clicked: true,
    };
    let mut opened = None;
    let pressed = table::show(ui, scene, &table, out, |row, names| {
        let at = u32::try_from(row.index()).unwrap_or(u32::MAX);
        let Some(shelf) = state.list.row(at) else {
            table::waiting(row, names);
            return;
        };
        let mut pressed = false;
        for name in names {
            row.col(|ui| {
                if *name == NAME {
                    let product = &shelf.product;
                    let lead = table::lead(ui, product.id, &product.name, &product.name);
                    pressed |= lead.clicked();
                } else {
                    cell(ui, scene, shelf, name);
                }
            });
        }
        if pressed || row.response().clicked() {
            opened = shelf.product.id;
        }
    });
    out.extend(opened.map(|id| GoodsAction::Edit(id).into()));
    if let Some((by, column)) = BY.into_iter().find(|(_, column)| Some(*column) == pressed) {
        let filter = &mut state.filter;
        (filter.by, filter.falling) =
            if filter.by == by { (by, !filter.falling) } else { (by, false) };
        out.push(table::remember(scene, TABLE, column, !filter.falling));
    }
}

/// Puts the list in the order it was left in.
pub fn recall(state: &mut GoodsState, look: &LookSettings) {
    let Some((column, rising)) = table::order(look, TABLE) else { return };
    if let Some((by, _)) = BY.into_iter().find(|(_, name)| *name == column) {
        (state.filter.by, state.filter.falling) = (by, !rising);
    }
}

/// By what the products can be sorted.
const BY: [(ProductBy, &str); 4] = [
    (ProductBy::Name, NAME),
    (ProductBy::Category, "goods.category"),
    (ProductBy::Price, "goods.price"),
    (ProductBy::Stock, "goods.stock"),
];

fn sorting(filter: &ProductFilter) -> [Sorting; 4] {
    BY.map(|(by, column)| Sorting { column, now: (filter.by == by).then_some(!filter.falling) })
}

fn cell(ui: &mut Ui, scene: &Scene<'_>, shelf: &Shelf, name: &str) {
    let product = &shelf.product;
    match name {
        "goods.category" => {
            controls::short(ui, RichText::new(&product.category).color(Tokens::of(ui).weak));
        }
        "goods.price" => controls::right(ui, &product.price.grouped()),
        "goods.average" => controls::right(ui, &shelf.average_cost().grouped()),
        "goods.margin" => {
            let margin = shelf.margin().map(|part| format!("{}%", part / 100));
            controls::right(ui, &margin.unwrap_or_default());
        }
        _ => stock(ui, scene, shelf),
    }
}

/// What there is, and whether that is little.
pub(super) fn stock(ui: &mut Ui, scene: &Scene<'_>, shelf: &Shelf) {
    if !shelf.product.is_stocked() {
        return;
    }
    let text = format!("{} {}", shelf.stock, shelf.product.unit);
    if shelf.is_low() {
        controls::pill(ui, Some(Icon::Warn), &text, Mood::Alert)
            .on_hover_text(scene.t("goods.shown_low"));
    } else {
        ui.label(text);
    }
}
