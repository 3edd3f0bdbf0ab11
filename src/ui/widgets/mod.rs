//! What the pages share beyond single controls: tables, placeholders while rows are on their way, empty lists, questions.
//! May depend on `ui`, and types of `engine`.

pub mod beside;
pub mod dialog;
pub mod empty;
pub mod table;
pub mod waiting;

pub use empty::{empty, empty_with};
