//! Many rows in: piece by piece, each piece one transaction, the whole of it one row of the journal and one undo.
//! A dry run goes the same way and writes nothing but what it has seen, into temporary tables.
//! May depend on `base`, `crm`.

use crate::base::ids::CustomerId;
use crate::crm::customer::Customer;
use crate::crm::transfer::draft::{Draft, merge};
use crate::crm::transfer::report::{Change, Counts, Difference, ImportState, Problem, SHOWN};
use crate::crm::transfer::{ImportId, Manner, MatchBy, Mode};
use crate::store::calls;
use crate::store::customers::{self, Rows};
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::journal::{self, Past};
use crate::store::office::OfficePast;
use crate::store::office::cards::{Found, Growing, settle, write_tags};
use crate::store::office::transfer::known::Known;
use crate::store::office::transfer::{open_beside, remember_columns};
use crate::store::operation::Act;
use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The file's name, for people.
    pub file: String,
    /// How rows find cards and what they may do.
    pub manner: Manner,
    /// Only say what would happen.
    pub dry: bool,
    /// Names of the columns, a line each, and what they mean (JSON): remembered. Empty: nothing to remember.
    pub columns: Option<(String, String)>,
}

/// A row of the file made ready for the tables, by whatever thread read it.
#[derive(Debug)]
struct Ready {
    draft: Draft,
    /// The card with what goes to its notes, where that is another one.
    whole: Option<Box<Customer>>,
    rows: Rows,
}

impl Ready {
    fn card(&self) -> &Customer {
        self.whole.as_deref().unwrap_or(&self.draft.card)
    }
}

/// Rows that were read together, in the order of the file.
#[derive(Debug, Default)]
pub struct Batch {
    rows: Vec<Ready>,
    /// What the cards would be found by.
    found: Found,
}

impl Batch {
    /// Makes a row ready for this plan and puts it to the others.
    ///
    /// # Errors
    /// When a part of it cannot be written as JSON; then it is not among them.
    pub fn put(&mut self, draft: Draft, plan: &Plan) -> Result<()> {
        let whole = (!draft.extra.is_empty()).then(|| Box::new(draft.clone().into_card()));
        let card = whole.as_deref().unwrap_or(&draft.card);
        let rows = Rows::of(card)?;
        if !plan.dry && plan.manner.mode != Mode::Update {
            self.found.add(card, self.rows.len());
        }
        self.rows.push(Ready { draft, whole, rows });
        Ok(())
    }

    /// Makes it ready to be written, when the last row is in.
    #[must_use]
    pub fn whole(mut self) -> Self {
        self.found.sort();
        self
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The line of the file (of a workbook: row) of each.
    pub fn lines(&self) -> impl Iterator<Item = u64> {
        self.rows.iter().map(|row| row.draft.line)
    }
}

/// An import under way.
#[derive(Debug)]
pub struct Bulk {
    conn: Connection,
    act: Act,
    plan: Plan,
    import: Option<ImportId>,
    counts: Counts,
    differences: Vec<Difference>,
    /// New cards of a dry run so far: they have no ids.
    seen: i64,
    /// Rows of the transaction that is open; 0: none is.
    open: usize,
    /// What the new cards of this transaction are found by.
    growing: Growing,
    /// Numbers that may be in the file.
    known: Known,
}

/// Rows that are written together. An index whose keys come in no order is written nearly whole with each transaction, so
/// few of them are many times faster than many; while one is open the line's own writes wait.
const TOGETHER: usize = 100_000;

/// Whom a row means.
enum Whom {
    Nobody,
    One(CustomerId),
    /// A new card of this dry run.
    Seen,
    Several(u32),
}

impl Bulk {
    /// Opens the data file for it. Nothing is written before the first row that changes something.
    ///
    /// # Errors
    /// When the file cannot be opened, or is of another version.
    pub fn begin(path: &Path, act: &Act, plan: Plan) -> Result<Self> {
        let conn = open_beside(path)?;
        if plan.dry {
            conn.execute_batch(
                "CREATE TEMP TABLE seen (key TEXT NOT NULL, name TEXT NOT NULL, card INTEGER NOT NULL) STRICT;
                 CREATE INDEX temp.seen_by_key ON seen (key);",
            )?;
        }
        let counts = Counts::default();
        let (act, differences) = (act.clone(), Vec::new());
        Ok(Self {
            conn,
            act,
            plan,
            import: None,
            counts,
            differences,
            seen: 0,
            open: 0,
            growing: Growing::default(),
            known: Known::new(),
        })
    }

