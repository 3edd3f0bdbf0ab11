//! Cards that fit every trade: fields, tags, addresses, search, duplicates, merge, pool and follow-up: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

mod choosing;
mod compare;
mod conflict;
mod drafts;
mod duplicates;
mod many;
mod narrow;
mod numbers;
mod overview;
mod performing;
mod person;
mod settings;
mod state;
mod table;
mod tabs;
mod timeline;
mod values;
mod words;

use crate::base::ids::{CustomerId, FieldId, FileId, StaffId};
use crate::crm::cards::Likeness;
use crate::crm::cards::part::CardPart;
use crate::ui::action::{Action, Face, face};
use crate::ui::icons::Icon;
use crate::ui::office::OfficeAction;
use crate::ui::state::CardKey;
pub use conflict::show as show_conflicts;
pub use drafts::{due as draft_due, keep as keep_drafts, show_restored};
pub use duplicates::show as show_duplicates;
use egui::Key;
pub use many::show as show_many;
pub use narrow::show as show_filters;
pub use numbers::show as show_number_terms;
pub use performing::{copy_found, perform};
pub use person::{classes as show_classes, show as show_person};
pub use settings::show as show_settings;
pub use state::{CardState, Tab};
pub use table::{recall, show as show_table};
pub use tabs::{chips as show_tab_chips, show as show_tabs};
pub use values::{has_files, missing, on_pop, show as show_values};
pub(in crate::ui::office) use words::narrowed;

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum CardAction {
    /// Store the open card and close it.
    SaveAndClose,
    /// Close the open card; what was typed stays as a draft.
    Back,
    /// Open the card before this one in the list.
    Previous,
    /// Open the card after this one in the list.
    Next,
    /// Of a part that two people changed, keep mine (`true`) or take theirs.
    Resolve(CardKey, CardPart, bool),
    /// Begin a field, or change one.
    EditField(Option<FieldId>),
    /// Store the field that is being typed.
    SaveField,
    /// Forget the field that is being typed.
    CancelField,
    /// Take a field away.
    RemoveField(FieldId),
    /// Bring a field back that was taken away.
    ReviveField(FieldId),
    /// Move a field up (`true`) or down.
    MoveField(FieldId, bool),
    /// Begin or end choosing many.
    ChooseMany,
    /// Give these cards to somebody or to the public pool.
    HandOver(Vec<CustomerId>, Option<StaffId>),
    /// Put the typed tag on the chosen cards, or take it off.
    TagChosen(bool),
    /// Where the work with the chosen stands.
    FollowUpChosen(String),
    /// Put the chosen on the clipboard as a table.
    CopyChosen,
    /// Show the finder of duplicates.
    Finder,
    /// Close it.
    CloseFinder,
    /// Look for duplicates of this kind.
    Look(Likeness),
    /// Show two cards side by side.
    Compare(CustomerId, CustomerId),
    /// The other card stays.
    SwapSides,
    /// Make one card of two.
    Merge,
    /// These two are not one customer.
    NotSame(CustomerId, CustomerId),
    /// Leave the comparison.
    CloseCompare,
    /// Open a draft that was kept.
    OpenDraft(CardKey),
    /// This file is the picture of the card, or there is none.
    Picture(CardKey, Option<FileId>),
}

impl CardAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::SaveAndClose => face("cards.save_close").icon(Icon::Tick).ctrl(Key::Enter),
            Self::Back => face("action.back").tip("tip.back").icon(Icon::Close).key(Key::Escape),
            Self::Previous => face("cards.previous").ctrl(Key::ArrowLeft),
            Self::Next => face("cards.next").ctrl(Key::ArrowRight),
            Self::Resolve(_, _, true) => face("cards.keep_mine").icon(Icon::Tick),
            Self::Resolve(_, _, false) => face("cards.take_theirs"),
            Self::EditField(None) => face("cards.add_field").icon(Icon::Plus),
            Self::EditField(Some(_)) => face("cards.edit_field").icon(Icon::Note),
            Self::SaveField => face("cards.save_field").icon(Icon::Tick),
            Self::CancelField => face("cards.cancel_field"),
            Self::RemoveField(_) => {
                face("cards.remove_field").tip("cards.remove_field_tip").icon(Icon::Bin)
            }
            Self::ReviveField(_) => face("cards.revive_field").icon(Icon::Undo),
            Self::MoveField(_, true) => face("cards.field_up"),
            Self::MoveField(_, false) => face("cards.field_down"),
            Self::ChooseMany => face("cards.choose_many").tip("cards.choose_many_tip"),
            Self::HandOver(_, Some(_)) => face("cards.hand_over").icon(Icon::Person),
            Self::HandOver(_, None) => face("cards.to_pool").tip("cards.to_pool_tip"),
            Self::TagChosen(true) => face("cards.tag_on").icon(Icon::Flag),
            Self::TagChosen(false) => face("cards.tag_off"),
            Self::FollowUpChosen(_) => face("cards.follow_up"),
            Self::CopyChosen => {
                face("cards.copy_chosen").tip("cards.copy_chosen_tip").icon(Icon::Copy)
            }
            Self::Finder => face("cards.finder").tip("cards.finder_tip").icon(Icon::Search),
            Self::CloseFinder => face("cards.close_finder").icon(Icon::Close),
            Self::Look(_) => face("cards.look"),
            Self::Compare(..) => face("cards.compare").icon(Icon::Copy),
            Self::SwapSides => face("cards.swap").icon(Icon::Repeat),
            Self::Merge => face("cards.merge").tip("cards.merge_tip").icon(Icon::Tick),
            Self::NotSame(..) => face("cards.not_same").tip("cards.not_same_tip"),
            Self::CloseCompare => face("cards.close_compare").icon(Icon::Close),
            Self::OpenDraft(_) => face("cards.open_draft").icon(Icon::Note),
            Self::Picture(_, Some(_)) => face("cards.as_picture").tip("cards.as_picture_tip"),
            Self::Picture(_, None) => face("cards.no_picture").tip("cards.no_picture_tip"),
        }
    }
}

impl From<CardAction> for Action {
    fn from(action: CardAction) -> Self {
        Self::Office(OfficeAction::Cards(action))
    }
}
