//! Files attached to anything, kept by content hash: rows, operations and questions. Where a file lies is said by its
//! content; nobody here looks at the disk but the check. May depend on `base`, `crm`.

use crate::base::ids::{CallId, CustomerId, FileId};
use crate::crm::files::{
    Attached, Content, FileAnswer, FileOp, FileQuestion, LONGEST_NAME, Mention, Subject, UNDO_REACH,
};
use crate::crm::knowledge::Entry;
use crate::store::Store;
use crate::store::change::{by, receipt};
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::journal::{self, Past};
use crate::store::office::OfficePast;
use crate::store::operation::{Act, Changes, Receipt, Who};
use crate::store::reader::Reader;
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Files of one subject that are listed.
const MOST: u32 = 500;
const COLUMNS: &str = "id, subject, subject_id, hash, ext, name, bytes, added_utc_millis, who";

/// A row as it stands, for the journal and the way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct FileRow {
    subject: Subject,
    content: Content,
    added_utc_millis: i64,
    who: String,
}

/// How a file stood: `None`, not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct FilePast {
    id: FileId,
    row: Option<FileRow>,
}

/// Brings a file back, or takes it off.
pub(in crate::store) fn restore(conn: &Connection, past: &FilePast) -> Result<()> {
    match &past.row {
        Some(row) => write(conn, Some(past.id), row).map(drop),
        None => remove(conn, past.id),
    }
}

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn files(&mut self, act: &Act, op: &FileOp) -> Result<Receipt> {
        match op {
            FileOp::Add(subject, content) => self.attach(act, *subject, content),
            FileOp::Remove(id) => self.detach(act, *id),
        }
    }

    /// The same content at the same place is there already: nothing changes.
    fn attach(&mut self, act: &Act, subject: Subject, content: &Content) -> Result<Receipt> {
        if content.path().is_none() {
            return Err(StoreError::new(StoreErrorKind::Failed, "a file without a hash"));
        }
        self.transact("attaching a file", |tx| {
            let (word, number) = subject.key();
            let is_there = tx
                .prepare_cached(
                    "SELECT 1 FROM files WHERE subject = ?1 AND subject_id = ?2 AND hash = ?3",
                )?
                .exists(params![word, number, content.hash])?;
            if is_there {
                return Ok(receipt(Changes::default()));
            }
            let who = match &act.who {
                Who::Person(name) => name.clone(),
                Who::Program => String::new(),
            };
            let name = content.name.chars().take(LONGEST_NAME).collect();
            let content = Content { name, ..content.clone() };
            let row = FileRow { subject, content, added_utc_millis: act.at.utc_millis, who };
            let id = write(tx, None, &row)?;
            journal_file(tx, act, "attach_file", id, (None, Some(row)))
        })
    }

    fn detach(&mut self, act: &Act, id: FileId) -> Result<Receipt> {
        self.transact("taking a file off", |tx| {
            let row = attached(tx, id)?
                .ok_or_else(|| StoreError::not_found(format_args!("file {id}")))?;
            let Attached { subject, content, added_utc_millis, who, .. } = row;
            remove(tx, id)?;
            let row = FileRow { subject, content, added_utc_millis, who };
            journal_file(tx, act, "remove_file", id, (Some(row), None))
        })
    }
}

fn journal_file(
    conn: &Connection,
    act: &Act,
    operation: &str,
    id: FileId,
    (before, after): (Option<FileRow>, Option<FileRow>),
) -> Result<Receipt> {
    let subject = before.as_ref().or(after.as_ref()).map(|row| row.content.name.clone());
    let past = |row| Past::Office(OfficePast::File(FilePast { id, row }));
    let subject = subject.unwrap_or_default();
    journal::write_undoable(conn, act, operation, &subject, &past(before), Some(&past(after)))?;
    Ok(receipt(by(act, Changes::CALLS)))
}

fn write(conn: &Connection, id: Option<FileId>, row: &FileRow) -> Result<FileId> {
    let (word, number) = row.subject.key();
    let bytes = i64::try_from(row.content.bytes).unwrap_or(i64::MAX);
    conn.prepare_cached(&format!(
        "INSERT OR REPLACE INTO files ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
    ))?
    .execute(params![
        id.map(|id| id.0),
        word,
        number,
        row.content.hash,
        row.content.ext,
        row.content.name,
        bytes,
        row.added_utc_millis,
        row.who
    ])?;
    Ok(id.unwrap_or_else(|| FileId(conn.last_insert_rowid())))
}

fn remove(conn: &Connection, id: FileId) -> Result<()> {
    conn.prepare_cached("DELETE FROM files WHERE id = ?1")?.execute([id.0])?;
    Ok(())
}

fn attached(conn: &Connection, id: FileId) -> Result<Option<Attached>> {
    let found = conn
        .prepare_cached(&format!("SELECT {COLUMNS} FROM files WHERE id = ?1"))?
        .query_row([id.0], row_to_file)
        .optional()?;
    Ok(found.flatten())
}

