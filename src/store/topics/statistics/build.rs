//! The roll-up made from calls that were there before it, piece by piece while the program runs; and the comparison of the roll-up
//! with the calls. A piece is deleted and made again, so that what the triggers wrote into hours not yet made does no harm.
//! May depend on `base`, `call`.

use super::sums;
use crate::store::Store;
use crate::store::error::Result;
use crate::store::journal;
use crate::store::operation::{Act, Changes, Deed, Receipt};
use crate::store::reader::Reader;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;

/// Calls of one piece: a tenth of a second, so that a call that begins meanwhile is filed without a wait anybody notices.
const PIECE: i64 = if cfg!(test) { 7 } else { 5_000 };

/// Hours that are still to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pending {
    from_hour: i64,
    until_hour: i64,
    whole: i64,
}

impl Pending {
    /// Hours left, and hours there were.
    pub(super) fn left(self) -> (u64, u64) {
        let hours = |n: i64| u64::try_from(n).unwrap_or(0);
        (hours(self.until_hour.saturating_sub(self.from_hour)), hours(self.whole))
    }
}

pub(super) fn pending(conn: &Connection) -> Result<Option<Pending>> {
    let row = conn
        .prepare_cached("SELECT from_hour, until_hour, whole FROM call_figures_pending")?
        .query_row([], |row| {
            Ok(Pending { from_hour: row.get(0)?, until_hour: row.get(1)?, whole: row.get(2)? })
        })
        .optional()?;
    Ok(row)
}

/// Makes the rows of some hours again.
fn make(conn: &Connection, from_hour: i64, until_hour: i64) -> Result<()> {
    let names = sums::summed();
    let sums: Vec<String> = names.iter().map(|name| format!("sum({name})")).collect();
    conn.prepare_cached("DELETE FROM call_figures WHERE local_hour >= ?1 AND local_hour < ?2")?
        .execute([from_hour, until_hour])?;
    let sql = format!(
        "INSERT INTO call_figures (local_hour, line, agent_id, {}, longest_millis)
         SELECT local_hour, line, agent_id, {}, max(talk_millis) FROM call_facts
         WHERE local_millis >= ?1 * 3600000 AND local_millis < ?2 * 3600000
         GROUP BY local_hour, line, agent_id",
        names.join(", "),
        sums.join(", ")
    );
    conn.prepare_cached(&sql)?.execute([from_hour, until_hour])?;
    Ok(())
}

impl Store {
    /// Makes the next piece, newest first. The deed says what is left.
    pub(super) fn build_figures(&mut self) -> Result<Receipt> {
        self.transact("making figures", |tx| {
            let Some(pending) = pending(tx)? else {
                return Ok(built(None));
            };
            let end = pending.until_hour;
            let oldest: Option<i64> = tx
                .prepare_cached(
                    "SELECT local_millis FROM calls WHERE local_millis < ?1 * 3600000
                     ORDER BY local_millis DESC LIMIT 1 OFFSET ?2",
                )?
                .query_row(params![end, PIECE], |row| row.get(0))
                .optional()?;
            let begin = oldest.map_or(pending.from_hour, |millis| millis.div_euclid(3_600_000));
            let begin = begin.clamp(pending.from_hour, end.saturating_sub(1));
            make(tx, begin, end)?;
            if begin <= pending.from_hour {
                tx.execute("DELETE FROM call_figures_pending", [])?;
                return Ok(built(None));
            }
            tx.execute("UPDATE call_figures_pending SET until_hour = ?1", [begin])?;
            Ok(built(Some(Pending { until_hour: begin, ..pending })))
        })
    }

    /// Makes all of it again, in one go.
    pub(super) fn rebuild_figures(&mut self, act: &Act) -> Result<Receipt> {
        self.transact("making figures again", |tx| {
            let wrong = wrong_hours(tx)?;
            tx.execute("DELETE FROM call_figures_pending", [])?;
            make(tx, i64::MIN / 3_600_000, i64::MAX / 3_600_000)?;
            let before = json!({ "wrong_hours": wrong });
            journal::write(tx, act, "rebuild_figures", "", None, Some(before))?;
            Ok(built(None))
        })
    }
}

fn built(left: Option<Pending>) -> Receipt {
    let left = left.map(Pending::left);
    Receipt { changes: Changes::CALLS, deed: Deed::FiguresBuilt(left) }
}

/// Names the rows of the roll-up that are not what the calls say, in a table `wrong` of hour, line and seat.
fn wrong_rows() -> String {
    let names = sums::summed();
    let sums: Vec<String> = names.iter().map(|name| format!("sum({name}) AS {name}")).collect();
    let key = "local_hour, line, agent_id";
    let all = format!("{key}, {}, longest_millis", names.join(", "));
    let fresh = format!(
        "SELECT {key}, {}, max(talk_millis) AS longest_millis FROM call_facts GROUP BY {key}",
        sums.join(", ")
    );
    let kept = format!("SELECT {all} FROM call_figures WHERE calls <> 0");
    format!(
        "WITH fresh AS MATERIALIZED ({fresh}), kept AS MATERIALIZED ({kept}),
         wrong AS (SELECT {key} FROM (SELECT {all} FROM fresh EXCEPT SELECT {all} FROM kept)
         UNION SELECT {key} FROM (SELECT {all} FROM kept EXCEPT SELECT {all} FROM fresh))"
    )
}

/// Rows of the roll-up that are not what the calls say. Reads every call.
fn wrong_hours(conn: &Connection) -> Result<u64> {
    let sql = format!("{} SELECT count(*) FROM wrong", wrong_rows());
    let wrong: i64 = conn.query_row(&sql, [], |row| row.get(0))?;
    Ok(u64::try_from(wrong).unwrap_or(0))
}

/// Rows of the roll-up that are not what the calls say: local hour (since 1970) and line of each, oldest first. Hours that
/// are still to be made are not judged. Reads every call.
pub(in crate::store) fn named_wrong(conn: &Connection) -> Result<Vec<(i64, i64)>> {
    let sql = format!(
        "{} SELECT local_hour, line FROM wrong WHERE NOT EXISTS (SELECT 1 FROM call_figures_pending p
             WHERE local_hour >= p.from_hour AND local_hour < p.until_hour)
         ORDER BY local_hour, line",
        wrong_rows()
    );
    let mut statement = conn.prepare(&sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Reader {
    /// Compares the roll-up with the calls: how many of its rows are not what the calls say. Reads every call; hours that are
    /// still to be made count as wrong.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn wrong_figures(&self) -> Result<u64> {
        wrong_hours(&self.conn)
    }

    /// Hours left and hours there were, while the roll-up of an older file is being made.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn figures_pending(&self) -> Result<Option<(u64, u64)>> {
        Ok(pending(&self.conn)?.map(Pending::left))
    }
}
