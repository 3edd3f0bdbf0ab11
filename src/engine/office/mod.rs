//! The plain data of the customer side: commands, views, settings, by topic. May depend on `base`, `crm`.

pub mod agenda;
pub mod cards;
pub mod files;
pub mod goods;
pub mod knowledge;
pub mod orders;
pub mod reports;
pub mod rights;
pub mod staff;
pub mod transfer;

use crate::engine::office::agenda::{AgendaCommand, AgendaSettings, AgendaView};
use crate::engine::office::cards::{CardCommand, CardSettings, CardView};
use crate::engine::office::files::{FileCommand, FileView};
use crate::engine::office::goods::{GoodsCommand, GoodsSettings, GoodsView};
use crate::engine::office::knowledge::{KnowledgeCommand, KnowledgeView};
use crate::engine::office::orders::{OrderCommand, OrderSettings, OrderView};
use crate::engine::office::reports::{ReportCommand, ReportView};
use crate::engine::office::staff::{StaffCommand, StaffSettings, StaffView};
use crate::engine::office::transfer::{TransferCommand, TransferSettings, TransferView};
use serde::{Deserialize, Serialize};

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum OfficeCommand {
    /// See [`cards`].
    Cards(CardCommand),
    /// See [`goods`].
    Goods(GoodsCommand),
    /// See [`orders`].
    Orders(OrderCommand),
    /// See [`agenda`].
    Agenda(AgendaCommand),
    /// See [`knowledge`].
    Knowledge(KnowledgeCommand),
    /// See [`files`].
    Files(FileCommand),
    /// See [`transfer`].
    Transfer(TransferCommand),
    /// See [`staff`].
    Staff(StaffCommand),
    /// See [`reports`].
    Reports(ReportCommand),
}

/// What the views see.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OfficeView {
    /// See [`cards`].
    pub cards: CardView,
    /// See [`goods`].
    pub goods: GoodsView,
    /// See [`orders`].
    pub orders: OrderView,
    /// See [`agenda`].
    pub agenda: AgendaView,
    /// See [`knowledge`].
    pub knowledge: KnowledgeView,
    /// See [`files`].
    pub files: FileView,
    /// See [`transfer`].
    pub transfer: TransferView,
    /// See [`staff`].
    pub staff: StaffView,
    /// See [`reports`].
    pub reports: ReportView,
}

/// The settings; changed whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OfficeSettings {
    /// See [`cards`].
    pub cards: CardSettings,
    /// See [`goods`].
    pub goods: GoodsSettings,
    /// See [`orders`].
    pub orders: OrderSettings,
    /// See [`agenda`].
    pub agenda: AgendaSettings,
    /// See [`transfer`].
    pub transfer: TransferSettings,
    /// See [`staff`].
    pub staff: StaffSettings,
}
