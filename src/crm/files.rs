//! Files attached to anything, kept by content hash.
//! Types and rules; pure. May depend on `base` and the rest of `crm`.

use crate::base::ids::{CallId, CustomerId, FileId, KnowledgeId, OrderId, TaskId};
use serde::{Deserialize, Serialize};

/// Characters of a file's name that are kept.
pub const LONGEST_NAME: usize = 255;
/// The folder of kept files, beside the database.
pub const FOLDER: &str = "files";

/// How long a content that nothing names any more is kept: what was taken off can be brought back that long.
pub const UNUSED_DAYS: i64 = 30;
/// A content younger than this on the disk is never taken away: it may be on its way into the table.
const YOUNGEST_DAYS: i64 = 1;
/// So many of the newest acts of people can be undone without finding their contents gone.
pub const UNDO_REACH: u32 = 200;
const DAY_MILLIS: i64 = 86_400_000;

/// What the journal remembers of a content that no row names any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// When it was named last, milliseconds since 1970 UTC.
    pub newest_utc_millis: i64,
    /// An act that would bring it back is among the newest [`UNDO_REACH`].
    pub in_reach: bool,
}

/// Whether a content that no row names may go. `on_disk` is when it came onto the disk, or was copied again (milliseconds
/// since 1970 UTC). Without a mention it was never attached, or its owner was erased: then it goes soon.
#[must_use]
pub const fn is_garbage(mention: Option<Mention>, on_disk: i64, now: i64) -> bool {
    if now.saturating_sub(on_disk) < YOUNGEST_DAYS * DAY_MILLIS {
        return false;
    }
    match mention {
        None => true,
        Some(Mention { newest_utc_millis, in_reach }) => {
            !in_reach && now.saturating_sub(newest_utc_millis) >= UNUSED_DAYS * DAY_MILLIS
        }
    }
}

/// What a file is attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "to", content = "id")]
pub enum Subject {
    /// A customer's card.
    Customer(CustomerId),
    /// A call.
    Call(CallId),
    /// An order.
    Order(OrderId),
    /// A task.
    Task(TaskId),
    /// A question with its answer.
    Knowledge(KnowledgeId),
}

impl Subject {
    /// Its word in the table, and its number.
    #[must_use]
    pub const fn key(self) -> (&'static str, i64) {
        match self {
            Self::Customer(id) => ("customer", id.0),
            Self::Call(id) => ("call", id.0),
            Self::Order(id) => ("order", id.0),
            Self::Task(id) => ("task", id.0),
            Self::Knowledge(id) => ("knowledge", id.0),
        }
    }

    /// The subject of such a word and number.
    #[must_use]
    pub fn from_key(word: &str, id: i64) -> Option<Self> {
        Some(match word {
            "customer" => Self::Customer(CustomerId(id)),
            "call" => Self::Call(CallId(id)),
            "order" => Self::Order(OrderId(id)),
            "task" => Self::Task(TaskId(id)),
            "knowledge" => Self::Knowledge(KnowledgeId(id)),
            _ => return None,
        })
    }
}

/// A file as it was copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// SHA-256 of what is in it, 64 hexadecimal digits.
    pub hash: String,
    /// Its ending, in small letters and without the dot; empty: none worth keeping.
    pub ext: String,
    /// Its name where it came from.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
}

impl Content {
    /// Where it is kept, relative to the data folder; `None` when the hash is none.
    #[must_use]
    pub fn path(&self) -> Option<String> {
        let is_hash = self.hash.len() == 64
            && self.hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let start = self.hash.get(..2).filter(|_| is_hash)?;
        let ext = extension(&format!("x.{}", self.ext));
        let dot = if ext.is_empty() { "" } else { "." };
        Some(format!("{FOLDER}/{start}/{}{dot}{ext}", self.hash))
    }
}

/// An attached file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// Which.
    pub id: FileId,
    /// To what.
    pub subject: Subject,
    /// What is in it.
    pub content: Content,
    /// When it was attached, milliseconds since 1970 UTC.
    pub added_utc_millis: i64,
    /// By whom.
    pub who: String,
}

