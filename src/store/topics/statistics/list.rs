//! The calls behind a figure, newest first by their own clocks. The same view that the roll-up is made of says which they are.
//! May depend on `base`, `call`.

use super::sums;
use crate::base::ids::CallId;
use crate::call::record::CallSummary;
use crate::call::statistics::{FigureList, What};
use crate::store::error::Result;
use crate::store::reader::Reader;
use rusqlite::{params_from_iter, types::Value};

/// Where a reader of a long list stands: the call it read last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    local_millis: i64,
    call: CallId,
}

/// The columns of `call_facts` that make a call one of those.
fn is_one(what: What) -> String {
    match what {
        What::All => "calls".to_owned(),
        What::Waited => "(answered OR missed)".to_owned(),
        What::AnsweredWithin(within) => format!("answered_{}", within.seconds()),
        What::Served(within) => {
            let seconds = within.seconds();
            format!("(answered_{seconds} OR missed_{seconds})")
        }
        What::Patient(within) => {
            format!("(answered OR (missed AND NOT missed_{}))", within.seconds())
        }
        What::Longest => "talked".to_owned(),
        plain => plain.word().to_owned(),
    }
}

/// The condition over `call_facts`; the span is also given in milliseconds, for the index.
fn condition(reader: &Reader, list: &FigureList) -> Result<(String, Vec<Value>)> {
    let (words, mut bound) = sums::condition(&list.scope);
    let millis = |hour: i64| Value::from(hour.saturating_mul(3_600_000));
    bound.extend([millis(list.scope.span.from), millis(list.scope.span.to)]);
    let mut words = format!(
        "local_millis >= ?{} AND local_millis < ?{} AND {words} AND {}",
        bound.len() - 1,
        bound.len(),
        is_one(list.what)
    );
    if list.what == What::Longest {
        let longest = sums::total(&reader.conn, &list.scope)?.longest_millis;
        bound.push(Value::from(i64::try_from(longest).unwrap_or(i64::MAX)));
        words = format!("{words} AND talk_millis = ?{}", bound.len());
    }
    Ok((words, bound))
}

impl Reader {
    /// A page of the calls behind a figure, and how many there are in all.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn figure_list(
        &self,
        list: &FigureList,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<CallSummary>, u32)> {
        self.at_once(|| {
            let (condition, bound) = condition(self, list)?;
            let total = self.figure_count(list)?;
            let sql = format!(
                "SELECT id FROM call_facts WHERE {condition}
                 ORDER BY local_millis DESC, id DESC LIMIT {limit} OFFSET {offset}"
            );
            let ids = self.ids(&sql, bound)?;
            Ok((self.summaries(ids.into_iter().map(|(_, id)| id))?, total))
        })
    }

    /// How many calls are behind a figure. The roll-up says so, but for the longest.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn figure_count(&self, list: &FigureList) -> Result<u32> {
        let counted = list.what.count(&sums::total(&self.conn, &list.scope)?);
        if let Some(count) = counted {
            return Ok(u32::try_from(count).unwrap_or(u32::MAX));
        }
        let (condition, bound) = condition(self, list)?;
        let sql = format!("SELECT count(*) FROM call_facts WHERE {condition}");
        let mut statement = self.conn.prepare_cached(&sql)?;
        Ok(statement.query_row(params_from_iter(bound), |row| row.get(0))?)
    }

    /// The calls behind a figure one after the other, for a file: those after `mark`, at most `limit`, and where that ends.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn figure_calls_after(
        &self,
        list: &FigureList,
        mark: Option<Mark>,
        limit: u32,
    ) -> Result<(Vec<CallSummary>, Option<Mark>)> {
        self.at_once(|| {
            let (mut condition, mut bound) = condition(self, list)?;
            if let Some(mark) = mark {
                bound.extend([Value::from(mark.local_millis), Value::from(mark.call.0)]);
                let n = bound.len();
                condition = format!("{condition} AND (local_millis, id) < (?{}, ?{n})", n - 1);
            }
            let sql = format!(
                "SELECT id, local_millis FROM call_facts WHERE {condition}
                 ORDER BY local_millis DESC, id DESC LIMIT {limit}"
            );
            let ids = self.ids(&sql, bound)?;
            let last = ids.last().map(|&(local_millis, call)| Mark { local_millis, call });
            Ok((self.summaries(ids.into_iter().map(|(_, id)| id))?, last))
        })
    }

    /// Ids with their local times (0 where the statement does not select them).
    fn ids(&self, sql: &str, bound: Vec<Value>) -> Result<Vec<(i64, CallId)>> {
        let mut statement = self.conn.prepare(sql)?;
        let with_time = statement.column_count() > 1;
        let rows = statement.query_map(params_from_iter(bound), |row| {
            let at = if with_time { row.get(1)? } else { 0 };
            Ok((at, CallId(row.get(0)?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
