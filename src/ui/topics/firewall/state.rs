//! What the page remembers: which part is shown, the rule being edited, what is tried out, files being named.
//! May depend on types of `engine`, `call`, `base`.

use crate::base::number::PhoneNumber;
use crate::call::firewall::book::Book;
use crate::call::firewall::overview::Overview;
use crate::call::firewall::pattern::Fault;
use crate::call::firewall::rule::{Handling, Prompt, Rule, RuleId, RuleRow};
use crate::call::firewall::subject::{Kind, ListId, NoNumber, Subject};
use crate::call::firewall::window::{Window, clock, minute_of};
use crate::call::firewall::{FirewallAnswer, FirewallQuestion};
use crate::engine::handle::{Desk, Ticket};
use crate::engine::query::Query;
use crate::engine::snapshot::Snapshot;

/// Days of the overview, and its newest decisions.
const DAYS: u16 = 30;
const NEWEST: u32 = 50;
const HOUR_MILLIS: i64 = 3_600_000;
const DAY_MILLIS: i64 = 24 * HOUR_MILLIS;

/// The parts of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Page {
    /// Rules, their editor, the trial.
    #[default]
    Rules,
    /// What was decided.
    Decisions,
    /// Files in and out.
    Exchange,
    /// Its settings.
    Settings,
}

impl Page {
    /// All, in the order of the chips.
    pub const ALL: [Self; 4] = [Self::Rules, Self::Decisions, Self::Exchange, Self::Settings];
}

/// Which rules are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RuleFilter {
    /// All.
    #[default]
    All,
    /// Those that block.
    Blocking,
    /// The allow-list.
    Allowed,
    /// Those that end by themselves.
    Temporary,
    /// Those that decided about nothing for a year, or whose time is over.
    Stale,
}

impl RuleFilter {
    /// All, in the order of the chips.
    pub const ALL: [Self; 5] =
        [Self::All, Self::Blocking, Self::Allowed, Self::Temporary, Self::Stale];

    /// Whether a rule is listed.
    #[must_use]
    pub fn shows(self, row: &RuleRow, now_utc_millis: i64) -> bool {
        match self {
            Self::All => true,
            Self::Blocking => row.rule.handling.blocks(),
            Self::Allowed => row.rule.handling == Handling::Allow,
            Self::Temporary => row.rule.once || row.rule.until_utc_millis.is_some(),
            Self::Stale => row.is_stale(now_utc_millis),
        }
    }
}

/// When a rule ends, as a person chooses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Until {
    /// As it was.
    Kept(i64),
    /// Never.
    #[default]
    Never,
    /// In an hour.
    Hour,
    /// Tonight at midnight.
    Today,
    /// In a day.
    Day,
    /// In a week.
    Week,
}

/// What is wrong with a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftFault {
    /// The subject.
    Subject(Fault),
    /// A time of day.
    Time,
    /// No day of the week.
    Days,
    /// The file to be played is not named.
    File,
}

/// A rule being edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// `None`: a new one.
    pub id: Option<RuleId>,
    /// Whom it is about.
    pub kind: Kind,
    /// Number, prefix, pattern, place, class, or the beginning of a range.
    pub text: String,
    /// The end of a range.
    pub to_text: String,
    /// Why there is no number.
    pub no_number: NoNumber,
    /// Which list.
    pub list: ListId,
    /// What is done.
    pub handling: Handling,
    /// What is played.
    pub prompt: Prompt,
    /// The file that is played.
    pub file: String,
    /// The word shown.
    pub tag: String,
    /// Why there is this rule.
    pub note: String,
    /// At certain times only.
    pub timed: bool,
    /// On these days.
    pub days: u8,
    /// From …
    pub from: String,
    /// … to.
    pub to: String,
    /// When it ends.
    pub until: Until,
    once: bool,
    off: bool,
    zone_minutes: i16,
}

impl Draft {
    /// A new rule, about a number when one is known.
    #[must_use]
    pub fn about(number: Option<&PhoneNumber>) -> Self {
        let subject = Subject::Number(number.cloned().unwrap_or_default());
        Self::of_rule(&Rule::new(subject, Handling::Silent))
    }

