//! "每周三", "每月第三个周二", "every other friday", "every month on the 15th": the part of a line that says how a task comes again.
//! Pure. May depend on `crm::agenda`.

use crate::crm::agenda::recurrence::{Frequency, NthDay, Rule};
use crate::crm::agenda::spoken::words::Line;
use jiff::civil::{Date, Weekday};

const WORKDAYS: [Weekday; 5] =
    [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];

/// The rule a line names, taken out of it, and the day it is counted from.
pub fn take(line: &mut Line, today: Date) -> Option<(Rule, Date)> {
    let length = line.rest().chars().count() + 8;
    for place in 0..length {
        let found = chinese(line, place).or_else(|| english(line, place));
        if let Some((rule, end)) = found {
            line.remove(place, end);
            return Some((rule, today));
        }
    }
    None
}

fn on_days(frequency: Frequency, days: Vec<NthDay>) -> Rule {
    Rule { days, ..Rule::each(frequency) }
}

fn workdays() -> Rule {
    on_days(Frequency::Weekly, WORKDAYS.iter().map(|day| (0, *day)).collect())
}

fn chinese(line: &Line, place: usize) -> Option<(Rule, usize)> {
    if let Some(end) = line.word_at(place, "每个工作日").or_else(|| line.word_at(place, "每工作日"))
    {
        return Some((workdays(), end));
    }
    if let Some(end) = line.word_at(place, "每天").or_else(|| line.word_at(place, "每日")) {
        return Some((Rule::each(Frequency::Daily), end));
    }
    let month = line.word_at(place, "每个月").or_else(|| line.word_at(place, "每月"));
    if let Some(after) = month {
        return Some(chinese_month(line, after));
    }
    if let Some(end) = line.word_at(place, "每年") {
        return Some((Rule::each(Frequency::Yearly), end));
    }
    let after = line.word_at(place, "隔").or_else(|| line.word_at(place, "每"))?;
    let interval = if line.word_at(place, "隔").is_some() { 2 } else { 1 };
    if let Some((day, end)) = line.chinese_day(after) {
        let rule = on_days(Frequency::Weekly, vec![(0, day)]);
        return Some((Rule { interval, ..rule }, end));
    }
    let end = ["周", "星期", "个星期"].iter().find_map(|week| line.word_at(after, week))?;
    Some((Rule { interval, ..Rule::each(Frequency::Weekly) }, end))
}

/// What follows "每月": a day, the last day, a certain weekday, or nothing.
fn chinese_month(line: &Line, after: usize) -> (Rule, usize) {
    let on_day = |day: i8| Rule { month_days: vec![day], ..Rule::each(Frequency::Monthly) };
    if let Some(end) = line.word_at(after, "最后一天").or_else(|| line.word_at(after, "月底"))
    {
        return (on_day(-1), end);
    }
    let nth = line.word_at(after, "最后一个").map(|at| (-1, at)).or_else(|| {
        let at = line.word_at(after, "第")?;
        let (number, at) = line.number_at(at)?;
        let number = i8::try_from(number).ok().filter(|n| (1..=5).contains(n))?;
        Some((number, line.word_at(at, "个")?))
    });
    if let Some((nth, at)) = nth
        && let Some((day, end)) = line.chinese_day(at)
    {
        return (on_days(Frequency::Monthly, vec![(nth, day)]), end);
    }
    if let Some((number, at)) = line.number_at(after)
        && let Some(end) = line.word_at(at, "号").or_else(|| line.word_at(at, "日"))
        && let Some(day) = i8::try_from(number).ok().filter(|n| (1..=31).contains(n))
    {
        return (on_day(day), end);
    }
    (Rule::each(Frequency::Monthly), after)
}

fn english(line: &Line, place: usize) -> Option<(Rule, usize)> {
    const ORDINALS: &[(&str, i8)] = &[
        ("first ", 1),
        ("second ", 2),
        ("third ", 3),
        ("fourth ", 4),
        ("last ", -1),
        ("1st ", 1),
        ("2nd ", 2),
        ("3rd ", 3),
        ("4th ", 4),
    ];
    let every = line.word_at(place, "every ")?;
    let other = line.word_at(every, "other ");
    let (interval, at) = other.map_or((1, every), |at| (2, at));
    if let Some((nth, at)) =
        ORDINALS.iter().find_map(|(word, nth)| line.word_at(at, word).map(|at| (*nth, at)))
        && let Some((day, end)) = line.english_day(at)
    {
        let end = line.word_at(end, " of the month").unwrap_or(end);
        return Some((on_days(Frequency::Monthly, vec![(nth, day)]), end));
    }
    if let Some((day, end)) = line.english_day(at) {
        let rule = on_days(Frequency::Weekly, vec![(0, day)]);
        return Some((Rule { interval, ..rule }, end));
    }
    if let Some(end) = line.word_at(at, "workday").or_else(|| line.word_at(at, "weekday")) {
        return Some((workdays(), end));
    }
    let units = [
        ("day", Frequency::Daily),
        ("week", Frequency::Weekly),
        ("month", Frequency::Monthly),
        ("year", Frequency::Yearly),
    ];
    let (frequency, end) = units
        .iter()
        .find_map(|(word, frequency)| line.word_at(at, word).map(|end| (*frequency, end)))?;
    Some((Rule { interval, ..Rule::each(frequency) }, end))
}
