//! Reports over orders and contacts; each cell opens its list: what clients may wish, what they see.
//! May depend on `base`, `crm`.

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum ReportCommand {}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReportView {}
