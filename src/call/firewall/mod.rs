//! The firewall for incoming calls: rules, lists of numbers, the decision about a call and its grounds, and files of rules.
//! Pure. May depend on `base` and the rest of `call`.

pub mod book;
pub mod decision;
pub mod digits;
pub mod exchange;
pub mod matching;
pub mod overview;
pub mod pattern;
pub mod rule;
pub mod subject;
pub mod treatment;
pub mod window;

use book::Book;
use overview::Overview;
use rule::{Rule, RuleId};
use std::sync::Arc;

/// A file of numbers and rules on its way into the store. Rules name the lists of the file by ids counted down from -1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Import {
    /// Lists and their numbers.
    pub lists: Vec<exchange::NewList>,
    /// Rules.
    pub rules: Vec<Rule>,
}

/// What the store is asked to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirewallOp {
    /// Keep a rule: a new one (without id) or a changed one.
    SaveRule(Box<Rule>),
    /// Forget these rules.
    DeleteRules(Vec<RuleId>),
    /// Take in a file, as one change.
    Import(Box<Import>),
    /// Forget a list and the rules about it.
    DeleteList(subject::ListId),
    /// A rule decided about a call; a rule for one call is over with it.
    Hit(RuleId),
}

impl FirewallOp {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::SaveRule(_) => "save_rule",
            Self::DeleteRules(_) => "delete_rules",
            Self::Import(_) => "import_rules",
            Self::DeleteList(_) => "delete_list",
            Self::Hit(_) => "rule_hit",
        }
    }

    /// Whether a person does it (and may undo it), not the program by itself.
    #[must_use]
    pub fn by_person(&self) -> bool {
        !matches!(self, Self::Hit(_))
    }

    /// Whether it is kept in memory and tried again when the disk refuses it. A count that is lost harms nobody.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        false
    }
}

/// What may be asked of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirewallQuestion {
    /// Every rule and every number, ready to decide with.
    Book,
    /// What was decided in the days up to now.
    Overview {
        /// Now, milliseconds since 1970 UTC.
        now_utc_millis: i64,
        /// The zone days are counted in, minutes east of UTC.
        offset_minutes: i16,
        /// So many days back, today among them.
        days: u16,
        /// So many of the newest decisions.
        newest: u32,
    },
}

/// The answer to a [`FirewallQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum FirewallAnswer {
    /// To `Book`.
    Book(Arc<Book>),
    /// To `Overview`.
    Overview(Box<Overview>),
}
