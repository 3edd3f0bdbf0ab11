//! The firewall for incoming calls: its rules and lists in tables, operations with their way back, and its questions.
//! A deleted list stays in the file, marked as gone, so that an undo of a hundred thousand numbers is one word.
//! May depend on `base`, `call`.

use crate::base::ids::CallId;
use crate::call::firewall::book::{Book, ListRow};
use crate::call::firewall::exchange::NewList;
use crate::call::firewall::overview::{Day, Overview};
use crate::call::firewall::rule::{Rule, RuleId, RuleRow};
use crate::call::firewall::subject::{ListId, Subject};
use crate::call::firewall::{FirewallAnswer, FirewallOp, FirewallQuestion, Import};
use crate::store::Store;
use crate::store::error::{Result, StoreError};
use crate::store::journal::{self, Past};
use crate::store::log::blocks;
use crate::store::operation::{Act, Changes, Deed, Receipt, Who};
use crate::store::reader::Reader;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;

const DAY_MILLIS: i64 = 24 * 3_600_000;

/// What an undo brings back: rules as they were (`None`: there was none), and whether lists were gone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(in crate::store) struct FirewallPast {
    rules: Vec<(RuleId, Option<RuleRow>)>,
    lists: Vec<(ListId, bool)>,
}

/// Brings rules and lists back.
pub(in crate::store) fn restore(conn: &Connection, past: &FirewallPast) -> Result<()> {
    for (id, row) in &past.rules {
        match row {
            Some(row) => put(conn, *id, row)?,
            None => remove(conn, *id)?,
        }
    }
    past.lists.iter().try_for_each(|(id, gone)| mark(conn, *id, *gone))
}

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn firewall(&mut self, act: &Act, op: &FirewallOp) -> Result<Receipt> {
        match op {
            FirewallOp::SaveRule(rule) => self.save_rule(act, op.name(), rule),
            FirewallOp::DeleteRules(ids) => self.delete_rules(act, op.name(), ids),
            FirewallOp::Import(import) => self.import_rules(act, op.name(), import),
            FirewallOp::DeleteList(id) => self.delete_list(act, op.name(), *id),
            FirewallOp::Hit(id) => self.rule_hit(act, op.name(), *id),
        }
    }

    fn save_rule(&mut self, act: &Act, name: &str, rule: &Rule) -> Result<Receipt> {
        self.transact("saving a rule", |tx| {
            let before = match rule.id {
                Some(id) => Some(existing(tx, id)?),
                None => None,
            };
            if before.as_ref().is_some_and(|row| row.rule == *rule) {
                return Ok(receipt(Changes::default()));
            }
            let id = match &before {
                Some(row) => {
                    let id = rule.id.unwrap_or_default();
                    put(tx, id, &RuleRow { rule: rule.clone(), ..row.clone() })?;
                    id
                }
                None => insert(tx, rule, act)?,
            };
            let after = existing(tx, id)?;
            let before = FirewallPast { rules: vec![(id, before)], ..FirewallPast::default() };
            let after = FirewallPast { rules: vec![(id, Some(after))], ..FirewallPast::default() };
            note(tx, act, name, &rule.title(), before, after)
        })
    }

    fn delete_rules(&mut self, act: &Act, name: &str, ids: &[RuleId]) -> Result<Receipt> {
        self.transact("deleting rules", |tx| {
            let (mut before, mut after) = (FirewallPast::default(), FirewallPast::default());
            let mut title = ids.len().to_string();
            for id in ids {
                let row = existing(tx, *id)?;
                remove(tx, *id)?;
                if ids.len() == 1 {
                    title = row.rule.title();
                }
                before.rules.push((*id, Some(row)));
                after.rules.push((*id, None));
            }
            note(tx, act, name, &title, before, after)
        })
    }

    fn import_rules(&mut self, act: &Act, name: &str, import: &Import) -> Result<Receipt> {
        self.transact("importing rules", |tx| {
            let (mut before, mut after) = (FirewallPast::default(), FirewallPast::default());
            let mut lists = Vec::new();
            let mut count = import.rules.len();
            for list in &import.lists {
                let id = insert_list(tx, list, act)?;
                count += list.numbers.len();
                lists.push(id);
                before.lists.push((id, true));
                after.lists.push((id, false));
            }
            for rule in &import.rules {
                let rule = with_list(rule, &lists)?;
                let id = insert(tx, &rule, act)?;
                before.rules.push((id, None));
                after.rules.push((id, Some(existing(tx, id)?)));
            }
            note(tx, act, name, &count.to_string(), before, after)
        })
    }

    fn delete_list(&mut self, act: &Act, name: &str, id: ListId) -> Result<Receipt> {
        self.transact("deleting a list", |tx| {
            let title: Option<String> = tx
                .prepare_cached("SELECT name FROM firewall_lists WHERE id = ?1 AND gone = 0")?
                .query_row([id.0], |row| row.get(0))
                .optional()?;
            let title = title.ok_or_else(|| StoreError::not_found(format_args!("list {id}")))?;
            mark(tx, id, true)?;
            let mut before = FirewallPast { lists: vec![(id, false)], rules: Vec::new() };
            let mut after = FirewallPast { lists: vec![(id, true)], rules: Vec::new() };
            for row in rows(tx)?.into_iter().filter(|row| row.rule.subject == Subject::List(id)) {
                let Some(rule) = row.rule.id else { continue };
                remove(tx, rule)?;
                before.rules.push((rule, Some(row)));
                after.rules.push((rule, None));
            }
            note(tx, act, name, &title, before, after)
        })
    }

    fn rule_hit(&mut self, act: &Act, name: &str, id: RuleId) -> Result<Receipt> {
        self.transact("counting a rule's hit", |tx| {
            // A rule that is gone by now needs no count.
            let Some(row) = row(tx, id)? else { return Ok(receipt(Changes::default())) };
            if row.rule.once {
                remove(tx, id)?;
            } else {
                tx.prepare_cached(
                    "UPDATE firewall_rules SET hits = hits + 1, last_hit_utc_millis = ?2 WHERE id = ?1",
                )?
                .execute(params![id.0, act.at.utc_millis])?;
            }
            let after = json!({ "rule": id, "hits": row.hits.saturating_add(1), "over": row.rule.once });
            journal::write(tx, act, name, &row.rule.title(), None, Some(after))?;
            Ok(receipt(Changes { firewall: row.rule.once, ..Changes::default() }))
        })
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn firewall(&self, question: &FirewallQuestion) -> Result<FirewallAnswer> {
        match *question {
            FirewallQuestion::Book => {
                let book = self.at_once(|| book(&self.conn))?;
                Ok(FirewallAnswer::Book(Arc::new(book)))
            }
            FirewallQuestion::Overview { now_utc_millis, offset_minutes, days, newest } => {
                let overview = self.at_once(|| {
                    let days = self.firewall_days(now_utc_millis, offset_minutes, days)?;
                    Ok(Overview { days, newest: self.newest_incoming(newest)? })
                })?;
                Ok(FirewallAnswer::Overview(Box::new(overview)))
            }
        }
    }

    fn firewall_days(&self, now: i64, offset_minutes: i16, days: u16) -> Result<Vec<Day>> {
        let zone = i64::from(offset_minutes) * 60_000;
        let first = (now + zone).div_euclid(DAY_MILLIS) + 1 - i64::from(days);
        let mut counted = vec![Day::default(); usize::from(days)];
        let (first_id, end) = blocks::around(&self.conn, first * DAY_MILLIS - zone, i64::MAX)?;
        let mut statement = self.conn.prepare_cached(
            "SELECT (started_utc_millis + ?1) / ?2 - ?3, count(*), sum(outcome = 'blocked')
             FROM calls NOT INDEXED
             WHERE id >= ?4 AND id < ?5 AND direction = 'incoming' AND started_utc_millis >= ?3 * ?2 - ?1 GROUP BY 1",
        )?;
        let found = statement
            .query_map(params![zone, DAY_MILLIS, first, first_id, end], |row| {
                Ok((row.get::<_, i64>(0)?, Day { calls: row.get(1)?, blocked: row.get(2)? }))
            })?;
        for found in found {
            let (day, count) = found?;
            let place = usize::try_from(day).ok().and_then(|day| counted.get_mut(day));
            if let Some(place) = place {
                *place = count;
            }
        }
        Ok(counted)
    }

    fn newest_incoming(&self, most: u32) -> Result<Vec<crate::call::record::CallSummary>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id FROM calls NOT INDEXED WHERE direction = 'incoming' ORDER BY id DESC LIMIT ?1",
        )?;
        let ids = statement.query_map([most], |row| Ok(CallId(row.get(0)?)))?;
        let ids = ids.collect::<rusqlite::Result<Vec<_>>>()?;
        self.summaries(ids)
    }
}

