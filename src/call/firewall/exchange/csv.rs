//! Cells of one line, and a line of cells: RFC 4180, a line at a time (no cell of ours holds a line break).
//! May not depend on other layers.

/// The cells of a line. An unclosed quote ends with the line.
pub(super) fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut chars = line.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        let Some(cell) = cells.last_mut() else { break };
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                cell.push('"');
                chars.next();
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            ',' if !quoted => cells.push(String::new()),
            c => cell.push(c),
        }
    }
    cells.iter().map(|cell| without_guard(cell.trim()).to_owned()).collect()
}

/// A line of cells, guarded against being taken for formulas.
pub(super) fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(&guarded(cell))).collect();
    format!("{}\r\n", cells.join(","))
}

/// A spreadsheet computes what begins so.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn guarded(text: &str) -> String {
    let text = text.replace(['\r', '\n'], " ");
    if is_formula(&text) { format!("'{text}") } else { text }
}

/// The guard that [`guarded`] put there.
fn without_guard(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(text)
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\'']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
