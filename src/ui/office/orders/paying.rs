//! Money that comes or is given back, and the list of all payments. May depend on `ui`, and types of `crm`.

use super::{OrderAction, OrderState, form, words};
use crate::base::ids::{CustomerId, OrderId};
use crate::base::money::Money;
use crate::call::worklist::period::Period;
use crate::crm::orders::payment::{PaymentDraft, PaymentFilter, PaymentRow};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Mood, Tokens, gap, size};
use crate::ui::widgets;
use crate::ui::widgets::table::{self, Column, Table, Width};
use crate::ui::wording;
use egui::{RichText, Ui};

/// A payment being typed.
#[derive(Debug, Clone, Default)]
pub(super) struct PayForm {
    order: Option<OrderId>,
    customer: Option<CustomerId>,
    title: String,
    amount: String,
    method: String,
    note: String,
    back: bool,
    focus: bool,
}

impl PayForm {
    /// For an order: what is still due is proposed; of one paid too much, what is to be given back.
    pub fn for_order(order: &crate::crm::orders::order::Order) -> Self {
        let due = order.due();
        Self {
            order: Some(order.id),
            title: order.number.clone(),
            amount: Money(due.0.saturating_abs()).to_string(),
            back: due < Money::ZERO,
            focus: true,
            ..Self::default()
        }
    }

    /// On a customer's account.
    pub fn for_customer(customer: CustomerId, name: &str, owed: Money) -> Self {
        let amount = if owed > Money::ZERO { owed.to_string() } else { String::new() };
        let title = name.to_owned();
        Self { customer: Some(customer), title, amount, focus: true, ..Self::default() }
    }

    /// Whether it is on a customer's account.
    pub const fn customer(&self) -> Option<CustomerId> {
        self.customer
    }

    /// The payment; `None` while there is no amount.
    pub fn draft(&self) -> Option<PaymentDraft> {
        let amount = Money::parse(&self.amount).filter(|amount| *amount > Money::ZERO)?;
        let draft = PaymentDraft {
            customer: self.customer,
            order: self.order,
            amount: if self.back { -amount } else { amount },
            method: self.method.clone(),
            note: self.note.trim().to_owned(),
        };
        draft.is_sound().then_some(draft)
    }
}

/// Draws the form.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, form: &mut PayForm, out: &mut Vec<Action>) {
    tokens::surface(Tokens::of(ui)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        fields(ui, scene, form, out);
    });
}

/// The fields of the form, wherever it stands.
pub(super) fn fields(ui: &mut Ui, scene: &Scene<'_>, form: &mut PayForm, out: &mut Vec<Action>) {
    controls::group_title(ui, &scene.tf("orders.pay_title", &[("what", &form.title)]));
    ui.horizontal(|ui| {
        if controls::chip(ui, scene.t("orders.pay_in"), None, !form.back).clicked() {
            form.back = false;
        }
        if controls::chip(ui, scene.t("orders.pay_back"), None, form.back).clicked() {
            form.back = true;
        }
    });
    let field = controls::field(ui, scene.t("orders.amount"), &mut form.amount, 110.0);
    if std::mem::take(&mut form.focus) {
        field.request_focus();
    }
    if form.draft().is_none() && !form.amount.trim().is_empty() {
        controls::pill(ui, Some(Icon::Warn), scene.t("orders.fault_amount"), Mood::Alert);
    }
    form::method(ui, scene, &mut form.method);
    let width = (ui.available_width() - size::LABEL - 24.0).clamp(100.0, 300.0);
    controls::field(ui, scene.t("orders.note"), &mut form.note, width);
    let ready = form.draft().is_some();
    let enter = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if enter && ready {
        out.push(OrderAction::SavePay.into());
    }
    ui.horizontal(|ui| {
        let why_not = controls::needs(!form.amount.trim().is_empty(), "why.amount")
            .or(controls::needs(ready, "orders.fault_amount"));
        controls::offer(ui, scene, OrderAction::SavePay.into(), Weight::Primary, why_not, out);
        controls::offer(ui, scene, OrderAction::CancelPay.into(), Weight::Quiet, None, out);
    });
}

