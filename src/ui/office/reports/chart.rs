//! Sales over time: a bar a piece, what is still to be paid of it hatched on top; a bar opens its orders. Amounts are whole
//! minor units up to the last step, where they become points of the screen. May depend on `ui`, and types of `crm`.

use super::{ReportAction, words};
use crate::base::money::Money;
use crate::crm::reports::SalesReport;
use crate::crm::reports::figures::Sales;
use crate::crm::reports::period::{By, Days, date_of};
use crate::crm::reports::scope::OrderScope;
use crate::crm::reports::sheet::Opens;
use crate::ui::action::Action;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, size};
use egui::{
    Align2, Color32, FontId, Painter, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
};

const HEIGHT: f32 = 172.0;
const FOOT: f32 = 20.0;
const SMALL: f32 = 10.5;

/// A part of a whole for drawing, 0–1.
pub(super) fn ratio(part: i64, whole: i64) -> f32 {
    // Ten-thousandths are finer than a point of the screen.
    let fine = Money(10_000).scaled(part.max(0), whole.max(1)).0.clamp(0, 10_000);
    f32::from(u16::try_from(fine).unwrap_or(10_000)) / 10_000.0
}

/// A round amount not below `most`, to end an axis with.
pub(super) fn axis_end(most: i64) -> i64 {
    let mut unit = 100_i64;
    loop {
        for step in [1, 2, 4, 5, 10] {
            let end = unit.saturating_mul(step);
            if end >= most || end == i64::MAX {
                return end;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    by: By,
    report: &SalesReport,
    out: &mut Vec<Action>,
) {
    let t = Tokens::of(ui);
    let (room, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let most = report.rows.iter().map(|(_, sales)| sales.net.0).max().unwrap_or(0);
    let end = axis_end(most);
    let marks = [0, end / 2, end].map(words::axis);
    let font = FontId::proportional(SMALL);
    let text_width = |text: &str, ui: &Ui| {
        ui.painter().layout_no_wrap(text.to_owned(), font.clone(), t.weak).size().x
    };
    let margin = marks.iter().map(|mark| text_width(mark, ui)).fold(20.0, f32::max) + 12.0;
    let plot = Rect::from_min_max(
        room.min + vec2(margin, 8.0),
        pos2(room.right() - 2.0, room.bottom() - FOOT),
    );
    for (part, mark) in [0.0, 0.5, 1.0].into_iter().zip(&marks) {
        let y = plot.height().mul_add(-part, plot.bottom());
        ui.painter().hline(plot.x_range(), y, Stroke::new(1.0, t.line));
        let at = pos2(plot.left() - 6.0, y);
        ui.painter().text(at, Align2::RIGHT_CENTER, mark, font.clone(), t.weak);
    }
    let count = u16::try_from(report.rows.len().max(1)).unwrap_or(u16::MAX);
    let slot = plot.width() / f32::from(count);
    let names: Vec<String> = report.rows.iter().map(|(piece, _)| short(by, *piece)).collect();
    let widest = names.iter().map(|name| text_width(name, ui)).fold(0.0, f32::max) + 8.0;
    let step = (1..=400_u16).find(|step| slot * f32::from(*step) >= widest).unwrap_or(400);
    for ((piece, sales), (n, name)) in report.rows.iter().zip((0_u16..).zip(&names)) {
        let left = slot.mul_add(f32::from(n), plot.left());
        let whole = Rect::from_min_size(pos2(left, plot.top()), vec2(slot, plot.height() + FOOT));
        button(ui, scene, (by, *piece), sales, whole, out);
        let wide = (slot * 0.72).clamp(1.5, 34.0);
        let column = Rect::from_center_size(whole.center(), vec2(wide, 1.0)).x_range();
        let top = |amount: i64| plot.height().mul_add(-ratio(amount, end), plot.bottom());
        let open = sales.open().0.clamp(0, sales.net.0.max(0));
        let paid = sales.net.0 - open;
        let paid_top = top(paid);
        let bar = Rect::from_x_y_ranges(column, paid_top..=plot.bottom());
        ui.painter().rect_filled(bar, 1.0, t.accent);
        if open > 0 {
            owed(ui.painter(), t, Rect::from_x_y_ranges(column, top(sales.net.0)..=paid_top));
        }
        if n.is_multiple_of(step) {
            let at = pos2(whole.center().x, plot.bottom() + 4.0);
            ui.painter().text(at, Align2::CENTER_TOP, name, font.clone(), t.weak);
        }
    }
}

/// What is still to be paid is hatched: colour is never the only sign.
fn owed(painter: &Painter, t: &Tokens, rect: Rect) {
    painter.rect_filled(rect, 1.0, t.ground_of(Mood::Alert));
    let inside = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
    let mut x = rect.left() - rect.height();
    while x < rect.right() {
        let line = [pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())];
        inside.line_segment(line, Stroke::new(1.4, t.alert));
        x += 5.0;
    }
    painter.rect_stroke(rect, 1.0, Stroke::new(1.0, t.alert), StrokeKind::Inside);
}

/// Under its bar: a day as its month and day, the rest by name.
fn short(by: By, piece: Days) -> String {
    let date = date_of(piece.first);
    match by {
        By::Day | By::Week => format!("{:02}-{:02}", date.month(), date.day()),
        By::Month | By::Quarter | By::Year => by.name(piece),
    }
}

/// The whole height of a bar is its button, also where the bar is low.
fn button(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (by, piece): (By, Days),
    sales: &Sales,
    whole: Rect,
    out: &mut Vec<Action>,
) {
    let id = ui.scope_id().with(("sales-bar", piece.first, piece.last));
    let response = ui.interact(whole, id, Sense::click());
    let text = scene.tf(
        "reports.bar",
        &[
            ("name", &by.name(piece)),
            ("orders", &sales.orders.to_string()),
            ("net", &sales.net.grouped()),
            ("open", &sales.open().grouped()),
        ],
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &text));
    let t = Tokens::of(ui);
    if response.hovered() {
        ui.painter().rect_filled(whole, 3.0, t.hover);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(whole, 3.0, Stroke::new(2.0, t.accent), StrokeKind::Inside);
    }
    if response.on_hover_text(text).clicked() && sales.orders > 0 {
        let scope = Box::new(OrderScope::of(piece));
        out.push(ReportAction::Open(Box::new(Opens::Orders(scope))).into());
    }
}

/// What the patterns mean.
pub(super) fn legend(ui: &mut Ui, scene: &Scene<'_>) {
    let t = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let sign = |ui: &mut Ui, text: &str, draw: &dyn Fn(&Painter, Rect)| {
            let (rect, _) = ui.allocate_exact_size(vec2(14.0, 12.0), Sense::hover());
            draw(ui.painter(), rect);
            ui.label(egui::RichText::new(text).size(size::TEXT_SMALL).color(t.weak));
            ui.add_space(6.0);
        };
        let accent: Color32 = t.accent;
        sign(ui, scene.t("reports.legend_paid"), &|painter, rect| {
            painter.rect_filled(rect, 1.0, accent);
        });
        sign(ui, scene.t("reports.legend_open"), &|painter, rect| owed(painter, t, rect));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_with_a_round_amount_and_never_divides_by_nothing() {
        let ends = [0, 1, 350, 4_100, 99_999, 100_000].map(axis_end);
        assert_eq!(ends, [100, 100, 400, 5_000, 100_000, 100_000]);
        assert_eq!(axis_end(i64::MAX), i64::MAX);
        assert_eq!(ratio(1, 2), 0.5);
        assert_eq!((ratio(-5, 10), ratio(3, 0)), (0.0, 1.0));
    }
}
