//! Periods as people name them, as spans of local hours. A call counts where the clock stood in its own zone when it began: neither a
//! journey nor summer time moves it to another day. May depend on `base`.

use crate::base::calendar::{date_of, day_of, day_of_date};
use crate::base::clock::Stamp;
use jiff::civil::Date;

const HOUR_MILLIS: i64 = 3_600_000;
/// Hours of a day.
const DAY: i64 = 24;
/// 1970-01-01 was a Thursday; weeks begin on Monday.
const FIRST_WEEKDAY: i64 = 3;

/// Whole hours of local time since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Span {
    /// The first.
    pub from: i64,
    /// The one after the last.
    pub to: i64,
}

impl Span {
    /// Whole days: the first, and the one after the last.
    #[must_use]
    pub const fn of_days(from: i64, to: i64) -> Self {
        Self { from: from.saturating_mul(DAY), to: to.saturating_mul(DAY) }
    }

    /// One day.
    #[must_use]
    pub const fn of_day(day: i64) -> Self {
        Self::of_days(day, day.saturating_add(1))
    }

    /// One hour.
    #[must_use]
    pub const fn of_hour(hour: i64) -> Self {
        Self { from: hour, to: hour.saturating_add(1) }
    }

    /// How many hours.
    #[must_use]
    pub fn hours(self) -> i64 {
        self.to.saturating_sub(self.from).max(0)
    }

    /// What both have.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        let from = self.from.max(other.from);
        Self { from, to: self.to.min(other.to).max(from) }
    }

    /// The first day, and the last (included).
    #[must_use]
    pub fn days(self) -> (i64, i64) {
        (self.from.div_euclid(DAY), self.to.saturating_sub(1).div_euclid(DAY))
    }
}

/// The local hour of a moment.
#[must_use]
pub fn hour_of(utc_millis: i64, offset_minutes: i16) -> i64 {
    utc_millis.saturating_add(i64::from(offset_minutes) * 60_000).div_euclid(HOUR_MILLIS)
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
    /// From one day to another (included), since 1970.
    Days(i64, i64),
}

impl Period {
    /// Those with a name, in the order of the chips.
    pub const NAMED: [Self; 6] = [
        Self::Today,
        Self::Yesterday,
        Self::ThisWeek,
        Self::LastWeek,
        Self::ThisMonth,
        Self::LastMonth,
    ];

    /// Its hours; what is not over yet ends with today.
    #[must_use]
    pub fn span(self, now: Stamp) -> Span {
        let today = day_of(now.utc_millis, now.offset_minutes);
        let monday = today - (today + FIRST_WEEKDAY).rem_euclid(7);
        let month = date_of(today).first_of_month();
        let end = today + 1;
        match self {
            Self::Today => Span::of_days(today, end),
            Self::Yesterday => Span::of_day(today - 1),
            Self::ThisWeek => Span::of_days(monday, end),
            Self::LastWeek => Span::of_days(monday - 7, monday),
            Self::ThisMonth => Span::of_days(day_of_date(month), end),
            Self::LastMonth => Span::of_days(day_of_date(month_before(month)), day_of_date(month)),
            Self::Days(a, b) => Span::of_days(a.min(b), a.max(b).saturating_add(1)),
        }
    }

    /// The period before it. One that is not over yet is compared with the same hours of the one before, to the end of the present hour.
    #[must_use]
    pub fn before(self, now: Stamp) -> Span {
        let own = self.span(now);
        let so_far = hour_of(now.utc_millis, now.offset_minutes) + 1 - own.from;
        let whole = |from: i64| Span { from, to: own.from };
        let part = |from: i64| Span { from, to: from.saturating_add(so_far).min(own.from) };
        match self {
            Self::Today => part(own.from - DAY),
            Self::Yesterday => whole(own.from - DAY),
            Self::ThisWeek => part(own.from - 7 * DAY),
            Self::LastWeek => whole(own.from - 7 * DAY),
            Self::ThisMonth => part(first_hour_of_month_before(own)),
            Self::LastMonth => whole(first_hour_of_month_before(own)),
            Self::Days(..) => whole(own.from.saturating_sub(own.hours())),
        }
    }

