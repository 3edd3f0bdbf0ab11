//! Cards that fit every trade: fields, tags, addresses, search, duplicates, merge, pool and follow-up.
//! Types and rules; pure. May depend on `base` and the rest of `crm`.

pub mod birthday;
pub mod duplicate;
pub mod field;
pub mod merge;
pub mod part;
pub mod words;

use crate::base::ids::{CallId, CustomerId, FieldId, StaffId};
use crate::crm::cards::field::FieldDef;
use crate::crm::customer::{Customer, CustomerSummary};
use serde::{Deserialize, Serialize};

/// Cards that are changed at once at most.
pub const MOST_AT_ONCE: usize = 10_000;
/// Characters of a tag.
pub const LONGEST_TAG: usize = 40;

/// What the store is asked to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardOp {
    /// Add (no id) or change a field of all cards.
    SaveField(Box<FieldDef>),
    /// Take a field away. Values on cards are kept; undo brings it back.
    RemoveField(FieldId),
    /// Fields stand in this order.
    OrderFields(Vec<FieldId>),
    /// These cards are this person's from now on, or the public pool's.
    HandOver(Vec<CustomerId>, Option<StaffId>),
    /// Put a tag on these cards, or take it off.
    Tag(Vec<CustomerId>, String, bool),
    /// Where the work with these customers stands.
    FollowUp(Vec<CustomerId>, String),
    /// Two cards become one.
    Merge(Box<MergeOrder>),
    /// These two cards are not one customer: they are not offered again.
    NotSame(CustomerId, CustomerId),
    /// Keep what was typed into a card and is not saved.
    KeepDraft(Box<Draft>),
    /// It was saved or thrown away.
    DropDraft(DraftKey),
    /// Change a card as it was edited, unless somebody else changed the same parts meanwhile.
    Edit(Box<CardEdit>),
}

/// A card as somebody edited it, and what it was when he began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardEdit {
    /// The stored card he began from.
    pub base: Customer,
    /// As it is to be.
    pub card: Customer,
    /// The call that is tied to it.
    pub for_call: Option<CallId>,
}

impl CardOp {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::SaveField(_) => "save_card_field",
            Self::RemoveField(_) => "remove_card_field",
            Self::OrderFields(_) => "order_card_fields",
            Self::HandOver(_, Some(_)) => "hand_over",
            Self::HandOver(_, None) => "to_public_pool",
            Self::Tag(..) => "tag_customers",
            Self::FollowUp(..) => "set_follow_up",
            Self::Merge(_) => "merge_customers",
            Self::NotSame(..) => "not_the_same",
            Self::KeepDraft(_) => "keep_draft",
            Self::DropDraft(_) => "drop_draft",
            Self::Edit(_) => "save_customer",
        }
    }

    /// Whether a person does it (and may undo it), not the program by itself.
    #[must_use]
    pub fn by_person(&self) -> bool {
        !matches!(self, Self::KeepDraft(_) | Self::DropDraft(_))
    }

    /// Whether it is kept in memory and tried again when the disk refuses it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        false
    }
}

/// Two cards become one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeOrder {
    /// The card that stays.
    pub keep: CustomerId,
    /// The card that goes; all that belongs to it moves.
    pub gone: CustomerId,
    /// What the card that stays says from then on.
    pub card: Customer,
}

/// Whose draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftKey {
    /// Of a card not yet stored, perhaps asked for by a call.
    New(Option<CallId>),
    /// Of a stored card.
    Stored(CustomerId),
}

/// What was typed into a card and is not saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Whose.
    pub key: DraftKey,
    /// The card it began from.
    pub base: Customer,
    /// As typed.
    pub card: Customer,
    /// When it was kept, milliseconds since 1970 UTC; given by the store.
    pub at_utc_millis: i64,
}

/// Whose customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Whose {
    /// Everybody's.
    #[default]
    All,
    /// Nobody's: the public pool.
    Pool,
    /// This person's.
    Of(StaffId),
}

