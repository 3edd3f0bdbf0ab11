//! Cards that fit every trade: fields, tags, addresses, search, duplicates, merge, pool and follow-up: rows, operations and questions.
//! May depend on `base`, `crm`.

use crate::crm::cards::{CardAnswer, CardOp, CardQuestion};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn cards(&mut self, _act: &Act, op: &CardOp) -> Result<Receipt> {
        match *op {}
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn cards(&self, question: &CardQuestion) -> Result<CardAnswer> {
        match *question {}
    }
}