/// A row; `None` when its subject is of a kind that this version does not know.
fn row_to_file(row: &SqlRow<'_>) -> rusqlite::Result<Option<Attached>> {
    let word: String = row.get(1)?;
    let Some(subject) = Subject::from_key(&word, row.get(2)?) else { return Ok(None) };
    let bytes: i64 = row.get(6)?;
    Ok(Some(Attached {
        id: FileId(row.get(0)?),
        subject,
        content: Content {
            hash: row.get(3)?,
            ext: row.get(4)?,
            name: row.get(5)?,
            bytes: u64::try_from(bytes).unwrap_or(0),
        },
        added_utc_millis: row.get(7)?,
        who: row.get(8)?,
    }))
}

/// The hashes that stand in an image of the journal.
fn hashes_in(image: &str) -> impl Iterator<Item = &str> {
    image.split("\"hash\":\"").skip(1).filter_map(|rest| rest.get(..64))
}

/// All attached files, one after the other, for the check of what is there.
pub(in crate::store) fn each(
    conn: &Connection,
    mut look: impl FnMut(Attached) -> Result<()>,
) -> Result<()> {
    let mut statement = conn.prepare(&format!("SELECT {COLUMNS} FROM files ORDER BY id"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(file) = row_to_file(row)? {
            look(file)?;
        }
    }
    Ok(())
}

/// The files of a person who is forgotten, and of the calls, are taken off for good; their contents go with the next check.
pub(in crate::store) fn forget(conn: &Connection, id: CustomerId, calls: &[CallId]) -> Result<()> {
    let mut statement =
        conn.prepare_cached("DELETE FROM files WHERE subject = ?1 AND subject_id = ?2")?;
    let all = calls.iter().map(|call| Subject::Call(*call));
    for subject in all.chain([Subject::Customer(id)]) {
        let (word, number) = subject.key();
        statement.execute(params![word, number])?;
    }
    Ok(())
}

impl Reader {
    /// The hashes of all contents that something names: attached files and spoken answers.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn used_contents(&self) -> Result<BTreeSet<String>> {
        let conn = self.connection();
        let mut used: BTreeSet<String> = conn
            .prepare("SELECT DISTINCT hash FROM files")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut statement = conn.prepare("SELECT entry FROM knowledge")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let entry: Entry = serde_json::from_str(&row.get::<_, String>(0)?)?;
            used.extend(entry.audio.map(|audio| audio.hash));
        }
        Ok(used)
    }

    /// What the journal remembers of these contents. Reads all of the journal: only for contents that nothing names.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn mentions(&self, hashes: &BTreeSet<String>) -> Result<BTreeMap<String, Mention>> {
        let mut found: BTreeMap<String, Mention> = BTreeMap::new();
        let mut statement = self.connection().prepare(
            "SELECT at_utc_millis, before, after,
                    id IN (SELECT id FROM journal WHERE undoable = 1 AND undone = 0 ORDER BY id DESC LIMIT ?1)
             FROM journal
             WHERE instr(before, '\"hash\"') > 0 OR instr(after, '\"hash\"') > 0",
        )?;
        let mut rows = statement.query([UNDO_REACH])?;
        while let Some(row) = rows.next()? {
            let (at, in_reach): (i64, bool) = (row.get(0)?, row.get(3)?);
            // Only what stood before is brought back by an undo.
            let images: [(Option<String>, bool); 2] =
                [(row.get(1)?, in_reach), (row.get(2)?, false)];
            for (image, in_reach) in &images {
                for hash in image.iter().flat_map(|image| hashes_in(image)) {
                    if !hashes.contains(hash) {
                        continue;
                    }
                    let mention = Mention { newest_utc_millis: at, in_reach: *in_reach };
                    let known = found.entry(hash.to_owned()).or_insert(mention);
                    known.newest_utc_millis = known.newest_utc_millis.max(at);
                    known.in_reach |= in_reach;
                }
            }
        }
        Ok(found)
    }

    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn files(&self, question: &FileQuestion) -> Result<FileAnswer> {
        match question {
            FileQuestion::Of(subject) => {
                let (word, number) = subject.key();
                let mut statement = self.connection().prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM files WHERE subject = ?1 AND subject_id = ?2 ORDER BY id DESC LIMIT ?3"
                ))?;
                let rows = statement.query_map(params![word, number, MOST], row_to_file)?;
                let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
                Ok(FileAnswer::Of(*subject, rows.into_iter().flatten().collect()))
            }
        }
    }

    /// One attached file; `None` when it was taken off.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn file(&self, id: FileId) -> Result<Option<Attached>> {
        attached(self.connection(), id)
    }

    /// Every attached file, for whoever looks whether its content is there.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn all_files(&self) -> Result<Vec<Attached>> {
        let mut all = Vec::new();
        each(self.connection(), |file| {
            all.push(file);
            Ok(())
        })?;
        Ok(all)
    }
}
