//! Days of the local calendar as numbers since 1970. Pure. May depend on nothing but jiff's calendar.

use jiff::civil::Date;

/// More than the calendar has (years -9999 to 9999).
const MOST_DAYS: i64 = 7_304_484;

fn epoch() -> Date {
    Date::constant(1970, 1, 1)
}

/// The date of a day since 1970; the nearest one of the calendar when there is none.
#[must_use]
pub fn date_of(day: i64) -> Date {
    let days = day.clamp(-MOST_DAYS, MOST_DAYS);
    epoch().saturating_add(jiff::Span::new().days(days))
}

/// The day since 1970 of a date.
#[must_use]
pub fn day_of_date(date: Date) -> i64 {
    epoch().until(date).map_or(0, |span| i64::from(span.get_days()))
}

/// The local day of a moment.
#[must_use]
pub fn day_of(utc_millis: i64, offset_minutes: i16) -> i64 {
    utc_millis.saturating_add(i64::from(offset_minutes) * 60_000).div_euclid(86_400_000)
}
