//! What the operations do to an order: written, moved on, given back; stock, units and charges follow in the same
//! transaction. The rules themselves are in `crm::orders`. May depend on `base`, `crm`.

use super::ledger::{self, Units};
use super::rows::{self, OrderRow, OrderRows};
use crate::base::ids::{OrderId, ProductId};
use crate::base::money::Money;
use crate::crm::goods::product::{Account, Product};
use crate::crm::goods::quantity::Quantity;
use crate::crm::goods::stock::MovementKind;
use crate::crm::orders::account::units_of;
use crate::crm::orders::draft::{DraftFault, OrderDraft};
use crate::crm::orders::line::OrderLine;
use crate::crm::orders::number;
use crate::crm::orders::state::OrderState;
use crate::store::error::{Result, StoreError};
use crate::store::office::goods::refused;
use crate::store::office::goods::rows as products;
use crate::store::office::goods::stock::{self, NewMovement};
use crate::store::operation::Act;
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

/// Writes an order and brings it into its state; gives its id.
pub(super) fn save(
    conn: &Connection,
    act: &Act,
    draft: &OrderDraft,
    to: OrderState,
    was: Option<&OrderRows>,
) -> Result<OrderId> {
    if let Some(fault) = draft.fault() {
        return Err(refused(fault_words(fault)));
    }
    let state = was.map_or(OrderState::Draft, |was| was.row.state);
    if let Some(was) = was {
        unchanged(was, draft.revision)?;
        if !state.is_editable() {
            return Err(refused(format!("order {} can no longer be changed", was.number())));
        }
    }
    if to != state && !state.may(to) {
        return Err(refused("an order cannot go from this state into that one"));
    }
    if was.is_none_or(|was| was.row.head.customer != draft.head.customer) {
        ledger::known(conn, draft.head.customer)?;
    }
    let lines = written_lines(conn, draft, was)?;
    let row = OrderRow {
        head: draft.head.clone(),
        state: to,
        revision: was.map_or(1, |was| was.row.revision + 1),
        ..was.map_or_else(|| numbered(conn, act), |was| Ok(was.row.clone()))?
    };
    let id = rows::insert(conn, draft.id, &row, &lines)?;
    if was.is_some_and(|was| was.row.head.customer != draft.head.customer) {
        ledger::change_customer(conn, id, draft.head.customer)?;
    }
    arrive(conn, act, id, state, to)?;
    Ok(id)
}

/// The lines as they are stored: names and units of today for what is new; what has left the shop cannot be added.
fn written_lines(
    conn: &Connection,
    draft: &OrderDraft,
    was: Option<&OrderRows>,
) -> Result<Vec<OrderLine>> {
    let mut lines = Vec::new();
    for line in &draft.lines {
        let product = products::existing(conn, line.product)?;
        let old = was.and_then(|was| was.lines.iter().find(|old| old.product == line.product));
        if product.gone && old.is_none() {
            return Err(refused(format!("{} is no longer sold", product.name)));
        }
        let (name, unit) =
            old.map_or((product.name, product.unit), |old| (old.name.clone(), old.unit.clone()));
        let (returned, cost) = (Quantity::ZERO, Money::ZERO);
        lines.push(OrderLine { name, unit, returned, cost, ..line.clone() });
    }
    Ok(lines)
}

/// A new order's row with the day's next number.
fn numbered(conn: &Connection, act: &Act) -> Result<OrderRow> {
    let day = number::day_of(act.at.utc_millis, act.at.offset_minutes);
    let place = conn
        .prepare_cached("SELECT coalesce(max(place), 0) + 1 FROM orders WHERE day = ?1")?
        .query_row([day], |row| row.get(0))?;
    Ok(OrderRow {
        day,
        place,
        head: crate::crm::orders::order::OrderHead::default(),
        state: OrderState::Draft,
        revision: 0,
        who: act.who.to_string(),
        made_at: act.at.utc_millis,
        offset_minutes: act.at.offset_minutes,
        delivered_at: None,
    })
}

