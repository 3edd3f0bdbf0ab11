//! What a search finds a card by. May depend on `base` and the rest of `crm`.

use crate::crm::cards::field::text_of;
use crate::crm::customer::{Customer, FieldValue};
use crate::crm::gram::Gram;
use crate::crm::sound;

/// Characters of one text that are found by.
const LONGEST: usize = 400;

/// Everything a search may find the card by, one per line (no fragment crosses a line's end): names with their sound,
/// addresses, tags, values of the office's own fields, numbers.
#[must_use]
pub fn words(card: &Customer) -> String {
    let mut words = String::new();
    let mut line = |text: &str| {
        if !text.trim().is_empty() {
            words.extend(text.chars().take(LONGEST).map(|c| if c == '\n' { ' ' } else { c }));
            words.push('\n');
        }
    };
    for name in [&card.name, &card.company] {
        line(name);
        let spoken = sound::spoken(name);
        for way in spoken.full.iter().chain(&spoken.initials) {
            // Three letters and more: shorter ones are found by pieces.
            if way.len() >= 3 && !name.eq_ignore_ascii_case(way) {
                line(way);
            }
        }
    }
    line(&card.address);
    card.addresses.iter().for_each(|other| line(&other.text));
    card.tags.iter().for_each(|tag| line(tag));
    for value in card.fields.values() {
        if matches!(value, FieldValue::Text(_) | FieldValue::Number(_) | FieldValue::Choices(_)) {
            line(&text_of(value));
        }
    }
    for entry in &card.numbers {
        let digits = entry.number.digits();
        let key = entry.number.key();
        if !digits.contains(key.as_str()) {
            words.push_str(key.as_str());
            words.push('\n');
        }
        words.push_str(&digits);
        words.push('\n');
    }
    words
}

/// Pieces of one and two letters the card is found by, each once.
#[must_use]
pub fn short_pieces(card: &Customer) -> Vec<Gram> {
    let mut all = Vec::new();
    gather(card, &mut all);
    once(all)
}

/// Every piece of one, two or three letters the card is found by, each once: what [`words`] and [`short_pieces`] say.
#[must_use]
pub fn pieces(card: &Customer) -> Vec<Gram> {
    let mut all = Vec::with_capacity(128);
    Gram::triples(&words(card), &mut all);
    gather(card, &mut all);
    once(all)
}

fn gather(card: &Customer, all: &mut Vec<Gram>) {
    sound::pieces(&card.name, true, all);
    // A company begins nothing: people are looked for by name first.
    sound::pieces(&card.company, card.name.trim().is_empty(), all);
    for tag in &card.tags {
        sound::pieces(tag, false, all);
    }
}

fn once(mut all: Vec<Gram>) -> Vec<Gram> {
    all.sort_unstable();
    all.dedup();
    all
}
