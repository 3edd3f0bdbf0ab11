//! The words of the line in which a task is typed: days, parts of the day, hours, names; each is found and taken out.
//! Pure. May depend on nothing.

use jiff::civil::Weekday;

/// A line of which words are taken.
#[derive(Debug, Clone)]
pub struct Line {
    chars: Vec<char>,
    /// The newest span taken by [`Line::take_later`] was one of minutes or hours.
    pub was_short: bool,
}

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Before dawn: hours as they stand.
    Night,
    /// Until noon.
    Morning,
    /// Noon.
    Noon,
    /// After noon: hours count from twelve.
    Afternoon,
    /// As the afternoon, and usually meant for seven o'clock.
    Evening,
}

impl Part {
    /// The minute of the day that is meant when no hour is said.
    pub const fn usual(self) -> Option<u16> {
        Some(match self {
            Self::Night => return None,
            Self::Morning => 9 * 60,
            Self::Noon => 12 * 60,
            Self::Afternoon => 14 * 60,
            Self::Evening => 19 * 60,
        })
    }

    /// An hour said in this part of the day, 0–23.
    const fn hour(self, hour: u16) -> u16 {
        match self {
            Self::Noon if hour <= 3 => hour + 12,
            Self::Afternoon | Self::Evening if hour < 12 => hour + 12,
            Self::Night | Self::Morning | Self::Noon | Self::Afternoon | Self::Evening => hour,
        }
    }
}

/// Days counted from today.
pub const DAYS: &[(&str, i16)] = &[
    ("大后天", 3),
    ("後天", 2),
    ("后天", 2),
    ("明天", 1),
    ("明日", 1),
    ("今天", 0),
    ("今日", 0),
    ("the day after tomorrow", 2),
    ("day after tomorrow", 2),
    ("tomorrow", 1),
    ("today", 0),
    ("明", 1),
    ("今", 0),
];

/// `明` and `今` alone mean a day only before a part of it (明早, 今晚).
const PARTS: &[(&str, Part)] = &[
    ("凌晨", Part::Night),
    ("早上", Part::Morning),
    ("早晨", Part::Morning),
    ("上午", Part::Morning),
    ("中午", Part::Noon),
    ("下午", Part::Afternoon),
    ("傍晚", Part::Evening),
    ("晚上", Part::Evening),
    ("tonight", Part::Evening),
    ("in the morning", Part::Morning),
    ("in the afternoon", Part::Afternoon),
    ("in the evening", Part::Evening),
    ("this morning", Part::Morning),
    ("this afternoon", Part::Afternoon),
    ("this evening", Part::Evening),
    ("morning", Part::Morning),
    ("at noon", Part::Noon),
    ("noon", Part::Noon),
    ("afternoon", Part::Afternoon),
    ("evening", Part::Evening),
    ("早", Part::Morning),
    ("晚", Part::Evening),
];

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("一", Weekday::Monday),
    ("二", Weekday::Tuesday),
    ("三", Weekday::Wednesday),
    ("四", Weekday::Thursday),
    ("五", Weekday::Friday),
    ("六", Weekday::Saturday),
    ("日", Weekday::Sunday),
    ("天", Weekday::Sunday),
];

const ENGLISH_DAYS: &[(&str, Weekday)] = &[
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

const MONTHS: &[(&str, i8)] = &[
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
];

fn lower(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '：' => ':',
        '－' | '／' | '/' => '-',
        '號' => '号',
        '點' => '点',
        '週' => '周',
        other => other.to_lowercase().next().unwrap_or(other),
    }
}

impl Line {
    /// A line as typed.
    pub fn new(text: &str) -> Self {
        Self { chars: text.chars().collect(), was_short: false }
    }

    /// What is left, blanks and lonely punctuation gone.
    pub fn rest(&self) -> String {
        let text: String = self.chars.iter().collect();
        let words: Vec<&str> = text.split_whitespace().collect();
        let loose = |c: char| matches!(c, ',' | '，' | '。' | '、' | ';' | '；' | ':' | '：');
        words.join(" ").trim_matches(|c: char| loose(c) || c.is_whitespace()).to_owned()
    }

