//! Sums out of the roll-up `call_figures`: in all, by group, by hour or day, by weekday and hour.
//! May depend on `base`, `call`.

use crate::base::ids::LineId;
use crate::call::statistics::{Figures, GroupBy, GroupKey, Scope, WITHIN};
use crate::store::error::Result;
use rusqlite::{Connection, Row, params_from_iter, types::Value};

/// Columns that are summed, in the order in which [`figures`] reads them.
pub(super) const SUMMED: [&str; 19] = [
    "calls",
    "incoming",
    "answered",
    "missed",
    "blocked",
    "incoming_other",
    "outgoing",
    "connected",
    "busy",
    "no_answer",
    "outgoing_other",
    "unclear",
    "effective",
    "talked",
    "unreturned",
    "known",
    "strangers",
    "talk_millis",
    "wait_millis",
];

/// A span no longer than this is shown by the hour.
const BY_THE_HOUR: i64 = 48;

/// All columns that are summed, those of the limits at the end.
pub(super) fn summed() -> Vec<String> {
    let plain = SUMMED.iter().map(|name| (*name).to_owned());
    let answered = WITHIN.iter().map(|seconds| format!("answered_{seconds}"));
    let missed = WITHIN.iter().map(|seconds| format!("missed_{seconds}"));
    plain.chain(answered).chain(missed).collect()
}

fn selected() -> String {
    let mut sums: Vec<String> =
        summed().iter().map(|name| format!("coalesce(sum({name}), 0)")).collect();
    sums.push("coalesce(max(longest_millis), 0)".to_owned());
    sums.join(", ")
}

/// Reads what [`selected`] selects, from column `at` on. A sum below nothing, which the triggers never leave, reads as nothing.
fn figures(row: &Row<'_>, at: usize) -> rusqlite::Result<Figures> {
    let mut next = at;
    let mut take = || -> rusqlite::Result<u64> {
        let value: i64 = row.get(next)?;
        next += 1;
        Ok(u64::try_from(value).unwrap_or(0))
    };
    let mut found = Figures {
        calls: take()?,
        incoming: take()?,
        answered: take()?,
        missed: take()?,
        blocked: take()?,
        incoming_other: take()?,
        outgoing: take()?,
        connected: take()?,
        busy: take()?,
        no_answer: take()?,
        outgoing_other: take()?,
        unclear: take()?,
        effective: take()?,
        talked: take()?,
        unreturned: take()?,
        known: take()?,
        strangers: take()?,
        talk_millis: take()?,
        wait_millis: take()?,
        ..Figures::default()
    };
    for limit in found.answered_within.iter_mut().chain(&mut found.missed_within) {
        *limit = take()?;
    }
    found.longest_millis = take()?;
    Ok(found)
}

/// The condition of a scope over columns `local_hour`, `line`, `agent_id`, and what is bound to it.
pub(super) fn condition(scope: &Scope) -> (String, Vec<Value>) {
    let mut words = vec!["local_hour >= ?1 AND local_hour < ?2".to_owned()];
    let mut bound = vec![Value::from(scope.span.from), Value::from(scope.span.to)];
    let mut also = |word: &str, value: Value| {
        bound.push(value);
        let place = format!("?{}", bound.len());
        words.push(match word {
            AGENT => format!("agent_id = (SELECT id FROM agents WHERE name = {place})"),
            // The plus keeps SQLite at the hours: all calls of a line are far more.
            word => format!("+{word} = {place}"),
        });
    };
    if let Some(line) = scope.line {
        also("line", Value::from(i64::from(line.0)));
    }
    match scope.agent.as_deref() {
        None => {}
        Some("") => also("agent_id", Value::from(0)),
        Some(name) => also(AGENT, Value::from(name.to_owned())),
    }
    if let Some(weekday) = scope.weekday {
        also(WEEKDAY, Value::from(i64::from(weekday)));
    }
    if let Some(hour) = scope.hour {
        also(HOUR, Value::from(i64::from(hour)));
    }
    (words.join(" AND "), bound)
}

