//! Words that may stand only in their home, names nobody may use, sizes and headers.
//! Depends on std only.

use crate::Fault;
use crate::source::{Source, finds, line_of};

/// A ban on product code: rule, words, the files that are the door, what to do instead.
struct Ban {
    rule: &'static str,
    words: &'static [&'static str],
    doors: &'static [&'static str],
    instead: &'static str,
}

const BANS: &[Ban] = &[
    Ban {
        rule: "thread",
        words: &["thread::spawn", "thread::Builder", "thread::scope"],
        doors: &["src/base/thread.rs"],
        instead: "use base::thread::spawn: named, owned, joined (I7)",
    },
    Ban {
        rule: "time",
        words: &["Instant::now", "SystemTime::now", "Zoned::now", "Timestamp::now"],
        doors: &["src/base/clock.rs"],
        instead: "take a `Stamp` or a `&dyn Clock` as an argument (base::clock)",
    },
    Ban {
        rule: "sleep",
        words: &["thread::sleep"],
        doors: SLEEPERS,
        instead: "wait on a channel with a timeout, or add the file to SLEEPERS in tests/tidy/bans.rs with its reason",
    },
    Ban {
        rule: "queue",
        words: &["unbounded(", "unbounded::", "mpsc::channel("],
        doors: &[],
        instead: "every queue is bounded and says what happens when it is full (I7)",
    },
    Ban {
        rule: "colour",
        words: &["Color32::", "hex_color!", "Rgba::from_"],
        doors: &["src/ui/tokens.rs", "src/ui/tokens/"],
        instead: "name the colour in ui/tokens.rs and use it from there",
    },
    Ban {
        rule: "greyed",
        words: &["add_enabled", "set_enabled", ".disable()", "on_disabled_hover"],
        doors: &["src/ui/controls.rs"],
        instead: "ui::controls greys, and says why: `offer` with a reason, `greyed`",
    },
    Ban {
        rule: "unfinished",
        words: &[concat!("to", "do!"), concat!("unimpl", "emented!")],
        doors: &[],
        instead: "finish it or leave it out",
    },
];

/// Files that may sleep, each with its reason.
const SLEEPERS: &[&str] = &[
    // A box with no wire behind it: its `poll` waits as the read of a real box would, never past its time-out.
    "src/device/sim/mod.rs",
    // The same: a tap says nothing by itself.
    "src/device/soundcard/mod.rs",
    // A reading thread of its own, which waits for a hub to notice that a plug is out.
    "src/device/usb.rs",
    // Where the bus cannot be watched, whoever waits for a hint waits as long as it said.
    "src/device/usb/watch.rs",
    // A sound card comes up after its box, and no system tells when.
    "src/device/usb_sound.rs",
];

/// Names that say nothing.
const EMPTY_NAMES: &[&str] =
    &["util", "utils", "common", "helper", "helpers", "types", "manager", "misc"];

const WARN_LINES: usize = 600;
const MOST_LINES: usize = 1000;
/// Written in a file that is one long table: its size is not counted.
const TABLE_MARK: &str = "// tidy: table";

/// All rules of this file.
pub fn check(source: &Source) -> Vec<Fault> {
    let mut faults = named(source);
    faults.extend(opened(source));
    faults.extend(sized(source));
    if source.in_src() {
        faults.extend(banned(source));
        faults.extend(floating(source));
    }
    faults.extend(ignored(source));
    faults.extend(check_text(&(source.path.clone(), source.text.clone())));
    faults
}

fn banned(source: &Source) -> Vec<Fault> {
    let mut faults = Vec::new();
    for ban in BANS {
        if ban.doors.iter().any(|door| source.path.starts_with(door)) {
            continue;
        }
        for word in ban.words {
            for at in finds(&source.product, word) {
                if !is_ours(&source.product, at) {
                    faults.push(fault(source, at, ban.rule, format!("`{word}`: {}", ban.instead)));
                }
            }
        }
    }
    faults
}

/// Where money, quantities and balances are counted: no number there has a floating point.
const EXACT: &[&str] = &["src/base/money.rs", "src/crm/", "src/store/office/"];

