//! Days and birthdays as people write them in lists, by either calendar, with or without the year.
//! Pure. May depend on `base` and the rest of `crm`.

use crate::crm::customer::{Birthday, Calendar};
use jiff::civil::Date;

/// A year with a 29 February: a birthday without its year is checked against it.
const LEAP: i16 = 2000;
/// Day zero of a spreadsheet's day numbers.
const SHEET: (i16, i8, i8) = (1899, 12, 30);
const UNITS: &str = "一二三四五六七八九";

/// A birthday; `None`: this is no day.
#[must_use]
pub fn birthday(text: &str) -> Option<Birthday> {
    let text = text.trim();
    let lower = text.to_lowercase();
    let is_lunar = ["农", "阴", "lunar"].iter().any(|word| lower.contains(word));
    if !is_lunar {
        return solar(text);
    }
    let rest = lower
        .trim_start_matches(['农', '農', '阴', '陰', '历', '曆', ':', '：', ' '])
        .replace("lunar", "");
    let leap_month = rest.contains(['闰', '閏']);
    let rest = rest.replace(['闰', '閏'], "");
    let (year, month, day) = parts(&rest).or_else(|| chinese(&rest))?;
    let is_day = (1..=12).contains(&month) && (1..=30).contains(&day);
    is_day.then_some(Birthday { calendar: Calendar::Lunar, year, month, day, leap_month })
}

fn solar(text: &str) -> Option<Birthday> {
    let (year, month, day) = match sheet_day(text) {
        Some(date) => {
            (Some(date.year()), u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?)
        }
        None => parts(text)?,
    };
    let month_of = i8::try_from(month).ok()?;
    let day_of = i8::try_from(day).ok()?;
    Date::new(year.unwrap_or(LEAP), month_of, day_of).ok()?;
    Some(Birthday { calendar: Calendar::Solar, year, month, day, leap_month: false })
}

/// A day as days since 1970-01-01.
#[must_use]
pub fn day(text: &str) -> Option<i32> {
    let birthday = solar(text.trim())?;
    let year = birthday.year?;
    let date =
        Date::new(year, i8::try_from(birthday.month).ok()?, i8::try_from(birthday.day).ok()?);
    let epoch = Date::new(1970, 1, 1).ok()?;
    date.ok()?.since(epoch).ok().map(|span| span.get_days())
}