/// Whose calls they are; empty where nobody's name stands on them.
const AGENT: &str = "coalesce((SELECT name FROM agents WHERE id = agent_id), '')";
/// Days since 1970, rounded down, of `local_hour`.
const DAY: &str = "((local_hour - (local_hour % 24 + 24) % 24) / 24)";
/// Hour of the day.
const HOUR: &str = "((local_hour % 24 + 24) % 24)";
/// 0: Monday. 1970-01-01 was a Thursday.
const WEEKDAY: &str = "((((local_hour - (local_hour % 24 + 24) % 24) / 24 + 3) % 7 + 7) % 7)";

pub(super) fn total(conn: &Connection, scope: &Scope) -> Result<Figures> {
    let (condition, bound) = condition(scope);
    let sql = format!("SELECT {} FROM call_figures WHERE {condition}", selected());
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_row(params_from_iter(bound), |row| figures(row, 0))?)
}

/// Groups of one key each, in the order of the keys; groups without a call are left out.
fn grouped<K>(
    conn: &Connection,
    scope: &Scope,
    key: &str,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<K>,
) -> Result<Vec<(K, Figures)>> {
    let (condition, bound) = condition(scope);
    let sql = format!(
        "SELECT {key} AS key, {} FROM call_figures WHERE {condition} GROUP BY key
         HAVING sum(calls) > 0 ORDER BY key",
        selected()
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows =
        statement.query_map(params_from_iter(bound), |row| Ok((read(row)?, figures(row, 1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn groups(
    conn: &Connection,
    scope: &Scope,
    by: GroupBy,
) -> Result<Vec<(GroupKey, Figures)>> {
    match by {
        GroupBy::Day => grouped(conn, scope, DAY, |row| Ok(GroupKey::Day(row.get(0)?))),
        GroupBy::Hour => grouped(conn, scope, HOUR, |row| Ok(GroupKey::Hour(row.get(0)?))),
        GroupBy::Weekday => grouped(conn, scope, WEEKDAY, |row| Ok(GroupKey::Weekday(row.get(0)?))),
        GroupBy::Line => {
            grouped(conn, scope, "line", |row| Ok(GroupKey::Line(LineId(row.get(0)?))))
        }
        GroupBy::Agent => grouped(conn, scope, AGENT, |row| Ok(GroupKey::Agent(row.get(0)?))),
    }
}

/// By the hour, or by the first hour of each day.
pub(super) fn series(conn: &Connection, scope: &Scope) -> Result<Vec<(i64, Figures)>> {
    if scope.span.hours() <= BY_THE_HOUR {
        return grouped(conn, scope, "local_hour", |row| row.get(0));
    }
    grouped(conn, scope, DAY, |row| Ok(row.get::<_, i64>(0)?.saturating_mul(24)))
}

/// By weekday and hour.
pub(super) fn heat(conn: &Connection, scope: &Scope) -> Result<Vec<((u8, u8), Figures)>> {
    let key = format!("{WEEKDAY} * 24 + {HOUR}");
    grouped(conn, scope, &key, |row| {
        let cell: u8 = row.get(0)?;
        Ok((cell / 24, cell % 24))
    })
}

pub(super) fn lines(conn: &Connection) -> Result<Vec<LineId>> {
    let mut statement =
        conn.prepare_cached("SELECT DISTINCT line FROM call_figures WHERE calls > 0 ORDER BY 1")?;
    let rows = statement.query_map([], |row| Ok(LineId(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Names under which calls stand, in order; an empty one for calls under nobody's.
pub(super) fn agents(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT coalesce(a.name, '') FROM (SELECT DISTINCT agent_id FROM call_figures WHERE calls > 0) f
         LEFT JOIN agents a ON a.id = f.agent_id ORDER BY 1",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