    /// The characters after a place, as they are compared.
    fn at(&self, place: usize) -> Option<char> {
        self.chars.get(place).copied().map(lower)
    }

    /// The end of a word that stands at a place. Latin words end where the word ends.
    pub fn word_at(&self, place: usize, word: &str) -> Option<usize> {
        let mut at = place;
        for c in word.chars() {
            (self.at(at)? == c).then_some(())?;
            at += 1;
        }
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        let begins = word.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        let ends = word.chars().last().is_some_and(|c| c.is_ascii_alphabetic());
        let joined = begins && place > 0 && letter(self.at(place - 1));
        let inside = joined || ends && latin(self.at(at));
        (!inside).then_some(at)
    }

    /// Takes the first of these words that stands anywhere.
    pub fn take<T: Copy>(&mut self, words: &[(&str, T)]) -> Option<T> {
        for (word, meaning) in words {
            for place in 0..self.chars.len() {
                if let Some(end) = self.word_at(place, word) {
                    if matches!(*word, "明" | "今") && !self.part_follows(end) {
                        continue;
                    }
                    self.remove(place, end);
                    return Some(*meaning);
                }
            }
        }
        None
    }

    fn part_follows(&self, place: usize) -> bool {
        matches!(self.at(place), Some('早' | '晚'))
    }

    /// Takes out a stretch; "at" and "on" before it go with it.
    pub fn remove(&mut self, from: usize, to: usize) {
        let mut from = from;
        for before in ["at ", "on ", "by ", "于", "在"] {
            let length = before.chars().count();
            if let Some(start) = from.checked_sub(length)
                && before.chars().enumerate().all(|(n, c)| self.at(start + n) == Some(c))
                && (start == 0 || !self.at(start - 1).is_some_and(|c| c.is_ascii_alphanumeric()))
            {
                from = start;
            }
        }
        let to = to.min(self.chars.len());
        if from < to {
            let before = from.checked_sub(1).and_then(|place| self.at(place));
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            // Latin words must not grow together.
            let grows = latin(before) && latin(self.at(to));
            self.chars.drain(from..to);
            if grows {
                self.chars.insert(from, ' ');
            }
        }
    }

    /// A number at a place, in digits or as 十二, up to four digits; its value and its end.
    pub fn number_at(&self, place: usize) -> Option<(u32, usize)> {
        let digit = |at: usize| self.at(at).and_then(|c| c.to_digit(10));
        if digit(place).is_some() {
            if place > 0 && digit(place - 1).is_some() {
                return None;
            }
            let mut end = place;
            let mut value = 0;
            while let Some(next) = digit(end) {
                value = value * 10 + next;
                end += 1;
                if end - place > 4 {
                    return None;
                }
            }
            return Some((value, end));
        }
        self.chinese_at(place)
    }

    fn chinese_at(&self, place: usize) -> Option<(u32, usize)> {
        let unit = |at: usize| {
            let c = self.at(at)?;
            if c == '两' {
                return Some(2);
            }
            "零一二三四五六七八九".chars().position(|d| d == c).and_then(|n| u32::try_from(n).ok())
        };
        let (tens, at) = match (unit(place), self.at(place)) {
            (None, Some('十')) => (1, place),
            (Some(n), _) if self.at(place + 1) == Some('十') => (n, place + 1),
            (Some(n), _) => return Some((n, place + 1)),
            _ => return None,
        };
        match unit(at + 1) {
            Some(ones) => Some((tens * 10 + ones, at + 2)),
            None => Some((tens * 10, at + 1)),
        }
    }

    fn skip_blanks(&self, place: usize) -> usize {
        let blanks = self.chars.iter().skip(place).take_while(|c| c.is_whitespace()).count();
        place + blanks
    }

