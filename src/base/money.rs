//! Money as whole minor units (fen, cents): no floating point anywhere. Reading follows how people type prices in China and
//! England; writing is by the caller's language. May not depend on anything but `decimal`, std and serde.

use crate::base::decimal::{narrow, split};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::Neg;

/// An amount in minor units; negative: owed or given back.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(pub i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Reads `12`, `12.5`, `1,234.50`, `￥12`, `¥ 12.50 元`, full-width digits, with a sign before or after the currency
    /// sign. A comma with one or two digits behind it at the end is a decimal comma (`12,5`); with three it groups
    /// thousands. `None`: it is no amount, has more than two decimals, or is beyond ±90 trillion.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut plain: String = text.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
        for mark in ["¥", "￥", "$", "€", "£", "元", "圆", "RMB", "CNY"] {
            plain = plain.replace(mark, "");
        }
        let (negative, digits) = match plain.strip_prefix('-') {
            Some(rest) => (true, rest.to_owned()),
            None => (false, plain.strip_prefix('+').unwrap_or(&plain).to_owned()),
        };
        let (whole, part) = split(&digits)?;
        if whole.is_empty() && part.is_empty() || part.len() > 2 {
            return None;
        }
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let part: i64 = if part.is_empty() { 0 } else { format!("{part:0<2}").parse().ok()? };
        let minor = whole.checked_mul(100)?.checked_add(part)?;
        (minor <= 9_000_000_000_000_000).then_some(Self(if negative { -minor } else { minor }))
    }

    /// The sum; stays at the bounds instead of wrapping.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference; stays at the bounds instead of wrapping.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// This times `numerator / denominator`, rounded half away from zero; a denominator of zero gives zero.
    #[must_use]
    pub fn scaled(self, numerator: i64, denominator: i64) -> Self {
        if denominator == 0 {
            return Self::ZERO;
        }
        let (exact, by) = (i128::from(self.0) * i128::from(numerator), i128::from(denominator));
        let (exact, by) = if by < 0 { (-exact, -by) } else { (exact, by) };
        let rounded = (exact.abs() * 2 + by) / (by * 2) * exact.signum();
        Self(i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX }))
    }

    /// Whether there is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// `1,234.50`: thousands grouped, always two decimals.
    #[must_use]
    pub fn grouped(self) -> String {
        let plain = self.to_string();
        let (sign, digits) =
            plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "00"));
        let mut out = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                out.push(',');
            }
            out.push(digit);
        }
        format!("{sign}{out}.{part}")
    }
}

/// `12.50`, as lists and forms hold it.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minor = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        f.pad(&format!("{sign}{}.{:02}", minor / 100, minor % 100))
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Self::plus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn prices_are_read_as_people_type_them() {
        for (text, minor) in [
            ("12", 1_200),
            ("12.5", 1_250),
            ("12,5", 1_250),
            ("1,234.50", 123_450),
            ("1,234", 123_400),
            ("12,345,678", 1_234_567_800),
            ("￥１２．５０", 1_250),
            ("¥ 12 元", 1_200),
            ("-3.2", -320),
            ("¥-3", -300),
            (".5", 50),
            ("0", 0),
        ] {
            assert_eq!(Money::parse(text), Some(Money(minor)), "{text}");
        }
        for text in [
            "",
            "abc",
            "1.234",
            "1,23,456",
            "1234,567",
            "12.5.1",
            "1e5",
            "--3",
            "99999999999999999",
        ] {
            assert_eq!(Money::parse(text), None, "{text}");
        }
    }

    #[test]
    fn shares_are_rounded_half_away_from_zero() {
        assert_eq!(Money(1_005).scaled(1, 2), Money(503));
        assert_eq!(Money(-1_005).scaled(1, 2), Money(-503));
        assert_eq!(Money(i64::MAX).scaled(3, 1), Money(i64::MAX));
        assert_eq!(Money(5).scaled(1, 0), Money::ZERO);
        assert_eq!(Money(123_456_789).grouped(), "1,234,567.89");
        assert_eq!(Money(-99_950).grouped(), "-999.50");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(minor in -9_000_000_000_000_000_i64..9_000_000_000_000_000) {
            prop_assert_eq!(Money::parse(&Money(minor).to_string()), Some(Money(minor)));
            prop_assert_eq!(Money::parse(&Money(minor).grouped()), Some(Money(minor)));
        }
    }
}
