//! Calling out: numbers made ready, the one door to a dial, speed dial: rows, operations and questions.
//! May depend on `base`, `call`.

use crate::call::dialling::{DialAnswer, DialOp, DialQuestion};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn dialling(&mut self, _act: &Act, op: &DialOp) -> Result<Receipt> {
        match *op {}
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn dialling(&self, question: &DialQuestion) -> Result<DialAnswer> {
        match *question {}
    }
}
