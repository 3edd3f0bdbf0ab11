//! The rehearsal of a restore: a copy is opened as the program would, checked through and through, and counted against
//! what it was copied from. May depend on `call`.

use crate::call::upkeep::{Phase, Progress};
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::migrate::{APPLICATION_ID, latest_version};
use crate::store::reader::Reader;
use crate::store::topics::upkeep::Watch;
use crate::store::topics::upkeep::backup::stopped;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// Rows of each table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts(pub Vec<(String, u64)>);

impl Counts {
    /// Counts every table of a database.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(conn: &Connection) -> Result<Self> {
        let mut statement = conn.prepare(
            "SELECT name FROM sqlite_schema
             WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'
             ORDER BY name",
        )?;
        let names = statement
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let mut counts = Vec::new();
        for name in names {
            let quoted = name.replace('"', "\"\"");
            let sql = format!("SELECT count(*) FROM \"{quoted}\"");
            let count: i64 = conn.query_row(&sql, [], |row| row.get(0))?;
            counts.push((name, u64::try_from(count).unwrap_or(0)));
        }
        Ok(Self(counts))
    }

    /// All rows together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().map(|(_, count)| count).sum()
    }
}

/// Opens the copy, checks every page and every reference, counts every table. `expected` is what was counted where it was
/// copied from.
///
/// # Errors
/// `Corrupt` when it is no database of ours or damaged, `Newer` when it is of a newer version, `Interrupted` when told to stop.
pub fn rehearse(copy: &Path, expected: Option<&Counts>, watch: &mut Watch<'_>) -> Result<Counts> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_with_flags(copy, flags)?;
    watch.guard(&mut conn)?;
    let version = ours(&conn)?;
    let asked = |done| Progress { phase: Phase::Rehearsing, done, total: 3 };
    if !watch.go_on(asked(0)) {
        return Err(stopped());
    }
    let faults = integrity(&conn, 1)?;
    if let Some(fault) = faults.first() {
        return Err(corrupt(format!("the copy is damaged: {fault}")));
    }
    if !watch.go_on(asked(1)) {
        return Err(stopped());
    }
    if let Some((table, _)) = orphans(&conn)?.first() {
        return Err(corrupt(format!("rows of {table} point to nothing")));
    }
    if !watch.go_on(asked(2)) {
        return Err(stopped());
    }
    if version == latest_version() {
        // As the program reads when it starts; an older file is brought up to date first, then.
        let reader = Reader::open(copy)?;
        reader.settings()?;
        reader.recent(1)?;
    }
    let counts = Counts::of(&conn)?;
    if expected.is_some_and(|expected| *expected != counts) {
        return Err(corrupt("the copy has other rows than the original".to_owned()));
    }
    Ok(counts)
}

fn corrupt(why: String) -> StoreError {
    StoreError::new(StoreErrorKind::Corrupt, why)
}

/// Refuses what is not ours, or from the future; says the version.
pub(super) fn ours(conn: &Connection) -> Result<u32> {
    let owner: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if owner != APPLICATION_ID {
        return Err(corrupt("it is not a database of Ringdesk".to_owned()));
    }
    if version > latest_version() {
        let known = latest_version();
        let why = format!("its data version is {version}, this program knows {known}");
        return Err(StoreError::new(StoreErrorKind::Newer, why));
    }
    Ok(version)
}

/// What SQLite finds wrong with the file, at most so much.
pub(super) fn integrity(conn: &Connection, most: u32) -> Result<Vec<String>> {
    let mut statement = conn.prepare(&format!("PRAGMA integrity_check({most})"))?;
    let said = statement.query_map([], |row| row.get::<_, String>(0))?;
    let said = said.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(said.into_iter().filter(|line| line != "ok").collect())
}

/// Tables with rows that point to rows that are not there, and how many.
pub(super) fn orphans(conn: &Connection) -> Result<Vec<(String, u64)>> {
    let mut statement = conn.prepare(
        "SELECT \"table\", count(*) FROM pragma_foreign_key_check() GROUP BY \"table\" ORDER BY 1",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
