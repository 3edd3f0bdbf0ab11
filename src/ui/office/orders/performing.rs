//! What each wish of the counter does. May depend on `ui`, and types of `engine`, `crm`.

use super::form::Form;
use super::paying::PayForm;
use super::quick::Quick;
use super::returning::ReturnForm;
use super::{OrderAction, Part, Printing, SlipKind, slips};
use crate::base::ids::CustomerId;
use crate::base::number::PhoneNumber;
use crate::call::statistics::Format;
use crate::crm::orders::order::Order;
use crate::crm::orders::payment::PaymentFilter;
use crate::crm::orders::state::OrderState as Stand;
use crate::crm::orders::{OrderFilter, OrderOp};
use crate::engine::command::Command;
use crate::engine::office::OfficeCommand;
use crate::engine::office::orders::{OrderCommand, OrderList, PrintOrder};
use crate::engine::settings::SettingChange;
use crate::engine::snapshot::Snapshot;
use crate::ui::app::App;
use crate::ui::state::Screen;
use crate::ui::wording;
use egui::Context;

/// Performs one action.
#[allow(clippy::needless_pass_by_value, reason = "as in every topic")]
pub fn perform(app: &mut App, ctx: &Context, action: OrderAction) {
    let orders = &mut app.state.office.orders;
    match action {
        OrderAction::Show(part) => orders.part = part,
        // What was changed in it already stays.
        OrderAction::Quick(Some(customer)) if orders.quick_for() == Some(customer) => {}
        OrderAction::Quick(Some(customer)) => {
            let desk = orders.known_desk(customer).cloned();
            open_quick(app, ctx, Quick::new(customer, desk.as_ref()));
        }
        OrderAction::QuickCall(call) => open_quick(app, ctx, Quick::of_caller(call)),
        OrderAction::Quick(None) | OrderAction::New(None) => new(app, ctx, None),
        OrderAction::New(Some(customer)) => new(app, ctx, Some(customer)),
        OrderAction::SaveQuick => save_quick(app),
        OrderAction::CloseQuick => orders.quick = None,
        OrderAction::QuickToForm => quick_to_form(app, ctx),
        OrderAction::Open(id) => {
            orders.chosen = Some(id);
            orders.part = Part::Orders;
            app.state.screen = Screen::Orders;
        }
        OrderAction::Close => orders.chosen = None,
        OrderAction::Edit => {
            let form = shown(app).map(|order| Form::of(&order));
            app.state.office.orders.form = form;
        }
        OrderAction::Save(to) => save(app, to),
        OrderAction::Cancel => {
            orders.form = None;
            orders.picker.text.clear();
        }
        OrderAction::Step(order, revision, to) => {
            send(app, OrderOp::Step { order, revision, to });
        }
        OrderAction::BeginPay
        | OrderAction::BeginPayFor(_)
        | OrderAction::SavePay
        | OrderAction::CancelPay
        | OrderAction::BeginReturn
        | OrderAction::SaveReturn
        | OrderAction::CancelReturn => forms(app, &action),
        OrderAction::Print(kind) => print_slip(app, kind),
        OrderAction::PrintStatement(customer) => orders.statement = Some((customer, None)),
        OrderAction::SaveUnits(customer) => save_units(app, customer),
        OrderAction::SaveSettings => save_settings(app),
        OrderAction::OrdersOf(customer) => {
            orders.filter = OrderFilter { customer: Some(customer), ..OrderFilter::default() };
            orders.part = Part::Orders;
            app.state.screen = Screen::Orders;
        }
        OrderAction::PaymentsOf(customer) => {
            orders.payments_filter =
                PaymentFilter { customer: Some(customer), ..Default::default() };
            orders.part = Part::Payments;
            app.state.screen = Screen::Orders;
        }
        OrderAction::Export(format) => export(app, format),
    }
}

