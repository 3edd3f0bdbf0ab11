//! Writing a report into a file or onto paper: on a thread of its own, with a reading connection of its own. The journal has
//! it before the file has its name. May depend on `store`, `export`, `base`, `crm` and the engine's types.

use crate::base::thread::{self, Worker};
use crate::call::statistics::{ExportNote, Format};
use crate::crm::reports::period::{date_of, day_of};
use crate::crm::reports::sheet::Sheet;
use crate::crm::reports::{ReportQuestion, sheets};
use crate::engine::event::Event;
use crate::engine::office::orders::PrintTo;
use crate::engine::office::reports::{ReportFormat, ReportNews, ReportOrder, ReportTo, ReportWork};
use crate::engine::runtime::boot::{Inner, tell};
use crate::engine::runtime::pulse::Pulse;
use crate::engine::runtime::slips;
use crate::export::paper::{self, Faces};
use crate::export::{MOST_ROWS, Table, report_head, report_row, report_slip, word};
use crate::store::operation::Act;
use crate::store::reader::Reader;
use crate::store::topics::statistics::journal_export;
use crossbeam_channel::Sender;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Rows after which the progress is told and a wish to stop is heard.
const PIECE: usize = 1_000;

/// Who is told how far it is (rows, of so many), and says whether to go on.
pub type Watch<'a> = &'a mut dyn FnMut(u64, u64) -> bool;

/// The writer, idle or busy.
pub struct Reporter {
    database: PathBuf,
    stop: Arc<AtomicBool>,
    worker: Option<Worker>,
}

impl Reporter {
    pub(in crate::engine::runtime) fn new(database: PathBuf) -> Self {
        Self { database, stop: Arc::default(), worker: None }
    }

    /// Begins; news come as [`Inner::Report`]. The core asks for one at a time.
    fn start(&mut self, order: ReportOrder, act: Act, inner: Sender<Inner>) -> io::Result<()> {
        self.cancel();
        self.worker = None; // joins one that has just ended
        self.stop = Arc::default();
        let (database, stop) = (self.database.clone(), Arc::clone(&self.stop));
        self.worker = Some(thread::spawn("report", move || {
            let mut watch = |done, whole| {
                tell(&inner, Inner::Report(ReportNews::Grew(done, whole)));
                !stop.load(Ordering::Relaxed)
            };
            let news = write(&database, &act, &order, &mut watch);
            tell(&inner, Inner::Report(news.unwrap_or_else(ReportNews::Failed)));
        })?);
        Ok(())
    }

