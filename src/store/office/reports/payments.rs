//! The sales-and-payment table: a row a customer, or a row an order. May depend on `base`, `crm`.

use super::sums::{self, Key, Parts, narrowed};
use super::{card, count, most};
use crate::base::ids::{CustomerId, OrderId};
use crate::base::money::Money;
use crate::crm::orders::number;
use crate::crm::reports::figures::Sales;
use crate::crm::reports::period::{Days, day_of_number};
use crate::crm::reports::scope::{OrderScope, Which};
use crate::crm::reports::{PayBy, PaymentLine, PaymentReport};
use crate::store::calls::from_word;
use crate::store::error::Result;
use crate::store::office::orders::questions::RECEIVED;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
use std::collections::HashMap;

/// Goods, discounts and cost stand in other reports.
const PARTS: Parts = Parts { goods: false, received: true };

pub(super) fn report(
    conn: &Connection,
    scope: &OrderScope,
    by: PayBy,
    limit: u32,
) -> Result<PaymentReport> {
    match by {
        PayBy::Customer => by_customer(conn, scope, limit),
        PayBy::Order => by_order(conn, scope, limit),
    }
}

/// Who owes most first. Which of them is asked of the customer as a whole: who paid on account owes nothing.
fn by_customer(conn: &Connection, scope: &OrderScope, limit: u32) -> Result<PaymentReport> {
    let whole = scope.only(Which::All);
    let mut people: HashMap<i64, (Sales, Vec<String>)> = HashMap::new();
    for (id, sum) in sums::by(conn, &whole, Key::Customer, PARTS)? {
        people.entry(id).or_default().0 = sum.sales;
    }
    for (_, id, amount, method) in sums::on_account(conn, &whole)? {
        let (sales, methods) = people.entry(id).or_default();
        sales.on_account = sales.on_account.plus(amount);
        if !method.is_empty() && !methods.contains(&method) {
            methods.push(method);
        }
    }
    let fits = |sales: &Sales| match scope.which {
        Which::All => true,
        Which::Open => sales.open() > Money::ZERO,
        Which::Paid => !sales.paid().is_zero(),
        Which::Returned => sales.returns < Money::ZERO,
    };
    let mut people: Vec<_> = people.into_iter().filter(|(_, (sales, _))| fits(sales)).collect();
    people.sort_by(|(a, (x, _)), (b, (y, _))| {
        y.open().cmp(&x.open()).then(y.net.cmp(&x.net)).then(a.cmp(b))
    });
    let mut report = PaymentReport { count: count(people.len()), ..PaymentReport::default() };
    for (_, (sales, _)) in &people {
        report.total.add(sales);
    }
    people.truncate(most(limit));
    for (id, (sales, mut methods)) in people {
        let customer = (id != 0).then_some(CustomerId(id));
        for method in methods_of(conn, customer, scope.days)? {
            if !methods.contains(&method) {
                methods.push(method);
            }
        }
        let name = customer.map(|id| name(conn, id)).transpose()?.unwrap_or_default();
        report.rows.push(PaymentLine { customer, name, order: None, sales, methods });
    }
    Ok(report)
}

/// As the card is called, else as the newest order was.
fn name(conn: &Connection, id: CustomerId) -> Result<String> {
    if let Some((name, _)) = card(conn, id)? {
        return Ok(name);
    }
    let found: Option<String> = conn
        .prepare_cached(
            "SELECT name FROM orders WHERE customer_id = ?1 ORDER BY made_at DESC, id DESC LIMIT 1",
        )?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// How orders of some days were paid.
fn methods_of(conn: &Connection, customer: Option<CustomerId>, days: Days) -> Result<Vec<String>> {
    let (first, last) = days.numbers();
    let whose = if customer.is_some() { "o.customer_id = ?3" } else { "o.customer_id IS ?3" };
    let sql = format!(
        "SELECT DISTINCT y.method FROM orders o CROSS JOIN payments y ON y.order_id = o.id
         WHERE {whose} AND o.day BETWEEN ?1 AND ?2 AND o.state NOT IN ('draft', 'void') AND y.method <> ''
         ORDER BY y.method"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows =
        statement.query_map(params![first, last, customer.map(|id| id.0)], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Newest first.
fn by_order(conn: &Connection, scope: &OrderScope, limit: u32) -> Result<PaymentReport> {
    let sums = sums::by(conn, scope, Key::All, PARTS)?;
    let total = sums.get(&0).map(|sum| sum.sales).unwrap_or_default();
    let mut report = PaymentReport { count: total.orders, total, ..PaymentReport::default() };
    let narrowed = narrowed(scope);
    let mut values = narrowed.values.clone();
    values.push(Value::from(i64::from(limit)));
    let sql = format!(
        "SELECT o.id, o.day, o.place, o.state, o.customer_id, o.name, o.total, {RECEIVED}, o.discount,
                EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = o.id AND l.returned > 0)
         {} ORDER BY o.day DESC, o.place DESC LIMIT ?{}",
        narrowed.from(),
        values.len()
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    while let Some(row) = rows.next()? {
        let (id, day): (i64, i64) = (row.get(0)?, row.get(1)?);
        let id = OrderId(id);
        let net = Money(row.get(6)?);
        let is_returned: bool = row.get(9)?;
        let returns = if is_returned {
            sums::returned(conn, id, net, &row.get::<_, String>(8)?)?
        } else {
            Money::ZERO
        };
        let sales =
            Sales { orders: 1, net, returns, received: Money(row.get(7)?), ..Sales::default() };
        let text = number::text(day, row.get(2)?);
        report.rows.push(PaymentLine {
            customer: row.get::<_, Option<i64>>(4)?.map(CustomerId),
            name: row.get(5)?,
            order: Some((id, text, from_word(row, 3)?, day_of_number(day).unwrap_or_default())),
            sales,
            methods: order_methods(conn, id)?,
        });
    }
    Ok(report)
}

fn order_methods(conn: &Connection, id: OrderId) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT method FROM payments WHERE order_id = ?1 AND method <> '' ORDER BY method",
    )?;
    let rows = statement.query_map([id.0], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
