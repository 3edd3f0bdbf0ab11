//! Calls, talk, notes and tasks by day, agent or customer. Days and agents come out of the roll-up of calls; customers out of
//! the newest calls. May depend on `base`, `crm`.

use super::{card, count, most};
use crate::base::ids::CustomerId;
use crate::crm::reports::period::{Days, day_of};
use crate::crm::reports::{ContactBy, ContactKey, ContactReport, Contacts};
use crate::store::error::Result;
use rusqlite::{Connection, params};
use std::collections::HashMap;

/// The newest calls that are looked at for a table of customers.
const MOST_CALLS: u64 = 100_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// Days since 1970, rounded down, of `local_hour`.
const DAY_OF: &str = "((local_hour - (local_hour % 24 + 24) % 24) / 24)";
/// Whose calls they are.
const AGENT: &str = "coalesce((SELECT name FROM agents WHERE id = agent_id), '')";

/// A row's key while it is gathered.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Whose {
    Number(i64),
    Name(String),
}

type Found = HashMap<Whose, Contacts>;

pub(super) fn report(
    conn: &Connection,
    days: Days,
    by: ContactBy,
    (now, offset_minutes): (i64, i16),
    limit: u32,
) -> Result<ContactReport> {
    let mut found = Found::new();
    let mut report = ContactReport::default();
    match by {
        ContactBy::Day => calls(conn, days, DAY_OF, &mut found)?,
        ContactBy::Agent => calls(conn, days, AGENT, &mut found)?,
        ContactBy::Customer => report.only_newest = customer_calls(conn, days, &mut found)?,
    }
    notes(conn, days, by, &mut found)?;
    tasks(conn, days, by, offset_minutes, &mut found)?;
    let mut rows: Vec<_> = found.into_iter().collect();
    rows.sort_by(|(a, x), (b, y)| match by {
        ContactBy::Day => a.cmp(b),
        _ => y.talk_millis.cmp(&x.talk_millis).then(a.cmp(b)),
    });
    for (_, figures) in &rows {
        report.total.add(figures);
    }
    report.count = count(rows.len());
    rows.truncate(most(limit));
    for (whose, figures) in rows {
        let key = match (whose, by) {
            (Whose::Number(day), ContactBy::Day) => ContactKey::Day(day),
            (Whose::Number(id), _) => {
                let id = CustomerId(id);
                let name = card(conn, id)?.map(|(name, _)| name).unwrap_or_default();
                ContactKey::Customer(id, name)
            }
            (Whose::Name(name), _) => ContactKey::Agent(name),
        };
        report.rows.push((key, figures));
    }
    report.promises_due = conn
        .prepare_cached("SELECT count(*) FROM promises WHERE done = 0 AND due_utc_millis <= ?1")?
        .query_row([now], |row| row.get::<_, i64>(0))
        .map(|due| u64::try_from(due).unwrap_or(0))?;
    Ok(report)
}

fn whose(row: &rusqlite::Row<'_>) -> rusqlite::Result<Whose> {
    Ok(match row.get_ref(0)? {
        rusqlite::types::ValueRef::Integer(number) => Whose::Number(number),
        _ => Whose::Name(row.get(0)?),
    })
}

fn number(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(at)?).unwrap_or(0))
}

fn calls(conn: &Connection, days: Days, key: &str, found: &mut Found) -> Result<()> {
    let sql = format!(
        "SELECT {key} AS k, sum(incoming), sum(missed), sum(outgoing), sum(talk_millis)
         FROM call_figures WHERE local_hour >= ?1 AND local_hour < ?2 GROUP BY k HAVING sum(calls) > 0"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let hours = [days.first.saturating_mul(24), days.last.saturating_add(1).saturating_mul(24)];
    take_calls(&mut statement.query(hours)?, found)
}

/// How many calls were looked at where there are more.
fn customer_calls(conn: &Connection, days: Days, found: &mut Found) -> Result<Option<u64>> {
    let from = days.first.saturating_mul(DAY);
    let until = days.last.saturating_add(1).saturating_mul(DAY);
    let mut statement = conn.prepare_cached(&format!(
        "SELECT customer_id, sum(incoming), sum(missed), sum(outgoing), sum(talk_millis)
         FROM (SELECT customer_id, incoming, missed, outgoing, talk_millis FROM call_facts
               WHERE local_millis >= ?1 AND local_millis < ?2 ORDER BY local_millis DESC LIMIT {MOST_CALLS})
         WHERE customer_id IS NOT NULL GROUP BY customer_id"
    ))?;
    take_calls(&mut statement.query([from, until])?, found)?;
    let all: i64 = conn
        .prepare_cached(
            "SELECT coalesce(sum(calls), 0) FROM call_figures WHERE local_hour >= ?1 AND local_hour < ?2",
        )?
        .query_row([from / HOUR, until / HOUR], |row| row.get(0))?;
    Ok((u64::try_from(all).unwrap_or(0) > MOST_CALLS).then_some(MOST_CALLS))
}

fn take_calls(rows: &mut rusqlite::Rows<'_>, found: &mut Found) -> Result<()> {
    while let Some(row) = rows.next()? {
        let figures = found.entry(whose(row)?).or_default();
        figures.incoming += number(row, 1)?;
        figures.missed += number(row, 2)?;
        figures.outgoing += number(row, 3)?;
        figures.talk_millis += number(row, 4)?;
    }
    Ok(())
}

fn notes(conn: &Connection, days: Days, by: ContactBy, found: &mut Found) -> Result<()> {
    let key = match by {
        ContactBy::Day => DAY_OF,
        ContactBy::Agent => AGENT,
        ContactBy::Customer => "customer_id",
    };
    let sql = format!(
        "SELECT {key} AS k, count(*) FROM calls CROSS JOIN call_notes n ON n.call_id = calls.id
         WHERE local_millis >= ?1 AND local_millis < ?2 AND k IS NOT NULL GROUP BY k"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let span = [days.first.saturating_mul(DAY), days.last.saturating_add(1).saturating_mul(DAY)];
    let mut rows = statement.query(span)?;
    while let Some(row) = rows.next()? {
        found.entry(whose(row)?).or_default().notes += number(row, 1)?;
    }
    Ok(())
}

fn tasks(
    conn: &Connection,
    days: Days,
    by: ContactBy,
    offset_minutes: i16,
    found: &mut Found,
) -> Result<()> {
    let east = i64::from(offset_minutes) * 60_000;
    let mut statement = conn.prepare_cached(
        "SELECT done_utc_millis, coalesce(done_by, ''), customer_id FROM agenda
         WHERE done_utc_millis >= ?1 AND done_utc_millis < ?2",
    )?;
    let from = days.first.saturating_mul(DAY).saturating_sub(east);
    let until = days.last.saturating_add(1).saturating_mul(DAY).saturating_sub(east);
    let mut rows = statement.query(params![from, until])?;
    while let Some(row) = rows.next()? {
        let whose = match by {
            ContactBy::Day => Whose::Number(day_of(row.get(0)?, offset_minutes)),
            ContactBy::Agent => Whose::Name(row.get(1)?),
            ContactBy::Customer => match row.get(2)? {
                Some(id) => Whose::Number(id),
                None => continue,
            },
        };
        found.entry(whose).or_default().tasks += 1;
    }
    Ok(())
}
