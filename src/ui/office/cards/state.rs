//! What the window remembers of cards beside the drafts themselves: the list, fields, words in use, the finder.
//! May depend on `ui`, and types of `engine`, `crm`, `base`.

use crate::base::ids::{CustomerId, FieldId, StaffId};
use crate::crm::cards::duplicate::{address_key, name_key};
use crate::crm::cards::field::FieldDef;
use crate::crm::cards::merge::Choices;
use crate::crm::cards::{
    CardAnswer, CardFilter, CardPair, CardQuestion, CardRow, Change, Draft, DraftKey, Group,
    KnownWords, Likeness,
};
use crate::crm::customer::{Customer, CustomerSummary};
use crate::crm::office::OfficeQuestion;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::query::Query;
use crate::engine::snapshot::Snapshot;
use crate::ui::listing::{Listing, PAGE};
use crate::ui::office::cards::drafts::Kept;
use crate::ui::state::CardKey;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Groups of duplicates shown at a time.
const MOST_GROUPS: u32 = 100;
/// Changes of a card in its timeline.
const MOST_CHANGES: u32 = 200;

/// The parts of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tab {
    /// What matters, the fields, the timeline.
    #[default]
    Overview,
    /// Orders.
    Orders,
    /// Calls.
    Calls,
    /// Notes.
    Notes,
    /// Files.
    Files,
    /// Tasks.
    Tasks,
}

impl Tab {
    /// All, in the order of the chips.
    pub const ALL: [Self; 6] =
        [Self::Overview, Self::Orders, Self::Calls, Self::Notes, Self::Files, Self::Tasks];
}

/// Something asked of the store in one of its states.
#[derive(Debug, Default)]
pub(super) struct Asked<T> {
    pub here: T,
    revision: Option<u64>,
    ticket: Option<Ticket>,
}

impl<T> Asked<T> {
    fn ask(&mut self, desk: &dyn Desk, revision: u64, question: impl FnOnce() -> CardQuestion) {
        if self.revision == Some(revision) || self.ticket.is_some() {
            return;
        }
        if let Ok(ticket) = desk.ask(Query::Office(OfficeQuestion::Cards(question()))) {
            self.ticket = Some(ticket);
            self.revision = Some(revision);
        }
    }

    fn take(&mut self, ticket: Ticket, here: T) {
        if self.ticket == Some(ticket) {
            self.ticket = None;
            self.here = here;
        }
    }
}

/// Two cards side by side.
#[derive(Debug)]
pub(super) struct Comparison {
    pub keep: CustomerId,
    pub gone: CustomerId,
    pub cards: Asked<Option<Box<CardPair>>>,
    pub choices: Choices,
}

impl Comparison {
    pub fn new(keep: CustomerId, gone: CustomerId) -> Self {
        Self { keep, gone, cards: Asked::default(), choices: Choices::default() }
    }
}

/// The finder of duplicates.
#[derive(Debug)]
pub(super) struct Finder {
    pub likeness: Likeness,
    pub groups: Asked<Option<Vec<Group>>>,
    pub comparison: Option<Comparison>,
}

impl Finder {
    pub fn new(likeness: Likeness) -> Self {
        Self { likeness, groups: Asked::default(), comparison: None }
    }
}

/// The hint against duplicates while typing: for which keys it was asked, and what came.
#[derive(Debug, Default)]
pub(super) struct Alike {
    pub key: (String, String),
    pub found: Vec<CustomerSummary>,
    wanted: Option<Box<Customer>>,
    ticket: Option<Ticket>,
}

