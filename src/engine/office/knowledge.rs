//! Questions and answers to say or play while talking: what clients may wish, what they see.
//! May depend on `base`, `crm`.

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum KnowledgeCommand {}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct KnowledgeView {}
