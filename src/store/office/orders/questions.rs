//! What may be asked of orders and payments. May depend on `base`, `crm`.

use super::{desk, rows};
use crate::base::ids::{CustomerId, OrderId};
use crate::base::money::Money;
use crate::crm::orders::account::Desk;
use crate::crm::orders::order::{Order, OrderSummary, OrderSums};
use crate::crm::orders::payment::{PayState, PaymentFilter, PaymentRow};
use crate::crm::orders::{OrderAnswer, OrderBy, OrderFilter, OrderQuestion, number};
use crate::store::calls::{from_word, word};
use crate::store::error::Result;
use crate::store::reader::Reader;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

/// What was paid for an order.
pub(in crate::store::office) const RECEIVED: &str =
    "(SELECT coalesce(sum(y.amount), 0) FROM payments y WHERE y.order_id = o.id)";
/// What is owed for it.
const OWED: &str = "iif(o.state IN ('draft', 'void'), 0, o.total)";
/// Its number.
const NUMBER: &str = "(o.day || '-' || printf('%03d', o.place))";

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn orders(&self, question: &OrderQuestion) -> Result<OrderAnswer> {
        let conn = self.connection();
        self.at_once(|| match question {
            OrderQuestion::Orders { filter, offset, limit } => {
                let (total, sums) = sums(conn, filter)?;
                Ok(OrderAnswer::Orders(page(conn, filter, *offset, *limit)?, total, sums))
            }
            OrderQuestion::Order(id) => Ok(OrderAnswer::Order(order(conn, *id)?.map(Box::new))),
            OrderQuestion::Desk(customer) => {
                let found = desk::desk(conn, *customer)?;
                Ok(OrderAnswer::Desk(*customer, found.map(Box::new)))
            }
            OrderQuestion::Slip(id) => Ok(OrderAnswer::Slip(slip(conn, *id)?.map(Box::new))),
            OrderQuestion::Payments { filter, offset, limit } => {
                let (rows, total, sum) = payments(conn, filter, *offset, *limit)?;
                Ok(OrderAnswer::Payments(rows, total, sum))
            }
            OrderQuestion::Statement { customer, from, until } => {
                let statement = desk::statement(conn, *customer, *from, *until)?;
                Ok(OrderAnswer::Statement(Box::new(statement)))
            }
        })
    }
}

/// The conditions of a list, and their values in order.
#[derive(Default)]
struct Wheres {
    all: Vec<String>,
    values: Vec<Value>,
}

impl Wheres {
    /// `?` in the condition stands for the value.
    fn add(&mut self, condition: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        self.all.push(condition.replace('?', &format!("?{}", self.values.len())));
    }

    fn sql(&self) -> String {
        if self.all.is_empty() { "1".to_owned() } else { self.all.join(" AND ") }
    }

    fn paged(mut self, order: &str, offset: u32, limit: u32) -> (String, Vec<Value>) {
        let wheres = self.sql();
        self.values.push(Value::from(i64::from(limit)));
        self.values.push(Value::from(i64::from(offset)));
        let (most, skip) = (self.values.len() - 1, self.values.len());
        (format!("{wheres} ORDER BY {order} LIMIT ?{most} OFFSET ?{skip}"), self.values)
    }
}

