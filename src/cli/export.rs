//! `ringdesk export`: the log, figures over it, reports, or the customers, as a file for a spreadsheet or a script. Works beside the running program.
//! May depend on `store`, `engine`, `call`, `crm`, `base`.

use crate::base::clock::{Clock, Stamp, SystemClock};
use crate::base::ids::LineId;
use crate::call::statistics::{
    ExportOrder, ExportSubject, FigureList, FiguresQuestion, Format, GroupBy, Period, Scope, Span,
    StatisticsOp, What, day_of_date,
};
use crate::cli::{folder, refuse, say, seat};
use crate::crm::staff::Area;
use crate::crm::staff::need::Need;
use crate::crm::transfer::report::Chosen;
use crate::engine::office::transfer::{ListFormat, ListOrder, Progress};
use crate::engine::runtime::export::write;
use crate::engine::runtime::office::transfer as lists;
use crate::store::Store;
use crate::store::error::StoreErrorKind;
use crate::store::operation::{Act, Deed, Op};
use crate::store::reader::Reader;
use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Arguments of `export`.
#[derive(Debug, Clone, Args)]
pub struct ExportArgs {
    #[command(subcommand)]
    list: List,
    /// Who you are, by name or agent number, where several people share the data. The password is read from standard input.
    #[arg(long, value_name = "NAME", global = true)]
    staff: Option<String>,
}

#[derive(Debug, Clone, Subcommand)]
enum List {
    /// Calls, newest first: when, who, number, how long, outcome, note.
    Calls {
        /// Only these: incoming, answered, missed, unreturned, blocked, outgoing, connected, busy, no_answer, effective …
        #[arg(long, value_name = "WHICH", default_value = "all", value_parser = parse_what)]
        what: What,
        #[command(flatten)]
        common: Common,
    },
    /// Figures: counts, talk and waiting time, a row for each day or hour or …
    Figures {
        /// A row for each of these.
        #[arg(long, value_enum, default_value_t = By::Day)]
        by: By,
        #[command(flatten)]
        common: Common,
    },
    /// A report over orders, payments and contacts: as the file's name ends (csv, xlsx, pdf).
    Report(super::export_report::ReportArgs),
    /// Customers, as a list or as vCards: as the file's name ends (csv, xlsx, vcf).
    Customers {
        /// Only those with these words, as in the search box.
        #[arg(long, value_name = "WORDS", default_value = "")]
        search: String,
        /// vCard 4.0 in place of 3.0, which telephones take.
        #[arg(long)]
        vcard4: bool,
        /// The file. One that is there is never replaced.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// The database. Default: the platform's data folder.
        #[arg(long, value_name = "PATH")]
        db: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Args)]
struct Common {
    /// The first day, as 2026-11-01. Default: the first of this month.
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    from: Option<Date>,
    /// The last day (included). Default: today.
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    to: Option<Date>,
    /// Only this line, counted from 1.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    line: Option<u16>,
    /// csv or xlsx. Default: as the file's name ends, else csv.
    #[arg(long, value_enum)]
    format: Option<FileFormat>,
    /// The file. One that is there is never replaced.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The database. Default: the platform's data folder.
    #[arg(long, value_name = "PATH")]
    db: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Day,
    Hour,
    Weekday,
    Line,
    Agent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FileFormat {
    Csv,
    Xlsx,
}

pub(super) fn parse_day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_error: jiff::Error| "expected a day as 2026-11-01".to_owned())
}

fn parse_what(text: &str) -> Result<What, String> {
    let known = || What::PLAIN.map(What::word).join(", ");
    What::PLAIN
        .into_iter()
        .find(|what| what.word() == text)
        .ok_or_else(|| format!("expected one of {}", known()))
}

/// Exports.
#[must_use]
pub fn run(args: &ExportArgs) -> ExitCode {
    let now = SystemClock::new().now();
    match export(args, now) {
        Ok(Some(told)) => {
            say(&mut std::io::stdout().lock(), &told);
            ExitCode::SUCCESS
        }
        Ok(None) => refuse("stopped; nothing was written"),
        Err(why) => refuse(&why),
    }
}

