//! The columns of exported lists: what stands in each, and the key of the word above it. Named here once; the cells are made in
//! `export`, the words come from the texts. May depend on the rest of `call`.

use super::{Figures, GroupBy, What};

/// A column of a list of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallColumn {
    /// The number of the call.
    Call,
    /// When it began, by the clock there.
    Started,
    /// The zone of that clock.
    Zone,
    /// The line.
    Line,
    /// Incoming or outgoing.
    Direction,
    /// How it ended.
    Outcome,
    /// The customer, else what the burst said.
    Party,
    /// The number, as it came.
    Number,
    /// Rings.
    Rings,
    /// Until the answer.
    Wait,
    /// From the answer to the end.
    Talk,
    /// The note.
    Note,
    /// Who took it.
    Agent,
}

impl CallColumn {
    /// All, from left to right.
    pub const ALL: [Self; 13] = [
        Self::Call,
        Self::Started,
        Self::Zone,
        Self::Line,
        Self::Direction,
        Self::Outcome,
        Self::Party,
        Self::Number,
        Self::Rings,
        Self::Wait,
        Self::Talk,
        Self::Note,
        Self::Agent,
    ];

    /// The key of its head.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Call => "export.call",
            Self::Started => "export.started",
            Self::Zone => "export.zone",
            Self::Line => "export.line",
            Self::Direction => "export.direction",
            Self::Outcome => "export.outcome",
            Self::Party => "export.party",
            Self::Number => "export.number",
            Self::Rings => "export.rings",
            Self::Wait => "export.wait_seconds",
            Self::Talk => "export.talk_seconds",
            Self::Note => "export.note",
            Self::Agent => "export.agent",
        }
    }
}

/// A column of a table of figures, behind that of the groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureColumn {
    /// A number of calls.
    Count(What),
    /// Answered of those that could be answered.
    AnswerRate,
    /// Talk in all.
    TalkSum,
    /// Talk of a call.
    TalkMean,
    /// The longest talk.
    TalkLongest,
    /// Ringing until the answer.
    WaitMean,
}

/// What a cell of a table of figures holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// So many.
    Count(u64),
    /// A share.
    Permille(u64),
    /// A time, milliseconds.
    Millis(u64),
}

impl FigureColumn {
    /// All, from left to right.
    pub const ALL: [Self; 21] = [
        Self::Count(What::All),
        Self::Count(What::Incoming),
        Self::Count(What::Answered),
        Self::Count(What::Missed),
        Self::Count(What::Unreturned),
        Self::Count(What::Blocked),
        Self::Count(What::IncomingOther),
        Self::Count(What::Outgoing),
        Self::Count(What::Connected),
        Self::Count(What::Busy),
        Self::Count(What::NoAnswer),
        Self::Count(What::OutgoingOther),
        Self::Count(What::Unclear),
        Self::Count(What::Effective),
        Self::Count(What::Known),
        Self::Count(What::Strangers),
        Self::AnswerRate,
        Self::TalkSum,
        Self::TalkMean,
        Self::TalkLongest,
        Self::WaitMean,
    ];

    /// The key of its head.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::Count(what) => format!("figure.{}", what.word()),
            Self::AnswerRate => "export.answer_rate".to_owned(),
            Self::TalkSum => "export.talk_sum".to_owned(),
            Self::TalkMean => "export.talk_mean".to_owned(),
            Self::TalkLongest => "export.talk_longest".to_owned(),
            Self::WaitMean => "export.wait_mean".to_owned(),
        }
    }

    /// What stands in it; `None` where there is nothing to take a mean of.
    #[must_use]
    pub fn of(self, figures: &Figures) -> Option<Figure> {
        match self {
            Self::Count(what) => what.count(figures).map(Figure::Count),
            Self::AnswerRate => figures.answer_rate().permille().map(Figure::Permille),
            Self::TalkSum => Some(Figure::Millis(figures.talk_millis)),
            Self::TalkMean => figures.mean_talk_millis().map(Figure::Millis),
            Self::TalkLongest => Some(Figure::Millis(figures.longest_millis)),
            Self::WaitMean => figures.mean_wait_millis().map(Figure::Millis),
        }
    }
}

/// The key of the head of the groups.
#[must_use]
pub fn group_key(by: GroupBy) -> String {
    format!("export.{}", by.word())
}

/// Words of cells, sums and sheets.
const CELLS: [&str; 24] = [
    "export.total",
    "export.nobody",
    "export.calls_sheet",
    "export.figures_sheet",
    "direction.incoming",
    "direction.outgoing",
    "direction.unknown",
    "outcome.open",
    "outcome.answered",
    "outcome.missed",
    "outcome.connected",
    "outcome.busy",
    "outcome.no_answer",
    "outcome.abandoned",
    "outcome.lost",
    "outcome.interrupted",
    "outcome.blocked",
    "weekday.0",
    "weekday.1",
    "weekday.2",
    "weekday.3",
    "weekday.4",
    "weekday.5",
    "weekday.6",
];

/// Keys of the words a file may need.
pub fn word_keys() -> impl Iterator<Item = String> {
    let cells = CELLS.into_iter().map(str::to_owned);
    let calls = CallColumn::ALL.map(|column| column.key().to_owned()).into_iter();
    let groups = GroupBy::ALL.map(group_key).into_iter();
    cells.chain(calls).chain(groups).chain(FigureColumn::ALL.map(FigureColumn::key))
}
