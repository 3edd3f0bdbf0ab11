//! What a file is: a workbook, vCards, or a list of text, in which encoding and with what between its cells. Byte-order
//! marks are believed; what is valid UTF-8 is UTF-8; the rest is asked of `chardetng`, with China as the first guess.
//! May depend on nothing.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes that are looked at.
const SAMPLE: u64 = 1 << 20;
/// Bytes of a file that is plain ASCII at first are searched in pieces of this size.
const PIECE: usize = 1 << 20;
/// Lines whose signs are counted.
const LINES: usize = 20;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Office Open XML.
    Xlsx,
    /// The binary workbooks before it.
    Xls,
    /// vCards, in this encoding where a line names none.
    Cards(&'static Encoding),
    /// Cells apart by this sign, in this encoding.
    Text(&'static Encoding, u8),
}

/// Looks at a file. A person's word on encoding and sign goes before what it looks like.
///
/// # Errors
/// In a sentence for people: it cannot be read, is empty, or is no list.
pub(super) fn form(
    path: &Path,
    encoding: Option<&str>,
    delimiter: Option<char>,
) -> Result<Form, String> {
    let name = path.display();
    let said = |error: io::Error| format!("{name} cannot be read ({error})");
    let mut file = File::open(path).map_err(said)?;
    if file.metadata().map_err(said)?.is_dir() {
        return Err(format!("{name} is a folder, not a file"));
    }
    let mut sample = Vec::new();
    Read::by_ref(&mut file).take(SAMPLE).read_to_end(&mut sample).map_err(said)?;
    if sample.is_empty() {
        return Err(format!("{name} is empty"));
    }
    if sample.starts_with(b"PK\x03\x04") {
        return Ok(Form::Xlsx);
    }
    if sample.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Ok(Form::Xls);
    }
    let chosen = encoding.and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = match chosen {
        Some(encoding) => encoding,
        None => guess(&sample, &mut file).map_err(said)?,
    };
    let (text, _, _) = encoding.decode(&sample);
    if text.contains('\0') || looks_binary(&text) {
        return Err(format!("{name} is no list: choose a CSV, xlsx, xls or vcf file"));
    }
    if text.trim_start().get(..11).is_some_and(|head| head.eq_ignore_ascii_case("BEGIN:VCARD")) {
        return Ok(Form::Cards(encoding));
    }
    let sign = delimiter.and_then(|c| u8::try_from(c).ok()).unwrap_or_else(|| sign_of(&text));
    Ok(Form::Text(encoding, sign))
}

/// Pictures, programs, archives: signs that no list has.
fn looks_binary(text: &str) -> bool {
    let odd = text
        .chars()
        .take(4_000)
        .filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{1a}'))
        .count();
    odd > 8
}

fn guess(sample: &[u8], file: &mut File) -> io::Result<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return Ok(encoding);
    }
    if let Some(encoding) = bare_utf16(sample) {
        return Ok(encoding);
    }
    let telling = match first_beyond_ascii(sample) {
        Some(_) => sample.to_vec(),
        None => further(file)?,
    };
    if telling.is_empty() {
        return Ok(encoding_rs::UTF_8);
    }
    match std::str::from_utf8(&telling) {
        Ok(_) => return Ok(encoding_rs::UTF_8),
        // The sample may end inside a character.
        Err(error) if error.error_len().is_none() && error.valid_up_to() + 4 > telling.len() => {
            return Ok(encoding_rs::UTF_8);
        }
        Err(_) => {}
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&telling, true);
    Ok(detector.guess(Some(b"cn"), Utf8Detection::Deny))
}

fn first_beyond_ascii(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| !byte.is_ascii())
}

/// The part of a longer file around its first sign beyond ASCII; empty: there is none.
fn further(file: &mut File) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(SAMPLE))?;
    let mut piece = vec![0; PIECE];
    loop {
        let got = file.read(&mut piece)?;
        if got == 0 {
            return Ok(Vec::new());
        }
        let read = piece.get(..got).unwrap_or_default();
        if let Some(at) = first_beyond_ascii(read) {
            return Ok(read.get(at..).unwrap_or_default().to_vec());
        }
    }
}