fn book(conn: &Connection) -> Result<Book> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, made_utc_millis,
                (SELECT count(*) FROM firewall_numbers WHERE list_id = firewall_lists.id)
         FROM firewall_lists WHERE gone = 0 ORDER BY name, id",
    )?;
    let lists = statement.query_map([], |row| {
        Ok(ListRow {
            id: ListId(row.get(0)?),
            name: row.get(1)?,
            made_utc_millis: row.get(2)?,
            numbers: row.get(3)?,
        })
    })?;
    let lists = lists.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut statement = conn.prepare_cached(
        "SELECT list_id, number FROM firewall_numbers
         WHERE list_id IN (SELECT id FROM firewall_lists WHERE gone = 0)",
    )?;
    let numbers = statement.query_map([], |row| Ok((ListId(row.get(0)?), row.get(1)?)))?;
    let numbers = numbers.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(Book::new(rows(conn)?, lists, numbers))
}

/// Every rule; one that cannot be read (a newer program wrote it) is passed over and told to the log.
fn rows(conn: &Connection) -> Result<Vec<RuleRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, rule, made_utc_millis, hits, last_hit_utc_millis FROM firewall_rules ORDER BY id",
    )?;
    let found = statement.query_map([], raw)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let read = |raw: Raw| {
        let id = raw.0;
        understood(raw)
            .inspect_err(|error| tracing::warn!(id, %error, "a rule cannot be read"))
            .ok()
    };
    Ok(found.into_iter().filter_map(read).collect())
}

