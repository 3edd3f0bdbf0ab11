//! The decision about a call. Which of several rules decides does not depend on their order in the list:
//!
//! 1. the firewall is off: it rings;
//! 2. a rule of the allow-list: it rings (the allow-list always wins);
//! 3. a customer, where customers always ring, and no rule is about just this number: it rings;
//! 4. otherwise the most exact rule decides ([`Exactness`]); of equally exact ones that with hours before that without,
//!    that with an end before that without, that which lets ring before that which blocks, the newer before the older;
//! 5. it would block, but the next call was let through, or the caller calls again within the time set: it rings;
//! 6. no rule: it rings.
//!
//! May depend on `base`.

use crate::call::firewall::book::Book;
use crate::call::firewall::matching::{Caller, Standing};
use crate::call::firewall::rule::{Handling, Prompt, RuleId, RuleRow};
use crate::call::firewall::subject::{Exactness, Subject};
use crate::call::firewall::treatment::{Hindrance, Treatment, Why};
use std::cmp::Reverse;

/// When, where and under which settings is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances<'a> {
    /// Now, milliseconds since 1970 UTC.
    pub utc_millis: i64,
    /// The zone, minutes east of UTC.
    pub offset_minutes: i16,
    /// The office's own area code; empty: not known.
    pub home_area: &'a str,
    /// The firewall is switched on.
    pub on: bool,
    /// Customers always ring.
    pub customers_ring: bool,
    /// This number was blocked so short a while ago that it rings now.
    pub called_before: bool,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision {
    /// What is to be done and why.
    pub treatment: Treatment,
    /// What is played, where something is.
    pub prompt: Prompt,
    /// Who is calling is not known, and could change this.
    pub asks_who: bool,
}

/// What makes one rule decide before another.
type Rank = (Exactness, bool, bool, Reverse<bool>, Option<RuleId>);

fn rank(row: &RuleRow) -> Rank {
    let rule = &row.rule;
    let (hours, ends) = (rule.window.is_some(), rule.until_utc_millis.is_some());
    (rule.subject.exactness(), hours, ends, Reverse(rule.handling.blocks()), rule.id)
}

fn best<'a>(rows: &[&'a RuleRow], fits: impl Fn(&RuleRow) -> bool) -> Option<&'a RuleRow> {
    rows.iter().copied().filter(|row| fits(row)).max_by_key(|row| rank(row))
}

impl Book {
    /// Decides about a call. Never fails; what cannot be decided rings.
    #[must_use]
    pub fn decide(&self, caller: &Caller, now: &Circumstances<'_>) -> Decision {
        if !now.on {
            return because(Why::SwitchedOff, None);
        }
        let about = self.about(caller, now.home_area);
        let rows: Vec<&RuleRow> = about
            .into_iter()
            .filter_map(|at| self.rows.get(at))
            .filter(|row| row.rule.holds(now.utc_millis, now.offset_minutes))
            .collect();
        let mut decision = among(&rows, caller, now);
        decision.asks_who = caller.standing == Standing::NotKnown
            && caller.number.is_some()
            && (now.customers_ring && decision.treatment.wanted.blocks()
                || self.has_who_rules(now));
        decision
    }

    fn has_who_rules(&self, now: &Circumstances<'_>) -> bool {
        let asks = |row: &RuleRow| {
            row.rule.subject.asks_who() && row.rule.holds(now.utc_millis, now.offset_minutes)
        };
        self.rows.iter().any(asks)
    }
}

fn among(rows: &[&RuleRow], caller: &Caller, now: &Circumstances<'_>) -> Decision {
    let allows = |row: &RuleRow| row.rule.handling == Handling::Allow;
    if let Some(row) = best(rows, |row| allows(row) && !row.rule.once) {
        return because(Why::Allowed, Some(row));
    }
    let decisive = best(rows, |row| !allows(row));
    // Whoever wrote a rule about this very number knew whose it is.
    let is_meant = decisive.is_some_and(|row| matches!(row.rule.subject, Subject::Number(_)));
    if now.customers_ring && matches!(caller.standing, Standing::Customer(_)) && !is_meant {
        return because(Why::KnownCustomer, None);
    }
    let Some(row) = decisive else { return because(Why::NoRule, None) };
    let wanted = row.rule.handling;
    if wanted.blocks() {
        if let Some(permit) = best(rows, |row| allows(row) && row.rule.once) {
            return because(Why::PermitNext, Some(permit));
        }
        if now.called_before {
            return because(Why::RepeatCaller, Some(row));
        }
    }
    let mut decision = because(Why::Rule, Some(row));
    decision.treatment.wanted = wanted;
    decision.treatment.done = wanted;
    decision.prompt = row.rule.prompt.clone();
    if wanted == Handling::Voicemail {
        decision.treatment.let_ring(Hindrance::NoVoicemail);
    }
    decision
}

/// It rings, because.
fn because(why: Why, row: Option<&RuleRow>) -> Decision {
    let treatment = Treatment {
        why,
        rule: row.and_then(|row| row.rule.id),
        rule_title: row.map(|row| row.rule.title()).unwrap_or_default(),
        tag: row.map(|row| row.rule.tag.trim().to_owned()).unwrap_or_default(),
        ..Treatment::default()
    };
    Decision { treatment, ..Decision::default() }
}

#[cfg(test)]
mod tests;
