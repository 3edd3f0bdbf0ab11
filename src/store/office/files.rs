//! Files attached to anything, kept by content hash: rows, operations and questions.
//! May depend on `base`, `crm`.

use crate::crm::files::{FileAnswer, FileOp, FileQuestion};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn files(&mut self, _act: &Act, op: &FileOp) -> Result<Receipt> {
        match *op {}
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn files(&self, question: &FileQuestion) -> Result<FileAnswer> {
        match *question {}
    }
}
