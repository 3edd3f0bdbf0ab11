//! The simulated exchange as a user meets it: what the box says and when, what scenario files may contain, that the
//! line audio keeps time, and that our own detectors hear in it exactly what the scenario says. No test sleeps.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::items_after_statements,
    clippy::cast_possible_truncation,
    clippy::unchecked_time_subtraction,
    clippy::unnecessary_debug_formatting,
    reason = "a test that cannot go on ends"
)]

#[path = "exchange/audio.rs"]
mod audio;
#[path = "exchange/heard.rs"]
mod heard;
#[path = "exchange/script.rs"]
mod script;
#[path = "exchange/timeline.rs"]
mod timeline;
#[path = "exchange/verb.rs"]
mod verb;

use ringdesk::base::signal::{Edge, Hook, LineSignal};
use ringdesk::device::sim::script::Scenario;
use ringdesk::device::sim::stage::{Said, Stage};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Nothing here takes longer.
const LIMIT: Duration = Duration::from_secs(200);

fn stage(script: &str) -> Stage {
    Stage::scenario(Scenario::parse("test.txt", script).unwrap()).unwrap()
}

/// Everything the box says and everything that is heard (8 kHz).
fn perform(stage: &mut Stage) -> (Vec<Said>, Vec<i16>) {
    let (mut said, mut samples) = (Vec::new(), Vec::new());
    stage.perform(LIMIT, &mut |block| {
        samples.extend_from_slice(block);
        true
    });
    said.extend(std::iter::from_fn(|| stage.next_said()));
    (said, samples)
}

/// What the box says, one line per fact: seconds and words.
fn box_says(script: &str) -> Vec<String> {
    perform(&mut stage(script)).0.iter().map(line).collect()
}

fn line(said: &Said) -> String {
    let what = match &said.signal {
        LineSignal::Ring(Edge::Begin) => "ring".to_owned(),
        LineSignal::Ring(Edge::End) => "ring ends".to_owned(),
        LineSignal::Hook(Hook::Off) => "off-hook".to_owned(),
        LineSignal::Hook(Hook::On) => "on-hook".to_owned(),
        LineSignal::BoxLost(Edge::Begin) => "box lost".to_owned(),
        LineSignal::BoxLost(Edge::End) => "box back".to_owned(),
        LineSignal::CallerId(id) => format!("caller {}", id.number.as_deref().unwrap_or("-")),
        LineSignal::OrderRefused(_, why) => format!("refused {why:?} ({})", said.evidence.note),
        other => format!("{other:?}"),
    };
    format!("{:.2} {what}", said.at.as_secs_f64())
}

fn shipped() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/scenarios");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn load(name: &str) -> Stage {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/scenarios").join(name);
    Stage::scenario(Scenario::load(&path).unwrap()).unwrap()
}