    /// Asks it to stop.
    pub(in crate::engine::runtime) fn cancel(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Drop for Reporter {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl Pulse {
    pub(in crate::engine::runtime) fn report_work(&mut self, work: ReportWork) {
        match work {
            ReportWork::Cancel => self.reporter.cancel(),
            ReportWork::Write(order) => {
                let act = self.act_of_person();
                if let Err(error) = self.reporter.start(*order, act, self.inner_tx.clone()) {
                    let why = format!("no thread to write it: {error}");
                    self.pending.push_back(Event::Report(ReportNews::Failed(why)));
                }
            }
        }
    }
}

/// All of a report, as far as whoever asks may see it.
fn read(database: &Path, act: &Act, question: &ReportQuestion) -> Result<Sheet, String> {
    let said = |error: crate::store::error::StoreError| error.to_string();
    let question = question.clone().whole();
    let reader = Reader::open(database).map_err(said)?;
    reader.look_as(act.sight.clone()).map_err(said)?;
    let answer = reader.reports(&question).map_err(said)?;
    let sheet = sheets::sheet(&question, &answer);
    let mut sheet = sheet.ok_or_else(|| "that is no report".to_owned())?;
    if act.masks() {
        sheet.mask_numbers();
    }
    Ok(sheet)
}

/// Writes a report. `Cancelled` where `watch` said no.
///
/// # Errors
/// In a sentence for people; nothing is left of the file then.
pub fn write(
    database: &Path,
    act: &Act,
    order: &ReportOrder,
    watch: Watch<'_>,
) -> Result<ReportNews, String> {
    let sheet = read(database, act, &order.question)?;
    let rows = u64::try_from(sheet.rows.len()).unwrap_or(u64::MAX);
    if !watch(0, rows) {
        return Ok(ReportNews::Cancelled);
    }
    match &order.to {
        ReportTo::File { path, format: ReportFormat::Pdf, number_taken } => {
            let bytes = pages(order, &sheet, act)?;
            if !number_taken && path.exists() {
                return Err(format!("{} is there already: choose another name", path.display()));
            }
            note(database, act, &sheet, path, rows)?;
            let path = paper::write(path, &bytes).map_err(|error| error.to_string())?;
            Ok(ReportNews::Written(path, rows))
        }
        ReportTo::File { path, format, number_taken } => {
            let format = if *format == ReportFormat::Csv { Format::Csv } else { Format::Xlsx };
            table(database, act, (order, &sheet), (path, format, *number_taken), watch)
        }
        ReportTo::Paper(to) => {
            let bytes = pages(order, &sheet, act)?;
            let name = format!("{} {}", word(&order.words, sheet.title), sheet.about);
            let folder = database.parent().unwrap_or(Path::new(".")).join(slips::FOLDER);
            let path = folder.join(format!("{}.pdf", slips::file_name(&name)));
            note(database, act, &sheet, &path, rows)?;
            let path = paper::write(&path, &bytes).map_err(|error| error.to_string())?;
            // A roll has no room for a table: it stays a page.
            let to = match *to {
                PrintTo::Text | PrintTo::Thermal => PrintTo::File,
                to => to,
            };
            Ok(ReportNews::Printed(slips::hand_on(path, to, "")))
        }
    }
}

fn pages(order: &ReportOrder, sheet: &Sheet, act: &Act) -> Result<Vec<u8>, String> {
    let faces = Faces::new(slips::spare_font()).ok_or("the font cannot be used")?;
    let made = date_of(day_of(act.at.utc_millis, act.at.offset_minutes)).to_string();
    let slip = report_slip(&order.words, sheet, &order.shop, &made);
    paper::pdf_wide(&slip, &faces).map_err(|error| error.to_string())
}

fn table(
    database: &Path,
    act: &Act,
    (order, sheet): (&ReportOrder, &Sheet),
    (path, format, number_taken): (&Path, Format, bool),
    watch: Watch<'_>,
) -> Result<ReportNews, String> {
    let said = |error: crate::export::ExportError| error.to_string();
    let whole = u64::try_from(sheet.rows.len()).unwrap_or(u64::MAX);
    if format == Format::Xlsx && whole >= MOST_ROWS {
        return Err(crate::export::ExportError::TooMany(MOST_ROWS).to_string());
    }
    let title = word(&order.words, sheet.title);
    let head = report_head(&order.words, sheet);
    let mut table = Table::begin(path, format, &title, &head).map_err(said)?;
    for piece in sheet.rows.chunks(PIECE) {
        for row in piece {
            table.row(&report_row(&order.words, row)).map_err(said)?;
        }
        if !watch(table.rows(), whole) {
            return Ok(ReportNews::Cancelled);
        }
    }
    for row in &sheet.sums {
        table.row(&report_row(&order.words, row)).map_err(said)?;
    }
    let complete = table.finish().map_err(said)?;
    let path = complete.place(number_taken).map_err(said)?;
    note(database, act, sheet, &path, whole)?;
    complete.publish(&path).map_err(said)?;
    Ok(ReportNews::Written(path, whole))
}

/// No list leaves the program unnoted.
fn note(database: &Path, act: &Act, sheet: &Sheet, path: &Path, rows: u64) -> Result<(), String> {
    let whole = std::path::absolute(path).unwrap_or_else(|_relative| path.to_owned());
    let what = sheet.title.rsplit('_').next().unwrap_or(sheet.title).to_owned();
    let note = ExportNote { what, path: whole.display().to_string(), rows };
    journal_export(database, act, &note)
        .map_err(|error| format!("the journal does not take it, so it was not written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Stamp;
    use crate::base::ids::ProductId;
    use crate::base::money::Money;
    use crate::crm::goods::GoodsOp;
    use crate::crm::goods::product::Product;
    use crate::crm::goods::quantity::Quantity;
    use crate::crm::office::OfficeOp;
    use crate::crm::orders::OrderOp;
    use crate::crm::orders::draft::OrderDraft;
    use crate::crm::orders::line::OrderLine;
    use crate::crm::orders::order::OrderHead;
    use crate::crm::orders::state::OrderState;
    use crate::crm::reports::PayBy;
    use crate::crm::reports::period::Days;
    use crate::crm::reports::scope::OrderScope;
    use crate::store::Store;
    use crate::store::operation::Op;
    use std::collections::BTreeMap;
    use std::fs;

    /// A shop whose one customer is called like a formula.
    fn shop() -> (tempfile::TempDir, PathBuf, Act) {
        let dir = tempfile::tempdir().unwrap();
        let database = dir.path().join("a.db");
        let (mut store, _) = Store::open(&database, Stamp::default()).unwrap();
        let act = Act::person("Anna", Stamp::default());
        let product = Product { name: "Water".into(), price: Money(2_050), ..Product::default() };
        let save = OfficeOp::Goods(GoodsOp::Save(Box::new(product)));
        store.carry_out(&act, &Op::Office(Box::new(save))).unwrap();
        let line = OrderLine {
            product: ProductId(1),
            quantity: Quantity(1_500),
            price: Money(2_050),
            ..OrderLine::default()
        };
        let head = OrderHead { name: "=HYPERLINK(1)".into(), ..OrderHead::default() };
        let draft = Box::new(OrderDraft { head, lines: vec![line], ..OrderDraft::default() });
        let paid = Some((Money(1_000), "cash".to_owned()));
        let op = OfficeOp::Orders(OrderOp::Save { draft, to: OrderState::Delivered, paid });
        store.carry_out(&act, &Op::Office(Box::new(op))).unwrap();
        (dir, database, act)
    }

    fn order(path: &Path, format: ReportFormat, number_taken: bool) -> ReportOrder {
        let scope = OrderScope::of(Days { first: 0, last: 3 });
        let question = ReportQuestion::Payments { scope, by: PayBy::Order, limit: 1 };
        let to = ReportTo::File { path: path.to_owned(), format, number_taken };
        ReportOrder { question, to, shop: vec!["清泉送水".into()], words: BTreeMap::new() }
    }

    #[test]
    fn a_report_is_written_in_every_format_for_its_owner_alone_and_no_cell_is_a_formula() {
        let (dir, database, act) = shop();
        for format in ReportFormat::ALL {
            let path = dir.path().join(format!("out/report.{}", format.extension()));
            let news = write(&database, &act, &order(&path, format, true), &mut |_, _| true);
            assert_eq!(news, Ok(ReportNews::Written(path.clone(), 1)), "{format:?}");
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0);
            }
            let again = write(&database, &act, &order(&path, format, false), &mut |_, _| true);
            assert!(again.is_err_and(|why| why.contains("is there already")), "{format:?}");
        }
        let text = fs::read_to_string(dir.path().join("out/report.csv")).unwrap();
        let rows: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(rows.len(), 3, "head, order, sum: {text}");
        assert!(rows[1].contains("'=HYPERLINK(1)"), "{text}");
        assert!(rows[1].contains(",30.75,") && rows[1].ends_with(",20.75"), "{text}");
        assert!(rows[2].starts_with("total,") && rows[2].ends_with(",20.75"), "{text}");
        let pages = fs::read(dir.path().join("out/report.pdf")).unwrap();
        assert!(pages.starts_with(b"%PDF-"));
    }

    #[test]
    fn a_report_that_is_stopped_leaves_nothing_behind() {
        let (dir, database, act) = shop();
        let path = dir.path().join("out/report.csv");
        let news =
            write(&database, &act, &order(&path, ReportFormat::Csv, true), &mut |_, _| false);
        assert_eq!(news, Ok(ReportNews::Cancelled));
        assert!(!path.exists());
        let mut calls = 0;
        let mut later = |_, _| {
            calls += 1;
            calls < 2
        };
        let news = write(&database, &act, &order(&path, ReportFormat::Csv, true), &mut later);
        assert_eq!(news, Ok(ReportNews::Cancelled));
        assert_eq!(fs::read_dir(dir.path().join("out")).unwrap().count(), 0);
        let folder =
            write(&database, &act, &order(dir.path(), ReportFormat::Xlsx, true), &mut |_, _| true);
        assert!(folder.is_err(), "a folder is no file");
    }
}