/// Writes what is listed into the folder of exports, in the words of the window.
fn export(app: &mut App, format: Format) {
    let wall = app.wall();
    let texts = app.texts();
    let day = wording::civil(wall.utc_millis, wall.offset_minutes);
    let day = day.map(|at| at.date().to_string()).unwrap_or_default();
    let name = format!("{} {day}.{}", texts.t("orders.page"), format.extension());
    let words = texts.keys().into_iter().filter(|key| key.starts_with("orders."));
    let words = words.map(|key| (key.to_owned(), texts.t(key).to_owned())).collect();
    let list = OrderList {
        filter: app.state.office.orders.filter.clone(),
        format,
        path: app.snap.data_dir.join("exports").join(name),
        offset_minutes: wall.offset_minutes,
        words,
    };
    let order = OrderCommand::Export(Box::new(list));
    app.send(Command::Office(OfficeCommand::Orders(order)));
}

fn open_quick(app: &mut App, ctx: &Context, quick: Quick) {
    app.state.office.orders.quick = Some(quick);
    // Digits are for the quantities now, not for a field behind them.
    if let Some(field) = ctx.memory(egui::Memory::focused) {
        ctx.memory_mut(|memory| memory.surrender_focus(field));
    }
    app.come_to_front(ctx);
}

/// The forms of payments and returns.
fn forms(app: &mut App, action: &OrderAction) {
    let orders = &mut app.state.office.orders;
    match action {
        OrderAction::BeginPay => {
            let form = shown(app).map(|order| PayForm::for_order(&order));
            app.state.office.orders.pay = form;
        }
        OrderAction::BeginPayFor(customer) => begin_pay(app, *customer),
        OrderAction::SavePay => {
            let draft = orders.pay.as_ref().and_then(PayForm::draft);
            if let Some(draft) = draft
                && send(app, OrderOp::Pay(draft))
            {
                app.state.office.orders.pay = None;
            }
        }
        OrderAction::CancelPay => orders.pay = None,
        OrderAction::BeginReturn => {
            let form = shown(app).map(|order| ReturnForm::of(&order));
            app.state.office.orders.back = form;
        }
        OrderAction::SaveReturn => {
            let op = orders.back.as_ref().and_then(ReturnForm::op);
            if let Some(op) = op
                && send(app, op)
            {
                app.state.office.orders.back = None;
            }
        }
        OrderAction::CancelReturn => orders.back = None,
        _ => {}
    }
}

/// Hands an operation to the engine; whether it was taken.
fn send(app: &mut App, op: OrderOp) -> bool {
    app.send(Command::Office(OfficeCommand::Orders(OrderCommand::Do(op))));
    !app.state.refused
}

fn print(app: &mut App, order: PrintOrder) {
    let order = OrderCommand::Print(Box::new(order));
    app.send(Command::Office(OfficeCommand::Orders(order)));
}

/// The order that is shown.
fn shown(app: &App) -> Option<Order> {
    let orders = &app.state.office.orders;
    let order = orders.shown.as_ref().map(|(_, order)| order)?;
    (Some(order.id) == orders.chosen).then(|| order.clone())
}

/// The number of whoever is on the line and has no card.
fn stranger(snap: &Snapshot) -> Option<&str> {
    let call = snap.calls.iter().find(|call| call.popup && call.record.customer.is_none())?;
    call.candidates.as_deref().filter(|all| all.is_empty())?;
    call.record.number.as_ref().map(PhoneNumber::as_str)
}

fn new(app: &mut App, ctx: &Context, customer: Option<CustomerId>) {
    let orders = &mut app.state.office.orders;
    orders.part = Part::Orders;
    let desk = customer.and_then(|id| orders.known_desk(id)).cloned();
    let mut form = Form::new(customer, desk.as_ref());
    if customer.is_none() {
        form.phone_of(stranger(&app.snap));
    }
    let orders = &mut app.state.office.orders;
    orders.form = Some(form);
    orders.wanted.extend(customer);
    app.state.screen = Screen::Orders;
    app.come_to_front(ctx);
}

