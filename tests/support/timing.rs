//! Times measured against a goal, for the benches.

use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long `work` takes. Other programs on the machine make a thread wait for a core: what the kernel counts as such
/// waiting is left out.
pub fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let (begun, waited_before) = (Instant::now(), waited());
    let done = black_box(work());
    (begun.elapsed().saturating_sub(waited().saturating_sub(waited_before)), done)
}

/// Asks so often, and compares with the goal; whether it was missed.
pub fn measure(what: &str, goal: Duration, times: usize, ask: impl FnMut() -> usize) -> bool {
    measure_but(what, goal, times, || 0, ask)
}

/// The same, with something before each that is not measured.
pub fn measure_but(
    what: &str,
    goal: Duration,
    times: usize,
    mut between: impl FnMut() -> usize,
    mut ask: impl FnMut() -> usize,
) -> bool {
    let mut took = Vec::new();
    for _ in 0..times {
        black_box(between());
        took.push(timed(&mut ask).0);
    }
    report(what, goal, &mut took)
}

/// Prints the figures beside their goal; whether it was missed.
pub fn report(what: &str, goal: Duration, times: &mut [Duration]) -> bool {
    let [p50, p99, worst] = [50, 99, 100].map(|percent| percentile(times, percent));
    let failed = p99 > goal;
    let mark = if failed { "MISSED" } else { "ok" };
    println!("{mark:>6}  {what}: p50 {p50:.2?}, p99 {p99:.2?}, worst {worst:.2?} (goal {goal:?})");
    failed
}

/// How long this thread has waited for a core so far; zero where the system does not tell.
pub fn waited() -> Duration {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = told.split_whitespace().nth(1).and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or(0))
}

/// The time that so many in a hundred do not exceed.
pub fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() * percent / 100).min(times.len() - 1)]
}
