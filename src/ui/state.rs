//! What the window itself remembers between frames: the page, filters, drafts, typed notes. Nothing of it is shared.
//! May depend on `engine`'s types, `call`, `crm`, `base`.

use crate::base::caller_id::{Format, Standard};
use crate::base::ids::{CallId, CustomerId};
use crate::base::number::PhoneNumber;
use crate::base::order::{BurstMoment, SimulatedCaller};
use crate::call::record::CallSummary;
use crate::call::worklist::log::LogQuestion;
use crate::crm::cards::part::CardPart;
use crate::crm::customer::{Candidate, Customer};
use crate::engine::handle::Ticket;
use crate::engine::query::CallFilter;
use crate::ui::first_run::FirstRunState;
use crate::ui::listing::Listing;
use crate::ui::office::OfficeState;
use crate::ui::palette::PaletteState;
use crate::ui::paths::PathState;
use crate::ui::topics::dialling::DialState;
use crate::ui::topics::firewall::FirewallState;
use crate::ui::topics::manners::MannersState;
use crate::ui::topics::places::PlaceState;
use crate::ui::topics::recordings::RecordingState;
use crate::ui::topics::speech::SpeechState;
use crate::ui::topics::statistics::StatisticsState;
use crate::ui::topics::upkeep::UpkeepState;
use crate::ui::topics::worklist::WorkState;
use crate::ui::topics::worklist::narrow::Narrow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

/// The pages of the rail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Screen {
    /// The call log.
    Calls,
    /// The customers and their cards.
    Customers,
    /// Orders, goods, stock.
    Orders,
    /// What to say.
    Knowledge,
    /// Sales, products, classes, payments, contacts.
    Reports,
    /// What is to be done today: promises, tasks, birthdays, the calendar. The home page.
    #[default]
    Today,
    /// The firewall for incoming calls.
    Firewall,
    /// Figures over calls.
    Statistics,
    /// The line and the simulated exchange.
    Line,
    /// The settings.
    Settings,
}

impl Screen {
    /// All pages, in the order of the rail. A page joins the tests by joining this list.
    pub const ALL: [Self; 10] = [
        Self::Today,
        Self::Calls,
        Self::Customers,
        Self::Orders,
        Self::Knowledge,
        Self::Reports,
        Self::Firewall,
        Self::Statistics,
        Self::Line,
        Self::Settings,
    ];
}

/// The parts of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SettingsPage {
    /// Line, look, telephone, data.
    #[default]
    General,
    /// How recordings are kept.
    Recordings,
    /// How numbers are dialled.
    Dialling,
    /// Tray, notices, ring sound, hotkeys, cards.
    Manners,
    /// Number places and the care of the database.
    Upkeep,
    /// The fields of cards.
    Cards,
    /// Employees, roles, the journal.
    Staff,
}

impl SettingsPage {
    /// All, in the order of the chips.
    pub const ALL: [Self; 7] = [
        Self::General,
        Self::Cards,
        Self::Staff,
        Self::Recordings,
        Self::Dialling,
        Self::Manners,
        Self::Upkeep,
    ];

    /// Key of its title.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::General => "settings.general",
            Self::Recordings => "settings.recordings",
            Self::Dialling => "settings.dialling",
            Self::Manners => "settings.manners",
            Self::Upkeep => "settings.upkeep",
            Self::Cards => "cards.settings",
            Self::Staff => "staff.page",
        }
    }
}

/// What the line's page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LinePage {
    /// The line, and the people around a simulated one.
    #[default]
    Overview,
    /// The line doctor.
    Doctor,
}

impl LinePage {
    /// All, in the order of the chips.
    pub const ALL: [Self; 2] = [Self::Overview, Self::Doctor];
}

