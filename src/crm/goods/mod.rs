//! Products, price lists, and stock as the sum of its movements.
//! Types and rules; pure. May depend on `base` and the rest of `crm`.

pub mod product;
pub mod quantity;
pub mod stock;

use crate::base::ids::ProductId;
use crate::crm::goods::product::{Product, Shelf};
use crate::crm::goods::stock::{Counted, Movement, StockEntry};

/// What the store is asked to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GoodsOp {
    /// Create or change a product.
    Save(Box<Product>),
    /// Take a product out of the lists (orders that name it keep it), or bring it back.
    SetGone(ProductId, bool),
    /// Goods came, went, were given back or thrown away.
    Move(StockEntry),
    /// A count sheet: differences become movements.
    Count {
        /// What was counted.
        sheet: Vec<Counted>,
        /// Why, or where.
        reason: String,
    },
    /// Products of one category go to another.
    RenameCategory {
        /// As it is called now.
        from: String,
        /// As it is to be called; empty: no category.
        to: String,
    },
}

impl GoodsOp {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Save(_) => "save_product",
            Self::SetGone(_, true) => "remove_product",
            Self::SetGone(_, false) => "restore_product",
            Self::Move(_) => "move_stock",
            Self::Count { .. } => "count_stock",
            Self::RenameCategory { .. } => "rename_category",
        }
    }

    /// Whether a person does it (and may undo it), not the program by itself.
    #[must_use]
    pub fn by_person(&self) -> bool {
        true
    }

    /// Whether it is kept in memory and tried again when the disk refuses it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        false
    }
}

/// Which products are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// Those that are sold.
    #[default]
    Sold,
    /// Of these, those that run low.
    Low,
    /// Those that were taken out.
    Gone,
}

impl Shown {
    /// All, in the order of the chips.
    pub const ALL: [Self; 3] = [Self::Sold, Self::Low, Self::Gone];
}

/// By what a list of products stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ProductBy {
    /// Category, then name.
    #[default]
    Category,
    /// Name.
    Name,
    /// Price.
    Price,
    /// How much there is.
    Stock,
}

/// Which products.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductFilter {
    /// Part of a name, a category or a barcode; empty: all.
    pub text: String,
    /// Of this category.
    pub category: Option<String>,
    /// Sold, low, gone.
    pub shown: Shown,
    /// Only what has a stock.
    pub stocked: bool,
    /// By what they stand.
    pub by: ProductBy,
    /// The other way round: Z first, the most first.
    pub falling: bool,
}

/// What may be asked of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GoodsQuestion {
    /// Products by category and name.
    Products {
        /// Which.
        filter: ProductFilter,
        /// Skip so many.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
    /// Movements, newest first.
    Movements {
        /// Of one product, or of all.
        product: Option<ProductId>,
        /// Skip so many.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
    /// The categories in use and how many products each has.
    Categories,
}

/// The answer to a [`GoodsQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum GoodsAnswer {
    /// The page and how many there are in all.
    Products(Vec<Shelf>, u32),
    /// The page and how many there are in all.
    Movements(Vec<Movement>, u32),
    /// By name.
    Categories(Vec<(String, u32)>),
}
