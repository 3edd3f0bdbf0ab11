//! Two cards of one customer become one: part by part, and nothing that was said is lost. May depend on `base` and the rest
//! of `crm`.

use crate::crm::cards::part::CardPart;
use crate::crm::customer::{Customer, NumberType, OtherAddress};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// From which card a part is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The card that stays.
    Keep,
    /// The card that goes.
    Gone,
    /// Both together.
    Both,
}

/// What is taken from where; a part not named follows [`suggested`].
pub type Choices = BTreeMap<CardPart, Side>;

/// Parts in which two cards can be put together.
#[must_use]
pub const fn can_be_both(part: CardPart) -> bool {
    matches!(part, CardPart::Numbers | CardPart::Addresses | CardPart::Tags | CardPart::Notes)
}

/// What is taken while nobody chose: both where that is possible, else what the card that stays says, else the other.
#[must_use]
pub fn suggested(part: CardPart, keep: &Customer, gone: &Customer) -> Side {
    if can_be_both(part) {
        return Side::Both;
    }
    if part.is_blank(keep) && !part.is_blank(gone) { Side::Gone } else { Side::Keep }
}

/// The card that stays, with what was chosen from the other. All numbers move, whatever was chosen for them: a number that is
/// left behind would be a caller nobody knows.
#[must_use]
pub fn merged(keep: &Customer, gone: &Customer, choices: &Choices) -> Customer {
    let mut card = keep.clone();
    for part in CardPart::of(keep, gone) {
        let side = choices.get(&part).copied().unwrap_or_else(|| suggested(part, keep, gone));
        match (part, side) {
            (CardPart::Numbers, _) => numbers(&mut card, keep, gone, side),
            (CardPart::Tags, Side::Both) => {
                let new = gone.tags.iter().filter(|tag| !keep.tags.contains(tag));
                card.tags.extend(new.cloned());
            }
            (CardPart::Addresses, Side::Both) => {
                let new = gone.addresses.iter().filter(|other| !keep.addresses.contains(other));
                card.addresses.extend(new.cloned());
            }
            (CardPart::Notes, Side::Both) => card.notes = joined(&keep.notes, &gone.notes),
            (_, Side::Gone) => part.take(gone, &mut card),
            (_, Side::Keep | Side::Both) => {}
        }
    }
    for lost in [&keep.address, &gone.address] {
        let known = *lost == card.address || card.addresses.iter().any(|other| other.text == *lost);
        if !lost.trim().is_empty() && !known {
            card.addresses.push(OtherAddress { label: String::new(), text: lost.clone() });
        }
    }
    card
}

/// The chosen card's numbers first; a number both have stands once, and opted out when either says so.
fn numbers(card: &mut Customer, keep: &Customer, gone: &Customer, side: Side) {
    let (first, second) = match side {
        Side::Gone => (&gone.numbers, &keep.numbers),
        Side::Keep | Side::Both => (&keep.numbers, &gone.numbers),
    };
    card.numbers.clone_from(first);
    for number in second {
        let key = number.number.key();
        let same = card.numbers.iter_mut().find(|known| {
            known.number == number.number || (!key.is_empty() && known.number.key() == key)
        });
        match same {
            Some(known) => {
                known.opted_out |= number.opted_out;
                known.bad |= number.bad;
                if known.kind == NumberType::Unsaid {
                    known.kind = number.kind;
                }
                if known.label.is_empty() {
                    known.label.clone_from(&number.label);
                }
            }
            None => card.numbers.push(number.clone()),
        }
    }
}

fn joined(a: &str, b: &str) -> String {
    let (a, b) = (a.trim_end(), b.trim());
    match (a.is_empty(), b.is_empty()) {
        (true, _) => b.to_owned(),
        (_, true) => a.to_owned(),
        _ if a.contains(b) => a.to_owned(),
        _ => format!("{a}\n{b}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::number::PhoneNumber;
    use crate::crm::customer::ContactNumber;

    fn number(text: &str, opted_out: bool) -> ContactNumber {
        let number = PhoneNumber::new(text);
        ContactNumber { number, opted_out, ..ContactNumber::default() }
    }

    #[test]
    fn a_merge_loses_no_number_no_address_and_no_opt_out() {
        let keep = Customer {
            name: "王伟".into(),
            address: "东街 1 号".into(),
            notes: "月结".into(),
            numbers: vec![number("138-1234-5678", false)],
            ..Customer::default()
        };
        let gone = Customer {
            name: "王 伟".into(),
            company: "伟业五金".into(),
            address: "西街 2 号".into(),
            notes: "要发票".into(),
            numbers: vec![number("+86 13812345678", true), number("65123456", false)],
            ..Customer::default()
        };
        let card = merged(&keep, &gone, &Choices::default());
        assert_eq!((card.name.as_str(), card.company.as_str()), ("王伟", "伟业五金"));
        assert_eq!(card.notes, "月结\n要发票");
        assert_eq!(card.addresses[0].text, "西街 2 号");
        let numbers: Vec<_> =
            card.numbers.iter().map(|n| (n.number.as_str(), n.opted_out)).collect();
        assert_eq!(numbers, [("138-1234-5678", true), ("65123456", false)]);
        let theirs = [(CardPart::Name, Side::Gone), (CardPart::Address, Side::Gone)];
        let card = merged(&keep, &gone, &theirs.into_iter().collect());
        assert_eq!((card.name.as_str(), card.address.as_str()), ("王 伟", "西街 2 号"));
        assert_eq!(card.addresses[0].text, "东街 1 号");
    }
}