    /// An existing rule.
    #[must_use]
    pub fn of(row: &RuleRow) -> Self {
        Self::of_rule(&row.rule)
    }

    fn of_rule(rule: &Rule) -> Self {
        let (mut text, mut to_text) = (String::new(), String::new());
        let (mut no_number, mut list) = (NoNumber::default(), ListId::default());
        match &rule.subject {
            Subject::Number(number) => number.as_str().clone_into(&mut text),
            Subject::Prefix(t) | Subject::Pattern(t) | Subject::Place(t) | Subject::Class(t) => {
                t.clone_into(&mut text);
            }
            Subject::Range(from, to) => {
                from.clone_into(&mut text);
                to.clone_into(&mut to_text);
            }
            Subject::NoNumber(which) => no_number = *which,
            Subject::List(id) => list = *id,
            Subject::Customers | Subject::Strangers | Subject::Anybody => {}
        }
        let file = match &rule.prompt {
            Prompt::File(path) => path.clone(),
            Prompt::NotInUse | Prompt::Busy => String::new(),
        };
        let window = rule.window.unwrap_or(Window { days: 0b001_1111, from: 1080, to: 540 });
        Self {
            id: rule.id,
            kind: rule.subject.kind(),
            text,
            to_text,
            no_number,
            list,
            handling: rule.handling,
            prompt: rule.prompt.clone(),
            file,
            tag: rule.tag.clone(),
            note: rule.note.clone(),
            timed: rule.window.is_some(),
            days: window.days,
            from: clock(window.from),
            to: clock(window.to),
            until: rule.until_utc_millis.map_or(Until::Never, Until::Kept),
            once: rule.once,
            off: rule.off,
            zone_minutes: 0,
        }
    }

    /// The zone in which "tonight" is.
    pub fn in_zone(&mut self, offset_minutes: i16) {
        self.zone_minutes = offset_minutes;
    }

    fn subject(&self) -> Subject {
        let text = self.text.trim().to_owned();
        match self.kind {
            Kind::Number => Subject::Number(PhoneNumber::new(text)),
            Kind::Prefix => Subject::Prefix(text),
            Kind::Range => Subject::Range(text, self.to_text.trim().to_owned()),
            Kind::Pattern => Subject::Pattern(text),
            Kind::Place => Subject::Place(text),
            Kind::NoNumber => Subject::NoNumber(self.no_number),
            Kind::List => Subject::List(self.list),
            Kind::Class => Subject::Class(text),
            Kind::Customers => Subject::Customers,
            Kind::Strangers => Subject::Strangers,
            Kind::Anybody => Subject::Anybody,
        }
    }

    /// The rule as typed.
    ///
    /// # Errors
    /// What is wrong with it first.
    pub fn rule(&self, now_utc_millis: i64) -> Result<Rule, DraftFault> {
        let subject = self.subject();
        subject.check().map_err(DraftFault::Subject)?;
        let prompt = match (&self.prompt, self.handling) {
            (Prompt::File(_), Handling::Announce) if self.file.trim().is_empty() => {
                return Err(DraftFault::File);
            }
            (Prompt::File(_), _) => Prompt::File(self.file.trim().to_owned()),
            (other, _) => other.clone(),
        };
        Ok(Rule {
            id: self.id,
            prompt,
            tag: self.tag.trim().to_owned(),
            note: self.note.trim().to_owned(),
            window: self.window()?,
            until_utc_millis: self.ends(now_utc_millis),
            once: self.once,
            off: self.off,
            ..Rule::new(subject, self.handling)
        })
    }

    fn window(&self) -> Result<Option<Window>, DraftFault> {
        if !self.timed {
            return Ok(None);
        }
        if self.days == 0 {
            return Err(DraftFault::Days);
        }
        let minute = |text: &str| minute_of(text).ok_or(DraftFault::Time);
        Ok(Some(Window { days: self.days, from: minute(&self.from)?, to: minute(&self.to)? }))
    }

