//! `ringdesk export report`: which report, of which days, into which file. May depend on `engine`, `crm`, `base`.

use crate::base::clock::Stamp;
use crate::cli::export::{parse_day, stopped_by_signal};
use crate::crm::reports::period::{By, Days, Period, day_of, day_of_date};
use crate::crm::reports::scope::{OrderScope, Which};
use crate::crm::reports::{ContactBy, PayBy, Rank, ReportQuestion};
use crate::engine::office::reports::{ReportFormat, ReportNews, ReportOrder, ReportTo};
use crate::engine::runtime::office::reports;
use crate::store::operation::Act;
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// Arguments of `export report`.
#[derive(Debug, Clone, Args)]
pub struct ReportArgs {
    /// Which report.
    #[arg(value_enum)]
    which: ReportName,
    /// The first day, as 2026-11-01. Default: the first of this month.
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    from: Option<Date>,
    /// The last day (included). Default: today.
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    to: Option<Date>,
    /// Its rows. For sales: day, week, month, quarter, year. For products, what they are ranked by: turnover, quantity,
    /// margin. For payments: customer, order. For contacts: day, agent, customer.
    #[arg(long, value_name = "ROWS")]
    by: Option<String>,
    /// Only products of this category.
    #[arg(long, value_name = "NAME")]
    category: Option<String>,
    /// Of payments only who still owes something.
    #[arg(long)]
    open: bool,
    /// For `quiet`: customers nobody has talked to for so many days.
    #[arg(long, value_name = "DAYS", default_value_t = 60)]
    days: u32,
    /// The file. One that is there is never replaced.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The database. Default: the platform's data folder.
    #[arg(long, value_name = "PATH")]
    pub(super) db: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportName {
    /// Sales by period.
    Sales,
    /// Products, ranked.
    Products,
    /// Customer classes.
    Classes,
    /// Who ordered, returned, owes, paid what.
    Payments,
    /// Calls, talk, notes, tasks.
    Contacts,
    /// Customers nobody has talked to for a while.
    Quiet,
    /// Customers who usually order again about now.
    Again,
    /// Customers whose usual time has passed twice.
    Dormant,
}

/// The row of a word, or what could have been said.
fn chosen<T: Copy, const N: usize>(
    text: Option<&str>,
    all: [T; N],
    word: fn(T) -> &'static str,
    default: T,
) -> Result<T, String> {
    let Some(text) = text else { return Ok(default) };
    let known = || all.map(word).join(", ");
    all.into_iter()
        .find(|one| word(*one) == text)
        .ok_or_else(|| format!("--by is one of {}", known()))
}

fn question(args: &ReportArgs, now: Stamp) -> Result<ReportQuestion, String> {
    let today = day_of(now.utc_millis, now.offset_minutes);
    let month = Period::ThisMonth.days(now);
    let first = args.from.map_or(month.first, day_of_date);
    let last = args.to.map_or(month.last, day_of_date);
    if first > last {
        return Err("--from is after --to".to_owned());
    }
    let days = Days { first, last };
    let (by, limit) = (args.by.as_deref(), u32::MAX);
    Ok(match args.which {
        ReportName::Sales => {
            let by = chosen(by, By::ALL, By::word, By::fitting(days))?;
            ReportQuestion::Sales { days, before: days.right_before(), by }
        }
        ReportName::Products => {
            let rank = chosen(by, Rank::ALL, Rank::word, Rank::default())?;
            ReportQuestion::Products { days, category: args.category.clone(), rank, limit }
        }
        ReportName::Classes => ReportQuestion::Classes { days, today },
        ReportName::Payments => {
            let by = chosen(by, PayBy::ALL, PayBy::word, PayBy::default())?;
            let which = if args.open { Which::Open } else { Which::All };
            let category = args.category.clone();
            let scope = OrderScope { category, which, ..OrderScope::of(days) };
            ReportQuestion::Payments { scope, by, limit }
        }
        ReportName::Contacts => {
            let by = chosen(by, ContactBy::ALL, ContactBy::word, ContactBy::default())?;
            let now = (now.utc_millis, now.offset_minutes);
            ReportQuestion::Contacts { days, by, now, limit }
        }
        ReportName::Quiet => ReportQuestion::Quiet { today, days: args.days, limit },
        ReportName::Again => ReportQuestion::Again { today, limit },
        ReportName::Dormant => ReportQuestion::Dormant { today, limit },
    })
}

/// Writes the report; what is to be said, or `None` when somebody stopped it.
pub(super) fn write(
    database: &Path,
    args: &ReportArgs,
    now: Stamp,
    act: &Act,
) -> Result<Option<String>, String> {
    let end = args.out.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let format = match end.as_str() {
        "xlsx" => ReportFormat::Xlsx,
        "pdf" => ReportFormat::Pdf,
        _ => ReportFormat::Csv,
    };
    if args.out.exists() {
        return Err(format!("{} is there already: choose another name", args.out.display()));
    }
    let order = ReportOrder {
        question: question(args, now)?,
        to: ReportTo::File { path: args.out.clone(), format, number_taken: false },
        shop: Vec::new(),
        words: BTreeMap::new(),
    };
    let stop = stopped_by_signal();
    let mut watch = |_, _| !stop.load(Ordering::Relaxed);
    match reports::write(database, act, &order, &mut watch)? {
        ReportNews::Written(path, rows) => Ok(Some(format!("{}: {rows} rows", path.display()))),
        _ => Ok(None),
    }
}
