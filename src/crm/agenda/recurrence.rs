//! Dates that come again, after RFC 5545 §3.3.10 (recurrence rule): DAILY, WEEKLY, MONTHLY and YEARLY with INTERVAL, BYMONTH,
//! BYMONTHDAY (from the end too), BYDAY with ordinals, BYSETPOS, WKST, COUNT and UNTIL. Days only: the hour of a task is the
//! same on each of them, by the clock on the wall, so that a change of zone or to summer time moves nothing.
//! Pure. May depend on `base`.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use std::fmt;

/// Periods without any day after which a rule counts as one that never happens (over a century of days).
const BARREN: u32 = 40_000;
/// The longest interval.
const LONGEST_INTERVAL: u16 = 999;
/// The greatest count.
const MOST: u32 = 9_999;

/// How long a period of a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Frequency {
    /// A day.
    Daily,
    /// A week, beginning on the rule's first day of the week.
    Weekly,
    /// A calendar month.
    Monthly,
    /// A calendar year.
    Yearly,
}

/// When a rule ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum End {
    /// Never.
    #[default]
    Never,
    /// After so many days, the first one counted.
    Count(u32),
    /// With this day, which still belongs to it.
    Until(Date),
}

/// A weekday, perhaps a certain one of its month or year: `(3, Tuesday)` is the third, `(-1, Friday)` the last, `(0, …)` each.
pub type NthDay = (i8, Weekday);

/// A rule. The day it is counted from is not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Its period.
    pub frequency: Frequency,
    /// Each so manieth period, 1–999.
    pub interval: u16,
    /// In these months only (1–12); empty: in all.
    pub months: Vec<i8>,
    /// On these days of the month (1–31, or −1 for the last, −2 for the one before …).
    pub month_days: Vec<i8>,
    /// On these weekdays.
    pub days: Vec<NthDay>,
    /// Of the days of each period only the first, second … (−1: the last).
    pub positions: Vec<i16>,
    /// On which day a week begins.
    pub week_start: Weekday,
    /// When it ends.
    pub end: End,
}

/// Why a text is no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a rule: {0}")]
pub struct RuleError(pub String);

impl Rule {
    /// Each period once, for ever.
    #[must_use]
    pub const fn each(frequency: Frequency) -> Self {
        Self {
            frequency,
            interval: 1,
            months: Vec::new(),
            month_days: Vec::new(),
            days: Vec::new(),
            positions: Vec::new(),
            week_start: Weekday::Monday,
            end: End::Never,
        }
    }

