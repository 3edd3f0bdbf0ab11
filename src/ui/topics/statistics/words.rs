//! Figures as people read them: counts with separators, times with their units, shares, differences; names of days and spans.
//! May depend on `ui`, and types of `call`.

use crate::call::statistics::{GroupKey, Period, Ratio, Scope, Span, What, date_of};
use crate::ui::scene::Scene;
use crate::ui::wording;
use std::time::Duration;

/// `1,203`.
pub(super) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `83.3 %`; a dash where there is nothing to take a part of.
pub(super) fn share(ratio: Ratio) -> String {
    ratio.permille().map_or_else(|| "–".to_owned(), permille)
}

/// `83.3 %`, and `100 %` without a fraction.
pub(super) fn permille(n: u64) -> String {
    if n.is_multiple_of(10) { format!("{} %", n / 10) } else { format!("{}.{} %", n / 10, n % 10) }
}

/// `2 h 05 min`, `4 min 10 s`, `8 s`: the two greatest units.
pub(super) fn span(scene: &Scene<'_>, millis: u64) -> String {
    let s = millis / 1_000;
    let (key, a, b) = match s {
        0..60 => ("statistics.s", s, 0),
        60..3_600 => ("statistics.min_s", s / 60, s % 60),
        _ => ("statistics.h_min", s / 3_600, s / 60 % 60),
    };
    scene.tf(key, &[("a", &count(a)), ("b", &format!("{b:02}"))])
}

/// `5.5 h`, `31 min`, `8 s`: one unit, rounded down.
pub(super) fn short_span(scene: &Scene<'_>, millis: u64) -> String {
    let s = millis / 1_000;
    let (key, text) = match s {
        0..60 => ("statistics.s", count(s)),
        60..3_600 => ("statistics.min", count(s / 60)),
        _ => ("statistics.h", format!("{}.{}", count(s / 3_600), s % 3_600 / 360)),
    };
    scene.tf(key, &[("a", &text)])
}

/// `2:05`, or a dash.
pub(super) fn clock(millis: Option<u64>) -> String {
    millis.map_or_else(|| "–".to_owned(), |millis| wording::clock(Duration::from_millis(millis)))
}

/// `11-23`.
pub(super) fn short_day(day: i64) -> String {
    let date = date_of(day);
    format!("{:02}-{:02}", date.month(), date.day())
}

/// 0: Monday.
pub(super) fn weekday(day: i64) -> u8 {
    u8::try_from((day + 3).rem_euclid(7)).unwrap_or(0)
}

/// `Mon`.
pub(super) fn weekday_name(scene: &Scene<'_>, weekday: u8) -> String {
    scene.texts.t(&format!("weekday.{weekday}")).to_owned()
}

/// `11-23 Mon`.
pub(super) fn day(scene: &Scene<'_>, day: i64) -> String {
    format!("{} {}", short_day(day), weekday_name(scene, weekday(day)))
}

/// What a row of the table is.
pub(super) fn key(scene: &Scene<'_>, key: &GroupKey) -> String {
    match key {
        GroupKey::Day(n) => day(scene, *n),
        GroupKey::Hour(hour) => format!("{hour:02}:00–{:02}:00", hour + 1),
        GroupKey::Weekday(n) => weekday_name(scene, *n),
        GroupKey::Line(line) => {
            scene.tf("statistics.line_n", &[("n", &(u32::from(line.0) + 1).to_string())])
        }
        GroupKey::Agent(name) => agent(scene, name),
    }
}

/// Whose calls they are.
pub(super) fn agent(scene: &Scene<'_>, name: &str) -> String {
    if name.is_empty() { scene.t("statistics.nobody").to_owned() } else { name.to_owned() }
}

/// Key of a period's name.
pub(super) const fn period_key(period: Period) -> &'static str {
    match period {
        Period::Today => "statistics.today",
        Period::Yesterday => "statistics.yesterday",
        Period::ThisWeek => "statistics.this_week",
        Period::LastWeek => "statistics.last_week",
        Period::ThisMonth => "statistics.this_month",
        Period::LastMonth => "statistics.last_month",
        Period::Days(..) => "statistics.range",
    }
}

/// With what it is compared, and what that was.
pub(super) fn before(scene: &Scene<'_>, period: Period, scope: &Scope, was: &str) -> String {
    let key = match period {
        Period::Today => "statistics.before_today",
        Period::Yesterday => "statistics.before_yesterday",
        Period::ThisWeek => "statistics.before_this_week",
        Period::LastWeek => "statistics.before_last_week",
        Period::ThisMonth => "statistics.before_this_month",
        Period::LastMonth => "statistics.before_last_month",
        Period::Days(..) => "statistics.before_range",
    };
    scene.tf(key, &[("days", &(scope.span.hours() / 24).to_string()), ("was", was)])
}

/// `11-16 – 11-23`, or the one day.
pub(super) fn days(scene: &Scene<'_>, span: Span) -> String {
    let (first, last) = span.days();
    if span.hours() == 1 {
        return format!("{} {:02}:00", day(scene, first), span.from.rem_euclid(24));
    }
    if first >= last {
        return day(scene, first);
    }
    format!("{} – {}", short_day(first), short_day(last))
}

/// Of which calls a list is: its days, and what narrows them.
pub(super) fn scope(scene: &Scene<'_>, scope: &Scope) -> String {
    let mut parts = vec![days(scene, scope.span)];
    if let Some(n) = scope.weekday {
        parts.push(weekday_name(scene, n));
    }
    if let Some(hour) = scope.hour {
        parts.push(key(scene, &GroupKey::Hour(hour)));
    }
    if let Some(line) = scope.line {
        parts.push(key(scene, &GroupKey::Line(line)));
    }
    if let Some(name) = &scope.agent {
        parts.push(agent(scene, name));
    }
    parts.join(" · ")
}

/// The name of a figure.
pub(super) fn figure(scene: &Scene<'_>, what: What) -> String {
    let seconds = what.within().unwrap_or_default().to_string();
    scene.tf(&format!("figure.{}", what.word()), &[("seconds", &seconds)])
}

/// How a figure is counted.
pub(super) fn formula(scene: &Scene<'_>, what: What) -> String {
    let seconds = what.within().unwrap_or_default().to_string();
    scene.tf(&format!("formula.{}", what.word()), &[("seconds", &seconds)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_shares_read_as_people_write_them() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(permille(833), "83.3 %");
        assert_eq!(permille(1_000), "100 %");
        assert_eq!(share(Ratio::default()), "–");
        assert_eq!(weekday(0), 3, "1970-01-01 was a Thursday");
        assert_eq!(weekday(-4), 6);
    }
}
