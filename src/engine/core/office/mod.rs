//! The customer side in the core, by topic. May depend on what `core` may.

mod agenda;
mod cards;
mod files;
mod goods;
mod knowledge;
mod orders;
mod reports;
mod staff;
mod transfer;

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::office::{OfficeCommand, OfficeView};
use agenda::AgendaDesk;
use cards::CardDesk;
use files::FileDesk;
use goods::GoodsDesk;
use knowledge::KnowledgeDesk;
use orders::OrderDesk;
use reports::ReportDesk;
use staff::StaffDesk;
use transfer::TransferDesk;

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct OfficeDesk {
    cards: CardDesk,
    goods: GoodsDesk,
    orders: OrderDesk,
    agenda: AgendaDesk,
    knowledge: KnowledgeDesk,
    files: FileDesk,
    transfer: TransferDesk,
    staff: StaffDesk,
    reports: ReportDesk,
}

impl OfficeDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> OfficeView {
        OfficeView {
            cards: self.cards.view(),
            goods: self.goods.view(),
            orders: self.orders.view(),
            agenda: self.agenda.view(),
            knowledge: self.knowledge.view(),
            files: self.files.view(),
            transfer: self.transfer.view(),
            staff: self.staff.view(),
            reports: self.reports.view(),
        }
    }
}

impl Core {
    /// A wish of the customer side.
    pub(in crate::engine::core) fn office_command(
        &mut self,
        command: OfficeCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        match command {
            OfficeCommand::Cards(command) => self.cards_command(command, now, out),
            OfficeCommand::Goods(command) => self.goods_command(command, now, out),
            OfficeCommand::Orders(command) => self.orders_command(command, now, out),
            OfficeCommand::Agenda(command) => self.agenda_command(command, now, out),
            OfficeCommand::Knowledge(command) => self.knowledge_command(command, now, out),
            OfficeCommand::Files(command) => self.files_command(command, now, out),
            OfficeCommand::Transfer(command) => self.transfer_command(command, now, out),
            OfficeCommand::Staff(command) => self.staff_command(command, now, out),
            OfficeCommand::Reports(command) => self.reports_command(command, now, out),
        }
    }
}
