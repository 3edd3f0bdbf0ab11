//! Chinese text by its sound, for whoever types pinyin: full and initials. Names are read in every way their signs allow
//! (`spoken`), sentences in the usual one (`whole`, `initials`); the short pieces a search box finds names by; and the order
//! of lists (`compare`).
//! The one place that names the pinyin library. May depend on the rest of `crm`.

use crate::crm::gram::Gram;
use pinyin::{Pinyin, ToPinyin, ToPinyinMulti};
use std::cmp::Ordering;

/// Signs and words of a text that are looked at: nobody types more of a name.
const MOST_UNITS: usize = 24;
/// Ways of reading a text that are kept.
const MOST_WAYS: usize = 6;

/// Signs that are read otherwise when they are a family name.
const FAMILY_NAMES: [(char, &str); 14] = [
    ('曾', "zeng"),
    ('单', "shan"),
    ('解', "xie"),
    ('仇', "qiu"),
    ('区', "ou"),
    ('朴', "piao"),
    ('查', "zha"),
    ('盖', "ge"),
    ('缪', "miao"),
    ('翟', "zhai"),
    ('覃', "qin"),
    ('乐', "yue"),
    ('员', "yun"),
    ('种', "chong"),
];
/// Signs of a name at most; what is longer is a firm, and its first sign no family name.
const LONGEST_NAME: usize = 4;

/// Readings of one sign that are kept; no sign of the tables has more.
const MOST_READINGS: usize = 6;

/// How a sign may be read, the commonest way first; none: it is no sign of Chinese.
#[derive(Debug, Clone, Copy, Default)]
struct Readings {
    all: [&'static str; MOST_READINGS],
    count: usize,
}

impl Readings {
    fn of(sign: char) -> Self {
        let mut found = Self::default();
        for reading in sign.to_pinyin_multi().into_iter().flatten().map(Pinyin::plain) {
            if !found.each().contains(&reading)
                && let Some(place) = found.all.get_mut(found.count)
            {
                *place = reading;
                found.count += 1;
            }
        }
        found
    }

    fn each(&self) -> &[&'static str] {
        self.all.get(..self.count).unwrap_or_default()
    }
}

/// A sign of a wide script with its readings, or a word of letters and digits.
#[derive(Debug, Clone)]
enum Unit {
    Sign(char, Readings),
    Word(String),
}

/// A text heard once: what is asked of its sound afterwards costs little.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    units: Vec<Unit>,
    full: Vec<String>,
    initials: Vec<String>,
}

/// Every way of reading a text: without blanks, in small letters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spoken {
    /// `wangxinyi`.
    pub full: Vec<String>,
    /// `wxy`.
    pub initials: Vec<String>,
}

/// How a text may be read. Without a Chinese sign `full` is empty.
#[must_use]
pub fn spoken(text: &str) -> Spoken {
    let Heard { full, initials, .. } = Heard::of(text);
    Spoken { full, initials }
}

impl Heard {
    /// Hears a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let units = units(text);
        let initials = ways(&units, Unit::first);
        let is_read = |unit: &Unit| matches!(unit, Unit::Sign(_, ways) if ways.count > 0);
        let chinese = units.iter().any(is_read);
        let full = if chinese { ways(&units, Unit::whole) } else { Vec::new() };
        Self { units, full, initials }
    }

    /// Every way of reading it whole, the commonest first; without a Chinese sign none.
    #[must_use]
    pub fn full(&self) -> &[String] {
        &self.full
    }

    /// First letters of every way of reading it.
    #[must_use]
    pub fn initials(&self) -> &[String] {
        &self.initials
    }
}

impl Unit {
    /// How it may be read, handed over one by one.
    fn whole(&self, take: &mut dyn FnMut(&str)) {
        match self {
            Self::Sign(sign, ways) if ways.count == 0 => take(sign.encode_utf8(&mut [0; 4])),
            Self::Sign(_, ways) => ways.each().iter().for_each(|way| take(way)),
            Self::Word(word) => take(word),
        }
    }

    /// The first letters of its readings, each once.
    fn first(&self, take: &mut dyn FnMut(&str)) {
        let (mut known, mut count) = (['\0'; MOST_READINGS], 0);
        self.whole(&mut |reading| {
            if let Some(letter) = reading.chars().next().filter(|letter| !known.contains(letter)) {
                if let Some(place) = known.get_mut(count) {
                    *place = letter;
                }
                count += 1;
                take(letter.encode_utf8(&mut [0; 4]));
            }
        });
    }
}

/// Whoever hands over the readings of a unit.
type Told = fn(&Unit, &mut dyn FnMut(&str));

