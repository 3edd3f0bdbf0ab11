//! How often somebody buys, and when the next order is to be expected. The usual interval is the median of the newest gaps
//! between days with an order, so that one holiday changes nothing; for one product the gaps are weighed by how much was
//! taken, so that who took two barrels is expected twice as late. Pure. May depend on `base`, `crm::goods`.

use crate::crm::goods::quantity::Quantity;

/// Days with an order that a rhythm needs.
pub const LEAST: usize = 3;
/// The newest gaps that are looked at.
const NEWEST: usize = 12;

/// A rhythm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rhythm {
    /// The usual number of days between two orders, at least one.
    pub interval: i64,
    /// The day of the last one, since 1970.
    pub last: i64,
    /// The day the next one is expected on.
    pub next: i64,
}

/// Where somebody stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Beat {
    /// It is not yet time.
    Early,
    /// It is about time.
    Due,
    /// More than twice the usual time has passed, and two weeks at least: the customer stays away.
    Dormant,
}

impl Rhythm {
    /// Of days with an order, in order, each once.
    #[must_use]
    pub fn of_days(days: &[i64]) -> Option<Self> {
        let last = *days.last()?;
        let gaps = days.windows(2).filter_map(|pair| match pair {
            [a, b] => Some(b.saturating_sub(*a)),
            _ => None,
        });
        let interval = median(gaps.collect())?;
        (days.len() >= LEAST).then(|| Self { interval, last, next: last.saturating_add(interval) })
    }

    /// Of days and what was taken on each of them, in order, each day once: a gap is what it is for one unit, times what was
    /// taken last.
    #[must_use]
    pub fn of_use(taken: &[(i64, Quantity)]) -> Option<Self> {
        let (last, there) = *taken.last()?;
        let per_unit = taken.windows(2).filter_map(|pair| match pair {
            [(a, quantity), (b, _)] if *quantity > Quantity::ZERO => {
                let thousandths = b.saturating_sub(*a).checked_mul(1_000_000)?;
                thousandths.checked_div(quantity.0)
            }
            _ => None,
        });
        let per_unit = median(per_unit.collect())?; // thousandths of a day for one unit
        let lasts = i128::from(per_unit) * i128::from(there.0) / 1_000_000;
        let interval = i64::try_from(lasts).unwrap_or(i64::MAX).max(1);
        (taken.len() >= LEAST).then(|| Self { interval, last, next: last.saturating_add(interval) })
    }

    /// Where it stands today.
    #[must_use]
    pub fn beat(&self, today: i64) -> Beat {
        let passed = today.saturating_sub(self.last);
        if passed > self.interval.saturating_mul(2).max(14) {
            Beat::Dormant
        } else if passed.saturating_add(self.interval / 5).saturating_add(1) >= self.interval {
            Beat::Due
        } else {
            Beat::Early
        }
    }

    /// Days since the next order was expected; negative: it is still to come.
    #[must_use]
    pub const fn late(&self, today: i64) -> i64 {
        today.saturating_sub(self.next)
    }
}

/// The middle of the newest gaps, at least one.
fn median(mut gaps: Vec<i64>) -> Option<i64> {
    gaps.drain(..gaps.len().saturating_sub(NEWEST));
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).map(|gap| (*gap).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_buys_every_week_is_due_after_a_week_and_dormant_after_more_than_two() {
        let rhythm = Rhythm::of_days(&[0, 7, 14, 60, 67, 74]).unwrap();
        assert_eq!((rhythm.interval, rhythm.next), (7, 81), "a holiday changes nothing");
        assert_eq!(rhythm.beat(77), Beat::Early);
        assert_eq!(rhythm.beat(80), Beat::Due);
        assert_eq!(rhythm.beat(88), Beat::Due);
        assert_eq!(rhythm.beat(89), Beat::Dormant);
        assert_eq!(rhythm.late(83), 2);
        assert_eq!(Rhythm::of_days(&[0, 7]), None, "twice is no habit");
        assert_eq!(Rhythm::of_days(&[]), None);
    }

    #[test]
    fn who_took_two_barrels_is_expected_twice_as_late() {
        let barrels = |all: &[(i64, i64)]| {
            let taken: Vec<_> = all.iter().map(|(day, n)| (*day, Quantity::whole(*n))).collect();
            Rhythm::of_use(&taken)
        };
        assert_eq!(barrels(&[(0, 1), (5, 1), (10, 2)]).unwrap().next, 20);
        assert_eq!(barrels(&[(0, 2), (10, 2), (20, 1)]).unwrap().next, 25);
        assert_eq!(barrels(&[(0, 0), (5, 0), (9, 0)]), None);
        assert!(barrels(&[(0, 1), (i64::MAX, 1), (i64::MAX, 1)]).is_some(), "no panic");
    }

    #[test]
    fn many_orders_on_one_day_never_divide_by_nothing() {
        let rhythm = Rhythm::of_days(&[5, 5, 5]).unwrap();
        assert_eq!(rhythm.interval, 1);
        assert_eq!(rhythm.beat(i64::MAX), Beat::Dormant);
    }
}
