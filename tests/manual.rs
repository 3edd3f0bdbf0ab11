//! The manual in both languages says what the program says: its bold words stand in the window, its pictures are made by the
//! tests, its commands exist, and neither language has a chapter the other lacks.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test crate")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn manual(language: &str) -> String {
    fs::read_to_string(root().join(format!("docs/manual/{language}.md"))).unwrap()
}

/// What stands between two marks, each time.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> Vec<&'a str> {
    let parts = text.split(begin).skip(1);
    parts.filter_map(|part| part.split_once(end).map(|(inside, _)| inside)).collect()
}

#[test]
fn bold_words_stand_in_the_window() {
    for language in LANGUAGES {
        let mut words = BTreeSet::new();
        for file in fs::read_dir(root().join("assets/text").join(language)).unwrap() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let texts: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(&text).unwrap();
            words.extend(texts.values().filter_map(|word| word.as_str().map(str::to_owned)));
        }
        let manual = manual(language);
        let bold: Vec<&str> = manual.split("**").skip(1).step_by(2).collect();
        assert!(bold.len() > 40, "{language}: {}", bold.len());
        let strange: Vec<_> = bold.iter().filter(|word| !words.contains(**word)).collect();
        assert!(strange.is_empty(), "{language}: not in the window: {strange:?}");
    }
}

#[test]
fn pictures_are_there_and_both_languages_have_the_same_chapters() {
    let [chinese, english] = LANGUAGES.map(manual);
    for text in [&chinese, &english] {
        let pictures = between(text, "](", ")");
        assert!(pictures.len() > 8);
        for picture in pictures {
            assert!(root().join("docs/manual").join(picture).exists(), "{picture} is missing");
        }
    }
    let chapters = |text: &str| text.lines().filter(|line| line.starts_with("## ")).count();
    assert_eq!(chapters(&chinese), chapters(&english));
    let commands = |text: &str| -> BTreeSet<String> {
        let said = between(text, "`ringdesk ", "`").into_iter();
        said.filter_map(|rest| rest.split(' ').next().map(str::to_owned)).collect()
    };
    assert_eq!(commands(&chinese), commands(&english));
    for verb in commands(&english) {
        let told =
            Command::new(env!("CARGO_BIN_EXE_ringdesk")).args([&verb, "--help"]).output().unwrap();
        assert!(told.status.success(), "`ringdesk {verb}` is no command");
    }
}
