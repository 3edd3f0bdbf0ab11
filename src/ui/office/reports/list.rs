//! The orders behind a figure, beside the report: who, when, how much, how far paid; a click shows the order.
//! May depend on `ui`, and types of `crm`.

use super::state::ReportState;
use super::{ReportAction, words};
use crate::crm::orders::order::OrderSummary;
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::office::orders::OrderAction;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Tokens, gap, size};
use crate::ui::wording;
use egui::{Align, Layout, Margin, RichText, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo};

/// Two lines of text.
const ROW: f32 = 46.0;

pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ReportState, out: &mut Vec<Action>) {
    let Some(scope) = state.list.clone() else { return };
    let t = Tokens::of(ui);
    tokens::surface(t).inner_margin(Margin::symmetric(12, 10)).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        ui.horizontal(|ui| {
            let count = state.rows.total().map(wording::grouped).unwrap_or_default();
            let title = scene.tf("reports.orders_behind", &[("count", &count)]);
            ui.label(RichText::new(title).size(size::TEXT_GROUP));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                controls::offer_icon(ui, scene, ReportAction::CloseList.into(), None, out);
            });
        });
        controls::small(ui, words::scope(scene, &scope));
        if state.rows.total() == Some(0) {
            controls::weak(ui, scene.t("reports.list_empty"));
            return;
        }
        let due = state.sums.amount.minus(state.sums.received);
        let sums = scene.tf(
            "reports.list_sums",
            &[
                ("amount", &state.sums.amount.grouped()),
                ("received", &state.sums.received.grouped()),
                ("due", &due.grouped()),
            ],
        );
        controls::small(ui, sums);
        ui.add_space(gap::TIGHT);
        rows(ui, scene, state, out);
    });
}

fn rows(ui: &mut Ui, scene: &Scene<'_>, state: &mut ReportState, out: &mut Vec<Action>) {
    let total = state.rows.total().unwrap_or(0) as usize;
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().auto_shrink(false).id_salt("report-orders").show_rows(
        ui,
        ROW,
        total,
        |ui, range| {
            for index in range {
                let index = u32::try_from(index).unwrap_or(u32::MAX);
                match state.rows.row(index) {
                    Some(order) => row(ui, scene, order, out),
                    None => drop(ui.allocate_space(egui::vec2(ui.available_width(), ROW))),
                }
            }
        },
    );
}

fn row(ui: &mut Ui, scene: &Scene<'_>, order: &OrderSummary, out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    let wish = egui::vec2(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(wish, Sense::click());
    let who = if order.name.is_empty() { scene.t("reports.counter") } else { &order.name };
    let name = format!("{} · {who} · {}", order.number, order.total.grouped());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, f32::from(size::RADIUS), t.hover);
    }
    controls::focus_ring(ui, t, rect.shrink(2.0), &response, f32::from(size::RADIUS));
    let inside = rect.shrink2(egui::vec2(6.0, 4.0));
    let mut inside = ui.new_child(UiBuilder::new().max_rect(inside));
    two_lines(&mut inside, order, who);
    if response.on_hover_text(scene.t("orders.open")).clicked() {
        out.push(OrderAction::Open(order.id).into());
    }
}

/// Who and how much; below it the number, what, and what is still to be paid.
fn two_lines(ui: &mut Ui, order: &OrderSummary, who: &str) {
    let t = Tokens::of(ui);
    ui.spacing_mut().item_spacing = egui::vec2(6.0, 1.0);
    ui.spacing_mut().interact_size.y = 18.0;
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(order.total.grouped());
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                controls::short(ui, RichText::new(who));
            });
        });
    });
    let due = order.owed().minus(order.received);
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if !due.is_zero() {
                let text = RichText::new(due.grouped()).size(size::TEXT_SMALL);
                ui.label(text.color(t.alert));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = format!("{}  {}", order.number, order.what);
                let text = RichText::new(text).size(size::TEXT_SMALL).color(t.weak);
                controls::short(ui, text);
            });
        });
    });
}
