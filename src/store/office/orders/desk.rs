//! What the counter wants to know of a customer, and the customer's account between two moments.
//! May depend on `base`, `crm`.

use super::ledger;
use super::questions::{order, page};
use crate::base::ids::{CustomerId, OrderId};
use crate::base::money::Money;
use crate::crm::orders::account::{Desk, Entry, EntryKind, Statement};
use crate::crm::orders::{OrderFilter, number};
use crate::store::error::Result;
use crate::store::office::goods::questions::shelf;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Orders shown beside a customer.
const RECENT: u32 = 20;

/// `None`: there is no such customer.
pub(super) fn desk(conn: &Connection, customer: CustomerId) -> Result<Option<Desk>> {
    let found = conn
        .prepare_cached(
            "SELECT coalesce(nullif(c.name, ''), c.company), c.class, c.address,
                    coalesce((SELECT n.number FROM contact_numbers n WHERE n.customer_id = c.id ORDER BY n.position
                              LIMIT 1), '')
             FROM customers c WHERE c.id = ?1",
        )?
        .query_row([customer.0], |row| {
            Ok(Desk {
                name: row.get(0)?,
                class: row.get(1)?,
                address: row.get(2)?,
                phone: row.get(3)?,
                ..Desk::default()
            })
        })
        .optional()?;
    let Some(mut desk) = found else { return Ok(None) };
    let filter = OrderFilter { customer: Some(customer), ..OrderFilter::default() };
    desk.recent = page(conn, &filter, 0, RECENT)?;
    let open = OrderFilter { open: true, rising: true, ..filter };
    desk.open = page(conn, &open, 0, 1)?.pop();
    desk.orders = conn
        .prepare_cached("SELECT count(*) FROM orders WHERE customer_id = ?1")?
        .query_row([customer.0], |row| row.get(0))?;
    desk.last = last(conn, customer)?.map(|id| order(conn, id)).transpose()?.flatten();
    for product in desk.last.iter().flat_map(crate::crm::orders::order::Order::products) {
        desk.products.extend(shelf(conn, product)?);
    }
    desk.owed = ledger::owed(conn, customer, None)?;
    desk.units = ledger::balances(conn, customer)?;
    desk.accounts = ledger::accounts(conn, customer)?;
    Ok(Some(desk))
}

fn last(conn: &Connection, customer: CustomerId) -> Result<Option<OrderId>> {
    let found = conn
        .prepare_cached(
            "SELECT id FROM orders WHERE customer_id = ?1 AND state <> 'void' ORDER BY made_at DESC, id DESC LIMIT 1",
        )?
        .query_row([customer.0], |row| row.get(0).map(OrderId))
        .optional()?;
    Ok(found)
}

/// The account of a customer; one who is gone has lost the name only.
pub(super) fn statement(
    conn: &Connection,
    customer: CustomerId,
    from: i64,
    until: i64,
) -> Result<Statement> {
    let name = conn
        .prepare_cached("SELECT coalesce(nullif(name, ''), company) FROM customers WHERE id = ?1")?
        .query_row([customer.0], |row| row.get(0))
        .optional()?
        .unwrap_or_default();
    let mut statement = conn.prepare_cached(
        "SELECT x.at_utc_millis, 0, x.id, x.kind, x.amount, x.order_id, o.day, o.place, ''
         FROM charges x JOIN orders o ON o.id = x.order_id
         WHERE x.customer_id = ?1 AND x.at_utc_millis >= ?2 AND x.at_utc_millis < ?3
         UNION ALL
         SELECT y.at_utc_millis, 1, y.id, '', y.amount, y.order_id, o.day, o.place, y.method
         FROM payments y LEFT JOIN orders o ON o.id = y.order_id
         WHERE y.customer_id = ?1 AND y.at_utc_millis >= ?2 AND y.at_utc_millis < ?3
         ORDER BY 1, 2, 3",
    )?;
    let entries = statement.query_map(params![customer.0, from, until], entry)?;
    Ok(Statement {
        name,
        from,
        until,
        opening: ledger::owed(conn, customer, Some(from))?,
        entries: entries.collect::<rusqlite::Result<_>>()?,
        units: ledger::balances(conn, customer)?,
    })
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let is_payment: bool = row.get(1)?;
    let kind: String = row.get(3)?;
    let amount = Money(row.get(4)?);
    let order: Option<i64> = row.get(5)?;
    let (day, place): (Option<i64>, Option<i64>) = (row.get(6)?, row.get(7)?);
    let named = order.zip(day.zip(place));
    let kind = match (is_payment, kind.as_str()) {
        (true, _) if amount < Money::ZERO => EntryKind::Refund,
        (true, _) => EntryKind::Payment,
        (false, "order") => EntryKind::Order,
        (false, "return") => EntryKind::Return,
        (false, _) => EntryKind::Change,
    };
    Ok(Entry {
        at_utc_millis: row.get(0)?,
        kind,
        order: named.map(|(id, (day, place))| (OrderId(id), number::text(day, place))),
        method: row.get(8)?,
        charge: if is_payment { Money::ZERO } else { amount },
        paid: if is_payment { amount } else { Money::ZERO },
    })
}
