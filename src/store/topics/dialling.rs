//! Calling out: the speed dial, the do-not-call ledger, numbers dialled before: rows, operations and questions.
//! May depend on `base`, `call`.

use crate::base::ids::CustomerId;
use crate::base::number::{MatchKey, PhoneNumber};
use crate::call::dialling::{
    DialAnswer, DialOp, DialQuestion, Dialled, SPEED_DIALS, SpeedDial, Suppression,
};
use crate::store::Store;
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::journal::{self, Past};
use crate::store::operation::{Act, Changes, Deed, Receipt, Who};
use crate::store::reader::Reader;
use crate::store::sight::fitting;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;
use std::collections::HashMap;

/// Calls that are looked through for numbers dialled before.
const LOOKED_THROUGH: u32 = 600;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn dialling(&mut self, act: &Act, op: &DialOp) -> Result<Receipt> {
        match op {
            DialOp::SetSpeedDial(rows) => self.set_speed_dial(act, op.name(), rows),
            DialOp::Suppress(row) => self.suppress(act, op.name(), row),
            DialOp::DialledDespite(number, row) => self.transact("journalling a dial", |tx| {
                let after = Some(json!({ "suppression": row }));
                journal::write(tx, act, op.name(), number.as_str(), None, after)?;
                Ok(Receipt { changes: Changes::default(), deed: Deed::Done })
            }),
        }
    }

    fn set_speed_dial(&mut self, act: &Act, name: &str, rows: &[SpeedDial]) -> Result<Receipt> {
        self.transact("saving the speed dial", |tx| {
            let before = speed_dial(tx)?;
            let rows: Vec<SpeedDial> = rows.iter().take(SPEED_DIALS).cloned().collect();
            if before == rows {
                return Ok(Receipt { changes: Changes::default(), deed: Deed::Done });
            }
            write_speed_dial(tx, &rows)?;
            let subject = rows.len().to_string();
            let (before, after) = (Past::SpeedDial(before), Past::SpeedDial(rows));
            journal::write_undoable(tx, act, name, &subject, &before, Some(&after))?;
            let changes = Changes::CALLS.with_undo(act.who != Who::Program);
            Ok(Receipt { changes, deed: Deed::Done })
        })
    }

    /// Adds a row to the ledger. Outside undo: what was suppressed is lifted by a later row, never erased.
    fn suppress(&mut self, act: &Act, name: &str, row: &Suppression) -> Result<Receipt> {
        let key = row.number.key();
        if key.is_empty() {
            let why = "a number to be suppressed must have digits";
            return Err(StoreError::new(StoreErrorKind::Failed, why));
        }
        self.transact("writing into the do-not-call ledger", |tx| {
            tx.prepare_cached(
                "INSERT INTO suppressed_numbers
                     (number, key, lifted, reason, source, who, at_utc_millis, offset_minutes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                row.number.as_str(),
                key.as_str(),
                row.lifted,
                row.reason,
                row.source,
                act.who.to_string(),
                act.at.utc_millis,
                act.at.offset_minutes,
            ])?;
            let after = json!({ "reason": row.reason, "source": row.source, "lifted": row.lifted });
            journal::write(tx, act, name, row.number.as_str(), None, Some(after))?;
            Ok(Receipt { changes: Changes::CALLS, deed: Deed::Done })
        })
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn dialling(&self, question: &DialQuestion) -> Result<DialAnswer> {
        Ok(match question {
            DialQuestion::Suppressed(keys) => DialAnswer::Suppressed(self.suppressed(keys)?),
            DialQuestion::SpeedDial => DialAnswer::SpeedDial(speed_dial(self.connection())?),
            DialQuestion::Recent(limit) => DialAnswer::Recent(self.dialled(*limit)?),
            DialQuestion::Suppressions(limit) => DialAnswer::Suppressions(self.in_force(*limit)?),
        })
    }

    /// The newest row of each key counts; one of them that suppresses is enough.
    fn suppressed(&self, keys: &[MatchKey]) -> Result<Option<Suppression>> {
        let mut statement = self.connection().prepare_cached(
            "SELECT id, number, reason, source, lifted, at_utc_millis FROM suppressed_numbers
             WHERE key = ?1 ORDER BY id DESC LIMIT 1",
        )?;
        for key in keys.iter().filter(|key| !key.is_empty()) {
            let row = statement.query_row([key.as_str()], row_to_suppression).optional()?;
            if let Some(row) = row.filter(|row| !row.lifted) {
                return Ok(Some(row));
            }
        }
        self.opted_out(keys)
    }

    /// A number whose owner does not want to be called on it is asked about like one of the ledger. Its row is told apart
    /// by a negative number.
    fn opted_out(&self, keys: &[MatchKey]) -> Result<Option<Suppression>> {
        let mut statement = self.connection().prepare_cached(
            "SELECT n.id, n.number, k.name FROM contact_numbers n JOIN customers k ON k.id = n.customer_id
             WHERE n.key = ?1 AND n.opted_out = 1 LIMIT 1",
        )?;
        for key in keys.iter().filter(|key| !key.is_empty()) {
            let row = statement.query_row([key.as_str()], |row| {
                Ok(Suppression {
                    id: -row.get::<_, i64>(0)?,
                    number: PhoneNumber::new(row.get::<_, String>(1)?),
                    reason: row.get(2)?,
                    source: "card".to_owned(),
                    ..Suppression::default()
                })
            });
            if let Some(row) = row.optional()? {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    fn in_force(&self, limit: u32) -> Result<Vec<Suppression>> {
        let mut statement = self.connection().prepare_cached(
            "SELECT id, number, reason, source, lifted, at_utc_millis FROM suppressed_numbers s
             WHERE lifted = 0
               AND id = (SELECT max(id) FROM suppressed_numbers WHERE key = s.key)
             ORDER BY id DESC LIMIT ?1",
        )?;
        let rows = statement.query_map([limit], row_to_suppression)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn dialled(&self, limit: u32) -> Result<Vec<Dialled>> {
        let sql = "SELECT c.number, c.customer_id, c.started_utc_millis, k.name, k.company
             FROM calls c INDEXED BY calls_outgoing LEFT JOIN customers k ON k.id = c.customer_id
             WHERE c.direction = 'outgoing' AND c.number IS NOT NULL
             ORDER BY c.id DESC LIMIT ?1";
        let sql = fitting(self.connection(), sql)?;
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut found: Vec<Dialled> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut rows = statement.query([LOOKED_THROUGH])?;
        while let Some(row) = rows.next()? {
            let one = row_to_dialled(row)?;
            let key = one.number.key().as_str().to_owned();
            if key.is_empty() {
                continue;
            }
            let known = places.get(&key).copied();
            if let Some(known) = known.and_then(|at| found.get_mut(at)) {
                known.times += 1;
            } else if found.len() < most {
                places.insert(key, found.len());
                found.push(one);
            }
        }
        Ok(found)
    }
}

/// Writes the list anew.
pub(in crate::store) fn write_speed_dial(conn: &Connection, rows: &[SpeedDial]) -> Result<()> {
    conn.prepare_cached("DELETE FROM speed_dial")?.execute([])?;
    let mut statement = conn
        .prepare_cached("INSERT INTO speed_dial (position, label, number) VALUES (?1, ?2, ?3)")?;
    for (position, row) in (0_i64..).zip(rows) {
        statement.execute(params![position, row.label, row.number.as_str()])?;
    }
    Ok(())
}

fn speed_dial(conn: &Connection) -> Result<Vec<SpeedDial>> {
    let mut statement =
        conn.prepare_cached("SELECT label, number FROM speed_dial ORDER BY position")?;
    let rows = statement.query_map([], |row| {
        let number = PhoneNumber::new(row.get::<_, String>(1)?);
        Ok(SpeedDial { label: row.get(0)?, number })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn row_to_suppression(row: &Row<'_>) -> rusqlite::Result<Suppression> {
    Ok(Suppression {
        id: row.get(0)?,
        number: PhoneNumber::new(row.get::<_, String>(1)?),
        reason: row.get(2)?,
        source: row.get(3)?,
        lifted: row.get(4)?,
        at_utc_millis: row.get(5)?,
    })
}

fn row_to_dialled(row: &Row<'_>) -> rusqlite::Result<Dialled> {
    let names: [Option<String>; 2] = [row.get(3)?, row.get(4)?];
    let party = names.into_iter().flatten().find(|name| !name.trim().is_empty());
    Ok(Dialled {
        number: PhoneNumber::new(row.get::<_, String>(0)?),
        customer: row.get::<_, Option<i64>>(1)?.map(CustomerId),
        at_utc_millis: row.get(2)?,
        party: party.unwrap_or_default(),
        times: 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Stamp;
    use crate::store::operation::Op;

    fn opened() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(&dir.path().join("a.db"), Stamp::default()).unwrap();
        (dir, store)
    }

    fn act() -> Act {
        Act::person("Li", Stamp::default())
    }

    fn row(number: &str, lifted: bool) -> DialOp {
        let number = PhoneNumber::new(number);
        let (reason, source) = ("asked for it".to_owned(), "person".to_owned());
        DialOp::Suppress(Suppression { number, reason, source, lifted, ..Suppression::default() })
    }

    fn asked(store: &Store, number: &str) -> Option<Suppression> {
        let keys = vec![PhoneNumber::new(number).key()];
        match store.reader().unwrap().dialling(&DialQuestion::Suppressed(keys)).unwrap() {
            DialAnswer::Suppressed(found) => found,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_suppressed_number_is_found_however_it_is_written_until_a_later_row_lifts_it() {
        let (_dir, mut store) = opened();
        store.dialling(&act(), &row("138-1234-5678", false)).unwrap();
        assert_eq!(asked(&store, "+86 13812345678").unwrap().reason, "asked for it");
        assert_eq!(asked(&store, "13812345679"), None);
        store.dialling(&act(), &row("13812345678", true)).unwrap();
        assert_eq!(asked(&store, "13812345678"), None);
        store.dialling(&act(), &row("13812345678", false)).unwrap();
        assert!(asked(&store, "13812345678").is_some());
        assert!(store.dialling(&act(), &row("nobody", false)).is_err());
    }

    #[test]
    fn the_ledger_cannot_be_changed_or_emptied_not_even_by_undo() {
        let (_dir, mut store) = opened();
        store.dialling(&act(), &row("13812345678", false)).unwrap();
        for sql in [
            "UPDATE suppressed_numbers SET lifted = 1",
            "UPDATE suppressed_numbers SET key = '1'",
            "DELETE FROM suppressed_numbers",
            "INSERT OR REPLACE INTO suppressed_numbers
                 SELECT id, number, 'other', lifted, reason, source, who, 0, 0 FROM suppressed_numbers",
        ] {
            let changed = store.conn.execute(sql, []);
            let is_refused = changed.as_ref().is_err_and(|error| error.to_string().contains("never"));
            assert!(is_refused, "{sql}: {changed:?}");
        }
        store.undo(&act()).unwrap();
        assert!(asked(&store, "13812345678").is_some());
    }

    #[test]
    fn the_speed_dial_keeps_its_order_and_comes_back_by_undo() {
        let (_dir, mut store) = opened();
        let rows = |names: &[&str]| -> Vec<SpeedDial> {
            let row = |name: &&str| SpeedDial {
                label: (*name).to_owned(),
                number: PhoneNumber::new("10086"),
            };
            names.iter().map(row).collect()
        };
        let set = |rows| Op::Dial(DialOp::SetSpeedDial(rows));
        store.carry_out(&act(), &set(rows(&["Bank", "Taxi"]))).unwrap();
        store.carry_out(&act(), &set(rows(&["Taxi", "Bank", "Post"]))).unwrap();
        let shown = |store: &Store| match store
            .reader()
            .unwrap()
            .dialling(&DialQuestion::SpeedDial)
            .unwrap()
        {
            DialAnswer::SpeedDial(rows) => rows,
            other => panic!("{other:?}"),
        };
        assert_eq!(shown(&store), rows(&["Taxi", "Bank", "Post"]));
        store.undo(&act()).unwrap();
        assert_eq!(shown(&store), rows(&["Bank", "Taxi"]));
    }

    #[test]
    fn numbers_dialled_before_stand_once_newest_first_with_their_count() {
        use crate::base::ids::{CallId, LineId};
        use crate::call::record::{CallRecord, Direction, Outcome};
        let (_dir, mut store) = opened();
        for (id, number, direction) in [
            (1, "13812345678", Direction::Outgoing),
            (2, "021-55501234", Direction::Outgoing),
            (3, "95588", Direction::Incoming),
            (4, "+86 138 1234 5678", Direction::Outgoing),
        ] {
            let record = CallRecord {
                id: CallId(id),
                line: LineId(0),
                direction,
                number: Some(PhoneNumber::new(number)),
                caller_id: None,
                started_utc_millis: id * 1_000,
                offset_minutes: 480,
                rings: 0,
                answered_after: None,
                answered_by: None,
                lasted: None,
                outcome: Outcome::Open,
                customer: None,
                note: String::new(),
                handled: false,
                treatment: None,
                timeline: Vec::new(),
            };
            store.open_call(&act(), &record).unwrap();
        }
        let shown = |limit| match store.reader().unwrap().dialling(&DialQuestion::Recent(limit)) {
            Ok(DialAnswer::Recent(rows)) => rows,
            other => panic!("{other:?}"),
        };
        let rows = shown(50);
        let numbers: Vec<_> = rows.iter().map(|row| (row.number.as_str(), row.times)).collect();
        assert_eq!(numbers, [("+86 138 1234 5678", 2), ("021-55501234", 1)]);
        assert_eq!(shown(1).len(), 1);
    }
}
