//! Orders, delivery and return slips, payments, balances in money and in units: what clients may wish, what they see, and its settings.
//! May depend on `base`, `crm`.

use serde::{Deserialize, Serialize};

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum OrderCommand {}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OrderView {}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderSettings {}
