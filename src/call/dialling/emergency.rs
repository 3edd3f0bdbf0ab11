//! Emergency numbers: dialled at once, whatever the rules, ledgers and questions say.
//! China: 110, 119, 120, 122, sea rescue 12395; 112 and 911 everywhere (3GPP TS 22.101, 10.1.1), 999, 000, 118 of
//! countries whose telephones are carried along. May not depend on anything.

/// Numbers that are never blocked, delayed or changed.
pub const NUMBERS: [&str; 10] =
    ["110", "119", "120", "122", "12395", "112", "911", "999", "000", "118"];

/// Those offered where nobody has to be known: police, fire, ambulance, and the number every network knows.
pub const OFFERED: [&str; 4] = ["110", "119", "120", "112"];

/// Whether these digits are an emergency number. `outside_prefix` (may be empty) in front of it makes no difference.
#[must_use]
pub fn is_emergency(digits: &str, outside_prefix: &str) -> bool {
    let inside = if outside_prefix.is_empty() { None } else { digits.strip_prefix(outside_prefix) };
    let known = |digits: &str| NUMBERS.contains(&digits);
    known(digits) || inside.is_some_and(|rest| known(rest.trim_start_matches([',', 'w'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emergency_numbers_are_known_with_and_without_the_prefix_typed() {
        for number in NUMBERS {
            assert!(is_emergency(number, "") && is_emergency(number, "9"), "{number}");
            assert!(is_emergency(&format!("9{number}"), "9"), "{number}");
            assert!(is_emergency(&format!("9,{number}"), "9"), "{number}");
        }
        for other in ["10086", "1101", "0110", "11", "", "9", "91"] {
            assert!(!is_emergency(other, "9"), "{other}");
        }
        assert!(!is_emergency("9110", ""), "without a prefix set it is another number");
    }
}
