//! Reports over orders, payments, calls and tasks: questions only, nothing is kept. What counts is said in
//! `crm::reports::scope`. May depend on `base`, `crm`.

mod classes;
mod contacts;
mod list;
mod payments;
mod people;
mod products;
mod sales;
mod sums;

use crate::base::ids::CustomerId;
use crate::crm::reports::{ReportAnswer, ReportQuestion};
use crate::store::error::Result;
use crate::store::reader::Reader;
use rusqlite::{Connection, OptionalExtension};

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn reports(&self, question: &ReportQuestion) -> Result<ReportAnswer> {
        let conn = self.connection();
        self.at_once(|| {
            Ok(match question {
                ReportQuestion::Sales { days, before, by } => {
                    ReportAnswer::Sales(Box::new(sales::report(conn, *days, *before, *by)?))
                }
                ReportQuestion::Products { days, category, rank, limit } => {
                    let report = products::report(conn, *days, category.as_deref(), *rank, *limit)?;
                    ReportAnswer::Products(Box::new(report))
                }
                ReportQuestion::Classes { days, today } => {
                    ReportAnswer::Classes(Box::new(classes::report(conn, *days, *today)?))
                }
                ReportQuestion::Payments { scope, by, limit } => {
                    ReportAnswer::Payments(Box::new(payments::report(conn, scope, *by, *limit)?))
                }
                ReportQuestion::Contacts { days, by, now, limit } => {
                    let report = contacts::report(conn, *days, *by, *now, *limit)?;
                    ReportAnswer::Contacts(Box::new(report))
                }
                ReportQuestion::Quiet { today, days, limit } => {
                    ReportAnswer::Quiet(Box::new(people::quiet(conn, *today, *days, *limit)?))
                }
                ReportQuestion::Again { today, limit } => {
                    let (rows, count) = people::again(conn, *today, *limit)?;
                    ReportAnswer::Again(rows, count)
                }
                ReportQuestion::Dormant { today, limit } => {
                    let (rows, count) = people::dormant(conn, *today, *limit)?;
                    ReportAnswer::Dormant(rows, count)
                }
                ReportQuestion::Orders { scope, offset, limit } => {
                    let (rows, count, sums) = list::page(conn, scope, *offset, *limit)?;
                    ReportAnswer::Orders(rows, count, sums)
                }
            })
        })
    }
}

/// How a customer is called, and the class; `None`: the card is gone.
fn card(conn: &Connection, id: CustomerId) -> Result<Option<(String, String)>> {
    let found = conn
        .prepare_cached(
            "SELECT coalesce(nullif(trim(name), ''), company), class FROM customers WHERE id = ?1",
        )?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found)
}

/// The first telephone number of a card.
fn phone(conn: &Connection, id: CustomerId) -> Result<String> {
    let found: Option<String> = conn
        .prepare_cached(
            "SELECT number FROM contact_numbers WHERE customer_id = ?1 ORDER BY position LIMIT 1",
        )?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// A limit as the length of a list.
fn most(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

/// The length of a list as a count.
fn count(list: usize) -> u64 {
    u64::try_from(list).unwrap_or(u64::MAX)
}
