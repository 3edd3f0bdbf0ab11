//! The chosen order: what it says, what was paid, and what may be done next. May depend on `ui`, and types of `crm`.

use super::{OrderAction, OrderState, SlipKind, words};
use crate::base::money::Money;
use crate::crm::files::Subject;
use crate::crm::orders::order::Order;
use crate::crm::orders::state::OrderState as Stand;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::office::files::{self, FileState};
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Tokens, gap, size};
use crate::ui::wording;
use egui::{Align, Layout, RichText, ScrollArea, Ui};

/// Draws the chosen order.
pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut OrderState,
    attached: &mut FileState,
    out: &mut Vec<Action>,
) {
    let chosen = state.chosen;
    tokens::surface(Tokens::of(ui)).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        let shown = state.shown.as_ref().map(|(_, order)| order);
        let Some(order) = shown.filter(|order| Some(order.id) == chosen) else {
            controls::weak(ui, scene.t("orders.quick_looking"));
            return;
        };
        head(ui, scene, order, out);
        // What can be done stands still above what there is to read.
        acts(ui, scene, order, out);
        ui.add_space(gap::TIGHT);
        ScrollArea::vertical().id_salt("order-details").auto_shrink(false).show(ui, |ui| {
            facts(ui, scene, order, out);
            lines(ui, scene, order);
            money(ui, scene, order);
            files::card::show(ui, scene, attached, Subject::Order(order.id), None, out);
        });
    });
}

fn head(ui: &mut Ui, scene: &Scene<'_>, order: &Order, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            controls::offer_icon(ui, scene, OrderAction::Close.into(), None, out);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.label(RichText::new(&order.number).size(size::TEXT_TITLE));
                let (key, icon, mood) = words::state(order.state);
                controls::pill(ui, Some(icon), scene.texts.t(key), mood);
            });
        });
    });
}

fn facts(ui: &mut Ui, scene: &Scene<'_>, order: &Order, out: &mut Vec<Action>) {
    let head = &order.head;
    ui.horizontal(|ui| {
        let name = if head.name.is_empty() { scene.t("orders.counter") } else { &head.name };
        ui.label(RichText::new(name).size(size::TEXT_GROUP));
        if let Some(customer) = head.customer {
            controls::offer_icon(ui, scene, Action::OpenCustomer(customer), None, out);
        }
    });
    let made = wording::moment(scene.texts, order.made_utc_millis, scene.wall);
    let mut all = vec![scene.tf("orders.made", &[("when", &made), ("who", &order.who)])];
    all.extend([&head.phone, &head.address].into_iter().filter(|t| !t.is_empty()).cloned());
    if let Some(at) = head.deliver_at {
        let when = wording::due(scene.texts, at, scene.wall);
        all.push(scene.tf("orders.deliver_by", &[("when", &when)]));
    }
    if !head.courier.is_empty() {
        all.push(scene.tf("orders.brought_by", &[("who", &head.courier)]));
    }
    all.extend(Some(&head.note).filter(|note| !note.is_empty()).cloned());
    for text in all {
        controls::weak(ui, text);
    }
    ui.add_space(gap::SMALL);
}

fn lines(ui: &mut Ui, scene: &Scene<'_>, order: &Order) {
    for line in &order.lines {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(line.amount().grouped());
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let (count, price) = (line.quantity.to_string(), line.price.grouped());
                    let text = format!("{} {count} {} × {price}", line.name, line.unit);
                    controls::short(ui, RichText::new(text));
                });
            });
        });
        if !line.returned.is_zero() {
            let count = line.returned.to_string();
            controls::small(ui, scene.tf("orders.came_back", &[("count", &count)]));
        }
        if line.by_ticket {
            controls::small(ui, scene.t("orders.by_ticket"));
        }
    }
    ui.separator();
}

fn money(ui: &mut Ui, scene: &Scene<'_>, order: &Order) {
    let pair = |ui: &mut Ui, key: &'static str, amount: Money, big: bool| {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let size = if big { size::TEXT_GROUP } else { size::TEXT };
                ui.label(RichText::new(amount.grouped()).size(size));
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    controls::weak(ui, scene.t(key));
                });
            });
        });
    };
    pair(ui, "orders.total", order.total(), true);
    for payment in &order.payments {
        let when = wording::moment(scene.texts, payment.at_utc_millis, scene.wall);
        let text = format!("{when} · {} · {}", payment.method, payment.amount.grouped());
        controls::small(ui, text);
    }
    pair(ui, "orders.received", order.received(), false);
    pair(ui, "orders.due", order.due(), true);
    let (key, mood) = words::pay(order.pay_state());
    controls::pill(ui, None, scene.texts.t(key), mood);
    if order.state.goods_are_out() && !order.cost().is_zero() {
        let profit = order.owed().minus(order.cost()).grouped();
        let cost = order.cost().grouped();
        controls::small(ui, scene.tf("orders.margin", &[("cost", &cost), ("profit", &profit)]));
    }
    ui.add_space(gap::SMALL);
}

fn acts(ui: &mut Ui, scene: &Scene<'_>, order: &Order, out: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        for (at, to) in order.state.next().iter().enumerate() {
            let weight = match (at, to) {
                (0, _) => Weight::Primary,
                (_, Stand::Void) => Weight::Danger,
                _ => Weight::Plain,
            };
            let step = OrderAction::Step(order.id, order.revision, *to);
            controls::offer(ui, scene, step.into(), weight, None, out);
        }
        controls::offer(ui, scene, OrderAction::BeginPay.into(), Weight::Plain, None, out);
        if order.state.is_editable() {
            controls::offer(ui, scene, OrderAction::Edit.into(), Weight::Plain, None, out);
        }
        if order.state == Stand::Delivered {
            controls::offer(ui, scene, OrderAction::BeginReturn.into(), Weight::Plain, None, out);
        }
        let slip = OrderAction::Print(SlipKind::Delivery);
        controls::offer(ui, scene, slip.into(), Weight::Plain, None, out);
        if order.lines.iter().any(|line| !line.returned.is_zero()) {
            let slip = OrderAction::Print(SlipKind::Return);
            controls::offer(ui, scene, slip.into(), Weight::Plain, None, out);
        }
    });
}
