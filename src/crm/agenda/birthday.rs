//! On which day a birthday is kept in a year, by either calendar. The rules:
//!
//! * 29 February is kept on 28 February in common years.
//! * Born in a leap month: kept in the leap month of that number where the year has it, else in the ordinary month of the same
//!   number.
//! * Day 30 is kept on day 29 where the month has 29 days.
//! * A date that no calendar has (30 February, month 13) is kept on no day.
//!
//! Pure. May depend on `crm::customer`.

use crate::crm::agenda::lunar::{self, LunarDate};
use crate::crm::customer::{Birthday, Calendar};
use jiff::civil::Date;

/// Years that are looked at for the next birthday: 29 February needs none beyond the next, but a calendar may end.
const AHEAD: i16 = 2;

/// The day of the birthday in the year of its own calendar.
#[must_use]
pub fn in_year(birthday: &Birthday, year: i16) -> Option<Date> {
    match birthday.calendar {
        Calendar::Solar => {
            let month = i8::try_from(birthday.month).ok()?;
            let day = i8::try_from(birthday.day).ok()?;
            let kept = Date::new(year, month, day).ok();
            let is_leap_day = (month, day) == (2, 29);
            kept.or_else(|| is_leap_day.then(|| Date::new(year, 2, 28).ok()).flatten())
        }
        Calendar::Lunar => {
            if !(1..=30).contains(&birthday.day) {
                return None;
            }
            let leap = birthday.leap_month && lunar::leap_month(year) == Some(birthday.month);
            let length = lunar::days_in_month(year, birthday.month, leap)?;
            let day = birthday.day.min(length);
            lunar::to_solar(LunarDate { year, month: birthday.month, leap, day })
        }
    }
}

/// The first day on or after `from` on which the birthday is kept.
#[must_use]
pub fn next(birthday: &Birthday, from: Date) -> Option<Date> {
    // A lunar year begins up to seven weeks after the solar one of the same number.
    let years = (from.year() - 1)..=(from.year() + AHEAD);
    years.filter_map(|year| in_year(birthday, year)).filter(|day| *day >= from).min()
}

/// How old somebody becomes on that day; by the lunar calendar, lunar years are counted. `None` while the year is not known.
#[must_use]
pub fn age_on(birthday: &Birthday, day: Date) -> Option<u16> {
    let year = match birthday.calendar {
        Calendar::Solar => day.year(),
        Calendar::Lunar => lunar::of(day)?.year,
    };
    u16::try_from(year.checked_sub(birthday.year?)?).ok().filter(|age| *age < 150)
}

/// Month and day as a card has them, of all birthdays that may be kept on this day: what an index is asked for.
/// [`in_year`] has the last word (leap months).
#[must_use]
pub fn keys(day: Date) -> Vec<(Calendar, u8, u8)> {
    let number = |n: i8| u8::try_from(n).unwrap_or(0);
    let mut keys = vec![(Calendar::Solar, number(day.month()), number(day.day()))];
    if day.month() == 2 && day.day() == 28 && !day.in_leap_year() {
        keys.push((Calendar::Solar, 2, 29));
    }
    if let Some(lunar) = lunar::of(day) {
        keys.push((Calendar::Lunar, lunar.month, lunar.day));
        let is_last = lunar::days_in_month(lunar.year, lunar.month, lunar.leap) == Some(29);
        if lunar.day == 29 && is_last {
            keys.push((Calendar::Lunar, lunar.month, 30));
        }
    }
    keys
}

/// Whether the birthday is kept on this day.
#[must_use]
pub fn is_on(birthday: &Birthday, day: Date) -> bool {
    let year = match birthday.calendar {
        Calendar::Solar => Some(day.year()),
        Calendar::Lunar => lunar::of(day).map(|lunar| lunar.year),
    };
    year.and_then(|year| in_year(birthday, year)) == Some(day)
}