    fn ends(&self, now: i64) -> Option<i64> {
        let zone = i64::from(self.zone_minutes) * 60_000;
        match self.until {
            Until::Never => None,
            Until::Kept(at) => Some(at),
            Until::Hour => Some(now + HOUR_MILLIS),
            Until::Today => Some(((now + zone).div_euclid(DAY_MILLIS) + 1) * DAY_MILLIS - zone),
            Until::Day => Some(now + DAY_MILLIS),
            Until::Week => Some(now + 7 * DAY_MILLIS),
        }
    }

    /// A book of this rule alone, to see whom it would have been about.
    #[must_use]
    pub fn alone(&self, now_utc_millis: i64) -> Option<Book> {
        let rule = Rule {
            window: None,
            until_utc_millis: None,
            once: false,
            off: false,
            ..self.rule(now_utc_millis).ok()?
        };
        let row = RuleRow { rule, made_utc_millis: 0, hits: 0, last_hit_utc_millis: None };
        Some(Book::new(vec![row], Vec::new(), Vec::new()))
    }
}

/// A number that is tried out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trial {
    /// The number; empty: no number.
    pub number: String,
    /// At what time of day; empty: now.
    pub time: String,
}

/// Memory of its views.
#[derive(Debug)]
pub struct FirewallState {
    /// The part shown.
    pub page: Page,
    /// Which rules are listed.
    pub filter: RuleFilter,
    /// Words in the search box.
    pub text: String,
    /// The rule being edited.
    pub draft: Option<Draft>,
    /// What is tried out.
    pub trial: Trial,
    /// Pasted numbers.
    pub paste: String,
    /// Name of the list they become.
    pub list: String,
    /// A file to read.
    pub path: String,
    /// What is done with numbers taken in.
    pub import_by: Handling,
    /// A file to write.
    pub export_path: String,
    /// The overview is on the screen.
    pub watched: bool,
    /// The overview, and the store's state it was read from.
    pub overview: Option<(u64, Overview)>,
    /// The question for it that is on its way.
    asked: Option<(Ticket, u64)>,
    /// The wall clock of the newest frame.
    pub now_utc_millis: i64,
    /// Its zone.
    pub offset_minutes: i16,
}

impl Default for FirewallState {
    fn default() -> Self {
        Self {
            page: Page::default(),
            filter: RuleFilter::default(),
            text: String::new(),
            draft: None,
            trial: Trial::default(),
            paste: String::new(),
            list: String::new(),
            path: String::new(),
            import_by: Handling::Silent,
            export_path: String::new(),
            watched: false,
            overview: None,
            asked: None,
            now_utc_millis: 0,
            offset_minutes: 0,
        }
    }
}

impl FirewallState {
    /// Asks what its views want to know by now.
    pub fn ask(&mut self, desk: &dyn Desk, snap: &Snapshot) {
        let now = snap.data_revision;
        let fresh = self.overview.as_ref().is_some_and(|(at, _)| *at == now);
        let coming = self.asked.is_some_and(|(_, at)| at == now);
        if !std::mem::take(&mut self.watched) || fresh || coming {
            return;
        }
        let question = FirewallQuestion::Overview {
            now_utc_millis: self.now_utc_millis,
            offset_minutes: self.offset_minutes,
            days: DAYS,
            newest: NEWEST,
        };
        if let Ok(ticket) = desk.ask(Query::Firewall(question)) {
            self.asked = Some((ticket, now));
        }
    }

    /// Takes an answer in.
    pub fn take(&mut self, ticket: Ticket, answer: FirewallAnswer) {
        let FirewallAnswer::Overview(overview) = answer else { return };
        if let Some((asked, revision)) = self.asked
            && asked == ticket
        {
            self.asked = None;
            self.overview = Some((revision, *overview));
        }
    }

    /// The name of the list that pasted numbers become.
    #[must_use]
    pub fn list_name(&self) -> String {
        self.list.trim().to_owned()
    }
}
