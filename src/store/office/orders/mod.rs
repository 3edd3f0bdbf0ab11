//! Orders, delivery and return slips, payments, balances in money and in units: operations and the way back.
//! May depend on `base`, `crm`.

mod change;
mod desk;
mod ledger;
pub(in crate::store::office) mod questions;
pub(in crate::store::office) mod rows;

use crate::base::ids::OrderId;
use crate::base::money::Money;
use crate::crm::orders::OrderOp;
use crate::crm::orders::account::UnitEntry;
use crate::crm::orders::payment::PaymentDraft;
use crate::store::Store;
use crate::store::change::{by, receipt};
use crate::store::error::Result;
use crate::store::journal::{self, Past};
use crate::store::office::OfficePast;
use crate::store::office::goods::refused;
use crate::store::office::goods::rows as products;
use crate::store::operation::{Act, Changes, Receipt};
use rows::OrderRows;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// A state of this topic that an undo can bring back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::store) enum OrderPast {
    /// An order with everything that hangs on it; `None`: there was none.
    Order { id: OrderId, was: Option<Box<OrderRows>> },
    /// A payment that was not there.
    NotPaid(i64),
    /// A movement of units that was not there.
    NotMoved(i64),
}

/// Brings a state back: rows of the order, its movements, payments and charges go and come together.
pub(in crate::store) fn restore(conn: &Connection, past: &OrderPast) -> Result<()> {
    match past {
        OrderPast::Order { id, was } => rows::restore(conn, *id, was.as_deref()),
        OrderPast::NotPaid(id) => rows::remove_payment(conn, *id),
        OrderPast::NotMoved(id) => rows::remove_units(conn, *id),
    }
}

fn past(past: OrderPast) -> Past {
    Past::Office(OfficePast::Orders(past))
}

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn orders(&mut self, act: &Act, op: &OrderOp) -> Result<Receipt> {
        match op {
            OrderOp::Save { draft, to, paid } => self.transact("saving an order", |tx| {
                let was = draft.id.map(|id| rows::all(tx, id)).transpose()?;
                let id = change::save(tx, act, draft, *to, was.as_ref())?;
                if let Some((amount, method)) = paid {
                    ledger::pay(tx, act, &for_order(id, *amount, method))?;
                }
                journal_order(tx, act, op.name(), id, was)
            }),
            OrderOp::Step { order, revision, to } => self.transact("moving an order on", |tx| {
                let was = rows::all(tx, *order)?;
                change::step(tx, act, &was, *revision, *to)?;
                journal_order(tx, act, op.name(), *order, Some(was))
            }),
            OrderOp::Return { order, revision, lines, reason, refund } => {
                self.transact("taking goods back", |tx| {
                    let was = rows::all(tx, *order)?;
                    change::give_back(tx, act, &was, *revision, lines, reason.trim())?;
                    if let Some((amount, method)) = refund {
                        ledger::pay(tx, act, &for_order(*order, -*amount, method))?;
                    }
                    journal_order(tx, act, op.name(), *order, Some(was))
                })
            }
            OrderOp::Pay(draft) => self.pay(act, op.name(), draft),
            OrderOp::Units(entry) => self.move_units(act, op.name(), entry),
        }
    }

    fn pay(&mut self, act: &Act, name: &str, draft: &PaymentDraft) -> Result<Receipt> {
        self.transact("writing down a payment", |tx| {
            let id = ledger::pay(tx, act, draft)?;
            let before = past(OrderPast::NotPaid(id));
            let subject = draft.amount.grouped();
            journal::write_undoable(tx, act, name, &subject, &before, None)?;
            Ok(receipt(by(act, Changes::CALLS)))
        })
    }

    fn move_units(&mut self, act: &Act, name: &str, entry: &UnitEntry) -> Result<Receipt> {
        if !entry.is_sound() {
            return Err(refused("nothing was moved"));
        }
        self.transact("moving units", |tx| {
            ledger::known(tx, Some(entry.customer))?;
            let product = products::existing(tx, entry.product)?;
            let (account, quantity) = (entry.account, entry.quantity);
            let units = ledger::Units {
                customer: entry.customer,
                product: entry.product,
                account,
                quantity,
                order: None,
                reason: entry.reason.trim(),
            };
            let id = ledger::write_units(tx, act, &units)?;
            let before = past(OrderPast::NotMoved(id));
            journal::write_undoable(tx, act, name, &product.name, &before, None)?;
            Ok(receipt(by(act, Changes::CALLS)))
        })
    }
}

fn for_order(order: OrderId, amount: Money, method: &str) -> PaymentDraft {
    PaymentDraft {
        order: Some(order),
        amount,
        method: method.to_owned(),
        ..PaymentDraft::default()
    }
}

fn journal_order(
    conn: &Connection,
    act: &Act,
    operation: &str,
    id: OrderId,
    was: Option<OrderRows>,
) -> Result<Receipt> {
    let now = rows::all(conn, id)?;
    let subject = format!("{} {}", now.number(), now.row.head.name).trim().to_owned();
    let before = past(OrderPast::Order { id, was: was.map(Box::new) });
    let after = past(OrderPast::Order { id, was: Some(Box::new(now)) });
    journal::write_undoable(conn, act, operation, &subject, &before, Some(&after))?;
    Ok(receipt(by(act, Changes::CALLS)))
}
