//! Reminders, tasks, memos, birthdays by either calendar, the list of today.
//! Types and rules; pure. May depend on `base` and the rest of `crm`.

pub mod birthday;
pub mod clock;
pub mod lunar;
pub mod recurrence;
pub mod spoken;
#[cfg(test)]
mod tests;

use crate::base::ids::{CallId, CustomerId, StaffId, TaskId};
use crate::base::number::PhoneNumber;
use crate::crm::customer::Birthday;
use clock::WallMinute;
use jiff::civil::Date;
use recurrence::Rule;
use serde::{Deserialize, Serialize};

/// Characters of a task's text that are kept.
pub const LONGEST_TEXT: usize = 2_000;
/// Characters of a name that are kept.
pub const LONGEST_NAME: usize = 60;
/// A task that is due on a day without an hour is reminded of as if it were due at this minute of the day (nine o'clock).
pub const DAY_BEGINS: u16 = 9 * 60;
/// The earliest reminder, minutes before a task is due (a year).
pub const EARLIEST: u32 = 366 * 24 * 60;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something to do.
    #[default]
    Task,
    /// Something to remember; needs no day.
    Memo,
    /// Somebody to meet.
    Appointment,
}

/// How much it matters.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// When there is time.
    Low,
    /// As all others.
    #[default]
    Normal,
    /// First.
    High,
}

/// When it is due, by the clock on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Due {
    /// The day.
    pub day: Date,
    /// Minute of the day; `None`: all day.
    pub minute: Option<u16>,
}

impl Due {
    /// The moment it is reminded of before.
    #[must_use]
    pub fn moment(self) -> WallMinute {
        WallMinute::at(self.day, self.minute.unwrap_or(DAY_BEGINS))
    }

    /// Whether it should have been done by now: its hour, or its whole day, is over.
    #[must_use]
    pub fn is_over(self, now: WallMinute) -> bool {
        match self.minute {
            Some(minute) => WallMinute::at(self.day, minute) < now,
            None => now.day().is_some_and(|today| self.day < today),
        }
    }
}

/// An entry as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskDraft {
    /// `None`: a new one.
    pub id: Option<TaskId>,
    /// What it is.
    pub kind: Kind,
    /// What is to be done.
    pub text: String,
    /// With or for whom.
    pub customer: Option<CustomerId>,
    /// The call it came up in.
    pub call: Option<CallId>,
    /// When; `None`: on no certain day (and then it does not come again).
    pub due: Option<Due>,
    /// Minutes before that at which to remind; `None`: no reminder.
    pub remind: Option<u32>,
    /// Who does it, by name; empty: whoever sits here.
    pub assignee: String,
    /// The employee of that name, when staff are kept.
    pub staff: Option<StaffId>,
    /// How much it matters.
    pub priority: Priority,
    /// Whether and how it comes again.
    pub repeat: Option<Rule>,
}

impl TaskDraft {
    /// Whether it says anything at all.
    #[must_use]
    pub fn says_something(&self) -> bool {
        !self.text.trim().is_empty()
    }

    /// When to remind; `None`: not at all.
    #[must_use]
    pub fn remind_at(&self) -> Option<WallMinute> {
        reminder(self.due, self.remind)
    }
}

/// The minute at which to remind of something due then, so long before.
#[must_use]
pub fn reminder(due: Option<Due>, before: Option<u32>) -> Option<WallMinute> {
    Some(due?.moment().plus(-i64::from(before?.min(EARLIEST))))
}

/// How an entry came off the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// When, milliseconds since 1970 UTC.
    pub utc_millis: i64,
    /// Who said so.
    pub who: String,
}

/// An entry as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Which.
    pub id: TaskId,
    /// As typed.
    pub draft: TaskDraft,
    /// The customer's name, or empty.
    pub party: String,
    /// The customer's first number.
    pub number: Option<PhoneNumber>,
    /// When it is reminded of next (a snooze moves it).
    pub remind_at: Option<WallMinute>,
    /// The first day of the series it belongs to.
    pub series_from: Option<Date>,
    /// When it was made, milliseconds since 1970 UTC.
    pub made_utc_millis: i64,
    /// Who made it.
    pub made_by: String,
    /// How it came off the list.
    pub done: Option<Done>,
}

impl Task {
    /// The day on which the series goes on after this one, not before `today`; `None`: it does not come again.
    #[must_use]
    pub fn next_day(&self, today: Date) -> Option<Date> {
        let (rule, due) = (self.draft.repeat.as_ref()?, self.draft.due?);
        let start = self.series_from.unwrap_or(due.day);
        let eve = today.yesterday().unwrap_or(today);
        rule.next_after(start, due.day.max(eve))
    }
}

/// A birthday that comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feast {
    /// Whose; of an employee see [`Feast::of_staff`].
    pub customer: CustomerId,
    /// The name.
    pub name: String,
    /// The first number.
    pub number: Option<PhoneNumber>,
    /// As the card has it.
    pub birthday: Birthday,
    /// The day on which it is kept.
    pub day: Date,
    /// How old the person becomes, when the year is known.
    pub age: Option<u16>,
}

impl Feast {
    /// The number under which an employee's birthday stands among those of customers, whose numbers are positive.
    #[must_use]
    pub const fn staff_key(id: StaffId) -> CustomerId {
        CustomerId(-id.0)
    }

    /// The employee whose birthday it is; `None`: a customer's.
    #[must_use]
    pub fn of_staff(&self) -> Option<StaffId> {
        (self.customer.0 < 0).then(|| StaffId(self.customer.0.saturating_neg()))
    }
}

