//! Source files as the rules see them: the text, and the same text with comments and literals blanked out.
//! Depends on std only.

use std::fs;
use std::path::{Path, PathBuf};

/// A Rust file.
pub struct Source {
    /// Path from the project's root, with `/`.
    pub path: String,
    /// As written.
    pub text: String,
    /// Comments, strings and characters blanked; every line where it was.
    pub code: String,
    /// Like `code`, with the `#[cfg(test)]` items blanked too.
    pub product: String,
}

impl Source {
    /// Prepares a text.
    pub fn new(path: &str, text: &str) -> Self {
        let code = blank_literals(text);
        let product = blank_tests(&code);
        Self { path: path.to_owned(), text: text.to_owned(), code, product }
    }

    /// Whether it is part of the product (not a test, bench or example).
    pub fn in_src(&self) -> bool {
        self.path.starts_with("src/")
    }

    /// The parts of its path below `src/`, without `.rs` and `mod`.
    pub fn module(&self) -> Vec<&str> {
        let inner = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let inner = inner.strip_suffix(".rs").unwrap_or(inner);
        inner.split('/').filter(|part| *part != "mod").collect()
    }
}

/// Everything the rules look at.
pub struct Tree {
    /// The project's root.
    pub root: PathBuf,
    /// Rust files of `src`, `tests`, `examples`, `benches`.
    pub sources: Vec<Source>,
    /// Other text files: path and contents.
    pub texts: Vec<(String, String)>,
}

impl Tree {
    /// Reads the project.
    pub fn read() -> Self {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let mut tree = Self { root: root.clone(), sources: Vec::new(), texts: Vec::new() };
        for folder in ["src", "tests", "examples", "benches", "assets", "udev", "docs", ".ci"] {
            tree.walk(&root.join(folder));
        }
        let mut here: Vec<PathBuf> = files_of(&root).into_iter().filter(|p| p.is_file()).collect();
        here.retain(|path| has_extension(path, &["md", "toml"]) || path.ends_with("Makefile"));
        for path in &here {
            tree.add(path);
        }
        tree
    }

    fn walk(&mut self, folder: &Path) {
        for path in files_of(folder) {
            if path.is_dir() { self.walk(&path) } else { self.add(&path) }
        }
    }

    fn add(&mut self, path: &Path) {
        let Ok(text) = fs::read_to_string(path) else { return };
        let name =
            path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        if has_extension(path, &["rs"]) {
            self.sources.push(Source::new(&name, &text));
        } else {
            self.texts.push((name, text));
        }
    }

    /// A text file by name, empty when there is none.
    pub fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(path, _)| path == name).map_or("", |(_, text)| text)
    }
}

fn has_extension(path: &Path, known: &[&str]) -> bool {
    path.extension().is_some_and(|ext| known.iter().any(|one| ext == *one))
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// The line (from 1) on which byte `at` stands.
pub fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

/// Whether a byte may be part of a name.
pub fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Where `word` stands in `text` with no name directly before it. A `word` that ends in a name ends there too.
pub fn finds(text: &str, word: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends_in_name = word.bytes().last().is_some_and(is_name);
    let starts_in_name = word.bytes().next().is_some_and(is_name);
    text.match_indices(word)
        .map(|(at, _)| at)
        .filter(|at| !starts_in_name || *at == 0 || !is_name(bytes[at - 1]))
        .filter(|at| !ends_in_name || bytes.get(at + word.len()).is_none_or(|b| !is_name(*b)))
        .collect()
}

/// Blanks comments, strings and characters, keeping line ends.
fn blank_literals(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = literal_end(bytes, at);
        for slot in &mut out[at..end] {
            if *slot != b'\n' {
                *slot = b' ';
            }
        }
        at = end.max(at + 1);
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The end of the comment, string or character that begins at `at`; `at` when none does.
fn literal_end(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let named = at > 0 && is_name(bytes[at - 1]);
    if rest.starts_with(b"//") {
        return at + rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
    }
    if rest.starts_with(b"/*") {
        return at + block_comment(rest);
    }
    if !named && (rest.starts_with(b"r\"") || rest.starts_with(b"r#") || rest.starts_with(b"br")) {
        return at + raw_string(rest);
    }
    if rest.first() == Some(&b'"') {
        return at + quoted(rest, b'"');
    }
    if rest.first() == Some(&b'\'') {
        let escaped = rest.get(1) == Some(&b'\\');
        let width = std::str::from_utf8(&rest[1..rest.len().min(5)])
            .or_else(|e| std::str::from_utf8(&rest[1..=e.valid_up_to()]))
            .ok()
            .and_then(|s| s.chars().next())
            .map_or(1, char::len_utf8);
        if escaped || rest.get(1 + width) == Some(&b'\'') {
            return at + quoted(rest, b'\'');
        }
    }
    at
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut i) = (0usize, 0usize);
    while i < rest.len() {
        if rest[i..].starts_with(b"/*") {
            depth += 1;
            i += 2;
        } else if rest[i..].starts_with(b"*/") {
            depth -= 1;
            i += 2;
            if depth == 0 {
                return i;
            }
        } else {
            i += 1;
        }
    }
    rest.len()
}

fn raw_string(rest: &[u8]) -> usize {
    let open = rest.iter().position(|b| *b == b'"').unwrap_or(usize::MAX);
    let head = usize::from(rest.starts_with(b"b")) + 1;
    if open == usize::MAX || rest[head..open].iter().any(|b| *b != b'#') {
        return 0;
    }
    let mut close = vec![b'"'];
    close.resize(1 + open - head, b'#');
    let body = &rest[open + 1..];
    body.windows(close.len())
        .position(|window| window == close.as_slice())
        .map_or(rest.len(), |i| open + 1 + i + close.len())
}

fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut i = 1;
    while i < rest.len() && rest[i] != quote {
        i += if rest[i] == b'\\' { 2 } else { 1 };
    }
    rest.len().min(i + 1)
}

/// Blanks each item that follows `#[cfg(test)]`, to its closing brace or semicolon.
fn blank_tests(code: &str) -> String {
    let mut out = code.as_bytes().to_vec();
    for (at, _) in code.match_indices("#[cfg(test)]") {
        let (mut depth, mut end) = (0usize, out.len());
        for (i, byte) in code.bytes().enumerate().skip(at) {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && (byte == b'}' || byte == b';') {
                end = i + 1;
                break;
            }
        }
        for slot in &mut out[at..end] {
            if *slot != b'\n' {
                *slot = b' ';
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
