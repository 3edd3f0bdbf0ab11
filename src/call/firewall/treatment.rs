//! What was done with an incoming call, and why: kept with the call. May depend on `base`.

use crate::call::firewall::rule::{Handling, RuleId};
use serde::{Deserialize, Serialize};

/// The grounds of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// No rule is about this caller.
    #[default]
    NoRule,
    /// The firewall is switched off.
    SwitchedOff,
    /// The rules were not read yet.
    NotLoaded,
    /// A rule of the allow-list, which always wins.
    Allowed,
    /// A customer, and customers always ring.
    KnownCustomer,
    /// Somebody had let the next call through.
    PermitNext,
    /// Blocked a short while ago, and calling again.
    RepeatCaller,
    /// A rule.
    Rule,
}

/// What kept a decision from being carried out, or from being made in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hindrance {
    /// The box cannot take the line.
    CannotSeize,
    /// The box cannot play into the line.
    CannotPlay,
    /// There is no answering machine yet.
    NoVoicemail,
    /// The desk phone was lifted, or the call answered, before.
    Answered,
    /// The desk phone was lifted while the call was being turned away.
    PickedUp,
    /// The caller had left.
    CallerLeft,
    /// The box refused.
    Refused,
    /// The box went away.
    BoxLost,
    /// The line was taken and it rang on.
    NoEffect,
    /// The store did not say in time whether this is a customer.
    StoreSlow,
    /// Something in the decision itself failed.
    Fault,
    /// The announcement could not be played: its file or its device failed.
    NotPlayed,
}

/// What was done with a call, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Treatment {
    /// What was decided.
    #[serde(default, skip_serializing_if = "is_ring")]
    pub wanted: Handling,
    /// What was done.
    #[serde(default, skip_serializing_if = "is_ring")]
    pub done: Handling,
    /// Why it was decided.
    pub why: Why,
    /// The rule that decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleId>,
    /// What the rule said then; it may be changed or gone by now.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule_title: String,
    /// A word to show.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tag: String,
    /// What stood in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hindrance: Option<Hindrance>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_ring(handling: &Handling) -> bool {
    *handling == Handling::Ring
}

impl Treatment {
    /// It rang after all, because of this.
    pub fn let_ring(&mut self, hindrance: Hindrance) {
        self.done = Handling::Ring;
        self.hindrance = Some(hindrance);
    }

    /// Whether the office was not disturbed.
    #[must_use]
    pub const fn blocked(&self) -> bool {
        self.done.blocks()
    }
}
