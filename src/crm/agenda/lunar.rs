//! The Chinese lunisolar calendar (农历) beside the Gregorian one, 1901–2099, after GB/T 33661-2017 as the calendar tables
//! print it. The only file that names tyme4rs. Pure. May depend on `base`.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use tyme4rs::tyme::lunar::{LunarDay, LunarMonth, LunarYear};
use tyme4rs::tyme::solar::SolarDay;

/// Years for which days are converted.
const YEARS: std::ops::RangeInclusive<i16> = 1901..=2099;

/// A month as the tables print it.
struct Printed {
    year: i16,
    month: u8,
    first: Date,
    days: u8,
}

/// Months that the printed tables (Hong Kong Observatory) begin or end a day apart from the library: two new moons within
/// minutes of midnight in Beijing, in February 1954 and March 1957. None of them is a leap month.
const PRINTED: [Printed; 4] = [
    Printed { year: 1953, month: 12, first: date(1954, 1, 5), days: 29 },
    Printed { year: 1954, month: 1, first: date(1954, 2, 3), days: 30 },
    Printed { year: 1957, month: 1, first: date(1957, 1, 31), days: 30 },
    Printed { year: 1957, month: 2, first: date(1957, 3, 2), days: 29 },
];

/// Such a month by its number.
fn printed(year: i16, month: u8, leap: bool) -> Option<&'static Printed> {
    PRINTED.iter().find(|it| !leap && it.year == year && it.month == month)
}

/// A day of the lunar calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LunarDate {
    /// The Gregorian year in which the lunar year begins.
    pub year: i16,
    /// Month, 1–12.
    pub month: u8,
    /// The leap month that follows the month of that number.
    pub leap: bool,
    /// Day, 1–30.
    pub day: u8,
}

/// A day in the lunar calendar; `None` outside 1901–2099.
#[must_use]
pub fn of(day: Date) -> Option<LunarDate> {
    for it in &PRINTED {
        let since = (day - it.first).get_days();
        if (0..i32::from(it.days)).contains(&since) {
            let day = u8::try_from(since + 1).ok()?;
            return Some(LunarDate { year: it.year, month: it.month, leap: false, day });
        }
    }
    if !YEARS.contains(&day.year()) {
        return None;
    }
    let (month, number) = (usize::try_from(day.month()).ok()?, usize::try_from(day.day()).ok()?);
    let lunar = SolarDay::new(isize::from(day.year()), month, number).ok()?.get_lunar_day();
    let month = lunar.get_lunar_month();
    Some(LunarDate {
        year: i16::try_from(lunar.get_lunar_month().get_lunar_year().get_year()).ok()?,
        month: u8::try_from(month.get_month()).ok()?,
        leap: month.is_leap(),
        day: u8::try_from(lunar.get_day()).ok()?,
    })
}

/// The Gregorian day; `None` when there is no such lunar day, or outside 1901–2099.
#[must_use]
pub fn to_solar(lunar: LunarDate) -> Option<Date> {
    if let Some(it) = printed(lunar.year, lunar.month, lunar.leap) {
        let fits = (1..=it.days).contains(&lunar.day);
        let since = i64::from(lunar.day) - 1;
        return it.first.checked_add(since.days()).ok().filter(|_| fits);
    }
    month(lunar.year, lunar.month, lunar.leap)?;
    let signed = isize::from(lunar.month) * if lunar.leap { -1 } else { 1 };
    let day = LunarDay::new(isize::from(lunar.year), signed, usize::from(lunar.day)).ok()?;
    let solar = day.get_solar_day();
    let (month, day) = (i8::try_from(solar.get_month()).ok()?, i8::try_from(solar.get_day()).ok()?);
    Date::new(i16::try_from(solar.get_year()).ok()?, month, day).ok()
}

/// Days of a lunar month, 29 or 30; `None` when the year has no such month.
#[must_use]
pub fn days_in_month(year: i16, number: u8, leap: bool) -> Option<u8> {
    if let Some(it) = printed(year, number, leap) {
        return Some(it.days);
    }
    u8::try_from(month(year, number, leap)?.get_day_count()).ok()
}

/// Which month of the lunar year is doubled; `None`: none is.
#[must_use]
pub fn leap_month(year: i16) -> Option<u8> {
    if !YEARS.contains(&year) {
        return None;
    }
    let month = LunarYear::new(isize::from(year)).ok()?.get_leap_month();
    u8::try_from(month).ok().filter(|month| *month > 0)
}

fn month(year: i16, month: u8, leap: bool) -> Option<LunarMonth> {
    if !YEARS.contains(&year) {
        return None;
    }
    let signed = isize::from(month) * if leap { -1 } else { 1 };
    LunarMonth::new(isize::from(year), signed).ok()
}

const MONTHS: [&str; 12] = [
    "正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月",
];
const DAYS: [&str; 30] = [
    "初一", "初二", "初三", "初四", "初五", "初六", "初七", "初八", "初九", "初十", "十一", "十二",
    "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十", "廿一", "廿二", "廿三", "廿四",
    "廿五", "廿六", "廿七", "廿八", "廿九", "三十",
];

impl LunarDate {
    /// The month's Chinese name: 正月, 闰六月.
    #[must_use]
    pub fn month_name(self) -> String {
        let name = usize::from(self.month).checked_sub(1).and_then(|at| MONTHS.get(at));
        format!("{}{}", if self.leap { "闰" } else { "" }, name.copied().unwrap_or_default())
    }

    /// The day's Chinese name: 初一.
    #[must_use]
    pub fn day_name(self) -> &'static str {
        usize::from(self.day).checked_sub(1).and_then(|at| DAYS.get(at)).copied().unwrap_or("")
    }

    /// What a wall calendar prints under the date: the day, on the first day the month.
    #[must_use]
    pub fn wall_name(self) -> String {
        if self.day == 1 { self.month_name() } else { self.day_name().to_owned() }
    }
}

/// The feast of a lunar day, by the key of its name; `None` on other days.
#[must_use]
pub fn feast(lunar: LunarDate) -> Option<&'static str> {
    if lunar.leap {
        return None;
    }
    let is_last = lunar.month == 12 && days_in_month(lunar.year, 12, false) == Some(lunar.day);
    match (lunar.month, lunar.day) {
        (1, 1) => Some("agenda.feast_new_year"),
        (1, 15) => Some("agenda.feast_lantern"),
        (5, 5) => Some("agenda.feast_dragon_boat"),
        (7, 7) => Some("agenda.feast_double_seventh"),
        (8, 15) => Some("agenda.feast_mid_autumn"),
        (9, 9) => Some("agenda.feast_double_ninth"),
        (12, 8) => Some("agenda.feast_laba"),
        _ if is_last => Some("agenda.feast_eve"),
        _ => None,
    }
}
