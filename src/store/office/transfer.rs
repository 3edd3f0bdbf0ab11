//! Lists in and out: CSV, xlsx, vCard, dry run, quarantine, undo of a whole import: rows, operations and questions.
//! May depend on `base`, `crm`.

use crate::crm::transfer::{TransferAnswer, TransferOp, TransferQuestion};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn transfer(&mut self, _act: &Act, op: &TransferOp) -> Result<Receipt> {
        match *op {}
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn transfer(&self, question: &TransferQuestion) -> Result<TransferAnswer> {
        match *question {}
    }
}
