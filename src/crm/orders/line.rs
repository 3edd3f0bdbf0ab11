//! One line of an order and the rules of price and discount. Whole numbers only. May depend on `base` and `crm::goods`.

use crate::base::ids::ProductId;
use crate::base::money::Money;
use crate::crm::goods::product::MOST_PRICE;
use crate::crm::goods::quantity::Quantity;
use serde::{Deserialize, Serialize};

/// Something off the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Discount {
    /// Nothing off.
    #[default]
    None,
    /// So many ten-thousandths off (10 % is 1,000).
    Percent(u16),
    /// So much off.
    Amount(Money),
}

impl Discount {
    /// Reads `10%`, `10 %`, `5`, `2.50`; a Chinese shop's `9折` and `95折` too. Empty: nothing off. `None`: it is neither.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Some(Self::None);
        }
        if let Some(part) = text.strip_suffix(['%', '％']) {
            let hundredths = Money::parse(part)?.0;
            let percent = u16::try_from(hundredths).ok().filter(|p| *p <= 10_000)?;
            return Some(if percent == 0 { Self::None } else { Self::Percent(percent) });
        }
        if let Some(fold) = text.strip_suffix('折') {
            let paid = fold.trim().parse::<u16>().ok()?;
            let percent = match paid {
                1..=9 => 10_000 - paid * 1_000,
                10..=99 => 10_000 - paid * 100,
                _ => return None,
            };
            return Some(Self::Percent(percent));
        }
        let amount = Money::parse(text).filter(|m| *m >= Money::ZERO && *m <= MOST_PRICE)?;
        Some(if amount.is_zero() { Self::None } else { Self::Amount(amount) })
    }

    /// As a person would type it.
    #[must_use]
    pub fn typed(self) -> String {
        match self {
            Self::None => String::new(),
            Self::Percent(part) if part % 100 == 0 => format!("{}%", part / 100),
            Self::Percent(part) => {
                let text = format!("{}.{:02}", part / 100, part % 100);
                format!("{}%", text.trim_end_matches('0'))
            }
            Self::Amount(amount) => amount.to_string(),
        }
    }

    /// What is left of an amount; never less than nothing. A discount in money on a part of the goods is a part of it.
    #[must_use]
    pub fn off(self, amount: Money, part: i64, of: i64) -> Money {
        let less = match self {
            Self::None => Money::ZERO,
            Self::Percent(percent) => amount.scaled(i64::from(percent), 10_000),
            Self::Amount(off) => off.scaled(part, of),
        };
        amount.minus(less).max(Money::ZERO)
    }

    /// Whether it can be given.
    #[must_use]
    pub fn is_sound(self) -> bool {
        match self {
            Self::None => true,
            Self::Percent(part) => part <= 10_000,
            Self::Amount(off) => off >= Money::ZERO && off <= MOST_PRICE,
        }
    }
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OrderLine {
    /// Which product.
    pub product: ProductId,
    /// As it was called then.
    pub name: String,
    /// Its unit then.
    pub unit: String,
    /// How many.
    pub quantity: Quantity,
    /// For one unit.
    pub price: Money,
    /// Off this line.
    pub discount: Discount,
    /// Paid with tickets bought before: it costs nothing and takes tickets.
    pub by_ticket: bool,
    /// Empty containers taken back with it.
    pub empties: Quantity,
    /// How many of them were given back.
    pub returned: Quantity,
    /// What the goods cost the shop, as far as they are out.
    pub cost: Money,
}

impl OrderLine {
    /// How many the customer keeps.
    #[must_use]
    pub fn kept(&self) -> Quantity {
        self.quantity.minus(self.returned)
    }

    /// What is owed for what is kept.
    #[must_use]
    pub fn amount(&self) -> Money {
        self.amount_of(self.kept())
    }

    /// What would be owed if nothing had been given back.
    #[must_use]
    pub fn full_amount(&self) -> Money {
        self.amount_of(self.quantity)
    }

    fn amount_of(&self, kept: Quantity) -> Money {
        if self.by_ticket || kept <= Quantity::ZERO {
            return Money::ZERO;
        }
        self.discount.off(self.price.scaled(kept.0, 1_000), kept.0, self.quantity.0)
    }
}

/// What is owed for lines with a discount on the whole of them.
#[must_use]
pub fn total(lines: &[OrderLine], discount: Discount) -> Money {
    let kept: Money = lines.iter().map(OrderLine::amount).sum();
    let full: Money = lines.iter().map(OrderLine::full_amount).sum();
    if kept.is_zero() { Money::ZERO } else { discount.off(kept, kept.0, full.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(units: i64, price: i64, discount: Discount) -> OrderLine {
        let (quantity, price) = (Quantity::whole(units), Money(price));
        OrderLine { quantity, price, discount, ..OrderLine::default() }
    }

    #[test]
    fn discounts_are_read_as_people_type_them() {
        for (text, discount) in [
            ("", Discount::None),
            ("10%", Discount::Percent(1_000)),
            ("2.5 %", Discount::Percent(250)),
            ("9折", Discount::Percent(1_000)),
            ("85折", Discount::Percent(1_500)),
            ("5", Discount::Amount(Money(500))),
            ("2,50", Discount::Amount(Money(250))),
            ("0", Discount::None),
        ] {
            assert_eq!(Discount::parse(text), Some(discount), "{text}");
            assert_eq!(Discount::parse(&discount.typed()), Some(discount), "{text}");
        }
        for text in ["-5", "101%", "abc", "1000000000000000", "100折", "0折"] {
            assert_eq!(Discount::parse(text), None, "{text}");
        }
    }

    #[test]
    fn lines_add_up_and_what_comes_back_is_not_owed() {
        let mut lines =
            vec![line(2, 2_000, Discount::None), line(3, 1_000, Discount::Percent(1_000))];
        assert_eq!(total(&lines, Discount::None), Money(6_700));
        assert_eq!(total(&lines, Discount::Amount(Money(700))), Money(6_000));
        assert_eq!(total(&lines, Discount::Amount(Money(99_999))), Money::ZERO);
        lines[0].returned = Quantity::ONE;
        assert_eq!(total(&lines, Discount::None), Money(4_700));
        lines[0].by_ticket = true;
        assert_eq!(total(&lines, Discount::None), Money(2_700));
        for line in &mut lines {
            line.returned = line.quantity;
        }
        assert_eq!(total(&lines, Discount::Amount(Money(700))), Money::ZERO);
    }

    proptest! {
        #[test]
        fn nobody_ever_owes_less_than_nothing_or_more_than_the_list_price(
            units in 1_i64..100_000, price in 0_i64..1_000_000, off in 0_i64..2_000_000, percent in 0_u16..=10_000,
            back in 0_i64..100_000,
        ) {
            for discount in [Discount::Percent(percent), Discount::Amount(Money(off))] {
                let mut one = line(0, price, discount);
                one.quantity = Quantity(units);
                one.returned = Quantity(back.min(units));
                let list = one.price.scaled(one.kept().0, 1_000);
                prop_assert!(one.amount() >= Money::ZERO && one.amount() <= list);
                let whole = total(&[one.clone()], discount);
                prop_assert!(whole >= Money::ZERO && whole <= one.amount());
            }
        }
    }
}
