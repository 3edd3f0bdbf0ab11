//! Lists in and out: CSV, xlsx, vCard, dry run, quarantine, undo of a whole import: what clients may wish, what they see, and its settings.
//! May depend on `base`, `crm`.

use serde::{Deserialize, Serialize};

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum TransferCommand {}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TransferView {}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TransferSettings {}
