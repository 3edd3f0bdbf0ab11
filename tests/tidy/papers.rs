//! `ARCHITECTURE.md` and `README.md` against the project: every path named exists, every layer is described, the tables agree.
//! Depends on std only.

use crate::Fault;
use crate::layers::LAYERS;
use crate::source::Tree;

const PAPER: &str = "ARCHITECTURE.md";
const RULES: &str = "udev/70-ringdesk.rules";
const PAPERS: &[&str] = &[PAPER, "README.md"];
/// What a word in backticks begins with when it is a path.
const ROOTS: &[&str] = &["src/", "tests/", "assets/", "examples/", "udev/", "docs/", ".ci/"];

/// How `README.md` writes a variant.
type Told = fn(&str) -> String;
/// Closed sets that `README.md` lists: file, enum, how a variant is written there.
const LISTS: &[(&str, &str, Told)] = &[
    ("src/engine/effect.rs", "Announcement", |event| format!("| `{event}` |")),
    ("src/cli/program.rs", "Verb", |verb| format!("ringdesk {}", verb.replace('_', "-"))),
];

/// All rules of this file.
pub fn check(tree: &Tree) -> Vec<Fault> {
    let mut faults: Vec<Fault> =
        PAPERS.iter().flat_map(|paper| paths(paper, tree.text(paper), tree)).collect();
    faults.extend(layer_table(tree.text(PAPER)));
    faults.extend(modules(tree.text(PAPER), tree));
    for (path, name, told) in LISTS {
        let source = tree.sources.iter().find(|source| source.path == *path);
        let code = source.map_or("", |source| &source.code);
        faults.extend(listed(code, name, *told, tree.text("README.md")));
    }
    let of = |path: &str| {
        tree.sources.iter().find(|source| source.path == path).map_or("", |source| &source.text)
    };
    let (known, registry) = (of("src/device/known.rs"), of("src/device/registry.rs"));
    let table = known_boxes(known, registry, of("src/device/families.rs"));
    faults.extend(boxes(&table, tree.text(RULES), tree.text("README.md")));
    faults
}

/// A box of the driver table: `vendor:product` and the name of its driver.
pub type KnownBox = (String, String);

/// The rows of the driver table, with the driver that `registry.rs` gives to their family, named as in `families.rs`.
pub fn known_boxes(known: &str, registry: &str, families: &str) -> Vec<KnownBox> {
    let name_of = |family: &str| {
        let (_, row) = families.split_once(&format!("const {family}: Opener = (\""))?;
        row.split('"').next()
    };
    let drivers: Vec<(&str, &str)> = registry
        .split("known(families::")
        .skip(1)
        .filter_map(|rest| rest.split_once(", Family::"))
        .filter_map(|(family, rest)| Some((word(rest), name_of(family)?)))
        .collect();
    let driver_of = |family: &str| drivers.iter().find(|(of, _)| *of == family);
    let row = |rest: &str| {
        let (vendor, rest) = rest.split_once(", 0x")?;
        let (_, family) = rest.split_once("Family::")?;
        let driver = driver_of(word(family)).map_or("none", |(_, name)| name);
        Some((format!("{vendor}:{}", word(rest)), driver.to_owned()))
    };
    let starts = known.split("row(").skip(1);
    starts.filter_map(|rest| rest.trim_start().strip_prefix("0x")).filter_map(row).collect()
}

/// What a text begins with, up to the first sign that is no letter or digit.
fn word(text: &str) -> &str {
    text.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("")
}

