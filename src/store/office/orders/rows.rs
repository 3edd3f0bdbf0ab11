//! An order with everything that hangs on it, as rows: read whole, restored whole. May depend on `base`, `crm`.

use crate::base::ids::{CustomerId, OrderId, ProductId};
use crate::base::money::Money;
use crate::crm::goods::product::Account;
use crate::crm::goods::quantity::Quantity;
use crate::crm::goods::stock::MovementKind;
use crate::crm::orders::line::{OrderLine, total};
use crate::crm::orders::number;
use crate::crm::orders::order::OrderHead;
use crate::crm::orders::state::OrderState;
use crate::store::calls::{from_word, word};
use crate::store::error::{Result, StoreError};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

/// The order's own row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct OrderRow {
    pub day: i64,
    pub place: i64,
    pub head: OrderHead,
    pub state: OrderState,
    pub revision: u32,
    pub who: String,
    pub made_at: i64,
    pub offset_minutes: i16,
    pub delivered_at: Option<i64>,
}

/// A movement of stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct MoveRow {
    pub id: i64,
    pub product: ProductId,
    pub quantity: Quantity,
    pub value: Money,
    pub kind: MovementKind,
    pub reason: String,
    pub line: Option<u32>,
    pub by: Made,
}

/// A charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct ChargeRow {
    pub id: i64,
    pub customer: Option<CustomerId>,
    pub amount: Money,
    pub kind: String,
    pub at: i64,
    pub offset_minutes: i16,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct PayRow {
    pub id: i64,
    pub customer: Option<CustomerId>,
    pub amount: Money,
    pub method: String,
    pub note: String,
    pub by: Made,
}

/// A movement of units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct UnitRow {
    pub id: i64,
    pub customer: CustomerId,
    pub product: ProductId,
    pub account: Account,
    pub quantity: Quantity,
    pub reason: String,
    pub by: Made,
}

/// By whom and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Made {
    pub who: String,
    pub at: i64,
    pub offset_minutes: i16,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct OrderRows {
    pub id: OrderId,
    pub row: OrderRow,
    pub lines: Vec<OrderLine>,
    pub moves: Vec<MoveRow>,
    pub charges: Vec<ChargeRow>,
    pub payments: Vec<PayRow>,
    pub units: Vec<UnitRow>,
}

impl OrderRows {
    pub fn number(&self) -> String {
        number::text(self.row.day, self.row.place)
    }

    pub fn total(&self) -> Money {
        total(&self.lines, self.row.head.discount)
    }

    /// What it charges its customer in its state.
    pub fn owed(&self) -> Money {
        if self.row.state.is_owed() { self.total() } else { Money::ZERO }
    }

    pub fn charged(&self) -> Money {
        self.charges.iter().map(|charge| charge.amount).sum()
    }
}

/// The order with all that hangs on it; it must exist.
pub(super) fn all(conn: &Connection, id: OrderId) -> Result<OrderRows> {
    let row = row(conn, id)?.ok_or_else(|| StoreError::not_found(format_args!("order {id}")))?;
    Ok(OrderRows {
        id,
        row,
        lines: lines(conn, id)?,
        moves: moves(conn, id)?,
        charges: charges(conn, id)?,
        payments: payments(conn, id)?,
        units: units(conn, id)?,
    })
}

pub(super) fn row(conn: &Connection, id: OrderId) -> Result<Option<OrderRow>> {
    let found = conn
        .prepare_cached(
            "SELECT day, place, customer_id, name, phone, address, deliver_at, courier, note, discount, state, revision,
                    who, made_at, offset_minutes, delivered_at
             FROM orders WHERE id = ?1",
        )?
        .query_row([id.0], |row| Ok((order_row(row)?, row.get::<_, String>(9)?)))
        .optional()?;
    let Some((mut row, discount)) = found else { return Ok(None) };
    row.head.discount = serde_json::from_str(&discount)?;
    Ok(Some(row))
}

fn order_row(row: &Row<'_>) -> rusqlite::Result<OrderRow> {
    Ok(OrderRow {
        day: row.get(0)?,
        place: row.get(1)?,
        head: OrderHead {
            customer: row.get::<_, Option<i64>>(2)?.map(CustomerId),
            name: row.get(3)?,
            phone: row.get(4)?,
            address: row.get(5)?,
            deliver_at: row.get(6)?,
            courier: row.get(7)?,
            note: row.get(8)?,
            ..OrderHead::default()
        },
        state: from_word(row, 10)?,
        revision: row.get(11)?,
        who: row.get(12)?,
        made_at: row.get(13)?,
        offset_minutes: row.get(14)?,
        delivered_at: row.get(15)?,
    })
}

