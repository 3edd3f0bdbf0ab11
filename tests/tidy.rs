//! The rules of the house, checked on every test run: layers, homes of foreign libraries, bans, sizes, headers, papers.
//! Follows `ARCHITECTURE.md`. Reads the source as text; depends on std only. Each rule has a sample here that must trip it.

#[path = "tidy/bans.rs"]
mod bans;
#[path = "tidy/layers.rs"]
mod layers;
#[path = "tidy/papers.rs"]
mod papers;
#[path = "tidy/source.rs"]
mod source;

use source::{Source, Tree};

/// One broken rule at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Path from the project's root.
    pub path: String,
    /// Line, counted from 1.
    pub line: usize,
    /// The rule's short name.
    pub rule: &'static str,
    /// What to do about it.
    pub advice: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: [{}] {}", self.path, self.line, self.rule, self.advice)
    }
}

fn faults_of(source: &Source) -> Vec<Fault> {
    let mut faults = layers::check(source);
    faults.extend(bans::check(source));
    faults
}

#[test]
fn the_house_is_tidy() {
    let tree = Tree::read();
    let mut faults: Vec<Fault> = tree.sources.iter().flat_map(faults_of).collect();
    faults.extend(tree.texts.iter().flat_map(bans::check_text));
    faults.extend(papers::check(&tree));
    for warning in tree.sources.iter().filter_map(bans::long_file) {
        println!("warning: {warning}");
    }
    let list: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "{} broken rules:\n{}\n", list.len(), list.join("\n"));
    assert!(tree.sources.len() > 20, "the rules looked at too few files: wrong folder?");
}

/// A file that breaks exactly `rule` when it stands at `path`.
fn trips(rule: &str, path: &str, text: &str) {
    let text = format!("//! A sample.\n\n{text}");
    let found: Vec<Fault> = faults_of(&Source::new(path, &text));
    let rules: Vec<&str> = found.iter().map(|f| f.rule).collect();
    assert_eq!(rules, [rule], "{path}\n{text}\n{found:#?}");
    assert_eq!(found[0].line, 3, "{found:#?}");
}

/// A file in which nothing is wrong.
fn passes(path: &str, text: &str) {
    let text = format!("//! A sample.\n\n{text}");
    let found = faults_of(&Source::new(path, &text));
    assert!(found.is_empty(), "{path}\n{text}\n{found:#?}");
}

#[test]
fn layers_import_only_what_the_table_allows() {
    trips("layer", "src/dsp/fsk.rs", "use crate::line::state::Line;");
    trips("layer", "src/base/ids.rs", "fn f() { crate::dsp::g() }");
    trips(
        "layer",
        "src/call/record.rs",
        "use crate::{base::ids::CallId, crm::customer::Customer};",
    );
    trips("layer", "src/engine/core/step.rs", "use crate::store::Store;");
    trips("layer", "src/device/registry.rs", "use crate::dsp::fsk;");
    trips("layer", "src/ui/app.rs", "use crate::engine::runtime::Engine;");
    trips(
        "layer",
        "src/engine/core/step.rs",
        "use crate::engine::{event::Event, runtime::Engine};",
    );
    trips("layer", "src/store/calls.rs", "use super::super::engine::effect::StoreOp;");
    trips("layer", "src/attendant/menu.rs", "use crate::base::ids::CallId;");
    passes("src/device/sim/far_end.rs", "use crate::dsp::fsk;\nuse crate::audio::source::S;");
    passes("src/engine/runtime/mod.rs", "use crate::store::Store;\nuse crate::engine::core::Core;");
    passes(
        "src/dsp/fsk.rs",
        "// use crate::line is forbidden\nconst A: &str = \"crate::line::x\";",
    );
    passes("src/main.rs", "use crate::store::Store;");
    passes("tests/scenario.rs", "use ringdesk::line::state::Line;");
}

