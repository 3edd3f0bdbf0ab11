//! The products: search, categories, prices, margin; the editor beside them. May depend on `ui`, and types of `crm`.

use super::{GoodsAction, GoodsState, editor};
use crate::crm::goods::Shown;
use crate::crm::goods::product::Shelf;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Mood, Tokens, gap, size};
use egui::{Align, Frame, Layout, Margin, Panel, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

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
            let (title, hint) = (scene.t("goods.none"), scene.t("goods.none_hint"));
            controls::empty(ui, Icon::Note, title, hint);
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
        controls::offer(ui, scene, GoodsAction::New.into(), Weight::Plain, true, out);
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

fn table(ui: &mut Ui, scene: &Scene<'_>, state: &mut GoodsState, out: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let heads = [
        "goods.name",
        "goods.category",
        "goods.price",
        "goods.average",
        "goods.margin",
        "goods.stock",
    ];
    let total = state.list.total().unwrap_or(0) as usize;
    TableBuilder::new(ui)
        .id_salt("products")
        .sense(Sense::click())
        .auto_shrink(false)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::remainder().at_least(120.0).clip(true))
        .column(Column::exact(110.0).clip(true))
        .column(Column::exact(90.0))
        .column(Column::exact(90.0))
        .column(Column::exact(70.0))
        .column(Column::exact(110.0))
        .header(size::HEAD, |mut row| {
            for key in heads {
                row.col(|ui| {
                    controls::small(ui, scene.t(key));
                });
            }
        })
        .body(|body| {
            body.rows(size::ROW, total, |mut row| {
                let at = u32::try_from(row.index()).unwrap_or(u32::MAX);
                match state.list.row(at) {
                    Some(shelf) => one(&mut row, scene, shelf, out),
                    None => heads.iter().for_each(|_| drop(row.col(|_| {}))),
                }
            });
        });
}

fn one(row: &mut TableRow<'_, '_>, scene: &Scene<'_>, shelf: &Shelf, out: &mut Vec<Action>) {
    let product = &shelf.product;
    row.col(|ui| {
        controls::short(ui, RichText::new(&product.name));
    });
    row.col(|ui| {
        controls::short(ui, RichText::new(&product.category).color(Tokens::of(ui).weak));
    });
    row.col(|ui| {
        ui.label(product.price.grouped());
    });
    row.col(|ui| {
        ui.label(shelf.average_cost().grouped());
    });
    row.col(|ui| {
        let margin = shelf.margin().map(|part| format!("{}%", part / 100));
        ui.label(margin.unwrap_or_default());
    });
    row.col(|ui| stock(ui, scene, shelf));
    if row.response().clicked()
        && let Some(id) = product.id
    {
        out.push(GoodsAction::Edit(id).into());
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
