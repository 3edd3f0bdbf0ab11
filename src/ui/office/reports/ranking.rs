//! The greatest of something as horizontal bars, each with its name, its amount and its part of the whole; a bar opens its
//! list. May depend on `ui`, and types of `crm`.

use super::chart::ratio;
use super::link;
use super::{ReportAction, words};
use crate::base::money::Money;
use crate::crm::goods::quantity::Quantity;
use crate::crm::reports::period::Days;
use crate::crm::reports::scope::OrderScope;
use crate::crm::reports::sheet::{Figure, Opens};
use crate::crm::reports::{ClassReport, ProductReport, Rank};
use crate::ui::action::Action;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, size};
use egui::{Align2, FontId, Rect, Sense, Ui, pos2, vec2};

/// Bars shown.
const TOP: usize = 8;
const LINE: f32 = 22.0;
const NAME: f32 = 150.0;
const VALUE: f32 = 170.0;

/// One bar.
struct Bar {
    name: String,
    length: i64,
    value: String,
    opens: Opens,
}

/// Products by what they are ranked by.
pub(super) fn products(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (days, rank): (Days, Rank),
    report: &ProductReport,
    out: &mut Vec<Action>,
) {
    let bars = report.rows.iter().take(TOP).map(|row| {
        let (length, value) = match rank {
            Rank::Turnover => (row.turnover.0, Figure::Money(row.turnover)),
            Rank::Quantity => (row.kept().0, Figure::Quantity(row.kept())),
            Rank::Margin => (row.margin().0, Figure::Money(row.margin())),
        };
        let mut text = words::figure(scene, &value);
        match (rank, row.share) {
            (Rank::Quantity, _) => text = format!("{text} {}", row.unit),
            (Rank::Turnover, Some(part)) => {
                text = format!("{text} · {}", words::figure(scene, &Figure::Share(part)));
            }
            _ => {}
        }
        let scope = OrderScope { product: Some(row.product), ..OrderScope::of(days) };
        let opens = Opens::Orders(Box::new(scope));
        Bar { name: row.name.clone(), length, value: text, opens }
    });
    draw(ui, scene, &bars.collect::<Vec<_>>(), out);
}

/// Classes by what their customers bought.
pub(super) fn classes(
    ui: &mut Ui,
    scene: &Scene<'_>,
    days: Days,
    report: &ClassReport,
    out: &mut Vec<Action>,
) {
    let whole = report.total.sales.net;
    let bars = report.rows.iter().take(TOP).map(|row| {
        let net: Money = row.figures.sales.net;
        let share = crate::crm::reports::figures::permille(net, whole);
        let share = share.map(|part| words::figure(scene, &Figure::Share(part)));
        let value = format!("{} · {}", net.grouped(), share.unwrap_or_default());
        let scope = OrderScope { class: Some(row.class.clone()), ..OrderScope::of(days) };
        let opens = Opens::Orders(Box::new(scope));
        Bar { name: words::class(scene, &row.class), length: net.0, value, opens }
    });
    draw(ui, scene, &bars.collect::<Vec<_>>(), out);
}

fn draw(ui: &mut Ui, scene: &Scene<'_>, bars: &[Bar], out: &mut Vec<Action>) {
    let most = bars.iter().map(|bar| bar.length).max().unwrap_or(0).max(Quantity::ONE.0);
    ui.spacing_mut().item_spacing.y = 0.0;
    for bar in bars {
        ui.horizontal(|ui| {
            ui.set_height(LINE);
            let (room, _) = ui.allocate_exact_size(vec2(NAME, LINE), Sense::hover());
            let mut inside = ui.new_child(
                egui::UiBuilder::new()
                    .max_rect(room)
                    .layout(egui::Layout::left_to_right(egui::Align::Center)),
            );
            let name = format!("{} · {}", bar.name, bar.value);
            let tip = scene.t("reports.open");
            if link::plain(&mut inside, &name, &bar.name, tip).clicked() {
                out.push(ReportAction::Open(Box::new(bar.opens.clone())).into());
            }
            length(ui, bar, most);
        });
    }
}

fn length(ui: &mut Ui, bar: &Bar, most: i64) {
    let t = Tokens::of(ui);
    let wish = vec2(ui.available_width(), LINE);
    let (room, _) = ui.allocate_exact_size(wish, Sense::hover());
    let long = (room.width() - VALUE).max(20.0) * ratio(bar.length, most);
    let rect = Rect::from_min_size(room.min + vec2(0.0, 4.0), vec2(long, LINE - 9.0));
    let ink = if bar.length < 0 { t.bad } else { t.weak };
    ui.painter().rect_filled(rect, 2.0, t.accent);
    let at = pos2(rect.right() + 8.0, room.center().y);
    let font = FontId::proportional(size::TEXT_SMALL);
    ui.painter().text(at, Align2::LEFT_CENTER, &bar.value, font, ink);
}