fn narrowed(filter: &OrderFilter) -> Result<Wheres> {
    let mut wheres = Wheres::default();
    let text = filter.text.trim().to_lowercase();
    if !text.is_empty() {
        let condition = format!(
            "(instr({NUMBER}, ?) > 0 OR instr(lower(o.name), ?) > 0 OR instr(lower(o.address), ?) > 0
              OR instr(o.phone, ?) > 0 OR EXISTS (SELECT 1 FROM order_lines l
                 WHERE l.order_id = o.id AND instr(lower(l.name), ?) > 0))"
        );
        wheres.add(&condition, text);
    }
    if let Some(customer) = filter.customer {
        wheres.add("o.customer_id = ?", customer.0);
    }
    if let Some(state) = filter.state {
        wheres.add("o.state = ?", word(&state)?);
    }
    if filter.open {
        wheres.all.push("o.state IN ('draft', 'confirmed', 'delivering')".to_owned());
    }
    if let Some(pay) = filter.pay {
        wheres.all.push(match pay {
            PayState::Nothing => format!("{OWED} = 0 AND {RECEIVED} = 0"),
            PayState::Unpaid => format!("{OWED} > 0 AND {RECEIVED} <= 0"),
            PayState::Part => format!("{RECEIVED} > 0 AND {RECEIVED} < {OWED}"),
            PayState::Paid => format!("{OWED} > 0 AND {RECEIVED} = {OWED}"),
            PayState::Over => format!("{RECEIVED} > {OWED}"),
        });
    }
    if let Some(from) = filter.from_utc_millis {
        wheres.add("o.made_at >= ?", from);
    }
    if let Some(until) = filter.until_utc_millis {
        wheres.add("o.made_at < ?", until);
    }
    Ok(wheres)
}

fn sums(conn: &Connection, filter: &OrderFilter) -> Result<(u32, OrderSums)> {
    let wheres = narrowed(filter)?;
    let sql = format!(
        "SELECT count(*), coalesce(sum({OWED}), 0), coalesce(sum({RECEIVED}), 0) FROM orders o WHERE {}",
        wheres.sql()
    );
    let found = conn.prepare_cached(&sql)?.query_row(params_from_iter(wheres.values), |row| {
        let sums = OrderSums { amount: Money(row.get(1)?), received: Money(row.get(2)?) };
        Ok((row.get(0)?, sums))
    })?;
    Ok(found)
}

/// Newest first, the first column being the moment and the second the id.
const NEWEST: &str = "1 DESC, 2 DESC";

/// What the list stands by.
fn standing(filter: &OrderFilter) -> String {
    let way = if filter.rising { "ASC" } else { "DESC" };
    match filter.by {
        OrderBy::Made => format!("1 {way}, 2 {way}"),
        OrderBy::Customer => format!("o.name COLLATE spoken {way}, {NEWEST}"),
        OrderBy::Amount => format!("o.total {way}, {NEWEST}"),
        OrderBy::Received => format!("{RECEIVED} {way}, {NEWEST}"),
    }
}

pub(super) fn page(
    conn: &Connection,
    filter: &OrderFilter,
    offset: u32,
    limit: u32,
) -> Result<Vec<OrderSummary>> {
    let (rest, values) = narrowed(filter)?.paged(&standing(filter), offset, limit);
    listed(conn, &format!("FROM orders o WHERE {rest}"), values)
}

/// The orders that this SQL, from its `FROM` on, gives as `o`.
pub(in crate::store::office) fn listed(
    conn: &Connection,
    from: &str,
    values: Vec<Value>,
) -> Result<Vec<OrderSummary>> {
    let sql = format!(
        "SELECT o.made_at, o.id, o.day, o.place, o.state, o.revision, o.customer_id, o.name, o.total, {RECEIVED},
                o.deliver_at, o.courier {from}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(values), summary)?;
    let mut page = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    for order in &mut page {
        let lines = rows::lines(conn, order.id)?;
        let what = |line: &crate::crm::orders::line::OrderLine| {
            format!("{} ×{}", line.name, line.quantity)
        };
        order.what = lines.iter().map(what).collect::<Vec<_>>().join(", ");
    }
    Ok(page)
}

fn summary(row: &Row<'_>) -> rusqlite::Result<OrderSummary> {
    Ok(OrderSummary {
        made_utc_millis: row.get(0)?,
        id: OrderId(row.get(1)?),
        number: number::text(row.get(2)?, row.get(3)?),
        state: from_word(row, 4)?,
        revision: row.get(5)?,
        customer: row.get::<_, Option<i64>>(6)?.map(CustomerId),
        name: row.get(7)?,
        total: Money(row.get(8)?),
        received: Money(row.get(9)?),
        deliver_at: row.get(10)?,
        courier: row.get(11)?,
        what: String::new(),
    })
}

