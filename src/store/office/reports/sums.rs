//! The sums every report is made of: orders of a scope, gathered by one key. Each part of a sum is a query of its own over
//! indices that hold all it reads; only orders of which something came back are read whole, and their rules are those of
//! `crm::orders`. May depend on `base`, `crm`.

use crate::base::ids::OrderId;
use crate::base::money::Money;
use crate::crm::goods::quantity::Quantity;
use crate::crm::orders::line::{Discount, OrderLine, total};
use crate::crm::reports::figures::Sales;
use crate::crm::reports::period::{Days, day_of};
use crate::crm::reports::scope::{ClassKey, OrderScope, Which};
use crate::store::error::Result;
use crate::store::office::orders::questions::RECEIVED;
use crate::store::office::orders::rows;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::collections::HashMap;

/// What a line comes to before any discount, rounded as `Money::scaled` does (nothing here is negative).
const GOODS: &str = "iif(l.by_ticket, 0, (l.price * l.quantity + 500) / 1000)";
/// Milliseconds of a day: payments are looked for by UTC, so a day more at both ends.
const DAY: i64 = 86_400_000;

/// `FROM … WHERE …` of the orders of a scope, as `o`, and what is bound to it.
pub(super) struct Narrowed {
    pub orders: String,
    pub wheres: String,
    pub values: Vec<Value>,
}

impl Narrowed {
    /// The orders alone.
    pub fn from(&self) -> String {
        format!("FROM {} WHERE {}", self.orders, self.wheres)
    }

    /// The orders joined with something that has their id.
    pub fn joined(&self, join: &str) -> String {
        format!("FROM {} {join} WHERE {}", self.orders, self.wheres)
    }
}

pub(super) fn narrowed(scope: &OrderScope) -> Narrowed {
    let (first, last) = scope.days.numbers();
    let mut wheres =
        vec!["o.day BETWEEN ?1 AND ?2 AND o.state NOT IN ('draft', 'void')".to_owned()];
    let mut values = vec![Value::from(first), Value::from(last)];
    if scope.days.count() == 0 {
        wheres.push("0".to_owned());
    }
    let mut bind = |condition: &str, value: Value| {
        values.push(value);
        wheres.push(condition.replace('?', &format!("?{}", values.len())));
    };
    if let Some(product) = scope.product {
        let condition = "o.id IN (SELECT order_id FROM order_lines WHERE product_id = ?)";
        bind(condition, product.0.into());
    }
    if let Some(category) = &scope.category {
        let condition = "EXISTS (SELECT 1 FROM order_lines l JOIN products p ON p.id = l.product_id
                                 WHERE l.order_id = o.id AND p.category = ?)";
        bind(condition, category.clone().into());
    }
    if let Some(customer) = scope.customer {
        bind("o.customer_id = ?", customer.0.into());
    }
    let mut orders = "orders o".to_owned();
    if let Some(class) = &scope.class {
        let (condition, value) = class_condition(class, "o.customer_id", "c");
        orders.push_str(" LEFT JOIN customers c ON c.id = o.customer_id");
        match value {
            Some(value) => bind(&condition, value),
            None => wheres.push(condition),
        }
    }
    match scope.which {
        Which::All => {}
        Which::Returned => {
            let returned = "o.id IN (SELECT order_id FROM order_lines WHERE returned > 0)";
            wheres.push(returned.to_owned());
        }
        Which::Open => wheres.push(format!("o.total > {RECEIVED}")),
        Which::Paid => wheres.push(format!("{RECEIVED} <> 0")),
    }
    Narrowed { orders, wheres: wheres.join(" AND "), values }
}

/// The condition of a class over the column with the customer's id and the joined card.
fn class_condition(class: &ClassKey, customer: &str, card: &str) -> (String, Option<Value>) {
    match class {
        ClassKey::Class(name) => (format!("{card}.class = ?"), Some(name.clone().into())),
        ClassKey::Counter => (format!("{customer} IS NULL"), None),
        ClassKey::Gone => (format!("{customer} IS NOT NULL AND {card}.id IS NULL"), None),
    }
}

/// What orders are gathered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// Nothing: all together under 0.
    All,
    /// The day as a number, 20261127.
    Day,
    /// The customer's id; 0: nobody.
    Customer,
}

impl Key {
    const fn sql(self) -> &'static str {
        match self {
            Self::All => "0",
            Self::Day => "o.day",
            Self::Customer => "coalesce(o.customer_id, 0)",
        }
    }
}

/// Which parts of the sums are wanted beside net and returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    /// Goods, discounts, cost.
    pub goods: bool,
    /// What was paid for the orders.
    pub received: bool,
}

/// A sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sum {
    pub sales: Sales,
    pub max: Money,
    pub min: Money,
    pub returned_orders: u64,
}

/// The sums of a scope by key.
pub(super) fn by(
    conn: &Connection,
    scope: &OrderScope,
    key: Key,
    parts: Parts,
) -> Result<HashMap<i64, Sum>> {
    let narrowed = narrowed(scope);
    let mut sums = net(conn, &narrowed, key)?;
    returns(conn, &narrowed, key, &mut sums)?;
    if parts.goods {
        goods(conn, &narrowed, key, &mut sums)?;
    }
    if parts.received {
        received(conn, &narrowed, key, &mut sums)?;
    }
    Ok(sums)
}