fn export(args: &ExportArgs, now: Stamp) -> Result<Option<String>, String> {
    let list = &args.list;
    let common = match list {
        List::Calls { common, .. } | List::Figures { common, .. } => common,
        List::Report(report) => {
            let database = folder::database(report.db.as_deref())?;
            make_ready(&database, now)?;
            let act = act(&database, args, Area::Reports, now)?;
            return super::export_report::write(&database, report, now, &act);
        }
        List::Customers { search, vcard4, out, db } => {
            let database = folder::database(db.as_deref())?;
            make_ready(&database, now)?;
            let act = act(&database, args, Area::Customers, now)?;
            return customers(&database, search, *vcard4, out, &act);
        }
    };
    let database = folder::database(common.db.as_deref())?;
    make_ready(&database, now)?;
    let is_pending = Reader::open(&database).and_then(|reader| reader.figures_pending());
    if is_pending.map_err(|error| error.to_string())?.is_some() {
        return Err("the figures of an older data file are being prepared: try again later".into());
    }
    let act = act(&database, args, Area::Reports, now)?;
    let scope = scope(common, now)?;
    let subject = match list {
        List::Calls { what, .. } => ExportSubject::Calls(FigureList { scope, what: *what }),
        List::Figures { by, .. } => {
            ExportSubject::Figures(FiguresQuestion { scope, before: None, by: group(*by) })
        }
        List::Customers { .. } | List::Report(_) => return Ok(None),
    };
    let order = ExportOrder {
        subject,
        format: format(common),
        path: common.out.clone(),
        number_taken: false,
        words: BTreeMap::new(),
    };
    let stop = stopped_by_signal();
    let show = std::io::stderr().is_terminal();
    let progress = |done: u64, whole: u64| {
        if show && done > 0 {
            say(&mut std::io::stderr().lock(), &format!("{done} of {whole}"));
        }
        !stop.load(Ordering::Relaxed)
    };
    let written = write(&database, &order, &act, progress)?;
    Ok(written.map(|(path, rows)| format!("{}: {rows} rows", path.display())))
}

/// Who writes the list.
fn act(database: &Path, args: &ExportArgs, area: Area, now: Stamp) -> Result<Act, String> {
    seat::act(database, args.staff.as_deref(), Need::Export(area), now)
}

/// A name that is taken is refused, as with every list of this verb.
fn customers(
    database: &Path,
    search: &str,
    vcard4: bool,
    out: &Path,
    act: &Act,
) -> Result<Option<String>, String> {
    if out.exists() {
        return Err(format!("{} is there already: choose another name", out.display()));
    }
    let end = out.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let format = match end.as_str() {
        "xlsx" => ListFormat::Xlsx,
        "vcf" if vcard4 => ListFormat::Vcard4,
        "vcf" => ListFormat::Vcard,
        _ => ListFormat::Csv,
    };
    let chosen = Chosen::by_words(search);
    let order = ListOrder { path: out.to_owned(), format, chosen, words: BTreeMap::new() };
    let stop = stopped_by_signal();
    let mut watch = |_: Progress| !stop.load(Ordering::Relaxed);
    let written = lists::export(database, act, &order, &mut watch)?;
    Ok(written.map(|(path, rows)| format!("{}: {rows} rows", path.display())))
}

/// Brings an older file up to date, unless the program runs, which has done so.
fn make_ready(database: &Path, now: Stamp) -> Result<(), String> {
    if !database.exists() {
        return Err(format!("{} does not exist", database.display()));
    }
    let mut store = match Store::open(database, now) {
        Ok((store, _)) => store,
        Err(error) if error.kind == StoreErrorKind::Locked => return Ok(()),
        Err(error) => return Err(error.to_string()),
    };
    loop {
        let build = Op::Statistics(StatisticsOp::Build);
        let receipt = store.carry_out(&Act::program(now), &build);
        match receipt.map_err(|error| error.to_string())?.deed {
            Deed::FiguresBuilt(Some(_)) => {}
            _ => return Ok(()),
        }
    }
}

fn scope(common: &Common, now: Stamp) -> Result<Scope, String> {
    let month = Period::ThisMonth.span(now);
    let from = common.from.map_or(month.from, |day| Span::of_day(day_of_date(day)).from);
    let to = common.to.map_or(month.to, |day| Span::of_day(day_of_date(day)).to);
    if from >= to {
        return Err("--from is after --to".to_owned());
    }
    let line = common.line.map(|line| LineId(line - 1));
    Ok(Scope { line, ..Scope::of(Span { from, to }) })
}

const fn group(by: By) -> GroupBy {
    match by {
        By::Day => GroupBy::Day,
        By::Hour => GroupBy::Hour,
        By::Weekday => GroupBy::Weekday,
        By::Line => GroupBy::Line,
        By::Agent => GroupBy::Agent,
    }
}

fn format(common: &Common) -> Format {
    let ends = |end: &str| common.out.extension().is_some_and(|e| e.eq_ignore_ascii_case(end));
    match common.format {
        Some(FileFormat::Xlsx) => Format::Xlsx,
        None if ends("xlsx") => Format::Xlsx,
        Some(FileFormat::Csv) | None => Format::Csv,
    }
}

/// Becomes true when the person at the terminal wants no more of it.
pub(super) fn stopped_by_signal() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    if let Err(error) = ctrlc::set_handler(move || told.store(true, Ordering::Relaxed)) {
        tracing::debug!(%error, "a signal ends the program at once");
    }
    stop
}