/// Brings an order from its state into another.
pub(super) fn step(
    conn: &Connection,
    act: &Act,
    was: &OrderRows,
    revision: u32,
    to: OrderState,
) -> Result<()> {
    unchanged(was, revision)?;
    let from = was.row.state;
    if !from.may(to) {
        return Err(refused("an order cannot go from this state into that one"));
    }
    set_state(conn, was.id, to)?;
    arrive(conn, act, was.id, from, to)
}

fn unchanged(was: &OrderRows, revision: u32) -> Result<()> {
    if was.row.revision == revision {
        return Ok(());
    }
    let number = was.number();
    Err(refused(format!("order {number} was changed by somebody else meanwhile: look at it again")))
}

fn set_state(conn: &Connection, id: OrderId, to: OrderState) -> Result<()> {
    let word = crate::store::calls::word(&to)?;
    conn.prepare_cached("UPDATE orders SET state = ?2, revision = revision + 1 WHERE id = ?1")?
        .execute(params![id.0, word])?;
    Ok(())
}

/// What follows from a new state: goods leave or come back, the customer is charged, the day of delivery is kept.
fn arrive(
    conn: &Connection,
    act: &Act,
    id: OrderId,
    from: OrderState,
    to: OrderState,
) -> Result<()> {
    match (from.goods_are_out(), to.goods_are_out()) {
        (false, true) => send_out(conn, act, id)?,
        (true, false) => bring_back(conn, act, id)?,
        _ => {}
    }
    if to == OrderState::Delivered && from != to {
        conn.prepare_cached("UPDATE orders SET delivered_at = ?2 WHERE id = ?1")?
            .execute(params![id.0, act.at.utc_millis])?;
    }
    ledger::charge(conn, act, id, "change")
}

/// All lines leave the stock; empties that are taken back come in.
fn send_out(conn: &Connection, act: &Act, id: OrderId) -> Result<()> {
    let order = rows::all(conn, id)?;
    let mut lines = order.lines.clone();
    for (place, line) in (0_u32..).zip(&mut lines) {
        let product = products::existing(conn, line.product)?;
        if product.is_stocked() {
            let new = NewMovement {
                order: Some((id, place)),
                ..NewMovement::of(&product, -line.quantity, MovementKind::Out, "")
            };
            line.cost = -stock::write(conn, act, &new, None)?.1;
        } else {
            line.cost = product.cost.scaled(line.quantity.0, 1_000);
        }
        units(conn, act, &order, units_of(line, &product, line.quantity, 1))?;
        take_empties(conn, act, &order, place, &product, line.empties)?;
    }
    rows::insert(conn, Some(id), &order.row, &lines)?;
    Ok(())
}

fn take_empties(
    conn: &Connection,
    act: &Act,
    order: &OrderRows,
    place: u32,
    product: &Product,
    empties: Quantity,
) -> Result<()> {
    let Some(container) = product.container.filter(|_| empties > Quantity::ZERO) else {
        return Ok(());
    };
    units(conn, act, order, vec![(container, Account::Container, -empties)])?;
    let container = products::existing(conn, container)?;
    if container.is_stocked() {
        let new = NewMovement {
            order: Some((order.id, place)),
            ..NewMovement::of(&container, empties, MovementKind::Return, "")
        };
        stock::write_valued(conn, act, &new, Money::ZERO)?;
    }
    Ok(())
}

fn units(
    conn: &Connection,
    act: &Act,
    order: &OrderRows,
    moved: Vec<(ProductId, Account, Quantity)>,
) -> Result<()> {
    let Some(customer) = order.row.head.customer else { return Ok(()) };
    for (product, account, quantity) in moved {
        let order = Some(order.id);
        let units = Units { customer, product, account, quantity, order, reason: "" };
        ledger::write_units(conn, act, &units)?;
    }
    Ok(())
}

