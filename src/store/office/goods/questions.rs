//! What may be asked of products and stock. May depend on `base`, `crm`.

use super::rows;
use crate::base::ids::{OrderId, ProductId};
use crate::base::money::Money;
use crate::crm::goods::product::Shelf;
use crate::crm::goods::quantity::Quantity;
use crate::crm::goods::stock::Movement;
use crate::crm::goods::{GoodsAnswer, GoodsQuestion, ProductBy, ProductFilter, Shown};
use crate::crm::orders::number;
use crate::store::calls::from_word;
use crate::store::error::Result;
use crate::store::reader::Reader;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

/// Stock and value beside a product.
const SUMS: &str =
    "(SELECT coalesce(sum(m.quantity), 0) FROM stock_movements m WHERE m.product_id = p.id),
     (SELECT coalesce(sum(m.value), 0) FROM stock_movements m WHERE m.product_id = p.id)";

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn goods(&self, question: &GoodsQuestion) -> Result<GoodsAnswer> {
        let conn = self.connection();
        self.at_once(|| match question {
            GoodsQuestion::Products { filter, offset, limit } => {
                let (page, total) = products(conn, filter, *offset, *limit)?;
                Ok(GoodsAnswer::Products(page, total))
            }
            GoodsQuestion::Movements { product, offset, limit } => {
                let (page, total) = movements(conn, *product, *offset, *limit)?;
                Ok(GoodsAnswer::Movements(page, total))
            }
            GoodsQuestion::Categories => Ok(GoodsAnswer::Categories(categories(conn)?)),
        })
    }
}

/// A product with its sums, and its price list.
pub(in crate::store::office) fn shelf(conn: &Connection, id: ProductId) -> Result<Option<Shelf>> {
    let sql = format!("SELECT {}, {SUMS} FROM products p WHERE p.id = ?1", rows::COLUMNS);
    let mut found = shelves(conn, &sql, vec![Value::from(id.0)])?;
    Ok(found.pop())
}

fn shelves(conn: &Connection, sql: &str, values: Vec<Value>) -> Result<Vec<Shelf>> {
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(params_from_iter(values), |row| {
        Ok(Shelf {
            product: rows::from_row(row)?,
            stock: Quantity(row.get(rows::COUNT)?),
            value: Money(row.get(rows::COUNT + 1)?),
        })
    })?;
    let mut shelves = found.collect::<rusqlite::Result<Vec<_>>>()?;
    for shelf in &mut shelves {
        rows::with_prices(conn, &mut shelf.product)?;
    }
    Ok(shelves)
}

fn narrowed(filter: &ProductFilter) -> (String, Vec<Value>) {
    let mut wheres = vec![match filter.shown {
        Shown::Gone => "p.gone = 1".to_owned(),
        Shown::Sold => "p.gone = 0".to_owned(),
        Shown::Low => {
            "p.gone = 0 AND p.low_at IS NOT NULL AND p.stockless = 0 AND p.ticket_id IS NULL
             AND p.deposit = 0 AND (SELECT coalesce(sum(m.quantity), 0) FROM stock_movements m
                                    WHERE m.product_id = p.id) <= p.low_at"
                .to_owned()
        }
    }];
    if filter.stocked {
        wheres.push("p.stockless = 0 AND p.ticket_id IS NULL AND p.deposit = 0".to_owned());
    }
    let mut values = Vec::new();
    let text = filter.text.trim().to_lowercase();
    if !text.is_empty() {
        values.push(Value::from(text));
        let at = values.len();
        wheres.push(format!(
            "(instr(lower(p.name), ?{at}) > 0 OR instr(lower(p.category), ?{at}) > 0 OR instr(lower(p.barcode), ?{at}) > 0)"
        ));
    }
    if let Some(category) = &filter.category {
        values.push(Value::from(category.clone()));
        wheres.push(format!("p.category = ?{}", values.len()));
    }
    (wheres.join(" AND "), values)
}

/// What the list stands by.
fn order(filter: &ProductFilter) -> String {
    let way = if filter.falling { "DESC" } else { "ASC" };
    match filter.by {
        ProductBy::Category => format!("p.category COLLATE spoken {way}, p.name COLLATE spoken {way}, p.id"),
        ProductBy::Name => format!("p.name COLLATE spoken {way}, p.id"),
        ProductBy::Price => format!("p.price {way}, p.name COLLATE spoken, p.id"),
        ProductBy::Stock => format!(
            "(SELECT coalesce(sum(m.quantity), 0) FROM stock_movements m WHERE m.product_id = p.id) {way},
             p.name, p.id"
        ),
    }
}

fn products(
    conn: &Connection,
    filter: &ProductFilter,
    offset: u32,
    limit: u32,
) -> Result<(Vec<Shelf>, u32)> {
    let (wheres, mut values) = narrowed(filter);
    let sql = format!("SELECT count(*) FROM products p WHERE {wheres}");
    let total =
        conn.prepare_cached(&sql)?.query_row(params_from_iter(values.iter()), |row| row.get(0))?;
    values.extend([Value::from(i64::from(limit)), Value::from(i64::from(offset))]);
    let (most, skip) = (values.len() - 1, values.len());
    let sql = format!(
        "SELECT {}, {SUMS} FROM products p WHERE {wheres}
         ORDER BY {} LIMIT ?{most} OFFSET ?{skip}",
        rows::COLUMNS,
        order(filter)
    );
    Ok((shelves(conn, &sql, values)?, total))
}

fn movements(
    conn: &Connection,
    product: Option<ProductId>,
    offset: u32,
    limit: u32,
) -> Result<(Vec<Movement>, u32)> {
    let of = product.map(|id| id.0);
    let total = conn
        .prepare_cached(
            "SELECT count(*) FROM stock_movements WHERE (?1 IS NULL OR product_id = ?1)",
        )?
        .query_row([of], |row| row.get(0))?;
    let mut statement = conn.prepare_cached(
        "SELECT m.id, m.product_id, p.name, p.unit, m.quantity, m.value, m.kind, m.reason, m.order_id, o.day, o.place,
                m.who, m.at_utc_millis
         FROM stock_movements m JOIN products p ON p.id = m.product_id LEFT JOIN orders o ON o.id = m.order_id
         WHERE (?1 IS NULL OR m.product_id = ?1) ORDER BY m.id DESC LIMIT ?2 OFFSET ?3",
    )?;
    let rows = statement.query_map(rusqlite::params![of, limit, offset], movement)?;
    Ok((rows.collect::<rusqlite::Result<_>>()?, total))
}

fn movement(row: &Row<'_>) -> rusqlite::Result<Movement> {
    let order: Option<i64> = row.get(8)?;
    let (day, place): (Option<i64>, Option<i64>) = (row.get(9)?, row.get(10)?);
    let named = order.zip(day.zip(place));
    Ok(Movement {
        id: row.get(0)?,
        product: ProductId(row.get(1)?),
        name: row.get(2)?,
        unit: row.get(3)?,
        quantity: Quantity(row.get(4)?),
        value: Money(row.get(5)?),
        kind: from_word(row, 6)?,
        reason: row.get(7)?,
        order: named.map(|(id, (day, place))| (OrderId(id), number::text(day, place))),
        who: row.get(11)?,
        at_utc_millis: row.get(12)?,
    })
}

fn categories(conn: &Connection) -> Result<Vec<(String, u32)>> {
    let mut statement = conn.prepare_cached(
        "SELECT category, count(*) FROM products WHERE gone = 0 AND category <> '' GROUP BY category ORDER BY category COLLATE spoken",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
