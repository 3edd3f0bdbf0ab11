//! The log as work: missed calls until returned, outcomes, promises, filters: operations and questions.
//! May depend on `base`, `call`.

use crate::base::ids::CallId;
use crate::call::worklist::promise::{PromiseDraft, PromiseId};
use crate::call::worklist::task::{Done, Missed, settles, work_key};
use crate::call::worklist::{WorkAnswer, WorkOp, WorkQuestion};
use crate::store::change::{by, existing_call, receipt, write_handled};
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::journal::{self, Past};
use crate::store::operation::{Act, Changes, Receipt};
use crate::store::promises::{self, PromiseRow};
use crate::store::reader::Reader;
use crate::store::{Store, calls, tasks};
use rusqlite::Connection;
use serde_json::json;

/// Calls of one caller that are settled, dismissed or shown at once; whoever rings more often waits for the next time.
const MOST_OF_ONE: u32 = 1_000;

impl Store {
    /// Carries out one operation of this topic.
    ///
    /// # Errors
    /// `NotFound` when there is no such call or promise; when it cannot be written.
    pub fn worklist(&mut self, act: &Act, op: &WorkOp) -> Result<Receipt> {
        match op {
            WorkOp::Settle { call, agent } => self.settle(act, *call, agent),
            WorkOp::Dismiss(call) => self.dismiss(act, *call),
            WorkOp::SetResult(call, word) => self.set_result(act, *call, word),
            WorkOp::SavePromise(draft) => self.save_promise(act, draft),
            WorkOp::PromiseDone(id, done) => {
                self.change_promise(act, "promise_done", *id, |row| row.done = *done)
            }
            WorkOp::Snooze(id, due) => {
                self.change_promise(act, "snooze_promise", *id, |row| row.due_utc_millis = *due)
            }
        }
    }

    /// All older missed calls of the number are dealt with, however old they are.
    fn settle(&mut self, act: &Act, call: CallId, agent: &str) -> Result<Receipt> {
        self.transact("settling missed calls", |tx| {
            let record = existing_call(tx, call)?;
            if !agent.is_empty() {
                tasks::write_agent(tx, call, agent)?;
            }
            let named = receipt(if agent.is_empty() { Changes::default() } else { Changes::CALLS });
            let Some(how) = settles(&record).filter(|_| record.number.is_some()) else {
                return Ok(named);
            };
            let key = work_key(call, record.number.as_ref());
            let mut settled = tasks::waiting(tx, &key, MOST_OF_ONE)?;
            settled.retain(|older| *older < call);
            if settled.is_empty() {
                return Ok(named);
            }
            let at_utc_millis = act.at.utc_millis;
            let done = Done { how, by_call: Some(call), who: agent.to_owned(), at_utc_millis };
            for older in &settled {
                write_handled(tx, *older, true)?;
                tasks::write_done(tx, *older, &done)?;
            }
            let after = json!({ "call": call, "how": how, "missed": settled });
            let subject = calls::title(&record);
            journal::write(tx, act, "settle_call", &subject, None, Some(after))?;
            Ok(receipt(Changes::CALLS))
        })
    }

    fn dismiss(&mut self, act: &Act, call: CallId) -> Result<Receipt> {
        self.transact("taking a caller off the list", |tx| {
            let record = existing_call(tx, call)?;
            let waiting = tasks::waiting(tx, &work_key(call, record.number.as_ref()), MOST_OF_ONE)?;
            if waiting.is_empty() {
                return Ok(receipt(Changes::default()));
            }
            for missed in &waiting {
                write_handled(tx, *missed, true)?;
                tasks::write_done(tx, *missed, &tasks::dismissed(act))?;
            }
            let before = Past::Waiting(waiting);
            let subject = calls::title(&record);
            journal::write_undoable(tx, act, "dismiss_missed", &subject, &before, None)?;
            Ok(receipt(by(act, Changes::CALLS)))
        })
    }

