//! A file taken in: one thread reads and understands rows, the other writes them, piece by piece; between them a few
//! pieces wait and no more, so that a file of any size needs the same memory. Rows that cannot be taken go into a file
//! beside the data, as they were, each with its reason. May depend on `base`, `crm`, `store`, `export`.

use super::look::{Looked, examine, heads};
use super::sniff::Form;
use super::source::{Mark, Source};
use super::{Watch, vcards};
use crate::base::clock::{Clock, SystemClock};
use crate::base::thread;
use crate::call::statistics::Format;
use crate::crm::transfer::column::{OfficeColumns, out_columns};
use crate::crm::transfer::draft::{Draft, RowReader, row};
use crate::crm::transfer::report::{
    Change, Counts, Difference, ImportReport, MENDED, Mended, Preview, Problem, SHOWN,
};
use crate::crm::transfer::{MatchBy, Mode};
use crate::engine::office::transfer::{ImportOrder, Progress};
use crate::export::{Cell, Table, word};
use crate::store::office::transfer::{Batch, Bulk, Plan};
use crate::store::operation::Act;
use crate::store::reader::Reader;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Rows of a piece.
const PIECE: usize = 2_500;
/// Pieces that wait for the writer: the reader waits when there are more.
const WAITING: usize = 2;

/// How long a transaction may take: whoever else writes waits as long, and gives up after two seconds.
const LONGEST: Duration = Duration::from_millis(1_200);

/// Rows that were read together.
#[derive(Default)]
struct Piece {
    rows: Batch,
    /// Their cells, where the writer may refuse one: line and cells.
    raws: Vec<Vec<String>>,
    refused: Vec<(u64, Problem, Vec<String>)>,
    tally: Counts,
    mended: Vec<Mended>,
    trouble: Option<String>,
}

/// Takes a file in, or says what would happen. `watch` hears how far it is and says whether to go on; what was taken in
/// until then stays and can be taken back.
///
/// # Errors
/// In a sentence for people. Pieces written before stay, and can be taken back.
pub fn import(
    database: &Path,
    act: &Act,
    order: &ImportOrder,
    watch: Watch<'_>,
) -> Result<ImportReport, String> {
    let reader = Reader::open(database).map_err(|error| error.to_string())?;
    let Looked { source, preview } = examine(&reader, &order.reading)?;
    drop(reader);
    let targets = match order.targets.as_slice() {
        [] => preview.targets.clone(),
        chosen if chosen.len() == preview.head.len() => chosen.to_vec(),
        _ => return Err("the file has other columns now: look at it again".to_owned()),
    };
    let columns = match source.form {
        Form::Cards(_) => None,
        _ => Some((heads(&preview.head), serde_json::to_string(&targets).unwrap_or_default())),
    };
    let name = order.reading.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let plan = Plan { file: name, manner: order.manner, dry: order.dry, columns };
    let bulk = Bulk::begin(database, act, plan.clone()).map_err(|error| error.to_string())?;
    let row_reader = RowReader::new(
        preview.head.clone(),
        targets,
        preview.office.clone(),
        order.manner.take_lossy,
    )
    .loose(matches!(source.form, Form::Xlsx | Form::Xls));
    let mark = Mark::default();
    let (sender, pieces) = bounded(WAITING); // the reader waits when it is full
    let (spent, done_with) = bounded(WAITING + 2); // one too many is let go here
    let keeps_raw = order.manner.mode != Mode::Create || order.manner.by == MatchBy::OwnId;
    let office = preview.office.clone();
    let parser = Parser { source, row_reader, office, plan, keeps_raw, sender, done_with };
    let own_mark = mark.clone();
    let worker = thread::spawn("import-rows", move || parser.run(&own_mark))
        .map_err(|error| format!("no thread to read the file: {error}"))?;
    let quarantine = Quarantine::new(database, order, &preview);
    let ended = write(bulk, &pieces, &spent, &mark, quarantine, watch);
    drop(pieces); // a reader that still has something to say hears that nobody listens
    drop(worker);
    ended
}

