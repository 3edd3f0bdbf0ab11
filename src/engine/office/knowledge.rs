//! Questions and answers to say or play while talking: what clients may wish, what they see.
//! May depend on `base`, `crm`.

use crate::base::ids::{KnowledgeId, LineId};
use crate::crm::knowledge::Entry;

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum KnowledgeCommand {
    /// Make or change an entry.
    Save(Box<Entry>),
    /// Make several: the starter set.
    SaveAll(Vec<Entry>),
    /// Take one away.
    Delete(KnowledgeId),
    /// It was said.
    Used(KnowledgeId),
    /// Play its sound: to the caller where the line can, else through the loudspeaker.
    Play(Box<Entry>),
    /// Stop playing.
    Stop,
    /// Its sound is to go.
    RemoveSound(KnowledgeId),
}

/// Where an answer is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlet {
    /// To the caller.
    Line(LineId),
    /// Through the loudspeaker: this line takes no sound, or nobody is on it.
    Loudspeaker,
}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct KnowledgeView {
    /// The answer that is played, and where.
    pub playing: Option<(KnowledgeId, Outlet)>,
}

/// What the runtime is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerWork {
    /// Play this file (relative to the data folder) there.
    Play {
        /// Its path.
        path: String,
        /// Where.
        outlet: Outlet,
    },
    /// Stop playing.
    Stop,
}
