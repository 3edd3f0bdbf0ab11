//! Reports over orders and contacts; each cell opens its list: rows, operations and questions.
//! May depend on `base`, `crm`.

use crate::crm::reports::{ReportAnswer, ReportOp, ReportQuestion};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn reports(&mut self, _act: &Act, op: &ReportOp) -> Result<Receipt> {
        match *op {}
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn reports(&self, question: &ReportQuestion) -> Result<ReportAnswer> {
        match *question {}
    }
}
