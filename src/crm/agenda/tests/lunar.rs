//! The lunar calendar against the published tables: every month of 1949–2050, so every day; birthdays by both calendars.

use crate::crm::agenda::birthday::{age_on, in_year, is_on, keys, next};
use crate::crm::agenda::lunar::{self, LunarDate};
use crate::crm::customer::{Birthday, Calendar};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Lunar years as the Hong Kong Observatory publishes them; the file names its source.
const TABLE: &str = include_str!("../../../../tests/data/agenda/lunar_years.tsv");

#[allow(clippy::struct_field_names, reason = "a new year is what it is called")]
struct Year {
    number: i16,
    new_year: Date,
    leap: u8,
    days: Vec<u8>,
}

fn table() -> Vec<Year> {
    let rows = TABLE.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
    rows.map(|row| {
        let fields: Vec<&str> = row.split('\t').collect();
        Year {
            number: fields[0].parse().unwrap(),
            new_year: fields[1].parse().unwrap(),
            leap: fields[2].parse().unwrap(),
            days: fields[3].split(',').map(|n| n.parse().unwrap()).collect(),
        }
    })
    .collect()
}

#[test]
fn every_new_year_and_every_day_of_every_month_is_as_published() {
    let years = table();
    assert_eq!(years.len(), 102);
    let mut days = 0;
    for year in &years {
        let number = year.number;
        assert_eq!(
            lunar::to_solar(LunarDate { year: number, month: 1, leap: false, day: 1 }),
            Some(year.new_year)
        );
        assert_eq!(lunar::leap_month(number).unwrap_or(0), year.leap, "{number}");
        let mut day = year.new_year;
        let mut month = 0;
        for (at, length) in year.days.iter().enumerate() {
            let leap = year.leap > 0 && at == usize::from(year.leap);
            month += u8::from(!leap);
            assert_eq!(
                lunar::days_in_month(number, month, leap),
                Some(*length),
                "{number} {month} {leap}"
            );
            for date in 1..=*length {
                let lunar = LunarDate { year: number, month, leap, day: date };
                assert_eq!(lunar::of(day), Some(lunar), "{day}");
                if date == 1 || date == *length {
                    assert_eq!(lunar::to_solar(lunar), Some(day), "{lunar:?}");
                }
                day = day.tomorrow().unwrap();
                days += 1;
            }
        }
        assert_eq!(month, 12);
    }
    assert!(days > 37_000, "{days}");
    for (year, new_year) in
        [(1985, date(1985, 2, 20)), (2026, date(2026, 2, 17)), (2033, date(2033, 1, 31))]
    {
        assert_eq!(years.iter().find(|y| y.number == year).map(|y| y.new_year), Some(new_year));
    }
}

#[test]
fn days_outside_the_tables_have_no_lunar_name_and_nothing_fails() {
    for day in [date(1900, 1, 1), date(2100, 1, 1), date(-9999, 1, 1), date(9999, 12, 31)] {
        assert_eq!(lunar::of(day), None);
        assert!(!keys(day).is_empty());
    }
    assert_eq!(lunar::to_solar(LunarDate { year: 2026, month: 13, leap: false, day: 1 }), None);
    assert_eq!(lunar::to_solar(LunarDate { year: 2026, month: 0, leap: false, day: 1 }), None);
    assert_eq!(lunar::to_solar(LunarDate { year: 2026, month: 1, leap: true, day: 1 }), None);
    assert_eq!(lunar::to_solar(LunarDate { year: 2026, month: 2, leap: false, day: 30 }), None);
    let today = lunar::of(date(2026, 11, 27)).unwrap();
    assert_eq!((today.month_name(), today.day_name()), ("十月".to_owned(), "十九"));
    assert_eq!(lunar::of(date(2025, 7, 25)).unwrap().wall_name(), "闰六月");
    assert_eq!(lunar::feast(lunar::of(date(2026, 2, 16)).unwrap()), Some("agenda.feast_eve"));
}

fn solar(month: u8, day: u8) -> Birthday {
    Birthday { calendar: Calendar::Solar, year: Some(1980), month, day, leap_month: false }
}

fn lunar_day(month: u8, day: u8, leap_month: bool) -> Birthday {
    Birthday { calendar: Calendar::Lunar, year: Some(1976), month, day, leap_month }
}

#[test]
fn birthdays_follow_the_stated_rules() {
    assert_eq!(in_year(&solar(2, 29), 2027), Some(date(2027, 2, 28)), "common year");
    assert_eq!(in_year(&solar(2, 29), 2028), Some(date(2028, 2, 29)));
    assert_eq!(in_year(&solar(2, 30), 2028), None, "no calendar has it");
    // Leap sixth month of 2025 began on 25 July; 2026 has none.
    assert_eq!(in_year(&lunar_day(6, 1, true), 2025), Some(date(2025, 7, 25)));
    assert_eq!(in_year(&lunar_day(6, 1, false), 2025), Some(date(2025, 6, 25)));
    assert_eq!(in_year(&lunar_day(6, 1, true), 2026), in_year(&lunar_day(6, 1, false), 2026));
    // The second month of 2026 has 29 days: day 30 is kept on its last.
    assert_eq!(lunar::days_in_month(2026, 2, false), Some(29));
    assert_eq!(in_year(&lunar_day(2, 30, false), 2026), in_year(&lunar_day(2, 29, false), 2026));
    assert_eq!(in_year(&lunar_day(1, 31, false), 2026), None);
    // A lunar December lies in the solar year after.
    let late = lunar_day(12, 20, false);
    assert_eq!(next(&late, date(2026, 1, 1)), in_year(&late, 2025));
    assert_eq!(age_on(&late, in_year(&late, 2025).unwrap()), Some(49));
    assert_eq!(age_on(&solar(5, 1), date(2026, 5, 1)), Some(46));
    let unknown = Birthday { year: None, ..solar(5, 1) };
    assert_eq!(age_on(&unknown, date(2026, 5, 1)), None);
}

#[test]
fn the_index_finds_every_birthday_on_its_day() {
    let mut day = date(2025, 1, 1);
    let all: Vec<Birthday> = [(2, 28), (2, 29), (2, 30), (6, 1), (6, 30), (12, 29), (12, 30)]
        .into_iter()
        .flat_map(|(month, day)| {
            [solar(month, day), lunar_day(month, day, false), lunar_day(month, day, true)]
        })
        .collect();
    while day < date(2026, 4, 1) {
        let keys = keys(day);
        for birthday in &all {
            if next(birthday, day) == Some(day) {
                assert!(is_on(birthday, day), "{birthday:?} {day}");
                assert!(
                    keys.contains(&(birthday.calendar, birthday.month, birthday.day)),
                    "{birthday:?} {day}"
                );
            } else {
                assert!(!is_on(birthday, day), "{birthday:?} {day}");
            }
        }
        day = day.checked_add(1.day()).unwrap();
    }
}