    /// Reads the value of an `RRULE` line.
    ///
    /// # Errors
    /// When it is none, or uses parts that are not supported here.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        let wrong = |part: &str| RuleError(part.to_owned());
        let mut rule = None;
        let mut parts = Vec::new();
        for part in text.trim().split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or_else(|| wrong(part))?;
            if name == "FREQ" {
                rule = Some(Self::each(frequency(value).ok_or_else(|| wrong(part))?));
            } else {
                parts.push((name, value, part));
            }
        }
        let mut rule = rule.ok_or_else(|| wrong("FREQ is missing"))?;
        for (name, value, part) in parts {
            rule.read(name, value).ok_or_else(|| wrong(part))?;
        }
        Ok(rule)
    }

    fn read(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "INTERVAL" => {
                self.interval =
                    value.parse().ok().filter(|n| (1..=LONGEST_INTERVAL).contains(n))?;
            }
            "COUNT" => {
                self.end = End::Count(value.parse().ok().filter(|n| (1..=MOST).contains(n))?);
            }
            "UNTIL" => self.end = End::Until(until(value)?),
            "BYMONTH" => self.months = numbers(value, |n: i8| (1..=12).contains(&n))?,
            "BYMONTHDAY" => {
                self.month_days = numbers(value, |n: i8| n != 0 && (-31..=31).contains(&n))?;
            }
            "BYSETPOS" => {
                self.positions = numbers(value, |n: i16| n != 0 && (-366..=366).contains(&n))?;
            }
            "BYDAY" => self.days = value.split(',').map(nth_day).collect::<Option<_>>()?,
            "WKST" => self.week_start = weekday(value)?,
            _ => return None,
        }
        Some(())
    }

    /// The days of the rule counted from `start`, in order. As the standard says, a start that does not fit the rule is not
    /// among them. A rule that never happens has none.
    #[must_use]
    pub fn days_from(&self, start: Date) -> Days<'_> {
        Days { rule: self, start, period: 0, waiting: Vec::new(), given: 0, ended: false }
    }

    /// The first day of the rule after `after`; `None` when it has ended.
    #[must_use]
    pub fn next_after(&self, start: Date, after: Date) -> Option<Date> {
        let mut days = self.days_from(start);
        if !matches!(self.end, End::Count(_)) {
            days.period = self.period_before(start, after);
        }
        days.find(|day| *day > after)
    }

    /// A period that surely does not lie after `day`.
    fn period_before(&self, start: Date, day: Date) -> u32 {
        let interval = i64::from(self.interval.max(1));
        let gone = match self.frequency {
            Frequency::Daily => days_between(start, day) / interval,
            Frequency::Weekly => days_between(start, day) / 7 / interval - 1,
            Frequency::Monthly => {
                let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
                (months(day) - months(start)) / interval - 1
            }
            Frequency::Yearly => (i64::from(day.year()) - i64::from(start.year())) / interval - 1,
        };
        u32::try_from(gone.max(0)).unwrap_or(0)
    }

    /// The days of one period in order; `None` beyond the end of the calendar.
    fn period(&self, start: Date, number: u32) -> Option<Vec<Date>> {
        let steps = i64::from(number) * i64::from(self.interval.max(1));
        let mut days = match self.frequency {
            Frequency::Daily => {
                let day = start.checked_add(Span::new().try_days(steps).ok()?).ok()?;
                let fits = self.in_month(day) && self.on_month_day(day) && self.on_weekday(day);
                if fits { vec![day] } else { Vec::new() }
            }
            Frequency::Weekly => self.week(start, steps)?,
            Frequency::Monthly => {
                let first = start.first_of_month();
                let first = first.checked_add(Span::new().try_months(steps).ok()?).ok()?;
                if self.in_month(first) { self.month(start, first) } else { Vec::new() }
            }
            Frequency::Yearly => {
                let year = i64::from(start.year()) + steps;
                self.year(start, i16::try_from(year).ok().filter(|year| *year <= 9_998)?)
            }
        };
        days.sort_unstable();
        days.dedup();
        if !self.positions.is_empty() {
            days = self.chosen(&days);
        }
        Some(days)
    }

    fn week(&self, start: Date, steps: i64) -> Option<Vec<Date>> {
        let back = start.weekday().since(self.week_start);
        let first = start.checked_sub(i64::from(back).days()).ok()?;
        let first = first.checked_add(Span::new().try_weeks(steps).ok()?).ok()?;
        let week = (0..7_i64).filter_map(|n| first.checked_add(n.days()).ok());
        let fits = |day: &Date| {
            let chosen = if self.days.is_empty() {
                day.weekday() == start.weekday()
            } else {
                self.on_weekday(*day)
            };
            chosen && self.in_month(*day)
        };
        Some(week.filter(fits).collect())
    }

    /// The days of the month that begins with `first`.
    fn month(&self, start: Date, first: Date) -> Vec<Date> {
        let all = first.days_in_month();
        let day = |n: i8| Date::new(first.year(), first.month(), n).ok();
        if !self.month_days.is_empty() {
            let counted = self.month_days.iter().map(|n| if *n < 0 { all + 1 + n } else { *n });
            let found = counted.filter(|n| *n >= 1).filter_map(day);
            return found.filter(|day| self.days.is_empty() || self.on_weekday(*day)).collect();
        }
        if self.days.is_empty() {
            return day(start.day()).into_iter().collect();
        }
        let month: Vec<Date> = (1..=all).filter_map(day).collect();
        self.weekdays_of(&month)
    }

    fn year(&self, start: Date, year: i16) -> Vec<Date> {
        let firsts = |months: &[i8]| -> Vec<Date> {
            months.iter().filter_map(|month| Date::new(year, *month, 1).ok()).collect()
        };
        if !self.months.is_empty() {
            let months = firsts(&self.months);
            return months.into_iter().flat_map(|first| self.month(start, first)).collect();
        }
        if !self.month_days.is_empty() {
            let months = firsts(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
            return months.into_iter().flat_map(|first| self.month(start, first)).collect();
        }
        if self.days.is_empty() {
            return Date::new(year, start.month(), start.day()).into_iter().collect();
        }
        let Ok(first) = Date::new(year, 1, 1) else { return Vec::new() };
        let days = i64::from(first.days_in_year());
        let all: Vec<Date> = (0..days).filter_map(|n| first.checked_add(n.days()).ok()).collect();
        self.weekdays_of(&all)
    }

    /// The days of a month or year that the rule's weekdays name.
    fn weekdays_of(&self, all: &[Date]) -> Vec<Date> {
        let mut out = Vec::new();
        for (nth, weekday) in &self.days {
            let same: Vec<Date> =
                all.iter().copied().filter(|day| day.weekday() == *weekday).collect();
            let place = usize::from(nth.unsigned_abs());
            match nth {
                0 => out.extend(same),
                1.. => out.extend(same.get(place - 1)),
                _ => out.extend(same.len().checked_sub(place).and_then(|at| same.get(at))),
            }
        }
        out
    }

    fn chosen(&self, days: &[Date]) -> Vec<Date> {
        let mut out: Vec<Date> = Vec::new();
        for position in &self.positions {
            let place = usize::from(position.unsigned_abs());
            let at = if *position > 0 { Some(place - 1) } else { days.len().checked_sub(place) };
            out.extend(at.and_then(|at| days.get(at)));
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    fn in_month(&self, day: Date) -> bool {
        self.months.is_empty() || self.months.contains(&day.month())
    }

    fn on_month_day(&self, day: Date) -> bool {
        let from_end = day.day() - day.days_in_month() - 1;
        let days = &self.month_days;
        days.is_empty() || days.contains(&day.day()) || days.contains(&from_end)
    }

    fn on_weekday(&self, day: Date) -> bool {
        self.days.is_empty() || self.days.iter().any(|(_, weekday)| *weekday == day.weekday())
    }
}

/// The days of a rule, one after the other.
#[derive(Debug, Clone)]
pub struct Days<'a> {
    rule: &'a Rule,
    start: Date,
    period: u32,
    /// Days of the present period, last first.
    waiting: Vec<Date>,
    given: u32,
    ended: bool,
}

impl Iterator for Days<'_> {
    type Item = Date;

    fn next(&mut self) -> Option<Date> {
        let mut barren = 0;
        while !self.ended {
            if let Some(day) = self.waiting.pop() {
                self.given += 1;
                self.ended = match self.rule.end {
                    End::Never => false,
                    End::Count(count) => self.given >= count,
                    End::Until(last) => day >= last,
                };
                let beyond = matches!(self.rule.end, End::Until(last) if day > last);
                return (!beyond).then_some(day);
            }
            let Some(mut days) = self.rule.period(self.start, self.period) else { break };
            self.period = self.period.saturating_add(1);
            days.retain(|day| *day >= self.start);
            days.reverse();
            barren += 1;
            if barren > BARREN {
                break;
            }
            self.waiting = days;
        }
        self.ended = true;
        None
    }
}