/// Chosen customers on their way to the clipboard: all of them, not only those whose rows are here.
#[derive(Debug)]
pub(super) struct Copying {
    pub chosen: Vec<CustomerId>,
    pub ticket: Option<Ticket>,
    pub found: Option<Vec<CardRow>>,
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct CardState {
    /// The rows.
    pub list: Listing<CardFilter, CardRow>,
    /// Filters beside the words.
    pub filter: CardFilter,
    /// The filters are shown.
    pub filters: bool,
    /// The part of the card that is shown.
    pub tab: Tab,
    /// Cards chosen in the list; `None`: nobody chooses.
    pub chosen: Option<BTreeSet<CustomerId>>,
    /// The first of the list are to be chosen as soon as their rows are here.
    pub(super) choose_first: bool,
    pub(super) copying: Option<Copying>,
    /// How many were copied, of how many that were chosen.
    pub(super) copied: Option<(usize, usize)>,
    pub(super) fields: Asked<Vec<FieldDef>>,
    pub(super) known: Asked<KnownWords>,
    pub(super) drafts: Asked<Vec<Draft>>,
    pub(super) arrived: Vec<Draft>,
    pub(super) restored: BTreeSet<CardKey>,
    pub(super) kept: BTreeMap<CardKey, Kept>,
    pub(super) changes: Asked<(Option<CustomerId>, Vec<Change>)>,
    changes_of: Option<CustomerId>,
    pub(super) alike: Alike,
    pub(super) finder: Option<Finder>,
    /// Texts of fields while they are typed, by field.
    pub(super) typed: HashMap<String, String>,
    pub(super) typed_in: Option<CardKey>,
    pub(super) terms_open: BTreeSet<usize>,
    pub(super) tag: String,
    pub(super) many_tag: String,
    pub(super) field_form: Option<FieldDef>,
    pub(super) choices_typed: String,
    pub(super) preset_typed: String,
    pub(super) follow_ups: Option<String>,
}

impl CardState {
    /// Asks what its views want to know by now.
    pub fn ask(&mut self, desk: &dyn Desk, snap: &Snapshot) {
        let now = snap.data_revision;
        self.fields.ask(desk, now, || CardQuestion::Fields);
        self.drafts.ask(desk, self.drafts.revision.unwrap_or(now), || CardQuestion::Drafts);
        if let Some((filter, pages)) = self.list.take_wanted() {
            self.known.ask(desk, now, || CardQuestion::Known);
            for page in pages {
                let filter = Box::new(filter.clone());
                let question = CardQuestion::List { filter, offset: page * PAGE, limit: PAGE };
                match desk.ask(Query::Office(OfficeQuestion::Cards(question))) {
                    Ok(ticket) => self.list.asked(page, ticket),
                    Err(_) => self.list.not_asked(page),
                }
            }
        }
        if let Some(id) = self.changes_of {
            self.changes.ask(desk, now, || CardQuestion::Changes(id, MOST_CHANGES));
        }
        if let Some(copying @ Copying { ticket: None, found: None, .. }) = &mut self.copying {
            let question = CardQuestion::Chosen(copying.chosen.clone(), self.filter.order);
            copying.ticket = desk.ask(Query::Office(OfficeQuestion::Cards(question))).ok();
        }
        if self.alike.ticket.is_none()
            && let Some(card) = self.alike.wanted.take()
        {
            let question = CardQuestion::Alike(card);
            self.alike.ticket = desk.ask(Query::Office(OfficeQuestion::Cards(question))).ok();
        }
        if let Some(finder) = &mut self.finder {
            let likeness = finder.likeness;
            finder.groups.ask(desk, now, || CardQuestion::Groups(likeness, MOST_GROUPS));
            if let Some(both) = &mut finder.comparison {
                let (keep, gone) = (both.keep, both.gone);
                both.cards.ask(desk, now, || CardQuestion::Pair(keep, gone));
            }
        }
    }

    /// Takes an answer in.
    pub fn take(&mut self, ticket: Ticket, answer: CardAnswer) {
        match answer {
            CardAnswer::Fields(fields) => self.fields.take(ticket, fields),
            CardAnswer::List(rows, total) => self.list.answered(ticket, rows, total),
            CardAnswer::Chosen(rows) => {
                if let Some(copying) = self.copying.as_mut().filter(|c| c.ticket == Some(ticket)) {
                    copying.found = Some(rows);
                }
            }
            CardAnswer::Known(known) => self.known.take(ticket, known),
            CardAnswer::Drafts(drafts) => {
                if self.drafts.ticket == Some(ticket) {
                    self.drafts.ticket = None;
                    self.arrived = drafts;
                }
            }
            CardAnswer::Alike(found) => {
                if self.alike.ticket == Some(ticket) {
                    self.alike.ticket = None;
                    self.alike.found = found;
                }
            }
            CardAnswer::Changes(id, changes) => self.changes.take(ticket, (Some(id), changes)),
            CardAnswer::Groups(likeness, groups) => {
                if let Some(finder) = self.finder.as_mut().filter(|f| f.likeness == likeness) {
                    finder.groups.take(ticket, Some(groups));
                }
            }
            CardAnswer::Pair(cards) => {
                let finder = self.finder.as_mut();
                if let Some(both) = finder.and_then(|finder| finder.comparison.as_mut()) {
                    both.cards.take(ticket, cards);
                }
            }
        }
    }

