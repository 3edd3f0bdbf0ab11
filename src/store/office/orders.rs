//! Orders, delivery and return slips, payments, balances in money and in units: rows, operations and questions.
//! May depend on `base`, `crm`.

use crate::crm::orders::{OrderAnswer, OrderOp, OrderQuestion};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn orders(&mut self, _act: &Act, op: &OrderOp) -> Result<Receipt> {
        match *op {}
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn orders(&self, question: &OrderQuestion) -> Result<OrderAnswer> {
        match *question {}
    }
}