pub(in crate::store::office) fn lines(conn: &Connection, id: OrderId) -> Result<Vec<OrderLine>> {
    let mut statement = conn.prepare_cached(
        "SELECT product_id, name, unit, quantity, price, discount, by_ticket, empties, returned, cost
         FROM order_lines WHERE order_id = ?1 ORDER BY place",
    )?;
    let rows = statement.query_map([id.0], |row| {
        let line = OrderLine {
            product: ProductId(row.get(0)?),
            name: row.get(1)?,
            unit: row.get(2)?,
            quantity: Quantity(row.get(3)?),
            price: Money(row.get(4)?),
            by_ticket: row.get(6)?,
            empties: Quantity(row.get(7)?),
            returned: Quantity(row.get(8)?),
            cost: Money(row.get(9)?),
            ..OrderLine::default()
        };
        Ok((line, row.get::<_, String>(5)?))
    })?;
    let mut lines = Vec::new();
    for found in rows {
        let (mut line, discount) = found?;
        line.discount = serde_json::from_str(&discount)?;
        lines.push(line);
    }
    Ok(lines)
}

fn made(row: &Row<'_>, from: usize) -> rusqlite::Result<Made> {
    Ok(Made { who: row.get(from)?, at: row.get(from + 1)?, offset_minutes: row.get(from + 2)? })
}

