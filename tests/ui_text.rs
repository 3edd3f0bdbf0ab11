//! The texts and the tidiness of the window's source: every key in use exists and the other way round, no sentence and
//! no colour stands in a view.
#![cfg(feature = "gui")]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, reason = "a test crate")]

use ringdesk::engine::settings::Language;
use ringdesk::ui::texts::Texts;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push((path.clone(), program_text(&std::fs::read_to_string(&path).unwrap())));
        }
    }
    found
}

/// The source without its tests and comments.
fn program_text(source: &str) -> String {
    let program = source.split("#[cfg(test)]").next().unwrap_or_default();
    let code = program.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.collect::<Vec<_>>().join("\n")
}

/// The string literals of a source.
fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut chars = source.chars().peekable();
    let mut previous = ' ';
    while let Some(c) = chars.next() {
        if c == '"' && previous != '\'' {
            let mut text = String::new();
            while let Some(c) = chars.next() {
                match c {
                    '\\' => text.extend(chars.next()),
                    '"' => break,
                    c => text.push(c),
                }
            }
            found.push(text);
        }
        previous = c;
    }
    found
}

fn ui() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = sources(&root.join("src/ui"));
    assert!(found.len() > 20, "the sources were not found");
    found
}

/// `group.word`, as keys are written.
fn is_key(text: &str) -> bool {
    let part = |p: &str| {
        !p.is_empty() && p.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    text.split('.').count() == 2 && text.split('.').all(part)
}

/// The literals of the whole program: keys are also written where facts get their names.
fn everywhere() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    sources(&root.join("src")).iter().flat_map(|(_, text)| literals(text)).collect()
}

/// The beginning of keys that are put together: `places.kind.` of `places.kind.{}`.
fn family(text: &str) -> Option<&str> {
    let (beginning, _) = text.split_once('{')?;
    let is_group = |c: char| c.is_ascii_lowercase() || c == '_' || c == '.';
    let whole = beginning.contains('.') && beginning.chars().all(is_group);
    (whole && !beginning.starts_with('.')).then_some(beginning)
}

#[test]
fn every_key_in_use_has_a_sentence_and_every_sentence_is_in_use() {
    let used: BTreeSet<String> =
        ui().iter().flat_map(|(_, text)| literals(text)).filter(|text| is_key(text)).collect();
    let texts = Texts::new(Language::English);
    let known: BTreeSet<String> = texts.keys().into_iter().map(str::to_owned).collect();
    let missing: Vec<_> = used.difference(&known).collect();
    assert!(missing.is_empty(), "no sentence for {missing:?}");
    let said = everywhere();
    let families: Vec<&str> = said.iter().filter_map(|text| family(text)).collect();
    let is_said = |key: &&String| {
        said.contains(*key) || families.iter().any(|family| key.starts_with(family))
    };
    let idle: Vec<_> = known.iter().filter(|key| !is_said(key)).collect();
    assert!(idle.is_empty(), "nobody says {idle:?}");
}

/// The source without what goes to the log and without the reasons of lint attributes.
fn without_logs(source: &str) -> String {
    let mut kept = String::new();
    let mut in_log = false;
    for line in source.lines() {
        in_log |= line.trim_start().starts_with("tracing::");
        if !in_log && !line.trim_start().starts_with("#[allow(") {
            kept.push_str(line);
            kept.push('\n');
        }
        in_log &= !line.trim_end().ends_with(';');
    }
    kept
}

#[test]
fn no_sentence_stands_in_the_source() {
    // The text of an error that goes to the log and to standard error, not into the window.
    let allowed = ["the window could not be opened: {0}"];
    for (path, text) in ui() {
        let text = without_logs(&text);
        for literal in literals(&text) {
            let chinese = literal.chars().any(|c| c >= '\u{2e80}');
            let words = literal
                .split_whitespace()
                .filter(|w| w.chars().filter(char::is_ascii_alphabetic).count() > 1);
            let sentence = words.filter(|w| !w.contains('{')).count() > 1;
            let fine = allowed.contains(&literal.as_str());
            assert!(fine || !(chinese || sentence), "{}: {literal:?}", path.display());
        }
    }
}

#[test]
fn colours_are_made_in_the_tokens_alone() {
    for (path, text) in ui() {
        if path.ends_with("tokens.rs") {
            continue;
        }
        let raw = [
            "from_rgb(",
            "from_rgb_",
            "from_rgba_", // pictures come from bytes: `Icon::from_rgba`
            "from_gray",
            "from_black",
            "from_white",
            "Color32::RED",
            "Color32::WHITE",
            "Color32::BLACK",
            "Color32::GRAY",
            "Rgba::",
            "Hsva::",
            "hex_color",
        ];
        for word in raw {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}
