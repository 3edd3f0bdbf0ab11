//! Products, price lists, and stock as the sum of its movements: what clients may wish, what they see, and its settings.
//! May depend on `base`, `crm`.

use crate::crm::goods::GoodsOp;
use serde::{Deserialize, Serialize};

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum GoodsCommand {
    /// Change products or stock.
    Do(GoodsOp),
}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GoodsView {}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GoodsSettings {}