fn write(
    mut bulk: Bulk,
    pieces: &Receiver<Piece>,
    spent: &Sender<Piece>,
    mark: &Mark,
    mut quarantine: Quarantine<'_>,
    watch: Watch<'_>,
) -> Result<ImportReport, String> {
    let mut read = Counts::default();
    let mut early: Vec<Difference> = Vec::new();
    let mut mended: Vec<Mended> = Vec::new();
    let (mut stopped, mut trouble) = (false, None);
    let clock = SystemClock::new();
    let mut begun = clock.now().mono;
    for mut piece in pieces {
        add(&mut read, &piece.tally);
        mended.append(&mut piece.mended);
        mended.truncate(MENDED);
        for (line, problem, cells) in std::mem::take(&mut piece.refused) {
            if early.len() < SHOWN {
                let who = cells.iter().find(|cell| !cell.is_empty()).cloned().unwrap_or_default();
                let who = who.chars().take(40).collect();
                early.push(Difference { line, who, what: Change::Refused(problem.clone()) });
            }
            quarantine.put(line, &problem, &cells)?;
        }
        let lines: Vec<u64> = piece.rows.lines().collect();
        let mut late: Vec<(u64, Problem)> = Vec::new();
        let more = !pieces.is_empty() && clock.now().mono.saturating_sub(begun) < LONGEST;
        let written = bulk
            .write(&piece.rows, more, &mut |line, problem| late.push((line, problem.clone())))
            .map_err(|error| error.to_string())?;
        if written {
            begun = clock.now().mono;
        }
        for (line, problem) in late {
            let at = lines.binary_search(&line).ok();
            let cells = at.and_then(|at| piece.raws.get(at)).cloned().unwrap_or_default();
            quarantine.put(line, &problem, &cells)?;
        }
        trouble = piece.trouble.take();
        drop(spent.try_send(piece));
        let (done, total) = mark.get();
        if !watch(Progress { done, total, rows: read.rows }) {
            stopped = true;
            break;
        }
    }
    let done = bulk.counts();
    let counts = Counts {
        created: done.created,
        updated: done.updated,
        unchanged: done.unchanged,
        refused: read.refused + done.refused,
        ..read
    };
    let (import, mut differences) =
        bulk.finish(counts, stopped || trouble.is_some()).map_err(|error| error.to_string())?;
    differences.extend(early);
    differences.sort_by_key(|difference| difference.line);
    differences.truncate(SHOWN);
    let quarantine = quarantine.close()?;
    if let Some(trouble) = trouble {
        let so_far = if counts.created + counts.updated > 0 && import.is_some() {
            format!(
                " ({} new, {} changed until there: undo takes them back)",
                counts.created, counts.updated
            )
        } else {
            String::new()
        };
        return Err(format!("{trouble}{so_far}"));
    }
    Ok(ImportReport { import, counts, differences, mended, quarantine, stopped })
}

fn add(sum: &mut Counts, piece: &Counts) {
    sum.rows += piece.rows;
    sum.refused += piece.refused;
    sum.scientific += piece.scientific;
    sum.lossy += piece.lossy;
    sum.zero += piece.zero;
    sum.width += piece.width;
    sum.split += piece.split;
}

/// The reading thread.
struct Parser {
    source: Source,
    row_reader: RowReader,
    office: OfficeColumns,
    plan: Plan,
    keeps_raw: bool,
    sender: Sender<Piece>,
    /// Pieces that were written: to let them go takes time, and the writer has less of it.
    done_with: Receiver<Piece>,
}

impl Parser {
    fn run(self, mark: &Mark) {
        let mut piece = Piece::default();
        let sender = &self.sender;
        let full = |piece: &mut Piece| {
            if piece.rows.len() + piece.refused.len() < PIECE {
                return true;
            }
            self.done_with.try_iter().for_each(drop);
            sender.send(whole(std::mem::take(piece))).is_ok()
        };
        let ended = match self.source.form {
            Form::Cards(encoding) => {
                let columns = out_columns(&self.office.fields);
                let path = &self.source.path;
                vcards::cards(path, encoding, &self.office.fields, mark, &mut |line, card| {
                    piece.tally.rows += 1;
                    match card {
                        Ok(mut draft) => {
                            // A card of another office may name somebody who is nobody here.
                            draft.card.owner =
                                draft.card.owner.filter(|id| self.office.has_owner(*id));
                            let cells = || row(&draft.card, &columns, &self.office);
                            let raw = self.keeps_raw.then(cells);
                            self.ready(&mut piece, draft, raw);
                        }
                        Err(problem) => refuse(&mut piece, line, problem, Vec::new()),
                    }
                    full(&mut piece)
                })
            }
            _ => self.source.rows(mark, &mut |line, cells| {
                piece.tally.rows += 1;
                let owned = || cells.iter().map(|cell| (*cell).to_owned()).collect();
                let before = piece.tally.repairs();
                let read = self.row_reader.read(line, cells, &mut piece.tally);
                if piece.tally.repairs() > before && piece.mended.len() < MENDED {
                    piece.mended.extend(self.row_reader.mended(line, cells));
                }
                match read {
                    Ok(draft) => self.ready(&mut piece, draft, self.keeps_raw.then(owned)),
                    Err(problem) => refuse(&mut piece, line, problem, owned()),
                }
                full(&mut piece)
            }),
        };
        piece.trouble = ended.err();
        if sender.send(whole(piece)).is_err() {
            tracing::debug!("the import was stopped");
        }
    }
}

