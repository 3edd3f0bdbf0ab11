//! The firewall for incoming calls: rules, decisions and their reasons: what clients may wish, what they see, and its settings.
//! May depend on `base`, `call`, `crm`.

use crate::base::ids::{CallId, LineId};
use crate::base::number::PhoneNumber;
use crate::call::firewall::book::Book;
use crate::call::firewall::exchange::Preview;
use crate::call::firewall::rule::{Handling, Prompt, Rule, RuleId};
use crate::call::firewall::subject::ListId;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum FirewallCommand {
    /// Keep a rule: a new one (without id) or a changed one.
    SaveRule(Rule),
    /// Forget rules (undoable).
    DeleteRules(Vec<RuleId>),
    /// Forget a list and the rules about it (undoable).
    DeleteList(ListId),
    /// Never again this number; a call of it that rings now is turned away at once.
    Block(PhoneNumber, Option<CallId>),
    /// No longer.
    Unblock(PhoneNumber),
    /// The next call of this number, or of anybody, goes through if it comes within a day.
    PermitNext(Option<PhoneNumber>),
    /// Say what this text would bring: the name of the list, what is done with its numbers, the text.
    PreviewText(String, Handling, String),
    /// Say what a file would bring, and what is done with its numbers.
    PreviewFile(PathBuf, Handling),
    /// Take in what was previewed (undoable).
    Import,
    /// Forget what was previewed.
    DropPreview,
    /// Write all rules and lists into this file, which must not exist yet.
    Export(PathBuf),
}

/// What the rim carries out for it.
#[derive(Debug, Clone, PartialEq)]
pub enum FirewallEffect {
    /// Read a file of rules or numbers.
    ReadFile(PathBuf),
    /// Write this text into a new file that only its owner reads.
    WriteFile(PathBuf, String),
    /// Play to the caller.
    Play {
        /// On which line.
        line: LineId,
        /// To whose call.
        call: CallId,
        /// What.
        prompt: Prompt,
    },
    /// Stop playing to the caller.
    Hush(LineId),
}

/// What the rim says to it.
#[derive(Debug, Clone)]
pub enum FirewallEvent {
    /// The rules as the store has them now.
    Loaded(Arc<Book>),
    /// The rules could not be read, in words: until they are, everything rings.
    NotLoaded(String),
    /// The store could not say who is calling.
    WhoFailed(CallId),
    /// A file was read, or not.
    FileRead(Result<Vec<u8>, String>),
    /// A file was written, or not.
    FileWritten(Result<PathBuf, String>),
    /// What was played to the caller is over, or could not be played.
    Played(CallId, Result<(), String>),
}

/// What a file would bring, as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PreviewView {
    /// Name of the list.
    pub name: String,
    /// What is in it.
    pub preview: Preview,
}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FirewallView {
    /// Rules and lists; decides as the engine does.
    pub book: Book,
    /// The rules have been read.
    pub loaded: bool,
    /// A file that waits to be taken in.
    pub preview: Option<Arc<PreviewView>>,
    /// A file is being read or written.
    pub busy: bool,
}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FirewallSettings {
    /// Rules are applied.
    pub on: bool,
    /// Customers always ring.
    pub customers_ring: bool,
    /// Whoever is blocked and calls again within so many minutes rings; 0: nobody.
    pub repeat_minutes: u16,
    /// A call without any caller ID is taken for one when it rings for the nth time (2 to 9).
    pub no_number_rings: u8,
    /// While the number may still come, card and ring sound wait for it (at most until the second ring).
    pub wait_for_number: bool,
    /// What "block" does.
    pub block_by: Handling,
}

impl Default for FirewallSettings {
    fn default() -> Self {
        Self {
            on: true,
            customers_ring: true,
            repeat_minutes: 0,
            no_number_rings: 2,
            wait_for_number: true,
            block_by: Handling::Reject,
        }
    }
}

/// News about it for the notice list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FirewallNotice {
    /// This number is blocked from now on; undo is possible.
    Blocked(String),
    /// … no longer.
    Unblocked(String),
    /// So many numbers and rules were taken in; undo is possible.
    Imported(String),
    /// Rules or a list are gone; undo is possible.
    Deleted(String),
    /// The next call (of this number; empty: of anybody) goes through.
    NextCall(String),
    /// A file was written.
    Written(String),
    /// A file could not be read or written.
    FileFailed(String),
    /// The rules could not be read: everything rings.
    NotLoaded(String),
}

impl FirewallNotice {
    /// Names of the changes it may be about, of which an undo takes one back; empty: none.
    #[must_use]
    pub const fn changes(&self) -> &'static [&'static str] {
        match self {
            Self::Blocked(_) | Self::NextCall(_) => &["save_rule"],
            Self::Unblocked(_) => &["save_rule", "delete_rules"],
            Self::Imported(_) => &["import_rules"],
            Self::Deleted(_) => &["delete_rules", "delete_list"],
            Self::Written(_) | Self::FileFailed(_) | Self::NotLoaded(_) => &[],
        }
    }
}
