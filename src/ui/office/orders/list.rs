//! The sales-and-payment table: date, number, customer, what, amount, received, payment, state; narrowed by chips, words
//! and days, with its sums below. May depend on `ui`, and types of `crm`.

use super::{OrderAction, OrderState, words};
use crate::call::worklist::period::Period;
use crate::crm::orders::OrderFilter;
use crate::crm::orders::order::OrderSummary;
use crate::crm::orders::payment::PayState;
use crate::crm::orders::state::OrderState as Stand;
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Tokens, gap, size};
use crate::ui::wording;
use egui::{Align, Layout, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

/// Draws filters, table and sums.
pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut OrderState,
    focus: bool,
    out: &mut Vec<Action>,
) {
    filters(ui, scene, &mut state.filter, focus);
    let question = state.filter.clone();
    state.list.show(&question, scene.snap.data_revision);
    sums(ui, scene, state);
    ui.add_space(gap::TIGHT);
    tokens::surface(Tokens::of(ui)).inner_margin(egui::Margin::same(6)).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        if state.list.total() == Some(0) {
            let (title, hint) = (scene.t("orders.none"), scene.t("orders.none_hint"));
            controls::empty(ui, Icon::Note, title, hint);
            return;
        }
        table(ui, scene, state, out);
    });
}

fn filters(ui: &mut Ui, scene: &Scene<'_>, filter: &mut OrderFilter, focus: bool) {
    ui.horizontal_wrapped(|ui| {
        let width = 220.0_f32.min(ui.available_width());
        controls::search(ui, scene.t("orders.search"), &mut filter.text, width, focus);
        let all = filter.state.is_none() && !filter.open && filter.pay.is_none();
        if controls::chip(ui, scene.t("orders.all"), None, all).clicked() {
            (filter.state, filter.open, filter.pay) = (None, false, None);
        }
        if controls::chip(ui, scene.t("orders.is_open"), None, filter.open).clicked() {
            filter.open = !filter.open;
        }
        for pay in [PayState::Unpaid, PayState::Part] {
            let chosen = filter.pay == Some(pay);
            if controls::chip(ui, scene.t(words::pay(pay).0), None, chosen).clicked() {
                filter.pay = (!chosen).then_some(pay);
            }
        }
        for stand in [Stand::Delivering, Stand::Delivered, Stand::Returned] {
            let chosen = filter.state == Some(stand);
            if controls::chip(ui, scene.t(words::state(stand).0), None, chosen).clicked() {
                filter.state = (!chosen).then_some(stand);
            }
        }
        for (period, key) in [
            (Period::Any, "orders.any_time"),
            (Period::Today, "orders.today"),
            (Period::Week, "orders.week"),
        ] {
            let (from, until) = period.bounds(scene.wall);
            let chosen = filter.from_utc_millis == from && filter.until_utc_millis == until;
            if controls::chip(ui, scene.t(key), None, chosen).clicked() {
                (filter.from_utc_millis, filter.until_utc_millis) = (from, until);
            }
        }
        if filter.customer.is_some()
            && controls::chip(ui, scene.t("orders.one_customer"), None, true).clicked()
        {
            filter.customer = None;
        }
    });
}

fn sums(ui: &mut Ui, scene: &Scene<'_>, state: &OrderState) {
    let count = wording::grouped(state.list.total().unwrap_or(0));
    let due = state.sums.amount.minus(state.sums.received);
    let text = scene.tf(
        "orders.sums",
        &[
            ("count", &count),
            ("amount", &state.sums.amount.grouped()),
            ("received", &state.sums.received.grouped()),
            ("due", &due.grouped()),
        ],
    );
    controls::weak(ui, text);
}

/// Which columns there is room for beside a form or an order.
#[derive(Debug, Clone, Copy)]
struct Room {
    date: bool,
    more: bool,
    state: bool,
}

impl Room {
    fn of(width: f32) -> Self {
        Self { date: width > 580.0, more: width > 700.0, state: width > 440.0 }
    }

