//! Reminders, tasks, memos, birthdays by either calendar, the list of today: what the window remembers, what people may want.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

pub mod bulletins;
pub mod card;
mod form;
mod lists;
mod month;
mod performing;
mod quick;
mod row;
mod settings;
mod today;
pub mod words;

use crate::base::ids::{CustomerId, TaskId};
use crate::crm::agenda::clock::WallMinute;
use crate::crm::agenda::{Agenda, AgendaAnswer, AgendaQuestion, DayMark, Person, Task, Which};
use crate::crm::office::OfficeQuestion;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::query::Query;
use crate::engine::snapshot::Snapshot;
use crate::ui::action::{Action, Face, face};
use crate::ui::icons::Icon;
use crate::ui::listing::{Listing, PAGE};
use crate::ui::office::OfficeAction;
use crate::ui::office::fetch::Fetch;
pub use form::TaskForm;
use jiff::civil::Date;
pub use performing::perform;
pub use settings::show as show_settings;
pub use today::show;

/// Entries of a customer that a card shows.
const CARD: u32 = 100;

/// What stands in the wide column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Shown {
    /// The page of today.
    #[default]
    Today,
    /// The month, where there is no room for it beside the lists.
    Month,
    /// One list.
    List(Which),
}

/// For how long a reminder is put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Later {
    /// Ten minutes from now.
    TenMinutes,
    /// An hour from now.
    Hour,
    /// Tomorrow at nine.
    Tomorrow,
}

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum AgendaAction {
    /// Show a list, or the page of today.
    Show(Shown),
    /// Show so many months later.
    TurnMonth(i8),
    /// Show the month it is.
    ThisMonth,
    /// Store what was typed in one line.
    AddTyped,
    /// Open what was typed in one line in the form.
    OpenTyped,
    /// The person the line means.
    MeanPerson(Option<Person>),
    /// Begin a new entry: for a customer, on a day.
    New(Option<Person>, Option<Date>),
    /// Change an entry.
    Edit(Box<Task>),
    /// Store the entry that is being typed.
    SaveForm,
    /// Forget what is being typed.
    CancelForm,
    /// It is done, or not yet.
    Done(TaskId, bool),
    /// Remind later.
    Snooze(TaskId, Later),
    /// Leave this one of a series out.
    Skip(TaskId),
    /// Take it away.
    Delete(TaskId),
}

impl AgendaAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::Show(Shown::Today) => face("agenda.today"),
            Self::Show(Shown::Month) => face("agenda.month"),
            Self::Show(Shown::List(Which::Open)) => face("agenda.all_open"),
            Self::Show(Shown::List(Which::Done | Which::Finished(_))) => face("agenda.all_done"),
            Self::Show(Shown::List(_)) => face("agenda.show_all"),
            Self::TurnMonth(..=0) => face("agenda.earlier"),
            Self::TurnMonth(_) => face("agenda.later_month"),
            Self::ThisMonth => face("agenda.this_month"),
            Self::AddTyped => face("agenda.add").icon(Icon::Plus),
            Self::OpenTyped => face("agenda.more").tip("agenda.more_tip").icon(Icon::Note),
            Self::MeanPerson(_) => face("agenda.for_whom"),
            Self::New(..) => face("agenda.new").icon(Icon::Plus),
            Self::Edit(_) => face("agenda.edit").icon(Icon::Note),
            Self::SaveForm => face("agenda.save").icon(Icon::Tick),
            Self::CancelForm => face("agenda.cancel"),
            Self::Done(_, true) => face("agenda.done").tip("agenda.done_tip").icon(Icon::Tick),
            Self::Done(_, false) => face("agenda.not_done").icon(Icon::Undo),
            Self::Snooze(_, Later::TenMinutes) => face("agenda.snooze_ten"),
            Self::Snooze(_, Later::Hour) => face("agenda.snooze_hour"),
            Self::Snooze(_, Later::Tomorrow) => face("agenda.snooze_tomorrow"),
            Self::Skip(_) => face("agenda.skip").tip("agenda.skip_tip"),
            Self::Delete(_) => face("agenda.delete").tip("agenda.delete_tip").icon(Icon::Bin),
        }
    }
}

