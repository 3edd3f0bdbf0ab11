//! `sox` as a judge of recordings: frequency of the tone in it, how long it sounds, and whether it has holes.

use std::path::Path;
use std::process::Command;

/// What is in a recording.
#[derive(Debug)]
pub struct Measured {
    /// Frequency of the strongest line, interpolated between two of the transform.
    pub hz: f64,
    /// Seconds with sound in them.
    pub sounding: f64,
    /// Silences within the sound, in threes of milliseconds.
    pub holes: f64,
}

/// Whether the program is installed; says so when it is not.
pub fn is_there() -> bool {
    let there = Command::new("sox").arg("--version").output().is_ok();
    if !there {
        println!("SKIPPED: the program sox cannot be run");
    }
    there
}

fn sox(arguments: &[&std::ffi::OsStr]) -> String {
    let output = Command::new("sox").args(arguments).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "sox: {told}");
    told
}

/// The length that `sox` counts, in seconds.
fn length(path: &Path) -> f64 {
    let told = sox(&[path.as_os_str(), "-n".as_ref(), "stat".as_ref()]);
    let line = told.lines().find(|line| line.starts_with("Length (seconds)")).unwrap();
    line.split_whitespace().last().unwrap().parse().unwrap()
}

impl Measured {
    pub fn of(path: &Path) -> Self {
        let trimmed = path.with_extension("trimmed.wav");
        let dense = path.with_extension("dense.wav");
        // Quiet edges off; then everything quiet for 3 ms out.
        let effects = |text: &'static str| text.split(' ').map(AsRef::as_ref).collect::<Vec<_>>();
        let files = |to: &Path| vec![path.as_os_str().to_owned(), to.as_os_str().to_owned()];
        let run = |to: &Path, text: &'static str| {
            let files = files(to);
            let all: Vec<&std::ffi::OsStr> =
                files.iter().map(AsRef::as_ref).chain(effects(text)).collect();
            sox(&all);
            length(to)
        };
        let edges = "silence 1 0.02 4% reverse silence 1 0.02 4% reverse";
        let trimmed_length = run(&trimmed, edges);
        let sounding = run(&dense, "silence 1 0.02 4% -1 0.003 4%");
        let lost = ((trimmed_length - sounding) / 0.003).round().max(0.0);
        Self { hz: strongest(&trimmed), sounding, holes: lost }
    }
}

/// The strongest line of the spectrum that `sox` computes in the middle of the file.
fn strongest(path: &Path) -> f64 {
    let middle = format!("{}", (length(path) / 2.0 - 0.3).max(0.0));
    let arguments: Vec<&std::ffi::OsStr> = vec![
        path.as_os_str(),
        "-n".as_ref(),
        "trim".as_ref(),
        middle.as_ref(),
        "4096s".as_ref(),
        "stat".as_ref(),
        "-freq".as_ref(),
    ];
    let told = sox(&arguments);
    let rows: Vec<(f64, f64)> = told
        .lines()
        .filter_map(|line| {
            let (hz, power) = line.split_once("  ")?;
            Some((hz.trim().parse().ok()?, power.trim().parse().ok()?))
        })
        .collect();
    let peak = (1..rows.len().saturating_sub(1)).max_by(|&a, &b| rows[a].1.total_cmp(&rows[b].1));
    let peak = peak.expect("sox printed a spectrum");
    let [left, mid, right] = [-1, 0, 1]
        .map(|by: isize| rows[peak.checked_add_signed(by).unwrap()].1.max(f64::MIN_POSITIVE).ln());
    let step = rows[peak].0 - rows[peak - 1].0;
    rows[peak].0 + step * 0.5 * (left - right) / (left - 2.0 * mid + right)
}
