//! Products in tables: rows to products and back. May depend on `base`, `crm`.

use crate::base::ids::ProductId;
use crate::base::money::Money;
use crate::crm::goods::product::Product;
use crate::crm::goods::quantity::Quantity;
use crate::store::calls::{from_word, word};
use crate::store::error::{Result, StoreError};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// The columns of a product in the order of [`from_row`].
pub(in crate::store::office) const COLUMNS: &str = "p.id, p.name, p.unit, p.barcode, p.category, p.price, p.cost, \
     p.note, p.policy, p.low_at, p.container_id, p.ticket_id, p.ticket_units, p.deposit, p.stockless, p.gone, p.revision";

/// How many they are.
pub(in crate::store::office) const COUNT: usize = 17;

/// A row without its price list.
pub(in crate::store::office) fn from_row(row: &Row<'_>) -> rusqlite::Result<Product> {
    Ok(Product {
        id: Some(ProductId(row.get(0)?)),
        name: row.get(1)?,
        unit: row.get(2)?,
        barcode: row.get(3)?,
        category: row.get(4)?,
        price: Money(row.get(5)?),
        cost: Money(row.get(6)?),
        note: row.get(7)?,
        policy: from_word(row, 8)?,
        low_at: row.get::<_, Option<i64>>(9)?.map(Quantity),
        container: row.get::<_, Option<i64>>(10)?.map(ProductId),
        ticket_for: row.get::<_, Option<i64>>(11)?.map(ProductId),
        ticket_units: Quantity(row.get(12)?),
        deposit: row.get(13)?,
        stockless: row.get(14)?,
        gone: row.get(15)?,
        revision: row.get(16)?,
        class_prices: std::collections::BTreeMap::new(),
    })
}

/// Puts the price list in.
pub(in crate::store::office) fn with_prices(
    conn: &Connection,
    product: &mut Product,
) -> Result<()> {
    let mut statement =
        conn.prepare_cached("SELECT class, price FROM product_prices WHERE product_id = ?1")?;
    let rows = statement.query_map([product.id.map(|id| id.0)], |row| {
        Ok((row.get::<_, String>(0)?, Money(row.get(1)?)))
    })?;
    product.class_prices = rows.collect::<rusqlite::Result<_>>()?;
    Ok(())
}

/// The product; it must exist.
pub(in crate::store::office) fn existing(conn: &Connection, id: ProductId) -> Result<Product> {
    let sql = format!("SELECT {COLUMNS} FROM products p WHERE p.id = ?1");
    let found = conn.prepare_cached(&sql)?.query_row([id.0], from_row).optional()?;
    let mut product = found.ok_or_else(|| StoreError::not_found(format_args!("product {id}")))?;
    with_prices(conn, &mut product)?;
    Ok(product)
}

pub(super) fn insert(conn: &Connection, product: &Product) -> Result<ProductId> {
    conn.prepare_cached(
        "INSERT INTO products (name, unit, barcode, category, price, cost, note, policy, low_at, container_id,
                               ticket_id, ticket_units, deposit, stockless, gone, revision)
         VALUES ('', '', '', '', 0, 0, '', 'warn', NULL, NULL, NULL, 0, 0, 0, 0, 0)",
    )?
    .execute([])?;
    let id = ProductId(conn.last_insert_rowid());
    replace(conn, id, product)?;
    Ok(id)
}

/// Makes the stored product equal to this one, a revision later.
pub(super) fn replace(conn: &Connection, id: ProductId, product: &Product) -> Result<()> {
    let changed = conn
        .prepare_cached(
            "UPDATE products SET name = ?2, unit = ?3, barcode = ?4, category = ?5, price = ?6, cost = ?7, note = ?8,
                    policy = ?9, low_at = ?10, container_id = ?11, ticket_id = ?12, ticket_units = ?13,
                    deposit = ?14, stockless = ?15, gone = ?16, revision = revision + 1
             WHERE id = ?1",
        )?
        .execute(params![
            id.0,
            product.name.trim(),
            product.unit.trim(),
            product.barcode.trim(),
            product.category.trim(),
            product.price.0,
            product.cost.0,
            product.note.trim(),
            word(&product.policy)?,
            product.low_at.map(|low| low.0),
            product.container.map(|other| other.0),
            product.ticket_for.map(|other| other.0),
            product.ticket_units.0,
            product.deposit,
            product.stockless,
            product.gone,
        ])?;
    if changed == 0 {
        return Err(StoreError::not_found(format_args!("product {id}")));
    }
    conn.prepare_cached("DELETE FROM product_prices WHERE product_id = ?1")?.execute([id.0])?;
    let mut statement = conn.prepare_cached(
        "INSERT OR REPLACE INTO product_prices (product_id, class, price) VALUES (?1, ?2, ?3)",
    )?;
    for (class, price) in product.class_prices.iter().filter(|(class, _)| !class.trim().is_empty())
    {
        statement.execute(params![id.0, class.trim(), price.0])?;
    }
    Ok(())
}

/// Takes a product away that nothing names; one that is named is taken out of the lists.
pub(super) fn remove(conn: &Connection, id: ProductId) -> Result<()> {
    let is_named = conn
        .prepare_cached(
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM stock_movements WHERE product_id = ?1)
                OR EXISTS (SELECT 1 FROM order_lines WHERE product_id = ?1)
                OR EXISTS (SELECT 1 FROM unit_movements WHERE product_id = ?1)",
        )?
        .exists([id.0])?;
    let sql = if is_named {
        "UPDATE products SET gone = 1, revision = revision + 1 WHERE id = ?1"
    } else {
        "DELETE FROM products WHERE id = ?1"
    };
    conn.prepare_cached(sql)?.execute([id.0])?;
    Ok(())
}

pub(super) fn set_cost(conn: &Connection, id: ProductId, cost: Money) -> Result<()> {
    conn.prepare_cached("UPDATE products SET cost = ?2 WHERE id = ?1")?
        .execute(params![id.0, cost.0])?;
    Ok(())
}

pub(super) fn set_category(conn: &Connection, id: ProductId, category: &str) -> Result<()> {
    conn.prepare_cached(
        "UPDATE products SET category = ?2, revision = revision + 1 WHERE id = ?1",
    )?
    .execute(params![id.0, category])?;
    Ok(())
}

pub(super) fn of_category(conn: &Connection, category: &str) -> Result<Vec<ProductId>> {
    let mut statement =
        conn.prepare_cached("SELECT id FROM products WHERE category = ?1 ORDER BY id")?;
    let rows = statement.query_map([category], |row| row.get(0).map(ProductId))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
