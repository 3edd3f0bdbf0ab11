//! Days, hours, rules and birthdays of the agenda in words. Pure. May depend on `ui`'s texts, and types of `crm`, `base`.

use crate::base::clock::Stamp;
use crate::crm::agenda::clock::today;
use crate::crm::agenda::recurrence::{End, Frequency, NthDay, Rule, days_between};
use crate::crm::agenda::{Due, Feast, Finished, lunar};
use crate::crm::customer::{Birthday, Calendar};
use crate::engine::office::agenda::AgendaNotice;
use crate::engine::settings::Language;
use crate::ui::texts::Texts;
use jiff::civil::{Date, Weekday};

/// Key of a weekday's short name.
#[must_use]
pub const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "agenda.mon",
        Weekday::Tuesday => "agenda.tue",
        Weekday::Wednesday => "agenda.wed",
        Weekday::Thursday => "agenda.thu",
        Weekday::Friday => "agenda.fri",
        Weekday::Saturday => "agenda.sat",
        Weekday::Sunday => "agenda.sun",
    }
}

/// "Done 2026-11-01 – 2026-11-28 · Anna".
#[must_use]
pub fn finished(texts: &Texts, finished: &Finished) -> String {
    let mut said = format!("{} {}", texts.t("agenda.all_done"), finished.first);
    if finished.last > finished.first {
        said = format!("{said} – {}", finished.last);
    }
    match finished.by.as_deref() {
        None => said,
        Some("") => format!("{said} · {}", texts.t("reports.nobody")),
        Some(by) => format!("{said} · {by}"),
    }
}

/// "today", "tomorrow", "Sat 11-28", "2027-01-03".
#[must_use]
pub fn day(texts: &Texts, day: Date, now: Stamp) -> String {
    let this = today(now);
    match days_between(this, day) {
        -1 => return texts.t("agenda.yesterday").to_owned(),
        0 => return texts.t("agenda.today_word").to_owned(),
        1 => return texts.t("agenda.tomorrow_word").to_owned(),
        _ => {}
    }
    let name = texts.t(weekday(day.weekday()));
    if day.year() == this.year() {
        format!("{:02}-{:02} {name}", day.month(), day.day())
    } else {
        format!("{:04}-{:02}-{:02} {name}", day.year(), day.month(), day.day())
    }
}

/// `09:05`.
#[must_use]
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Day and hour.
#[must_use]
pub fn when(texts: &Texts, due: Due, now: Stamp) -> String {
    let day = day(texts, due.day, now);
    match due.minute {
        Some(minute) => format!("{day} {}", clock(minute)),
        None => day,
    }
}

/// A rule as people say it: "every third Tuesday", "每月第三个周二".
#[must_use]
pub fn rule(texts: &Texts, rule: &Rule) -> String {
    let mut said = plain(texts, rule);
    match rule.end {
        End::Never => {}
        End::Count(count) => {
            said.push_str(&texts.tf("agenda.so_often", &[("count", &count.to_string())]));
        }
        End::Until(day) => {
            said.push_str(&texts.tf("agenda.until", &[("day", &day.to_string())]));
        }
    }
    said
}

fn plain(texts: &Texts, rule: &Rule) -> String {
    let n = rule.interval.to_string();
    let one = rule.interval == 1;
    let with = |single: &str, many: &str, days: &str| {
        texts.tf(if one { single } else { many }, &[("n", &n), ("days", days)])
    };
    let comma = texts.t("agenda.and");
    let months = |said: String| {
        if rule.months.is_empty() {
            return said;
        }
        let names: Vec<String> =
            rule.months.iter().map(|month| texts.t(&month_key(*month)).to_owned()).collect();
        texts.tf("agenda.in_months", &[("what", &said), ("months", &names.join(comma))])
    };
    if !rule.positions.is_empty() {
        return rule.to_string(); // nothing here makes such a rule; one from elsewhere is shown as it is written
    }
    let said = match rule.frequency {
        Frequency::Daily => with("agenda.every_day", "agenda.every_n_days", ""),
        Frequency::Weekly if rule.days.is_empty() => {
            with("agenda.every_week", "agenda.every_n_weeks", "")
        }
        Frequency::Weekly => {
            let names: Vec<&str> =
                rule.days.iter().map(|(_, day)| texts.t(weekday(*day))).collect();
            let workdays =
                one && rule.days.len() == 5 && !rule.days.iter().copied().any(is_weekend);
            if workdays {
                texts.t("agenda.every_workday").to_owned()
            } else {
                with("agenda.every_weekday", "agenda.every_n_weekdays", &names.join(comma))
            }
        }
        Frequency::Monthly | Frequency::Yearly => {
            let mut parts: Vec<String> =
                rule.month_days.iter().map(|day| month_day(texts, *day)).collect();
            parts.extend(rule.days.iter().map(|day| nth(texts, *day)));
            let days = parts.join(comma);
            match (rule.frequency, days.is_empty()) {
                (Frequency::Yearly, true) => with("agenda.every_year", "agenda.every_n_years", ""),
                (Frequency::Yearly, false) => {
                    with("agenda.yearly_on", "agenda.every_n_years_on", &days)
                }
                (_, true) => with("agenda.every_month", "agenda.every_n_months", ""),
                (_, false) => with("agenda.monthly_on", "agenda.every_n_months_on", &days),
            }
        }
    };
    months(said)
}

