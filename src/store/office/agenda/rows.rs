//! Entries of the agenda in their table: rows to entries and back. May depend on `base`, `crm`.

use crate::base::ids::{CallId, CustomerId, StaffId, TaskId};
use crate::crm::agenda::clock::{WallMinute, day_number, day_of};
use crate::crm::agenda::recurrence::Rule;
use crate::crm::agenda::{Due, Kind, LONGEST_NAME, LONGEST_TEXT, Priority, TaskDraft, reminder};
use crate::store::calls::{from_word, word};
use crate::store::error::{Result, StoreError};
use crate::store::operation::{Act, Who};
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

/// The columns of a row, in their order.
pub(super) const COLUMNS: &str = "a.kind, a.text, a.customer_id, a.call_id, a.due_day, a.due_minute, a.remind_before, a.remind_at,
    a.told, a.assignee, a.staff_id, a.priority, a.rule, a.series_from, a.made_utc_millis, a.made_by, a.done_utc_millis, a.done_by";
/// How many there are.
pub(super) const COLUMN_COUNT: usize = 18;

/// A row as it stands, for the journal and the way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Row {
    pub(super) kind: Kind,
    pub(super) text: String,
    pub(super) customer: Option<CustomerId>,
    pub(super) call: Option<CallId>,
    pub(super) due_day: Option<i32>,
    pub(super) due_minute: Option<u16>,
    pub(super) remind_before: Option<u32>,
    pub(super) remind_at: Option<i64>,
    pub(super) told: bool,
    pub(super) assignee: String,
    pub(super) staff: Option<StaffId>,
    pub(super) priority: Priority,
    pub(super) rule: Option<String>,
    pub(super) series_from: Option<i32>,
    pub(super) made_utc_millis: i64,
    pub(super) made_by: String,
    pub(super) done: Option<(i64, String)>,
}

impl Row {
    /// A draft as a row; what was there before keeps its maker, and a series its beginning while day and rule stay.
    pub(super) fn from_draft(draft: &TaskDraft, before: Option<&Self>, act: &Act) -> Self {
        let due = draft.due;
        let cut = |text: &str, most| text.trim().chars().take(most).collect::<String>();
        let rule = draft.repeat.as_ref().filter(|_| due.is_some()).map(ToString::to_string);
        let due_day = due.map(|due| day_number(due.day));
        let same = before.filter(|row| row.rule == rule && row.due_day == due_day);
        let remind_at = draft.remind_at().map(|at| at.0);
        let on_time = before.filter(|row| {
            let due_minute = due.and_then(|due| due.minute);
            row.due_day == due_day
                && row.due_minute == due_minute
                && row.remind_before == draft.remind
        });
        Self {
            kind: draft.kind,
            text: cut(&draft.text, LONGEST_TEXT),
            customer: draft.customer,
            call: draft.call,
            due_day,
            due_minute: due.and_then(|due| due.minute),
            remind_before: draft.remind,
            remind_at: on_time.map_or(remind_at, |row| row.remind_at),
            told: on_time.is_some_and(|row| row.told),
            assignee: cut(&draft.assignee, LONGEST_NAME),
            staff: draft.staff,
            priority: draft.priority,
            series_from: rule.as_ref().and(same.and_then(|row| row.series_from).or(due_day)),
            rule,
            made_utc_millis: before.map_or(act.at.utc_millis, |row| row.made_utc_millis),
            made_by: before.map_or_else(
                || match &act.who {
                    Who::Person(name) => name.clone(),
                    Who::Program => String::new(),
                },
                |row| row.made_by.clone(),
            ),
            done: before.and_then(|row| row.done.clone()),
        }
    }

    /// The draft it would be typed as.
    pub(super) fn draft(self, id: TaskId) -> TaskDraft {
        TaskDraft {
            id: Some(id),
            due: self.due(),
            repeat: self.rule.and_then(|rule| Rule::parse(&rule).ok()),
            kind: self.kind,
            text: self.text,
            customer: self.customer,
            call: self.call,
            remind: self.remind_before,
            assignee: self.assignee,
            staff: self.staff,
            priority: self.priority,
        }
    }

