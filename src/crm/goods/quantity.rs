//! Quantities as whole thousandths of a unit: half a kilogram is 500, two barrels are 2,000. No floating point anywhere.
//! May depend on `base`.

use crate::base::decimal::{narrow, split};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::Neg;

/// Thousandths of a unit; negative: less than nothing, or taken away.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Quantity(pub i64);

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// One unit.
    pub const ONE: Self = Self(1_000);
    /// The most that one line or one movement may name: 100,000 units.
    pub const MOST: Self = Self(100_000_000);

    /// So many whole units.
    #[must_use]
    pub const fn whole(units: i64) -> Self {
        Self(units.saturating_mul(1_000))
    }

    /// Reads `2`, `1.5`, `1,5`, `1,200`, full-width digits, a sign in front. `None`: it is no quantity, has more than three
    /// decimals, or is beyond a trillion units.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
        let (negative, digits) = match plain.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, plain.strip_prefix('+').unwrap_or(&plain)),
        };
        let (whole, part) = split(digits)?;
        if whole.is_empty() && part.is_empty() || part.len() > 3 || whole.len() > 12 {
            return None;
        }
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let part: i64 = if part.is_empty() { 0 } else { format!("{part:0<3}").parse().ok()? };
        let all = whole.checked_mul(1_000)?.checked_add(part)?;
        Some(Self(if negative { -all } else { all }))
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

    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it is something and no more than one line may name.
    #[must_use]
    pub fn fits_line(self) -> bool {
        self > Self::ZERO && self <= Self::MOST
    }
}

/// `2`, `1.5`, `-0.25`: no zeros behind.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (all / 1_000, all % 1_000);
        if part == 0 {
            return f.pad(&format!("{sign}{whole}"));
        }
        let part = format!("{part:03}");
        f.pad(&format!("{sign}{whole}.{}", part.trim_end_matches('0')))
    }
}

impl Neg for Quantity {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Quantity {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Self::plus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quantities_are_read_as_people_type_them() {
        for (text, thousandths) in [
            ("2", 2_000),
            ("1.5", 1_500),
            ("1,5", 1_500),
            ("２．５", 2_500),
            ("1,200", 1_200_000),
            (".25", 250),
            ("-3", -3_000),
        ] {
            assert_eq!(Quantity::parse(text), Some(Quantity(thousandths)), "{text}");
        }
        for text in ["", "-", "two", "1.2345", "1e3", "1,2,3", "9999999999999", "--1"] {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
        assert_eq!(Quantity(1_250).to_string(), "1.25");
        assert_eq!(Quantity(-2_000).to_string(), "-2");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(all in -900_000_000_000_000_i64..900_000_000_000_000) {
            prop_assert_eq!(Quantity::parse(&Quantity(all).to_string()), Some(Quantity(all)));
        }
    }
}