fn is_weekend((_, day): NthDay) -> bool {
    matches!(day, Weekday::Saturday | Weekday::Sunday)
}

/// Key of a month's name.
#[must_use]
pub fn month_key(month: i8) -> String {
    format!("agenda.month_{month}")
}

fn month_day(texts: &Texts, day: i8) -> String {
    match day {
        -1 => texts.t("agenda.last_day").to_owned(),
        ..0 => texts.tf("agenda.day_from_end", &[("n", &(-day).to_string())]),
        _ => texts.tf("agenda.day_n", &[("n", &day.to_string())]),
    }
}

fn nth(texts: &Texts, (nth, day): NthDay) -> String {
    let name = texts.t(weekday(day));
    let key = match nth {
        0 => return name.to_owned(),
        1 => "agenda.first",
        2 => "agenda.second",
        3 => "agenda.third",
        4 => "agenda.fourth",
        5 => "agenda.fifth",
        -1 => "agenda.last",
        _ => return texts.tf("agenda.nth", &[("n", &nth.to_string()), ("day", name)]),
    };
    texts.tf(key, &[("day", name)])
}

/// The lunar day as each language writes it: 十月二十, "lunar 10-20".
#[must_use]
pub fn lunar_day(texts: &Texts, lunar: lunar::LunarDate) -> String {
    if texts.language() == Language::Chinese {
        return format!("{}{}", lunar.month_name(), lunar.day_name());
    }
    let leap = if lunar.leap { texts.t("agenda.leap") } else { "" };
    let date = format!("{leap}{}-{}", lunar.month, lunar.day);
    texts.tf("agenda.lunar_date", &[("date", &date)])
}

/// What a wall calendar prints under a date: 初二, on the first day 十月; "2", on the first day "10/1".
#[must_use]
pub fn wall(texts: &Texts, lunar: lunar::LunarDate) -> String {
    if texts.language() == Language::Chinese {
        return lunar.wall_name();
    }
    let leap = if lunar.leap { texts.t("agenda.leap") } else { "" };
    match lunar.day {
        1 => format!("{leap}{}/1", lunar.month),
        day => day.to_string(),
    }
}

/// A birthday as a card has it: "1976-08-08", "lunar 8-8".
#[must_use]
pub fn birthday(texts: &Texts, birthday: &Birthday) -> String {
    let year = birthday.year.map(|year| format!("{year}-")).unwrap_or_default();
    let leap = if birthday.leap_month { texts.t("agenda.leap") } else { "" };
    let date = format!("{year}{leap}{}-{}", birthday.month, birthday.day);
    match birthday.calendar {
        Calendar::Solar => date,
        Calendar::Lunar => texts.tf("agenda.lunar_date", &[("date", &date)]),
    }
}

/// "王伟, in 3 days (11-30), turns 50".
#[must_use]
pub fn feast(texts: &Texts, feast: &Feast, now: Stamp) -> String {
    let day = day(texts, feast.day, now);
    match feast.age {
        Some(age) => texts.tf("agenda.turns", &[("day", &day), ("age", &age.to_string())]),
        None => day,
    }
}

/// The sentence of a notice.
#[must_use]
pub fn notice(texts: &Texts, notice: &AgendaNotice) -> String {
    match notice {
        AgendaNotice::Due { party, text } if party.is_empty() => {
            texts.tf("agenda.notice_due", &[("what", text)])
        }
        AgendaNotice::Due { party, text } => {
            texts.tf("agenda.notice_due_with", &[("who", party), ("what", text)])
        }
        AgendaNotice::Many { count } => {
            texts.tf("agenda.notice_many", &[("count", &count.to_string())])
        }
        AgendaNotice::Birthdays { count } => {
            texts.tf("agenda.notice_birthdays", &[("count", &count.to_string())])
        }
        AgendaNotice::Birthday { name, day, ahead, age } => {
            let when = match ahead {
                0 => texts.t("agenda.today_word").to_owned(),
                1 => texts.t("agenda.tomorrow_word").to_owned(),
                _ => {
                    let day = format!("{:02}-{:02}", day.month(), day.day());
                    texts.tf("agenda.in_days", &[("n", &ahead.to_string()), ("day", &day)])
                }
            };
            let age = age.map(|age| texts.tf("agenda.age", &[("age", &age.to_string())]));
            let age = age.unwrap_or_default();
            texts.tf("agenda.notice_birthday", &[("name", name), ("when", &when), ("age", &age)])
        }
    }
}
