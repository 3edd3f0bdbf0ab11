//! Products, price lists, and stock as the sum of its movements: rows, operations and questions.
//! May depend on `base`, `crm`.

pub(in crate::store::office) mod questions;
pub(in crate::store::office) mod rows;
pub(in crate::store::office) mod stock;

use crate::base::ids::ProductId;
use crate::base::money::Money;
use crate::crm::goods::GoodsOp;
use crate::crm::goods::product::{Product, ProductFault};
use crate::crm::goods::quantity::Quantity;
use crate::crm::goods::stock::{Counted, MovementKind, StockEntry, value_of};
use crate::store::Store;
use crate::store::change::{by, receipt};
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::journal::{self, Past};
use crate::store::office::OfficePast;
use crate::store::operation::{Act, Changes, Receipt};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use stock::NewMovement;

/// A state of this topic that an undo can bring back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::store) enum GoodsPast {
    /// A product as it was; `None`: there was none.
    Product { id: ProductId, was: Option<Box<Product>> },
    /// Movements that were not there, and what a unit cost before them.
    NotMoved { movements: Vec<i64>, cost: Option<(ProductId, Money)> },
    /// Products that had this category.
    Category { products: Vec<ProductId>, name: String },
}

/// Brings a state back.
pub(in crate::store) fn restore(conn: &Connection, past: &GoodsPast) -> Result<()> {
    match past {
        GoodsPast::Product { id, was: Some(was) } => rows::replace(conn, *id, was),
        GoodsPast::Product { id, was: None } => rows::remove(conn, *id),
        GoodsPast::NotMoved { movements, cost } => {
            movements.iter().try_for_each(|id| stock::remove(conn, *id))?;
            cost.map_or(Ok(()), |(id, cost)| rows::set_cost(conn, id, cost))
        }
        GoodsPast::Category { products, name } => {
            products.iter().try_for_each(|id| rows::set_category(conn, *id, name))
        }
    }
}

/// What cannot be done as it was asked for.
pub(in crate::store::office) fn refused(why: impl Into<String>) -> StoreError {
    StoreError::new(StoreErrorKind::Failed, why)
}

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn goods(&mut self, act: &Act, op: &GoodsOp) -> Result<Receipt> {
        match op {
            GoodsOp::Save(product) => self.save_product(act, product),
            GoodsOp::SetGone(id, gone) => self.set_gone(act, op.name(), *id, *gone),
            GoodsOp::Move(entry) => self.move_stock(act, entry),
            GoodsOp::Count { sheet, reason } => self.count_stock(act, sheet, reason),
            GoodsOp::RenameCategory { from, to } => self.rename_category(act, from, to),
        }
    }

    fn save_product(&mut self, act: &Act, product: &Product) -> Result<Receipt> {
        if let Some(fault) = product.fault() {
            return Err(refused(fault_words(fault)));
        }
        self.transact("saving a product", |tx| {
            let was = product.id.map(|id| rows::existing(tx, id)).transpose()?;
            if let Some(was) = &was
                && was.revision != product.revision
            {
                let name = &was.name;
                return Err(refused(format!(
                    "{name} was changed by somebody else meanwhile: look at it again"
                )));
            }
            let id = match product.id {
                Some(id) => {
                    rows::replace(tx, id, product)?;
                    id
                }
                None => rows::insert(tx, product)?,
            };
            let after = rows::existing(tx, id)?;
            journal_product(tx, act, "save_product", was, after)
        })
    }

    fn set_gone(&mut self, act: &Act, name: &str, id: ProductId, gone: bool) -> Result<Receipt> {
        self.transact("taking a product out of the lists", |tx| {
            let was = rows::existing(tx, id)?;
            rows::replace(tx, id, &Product { gone, ..was.clone() })?;
            let after = rows::existing(tx, id)?;
            journal_product(tx, act, name, Some(was), after)
        })
    }

    fn move_stock(&mut self, act: &Act, entry: &StockEntry) -> Result<Receipt> {
        if !entry.is_sound() {
            return Err(refused("a movement needs a quantity above nothing, and no negative cost"));
        }
        self.transact("moving stock", |tx| {
            let product = rows::existing(tx, entry.product)?;
            let moved = entry.kind.signed(entry.quantity);
            let cost = entry.cost.filter(|_| moved > Quantity::ZERO);
            let reason = entry.reason.trim();
            let new = NewMovement::of(&product, moved, entry.kind, reason);
            let id = stock::write(tx, act, &new, cost)?.0;
            if let Some(cost) = cost.filter(|_| entry.kind == MovementKind::In) {
                rows::set_cost(tx, entry.product, cost)?;
            }
            let cost = Some((entry.product, product.cost));
            let before = past(GoodsPast::NotMoved { movements: vec![id], cost });
            journal::write_undoable(tx, act, "move_stock", &product.name, &before, None)?;
            Ok(receipt(by(act, Changes::CALLS)))
        })
    }

    fn count_stock(&mut self, act: &Act, sheet: &[Counted], reason: &str) -> Result<Receipt> {
        self.transact("counting stock", |tx| {
            let mut written = Vec::new();
            for counted in sheet {
                if counted.there < Quantity::ZERO || counted.there > Quantity::MOST {
                    return Err(refused("nobody counts less than nothing"));
                }
                let product = rows::existing(tx, counted.product)?;
                let there = stock::sums(tx, counted.product)?;
                let moved = counted.there.minus(there.0);
                if moved.is_zero() {
                    continue;
                }
                let new = NewMovement::of(&product, moved, MovementKind::Count, reason.trim());
                written.push(stock::write(tx, act, &new, None)?.0);
            }
            if written.is_empty() {
                return Ok(receipt(Changes::default()));
            }
            let before = past(GoodsPast::NotMoved { movements: written, cost: None });
            journal::write_undoable(tx, act, "count_stock", reason.trim(), &before, None)?;
            Ok(receipt(by(act, Changes::CALLS)))
        })
    }

    fn rename_category(&mut self, act: &Act, from: &str, to: &str) -> Result<Receipt> {
        self.transact("renaming a category", |tx| {
            let products = rows::of_category(tx, from)?;
            if products.is_empty() || from == to.trim() {
                return Ok(receipt(Changes::default()));
            }
            for id in &products {
                rows::set_category(tx, *id, to.trim())?;
            }
            let before = past(GoodsPast::Category { products, name: from.to_owned() });
            journal::write_undoable(tx, act, "rename_category", from, &before, None)?;
            Ok(receipt(by(act, Changes::CALLS)))
        })
    }
}

fn past(past: GoodsPast) -> Past {
    Past::Office(OfficePast::Goods(past))
}

fn journal_product(
    conn: &Connection,
    act: &Act,
    operation: &str,
    was: Option<Product>,
    after: Product,
) -> Result<Receipt> {
    let id = after.id.unwrap_or_default();
    let subject = after.name.clone();
    let before = past(GoodsPast::Product { id, was: was.map(Box::new) });
    let after = past(GoodsPast::Product { id, was: Some(Box::new(after)) });
    journal::write_undoable(conn, act, operation, &subject, &before, Some(&after))?;
    Ok(receipt(by(act, Changes::CALLS)))
}

fn fault_words(fault: ProductFault) -> &'static str {
    match fault {
        ProductFault::Name => "a product needs a name",
        ProductFault::Price => "prices and costs are neither negative nor above 100 million",
        ProductFault::Link => "a product cannot be its own container or ticket",
        ProductFault::Ticket => "a ticket pays for at least one unit",
    }
}