/// All ways put together, the commonest first, at most [`MOST_WAYS`].
fn ways(units: &[Unit], readings: Told) -> Vec<String> {
    let mut all = vec![String::with_capacity(units.len() * 4)];
    for unit in units {
        let starts = all.len();
        let mut several = 0;
        readings(unit, &mut |_| several += 1);
        // Every further reading doubles what there is; the first is put to what there is.
        for _ in 1..several {
            all.extend_from_within(..starts.min(MOST_WAYS.saturating_sub(all.len())));
        }
        let mut from = 0;
        readings(unit, &mut |reading| {
            let until = (from + starts).min(all.len());
            for way in all.get_mut(from..until).unwrap_or_default() {
                // As a keyboard writes them: `lv` for 吕.
                way.extend(reading.chars().map(|c| if c == 'ü' { 'v' } else { c }));
            }
            from = until;
        });
    }
    all.retain(|way| !way.is_empty());
    all.dedup();
    all
}

/// A sentence: `几点开门` → `jidiankaimen`; other letters and digits stay, everything else goes.
#[must_use]
pub fn whole(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c.to_pinyin() {
            Some(sound) => out.push_str(sound.plain()),
            None => out.extend(c.to_lowercase().filter(|c| c.is_alphanumeric())),
        }
    }
    out
}

/// `几点开门` → `jdkm`; of Latin words the first letters.
#[must_use]
pub fn initials(text: &str) -> String {
    let mut out = String::new();
    let mut in_word = false;
    for c in text.chars() {
        if let Some(sound) = c.to_pinyin() {
            out.push_str(sound.first_letter());
            in_word = false;
        } else if c.is_alphanumeric() {
            if !in_word || c.is_ascii_digit() {
                out.extend(c.to_lowercase());
            }
            in_word = true;
        } else {
            in_word = false;
        }
    }
    out
}

/// The order of lists: signs by their sound among the letters they sound like, one sign after the other as telephone books
/// have it, so that a family name stays together; figures and other signs first, capitals as small letters. Two texts are
/// equal only when they are the same.
#[must_use]
pub fn compare(one: &str, other: &str) -> Ordering {
    let mut families = (is_short(one), is_short(other));
    for (a, b) in one.chars().zip(other.chars()) {
        if a != b || families.0 != families.1 {
            let order = place(a, families.0).cmp(&place(b, families.1));
            if order.is_ne() {
                return order;
            }
        }
        families = (false, false);
    }
    one.chars().count().cmp(&other.chars().count()).then_with(|| one.cmp(other))
}

fn is_short(text: &str) -> bool {
    text.chars().nth(LONGEST_NAME).is_none()
}

/// Where a sign stands: its kind, its sound, itself.
fn place(sign: char, family: bool) -> (u8, [u8; 7], char) {
    let mut sound = [0; 7];
    let mut written = |text: &str| {
        for (place, byte) in sound.iter_mut().zip(text.bytes()) {
            *place = byte;
        }
    };
    if sign.is_ascii_alphabetic() {
        let small = sign.to_ascii_lowercase();
        written(small.encode_utf8(&mut [0; 4]));
        return (1, sound, '\0');
    }
    let name = FAMILY_NAMES.iter().find(|(name, _)| family && *name == sign).map(|(_, said)| *said);
    match name.or_else(|| sign.to_pinyin().map(Pinyin::plain)) {
        Some(said) => {
            written(said);
            (1, sound, sign)
        }
        None if sign.is_alphabetic() => (2, sound, sign),
        None => (0, sound, sign),
    }
}

impl Heard {
    /// Pieces of one and two letters a text is found by: signs and pairs of signs, initials and pairs of them, how its
    /// words begin, and (`begins`) how the whole of it begins. Pieces may come more than once.
    pub fn pieces(&self, begins: bool, all: &mut Vec<Gram>) {
        let mut run: Vec<char> = Vec::with_capacity(self.units.len());
        for unit in &self.units {
            match unit {
                Unit::Sign(sign, _) => run.push(*sign),
                Unit::Word(word) => {
                    singles_and_pairs(&run, all);
                    run.clear();
                    let mut chars = word.chars();
                    let (first, second) = (chars.next(), chars.next());
                    all.extend(first.map(|c| Gram::of(&[c])));
                    all.extend(first.zip(second).map(|(c, d)| Gram::of(&[c, d])));
                }
            }
        }
        singles_and_pairs(&run, all);
        for initials in &self.initials {
            run.clear();
            run.extend(initials.chars());
            singles_and_pairs(&run, all);
            if begins {
                beginnings(&run, all);
            }
        }
        if begins {
            run.clear();
            match self.units.first() {
                Some(Unit::Word(word)) => run.extend(word.chars().take(2)),
                Some(Unit::Sign(..)) => run.extend(signs(&self.units)),
                None => {}
            }
            beginnings(&run, all);
        }
    }
}

fn signs(units: &[Unit]) -> impl Iterator<Item = char> {
    let sign = |unit: &Unit| match unit {
        Unit::Sign(sign, _) => Some(*sign),
        Unit::Word(_) => None,
    };
    units.iter().map_while(sign).take(2)
}

