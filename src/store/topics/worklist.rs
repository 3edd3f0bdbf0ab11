//! The log as work: missed calls until returned, outcomes, promises, filters: rows, operations and questions.
//! May depend on `base`, `call`.

use crate::call::worklist::{WorkAnswer, WorkOp, WorkQuestion};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn worklist(&mut self, _act: &Act, op: &WorkOp) -> Result<Receipt> {
        match *op {}
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn worklist(&self, question: &WorkQuestion) -> Result<WorkAnswer> {
        match *question {}
    }
}
