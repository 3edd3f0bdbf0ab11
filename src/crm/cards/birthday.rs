//! Which birthdays exist. The solar calendar's months; a lunar month has at most 30 days. May depend on the rest of `crm`.

use crate::crm::customer::{Birthday, Calendar};

/// Whether there is such a day: 29 February needs a leap year only when the year is known.
#[must_use]
pub fn exists(day: Birthday) -> bool {
    if !(1..=12).contains(&day.month) || day.day == 0 {
        return false;
    }
    let leap = day.year.is_none_or(|year| {
        let year = i32::from(year);
        (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    });
    let most = match (day.calendar, day.month) {
        (Calendar::Lunar, _) | (Calendar::Solar, 4 | 6 | 9 | 11) => 30,
        (Calendar::Solar, 2) => 28 + u8::from(leap),
        (Calendar::Solar, _) => 31,
    };
    day.day <= most && day.year.is_none_or(|year| (1800..=2200).contains(&year))
}

/// Reads `1990-5-6`, `5-6`, `5月6日`, `1990年5月6日`, `19900506`. `None`: no such day.
#[must_use]
pub fn parse(text: &str, calendar: Calendar, leap_month: bool) -> Option<Birthday> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let parts: Vec<&str> =
        plain.trim_end_matches('日').split(['-', '/', '.', '年', '月']).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] => (Some(*year), *month, *day),
        [all] if all.len() == 8 && all.is_ascii() => {
            (Some(all.get(..4)?), all.get(4..6)?, all.get(6..)?)
        }
        [month, day] => (None, *month, *day),
        _ => return None,
    };
    let year = match year {
        Some(year) => Some(year.parse().ok()?),
        None => None,
    };
    let leap_month = leap_month && calendar == Calendar::Lunar;
    let day =
        Birthday { calendar, year, month: month.parse().ok()?, day: day.parse().ok()?, leap_month };
    exists(day).then_some(day)
}

/// `1990-05-06`, or `05-06` where the year is not known.
#[must_use]
pub fn text(day: Birthday) -> String {
    let rest = format!("{:02}-{:02}", day.month, day.day);
    day.year.map_or_else(|| rest.clone(), |year| format!("{year}-{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_must_exist_in_its_calendar() {
        let solar = |text| parse(text, Calendar::Solar, false);
        assert_eq!(text(solar("1990年5月6日").unwrap()), "1990-05-06");
        assert_eq!(text(solar("5-6").unwrap()), "05-06");
        assert!(solar("2-29").is_some() && solar("2000-2-29").is_some());
        for wrong in
            ["2-30", "1999-2-29", "1900-02-29", "13-1", "0-1", "4-31", "x", "", "1-1-1", "300-1"]
        {
            assert_eq!(solar(wrong), None, "{wrong}");
        }
        assert!(parse("2-30", Calendar::Lunar, true).is_some_and(|day| day.leap_month));
        assert_eq!(parse("2-31", Calendar::Lunar, false), None);
    }
}
