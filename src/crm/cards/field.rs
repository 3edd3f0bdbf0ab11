//! Fields an office adds to its cards: what they are, and how a kept value is read as the field's present kind.
//! A value is kept as it was written; when a field's kind changes nothing is rewritten: what can be read as the new kind is,
//! the rest is shown as text that does not fit. Follows ISO 8601 for days. May depend on `base`.

use crate::base::ids::FieldId;
use crate::base::money::Money;
use crate::crm::customer::FieldValue;
use serde::{Deserialize, Serialize};

/// Characters of a field's name and of one choice.
pub const LONGEST_NAME: usize = 60;
/// Choices of a field.
pub const MOST_CHOICES: usize = 200;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Text.
    #[default]
    Text,
    /// A number with up to three decimals.
    Number,
    /// An amount of money.
    Money,
    /// A day.
    Date,
    /// One of the choices.
    Choice,
    /// Any of the choices.
    MultiChoice,
    /// Yes or no.
    YesNo,
    /// An attached file.
    File,
}

impl FieldKind {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Text,
        Self::Number,
        Self::Money,
        Self::Date,
        Self::Choice,
        Self::MultiChoice,
        Self::YesNo,
        Self::File,
    ];

    /// Whether it has a list of choices.
    #[must_use]
    pub const fn has_choices(self) -> bool {
        matches!(self, Self::Choice | Self::MultiChoice)
    }
}

/// A field the office added to its cards.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "independent marks of one field")]
pub struct FieldDef {
    /// Store id; `None` before it is saved.
    pub id: Option<FieldId>,
    /// What stands before it.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
    /// What can be chosen.
    pub choices: Vec<String>,
    /// A card should not be saved without it.
    pub required: bool,
    /// What a new card begins with.
    pub preset: Option<FieldValue>,
    /// Shown on the card of an incoming call.
    pub on_pop: bool,
    /// Personal data: part of what a person may ask to see and to have erased.
    pub personal: bool,
    /// The journal keeps who changed it from what to what.
    pub audited: bool,
    /// Taken away. Its values are kept.
    pub gone: bool,
}

/// A kept value read as the field's present kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// It fits.
    Fits(FieldValue),
    /// It does not: the words that were kept.
    Misfit(String),
}

impl FieldDef {
    /// The same with blanks, doubles and excess gone; `None`: it has no name, or choices are missing.
    #[must_use]
    pub fn tidied(&self) -> Option<Self> {
        let cut = |text: &str| text.trim().chars().take(LONGEST_NAME).collect::<String>();
        let mut choices: Vec<String> = Vec::new();
        for choice in self.choices.iter().map(|choice| cut(choice)) {
            if !choice.is_empty() && !choices.contains(&choice) && choices.len() < MOST_CHOICES {
                choices.push(choice);
            }
        }
        let name = cut(&self.name);
        let lacks = self.kind.has_choices() && choices.is_empty();
        (!name.is_empty() && !lacks).then(|| Self { name, choices, ..self.clone() })
    }

    /// Reads a kept value as this field's kind.
    #[must_use]
    pub fn read(&self, value: &FieldValue) -> Reading {
        let fitting = match (self.kind, value) {
            (FieldKind::Text, FieldValue::File(_)) => None,
            (FieldKind::Text, value) => Some(FieldValue::Text(text_of(value))),
            (FieldKind::Number, FieldValue::Number(n)) => Some(FieldValue::Number(*n)),
            (FieldKind::Number, FieldValue::Money(n)) => n.checked_mul(10).map(FieldValue::Number),
            (FieldKind::Money, FieldValue::Money(n)) => Some(FieldValue::Money(*n)),
            (FieldKind::Money, FieldValue::Number(n)) => {
                (n % 10 == 0).then_some(FieldValue::Money(n / 10))
            }
            (FieldKind::Date, FieldValue::Day(day)) => Some(FieldValue::Day(*day)),
            (FieldKind::YesNo, FieldValue::YesNo(yes)) => Some(FieldValue::YesNo(*yes)),
            (FieldKind::File, FieldValue::File(file)) => Some(FieldValue::File(*file)),
            (FieldKind::File, _) | (_, FieldValue::File(_)) => None,
            (_, FieldValue::Choices(all)) if self.kind.has_choices() => self.chosen(all),
            (_, value) => self.typed(&text_of(value)),
        };
        fitting.map_or_else(|| Reading::Misfit(text_of(value)), Reading::Fits)
    }