    /// Takes a piece in. Pieces that follow each other without a wait (`more`) share a transaction of some
    /// 100,000 rows: an index whose keys come in no order is written once for all of them. Rows that cannot be
    /// taken are handed to `refused`. Gives whether the transaction is written.
    ///
    /// # Errors
    /// When it cannot be written; then nothing of the transaction is.
    pub fn write(
        &mut self,
        batch: &Batch,
        more: bool,
        refused: &mut dyn FnMut(u64, &Problem),
    ) -> Result<bool> {
        if self.open == 0 {
            self.conn.execute_batch(if self.plan.dry { "BEGIN" } else { "BEGIN IMMEDIATE" })?;
            if self.plan.manner.by.is_by_number() {
                self.known.refresh(&self.conn)?;
            }
        }
        self.open += batch.len().max(1);
        self.piece(batch, refused)?;
        if more && self.open < TOGETHER {
            return Ok(false);
        }
        self.commit()?;
        Ok(true)
    }

    fn commit(&mut self) -> Result<()> {
        if self.open > 0 {
            settle(&self.conn, &mut self.growing)?;
            self.conn.execute_batch("COMMIT")?;
            self.open = 0;
        }
        Ok(())
    }

    fn piece(&mut self, batch: &Batch, refused: &mut dyn FnMut(u64, &Problem)) -> Result<()> {
        let Self { conn, act, plan, import, counts, differences, seen, growing, known, .. } = self;
        let mut piece = Piece {
            tx: conn,
            act,
            plan,
            import: *import,
            counts: *counts,
            differences: std::mem::take(differences),
            seen: *seen,
            rows: &batch.rows,
            waiting: Vec::new(),
            ids: vec![None; batch.rows.len()],
            known,
        };
        for place in 0..batch.rows.len() {
            piece.take(place, refused)?;
        }
        piece.write_waiting()?;
        piece.keep_range()?;
        growing.take(&piece.ids, &batch.found);
        let Piece { import: new, counts: sum, differences: told, seen: cards, .. } = piece;
        (*import, *counts, *differences, *seen) = (new, sum, told, cards);
        Ok(())
    }

    /// What was done so far. Rows read and repairs are the reader's to count.
    #[must_use]
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// Ends it; `counts` are the final ones. Gives its number, if it changed anything, and the first differences.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(
        mut self,
        counts: Counts,
        stopped: bool,
    ) -> Result<(Option<ImportId>, Vec<Difference>)> {
        self.commit()?;
        let Self { conn, plan, import, differences, .. } = self;
        if plan.dry {
            return Ok((None, differences));
        }
        if let Some((heads, targets)) = &plan.columns {
            remember_columns(&conn, heads, targets)?;
        }
        if let Some(id) = import {
            let state = if stopped { ImportState::Stopped } else { ImportState::Done };
            conn.prepare_cached("UPDATE imports SET state = ?2, counts = ?3 WHERE id = ?1")?
                .execute(params![id.0, calls::word(&state)?, serde_json::to_string(&counts)?])?;
        }
        // What was written is on the disk when this returns.
        conn.pragma_update(None, "synchronous", "full")?;
        conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        Ok((import, differences))
    }
}

/// One transaction of it.
struct Piece<'a> {
    tx: &'a Connection,
    act: &'a Act,
    plan: &'a Plan,
    import: Option<ImportId>,
    counts: Counts,
    differences: Vec<Difference>,
    seen: i64,
    rows: &'a [Ready],
    /// Places of rows that become new cards and are not written yet: many are written together.
    waiting: Vec<usize>,
    /// The new cards by the places of their rows.
    ids: Vec<Option<CustomerId>>,
    known: &'a mut Known,
}

