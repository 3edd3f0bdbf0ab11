//! The customer side by topic: each folder holds its views, its memory, its actions and what they do.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

pub mod agenda;
pub mod cards;
pub(in crate::ui) mod fetch;
pub mod files;
pub mod goods;
pub mod happened;
pub mod knowledge;
pub mod orders;
pub mod reports;
pub mod staff;
pub mod transfer;

use crate::crm::cards::CardAnswer;
use crate::crm::goods::GoodsAnswer;
use crate::crm::office::OfficeAnswer;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::snapshot::Snapshot;
use crate::ui::action::Face;
use crate::ui::app::App;
use crate::ui::office::agenda::{AgendaAction, AgendaState};
use crate::ui::office::cards::{CardAction, CardState};
use crate::ui::office::files::{FileAction, FileState};
use crate::ui::office::goods::{GoodsAction, GoodsState};
use crate::ui::office::knowledge::{KnowledgeAction, KnowledgeState};
use crate::ui::office::orders::{OrderAction, OrderState};
use crate::ui::office::reports::{ReportAction, ReportState};
use crate::ui::office::staff::{StaffAction, StaffState};
use crate::ui::office::transfer::{TransferAction, TransferState};
use egui::Context;

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum OfficeAction {
    /// See [`cards`].
    Cards(CardAction),
    /// See [`goods`].
    Goods(GoodsAction),
    /// See [`orders`].
    Orders(OrderAction),
    /// See [`agenda`].
    Agenda(AgendaAction),
    /// See [`knowledge`].
    Knowledge(KnowledgeAction),
    /// See [`files`].
    Files(FileAction),
    /// See [`transfer`].
    Transfer(TransferAction),
    /// See [`staff`].
    Staff(StaffAction),
    /// See [`reports`].
    Reports(ReportAction),
}

impl OfficeAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::Cards(action) => action.face(),
            Self::Goods(action) => action.face(),
            Self::Orders(action) => action.face(),
            Self::Agenda(action) => action.face(),
            Self::Knowledge(action) => action.face(),
            Self::Files(action) => action.face(),
            Self::Transfer(action) => action.face(),
            Self::Staff(action) => action.face(),
            Self::Reports(action) => action.face(),
        }
    }
}

/// Memory of the views.
#[derive(Debug, Default)]
pub struct OfficeState {
    /// See [`cards`].
    pub cards: CardState,
    /// See [`goods`].
    pub goods: GoodsState,
    /// See [`orders`].
    pub orders: OrderState,
    /// See [`agenda`].
    pub agenda: AgendaState,
    /// See [`knowledge`].
    pub knowledge: KnowledgeState,
    /// See [`files`].
    pub files: FileState,
    /// See [`transfer`].
    pub transfer: TransferState,
    /// See [`staff`].
    pub staff: StaffState,
    /// See [`reports`].
    pub reports: ReportState,
}

impl OfficeState {
    /// Asks what the views want to know by now.
    pub fn ask(&mut self, desk: &dyn Desk, snap: &Snapshot) {
        self.cards.ask(desk, snap);
        self.goods.ask(desk, snap);
        self.orders.ask(desk, snap);
        self.agenda.ask(desk, snap);
        self.knowledge.ask(desk, snap);
        self.files.ask(desk, snap);
        self.transfer.ask(desk, snap);
        self.staff.ask(desk, snap);
        self.reports.ask(desk, snap);
    }

    /// Takes an answer in.
    pub fn take(&mut self, ticket: Ticket, answer: OfficeAnswer) {
        match answer {
            // A customer search of an order form is answered by the cards.
            OfficeAnswer::Cards(CardAnswer::List(found, _))
                if self.orders.expects_people(ticket) =>
            {
                self.orders.take_people(found);
            }
            OfficeAnswer::Cards(answer) => self.cards.take(ticket, answer),
            // A product search of an order form is answered by the goods.
            OfficeAnswer::Goods(GoodsAnswer::Products(found, _))
                if self.orders.expects_products(ticket) =>
            {
                self.orders.take_products(found);
            }
            OfficeAnswer::Goods(answer) => self.goods.take(ticket, answer),
            OfficeAnswer::Orders(answer) => self.orders.take(ticket, answer),
            OfficeAnswer::Agenda(answer) => self.agenda.take(ticket, answer),
            OfficeAnswer::Knowledge(answer) => self.knowledge.take(ticket, answer),
            OfficeAnswer::Files(answer) => self.files.take(ticket, answer),
            OfficeAnswer::Transfer(answer) => self.transfer.take(ticket, answer),
            OfficeAnswer::Staff(answer) => self.staff.take(ticket, answer),
            OfficeAnswer::Reports(answer) => self.reports.take(ticket, answer),
        }
    }
}

/// Performs one action.
pub fn perform(app: &mut App, ctx: &Context, action: OfficeAction) {
    match action {
        OfficeAction::Cards(action) => cards::perform(app, ctx, action),
        OfficeAction::Goods(action) => goods::perform(app, ctx, action),
        OfficeAction::Orders(action) => orders::perform(app, ctx, action),
        OfficeAction::Agenda(action) => agenda::perform(app, ctx, action),
        OfficeAction::Knowledge(action) => knowledge::perform(app, ctx, action),
        OfficeAction::Files(action) => files::perform(app, ctx, action),
        OfficeAction::Transfer(action) => transfer::perform(app, ctx, action),
        OfficeAction::Staff(action) => staff::perform(app, ctx, action),
        OfficeAction::Reports(action) => reports::perform(app, ctx, action),
    }
}
