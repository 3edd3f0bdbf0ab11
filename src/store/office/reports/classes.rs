//! Customer classes: sums of customers, gathered by the class their card has now. May depend on `base`, `crm`.

use super::card;
use super::sums::{self, Key, Parts, Sum};
use crate::base::ids::CustomerId;
use crate::crm::reports::figures::monthly;
use crate::crm::reports::period::Days;
use crate::crm::reports::scope::{ClassKey, OrderScope};
use crate::crm::reports::{ClassFigures, ClassReport, ClassRow};
use crate::store::error::Result;
use rusqlite::Connection;
use std::collections::BTreeMap;

pub(super) fn report(conn: &Connection, days: Days, today: i64) -> Result<ClassReport> {
    let parts = Parts { goods: false, received: false };
    let mut classes: BTreeMap<ClassKey, ClassFigures> = BTreeMap::new();
    for (class, members) in members(conn)? {
        classes.entry(ClassKey::Class(class)).or_default().members = members;
    }
    for (id, sum) in sums::by(conn, &OrderScope::of(days), Key::Customer, parts)? {
        let class = class_of(conn, id)?;
        add(classes.entry(class).or_default(), &sum, u64::from(id != 0));
    }
    let passed = Days { last: days.last.min(today), ..days }.count();
    let mut report = ClassReport::default();
    for (class, mut figures) in classes {
        if figures.sales.orders == 0 && figures.members == 0 {
            continue;
        }
        figures.monthly = monthly(figures.sales.orders, figures.buyers, passed);
        merge(&mut report.total, &figures);
        report.rows.push(ClassRow { class, figures });
    }
    let with_card = |row: &ClassRow| row.class != ClassKey::Counter;
    let orders =
        report.rows.iter().filter(|row| with_card(row)).map(|row| row.figures.sales.orders);
    report.total.monthly = monthly(orders.sum(), report.total.buyers, passed);
    report
        .rows
        .sort_by(|a, b| b.figures.sales.net.cmp(&a.figures.sales.net).then(a.class.cmp(&b.class)));
    Ok(report)
}

/// Adds what one customer did, or the counter.
fn add(figures: &mut ClassFigures, sum: &Sum, buyers: u64) {
    let one = ClassFigures {
        members: 0,
        buyers,
        sales: sum.sales,
        max: sum.max,
        min: sum.min,
        returned_orders: sum.returned_orders,
        monthly: None,
    };
    merge(figures, &one);
}

fn merge(all: &mut ClassFigures, more: &ClassFigures) {
    all.members += more.members;
    all.buyers += more.buyers;
    all.returned_orders += more.returned_orders;
    if more.sales.orders > 0 {
        let first = all.sales.orders == 0;
        all.max = if first { more.max } else { all.max.max(more.max) };
        all.min = if first { more.min } else { all.min.min(more.min) };
    }
    all.sales.add(&more.sales);
}

fn class_of(conn: &Connection, id: i64) -> Result<ClassKey> {
    if id == 0 {
        return Ok(ClassKey::Counter);
    }
    let found = card(conn, CustomerId(id))?;
    Ok(found.map_or(ClassKey::Gone, |(_, class)| ClassKey::Class(class)))
}

/// How many cards have each class; those without one are what is left.
fn members(conn: &Connection) -> Result<Vec<(String, u64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT class, count(*) FROM customers WHERE class <> '' GROUP BY class
         UNION ALL
         SELECT '', (SELECT count(*) FROM customers) - (SELECT count(*) FROM customers WHERE class <> '')",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
