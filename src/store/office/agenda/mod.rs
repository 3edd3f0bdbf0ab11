//! Reminders, tasks, memos, birthdays by either calendar, the list of today: operations and the way back.
//! May depend on `base`, `crm`.

mod questions;
mod rows;

use crate::base::ids::{CustomerId, TaskId};
use crate::crm::agenda::clock::{WallMinute, day_number, day_of, today};
use crate::crm::agenda::{AgendaOp, Done, Task, TaskDraft};
use crate::store::Store;
use crate::store::change::{by, receipt};
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::journal::{self, Past};
use crate::store::office::OfficePast;
use crate::store::operation::{Act, Changes, Receipt, Who};
use jiff::civil::Date;
pub(in crate::store) use rows::Row;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

/// Reminders and birthdays that are ticked off in one operation.
const MOST_TOLD: usize = 10_000;

/// How entries stood: each with its row, `None` where there was none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct AgendaPast(Vec<(TaskId, Option<Row>)>);

/// Brings entries back, or takes them away.
pub(in crate::store) fn restore(conn: &Connection, past: &AgendaPast) -> Result<()> {
    past.0.iter().try_for_each(|(id, row)| match row {
        Some(row) => rows::write(conn, Some(*id), row).map(drop),
        None => rows::remove(conn, *id),
    })
}

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn agenda(&mut self, act: &Act, op: &AgendaOp) -> Result<Receipt> {
        match op {
            AgendaOp::Save(draft) => self.save_task(act, draft),
            AgendaOp::Done(id, done) => self.task_done(act, *id, *done),
            AgendaOp::Snooze(id, at) => self.change_task(act, "snooze_task", *id, |row| {
                (row.remind_at, row.told) = (Some(at.0), false);
                Ok(())
            }),
            AgendaOp::Skip(id) => self.skip_task(act, *id),
            AgendaOp::Delete(id) => self.delete_task(act, *id),
            AgendaOp::Told(which) => self.reminded(which),
            AgendaOp::ToldUntil(minute) => self.reminded_until(*minute),
            AgendaOp::BirthdaysTold(which) => self.birthdays_told(act, which),
        }
    }

    fn save_task(&mut self, act: &Act, draft: &TaskDraft) -> Result<Receipt> {
        if !draft.says_something() {
            return Err(StoreError::new(StoreErrorKind::Failed, "a task without words"));
        }
        self.transact("saving a task", |tx| {
            let before = draft.id.map(|id| rows::row(tx, id)).transpose()?;
            let row = Row::from_draft(draft, before.as_ref(), act);
            if before.as_ref() == Some(&row) {
                return Ok(receipt(Changes::default()));
            }
            let id = rows::write(tx, draft.id, &row)?;
            journal_change(tx, act, "save_task", vec![(id, before, Some(row))])
        })
    }

    fn task_done(&mut self, act: &Act, id: TaskId, done: bool) -> Result<Receipt> {
        self.transact("ticking off a task", |tx| {
            let before = rows::row(tx, id)?;
            if before.done.is_some() == done {
                return Ok(receipt(Changes::default()));
            }
            let who = match &act.who {
                Who::Person(name) => name.clone(),
                Who::Program => String::new(),
            };
            let mut row = before.clone();
            row.done = done.then_some((act.at.utc_millis, who));
            rows::write(tx, Some(id), &row)?;
            let mut changed = vec![(id, Some(before.clone()), Some(row))];
            if done {
                let task = before.clone().into_task(id);
                if let Some(day) = task.next_day(today(act.at)) {
                    let next = following(before, day, act.at.utc_millis);
                    let id = rows::write(tx, None, &next)?;
                    changed.push((id, None, Some(next)));
                }
            } else if let Some((next, row)) = made_by_tick(tx, id, &before)? {
                rows::remove(tx, next)?;
                changed.push((next, Some(row), None));
            }
            journal_change(tx, act, "task_done", changed)
        })
    }

    /// The entry moves to the next day of its series; the last one of a series is done with.
    fn skip_task(&mut self, act: &Act, id: TaskId) -> Result<Receipt> {
        self.change_task(act, "skip_task", id, |row| {
            let task = row.clone().into_task(id);
            let Some(due) = task.draft.due.filter(|_| task.draft.repeat.is_some()) else {
                return Err(StoreError::new(
                    StoreErrorKind::Failed,
                    "this task does not come again",
                ));
            };
            match task.next_day(due.day) {
                Some(day) => row.move_to(day),
                None => row.done = Some((act.at.utc_millis, String::new())),
            }
            Ok(())
        })
    }

    fn change_task(
        &mut self,
        act: &Act,
        operation: &str,
        id: TaskId,
        change: impl FnOnce(&mut Row) -> Result<()>,
    ) -> Result<Receipt> {
        self.transact("changing a task", |tx| {
            let before = rows::row(tx, id)?;
            let mut row = before.clone();
            change(&mut row)?;
            if before == row {
                return Ok(receipt(Changes::default()));
            }
            rows::write(tx, Some(id), &row)?;
            journal_change(tx, act, operation, vec![(id, Some(before), Some(row))])
        })
    }

    fn delete_task(&mut self, act: &Act, id: TaskId) -> Result<Receipt> {
        self.transact("deleting a task", |tx| {
            let before = rows::row(tx, id)?;
            rows::remove(tx, id)?;
            journal_change(tx, act, "delete_task", vec![(id, Some(before), None)])
        })
    }

    /// Not journalled: nothing a person typed changes.
    fn reminded(&mut self, which: &[(TaskId, WallMinute)]) -> Result<Receipt> {
        self.transact("noting reminders", |tx| {
            let mut statement =
                tx.prepare_cached("UPDATE agenda SET told = 1 WHERE id = ?1 AND remind_at = ?2")?;
            for (id, at) in which.iter().take(MOST_TOLD) {
                statement.execute(params![id.0, at.0])?;
            }
            Ok(receipt(Changes::CALLS)) // what comes next is another one
        })
    }

    fn reminded_until(&mut self, minute: WallMinute) -> Result<Receipt> {
        self.transact("noting reminders", |tx| {
            tx.prepare_cached(
                "UPDATE agenda SET told = 1
                 WHERE done_utc_millis IS NULL AND told = 0 AND remind_at IS NOT NULL AND remind_at <= ?1",
            )?
            .execute([minute.0])?;
            Ok(receipt(Changes::CALLS)) // what comes next is another one
        })
    }

    fn birthdays_told(&mut self, act: &Act, which: &[(CustomerId, Date)]) -> Result<Receipt> {
        let gone = day_number(today(act.at)) - 400;
        self.transact("noting birthdays", |tx| {
            tx.prepare_cached("DELETE FROM birthdays_told WHERE day < ?1")?.execute([gone])?;
            let mut statement =
                tx.prepare_cached("INSERT OR IGNORE INTO birthdays_told VALUES (?1, ?2)")?;
            for (customer, day) in which.iter().take(MOST_TOLD) {
                statement.execute(params![customer.0, day_number(*day)])?;
            }
            Ok(receipt(Changes::default()))
        })
    }
}