/// Every box of the driver table has its line in the udev rules and its row in `README.md`, and the other way round.
pub fn boxes(table: &[KnownBox], udev: &str, readme: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    if table.is_empty() {
        faults.push(fault("src/device/known.rs", 1, "no row of a box could be read".to_owned()));
    }
    let rules: Vec<KnownBox> = udev
        .lines()
        .filter_map(|line| {
            let value = |key| Some(word(line.split_once(key)?.1));
            let id = format!("{}:{}", value("idVendor}==\"")?, value("idProduct}==\"")?);
            let driver = table.iter().find(|(known, _)| *known == id).map_or("none", |(_, d)| d);
            Some((id, driver.to_owned()))
        })
        .collect();
    let is_id = |text: &str| text.len() == 9 && text.as_bytes().get(4) == Some(&b':');
    let rows: Vec<KnownBox> = readme
        .lines()
        .filter_map(|line| {
            let mut cells =
                line.strip_prefix('|')?.split('|').map(|cell| cell.trim().trim_matches('`'));
            let (id, driver) = (cells.nth(1)?, cells.next()?);
            is_id(id).then(|| (id.to_owned(), driver.to_owned()))
        })
        .collect();
    for (paper, told) in [(RULES, rules), ("README.md", rows)] {
        for (id, driver) in table {
            let count = told.iter().filter(|of| *of == &(id.clone(), driver.clone())).count();
            if count != 1 {
                faults.push(fault(
                    paper,
                    1,
                    format!("{count} rows for {id} driven by `{driver}`, not one"),
                ));
            }
        }
        for (id, driver) in told.iter().filter(|row| !table.contains(row)) {
            faults.push(fault(
                paper,
                1,
                format!("{id} driven by `{driver}` is not in the driver table"),
            ));
        }
    }
    faults
}

fn fault(path: &str, line: usize, advice: String) -> Fault {
    Fault { path: path.to_owned(), line, rule: "paper", advice }
}

/// Paths in backticks that do not exist.
pub fn paths(paper: &str, text: &str, tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let links = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for word in line.split('`').skip(1).step_by(2).chain(links) {
            let is_path = ROOTS.iter().any(|root| word.starts_with(root));
            let plain = !word.contains(['*', ' ', '<', '{', '…']);
            if is_path && plain && !tree.root.join(word).exists() {
                faults.push(fault(paper, i + 1, format!("`{word}` does not exist")));
            }
        }
    }
    faults
}

/// Variants of an enum that `README.md` does not name.
pub fn listed(code: &str, name: &str, told: impl Fn(&str) -> String, readme: &str) -> Vec<Fault> {
    let head = format!("enum {name} {{");
    let Some(at) = code.find(&head) else {
        return vec![fault(
            "README.md",
            1,
            format!("there is no `enum {name}` any more to compare with"),
        )];
    };
    let mut depth = 0usize;
    let mut names = Vec::new();
    for line in code[at..].lines() {
        let word = line.trim().split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        if depth == 1 && word.starts_with(char::is_uppercase) {
            names.push(snake_case(word));
        }
        depth += line.matches(['{', '(']).count();
        depth = depth.saturating_sub(line.matches(['}', ')']).count());
        if depth == 0 {
            break;
        }
    }
    names.retain(|variant| !readme.contains(&told(variant)));
    names
        .iter()
        .map(|v| fault("README.md", 1, format!("does not tell of `{}` ({name})", told(v))))
        .collect()
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

/// The layer table of the paper must be the one the rules use: `| L1 | `dsp` | … | base |`.
pub fn layer_table(text: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    for row in LAYERS {
        let name = format!("`{}`", row.module.join("::"));
        let line = text.lines().position(|line| {
            let mut cells = line.split('|').map(str::trim);
            cells.next() == Some("") && cells.nth(1) == Some(&name)
        });
        let Some(at) = line else {
            faults.push(fault(PAPER, 1, format!("the layer table has no row for {name}")));
            continue;
        };
        let told =
            text.lines().nth(at).unwrap_or("").trim().trim_end_matches('|').rsplit('|').next();
        let told = told.unwrap_or("").trim();
        let want = if row.may.is_empty() { "–".to_owned() } else { row.may.join(", ") };
        if told != want {
            faults.push(fault(
                PAPER,
                at + 1,
                format!(
                    "{name} may import `{want}` says tests/tidy/layers.rs, the paper says `{told}`"
                ),
            ));
        }
    }
    faults
}

/// Every folder of `src` is named in the paper as `name`.
pub fn modules(text: &str, tree: &Tree) -> Vec<Fault> {
    let mut names: Vec<&str> = tree
        .sources
        .iter()
        .filter(|s| s.in_src())
        .filter_map(|s| s.module().first().copied())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .filter(|name| !matches!(*name, "lib" | "main") && !text.contains(&format!("`{name}`")))
        .map(|name| fault(PAPER, 1, format!("does not mention `{name}`")))
        .collect()
}
