//! `ringdesk run`: the program itself, in a window or, with `--headless`, as a stream of events on standard output.
//! May depend on `engine`, `device` (scenario files) and, with feature `gui`, `ui`.

use crate::base::clock::SystemClock;
use crate::cli::folder::{DATABASE, data_folder};
use crate::cli::instance::{Acquired, Instance};
use crate::cli::{again, refuse, say};
use crate::device::registry;
use crate::device::sim::script::Scenario;
use crate::engine::effect::Announcement;
use crate::engine::notice::Topic;
use crate::engine::runtime::example::{Next, place};
use crate::engine::runtime::{Engine, Options};
use crate::engine::settings::LineChoice;
use clap::Args;
use crossbeam_channel::{Receiver, bounded, select};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Arguments of `run`.
#[derive(Debug, Clone, Default, Args)]
pub struct RunArgs {
    /// No window: print events until stopped or the scenario ends.
    #[arg(long)]
    headless: bool,
    /// `sim` (simulated exchange) or `sound:NAME` (see `ringdesk devices`). Default: as last chosen in Settings.
    #[arg(long, value_name = "LINE", value_parser = parse_line)]
    line: Option<LineChoice>,
    /// A far end that acts by itself, on the simulated line.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// The database; recordings live beside it. Default: the platform's data folder.
    #[arg(long, value_name = "PATH")]
    db: Option<PathBuf>,
    /// Events as JSON lines (with `--headless`).
    #[arg(long)]
    json: bool,
    /// Start in the tray, or minimised where the desktop has none.
    #[arg(long, conflicts_with = "headless")]
    minimized: bool,
}

fn parse_line(text: &str) -> Result<LineChoice, String> {
    match text.split_once(':') {
        None if text == "sim" => Ok(LineChoice::Simulated),
        Some(("sound", name)) if !name.is_empty() => Ok(LineChoice::Sound(name.to_owned())),
        Some((name, id)) if !id.is_empty() && name != "sim" => registry::driver(text)
            .map(|_known| LineChoice::Box(text.to_owned()))
            .map_err(|error| error.to_string()),
        _ => Err(
            "expected `sim`, `sound:NAME` or the address of a box; `ringdesk devices` lists them"
                .to_owned(),
        ),
    }
}

/// Runs the program.
#[must_use]
pub fn run(args: &RunArgs) -> ExitCode {
    match prepare(args) {
        Ok(options) => open(args, options, None),
        Err(why) => refuse(&why),
    }
}

/// Opens the window over this data file.
pub(super) fn run_over(db: PathBuf) -> ExitCode {
    run(&RunArgs { db: Some(db), ..RunArgs::default() })
}

/// Opens the window with a number or link to be dialled (empty: with the dial panel).
pub(super) fn run_and_dial(db: Option<PathBuf>, text: &str) -> ExitCode {
    let args = RunArgs { db, ..RunArgs::default() };
    match prepare(&args) {
        Ok(options) => open(&args, options, Some(text)),
        Err(why) => refuse(&why),
    }
}

/// What the engine is to be started with.
fn prepare(args: &RunArgs) -> Result<Options, String> {
    let scenario = args.scenario.as_deref().map(Scenario::load).transpose();
    let scenario = scenario.map_err(|error| error.to_string())?;
    let line = match (&args.line, &scenario) {
        (Some(LineChoice::Sound(_) | LineChoice::Box(_)), Some(_)) => {
            return Err("a scenario plays on the simulated line: leave out --line sound".to_owned());
        }
        (None, Some(_)) => Some(LineChoice::Simulated),
        (line, _) => line.clone(),
    };
    let database = match &args.db {
        Some(path) => path.clone(),
        None => data_folder(|name| std::env::var(name).ok())
            .ok_or("no home folder is known; say where the data shall live with --db PATH")?
            .join(DATABASE),
    };
    Ok(Options { database, line, scenario, clock: Arc::new(SystemClock::new()) })
}

fn open(args: &RunArgs, options: Options, dial: Option<&str>) -> ExitCode {
    let mut guard = match Instance::acquire(&options.database) {
        Ok(Acquired::First(guard)) => guard,
        Ok(Acquired::Second) => return second_copy(args, &options.database),
        Err(error) => return failed(args, &error.to_string()),
    };
    let database = options.database.clone();
    let mut engine = match Engine::start(options) {
        Ok(engine) => engine,
        Err(error) => return failed(args, &error.to_string()),
    };
    let raiser = engine.raiser();
    let has_window = !args.headless;
    if let Some(Err(why)) = dial.map(|text| raiser.dial(text, has_window)) {
        tracing::warn!(why, "nothing was dialled");
    }
    let dialler = raiser.clone();
    let raise = move || has_window && raiser.raise();
    let dial = move |text: &str| dialler.dial(text, has_window);
    if let Err(error) = guard.listen_for(raise, dial) {
        tracing::warn!(%error, "a second copy will not find this one");
    }
    let code = if args.headless { print_events(&engine, args) } else { show(&mut engine, args) };
    let next = engine.next();
    engine.stop();
    drop(guard);
    if let Some(next) = next {
        return change_data(args, next);
    }
    // A restore was wished for in the window: the next start obeys, before anything has the file open.
    if again::is_wished_for(&database) { again::start(arguments(args)) } else { code }
}

