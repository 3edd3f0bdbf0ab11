//! Where a number belongs: the data pack, corrections of people: rows, operations and questions.
//! May depend on `base`, `call`.

use crate::call::places::{PlaceAnswer, PlaceOp, PlaceQuestion};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn places(&mut self, _act: &Act, op: &PlaceOp) -> Result<Receipt> {
        match *op {}
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn places(&self, question: &PlaceQuestion) -> Result<PlaceAnswer> {
        match *question {}
    }
}
