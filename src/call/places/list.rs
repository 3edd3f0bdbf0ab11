//! Lists of corrections in files: read as this program writes them, or as people type them (digits and words side by side,
//! with or without a heading), and said what they would change before anything is. Pure. May depend on `base`.

use super::correction::{Correction, sorted};
use crate::base::caller_id::NameCoding;
use crate::call::firewall::exchange::cells_of;

/// Lines read of one file at most; what follows is said to be too much.
pub const MOST_LINES: usize = 20_000;
/// Bad lines that are named one by one.
pub const NAMED_BAD: usize = 100;
/// The columns, in the order in which they are written.
pub const COLUMNS: [&str; 5] = ["digits", "province", "city", "operator", "note"];

/// Why a line cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UselessLine {
    /// Too few digits, or none.
    Digits,
    /// Neither a place nor an operator.
    Words,
    /// More lines than a file may have.
    TooMany,
}

/// A line that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Counted from 1.
    pub line: usize,
    /// Its beginning.
    pub text: String,
    /// What is wrong.
    pub why: UselessLine,
}

/// What a list would change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListPreview {
    /// Corrections that are new, or say something else than the kept ones.
    pub changes: Vec<Correction>,
    /// How many of them take the place of a kept one.
    pub replaced: usize,
    /// How many are kept already, word for word.
    pub same: usize,
    /// Lines that cannot be used; the first [`NAMED_BAD`].
    pub bad: Vec<BadLine>,
    /// How many there are.
    pub bad_lines: usize,
}

impl ListPreview {
    /// How many are new.
    #[must_use]
    pub fn fresh(&self) -> usize {
        self.changes.len().saturating_sub(self.replaced)
    }

    fn blame(&mut self, line: usize, text: &str, why: UselessLine) {
        self.bad_lines += 1;
        if self.bad.len() < NAMED_BAD {
            let text = text.trim().chars().take(40).collect();
            self.bad.push(BadLine { line, text, why });
        }
    }
}

/// Reads a list and compares it with what is kept. UTF-8 and GB 18030 are understood; of two lines about the same digits
/// the later one counts.
#[must_use]
pub fn read(bytes: &[u8], kept: &[Correction]) -> ListPreview {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => NameCoding::Gbk.decode(bytes),
    };
    let mut preview = ListPreview::default();
    let mut found = Vec::new();
    let mut order: Option<[Option<usize>; 5]> = None;
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    for (at, line) in lines.filter(|(_, line)| !is_comment(line)) {
        if at >= MOST_LINES {
            preview.blame(at + 1, line, UselessLine::TooMany);
            break;
        }
        let cells = cells(line);
        let first = order.is_none();
        let places = *order.get_or_insert_with(|| columns(&cells));
        if first && is_heading(&cells) {
            continue;
        }
        let cell = |column: usize| {
            let place = places.get(column).copied().flatten();
            place.and_then(|place| cells.get(place)).cloned().unwrap_or_default()
        };
        match correction(&cell) {
            Ok(correction) => found.push(correction),
            Err(why) => preview.blame(at + 1, line, why),
        }
    }
    compare(&mut preview, sorted(found), kept);
    preview
}

fn compare(preview: &mut ListPreview, found: Vec<Correction>, kept: &[Correction]) {
    for correction in found {
        match kept.iter().find(|old| old.digits == correction.digits) {
            Some(old) if *old == correction => preview.same += 1,
            Some(_) => {
                preview.replaced += 1;
                preview.changes.push(correction);
            }
            None => preview.changes.push(correction),
        }
    }
}

fn correction(cell: &impl Fn(usize) -> String) -> Result<Correction, UselessLine> {
    let typed = Correction {
        digits: cell(0),
        province: cell(1),
        city: cell(2),
        operator: cell(3),
        note: cell(4),
    };
    let silent =
        [&typed.province, &typed.city, &typed.operator].iter().all(|t| t.trim().is_empty());
    typed.tidied().ok_or(if silent { UselessLine::Words } else { UselessLine::Digits })
}

fn is_comment(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// Tabs and semicolons part cells as well, where there is no comma.
fn cells(line: &str) -> Vec<String> {
    if line.contains(',') {
        return cells_of(line);
    }
    cells_of(&line.replace(['\t', ';', '，', '；'], ","))
}

/// No digit stands in the first line: it names the columns.
fn is_heading(cells: &[String]) -> bool {
    let known = |cell: &String| COLUMNS.contains(&cell.trim().to_ascii_lowercase().as_str());
    cells.iter().any(known)
        || !cells.first().is_some_and(|cell| cell.chars().any(|c| c.is_ascii_digit()))
}

/// Where each column stands: as the heading says, else in our order.
fn columns(cells: &[String]) -> [Option<usize>; 5] {
    let named =
        COLUMNS.map(|name| cells.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name)));
    if named.iter().any(Option::is_some) { named } else { std::array::from_fn(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(digits: &str, city: &str) -> Correction {
        Correction { digits: digits.into(), city: city.into(), ..Correction::default() }
    }

    #[test]
    fn a_list_says_what_it_would_change_and_which_lines_are_of_no_use() {
        let file = "\u{feff}digits,province,city,operator,note\r\n\
            1991234,河南,南阳,,\r\n\
            \"'+4420\",\"\",\"伦敦\",\"\",\"he said \"\"so\"\"\"\r\n\
            0377,,南阳,,\r\n\
            x,河南,,,\r\n\
            138,,,,only a note\r\n";
        let before = [kept("377", "南阳"), kept("1991234", "洛阳")];
        let preview = read(file.as_bytes(), &before);
        let digits: Vec<&str> = preview.changes.iter().map(|c| c.digits.as_str()).collect();
        assert_eq!(digits, ["+4420", "1991234"]);
        assert_eq!(preview.changes[0].note, "he said \"so\"");
        assert_eq!((preview.fresh(), preview.replaced, preview.same), (1, 1, 1));
        let bad: Vec<_> = preview.bad.iter().map(|bad| (bad.line, bad.why)).collect();
        assert_eq!(bad, [(5, UselessLine::Digits), (6, UselessLine::Words)]);
    }

    #[test]
    fn lists_of_people_are_read_as_they_come() {
        let in_order = read("1380013\t北京\t北京\n\n# old\n1390000;上海".as_bytes(), &[]);
        assert_eq!((in_order.changes.len(), in_order.bad_lines), (2, 0));
        let named = read("City,Digits\n南阳,1991234\n洛阳,1991234\n".as_bytes(), &[]);
        assert_eq!(named.changes, [kept("1991234", "洛阳")], "the later one counts");
        let gbk = [&b"1991234,,"[..], &[0xc4, 0xcf, 0xd1, 0xf4]].concat();
        assert_eq!(read(&gbk, &[]).changes, [kept("1991234", "南阳")]);
        assert_eq!(read("号码,省,市\n1380013,北京,北京".as_bytes(), &[]).changes.len(), 1);
    }

    #[test]
    fn a_file_without_end_is_cut_and_rubbish_is_blamed() {
        let many = "1380013,北京\n".repeat(MOST_LINES + 5);
        let preview = read(many.as_bytes(), &[]);
        assert_eq!((preview.changes.len(), preview.bad_lines), (1, 1));
        let rubbish = read(&[0xff, 0x00, 0x31, 0x0a, 0xfe], &[]);
        assert!(rubbish.changes.is_empty());
    }
}
