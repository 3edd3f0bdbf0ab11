//! Facts of the firewall turned into words: what is done, why, about whom. The words themselves are in the text files.
//! May depend on types of `call`, `engine`, and `ui`'s texts.

use super::state::{DraftFault, Page, RuleFilter};
use crate::call::firewall::book::Book;
use crate::call::firewall::exchange::Unusable;
use crate::call::firewall::pattern::{Fault, Wrong};
use crate::call::firewall::rule::{Handling, Rule};
use crate::call::firewall::subject::{Kind, ListId, NoNumber};
use crate::call::firewall::treatment::{Hindrance, Treatment, Why};
use crate::call::firewall::window::{Window, clock};
use crate::engine::topics::firewall::FirewallNotice;
use crate::ui::icons::Icon;
use crate::ui::texts::Texts;
use crate::ui::tokens::Mood;

/// Key of a part of the page.
#[must_use]
pub const fn page(page: Page) -> &'static str {
    match page {
        Page::Rules => "firewall.page_rules",
        Page::Decisions => "firewall.page_decisions",
        Page::Exchange => "firewall.page_exchange",
        Page::Settings => "firewall.page_settings",
    }
}

/// Key of a filter.
#[must_use]
pub const fn filter(filter: RuleFilter) -> &'static str {
    match filter {
        RuleFilter::All => "firewall.filter_all",
        RuleFilter::Blocking => "firewall.filter_blocking",
        RuleFilter::Allowed => "firewall.filter_allowed",
        RuleFilter::Temporary => "firewall.filter_temporary",
        RuleFilter::Stale => "firewall.filter_stale",
    }
}

/// Key of what a rule does.
#[must_use]
pub const fn handling(handling: Handling) -> &'static str {
    match handling {
        Handling::Allow => "firewall.do_allow",
        Handling::Ring => "firewall.do_ring",
        Handling::Silent => "firewall.do_silent",
        Handling::Reject => "firewall.do_reject",
        Handling::Announce => "firewall.do_announce",
        Handling::Voicemail => "firewall.do_voicemail",
    }
}

/// Key of what a rule does, explained.
#[must_use]
pub const fn handling_hint(handling: Handling) -> &'static str {
    match handling {
        Handling::Allow => "firewall.hint_allow",
        Handling::Ring => "firewall.hint_ring",
        Handling::Silent => "firewall.hint_silent",
        Handling::Reject => "firewall.hint_reject",
        Handling::Announce => "firewall.hint_announce",
        Handling::Voicemail => "firewall.hint_voicemail",
    }
}

/// Icon and mood of what is done.
#[must_use]
pub const fn sign(handling: Handling) -> (Icon, Mood) {
    match handling {
        Handling::Allow => (Icon::Tick, Mood::Good),
        Handling::Ring => (Icon::Ringing, Mood::Good),
        Handling::Silent => (Icon::Shield, Mood::Calm),
        Handling::Reject => (Icon::HangUp, Mood::Bad),
        Handling::Announce => (Icon::Bell, Mood::Alert),
        Handling::Voicemail => (Icon::Note, Mood::Cool),
    }
}

/// Key of a kind of rule.
#[must_use]
pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Number => "firewall.kind_number",
        Kind::Prefix => "firewall.kind_prefix",
        Kind::Range => "firewall.kind_range",
        Kind::Pattern => "firewall.kind_pattern",
        Kind::Place => "firewall.kind_place",
        Kind::NoNumber => "firewall.kind_no_number",
        Kind::List => "firewall.kind_list",
        Kind::Class => "firewall.kind_class",
        Kind::Customers => "firewall.kind_customers",
        Kind::Strangers => "firewall.kind_strangers",
        Kind::Anybody => "firewall.kind_anybody",
    }
}

