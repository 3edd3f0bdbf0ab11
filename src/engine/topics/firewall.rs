//! The firewall for incoming calls: rules, decisions and their reasons: what clients may wish, what they see, and its settings.
//! May depend on `base`, `call`, `crm`.

use serde::{Deserialize, Serialize};

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum FirewallCommand {}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FirewallView {}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FirewallSettings {}
