//! Products, price lists, and stock as the sum of its movements: rows, operations and questions.
//! May depend on `base`, `crm`.

use crate::crm::goods::{GoodsAnswer, GoodsOp, GoodsQuestion};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn goods(&mut self, _act: &Act, op: &GoodsOp) -> Result<Receipt> {
        match *op {}
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn goods(&self, question: &GoodsQuestion) -> Result<GoodsAnswer> {
        match *question {}
    }
}