fn singles_and_pairs(chars: &[char], all: &mut Vec<Gram>) {
    all.extend(chars.iter().map(|c| Gram::of(&[*c])));
    all.extend(chars.windows(2).map(Gram::of));
}

fn beginnings(chars: &[char], all: &mut Vec<Gram>) {
    all.extend((1..=chars.len().min(2)).filter_map(|take| chars.get(..take)).map(Gram::start));
}

/// Whether a character is a sign that is a word, or half of one.
#[must_use]
pub fn is_sign(c: char) -> bool {
    c.is_alphanumeric() && u32::from(c) >= 0x2e80 && !('０'..='ｚ').contains(&c)
}

fn units(text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if units.len() >= MOST_UNITS {
            break;
        }
        if c.is_alphanumeric() && !is_sign(c) {
            if word.len() < 64 {
                word.extend(narrow(c).to_lowercase());
            }
            continue;
        }
        if !word.is_empty() {
            units.push(Unit::Word(std::mem::take(&mut word)));
        }
        if is_sign(c) {
            units.push(Unit::Sign(c, Readings::of(c)));
        }
    }
    if !word.is_empty() {
        units.push(Unit::Word(word));
    }
    units
}

/// Full-width letters and digits as the narrow ones.
fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_in_all_its_ways() {
        let wang = spoken("王欣怡");
        assert_eq!(wang.full[0], "wangxinyi");
        assert!(wang.initials.contains(&"wxy".to_owned()));
        let shan = spoken("单雄信");
        for way in ["danxiongxin", "shanxiongxin"] {
            assert!(shan.full.contains(&way.to_owned()), "{shan:?}");
        }
        assert!(spoken("曾国藩").initials.iter().any(|way| way == "zgf" || way == "cgf"));
        assert_eq!(spoken("吕布").full[0].chars().next(), Some('l'));
    }

    #[test]
    fn other_scripts_and_rubbish_are_read_without_harm() {
        assert_eq!(spoken("Anna O'Neil").initials, ["aon"]);
        assert!(spoken("Anna").full.is_empty());
        assert_eq!(spoken("👍🎉"), Spoken::default());
        assert!(spoken(&"王".repeat(10_000)).full[0].len() <= 24 * 4);
        assert!(spoken("مرحبا بالعالم").full.is_empty());
        assert_eq!(spoken(""), Spoken::default());
    }

    #[test]
    fn short_pieces_know_signs_initials_and_beginnings() {
        let mut all = Vec::new();
        Heard::of("王伟 Ltd").pieces(true, &mut all);
        let all: Vec<String> = all.iter().map(Gram::to_string).collect();
        for piece in ["王", "伟", "王伟", "w", "ww", "l", "lt", "wl", "^王", "^王伟", "^w", "^ww"]
        {
            assert!(all.iter().any(|known| known == piece), "{piece} in {all:?}");
        }
        assert!(!all.iter().any(|known| known == "^伟" || known == "td"));
    }

    #[test]
    fn a_sentence_is_read_in_the_usual_way() {
        assert_eq!(
            (whole("退货 VIP 3").as_str(), initials("退货 VIP 3").as_str()),
            ("tuihuovip3", "thv3")
        );
        assert_eq!((whole("").as_str(), initials("😀-!").as_str()), ("", ""));
    }

    #[test]
    fn lists_stand_in_the_order_of_the_telephone_book() {
        let mut names = [
            "张伟",
            "王伟",
            "Wang",
            "汪洋",
            "曾国",
            "曾经沧海酒楼",
            "anna",
            "安娜",
            "阿强",
            "Zoe",
            "3号楼",
            "王",
            "王二",
            "吕布",
            "刘备",
            "单雄信",
            "单位食堂采购",
        ];
        names.sort_by(|a, b| compare(a, b));
        assert_eq!(
            names,
            [
                "3号楼",
                "anna",
                "阿强",
                "安娜",
                "曾经沧海酒楼",
                "单位食堂采购",
                "刘备",
                "吕布",
                "单雄信",
                "Wang",
                "汪洋",
                "王",
                "王二",
                "王伟",
                "Zoe",
                "曾国",
                "张伟",
            ]
        );
        assert!(compare("a", "A").is_ne(), "one text has one place");
        assert!(compare("王伟", "王伟").is_eq());
    }

    proptest::proptest! {
        #[test]
        fn the_order_of_lists_is_an_order(a in "[a-cA-C王汪张1 é]{0,5}", b in "[a-cA-C王汪张1 é]{0,5}", c in "\\PC{0,6}") {
            proptest::prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
            let mut all = [a, b, c];
            all.sort_by(|a, b| compare(a, b));
            proptest::prop_assert!(compare(&all[0], &all[2]).is_le());
        }
    }
}
