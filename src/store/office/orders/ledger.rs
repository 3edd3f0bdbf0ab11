//! The ledgers: what orders charge, what is paid, and the accounts in units. Balances are sums over them.
//! May depend on `base`, `crm`.

use super::rows;
use crate::base::ids::{CustomerId, OrderId, ProductId};
use crate::base::money::Money;
use crate::crm::goods::product::Account;
use crate::crm::goods::quantity::Quantity;
use crate::crm::orders::account::UnitBalance;
use crate::crm::orders::payment::PaymentDraft;
use crate::store::calls::{from_word, word};
use crate::store::customers;
use crate::store::error::Result;
use crate::store::office::goods::refused;
use crate::store::operation::Act;
use rusqlite::{Connection, Row, params};

/// Accounts in units that are offered beside a customer.
const MOST_ACCOUNTS: u32 = 200;

/// Brings what the order charges to what is owed for it now. The first charge is called `order`.
pub(super) fn charge(conn: &Connection, act: &Act, id: OrderId, kind: &str) -> Result<()> {
    let order = rows::all(conn, id)?;
    let missing = order.owed().minus(order.charged());
    if missing.is_zero() {
        return Ok(());
    }
    let kind = if order.charges.is_empty() { "order" } else { kind };
    conn.prepare_cached(
        "INSERT INTO charges (order_id, customer_id, amount, kind, at_utc_millis, offset_minutes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        id.0,
        order.row.head.customer.map(|id| id.0),
        missing.0,
        kind,
        act.at.utc_millis,
        act.at.offset_minutes,
    ])?;
    Ok(())
}

/// The order is somebody else's: so are its charges and payments.
pub(super) fn change_customer(
    conn: &Connection,
    id: OrderId,
    customer: Option<CustomerId>,
) -> Result<()> {
    for sql in [
        "UPDATE charges SET customer_id = ?2 WHERE order_id = ?1",
        "UPDATE payments SET customer_id = ?2 WHERE order_id = ?1",
        "UPDATE unit_movements SET customer_id = ?2 WHERE order_id = ?1 AND ?2 IS NOT NULL",
    ] {
        conn.prepare_cached(sql)?.execute(params![id.0, customer.map(|id| id.0)])?;
    }
    Ok(())
}

/// Writes a payment down; gives its row.
pub(super) fn pay(conn: &Connection, act: &Act, draft: &PaymentDraft) -> Result<i64> {
    if !draft.is_sound() {
        return Err(refused("a payment needs an amount, and somebody or an order it is for"));
    }
    let customer = match draft.order {
        Some(order) => rows::all(conn, order)?.row.head.customer,
        None => draft.customer,
    };
    if draft.order.is_none() {
        known(conn, customer)?;
    }
    conn.prepare_cached(
        "INSERT INTO payments (customer_id, order_id, amount, method, note, who, at_utc_millis, offset_minutes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        customer.map(|id| id.0),
        draft.order.map(|id| id.0),
        draft.amount.0,
        draft.method.trim(),
        draft.note.trim(),
        act.who.to_string(),
        act.at.utc_millis,
        act.at.offset_minutes,
    ])?;
    Ok(conn.last_insert_rowid())
}

/// Nothing new is written down for somebody whose card is gone: it may have been merged into another meanwhile.
pub(super) fn known(conn: &Connection, customer: Option<CustomerId>) -> Result<()> {
    match customer {
        Some(id) if !customers::exists(conn, id)? => {
            Err(refused("this customer's card is gone: it was deleted, or is one with another now"))
        }
        _ => Ok(()),
    }
}

/// A movement of units to be written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Units<'a> {
    pub customer: CustomerId,
    pub product: ProductId,
    pub account: Account,
    pub quantity: Quantity,
    pub order: Option<OrderId>,
    pub reason: &'a str,
}

/// Writes a movement of units; gives its row.
pub(super) fn write_units(conn: &Connection, act: &Act, units: &Units<'_>) -> Result<i64> {
    conn.prepare_cached(
        "INSERT INTO unit_movements
             (customer_id, product_id, account, quantity, order_id, reason, who, at_utc_millis, offset_minutes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        units.customer.0,
        units.product.0,
        word(&units.account)?,
        units.quantity.0,
        units.order.map(|id| id.0),
        units.reason,
        act.who.to_string(),
        act.at.utc_millis,
        act.at.offset_minutes,
    ])?;
    Ok(conn.last_insert_rowid())
}

/// What a customer owes (negative: has paid in advance), of what happened before a moment; `None`: of all.
pub(super) fn owed(conn: &Connection, customer: CustomerId, before: Option<i64>) -> Result<Money> {
    let owed = conn
        .prepare_cached(
            "SELECT (SELECT coalesce(sum(amount), 0) FROM charges
                     WHERE customer_id = ?1 AND (?2 IS NULL OR at_utc_millis < ?2))
                  - (SELECT coalesce(sum(amount), 0) FROM payments
                     WHERE customer_id = ?1 AND (?2 IS NULL OR at_utc_millis < ?2))",
        )?
        .query_row(params![customer.0, before], |row| row.get(0).map(Money))?;
    Ok(owed)
}

/// A customer's accounts in units that are not empty.
pub(super) fn balances(conn: &Connection, customer: CustomerId) -> Result<Vec<UnitBalance>> {
    let mut statement = conn.prepare_cached(
        "SELECT u.product_id, p.name, p.unit, u.account, sum(u.quantity) FROM unit_movements u
         JOIN products p ON p.id = u.product_id
         WHERE u.customer_id = ?1 GROUP BY u.product_id, u.account HAVING sum(u.quantity) <> 0
         ORDER BY u.account DESC, p.name",
    )?;
    let rows = statement.query_map([customer.0], balance)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A customer's accounts in units: those that are not empty, and those the goods that are sold give rise to.
pub(super) fn accounts(conn: &Connection, customer: CustomerId) -> Result<Vec<UnitBalance>> {
    let mut statement = conn.prepare_cached(
        "WITH possible (product_id, account) AS (
             SELECT ticket_id, 'ticket' FROM products WHERE NOT gone AND ticket_id IS NOT NULL
             UNION SELECT container_id, 'container' FROM products WHERE NOT gone AND container_id IS NOT NULL
             UNION SELECT id, 'deposit' FROM products WHERE NOT gone AND deposit
             UNION SELECT product_id, account FROM unit_movements WHERE customer_id = ?1
                   GROUP BY product_id, account HAVING sum(quantity) <> 0
         )
         SELECT a.product_id, p.name, p.unit, a.account,
                (SELECT coalesce(sum(u.quantity), 0) FROM unit_movements u
                 WHERE u.customer_id = ?1 AND u.product_id = a.product_id AND u.account = a.account)
         FROM possible a JOIN products p ON p.id = a.product_id
         ORDER BY a.account DESC, p.name LIMIT ?2",
    )?;
    let rows = statement.query_map(params![customer.0, MOST_ACCOUNTS], balance)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn balance(row: &Row<'_>) -> rusqlite::Result<UnitBalance> {
    Ok(UnitBalance {
        product: ProductId(row.get(0)?),
        name: row.get(1)?,
        unit: row.get(2)?,
        account: from_word(row, 3)?,
        quantity: Quantity(row.get(4)?),
    })
}
