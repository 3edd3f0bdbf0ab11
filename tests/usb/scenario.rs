//! Named scenarios: run one after the other, each with a patience, and told in one line each.
//! Depends on `base`.

use ringdesk::base::clock::{Clock, SystemClock};
use ringdesk::base::thread;
use std::fmt::Display;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

/// What a scenario comes to: nothing, or what a person would have to know.
pub type Outcome = Result<(), String>;

/// A scenario.
pub type Scenario = (&'static str, fn() -> Outcome);

/// A scenario that takes longer, in the guest's own time, hangs.
const PATIENCE: Duration = Duration::from_mins(5);
/// Between two looks at something that is awaited.
const LOOK: Duration = Duration::from_millis(2);

/// Runs those whose name contains one of `filters` (all when there is none).
pub fn run(scenarios: &[Scenario], filters: &[String]) -> ExitCode {
    let clock = SystemClock::new();
    let wanted = |name: &str| filters.is_empty() || filters.iter().any(|part| name.contains(part));
    let (mut good, mut failed) = (0, Vec::new());
    let (first, step) = share();
    let ours = scenarios.iter().filter(|(name, _)| wanted(name)).skip(first).step_by(step);
    for (name, act) in ours {
        let began = clock.now().mono;
        match attempt(*act) {
            Ok(()) => {
                let taken = clock.now().mono.saturating_sub(began);
                println!("ok {name} {} ms", taken.as_millis());
                good += 1;
            }
            Err(why) => {
                println!("FAILED {name}: {why}");
                failed.push(*name);
            }
        }
    }
    let seconds = clock.now().mono.as_secs_f64();
    println!("{good} scenarios ok, {} failed, {seconds:.1} s of the guest's time", failed.len());
    if failed.is_empty() && good > 0 {
        return ExitCode::SUCCESS;
    }
    println!("failed: {}", failed.join(" "));
    ExitCode::FAILURE
}

/// Which of several guests this is, and how many there are: `RINGDESK_USB_SHARE=1/2` takes every other scenario.
fn share() -> (usize, usize) {
    let told = std::env::var("RINGDESK_USB_SHARE").unwrap_or_default();
    let parsed = told.split_once('/').and_then(|(n, of)| Some((n.parse().ok()?, of.parse().ok()?)));
    parsed.filter(|(_, of)| *of > 0).unwrap_or((0, 1))
}

/// Runs one; a panic is a failure, and one that hangs ends the whole run.
fn attempt(act: fn() -> Outcome) -> Outcome {
    let (post, result) = sync_channel(1);
    let run = move || {
        let outcome = panic::catch_unwind(AssertUnwindSafe(act));
        // Nobody waits any more only when it came too late.
        drop(post.send(outcome.unwrap_or_else(|_| Err("it panicked (see above)".to_owned()))));
    };
    let worker = thread::spawn("scenario", run).told("a thread")?;
    match result.recv_timeout(PATIENCE) {
        Ok(outcome) => {
            drop(worker); // joins
            outcome
        }
        Err(RecvTimeoutError::Disconnected) => Err("it ended without a result".to_owned()),
        Err(RecvTimeoutError::Timeout) => {
            println!("FAILED: it hangs after {} s", PATIENCE.as_secs());
            std::process::exit(1);
        }
    }
}

/// An error in words.
pub trait Told<T> {
    /// The value, or what was tried and what came of it.
    ///
    /// # Errors
    /// The error, in words.
    fn told(self, what: &str) -> Result<T, String>;
}

impl<T, E: Display> Told<T> for Result<T, E> {
    fn told(self, what: &str) -> Result<T, String> {
        self.map_err(|error| format!("{what}: {error}"))
    }
}

impl<T> Told<T> for Option<T> {
    fn told(self, what: &str) -> Result<T, String> {
        self.ok_or_else(|| format!("{what}: there is none"))
    }
}

/// Looks again and again until there is something, at most for `limit`.
///
/// # Errors
/// What was awaited.
pub fn patiently<T>(
    what: &str,
    limit: Duration,
    mut look: impl FnMut() -> Option<T>,
) -> Result<T, String> {
    let clock = SystemClock::new();
    loop {
        if let Some(found) = look() {
            return Ok(found);
        }
        if clock.now().mono > limit {
            return Err(format!("no {what} within {} ms", limit.as_millis()));
        }
        std::thread::sleep(LOOK);
    }
}

/// What must hold.
///
/// # Errors
/// What did not.
pub fn check(holds: bool, what: impl FnOnce() -> String) -> Outcome {
    if holds { Ok(()) } else { Err(what()) }
}

/// Two values that must be equal.
///
/// # Errors
/// Both.
pub fn same<T: PartialEq + std::fmt::Debug>(what: &str, got: &T, want: &T) -> Outcome {
    check(got == want, || format!("{what}: {got:?}, expected {want:?}"))
}
