//! Questions to the log turned into call ids, newest first, without reading more of it than must be read: every
//! condition has an index that drives, the others are looked at call by call, and whoever wants more asks again.
//! May depend on `base`, `call`.

pub(super) mod ahead;
pub(super) mod blocks;
pub(super) mod summary;

use crate::base::ids::CallId;
use crate::call::record::CallFilter;
use crate::call::worklist::log::{LogOrder, LogQuestion};
use crate::store::error::Result;
use crate::store::search::Needle;
use crate::store::sight::fitting;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// Calls that are counted one by one at most.
const MOST_COUNTED: u32 = 100_000;
/// Calls that are put in an order other than time's when words or filters narrow them: the newest so many.
const MOST_SORTED: usize = 10_000;

/// The outcome that is too frequent for an index. Words of SQL that mean another one say so, or SQLite would not use it.
const ANSWERED: &str = "answered";

/// Ids in the order asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Found {
    pub ids: Vec<CallId>,
    /// There are no others.
    pub complete: bool,
}

/// The rows a chip lets through; `calls` is `c`.
pub(super) fn condition(filter: CallFilter) -> &'static str {
    match filter {
        CallFilter::All => "true",
        CallFilter::Incoming => "c.direction = 'incoming' AND c.answered_after_nanos IS NOT NULL",
        CallFilter::Outgoing => "c.direction = 'outgoing'",
        CallFilter::Missed => "c.outcome = 'missed' AND c.outcome <> 'answered'",
        CallFilter::ToDo => "c.outcome = 'missed' AND c.handled = 0",
    }
}

/// `calls` read by the index that suits the chip; without one, from the newest call on.
pub(super) fn by_chip(filter: CallFilter) -> &'static str {
    match filter {
        CallFilter::All | CallFilter::Incoming => "calls c NOT INDEXED",
        CallFilter::Outgoing => "calls c INDEXED BY calls_outgoing",
        CallFilter::Missed => "calls c INDEXED BY calls_by_outcome",
        CallFilter::ToDo => "calls c INDEXED BY calls_to_do",
    }
}