/// UTF-16 without its mark: every other byte of Latin letters and signs is zero.
fn bare_utf16(sample: &[u8]) -> Option<&'static Encoding> {
    let pairs = sample.len().min(4_000) / 2;
    let zeros = |odd: usize| {
        (0..pairs).filter(|pair| sample.get(pair * 2 + odd) == Some(&0)).count() * 10 > pairs
    };
    match (zeros(0), zeros(1)) {
        (false, true) => Some(encoding_rs::UTF_16LE),
        (true, false) => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

/// The sign that stands equally often in most of the first lines.
fn sign_of(text: &str) -> u8 {
    if let Some(sign) = text.strip_prefix("sep=").and_then(|rest| rest.bytes().next()) {
        return sign;
    }
    let lines = rows(text);
    let score = |sign: u8| {
        let counts: Vec<usize> = lines.iter().map(|line| outside_quotes(line, sign)).collect();
        let most = counts.iter().copied().max().unwrap_or(0);
        let same = counts.iter().filter(|count| **count == most).count();
        if most == 0 { 0 } else { same * 1_000 + most }
    };
    // The first of equals.
    [b',', b'\t', b';', b'|'].into_iter().rev().max_by_key(|sign| score(*sign)).unwrap_or(b',')
}

/// The first rows: a line end within quotation marks ends none. Where a mark is never closed, lines are rows.
fn rows(text: &str) -> Vec<&str> {
    let (mut rows, mut begun, mut quoted) = (Vec::new(), 0, false);
    for (at, byte) in text.bytes().enumerate() {
        quoted ^= byte == b'"';
        if byte == b'\n' && !quoted {
            rows.extend(text.get(begun..at));
            begun = at + 1;
        }
        if rows.len() >= LINES {
            break;
        }
    }
    if quoted && rows.len() < LINES / 2 {
        rows = text.lines().take(LINES).collect();
    } else if rows.len() < LINES {
        rows.extend(text.get(begun..));
    }
    rows.retain(|row| !row.trim().is_empty());
    rows
}

fn outside_quotes(line: &str, sign: u8) -> usize {
    let mut quoted = false;
    line.bytes()
        .filter(|byte| {
            quoted ^= *byte == b'"';
            *byte == sign && !quoted
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form_of(bytes: &[u8]) -> Result<Form, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        std::fs::write(&path, bytes).unwrap();
        form(&path, None, None)
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "姓名,电话\n王伟,13812345678\n张敏,010-65123456\n";
        let (gbk, _, _) = encoding_rs::GBK.encode(text);
        let utf16 = |big: bool, mark: bool| -> Vec<u8> {
            let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
            units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        };
        for (bytes, name) in [
            (gbk.into_owned(), "GBK"),
            (text.as_bytes().to_vec(), "UTF-8"),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), "UTF-8"),
            (utf16(false, true), "UTF-16LE"),
            (utf16(true, true), "UTF-16BE"),
            (utf16(false, false), "UTF-16LE"),
            (utf16(true, false), "UTF-16BE"),
            (b"name,phone\nWang,13812345678\n".to_vec(), "UTF-8"),
        ] {
            match form_of(&bytes) {
                Ok(Form::Text(encoding, b',')) => {
                    let same = encoding.name() == name
                        || (name == "GBK" && encoding.name().starts_with("gb"));
                    assert!(same, "{} for {name}", encoding.name());
                }
                other => panic!("{other:?} for {name}"),
            }
        }
    }

    #[test]
    fn gbk_far_behind_plain_digits_is_found() {
        let mut bytes = b"name,phone\n".to_vec();
        while bytes.len() < 1_500_000 {
            bytes.extend_from_slice(b"Wang,13812345678\n");
        }
        bytes.extend_from_slice(&encoding_rs::GBK.encode("王伟,1\n张敏的送水站,2\n").0);
        let Ok(Form::Text(encoding, _)) = form_of(&bytes) else { panic!("no text") };
        assert!(encoding.name().starts_with("GB") || encoding.name().starts_with("gb"));
    }

    #[test]
    fn signs_between_cells_are_told_apart() {
        for (text, sign) in [
            ("a;b;c\n1,5;2;3\n", b';'),
            ("a\tb\n1\t2\n", b'\t'),
            ("a|b\n1|2\n", b'|'),
            ("sep=;\na;b\n", b';'),
            ("\"a;b\",c\n\"1;2\",3\n", b','),
            ("alone\n", b','),
            ("a,b\n1,\"x | y\nz | y | v\nw | y | v\"\n", b','),
            ("a;b\n1;7\" pipe\n2;3\n4;5\n", b';'),
        ] {
            let Ok(Form::Text(_, found)) = form_of(text.as_bytes()) else { panic!("{text}") };
            assert_eq!(char::from(found), char::from(sign), "{text}");
        }
    }

    #[test]
    fn what_is_no_list_is_refused_in_a_sentence() {
        assert!(form_of(b"").unwrap_err().contains("empty"));
        let picture: Vec<u8> = (0..4_000_u32).map(|n| (n * 7 % 251) as u8).collect();
        assert!(form_of(&picture).unwrap_err().contains("no list"));
        assert_eq!(form_of(b"PK\x03\x04rest"), Ok(Form::Xlsx));
    }
}