fn moves(conn: &Connection, id: OrderId) -> Result<Vec<MoveRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, product_id, quantity, value, kind, reason, line, who, at_utc_millis, offset_minutes
         FROM stock_movements WHERE order_id = ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([id.0], |row| {
        Ok(MoveRow {
            id: row.get(0)?,
            product: ProductId(row.get(1)?),
            quantity: Quantity(row.get(2)?),
            value: Money(row.get(3)?),
            kind: from_word(row, 4)?,
            reason: row.get(5)?,
            line: row.get(6)?,
            by: made(row, 7)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn charges(conn: &Connection, id: OrderId) -> Result<Vec<ChargeRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, customer_id, amount, kind, at_utc_millis, offset_minutes FROM charges WHERE order_id = ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([id.0], |row| {
        Ok(ChargeRow {
            id: row.get(0)?,
            customer: row.get::<_, Option<i64>>(1)?.map(CustomerId),
            amount: Money(row.get(2)?),
            kind: row.get(3)?,
            at: row.get(4)?,
            offset_minutes: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn payments(conn: &Connection, id: OrderId) -> Result<Vec<PayRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, customer_id, amount, method, note, who, at_utc_millis, offset_minutes
         FROM payments WHERE order_id = ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([id.0], |row| {
        Ok(PayRow {
            id: row.get(0)?,
            customer: row.get::<_, Option<i64>>(1)?.map(CustomerId),
            amount: Money(row.get(2)?),
            method: row.get(3)?,
            note: row.get(4)?,
            by: made(row, 5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn units(conn: &Connection, id: OrderId) -> Result<Vec<UnitRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, customer_id, product_id, account, quantity, reason, who, at_utc_millis, offset_minutes
         FROM unit_movements WHERE order_id = ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([id.0], |row| {
        Ok(UnitRow {
            id: row.get(0)?,
            customer: CustomerId(row.get(1)?),
            product: ProductId(row.get(2)?),
            account: from_word(row, 3)?,
            quantity: Quantity(row.get(4)?),
            reason: row.get(5)?,
            by: made(row, 6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Inserts the row (`id` `None`: a new one) and gives its id.
pub(super) fn insert(
    conn: &Connection,
    id: Option<OrderId>,
    row: &OrderRow,
    lines: &[OrderLine],
) -> Result<OrderId> {
    conn.prepare_cached(
        "INSERT INTO orders (id, day, place, customer_id, name, phone, address, deliver_at, courier, note, discount,
                             state, total, revision, who, made_at, offset_minutes, delivered_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
         ON CONFLICT (id) DO UPDATE SET customer_id = ?4, name = ?5, phone = ?6, address = ?7, deliver_at = ?8,
             courier = ?9, note = ?10, discount = ?11, state = ?12, total = ?13, revision = ?14, delivered_at = ?18",
    )?
    .execute(params![
        id.map(|id| id.0),
        row.day,
        row.place,
        row.head.customer.map(|id| id.0),
        row.head.name.trim(),
        row.head.phone.trim(),
        row.head.address.trim(),
        row.head.deliver_at,
        row.head.courier.trim(),
        row.head.note.trim(),
        serde_json::to_string(&row.head.discount)?,
        word(&row.state)?,
        total(lines, row.head.discount).0,
        row.revision,
        row.who,
        row.made_at,
        row.offset_minutes,
        row.delivered_at,
    ])?;
    let id = id.unwrap_or_else(|| OrderId(conn.last_insert_rowid()));
    write_lines(conn, id, lines)?;
    Ok(id)
}

fn write_lines(conn: &Connection, id: OrderId, lines: &[OrderLine]) -> Result<()> {
    conn.prepare_cached("DELETE FROM order_lines WHERE order_id = ?1")?.execute([id.0])?;
    let mut statement = conn.prepare_cached(
        "INSERT INTO order_lines (order_id, place, product_id, name, unit, quantity, price, discount, by_ticket,
                                  empties, returned, amount, cost)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    for (place, line) in (0_i64..).zip(lines) {
        statement.execute(params![
            id.0,
            place,
            line.product.0,
            line.name,
            line.unit,
            line.quantity.0,
            line.price.0,
            serde_json::to_string(&line.discount)?,
            line.by_ticket,
            line.empties.0,
            line.returned.0,
            line.amount().0,
            line.cost.0,
        ])?;
    }
    Ok(())
}

pub(super) fn remove_payment(conn: &Connection, id: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM payments WHERE id = ?1")?.execute([id])?;
    Ok(())
}

pub(super) fn remove_units(conn: &Connection, id: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM unit_movements WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Makes the order and all that hangs on it equal to `was`; `None`: it goes with all of it.
pub(super) fn restore(conn: &Connection, id: OrderId, was: Option<&OrderRows>) -> Result<()> {
    for sql in [
        "DELETE FROM stock_movements WHERE order_id = ?1",
        "DELETE FROM unit_movements WHERE order_id = ?1",
        "DELETE FROM charges WHERE order_id = ?1",
        "DELETE FROM payments WHERE order_id = ?1",
    ] {
        conn.prepare_cached(sql)?.execute([id.0])?;
    }
    let Some(was) = was else {
        conn.prepare_cached("DELETE FROM orders WHERE id = ?1")?.execute([id.0])?;
        return Ok(());
    };
    // Whoever still looks at the undone state must not write over this one.
    let now = row(conn, id)?.map_or(was.row.revision, |now| now.revision);
    let fresh = OrderRow { revision: now.max(was.row.revision) + 1, ..was.row.clone() };
    insert(conn, Some(id), &fresh, &was.lines)?;
    put_back(conn, was)
}

fn put_back(conn: &Connection, was: &OrderRows) -> Result<()> {
    let id = was.id.0;
    for row in &was.moves {
        conn.prepare_cached(
            "INSERT INTO stock_movements (id, product_id, quantity, value, kind, reason, order_id, line, who,
                                          at_utc_millis, offset_minutes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            row.id,
            row.product.0,
            row.quantity.0,
            row.value.0,
            word(&row.kind)?,
            row.reason,
            id,
            row.line,
            row.by.who,
            row.by.at,
            row.by.offset_minutes
        ])?;
    }
    for row in &was.charges {
        conn.prepare_cached(
            "INSERT INTO charges (id, order_id, customer_id, amount, kind, at_utc_millis, offset_minutes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            row.id,
            id,
            row.customer.map(|id| id.0),
            row.amount.0,
            row.kind,
            row.at,
            row.offset_minutes
        ])?;
    }
    put_back_money(conn, was)
}

fn put_back_money(conn: &Connection, was: &OrderRows) -> Result<()> {
    let id = was.id.0;
    for row in &was.payments {
        conn.prepare_cached(
            "INSERT INTO payments (id, customer_id, order_id, amount, method, note, who, at_utc_millis, offset_minutes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            row.id,
            row.customer.map(|id| id.0),
            id,
            row.amount.0,
            row.method,
            row.note,
            row.by.who,
            row.by.at,
            row.by.offset_minutes
        ])?;
    }
    for row in &was.units {
        conn.prepare_cached(
            "INSERT INTO unit_movements (id, customer_id, product_id, account, quantity, order_id, reason, who,
                                         at_utc_millis, offset_minutes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            row.id,
            row.customer.0,
            row.product.0,
            word(&row.account)?,
            row.quantity.0,
            id,
            row.reason,
            row.by.who,
            row.by.at,
            row.by.offset_minutes
        ])?;
    }
    Ok(())
}
