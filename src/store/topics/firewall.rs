//! The firewall for incoming calls: rules, decisions and their reasons: rows, operations and questions.
//! May depend on `base`, `call`.

use crate::call::firewall::{FirewallAnswer, FirewallOp, FirewallQuestion};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn firewall(&mut self, _act: &Act, op: &FirewallOp) -> Result<Receipt> {
        match *op {}
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn firewall(&self, question: &FirewallQuestion) -> Result<FirewallAnswer> {
        match *question {}
    }
}
