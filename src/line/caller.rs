//! Two caller IDs of one call: are they the same, and which one is shown?
//!
//! The rule: the first one stays shown unless a later one deserves strictly more trust. In falling order: a number in an
//! FSK message (it has a checksum) · a number told by the box (carriage unknown) · a number in a DTMF string (no
//! checksum) · "withheld" or "not available" · nothing at all. Of the same number, the message that also has a name wins.
//! May depend on `base`.

use crate::base::caller_id::{CallerId, Standard};
use crate::base::number::PhoneNumber;
use crate::line::sign::Standing;

/// How much a caller ID is worth, larger is better.
#[must_use]
pub fn trust(caller: &CallerId) -> u8 {
    match (&caller.number, caller.standard) {
        (Some(_), Standard::Bell202 | Standard::V23) => 4,
        (Some(_), Standard::Box) => 3,
        (Some(_), Standard::Dtmf) => 2,
        (None, _) if caller.absence.is_some() => 1,
        (None, _) => 0,
    }
}

/// The same far end, whatever prefix the network put before the digits.
#[must_use]
pub fn same_number(a: &CallerId, b: &CallerId) -> bool {
    match (&a.number, &b.number) {
        (None, None) => a.absence == b.absence || a.absence.is_none() || b.absence.is_none(),
        (Some(a), Some(b)) => {
            a == b || PhoneNumber::new(a.as_str()).key() == PhoneNumber::new(b.as_str()).key()
        }
        _ => false,
    }
}

/// How `heard` relates to what is `shown`, and what is shown from now on.
#[must_use]
pub fn weigh(heard: &CallerId, shown: Option<&CallerId>) -> (Standing, CallerId) {
    let Some(shown) = shown else { return (Standing::News, heard.clone()) };
    if same_number(heard, shown) {
        return (Standing::Confirmation, completer(heard, shown));
    }
    let better = if trust(heard) > trust(shown) { heard } else { shown };
    (Standing::Contradiction, better.clone())
}

/// Of two messages with the same number: the more trusted one, its gaps filled from the other.
fn completer(heard: &CallerId, shown: &CallerId) -> CallerId {
    let (best, other) = if trust(heard) > trust(shown) { (heard, shown) } else { (shown, heard) };
    let mut best = best.clone();
    if best.name.is_empty() {
        best.name.clone_from(&other.name);
    }
    best.time = best.time.or(other.time);
    best.absence = best.absence.or(other.absence);
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::caller_id::{Absence, Format};

    fn caller(standard: Standard, number: &str, name: &str) -> CallerId {
        CallerId {
            standard,
            format: Format::Box,
            number: (!number.is_empty()).then(|| number.to_owned()),
            absence: number.is_empty().then_some(Absence::Private),
            name: name.as_bytes().to_vec(),
            time: None,
            checksum_ok: true,
        }
    }

    #[test]
    fn a_checksum_beats_a_guess_and_the_first_beats_its_equal() {
        let dtmf = caller(Standard::Dtmf, "13800000001", "");
        let fsk = caller(Standard::Bell202, "13800000002", "WANG");
        assert_eq!(weigh(&fsk, Some(&dtmf)), (Standing::Contradiction, fsk.clone()));
        assert_eq!(weigh(&dtmf, Some(&fsk)), (Standing::Contradiction, fsk.clone()));
        let other = caller(Standard::V23, "13800000003", "");
        assert_eq!(weigh(&other, Some(&fsk)), (Standing::Contradiction, fsk.clone()));
        let withheld = caller(Standard::Bell202, "", "");
        assert_eq!(weigh(&dtmf, Some(&withheld)), (Standing::Contradiction, dtmf.clone()));
    }

    #[test]
    fn the_same_number_with_a_trunk_prefix_confirms_and_fills_the_name() {
        let by_box = caller(Standard::Box, "013800000001", "");
        let fsk = caller(Standard::Bell202, "13800000001", "LI");
        let (standing, shown) = weigh(&fsk, Some(&by_box));
        assert_eq!((standing, shown.name.as_slice()), (Standing::Confirmation, b"LI".as_slice()));
        let (standing, shown) = weigh(&by_box, Some(&fsk));
        assert_eq!((standing, shown), (Standing::Confirmation, fsk));
    }
}
