//! `ARCHITECTURE.md` and `README.md` against the project: every path named exists, every layer is described, the tables agree.
//! Depends on std only.

use crate::Fault;
use crate::layers::LAYERS;
use crate::source::Tree;

const PAPER: &str = "ARCHITECTURE.md";
const PAPERS: &[&str] = &[PAPER, "README.md"];
/// What a word in backticks begins with when it is a path.
const ROOTS: &[&str] = &["src/", "tests/", "assets/", "examples/", "udev/", "docs/", ".ci/"];

/// How `README.md` writes a variant.
type Told = fn(&str) -> String;
/// Closed sets that `README.md` lists: file, enum, how a variant is written there.
const LISTS: &[(&str, &str, Told)] = &[
    ("src/engine/effect.rs", "Announcement", |event| format!("| `{event}` |")),
    ("src/main.rs", "Verb", |verb| format!("ringdesk {}", verb.replace('_', "-"))),
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