fn floating(source: &Source) -> Vec<Fault> {
    if !EXACT.iter().any(|room| source.path.starts_with(room)) {
        return Vec::new();
    }
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut faults = Vec::new();
    for word in ["f32", "f64"] {
        for at in finds(&source.product, word) {
            let (before, after) = (&source.product[..at], &source.product[at + word.len()..]);
            if !before.ends_with(is_part) && !after.starts_with(is_part) {
                let advice = format!("`{word}`: whole fen, thousandths or hundredths are exact");
                faults.push(fault(source, at, "floating", advice));
            }
        }
    }
    faults
}

/// What reads like a banned word and is none: our own door to threads, and the colour that is no choice.
fn is_ours(code: &str, at: usize) -> bool {
    let (before, here) = code.split_at(at);
    let door =
        before.ends_with("base::") || (code.contains("base::thread") && !before.ends_with("std::"));
    let no_choice = ["Color32::TRANSPARENT", "Color32::PLACEHOLDER"];
    no_choice.iter().any(|colour| here.starts_with(colour))
        || (here.starts_with("thread::spawn") && door)
}

fn ignored(source: &Source) -> Vec<Fault> {
    let mark = concat!("#[ign", "ore");
    let bare = |at: &usize| !source.text[*at..].starts_with(concat!("#[ign", "ore = \""));
    finds(&source.code, mark)
        .into_iter()
        .filter(bare)
        .map(|at| fault(source, at, "ignored", "say why, or better: make it run".into()))
        .collect()
}

fn fault(source: &Source, at: usize, rule: &'static str, advice: String) -> Fault {
    Fault { path: source.path.clone(), line: line_of(&source.code, at), rule, advice }
}

fn whole(source: &Source, rule: &'static str, advice: String) -> Vec<Fault> {
    vec![Fault { path: source.path.clone(), line: 1, rule, advice }]
}

fn named(source: &Source) -> Vec<Fault> {
    let parts = source.path.split('/').map(|part| part.strip_suffix(".rs").unwrap_or(part));
    match parts.into_iter().find(|part| EMPTY_NAMES.contains(part)) {
        Some(part) => {
            whole(source, "name", format!("`{part}` says nothing: name what lives there"))
        }
        None => Vec::new(),
    }
}

fn opened(source: &Source) -> Vec<Fault> {
    if source.text.starts_with("//! ") {
        return Vec::new();
    }
    whole(
        source,
        "header",
        "open with `//!`: what it is, what it follows, what it may depend on".into(),
    )
}

fn sized(source: &Source) -> Vec<Fault> {
    let lines = source.text.lines().count();
    if lines <= MOST_LINES || source.text.contains(TABLE_MARK) {
        return Vec::new();
    }
    whole(source, "size", format!("{lines} lines, at most {MOST_LINES}: split it by meaning"))
}

/// A remark on a file that grows too long.
pub fn long_file(source: &Source) -> Option<String> {
    let lines = source.text.lines().count();
    (lines > WARN_LINES && !source.text.contains(TABLE_MARK)).then(|| {
        format!("{}: {lines} lines, aim at {WARN_LINES}: split it by meaning", source.path)
    })
}

/// Rules for any text: nothing unfinished, no path of somebody's own machine.
pub fn check_text((path, text): &(String, String)) -> Vec<Fault> {
    const MARKS: &[(&str, &str, &str)] = &[
        ("unfinished", concat!("TO", "DO"), "finish it, or open an issue and leave the mark out"),
        ("unfinished", concat!("FIX", "ME"), "fix it, or open an issue and leave the mark out"),
        (
            "workplace",
            concat!("/wo", "rk/"),
            "a path of one machine: make it relative or an argument",
        ),
        (
            "workplace",
            concat!("/tmp/", "wt"),
            "a path of one machine: make it relative or an argument",
        ),
        ("workplace", concat!("/ro", "ot/"), "a path of one machine: make it an argument"),
    ];
    let mut faults = Vec::new();
    for (rule, mark, advice) in MARKS {
        for at in finds(text, mark) {
            let line = line_of(text, at);
            faults.push(Fault {
                path: path.clone(),
                line,
                rule,
                advice: format!("`{mark}`: {advice}"),
            });
        }
    }
    faults
}
