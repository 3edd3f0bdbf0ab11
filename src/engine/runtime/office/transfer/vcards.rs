//! Files of vCards, card by card. May depend on `crm`.

use super::source::Mark;
use super::text::opened;
use crate::crm::transfer::column::FieldColumn;
use crate::crm::transfer::draft::Draft;
use crate::crm::transfer::report::Problem;
use crate::crm::transfer::vcard::CardReader;
use encoding_rs::Encoding;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::atomic::Ordering;

/// Bytes of one line.
const LINE: u64 = 1 << 20;

/// Hands over every card with its line, until `take` says enough.
pub(super) fn cards(
    path: &Path,
    encoding: &'static Encoding,
    fields: &[FieldColumn],
    mark: &Mark,
    take: &mut dyn FnMut(u64, Result<Draft, Problem>) -> bool,
) -> Result<(), String> {
    let decode = |bytes: &[u8], charset: &str| {
        let named = Encoding::for_label(charset.as_bytes()).unwrap_or(encoding);
        // A card may name no charset and be UTF-8 among others that are not.
        match std::str::from_utf8(bytes) {
            Ok(text) if charset.is_empty() => text.to_owned(),
            _ => named.decode_without_bom_handling(bytes).0.into_owned(),
        }
    };
    let mut reader = CardReader::new(&decode, fields);
    let mut file = BufReader::new(opened(path, mark)?);
    let mut line = Vec::new();
    loop {
        line.clear();
        let got = Read::by_ref(&mut file)
            .take(LINE)
            .read_until(b'\n', &mut line)
            .map_err(|error| format!("{} cannot be read ({error})", path.display()))?;
        if got == 0 {
            break;
        }
        mark.done.fetch_add(u64::try_from(got).unwrap_or(0), Ordering::Relaxed);
        let raw = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        if let Some((at, card)) = reader.push(raw)
            && !take(at, card)
        {
            return Ok(());
        }
    }
    if let Some((at, card)) = reader.finish() {
        take(at, card);
    }
    Ok(())
}
