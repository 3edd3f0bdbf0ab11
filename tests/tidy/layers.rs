//! Who may import whom, where each foreign library lives, and what the pure layers may not touch.
//! The table is the one of `ARCHITECTURE.md`; `papers` compares the two. Depends on std only.

use crate::Fault;
use crate::source::{Source, finds, is_name, line_of};

/// A module and the modules it may import besides itself.
pub struct Row {
    /// First, and where needed second, part of the module path.
    pub module: &'static [&'static str],
    /// May import.
    pub may: &'static [&'static str],
}

const fn row(module: &'static [&'static str], may: &'static [&'static str]) -> Row {
    Row { module, may }
}

/// The longest matching row counts.
pub const LAYERS: &[Row] = &[
    row(&["base"], &[]),
    row(&["dsp"], &["base"]),
    row(&["line"], &["base"]),
    row(&["crm"], &["base"]),
    row(&["call"], &["base", "line"]),
    row(&["audio"], &["base", "dsp"]),
    row(&["device"], &["base", "audio"]),
    row(&["device", "sim"], &["base", "audio", "dsp"]),
    row(&["store"], &["base", "crm", "call"]),
    row(&["export"], &["base", "call", "crm"]),
    row(&["engine"], &["base", "line", "call", "crm"]),
    row(
        &["engine", "runtime"],
        &["base", "dsp", "line", "call", "crm", "audio", "device", "store", "export"],
    ),
    row(&["ui"], &["base", "line", "call", "crm", "engine"]),
    row(
        &["cli"],
        &["base", "dsp", "line", "call", "crm", "audio", "device", "store", "export", "engine"],
    ),
    row(&["cli", "run"], &["base", "device", "engine", "ui"]),
];

/// Below the door: only the composition roots and the folder itself may name it.
const INNER: &[(&str, &str, &[&str])] = &[("engine", "runtime", &["cli"]), ("engine", "core", &[])];

/// A library and the files or folders that may name it.
const HOMES: &[(&str, &[&str])] = &[
    ("rusb", &["src/device/usb.rs", "src/device/usb/"]),
    ("serialport", &["src/device/tty.rs"]),
    ("cpal", &["src/audio/capture.rs"]),
    ("rtrb", &["src/audio/"]),
    ("hound", &["src/audio/"]),
    ("oxideav_gsm", &["src/audio/codec/gsm.rs"]),
    ("opus_pure", &["src/audio/codec/opus.rs"]),
    ("sha2", &["src/audio/archive/", "src/store/topics/", "src/engine/runtime/office/"]),
    ("rusqlite", &["src/store/"]),
    ("argon2", &["src/engine/runtime/office/"]),
    ("csv", &["src/export/", "src/call/firewall/exchange/", "src/engine/runtime/office/"]),
    ("rust_xlsxwriter", &["src/export/xlsx.rs"]),
    ("egui", &["src/ui/"]),
    ("eframe", &["src/ui/", "src/main.rs"]),
    ("egui_extras", &["src/ui/"]),
    ("ksni", &["src/ui/tray/"]),
    ("notify_rust", &["src/ui/outside/"]),
    ("calamine", &["src/engine/runtime/office/"]),
    ("chardetng", &["src/engine/runtime/office/"]),
    ("krilla", &["src/export/"]),
    ("pinyin", &["src/crm/"]),
    ("tyme4rs", &["src/crm/"]),
    ("rfd", &["src/ui/outside/dialogs.rs"]),
    ("clap", &["src/cli/", "src/main.rs"]),
    ("clap_complete", &["src/cli/papers/"]),
    ("interprocess", &["src/cli/instance/"]),
    ("sys_locale", &["src/cli/tongue.rs"]),
    ("ctrlc", &["src/cli/", "src/main.rs"]),
    ("tiny_skia", &["src/cli/decode/plot/canvas.rs"]),
    ("ab_glyph", &["src/cli/decode/plot/canvas.rs", "src/export/"]),
    ("anyhow", &["src/main.rs"]),
    ("encoding_rs", &["src/base/caller_id.rs", "src/engine/runtime/office/", "src/export/paper/"]),
    ("tracing_subscriber", &["src/main.rs", "src/cli/"]),
];

/// Modules that do no I/O, spawn nothing, read no clock, roll no dice (I1).
const PURE: &[&str] = &["base", "dsp", "line", "crm", "call", "engine"];
/// Their exceptions: the two doors, the settable clients' handle, and the part of the engine at the rim.
const RIM: &[&str] = &["src/base/clock.rs", "src/base/thread.rs", "src/engine/runtime"];
/// What purity excludes.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::io",
    "std::net",
    "std::process",
    "std::env",
    "std::thread",
    "std::sync::mpsc",
    "crossbeam_channel",
    "base::thread",
    "SystemClock",
    "rand::",
];

/// All rules of this file.
pub fn check(source: &Source) -> Vec<Fault> {
    if !source.in_src() {
        return Vec::new();
    }
    let mut faults = imports(source);
    faults.extend(homes(source));
    faults.extend(purity(source));
    faults
}

