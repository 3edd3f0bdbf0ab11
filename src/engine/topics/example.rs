//! The example office: entered from one's own data, left again. It lies in a data file of its own, so that nothing of it and
//! nothing of one's own ever meet. May depend on the engine's settings.

use crate::engine::settings::{Language, Theme};

/// A wish from above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExampleCommand {
    /// Make it, in this language, and open it in place of one's own data. The program ends and starts again.
    Enter(Language),
    /// Stop making it.
    Cancel,
    /// Back to one's own data; the example is deleted. The program ends and starts again.
    Leave,
}

/// What the runtime is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExampleWork {
    /// Make it.
    Make {
        /// Its language.
        language: Language,
        /// The look it begins with: as one's own.
        theme: Theme,
    },
    /// Stop making it.
    Cancel,
    /// The next start is with one's own data.
    Leave,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExampleReport {
    /// So many steps of so many are done.
    Grew(u32, u32),
    /// It was stopped; nothing of it is left.
    Cancelled,
    /// It could not be made or left, in words.
    Failed(String),
    /// The next start knows which data to open: the program is to end.
    Ready,
}

/// What the views see of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExampleView {
    /// Steps done and steps there are, while it is being made.
    pub making: Option<(u32, u32)>,
    /// The program is to end, and starts again with other data.
    pub switching: bool,
}