    /// "in 20 minutes", "3天后", "半小时后": minutes from now.
    pub fn take_later(&mut self) -> Option<i64> {
        const UNITS: &[(&str, i64, bool)] = &[
            ("分钟", 1, true),
            ("个小时", 60, true),
            ("小时", 60, true),
            ("个钟头", 60, true),
            ("个星期", 10_080, false),
            ("天", 1_440, false),
            ("周", 10_080, false),
            ("minutes", 1, true),
            ("minute", 1, true),
            ("min", 1, true),
            ("hours", 60, true),
            ("hour", 60, true),
            ("days", 1_440, false),
            ("day", 1_440, false),
            ("weeks", 10_080, false),
            ("week", 10_080, false),
        ];
        for place in 0..self.chars.len() {
            let english = self.word_at(place, "in ");
            let from = english.unwrap_or(place);
            let half = self.word_at(from, "半").or_else(|| self.word_at(from, "half an "));
            let (number, after) = match (half, self.number_at(from)) {
                (Some(after), _) => (0, after),
                (None, Some(found)) => found,
                (None, None) => continue,
            };
            let after = self.skip_blanks(after);
            for (unit, minutes, short) in UNITS {
                let Some(end) = self.word_at(after, unit) else { continue };
                let end = match english {
                    Some(_) => Some(end),
                    None => ["以后", "之后", "后", " later"]
                        .iter()
                        .find_map(|later| self.word_at(end, later)),
                };
                if let Some(end) = end {
                    self.remove(place, end);
                    self.was_short = *short;
                    let whole = i64::from(number) * minutes;
                    return Some(if half.is_some() { minutes / 2 } else { whole });
                }
            }
        }
        None
    }

    /// Takes a part of the day.
    pub fn take_part(&mut self) -> Option<Part> {
        self.take(PARTS)
    }

    /// A weekday, and how many weeks from this one: "下周三", "周五", "next monday", "friday".
    pub fn take_weekday(&mut self) -> Option<(i64, Weekday)> {
        const WEEKS: &[(&str, i64)] = &[
            ("下下周", 2),
            ("下下星期", 2),
            ("下周", 1),
            ("下个星期", 1),
            ("下星期", 1),
            ("下礼拜", 1),
            ("本周", 0),
            ("这周", 0),
            ("这个星期", 0),
            ("周", 0),
            ("星期", 0),
            ("礼拜", 0),
        ];
        for (week, weeks) in WEEKS {
            for place in 0..self.chars.len() {
                let Some(after) = self.word_at(place, week) else { continue };
                let found = WEEKDAYS
                    .iter()
                    .find_map(|(name, day)| self.word_at(after, name).map(|end| (*day, end)));
                if let Some((day, end)) = found {
                    self.remove(place, end);
                    return Some((*weeks, day));
                }
            }
        }
        for place in 0..self.chars.len() {
            let next = self.word_at(place, "next ");
            let from = next.or_else(|| self.word_at(place, "this ")).unwrap_or(place);
            if let Some((day, end)) = self.english_day(from) {
                self.remove(place, end);
                return Some((i64::from(next.is_some()), day));
            }
        }
        None
    }

    /// An English weekday at a place, whole or as its first three letters.
    pub fn english_day(&self, place: usize) -> Option<(Weekday, usize)> {
        ENGLISH_DAYS.iter().find_map(|(name, day)| {
            let short = name.get(..3).unwrap_or(name);
            let end = self.word_at(place, name).or_else(|| self.word_at(place, short))?;
            Some((*day, end))
        })
    }

    /// A Chinese weekday at a place: 周二, 星期二.
    pub fn chinese_day(&self, place: usize) -> Option<(Weekday, usize)> {
        let after = ["周", "星期", "礼拜"].iter().find_map(|week| self.word_at(place, week))?;
        WEEKDAYS.iter().find_map(|(name, day)| self.word_at(after, name).map(|end| (*day, end)))
    }

    /// `12月3日`, `2026-12-03`, `12-3`, `3 march`, `march 3`: taken when `day` says that there is such a day.
    pub fn take_date<T>(&mut self, day: impl Fn(Option<i16>, i8, i8) -> Option<T>) -> Option<T> {
        for place in 0..self.chars.len() {
            let found = self.numbers_date(place).or_else(|| self.english_date(place));
            if let Some((year, month, date, end)) = found
                && let Some(day) = day(year, month, date)
            {
                self.remove(place, end);
                return Some(day);
            }
        }
        None
    }