#[test]
fn each_foreign_library_has_one_home() {
    trips("home", "src/device/usb_watch.rs", "use rusb::UsbContext;");
    trips("home", "src/audio/pump.rs", "use cpal::traits::HostTrait;");
    trips("home", "src/store/files.rs", "fn f() { hound::WavReader::open(p); }");
    trips("home", "src/cli/customers.rs", "use rusqlite::Connection;");
    trips("home", "src/engine/snapshot.rs", "use egui::Color32;");
    passes("src/device/usb.rs", "use rusb::UsbContext;");
    passes("src/audio/capture.rs", "use cpal::traits::HostTrait;");
    passes("src/ui/app.rs", "fn f(ui: &mut egui::Ui) {}");
    passes("src/store/mod.rs", "use rusqlite::Connection;");
    passes("tests/store.rs", "use rusqlite::Connection;");
}

#[test]
fn pure_layers_touch_nothing_outside() {
    trips("pure", "src/crm/import.rs", "use std::fs::File;");
    trips("pure", "src/dsp/bank.rs", "use crossbeam_channel::Sender;");
    trips("pure", "src/line/state.rs", "use crate::base::thread::spawn;");
    trips("pure", "src/engine/core/mod.rs", "use crate::base::clock::SystemClock;");
    passes("src/store/files.rs", "use std::fs::File;");
    passes("src/engine/core/mod.rs", "use crate::base::clock::Stamp;");
    passes("src/crm/import.rs", "#[cfg(test)]\nmod tests {\n    use std::fs::File;\n}");
}

#[test]
fn threads_time_and_queues_have_one_door() {
    trips("floating", "src/crm/orders/line.rs", "fn f(price: f64) {}");
    trips("thread", "src/audio/pump.rs", "fn f() { std::thread::spawn(|| ()); }");
    trips("thread", "src/audio/pump.rs", "fn f() { let b = thread::Builder::new(); }");
    trips("time", "src/store/calls.rs", "fn f() { let t = Instant::now(); }");
    trips("time", "src/store/calls.rs", "fn f() { let t = jiff::Timestamp::now(); }");
    trips("sleep", "src/store/calls.rs", "fn f() { std::thread::sleep(d); }");
    trips("queue", "src/store/calls.rs", "fn f() { let (tx, rx) = unbounded(); }");
    passes("src/audio/pump.rs", "use crate::base::thread;\nfn f() { thread::spawn(n, g); }");
    passes("src/base/thread.rs", "fn f() { Builder::new(); thread::spawn(g); }");
    passes("src/base/clock.rs", "fn f() { Instant::now(); }");
    passes("src/store/calls.rs", "#[cfg(test)]\nmod tests { fn f() { Instant::now(); } }");
}

#[test]
fn what_is_not_finished_or_not_ours_does_not_land() {
    trips("unfinished", "src/dsp/fsk.rs", concat!("fn f() { to", "do!() }"));
    trips("unfinished", "tests/store.rs", concat!("// TO", "DO: later"));
    trips("ignored", "tests/store.rs", concat!("#[ign", "ore]\nfn f() {}"));
    trips("workplace", "src/main.rs", concat!("const A: &str = \"/wo", "rk/main\";"));
    trips("colour", "src/ui/calls.rs", "fn f() { let c = egui::Color32::from_rgb(1, 2, 3); }");
    trips("colour", "src/ui/calls.rs", "fn f() { let c = Color32::RED; }");
    passes("src/ui/tokens.rs", "const C: Color32 = Color32::from_rgb(1, 2, 3);");
    passes("src/ui/calls.rs", "fn f(c: Color32) -> Color32 { Color32::TRANSPARENT }");
}

