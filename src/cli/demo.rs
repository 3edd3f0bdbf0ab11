//! `ringdesk demo`: an office of example data, in a data file of its own beside one's own. Made on the first call of a day,
//! in a few seconds; leaving it in the window deletes it. May depend on `base`, `store`, `engine`.

use crate::base::clock::{Clock, SystemClock};
use crate::cli::folder::database;
use crate::cli::{refuse, run, say, tongue};
use crate::engine::runtime::example::fill::{Wish, make};
use crate::engine::runtime::example::place;
use crate::engine::settings::{Language, Settings};
use crate::store::reader::Reader;
use clap::{Args, ValueEnum};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The example's language.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Tongue {
    /// Simplified Chinese.
    #[value(name = "zh-CN", alias = "zh")]
    Chinese,
    /// English.
    #[value(name = "en")]
    English,
}

/// Arguments of `demo`.
#[derive(Debug, Clone, Args)]
pub struct DemoArgs {
    /// Make it, say where it lies, and open no window.
    #[arg(long, conflicts_with = "remove")]
    make: bool,
    /// Delete it.
    #[arg(long)]
    remove: bool,
    /// Its language. Default: that of your own data, else of the system.
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<Tongue>,
    /// Your own database, beside which it lies. Default: the one in the platform's data folder.
    #[arg(long, value_name = "PATH")]
    db: Option<PathBuf>,
}

/// Makes the example, where it is not there, and opens it.
#[must_use]
pub fn run(args: &DemoArgs) -> ExitCode {
    match carry_out(args) {
        Ok(code) => code,
        Err(why) => refuse(&why),
    }
}

fn carry_out(args: &DemoArgs) -> Result<ExitCode, String> {
    let own = database(args.db.as_deref())?;
    if args.remove {
        place::remove(&own).map_err(|error| format!("the example cannot be deleted: {error}"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let settings = Reader::open(&own).and_then(|reader| reader.settings()).unwrap_or_default();
    let settings = Settings::from_rows(&settings);
    let language = args.language.map(|chosen| match chosen {
        Tongue::Chinese => Language::Chinese,
        Tongue::English => Language::English,
    });
    let language = language.or(settings.language).unwrap_or_else(of_the_system);
    let wish = Wish::new(language, settings.theme);
    let example = made(&own, wish)?;
    if args.make {
        say(&mut std::io::stdout().lock(), &example.display().to_string());
        return Ok(ExitCode::SUCCESS);
    }
    Ok(run::run_over(example))
}

fn of_the_system() -> Language {
    if tongue::is_chinese() { Language::Chinese } else { Language::English }
}

fn made(own: &Path, wish: Wish) -> Result<PathBuf, String> {
    let mut to = std::io::stderr().lock();
    let shows = to.is_terminal();
    let mut percent = None;
    let mut watch = |done: u32, all: u32| {
        let part = (u64::from(done) * 100).checked_div(u64::from(all));
        if shows && percent != part {
            percent = part;
            let line = format!("\rmaking the example: {:3} %", part.unwrap_or(100));
            drop(to.write_all(line.as_bytes())); // nobody looks: it is made all the same
        }
        true
    };
    let made = make(own, wish, SystemClock::new().now(), &mut watch);
    if percent.is_some() {
        drop(to.write_all(b"\n"));
    }
    made?.ok_or_else(|| "the example was not made".to_owned())
}
