//! Customers to be thought of: nobody talked to them, they are due again, they stay away. Orders are read customer by
//! customer out of an index that holds what is needed. May depend on `base`, `crm`.

use super::{card, count, most, phone};
use crate::base::ids::{CustomerId, ProductId};
use crate::base::money::Money;
use crate::crm::goods::quantity::Quantity;
use crate::crm::reports::period::{day_of_number, number_of};
use crate::crm::reports::rhythm::{Beat, Rhythm};
use crate::crm::reports::{AgainRow, DormantRow, QuietReport, QuietRow};
use crate::store::error::Result;
use crate::store::sight::fitting;
use rusqlite::{Connection, OptionalExtension};
use std::collections::{BTreeMap, HashMap};

/// Orders older than this say nothing about what is usual now, days.
const HORIZON: i64 = 400;
const DAY: i64 = 86_400_000;

/// Nobody talked to them, and they ordered nothing, for so many days.
pub(super) fn quiet(conn: &Connection, today: i64, days: u32, limit: u32) -> Result<QuietReport> {
    let last = last_contacts(conn)?;
    let border = today.saturating_sub(i64::from(days));
    let mut report = QuietReport::default();
    let mut rows = Vec::new();
    let mut known = 0_u64;
    for (id, (called, ordered)) in last {
        let customer = CustomerId(id);
        let Some((name, class)) = card(conn, customer)? else { continue };
        known += 1;
        if called.max(ordered).is_some_and(|last| last <= border) {
            let phone = String::new();
            rows.push(QuietRow { customer, name, class, phone, called, ordered });
        }
    }
    let cards: i64 =
        conn.prepare_cached("SELECT count(*) FROM customers")?.query_row([], |row| row.get(0))?;
    report.never = u64::try_from(cards).unwrap_or(0).saturating_sub(known);
    report.count = count(rows.len());
    rows.sort_by(|a, b| a.last().cmp(&b.last()).then(a.customer.cmp(&b.customer)));
    rows.truncate(most(limit));
    for row in &mut rows {
        row.phone = phone(conn, row.customer)?;
    }
    report.rows = rows;
    Ok(report)
}

/// By customer the days of the last conversation and the last order.
type Last = HashMap<i64, (Option<i64>, Option<i64>)>;

/// Everybody with either.
fn last_contacts(conn: &Connection) -> Result<Last> {
    let mut last = Last::new();
    let mut orders = conn.prepare_cached(
        "SELECT customer_id, max(day) FROM orders
         WHERE customer_id IS NOT NULL AND state NOT IN ('draft', 'void') GROUP BY customer_id",
    )?;
    let mut rows = orders.query([])?;
    while let Some(row) = rows.next()? {
        last.entry(row.get(0)?).or_default().1 = day_of_number(row.get(1)?);
    }
    let mut calls = conn.prepare_cached(
        "SELECT customer_id, max(local_millis) FROM calls
         WHERE customer_id IS NOT NULL AND answered_after_nanos IS NOT NULL GROUP BY customer_id",
    )?;
    let mut rows = calls.query([])?;
    while let Some(row) = rows.next()? {
        let millis: i64 = row.get(1)?;
        last.entry(row.get(0)?).or_default().0 = Some(millis.div_euclid(DAY));
    }
    Ok(last)
}

/// One customer's takings of each product by day.
type Taken = BTreeMap<i64, Vec<(i64, Quantity)>>;

