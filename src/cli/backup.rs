//! `ringdesk backup` and `ringdesk restore`: a rehearsed copy of the database, and the way back.
//! May depend on `base`, `call`, `store`, `engine` (settings).

use crate::base::clock::{Clock, SystemClock};
use crate::call::upkeep::{Phase, Progress};
use crate::cli::folder::database;
use crate::cli::{refuse, say};
use crate::engine::settings::Settings;
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::topics::upkeep::Watch;
use crate::store::topics::upkeep::backup::{Made, Wish, back_up, prune};
use crate::store::topics::upkeep::restore::restore;
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Arguments of `backup`.
#[derive(Debug, Clone, Args)]
pub struct BackupArgs {
    /// A folder that exists. Default: as in Settings, else the folder `backups` beside the database.
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// How many backups stay there. Default: as in Settings; all with `--to`.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    keep: Option<u16>,
    /// Copy the recordings as well, those that are not there yet.
    #[arg(long)]
    recordings: bool,
    /// The database. Default: the one in the platform's data folder.
    #[arg(long, value_name = "PATH")]
    db: Option<PathBuf>,
    /// JSON instead of a sentence.
    #[arg(long)]
    json: bool,
}

/// Arguments of `restore`.
#[derive(Debug, Clone, Args)]
pub struct RestoreArgs {
    /// The backup.
    #[arg(value_name = "FILE")]
    backup: PathBuf,
    /// The database whose place it takes; the file that is there now is kept beside it. Default: the one in the
    /// platform's data folder.
    #[arg(long, value_name = "PATH")]
    db: Option<PathBuf>,
}

/// Makes a backup, beside a running program if need be, and rehearses its restore.
#[must_use]
pub fn run(args: &BackupArgs) -> ExitCode {
    let made = database(args.db.as_deref()).and_then(|database| {
        let (wish, keep) = wish(args, database)?;
        let made = watched(|watch| back_up(&wish, watch));
        if let Ok(made) = &made {
            prune(&made.path, keep);
        }
        made.map_err(|error| format!("no backup was made: {error}"))
    });
    match made {
        Ok(made) => {
            say(&mut std::io::stdout().lock(), &told(args, &made));
            if made.trouble.is_empty() {
                return ExitCode::SUCCESS;
            }
            let why = format!("ringdesk: not all recordings were copied: {}", made.trouble);
            say(&mut std::io::stderr().lock(), &why);
            ExitCode::FAILURE
        }
        Err(why) => refuse(&why),
    }
}

/// What is wished for, and how many backups stay.
fn wish(args: &BackupArgs, database: PathBuf) -> Result<(Wish, usize), String> {
    let settings = settings(&database)?.upkeep;
    let keep = match (args.keep, &args.to) {
        (Some(keep), _) => usize::from(keep),
        (None, Some(_)) => usize::MAX,
        (None, None) => usize::from(settings.keep),
    };
    let wish = Wish {
        database,
        folder: args.to.clone().or_else(|| settings.chosen_folder()),
        now: SystemClock::new().now(),
        recordings: args.recordings || settings.recordings,
    };
    Ok((wish, keep))
}

fn settings(database: &Path) -> Result<Settings, String> {
    let rows = Reader::open(database).and_then(|reader| reader.settings());
    rows.map(|rows| Settings::from_rows(&rows)).map_err(|error| error.to_string())
}

fn told(args: &BackupArgs, made: &Made) -> String {
    let Made { path, bytes, rows, recordings, trouble } = made;
    let path = path.display();
    if args.json {
        let path = path.to_string();
        let told = json!({
            "path": path, "bytes": bytes, "rows": rows, "recordings": recordings, "rehearsed": true,
            "trouble": (!trouble.is_empty()).then_some(trouble),
        });
        return told.to_string();
    }
    let sound = match (args.recordings, recordings) {
        (false, 0) => "without the recordings".to_owned(),
        (_, copied) => format!("{copied} recordings copied beside it"),
    };
    format!("{path}: {bytes} bytes, {rows} rows, opened, checked and counted; {sound}")
}

/// Puts a backup in the place of the database.
#[must_use]
pub fn run_restore(args: &RestoreArgs) -> ExitCode {
    let now = SystemClock::new().now();
    let restored = database(args.db.as_deref()).and_then(|database| {
        let restored = watched(|watch| restore(&args.backup, &database, now, watch));
        restored.map_err(|error| format!("nothing was restored: {error}"))
    });
    match restored {
        Ok(restored) => {
            let mut out = std::io::stdout().lock();
            say(&mut out, &format!("restored, {} rows", restored.rows));
            if let Some(kept) = restored.kept {
                say(&mut out, &format!("the data that was there is kept as {}", kept.display()));
            }
            ExitCode::SUCCESS
        }
        Err(why) => refuse(&why),
    }
}

/// Runs a long work that Ctrl-C stops in order; on a terminal it says how far it is.
pub(super) fn watched<T>(
    work: impl FnOnce(&mut Watch<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let stop = Arc::new(AtomicBool::new(false));
    let sign = Arc::clone(&stop);
    if let Err(error) = ctrlc::set_handler(move || sign.store(true, Ordering::Relaxed)) {
        tracing::debug!(%error, "stopping by signal will not be orderly");
    }
    let mut told = None;
    let mut hear = |progress: Progress| {
        let tenth = progress.done.saturating_mul(10).checked_div(progress.total).unwrap_or(0);
        if told != Some((progress.phase, tenth)) {
            told = Some((progress.phase, tenth));
            tracing::info!(phase = phase(progress.phase), percent = tenth * 10, "going on");
        }
    };
    work(&mut Watch::new(stop, &mut hear))
}

const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Copying => "copying",
        Phase::Rehearsing => "rehearsing",
        Phase::Recordings => "copying recordings",
        Phase::Checking => "checking",
    }
}
