//! vCards out. What vCard has no word for goes out under `X-RINGDESK-…`, labels as `X-ABLabel` in a group, which
//! telephones show. Pure. May depend on `base` and the rest of `crm`.

use super::line::{escape, fold};
use crate::crm::customer::{Calendar, Customer, Kind};
use crate::crm::transfer::cells::terms_out;
use crate::crm::transfer::day::birthday_text;

/// Which vCard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Version {
    /// 3.0 (RFC 2426): what telephones take.
    #[default]
    V3,
    /// 4.0 (RFC 6350).
    V4,
}

/// Writes one card.
#[must_use]
pub fn write(card: &Customer, version: Version) -> String {
    let mut out = String::new();
    let mut put = |line: &str| fold(line, &mut out);
    put("BEGIN:VCARD");
    put(match version {
        Version::V3 => "VERSION:3.0",
        Version::V4 => "VERSION:4.0",
    });
    let called = if card.name.is_empty() { &card.company } else { &card.name };
    put(&format!("FN:{}", escape(called)));
    put(&format!("N:{};;;;", escape(&card.name)));
    let mut text = |name: &str, value: &str| {
        if !value.is_empty() {
            put(&format!("{name}:{}", escape(value)));
        }
    };
    text("ORG", &card.company);
    text("NOTE", &card.notes);
    text("X-RINGDESK-CLASS", &card.class);
    text("X-RINGDESK-FOLLOW-UP", &card.follow_up);
    text("X-RINGDESK-TERMS", &terms_out(&card.numbers));
    if let Some(id) = card.id {
        put(&format!("X-RINGDESK-ID:{id}"));
    }
    if let Some(owner) = card.owner {
        put(&format!("X-RINGDESK-OWNER:{owner}"));
    }
    if card.kind == Kind::Company {
        put(match version {
            Version::V3 => "X-ABShowAs:COMPANY",
            Version::V4 => "KIND:org",
        });
    }
    if !card.tags.is_empty() {
        let tags: Vec<String> = card.tags.iter().map(|tag| escape(tag)).collect();
        put(&format!("CATEGORIES:{}", tags.join(",")));
    }
    birthday(card, version, &mut put);
    numbers(card, version, &mut put);
    addresses(card, &mut put);
    for (id, value) in &card.fields {
        if let Ok(json) = serde_json::to_string(value) {
            put(&format!("X-RINGDESK-FIELD-{id}:{}", escape(&json)));
        }
    }
    put("END:VCARD");
    out
}

fn birthday(card: &Customer, version: Version, put: &mut impl FnMut(&str)) {
    let Some(day) = card.birthday else { return };
    if day.calendar == Calendar::Lunar {
        put(&format!("X-RINGDESK-BIRTHDAY:{}", escape(&birthday_text(&day))));
        return;
    }
    match (day.year, version) {
        (Some(year), Version::V3) => {
            put(&format!("BDAY:{year:04}-{:02}-{:02}", day.month, day.day));
        }
        (Some(year), Version::V4) => put(&format!("BDAY:{year:04}{:02}{:02}", day.month, day.day)),
        (None, _) => put(&format!("BDAY:--{:02}{:02}", day.month, day.day)),
    }
}

/// The type telephones know for a label.
fn kind(label: &str) -> Option<&'static str> {
    let lower = label.to_lowercase();
    let is = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if is(&["传真", "fax"]) {
        Some("fax")
    } else if is(&["手机", "mobile", "cell"]) {
        Some("cell")
    } else if is(&["单位", "公司", "办公", "work", "office"]) {
        Some("work")
    } else if is(&["家", "宅", "home"]) {
        Some("home")
    } else {
        None
    }
}

fn numbers(card: &Customer, version: Version, put: &mut impl FnMut(&str)) {
    for (at, entry) in card.numbers.iter().enumerate() {
        let kind = kind(&entry.label).map(|kind| match version {
            Version::V3 => format!(";TYPE={}", kind.to_uppercase()),
            Version::V4 => format!(";TYPE={kind}"),
        });
        let kind = kind.unwrap_or_default();
        put(&format!("tel{at}.TEL{kind}:{}", escape(entry.number.as_str())));
        put(&format!("tel{at}.X-ABLabel:{}", escape(&entry.label)));
    }
}

/// The first address stands first even where it is empty: the rest have labels.
fn addresses(card: &Customer, put: &mut impl FnMut(&str)) {
    if !card.address.is_empty() || !card.addresses.is_empty() {
        put(&format!("ADR:;;{};;;;", escape(&card.address)));
    }
    for (at, other) in card.addresses.iter().enumerate() {
        put(&format!("adr{at}.ADR:;;{};;;;", escape(&other.text)));
        put(&format!("adr{at}.X-ABLabel:{}", escape(&other.label)));
    }
}