    fn numbers_date(&self, place: usize) -> Option<(Option<i16>, i8, i8, usize)> {
        let (first, after) = self.number_at(place)?;
        let small = |n: u32| i8::try_from(n).ok().filter(|n| *n > 0);
        if first > 1_900 {
            let mark = self.at(after).filter(|c| matches!(c, '年' | '-' | '.'))?;
            let (month, after) = self.number_at(after + 1)?;
            let other = if mark == '年' { '月' } else { mark };
            (self.at(after) == Some(other)).then_some(())?;
            let (day, end) = self.number_at(after + 1)?;
            let end = if matches!(self.at(end), Some('日' | '号')) { end + 1 } else { end };
            return Some((Some(i16::try_from(first).ok()?), small(month)?, small(day)?, end));
        }
        let mark = self.at(after).filter(|c| matches!(c, '月' | '-'))?;
        let (day, end) = self.number_at(after + 1)?;
        let named = matches!(self.at(end), Some('日' | '号'));
        (first <= 12 && day <= 31 && (mark == '-' || named || mark == '月')).then_some(())?;
        Some((None, small(first)?, small(day)?, if named { end + 1 } else { end }))
    }

    fn english_date(&self, place: usize) -> Option<(Option<i16>, i8, i8, usize)> {
        let month = |at: usize| {
            MONTHS.iter().find_map(|(name, month)| {
                let short = name.get(..3).unwrap_or(name);
                let end = self.word_at(at, name).or_else(|| self.word_at(at, short))?;
                Some((*month, end))
            })
        };
        let ordinal = |end: usize| {
            let found = ["st", "nd", "rd", "th"].iter().find(|suffix| {
                suffix.chars().enumerate().all(|(n, c)| self.at(end + n) == Some(c))
            });
            end + found.map_or(0, |_| 2)
        };
        let small = |n: u32| i8::try_from(n).ok().filter(|n| (1..=31).contains(n));
        if let Some((month, end)) = month(place) {
            let (day, end) = self.number_at(self.skip_blanks(end))?;
            return Some((None, month, small(day)?, ordinal(end)));
        }
        let (day, end) = self.number_at(place)?;
        let (month, end) = month(self.skip_blanks(ordinal(end)))?;
        Some((None, month, small(day)?, end))
    }

    /// `15号`, `15日`: a day of this month or the next.
    pub fn take_day_of_month(&mut self) -> Option<i8> {
        for place in 0..self.chars.len() {
            let Some((day, end)) = self.number_at(place) else { continue };
            let named = matches!(self.at(end), Some('号' | '日'));
            // Behind a month it is the day of a date that is none: 2月30日.
            let of_a_month = place.checked_sub(1).and_then(|at| self.at(at)) == Some('月');
            if named && !of_a_month && (1..=31).contains(&day) {
                self.remove(place, end + 1);
                return i8::try_from(day).ok();
            }
        }
        None
    }

    /// An hour: `3点半`, `15:30`, `3pm`, `3:15 pm`, `at 3`. Minute of the day.
    pub fn take_time(&mut self, part: Option<Part>) -> Option<u16> {
        for place in 0..self.chars.len() {
            let Some((hour, after)) = self.number_at(place) else { continue };
            let Ok(hour) = u16::try_from(hour) else { continue };
            let after_at = place >= 3 && self.word_at(place - 3, "at ").is_some();
            let Some((minute, end, half)) = self.minute_at(after, after_at) else { continue };
            if hour > 24 || minute > 59 {
                continue;
            }
            let hour = match (half, part) {
                (Some(true), _) => hour % 12,
                (Some(false), _) => hour % 12 + 12,
                (None, Some(part)) => part.hour(hour),
                // Nobody works at three in the night: without a word, one to six is the afternoon.
                (None, None) if (1..=6).contains(&hour) && self.at(place) != Some('0') => hour + 12,
                (None, None) => hour,
            };
            self.remove(place, end);
            return Some((hour % 24) * 60 + minute);
        }
        None
    }

