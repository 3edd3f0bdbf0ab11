//! Which word, icon and mood stand for a state, a payment, an account. May depend on `ui`, and types of `crm`.

use crate::base::money::Money;
use crate::crm::goods::product::Account;
use crate::crm::orders::account::{Desk, EntryKind, UnitBalance};
use crate::crm::orders::draft::DraftFault;
use crate::crm::orders::payment::PayState;
use crate::crm::orders::slip::Paper;
use crate::crm::orders::state::OrderState;
use crate::engine::office::orders::PrintTo;
use crate::ui::icons::Icon;
use crate::ui::office::orders::Part;
use crate::ui::scene::Scene;
use crate::ui::tokens::Mood;
use std::cmp::Ordering;

pub(super) const fn part(part: Part) -> &'static str {
    match part {
        Part::Orders => "orders.part_orders",
        Part::Products => "orders.part_products",
        Part::Stock => "orders.part_stock",
        Part::Payments => "orders.part_payments",
        Part::Settings => "orders.part_settings",
    }
}

pub(super) const fn state(state: OrderState) -> (&'static str, Icon, Mood) {
    match state {
        OrderState::Draft => ("orders.state_draft", Icon::Note, Mood::Calm),
        OrderState::Confirmed => ("orders.state_confirmed", Icon::Todo, Mood::Alert),
        OrderState::Delivering => ("orders.state_delivering", Icon::Outgoing, Mood::Cool),
        OrderState::Delivered => ("orders.state_delivered", Icon::Done, Mood::Good),
        OrderState::Returned => ("orders.state_returned", Icon::Undo, Mood::Calm),
        OrderState::Void => ("orders.state_void", Icon::Close, Mood::Calm),
    }
}

pub(super) const fn pay(state: PayState) -> (&'static str, Mood) {
    match state {
        PayState::Nothing => ("orders.pay_nothing", Mood::Calm),
        PayState::Unpaid => ("orders.pay_unpaid", Mood::Bad),
        PayState::Part => ("orders.pay_part", Mood::Alert),
        PayState::Paid => ("orders.pay_paid", Mood::Good),
        PayState::Over => ("orders.pay_over", Mood::Cool),
    }
}

pub(super) const fn entry(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Order => "orders.entry_order",
        EntryKind::Change => "orders.entry_change",
        EntryKind::Return => "orders.entry_return",
        EntryKind::Payment => "orders.entry_payment",
        EntryKind::Refund => "orders.entry_refund",
    }
}

pub(super) const fn paper(paper: Paper) -> &'static str {
    match paper {
        Paper::A4 => "orders.paper_a4",
        Paper::A5 => "orders.paper_a5",
        Paper::Roll80 => "orders.paper_80",
        Paper::Roll58 => "orders.paper_58",
    }
}

pub(super) const fn print_to(to: PrintTo) -> &'static str {
    match to {
        PrintTo::Viewer => "orders.to_viewer",
        PrintTo::Printer => "orders.to_printer",
        PrintTo::File => "orders.to_file",
        PrintTo::Text => "orders.to_text",
        PrintTo::Thermal => "orders.to_thermal",
    }
}

/// What a unit account says.
pub(super) fn units(scene: &Scene<'_>, unit: &UnitBalance) -> String {
    let key = match unit.account {
        Account::Ticket => "orders.units_tickets",
        Account::Container => "orders.units_containers",
        Account::Deposit => "orders.units_deposits",
    };
    let count = unit.quantity.to_string();
    scene.tf(key, &[("name", &unit.name), ("count", &count), ("unit", &unit.unit)])
}

/// What somebody owes, or has paid in advance.
pub(super) fn balance(scene: &Scene<'_>, owed: Money) -> (String, Mood) {
    match owed.cmp(&Money::ZERO) {
        Ordering::Greater => (scene.tf("orders.owes", &[("amount", &owed.grouped())]), Mood::Bad),
        Ordering::Less => {
            (scene.tf("orders.in_advance", &[("amount", &(-owed).grouped())]), Mood::Good)
        }
        Ordering::Equal => (scene.t("orders.even").to_owned(), Mood::Calm),
    }
}

/// Everything a desk says about balances, in one line.
pub(super) fn balances(scene: &Scene<'_>, desk: &Desk) -> String {
    let money = balance(scene, desk.owed).0;
    let units = desk.units.iter().map(|unit| units(scene, unit));
    std::iter::once(money).chain(units).collect::<Vec<_>>().join(" · ")
}

/// What is wrong with an order.
pub(super) fn fault(scene: &Scene<'_>, fault: DraftFault) -> String {
    let line = |key: &'static str, at: usize| {
        scene.tf(key, &[("line", &at.saturating_add(1).to_string())])
    };
    match fault {
        DraftFault::Empty => scene.t("orders.fault_empty").to_owned(),
        DraftFault::TooLong => scene.t("orders.fault_long").to_owned(),
        DraftFault::Quantity(at) => line("orders.fault_quantity", at),
        DraftFault::Price(at) => line("orders.fault_price", at),
        DraftFault::Discount(Some(at)) => line("orders.fault_discount", at),
        DraftFault::Discount(None) => scene.t("orders.fault_discount_whole").to_owned(),
        DraftFault::TooMuch => scene.t("orders.fault_much").to_owned(),
        DraftFault::Nobody => scene.t("orders.fault_nobody").to_owned(),
    }
}

/// The ways to pay: the office's own, else the usual ones.
pub(super) fn methods(scene: &Scene<'_>) -> Vec<String> {
    let own = &scene.snap.settings.office.orders.methods;
    if !own.is_empty() {
        return own.clone();
    }
    scene.t("orders.methods").split(',').map(|text| text.trim().to_owned()).collect()
}
