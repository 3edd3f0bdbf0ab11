//! Recordings: how they are kept, sealed, masked, listened to and deleted: rows, operations and questions.
//! May depend on `base`, `call`.

mod ledger;
mod ops;
mod questions;

use crate::call::recordings::{RecordingAnswer, RecordingOp, RecordingQuestion};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;

pub use ledger::{LedgerFault, LedgerReport};
pub(in crate::store) use ops::restore_marker;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn recordings(&mut self, act: &Act, op: &RecordingOp) -> Result<Receipt> {
        self.transact("changing a recording", |tx| ops::carry_out(tx, act, op))
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn recordings(&self, question: &RecordingQuestion) -> Result<RecordingAnswer> {
        Ok(match question {
            RecordingQuestion::Details(id) => {
                RecordingAnswer::Details(questions::details(&self.conn, *id)?.map(Box::new))
            }
            RecordingQuestion::OfCall(call) => {
                RecordingAnswer::OfCall(questions::of_call(&self.conn, *call)?)
            }
            RecordingQuestion::Journal { recording, limit } => {
                RecordingAnswer::Journal(questions::journal(&self.conn, *recording, *limit)?)
            }
            RecordingQuestion::Totals => RecordingAnswer::Totals(questions::totals(&self.conn)?),
        })
    }
}
