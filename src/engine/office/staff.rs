//! Employees, log-in, roles and rights, number masking, the journal for people: what clients may wish, what they see, and its settings.
//! May depend on `base`, `crm`.

use serde::{Deserialize, Serialize};

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum StaffCommand {}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StaffView {}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffSettings {}
