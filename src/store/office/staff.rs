//! Employees, log-in, roles and rights, number masking, the journal for people: rows, operations and questions.
//! May depend on `base`, `crm`.

use crate::base::ids::StaffId;
use crate::crm::staff::{
    JournalFilter, JournalRow, OWNER, Role, Roster, Staff, StaffAnswer, StaffOp, StaffQuestion,
};
use crate::store::Store;
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::journal::{self, Past};
use crate::store::office::OfficePast;
use crate::store::operation::{Act, Changes, Deed, Receipt};
use crate::store::reader::Reader;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;

/// Characters of a picture before or after that a row of the journal shows.
const SHOWN: usize = 2_000;

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn staff(&mut self, act: &Act, op: &StaffOp) -> Result<Receipt> {
        self.transact("changing the staff", |tx| {
            match op {
                StaffOp::Save(staff) => save(tx, act, staff)?,
                StaffOp::SetPassword(id, hash) => set_password(tx, act, *id, hash.as_deref())?,
                StaffOp::SaveRole(role) => save_role(tx, act, role)?,
                StaffOp::NoteLogIn(id, went_well) => {
                    let name = existing(tx, *id)?.name;
                    let after = Some(json!({ "staff": id, "in": went_well }));
                    journal::write(tx, act, op.name(), &name, None, after)?;
                }
            }
            let undo = matches!(op, StaffOp::Save(_));
            Ok(Receipt {
                changes: Changes { undo, ..Changes::default() },
                deed: Deed::StaffChanged,
            })
        })
    }
}

fn save(conn: &Connection, act: &Act, staff: &Staff) -> Result<()> {
    let before = staff.id.map(|id| existing(conn, id)).transpose()?;
    if roster(conn)?.locks_out(staff) && before.as_ref().is_some_and(|known| known.role == OWNER) {
        let why = "somebody must stay the owner: give another person that role first";
        return Err(StoreError::new(StoreErrorKind::Failed, why));
    }
    refuse_double(conn, staff)?;
    let id = write(conn, staff)?;
    let after = existing(conn, id)?;
    if let Some(before) = &before {
        rename(conn, &before.name, &after.name)?;
    }
    if before.as_ref() == Some(&after) {
        return Ok(());
    }
    let subject = after.name.clone();
    let past =
        |staff: Option<Staff>| Past::Office(OfficePast::Staff { id, staff: staff.map(Box::new) });
    let (before, after) = (past(before), past(Some(after)));
    journal::write_undoable(conn, act, "save_staff", &subject, &before, Some(&after))
}

/// Brings somebody back to what they were. Who was not there before is gone, not forgotten: what they did names them.
pub(in crate::store) fn restore(
    conn: &Connection,
    id: StaffId,
    staff: Option<&Staff>,
) -> Result<()> {
    let now = existing(conn, id)?;
    let Some(staff) = staff else {
        return write(conn, &Staff { gone: true, ..now }).map(drop);
    };
    write(conn, staff)?;
    rename(conn, &now.name, &staff.name)
}

/// The journal and the log know people by their names: no two who work here have the same one, nor the same agent number.
fn refuse_double(conn: &Connection, staff: &Staff) -> Result<()> {
    let others =
        roster(conn)?.staff.into_iter().filter(|other| other.id != staff.id && !other.gone);
    let same = |a: &str, b: &str| !a.trim().is_empty() && a.trim() == b.trim();
    for other in others {
        if !staff.gone && same(&other.name, &staff.name) {
            let why = format!("{} works here already: give one of them another name", other.name);
            return Err(StoreError::new(StoreErrorKind::Failed, why));
        }
        if !staff.gone && same(&other.agent_number, &staff.agent_number) {
            let why = format!("agent number {} is {}'s", other.agent_number, other.name);
            return Err(StoreError::new(StoreErrorKind::Failed, why));
        }
    }
    Ok(())
}

/// Calls and orders that stand under a name follow the person to another one; the journal keeps the name of the day.
fn rename(conn: &Connection, from: &str, to: &str) -> Result<()> {
    if from.is_empty() || to.is_empty() || from == to {
        return Ok(());
    }
    conn.prepare_cached("UPDATE OR IGNORE agents SET name = ?2 WHERE name = ?1")?
        .execute([from, to])?;
    conn.prepare_cached("UPDATE orders SET who = ?2 WHERE who = ?1")?.execute([from, to])?;
    Ok(())
}

fn write(conn: &Connection, staff: &Staff) -> Result<StaffId> {
    let birthday = staff.birthday.map(|day| serde_json::to_string(&day)).transpose()?;
    let columns = params![
        staff.id.map(|id| id.0),
        staff.name.trim(),
        staff.agent_number.trim(),
        staff.extension.trim(),
        staff.team.trim(),
        birthday,
        staff.role,
        staff.gone,
        staff.phone.trim(),
    ];
    conn.prepare_cached(
        "INSERT INTO staff (id, name, agent_number, extension, team, birthday, role_id, gone, phone)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, agent_number = excluded.agent_number,
             extension = excluded.extension, team = excluded.team, birthday = excluded.birthday,
             role_id = excluded.role_id, gone = excluded.gone, phone = excluded.phone",
    )?
    .execute(columns)?;
    Ok(staff.id.unwrap_or_else(|| StaffId(conn.last_insert_rowid())))
}

