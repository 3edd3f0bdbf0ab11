//! Questions and answers to say or play while talking: rows, operations and questions.
//! May depend on `base`, `crm`.

use crate::base::ids::KnowledgeId;
use crate::crm::files::Content;
use crate::crm::knowledge::{Entry, KnowledgeAnswer, KnowledgeOp, KnowledgeQuestion, terms};
use crate::store::Store;
use crate::store::change::{by, receipt};
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::journal::{self, Past};
use crate::store::office::OfficePast;
use crate::store::operation::{Act, Changes, Receipt};
use crate::store::reader::Reader;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
use serde::{Deserialize, Serialize};

/// Entries that are stored in one operation.
const MOST: usize = 1_000;
/// Categories that are listed.
const CATEGORIES: u32 = 200;

/// How entries stood: `None`, not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct KnowledgePast(Vec<(KnowledgeId, Option<Entry>)>);

/// Brings entries back, or takes them away.
pub(in crate::store) fn restore(conn: &Connection, past: &KnowledgePast) -> Result<()> {
    past.0.iter().try_for_each(|(id, entry)| match entry {
        Some(entry) => write(conn, Some(*id), entry).map(drop),
        None => remove(conn, *id),
    })
}

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn knowledge(&mut self, act: &Act, op: &KnowledgeOp) -> Result<Receipt> {
        match op {
            KnowledgeOp::Save(entry) => self.save_answers(act, "save_answer", &[(**entry).clone()]),
            KnowledgeOp::SaveAll(entries) => self.save_answers(act, "save_answers", entries),
            KnowledgeOp::Delete(id) => self.delete_answer(act, *id),
            KnowledgeOp::Used(id) => self.answer_used(*id),
            KnowledgeOp::SetAudio(id, audio) => self.set_audio(act, *id, audio.as_ref()),
        }
    }

    fn save_answers(&mut self, act: &Act, operation: &str, entries: &[Entry]) -> Result<Receipt> {
        if entries.is_empty() || entries.iter().any(|entry| !entry.says_something()) {
            return Err(StoreError::new(StoreErrorKind::Failed, "a question without an answer"));
        }
        self.transact("saving an answer", |tx| {
            let mut changed = Vec::new();
            for entry in entries.iter().take(MOST) {
                let before = entry.id.map(|id| existing(tx, id)).transpose()?;
                let mut entry = entry.tidy();
                // Use is counted elsewhere.
                entry.used = before.as_ref().map_or(0, |before| before.used);
                if before.as_ref() == Some(&entry) {
                    continue;
                }
                let id = write(tx, entry.id, &entry)?;
                changed.push((id, before, Some(Entry { id: Some(id), ..entry })));
            }
            journal_answers(tx, act, operation, changed)
        })
    }

    fn set_audio(
        &mut self,
        act: &Act,
        id: KnowledgeId,
        audio: Option<&Content>,
    ) -> Result<Receipt> {
        self.transact("saving a spoken answer", |tx| {
            let before = existing(tx, id)?;
            let after = Entry { audio: audio.cloned(), ..before.clone() };
            if before == after {
                return Ok(receipt(Changes::default()));
            }
            write(tx, Some(id), &after)?;
            journal_answers(tx, act, "set_answer_sound", vec![(id, Some(before), Some(after))])
        })
    }

    fn delete_answer(&mut self, act: &Act, id: KnowledgeId) -> Result<Receipt> {
        self.transact("deleting an answer", |tx| {
            let before = existing(tx, id)?;
            remove(tx, id)?;
            journal_answers(tx, act, "delete_answer", vec![(id, Some(before), None)])
        })
    }

    /// Not journalled: nothing that was typed changes. The order of the list follows with the next change, so that no
    /// row moves under a finger.
    fn answer_used(&mut self, id: KnowledgeId) -> Result<Receipt> {
        self.transact("counting an answer", |tx| {
            tx.prepare_cached("UPDATE knowledge SET used = used + 1 WHERE id = ?1")?
                .execute([id.0])?;
            Ok(receipt(Changes::default()))
        })
    }
}

type Changed = Vec<(KnowledgeId, Option<Entry>, Option<Entry>)>;

fn journal_answers(
    conn: &Connection,
    act: &Act,
    operation: &str,
    changed: Changed,
) -> Result<Receipt> {
    let first = changed.iter().find_map(|(_, before, after)| after.as_ref().or(before.as_ref()));
    let Some(subject) = first.map(|entry| entry.question.clone()) else {
        return Ok(receipt(Changes::default()));
    };
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (id, was, is) in changed {
        before.push((id, was));
        after.push((id, is));
    }
    let past = |rows| Past::Office(OfficePast::Knowledge(KnowledgePast(rows)));
    journal::write_undoable(conn, act, operation, &subject, &past(before), Some(&past(after)))?;
    Ok(receipt(by(act, Changes::CALLS)))
}