    fn set_result(&mut self, act: &Act, call: CallId, word: &str) -> Result<Receipt> {
        self.transact("saving what came of a call", |tx| {
            let record = existing_call(tx, call)?;
            let before = tasks::result(tx, call)?;
            tasks::write_result(tx, act, call, word)?;
            let after = tasks::result(tx, call)?;
            if before == after {
                return Ok(receipt(Changes::default()));
            }
            let subject = calls::title(&record);
            let (before, after) =
                (Past::Result { call, word: before }, Past::Result { call, word: after });
            journal::write_undoable(tx, act, "set_result", &subject, &before, Some(&after))?;
            Ok(receipt(by(act, Changes::CALLS)))
        })
    }

    fn save_promise(&mut self, act: &Act, draft: &PromiseDraft) -> Result<Receipt> {
        if !draft.says_something() {
            return Err(StoreError::new(StoreErrorKind::Failed, "nothing was promised"));
        }
        self.transact("saving a promise", |tx| {
            let before = draft.id.map(|id| promises::row(tx, id)).transpose()?;
            let row = promises::from_draft(act, draft, before.as_ref());
            let id = match draft.id {
                Some(id) => {
                    promises::restore(tx, id, Some(&row))?;
                    id
                }
                None => promises::insert(tx, &row)?,
            };
            journal_promise(tx, act, "save_promise", id, before, row)
        })
    }

    fn change_promise(
        &mut self,
        act: &Act,
        operation: &str,
        id: PromiseId,
        change: impl FnOnce(&mut PromiseRow),
    ) -> Result<Receipt> {
        self.transact("changing a promise", |tx| {
            let before = promises::row(tx, id)?;
            let mut row = before.clone();
            change(&mut row);
            promises::restore(tx, id, Some(&row))?;
            journal_promise(tx, act, operation, id, Some(before), row)
        })
    }
}

fn journal_promise(
    conn: &Connection,
    act: &Act,
    operation: &str,
    id: PromiseId,
    before: Option<PromiseRow>,
    after: PromiseRow,
) -> Result<Receipt> {
    if before.as_ref() == Some(&after) {
        return Ok(receipt(Changes::default()));
    }
    let subject = after.text.clone();
    let (before, after) =
        (Past::Promise { id, row: before }, Past::Promise { id, row: Some(after) });
    journal::write_undoable(conn, act, operation, &subject, &before, Some(&after))?;
    Ok(receipt(by(act, Changes::CALLS)))
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn worklist(&self, question: &WorkQuestion) -> Result<WorkAnswer> {
        match question {
            WorkQuestion::Log { question, offset, limit } => {
                Ok(WorkAnswer::Log(self.log(question, *offset, *limit)?))
            }
            WorkQuestion::Missed { offset, limit } => {
                let (rows, total) = self.missed(*offset, *limit)?;
                Ok(WorkAnswer::Missed(rows, total))
            }
            WorkQuestion::Kept(customer) => {
                Ok(WorkAnswer::Kept(promises::kept(self.connection(), *customer, MOST_OF_ONE)?))
            }
            WorkQuestion::MissedOf(key) => self.at_once(|| {
                let found = tasks::waiting(self.connection(), key, MOST_OF_ONE)?;
                Ok(WorkAnswer::MissedOf(key.clone(), self.summaries(found)?))
            }),
            WorkQuestion::Seats => {
                let (agents, lines) = tasks::seats(self.connection())?;
                Ok(WorkAnswer::Seats(agents, lines))
            }
        }
    }

    /// Callers who wait, newest first, and how many there are in all.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn missed(&self, offset: u32, limit: u32) -> Result<(Vec<Missed>, u32)> {
        self.at_once(|| {
            let mut rows = Vec::new();
            for (key, count, newest) in tasks::groups(self.connection(), offset, limit)? {
                let newest = self.summary(newest)?;
                rows.extend(newest.map(|newest| Missed { key, newest, count }));
            }
            Ok((rows, tasks::count_groups(self.connection())?))
        })
    }
}
