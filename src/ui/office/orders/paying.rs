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
use crate::ui::wording;
use egui::{Align, Layout, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

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
        controls::offer(ui, scene, OrderAction::SavePay.into(), Weight::Primary, ready, out);
        controls::offer(ui, scene, OrderAction::CancelPay.into(), Weight::Quiet, true, out);
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

fn table(ui: &mut Ui, scene: &Scene<'_>, state: &mut OrderState, out: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let total = state.payments.total().unwrap_or(0) as usize;
    let heads = [
        "orders.col_date",
        "orders.col_customer",
        "orders.col_number",
        "orders.method",
        "orders.col_received",
        "orders.note",
        "orders.col_who",
    ];
    TableBuilder::new(ui)
        .id_salt("payments")
        .sense(Sense::CLICK)
        .auto_shrink(false)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::exact(110.0))
        .column(Column::remainder().at_least(90.0).clip(true))
        .column(Column::exact(110.0))
        .column(Column::exact(90.0))
        .column(Column::exact(100.0))
        .column(Column::remainder().at_least(70.0).clip(true))
        .column(Column::exact(80.0))
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
                match state.payments.row(at) {
                    Some(payment) => one(&mut row, scene, payment, out),
                    None => heads.iter().for_each(|_| drop(row.col(|_| {}))),
                }
            });
        });
}

fn one(row: &mut TableRow<'_, '_>, scene: &Scene<'_>, payment: &PaymentRow, out: &mut Vec<Action>) {
    row.col(|ui| {
        controls::weak(ui, wording::moment(scene.texts, payment.at_utc_millis, scene.wall));
    });
    row.col(|ui| {
        let name = if payment.name.is_empty() { scene.t("orders.counter") } else { &payment.name };
        controls::short(ui, RichText::new(name));
    });
    row.col(|ui| {
        let number = payment.order.as_ref().map_or(scene.t("orders.on_account"), |(_, n)| n);
        controls::short(ui, RichText::new(number));
    });
    row.col(|ui| {
        controls::short(ui, RichText::new(&payment.method));
    });
    row.col(|ui| controls::right(ui, &payment.amount.grouped()));
    row.col(|ui| {
        controls::short(ui, RichText::new(&payment.note));
    });
    row.col(|ui| {
        controls::short(ui, RichText::new(&payment.who));
    });
    if row.response().clicked()
        && let Some((order, _)) = payment.order
    {
        out.push(OrderAction::Open(order).into());
    }
}