    /// Reads what somebody typed; what does not fit is kept as text.
    #[must_use]
    pub fn parse(&self, text: &str) -> FieldValue {
        self.typed(text).unwrap_or_else(|| FieldValue::Text(text.to_owned()))
    }

    fn typed(&self, text: &str) -> Option<FieldValue> {
        let text = text.trim();
        match self.kind {
            FieldKind::Text => Some(FieldValue::Text(text.to_owned())),
            FieldKind::Number => thousandths(text).map(FieldValue::Number),
            FieldKind::Money => Money::parse(text).map(|money| FieldValue::Money(money.0)),
            FieldKind::Date => day(text).map(FieldValue::Day),
            FieldKind::Choice => self.chosen(&[text.to_owned()]),
            FieldKind::MultiChoice => {
                let each = text.split([',', '，', '、', ';', '；']).map(str::trim);
                self.chosen(
                    &each.filter(|one| !one.is_empty()).map(str::to_owned).collect::<Vec<_>>(),
                )
            }
            FieldKind::YesNo => yes_no(text).map(FieldValue::YesNo),
            FieldKind::File => None,
        }
    }

    /// These choices, when every one of them is offered.
    fn chosen(&self, all: &[String]) -> Option<FieldValue> {
        let one = self.kind == FieldKind::MultiChoice || all.len() == 1;
        let known = all.iter().all(|choice| self.choices.contains(choice));
        (one && known && !all.is_empty()).then(|| FieldValue::Choices(all.to_vec()))
    }
}

/// The value as people write it.
#[must_use]
pub fn text_of(value: &FieldValue) -> String {
    match value {
        FieldValue::Text(text) => text.clone(),
        FieldValue::Number(n) => number_text(*n),
        FieldValue::Money(minor) => Money(*minor).to_string(),
        FieldValue::Day(days) => day_text(*days),
        FieldValue::Choices(all) => all.join("、"),
        FieldValue::YesNo(yes) => if *yes { "√" } else { "×" }.to_owned(),
        FieldValue::File(file) => format!("#{file}"),
    }
}

/// Whether a value says nothing.
#[must_use]
pub fn is_blank(value: &FieldValue) -> bool {
    match value {
        FieldValue::Text(text) => text.trim().is_empty(),
        FieldValue::Choices(all) => all.is_empty(),
        _ => false,
    }
}

fn number_text(thousandths: i64) -> String {
    let all = thousandths.unsigned_abs();
    let sign = if thousandths < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:03}", all / 1_000, all % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `12`, `-3.25`, `1,234.5`, full-width digits; at most three decimals.
fn thousandths(text: &str) -> Option<i64> {
    let plain: String = text.chars().map(narrow).filter(|c| *c != ',' && *c != ' ').collect();
    let (negative, digits) = match plain.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.as_str()),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || part.len() > 3 || !is_plain(whole) || !is_plain(part) {
        return None;
    }
    let part: i64 = format!("{part:0<3}").parse().ok()?;
    let all = whole.parse::<i64>().ok()?.checked_mul(1_000)?.checked_add(part)?;
    Some(if negative { -all } else { all })
}

fn narrow(c: char) -> char {
    match c {
        '０'..='９' | '．' | '，' | '－' | '／' => {
            char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
        }
        '−' | '–' => '-',
        _ => c,
    }
}

/// `2026-11-27`, `2026/11/27`, `2026.11.27`, `2026年11月27日`, `20261127`: days since 1970-01-01. A day that does not exist
/// (30 February) is none.
#[must_use]
pub fn day(text: &str) -> Option<i32> {
    let plain: String = text.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
    let parts: Vec<&str> =
        plain.trim_end_matches('日').split(['-', '/', '.', '年', '月']).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] => (*year, *month, *day),
        [all] if all.len() == 8 && all.is_ascii() => (&all[..4], &all[4..6], &all[6..]),
        _ => return None,
    };
    if year.len() != 4 {
        return None;
    }
    let date =
        jiff::civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some(date.duration_since(jiff::civil::date(1970, 1, 1)).as_hours())
        .and_then(|hours| i32::try_from(hours / 24).ok())
}