/// Opens other data: the example, or one's own after it. The example is deleted when it is left.
fn change_data(args: &RunArgs, next: Next) -> ExitCode {
    if next.leaves
        && let Err(error) = place::remove(&next.database)
    {
        tracing::warn!(%error, "the example is still there; the next one takes its place");
    }
    let (db, minimized) = (Some(next.database), false);
    let args = RunArgs { db, line: None, scenario: None, minimized, ..args.clone() };
    again::start(arguments(&args))
}

/// What the program is to be started with again: the same, but nothing is dialled a second time.
fn arguments(args: &RunArgs) -> Vec<OsString> {
    let mut all: Vec<OsString> = vec!["run".into()];
    if let Some(line) = &args.line {
        all.extend(["--line".into(), line_word(line).into()]);
    }
    for (name, path) in [("--scenario", &args.scenario), ("--db", &args.db)] {
        if let Some(path) = path {
            all.extend([name.into(), path.into()]);
        }
    }
    let switches =
        [("--headless", args.headless), ("--json", args.json), ("--minimized", args.minimized)];
    all.extend(switches.into_iter().filter(|(_, is_set)| *is_set).map(|(name, _)| name.into()));
    all
}

fn line_word(line: &LineChoice) -> String {
    match line {
        LineChoice::Simulated => "sim".to_owned(),
        LineChoice::Sound(name) => format!("sound:{name}"),
        LineChoice::Box(address) => address.clone(),
    }
}

/// Another copy has the database: it was asked to come to the front.
fn second_copy(args: &RunArgs, database: &Path) -> ExitCode {
    if args.headless {
        return refuse(&format!(
            "{}: already in use by a running copy of Ringdesk",
            database.display()
        ));
    }
    say(
        &mut std::io::stderr().lock(),
        "ringdesk: already running; its window was brought to the front",
    );
    ExitCode::SUCCESS
}

/// The engine could not start: one line for a script, a window that says so for a person.
fn failed(args: &RunArgs, why: &str) -> ExitCode {
    let code = refuse(why);
    if !args.headless {
        show_failure(why);
    }
    code
}

/// Prints what happens until stopped or the scenario ends. A line that was asked for and cannot be opened ends it.
fn print_events(engine: &Engine, args: &RunArgs) -> ExitCode {
    let stop = stop_signal();
    let mut out = std::io::stdout().lock();
    let mut is_ready = args.line.is_none();
    loop {
        select! {
            recv(engine.announcements()) -> news => {
                let Ok(news) = news else { break };
                is_ready |= matches!(news, Announcement::LineReady { .. });
                if let Some(why) = failure(&news).filter(|_| !is_ready) {
                    return refuse(&why);
                }
                say(&mut out, &wording(&news, args.json));
            }
            recv(stop) -> _ => break,
        }
    }
    engine.begin_stop();
    for news in engine.announcements() {
        say(&mut out, &wording(&news, args.json));
    }
    ExitCode::SUCCESS
}

/// Why the line could not be opened, when the news say so.
fn failure(news: &Announcement) -> Option<String> {
    let Announcement::Notice { notice } = news else { return None };
    match &notice.topic {
        Topic::NoSuchDevice(known) if known.is_empty() => {
            Some("there is no such device, and no other sound input either".to_owned())
        }
        Topic::NoSuchDevice(known) => Some(format!("there is no such device; there are: {known}")),
        Topic::NoSuchBox(known) if known.is_empty() => {
            Some("there is no such box, and no other one is plugged in".to_owned())
        }
        Topic::NoSuchBox(known) => Some(format!("there is no such box; there are: {known}")),
        Topic::AudioLost(why) | Topic::BoxLost(why) => Some(why.clone()),
        _ => None,
    }
}

fn wording(news: &Announcement, json: bool) -> String {
    let line = if json { serde_json::to_string(news) } else { serde_json::to_string_pretty(news) };
    line.unwrap_or_else(|error| format!("{{\"event\":\"unprintable\",\"why\":\"{error}\"}}"))
}

/// A channel that speaks when the user or the system asks us to end.
fn stop_signal() -> Receiver<()> {
    let (tx, rx) = bounded(1); // a second request finds the first still there
    let asked = ctrlc::set_handler(move || {
        if tx.try_send(()).is_err() {
            tracing::debug!("already stopping");
        }
    });
    if let Err(error) = asked {
        tracing::warn!(%error, "stopping by signal will not be orderly");
    }
    rx
}

/// Opens the window and returns when it is closed.
#[cfg(feature = "gui")]
fn show(engine: &mut Engine, args: &RunArgs) -> ExitCode {
    use crate::ui::Start;
    let Some(desk) = engine.take_desk() else { return ExitCode::FAILURE };
    let start = if args.minimized { Start::Unseen } else { Start::Seen };
    match crate::ui::run(desk, window_options(), start) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&mut std::io::stderr().lock(), &format!("ringdesk: {error}"));
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(feature = "gui"))]
fn show(_engine: &mut Engine, _args: &RunArgs) -> ExitCode {
    refuse("this program was built without a window; use `run --headless`")
}

/// A window that says why the program cannot start, for people who never see standard error.
#[cfg(feature = "gui")]
fn show_failure(why: &str) {
    let desk = Box::new(crate::engine::failed::FailedDesk::new(why));
    if let Err(error) = crate::ui::run(desk, window_options(), crate::ui::Start::Seen) {
        tracing::warn!(%error, "no window either");
    }
}

#[cfg(not(feature = "gui"))]
fn show_failure(_why: &str) {}

/// The language follows the system until a person chooses one.
#[cfg(feature = "gui")]
fn window_options() -> crate::ui::Options {
    crate::ui::Options::new(crate::cli::tongue::locale())
}
