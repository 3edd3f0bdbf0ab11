//! The log as work: what the window remembers of missed callers, filters, outcomes and promises, what people may want, and
//! what that does. May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

pub mod facts;
pub mod narrow;
pub mod page;
mod performing;
pub mod promising;
mod settings;

use crate::base::ids::{CallId, CustomerId, LineId};
use crate::base::number::PhoneNumber;
use crate::call::record::CallSummary;
use crate::call::worklist::promise::{Promise, PromiseId};
use crate::call::worklist::task::Missed;
use crate::call::worklist::{WorkAnswer, WorkQuestion};
use crate::engine::handle::{Desk, Ticket};
use crate::engine::query::Query;
use crate::engine::snapshot::Snapshot;
use crate::ui::action::{Face, face};
use crate::ui::icons::Icon;
use crate::ui::listing::{Listing, PAGE};
use crate::ui::office::fetch::Fetch;
use crate::ui::state::Screen;
use egui::Key;
pub use performing::perform;
use promising::PromiseForm;
pub use settings::show as show_settings;

/// For how long a promise is put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutOff {
    /// Ten minutes from now.
    TenMinutes,
    /// An hour from now.
    Hour,
    /// Tomorrow at nine.
    Tomorrow,
}

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum WorkAction {
    /// Call this number back.
    CallBack(PhoneNumber),
    /// Take everything a missed caller left off the list.
    Dismiss(CallId),
    /// Show (or hide) the calls behind a row of the worklist.
    Expand(String),
    /// What came of a call; empty takes the word away.
    SetResult(CallId, String),
    /// Begin a promise made in a call.
    Promise(CallId),
    /// Change a promise.
    EditPromise(PromiseId),
    /// Store the promise that is being typed.
    SavePromise,
    /// Forget the promise that is being typed.
    CancelPromise,
    /// A promise was kept.
    Kept(PromiseId),
    /// Remind of a promise later.
    Snooze(PromiseId, PutOff),
    /// Show a call in the whole log.
    ShowCall(CallId),
    /// Show all calls of a customer.
    CallsOf(CustomerId),
    /// Show or hide the filters.
    ToggleFilters,
    /// Take all filters away.
    ClearFilters,
}

impl WorkAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::CallBack(_) => face("worklist.call_back")
                .tip("worklist.call_back_tip")
                .icon(Icon::Phone)
                .key(Key::B),
            Self::Dismiss(_) => {
                face("worklist.dismiss").tip("worklist.dismiss_tip").icon(Icon::Tick)
            }
            Self::Expand(_) => face("worklist.expand").icon(Icon::Calls),
            Self::SetResult(..) => face("worklist.set_result"),
            Self::Promise(_) => {
                face("worklist.promise").tip("worklist.promise_tip").icon(Icon::Bell)
            }
            Self::EditPromise(_) => face("worklist.edit_promise").icon(Icon::Note),
            Self::SavePromise => face("worklist.save_promise").icon(Icon::Tick),
            Self::CancelPromise => face("worklist.cancel_promise"),
            Self::Kept(_) => face("worklist.kept").tip("worklist.kept_tip").icon(Icon::Tick),
            Self::Snooze(_, PutOff::TenMinutes) => face("worklist.snooze_ten"),
            Self::Snooze(_, PutOff::Hour) => face("worklist.snooze_hour"),
            Self::Snooze(_, PutOff::Tomorrow) => face("worklist.snooze_tomorrow"),
            Self::ShowCall(_) => face("worklist.show_call").icon(Icon::Calls),
            Self::CallsOf(_) => {
                face("worklist.calls_of").tip("worklist.calls_of_tip").icon(Icon::Calls)
            }
            Self::ToggleFilters => face("worklist.filters"),
            Self::ClearFilters => face("worklist.clear").icon(Icon::Close),
        }
    }
}

/// A row of the worklist that is open, with the calls behind it once they are here.
#[derive(Debug, Default)]
pub struct Expanded {
    key: String,
    calls: Vec<CallSummary>,
    asked: Option<Ticket>,
    revision: Option<u64>,
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct WorkState {
    /// Callers who wait.
    pub missed: Listing<(), Missed>,
    expanded: Option<Expanded>,
    /// The filters are shown.
    pub filters: bool,
    agents: Vec<String>,
    lines: Vec<LineId>,
    seats: Option<(Option<Ticket>, u64)>,
    form: Option<PromiseForm>,
    kept: Fetch<CustomerId, Vec<Promise>>,
    words: Option<String>,
    agent: Option<String>,
}

impl WorkState {
    /// Asks what its views want to know by now.
    pub fn ask(&mut self, desk: &dyn Desk, snap: &Snapshot) {
        if let Some(((), pages)) = self.missed.take_wanted() {
            for page in pages {
                let question = WorkQuestion::Missed { offset: page * PAGE, limit: PAGE };
                match desk.ask(Query::Worklist(question)) {
                    Ok(ticket) => self.missed.asked(page, ticket),
                    Err(_) => self.missed.not_asked(page),
                }
            }
        }
        if let Some(open) = &mut self.expanded
            && open.revision != Some(snap.data_revision)
            && let Ok(ticket) = desk.ask(Query::Worklist(WorkQuestion::MissedOf(open.key.clone())))
        {
            open.asked = Some(ticket);
            open.revision = Some(snap.data_revision);
        }
        self.kept.ask(desk, |customer| Query::Worklist(WorkQuestion::Kept(*customer)));
        let known = self.seats.is_some_and(|(_, revision)| revision == snap.data_revision);
        if self.filters
            && !known
            && let Ok(ticket) = desk.ask(Query::Worklist(WorkQuestion::Seats))
        {
            self.seats = Some((Some(ticket), snap.data_revision));
        }
    }

    /// Promises to a customer that were kept, as far as they are known; asks for them.
    pub fn kept(&mut self, customer: CustomerId, revision: u64) -> &[Promise] {
        self.kept.show(&customer, revision).map(Vec::as_slice).unwrap_or_default()
    }

    /// Takes an answer in. Pages of the log are for the list of calls and do not come here.
    pub fn take(&mut self, ticket: Ticket, answer: WorkAnswer) {
        match answer {
            WorkAnswer::Missed(rows, total) => self.missed.answered(ticket, rows, total),
            WorkAnswer::MissedOf(key, calls) => {
                let open = self.expanded.as_mut().filter(|open| open.asked == Some(ticket));
                if let Some(open) = open.filter(|open| open.key == key) {
                    open.asked = None;
                    open.calls = calls;
                }
            }
            WorkAnswer::Seats(agents, lines) => (self.agents, self.lines) = (agents, lines),
            WorkAnswer::Kept(promises) => self.kept.take(ticket, promises),
            WorkAnswer::Log(_) => {}
        }
    }
}

/// Pages on which the worklist has keys of its own.
#[must_use]
pub const fn has_keys(screen: Screen) -> bool {
    matches!(screen, Screen::Calls)
}
