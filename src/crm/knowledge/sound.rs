//! Chinese text by its sound, for whoever types pinyin: whole syllables, and their first letters. Characters with several
//! readings give the usual one. Pure; names the pinyin library. May depend on nothing else.

use pinyin::ToPinyin;

/// `几点开门` → `jidiankaimen`; other letters and digits stay, everything else goes.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_and_initials() {
        assert_eq!(
            (whole("退货 VIP 3").as_str(), initials("退货 VIP 3").as_str()),
            ("tuihuovip3", "thv3")
        );
        assert_eq!((whole("").as_str(), initials("😀-!").as_str()), ("", ""));
    }
}
