//! When a rule holds: days of the week and a span of the day, which may run over midnight. A span belongs to the day on
//! which it begins. May depend on `base`.

use serde::{Deserialize, Serialize};

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// Days and hours, in the zone of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    /// Bit 0 is Monday … bit 6 is Sunday.
    pub days: u8,
    /// Minute of the day from which it holds.
    pub from: u16,
    /// Minute of the day from which it no longer holds. The same as `from`: all day. Less: over midnight.
    pub to: u16,
}

impl Default for Window {
    fn default() -> Self {
        Self { days: Self::EVERY_DAY, from: 0, to: 0 }
    }
}

impl Window {
    /// All seven days.
    pub const EVERY_DAY: u8 = 0b111_1111;

    /// Whether it holds at a moment: milliseconds since 1970 UTC and the zone, minutes east.
    #[must_use]
    pub fn holds(self, utc_millis: i64, offset_minutes: i16) -> bool {
        let minutes = utc_millis.div_euclid(60_000) + i64::from(offset_minutes);
        let minute = u16::try_from(minutes.rem_euclid(i64::from(DAY))).unwrap_or(0);
        let day = minutes.div_euclid(i64::from(DAY));
        match self.from.cmp(&self.to) {
            std::cmp::Ordering::Equal => self.has(day),
            std::cmp::Ordering::Less => self.has(day) && (self.from..self.to).contains(&minute),
            std::cmp::Ordering::Greater => {
                (self.has(day) && minute >= self.from) || (self.has(day - 1) && minute < self.to)
            }
        }
    }

    /// Whether a day (counted from 1970-01-01, a Thursday) is one of its days.
    fn has(self, day: i64) -> bool {
        let weekday = (day + 3).rem_euclid(7);
        self.days & (1 << weekday) != 0
    }
}

/// `22:30` as a minute of the day; `24:00` is midnight. `None`: no time of day.
#[must_use]
pub fn minute_of(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once([':', '：'])?;
    let part = |text: &str| text.trim().parse::<u16>().ok().filter(|_| text.trim().len() <= 2);
    let (hour, minute) = (part(hour)?, part(minute)?);
    match (hour, minute) {
        (24, 0) => Some(0),
        (0..=23, 0..=59) => Some(hour * 60 + minute),
        _ => None,
    }
}

/// A minute of the day as `22:30`.
#[must_use]
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60 % 24, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23 was a Monday; hours in Beijing.
    fn at(day: i64, hour: i64, minute: i64) -> i64 {
        1_795_363_200_000 + ((day * 24 + hour) * 60 + minute) * 60_000
    }

    #[test]
    fn a_night_belongs_to_the_evening_on_which_it_begins() {
        let friday_night = Window { days: 0b001_0000, from: 22 * 60, to: 6 * 60 };
        assert!(friday_night.holds(at(4, 22, 0), 480));
        assert!(friday_night.holds(at(5, 5, 59), 480), "Saturday morning");
        assert!(!friday_night.holds(at(5, 6, 0), 480));
        assert!(!friday_night.holds(at(4, 5, 0), 480), "Friday morning belongs to Thursday");
        assert!(!friday_night.holds(at(5, 23, 0), 480));
    }

    #[test]
    fn a_day_without_hours_is_the_whole_day() {
        let monday = Window { days: 1, from: 0, to: 0 };
        assert!(monday.holds(at(0, 0, 0), 480) && monday.holds(at(0, 23, 59), 480));
        assert!(!monday.holds(at(1, 0, 0), 480) && !monday.holds(at(6, 12, 0), 480));
        let lunch = Window { from: 12 * 60, to: 13 * 60, ..Window::default() };
        assert!(lunch.holds(at(3, 12, 30), 480) && !lunch.holds(at(3, 13, 0), 480));
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        assert_eq!(minute_of("22:30"), Some(1350));
        assert_eq!(minute_of(" 7：05 "), Some(425));
        assert_eq!(minute_of("24:00"), Some(0));
        for wrong in ["", "7", "25:00", "12:60", "12:5x", "-1:00", "24:01", "001:00"] {
            assert_eq!(minute_of(wrong), None, "{wrong}");
        }
        assert_eq!(clock(1350), "22:30");
    }
}