fn existing(conn: &Connection, id: KnowledgeId) -> Result<Entry> {
    let found = conn
        .prepare_cached("SELECT id, entry, used FROM knowledge WHERE id = ?1")?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    match found {
        Some(row) => entry(row),
        None => Err(StoreError::not_found(format_args!("answer {id}"))),
    }
}

fn entry((id, text, used): (i64, String, u32)) -> Result<Entry> {
    let entry: Entry = serde_json::from_str(&text)?;
    Ok(Entry { id: Some(KnowledgeId(id)), used, ..entry })
}

fn write(conn: &Connection, id: Option<KnowledgeId>, entry: &Entry) -> Result<KnowledgeId> {
    let text = serde_json::to_string(&Entry { id: None, used: 0, ..entry.clone() })?;
    conn.prepare_cached(
        "INSERT OR REPLACE INTO knowledge (id, category, question, entry, used) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![id.map(|id| id.0), entry.category, entry.question, text, entry.used])?;
    let id = id.unwrap_or_else(|| KnowledgeId(conn.last_insert_rowid()));
    conn.prepare_cached(
        "INSERT OR REPLACE INTO knowledge_search (rowid, findable) VALUES (?1, ?2)",
    )?
    .execute(params![id.0, entry.findable()])?;
    Ok(id)
}

fn remove(conn: &Connection, id: KnowledgeId) -> Result<()> {
    conn.prepare_cached("DELETE FROM knowledge_search WHERE rowid = ?1")?.execute([id.0])?;
    conn.prepare_cached("DELETE FROM knowledge WHERE id = ?1")?.execute([id.0])?;
    Ok(())
}

/// A fragment for LIKE: its own wildcards are letters.
fn like(term: &str) -> String {
    let mut pattern = String::from("%");
    for c in term.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn knowledge(&self, question: &KnowledgeQuestion) -> Result<KnowledgeAnswer> {
        match question {
            KnowledgeQuestion::Find { words, category, offset, limit } => {
                let (rows, total) = self.find_answers(words, category, *offset, *limit)?;
                Ok(KnowledgeAnswer::Found(rows, total))
            }
            KnowledgeQuestion::Categories => {
                let mut statement = self.connection().prepare_cached(
                    "SELECT category, count(*) FROM knowledge WHERE category <> '' GROUP BY category
                     ORDER BY category LIMIT ?1",
                )?;
                let rows =
                    statement.query_map([CATEGORIES], |row| Ok((row.get(0)?, row.get(1)?)))?;
                Ok(KnowledgeAnswer::Categories(rows.collect::<rusqlite::Result<_>>()?))
            }
        }
    }

    /// Entries with all the words; those whose question has the first of them come first, then those used most.
    fn find_answers(
        &self,
        words: &str,
        category: &str,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<Entry>, u32)> {
        let terms = terms(words);
        let (mut is, mut bound) = (String::from("1"), Vec::<Value>::new());
        if !category.is_empty() {
            is.push_str(" AND k.category = ?");
            bound.push(category.to_owned().into());
        }
        for term in &terms {
            // The index of trigrams serves LIKE as long as nothing is escaped in it.
            let escape = if term.contains(['%', '_', '\\']) { " ESCAPE '\\'" } else { "" };
            is.push_str(" AND k.id IN (SELECT rowid FROM knowledge_search WHERE findable LIKE ?");
            is.push_str(escape);
            is.push(')');
            bound.push(like(term).into());
        }
        let count = format!("SELECT count(*) FROM knowledge k WHERE {is}");
        let total = self
            .connection()
            .prepare_cached(&count)?
            .query_row(params_from_iter(bound.iter().cloned()), |row| row.get(0))?;
        let first = terms.first().map(|term| like(term)).unwrap_or_default();
        bound.push(first.into());
        let sql = format!(
            "SELECT k.id, k.entry, k.used FROM knowledge k WHERE {is}
             ORDER BY k.question LIKE ? ESCAPE '\\' DESC, k.used DESC, k.question, k.id LIMIT {limit} OFFSET {offset}"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(bound), |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, u32>(2)?))
        })?;
        let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok((rows.into_iter().map(entry).collect::<Result<_>>()?, total))
    }
}