impl Piece<'_> {
    fn take(&mut self, place: usize, refused: &mut dyn FnMut(u64, &Problem)) -> Result<()> {
        let Manner { mode, .. } = self.plan.manner;
        let Some(row) = self.rows.get(place) else { return Ok(()) };
        match self.find(row)? {
            Whom::Nobody if mode == Mode::Update => {
                self.refuse(&row.draft, Problem::Stranger, refused);
                Ok(())
            }
            Whom::Nobody => self.create(row, place),
            Whom::Several(count) if mode != Mode::Create => {
                self.refuse(&row.draft, Problem::Several(count), refused);
                Ok(())
            }
            Whom::One(id) if mode != Mode::Create => self.update(id, row),
            Whom::One(_) | Whom::Several(_) | Whom::Seen => {
                self.counts.unchanged += 1;
                Ok(())
            }
        }
    }

    fn refuse(&mut self, draft: &Draft, problem: Problem, refused: &mut dyn FnMut(u64, &Problem)) {
        refused(draft.line, &problem);
        self.counts.refused += 1;
        self.tell(draft.line, customers::title(&draft.card), Change::Refused(problem));
    }

    fn tell(&mut self, line: u64, who: String, what: Change) {
        if self.differences.len() < SHOWN {
            self.differences.push(Difference { line, who, what });
        }
    }

    fn find(&mut self, row: &Ready) -> Result<Whom> {
        let by = self.plan.manner.by;
        let draft = &row.draft;
        match by {
            MatchBy::Nothing => Ok(Whom::Nobody),
            MatchBy::OwnId => match draft.own_id.map(CustomerId) {
                Some(id) => {
                    self.write_waiting()?;
                    let is_there = customers::exists(self.tx, id)?;
                    Ok(if is_there { Whom::One(id) } else { Whom::Nobody })
                }
                None => Ok(Whom::Nobody),
            },
            MatchBy::Number | MatchBy::NameAndNumber => {
                let name = (by == MatchBy::NameAndNumber).then_some(draft.card.name.as_str());
                self.by_numbers(&row.rows, name)
            }
        }
    }

    fn by_numbers(&mut self, rows: &Rows, name: Option<&str>) -> Result<Whom> {
        let mut found: Vec<i64> = Vec::new();
        for key in rows.keys() {
            if key.is_empty() || !self.known.may_have(key) {
                continue;
            }
            self.write_waiting()?;
            let mut statement = self.tx.prepare_cached(
                "SELECT customer_id FROM contact_numbers WHERE tail = ?1 AND key = ?2 AND tail <> '' LIMIT 50",
            )?;
            let mut rows = statement.query(params![key.tail(), key.as_str()])?;
            while let Some(row) = rows.next()? {
                let id: i64 = row.get(0)?;
                if !found.contains(&id) && self.is_named(id, name)? {
                    found.push(id);
                }
            }
        }
        match found.as_slice() {
            [] if self.plan.dry && self.is_seen(rows, name)? => Ok(Whom::Seen),
            [] => Ok(Whom::Nobody),
            [one] => Ok(Whom::One(CustomerId(*one))),
            more => Ok(Whom::Several(u32::try_from(more.len()).unwrap_or(u32::MAX))),
        }
    }

    fn is_named(&self, id: i64, name: Option<&str>) -> Result<bool> {
        let Some(name) = name else { return Ok(true) };
        let mut statement =
            self.tx.prepare_cached("SELECT 1 FROM customers WHERE id = ?1 AND name = ?2")?;
        Ok(statement.exists(params![id, name])?)
    }

    /// Whether an earlier row of this dry run would have made the card.
    fn is_seen(&self, rows: &Rows, name: Option<&str>) -> Result<bool> {
        for key in rows.keys() {
            let mut statement = self.tx.prepare_cached(
                "SELECT 1 FROM temp.seen WHERE key = ?1 AND (?2 IS NULL OR name = ?2)",
            )?;
            if statement.exists(params![key.as_str(), name])? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn create(&mut self, row: &Ready, place: usize) -> Result<()> {
        self.counts.created += 1;
        let (line, card, rows) = (row.draft.line, row.card(), &row.rows);
        if self.plan.dry {
            self.seen += 1;
            for key in rows.keys() {
                self.tx
                    .prepare_cached("INSERT INTO temp.seen VALUES (?1, ?2, ?3)")?
                    .execute(params![key.as_str(), card.name, self.seen])?;
            }
        } else {
            self.begun()?;
            self.waiting.push(place);
            self.know(rows);
        }
        if self.differences.len() < SHOWN {
            self.tell(line, customers::title(card), Change::Created);
        }
        Ok(())
    }

    /// Writes the new cards that wait.
    fn write_waiting(&mut self) -> Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let places = std::mem::take(&mut self.waiting);
        let rows = places.iter().filter_map(|place| self.rows.get(*place));
        let cards: Vec<(&Rows, &Customer)> = rows.map(|row| (&row.rows, row.card())).collect();
        let first = customers::insert_new(self.tx, &cards)?;
        for ((place, (_, card)), id) in places.into_iter().zip(cards).zip(first.0..) {
            let id = CustomerId(id);
            write_tags(self.tx, id, &card.tags)?;
            if let Some(own) = self.ids.get_mut(place) {
                *own = Some(id);
            }
        }
        Ok(())
    }

    fn know(&mut self, rows: &Rows) {
        if self.plan.manner.by.is_by_number() {
            rows.keys().for_each(|key| self.known.add(key));
        }
    }

    fn update(&mut self, id: CustomerId, row: &Ready) -> Result<()> {
        let draft = &row.draft;
        let Some(before) = customers::card(self.tx, id)? else {
            return Err(StoreError::new(StoreErrorKind::NotFound, "a card went away meanwhile"));
        };
        let mut card = before.clone();
        let differences = merge(&mut card, draft);
        if card == before {
            self.counts.unchanged += 1;
            return Ok(());
        }
        self.counts.updated += 1;
        if !self.plan.dry {
            let import = self.begun()?;
            self.tx
                .prepare_cached("INSERT OR IGNORE INTO import_before VALUES (?1, ?2, ?3)")?
                .execute(params![import.0, id.0, serde_json::to_string(&before)?])?;
            self.tx
                .prepare_cached(
                    "INSERT OR IGNORE INTO card_journal (customer_id, journal_id)
                     SELECT ?2, journal_id FROM imports WHERE id = ?1 AND journal_id IS NOT NULL",
                )?
                .execute([import.0, id.0])?;
            customers::replace_card(self.tx, id, &card)?;
            self.know(&row.rows);
        }
        self.tell(draft.line, customers::title(&card), Change::Updated(differences));
        Ok(())
    }

    /// Its row, and its row in the journal, with the first thing it changes.
    fn begun(&mut self) -> Result<ImportId> {
        if let Some(id) = self.import {
            return Ok(id);
        }
        let (tx, act, plan) = (self.tx, self.act, self.plan);
        tx.prepare_cached(
            "INSERT INTO imports (at_utc_millis, offset_minutes, who, file, mode, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            act.at.utc_millis,
            act.at.offset_minutes,
            act.who.to_string(),
            plan.file,
            plan.manner.mode.word(),
            calls::word(&ImportState::Running)?,
        ])?;
        let id = ImportId(tx.last_insert_rowid());
        let past = Past::Office(OfficePast::Import { import: id });
        journal::write_undoable(tx, act, "import_list", &plan.file, &past, None)?;
        let row: Option<i64> =
            tx.query_row("SELECT max(id) FROM journal", [], |row| row.get(0)).optional()?;
        tx.prepare_cached("UPDATE imports SET journal_id = ?2 WHERE id = ?1")?
            .execute(params![id.0, row])?;
        self.import = Some(id);
        Ok(id)
    }

    /// New cards of one transaction stand together: ids are given in turn, and nobody else writes meanwhile.
    fn keep_range(&self) -> Result<()> {
        let mut ids = self.ids.iter().flatten().map(|id| id.0);
        let (Some(import), Some(first)) = (self.import, ids.next()) else { return Ok(()) };
        let last = ids.next_back().unwrap_or(first);
        let joined = self
            .tx
            .prepare_cached(
                "UPDATE import_ranges SET last_id = ?3 WHERE import_id = ?1 AND last_id = ?2 - 1",
            )?
            .execute(params![import.0, first, last])?;
        if joined == 0 {
            self.tx
                .prepare_cached("INSERT INTO import_ranges VALUES (?1, ?2, ?3)")?
                .execute(params![import.0, first, last])?;
        }
        // What is known of it so far, should the program end in the middle.
        self.tx
            .prepare_cached("UPDATE imports SET counts = ?2 WHERE id = ?1")?
            .execute(params![import.0, serde_json::to_string(&self.counts)?])?;
        Ok(())
    }
}
