//! How well a name fits what was typed: letters in their order, whole words and beginnings first; Chinese names also by
//! their sound (`tjdr` and `tongjidaoru` find 统计导入). Pure; may depend on `crm`.

use crate::crm::sound;

/// How much less a word counts that only fits what a name stands among.
const GROUP: u32 = 16;

/// The ways a name can be typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    ways: Vec<String>,
}

impl Name {
    /// Of a text and what else it is known by.
    #[must_use]
    pub fn new(texts: &[&str]) -> Self {
        let mut ways = Vec::new();
        for text in texts.iter().filter(|text| !text.is_empty()) {
            ways.push(text.to_lowercase());
            if text.chars().any(sound::is_sign) {
                let spoken = sound::spoken(text);
                ways.extend(spoken.full);
                ways.extend(spoken.initials);
            }
        }
        ways.dedup();
        Self { ways }
    }

    /// How well it fits; more is better, `None`: not at all. Of several words, each must fit.
    #[must_use]
    pub fn fit(&self, typed: &str) -> Option<u32> {
        self.fit_among(&Self { ways: Vec::new() }, typed)
    }

    /// The same, where a word may also be one of what the name stands among: that counts little.
    #[must_use]
    pub fn fit_among(&self, group: &Self, typed: &str) -> Option<u32> {
        let typed = typed.to_lowercase();
        let mut sum = 0;
        for word in typed.split_whitespace() {
            let own = self.best(word);
            sum += own.or_else(|| group.best(word).map(|fit| fit / GROUP))?;
        }
        Some(sum)
    }

    fn best(&self, word: &str) -> Option<u32> {
        self.ways.iter().filter_map(|way| fit(way, word)).max()
    }
}

/// One way and one word.
fn fit(way: &str, word: &str) -> Option<u32> {
    let length = u32::try_from(way.chars().count()).unwrap_or(u32::MAX);
    // Of two that fit alike, the shorter name.
    let brief = 100_u32.saturating_sub(length.min(100));
    if way == word {
        return Some(4_000);
    }
    if way.starts_with(word) {
        return Some(3_000 + brief);
    }
    if begins_a_word(way, word) {
        return Some(2_000 + brief);
    }
    if word.chars().count() > 1 && way.contains(word) {
        return Some(1_000 + brief);
    }
    scattered(way, word).map(|jumps| 500_u32.saturating_sub(jumps * 20) + brief)
}

fn begins_a_word(way: &str, word: &str) -> bool {
    way.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word))
}

/// The letters of the word in their order, each at the beginning of a word or right after the one before; how many jumps.
fn scattered(way: &str, word: &str) -> Option<u32> {
    let mut jumps = 0;
    let mut wanted = word.chars().peekable();
    let mut before = ' ';
    let mut in_run = false;
    for c in way.chars() {
        let begins = !before.is_alphanumeric();
        if wanted.peek() == Some(&c) && (begins || in_run) {
            jumps += u32::from(!in_run);
            wanted.next();
            in_run = true;
        } else {
            in_run = false;
        }
        before = c;
    }
    wanted.peek().is_none().then_some(jumps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best<'a>(names: &[&'a str], typed: &str) -> Option<&'a str> {
        let fits = names.iter().filter_map(|name| Some((Name::new(&[name]).fit(typed)?, *name)));
        fits.max_by_key(|(fit, _)| *fit).map(|(_, name)| name)
    }

    #[test]
    fn beginnings_words_and_scattered_letters_find_a_name_in_this_order() {
        let names = ["New customer", "Find duplicates", "Customers", "Import a list"];
        assert_eq!(best(&names, "cus"), Some("Customers"));
        assert_eq!(best(&names, "new"), Some("New customer"));
        assert_eq!(best(&names, "nc"), Some("New customer"), "first letters");
        assert_eq!(best(&names, "imp list"), Some("Import a list"), "each word fits");
        assert_eq!(best(&names, "dup"), Some("Find duplicates"));
        assert_eq!(best(&names, "xyz"), None);
    }

    #[test]
    fn the_group_of_a_name_finds_it_after_names_that_fit_themselves() {
        let (name, group) = (Name::new(&["Answer"]), Name::new(&["Calls"]));
        let by_group = name.fit_among(&group, "calls");
        assert!(by_group.is_some() && by_group < Name::new(&["All my calls"]).fit("calls"));
        assert!(name.fit_among(&group, "calls ans").is_some() && name.fit("calls").is_none());
    }

    #[test]
    fn chinese_names_are_found_by_sound_initials_and_signs() {
        let names = ["新建客户", "导入客户", "撤销", "重拨"];
        assert_eq!(best(&names, "xinjian"), Some("新建客户"));
        assert_eq!(best(&names, "xjkh"), Some("新建客户"));
        assert_eq!(best(&names, "dr"), Some("导入客户"));
        assert_eq!(best(&names, "导入"), Some("导入客户"));
        assert_eq!(best(&names, "chongbo"), Some("重拨"), "the sound it has here");
        assert_eq!(best(&names, "cx"), Some("撤销"));
    }
}