/// The day of this many days since 1970-01-01; empty outside the calendar.
#[must_use]
pub fn day_text(days: i32) -> String {
    let date = Date::new(1970, 1, 1)
        .and_then(|epoch| epoch.checked_add(jiff::Span::new().try_days(i64::from(days))?));
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// What [`birthday`] reads again: `1980-05-03`, `05-03`, `农历1980-闰04-30`.
#[must_use]
pub fn birthday_text(birthday: &Birthday) -> String {
    let lunar = if birthday.calendar == Calendar::Lunar { "农历" } else { "" };
    let year = birthday.year.map(|year| format!("{year:04}-")).unwrap_or_default();
    let leap = if birthday.leap_month { "闰" } else { "" };
    format!("{lunar}{year}{leap}{:02}-{:02}", birthday.month, birthday.day)
}

/// A spreadsheet's day number of five digits.
fn sheet_day(text: &str) -> Option<Date> {
    let is_number = text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit());
    let days: i64 = is_number.then(|| text.parse().ok()).flatten()?;
    let start = Date::new(SHEET.0, SHEET.1, SHEET.2).ok()?;
    start.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// Year, month and day out of digits with anything between; a time behind them is left out.
fn parts(text: &str) -> Option<(Option<i16>, u8, u8)> {
    let groups: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let number =
        |group: &str| -> Option<i16> { if group.len() > 4 { None } else { group.parse().ok() } };
    let (year, month, day) = match groups.as_slice() {
        [all] if all.len() == 8 && all.is_ascii() => {
            (Some(number(all.get(..4)?)?), number(all.get(4..6)?)?, number(all.get(6..)?)?)
        }
        [month, day] => (None, number(month)?, number(day)?),
        [year, month, day, ..] if year.len() == 4 => {
            (Some(number(year)?), number(month)?, number(day)?)
        }
        [month, day, year, ..] if year.len() == 4 => {
            (Some(number(year)?), number(month)?, number(day)?)
        }
        [year, month, day] if year.len() == 2 => {
            let year = number(year)?;
            let century = if year < 30 { 2000 } else { 1900 };
            (Some(century + year), number(month)?, number(day)?)
        }
        _ => return None,
    };
    Some((year, u8::try_from(month).ok()?, u8::try_from(day).ok()?))
}

/// `五月初三`, `腊月廿九`.
fn chinese(text: &str) -> Option<(Option<i16>, u8, u8)> {
    let text = text.rsplit_once('年').map_or(text, |(_, rest)| rest).trim();
    let (month, day) = text.split_once('月')?;
    let month = match month.trim() {
        "正" => 1,
        "冬" => 11,
        "腊" | "臘" => 12,
        other => numeral(other)?,
    };
    let day = numeral(day.trim().trim_end_matches(['日', '号']).trim_start_matches('初'))?;
    Some((None, month, day))
}

fn unit(c: char) -> Option<u8> {
    UNITS.chars().position(|known| known == c).and_then(|at| u8::try_from(at + 1).ok())
}

fn numeral(text: &str) -> Option<u8> {
    let chars: Vec<char> = text.chars().collect();
    match chars.as_slice() {
        ['十'] => Some(10),
        ['廿'] => Some(20),
        ['卅'] => Some(30),
        [c] => unit(*c),
        ['十', c] => Some(10 + unit(*c)?),
        ['廿', c] => Some(20 + unit(*c)?),
        [c, '十'] => Some(unit(*c)? * 10),
        [c, '十', d] => Some(unit(*c)? * 10 + unit(*d)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in [
            "1980-05-03",
            "1980/5/3",
            "1980.5.3",
            "1980年5月3日",
            "19800503",
            "5/3/1980",
            "80-5-3",
            "1980-05-03 00:00:00",
            "29344",
        ] {
            let read = birthday(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((read.year, read.month, read.day), (Some(1980), 5, 3), "{text}");
            assert_eq!(read.calendar, Calendar::Solar);
        }
        assert_eq!(birthday("5月3日").unwrap().year, None);
        assert_eq!(birthday("02-29").unwrap().day, 29);
        for text in ["30 February", "2月30日", "2023-02-29", "1980-13-01", "昨天", "", "1980"] {
            assert_eq!(birthday(text), None, "{text}");
        }
    }

    #[test]
    fn lunar_days_are_read_in_figures_and_in_words() {
        let day = |text: &str| birthday(text).map(|b| (b.month, b.day, b.leap_month));
        assert_eq!(day("农历五月初三"), Some((5, 3, false)));
        assert_eq!(day("阴历腊月廿九"), Some((12, 29, false)));
        assert_eq!(day("农历闰四月三十"), Some((4, 30, true)));
        assert_eq!(day("农历1980-闰04-30"), Some((4, 30, true)));
        assert_eq!(day("lunar 08-15"), Some((8, 15, false)));
        assert_eq!(day("农历正月三十一"), None);
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_again(
            year in proptest::option::of(1900_i16..2100), month in 1_u8..=12, day in 1_u8..=28,
            lunar: bool, leap: bool,
        ) {
            let calendar = if lunar { Calendar::Lunar } else { Calendar::Solar };
            let wanted = Birthday { calendar, year, month, day, leap_month: leap && lunar };
            proptest::prop_assert_eq!(birthday(&birthday_text(&wanted)), Some(wanted));
        }

        #[test]
        fn nothing_typed_panics(text in "\\PC{0,24}") {
            let both = (birthday(&text), day(&text));
            proptest::prop_assert!(both.0.is_none() || both.1.is_none() || !text.is_empty());
        }

        #[test]
        fn a_day_is_written_and_read_again(days in -40_000_i32..40_000) {
            proptest::prop_assert_eq!(day(&day_text(days)), Some(days));
        }
    }
}