/// The hash itself is never journalled.
fn set_password(conn: &Connection, act: &Act, id: StaffId, hash: Option<&str>) -> Result<()> {
    let name = existing(conn, id)?.name;
    conn.prepare_cached("UPDATE staff SET password = ?2 WHERE id = ?1")?
        .execute(params![id.0, hash])?;
    let after = Some(json!({ "staff": id, "password": hash.is_some() }));
    journal::write(conn, act, "set_password", &name, None, after)
}

fn save_role(conn: &Connection, act: &Act, role: &Role) -> Result<()> {
    if role.id == OWNER {
        let why = "the owner's role has every right and stays so";
        return Err(StoreError::new(StoreErrorKind::Failed, why));
    }
    let before = roster(conn)?.roles.into_iter().find(|known| known.id == role.id);
    let id = (role.id > 0).then_some(role.id);
    conn.prepare_cached(
        "INSERT INTO roles (id, name, rights) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, rights = excluded.rights",
    )?
    .execute(params![id, role.name.trim(), serde_json::to_string(&role.rights)?])?;
    let before = before.map(|role| serde_json::to_value(&role)).transpose()?;
    let after = Some(serde_json::to_value(role)?);
    journal::write(conn, act, "save_role", &role.name, before, after)
}

const COLUMNS: &str =
    "id, name, agent_number, extension, team, birthday, role_id, gone, password IS NOT NULL, phone";

fn read(row: &Row<'_>) -> rusqlite::Result<Staff> {
    let birthday: Option<String> = row.get(5)?;
    Ok(Staff {
        id: Some(StaffId(row.get(0)?)),
        name: row.get(1)?,
        agent_number: row.get(2)?,
        extension: row.get(3)?,
        team: row.get(4)?,
        birthday: birthday.and_then(|json| serde_json::from_str(&json).ok()),
        role: row.get(6)?,
        gone: row.get(7)?,
        has_password: row.get(8)?,
        phone: row.get(9)?,
    })
}

fn existing(conn: &Connection, id: StaffId) -> Result<Staff> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM staff WHERE id = ?1"))?
        .query_row([id.0], read)
        .optional()?
        .ok_or_else(|| StoreError::not_found(format_args!("employee {id}")))
}

fn roster(conn: &Connection) -> Result<Roster> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM staff ORDER BY gone, id"))?;
    let staff = statement.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    let mut statement = conn.prepare_cached("SELECT id, name, rights FROM roles ORDER BY id")?;
    let roles = statement.query_map([], |row| {
        let rights: String = row.get(2)?;
        let rights = serde_json::from_str(&rights).unwrap_or_default();
        Ok(Role { id: row.get(0)?, name: row.get(1)?, rights })
    })?;
    Ok(Roster { staff, roles: roles.collect::<rusqlite::Result<_>>()? })
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn staff(&self, question: &StaffQuestion) -> Result<StaffAnswer> {
        match question {
            StaffQuestion::Roster => self.roster().map(StaffAnswer::Roster),
            StaffQuestion::Journal { filter, offset, limit } => {
                let mut rows = self.journal_rows(filter, *offset, limit.saturating_add(1))?;
                let limit = usize::try_from(*limit).unwrap_or(usize::MAX);
                let more = rows.len() > limit;
                rows.truncate(limit);
                Ok(StaffAnswer::Journal(rows, more))
            }
        }
    }

    /// Everybody and every role.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn roster(&self) -> Result<Roster> {
        roster(self.connection())
    }

    /// The hash of somebody's password, for whoever compares it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn password_hash(&self, id: StaffId) -> Result<Option<String>> {
        let hash = self
            .connection()
            .prepare_cached("SELECT password FROM staff WHERE id = ?1 AND gone = 0")?
            .query_row([id.0], |row| row.get(0))
            .optional()?;
        Ok(hash.flatten())
    }

    fn journal_rows(
        &self,
        filter: &JournalFilter,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<JournalRow>> {
        let mut statement = self.connection().prepare_cached(
            "SELECT id, at_utc_millis, offset_minutes, who, operation, subject, before, after, undone
             FROM journal
             WHERE (?1 = '' OR instr(who, ?1))
               AND (?2 = '' OR instr(operation, ?2) OR instr(subject, ?2)
                    OR operation IN (SELECT value FROM json_each(?7)))
               AND (?3 IS NULL OR at_utc_millis >= ?3) AND (?4 IS NULL OR at_utc_millis < ?4)
             ORDER BY id DESC LIMIT ?5 OFFSET ?6",
        )?;
        let short =
            |text: Option<String>| text.unwrap_or_default().chars().take(SHOWN).collect::<String>();
        let bound = params![
            filter.who.trim(),
            filter.text.trim(),
            filter.from,
            filter.until,
            limit,
            offset,
            serde_json::to_string(&filter.operations)?
        ];
        let rows = statement.query_map(bound, |row| {
            Ok(JournalRow {
                id: row.get(0)?,
                at_utc_millis: row.get(1)?,
                offset_minutes: row.get(2)?,
                who: row.get(3)?,
                operation: row.get(4)?,
                subject: row.get(5)?,
                before: short(row.get(6)?),
                after: short(row.get(7)?),
                undone: row.get(8)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
