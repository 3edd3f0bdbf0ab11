//! A rule: whom it is about, what is done with the call, when, and for how long. May depend on `base`.

use crate::call::firewall::pattern::Fault;
use crate::call::firewall::subject::Subject;
use crate::call::firewall::window::Window;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One rule.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct RuleId(pub i64);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What is done with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handling {
    /// It rings, whatever other rules say.
    Allow,
    /// It rings as usual.
    #[default]
    Ring,
    /// It is logged; no card, no sound.
    Silent,
    /// The line is taken and left, so that the caller hears busy.
    Reject,
    /// The line is taken, something is played, the line is left.
    Announce,
    /// For the answering machine; until there is one it rings.
    Voicemail,
}

impl Handling {
    /// What may be chosen in a rule today.
    pub const OFFERED: [Self; 5] =
        [Self::Allow, Self::Ring, Self::Silent, Self::Reject, Self::Announce];

    /// Whether the office is not to be disturbed.
    #[must_use]
    pub const fn blocks(self) -> bool {
        matches!(self, Self::Silent | Self::Reject | Self::Announce)
    }

    /// Whether the line must be taken for it.
    #[must_use]
    pub const fn seizes(self) -> bool {
        matches!(self, Self::Reject | Self::Announce)
    }

    /// Its word in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Ring => "ring",
            Self::Silent => "silent",
            Self::Reject => "reject",
            Self::Announce => "announce",
            Self::Voicemail => "voicemail",
        }
    }
}

/// What is played to the caller.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// The three tones that say "this number is not in use", which dialling machines take for the truth.
    #[default]
    NotInUse,
    /// Busy tone.
    Busy,
    /// A WAV file, by its path.
    File(String),
}

/// A rule of the firewall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Store id; `None` before it is saved.
    #[serde(skip)]
    pub id: Option<RuleId>,
    /// Whom it is about.
    pub subject: Subject,
    /// What is done.
    pub handling: Handling,
    /// What is played where something is.
    #[serde(default)]
    pub prompt: Prompt,
    /// A word shown on the card and in the log.
    #[serde(default)]
    pub tag: String,
    /// Why there is this rule.
    #[serde(default)]
    pub note: String,
    /// When it holds; `None`: always.
    #[serde(default)]
    pub window: Option<Window>,
    /// It ends then, milliseconds since 1970 UTC; `None`: never.
    #[serde(default)]
    pub until_utc_millis: Option<i64>,
    /// It is for one call only.
    #[serde(default)]
    pub once: bool,
    /// It is switched off.
    #[serde(default)]
    pub off: bool,
}

impl Rule {
    /// A lasting rule with nothing more to it.
    #[must_use]
    pub fn new(subject: Subject, handling: Handling) -> Self {
        Self {
            id: None,
            subject,
            handling,
            prompt: Prompt::default(),
            tag: String::new(),
            note: String::new(),
            window: None,
            until_utc_millis: None,
            once: false,
            off: false,
        }
    }

    /// The next call of this subject goes through.
    #[must_use]
    pub fn once(subject: Subject) -> Self {
        Self { once: true, ..Self::new(subject, Handling::Allow) }
    }

    /// Whether it can be kept.
    ///
    /// # Errors
    /// Where its subject is wrong, and why.
    pub fn check(&self) -> Result<(), Fault> {
        self.subject.check()
    }

    /// Whether it holds at a moment: milliseconds since 1970 UTC and the zone, minutes east.
    #[must_use]
    pub fn holds(&self, utc_millis: i64, offset_minutes: i16) -> bool {
        !self.off
            && self.until_utc_millis.is_none_or(|until| utc_millis < until)
            && self.window.is_none_or(|window| window.holds(utc_millis, offset_minutes))
    }

    /// The rule in plain signs, for the log of a call: `prefix 0571`, `pattern 95*`.
    #[must_use]
    pub fn title(&self) -> String {
        let kind = self.subject.kind().word();
        match self.subject_text() {
            text if text.is_empty() => kind.to_owned(),
            text => format!("{kind} {text}"),
        }
    }

    /// What stands after the kind.
    #[must_use]
    pub fn subject_text(&self) -> String {
        match &self.subject {
            Subject::Number(number) => number.as_str().trim().to_owned(),
            Subject::Prefix(text)
            | Subject::Pattern(text)
            | Subject::Place(text)
            | Subject::Class(text) => text.trim().to_owned(),
            Subject::Range(from, to) => format!("{}–{}", from.trim(), to.trim()),
            Subject::List(list) => list.to_string(),
            Subject::NoNumber(which) => match which {
                crate::call::firewall::subject::NoNumber::Any => String::new(),
                crate::call::firewall::subject::NoNumber::Withheld => "withheld".to_owned(),
                crate::call::firewall::subject::NoNumber::Unavailable => "unavailable".to_owned(),
                crate::call::firewall::subject::NoNumber::NoneCame => "none_came".to_owned(),
            },
            Subject::Customers | Subject::Strangers | Subject::Anybody => String::new(),
        }
    }
}

/// The next call goes through if it comes within a day.
pub const PERMIT_MILLIS: i64 = 24 * 3_600_000;

/// A year and a day without a hit makes a rule stale.
pub const STALE_AFTER_MILLIS: i64 = 366 * 24 * 3_600_000;

/// A rule as the store has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRow {
    /// The rule.
    pub rule: Rule,
    /// When it was made, milliseconds since 1970 UTC.
    pub made_utc_millis: i64,
    /// How many calls it decided about.
    pub hits: u32,
    /// The newest of them, milliseconds since 1970 UTC.
    pub last_hit_utc_millis: Option<i64>,
}

impl RuleRow {
    /// Whether it has decided about nothing for a year, or its time is over.
    #[must_use]
    pub fn is_stale(&self, now_utc_millis: i64) -> bool {
        let used = self.last_hit_utc_millis.unwrap_or(self.made_utc_millis);
        self.is_over(now_utc_millis) || now_utc_millis - used > STALE_AFTER_MILLIS
    }

    /// Whether its time is over.
    #[must_use]
    pub fn is_over(&self, now_utc_millis: i64) -> bool {
        self.rule.until_utc_millis.is_some_and(|until| until <= now_utc_millis)
    }
}