/// A page of a chip, newest first, call by call: for eyes that may not see all of them.
pub(super) fn page(
    conn: &Connection,
    filter: CallFilter,
    offset: u32,
    limit: u32,
) -> Result<Vec<CallId>> {
    let chip = condition(filter);
    let sql =
        format!("SELECT c.id FROM calls c WHERE {chip} ORDER BY c.id DESC LIMIT ?1 OFFSET ?2");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([limit, offset], |row| Ok(CallId(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many calls of a chip such eyes see, counted as far as [`MOST_COUNTED`].
pub(super) fn total(conn: &Connection, filter: CallFilter) -> Result<u32> {
    let chip = condition(filter);
    let sql =
        format!("SELECT count(*) FROM (SELECT 1 FROM calls c WHERE {chip} LIMIT {MOST_COUNTED})");
    Ok(conn.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
}

/// At least the first `want` calls that fit, when there are so many.
pub(super) fn find(conn: &Connection, question: &LogQuestion, want: usize) -> Result<Found> {
    let newest = |want| match Needle::parse(&question.text) {
        Some(needle) => needle.calls(conn, &Conditions::of(conn, question)?, want),
        None => by_index(conn, question, want),
    };
    match question.order {
        LogOrder::Newest => newest(want),
        LogOrder::Oldest if question.text.trim().is_empty() => by_index(conn, question, want),
        LogOrder::Oldest => {
            let mut found = newest(MOST_SORTED)?;
            found.ids.reverse();
            Ok(found)
        }
        LogOrder::Longest | LogOrder::Party if question.is_narrow() => {
            let mut found = newest(MOST_SORTED)?;
            found.ids = sorted(conn, &found.ids, question.order)?;
            Ok(found)
        }
        LogOrder::Longest => whole_by_length(conn, question, want),
        LogOrder::Party => whole_by_party(conn, question, want),
    }
}

/// Conditions with the values they are bound to; parameter 1 is left to the caller.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    pub sql: String,
    pub bound: Vec<Value>,
}

impl Conditions {
    /// Everything the question says but its words.
    fn of(conn: &Connection, question: &LogQuestion) -> Result<Self> {
        let mut all = Self { sql: condition(question.filter).to_owned(), bound: vec![Value::Null] };
        if let Some(line) = question.line {
            all.and("c.line = ?", i64::from(line.0));
        }
        if let Some(customer) = question.customer {
            all.and("c.customer_id = ?", customer.0);
        }
        if !question.agent.is_empty() {
            all.and("c.agent_id = (SELECT id FROM agents WHERE name = ?)", question.agent.clone());
        }
        if !question.outcome.is_empty() {
            all.and("c.outcome = ?", question.outcome.clone());
            if question.outcome != ANSWERED {
                all.sql.push_str(" AND c.outcome <> 'answered'");
            }
        }
        if !question.result.is_empty() {
            let word = question.result.clone();
            all.and(
                "EXISTS (SELECT 1 FROM call_results r WHERE r.call_id = c.id AND r.word = ?)",
                word,
            );
        }
        if question.recorded {
            all.sql.push_str(" AND EXISTS (SELECT 1 FROM recordings r WHERE r.call_id = c.id)");
        }
        if question.noted {
            all.sql.push_str(" AND EXISTS (SELECT 1 FROM call_notes m WHERE m.call_id = c.id)");
        }
        let span = (question.from_utc_millis, question.until_utc_millis);
        if span != (None, None) {
            let (from, until) = (span.0.unwrap_or(i64::MIN), span.1.unwrap_or(i64::MAX));
            all.and("c.started_utc_millis >= ?", from);
            all.and("c.started_utc_millis < ?", until);
            let (first, end) = blocks::around(conn, from, until)?;
            all.and("c.id >= ?", first);
            all.and("c.id < ?", end);
        }
        Ok(all)
    }

    /// One more; its `?` becomes the next parameter.
    fn and(&mut self, condition: &str, value: impl Into<Value>) {
        self.bound.push(value.into());
        let numbered = condition.replace('?', &format!("?{}", self.bound.len()));
        self.sql.push_str(" AND ");
        self.sql.push_str(&numbered);
    }

    /// The values, with `first` as parameter 1.
    pub fn with(&self, first: impl Into<Value>) -> Vec<Value> {
        let mut bound = self.bound.clone();
        if let Some(place) = bound.first_mut() {
            *place = first.into();
        }
        bound
    }
}

/// Without words: the narrowest condition that has an index drives.
fn by_index(conn: &Connection, question: &LogQuestion, want: usize) -> Result<Found> {
    let all = Conditions::of(conn, question)?;
    let (from, id) = driver(question);
    let order = if question.order == LogOrder::Oldest { "ASC" } else { "DESC" };
    let distinct = if id == "r.call_id" { "DISTINCT" } else { "" };
    let sql = format!(
        "SELECT {distinct} {id} FROM {from} WHERE {} ORDER BY {id} {order} LIMIT ?1",
        all.sql
    );
    collect(conn, &sql, &all.with(limit(want)), want)
}

/// What the query reads first, and the column that holds the call's id.
fn driver(question: &LogQuestion) -> (&'static str, &'static str) {
    if question.customer.is_some() {
        ("calls c INDEXED BY calls_by_customer", "c.id")
    } else if !question.result.is_empty() {
        ("call_results w CROSS JOIN calls c ON c.id = w.call_id", "w.call_id")
    } else if !question.agent.is_empty() {
        ("calls c INDEXED BY calls_by_agent", "c.id")
    } else if question.filter == CallFilter::ToDo {
        (by_chip(CallFilter::ToDo), "c.id")
    } else if question.noted {
        ("call_notes n CROSS JOIN calls c ON c.id = n.call_id", "n.call_id")
    } else if !question.outcome.is_empty() && question.outcome != ANSWERED {
        ("calls c INDEXED BY calls_by_outcome", "c.id")
    } else if matches!(question.filter, CallFilter::Missed | CallFilter::Outgoing) {
        (by_chip(question.filter), "c.id")
    } else if question.line.is_some() {
        ("calls c INDEXED BY calls_by_line", "c.id")
    } else if question.recorded {
        ("recordings r CROSS JOIN calls c ON c.id = r.call_id", "r.call_id")
    } else {
        ("calls c NOT INDEXED", "c.id")
    }
}

/// The whole log by length of talk, calls without talk after those, newest first.
fn whole_by_length(conn: &Connection, question: &LogQuestion, want: usize) -> Result<Found> {
    let chip = condition(question.filter);
    let talk = "c.answered_after_nanos IS NOT NULL AND c.lasted_nanos IS NOT NULL";
    let longest = format!(
        "SELECT c.id FROM calls c INDEXED BY calls_by_talk WHERE {talk} AND {chip}
         ORDER BY c.lasted_nanos - c.answered_after_nanos DESC, c.id DESC LIMIT ?1"
    );
    let rest = format!(
        "SELECT c.id FROM {} WHERE NOT ({talk}) AND {chip} ORDER BY c.id DESC LIMIT ?1",
        by_chip(question.filter)
    );
    first_then(conn, &longest, &rest, want)
}

/// The whole log by customer's name, calls of nobody after those, newest first.
fn whole_by_party(conn: &Connection, question: &LogQuestion, want: usize) -> Result<Found> {
    let chip = condition(question.filter);
    let named = format!(
        "SELECT c.id FROM customers k INDEXED BY customers_by_name
             CROSS JOIN calls c INDEXED BY calls_by_customer ON c.customer_id = k.id
         WHERE {chip} ORDER BY k.name, k.company, c.started_utc_millis DESC LIMIT ?1"
    );
    let rest = format!(
        "SELECT c.id FROM {} WHERE c.customer_id IS NULL AND {chip} ORDER BY c.id DESC LIMIT ?1",
        by_chip(question.filter)
    );
    first_then(conn, &named, &rest, want)
}

fn first_then(conn: &Connection, first: &str, then: &str, want: usize) -> Result<Found> {
    let mut found = collect(conn, first, &[limit(want)], want)?;
    let room = want.saturating_sub(found.ids.len());
    if found.complete {
        let rest = collect(conn, then, &[limit(room)], room)?;
        found.ids.extend(rest.ids);
        found.complete = rest.complete;
    }
    Ok(found)
}

/// These calls in another order.
fn sorted(conn: &Connection, ids: &[CallId], order: LogOrder) -> Result<Vec<CallId>> {
    let by = match order {
        LogOrder::Party => "k.id IS NULL, k.name, k.company, c.id DESC",
        _ => "c.lasted_nanos - c.answered_after_nanos DESC NULLS LAST, c.id DESC",
    };
    let sql = format!(
        "SELECT c.id FROM json_each(?1) j CROSS JOIN calls c ON c.id = j.value
             LEFT JOIN customers k ON k.id = c.customer_id ORDER BY {by}"
    );
    let list = serde_json::to_string(ids)?;
    Ok(collect(conn, &sql, &[Value::from(list)], usize::MAX)?.ids)
}

/// One more than wanted, to know whether there are others.
fn limit(want: usize) -> Value {
    Value::from(i64::try_from(want.saturating_add(1)).unwrap_or(i64::MAX))
}

pub(super) fn collect(conn: &Connection, sql: &str, bound: &[Value], want: usize) -> Result<Found> {
    let mut statement = conn.prepare_cached(&fitting(conn, sql)?)?;
    let rows = statement.query_map(params_from_iter(bound), |row| Ok(CallId(row.get(0)?)))?;
    let mut ids = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let complete = ids.len() <= want;
    ids.truncate(want);
    Ok(Found { ids, complete })
}