    /// Whether it is not over yet, so that only a part of the period before is compared.
    #[must_use]
    pub const fn is_running(self) -> bool {
        matches!(self, Self::Today | Self::ThisWeek | Self::ThisMonth)
    }
}

fn month_before(first: Date) -> Date {
    first.yesterday().map_or(first, Date::first_of_month)
}

fn first_hour_of_month_before(own: Span) -> i64 {
    let first = date_of(own.from.div_euclid(DAY));
    Span::of_day(day_of_date(month_before(first))).from
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23 (a Monday) 14:07:30 in Beijing.
    const NOW: Stamp = Stamp {
        mono: std::time::Duration::ZERO,
        utc_millis: 1_795_414_050_000,
        offset_minutes: 480,
    };

    fn dates(span: Span) -> (String, String) {
        let text = |hour: i64| format!("{} {}", date_of(hour.div_euclid(24)), hour.rem_euclid(24));
        (text(span.from), text(span.to))
    }

    fn said(a: &str, b: &str) -> (String, String) {
        (a.to_owned(), b.to_owned())
    }

    #[test]
    fn periods_are_those_of_the_calendar() {
        let span = |period: Period| dates(period.span(NOW));
        assert_eq!(span(Period::Today), said("2026-11-23 0", "2026-11-24 0"));
        assert_eq!(span(Period::Yesterday), said("2026-11-22 0", "2026-11-23 0"));
        assert_eq!(span(Period::ThisWeek), said("2026-11-23 0", "2026-11-24 0"), "a Monday");
        assert_eq!(span(Period::LastWeek), said("2026-11-16 0", "2026-11-23 0"));
        assert_eq!(span(Period::ThisMonth), said("2026-11-01 0", "2026-11-24 0"));
        assert_eq!(span(Period::LastMonth), said("2026-10-01 0", "2026-11-01 0"));
        let day = day_of_date(Date::constant(2024, 2, 29));
        assert_eq!(span(Period::Days(day + 1, day)), said("2024-02-29 0", "2024-03-02 0"));
    }

    #[test]
    fn what_is_not_over_is_compared_with_the_same_hours() {
        let before = |period: Period| dates(period.before(NOW));
        assert_eq!(before(Period::Today), said("2026-11-22 0", "2026-11-22 15"));
        assert_eq!(before(Period::Yesterday), said("2026-11-21 0", "2026-11-22 0"));
        assert_eq!(before(Period::ThisWeek), said("2026-11-16 0", "2026-11-16 15"));
        assert_eq!(before(Period::LastWeek), said("2026-11-09 0", "2026-11-16 0"));
        assert_eq!(before(Period::ThisMonth), said("2026-10-01 0", "2026-10-23 15"));
        assert_eq!(before(Period::LastMonth), said("2026-09-01 0", "2026-10-01 0"));
        // 31 March: February has no such day; it ends where March begins.
        let march = Stamp { utc_millis: 1_774_926_000_000, ..NOW };
        assert_eq!(dates(Period::ThisMonth.before(march)), said("2026-02-01 0", "2026-03-01 0"));
    }

    #[test]
    fn the_hour_is_that_of_the_zone_also_before_1970() {
        assert_eq!(hour_of(0, 0), 0);
        assert_eq!(hour_of(-1, 0), -1);
        assert_eq!(hour_of(0, -1), -1);
        assert_eq!(hour_of(0, 330), 5);
        assert_eq!(day_of(NOW.utc_millis, 480), day_of_date(Date::constant(2026, 11, 23)));
        let far = date_of(i64::MAX);
        assert_eq!(far, Date::MAX, "no day is too far to be named");
    }
}
