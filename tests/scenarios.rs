//! What the real world plays on a telephone line, as text: reports in, golden timeline out. A manual clock, no sleeping.
//! `UPDATE_GOLDEN=1 cargo test --test scenarios` rewrites the part after `---`; read it before believing it.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

#[path = "scenarios/chaos.rs"]
mod chaos;
#[path = "scenarios/rig.rs"]
mod rig;
#[path = "scenarios/script.rs"]
mod script;

use std::path::PathBuf;

const RULE: &str = "\n---\n";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}

#[test]
fn every_timeline_is_as_written() {
    let mut files: Vec<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "txt"))
        .collect();
    files.sort();
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
