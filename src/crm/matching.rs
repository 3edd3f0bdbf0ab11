//! Whether two numbers may be one subscriber, and in which order customers are offered for a number. Pure.
//! Follows the Chinese numbering plan: area code (`10`, `2x`, three digits from 3 up) and 7 or 8 digits; mobiles,
//! service numbers and foreign numbers have no area code that could be missing. May depend on `base`.

use crate::base::ids::CustomerId;
use crate::base::number::MatchKey;
use crate::crm::customer::{ContactNumber, Customer, MatchQuality};
use std::collections::HashMap;

/// A number row that may belong to the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whose it is.
    pub customer: CustomerId,
    /// Its key.
    pub key: MatchKey,
    /// Last call with this customer, milliseconds since 1970 UTC.
    pub last_contact_utc_millis: Option<i64>,
}

/// A customer that matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked {
    /// Who.
    pub customer: CustomerId,
    /// Why.
    pub quality: MatchQuality,
    /// Last call with this customer.
    pub last_contact_utc_millis: Option<i64>,
}

/// Whether `wanted` and `stored` may be one subscriber. `home_area` is the office's own area code (`010`, `10` or
/// empty when not known): with it, a local number without area code means a number of that area.
#[must_use]
pub fn compare(wanted: &MatchKey, stored: &MatchKey, home_area: &str) -> Option<MatchQuality> {
    if wanted.is_empty() || stored.is_empty() {
        return None;
    }
    if wanted == stored {
        return Some(MatchQuality::Exact);
    }
    let home = home_area.trim_start_matches('0');
    let (wanted_area, wanted_local) = split(wanted.as_str())?;
    let (stored_area, stored_local) = split(stored.as_str())?;
    if wanted_local != stored_local {
        return None;
    }
    match (wanted_area, stored_area) {
        ("", area) | (area, "") if home.is_empty() && !area.is_empty() => {
            Some(MatchQuality::AreaMissing)
        }
        ("", area) | (area, "") if area == home => Some(MatchQuality::Exact),
        _ => None,
    }
}

/// Whether a number still is this customer's at a moment (milliseconds since 1970 UTC): one of the card's numbers that match
/// it is valid then, or none of them matches it (the card changed since it was found).
#[must_use]
pub fn is_theirs(card: &Customer, wanted: &MatchKey, home_area: &str, now: i64) -> bool {
    let matching = |n: &&ContactNumber| compare(wanted, &n.number.key(), home_area).is_some();
    let mut all = card.numbers.iter().filter(matching).peekable();
    all.peek().is_none() || all.any(|number| number.is_valid(now))
}

/// Orders the entries that match, one per customer: better quality first, then the more recent contact, then the
/// older card.
#[must_use]
pub fn rank(
    wanted: &MatchKey,
    home_area: &str,
    entries: impl IntoIterator<Item = Entry>,
) -> Vec<Ranked> {
    let mut best: HashMap<CustomerId, Ranked> = HashMap::new();
    for entry in entries {
        let Some(quality) = compare(wanted, &entry.key, home_area) else { continue };
        let last_contact_utc_millis = entry.last_contact_utc_millis;
        let found = Ranked { customer: entry.customer, quality, last_contact_utc_millis };
        best.entry(entry.customer)
            .and_modify(|known| known.quality = known.quality.min(quality))
            .or_insert(found);
    }
    let mut ranked: Vec<Ranked> = best.into_values().collect();
    ranked.sort_by_key(|found| {
        (found.quality, std::cmp::Reverse(found.last_contact_utc_millis), found.customer)
    });
    ranked
}

