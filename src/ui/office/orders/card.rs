//! The tab *Orders* of a customer's card: balances, the usual order, the newest orders, money and units on account.
//! May depend on `ui`, and types of `crm`.

use super::{OrderAction, OrderState, paying, words};
use crate::base::ids::{CustomerId, ProductId};
use crate::crm::goods::product::Account;
use crate::crm::goods::quantity::Quantity;
use crate::crm::orders::account::{Desk, UnitBalance, UnitEntry};
use crate::crm::orders::order::OrderSummary;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use crate::ui::wording;
use egui::{Align, Frame, Layout, Margin, RichText, Sense, Ui, WidgetInfo};

/// Units that come or go without an order.
#[derive(Debug, Clone, Default)]
pub struct UnitsForm {
    of: Option<(ProductId, Account)>,
    quantity: String,
    reason: String,
}

impl UnitsForm {
    /// What is to be written down; `None` while something is missing.
    pub(super) fn entry(&self, customer: CustomerId) -> Option<UnitEntry> {
        let (product, account) = self.of?;
        let quantity = Quantity::parse(&self.quantity)?;
        let reason = self.reason.trim().to_owned();
        let entry = UnitEntry { customer, product, account, quantity, reason };
        entry.is_sound().then_some(entry)
    }
}

/// What stands above the card's fields: what is owed and kept, once there is anything.
pub fn lead(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut OrderState,
    customer: CustomerId,
    out: &mut Vec<Action>,
) {
    let Some(desk) = state.desk(customer) else { return };
    if desk.orders > 0 || !desk.owed.is_zero() || !desk.units.is_empty() {
        balances(ui, scene, desk);
        if let Some(order) = desk.foremost()
            && row(ui, scene, order)
        {
            out.push(OrderAction::Open(order.id).into());
        }
    }
}

/// Draws the tab.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut OrderState,
    customer: CustomerId,
) -> Vec<Action> {
    let mut out = Vec::new();
    let Some(desk) = state.desk(customer).cloned() else {
        controls::weak(ui, scene.t("orders.quick_looking"));
        return out;
    };
    balances(ui, scene, &desk);
    ui.add_space(gap::SMALL);
    buttons(ui, scene, &desk, customer, &mut out);
    if let Some(mut pay) = state.pay.take() {
        if pay.customer() == Some(customer) {
            paying::fields(ui, scene, &mut pay, &mut out);
        }
        state.pay = Some(pay);
    }
    units(ui, scene, &desk, &mut state.units, customer, &mut out);
    ui.add_space(gap::SMALL);
    for order in &desk.recent {
        if row(ui, scene, order) {
            out.push(OrderAction::Open(order.id).into());
        }
    }
    if desk.recent.is_empty() {
        controls::weak(ui, scene.t("orders.none_yet"));
    }
    if usize::try_from(desk.orders).unwrap_or(0) > desk.recent.len() {
        let all = OrderAction::OrdersOf(customer).into();
        controls::offer(ui, scene, all, Weight::Quiet, None, &mut out);
    }
    out
}

fn balances(ui: &mut Ui, scene: &Scene<'_>, desk: &Desk) {
    ui.horizontal_wrapped(|ui| {
        let (text, mood) = words::balance(scene, desk.owed);
        controls::pill(ui, None, &text, mood);
        for unit in &desk.units {
            let mood = if unit.quantity < Quantity::ZERO { Mood::Bad } else { Mood::Cool };
            controls::pill(ui, None, &words::units(scene, unit), mood);
        }
    });
}

fn buttons(
    ui: &mut Ui,
    scene: &Scene<'_>,
    desk: &Desk,
    customer: CustomerId,
    out: &mut Vec<Action>,
) {
    ui.horizontal_wrapped(|ui| {
        if desk.last.is_some() {
            let usual = OrderAction::Quick(Some(customer)).into();
            controls::offer(ui, scene, usual, Weight::Primary, None, out);
        }
        let new = OrderAction::New(Some(customer)).into();
        controls::offer(ui, scene, new, Weight::Plain, None, out);
        let pay = OrderAction::BeginPayFor(customer).into();
        controls::offer(ui, scene, pay, Weight::Plain, None, out);
        let statement = OrderAction::PrintStatement(customer).into();
        controls::offer(ui, scene, statement, Weight::Quiet, None, out);
    });
}

fn units(
    ui: &mut Ui,
    scene: &Scene<'_>,
    desk: &Desk,
    form: &mut UnitsForm,
    customer: CustomerId,
    out: &mut Vec<Action>,
) {
    if desk.accounts.is_empty() {
        return;
    }
    ui.collapsing(scene.t("orders.units_change"), |ui| {
        ui.horizontal_wrapped(|ui| {
            for unit in &desk.accounts {
                let of = Some((unit.product, unit.account));
                let chosen = form.of == of;
                if controls::chip(ui, &account(scene, unit), None, chosen).clicked() {
                    form.of = of;
                }
            }
        });
        let field = controls::field(ui, scene.t("orders.units_by"), &mut form.quantity, 90.0);
        field.on_hover_text(scene.t("orders.units_hint"));
        controls::field(ui, scene.t("orders.reason"), &mut form.reason, 220.0);
        let why_not = controls::needs(form.entry(customer).is_some(), "why.units");
        let save = OrderAction::SaveUnits(customer).into();
        controls::offer(ui, scene, save, Weight::Plain, why_not, out);
    });
}

fn account(scene: &Scene<'_>, unit: &UnitBalance) -> String {
    let key = match unit.account {
        Account::Ticket => "orders.account_tickets",
        Account::Container => "orders.account_containers",
        Account::Deposit => "orders.account_deposits",
    };
    scene.tf(key, &[("name", &unit.name)])
}

/// One order; whether it was pressed.
fn row(ui: &mut Ui, scene: &Scene<'_>, order: &OrderSummary) -> bool {
    let t = Tokens::of(ui);
    let (key, icon, mood) = words::state(order.state);
    let frame = Frame::new().fill(t.ground).corner_radius(size::RADIUS);
    let shown = frame.inner_margin(Margin::symmetric(10, 5)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            controls::draw(ui, icon, 14.0, t.ink(mood)).on_hover_text(scene.texts.t(key));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let (key, mood) = words::pay(order.pay_state());
                ui.label(RichText::new(scene.texts.t(key)).color(t.ink(mood)));
                ui.label(order.total.grouped());
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let when = wording::moment(scene.texts, order.made_utc_millis, scene.wall);
                    controls::weak(ui, when);
                    controls::short(ui, RichText::new(&order.what));
                });
            });
        });
    });
    let id = ui.scope_id().with(("order", order.id));
    let response = ui.interact(shown.response.rect, id, Sense::click());
    let name = format!("{} {}", scene.t("orders.open"), order.number);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &name));
    controls::focus_ring(ui, Tokens::of(ui), response.rect, &response, f32::from(size::RADIUS));
    response.clicked()
}

/// The last order in a line, for cards with little room.
pub(super) fn last_line(ui: &mut Ui, scene: &Scene<'_>, desk: &Desk) {
    let t = Tokens::of(ui);
    let Some(last) =
        desk.recent.iter().find(|order| Some(order.id) == desk.last.as_ref().map(|l| l.id))
    else {
        return;
    };
    let when = wording::moment(scene.texts, last.made_utc_millis, scene.wall);
    let total = last.total.grouped();
    let text = scene.tf("orders.last", &[("when", &when), ("what", &last.what), ("total", &total)]);
    ui.horizontal(|ui| {
        controls::draw(ui, Icon::Repeat, 14.0, t.weak);
        controls::short(ui, RichText::new(text));
    });
}