pub(super) fn order(conn: &Connection, id: OrderId) -> Result<Option<Order>> {
    let Some(row) = rows::row(conn, id)? else { return Ok(None) };
    let number = number::text(row.day, row.place);
    let mut wheres = Wheres::default();
    wheres.add("y.order_id = ?", id.0);
    let mut payments = payment_rows(conn, wheres, 0, u32::MAX)?;
    payments.reverse();
    Ok(Some(Order {
        id,
        number,
        state: row.state,
        revision: row.revision,
        head: row.head,
        lines: rows::lines(conn, id)?,
        payments,
        who: row.who,
        made_utc_millis: row.made_at,
        offset_minutes: row.offset_minutes,
        delivered_utc_millis: row.delivered_at,
    }))
}

/// An order beside its customer's desk.
fn slip(conn: &Connection, id: OrderId) -> Result<Option<(Order, Option<Desk>)>> {
    let Some(order) = order(conn, id)? else { return Ok(None) };
    let desk = order.head.customer.map(|customer| desk::desk(conn, customer)).transpose()?;
    Ok(Some((order, desk.flatten())))
}

fn payments(
    conn: &Connection,
    filter: &PaymentFilter,
    offset: u32,
    limit: u32,
) -> Result<(Vec<PaymentRow>, u32, Money)> {
    let wheres = narrowed_payments(filter);
    let sql = format!(
        "SELECT count(*), coalesce(sum(y.amount), 0) FROM payments y LEFT JOIN orders o ON o.id = y.order_id
         LEFT JOIN customers c ON c.id = y.customer_id WHERE {}",
        wheres.sql()
    );
    let (total, sum) =
        conn.prepare_cached(&sql)?.query_row(params_from_iter(wheres.values.iter()), |row| {
            Ok((row.get(0)?, Money(row.get(1)?)))
        })?;
    Ok((payment_rows(conn, wheres, offset, limit)?, total, sum))
}

fn narrowed_payments(filter: &PaymentFilter) -> Wheres {
    let mut wheres = Wheres::default();
    let text = filter.text.trim().to_lowercase();
    if !text.is_empty() {
        let condition = format!(
            "(instr(lower(coalesce(c.name, o.name, '')), ?) > 0 OR instr(lower(coalesce(c.company, '')), ?) > 0
              OR instr(lower(y.note), ?) > 0 OR instr(coalesce({NUMBER}, ''), ?) > 0)"
        );
        wheres.add(&condition, text);
    }
    if let Some(customer) = filter.customer {
        wheres.add("y.customer_id = ?", customer.0);
    }
    if !filter.method.is_empty() {
        wheres.add("y.method = ?", filter.method.clone());
    }
    if let Some(from) = filter.from_utc_millis {
        wheres.add("y.at_utc_millis >= ?", from);
    }
    if let Some(until) = filter.until_utc_millis {
        wheres.add("y.at_utc_millis < ?", until);
    }
    wheres
}

fn payment_rows(
    conn: &Connection,
    wheres: Wheres,
    offset: u32,
    limit: u32,
) -> Result<Vec<PaymentRow>> {
    let (rest, values) = wheres.paged(NEWEST, offset, limit);
    let sql = format!(
        "SELECT y.at_utc_millis, y.id, y.customer_id, coalesce(nullif(c.name, ''), nullif(c.company, ''), o.name, ''),
                y.order_id, o.day, o.place, y.amount, y.method, y.note, y.who
         FROM payments y LEFT JOIN orders o ON o.id = y.order_id LEFT JOIN customers c ON c.id = y.customer_id
         WHERE {rest}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(values), |row| {
        let order: Option<i64> = row.get(4)?;
        let (day, place): (Option<i64>, Option<i64>) = (row.get(5)?, row.get(6)?);
        let named = order.zip(day.zip(place));
        Ok(PaymentRow {
            at_utc_millis: row.get(0)?,
            id: row.get(1)?,
            customer: row.get::<_, Option<i64>>(2)?.map(CustomerId),
            name: row.get(3)?,
            order: named.map(|(id, (day, place))| (OrderId(id), number::text(day, place))),
            amount: Money(row.get(7)?),
            method: row.get(8)?,
            note: row.get(9)?,
            who: row.get(10)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
