//! Questions and answers to say or play while talking: what the window remembers, what people may want.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

mod form;
mod page;
mod performing;

use crate::base::ids::KnowledgeId;
use crate::crm::knowledge::{Entry, KnowledgeAnswer, KnowledgeQuestion};
use crate::crm::office::OfficeQuestion;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::query::Query;
use crate::engine::snapshot::Snapshot;
use crate::ui::action::{Action, Face, face};
use crate::ui::icons::Icon;
use crate::ui::listing::{Listing, PAGE};
use crate::ui::office::OfficeAction;
use crate::ui::office::fetch::Fetch;
use egui::Key;
use form::EntryForm;
pub use page::show;
pub use performing::perform;

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum KnowledgeAction {
    /// Show the page with the caret in its search box.
    Search,
    /// Only this category; empty: all.
    Category(String),
    /// Show an entry large.
    Choose(KnowledgeId),
    /// Put what to say on the clipboard.
    CopySay(Box<Entry>),
    /// Play the spoken answer.
    Play(Box<Entry>),
    /// Stop playing.
    Stop,
    /// Begin a new entry.
    New,
    /// Change an entry.
    Edit(Box<Entry>),
    /// Store the entry that is being typed.
    Save,
    /// Forget what is being typed.
    Cancel,
    /// Take an entry away.
    Delete(KnowledgeId),
    /// Attach the sound file whose path was typed.
    AttachSound(KnowledgeId),
    /// The sound is to go.
    RemoveSound(KnowledgeId),
    /// Store the starter set.
    Starter,
}

impl KnowledgeAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::Search => face("knowledge.search").icon(Icon::Search).ctrl(Key::J),
            Self::Category(_) => face("knowledge.category"),
            Self::Choose(_) => face("knowledge.choose"),
            Self::CopySay(_) => face("knowledge.copy").icon(Icon::Copy),
            Self::Play(_) => face("knowledge.play").tip("knowledge.play_tip").icon(Icon::Play),
            Self::Stop => face("knowledge.stop").icon(Icon::Stop),
            Self::New => face("knowledge.new").icon(Icon::Plus),
            Self::Edit(_) => face("knowledge.edit").icon(Icon::Note),
            Self::Save => face("knowledge.save").icon(Icon::Tick),
            Self::Cancel => face("knowledge.cancel"),
            Self::Delete(_) => face("knowledge.delete").tip("knowledge.delete_tip").icon(Icon::Bin),
            Self::AttachSound(_) => face("knowledge.attach").icon(Icon::Tick),
            Self::RemoveSound(_) => face("knowledge.remove_sound").icon(Icon::Close),
            Self::Starter => {
                face("knowledge.starter").tip("knowledge.starter_tip").icon(Icon::Plus)
            }
        }
    }
}

impl From<KnowledgeAction> for Action {
    fn from(action: KnowledgeAction) -> Self {
        Self::Office(OfficeAction::Knowledge(action))
    }
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct KnowledgeState {
    /// Words in the search box.
    pub text: String,
    /// Only this category; empty: all.
    pub category: String,
    list: Listing<(String, String), Entry>,
    categories: Fetch<(), Vec<(String, u32)>>,
    chosen: Option<KnowledgeId>,
    form: Option<EntryForm>,
}

impl KnowledgeState {
    /// Something is typed that is not stored.
    #[must_use]
    pub fn is_editing(&self) -> bool {
        self.form.is_some()
    }

    /// The path of the sound that is typed.
    pub(in crate::ui) fn sound_path(&self) -> &str {
        self.form.as_ref().map(|form| form.sound.as_str()).unwrap_or_default()
    }

    /// A sound was chosen: it stands in the field.
    pub(in crate::ui) fn take_sound(&mut self, path: String) {
        if let Some(form) = &mut self.form {
            form.sound = path;
        }
    }

    /// Asks what its views want to know by now.
    pub fn ask(&mut self, desk: &dyn Desk, _snap: &Snapshot) {
        let query = |question| Query::Office(OfficeQuestion::Knowledge(question));
        self.categories.ask(desk, |()| query(KnowledgeQuestion::Categories));
        if let Some(((words, category), pages)) = self.list.take_wanted() {
            for page in pages {
                let (words, category) = (words.clone(), category.clone());
                let (offset, limit) = (page * PAGE, PAGE);
                let question = KnowledgeQuestion::Find { words, category, offset, limit };
                match desk.ask(query(question)) {
                    Ok(ticket) => self.list.asked(page, ticket),
                    Err(_) => self.list.not_asked(page),
                }
            }
        }
    }

    /// Takes an answer in.
    pub fn take(&mut self, ticket: Ticket, answer: KnowledgeAnswer) {
        match answer {
            KnowledgeAnswer::Found(rows, total) => self.list.answered(ticket, rows, total),
            KnowledgeAnswer::Categories(all) => self.categories.take(ticket, all),
        }
    }

    /// The entry that is shown large: the chosen one while it is in the list, else the first.
    fn shown(&self) -> Option<Entry> {
        let at =
            self.list.position(|entry| entry.id == self.chosen).filter(|_| self.chosen.is_some());
        self.list.peek(at.unwrap_or(0)).cloned()
    }
}
