//! The number of an order: the day it was made and its place in that day, without gaps (`20261127-003`).
//! May depend on `base` and jiff's civil dates.

use jiff::Timestamp;
use jiff::tz::Offset;

/// The day of a moment in a zone as one number: 20261127.
#[must_use]
pub fn day_of(utc_millis: i64, offset_minutes: i16) -> i64 {
    let offset = Offset::from_seconds(i32::from(offset_minutes) * 60).unwrap_or(Offset::UTC);
    let date = Timestamp::from_millisecond(utc_millis)
        .map(|at| offset.to_datetime(at).date())
        .unwrap_or_default();
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

/// The number as people read it.
#[must_use]
pub fn text(day: i64, place: i64) -> String {
    format!("{day}-{place:03}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_shops_own() {
        let late = 1_795_449_600_000; // 2026-11-23 16:00 UTC
        assert_eq!(day_of(late, 480), 20_261_124);
        assert_eq!(day_of(late, 0), 20_261_123);
        assert_eq!(text(20_261_127, 3), "20261127-003");
        assert_eq!(text(20_261_127, 1_234), "20261127-1234");
    }
}
