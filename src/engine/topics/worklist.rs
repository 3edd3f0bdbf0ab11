//! The log as work: missed calls until returned, outcomes, promises, filters: what clients may wish, what they see.
//! May depend on `base`, `call`, `crm`.

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum WorkCommand {}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WorkView {}
