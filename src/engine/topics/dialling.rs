//! Calling out: numbers made ready, the one door to a dial, speed dial: what clients may wish, what they see, and its settings.
//! May depend on `base`, `call`, `crm`.

use serde::{Deserialize, Serialize};

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum DialCommand {}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DialView {}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DialSettings {}
