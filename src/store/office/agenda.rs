//! Reminders, tasks, memos, birthdays by either calendar, the list of today: rows, operations and questions.
//! May depend on `base`, `crm`.

use crate::crm::agenda::{AgendaAnswer, AgendaOp, AgendaQuestion};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn agenda(&mut self, _act: &Act, op: &AgendaOp) -> Result<Receipt> {
        match *op {}
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn agenda(&self, question: &AgendaQuestion) -> Result<AgendaAnswer> {
        match *question {}
    }
}
