//! The figures of sales, and what is made of them. Whole minor units and thousandths everywhere; shares in thousandths.
//! May depend on `base`.

use crate::base::money::Money;

/// What some orders come to. `goods + discounts + returns = net`, to the last minor unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sales {
    /// How many orders.
    pub orders: u64,
    /// Goods at their prices, before any discount. (Paid by ticket: nothing.)
    pub goods: Money,
    /// What was taken off, by line and on the whole; not above nothing.
    pub discounts: Money,
    /// What was given back, as far as it was charged; not above nothing.
    pub returns: Money,
    /// What is owed for them.
    pub net: Money,
    /// What the goods that left the shop and stayed away had cost.
    pub cost: Money,
    /// What was paid for them, whenever.
    pub received: Money,
    /// What came on these days for no order that counts: on account, or for one that was called off.
    pub on_account: Money,
}

impl Sales {
    /// Adds others.
    pub fn add(&mut self, other: &Self) {
        self.orders += other.orders;
        for (sum, more) in [
            (&mut self.goods, other.goods),
            (&mut self.discounts, other.discounts),
            (&mut self.returns, other.returns),
            (&mut self.net, other.net),
            (&mut self.cost, other.cost),
            (&mut self.received, other.received),
            (&mut self.on_account, other.on_account),
        ] {
            *sum = sum.plus(more);
        }
    }

    /// What was ordered, discounts taken off, before anything came back.
    #[must_use]
    pub fn ordered(&self) -> Money {
        self.net.minus(self.returns)
    }

    /// All that was received.
    #[must_use]
    pub fn paid(&self) -> Money {
        self.received.plus(self.on_account)
    }

    /// What is still to be paid; negative: paid in advance.
    #[must_use]
    pub fn open(&self) -> Money {
        self.net.minus(self.paid())
    }

    /// What is left of them for the shop.
    #[must_use]
    pub fn margin(&self) -> Money {
        self.net.minus(self.cost)
    }

    /// The margin as a part of what is owed, in thousandths.
    #[must_use]
    pub fn margin_share(&self) -> Option<i64> {
        permille(self.margin(), self.net)
    }

    /// What one order comes to on the average.
    #[must_use]
    pub fn mean(&self) -> Money {
        self.net.scaled(1, i64::try_from(self.orders).unwrap_or(i64::MAX))
    }

    /// Whether there is nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.orders == 0 && self.on_account.is_zero()
    }
}

/// A part of a whole in thousandths, rounded; `None`: there is no whole, or it is negative.
#[must_use]
pub fn permille(part: Money, whole: Money) -> Option<i64> {
    (whole > Money::ZERO).then(|| Money(1_000).scaled(part.0, whole.0).0)
}

/// How much more than before, in thousandths of before; `None`: there was nothing before.
#[must_use]
pub fn change(now: Money, before: Money) -> Option<i64> {
    permille(now.minus(before), before)
}

/// How often a customer buys in a month of 30.44 days, in hundredths; `None`: nobody did.
#[must_use]
pub fn monthly(orders: u64, customers: u64, days: i64) -> Option<i64> {
    let (orders, customers) = (i64::try_from(orders).ok()?, i64::try_from(customers).ok()?);
    let whole = customers.checked_mul(days)?;
    (whole > 0).then(|| Money(orders).scaled(3_044, whole).0)
}

/// The products that make most of the turnover, those that make some more of it, and the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Abc {
    /// Until four fifths of all.
    A,
    /// Until nineteen twentieths.
    B,
    /// The rest.
    #[default]
    C,
}

impl Abc {
    /// The letter.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }

    /// Of one after another, the greatest first: what came before this one decides (the one that reaches a limit still
    /// belongs to it).
    #[must_use]
    pub fn of(before: Money, whole: Money) -> Self {
        match permille(before, whole) {
            Some(part) if part < 800 => Self::A,
            Some(part) if part < 950 => Self::B,
            _ => Self::C,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_means_have_no_floating_point_and_nothing_to_divide_is_said() {
        assert_eq!(permille(Money(1), Money(3)), Some(333));
        assert_eq!(permille(Money(-5), Money(10)), Some(-500));
        assert_eq!(permille(Money(1), Money::ZERO), None);
        assert_eq!(change(Money(150), Money(100)), Some(500));
        assert_eq!(monthly(10, 5, 30), Some(203), "twice in 30 days");
        assert_eq!(monthly(1, 0, 30), None);
        let sales = Sales { orders: 3, net: Money(1_000), cost: Money(400), ..Sales::default() };
        assert_eq!((sales.mean(), sales.margin_share()), (Money(333), Some(600)));
        assert_eq!(Sales::default().mean(), Money::ZERO);
    }

    #[test]
    fn the_first_that_make_four_fifths_are_a() {
        let sold = [500, 250, 150, 60, 40];
        let mut before = 0;
        let letters = sold.map(|amount| {
            let letter = Abc::of(Money(before), Money(1_000));
            before += amount;
            letter.word()
        });
        assert_eq!(letters, ["A", "A", "A", "B", "C"]);
        assert_eq!(Abc::of(Money::ZERO, Money::ZERO), Abc::C, "nothing was sold");
    }
}
