//! Ranking of products: the lines of all orders of some days, added up as they are read. May depend on `base`, `crm`.

use super::sums::narrowed;
use super::{count, most};
use crate::base::ids::ProductId;
use crate::base::money::Money;
use crate::crm::goods::quantity::Quantity;
use crate::crm::reports::figures::{Abc, permille};
use crate::crm::reports::period::Days;
use crate::crm::reports::scope::OrderScope;
use crate::crm::reports::{ProductReport, ProductRow, Rank};
use crate::store::error::Result;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use std::collections::HashMap;

pub(super) fn report(
    conn: &Connection,
    days: Days,
    category: Option<&str>,
    rank: Rank,
    limit: u32,
) -> Result<ProductReport> {
    let scope = OrderScope::of(days);
    let (mut rows, lines) = added_up(conn, &scope)?;
    for row in &mut rows {
        name(conn, row)?;
    }
    if let Some(category) = category {
        rows.retain(|row| row.category == category);
    }
    let mut report = ProductReport {
        count: count(rows.len()),
        turnover: rows.iter().map(|row| row.turnover).sum(),
        cost: rows.iter().map(|row| row.cost).sum(),
        categories: categories(conn)?,
        ..ProductReport::default()
    };
    if category.is_none() {
        report.order_discounts = owed(conn, &scope)?.minus(lines);
    }
    lettered(&mut rows, report.turnover);
    rows.sort_by(|a, b| {
        let by = match rank {
            Rank::Turnover => b.turnover.cmp(&a.turnover),
            Rank::Quantity => b.kept().cmp(&a.kept()),
            Rank::Margin => b.margin().cmp(&a.margin()),
        };
        by.then(b.turnover.cmp(&a.turnover))
            .then(a.name.cmp(&b.name))
            .then(a.product.cmp(&b.product))
    });
    rows.truncate(most(limit));
    report.rows = rows;
    Ok(report)
}

/// Shares, and the letters by turnover, whatever the rows are ranked by.
fn lettered(rows: &mut [ProductRow], whole: Money) {
    rows.sort_by(|a, b| b.turnover.cmp(&a.turnover).then(a.product.cmp(&b.product)));
    let mut before = Money::ZERO;
    for row in rows {
        row.share = permille(row.turnover, whole);
        row.abc = if row.turnover > Money::ZERO { Abc::of(before, whole) } else { Abc::C };
        before = before.plus(row.turnover);
    }
}

/// A row for each product, and what all lines come to.
fn added_up(conn: &Connection, scope: &OrderScope) -> Result<(Vec<ProductRow>, Money)> {
    let narrowed = narrowed(scope);
    let sql = format!(
        "SELECT l.product_id, o.id, l.quantity, l.returned, l.amount, l.cost {}",
        narrowed.joined("CROSS JOIN order_lines l ON l.order_id = o.id")
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut lines = statement.query(params_from_iter(&narrowed.values))?;
    // Beside each product the order it was last seen in: lines of an order follow each other.
    let mut found: HashMap<i64, (i64, ProductRow)> = HashMap::new();
    let mut all = Money::ZERO;
    while let Some(line) = lines.next()? {
        let (product, order): (i64, i64) = (line.get(0)?, line.get(1)?);
        let (seen, row) = found.entry(product).or_default();
        if *seen != order {
            *seen = order;
            row.orders += 1;
        }
        row.sold = row.sold.plus(Quantity(line.get(2)?));
        row.returned = row.returned.plus(Quantity(line.get(3)?));
        let amount = Money(line.get(4)?);
        row.turnover = row.turnover.plus(amount);
        row.cost = row.cost.plus(Money(line.get(5)?));
        all = all.plus(amount);
    }
    let named = |(product, (_, row))| ProductRow { product: ProductId(product), ..row };
    Ok((found.into_iter().map(named).collect(), all))
}

fn name(conn: &Connection, row: &mut ProductRow) -> Result<()> {
    let found = conn
        .prepare_cached("SELECT name, unit, category FROM products WHERE id = ?1")?
        .query_row([row.product.0], |found| Ok((found.get(0)?, found.get(1)?, found.get(2)?)))
        .optional()?;
    if let Some((name, unit, category)) = found {
        (row.name, row.unit, row.category) = (name, unit, category);
    }
    Ok(())
}

fn owed(conn: &Connection, scope: &OrderScope) -> Result<Money> {
    let narrowed = narrowed(scope);
    let sql = format!("SELECT coalesce(sum(o.total), 0) {}", narrowed.from());
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_row(params_from_iter(&narrowed.values), |row| row.get(0).map(Money))?)
}

fn categories(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT category FROM products WHERE category <> '' ORDER BY category",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
