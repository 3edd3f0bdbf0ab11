//! Recordings: how they are kept, sealed, masked, listened to and deleted: rows, operations and questions.
//! May depend on `base`, `call`.

use crate::call::recordings::{RecordingAnswer, RecordingOp, RecordingQuestion};
use crate::store::Store;
use crate::store::error::{Result, StoreError};
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn recordings(&mut self, _act: &Act, op: &RecordingOp) -> Result<Receipt> {
        Err(StoreError::not_found(op.name()))
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn recordings(&self, question: &RecordingQuestion) -> Result<RecordingAnswer> {
        Err(StoreError::not_found(format_args!("{question:?}")))
    }
}
