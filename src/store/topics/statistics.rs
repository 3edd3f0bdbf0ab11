//! Figures over calls: by day, hour, line, agent; each opens its list: rows, operations and questions.
//! May depend on `base`, `call`.

use crate::call::statistics::{StatisticsAnswer, StatisticsOp, StatisticsQuestion};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn statistics(
        &mut self,
        _act: &Act,
        op: &StatisticsOp,
    ) -> Result<Receipt> {
        match *op {}
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn statistics(&self, question: &StatisticsQuestion) -> Result<StatisticsAnswer> {
        match *question {}
    }
}