/// The next entry of a series.
fn following(mut row: Row, day: Date, made_utc_millis: i64) -> Row {
    if row.series_from.is_none() {
        row.series_from = row.due_day;
    }
    row.move_to(day);
    row.made_utc_millis = made_utc_millis;
    row
}

/// The next entry of a series, made when this one was ticked off, as long as it is open and nobody has rewritten it.
fn made_by_tick(conn: &Connection, id: TaskId, ticked: &Row) -> Result<Option<(TaskId, Row)>> {
    let Some((at, _)) = ticked.done else { return Ok(None) };
    for next in rows::open_made_at(conn, id, at)? {
        let row = rows::row(conn, next)?;
        let Some(day) = row.due_day.and_then(day_of) else { continue };
        let made = following(ticked.clone(), day, at);
        // A reminder that was told or put off is no other entry.
        if (Row { remind_at: row.remind_at, told: row.told, ..made }) == row {
            return Ok(Some((next, row)));
        }
    }
    Ok(None)
}

/// How entries were, and how they are.
type Changed = Vec<(TaskId, Option<Row>, Option<Row>)>;

fn journal_change(
    conn: &Connection,
    act: &Act,
    operation: &str,
    changed: Changed,
) -> Result<Receipt> {
    let subject = changed.iter().find_map(|(_, before, after)| after.as_ref().or(before.as_ref()));
    let subject: String =
        subject.map(|row| row.text.chars().take(80).collect()).unwrap_or_default();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (id, was, is) in changed {
        before.push((id, was));
        after.push((id, is));
    }
    let past = |rows| Past::Office(OfficePast::Agenda(AgendaPast(rows)));
    journal::write_undoable(conn, act, operation, &subject, &past(before), Some(&past(after)))?;
    Ok(receipt(by(act, Changes::CALLS)))
}

/// How an entry came off the list, as it is shown.
fn done(row: &Row) -> Option<Done> {
    row.done.as_ref().map(|(utc_millis, who)| Done { utc_millis: *utc_millis, who: who.clone() })
}

impl Row {
    /// The entry without what stands on the customer's card.
    fn into_task(self, id: TaskId) -> Task {
        let done = done(&self);
        Task {
            id,
            party: String::new(),
            number: None,
            remind_at: self.remind_at.map(WallMinute),
            series_from: self.series_from.and_then(day_of),
            made_utc_millis: self.made_utc_millis,
            made_by: self.made_by.clone(),
            done,
            draft: self.draft(id),
        }
    }
}
