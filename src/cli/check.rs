//! `ringdesk check`: is the database sound, are the recordings there, are the figures what the calls say? Reads only, but for
//! `--repair-figures`. May depend on `base`, `call`, `store`, `engine` (the ledger's check).

use crate::base::clock::{Clock, SystemClock};
use crate::call::statistics::StatisticsOp;
use crate::call::upkeep::{CheckReport, Fault, Finding};
use crate::cli::backup::watched;
use crate::cli::folder::database;
use crate::cli::{refuse, say};
use crate::engine::runtime::upkeep::LEDGER;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::operation::{Act, Op};
use crate::store::topics::upkeep::check::check;
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `check`.
#[derive(Debug, Clone, Args)]
pub struct CheckArgs {
    /// The database; its folder holds the recordings. Default: the one in the platform's data folder.
    #[arg(long, value_name = "PATH")]
    db: Option<PathBuf>,
    /// JSON instead of sentences.
    #[arg(long)]
    json: bool,
    /// Make figures that are wrong again out of the calls. The program must be closed.
    #[arg(long)]
    repair_figures: bool,
}

/// Checks. Exit code 0: all is well, 1: something was found, 2: it could not be checked.
#[must_use]
pub fn run(args: &CheckArgs) -> ExitCode {
    let checked = database(args.db.as_deref()).and_then(|database| {
        let report = watched(|watch| {
            let report = check(&database, LEDGER, watch)?;
            let is_wrong = report.findings.iter().any(|finding| finding.fault == Fault::Figures);
            if !args.repair_figures || !is_wrong {
                return Ok(report);
            }
            make_figures_again(&database)?;
            check(&database, LEDGER, watch)
        });
        report.map(|report| (database, report)).map_err(|error| error.to_string())
    });
    match checked {
        Ok((database, report)) => {
            let mut out = std::io::stdout().lock();
            if args.json {
                as_json(&mut out, &report);
            } else {
                in_words(&mut out, &database, &report);
            }
            if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(why) => refuse(&why),
    }
}

/// Makes them out of the calls, in one transaction, journalled.
fn make_figures_again(database: &Path) -> Result<(), StoreError> {
    let now = SystemClock::new().now();
    let opened = Store::open(database, now);
    let (mut store, _) = opened.map_err(|error| error.during("the figures were not repaired"))?;
    let rebuild = Op::Statistics(StatisticsOp::Rebuild);
    let who = std::env::var("USER").ok().filter(|name| !name.is_empty());
    let act = Act::person(who.unwrap_or_else(|| "terminal".to_owned()), now);
    store.carry_out(&act, &rebuild).map(drop)
}

fn as_json(out: &mut impl Write, report: &CheckReport) {
    let counts: serde_json::Map<String, serde_json::Value> =
        report.counts.iter().map(|(name, count)| (name.clone(), json!(count))).collect();
    let told = json!({
        "clean": report.is_clean(),
        "serious": report.is_serious(),
        "version": report.version,
        "bytes": report.bytes,
        "counts": counts,
        "findings": report.findings,
        "ledger": report.ledger,
    });
    say(out, &told.to_string());
}

fn in_words(out: &mut impl Write, database: &Path, report: &CheckReport) {
    let (version, bytes) = (report.version, report.bytes);
    say(out, &format!("{}: data version {version}, {bytes} bytes", database.display()));
    for (table, count) in &report.counts {
        say(out, &format!("  {count:>10}  {table}"));
    }
    if let Some(ledger) = &report.ledger {
        say(out, &format!("ledger of recordings: {} entries looked at", ledger.entries));
    }
    for finding in &report.findings {
        say(out, &sentence(finding));
        for example in &finding.examples {
            say(out, &format!("    {example}"));
        }
        let named = u64::try_from(finding.examples.len()).unwrap_or(u64::MAX);
        if finding.count > named && named > 0 && finding.fault != Fault::Orphans {
            say(out, &format!("    … and {} more", finding.count - named));
        }
    }
    say(out, if report.is_clean() { "all is well" } else { "not all is well" });
}

/// What was found, and what to do.
fn sentence(finding: &Finding) -> String {
    let count = finding.count;
    match finding.fault {
        Fault::Integrity => {
            format!("the file is damaged in {count} places: restore the newest backup")
        }
        Fault::Orphans => format!("{count} rows point to rows that are not there, in"),
        Fault::UnfindableCalls => format!("{count} calls cannot be found by a search"),
        Fault::UnfindableCustomers => format!("{count} customers cannot be found by a search"),
        Fault::MissingRecordings => format!("the files of {count} recordings are missing"),
        Fault::MissingFiles => format!("the contents of {count} attached files are missing"),
        Fault::StrayFiles => format!("{count} files among the recordings belong to no call"),
        Fault::StrayPeaks => {
            format!("{count} cached waveforms have no recording; they may be deleted")
        }
        Fault::HalfBackups => {
            format!("{count} half backups were left by a crash; the next backup removes them")
        }
        Fault::Ledger => format!("{count} recordings are not as the ledger says"),
        Fault::Figures => format!(
            "figures of {count} hours are not what the calls say; --repair-figures makes them again"
        ),
    }
}