/// All payments.
pub(super) fn page(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut OrderState,
    focus: bool,
    out: &mut Vec<Action>,
) {
    filters(ui, scene, &mut state.payments_filter, focus);
    let question = state.payments_filter.clone();
    state.payments.show(&question, scene.snap.data_revision);
    let count = wording::grouped(state.payments.total().unwrap_or(0));
    let sum = state.payments_sum.grouped();
    controls::weak(ui, scene.tf("orders.payment_sums", &[("count", &count), ("sum", &sum)]));
    ui.add_space(gap::TIGHT);
    tokens::surface(Tokens::of(ui)).inner_margin(egui::Margin::same(6)).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        if state.payments.total() == Some(0) {
            let (title, hint) = (scene.t("orders.no_payments"), scene.t("orders.no_payments_hint"));
            widgets::empty(ui, Icon::Note, title, hint);
            return;
        }
        table(ui, scene, state, out);
    });
}

fn filters(ui: &mut Ui, scene: &Scene<'_>, filter: &mut PaymentFilter, focus: bool) {
    ui.horizontal_wrapped(|ui| {
        controls::search(ui, scene.t("orders.search_payments"), &mut filter.text, 220.0, focus);
        for (period, key) in [
            (Period::Any, "orders.any_time"),
            (Period::Today, "orders.today"),
            (Period::Week, "orders.week"),
        ] {
            let (from, until) = period.bounds(scene.wall);
            if filter.customer.is_some() && period == Period::Any {
                // Those of one customer, until all are wanted again.
                if controls::chip(ui, scene.t(key), None, false).clicked() {
                    *filter = PaymentFilter::default();
                }
                continue;
            }
            let chosen = filter.from_utc_millis == from && filter.until_utc_millis == until;
            if controls::chip(ui, scene.t(key), None, chosen).clicked() {
                (filter.from_utc_millis, filter.until_utc_millis) = (from, until);
            }
        }
        for method in words::methods(scene) {
            let chosen = filter.method == method;
            if controls::chip(ui, &method, None, chosen).clicked() {
                filter.method = if chosen { String::new() } else { method };
            }
        }
    });
}

const COLUMNS: [Column; 7] = [
    Column::new("orders.col_date", Width::Exact(110.0)),
    Column::new("orders.col_customer", Width::Share(90.0)),
    Column::new("orders.col_number", Width::Exact(110.0)).from(560.0),
    Column::new("orders.method", Width::Exact(90.0)),
    Column::new("orders.col_received", Width::Exact(100.0)).right(),
    Column::new("orders.note", Width::Share(70.0)).from(720.0),
    Column::new("orders.col_who", Width::Exact(80.0)).from(640.0),
];

fn table(ui: &mut Ui, scene: &Scene<'_>, state: &mut OrderState, out: &mut Vec<Action>) {
    let table = Table {
        name: "payments",
        columns: &COLUMNS,
        sorting: &[],
        rows: state.payments.total().unwrap_or(table::AT_FIRST),
        reveal: None,
        clicked: true,
    };
    let mut opened = None;
    table::show(ui, scene, &table, out, |row, names| {
        let at = u32::try_from(row.index()).unwrap_or(u32::MAX);
        let Some(payment) = state.payments.row(at) else {
            table::waiting(row, names);
            return;
        };
        for name in names {
            row.col(|ui| cell(ui, scene, payment, name));
        }
        if row.response().clicked() {
            opened = payment.order.as_ref().map(|(order, _)| *order);
        }
    });
    out.extend(opened.map(|order| OrderAction::Open(order).into()));
}

fn cell(ui: &mut Ui, scene: &Scene<'_>, payment: &PaymentRow, name: &str) {
    let text = match name {
        "orders.col_date" => {
            controls::weak(ui, wording::moment(scene.texts, payment.at_utc_millis, scene.wall));
            return;
        }
        "orders.col_received" => return controls::right(ui, &payment.amount.grouped()),
        "orders.col_customer" if payment.name.is_empty() => scene.t("orders.counter"),
        "orders.col_customer" => &payment.name,
        "orders.col_number" => {
            payment.order.as_ref().map_or(scene.t("orders.on_account"), |(_, number)| number)
        }
        "orders.method" => &payment.method,
        "orders.note" => &payment.note,
        _ => &payment.who,
    };
    controls::short(ui, RichText::new(text));
}
