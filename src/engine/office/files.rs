//! Files attached to anything, kept by content hash: what clients may wish, what they see.
//! May depend on `base`, `crm`.

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum FileCommand {}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FileView {}
