//! "Today", "yesterday", "7 days" and a range of dates as moments, in the zone of the person who asks.
//! Pure: the present moment is an argument. May depend on `base`.

use crate::base::clock::Stamp;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;

/// A stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Period {
    /// Whenever it was.
    #[default]
    Any,
    /// Since midnight.
    Today,
    /// The day before.
    Yesterday,
    /// Today and the six days before.
    Week,
    /// From a day to a day, both included; either may be left open.
    Range(Option<Date>, Option<Date>),
}

impl Period {
    /// Its bounds in milliseconds since 1970 UTC: from (included) and until (not included), seen at `now`.
    #[must_use]
    pub fn bounds(self, now: Stamp) -> (Option<i64>, Option<i64>) {
        let Some(today) = date_of(now.utc_millis, now.offset_minutes) else { return (None, None) };
        let start = |date: Option<Date>| date.and_then(|d| midnight(d, now.offset_minutes));
        let back = |days: i8| (0..days).try_fold(today, |day, _| day.yesterday()).ok();
        match self {
            Self::Any => (None, None),
            Self::Today => (start(Some(today)), None),
            Self::Yesterday => (start(back(1)), start(Some(today))),
            Self::Week => (start(back(6)), None),
            Self::Range(from, to) => {
                // Whoever types the later day first means the days between all the same.
                let (from, to) = match (from, to) {
                    (Some(a), Some(b)) if a > b => (Some(b), Some(a)),
                    other => other,
                };
                (start(from), start(to.and_then(|day| day.tomorrow().ok())))
            }
        }
    }
}

/// The day of a moment in a zone.
#[must_use]
pub fn date_of(utc_millis: i64, offset_minutes: i16) -> Option<Date> {
    let at = Timestamp::from_millisecond(utc_millis).ok()?;
    Some(offset(offset_minutes)?.to_datetime(at).date())
}

/// Milliseconds since 1970 UTC of a day's first moment in a zone.
#[must_use]
pub fn midnight(date: Date, offset_minutes: i16) -> Option<i64> {
    moment(date, Time::midnight(), offset_minutes)
}

/// Milliseconds since 1970 UTC of a day and a time in a zone.
#[must_use]
pub fn moment(date: Date, time: Time, offset_minutes: i16) -> Option<i64> {
    let at = offset(offset_minutes)?.to_timestamp(date.to_datetime(time)).ok()?;
    Some(at.as_millisecond())
}

/// A day as people type it: `2026-11-27`, `2026/11/27`, `2026.11.27`, `11-27` (of this year), full-width digits too.
#[must_use]
pub fn parse_date(text: &str, today: Date) -> Option<Date> {
    let numbers = numbers(text)?;
    match numbers.as_slice() {
        [month, day] => date(today.year(), *month, *day),
        [year, month, day] => date(i16::try_from(*year).ok().filter(|y| *y >= 1970)?, *month, *day),
        _ => None,
    }
}

/// A time as people type it: `9`, `9:30`, `0930`, `9.30`, `９：３０`.
#[must_use]
pub fn parse_time(text: &str) -> Option<Time> {
    let numbers = numbers(text)?;
    let (hour, minute) = match numbers.as_slice() {
        [one] if *one > 24 => (*one / 100, *one % 100),
        [hour] => (*hour, 0),
        [hour, minute] => (*hour, *minute),
        _ => return None,
    };
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()
}

/// The numbers in a short text; anything but digits and separators makes it none.
fn numbers(text: &str) -> Option<Vec<u32>> {
    let fold = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '：' | '年' | '月' | '日' | '时' | '点' | '分' | '/' | '.' | '-' | ':' | '－' | '／' => {
            ' '
        }
        other => other,
    };
    let folded: String = text.chars().take(24).map(fold).collect();
    folded.split_whitespace().map(|part| part.parse().ok()).collect()
}

fn date(year: i16, month: u32, day: u32) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn offset(minutes: i16) -> Option<Offset> {
    Offset::from_seconds(i32::from(minutes) * 60).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// 2026-11-23 00:30 in Beijing, which is still the 22nd in UTC.
    const NOW: Stamp =
        Stamp { mono: Duration::ZERO, utc_millis: 1_795_365_000_000, offset_minutes: 480 };
    const DAY: i64 = 86_400_000;

    #[test]
    fn days_begin_at_midnight_of_the_person_who_asks() {
        let midnight = NOW.utc_millis - 1_800_000;
        assert_eq!(Period::Today.bounds(NOW), (Some(midnight), None));
        assert_eq!(Period::Yesterday.bounds(NOW), (Some(midnight - DAY), Some(midnight)));
        assert_eq!(Period::Week.bounds(NOW), (Some(midnight - 6 * DAY), None));
        let day = Date::new(2026, 11, 23).ok();
        let early = Date::new(2026, 11, 20).ok();
        let both = (Some(midnight - 3 * DAY), Some(midnight + DAY));
        assert_eq!(Period::Range(early, day).bounds(NOW), both);
        assert_eq!(Period::Range(day, early).bounds(NOW), both, "either way round");
        assert_eq!(Period::Range(None, None).bounds(NOW), (None, None));
    }

    #[test]
    fn days_and_times_are_read_as_people_type_them() {
        let today = Date::new(2026, 11, 23).unwrap();
        let day = Date::new(2026, 11, 27).ok();
        for text in
            ["2026-11-27", "2026/11/27", "2026.11.27", "11-27", "２０２６－１１－２７", "11月27日"]
        {
            assert_eq!(parse_date(text, today), day, "{text}");
        }
        for text in ["", "soon", "2026-13-01", "27", "2026-11-27-1", "99999999999"] {
            assert_eq!(parse_date(text, today), None, "{text}");
        }
        for (text, hour, minute) in
            [("9", 9, 0), ("9:30", 9, 30), ("0930", 9, 30), ("16.05", 16, 5), ("９：３０", 9, 30)]
        {
            assert_eq!(parse_time(text), Time::new(hour, minute, 0, 0).ok(), "{text}");
        }
        for text in ["", "25:00", "9:75", "noon", "1:2:3", "24"] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }
}