/// The newest order is shown when it is there.
fn watch_for_newest(app: &mut App) {
    let orders = &mut app.state.office.orders;
    let newest = orders.list.peek(0).map_or(0, |order| order.id.0.unsigned_abs());
    orders.show_newest = Some(newest);
}

fn save(app: &mut App, to: Stand) {
    let now = app.wall();
    let Some(form) = &mut app.state.office.orders.form else { return };
    form.tried = true;
    let (Ok(draft), Ok(paid)) = (form.read(now), form.payment()) else { return };
    let paid = paid.map(|paid| (paid, form.method.clone()));
    let is_new = draft.id.is_none();
    if send(app, OrderOp::Save { draft: Box::new(draft), to, paid }) {
        app.state.office.orders.form = None;
        app.state.office.orders.picker.text.clear();
        if is_new {
            watch_for_newest(app);
        }
    }
}

fn save_quick(app: &mut App) {
    let draft = app.state.office.orders.quick.as_ref().and_then(Quick::ready);
    let Some(draft) = draft else { return };
    let save = OrderOp::Save { draft: Box::new(draft), to: Stand::Confirmed, paid: None };
    if send(app, save) {
        app.state.office.orders.quick = None;
        watch_for_newest(app);
    }
}

fn quick_to_form(app: &mut App, ctx: &Context) {
    let Some(quick) = app.state.office.orders.quick.take() else { return };
    let customer = quick.customer();
    new(app, ctx, customer);
    if let Some(draft) = quick.draft {
        let orders = &mut app.state.office.orders;
        let desk = customer.and_then(|id| orders.known_desk(id)).cloned();
        let mut form = Form::from_draft(draft);
        if let Some(customer) = customer {
            form.know(customer, desk.as_ref());
        }
        orders.form = Some(form);
    }
}

fn begin_pay(app: &mut App, customer: CustomerId) {
    let orders = &mut app.state.office.orders;
    let Some(desk) = orders.known_desk(customer) else { return };
    orders.pay = Some(PayForm::for_customer(customer, &desk.name, desk.owed));
}

fn print_slip(app: &mut App, kind: SlipKind) {
    let Some(order) = shown(app) else { return };
    // What the window remembers may be of two moments: paper gets figures of one.
    app.state.office.orders.printing = Some(Printing { kind, order: order.id, asked: None });
}

/// What was asked for has come: it goes to paper. Called once a frame.
pub fn print_found(app: &mut App) {
    print_found_slip(app);
    print_found_statement(app);
}

fn print_found_slip(app: &mut App) {
    let Some((printing, found)) = app.state.office.orders.slip_found.take() else { return };
    let snap = std::sync::Arc::clone(&app.snap);
    if printing.asked.is_none_or(|(_, revision)| revision != snap.data_revision) {
        // Something was stored meanwhile: asked again, unless another slip is wanted by now.
        let orders = &mut app.state.office.orders;
        orders.printing.get_or_insert(Printing { asked: None, ..printing });
        return;
    }
    let (order, desk) = *found;
    let slip = slips::slip(&app.scene(&snap), &order, printing.kind, desk.as_ref());
    print(app, slip);
}

fn print_found_statement(app: &mut App) {
    let Some(found) = app.state.office.orders.statement_found.take() else { return };
    app.state.office.orders.statement = None;
    let snap = std::sync::Arc::clone(&app.snap);
    let slip = slips::statement(&app.scene(&snap), &found);
    print(app, slip);
}

fn save_units(app: &mut App, customer: CustomerId) {
    let entry = app.state.office.orders.units.entry(customer);
    if let Some(entry) = entry
        && send(app, OrderOp::Units(entry))
    {
        app.state.office.orders.units = super::card::UnitsForm::default();
    }
}

fn save_settings(app: &mut App) {
    let Some(form) = app.state.office.orders.settings.take() else { return };
    let mut office = app.snap.settings.office.clone();
    office.orders = form.settings();
    app.send(Command::Set(SettingChange::Office(Box::new(office))));
}