    /// A question could not be answered: it is asked again when something has changed.
    pub fn failed(&mut self, ticket: Ticket) {
        self.list.failed(ticket);
        let Self { fields, known, drafts, changes, .. } = self;
        let slots =
            [&mut fields.ticket, &mut known.ticket, &mut drafts.ticket, &mut changes.ticket];
        slots.into_iter().filter(|slot| **slot == Some(ticket)).for_each(|slot| *slot = None);
        if self.alike.ticket == Some(ticket) {
            self.alike.ticket = None;
        }
        self.copying.take_if(|copying| copying.ticket == Some(ticket));
        if let Some(finder) = &mut self.finder {
            if finder.groups.ticket == Some(ticket) {
                finder.groups.ticket = None;
            }
            if let Some(both) =
                finder.comparison.as_mut().filter(|b| b.cards.ticket == Some(ticket))
            {
                both.cards.ticket = None;
            }
        }
    }

    /// A card is shown: what was half typed into fields of another is forgotten (its draft is kept).
    pub fn enter(&mut self, key: CardKey) {
        if self.typed_in != Some(key) {
            self.typed_in = Some(key);
            self.typed.clear();
            self.terms_open.clear();
            self.tag.clear();
        }
    }

    /// The finder of duplicates gives way to a card.
    pub fn leave_finder(&mut self) {
        self.finder = None;
    }

    /// Fields that are shown, in order.
    pub(super) fn shown_fields(&self) -> impl Iterator<Item = &FieldDef> {
        self.fields.here.iter().filter(|field| !field.gone)
    }

    /// A field by its id.
    pub(super) fn field(&self, id: FieldId) -> Option<&FieldDef> {
        self.fields.here.iter().find(|field| field.id == Some(id))
    }

    /// The name of whoever owns a customer.
    pub(super) fn owner_name(&self, id: StaffId) -> String {
        let known = self.known.here.owners.iter().find(|(other, _)| *other == id);
        known.map_or_else(|| format!("#{id}"), |(_, name)| name.clone())
    }

    /// What a new card begins with.
    #[must_use]
    pub fn blank(&self) -> Customer {
        let presets =
            self.shown_fields().filter_map(|field| Some((field.id?, field.preset.clone()?)));
        Customer { fields: presets.collect(), ..Customer::default() }
    }

    /// What was changed on this card; asks for it.
    pub(super) fn changes_of(&mut self, id: CustomerId) -> &[Change] {
        if self.changes_of != Some(id) {
            self.changes_of = Some(id);
            self.changes = Asked::default();
        }
        if self.changes.here.0 == Some(id) { &self.changes.here.1 } else { &[] }
    }

    /// Other cards with a name that sounds alike at the same address as the one typed; asks for them.
    pub fn alike(&mut self, card: &Customer) -> &[CustomerSummary] {
        let key = (name_key(&card.name), address_key(&card.address));
        if self.alike.key != key {
            self.alike.found.clear();
            let says = !key.0.is_empty() && !key.1.is_empty();
            self.alike.wanted = says.then(|| Box::new(card.clone()));
            self.alike.key = key;
        }
        &self.alike.found
    }

    /// The cards that are chosen in the list.
    #[must_use]
    pub fn ticked(&self) -> Vec<CustomerId> {
        self.chosen.iter().flatten().copied().collect()
    }
}

/// The draft of a card in the store.
#[must_use]
pub const fn draft_key(key: CardKey) -> DraftKey {
    match key {
        CardKey::New(call) => DraftKey::New(call),
        CardKey::Stored(id) => DraftKey::Stored(id),
    }
}

/// The card of a draft in the store.
#[must_use]
pub const fn card_key(key: DraftKey) -> CardKey {
    match key {
        DraftKey::New(call) => CardKey::New(call),
        DraftKey::Stored(id) => CardKey::Stored(id),
    }
}
