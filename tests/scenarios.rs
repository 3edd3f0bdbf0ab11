//! What the real world plays on a telephone line, as text: reports in, golden timeline out. A manual clock, no sleeping.
//! `UPDATE_GOLDEN=1 cargo test --test scenarios` rewrites the part after `---`; read it before believing it.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

#[path = "scenarios/chaos.rs"]
mod chaos;
#[path = "scenarios/rig.rs"]
mod rig;
#[path = "scenarios/script.rs"]
mod script;
#[path = "scenarios/words/mod.rs"]
mod words;

use words::{dialling, firewall, worklist};

use ringdesk::line::state::{LineState, MOVES};
use std::path::PathBuf;

const RULE: &str = "\n---\n";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}

fn scenarios() -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "txt"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_timeline_is_as_written() {
    let files = scenarios();
    assert!(files.len() >= 25, "only {} scenarios", files.len());
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut wrong = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let (head, golden) = text.split_once(RULE).unwrap_or((text.trim_end(), ""));
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let played = rig::play(&script::parse(&name, head));
        if update {
            std::fs::write(&path, format!("{head}{RULE}{played}")).unwrap();
        } else if played != golden {
            wrong.push(format!("{name}\n{}", difference(golden, &played)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The states a golden timeline passes through, in order.
fn states(golden: &str) -> Vec<LineState> {
    let state = |line: &str| {
        let word = line.trim().split_once(" line ")?.1;
        serde_json::from_value(serde_json::Value::from(word)).ok()
    };
    golden.lines().filter_map(state).collect()
}

#[test]
fn every_legal_move_of_a_line_is_played_and_no_other() {
    let mut played = Vec::new();
    for path in scenarios() {
        let text = std::fs::read_to_string(path).unwrap();
        let golden = text.split_once(RULE).map_or("", |(_, golden)| golden);
        played.extend(states(golden).windows(2).map(|pair| (pair[0], pair[1])));
    }
    for (from, to) in &played {
        assert!(from.may_become(*to), "{from:?} → {to:?} is not in the table");
    }
    for row in MOVES {
        let found = played.contains(&(row.from, row.to));
        assert!(found, "no scenario plays {:?} → {:?}: {}", row.from, row.to, row.why);
    }
}

/// The first lines that differ.
fn difference(golden: &str, played: &str) -> String {
    let (mut a, mut b) = (golden.lines(), played.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (a.next(), b.next()) {
            (None, None) => return "only the line ends differ".to_owned(),
            (left, right) if left == right => {}
            (left, right) => {
                let left = left.unwrap_or("(nothing)");
                let right = right.unwrap_or("(nothing)");
                return format!("  golden line {number}: {left}\n  played line {number}: {right}");
            }
        }
    }
}