/// Which customers a list shows: all conditions together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CardFilter {
    /// Words, terms apart by commas: each must fit.
    pub text: String,
    /// Of this class; empty: any.
    pub class: String,
    /// With this tag; empty: any.
    pub tag: String,
    /// Or with one of these, which say the same in another language.
    pub tags_alike: Vec<String>,
    /// Whose.
    pub whose: Whose,
    /// Where the work stands; empty: anywhere.
    pub follow_up: String,
    /// In which order.
    pub order: CardOrder,
}

impl CardFilter {
    /// Whether it narrows by more than words.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        let Self { text, order, .. } = Self::default();
        Self { text, order, ..self.clone() } != Self::default()
    }
}

/// By what customers are listed. Those without it come last, either way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CardBy {
    /// Name, then company.
    #[default]
    Name,
    /// Company.
    Company,
    /// Class.
    Class,
    /// The first number.
    Number,
    /// When they called or were called.
    LastContact,
    /// Name of the owner.
    Owner,
    /// Where the work stands.
    FollowUp,
}

/// The order of a list of customers. Texts stand as [`sound::compare`](crate::crm::sound::compare) has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CardOrder {
    /// By what.
    pub by: CardBy,
    /// The last first.
    pub falling: bool,
}

/// A customer in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardRow {
    /// Name, company, class, number, last contact.
    pub summary: CustomerSummary,
    /// Tags.
    pub tags: Vec<String>,
    /// Whose.
    pub owner: Option<StaffId>,
    /// Where the work stands.
    pub follow_up: String,
}

/// Why cards may be one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// They share a number.
    Number,
    /// Their names sound alike.
    Name,
    /// They share an address.
    Address,
}

impl Likeness {
    /// All, in the order of the finder.
    pub const ALL: [Self; 3] = [Self::Number, Self::Address, Self::Name];
}

/// Cards that may be one customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Why.
    pub likeness: Likeness,
    /// What they share, as one of them says it.
    pub shared: String,
    /// The cards, oldest first; at least two of them were not said to be different.
    pub cards: Vec<CustomerSummary>,
}

/// Words the office uses, for suggestions and filters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KnownWords {
    /// Classes.
    pub classes: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Follow-up states in use.
    pub follow_ups: Vec<String>,
    /// People who may own customers.
    pub owners: Vec<(StaffId, String)>,
}

/// Something that was changed on a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// When, milliseconds since 1970 UTC.
    pub at_utc_millis: i64,
    /// By whom.
    pub who: String,
    /// The journal's word for it.
    pub operation: String,
    /// What the journal names beside it: of an import the file.
    pub subject: String,
    /// The card before; `None`: there was none.
    pub before: Option<Box<Customer>>,
    /// The card after; `None`: it is gone.
    pub after: Option<Box<Customer>>,
}

/// What may be asked of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardQuestion {
    /// The office's fields, those taken away too, in order.
    Fields,
    /// A page of the list.
    List {
        /// Which.
        filter: Box<CardFilter>,
        /// Skip so many.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
    /// These customers, in this order; those that are gone are left out.
    Chosen(Vec<CustomerId>, CardOrder),
    /// Words in use.
    Known,
    /// Drafts of cards, newest first.
    Drafts,
    /// Cards with a name that sounds alike at the same address as this one.
    Alike(Box<Customer>),
    /// Groups of cards that may be one customer: of one kind, at most so many.
    Groups(Likeness, u32),
    /// Two cards with the number of calls of each.
    Pair(CustomerId, CustomerId),
    /// What was changed on a card, newest first, at most so many.
    Changes(CustomerId, u32),
}

/// Two cards, each with the number of its calls.
pub type CardPair = [(Customer, u32); 2];

/// The answer to a [`CardQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum CardAnswer {
    /// The office's fields.
    Fields(Vec<FieldDef>),
    /// A page of the list, and how many there are in all (with words, counted as far as they are looked for).
    List(Vec<CardRow>, u32),
    /// The rows of those that were named.
    Chosen(Vec<CardRow>),
    /// Words in use.
    Known(KnownWords),
    /// Drafts.
    Drafts(Vec<Draft>),
    /// Cards like the one typed.
    Alike(Vec<CustomerSummary>),
    /// Groups.
    Groups(Likeness, Vec<Group>),
    /// The two cards, when both exist.
    Pair(Option<Box<CardPair>>),
    /// Changes of this card.
    Changes(CustomerId, Vec<Change>),
}
