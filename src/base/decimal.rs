//! Decimal numbers as people type them in China and England, before anybody says what they count: money, quantities.
//! May not depend on anything but std.

/// Full-width digits and signs as the narrow ones.
#[must_use]
pub fn narrow(c: char) -> char {
    match c {
        '０'..='９' | '．' | '，' | '－' | '＋' => {
            char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
        }
        '。' => '.',
        '−' | '–' => '-',
        _ => c,
    }
}

/// Whole and decimal digits of an unsigned number. One comma with one or two digits behind it is a decimal comma; with three it
/// groups thousands. `None`: it is no number, or grouped where nobody groups.
#[must_use]
pub fn split(text: &str) -> Option<(String, String)> {
    let (whole, part) = match (text.rsplit_once('.'), text.rsplit_once(',')) {
        (Some((whole, part)), _) => (whole, part),
        (None, Some((whole, part))) if part.len() < 3 && !whole.contains(',') => (whole, part),
        _ => (text, ""),
    };
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    (plain(&digits) && plain(part)).then(|| (digits, part.to_owned()))
}