#[test]
fn files_are_named_opened_and_sized_as_agreed() {
    let rule_of = |path: &str, text: &str| {
        faults_of(&Source::new(path, text)).first().map(|fault| fault.rule)
    };
    assert_eq!(rule_of("src/base/util.rs", "//! A.\n"), Some("name"));
    assert_eq!(rule_of("tests/common/mod.rs", "//! A.\n"), Some("name"));
    assert_eq!(rule_of("src/base/ids.rs", "use std::fmt;\n"), Some("header"));
    let long = format!("//! A.\n{}", "const A: u8 = 1;\n".repeat(1000));
    assert_eq!(rule_of("src/base/ids.rs", &long), Some("size"));
    let table = format!("//! A.\n// tidy: table\n{}", "const A: u8 = 1;\n".repeat(1000));
    assert_eq!(rule_of("src/base/ids.rs", &table), None);
    let longish = format!("//! A.\n{}", "const A: u8 = 1;\n".repeat(700));
    assert!(bans::long_file(&Source::new("src/base/ids.rs", &longish)).is_some());
}

#[test]
fn papers_name_only_what_exists() {
    let tree = Tree::read();
    let faults =
        papers::paths("ARCHITECTURE.md", "a\n`src/base/nothing_here.rs` and `src/base`", &tree);
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert_eq!((faults[0].line, faults[0].rule), (2, "paper"));
    assert!(
        papers::layer_table("| L1 | `dsp` | signals | base, store |")
            .iter()
            .any(|f| f.rule == "paper")
    );
    assert_eq!(papers::paths("README.md", "![a picture](assets/none.png)", &tree).len(), 1);
    let code = "pub enum Verb {\n    RunNow(A),\n    Stop {\n        Hard: bool,\n    },\n}";
    let told = |verb: &str| format!("`{verb}`");
    assert_eq!(papers::listed(code, "Verb", told, "`run_now`, `stop`"), []);
    assert_eq!(papers::listed(code, "Verb", told, "`stop`").len(), 1);
    assert_eq!(papers::listed("", "Verb", told, "`stop`").len(), 1);
    assert!(papers::modules("nothing", &tree).iter().any(|f| f.advice.contains("`base`")));
}

#[test]
fn every_box_has_its_rule_and_its_row_and_nothing_else_has() {
    let table = papers::known_boxes(
        "row(0x0572, 0x1321, \"A\", Family::Modem),\nrow(\n0x6993, 0xb001, \"B\", Family::Telbox)",
        "known(families::MODEM, Family::Modem, x); known(families::BOX, Family::Telbox, y)",
        "const MODEM: Opener = (\"modem\", a); const BOX: Opener = (\"telbox\", b);",
    );
    let named = |id: &str, driver: &str| (id.to_owned(), driver.to_owned());
    assert_eq!(table, [named("0572:1321", "modem"), named("6993:b001", "telbox")]);
    let rule = |vendor: &str, product: &str| {
        format!(
            "SUBSYSTEM, ATTR{{idVendor}}==\"{vendor}\", ATTR{{idProduct}}==\"{product}\", MODE\n"
        )
    };
    let row = |id: &str, driver: &str| format!("| a box | `{id}` | `{driver}` | rings |\n");
    let (rules, rows) = (
        rule("0572", "1321") + &rule("6993", "b001"),
        row("0572:1321", "modem") + &row("6993:b001", "telbox"),
    );
    assert_eq!(papers::boxes(&table, &rules, &rows), []);
    let trips = |rules: &str, rows: &str| papers::boxes(&table, rules, rows).len();
    assert_eq!(trips(&rule("0572", "1321"), &rows), 1, "no rule");
    assert_eq!(trips(&(rules.clone() + &rule("1234", "5678")), &rows), 1, "a rule without a box");
    assert_eq!(trips(&rules, &row("0572:1321", "modem")), 1, "no row");
    assert_eq!(
        trips(&rules, &(rows.clone() + &row("1234:5678", "modem"))),
        1,
        "a row without a box"
    );
    assert_eq!(trips(&rules, &(rows.clone() + &row("6993:b001", "telbox"))), 1, "two rows");
    assert_eq!(trips(&rules, &rows.replace("`telbox`", "`hid`")), 2, "another driver's");
    assert!(!papers::boxes(&[], &rules, &rows).is_empty());
}
