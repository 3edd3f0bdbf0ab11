//! What a search finds a card by. May depend on `base` and the rest of `crm`.

use crate::crm::cards::duplicate;
use crate::crm::cards::field::text_of;
use crate::crm::customer::{Customer, FieldValue};
use crate::crm::gram::Gram;
use crate::crm::sound;

/// Characters of one text that are found by.
const LONGEST: usize = 400;

/// A card heard: the sounds of its names are asked for more than once.
struct Heard<'a> {
    card: &'a Customer,
    name: sound::Heard,
    company: sound::Heard,
}

impl<'a> Heard<'a> {
    fn of(card: &'a Customer) -> Self {
        let [name, company] = [&card.name, &card.company].map(|text| sound::Heard::of(text));
        Self { card, name, company }
    }

    /// Hands over every text the card is found by: names with their sound, addresses, tags, values of the office's own
    /// fields, numbers.
    fn texts(&self, take: &mut dyn FnMut(&str)) {
        let card = self.card;
        for (name, heard) in [(&card.name, &self.name), (&card.company, &self.company)] {
            take(name);
            for way in heard.full().iter().chain(heard.initials()) {
                // Three letters and more: shorter ones are found by pieces.
                if way.len() >= 3 && !name.eq_ignore_ascii_case(way) {
                    take(way);
                }
            }
        }
        take(&card.address);
        card.addresses.iter().for_each(|other| take(&other.text));
        card.tags.iter().for_each(|tag| take(tag));
        for value in card.fields.values() {
            if matches!(value, FieldValue::Text(_) | FieldValue::Number(_) | FieldValue::Choices(_))
            {
                take(&text_of(value));
            }
        }
        for entry in &card.numbers {
            let (digits, key) = entry.number.digits_and_key();
            if !digits.contains(key.as_str()) {
                take(key.as_str());
            }
            take(&digits);
        }
    }

    /// Pieces of one and two letters.
    fn short(&self, all: &mut Vec<Gram>) {
        self.name.pieces(true, all);
        // A company begins nothing: people are looked for by name first.
        self.company.pieces(self.card.name.trim().is_empty(), all);
        for tag in &self.card.tags {
            sound::Heard::of(tag).pieces(false, all);
        }
    }
}

/// The characters of a text that are found by, on one line.
fn on_a_line(text: &str) -> impl Iterator<Item = char> {
    text.chars().take(LONGEST).map(|c| if c == '\n' { ' ' } else { c })
}

/// Everything a search may find the card by, one per line: no fragment crosses a line's end.
#[must_use]
pub fn words(card: &Customer) -> String {
    let mut words = String::new();
    Heard::of(card).texts(&mut |text| {
        if !text.trim().is_empty() {
            words.extend(on_a_line(text));
            words.push('\n');
        }
    });
    words
}

/// Pieces of one and two letters the card is found by, each once.
#[must_use]
pub fn short_pieces(card: &Customer) -> Vec<Gram> {
    let mut all = Vec::new();
    Heard::of(card).short(&mut all);
    all.sort_unstable();
    all.dedup();
    all
}

/// Hands over every piece the card is found by: those of one to four letters of what [`words`] and
/// [`short_pieces`] say, and those that stand for the keys by which cards are compared. Some come more than once.
pub fn pieces(card: &Customer, all: &mut Vec<Gram>) {
    let heard = Heard::of(card);
    heard.texts(&mut |text| {
        if !text.trim().is_empty() {
            Gram::long(on_a_line(text), all);
        }
    });
    heard.short(all);
    duplicate::key_pieces(card, &heard.name, all);
}
