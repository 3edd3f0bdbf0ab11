//! Figures over calls: by day, hour, line, agent; each opens its list: what clients may wish, what they see.
//! May depend on `base`, `call`, `crm`.

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum StatisticsCommand {}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StatisticsView {}
