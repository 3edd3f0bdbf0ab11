//! Lists in and out: imports that can be taken back whole, what goes out, what is known of one person, and forgetting
//! one. The work on many rows is done on connections of its own, in pieces, by whatever thread calls; the writer and the
//! readers go on meanwhile. May depend on `base`, `crm`.

mod about;
mod bulk;
mod erase;
mod known;
mod out;
mod undoing;

use crate::crm::transfer::report::ImportRow;
use crate::crm::transfer::{ImportId, Mode, TransferAnswer, TransferOp, TransferQuestion};
use crate::store::Store;
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;
use crate::store::{file, migrate};
use rusqlite::{Connection, OpenFlags, Row, params};
use std::path::Path;
use std::time::Duration;

pub use bulk::{Batch, Bulk, Plan};
pub use undoing::undo_import;

pub(in crate::store) use undoing::restore_all;

/// How long a piece waits for the writer, whose own pieces are short.
const BUSY: Duration = Duration::from_secs(20);
/// KiB of pages an import keeps in memory.
const CACHE_KIB: i64 = 192_000;
/// Pages the write-ahead file grows to before it is emptied.
const CHECKPOINT_PAGES: i64 = 64_000;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn transfer(&mut self, act: &Act, op: &TransferOp) -> Result<Receipt> {
        match op {
            TransferOp::Erase(id) => {
                self.transact("erasing a person", |tx| erase::erase(tx, act, *id))
            }
        }
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn transfer(&self, question: &TransferQuestion) -> Result<TransferAnswer> {
        match question {
            TransferQuestion::Imports { offset, limit } => {
                let conn = self.connection();
                let mut statement = conn.prepare_cached(
                    "SELECT id, at_utc_millis, offset_minutes, who, file, mode, state, counts
                     FROM imports ORDER BY id DESC LIMIT ?1 OFFSET ?2",
                )?;
                let rows = statement.query_map([limit, offset], import_row)?;
                let rows = rows.collect::<rusqlite::Result<_>>()?;
                let total = conn
                    .prepare_cached("SELECT count(*) FROM imports")?
                    .query_row([], |row| row.get(0))?;
                Ok(TransferAnswer::Imports(rows, total))
            }
        }
    }

    /// What the columns of a file with this head meant the last time, as JSON.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn column_map(&self, heads: &str) -> Result<Option<String>> {
        use rusqlite::OptionalExtension;
        Ok(self
            .connection()
            .prepare_cached("SELECT targets FROM column_maps WHERE heads = ?1")?
            .query_row([heads], |row| row.get(0))
            .optional()?)
    }

    /// The newest import that has not been taken back.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn newest_import(&self) -> Result<Option<ImportRow>> {
        use rusqlite::OptionalExtension;
        Ok(self
            .connection()
            .prepare_cached(
                "SELECT id, at_utc_millis, offset_minutes, who, file, mode, state, counts
                 FROM imports WHERE state <> 'undone' ORDER BY id DESC LIMIT 1",
            )?
            .query_row([], import_row)
            .optional()?)
    }
}

fn import_row(row: &Row<'_>) -> rusqlite::Result<ImportRow> {
    let json = |column: usize| row.get::<_, String>(column);
    let quoted = |column: usize| json(column).map(|word| format!("\"{word}\""));
    Ok(ImportRow {
        id: ImportId(row.get(0)?),
        at_utc_millis: row.get(1)?,
        offset_minutes: row.get(2)?,
        who: row.get(3)?,
        file: row.get(4)?,
        mode: serde_json::from_str::<Mode>(&quoted(5)?).unwrap_or_default(),
        state: serde_json::from_str(&quoted(6)?).unwrap_or_default(),
        counts: serde_json::from_str(&json(7)?).unwrap_or_default(),
    })
}

/// A writing connection beside the writer's own, for work in pieces.
fn open_beside(path: &Path) -> Result<Connection> {
    let open = || -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags)?;
        conn.busy_timeout(BUSY)?;
        conn.set_prepared_statement_cache_capacity(64);
        let version: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version != migrate::latest_version() {
            let why = "the data file is of another version: start the program once";
            return Err(StoreError::new(StoreErrorKind::Failed, why));
        }
        // Whatever is written here writes or removes all rows of a card itself, many at a time.
        conn.pragma_update(None, "foreign_keys", false)?;
        // A power cut may take the newest pieces with it, never half of one; the list of what was done goes with them.
        conn.pragma_update(None, "synchronous", "normal")?;
        conn.pragma_update(None, "cache_size", -CACHE_KIB)?;
        conn.pragma_update_and_check(None, "wal_autocheckpoint", CHECKPOINT_PAGES, |_| Ok(()))?;
        Ok(conn)
    };
    open().map_err(|error| file::explain(&error, path))
}

/// Keeps what the columns of such a head mean.
fn remember_columns(conn: &Connection, heads: &str, targets: &str) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO column_maps (heads, targets) VALUES (?1, ?2)
         ON CONFLICT (heads) DO UPDATE SET targets = excluded.targets",
    )?
    .execute(params![heads, targets])?;
    Ok(())
}
