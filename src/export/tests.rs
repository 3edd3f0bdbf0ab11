//! Files read back: what a spreadsheet would find in them.

use super::{Cell, Table, inert};
use crate::call::statistics::Format;
use std::path::Path;
use std::process::Command;

const NASTY: [&str; 9] =
    ["=1+1", "+8613800138000", "-2", "@SUM(A1)", "\tx", "\r=1", "＝cmd", "a,\"b\"\nc", "王伟"];

fn head() -> Vec<String> {
    ["=head", "n", "s", "%", "t"].map(str::to_owned).to_vec()
}

fn write(path: &Path, format: Format) {
    let mut table = Table::begin(path, format, "表[1]", &head()).unwrap();
    for text in NASTY {
        let cells = [
            Cell::Text(text.to_owned()),
            Cell::Count(13_800_138_000),
            Cell::Millis(61_500),
            Cell::Permille(667),
            Cell::Moment(jiff::civil::date(2026, 11, 23).at(14, 7, 30, 0)),
        ];
        table.row(&cells).unwrap();
    }
    let complete = table.finish().unwrap();
    let place = complete.place(false).unwrap();
    complete.publish(&place).unwrap();
}

#[test]
fn no_cell_of_a_csv_begins_like_a_formula_and_nothing_else_is_changed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.csv");
    write(&path, Format::Csv);
    let bytes = std::fs::read(&path).unwrap();
    assert!(bytes.starts_with(b"\xef\xbb\xbf"), "the mark that tells Excel it is UTF-8");
    let mut reader = csv::Reader::from_reader(&bytes[3..]);
    assert_eq!(&reader.headers().unwrap()[0], "'=head");
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), NASTY.len());
    for (row, text) in rows.iter().zip(NASTY) {
        assert_eq!(&row[0], inert(text));
        assert!(!row[0].starts_with(['=', '+', '-', '@', '\t', '\r']), "{row:?}");
        let rest: Vec<&str> = row.iter().skip(1).collect();
        assert_eq!(rest, ["13800138000", "61.5", "66.7", "2026-11-23 14:07:30"]);
    }
    assert_eq!(inert("王伟 = 1"), "王伟 = 1");
}

/// Cells of the first sheet as Python's own zip and XML readers find them: kind and text.
const READ_BOOK: &str = r"
import sys, zipfile, xml.etree.ElementTree as E
n = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
z = zipfile.ZipFile(sys.argv[1])
s = [''.join(t.text or '' for t in i.iter(n + 't')) for i in E.fromstring(z.read('xl/sharedStrings.xml'))]
for c in E.fromstring(z.read('xl/worksheets/sheet1.xml')).iter(n + 'c'):
    v = c.find(n + 'v')
    f = c.find(n + 'f')
    text = s[int(v.text)] if c.get('t') == 's' else v.text
    print(ascii([c.get('r'), 'formula' if f is not None else c.get('t') or 'n', text]))
";

#[test]
fn no_cell_of_a_workbook_is_a_formula_and_numbers_are_numbers() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.xlsx");
    write(&path, Format::Xlsx);
    let out = Command::new("python3").arg("-c").arg(READ_BOOK).arg(&path).output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(!text.contains("'formula'"));
    let cell = |place: &str| {
        let start = format!("['{place}', ");
        text.lines()
            .find_map(|line| Some(line.strip_prefix(&start)?.trim_end_matches(']').to_owned()))
    };
    assert_eq!(cell("A2").unwrap(), "'s', \"'=1+1\"");
    assert_eq!(cell("A3").unwrap(), "'s', \"'+8613800138000\"");
    assert_eq!(cell("A10").unwrap(), r"'s', '\u738b\u4f1f'");
    assert_eq!(cell("B2").unwrap(), "'n', '13800138000'");
    assert_eq!(cell("C2").unwrap(), "'n', '61.5'");
    assert_eq!(cell("D2").unwrap(), "'n', '0.667'");
    assert!(cell("E2").unwrap().starts_with("'n', '46349.588"), "a date of Excel");
}

#[test]
fn what_is_not_finished_leaves_nothing_and_what_is_there_stays() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("lists").join("a.csv");
    let mut table = Table::begin(&path, Format::Csv, "", &head()).unwrap();
    table.row(&vec![Cell::Empty; 5]).unwrap();
    drop(table);
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 0);
    std::fs::write(&path, "mine").unwrap();
    let finished = || Table::begin(&path, Format::Csv, "", &head()).unwrap().finish().unwrap();
    assert!(finished().place(false).is_err());
    let complete = finished();
    let second = complete.place(true).unwrap();
    assert_eq!(second.file_name().unwrap(), "a (2).csv");
    complete.publish(&second).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&second), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }
    let folder = Table::begin(dir.path(), Format::Csv, "", &head());
    assert!(folder.err().unwrap().to_string().contains("is a folder"));
}
