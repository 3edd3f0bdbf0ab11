//! From the caller ID to the picture with the caller's card, through the whole running engine, with 1,000,000 customers
//! and 1,300,000 numbers in the store: p99 must be under 5 ms. Also what starting the engine on that file costs.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    dead_code,
    missing_docs,
    reason = "a benchmark measures time and prints it"
)]

#[path = "../support/store_million.rs"]
mod million;
#[path = "../support/timing.rs"]
mod timing;
#[path = "../support/store_town.rs"]
mod town;

use million::{Dice, customer};
use ringdesk::base::caller_id::{CallerId, Format, Standard};
use ringdesk::base::clock::{Clock, ManualClock, SystemClock};
use ringdesk::base::evidence::Evidence;
use ringdesk::base::ids::LineId;
use ringdesk::base::signal::{LineSignal, Origin, Report};
use ringdesk::call::record::Outcome;
use ringdesk::engine::command::Command;
use ringdesk::engine::handle::Desk;
use ringdesk::engine::runtime::{Engine, Options};
use ringdesk::engine::settings::LineChoice;
use ringdesk::engine::snapshot::Snapshot;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use timing::report;

const CALLS: usize = 1_000;
const P99: Duration = Duration::from_millis(5);
/// Longer than any deadline of a ringing line: the call before is over.
const LATER: Duration = Duration::from_secs(30);
const PATIENCE: Duration = Duration::from_secs(20);

fn main() {
    if !std::env::args().any(|arg| arg == "--bench") {
        println!("measures only under `cargo bench`");
        return;
    }
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let database = folder.path().join("town.db");
    fs::copy(town::town(), &database).unwrap();
    starting(&database);
    let clock = Arc::new(ManualClock::at(SystemClock::new().now()));
    let mut engine = start(&database, clock.clone());
    let desk = engine.take_desk().unwrap();
    until(desk.as_ref(), |snap| !snap.lines.is_empty());
    let mut times: Vec<Duration> =
        callers().map(|number| pop_up(&engine, desk.as_ref(), &clock, &number)).collect();
    drop(desk);
    engine.stop();
    assert!(!report("caller ID to card", P99, &mut times), "the goal was missed: see above");
}

fn start(database: &Path, clock: Arc<dyn Clock>) -> Engine {
    let line = Some(LineChoice::Simulated);
    Engine::start(Options { database: database.to_owned(), line, scenario: None, clock }).unwrap()
}

/// From nothing to a line that is ready.
fn starting(database: &Path) {
    let begun = Instant::now();
    let mut engine = start(database, Arc::new(SystemClock::new()));
    let desk = engine.take_desk().unwrap();
    until(desk.as_ref(), |snap| !snap.lines.is_empty());
    println!("engine started, line ready: {:.1?}", begun.elapsed());
    drop(desk);
    engine.stop();
}

/// Numbers of people spread over the whole town.
fn callers() -> impl Iterator<Item = String> {
    let mut dice = Dice(town::SEED);
    let people = (0..town::CUSTOMERS).map(move |_| customer(&mut dice));
    let some = people.step_by(town::CUSTOMERS / CALLS).take(CALLS);
    some.map(|person| person.numbers[0].number.key().as_str().to_owned())
}

/// One call; how long until its card was there.
fn pop_up(engine: &Engine, desk: &dyn Desk, clock: &ManualClock, number: &str) -> Duration {
    clock.advance(LATER);
    desk.send(Command::DismissNotice(0)).unwrap();
    until(desk, |snap| snap.calls.iter().all(|call| call.record.outcome != Outcome::Open));
    let caller = CallerId {
        standard: Standard::Box,
        format: Format::Box,
        number: Some(number.to_owned()),
        absence: None,
        name: Vec::new(),
        time: None,
        checksum_ok: true,
    };
    let report = Report {
        line: LineId(0),
        origin: Origin::Box,
        at: clock.now().mono,
        signal: LineSignal::CallerId(caller),
        evidence: Evidence::default(),
    };
    let begun = Instant::now();
    assert!(engine.report(report));
    until(desk, |snap| {
        snap.calls.iter().any(|call| {
            let known = call.candidates.as_ref().is_some_and(|found| !found.is_empty());
            known && call.record.number.as_ref().is_some_and(|told| told.as_str() == number)
        })
    });
    begun.elapsed()
}

/// Waits as a window would: looks at the newest picture again and again.
fn until(desk: &dyn Desk, is_there: impl Fn(&Snapshot) -> bool) {
    let begun = Instant::now();
    while !is_there(&desk.snapshot()) {
        assert!(begun.elapsed() < PATIENCE, "the picture never came");
        std::thread::sleep(Duration::from_micros(100));
    }
}
