//! Orders, payments and returns in the timeline of a card. May depend on `ui`, and types of `crm`.

use super::{OrderAction, OrderState, words};
use crate::base::ids::CustomerId;
use crate::crm::orders::account::{Entry, EntryKind};
use crate::crm::orders::order::OrderSummary;
use crate::ui::icons::Icon;
use crate::ui::office::happened::Happened;
use crate::ui::scene::Scene;

/// The newest orders with what was ordered, and what happened on the account; asks for both.
pub fn happened(scene: &Scene<'_>, state: &mut OrderState, customer: CustomerId) -> Vec<Happened> {
    let recent = state.desk(customer).map(|desk| desk.recent.clone()).unwrap_or_default();
    let mut all: Vec<Happened> = recent.iter().map(|order| ordered(scene, order)).collect();
    let account = state.account.show(&customer, scene.snap.data_revision);
    let entries = account.into_iter().flat_map(|account| &account.entries);
    // An order that stands there already with its goods is not told twice.
    let is_told = |entry: &&Entry| {
        let is_order = matches!(entry.kind, EntryKind::Order | EntryKind::Change);
        let of_recent =
            |order: &OrderSummary| entry.order.as_ref().is_some_and(|(id, _)| *id == order.id);
        is_order && recent.iter().any(of_recent)
    };
    all.extend(entries.filter(|entry| !is_told(entry)).map(|entry| moved(scene, customer, entry)));
    all
}

fn ordered(scene: &Scene<'_>, order: &OrderSummary) -> Happened {
    let (state, icon, _) = words::state(order.state);
    let total = order.total.grouped();
    let said = [
        ("number", order.number.as_str()),
        ("what", &order.what),
        ("total", &total),
        ("state", scene.texts.t(state)),
    ];
    Happened {
        at: order.made_utc_millis,
        icon,
        text: scene.tf("cards.happened_order", &said),
        opens: Some(OrderAction::Open(order.id).into()),
    }
}

fn moved(scene: &Scene<'_>, customer: CustomerId, entry: &Entry) -> Happened {
    let (amount, icon) = match entry.kind {
        EntryKind::Payment | EntryKind::Refund => (entry.paid, Icon::Tick),
        EntryKind::Return => (entry.charge, Icon::Undo),
        EntryKind::Order | EntryKind::Change => (entry.charge, Icon::Note),
    };
    let number = entry.order.as_ref().map_or("", |(_, number)| number);
    let what = format!("{} {}", scene.texts.t(words::entry(entry.kind)), amount.grouped());
    let parts = [what.as_str(), &entry.method, number];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let opens = match &entry.order {
        Some((id, _)) => OrderAction::Open(*id),
        None => OrderAction::PaymentsOf(customer),
    };
    Happened { at: entry.at_utc_millis, icon, text: parts.join(" · "), opens: Some(opens.into()) }
}