/// Key of a reason why there is no number.
#[must_use]
pub const fn no_number(which: NoNumber) -> &'static str {
    match which {
        NoNumber::Any => "firewall.no_any",
        NoNumber::Withheld => "firewall.no_withheld",
        NoNumber::Unavailable => "firewall.no_unavailable",
        NoNumber::NoneCame => "firewall.no_none_came",
    }
}

/// A rule in words.
#[must_use]
pub fn rule(texts: &Texts, book: &Book, rule: &Rule) -> String {
    title(texts, book, &rule.title())
}

/// The words for a rule as calls keep it: `prefix 0571`.
#[must_use]
pub fn title(texts: &Texts, book: &Book, raw: &str) -> String {
    let (word, rest) = raw.split_once(' ').unwrap_or((raw, ""));
    let Some(found) = Kind::ALL.into_iter().find(|k| k.word() == word) else {
        return raw.to_owned();
    };
    let what = match found {
        Kind::List => {
            let id = rest.parse().map(ListId).unwrap_or_default();
            book.list(id).map_or_else(|| rest.to_owned(), |list| list.name.clone())
        }
        Kind::NoNumber => {
            let which = match rest {
                "withheld" => NoNumber::Withheld,
                "unavailable" => NoNumber::Unavailable,
                "none_came" => NoNumber::NoneCame,
                _ => NoNumber::Any,
            };
            return texts.t(no_number(which)).to_owned();
        }
        Kind::Number => texts.number(&crate::base::number::PhoneNumber::new(rest)),
        _ => rest.to_owned(),
    };
    match found {
        Kind::Customers | Kind::Strangers | Kind::Anybody => texts.t(kind(found)).to_owned(),
        Kind::Number => what,
        _ => texts.tf("firewall.title", &[("kind", texts.t(kind(found))), ("what", &what)]),
    }
}

/// What was done with a call, and why, in one sentence.
#[must_use]
pub fn verdict(texts: &Texts, book: &Book, treatment: &Treatment) -> String {
    let done = texts.t(match treatment.done {
        Handling::Allow | Handling::Ring => "firewall.done_ring",
        Handling::Silent => "firewall.done_silent",
        Handling::Reject => "firewall.done_reject",
        Handling::Announce => "firewall.done_announce",
        Handling::Voicemail => "firewall.done_voicemail",
    });
    let why = texts.t(match treatment.why {
        Why::NoRule => "firewall.why_no_rule",
        Why::SwitchedOff => "firewall.why_off",
        Why::NotLoaded => "firewall.why_not_loaded",
        Why::Allowed => "firewall.why_allowed",
        Why::KnownCustomer => "firewall.why_customer",
        Why::PermitNext => "firewall.why_next",
        Why::RepeatCaller => "firewall.why_repeat",
        Why::Rule => "firewall.why_rule",
    });
    let why = why.replace("{rule}", &title(texts, book, &treatment.rule_title));
    let mut text = texts.tf("firewall.verdict", &[("done", done), ("why", &why)]);
    if let Some(hindrance) = treatment.hindrance {
        text.push_str(texts.t("firewall.verdict_joint"));
        text.push_str(texts.t(self::hindrance(hindrance)));
    }
    text
}

const fn hindrance(hindrance: Hindrance) -> &'static str {
    match hindrance {
        Hindrance::CannotSeize => "firewall.but_cannot_seize",
        Hindrance::CannotPlay => "firewall.but_cannot_play",
        Hindrance::NotPlayed => "firewall.but_not_played",
        Hindrance::NoVoicemail => "firewall.but_no_voicemail",
        Hindrance::Answered => "firewall.but_answered",
        Hindrance::PickedUp => "firewall.but_picked_up",
        Hindrance::CallerLeft => "firewall.but_caller_left",
        Hindrance::Refused => "firewall.but_refused",
        Hindrance::BoxLost => "firewall.but_box_lost",
        Hindrance::NoEffect => "firewall.but_no_effect",
        Hindrance::StoreSlow => "firewall.but_store_slow",
        Hindrance::Fault => "firewall.but_fault",
    }
}

