//! Every sentence a user reads, by key, in two languages (`assets/text/LANGUAGE/*.json`, a file per topic). Arguments stand in braces: `{name}`.
//! May depend on `engine::settings`, `base`, and the mask of `crm::staff`.

use crate::base::number::PhoneNumber;
use crate::crm::staff::masked;
use crate::engine::settings::Language;
use std::collections::HashMap;
use std::sync::LazyLock;

static CHINESE: &[&str] = &[
    include_str!("../../assets/text/zh-CN/window.json"),
    include_str!("../../assets/text/zh-CN/why.json"),
    include_str!("../../assets/text/zh-CN/dialling.json"),
    include_str!("../../assets/text/zh-CN/example.json"),
    include_str!("../../assets/text/zh-CN/first_run.json"),
    include_str!("../../assets/text/zh-CN/firewall.json"),
    include_str!("../../assets/text/zh-CN/look.json"),
    include_str!("../../assets/text/zh-CN/manners.json"),
    include_str!("../../assets/text/zh-CN/paths.json"),
    include_str!("../../assets/text/zh-CN/places.json"),
    include_str!("../../assets/text/zh-CN/recordings.json"),
    include_str!("../../assets/text/zh-CN/speech.json"),
    include_str!("../../assets/text/zh-CN/statistics.json"),
    include_str!("../../assets/text/zh-CN/upkeep.json"),
    include_str!("../../assets/text/zh-CN/worklist.json"),
    include_str!("../../assets/text/zh-CN/agenda.json"),
    include_str!("../../assets/text/zh-CN/cards.json"),
    include_str!("../../assets/text/zh-CN/files.json"),
    include_str!("../../assets/text/zh-CN/goods.json"),
    include_str!("../../assets/text/zh-CN/knowledge.json"),
    include_str!("../../assets/text/zh-CN/orders.json"),
    include_str!("../../assets/text/zh-CN/staff.json"),
    include_str!("../../assets/text/zh-CN/transfer.json"),
    include_str!("../../assets/text/zh-CN/reports.json"),
];
static ENGLISH: &[&str] = &[
    include_str!("../../assets/text/en/window.json"),
    include_str!("../../assets/text/en/why.json"),
    include_str!("../../assets/text/en/dialling.json"),
    include_str!("../../assets/text/en/example.json"),
    include_str!("../../assets/text/en/first_run.json"),
    include_str!("../../assets/text/en/firewall.json"),
    include_str!("../../assets/text/en/look.json"),
    include_str!("../../assets/text/en/manners.json"),
    include_str!("../../assets/text/en/paths.json"),
    include_str!("../../assets/text/en/places.json"),
    include_str!("../../assets/text/en/recordings.json"),
    include_str!("../../assets/text/en/speech.json"),
    include_str!("../../assets/text/en/statistics.json"),
    include_str!("../../assets/text/en/upkeep.json"),
    include_str!("../../assets/text/en/worklist.json"),
    include_str!("../../assets/text/en/agenda.json"),
    include_str!("../../assets/text/en/cards.json"),
    include_str!("../../assets/text/en/files.json"),
    include_str!("../../assets/text/en/goods.json"),
    include_str!("../../assets/text/en/knowledge.json"),
    include_str!("../../assets/text/en/orders.json"),
    include_str!("../../assets/text/en/staff.json"),
    include_str!("../../assets/text/en/transfer.json"),
    include_str!("../../assets/text/en/reports.json"),
];

/// The sentences of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    language: Language,
    table: HashMap<String, String>,
    masks: bool,
}

impl Texts {
    /// The sentences of `language`.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let source = match language {
            Language::Chinese => CHINESE,
            Language::English => ENGLISH,
        };
        // A test reads all files; a table that cannot be read shows its keys instead of sentences.
        let tables = source.iter().filter_map(|text| serde_json::from_str(text).ok());
        let table = tables.flat_map(|table: HashMap<String, String>| table).collect();
        Self { language, table, masks: false }
    }

    /// Which language this is.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Whoever works here may see numbers whole (`false`), or with stars in their middle.
    pub const fn set_masks(&mut self, masks: bool) {
        self.masks = masks;
    }

    /// Whether numbers are shown with stars.
    #[must_use]
    pub const fn masks(&self) -> bool {
        self.masks
    }

    /// A number as whoever works here may see it.
    #[must_use]
    pub fn number(&self, number: &PhoneNumber) -> String {
        let shown = number.pretty();
        if self.masks { masked(&shown) } else { shown }
    }

    /// Digits as whoever works here may see them.
    #[must_use]
    pub fn digits(&self, digits: &str) -> String {
        if self.masks { masked(digits) } else { digits.to_owned() }
    }

    /// The sentence for a key; the key itself when there is none.
    #[must_use]
    pub fn t<'a>(&'a self, key: &'a str) -> &'a str {
        self.table.get(key).map_or(key, String::as_str)
    }

    /// The sentence with its arguments filled in.
    #[must_use]
    pub fn tf(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        let mut text = self.t(key).to_owned();
        for (name, value) in arguments {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// All keys, sorted.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = self.table.keys().map(String::as_str).collect();
        keys.sort_unstable();
        keys
    }
}

/// The sentences of all languages, read once.
static ALL: LazyLock<[Texts; 2]> =
    LazyLock::new(|| [Texts::new(Language::Chinese), Texts::new(Language::English)]);

/// What a key says in every language: what people keep has the words of the language it was typed in.
#[must_use]
pub fn in_every_language(key: &'static str) -> [&'static str; 2] {
    ALL.each_ref().map(|texts| texts.t(key))
}

/// The language a system locale (`LC_ALL`, else `LC_MESSAGES`, else `LANG`) asks for: Chinese for `zh…`, else English.
#[must_use]
pub fn language_of_locale(locale: &str) -> Language {
    if locale.trim().to_ascii_lowercase().starts_with("zh") {
        Language::Chinese
    } else {
        Language::English
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_keys_and_the_same_arguments() {
        let (chinese, english) = (Texts::new(Language::Chinese), Texts::new(Language::English));
        assert!(chinese.keys().len() > 50, "the table could not be read");
        assert_eq!(chinese.keys(), english.keys());
        for key in chinese.keys() {
            let arguments = |text: &str| {
                let mut found: Vec<String> = text
                    .split('{')
                    .skip(1)
                    .filter_map(|p| Some(p.split_once('}')?.0.to_owned()))
                    .collect();
                found.sort_unstable();
                found
            };
            assert_eq!(arguments(chinese.t(key)), arguments(english.t(key)), "{key}");
            assert!(!chinese.t(key).is_empty() && !english.t(key).is_empty(), "{key}");
        }
    }

    #[test]
    fn a_chinese_system_speaks_chinese_and_every_other_english() {
        assert_eq!(language_of_locale("zh_CN.UTF-8"), Language::Chinese);
        assert_eq!(language_of_locale("de_DE.UTF-8"), Language::English);
        assert_eq!(language_of_locale(""), Language::English);
    }
}