/// Everything the order moved comes back: it did not reach the customer.
fn bring_back(conn: &Connection, act: &Act, id: OrderId) -> Result<()> {
    let order = rows::all(conn, id)?;
    let mut moved: BTreeMap<(ProductId, Option<u32>), (Quantity, Money)> = BTreeMap::new();
    for row in &order.moves {
        let sum = moved.entry((row.product, row.line)).or_default();
        *sum = (sum.0.plus(row.quantity), sum.1.plus(row.value));
    }
    for ((product, line), (quantity, value)) in moved {
        if quantity.is_zero() && value.is_zero() {
            continue;
        }
        let product = products::existing(conn, product)?;
        let new = NewMovement {
            order: line.map(|line| (id, line)),
            ..NewMovement::of(&product, -quantity, MovementKind::Return, "")
        };
        stock::write_valued(conn, act, &new, -value)?;
    }
    let mut back: BTreeMap<(ProductId, Account), Quantity> = BTreeMap::new();
    for row in &order.units {
        let sum = back.entry((row.product, row.account)).or_default();
        *sum = sum.plus(row.quantity);
    }
    let back = back.into_iter().filter(|(_, quantity)| !quantity.is_zero());
    let back = back.map(|((product, account), quantity)| (product, account, -quantity)).collect();
    units(conn, act, &order, back)?;
    let mut lines = order.lines.clone();
    for line in &mut lines {
        line.cost = Money::ZERO;
    }
    rows::insert(conn, Some(id), &order.row, &lines)?;
    Ok(())
}

/// Goods of a delivered order come back.
pub(super) fn give_back(
    conn: &Connection,
    act: &Act,
    was: &OrderRows,
    revision: u32,
    back: &[(u32, Quantity)],
    reason: &str,
) -> Result<()> {
    unchanged(was, revision)?;
    if was.row.state != OrderState::Delivered {
        return Err(refused("only what was delivered can be given back"));
    }
    let mut lines = was.lines.clone();
    let mut some = false;
    for (place, quantity) in back.iter().filter(|(_, quantity)| !quantity.is_zero()) {
        let line = usize::try_from(*place).ok().and_then(|at| lines.get_mut(at));
        let line = line.ok_or_else(|| StoreError::not_found("that line of the order"))?;
        take_back(conn, act, was, (*place, line), *quantity, reason)?;
        some = true;
    }
    if !some {
        return Err(refused("nothing was given back"));
    }
    let all = lines.iter().all(|line| line.kept().is_zero());
    let state = if all { OrderState::Returned } else { OrderState::Delivered };
    let row = OrderRow { state, revision: was.row.revision + 1, ..was.row.clone() };
    rows::insert(conn, Some(was.id), &row, &lines)?;
    ledger::charge(conn, act, was.id, "return")
}

fn take_back(
    conn: &Connection,
    act: &Act,
    was: &OrderRows,
    (place, line): (u32, &mut OrderLine),
    quantity: Quantity,
    reason: &str,
) -> Result<()> {
    if quantity < Quantity::ZERO || quantity > line.kept() {
        return Err(refused(format!("of {} only {} can be given back", line.name, line.kept())));
    }
    let product = products::existing(conn, line.product)?;
    let value = if quantity == line.kept() {
        line.cost
    } else {
        line.cost.scaled(quantity.0, line.kept().0)
    };
    if product.is_stocked() {
        let new = NewMovement {
            order: Some((was.id, place)),
            ..NewMovement::of(&product, quantity, MovementKind::Return, reason)
        };
        stock::write_valued(conn, act, &new, value)?;
    }
    line.cost = line.cost.minus(value);
    line.returned = line.returned.plus(quantity);
    units(conn, act, was, units_of(line, &product, quantity, -1))
}

fn fault_words(fault: DraftFault) -> String {
    let line = |at: usize| at.saturating_add(1);
    match fault {
        DraftFault::Empty => "an order needs a line".to_owned(),
        DraftFault::TooLong => "an order has at most 200 lines".to_owned(),
        DraftFault::Quantity(at) => {
            format!("line {}: a quantity is above nothing and at most 100,000", line(at))
        }
        DraftFault::Price(at) => {
            format!("line {}: a price is neither negative nor above 100 million", line(at))
        }
        DraftFault::Discount(Some(at)) => {
            format!("line {}: the discount is more than the line comes to", line(at))
        }
        DraftFault::Discount(None) => "the discount on the whole cannot be given".to_owned(),
        DraftFault::TooMuch => "an order comes to at most 100 billion".to_owned(),
        DraftFault::Nobody => "tickets belong to a customer: choose one".to_owned(),
    }
}
