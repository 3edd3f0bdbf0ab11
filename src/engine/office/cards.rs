//! Cards that fit every trade: fields, tags, addresses, search, duplicates, merge, pool and follow-up: what clients may wish, what they see, and its settings.
//! May depend on `base`, `crm`.

use serde::{Deserialize, Serialize};

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum CardCommand {}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CardView {}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CardSettings {}