/// What the engine keeps in sight.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Glance {
    /// The day it was asked for.
    pub today: Option<Date>,
    /// Reminders nobody was told of, soonest first.
    pub reminders: Vec<Reminder>,
    /// More of them than were read.
    pub more: bool,
    /// Birthdays in the next days of which nobody was told, soonest first.
    pub birthdays: Vec<Feast>,
    /// Open entries due before today.
    pub overdue: u32,
    /// Open entries due today.
    pub due_today: u32,
}

/// A reminder to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// Of which entry.
    pub task: TaskId,
    /// When.
    pub at: WallMinute,
    /// What is to be done.
    pub text: String,
    /// With whom, or empty.
    pub party: String,
}

/// What the page of today shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Agenda {
    /// Open entries due before today, oldest first (a page of them), and how many there are.
    pub overdue: (Vec<Task>, u32),
    /// Today's.
    pub today: (Vec<Task>, u32),
    /// Tomorrow's.
    pub tomorrow: (Vec<Task>, u32),
    /// Those of the five days after.
    pub week: (Vec<Task>, u32),
    /// Open entries without a day, newest first.
    pub undated: (Vec<Task>, u32),
    /// Birthdays of these days.
    pub birthdays: Vec<Feast>,
}

/// What there is on one day of a month.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DayMark {
    /// Open entries, those of series that are still to come included.
    pub open: u32,
    /// Entries done that were due then.
    pub done: u32,
    /// Names of those who have their birthday.
    pub birthdays: Vec<String>,
}

/// Entries that were done on some days.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finished {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
    /// Where these days are, minutes east of UTC.
    pub offset_minutes: i16,
    /// By whom; empty: by nobody who gave a name; `None`: by anybody.
    pub by: Option<String>,
    /// For whom; `None`: for anybody.
    pub customer: Option<CustomerId>,
}

impl Finished {
    /// From when until before when, milliseconds since 1970 UTC.
    #[must_use]
    pub fn span(&self) -> (i64, i64) {
        let begins = |day: i64| (day * 1_440 - i64::from(self.offset_minutes)) * 60_000;
        let (first, last) = (clock::day_number(self.first), clock::day_number(self.last));
        (begins(i64::from(first)), begins(i64::from(last) + 1))
    }
}

/// Which entries.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Which {
    /// Everything that is open, soonest first, those without a day last.
    #[default]
    Open,
    /// Open and due before this day.
    Before(Date),
    /// Due on this day, done or not, and what will come again on it.
    On(Date),
    /// Done, newest first.
    Done,
    /// Done on some days, newest first.
    Finished(Finished),
    /// Of this customer, open ones first.
    Of(CustomerId),
}

/// What the store is asked to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgendaOp {
    /// An entry is made or changed.
    Save(Box<TaskDraft>),
    /// It is done (or, `false`, not yet). One that comes again makes the next.
    Done(TaskId, bool),
    /// Remind of it at another minute.
    Snooze(TaskId, WallMinute),
    /// Leave this one of a series out.
    Skip(TaskId),
    /// Take it away.
    Delete(TaskId),
    /// People were reminded of these (at the minute they were to be).
    Told(Vec<(TaskId, WallMinute)>),
    /// People were told at once of everything that was to be reminded of until this minute.
    ToldUntil(WallMinute),
    /// People were told of these birthdays.
    BirthdaysTold(Vec<(CustomerId, Date)>),
}

impl AgendaOp {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Save(_) => "save_task",
            Self::Done(..) => "task_done",
            Self::Snooze(..) => "snooze_task",
            Self::Skip(_) => "skip_task",
            Self::Delete(_) => "delete_task",
            Self::Told(_) | Self::ToldUntil(_) => "reminded",
            Self::BirthdaysTold(_) => "birthdays_told",
        }
    }

    /// Whether a person does it (and may undo it), not the program by itself.
    #[must_use]
    pub fn by_person(&self) -> bool {
        !matches!(self, Self::Told(_) | Self::ToldUntil(_) | Self::BirthdaysTold(_))
    }

    /// Whether it is kept in memory and tried again when the disk refuses it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        matches!(self, Self::Save(_))
    }
}

/// What may be asked of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgendaQuestion {
    /// What the engine keeps in sight; birthdays so many days ahead (`None`: none).
    Glance {
        /// The day it is.
        today: Date,
        /// Days ahead.
        birthdays: Option<u16>,
    },
    /// The page of today.
    Today(Date),
    /// A page of a list.
    List {
        /// Which entries.
        which: Which,
        /// Skip so many.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
    /// What there is on each of so many days (at most 62).
    Month {
        /// The first day.
        from: Date,
        /// How many days.
        days: u16,
    },
    /// Customers by words: whom a task is for.
    Whom(String),
}

/// A customer who may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The card.
    pub id: CustomerId,
    /// Name, else company.
    pub name: String,
    /// First number.
    pub number: PhoneNumber,
}

/// The answer to a [`AgendaQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum AgendaAnswer {
    /// To `Glance`.
    Glance(Box<Glance>),
    /// To `Today`.
    Today(Box<Agenda>),
    /// To `List`: the page and how many there are in all.
    List(Vec<Task>, u32),
    /// To `Month`: the first day, and a mark for each day.
    Month(Date, Vec<DayMark>),
    /// To `Whom`: the words, and who fits them.
    Whom(String, Vec<Person>),
}
