//! The sales-and-payment table: date, number, customer, what, amount, received, payment, state; narrowed by chips, words
//! and days, with its sums below. May depend on `ui`, and types of `engine`, `crm`.

use super::{OrderAction, OrderState, words};
use crate::call::worklist::period::Period;
use crate::crm::orders::order::OrderSummary;
use crate::crm::orders::payment::PayState;
use crate::crm::orders::state::OrderState as Stand;
use crate::crm::orders::{OrderBy, OrderFilter};
use crate::engine::topics::look::LookSettings;
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Tokens, gap};
use crate::ui::widgets::table::{self, Column, Sorting, Table, Width};
use crate::ui::widgets::{self, waiting};
use crate::ui::wording;
use egui::{RichText, Ui};

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
            let words = (scene.t("orders.none"), scene.t("orders.none_hint"));
            widgets::empty_with(ui, scene, Icon::Note, words, OrderAction::New(None).into(), out);
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
    let Some(total) = state.list.total() else {
        waiting::line(ui, scene);
        return;
    };
    let count = wording::grouped(total);
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

/// The column of the number: what keys find of a row.
/// The name under which the table is remembered.
const TABLE: &str = "orders";
const NUMBER: &str = "orders.col_number";

/// The columns; a form or an order beside the table leaves room for fewer.
const COLUMNS: [Column; 8] = [
    Column::new("orders.col_date", Width::Exact(122.0)).from(580.0),
    Column::new(NUMBER, Width::Exact(104.0)),
    Column::new("orders.col_customer", Width::Share(60.0)),
    Column::new("orders.col_what", Width::Share(90.0)).from(700.0),
    Column::new("orders.col_amount", Width::Exact(78.0)).right(),
    Column::new("orders.col_received", Width::Exact(78.0)).from(700.0).right(),
    Column::new("orders.col_paid", Width::Exact(74.0)),
    Column::new("orders.col_state", Width::Exact(100.0)).from(440.0),
];

fn table(ui: &mut Ui, scene: &Scene<'_>, state: &mut OrderState, out: &mut Vec<Action>) {
    let table = Table {
        name: TABLE,
        columns: &COLUMNS,
        sorting: &sorting(&state.filter),
        rows: state.list.total().unwrap_or(table::AT_FIRST),
        reveal: None,
        clicked: true,
    };
    let chosen = state.chosen;
    let mut opened = None;
    let pressed = table::show(ui, scene, &table, out, |row, names| {
        let at = u32::try_from(row.index()).unwrap_or(u32::MAX);
        let Some(order) = state.list.row(at) else {
            table::waiting(row, names);
            return;
        };
        row.set_selected(chosen == Some(order.id));
        let mut pressed = false;
        for name in names {
            row.col(|ui| {
                if *name == NUMBER {
                    let lead = table::lead(ui, order.id, &order.number, &order.number);
                    pressed |= lead.clicked();
                } else {
                    cell(ui, scene, order, name);
                }
            });
        }
        if pressed || row.response().clicked() {
            opened = Some(order.id);
        }
    });
    out.extend(opened.map(|order| OrderAction::Open(order).into()));
    if let Some((by, column)) = BY.into_iter().find(|(_, column)| Some(*column) == pressed) {
        let filter = &mut state.filter;
        // Names begin with A, everything else with the newest and the largest.
        let first = by == OrderBy::Customer;
        (filter.by, filter.rising) =
            if filter.by == by { (by, !filter.rising) } else { (by, first) };
        out.push(table::remember(scene, TABLE, column, filter.rising));
    }
}

/// Puts the list in the order it was left in.
pub fn recall(state: &mut OrderState, look: &LookSettings) {
    let Some((column, rising)) = table::order(look, TABLE) else { return };
    if let Some((by, _)) = BY.into_iter().find(|(_, name)| *name == column) {
        (state.filter.by, state.filter.rising) = (by, rising);
    }
}

/// By what the orders can be sorted.
const BY: [(OrderBy, &str); 4] = [
    (OrderBy::Made, "orders.col_date"),
    (OrderBy::Customer, "orders.col_customer"),
    (OrderBy::Amount, "orders.col_amount"),
    (OrderBy::Received, "orders.col_received"),
];

fn sorting(filter: &OrderFilter) -> [Sorting; 4] {
    BY.map(|(by, column)| Sorting { column, now: (filter.by == by).then_some(filter.rising) })
}

fn cell(ui: &mut Ui, scene: &Scene<'_>, order: &OrderSummary, name: &str) {
    let t = Tokens::of(ui);
    match name {
        "orders.col_date" => {
            let when = wording::moment(scene.texts, order.made_utc_millis, scene.wall);
            controls::short(ui, RichText::new(when).color(t.weak));
        }
        "orders.col_customer" => {
            let name = if order.name.is_empty() { scene.t("orders.counter") } else { &order.name };
            controls::short(ui, RichText::new(name));
        }
        "orders.col_what" => {
            controls::short(ui, RichText::new(&order.what).color(t.weak));
        }
        "orders.col_amount" => controls::right(ui, &order.total.grouped()),
        "orders.col_received" => controls::right(ui, &order.received.grouped()),
        "orders.col_paid" => {
            let (key, mood) = words::pay(order.pay_state());
            controls::short(ui, RichText::new(scene.texts.t(key)).color(t.ink(mood)));
        }
        _ => {
            let (key, icon, mood) = words::state(order.state);
            controls::draw(ui, icon, 14.0, t.ink(mood));
            controls::short(ui, RichText::new(scene.texts.t(key)).color(t.ink(mood)));
        }
    }
}
