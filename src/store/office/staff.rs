//! Employees, log-in, roles and rights, number masking, the journal for people: rows, operations and questions.
//! May depend on `base`, `crm`.

use crate::crm::staff::{StaffAnswer, StaffOp, StaffQuestion};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn staff(&mut self, _act: &Act, op: &StaffOp) -> Result<Receipt> {
        match *op {}
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn staff(&self, question: &StaffQuestion) -> Result<StaffAnswer> {
        match *question {}
    }
}
