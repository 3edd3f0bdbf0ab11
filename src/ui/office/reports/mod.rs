//! Reports: sales, products, classes, payments, contacts, who is due again. Every figure opens its list: what the window
//! remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

mod cards;
mod chart;
mod head;
mod link;
mod list;
mod outlet;
mod page;
mod performing;
mod ranking;
mod state;
mod table;
mod words;

pub use page::show;
pub use performing::perform;
pub use state::ReportState;

use crate::crm::reports::sheet::Opens;
use crate::engine::office::reports::ReportOrder;
use crate::ui::action::{Action, Face, face};
use crate::ui::icons::Icon;
use crate::ui::office::OfficeAction;

/// The parts of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// Sales by period.
    #[default]
    Sales,
    /// Products, ranked.
    Products,
    /// Customer classes.
    Classes,
    /// The sales-and-payment table.
    Payments,
    /// Calls, talk, notes, tasks.
    Contacts,
    /// Who is due again.
    Again,
    /// Who stays away.
    Dormant,
    /// Whom nobody has talked to.
    Quiet,
}

impl Part {
    /// All, in the order of the chips.
    pub const ALL: [Self; 8] = [
        Self::Sales,
        Self::Products,
        Self::Classes,
        Self::Payments,
        Self::Contacts,
        Self::Again,
        Self::Dormant,
        Self::Quiet,
    ];

    /// Whether it is about some days, and not about today.
    #[must_use]
    pub const fn has_period(self) -> bool {
        !matches!(self, Self::Again | Self::Dormant | Self::Quiet)
    }
}

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum ReportAction {
    /// Show a part of the page.
    Show(Part),
    /// Open the list behind a figure.
    Open(Box<Opens>),
    /// Close it.
    CloseList,
    /// Ask where to write the report.
    PrepareExport,
    /// Write it.
    Write(Box<ReportOrder>),
    /// Put it on paper, or into the viewer.
    Print,
    /// Stop writing, or ask no more.
    Cancel,
}

impl ReportAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::Show(part) => face(words::part(*part)),
            Self::Open(_) => face("reports.open"),
            Self::CloseList => face("reports.close_list").icon(Icon::Close),
            Self::PrepareExport => {
                face("reports.export").tip("reports.export_tip").icon(Icon::Export)
            }
            Self::Write(_) => face("reports.write").icon(Icon::Tick),
            Self::Print => face("reports.print").tip("reports.print_tip").icon(Icon::Note),
            Self::Cancel => face("reports.cancel").icon(Icon::Close),
        }
    }
}

impl From<ReportAction> for Action {
    fn from(action: ReportAction) -> Self {
        Self::Office(OfficeAction::Reports(action))
    }
}
