//! Lists in and out: CSV, xlsx, vCard, dry run, quarantine, undo of a whole import: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

mod check;
mod columns;
mod export;
mod file;
mod performing;
mod person;
mod wizard;
mod words;

use crate::base::ids::CustomerId;
use crate::crm::cards::CardFilter;
use crate::crm::office::OfficeQuestion;
use crate::crm::transfer::column::Target;
use crate::crm::transfer::report::{Chosen, ImportRow, Preview};
use crate::crm::transfer::{ImportId, Manner, TransferAnswer, TransferQuestion};
use crate::engine::handle::{Desk, Ticket};
use crate::engine::office::transfer::ListFormat;
use crate::engine::query::Query;
use crate::engine::snapshot::Snapshot;
use crate::ui::action::{Action, Face, face};
use crate::ui::icons::Icon;
use crate::ui::office::OfficeAction;
use crate::ui::texts::Texts;
use std::path::Path;

pub use performing::{look_at, perform};
pub use person::{buttons as person_buttons, show as show_person};
pub use wizard::{buttons, show};

/// Imports that are listed.
const LISTED: u32 = 20;

/// The steps of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Step {
    /// Which file.
    #[default]
    File,
    /// What its columns mean.
    Columns,
    /// What would happen.
    Check,
    /// What happened.
    Done,
}

impl Step {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::File, Self::Columns, Self::Check, Self::Done];

    const fn key(self) -> &'static str {
        match self {
            Self::File => "transfer.step_file",
            Self::Columns => "transfer.step_columns",
            Self::Check => "transfer.step_check",
            Self::Done => "transfer.step_done",
        }
    }
}

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum TransferAction {
    /// Open the import.
    OpenImport,
    /// Open the export.
    OpenExport,
    /// Open it for those who are chosen in the list.
    ExportChosen,
    /// Back to the customers.
    Close,
    /// Read the beginning of the file.
    Look,
    /// Go back to a step.
    Back(Step),
    /// Say what would happen.
    Check,
    /// Take the file in.
    Import,
    /// Take an import back.
    Undo(ImportId),
    /// Stop what is going on.
    Cancel,
    /// Write the customers into a file.
    Export,
    /// Write an empty list to fill in.
    Template(ListFormat),
    /// Write everything that is kept about a person.
    ExportPerson(CustomerId),
    /// Ask whether to forget a person; again: ask a second time.
    AskErase(CustomerId),
    /// Forget the person.
    Erase(CustomerId),
    /// Forget nobody.
    KeepPerson,
}

impl TransferAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::OpenImport => face("transfer.import").tip("transfer.import_tip").icon(Icon::Plus),
            Self::OpenExport => {
                face("transfer.export").tip("transfer.export_tip").icon(Icon::Export)
            }
            Self::ExportChosen => face("transfer.export_chosen").icon(Icon::Export),
            Self::Close => face("transfer.close").icon(Icon::Close),
            Self::Look => face("transfer.look").tip("transfer.look_tip").icon(Icon::Search),
            Self::Back(_) => face("transfer.back"),
            Self::Check => face("transfer.check").tip("transfer.check_tip"),
            Self::Import => face("transfer.take_in").tip("transfer.take_in_tip").icon(Icon::Tick),
            Self::Undo(_) => face("transfer.undo").tip("transfer.undo_tip").icon(Icon::Undo),
            Self::Cancel => face("transfer.cancel").tip("transfer.cancel_tip").icon(Icon::Stop),
            Self::Export => face("transfer.write").icon(Icon::Export),
            Self::Template(ListFormat::Csv) => {
                face("transfer.template_csv").tip("transfer.template_tip")
            }
            Self::Template(_) => face("transfer.template_xlsx").tip("transfer.template_tip"),
            Self::ExportPerson(_) => {
                face("transfer.person").tip("transfer.person_tip").icon(Icon::Export)
            }
            Self::AskErase(_) => face("transfer.erase").tip("transfer.erase_tip").icon(Icon::Bin),
            Self::Erase(_) => face("transfer.erase_now").icon(Icon::Bin),
            Self::KeepPerson => face("transfer.keep"),
        }
    }
}

impl From<TransferAction> for Action {
    fn from(action: TransferAction) -> Self {
        Self::Office(OfficeAction::Transfer(action))
    }
}

/// Which page stands in the place of the customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Page {
    #[default]
    None,
    Import,
    Export,
}

/// A person about to be forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Erasing {
    customer: CustomerId,
    /// The second question is asked.
    sure: bool,
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct TransferState {
    page: Page,
    step: Step,
    path: String,
    encoding: Option<&'static str>,
    /// The file is being looked at; its columns are shown when they are known.
    looked: bool,
    targets: Vec<Target>,
    manner: Manner,
    format: ListFormat,
    /// As typed; `None`: as proposed.
    out_path: Option<String>,
    /// What the list of customers showed when the export was opened.
    out_filter: CardFilter,
    /// Whom somebody had chosen there.
    out_chosen: Vec<CustomerId>,
    /// Only those who were chosen go out.
    out_only_chosen: bool,
    imports: Vec<ImportRow>,
    asked: Option<(Ticket, u64)>,
    fresh: Option<u64>,
    erasing: Option<Erasing>,
}

impl TransferState {
    /// Whether import or export stand in the place of the customers.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.page != Page::None
    }

    /// The customers stand in their place again; what goes on goes on.
    pub(in crate::ui) fn leave(&mut self) {
        self.page = Page::None;
    }

    /// The file that is to be read, as it is typed.
    pub(in crate::ui) fn import_path(&self) -> &str {
        &self.path
    }

    /// Where customers are to be written.
    pub(in crate::ui) fn export_path(&self, texts: &Texts, data: &Path) -> String {
        self.out_path.clone().unwrap_or_else(|| words::proposed(texts, data, self.format))
    }

    /// Who goes out.
    fn chosen(&self) -> Chosen {
        if self.out_only_chosen {
            return Chosen::Ticked(self.out_chosen.clone());
        }
        Chosen::Listed(Box::new(self.out_filter.clone()))
    }

    /// They are to be written there.
    pub(in crate::ui) fn export_to(&mut self, path: String) {
        self.out_path = Some(path);
    }

    /// Asks what its views want to know by now.
    pub fn ask(&mut self, desk: &dyn Desk, snap: &Snapshot) {
        if self.looked
            && self.step == Step::File
            && let Some(preview) = &snap.office.transfer.preview
        {
            self.begin_columns(preview);
        }
        let revision = snap.data_revision;
        let is_wanted = self.page == Page::Import && self.fresh != Some(revision);
        if is_wanted && self.asked.is_none_or(|(_, of)| of != revision) {
            let question = TransferQuestion::Imports { offset: 0, limit: LISTED };
            if let Ok(ticket) = desk.ask(Query::Office(OfficeQuestion::Transfer(question))) {
                self.asked = Some((ticket, revision));
            }
        }
    }

    fn begin_columns(&mut self, preview: &Preview) {
        self.looked = false;
        self.step = Step::Columns;
        self.targets.clone_from(&preview.targets);
    }

    /// Takes an answer in.
    pub fn take(&mut self, ticket: Ticket, answer: TransferAnswer) {
        match answer {
            TransferAnswer::Imports(rows, _) => {
                if let Some((_, revision)) = self.asked.take_if(|(asked, _)| *asked == ticket) {
                    self.fresh = Some(revision);
                    self.imports = rows;
                }
            }
        }
    }
}
