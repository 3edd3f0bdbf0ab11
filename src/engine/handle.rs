//! What a client of the engine holds: send a command, ask a query, read the newest snapshot. Nothing here ever waits.
//! The window and the headless printer are two clients of the same door. May depend on `engine`'s types.

use crate::engine::command::Command;
use crate::engine::query::{Answer, Query};
use crate::engine::snapshot::Snapshot;
use std::sync::Arc;

/// A question's number; its answer carries the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// The engine's queue was full or the engine has ended: the command was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the engine did not take the command")]
pub struct NotTaken;

/// The engine as its clients see it. A test gives views a stub.
pub trait Desk: Send {
    /// The newest snapshot (latest wins).
    fn snapshot(&self) -> Arc<Snapshot>;

    /// The present monotonic time, for running timers.
    fn now_mono(&self) -> std::time::Duration;

    /// Hands a command over.
    ///
    /// # Errors
    /// When the queue is full: the caller shows it, nothing blocks.
    fn send(&self, command: Command) -> Result<(), NotTaken>;

    /// Asks; the answer comes through [`Desk::answers`].
    ///
    /// # Errors
    /// When the queue is full.
    fn ask(&self, query: Query) -> Result<Ticket, NotTaken>;

    /// Answers that have arrived since the last call.
    fn answers(&self) -> Vec<(Ticket, Answer)>;

    /// Called (from another thread) whenever there is a new snapshot or answer.
    fn on_news(&self, wake: Box<dyn Fn() + Send + Sync>);
}
