//! `make signals` works: a quick run of the measuring program measures every sweep and writes what `docs/signals.md` shows.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

#[path = "../examples/signals/main.rs"]
#[allow(dead_code, reason = "the program itself is not called here")]
mod signals;

use std::collections::HashSet;

#[test]
fn every_sweep_is_measured_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    let mut told = 0;
    signals::measure(signals::Effort::QUICK, folder.path(), &mut |_line| told += 1).unwrap();
    assert!(told >= 20, "{told} figures");
    let mut names = HashSet::new();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("NaN") && !text.contains("inf,"), "{}", path.display());
        if path.extension().is_some_and(|kind| kind == "svg") {
            assert!(text.starts_with("<svg") && text.ends_with("</svg>\n"), "{}", path.display());
            names.insert(path.file_name().unwrap().to_str().unwrap().to_owned());
        }
    }
    assert!(names.len() >= 14, "{names:?}");
    let paper = include_str!("../docs/signals.md");
    for name in &names {
        assert!(paper.contains(&format!("signals/{name}")), "docs/signals.md does not show {name}");
        let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/signals").join(name);
        assert!(kept.exists(), "`make signals` was not run since {name} came in");
    }
}