impl From<AgendaAction> for Action {
    fn from(action: AgendaAction) -> Self {
        Self::Office(OfficeAction::Agenda(action))
    }
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct AgendaState {
    /// What stands in the wide column.
    pub shown: Shown,
    /// There is no room for the month beside the lists.
    pub narrow: bool,
    /// First day of the month in sight; `None`: the month it is.
    pub month: Option<Date>,
    /// The line being typed.
    pub line: String,
    /// Who is meant by it, when somebody said so.
    meant: Option<Person>,
    /// Nobody is meant, although a name stands there.
    nobody: bool,
    people: Fetch<String, Vec<Person>>,
    form_people: Fetch<String, Vec<Person>>,
    today: Fetch<Date, Agenda>,
    marks: Fetch<(Date, u16), Vec<DayMark>>,
    list: Listing<Which, Task>,
    card: Fetch<CustomerId, Vec<Task>>,
    cells: month::Cells,
    form: Option<TaskForm>,
    /// The newest notice the desktop was told of.
    pub bulletins: u64,
}

fn query(question: AgendaQuestion) -> Query {
    Query::Office(OfficeQuestion::Agenda(question))
}

impl AgendaState {
    /// Something is typed that is not stored.
    #[must_use]
    pub fn is_editing(&self) -> bool {
        self.form.is_some()
    }

    /// The entries of a customer, open and done, as far as they are known; asks for them.
    pub(in crate::ui) fn of_customer(
        &mut self,
        customer: CustomerId,
        revision: u64,
    ) -> Option<&Vec<Task>> {
        self.card.show(&customer, revision)
    }

    /// Asks what its views want to know by now.
    pub fn ask(&mut self, desk: &dyn Desk, _snap: &Snapshot) {
        self.today.ask(desk, |day| query(AgendaQuestion::Today(*day)));
        self.marks
            .ask(desk, |(from, days)| query(AgendaQuestion::Month { from: *from, days: *days }));
        self.people.ask(desk, |words| query(AgendaQuestion::Whom(words.clone())));
        self.form_people.ask(desk, |words| query(AgendaQuestion::Whom(words.clone())));
        self.card.ask(desk, |customer| {
            let which = Which::Of(*customer);
            query(AgendaQuestion::List { which, offset: 0, limit: CARD })
        });
        if let Some((which, pages)) = self.list.take_wanted() {
            for page in pages {
                let (offset, limit) = (page * PAGE, PAGE);
                let which = which.clone();
                match desk.ask(query(AgendaQuestion::List { which, offset, limit })) {
                    Ok(ticket) => self.list.asked(page, ticket),
                    Err(_) => self.list.not_asked(page),
                }
            }
        }
    }

    /// Takes an answer in.
    pub fn take(&mut self, ticket: Ticket, answer: AgendaAnswer) {
        match answer {
            AgendaAnswer::Today(agenda) => self.today.take(ticket, *agenda),
            AgendaAnswer::Month(_, marks) => self.marks.take(ticket, marks),
            AgendaAnswer::List(rows, total) if self.list.expects(ticket) => {
                self.list.answered(ticket, rows, total);
            }
            AgendaAnswer::List(rows, _) => self.card.take(ticket, rows),
            AgendaAnswer::Whom(_, people) if self.people.expects(ticket) => {
                self.people.take(ticket, people);
            }
            AgendaAnswer::Whom(_, people) => self.form_people.take(ticket, people),
            AgendaAnswer::Glance(_) => {}
        }
    }
}

/// The minute a reminder that is put off comes back.
fn put_off(by: Later, now: WallMinute) -> WallMinute {
    match by {
        Later::TenMinutes => now.plus(10),
        Later::Hour => now.plus(60),
        Later::Tomorrow => {
            let tomorrow = now.day().and_then(|day| day.tomorrow().ok());
            tomorrow.map_or(now.plus(1_440), |day| WallMinute::at(day, 9 * 60))
        }
    }
}