type Raw = (i64, String, i64, u32, Option<i64>);

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}

fn understood((id, rule, made, hits, last): Raw) -> Result<RuleRow> {
    let rule = Rule { id: Some(RuleId(id)), ..serde_json::from_str(&rule)? };
    Ok(RuleRow { rule, made_utc_millis: made, hits, last_hit_utc_millis: last })
}

fn row(conn: &Connection, id: RuleId) -> Result<Option<RuleRow>> {
    let found = conn
        .prepare_cached(
            "SELECT id, rule, made_utc_millis, hits, last_hit_utc_millis FROM firewall_rules WHERE id = ?1",
        )?
        .query_row([id.0], raw)
        .optional()?;
    found.map(understood).transpose()
}

fn existing(conn: &Connection, id: RuleId) -> Result<RuleRow> {
    row(conn, id)?.ok_or_else(|| StoreError::not_found(format_args!("rule {id}")))
}

fn insert(conn: &Connection, rule: &Rule, act: &Act) -> Result<RuleId> {
    conn.prepare_cached("INSERT INTO firewall_rules (rule, made_utc_millis) VALUES (?1, ?2)")?
        .execute(params![serde_json::to_string(rule)?, act.at.utc_millis])?;
    Ok(RuleId(conn.last_insert_rowid()))
}

fn put(conn: &Connection, id: RuleId, row: &RuleRow) -> Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO firewall_rules (id, rule, made_utc_millis, hits, last_hit_utc_millis)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        id.0,
        serde_json::to_string(&row.rule)?,
        row.made_utc_millis,
        row.hits,
        row.last_hit_utc_millis
    ])?;
    Ok(())
}

fn remove(conn: &Connection, id: RuleId) -> Result<()> {
    conn.prepare_cached("DELETE FROM firewall_rules WHERE id = ?1")?.execute([id.0])?;
    Ok(())
}

fn mark(conn: &Connection, id: ListId, gone: bool) -> Result<()> {
    conn.prepare_cached("UPDATE firewall_lists SET gone = ?2 WHERE id = ?1")?
        .execute(params![id.0, gone])?;
    Ok(())
}

fn insert_list(conn: &Connection, list: &NewList, act: &Act) -> Result<ListId> {
    conn.prepare_cached("INSERT INTO firewall_lists (name, made_utc_millis) VALUES (?1, ?2)")?
        .execute(params![list.name, act.at.utc_millis])?;
    let id = ListId(conn.last_insert_rowid());
    let mut statement = conn.prepare_cached(
        "INSERT OR IGNORE INTO firewall_numbers (list_id, number, note) VALUES (?1, ?2, ?3)",
    )?;
    for line in &list.numbers {
        statement.execute(params![id.0, line.text, line.note])?;
    }
    Ok(id)
}

/// The rule about the list the store has given an id to.
fn with_list(rule: &Rule, lists: &[ListId]) -> Result<Rule> {
    let mut rule = Rule { id: None, ..rule.clone() };
    if let Subject::List(list) = &mut rule.subject
        && list.0 < 0
    {
        let place = usize::try_from(-1 - list.0).ok();
        *list = place
            .and_then(|place| lists.get(place).copied())
            .ok_or_else(|| StoreError::not_found("a list of the file"))?;
    }
    Ok(rule)
}

fn note(
    conn: &Connection,
    act: &Act,
    name: &str,
    subject: &str,
    before: FirewallPast,
    after: FirewallPast,
) -> Result<Receipt> {
    let (before, after) = (Past::Firewall(before), Past::Firewall(after));
    journal::write_undoable(conn, act, name, subject, &before, Some(&after))?;
    let changes = Changes { firewall: true, ..Changes::default() };
    Ok(receipt(changes.with_undo(act.who != Who::Program)))
}

fn receipt(changes: Changes) -> Receipt {
    Receipt { changes, deed: Deed::Done }
}