impl fmt::Display for Rule {
    /// As the value of an `RRULE` line; [`Rule::parse`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.frequency {
            Frequency::Daily => "FREQ=DAILY",
            Frequency::Weekly => "FREQ=WEEKLY",
            Frequency::Monthly => "FREQ=MONTHLY",
            Frequency::Yearly => "FREQ=YEARLY",
        })?;
        match self.end {
            End::Never => {}
            End::Count(count) => write!(f, ";COUNT={count}")?,
            End::Until(day) => {
                write!(f, ";UNTIL={:04}{:02}{:02}", day.year(), day.month(), day.day())?;
            }
        }
        if self.interval != 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        list(f, "BYMONTH", &self.months)?;
        list(f, "BYMONTHDAY", &self.month_days)?;
        let days: Vec<String> = self.days.iter().map(|day| named(*day)).collect();
        list(f, "BYDAY", &days)?;
        list(f, "BYSETPOS", &self.positions)?;
        if self.week_start != Weekday::Monday {
            write!(f, ";WKST={}", short(self.week_start))?;
        }
        Ok(())
    }
}

fn list<T: ToString>(f: &mut fmt::Formatter<'_>, name: &str, values: &[T]) -> fmt::Result {
    if values.is_empty() {
        return Ok(());
    }
    let values: Vec<String> = values.iter().map(T::to_string).collect();
    write!(f, ";{name}={}", values.join(","))
}

fn named((nth, day): NthDay) -> String {
    if nth == 0 { short(day).to_owned() } else { format!("{nth}{}", short(day)) }
}

/// Days from one day to another; negative when that lies before.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

const NAMES: [(&str, Weekday); 7] = [
    ("MO", Weekday::Monday),
    ("TU", Weekday::Tuesday),
    ("WE", Weekday::Wednesday),
    ("TH", Weekday::Thursday),
    ("FR", Weekday::Friday),
    ("SA", Weekday::Saturday),
    ("SU", Weekday::Sunday),
];

const fn short(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}

fn weekday(name: &str) -> Option<Weekday> {
    NAMES.iter().find(|(short, _)| *short == name).map(|(_, day)| *day)
}

fn nth_day(text: &str) -> Option<NthDay> {
    let at = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (nth, name) = text.split_at(at);
    let nth = if nth.is_empty() { 0 } else { nth.parse().ok().filter(|n: &i8| *n != 0)? };
    (-53..=53).contains(&nth).then_some(())?;
    Some((nth, weekday(name)?))
}

fn frequency(text: &str) -> Option<Frequency> {
    Some(match text {
        "DAILY" => Frequency::Daily,
        "WEEKLY" => Frequency::Weekly,
        "MONTHLY" => Frequency::Monthly,
        "YEARLY" => Frequency::Yearly,
        _ => return None,
    })
}

/// `19971224` or `19971224T000000Z`: the day alone counts.
fn until(text: &str) -> Option<Date> {
    let digits = text.get(..8).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    let part = |from: usize, to: usize| digits.get(from..to);
    Date::new(part(0, 4)?.parse().ok()?, part(4, 6)?.parse().ok()?, part(6, 8)?.parse().ok()?).ok()
}

fn numbers<T: std::str::FromStr + Copy>(text: &str, fits: impl Fn(T) -> bool) -> Option<Vec<T>> {
    text.split(',').map(|n| n.trim().parse().ok().filter(|n| fits(*n))).collect()
}