/// All of the window's memory.
#[derive(Debug, Default)]
pub struct ViewState {
    /// The page shown.
    pub screen: Screen,
    /// The call log.
    pub calls: CallsState,
    /// The customers.
    pub customers: CustomersState,
    /// Notes being typed, by call.
    pub notes: BTreeMap<CallId, NoteDraft>,
    /// What the line's page shows.
    pub line_page: LinePage,
    /// The exchange panel.
    pub exchange: ExchangeForm,
    /// Which part of the settings is shown.
    pub settings_page: SettingsPage,
    /// Area code being typed.
    pub area_code: Option<String>,
    /// How far the newcomer has come.
    pub welcome: Welcome,
    /// The caret is to be put into the search box.
    pub focus_search: bool,
    /// The newest command was not taken by the engine.
    pub refused: bool,
    /// A question could not be answered, in words.
    pub question_failed: Option<String>,
    /// See [`recordings`](crate::ui::topics::recordings).
    pub recordings: RecordingState,
    /// See [`dialling`](crate::ui::topics::dialling).
    pub dialling: DialState,
    /// See [`firewall`](crate::ui::topics::firewall).
    pub firewall: FirewallState,
    /// See [`worklist`](crate::ui::topics::worklist).
    pub worklist: WorkState,
    /// See [`places`](crate::ui::topics::places).
    pub places: PlaceState,
    /// See [`statistics`](crate::ui::topics::statistics).
    pub statistics: StatisticsState,
    /// See [`manners`](crate::ui::topics::manners).
    pub manners: MannersState,
    /// See [`upkeep`](crate::ui::topics::upkeep).
    pub upkeep: UpkeepState,
    /// See [`office`](crate::ui::office).
    pub office: OfficeState,
    /// See [`speech`](crate::ui::topics::speech).
    pub speech: SpeechState,
    /// See [`first_run`](crate::ui::first_run).
    pub first_run: FirstRunState,
    /// See [`paths`](crate::ui::paths).
    pub paths: PathState,
    /// See [`palette`](crate::ui::palette).
    pub palette: PaletteState,
    /// Lists stand in the order they were left in.
    pub recalled: bool,
}

impl ViewState {
    /// Something on the screen was typed and is not stored: cards of new calls wait in the strip.
    /// (Notes are stored by themselves. A topic with a form of its own adds it here.)
    #[must_use]
    pub fn is_editing(&self) -> bool {
        match self.screen {
            Screen::Today => return self.office.agenda.is_editing(),
            Screen::Knowledge => return self.office.knowledge.is_editing(),
            Screen::Orders => return self.office.orders.is_editing(),
            _ => {}
        }
        let open = self.customers.open.filter(|_| self.screen == Screen::Customers);
        open.and_then(|key| self.customers.cards.get(&key)).is_some_and(Card::unsaved)
    }
}

/// The parts of a call's details, of which one is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DetailsTab {
    /// Note, outcome, promise.
    #[default]
    Work,
    /// The markers of its recordings.
    Markers,
    /// Why it was treated so, and what happened.
    Story,
    /// The file of its recording.
    File,
}

impl DetailsTab {
    /// All, in the order of the chips.
    pub const ALL: [Self; 4] = [Self::Work, Self::Markers, Self::Story, Self::File];
}

/// Memory of the call log.
#[derive(Debug, Default)]
pub struct CallsState {
    /// Which calls.
    pub filter: CallFilter,
    /// Words in the filter box.
    pub text: String,
    /// The rows.
    pub list: Listing<LogQuestion, CallSummary>,
    /// Filters beside chip and words.
    pub narrow: Narrow,
    /// There may be more calls than the list knows of.
    pub more: bool,
    /// The chosen call.
    pub chosen: Option<CallId>,
    /// The chosen row is to be scrolled into view.
    pub reveal: bool,
    /// Which part of its details is shown.
    pub tab: DetailsTab,
    /// The chosen call with its timeline, and the store's state it was read from.
    pub details: Option<(u64, Box<CallSummary>)>,
    /// The question for it that is on its way.
    pub details_asked: Option<(Ticket, CallId, u64)>,
}

/// Which card: a new one, or a stored one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CardKey {
    /// Not yet stored; perhaps asked for by a call.
    New(Option<CallId>),
    /// Stored.
    Stored(CustomerId),
}

/// Memory of the customers page.
#[derive(Debug, Default)]
pub struct CustomersState {
    /// Words in the search box.
    pub text: String,
    /// The card shown at the right.
    pub open: Option<CardKey>,
    /// Cards that were opened, with what was typed into them. They survive navigation.
    pub cards: BTreeMap<CardKey, Card>,
    /// Who has a typed number, by its match key.
    pub owners: HashMap<String, Vec<Candidate>>,
    /// Those questions on their way.
    pub owners_asked: HashMap<Ticket, String>,
    /// Numbers to ask about.
    pub owners_wanted: Vec<PhoneNumber>,
    /// A card just stored for the first time: to be opened when the store has it.
    pub opening: Option<Opening>,
}