    fn columns(self) -> Vec<(&'static str, Column)> {
        let all = [
            (self.date, "orders.col_date", Column::exact(122.0)),
            (true, "orders.col_number", Column::exact(104.0)),
            (true, "orders.col_customer", Column::remainder().at_least(60.0).clip(true)),
            (self.more, "orders.col_what", Column::remainder().at_least(90.0).clip(true)),
            (true, "orders.col_amount", Column::exact(78.0)),
            (self.more, "orders.col_received", Column::exact(78.0)),
            (true, "orders.col_paid", Column::exact(74.0)),
            (self.state, "orders.col_state", Column::exact(100.0)),
        ];
        all.into_iter().filter(|(shown, ..)| *shown).map(|(_, key, column)| (key, column)).collect()
    }
}

fn table(ui: &mut Ui, scene: &Scene<'_>, state: &mut OrderState, out: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let room = Room::of(ui.available_width());
    let columns = room.columns();
    let heads: Vec<&'static str> = columns.iter().map(|(key, _)| *key).collect();
    let mut builder = TableBuilder::new(ui)
        .id_salt("orders")
        .sense(Sense::click())
        .auto_shrink(false)
        .cell_layout(Layout::left_to_right(Align::Center));
    for (_, column) in columns {
        builder = builder.column(column);
    }
    let total = state.list.total().unwrap_or(0) as usize;
    let chosen = state.chosen;
    builder
        .header(size::HEAD, |mut row| {
            for key in &heads {
                row.col(|ui| {
                    // Above figures that stand right.
                    if matches!(*key, "orders.col_amount" | "orders.col_received") {
                        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                            ui.add_space(gap::SMALL);
                            controls::small(ui, scene.t(key));
                        });
                    } else {
                        controls::small(ui, scene.t(key));
                    }
                });
            }
        })
        .body(|body| {
            body.rows(size::ROW, total, |mut row| {
                let at = u32::try_from(row.index()).unwrap_or(u32::MAX);
                match state.list.row(at) {
                    Some(order) => {
                        row.set_selected(chosen == Some(order.id));
                        one(&mut row, scene, order, room, out);
                    }
                    None => heads.iter().for_each(|_| drop(row.col(|_| {}))),
                }
            });
        });
}

fn one(
    row: &mut TableRow<'_, '_>,
    scene: &Scene<'_>,
    order: &OrderSummary,
    room: Room,
    out: &mut Vec<Action>,
) {
    if room.date {
        row.col(|ui| {
            controls::weak(ui, wording::moment(scene.texts, order.made_utc_millis, scene.wall));
        });
    }
    row.col(|ui| {
        controls::short(ui, RichText::new(&order.number));
    });
    row.col(|ui| {
        let name = if order.name.is_empty() { scene.t("orders.counter") } else { &order.name };
        controls::short(ui, RichText::new(name));
    });
    if room.more {
        row.col(|ui| {
            let ink = Tokens::of(ui).weak;
            controls::short(ui, RichText::new(&order.what).color(ink));
        });
    }
    row.col(|ui| right(ui, &order.total.grouped()));
    if room.more {
        row.col(|ui| right(ui, &order.received.grouped()));
    }
    row.col(|ui| {
        let (key, mood) = words::pay(order.pay_state());
        ui.label(RichText::new(scene.texts.t(key)).color(Tokens::of(ui).ink(mood)));
    });
    if room.state {
        row.col(|ui| {
            let (key, icon, mood) = words::state(order.state);
            let ink = Tokens::of(ui).ink(mood);
            controls::draw(ui, icon, 14.0, ink);
            controls::short(ui, RichText::new(scene.texts.t(key)).color(ink));
        });
    }
    if row.response().clicked() {
        out.push(OrderAction::Open(order.id).into());
    }
}

/// A figure at the right end of its cell.
pub(super) fn right(ui: &mut Ui, text: &str) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add_space(gap::SMALL);
        ui.label(text);
    });
}