impl Parser {
    fn ready(&self, piece: &mut Piece, draft: Draft, raw: Option<Vec<String>>) {
        let line = draft.line;
        match piece.rows.put(draft, &self.plan) {
            Ok(()) => piece.raws.extend(raw),
            Err(error) => {
                let problem = Problem::Unreadable(error.to_string());
                refuse(piece, line, problem, raw.unwrap_or_default());
            }
        }
    }
}

/// The piece ready for the writer.
fn whole(mut piece: Piece) -> Piece {
    piece.rows = piece.rows.whole();
    piece
}

fn refuse(piece: &mut Piece, line: u64, problem: Problem, cells: Vec<String>) {
    piece.tally.refused += 1;
    piece.refused.push((line, problem, cells));
}

/// The file of refused rows, begun with the first of them.
struct Quarantine<'a> {
    path: PathBuf,
    head: Vec<String>,
    words: &'a BTreeMap<String, String>,
    dry: bool,
    table: Option<Table>,
}

impl<'a> Quarantine<'a> {
    fn new(database: &Path, order: &'a ImportOrder, preview: &Preview) -> Self {
        let stem = order.reading.path.file_stem().unwrap_or_default().to_string_lossy();
        let suffix = word(&order.words, "transfer.refused_rows");
        let folder = database.parent().unwrap_or(Path::new(".")).join("imports");
        Self {
            path: folder.join(format!("{stem} {suffix}.csv")),
            head: preview.head.clone(),
            words: &order.words,
            dry: order.dry,
            table: None,
        }
    }

    fn put(&mut self, line: u64, problem: &Problem, cells: &[String]) -> Result<(), String> {
        if self.dry {
            return Ok(());
        }
        let said = |error: crate::export::ExportError| error.to_string();
        let width = self.head.len();
        let table = if let Some(table) = &mut self.table {
            table
        } else {
            let mut head = self.head.clone();
            head.push(word(self.words, "transfer.line"));
            head.push(word(self.words, "transfer.reason"));
            let table = Table::begin(&self.path, Format::Csv, "", &head).map_err(said)?;
            self.table.insert(table)
        };
        // What stands beyond the head is kept in its last column, so that reasons stand one under the other.
        let mut row: Vec<Cell> =
            (0..width).map(|at| cells.get(at).cloned().map_or(Cell::Empty, Cell::Text)).collect();
        if cells.len() > width && width > 0 {
            let rest = cells.get(width - 1..).unwrap_or_default().join(" | ");
            if let Some(last) = row.last_mut() {
                *last = Cell::Text(rest);
            }
        }
        row.push(Cell::Count(line));
        row.push(Cell::Text(reason(self.words, problem)));
        table.row(&row).map_err(said)
    }

    fn close(self) -> Result<Option<String>, String> {
        let Some(table) = self.table else { return Ok(None) };
        let done = || {
            let complete = table.finish()?;
            let path = complete.place(true)?;
            complete.publish(&path)?;
            Ok(path.display().to_string())
        };
        done().map(Some).map_err(|error: crate::export::ExportError| error.to_string())
    }
}

/// Why a row is refused, in a sentence.
fn reason(words: &BTreeMap<String, String>, problem: &Problem) -> String {
    let sentence = word(words, &format!("transfer.bad.{}", problem.word()));
    let detail = problem.detail();
    if sentence.contains("{what}") {
        sentence.replace("{what}", &detail)
    } else if detail.is_empty() {
        sentence
    } else {
        format!("{sentence}: {detail}")
    }
}
