//! What the pages share beyond single controls: tables, placeholders while rows are on their way, empty lists, questions.
//! May depend on `ui`, and types of `engine`.

pub mod dialog;
pub mod empty;
pub mod table;

pub use empty::{empty, empty_with};
