//! Care of the database: backups, rehearsed restores, checks: rows, operations and questions.
//! May depend on `base`, `call`.

use crate::call::upkeep::{UpkeepAnswer, UpkeepOp, UpkeepQuestion};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn upkeep(&mut self, _act: &Act, op: &UpkeepOp) -> Result<Receipt> {
        match *op {}
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn upkeep(&self, question: &UpkeepQuestion) -> Result<UpkeepAnswer> {
        match *question {}
    }
}
