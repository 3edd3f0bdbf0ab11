//! `ringdesk import`: customers out of a list (CSV, xlsx, xls, vCard), or an import taken back. Works beside the running
//! program. May depend on `store`, `engine`, `crm`, `base`.

use crate::base::clock::{Clock, Stamp, SystemClock};
use crate::cli::folder::database;
use crate::cli::{refuse, say, seat};
use crate::crm::staff::Area;
use crate::crm::staff::need::Need;
use crate::crm::transfer::column::Target;
use crate::crm::transfer::report::{Change, Counts, Difference, ImportReport, UndoReport};
use crate::crm::transfer::{ImportId, Manner, MatchBy, Mode};
use crate::engine::office::transfer::{ImportOrder, Progress, Reading};
use crate::engine::runtime::office::transfer::{import, look};
use crate::store::Store;
use crate::store::error::StoreErrorKind;
use crate::store::office::transfer::undo_import;
use crate::store::operation::Act;
use crate::store::reader::Reader;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Differences that are told.
const TOLD: usize = 20;

/// Arguments of `import`.
#[derive(Debug, Clone, Args)]
#[allow(clippy::struct_excessive_bools, reason = "switches of a command line, each by itself")]
pub struct ImportArgs {
    /// The list: CSV, xlsx, xls or vCard.
    #[arg(value_name = "FILE", required_unless_present = "undo")]
    file: Option<PathBuf>,
    /// What columns mean, as `HEAD=MEANING`, apart by commas: name, company, number, number_label, address, class, tags,
    /// follow_up, kind, birthday, notes, own_id, to_notes, skip. Columns not named stay as guessed.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    map: Vec<String>,
    /// What it may do. create: new cards only; update: known cards only; both.
    #[arg(long, value_enum, default_value_t = ModeName::Create)]
    mode: ModeName,
    /// How a row finds its card.
    #[arg(long, value_enum, default_value_t = KeyName::Number)]
    key: KeyName,
    /// The encoding. Default: as it looks.
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Take numbers whose last digits a spreadsheet lost (1.38E+10) as they are.
    #[arg(long)]
    take_lossy: bool,
    /// Only say what would happen.
    #[arg(long)]
    dry_run: bool,
    /// Take the newest import back, updates included.
    #[arg(long, conflicts_with_all = ["file", "map", "dry_run"])]
    undo: bool,
    /// JSON instead of sentences.
    #[arg(long)]
    json: bool,
    /// Who you are, by name or agent number, where several people share the data. The password is read from standard input.
    #[arg(long, value_name = "NAME")]
    staff: Option<String>,
    /// The database. Default: the platform's data folder.
    #[arg(long, value_name = "PATH")]
    db: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ModeName {
    Create,
    Update,
    Both,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KeyName {
    Number,
    NameAndNumber,
    OwnId,
    Nothing,
}

/// Imports. Exit code 1: rows were refused, or it was stopped.
#[must_use]
pub fn run(args: &ImportArgs) -> ExitCode {
    let now = SystemClock::new().now();
    let done = match &args.file {
        Some(file) if !args.undo => take_in(args, file, now),
        _ => take_back(args, now),
    };
    match done {
        Ok((text, all)) => {
            say(&mut std::io::stdout().lock(), &text);
            if all { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(why) => refuse(&why),
    }
}

fn take_in(args: &ImportArgs, file: &Path, now: Stamp) -> Result<(String, bool), String> {
    let database = ready(args, now)?;
    let act = act(&database, args, now)?;
    let reading =
        Reading { path: file.to_owned(), encoding: args.encoding.clone(), delimiter: None };
    let preview = look(&database, &reading)?;
    let targets = mapped(&args.map, &preview.head, preview.targets.clone())?;
    let mode = match args.mode {
        ModeName::Create => Mode::Create,
        ModeName::Update => Mode::Update,
        ModeName::Both => Mode::Both,
    };
    let by = match args.key {
        KeyName::Number => MatchBy::Number,
        KeyName::NameAndNumber => MatchBy::NameAndNumber,
        KeyName::OwnId => MatchBy::OwnId,
        KeyName::Nothing => MatchBy::Nothing,
    };
    let manner = Manner { mode, by, take_lossy: args.take_lossy };
    let words = BTreeMap::new();
    let order = ImportOrder { reading, targets, manner, dry: args.dry_run, words };
    let report = import(&database, &act, &order, &mut watcher())?;
    let all = !report.stopped && report.counts.refused == 0;
    let text = if args.json {
        serde_json::to_string(&report).map_err(|error| error.to_string())?
    } else {
        in_words(&report, args.dry_run, &preview.encoding)
    };
    Ok((text, all))
}

fn take_back(args: &ImportArgs, now: Stamp) -> Result<(String, bool), String> {
    let database = ready(args, now)?;
    let act = act(&database, args, now)?;
    let newest = Reader::open(&database).and_then(|reader| reader.newest_import());
    let newest = newest.map_err(|error| error.to_string())?;
    let Some(newest) = newest else { return Err("there is no import to take back".to_owned()) };
    let mut watch = watcher();
    let mut whole = true;
    let mut progress = |done: u64, total: u64| {
        whole = watch(Progress { done, total, rows: done });
        whole
    };
    let report = undo_import(&database, &act, newest.id, &mut progress)
        .map_err(|error| error.to_string())?;
    let UndoReport { removed, restored, kept } = report;
    let ImportId(id) = newest.id;
    let text = if args.json {
        json!({ "import": id, "file": newest.file, "removed": removed, "restored": restored, "kept": kept })
            .to_string()
    } else {
        let left = if kept > 0 {
            format!(", {kept} left: changed since, or in use")
        } else {
            String::new()
        };
        format!("{}: {removed} cards removed, {restored} as they were before{left}", newest.file)
    };
    Ok((text, whole))
}

/// The database, there and up to date. A running program has seen to that.
fn ready(args: &ImportArgs, now: Stamp) -> Result<PathBuf, String> {
    let database = database(args.db.as_deref())?;
    match Store::open(&database, now) {
        Ok(_) => Ok(database),
        Err(error) if error.kind == StoreErrorKind::Locked => Ok(database),
        Err(error) => Err(error.to_string()),
    }
}

/// Who takes the list in, or back: a list is about everybody's customers.
fn act(database: &Path, args: &ImportArgs, now: Stamp) -> Result<Act, String> {
    seat::act(database, args.staff.as_deref(), Need::all(Area::Customers), now)
}

/// `HEAD=MEANING` over what was guessed.
fn mapped(
    map: &[String],
    head: &[String],
    mut targets: Vec<Target>,
) -> Result<Vec<Target>, String> {
    for pair in map {
        let Some((name, meaning)) = pair.rsplit_once('=') else {
            return Err(format!("{pair}: expected HEAD=MEANING"));
        };
        let known = || Target::PLAIN.map(Target::word).join(", ");
        let target = Target::from_word(meaning.trim())
            .ok_or_else(|| format!("{meaning}: expected one of {}", known()))?;
        let at = head.iter().position(|known| known.trim() == name.trim());
        let place = at.and_then(|at| targets.get_mut(at));
        *place
            .ok_or_else(|| format!("there is no column {name}; there are {}", head.join(", ")))? =
            target;
    }
    Ok(targets)
}

/// Shows progress at a terminal and hears Ctrl+C.
fn watcher() -> impl FnMut(Progress) -> bool {
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    if let Err(error) = ctrlc::set_handler(move || told.store(true, Ordering::Relaxed)) {
        tracing::debug!(%error, "a signal ends the program at once");
    }
    let show = std::io::stderr().is_terminal();
    move |progress: Progress| {
        if show {
            let percent = progress.done.saturating_mul(100).checked_div(progress.total);
            let percent = percent.unwrap_or(0).min(100);
            say(&mut std::io::stderr().lock(), &format!("{percent}%  {} rows", progress.rows));
        }
        !stop.load(Ordering::Relaxed)
    }
}

fn in_words(report: &ImportReport, dry: bool, encoding: &str) -> String {
    let Counts { rows, created, updated, unchanged, refused, .. } = report.counts;
    let would = if dry { "would be " } else { "" };
    let mut lines = vec![format!(
        "{rows} rows ({encoding}): {created} {would}new, {updated} {would}changed, {unchanged} as they are, {refused} refused"
    )];
    let Counts { scientific, lossy, zero, width, split, .. } = report.counts;
    for (count, what) in [
        (scientific, "numbers in powers of ten made whole"),
        (lossy, "numbers whose last digits are lost"),
        (zero, "area codes that got their zero back"),
        (width, "numbers with full-width signs"),
        (split, "cells with several numbers"),
    ] {
        if count > 0 {
            lines.push(format!("  {count} {what}"));
        }
    }
    lines.extend(report.differences.iter().take(TOLD).filter_map(|one| difference(one, dry)));
    if let Some(path) = &report.quarantine {
        lines.push(format!("refused rows: {path}"));
    }
    if report.stopped {
        lines.push(
            "stopped; what came before is there. `ringdesk import --undo` takes it back".into(),
        );
    }
    lines.join("\n")
}

/// Of an import only what was refused.
fn difference(one: &Difference, dry: bool) -> Option<String> {
    let Difference { line, who, what } = one;
    match what {
        Change::Refused(problem) => {
            Some(format!("  line {line}: {who}: refused, {} {}", problem.word(), problem.detail()))
        }
        Change::Created if dry => Some(format!("  line {line}: {who}: new")),
        Change::Updated(changes) if dry => {
            let changes: Vec<String> = changes
                .iter()
                .map(|(column, before, after)| format!("{column}: {before} -> {after}"))
                .collect();
            Some(format!("  line {line}: {who}: {}", changes.join("; ")))
        }
        Change::Created | Change::Updated(_) => None,
    }
}
