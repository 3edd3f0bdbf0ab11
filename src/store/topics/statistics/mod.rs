//! Figures over calls: by day, hour, line, agent; each opens its list: rows, operations and questions.
//! What counts as what is the view `call_facts` (`sql/10_agents.sql`). May depend on `base`, `call`.

mod build;
mod callers;
mod list;
mod sums;

use crate::call::statistics::{
    ExportNote, FiguresAnswer, FiguresQuestion, StatisticsAnswer, StatisticsOp, StatisticsQuestion,
};
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::operation::{Act, Receipt};
use crate::store::reader::Reader;
use crate::store::{Store, journal, migrate};
use rusqlite::{Connection, OpenFlags};
use serde_json::json;
use std::path::Path;
use std::time::Duration;

pub(in crate::store) use build::named_wrong;
pub use list::Mark;

/// How long the journal waits for the program that is writing at the moment.
const BUSY: Duration = Duration::from_secs(5);

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn statistics(&mut self, act: &Act, op: &StatisticsOp) -> Result<Receipt> {
        match op {
            StatisticsOp::Build => self.build_figures(),
            StatisticsOp::Rebuild => self.rebuild_figures(act),
        }
    }
}

fn write_note(conn: &Connection, act: &Act, note: &ExportNote) -> Result<()> {
    let after = json!({ "what": note.what, "rows": note.rows });
    journal::write(conn, act, "export", &note.path, None, Some(after))
}

/// Journals an export beside the program that may have the file open: one row, and nothing else is written.
///
/// # Errors
/// When the file is not of the present version, or cannot be written.
pub fn journal_export(path: &Path, act: &Act, note: &ExportNote) -> Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(BUSY)?;
    let version: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version != migrate::latest_version() {
        return Err(StoreError::new(
            StoreErrorKind::Failed,
            "the data file is of another version: start the program once",
        ));
    }
    write_note(&conn, act, note)
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn statistics(&self, question: &StatisticsQuestion) -> Result<StatisticsAnswer> {
        Ok(match question {
            StatisticsQuestion::Figures(question) => {
                StatisticsAnswer::Figures(Box::new(self.figures(question)?))
            }
            StatisticsQuestion::List { list, offset, limit } => {
                let (calls, total) = self.figure_list(list, *offset, *limit)?;
                StatisticsAnswer::List(calls, total)
            }
            StatisticsQuestion::Callers { scope, limit } => {
                StatisticsAnswer::Callers(self.top_callers(scope, *limit)?)
            }
        })
    }

    /// The figures of a part of the log, out of the roll-up: as fast for ten million calls as for ten.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn figures(&self, question: &FiguresQuestion) -> Result<FiguresAnswer> {
        self.at_once(|| {
            let conn = &self.conn;
            let scope = &question.scope;
            let before = question.before.map(|span| {
                let scope = crate::call::statistics::Scope { span, ..scope.clone() };
                sums::total(conn, &scope)
            });
            Ok(FiguresAnswer {
                total: sums::total(conn, scope)?,
                before: before.transpose()?,
                rows: sums::groups(conn, scope, question.by)?,
                series: sums::series(conn, scope)?,
                heat: sums::heat(conn, scope)?,
                lines: sums::lines(conn)?,
                agents: sums::agents(conn)?,
                pending: build::pending(conn)?.map(build::Pending::left),
            })
        })
    }
}

#[cfg(test)]
mod tests;
