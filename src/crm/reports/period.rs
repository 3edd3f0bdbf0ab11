//! Periods of reports: whole days of the shop's own calendar, and how a longer time is cut into days, weeks, months,
//! quarters and years. Weeks begin on Monday (ISO 8601). Pure. May depend on `base`.

pub use crate::base::calendar::{date_of, day_of, day_of_date};

use crate::base::clock::Stamp;
use jiff::civil::Date;

/// Pieces that are also listed when nothing was sold in them.
const MOST_PIECES: usize = 400;

/// The day as one number, as orders are numbered by it: 20261127.
#[must_use]
pub fn number_of(day: i64) -> i64 {
    let date = date_of(day);
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

/// The day since 1970 of such a number; `None`: there is no such day.
#[must_use]
pub fn day_of_number(number: i64) -> Option<i64> {
    let year = i16::try_from(number.div_euclid(10_000)).ok()?;
    let month = i8::try_from(number.rem_euclid(10_000) / 100).ok()?;
    let day = i8::try_from(number.rem_euclid(100)).ok()?;
    Date::new(year, month, day).ok().map(day_of_date)
}

/// Whole days since 1970, the last included; the last before the first: none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Days {
    /// The first.
    pub first: i64,
    /// The last, included.
    pub last: i64,
}

impl Days {
    /// From one to another, whichever comes first.
    #[must_use]
    pub fn new(a: i64, b: i64) -> Self {
        Self { first: a.min(b), last: a.max(b) }
    }

    /// How many.
    #[must_use]
    pub fn count(self) -> i64 {
        self.last.saturating_sub(self.first).saturating_add(1).max(0)
    }

    /// What both have.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        Self { first: self.first.max(other.first), last: self.last.min(other.last) }
    }

    /// The same number of days right before them.
    #[must_use]
    pub fn right_before(self) -> Self {
        let last = self.first.saturating_sub(1);
        Self { first: self.first.saturating_sub(self.count()), last }
    }

    /// The first and the last as numbers of days: 20261101, 20261127.
    #[must_use]
    pub fn numbers(self) -> (i64, i64) {
        (number_of(self.first), number_of(self.last))
    }

    /// `2026-11-01 – 2026-11-27`, and one day alone.
    #[must_use]
    pub fn text(self) -> String {
        if self.first >= self.last {
            return date_of(self.first).to_string();
        }
        format!("{} – {}", date_of(self.first), date_of(self.last))
    }
}

/// How a time is cut into pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum By {
    /// Days.
    #[default]
    Day,
    /// Monday to Sunday.
    Week,
    /// Months.
    Month,
    /// Quarters.
    Quarter,
    /// Years.
    Year,
}

impl By {
    /// All, shortest first.
    pub const ALL: [Self; 5] = [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// Its word in texts and commands.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The whole piece that has this day.
    #[must_use]
    pub fn piece(self, day: i64) -> Days {
        let date = date_of(day);
        let months = |first: i8, count: i8| {
            let from = Date::new(date.year(), first, 1).unwrap_or(date);
            let to = Date::new(date.year(), first + count - 1, 1).map_or(date, Date::last_of_month);
            Days { first: day_of_date(from), last: day_of_date(to) }
        };
        match self {
            Self::Day => Days { first: day, last: day },
            Self::Week => {
                let monday = day - (day + 3).rem_euclid(7); // 1970-01-01 was a Thursday
                Days { first: monday, last: monday + 6 }
            }
            Self::Month => months(date.month(), 1),
            Self::Quarter => months((date.month() - 1) / 3 * 3 + 1, 3),
            Self::Year => months(1, 12),
        }
    }

    /// The pieces of some days, cut off at both ends; `None`: they are too many to be listed.
    #[must_use]
    pub fn pieces(self, days: Days) -> Option<Vec<Days>> {
        let mut pieces = Vec::new();
        let mut day = days.first;
        while day <= days.last {
            if pieces.len() >= MOST_PIECES {
                return None;
            }
            let piece = self.piece(day);
            pieces.push(piece.within(days));
            day = piece.last.max(day).saturating_add(1);
        }
        Some(pieces)
    }

    /// `2026-11-27`, `11-23 – 11-29`, `2026-11`, `2026 Q4`, `2026`.
    #[must_use]
    pub fn name(self, piece: Days) -> String {
        let (from, to) = (date_of(piece.first), date_of(piece.last));
        match self {
            Self::Day => from.to_string(),
            Self::Week => {
                format!("{:02}-{:02} – {:02}-{:02}", from.month(), from.day(), to.month(), to.day())
            }
            Self::Month => format!("{:04}-{:02}", from.year(), from.month()),
            Self::Quarter => format!("{:04} Q{}", from.year(), (from.month() - 1) / 3 + 1),
            Self::Year => format!("{:04}", from.year()),
        }
    }

    /// The coarsest that still shows how a time went.
    #[must_use]
    pub fn fitting(days: Days) -> Self {
        match days.count() {
            ..=45 => Self::Day,
            46..=120 => Self::Week,
            121..=1_100 => Self::Month,
            _ => Self::Year,
        }
    }
}

/// A period as people name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Period {
    /// Today.
    Today,
    /// Yesterday.
    Yesterday,
    /// Since Monday.
    ThisWeek,
    /// Monday to Sunday before that.
    LastWeek,
    /// Since the first.
    #[default]
    ThisMonth,
    /// The month before that.
    LastMonth,
    /// Since the quarter began.
    ThisQuarter,
    /// Since 1 January.
    ThisYear,
    /// The year before that.
    LastYear,
    /// From one day to another (included), since 1970.
    Days(i64, i64),
}