fn net(conn: &Connection, narrowed: &Narrowed, key: Key) -> Result<HashMap<i64, Sum>> {
    let sql = format!(
        "SELECT {} AS k, count(*), sum(o.total), max(o.total), min(o.total) {} GROUP BY k",
        key.sql(),
        narrowed.from()
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(&narrowed.values))?;
    let mut sums = HashMap::new();
    while let Some(row) = rows.next()? {
        let sales = Sales {
            orders: u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0),
            net: Money(row.get(2)?),
            ..Sales::default()
        };
        let (max, min) = (Money(row.get(3)?), Money(row.get(4)?));
        sums.insert(row.get(0)?, Sum { sales, max, min, returned_orders: 0 });
    }
    Ok(sums)
}

/// What came back is the order's total less what it would come to if nothing had.
fn returns(
    conn: &Connection,
    narrowed: &Narrowed,
    key: Key,
    sums: &mut HashMap<i64, Sum>,
) -> Result<()> {
    let sql = format!(
        "SELECT {}, o.id, o.total, o.discount {}
             AND o.id IN (SELECT order_id FROM order_lines WHERE returned > 0)",
        key.sql(),
        narrowed.from()
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(&narrowed.values))?;
    while let Some(row) = rows.next()? {
        let (id, net) = (OrderId(row.get(1)?), Money(row.get(2)?));
        let back = returned(conn, id, net, &row.get::<_, String>(3)?)?;
        let sum = sums.entry(row.get(0)?).or_default();
        sum.sales.returns = sum.sales.returns.plus(back);
        sum.returned_orders += 1;
    }
    Ok(())
}

/// What came back of one order, not above nothing.
pub(super) fn returned(
    conn: &Connection,
    id: OrderId,
    net: Money,
    discount: &str,
) -> Result<Money> {
    let discount: Discount = serde_json::from_str(discount)?;
    let whole = |line: OrderLine| OrderLine { returned: Quantity::ZERO, ..line };
    let lines: Vec<OrderLine> = rows::lines(conn, id)?.into_iter().map(whole).collect();
    Ok(net.minus(total(&lines, discount)))
}

fn goods(
    conn: &Connection,
    narrowed: &Narrowed,
    key: Key,
    sums: &mut HashMap<i64, Sum>,
) -> Result<()> {
    let sql = format!(
        "SELECT {} AS k, sum({GOODS}), sum(l.cost) {} GROUP BY k",
        key.sql(),
        narrowed.joined("CROSS JOIN order_lines l ON l.order_id = o.id")
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(&narrowed.values))?;
    while let Some(row) = rows.next()? {
        let sales = &mut sums.entry(row.get(0)?).or_default().sales;
        sales.goods = Money(row.get(1)?);
        sales.cost = Money(row.get(2)?);
        sales.discounts = sales.ordered().minus(sales.goods);
    }
    Ok(())
}

fn received(
    conn: &Connection,
    narrowed: &Narrowed,
    key: Key,
    sums: &mut HashMap<i64, Sum>,
) -> Result<()> {
    let sql = format!(
        "SELECT {} AS k, sum(y.amount) {} GROUP BY k",
        key.sql(),
        narrowed.joined("CROSS JOIN payments y ON y.order_id = o.id")
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(&narrowed.values))?;
    while let Some(row) = rows.next()? {
        sums.entry(row.get(0)?).or_default().sales.received = Money(row.get(1)?);
    }
    Ok(())
}

/// Money that came on the scope's days for no order that counts: the day, the customer (0: nobody), how much, how. A scope
/// of some products, or of some of the orders, has none.
pub(super) fn on_account(
    conn: &Connection,
    scope: &OrderScope,
) -> Result<Vec<(i64, i64, Money, String)>> {
    let of_orders =
        scope.product.is_some() || scope.category.is_some() || scope.which != Which::All;
    if of_orders || scope.days.count() == 0 {
        return Ok(Vec::new());
    }
    let (first, last) = (scope.days.first, scope.days.last);
    let mut values = vec![
        Value::from((first - 1).saturating_mul(DAY)),
        Value::from((last + 2).saturating_mul(DAY)),
    ];
    let mut wheres = "y.at_utc_millis BETWEEN ?1 AND ?2".to_owned();
    if let Some(customer) = scope.customer {
        values.push(customer.0.into());
        wheres.push_str(" AND y.customer_id = ?3");
    }
    let mut card = "";
    if let Some(class) = &scope.class {
        card = "LEFT JOIN customers c ON c.id = y.customer_id";
        let (condition, value) = class_condition(class, "y.customer_id", "c");
        values.extend(value);
        let condition = condition.replace('?', &format!("?{}", values.len()));
        wheres = format!("{wheres} AND {condition}");
    }
    let columns =
        "coalesce(y.customer_id, 0), y.at_utc_millis, y.offset_minutes, y.amount, y.method";
    let sql = format!(
        "SELECT {columns} FROM payments y {card} WHERE y.order_id IS NULL AND {wheres}
         UNION ALL
         SELECT {columns} FROM orders o CROSS JOIN payments y ON y.order_id = o.id {card}
         WHERE o.state IN ('draft', 'void') AND {wheres}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let day = day_of(row.get(1)?, row.get(2)?);
        if (Days { first: day, last: day }).within(scope.days).count() > 0 {
            found.push((day, row.get(0)?, Money(row.get(3)?), row.get(4)?));
        }
    }
    Ok(found)
}
