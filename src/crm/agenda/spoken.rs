//! A task in one line, as people say it: "明天下午3点 给王伟回电", "tomorrow 3pm call Wang", "每月第三个周二 盘点". What is understood is
//! shown before it is stored; what is not understood stays in the text. Pure: the present moment is an argument.
//! May depend on `base`.

mod repeat;
mod words;

use crate::base::clock::Stamp;
use crate::crm::agenda::Due;
use crate::crm::agenda::clock::{WallMinute, today};
use crate::crm::agenda::recurrence::Rule;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use words::Line;

/// Characters that are looked at.
const LONGEST: usize = 300;

/// What was understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spoken {
    /// What is to be done: the line without day and hour.
    pub text: String,
    /// When.
    pub due: Option<Due>,
    /// How it comes again.
    pub repeat: Option<Rule>,
    /// With whom, when a name stands where names stand.
    pub whom: Option<String>,
    /// Somebody is to be rung.
    pub is_call: bool,
}

/// Reads a line.
#[must_use]
pub fn parse(typed: &str, now: Stamp) -> Spoken {
    let mut line = Line::new(&typed.chars().take(LONGEST).collect::<String>());
    let today = today(now);
    let repeat = repeat::take(&mut line, today);
    let later = line.take_later().map(|minutes| WallMinute::of(now).plus(minutes));
    let mut day = later.and_then(WallMinute::day).or_else(|| take_day(&mut line, today));
    let part = line.take_part();
    let mut minute = line.take_time(part);
    if minute.is_none() {
        minute = part.and_then(words::Part::usual);
    }
    if let Some(later) = later.filter(|_| minute.is_none() && line.was_short) {
        minute = Some(later.minute());
    }
    if let Some((rule, from)) = &repeat {
        // "every Tuesday" begins with the next Tuesday whose hour is still to come.
        let still = |day: &Date| {
            minute.is_none_or(|minute| WallMinute::at(*day, minute) > WallMinute::of(now))
        };
        day = rule.days_from(day.unwrap_or(*from)).find(still);
    }
    if day.is_none()
        && let Some(minute) = minute
    {
        let passed = WallMinute::at(today, minute) <= WallMinute::of(now);
        day = if passed { today.tomorrow().ok() } else { Some(today) };
    }
    let (whom, is_call) = words::whom(&line);
    Spoken {
        text: line.rest(),
        due: day.map(|day| Due { day, minute }),
        repeat: repeat.map(|(rule, _)| rule),
        whom,
        is_call,
    }
}

/// The day a line names, taken out of it.
fn take_day(line: &mut Line, today: Date) -> Option<Date> {
    if let Some(days) = line.take(words::DAYS) {
        return today.checked_add(i64::from(days).days()).ok();
    }
    if let Some((weeks, weekday)) = line.take_weekday() {
        return Some(weekday_of(today, weeks, weekday));
    }
    if let Some(day) = line.take_date(|year, month, day| nearest(today, year, month, day)) {
        return Some(day);
    }
    line.take_day_of_month().and_then(|day| {
        let this = Date::new(today.year(), today.month(), day).ok().filter(|day| *day >= today);
        let next = || {
            let next = today.first_of_month().checked_add(1.month()).ok()?;
            Date::new(next.year(), next.month(), day).ok()
        };
        this.or_else(next)
    })
}

/// A weekday of this week (or of one after); one that has passed is next week's.
fn weekday_of(today: Date, weeks: i64, weekday: Weekday) -> Date {
    let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days());
    let days = weeks * 7 + i64::from(weekday.to_monday_zero_offset());
    let day = monday.and_then(|monday| monday.checked_add(days.days())).unwrap_or(today);
    if weeks == 0 && day < today { day.checked_add(7.days()).unwrap_or(day) } else { day }
}

/// A date without a year is the next of its kind.
fn nearest(today: Date, year: Option<i16>, month: i8, day: i8) -> Option<Date> {
    if let Some(year) = year {
        return Date::new(year, month, day).ok();
    }
    let this = Date::new(today.year(), month, day).ok().filter(|day| *day >= today);
    this.or_else(|| Date::new(today.year() + 1, month, day).ok())
}