    fn due(&self) -> Option<Due> {
        let day = self.due_day.and_then(day_of)?;
        Some(Due { day, minute: self.due_minute })
    }

    /// The same on another day, reminded of as long before it.
    pub(super) fn move_to(&mut self, day: Date) {
        self.due_day = Some(day_number(day));
        self.remind_at = reminder(self.due(), self.remind_before).map(|at: WallMinute| at.0);
        self.told = false;
        self.done = None;
    }
}

/// The columns of [`COLUMNS`] from the one of number `first` on.
pub(super) fn read(row: &rusqlite::Row<'_>, first: usize) -> rusqlite::Result<Row> {
    let at = |n: usize| first + n;
    let done: Option<i64> = row.get(at(16))?;
    let done_by: Option<String> = row.get(at(17))?;
    Ok(Row {
        kind: from_word(row, at(0))?,
        text: row.get(at(1))?,
        customer: row.get::<_, Option<i64>>(at(2))?.map(CustomerId),
        call: row.get::<_, Option<i64>>(at(3))?.map(CallId),
        due_day: row.get(at(4))?,
        due_minute: row.get(at(5))?,
        remind_before: row.get(at(6))?,
        remind_at: row.get(at(7))?,
        told: row.get(at(8))?,
        assignee: row.get(at(9))?,
        staff: row.get::<_, Option<i64>>(at(10))?.map(StaffId),
        priority: from_word(row, at(11))?,
        rule: row.get(at(12))?,
        series_from: row.get(at(13))?,
        made_utc_millis: row.get(at(14))?,
        made_by: row.get(at(15))?,
        done: done.map(|at| (at, done_by.unwrap_or_default())),
    })
}

/// One row.
pub(super) fn row(conn: &Connection, id: TaskId) -> Result<Row> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM agenda a WHERE a.id = ?1"))?
        .query_row([id.0], |row| read(row, 0))
        .optional()?
        .ok_or_else(|| StoreError::not_found(format_args!("task {id}")))
}

/// Open entries of series behind this one that were made at this moment.
pub(super) fn open_made_at(conn: &Connection, id: TaskId, at: i64) -> Result<Vec<TaskId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM agenda
         WHERE done_utc_millis IS NULL AND rule IS NOT NULL AND id > ?1 AND made_utc_millis = ?2 ORDER BY id",
    )?;
    let rows = statement.query_map([id.0, at], |row| row.get(0).map(TaskId))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Writes a row; without an id a new one. Gives its id.
pub(super) fn write(conn: &Connection, id: Option<TaskId>, row: &Row) -> Result<TaskId> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO agenda (id, kind, text, customer_id, call_id, due_day, due_minute, remind_before,
             remind_at, told, assignee, staff_id, priority, rule, series_from, made_utc_millis, made_by,
             done_utc_millis, done_by)
         VALUES (?1, ?2, ?3, ?4, (SELECT id FROM calls WHERE id = ?5), ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
                 ?16, ?17, ?18, ?19)",
    )?
    .execute(params![
        id.map(|id| id.0),
        word(&row.kind)?,
        row.text,
        row.customer.map(|id| id.0),
        row.call.map(|id| id.0),
        row.due_day,
        row.due_minute,
        row.remind_before,
        row.remind_at,
        row.told,
        row.assignee,
        row.staff.map(|id| id.0),
        word(&row.priority)?,
        row.rule,
        row.series_from,
        row.made_utc_millis,
        row.made_by,
        row.done.as_ref().map(|(at, _)| *at),
        row.done.as_ref().map(|(_, who)| who.as_str()),
    ])?;
    Ok(id.unwrap_or_else(|| TaskId(conn.last_insert_rowid())))
}

/// Takes a row away.
pub(super) fn remove(conn: &Connection, id: TaskId) -> Result<()> {
    conn.prepare_cached("DELETE FROM agenda WHERE id = ?1")?.execute([id.0])?;
    Ok(())
}
