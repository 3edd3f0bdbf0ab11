//! The project's own recordings (`tests/data`, golden JSON lines beside them), and, where it is there, the
//! larger corpus at `../shared/vectors` or `RINGDESK_VECTORS`: every burst at 20 dB SNR and better must be
//! right, and no wrong number may be told anywhere.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test says why it has nothing to do"
)]
#![allow(clippy::case_sensitive_file_extension_comparisons, reason = "names in a manifest")]

use ringdesk::base::signal::LineSignal;
use ringdesk::cli::decode::{decode, json_line};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Command;

fn lines(file: &Path) -> Vec<serde_json::Value> {
    let (events, _) = decode(file, None).unwrap();
    events.iter().filter_map(json_line).collect()
}

#[test]
fn own_recordings_read_as_their_golden_lines_say() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let mut count = 0;
    for entry in std::fs::read_dir(&data).unwrap() {
        let wav = entry.unwrap().path();
        if wav.extension().is_none_or(|kind| kind != "wav") {
            continue;
        }
        let mut got = String::new();
        for line in lines(&wav) {
            got += &line.to_string();
            got.push('\n');
        }
        let golden = wav.with_extension("jsonl");
        if std::env::var_os("RINGDESK_BLESS").is_some() {
            std::fs::write(&golden, &got).unwrap();
        }
        assert_eq!(got, std::fs::read_to_string(&golden).unwrap_or_default(), "{}", wav.display());
        count += 1;
    }
    assert!(count >= 4, "{count} recordings");
}

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors");
    let root = std::env::var_os("RINGDESK_VECTORS").map_or(beside, PathBuf::from);
    let there = root.join("manifest.csv").exists();
    let flac = Command::new("flac").arg("--version").output().is_ok();
    if !there || !flac {
        println!("corpus not scored: {} or the flac program is missing", root.display());
    }
    (there && flac).then_some(root)
}

/// The recording as a WAV file: itself, or unpacked into `folder`.
fn unpacked(root: &Path, name: &str, folder: &Path) -> PathBuf {
    if !name.ends_with(".flac") {
        return root.join(name);
    }
    let out = folder.join("recording.wav");
    let status =
        Command::new("flac").args(["-d", "-s", "-f", "-o"]).arg(&out).arg(root.join(name)).status();
    assert!(status.unwrap().success(), "{name}");
    out
}

#[test]
fn the_corpus_has_no_wrong_number_and_all_clear_bursts() {
    let Some(root) = corpus() else { return };
    let folder = tempfile::tempdir().unwrap();
    let manifest = std::fs::read_to_string(root.join("manifest.csv")).unwrap();
    let mut wanted: HashMap<&str, Vec<&str>> = HashMap::new();
    for row in manifest.lines().skip(1) {
        let fields: Vec<&str> = row.split(',').collect();
        if fields[2] == "caller_id" {
            wanted.entry(fields[0]).or_default().push(fields[7]);
        }
    }
    let files = std::fs::read_to_string(root.join("files.csv")).unwrap();
    let mut missed = Vec::new();
    let all = std::env::var_os("RINGDESK_VECTORS").is_some();
    for row in files.lines().skip(1) {
        let fields: Vec<&str> = row.split(',').collect();
        let (name, group, condition) = (fields[0], fields[1], fields[2]);
        let series = group.starts_with("cid_") && group.ends_with("_snr");
        // A tenth of everything, and what must be right; all of it where the corpus is named.
        let clear = series && condition.parse::<i32>().is_ok_and(|snr| snr >= 20);
        let picked = name.bytes().map(u32::from).sum::<u32>() % 10 == 0;
        if !(clear || picked || all || group == "cid_negative") {
            continue;
        }
        let (events, _) = decode(&unpacked(&root, name, folder.path()), None).unwrap();
        let numbers: Vec<String> = events
            .into_iter()
            .filter_map(|event| match event.signal {
                LineSignal::CallerId(id) => Some(id.number.unwrap_or_default()),
                _ => None,
            })
            .collect();
        let true_ones: HashSet<&str> = wanted.get(name).into_iter().flatten().copied().collect();
        for number in &numbers {
            assert!(true_ones.contains(number.as_str()), "{name}: wrong number {number}");
        }
        if clear {
            let all_there = true_ones.iter().all(|number| numbers.iter().any(|n| n == number));
            if !all_there {
                missed.push(name);
            }
        }
    }
    assert_eq!(missed, Vec::<&str>::new());
}
