//! Figures over calls: by day, hour, weekday, line, agent; each states its formula and opens its list.
//! Types and rules; pure. May depend on `base` and the rest of `call`.

mod columns;
mod export;
mod figures;
mod period;
mod scope;

pub use crate::base::calendar::{date_of, day_of, day_of_date};
pub use columns::{CallColumn, Figure, FigureColumn, group_key, word_keys};
pub use export::{ExportNote, ExportOrder, ExportSubject, Format};
pub use figures::{Figures, Level, Ratio, WITHIN, What, Within};
pub use period::{Period, Span, hour_of};
pub use scope::{FigureList, GroupBy, GroupKey, Scope};

use crate::base::ids::{CustomerId, LineId};
use crate::call::record::CallSummary;

/// What the store is asked to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatisticsOp {
    /// Make the next piece of the roll-up from calls that were there before it.
    Build,
    /// Make the whole roll-up again.
    Rebuild,
}

impl StatisticsOp {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Build => "build_figures",
            Self::Rebuild => "rebuild_figures",
        }
    }

    /// Whether a person does it (and may undo it), not the program by itself.
    #[must_use]
    pub fn by_person(&self) -> bool {
        match self {
            Self::Build => false,
            Self::Rebuild => true,
        }
    }

    /// Whether it is kept in memory and tried again when the disk refuses it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        false
    }
}

/// What may be asked of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatisticsQuestion {
    /// The figures of a part of the log.
    Figures(Box<FiguresQuestion>),
    /// The calls behind a figure, newest first.
    List {
        /// Which figure.
        list: Box<FigureList>,
        /// Skip so many.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
    /// Who was talked to most often.
    Callers {
        /// Of which calls.
        scope: Scope,
        /// At most so many.
        limit: u32,
    },
}

/// Which figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiguresQuestion {
    /// Of which calls.
    pub scope: Scope,
    /// The time to compare with.
    pub before: Option<Span>,
    /// The rows of the table.
    pub by: GroupBy,
}

/// The answer to a [`StatisticsQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum StatisticsAnswer {
    /// To `Figures`.
    Figures(Box<FiguresAnswer>),
    /// To `List`: the page, and how many there are in all.
    List(Vec<CallSummary>, u32),
    /// To `Callers`.
    Callers(TopCallers),
}

/// The figures of a part of the log.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FiguresAnswer {
    /// All of it.
    pub total: Figures,
    /// The time to compare with.
    pub before: Option<Figures>,
    /// The rows of the table, in order; groups without a call are left out.
    pub rows: Vec<(GroupKey, Figures)>,
    /// By local hour since 1970 when the span is no longer than two days, else by the first hour of each day; in order, empty ones left out.
    pub series: Vec<(i64, Figures)>,
    /// By weekday (0: Monday) and hour; empty ones left out.
    pub heat: Vec<((u8, u8), Figures)>,
    /// Lines in the log.
    pub lines: Vec<LineId>,
    /// Agents in the log, by name; an empty name stands for calls under nobody's.
    pub agents: Vec<String>,
    /// Hours still to be made, and hours there were, while the roll-up of an older file is being made.
    pub pending: Option<(u64, u64)>,
}

/// Who was talked to most often.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TopCallers {
    /// Most calls first.
    pub callers: Vec<Caller>,
    /// Only so many of the newest calls of the span were looked at; `None`: all of them.
    pub only_newest: Option<u64>,
}

/// One party and its calls.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caller {
    /// The customer, when known.
    pub customer: Option<CustomerId>,
    /// Its name, else empty.
    pub name: String,
    /// The number it called from most often.
    pub number: String,
    /// Incoming calls.
    pub incoming: u64,
    /// Outgoing calls.
    pub outgoing: u64,
    /// Missed ones among the incoming.
    pub missed: u64,
    /// Talk, milliseconds.
    pub talk_millis: u64,
}