fn fault(source: &Source, at: usize, rule: &'static str, advice: String) -> Fault {
    Fault { path: source.path.clone(), line: line_of(&source.code, at), rule, advice }
}

fn imports(source: &Source) -> Vec<Fault> {
    let module = source.module();
    let Some(top) = module.first().filter(|_| module.len() > 1 || is_folder(source)) else {
        return Vec::new(); // main.rs and lib.rs compose everything
    };
    let Some(row) = row_of(&module) else {
        let advice = format!(
            "`{top}` is not in the layer table: add it to tests/tidy/layers.rs and ARCHITECTURE.md"
        );
        return vec![Fault { path: source.path.clone(), line: 3, rule: "layer", advice }];
    };
    let mut faults: Vec<Fault> = finds(&source.product, "super::super::")
        .into_iter()
        .map(|at| {
            fault(
                source,
                at,
                "layer",
                "write `crate::layer::…`: the path must name its layer".into(),
            )
        })
        .collect();
    for at in finds(&source.code, "crate::") {
        for path in use_paths(&source.code[at + "crate::".len()..]) {
            if let Some(advice) = forbidden(&module, row, &path) {
                faults.push(fault(source, at, "layer", advice));
            }
        }
    }
    faults
}

fn is_folder(source: &Source) -> bool {
    source.path.ends_with("/mod.rs")
}

fn row_of(module: &[&str]) -> Option<&'static Row> {
    LAYERS.iter().filter(|row| module.starts_with(row.module)).max_by_key(|row| row.module.len())
}

fn forbidden(module: &[&str], row: &Row, path: &[String]) -> Option<String> {
    let (own, target) = (module.first()?, path.first()?.as_str());
    let inner = INNER.iter().find(|(layer, part, _)| {
        target == *layer && path.get(1).is_some_and(|second| second == part)
    });
    if let Some((layer, part, also)) = inner {
        let inside = own == layer && module.get(1).is_some_and(|m| m == part || *m == "runtime");
        if !inside && !also.contains(own) {
            return Some(format!(
                "`{own}` may not reach into `{layer}::{part}`: use the engine's types and its handle"
            ));
        }
    }
    let known = LAYERS.iter().any(|row| row.module == [target]);
    if !known || target == *own || row.may.contains(&target) {
        return None;
    }
    let may = if row.may.is_empty() { "nothing".to_owned() } else { row.may.join(", ") };
    Some(format!(
        "`{}` may import {may}, not `{target}`: move the code or pass a value",
        row.module.join("::")
    ))
}

/// The paths of a use tree (`a::{b, c::d}` gives `a::b` and `a::c::d`); a plain path gives itself.
fn use_paths(text: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    tree(text.as_bytes(), 0, &mut Vec::new(), &mut paths);
    paths
}

fn tree(
    bytes: &[u8],
    mut at: usize,
    prefix: &mut Vec<String>,
    paths: &mut Vec<Vec<String>>,
) -> usize {
    let depth = prefix.len();
    loop {
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        if bytes.get(at) == Some(&b'{') {
            at += 1;
            while bytes.get(at).is_some_and(|b| *b != b'}') {
                at = tree(bytes, at, prefix, paths);
                while bytes.get(at).is_some_and(|b| *b != b'}' && *b != b',') {
                    at += 1; // `as name`, blanks
                }
                at += usize::from(bytes.get(at) == Some(&b','));
                while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                    at += 1;
                }
            }
            at += 1;
            break;
        }
        let end = at + bytes[at..].iter().take_while(|b| is_name(**b)).count();
        if end > at {
            prefix.push(String::from_utf8_lossy(&bytes[at..end]).into_owned());
        }
        at = end;
        if !bytes[at..].starts_with(b"::") {
            paths.push(prefix.clone());
            break;
        }
        at += 2;
    }
    prefix.truncate(depth);
    at
}

fn homes(source: &Source) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (library, homes) in HOMES {
        if homes.iter().any(|home| source.path.starts_with(home)) {
            continue;
        }
        let path = format!("{library}::");
        let mut places = finds(&source.code, &path);
        places.retain(|at| !source.code[..*at].ends_with("::"));
        places.extend(finds(&source.code, &format!("use {library};")));
        for at in places {
            let advice = format!(
                "`{library}` lives in {} alone: go through what stands there",
                homes.join(" and ")
            );
            faults.push(fault(source, at, "home", advice));
        }
    }
    faults
}

fn purity(source: &Source) -> Vec<Fault> {
    let pure = source.module().first().is_some_and(|top| PURE.contains(top));
    if !pure || RIM.iter().any(|rim| source.path.starts_with(rim)) {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for word in IMPURE {
        for at in finds(&source.product, word) {
            let advice = format!(
                "`{word}`: this layer does no I/O, owns no thread or channel, reads no clock (I1); take it as an argument"
            );
            faults.push(fault(source, at, "pure", advice));
        }
    }
    faults
}
