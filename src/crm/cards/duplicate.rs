//! When two cards may be one customer: keys that are alike for names that sound alike and for one address however it was
//! written. May depend on `base` and the rest of `crm`.

use crate::crm::customer::Customer;
use crate::crm::gram::{Gram, Whole};
use crate::crm::sound::{self, Heard};

/// Characters of a name that count.
const LONGEST: usize = 80;
/// What people add to a name and what is no part of it.
const TITLES: [&str; 14] = [
    "先生", "女士", "小姐", "太太", "老板", "老师", "经理", "师傅", "阿姨", "大哥", "大姐", "总",
    "姐", "哥",
];

/// Names that sound alike have one key: `王伟`, `王玮 先生`, `Wang Wei`. Empty: the name is too short to say anything.
#[must_use]
pub fn name_key(name: &str) -> String {
    let bare = bare(name);
    key_of(bare, Heard::of(bare).full())
}

/// The pieces that stand for a card's keys ([`name_key`], [`address_key`]); `name` is its name, heard.
pub(super) fn key_pieces(card: &Customer, name: &Heard, all: &mut Vec<Gram>) {
    let bare = bare(&card.name);
    let key = if bare.len() == card.name.len() {
        key_of(bare, name.full())
    } else {
        key_of(bare, Heard::of(bare).full())
    };
    let keys = [(Whole::Name, key), (Whole::Address, address_key(&card.address))];
    let keys = keys.iter().filter(|(_, key)| !key.is_empty());
    all.extend(keys.map(|(kind, key)| Gram::whole(*kind, key)));
}

/// The name without what people add to it.
fn bare(name: &str) -> &str {
    let name = name.trim();
    let end = name.char_indices().nth(LONGEST).map_or(name.len(), |(at, _)| at);
    let mut name = name.get(..end).unwrap_or(name);
    while let Some(bare) = TITLES.iter().find_map(|title| name.strip_suffix(title)) {
        name = bare.trim_end();
    }
    name
}

fn key_of(bare: &str, spoken: &[String]) -> String {
    if let Some(full) = spoken.first() {
        let signs = bare.chars().filter(|c| sound::is_sign(*c)).count();
        return if signs < 2 { String::new() } else { full.clone() };
    }
    let plain = bare.to_lowercase();
    let mut words: Vec<&str> =
        plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // `Lindt, Anna` is `Anna Lindt`; Chinese names in letters keep their order and lose their blank.
    if plain.contains(',') && !words.is_empty() {
        words.rotate_left(1);
    }
    let key = words.concat();
    if key.chars().count() < 3 { String::new() } else { key }
}

/// One address however it was written: signs, letters and digits alone. Empty: too short to say anything.
#[must_use]
pub fn address_key(address: &str) -> String {
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '號' => '号',
        _ => c,
    };
    let plain = address.chars().map(narrow).filter(|c| c.is_alphanumeric());
    let key: String = plain.flat_map(char::to_lowercase).take(60).collect();
    if key.chars().count() < 4 { String::new() } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_sound_alike_have_one_key() {
        for (a, b) in [
            ("王伟", "王玮先生"),
            ("王 伟", "王伟 总"),
            ("王伟", "Wang Wei"),
            ("Anna Lindt", "Lindt, Anna"),
            ("ANNA LINDT", "anna  lindt"),
        ] {
            assert_eq!(name_key(a), name_key(b), "{a} {b}");
        }
        assert_ne!(name_key("王伟"), name_key("王芳"));
        for nothing in ["", "王先生", "先生", "A", "👍", "  "] {
            assert_eq!(name_key(nothing), "", "{nothing}");
        }
    }

    #[test]
    fn an_address_is_one_however_it_was_written() {
        assert_eq!(address_key("朝阳区建国路 18 号"), address_key("朝阳区 建国路１８号。"));
        assert_ne!(address_key("建国路 18 号"), address_key("建国路 19 号"));
        assert_eq!(address_key("1 号"), "");
    }
}