/// A new card on its way into the store.
#[derive(Debug)]
pub struct Opening {
    /// Its name.
    pub name: String,
    /// Nobody wants to see it any more: it was saved and closed.
    pub closed: bool,
    /// The store's state when it was sent.
    pub revision: u64,
    /// The question on its way.
    pub ticket: Option<Ticket>,
}

/// A card being looked at or edited.
#[derive(Debug, Default, Clone)]
pub struct Card {
    /// As stored.
    pub base: Customer,
    /// As typed.
    pub draft: Customer,
    /// Its calls, newest first.
    pub calls: Vec<CallSummary>,
    /// The call that asked for it.
    pub for_call: Option<CallId>,
    /// The store's state it was read from; `None` while it is on its way.
    pub revision: Option<u64>,
    /// The question on its way.
    pub asked: Option<Ticket>,
    /// What was handed to the engine to be stored, until the store shows it.
    pub saving: Option<Customer>,
    /// The store does not have it (any more).
    pub gone: bool,
    /// Parts that somebody else changed (`base` has theirs) while they were changed here: to be decided.
    pub conflicts: BTreeSet<CardPart>,
    /// It was just begun: the caret goes into its name.
    pub begun: bool,
}

impl Card {
    /// Something was typed that is not stored.
    #[must_use]
    pub fn edited(&self) -> bool {
        self.base != self.draft
    }

    /// Something was typed that is not even on its way to the store.
    #[must_use]
    pub fn unsaved(&self) -> bool {
        self.edited() && self.saving.as_ref() != Some(&self.draft)
    }
}

/// A note being typed into a call.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct NoteDraft {
    /// As typed.
    pub text: String,
    /// As last handed to the engine.
    pub sent: String,
    /// When it was last handed over (monotonic).
    pub sent_at: Duration,
    /// Something was typed here: what the engine knows is older, however late it comes.
    pub touched: bool,
}

impl NoteDraft {
    /// Takes over what the engine knows, unless something was typed here.
    pub fn follow(&mut self, stored: &str) {
        if !self.touched && self.text == self.sent && self.sent != stored {
            stored.clone_into(&mut self.text);
            stored.clone_into(&mut self.sent);
        }
    }

    /// When the text must be handed over: a second after the last time, at once when long ago.
    #[must_use]
    pub fn due(&self) -> Option<Duration> {
        (self.text != self.sent).then(|| self.sent_at + Duration::from_secs(1))
    }
}

/// Fields of the exchange panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeForm {
    /// Number of the caller; empty means withheld.
    pub number: String,
    /// Name of the caller; `None`: the sample name of the language.
    pub name: Option<String>,
    /// How the caller ID is sent.
    pub standard: Standard,
    /// In which layout, when it is sent by FSK.
    pub format: Format,
    /// When.
    pub moment: BurstMoment,
    /// Keys to press at the far end.
    pub keys: String,
    /// Number to dial on the desk phone.
    pub dial: String,
}

impl Default for ExchangeForm {
    fn default() -> Self {
        Self {
            number: "13800138000".into(),
            name: None,
            standard: Standard::Bell202,
            format: Format::Mdmf,
            moment: BurstMoment::BetweenRings,
            keys: "1".into(),
            dial: "02155501234".into(),
        }
    }
}

impl ExchangeForm {
    /// The caller as typed; `sample` is the name when none was typed yet.
    #[must_use]
    pub fn caller(&self, sample: &str) -> SimulatedCaller {
        let dtmf = self.standard == Standard::Dtmf;
        let with_name = self.format == Format::Mdmf && !dtmf;
        let name = self.name.clone().unwrap_or_else(|| sample.to_owned());
        SimulatedCaller {
            number: self.number.trim().to_owned(),
            name: if with_name { name } else { String::new() },
            standard: self.standard,
            format: if dtmf { Format::Dtmf } else { self.format },
            moment: self.moment,
        }
    }
}

/// What a newcomer has seen so far; each becomes true once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Welcome {
    /// Steps done: rang, saw the card, talked, hung up, played.
    pub done: [bool; 5],
}

impl Welcome {
    /// The first step not done.
    #[must_use]
    pub fn next(&self) -> Option<usize> {
        self.done.iter().position(|done| !done)
    }
}