/// `2026-11-27`; empty when it is beyond the calendar.
#[must_use]
pub fn day_text(days: i32) -> String {
    let span = jiff::Span::new().try_days(days);
    let date = span.ok().and_then(|span| jiff::civil::date(1970, 1, 1).checked_add(span).ok());
    date.map(|date| date.to_string()).unwrap_or_default()
}

fn yes_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "是" | "有" | "对" | "√" | "yes" | "y" | "true" | "1" => Some(true),
        "否" | "无" | "没有" | "不" | "×" | "no" | "n" | "false" | "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: FieldKind) -> FieldDef {
        let choices = ["红", "蓝"].map(str::to_owned).to_vec();
        FieldDef { name: "x".into(), kind, choices, ..FieldDef::default() }
    }

    #[test]
    fn days_are_read_as_people_write_them_and_must_exist() {
        assert_eq!(day("1970-01-02"), Some(1));
        assert_eq!(day("2026年2月3日"), day("2026/02/03"));
        assert_eq!(day("20260203"), day("２０２６．２．３"));
        assert_eq!(day("1969-12-31"), Some(-1));
        for wrong in ["2026-02-30", "2026-13-01", "26-1-1", "", "abc", "2026-1", "一二三四五六七八"]
        {
            assert_eq!(day(wrong), None, "{wrong}");
        }
        assert_eq!(day_text(day("2024-02-29").unwrap()), "2024-02-29");
    }

    #[test]
    fn a_change_of_kind_reads_what_it_can_and_keeps_the_rest_as_text() {
        let text = |text: &str| FieldValue::Text(text.into());
        let number = field(FieldKind::Number);
        assert_eq!(number.read(&text(" 1,234.5 ")), Reading::Fits(FieldValue::Number(1_234_500)));
        assert_eq!(number.read(&text("twelve")), Reading::Misfit("twelve".into()));
        assert_eq!(
            number.read(&FieldValue::Money(1_250)),
            Reading::Fits(FieldValue::Number(12_500))
        );
        let money = field(FieldKind::Money);
        assert_eq!(
            money.read(&FieldValue::Number(12_500)),
            Reading::Fits(FieldValue::Money(1_250))
        );
        assert_eq!(money.read(&FieldValue::Number(12_501)), Reading::Misfit("12.501".into()));
        let date = field(FieldKind::Date);
        assert_eq!(date.read(&text("2026-02-30")), Reading::Misfit("2026-02-30".into()));
        let many = field(FieldKind::MultiChoice);
        let both = FieldValue::Choices(vec!["红".into(), "蓝".into()]);
        assert_eq!(many.read(&text("红，蓝")), Reading::Fits(both.clone()));
        assert_eq!(field(FieldKind::Choice).read(&both), Reading::Misfit("红、蓝".into()));
        assert_eq!(field(FieldKind::Text).read(&both), Reading::Fits(text("红、蓝")));
        assert_eq!(
            field(FieldKind::YesNo).read(&text("有")),
            Reading::Fits(FieldValue::YesNo(true))
        );
    }

    #[test]
    fn what_was_typed_is_never_lost() {
        let number = field(FieldKind::Number);
        assert_eq!(number.parse("-0.25"), FieldValue::Number(-250));
        assert_eq!(text_of(&number.parse("-0.25")), "-0.25");
        assert_eq!(number.parse("about 3"), FieldValue::Text("about 3".into()));
        assert_eq!(number.parse("1.2345"), FieldValue::Text("1.2345".into()));
    }

    #[test]
    fn a_field_needs_a_name_and_a_choice_needs_choices() {
        assert_eq!(FieldDef::default().tidied(), None);
        let doubled = ["a ", "", "a"].map(str::to_owned).to_vec();
        let choice = FieldDef { choices: doubled, ..field(FieldKind::Choice) };
        assert_eq!(choice.tidied().unwrap().choices, ["a"]);
        assert_eq!(FieldDef { choices: vec![], ..choice }.tidied(), None);
    }
}
