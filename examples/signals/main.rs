//! `make signals`: measures what the detectors can stand and draws it beside other decoders and theory.
//! Each transmitter of `dsp` against the bank as `ringdesk decode` uses it; nothing is told to the bank. Writes a chart
//! (SVG) and its figures (CSV) for each sweep, and one table of all of them. `--quick`: few trials; `--bursts N` per point of the series; `--out FOLDER`.
//!
//! SNR: mean power of the signal inside 300–3400 Hz over the burst or the tones, against white Gaussian noise in the same
//! 300–3400 Hz. All noise is seeded: the same program gives the same figures.
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sample arithmetic"
)]

mod calls;
mod chart;
mod digits;
mod noise;
mod others;
mod progress;
mod work;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Bursts for each point of the SNR series.
    pub bursts: u32,
    /// Bursts for each point of the other sweeps of caller ID.
    pub few_bursts: u32,
    /// Strings of 16 digits for each point.
    pub strings: u32,
    /// Recordings of each row of the tone plans for each SNR.
    pub tones: u32,
}

impl Effort {
    /// What the committed figures were made with.
    pub const FULL: Self = Self { bursts: 100, few_bursts: 20, strings: 10, tones: 3 };
    /// Enough to see that it works.
    pub const QUICK: Self = Self { bursts: 1, few_bursts: 1, strings: 1, tones: 0 };
}

/// One sweep: a chart, and lines for the table of figures.
pub struct Sweep {
    /// The name of its files.
    pub name: &'static str,
    /// What was measured.
    pub chart: chart::Chart,
    /// `what | ours | beside it`.
    pub figures: Vec<[String; 3]>,
}

/// Measures everything into `folder`.
///
/// # Errors
/// When a file cannot be written.
pub fn measure(effort: Effort, folder: &Path, tell: &mut dyn FnMut(&str)) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let sweeps: [fn(Effort) -> Vec<Sweep>; 3] = [calls::sweeps, digits::sweeps, progress::sweeps];
    let mut table = String::from("| measured | Ringdesk | beside it |\n|---|--:|---|\n");
    for sweep in sweeps.into_iter().flat_map(|sweeps| sweeps(effort)) {
        std::fs::write(folder.join(sweep.name).with_extension("svg"), sweep.chart.svg())?;
        std::fs::write(folder.join(sweep.name).with_extension("csv"), sweep.chart.csv())?;
        for [what, ours, beside] in &sweep.figures {
            table
                .extend(["| ", what, " | ", ours, " | ", beside, " |\n"].map(AsRef::<str>::as_ref));
            tell(&format!("{what}: {ours}  ({beside})"));
        }
    }
    std::fs::write(
        folder.join("figures.md"),
        format!(
            "# Figures\n\nWritten by `make signals` ({} bursts per point of an SNR series, {} elsewhere, {} digits per point).\n\n{table}",
            effort.bursts,
            effort.few_bursts,
            effort.strings * 16
        ),
    )
}

/// Reads the arguments and measures.
#[must_use]
pub fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_quick = arguments.iter().any(|argument| argument == "--quick");
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).map(String::as_str)
    };
    let out = value("--out").unwrap_or("docs/signals");
    let mut effort = if is_quick { Effort::QUICK } else { Effort::FULL };
    if let Some(bursts) = value("--bursts").and_then(|text| text.parse().ok()) {
        effort.bursts = bursts;
    }
    let mut told = Ok(());
    let measured = measure(effort, &PathBuf::from(out), &mut |line| {
        told = writeln!(io::stdout().lock(), "{line}");
    });
    match measured.and(told) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let said = writeln!(io::stderr().lock(), "{out}: {error}");
            ExitCode::from(if said.is_ok() { 2 } else { 1 })
        }
    }
}
