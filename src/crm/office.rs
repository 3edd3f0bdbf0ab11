//! What all topics of the customer side have in common: one operation, one question, one answer, each of one topic.
//! May depend on the rest of `crm`.

use crate::crm::agenda::{AgendaAnswer, AgendaOp, AgendaQuestion};
use crate::crm::cards::{CardAnswer, CardOp, CardQuestion};
use crate::crm::files::{FileAnswer, FileOp, FileQuestion};
use crate::crm::goods::{GoodsAnswer, GoodsOp, GoodsQuestion};
use crate::crm::knowledge::{KnowledgeAnswer, KnowledgeOp, KnowledgeQuestion};
use crate::crm::orders::{OrderAnswer, OrderOp, OrderQuestion};
use crate::crm::reports::{ReportAnswer, ReportQuestion};
use crate::crm::staff::{StaffAnswer, StaffOp, StaffQuestion};
use crate::crm::transfer::{TransferAnswer, TransferOp, TransferQuestion};

/// What the store is asked to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfficeOp {
    /// See [`cards`](crate::crm::cards).
    Cards(CardOp),
    /// See [`goods`](crate::crm::goods).
    Goods(GoodsOp),
    /// See [`orders`](crate::crm::orders).
    Orders(OrderOp),
    /// See [`agenda`](crate::crm::agenda).
    Agenda(AgendaOp),
    /// See [`knowledge`](crate::crm::knowledge).
    Knowledge(KnowledgeOp),
    /// See [`files`](crate::crm::files).
    Files(FileOp),
    /// See [`transfer`](crate::crm::transfer).
    Transfer(TransferOp),
    /// See [`staff`](crate::crm::staff).
    Staff(StaffOp),
}

impl OfficeOp {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Cards(op) => op.name(),
            Self::Goods(op) => op.name(),
            Self::Orders(op) => op.name(),
            Self::Agenda(op) => op.name(),
            Self::Knowledge(op) => op.name(),
            Self::Files(op) => op.name(),
            Self::Transfer(op) => op.name(),
            Self::Staff(op) => op.name(),
        }
    }

    /// Whether a person does it (and may undo it), not the program by itself.
    #[must_use]
    pub fn by_person(&self) -> bool {
        match self {
            Self::Cards(op) => op.by_person(),
            Self::Goods(op) => op.by_person(),
            Self::Orders(op) => op.by_person(),
            Self::Agenda(op) => op.by_person(),
            Self::Knowledge(op) => op.by_person(),
            Self::Files(op) => op.by_person(),
            Self::Transfer(op) => op.by_person(),
            Self::Staff(op) => op.by_person(),
        }
    }

    /// Whether it is kept in memory and tried again when the disk refuses it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        match self {
            Self::Cards(op) => op.is_kept(),
            Self::Goods(op) => op.is_kept(),
            Self::Orders(op) => op.is_kept(),
            Self::Agenda(op) => op.is_kept(),
            Self::Knowledge(op) => op.is_kept(),
            Self::Files(op) => op.is_kept(),
            Self::Transfer(op) => op.is_kept(),
            Self::Staff(op) => op.is_kept(),
        }
    }
}

/// What may be asked of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfficeQuestion {
    /// See [`cards`](crate::crm::cards).
    Cards(CardQuestion),
    /// See [`goods`](crate::crm::goods).
    Goods(GoodsQuestion),
    /// See [`orders`](crate::crm::orders).
    Orders(OrderQuestion),
    /// See [`agenda`](crate::crm::agenda).
    Agenda(AgendaQuestion),
    /// See [`knowledge`](crate::crm::knowledge).
    Knowledge(KnowledgeQuestion),
    /// See [`files`](crate::crm::files).
    Files(FileQuestion),
    /// See [`transfer`](crate::crm::transfer).
    Transfer(TransferQuestion),
    /// See [`staff`](crate::crm::staff).
    Staff(StaffQuestion),
    /// See [`reports`](crate::crm::reports).
    Reports(ReportQuestion),
}

/// The answer to an [`OfficeQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum OfficeAnswer {
    /// See [`cards`](crate::crm::cards).
    Cards(CardAnswer),
    /// See [`goods`](crate::crm::goods).
    Goods(GoodsAnswer),
    /// See [`orders`](crate::crm::orders).
    Orders(OrderAnswer),
    /// See [`agenda`](crate::crm::agenda).
    Agenda(AgendaAnswer),
    /// See [`knowledge`](crate::crm::knowledge).
    Knowledge(KnowledgeAnswer),
    /// See [`files`](crate::crm::files).
    Files(FileAnswer),
    /// See [`transfer`](crate::crm::transfer).
    Transfer(TransferAnswer),
    /// See [`staff`](crate::crm::staff).
    Staff(StaffAnswer),
    /// See [`reports`](crate::crm::reports).
    Reports(ReportAnswer),
}