impl Period {
    /// Those with a name, in the order of the chips.
    pub const NAMED: [Self; 9] = [
        Self::Today,
        Self::Yesterday,
        Self::ThisWeek,
        Self::LastWeek,
        Self::ThisMonth,
        Self::LastMonth,
        Self::ThisQuarter,
        Self::ThisYear,
        Self::LastYear,
    ];

    /// The piece of the calendar it is, and whether it is the one we are in.
    const fn shape(self) -> Option<(By, bool)> {
        Some(match self {
            Self::Today => (By::Day, true),
            Self::Yesterday => (By::Day, false),
            Self::ThisWeek => (By::Week, true),
            Self::LastWeek => (By::Week, false),
            Self::ThisMonth => (By::Month, true),
            Self::LastMonth => (By::Month, false),
            Self::ThisQuarter => (By::Quarter, true),
            Self::ThisYear => (By::Year, true),
            Self::LastYear => (By::Year, false),
            Self::Days(..) => return None,
        })
    }

    /// Its days; one that is not over ends today.
    #[must_use]
    pub fn days(self, now: Stamp) -> Days {
        let today = day_of(now.utc_millis, now.offset_minutes);
        match (self, self.shape()) {
            (Self::Days(a, b), _) => Days::new(a, b),
            (_, Some((by, true))) => Days { first: by.piece(today).first, last: today },
            (_, Some((by, false))) => by.piece(by.piece(today).first.saturating_sub(1)),
            (_, None) => Days { first: today, last: today },
        }
    }

    /// What it is compared with: the piece of the calendar before it, and of that as many days as have passed of this one.
    #[must_use]
    pub fn before(self, now: Stamp) -> Days {
        let own = self.days(now);
        let Some((by, is_running)) = self.shape() else { return own.right_before() };
        let whole = by.piece(own.first.saturating_sub(1));
        if !is_running {
            return whole;
        }
        Days { first: whole.first, last: (whole.first + own.count() - 1).min(whole.last) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 2026-11-23 (a Monday) 14:07 in Beijing.
    const NOW: Stamp = Stamp {
        mono: std::time::Duration::ZERO,
        utc_millis: 1_795_414_050_000,
        offset_minutes: 480,
    };

    #[test]
    fn periods_are_those_of_the_calendar_and_compared_with_as_many_days() {
        for (period, days, before) in [
            (Period::Today, "2026-11-23", "2026-11-22"),
            (Period::Yesterday, "2026-11-22", "2026-11-21"),
            (Period::ThisWeek, "2026-11-23", "2026-11-16"),
            (Period::LastWeek, "2026-11-16 – 2026-11-22", "2026-11-09 – 2026-11-15"),
            (Period::ThisMonth, "2026-11-01 – 2026-11-23", "2026-10-01 – 2026-10-23"),
            (Period::LastMonth, "2026-10-01 – 2026-10-31", "2026-09-01 – 2026-09-30"),
            (Period::ThisQuarter, "2026-10-01 – 2026-11-23", "2026-07-01 – 2026-08-23"),
            (Period::ThisYear, "2026-01-01 – 2026-11-23", "2025-01-01 – 2025-11-23"),
            (Period::LastYear, "2025-01-01 – 2025-12-31", "2024-01-01 – 2024-12-31"),
        ] {
            assert_eq!(period.days(NOW).text(), days, "{period:?}");
            assert_eq!(period.before(NOW).text(), before, "{period:?}");
        }
        let march = Stamp { utc_millis: 1_774_926_000_000, ..NOW }; // 2026-03-31
        assert_eq!(Period::ThisMonth.before(march).text(), "2026-02-01 – 2026-02-28");
        let typed = Period::Days(20_000, 19_990);
        assert_eq!(typed.days(NOW), Days { first: 19_990, last: 20_000 });
        assert_eq!(typed.before(NOW), Days { first: 19_979, last: 19_989 });
    }

    #[test]
    fn pieces_have_names_and_too_many_are_not_listed() {
        let day = day_of_date(Date::constant(2026, 11, 23));
        let names = By::ALL.map(|by| by.name(by.piece(day)));
        assert_eq!(names, ["2026-11-23", "11-23 – 11-29", "2026-11", "2026 Q4", "2026"]);
        let years = Days { first: day - 4_000, last: day };
        assert_eq!(By::Day.pieces(years), None);
        assert_eq!(By::Year.pieces(years).map(|all| all.len()), Some(12));
        assert_eq!(By::Day.pieces(Days { first: 5, last: 4 }), Some(Vec::new()));
        assert_eq!(day_of_number(20_260_230), None);
    }

    proptest! {
        #[test]
        fn pieces_are_all_days_each_once(first in -40_000_i64..60_000, count in 1_i64..300, by in 0_usize..5) {
            let days = Days { first, last: first + count - 1 };
            let pieces = By::ALL[by].pieces(days).unwrap();
            prop_assert_eq!(pieces.iter().map(|piece| piece.count()).sum::<i64>(), count);
            prop_assert!(pieces.windows(2).all(|pair| pair[0].last + 1 == pair[1].first));
            prop_assert_eq!(day_of_number(number_of(first)), Some(first));
        }
    }
}
