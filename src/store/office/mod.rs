//! The customer side by topic: each room holds rows, operations and questions of one. May depend on `base`, `crm`.

pub mod agenda;
pub mod cards;
pub mod files;
pub mod goods;
pub mod knowledge;
pub mod orders;
pub mod reports;
pub mod staff;
pub mod transfer;

use crate::base::ids::CustomerId;
use crate::base::ids::StaffId;
use crate::crm::cards::field::FieldDef;
use crate::crm::office::{OfficeAnswer, OfficeOp, OfficeQuestion};
use crate::crm::staff::Staff;
use crate::crm::transfer::ImportId;
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// A state of the customer side that an undo can bring back. Each topic adds its own, and restores it below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::store) enum OfficePast {
    Fields(Vec<FieldDef>),
    Worked(Vec<cards::Worked>),
    Merged(Box<cards::MergePast>),
    NotSame {
        a: CustomerId,
        b: CustomerId,
        stood: bool,
    },
    Goods(goods::GoodsPast),
    Orders(orders::OrderPast),
    /// Entries of the agenda.
    Agenda(agenda::AgendaPast),
    /// An attached file.
    File(files::FilePast),
    /// Questions with their answers.
    Knowledge(knowledge::KnowledgePast),
    /// A list was taken in.
    Import {
        /// Which import; what it did stands in its own tables.
        import: ImportId,
    },
    /// An employee was added or changed.
    Staff {
        /// Who.
        id: StaffId,
        /// What they were; `None`: not there.
        staff: Option<Box<Staff>>,
    },
}

/// Brings a state back.
pub(in crate::store) fn restore(conn: &Connection, _act: &Act, past: &OfficePast) -> Result<()> {
    match past {
        OfficePast::Fields(fields) => cards::write_fields(conn, fields),
        OfficePast::Worked(worked) => cards::restore_worked(conn, worked),
        OfficePast::Merged(past) => cards::unmerge(conn, past),
        OfficePast::NotSame { a, b, stood } => cards::set_not_same(conn, *a, *b, *stood),
        OfficePast::Goods(past) => goods::restore(conn, past),
        OfficePast::Orders(past) => orders::restore(conn, past),
        OfficePast::Agenda(past) => agenda::restore(conn, past),
        OfficePast::File(past) => files::restore(conn, past),
        OfficePast::Knowledge(past) => knowledge::restore(conn, past),
        OfficePast::Import { import } => transfer::restore_all(conn, *import),
        OfficePast::Staff { id, staff } => staff::restore(conn, *id, staff.as_deref()),
    }
}

impl Store {
    /// Carries out one operation of the customer side.
    pub(in crate::store) fn office(&mut self, act: &Act, op: &OfficeOp) -> Result<Receipt> {
        match op {
            OfficeOp::Cards(op) => self.cards(act, op),
            OfficeOp::Goods(op) => self.goods(act, op),
            OfficeOp::Orders(op) => self.orders(act, op),
            OfficeOp::Agenda(op) => self.agenda(act, op),
            OfficeOp::Knowledge(op) => self.knowledge(act, op),
            OfficeOp::Files(op) => self.files(act, op),
            OfficeOp::Transfer(op) => self.transfer(act, op),
            OfficeOp::Staff(op) => self.staff(act, op),
        }
    }
}

impl Reader {
    /// Answers a question of the customer side.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn office(&self, question: &OfficeQuestion) -> Result<OfficeAnswer> {
        Ok(match question {
            OfficeQuestion::Cards(question) => OfficeAnswer::Cards(self.cards(question)?),
            OfficeQuestion::Goods(question) => OfficeAnswer::Goods(self.goods(question)?),
            OfficeQuestion::Orders(question) => OfficeAnswer::Orders(self.orders(question)?),
            OfficeQuestion::Agenda(question) => OfficeAnswer::Agenda(self.agenda(question)?),
            OfficeQuestion::Knowledge(question) => {
                OfficeAnswer::Knowledge(self.knowledge(question)?)
            }
            OfficeQuestion::Files(question) => OfficeAnswer::Files(self.files(question)?),
            OfficeQuestion::Transfer(question) => OfficeAnswer::Transfer(self.transfer(question)?),
            OfficeQuestion::Staff(question) => OfficeAnswer::Staff(self.staff(question)?),
            OfficeQuestion::Reports(question) => OfficeAnswer::Reports(self.reports(question)?),
        })
    }
}