/// Customers who usually take a product again about now, the longest overdue first.
pub(super) fn again(conn: &Connection, today: i64, limit: u32) -> Result<(Vec<AgainRow>, u64)> {
    let sql = fitting(
        conn,
        "SELECT o.customer_id, o.day, l.product_id, l.quantity - l.returned
         FROM orders o INDEXED BY orders_rhythm CROSS JOIN order_lines l ON l.order_id = o.id
         WHERE o.customer_id IS NOT NULL AND o.day BETWEEN ?1 AND ?2 AND o.state NOT IN ('draft', 'void')
         ORDER BY o.customer_id, o.day",
    )?;
    let mut statement = conn.prepare_cached(&sql)?;
    let span = [number_of(today.saturating_sub(HORIZON)), number_of(today)];
    let mut lines = statement.query(span)?;
    let mut due = Vec::new();
    let mut taken = Taken::new();
    let mut who = None;
    while let Some(line) = lines.next()? {
        let customer: i64 = line.get(0)?;
        if who.is_some_and(|who| who != customer) {
            judge(&mut due, who, std::mem::take(&mut taken), today);
        }
        who = Some(customer);
        let Some(day) = day_of_number(line.get(1)?) else { continue };
        let quantity = Quantity(line.get(3)?);
        if quantity <= Quantity::ZERO {
            continue;
        }
        let days = taken.entry(line.get(2)?).or_default();
        match days.last_mut() {
            Some((same, sum)) if *same == day => *sum = sum.plus(quantity),
            _ => days.push((day, quantity)),
        }
    }
    judge(&mut due, who, taken, today);
    due.sort_by(|a, b| a.rhythm.next.cmp(&b.rhythm.next).then(a.customer.cmp(&b.customer)));
    let mut rows = Vec::new();
    let mut all = 0;
    for mut row in due {
        let Some((name, _)) = card(conn, row.customer)? else { continue };
        let Some((what, unit)) = product(conn, row.product)? else { continue };
        all += 1;
        if rows.len() < most(limit) {
            (row.name, row.what, row.unit) = (name, what, unit);
            row.phone = phone(conn, row.customer)?;
            rows.push(row);
        }
    }
    Ok((rows, all))
}

fn judge(due: &mut Vec<AgainRow>, who: Option<i64>, taken: Taken, today: i64) {
    let Some(who) = who else { return };
    for (product, days) in taken {
        let Some(rhythm) = Rhythm::of_use(&days) else { continue };
        if rhythm.beat(today) != Beat::Due {
            continue;
        }
        due.push(AgainRow {
            customer: CustomerId(who),
            product: ProductId(product),
            quantity: days.last().map(|(_, quantity)| *quantity).unwrap_or_default(),
            rhythm,
            ..AgainRow::default()
        });
    }
}

/// Name and unit of what can still be sold; deposits are nothing one runs out of.
fn product(conn: &Connection, id: ProductId) -> Result<Option<(String, String)>> {
    let found = conn
        .prepare_cached(
            "SELECT name, unit FROM products WHERE id = ?1 AND gone = 0 AND deposit = 0",
        )?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found)
}

/// Customers whose usual time has passed twice, the greatest first.
pub(super) fn dormant(conn: &Connection, today: i64, limit: u32) -> Result<(Vec<DormantRow>, u64)> {
    let sql = fitting(
        conn,
        "SELECT customer_id, day, total FROM orders INDEXED BY orders_rhythm
         WHERE customer_id IS NOT NULL AND day <= ?1 AND state NOT IN ('draft', 'void')
         ORDER BY customer_id, day",
    )?;
    let mut statement = conn.prepare_cached(&sql)?;
    let mut orders = statement.query([number_of(today)])?;
    let mut found: Vec<DormantRow> = Vec::new();
    let mut days: Vec<i64> = Vec::new();
    let mut row = DormantRow::default();
    while let Some(order) = orders.next()? {
        let customer = CustomerId(order.get(0)?);
        if row.customer != customer {
            stays_away(&mut found, &mut row, &mut days, today);
            row.customer = customer;
        }
        let Some(day) = day_of_number(order.get(1)?) else { continue };
        if days.last() != Some(&day) {
            days.push(day);
        }
        row.orders += 1;
        row.net = row.net.plus(Money(order.get(2)?));
    }
    stays_away(&mut found, &mut row, &mut days, today);
    found.sort_by(|a, b| b.net.cmp(&a.net).then(a.customer.cmp(&b.customer)));
    let mut rows = Vec::new();
    let mut all = 0;
    for mut row in found {
        let Some((name, class)) = card(conn, row.customer)? else { continue };
        all += 1;
        if rows.len() < most(limit) {
            (row.name, row.class) = (name, class);
            row.phone = phone(conn, row.customer)?;
            rows.push(row);
        }
    }
    Ok((rows, all))
}

fn stays_away(found: &mut Vec<DormantRow>, row: &mut DormantRow, days: &mut Vec<i64>, today: i64) {
    let row = std::mem::take(row);
    let rhythm = Rhythm::of_days(days);
    days.clear();
    if let Some(rhythm) = rhythm.filter(|rhythm| rhythm.beat(today) == Beat::Dormant) {
        found.push(DormantRow { rhythm, ..row });
    }
}
