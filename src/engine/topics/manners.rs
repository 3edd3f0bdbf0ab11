//! Desk manners: tray, notices, ring sound, hotkeys, do not disturb, when cards pop up: what clients may wish, what they see, and its settings.
//! May depend on `base`, `call`, `crm`.

use serde::{Deserialize, Serialize};

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum MannersCommand {}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MannersView {}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MannersSettings {}
