//! `ARCHITECTURE.md` and `README.md` against the project: every path named exists, every layer is described, the tables agree.
//! Depends on std only.

use crate::Fault;
use crate::layers::LAYERS;
use crate::source::Tree;

const PAPER: &str = "ARCHITECTURE.md";
const PAPERS: &[&str] = &[PAPER, "README.md"];
/// What a word in backticks begins with when it is a path.
const ROOTS: &[&str] = &["src/", "tests/", "assets/", "examples/", "benches/", ".ci/"];

/// All rules of this file.
pub fn check(tree: &Tree) -> Vec<Fault> {
    let mut faults: Vec<Fault> =
        PAPERS.iter().flat_map(|paper| paths(paper, tree.text(paper), tree)).collect();
    faults.extend(layer_table(tree.text(PAPER)));
    faults.extend(modules(tree.text(PAPER), tree));
    faults
}

fn fault(path: &str, line: usize, advice: String) -> Fault {
    Fault { path: path.to_owned(), line, rule: "paper", advice }
}

/// Paths in backticks that do not exist.
pub fn paths(paper: &str, text: &str, tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (i, line) in text.lines().enumerate() {
        for word in line.split('`').skip(1).step_by(2) {
            let is_path = ROOTS.iter().any(|root| word.starts_with(root));
            let plain = !word.contains(['*', ' ', '<', '{', '…']);
            if is_path && plain && !tree.root.join(word).exists() {
                faults.push(fault(paper, i + 1, format!("`{word}` does not exist")));
            }
        }
    }
    faults
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
