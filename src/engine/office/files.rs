//! Files attached to anything, kept by content hash: what clients may wish, what they see, the work on the disk.
//! May depend on `base`, `crm`.

use crate::base::ids::FileId;
use crate::crm::files::{Attached, Content, Subject};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum FileCommand {
    /// Copy these files and attach them.
    Attach(Subject, Vec<PathBuf>),
    /// Stop copying; what is complete stays attached.
    Cancel,
    /// Open one with the system's program.
    Open(Box<Attached>),
    /// Take one off.
    Remove(FileId),
    /// Look whether all contents are there.
    Check,
    /// Show what is on this one, should it be a picture.
    Picture(FileId),
}

/// What is on an attached picture, small enough to be drawn beside a name.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Red, green, blue and opacity of each pixel, 0–255, row by row from the top.
    pub rgba: Vec<u8>,
}

impl Picture {
    /// Pixels of the longer side, at most.
    pub const LONGEST: u32 = 320;
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} × {})", self.width, self.height)
    }
}

/// How far a copy is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copying {
    /// The file's name.
    pub name: String,
    /// Bytes copied.
    pub done: u64,
    /// Bytes in all.
    pub total: u64,
}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FileView {
    /// What is being copied.
    pub copying: Option<Copying>,
    /// Files whose content was not there when it was last looked for.
    pub missing: Arc<Vec<FileId>>,
    /// Pictures that were asked for, the newest last; `None`: it is none, or is not there.
    pub pictures: Arc<Vec<(FileId, Option<Arc<Picture>>)>>,
}

/// Work on the disk.
#[derive(Debug, Clone, PartialEq)]
pub enum FileWork {
    /// Copy these files.
    Copy(Subject, Vec<PathBuf>),
    /// Stop copying.
    Cancel,
    /// Open one.
    Open(Box<Attached>),
    /// Read a picture.
    Picture(FileId),
    /// Look whether all contents are there, and take away those that nothing names any more. Now, in milliseconds since
    /// 1970 UTC.
    Check(i64),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileReport {
    /// A copy grew.
    Copying(Copying),
    /// A copy is complete: it is to be attached.
    Copied(Subject, Content),
    /// Nothing is being copied any more.
    Idle,
    /// Something to be told.
    Told(FileNotice),
    /// Which contents are not there.
    Checked(Vec<FileId>),
    /// What is on one; `None`: it is no picture, or is not there.
    Pictured(FileId, Option<Arc<Picture>>),
}

/// A message for people about a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "file")]
pub enum FileNotice {
    /// The source is not there (any more): is the stick still plugged in?
    SourceGone {
        /// Where it was to be.
        path: String,
    },
    /// It could not be read or copied.
    Failed {
        /// Which.
        name: String,
        /// In the system's words.
        why: String,
    },
    /// A folder cannot be attached.
    Folder {
        /// Which.
        name: String,
    },
    /// Copying was stopped.
    Stopped {
        /// At which file.
        name: String,
    },
    /// The kept content is gone or another one.
    Missing {
        /// Which.
        name: String,
    },
    /// It is a program and is not opened from here.
    Program {
        /// Which.
        name: String,
    },
    /// The system has nothing to open it with.
    NoProgram {
        /// Which.
        name: String,
        /// In the system's words.
        why: String,
    },
}