    /// What follows an hour: its minutes, the end, and whether "am" (`true`) or "pm" was said.
    fn minute_at(&self, after: usize, after_at: bool) -> Option<(u16, usize, Option<bool>)> {
        let small = |n: u32| u16::try_from(n).ok();
        let half_of_day = |at: usize| {
            let at = self.skip_blanks(at);
            ["am", "a.m."]
                .iter()
                .find_map(|word| self.word_at(at, word).map(|end| (true, end)))
                .or_else(|| {
                    ["pm", "p.m."]
                        .iter()
                        .find_map(|word| self.word_at(at, word).map(|end| (false, end)))
                })
        };
        match self.at(after) {
            Some('点' | '时') => {
                if let Some(end) = self.word_at(after + 1, "半") {
                    return Some((30, end, None));
                }
                if let Some(end) = self.word_at(after + 1, "一刻") {
                    return Some((15, end, None));
                }
                if let Some(end) = self.word_at(after + 1, "三刻") {
                    return Some((45, end, None));
                }
                let whole = self.word_at(after + 1, "钟").unwrap_or(after + 1);
                match self.number_at(after + 1) {
                    Some((minute, end)) => {
                        Some((small(minute)?, self.word_at(end, "分").unwrap_or(end), None))
                    }
                    None => Some((0, whole, None)),
                }
            }
            Some(':' | '.') => {
                let (minute, end) = self.number_at(after + 1)?;
                (end == after + 3).then_some(())?;
                match half_of_day(end) {
                    Some((half, end)) => Some((small(minute)?, end, Some(half))),
                    None => Some((small(minute)?, end, None)),
                }
            }
            _ => {
                if let Some((half, end)) = half_of_day(after) {
                    Some((0, end, Some(half)))
                } else {
                    let clock = self.word_at(after, " o'clock");
                    let end = clock.or_else(|| after_at.then_some(after))?;
                    Some((0, end, None))
                }
            }
        }
    }
}

/// Who is named, and whether they are to be rung. Nothing is taken out: the text reads better with the name.
pub fn whom(line: &Line) -> (Option<String>, bool) {
    let text: String = line.chars.iter().collect();
    let before = [
        ("打电话给", "", true),
        ("回电给", "", true),
        ("致电", "", true),
        ("联系", "", false),
        ("给", "回电话", true),
        ("给", "回电", true),
        ("给", "打电话", true),
        ("给", "送", false),
        ("call back ", "", true),
        ("call ", "", true),
        ("ring ", "", true),
        ("phone ", "", true),
        ("with ", "", false),
        ("for ", "", false),
    ];
    let lower: String = text.chars().map(lower).collect();
    for (head, tail, is_call) in before {
        let Some(at) = lower.find(head) else { continue };
        let before = lower.get(..at).and_then(|text| text.chars().last());
        if head.is_ascii() && before.is_some_and(char::is_alphabetic) {
            continue; // "bring" is not "ring"
        }
        let rest = lower.get(at + head.len()..).unwrap_or_default();
        let name = if tail.is_empty() {
            first_word(rest)
        } else {
            match rest.find(tail) {
                Some(end) => rest.get(..end).unwrap_or_default().trim().to_owned(),
                None => continue,
            }
        };
        let letters = name.chars().count();
        if (1..=20).contains(&letters) && name.chars().any(char::is_alphabetic) {
            return (Some(as_typed(&text, &name)), is_call);
        }
    }
    (None, ["回电", "打电话"].iter().any(|word| text.contains(word)))
}

fn first_word(text: &str) -> String {
    let end = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '。' | ':' | '：' | '的');
    text.trim_start().split(end).next().unwrap_or_default().to_owned()
}

/// The name in the letters it was typed in.
fn as_typed(text: &str, name: &str) -> String {
    let length = name.chars().count();
    let typed: Vec<char> = text.chars().collect();
    let same = |window: &&[char]| window.iter().map(|c| lower(*c)).eq(name.chars());
    typed
        .windows(length.max(1))
        .find(same)
        .map_or_else(|| name.to_owned(), |window| window.iter().collect())
}