/// The ending of a name as it is kept: at most eight small letters and digits.
#[must_use]
pub fn extension(name: &str) -> String {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let plain = |ending: &String| {
        (1..=8).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    ending.filter(plain).unwrap_or_default()
}

/// Endings of pictures that can stand on a card.
const PICTURES: &[&str] = &["jpg", "jpeg", "png", "bmp", "webp"];

/// Whether a file may be a picture, by its ending.
#[must_use]
pub fn is_picture(ext: &str) -> bool {
    PICTURES.contains(&ext)
}

/// Endings of files that run something when they are opened: they are kept, and never opened from here.
const PROGRAMS: &[&str] = &[
    "exe", "com", "bat", "cmd", "msi", "msp", "scr", "pif", "cpl", "hta", "vbs", "vbe", "js",
    "jse", "wsf", "wsh", "ps1", "psm1", "lnk", "inf", "reg", "jar", "sh", "bash", "zsh", "csh",
    "ksh", "fish", "run", "bin", "elf", "out", "appimage", "desktop", "deb", "rpm", "apk", "snap",
    "flatpak", "py", "pyc", "pl", "rb", "php", "lua", "tcl", "app", "command", "dmg", "pkg", "so",
    "dll", "ko",
];

/// Whether a file runs something when it is opened, by its name.
#[must_use]
pub fn is_program(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| PROGRAMS.contains(&ending.to_ascii_lowercase().as_str()))
}

/// Whether what stands at the beginning of a file says that it is a program (ELF, PE, Mach-O, a script).
#[must_use]
pub fn begins_as_program(head: &[u8]) -> bool {
    let marks: [&[u8]; 5] = [b"\x7fELF", b"MZ", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"];
    marks.iter().any(|mark| head.starts_with(mark)) || head.starts_with(b"[Desktop Entry]")
}

/// What the store is asked to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileOp {
    /// A file that was copied is attached.
    Add(Subject, Content),
    /// Take it off; its content stays, so that this can be undone.
    Remove(FileId),
}

impl FileOp {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Add(..) => "attach_file",
            Self::Remove(_) => "remove_file",
        }
    }

    /// Whether a person does it (and may undo it), not the program by itself.
    #[must_use]
    pub fn by_person(&self) -> bool {
        true
    }

    /// Whether it is kept in memory and tried again when the disk refuses it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        matches!(self, Self::Add(..))
    }
}

/// What may be asked of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileQuestion {
    /// The files of a subject, newest first (at most 500).
    Of(Subject),
}

/// The answer to a [`FileQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum FileAnswer {
    /// To `Of`.
    Of(Subject, Vec<Attached>),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(hash: &str, ext: &str) -> Content {
        Content { hash: hash.into(), ext: ext.into(), name: "a".into(), bytes: 1 }
    }

    #[test]
    fn a_path_never_leaves_the_folder() {
        let hash = "ab".repeat(32);
        assert_eq!(content(&hash, "pdf").path(), Some(format!("files/ab/{hash}.pdf")));
        assert_eq!(content(&hash, "").path(), Some(format!("files/ab/{hash}")));
        assert_eq!(content(&hash, "../../x").path(), Some(format!("files/ab/{hash}")));
        for bad in ["", "../../etc/passwd", &"AB".repeat(32), &"a".repeat(63), &"价".repeat(32)] {
            assert_eq!(content(bad, "pdf").path(), None, "{bad}");
        }
    }

    #[test]
    fn a_content_nobody_names_goes_after_its_days_and_never_within_reach_of_an_undo() {
        let now = 1_000 * DAY_MILLIS;
        let old = now - 400 * DAY_MILLIS;
        let named = |days: i64, in_reach| {
            Some(Mention { newest_utc_millis: now - days * DAY_MILLIS, in_reach })
        };
        assert!(is_garbage(None, old, now));
        assert!(!is_garbage(None, now - DAY_MILLIS + 1, now), "on its way into the table");
        assert!(!is_garbage(None, now + DAY_MILLIS, now), "the clock was set back");
        assert!(is_garbage(named(30, false), old, now));
        assert!(!is_garbage(named(29, false), old, now));
        assert!(!is_garbage(named(300, true), old, now), "it can still be brought back");
        assert!(!is_garbage(named(300, false), now, now), "copied again today");
    }

    #[test]
    fn endings_are_kept_plain_and_programs_are_known() {
        assert_eq!(extension("报价 2026.PDF"), "pdf");
        for odd in ["no ending", "a.", "a.价格", "a.tar gz", "a.verylongending", ".."] {
            assert_eq!(extension(odd), "", "{odd}");
        }
        assert!(is_program("游戏.EXE") && is_program("x.desktop") && is_program("a.pdf.sh"));
        assert!(!is_program("x.pdf") && !is_program("exe"));
        assert!(begins_as_program(b"\x7fELF\x02") && begins_as_program(b"#!/bin/sh"));
        assert!(!begins_as_program(b"%PDF-1.7") && !begins_as_program(b""));
    }
}
