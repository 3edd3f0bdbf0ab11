//! Of which calls a figure is: a span of local time, and a line, an agent, a weekday, an hour where it is narrower.
//! May depend on `base` and the rest of `call`.

use super::{Span, What};
use crate::base::ids::LineId;

/// Some part of the log.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Scope {
    /// When the calls began, by the clock of their own zone.
    pub span: Span,
    /// One line.
    pub line: Option<LineId>,
    /// One agent, by the name the log knows them by; empty: calls under nobody's name.
    pub agent: Option<String>,
    /// One weekday, 0: Monday.
    pub weekday: Option<u8>,
    /// One hour of the day.
    pub hour: Option<u8>,
}

/// The rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum GroupBy {
    /// One for each day.
    #[default]
    Day,
    /// One for each hour of the day.
    Hour,
    /// One for each weekday.
    Weekday,
    /// One for each line.
    Line,
    /// One for each agent.
    Agent,
}

impl GroupBy {
    /// All, in the order of the chips.
    pub const ALL: [Self; 5] = [Self::Day, Self::Hour, Self::Weekday, Self::Line, Self::Agent];

    /// Its word in texts and commands.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Weekday => "weekday",
            Self::Line => "line",
            Self::Agent => "agent",
        }
    }
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GroupKey {
    /// Days since 1970.
    Day(i64),
    /// Hour of the day.
    Hour(u8),
    /// 0: Monday.
    Weekday(u8),
    /// A line.
    Line(LineId),
    /// An agent; empty: nobody named.
    Agent(String),
}

impl Scope {
    /// All calls of a span.
    #[must_use]
    pub fn of(span: Span) -> Self {
        Self { span, ..Self::default() }
    }

    /// The part that is one row of a table.
    #[must_use]
    pub fn narrowed(&self, key: &GroupKey) -> Self {
        let mut part = self.clone();
        match key {
            GroupKey::Day(day) => part.span = part.span.within(Span::of_day(*day)),
            GroupKey::Hour(hour) => part.hour = Some(*hour),
            GroupKey::Weekday(day) => part.weekday = Some(*day),
            GroupKey::Line(line) => part.line = Some(*line),
            GroupKey::Agent(name) => part.agent = Some(name.clone()),
        }
        part
    }
}

/// The calls behind one figure.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FigureList {
    /// Of which part of the log.
    pub scope: Scope,
    /// Which of them.
    pub what: What,
}
