//! Orders, delivery and return slips, payments, balances in money and in units: what clients may wish, what they see, and its settings.
//! May depend on `base`, `call`, `crm`.

use crate::call::statistics::Format;
use crate::crm::orders::slip::{Paper, Slip};
use crate::crm::orders::{OrderFilter, OrderOp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum OrderCommand {
    /// Change orders, payments, accounts.
    Do(OrderOp),
    /// Put a slip on paper.
    Print(Box<PrintOrder>),
    /// Write the table of orders into a file.
    Export(Box<OrderList>),
}

/// The table of orders as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderList {
    /// Which orders.
    pub filter: OrderFilter,
    /// As what.
    pub format: Format,
    /// Where to; a taken name gets a number behind it.
    pub path: PathBuf,
    /// Minutes east of UTC of the clock on the wall.
    pub offset_minutes: i16,
    /// Sentences by key.
    pub words: BTreeMap<String, String>,
}

/// What becomes of a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintTo {
    /// A PDF, opened with the system's program for it.
    #[default]
    Viewer,
    /// A PDF, given to the system's printer.
    Printer,
    /// A PDF and nothing else.
    File,
    /// Text of the roll's width.
    Text,
    /// A thermal printer: text and its commands, past the drivers.
    Thermal,
}

/// A slip to be put on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintOrder {
    /// What it says.
    pub slip: Slip,
    /// On what.
    pub paper: Paper,
    /// What becomes of it.
    pub to: PrintTo,
    /// Name of the file without its ending.
    pub name: String,
    /// The thermal printer: a device file, or a printer's name; empty: the system's own choice.
    pub printer: String,
}

/// What came of a slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrintReport {
    /// It is in this file, and the program or printer has it if one was wished for.
    Done(PathBuf),
    /// It is in this file, but nothing here opens or prints it.
    NotOpened(PathBuf),
    /// It could not be written.
    Failed(String),
}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OrderView {
    /// Slips being written.
    pub printing: u32,
}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderSettings {
    /// Ways to pay, as the office calls them; none: the usual ones.
    pub methods: Vec<String>,
    /// What slips are printed on.
    pub paper: Paper,
    /// What becomes of them.
    pub print_to: PrintTo,
    /// Lines at the top of every slip: name, telephone, address of the shop.
    pub shop: Vec<String>,
    /// A line at the bottom.
    pub thanks: String,
    /// Who delivers, as proposals.
    pub couriers: Vec<String>,
    /// See [`PrintOrder::printer`].
    pub printer: String,
}

/// Lines, methods and names kept at most.
const MOST: usize = 30;

impl OrderSettings {
    /// Blanks and doubles gone, bounds kept.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        for list in [&mut self.methods, &mut self.shop, &mut self.couriers] {
            let mut seen = std::collections::BTreeSet::new();
            for text in list.iter_mut() {
                *text = text.trim().chars().take(100).collect();
            }
            list.retain(|text| !text.is_empty() && seen.insert(text.clone()));
            list.truncate(MOST);
        }
        self
    }
}
