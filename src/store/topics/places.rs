//! Where a number belongs: people's corrections as rows, operations and questions.
//! May depend on `base`, `call`.

use crate::call::places::{Correction, PlaceAnswer, PlaceOp, PlaceQuestion};
use crate::store::Store;
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::journal::{self, Past};
use crate::store::operation::{Act, Changes, Deed, Receipt, Who};
use crate::store::reader::Reader;
use rusqlite::{Connection, OptionalExtension, Row, params};

const COLUMNS: &str = "digits, province, city, operator, note";

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn places(&mut self, act: &Act, op: &PlaceOp) -> Result<Receipt> {
        match op {
            PlaceOp::Correct(correction) => {
                let tidied = correction.tidied().ok_or_else(|| {
                    let why = "a correction needs digits and a place or an operator";
                    StoreError::new(StoreErrorKind::Failed, why)
                })?;
                self.change_place(act, op.name(), &tidied.digits.clone(), Some(tidied))
            }
            PlaceOp::Forget(digits) => self.change_place(act, op.name(), digits, None),
            PlaceOp::Import(list) => self.import_places(act, op.name(), list),
        }
    }

    fn change_place(
        &mut self,
        act: &Act,
        operation: &str,
        digits: &str,
        after: Option<Correction>,
    ) -> Result<Receipt> {
        self.transact("correcting a place", |tx| {
            let before = correction(tx, digits)?;
            if before == after {
                return Ok(Receipt { changes: Changes::default(), deed: Deed::Done });
            }
            write(tx, digits, after.as_ref())?;
            let before = Past::Place { digits: digits.to_owned(), kept: before };
            let after = Past::Place { digits: digits.to_owned(), kept: after };
            journal::write_undoable(tx, act, operation, digits, &before, Some(&after))?;
            let changes = Changes::default().with_undo(act.who != Who::Program);
            Ok(Receipt { changes, deed: Deed::PlacesCorrected })
        })
    }
}

impl Store {
    /// A list is one change: all of it, or none; and one undo takes it back.
    fn import_places(
        &mut self,
        act: &Act,
        operation: &str,
        list: &[Correction],
    ) -> Result<Receipt> {
        self.transact("taking in corrections of places", |tx| {
            let (mut before, mut after) = (Vec::new(), Vec::new());
            for wanted in list.iter().filter_map(Correction::tidied) {
                let old = correction(tx, &wanted.digits)?;
                if old.as_ref() != Some(&wanted) {
                    write(tx, &wanted.digits, Some(&wanted))?;
                    before.push((wanted.digits.clone(), old));
                    after.push((wanted.digits.clone(), Some(wanted)));
                }
            }
            if after.is_empty() {
                return Ok(Receipt { changes: Changes::default(), deed: Deed::Done });
            }
            // Undone from the end: of two lines about the same digits the first one is what was before.
            before.reverse();
            let subject = after.len().to_string();
            let (before, after) = (Past::Places(before), Past::Places(after));
            journal::write_undoable(tx, act, operation, &subject, &before, Some(&after))?;
            let changes = Changes::default().with_undo(act.who != Who::Program);
            Ok(Receipt { changes, deed: Deed::PlacesCorrected })
        })
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn places(&self, question: &PlaceQuestion) -> Result<PlaceAnswer> {
        match question {
            PlaceQuestion::Corrections => Ok(PlaceAnswer::Corrections(self.corrections()?)),
        }
    }

    fn corrections(&self) -> Result<Vec<Correction>> {
        let sql = format!("SELECT {COLUMNS} FROM place_corrections ORDER BY digits");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map([], row_to_correction)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn correction(conn: &Connection, digits: &str) -> Result<Option<Correction>> {
    let sql = format!("SELECT {COLUMNS} FROM place_corrections WHERE digits = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([digits], row_to_correction).optional()?)
}

/// Puts the correction of these digits in place, or takes it away.
pub(in crate::store) fn write(
    conn: &Connection,
    digits: &str,
    kept: Option<&Correction>,
) -> Result<()> {
    let Some(kept) = kept else {
        conn.prepare_cached("DELETE FROM place_corrections WHERE digits = ?1")?
            .execute([digits])?;
        return Ok(());
    };
    conn.prepare_cached(
        "INSERT OR REPLACE INTO place_corrections (digits, province, city, operator, note)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![digits, kept.province, kept.city, kept.operator, kept.note])?;
    Ok(())
}

fn row_to_correction(row: &Row<'_>) -> rusqlite::Result<Correction> {
    Ok(Correction {
        digits: row.get(0)?,
        province: row.get(1)?,
        city: row.get(2)?,
        operator: row.get(3)?,
        note: row.get(4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Stamp;
    use crate::store::operation::Op;

    #[test]
    fn corrections_are_kept_replaced_forgotten_and_brought_back() {
        let dir = tempfile::tempdir().unwrap();
        let (mut store, _) = Store::open(&dir.path().join("a.db"), Stamp::default()).unwrap();
        let reader = store.reader().unwrap();
        let all = || reader.corrections().unwrap();
        let act = Act::person("seat", Stamp::default());
        let correct = |digits: &str, city: &str| {
            let digits = digits.to_owned();
            Op::Place(PlaceOp::Correct(Correction {
                digits,
                city: city.into(),
                ..Correction::default()
            }))
        };
        let receipt = store.carry_out(&act, &correct("199 1234", "南阳")).unwrap();
        assert!(receipt.deed == Deed::PlacesCorrected && receipt.changes.undo);
        store.carry_out(&act, &correct("1991234", "洛阳")).unwrap();
        assert_eq!(all().len(), 1);
        assert_eq!(all()[0].city, "洛阳");
        let forget = Op::Place(PlaceOp::Forget("1991234".into()));
        store.carry_out(&act, &forget).unwrap();
        assert!(all().is_empty());
        store.undo(&act).unwrap();
        store.undo(&act).unwrap();
        assert_eq!(all()[0].city, "南阳", "back to the first");
        store.undo(&act).unwrap();
        assert!(all().is_empty(), "and to none");
        assert!(store.carry_out(&act, &correct("x", "南阳")).is_err());
        let list = ["1991234", "377", "1991234", "x"].map(|digits| Correction {
            digits: digits.into(),
            city: "信阳".into(),
            ..Correction::default()
        });
        store.carry_out(&act, &correct("1991234", "南阳")).unwrap();
        let import = Op::Place(PlaceOp::Import(list.to_vec()));
        let receipt = store.carry_out(&act, &import).unwrap();
        assert!(receipt.deed == Deed::PlacesCorrected && receipt.changes.undo);
        assert_eq!(all().iter().map(|c| c.city.as_str()).collect::<Vec<_>>(), ["信阳", "信阳"]);
        assert!(!store.carry_out(&act, &import).unwrap().changes.any(), "twice changes nothing");
        store.undo(&act).unwrap();
        assert_eq!(all().len(), 1, "one undo for the whole list");
        assert_eq!(all()[0].city, "南阳");
        store.undo(&act).unwrap();
        let nothing = store.carry_out(&act, &forget).unwrap();
        assert!(!nothing.changes.any(), "what is not there is forgotten already");
    }
}
