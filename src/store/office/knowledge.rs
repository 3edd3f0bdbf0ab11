//! Questions and answers to say or play while talking: rows, operations and questions.
//! May depend on `base`, `crm`.

use crate::crm::knowledge::{KnowledgeAnswer, KnowledgeOp, KnowledgeQuestion};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn knowledge(&mut self, _act: &Act, op: &KnowledgeOp) -> Result<Receipt> {
        match *op {}
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn knowledge(&self, question: &KnowledgeQuestion) -> Result<KnowledgeAnswer> {
        match *question {}
    }
}
