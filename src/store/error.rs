//! Why the store could not do something: the kind is what a caller decides upon, the context is for people.
//! May depend on nothing but rusqlite.

use crate::store::sight::REFUSED;
use rusqlite::ErrorCode;
use std::io;

/// What a caller may decide upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreErrorKind {
    /// The file was written by a newer version of the program.
    Newer,
    /// The file is damaged, or it is no database of this program.
    Corrupt,
    /// The file or its folder may not be written.
    ReadOnly,
    /// Another program (or another copy of this one) holds the file.
    Locked,
    /// The disk is full.
    Full,
    /// What was to be changed does not exist (any more).
    NotFound,
    /// The disk or folder could not be read or written.
    Io,
    /// A question was broken off because the program ends.
    Interrupted,
    /// It belongs to somebody else, and whoever wanted it may not.
    NotYours,
    /// Anything else.
    Failed,
}

impl StoreErrorKind {
    /// Whether the same write may succeed later, without anybody changing the write.
    #[must_use]
    pub fn may_pass(self) -> bool {
        matches!(self, Self::ReadOnly | Self::Locked | Self::Full | Self::Io)
    }
}

/// A refusal or failure of the store. Its text is one plain sentence for the command line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{context}")]
pub struct StoreError {
    /// What to decide upon.
    pub kind: StoreErrorKind,
    /// In words.
    pub context: String,
}

/// Shorthand for everything in this layer.
pub type Result<T> = std::result::Result<T, StoreError>;

impl StoreError {
    /// An error of this kind, in these words.
    #[must_use]
    pub fn new(kind: StoreErrorKind, context: impl Into<String>) -> Self {
        Self { kind, context: context.into() }
    }

    /// What is missing.
    #[must_use]
    pub fn not_found(what: impl std::fmt::Display) -> Self {
        Self::new(StoreErrorKind::NotFound, format!("{what} does not exist (any more)"))
    }

    /// The same error, with what was going on in front.
    #[must_use]
    pub fn during(self, what: &str) -> Self {
        Self { context: format!("{what}: {}", self.context), ..self }
    }

    /// What a failed file operation means.
    #[must_use]
    pub fn from_io(error: &io::Error, what: impl std::fmt::Display) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                StoreErrorKind::ReadOnly
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreErrorKind::Full,
            _ => StoreErrorKind::Io,
        };
        Self::new(kind, format!("{what}: {error}"))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let kind = match &error {
            rusqlite::Error::SqliteFailure(_, Some(said)) if said == REFUSED => {
                StoreErrorKind::NotYours
            }
            rusqlite::Error::SqliteFailure(failure, _) => kind_of(failure.code),
            rusqlite::Error::QueryReturnedNoRows => StoreErrorKind::NotFound,
            _ => StoreErrorKind::Failed,
        };
        let context = match kind {
            StoreErrorKind::Corrupt => format!("the database file is damaged ({error})"),
            StoreErrorKind::ReadOnly => format!("the database may not be written ({error})"),
            StoreErrorKind::Locked => {
                format!("another program holds the database ({error})")
            }
            StoreErrorKind::Full => format!("the disk is full ({error})"),
            StoreErrorKind::NotYours => {
                "it belongs to somebody else, and your role may change its own only".to_owned()
            }
            StoreErrorKind::Io => format!("the disk could not be read or written ({error})"),
            _ => error.to_string(),
        };
        Self { kind, context }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::new(StoreErrorKind::Corrupt, format!("a stored value cannot be read ({error})"))
    }
}

fn kind_of(code: ErrorCode) -> StoreErrorKind {
    match code {
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreErrorKind::Corrupt,
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StoreErrorKind::ReadOnly,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreErrorKind::Locked,
        ErrorCode::DiskFull => StoreErrorKind::Full,
        ErrorCode::SystemIoFailure | ErrorCode::CannotOpen => StoreErrorKind::Io,
        ErrorCode::OperationInterrupted => StoreErrorKind::Interrupted,
        ErrorCode::NotFound => StoreErrorKind::NotFound,
        _ => StoreErrorKind::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::ffi;

    #[test]
    fn what_sqlite_says_becomes_what_a_caller_decides_upon() {
        for (code, kind) in [
            (ffi::SQLITE_FULL, StoreErrorKind::Full),
            (ffi::SQLITE_BUSY, StoreErrorKind::Locked),
            (ffi::SQLITE_READONLY, StoreErrorKind::ReadOnly),
            (ffi::SQLITE_NOTADB, StoreErrorKind::Corrupt),
            (ffi::SQLITE_CORRUPT, StoreErrorKind::Corrupt),
            (ffi::SQLITE_IOERR, StoreErrorKind::Io),
            (ffi::SQLITE_CONSTRAINT, StoreErrorKind::Failed),
        ] {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            assert_eq!(StoreError::from(error).kind, kind, "{code}");
        }
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        assert_eq!(StoreError::from_io(&denied, "x").kind, StoreErrorKind::ReadOnly);
    }
}
