//! Movements of stock in their table: what there is, is their sum. May depend on `base`, `crm`.

use super::{refused, value_of};
use crate::base::ids::{OrderId, ProductId};
use crate::base::money::Money;
use crate::crm::goods::product::{Policy, Product};
use crate::crm::goods::quantity::Quantity;
use crate::crm::goods::stock::MovementKind;
use crate::store::calls::word;
use crate::store::error::Result;
use crate::store::operation::Act;
use rusqlite::{Connection, params};

/// A movement to be written.
#[derive(Debug, Clone, Copy)]
pub(in crate::store::office) struct NewMovement<'a> {
    pub product: &'a Product,
    pub moved: Quantity,
    pub kind: MovementKind,
    pub reason: &'a str,
    pub order: Option<(OrderId, u32)>,
}

impl<'a> NewMovement<'a> {
    pub fn of(product: &'a Product, moved: Quantity, kind: MovementKind, reason: &'a str) -> Self {
        Self { product, moved, kind, reason, order: None }
    }
}

/// What there is of a product, and what it cost.
pub(in crate::store::office) fn sums(
    conn: &Connection,
    id: ProductId,
) -> Result<(Quantity, Money)> {
    let sums = conn
        .prepare_cached(
            "SELECT coalesce(sum(quantity), 0), coalesce(sum(value), 0) FROM stock_movements WHERE product_id = ?1",
        )?
        .query_row([id.0], |row| Ok((Quantity(row.get(0)?), Money(row.get(1)?))))?;
    Ok(sums)
}

/// Writes a movement at a cost for one unit (`None`: the average); gives its row and its value. What goes out against the
/// product's policy is refused, to a customer or written off; a count says what is the case and is not.
pub(in crate::store::office) fn write(
    conn: &Connection,
    act: &Act,
    new: &NewMovement<'_>,
    cost: Option<Money>,
) -> Result<(i64, Money)> {
    let id = new.product.id.unwrap_or_default();
    let there = sums(conn, id)?;
    if matches!(new.kind, MovementKind::Out | MovementKind::WriteOff)
        && new.product.policy == Policy::Block
        && there.0.plus(new.moved) < Quantity::ZERO
    {
        let (name, left) = (&new.product.name, there.0);
        return Err(refused(format!("there is not enough of {name}: {left} left")));
    }
    let value = value_of(there, new.moved, cost, new.product.cost);
    write_valued(conn, act, new, value)
}

/// Writes a movement whose value is known.
pub(in crate::store::office) fn write_valued(
    conn: &Connection,
    act: &Act,
    new: &NewMovement<'_>,
    value: Money,
) -> Result<(i64, Money)> {
    conn.prepare_cached(
        "INSERT INTO stock_movements
             (product_id, quantity, value, kind, reason, order_id, line, who, at_utc_millis, offset_minutes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        new.product.id.unwrap_or_default().0,
        new.moved.0,
        value.0,
        word(&new.kind)?,
        new.reason,
        new.order.map(|(order, _)| order.0),
        new.order.map(|(_, line)| line),
        act.who.to_string(),
        act.at.utc_millis,
        act.at.offset_minutes,
    ])?;
    Ok((conn.last_insert_rowid(), value))
}

pub(super) fn remove(conn: &Connection, id: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM stock_movements WHERE id = ?1")?.execute([id])?;
    Ok(())
}
