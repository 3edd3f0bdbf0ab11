//! A slip as a thermal printer takes it: text in GB18030 between ESC/POS commands (Epson's published command set), which
//! the printers of Chinese shops follow. Depends on `encoding_rs`; may depend on `crm`.

use crate::crm::orders::slip::Slip;
use encoding_rs::GB18030;

/// Start afresh (ESC @), Chinese characters on (FS &).
const BEGIN: &[u8] = b"\x1b@\x1c&";
/// Emphasised print on and off (ESC E).
const BOLD: [&[u8]; 2] = [b"\x1bE\x01", b"\x1bE\x00"];
/// Four lines on (ESC d), cut where there is a knife (GS V).
const END: &[u8] = b"\x1bd\x04\x1dVB\x00";

/// The bytes of a slip on a roll of so many columns.
#[must_use]
pub fn thermal(slip: &Slip, columns: usize) -> Vec<u8> {
    let mut bytes = BEGIN.to_vec();
    for line in slip.text(columns) {
        let is_title = !slip.title.is_empty() && line.trim() == slip.title.trim();
        if is_title {
            bytes.extend_from_slice(BOLD[0]);
        }
        // No line of a customer's may be a command to the printer.
        let plain: String = line.chars().filter(|c| !c.is_control()).collect();
        bytes.extend_from_slice(&GB18030.encode(&plain).0);
        bytes.push(b'\n');
        if is_title {
            bytes.extend_from_slice(BOLD[1]);
        }
    }
    bytes.extend_from_slice(END);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_becomes_commands_and_chinese_text_and_no_name_is_a_command() {
        let slip = Slip {
            title: "送货单".into(),
            facts: vec![("客户".into(), "王\u{1b}@\u{1d}V伟".into())],
            totals: vec![("应收".into(), "20.00".into())],
            ..Slip::default()
        };
        let bytes = thermal(&slip, 32);
        assert!(bytes.starts_with(b"\x1b@\x1c&") && bytes.ends_with(b"\x1dVB\x00"));
        let escapes = bytes.split(|byte| *byte == 0x1b).count() - 1;
        assert_eq!(escapes, 4, "start, bold, not bold, feed");
        let (text, _, wrong) = GB18030.decode(&bytes);
        assert!(!wrong && text.contains("送货单") && text.contains("伟") && text.contains("20.00"));
        let widest = bytes.split(|byte| *byte == b'\n').map(<[u8]>::len).max();
        assert!(widest.unwrap() <= 32 + BEGIN.len() + 3, "a column is a byte");
    }
}