/// What is wrong, and where.
#[must_use]
pub fn fault(texts: &Texts, fault: Fault) -> String {
    let (key, what) = match fault.wrong {
        Wrong::Empty => ("firewall.wrong_empty", String::new()),
        Wrong::Strange(c) => ("firewall.wrong_strange", c.to_string()),
        Wrong::PlusInside => ("firewall.wrong_plus", String::new()),
        Wrong::OnlyWildcards => ("firewall.wrong_wildcards", String::new()),
        Wrong::TooLong => ("firewall.wrong_long", String::new()),
        Wrong::EndsDiffer => ("firewall.wrong_ends", String::new()),
        Wrong::Backwards => ("firewall.wrong_backwards", String::new()),
    };
    texts.tf(key, &[("what", &what), ("at", &fault.at.to_string())])
}

/// What is wrong with a draft.
#[must_use]
pub fn draft_fault(texts: &Texts, wrong: DraftFault) -> String {
    match wrong {
        DraftFault::Subject(wrong) => fault(texts, wrong),
        DraftFault::Time => texts.t("firewall.wrong_time").to_owned(),
        DraftFault::Days => texts.t("firewall.wrong_days").to_owned(),
        DraftFault::File => texts.t("firewall.wrong_file").to_owned(),
    }
}

/// Why a line of a file cannot be used.
#[must_use]
pub fn unusable(texts: &Texts, why: Unusable) -> String {
    let key = match why {
        Unusable::Fault(wrong) => return fault(texts, wrong),
        Unusable::NoNumber => "firewall.bad_no_number",
        Unusable::Short => "firewall.bad_short",
        Unusable::Kind => "firewall.bad_kind",
        Unusable::Action => "firewall.bad_action",
        Unusable::Time => "firewall.wrong_time",
        Unusable::TooMany => "firewall.bad_too_many",
    };
    texts.t(key).to_owned()
}

/// Keys of the days, Monday first.
pub const DAYS: [&str; 7] = [
    "firewall.monday",
    "firewall.tuesday",
    "firewall.wednesday",
    "firewall.thursday",
    "firewall.friday",
    "firewall.saturday",
    "firewall.sunday",
];

/// When a rule holds.
#[must_use]
pub fn window(texts: &Texts, window: Window) -> String {
    let hours = if window.from == window.to {
        texts.t("firewall.all_day").to_owned()
    } else {
        format!("{}–{}", clock(window.from), clock(window.to))
    };
    if window.days == Window::EVERY_DAY {
        return hours;
    }
    let named = DAYS.iter().enumerate().filter(|(day, _)| window.days & (1 << day) != 0);
    let days: Vec<&str> = named.map(|(_, key)| texts.t(key)).collect();
    format!("{} {hours}", days.join(texts.t("firewall.day_joint")))
}

/// The sentence of a notice.
#[must_use]
pub fn notice(texts: &Texts, notice: &FirewallNotice) -> String {
    let with = |key: &str, what: &str| texts.tf(key, &[("what", what)]);
    match notice {
        FirewallNotice::Blocked(what) => with("firewall.notice_blocked", what),
        FirewallNotice::Unblocked(what) => with("firewall.notice_unblocked", what),
        FirewallNotice::Imported(what) => with("firewall.notice_imported", what),
        FirewallNotice::Deleted(what) => with("firewall.notice_deleted", what),
        FirewallNotice::NextCall(what) if what.is_empty() => {
            texts.t("firewall.notice_next_anybody").to_owned()
        }
        FirewallNotice::NextCall(what) => with("firewall.notice_next", what),
        FirewallNotice::Written(what) => with("firewall.notice_written", what),
        FirewallNotice::FileFailed(what) => with("firewall.notice_file_failed", what),
        FirewallNotice::NotLoaded(what) => with("firewall.notice_not_loaded", what),
    }
}
