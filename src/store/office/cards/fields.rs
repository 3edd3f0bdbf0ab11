//! The fields an office added: rows and operations. Values stand on the cards and are never touched here.
//! May depend on `base`, `crm`.

use crate::base::ids::FieldId;
use crate::crm::cards::field::FieldDef;
use crate::store::Store;
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::journal::{self, Past};
use crate::store::office::OfficePast;
use crate::store::office::cards::changed;
use crate::store::operation::{Act, Changes, Deed, Receipt};
use rusqlite::{Connection, params};

impl Store {
    pub(super) fn save_card_field(
        &mut self,
        act: &Act,
        name: &str,
        def: &FieldDef,
    ) -> Result<Receipt> {
        let def = def.tidied().ok_or_else(|| {
            let why = "a field needs a name, and a choice needs choices";
            StoreError::new(StoreErrorKind::Failed, why)
        })?;
        self.change_fields(act, name, &def.name.clone(), |fields| {
            match def.id {
                None => fields.push(def),
                Some(id) => {
                    let old = fields.iter_mut().find(|field| field.id == Some(id));
                    *old.ok_or_else(|| StoreError::not_found(format_args!("field {id}")))? = def;
                }
            }
            Ok(())
        })
    }

    pub(super) fn remove_card_field(
        &mut self,
        act: &Act,
        name: &str,
        id: FieldId,
    ) -> Result<Receipt> {
        self.change_fields(act, name, &id.to_string(), |fields| {
            let field = fields.iter_mut().find(|field| field.id == Some(id));
            field.ok_or_else(|| StoreError::not_found(format_args!("field {id}")))?.gone = true;
            Ok(())
        })
    }

    pub(super) fn order_card_fields(
        &mut self,
        act: &Act,
        name: &str,
        order: &[FieldId],
    ) -> Result<Receipt> {
        self.change_fields(act, name, "", |fields| {
            let place = |field: &FieldDef| {
                field.id.and_then(|id| order.iter().position(|other| *other == id))
            };
            fields.sort_by_key(|field| place(field).unwrap_or(usize::MAX));
            Ok(())
        })
    }

    fn change_fields(
        &mut self,
        act: &Act,
        operation: &str,
        subject: &str,
        change: impl FnOnce(&mut Vec<FieldDef>) -> Result<()>,
    ) -> Result<Receipt> {
        self.transact("changing the fields of cards", |tx| {
            let before = all(tx)?;
            let mut after = before.clone();
            change(&mut after)?;
            if before == after {
                return Ok(Receipt { changes: Changes::default(), deed: Deed::Done });
            }
            write_all(tx, &after)?;
            let subject = after
                .iter()
                .find(|field| field.id.is_some_and(|id| id.to_string() == subject))
                .map_or_else(|| subject.to_owned(), |field| field.name.clone());
            let past = |fields| Past::Office(OfficePast::Fields(fields));
            let (before, after) = (past(before), past(all(tx)?));
            journal::write_undoable(tx, act, operation, &subject, &before, Some(&after))?;
            Ok(Receipt { changes: changed(act), deed: Deed::Done })
        })
    }
}

/// All fields in order, those taken away too.
pub(in crate::store) fn all(conn: &Connection) -> Result<Vec<FieldDef>> {
    let mut statement =
        conn.prepare_cached("SELECT id, def FROM card_fields ORDER BY position, id")?;
    let rows =
        statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    let mut fields = Vec::new();
    for row in rows {
        let (id, def) = row?;
        let def: FieldDef = serde_json::from_str(&def)?;
        fields.push(FieldDef { id: Some(FieldId(id)), ..def });
    }
    Ok(fields)
}

/// Makes the fields these, in this order.
pub(in crate::store) fn write_all(conn: &Connection, fields: &[FieldDef]) -> Result<()> {
    conn.prepare_cached("DELETE FROM card_fields")?.execute([])?;
    for (position, field) in (0_i64..).zip(fields) {
        let def = serde_json::to_string(&FieldDef { id: None, ..field.clone() })?;
        conn.prepare_cached(
            "INSERT INTO card_fields (id, position, name, def) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![field.id.map(|id| id.0), position, field.name, def])?;
    }
    Ok(())
}