/// Area code (empty: none) and subscriber number of a fixed-line key; `None`: no such number.
fn split(key: &str) -> Option<(&str, &str)> {
    if !key.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let area_len = match (key.len(), key.as_bytes()) {
        (7 | 8, _) => 0,
        (10, [b'4' | b'8', b'0', b'0', ..]) => return None,
        (9 | 10, [b'1', b'0', ..] | [b'2', ..]) => 2,
        (10 | 11, [b'3'..=b'9', ..]) => 3,
        _ => return None,
    };
    Some(key.split_at(area_len))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::number::PhoneNumber;

    fn key(text: &str) -> MatchKey {
        PhoneNumber::new(text).key()
    }

    fn how(wanted: &str, stored: &str, home: &str) -> Option<MatchQuality> {
        let one = compare(&key(wanted), &key(stored), home);
        assert_eq!(one, compare(&key(stored), &key(wanted), home), "{wanted} {stored} both ways");
        one
    }

    #[test]
    fn a_missing_area_code_matches_on_either_side() {
        assert_eq!(how("65123456", "010-65123456", ""), Some(MatchQuality::AreaMissing));
        assert_eq!(how("0379-6512345", "6512345", ""), Some(MatchQuality::AreaMissing));
        assert_eq!(how("0755 8612 3456", "86123456", ""), Some(MatchQuality::AreaMissing));
        assert_eq!(how("+86 20 81234567", "81234567转8", ""), Some(MatchQuality::AreaMissing));
    }

    #[test]
    fn a_number_that_changed_hands_is_no_longer_theirs() {
        let number = |text: &str, from, until| ContactNumber {
            number: PhoneNumber::new(text),
            valid_from: from,
            valid_until: until,
            ..ContactNumber::default()
        };
        let card = |numbers| Customer { numbers, ..Customer::default() };
        let asks = |card: &Customer, now| is_theirs(card, &key("13812345678"), "", now);
        let left = card(vec![number("13812345678", None, Some(100))]);
        assert!(asks(&left, 99) && !asks(&left, 100));
        let came = card(vec![number("138 1234 5678", Some(100), None)]);
        assert!(!asks(&came, 99) && asks(&came, 100));
        let back = card(vec![
            number("13812345678", None, Some(100)),
            number("+86 13812345678", Some(200), None),
        ]);
        assert!(!asks(&back, 150) && asks(&back, 200));
        assert!(asks(&card(vec![number("13900000000", None, Some(1))]), 99), "not this number");
    }

    #[test]
    fn the_home_area_code_fills_in_what_is_missing() {
        for home in ["010", "10"] {
            assert_eq!(how("65123456", "010-65123456", home), Some(MatchQuality::Exact));
            assert_eq!(how("65123456", "021-65123456", home), None, "that is Shanghai");
        }
        assert_eq!(how("6512345", "03796512345", "0379"), Some(MatchQuality::Exact));
    }

    #[test]
    fn numbers_that_only_end_alike_never_match() {
        assert_eq!(how("010-65123456", "021-65123456", ""), None, "two cities");
        assert_eq!(how("010-65123456", "021-65123456", "010"), None);
        assert_eq!(how("13865123456", "65123456", ""), None, "a mobile has no area code");
        assert_eq!(how("13865123456", "13965123456", ""), None);
        assert_eq!(how("4006512345", "6512345", ""), None, "a service number has none");
        assert_eq!(how("+1 381 234 5678", "13812345678", ""), None, "another country");
        assert_eq!(how("65123456", "5123456", ""), None, "seven digits are not eight");
        assert_eq!(how("", "", ""), None);
        assert_eq!(how("无", "13812345678", ""), None);
    }

    #[test]
    fn the_best_customer_comes_first() {
        let entry = |id, text, contact| Entry {
            customer: CustomerId(id),
            key: key(text),
            last_contact_utc_millis: contact,
        };
        let entries = [
            entry(1, "65123456", Some(900)),
            entry(2, "010-65123456", None),
            entry(3, "010-65123456", Some(5)),
            entry(4, "010-65123456", Some(7)),
            entry(5, "021-65123456", Some(999)),
            entry(6, "010-65123456", None),
            entry(1, "010-6512 3457", Some(900)),
            entry(3, "65123456", Some(5)),
        ];
        let order: Vec<_> = rank(&key("01065123456"), "", entries)
            .into_iter()
            .map(|found| (found.customer.0, found.quality))
            .collect();
        let exact = MatchQuality::Exact;
        let rest = (1, MatchQuality::AreaMissing);
        assert_eq!(order, [(4, exact), (3, exact), (2, exact), (6, exact), rest]);
    }
}
