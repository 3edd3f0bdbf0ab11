//! The counter's page: orders, products, stock, payments, settings of slips. May depend on `ui`.

use super::{OrderAction, Part, details, form, list, paying, returning, settings, words};
use crate::call::statistics::Format;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::office::files::FileState;
use crate::ui::office::goods;
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{gap, size};
use egui::{Frame, Margin, Panel, Ui};

/// Draws the page.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    let focus = std::mem::take(&mut state.focus_search);
    let office = &mut state.office;
    ui.horizontal_wrapped(|ui| {
        for part in Part::ALL {
            let chosen = office.orders.part == part;
            if controls::chip(ui, scene.t(words::part(part)), None, chosen).clicked() {
                out.push(OrderAction::Show(part).into());
            }
        }
        if office.orders.part == Part::Orders {
            ui.add_space(gap::LARGE);
            let new = OrderAction::New(None).into();
            controls::offer(ui, scene, new, Weight::Plain, None, &mut out);
            let some = office.orders.list.total().unwrap_or(0) > 0;
            let why_not = controls::needs(some, "why.nothing_here")
                .or(controls::needs(scene.snap.statistics.export.is_none(), "why.busy"));
            for format in Format::ALL {
                let export = OrderAction::Export(format).into();
                controls::offer(ui, scene, export, Weight::Quiet, why_not, &mut out);
            }
        }
    });
    ui.add_space(gap::SMALL);
    match office.orders.part {
        Part::Orders => {
            beside(ui, scene, &mut office.orders, &mut office.files, &mut out);
            list::show(ui, scene, &mut office.orders, focus, &mut out);
        }
        Part::Products => goods::products(ui, scene, &mut office.goods, focus, &mut out),
        Part::Stock => goods::stock(ui, scene, &mut office.goods, focus, &mut out),
        Part::Payments => paying::page(ui, scene, &mut office.orders, focus, &mut out),
        Part::Settings => settings::show(ui, scene, &mut office.orders, &mut out),
    }
    out
}

/// What stands beside the table: a form, or the chosen order.
fn beside(
    ui: &mut Ui,
    scene: &Scene<'_>,
    orders: &mut super::OrderState,
    files: &mut FileState,
    out: &mut Vec<Action>,
) {
    if orders.form.is_none()
        && orders.pay.is_none()
        && orders.back.is_none()
        && orders.chosen.is_none()
    {
        return;
    }
    let wide = if orders.form.is_some() { 600.0 } else { size::DETAILS + 40.0 };
    let wide = wide.min(ui.available_width() * 0.62);
    let frame = Frame::new().inner_margin(Margin { left: 12, ..Margin::ZERO });
    Panel::right("order-details")
        .exact_size(wide)
        .resizable(false)
        .show_separator_line(false)
        .frame(frame)
        .show(ui, |ui| {
            if let Some(mut open) = orders.form.take() {
                form::show(ui, scene, &mut open, orders, out);
                orders.form = Some(open);
            } else if let Some(mut back) = orders.back.take() {
                returning::show(ui, scene, &mut back, out);
                orders.back = Some(back);
            } else if let Some(mut pay) = orders.pay.take() {
                paying::show(ui, scene, &mut pay, out);
                orders.pay = Some(pay);
            } else {
                details::show(ui, scene, orders, files, out);
            }
        });
}
