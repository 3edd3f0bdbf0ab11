//! The parts of a card, one by one: which differ, which were changed by whom, taking one from another card. Conflicts and
//! merges are decided part by part. May depend on `base` and the rest of `crm`.

use crate::base::ids::FieldId;
use crate::crm::cards::field;
use crate::crm::customer::{ContactNumber, Customer};
use serde::{Deserialize, Serialize};

/// A part of a card that is decided upon as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardPart {
    /// Person or company.
    Kind,
    /// Name.
    Name,
    /// Company.
    Company,
    /// Class.
    Class,
    /// Contact numbers.
    Numbers,
    /// First address.
    Address,
    /// Other addresses.
    Addresses,
    /// Birthday.
    Birthday,
    /// Tags.
    Tags,
    /// Whose customer.
    Owner,
    /// Where the work stands.
    FollowUp,
    /// Notes.
    Notes,
    /// Picture.
    Picture,
    /// A field the office added.
    Field(FieldId),
}

const FIXED: [CardPart; 13] = [
    CardPart::Kind,
    CardPart::Name,
    CardPart::Company,
    CardPart::Class,
    CardPart::Numbers,
    CardPart::Address,
    CardPart::Addresses,
    CardPart::Birthday,
    CardPart::Tags,
    CardPart::Owner,
    CardPart::FollowUp,
    CardPart::Notes,
    CardPart::Picture,
];

impl CardPart {
    /// All parts of these two cards, in the order of the card.
    #[must_use]
    pub fn of(a: &Customer, b: &Customer) -> Vec<Self> {
        let mut all = FIXED.to_vec();
        let mut fields: Vec<FieldId> = a.fields.keys().chain(b.fields.keys()).copied().collect();
        fields.sort_unstable();
        fields.dedup();
        all.extend(fields.into_iter().map(Self::Field));
        all
    }

    /// Whether both cards say the same in this part; ids of numbers do not count.
    #[must_use]
    pub fn same(self, a: &Customer, b: &Customer) -> bool {
        match self {
            Self::Kind => a.kind == b.kind,
            Self::Name => a.name == b.name,
            Self::Company => a.company == b.company,
            Self::Class => a.class == b.class,
            Self::Numbers => bare(&a.numbers) == bare(&b.numbers),
            Self::Address => a.address == b.address,
            Self::Addresses => a.addresses == b.addresses,
            Self::Birthday => a.birthday == b.birthday,
            Self::Tags => a.tags == b.tags,
            Self::Owner => a.owner == b.owner,
            Self::FollowUp => a.follow_up == b.follow_up,
            Self::Notes => a.notes == b.notes,
            Self::Picture => a.picture == b.picture,
            Self::Field(id) => a.fields.get(&id) == b.fields.get(&id),
        }
    }

    /// Whether the card says nothing in this part.
    #[must_use]
    pub fn is_blank(self, card: &Customer) -> bool {
        match self {
            Self::Kind => false,
            Self::Name => card.name.trim().is_empty(),
            Self::Company => card.company.trim().is_empty(),
            Self::Class => card.class.trim().is_empty(),
            Self::Numbers => card.numbers.is_empty(),
            Self::Address => card.address.trim().is_empty(),
            Self::Addresses => card.addresses.is_empty(),
            Self::Birthday => card.birthday.is_none(),
            Self::Tags => card.tags.is_empty(),
            Self::Owner => card.owner.is_none(),
            Self::FollowUp => card.follow_up.trim().is_empty(),
            Self::Notes => card.notes.trim().is_empty(),
            Self::Picture => card.picture.is_none(),
            Self::Field(id) => card.fields.get(&id).is_none_or(field::is_blank),
        }
    }

    /// Takes this part from another card.
    pub fn take(self, from: &Customer, into: &mut Customer) {
        match self {
            Self::Kind => into.kind = from.kind,
            Self::Name => into.name.clone_from(&from.name),
            Self::Company => into.company.clone_from(&from.company),
            Self::Class => into.class.clone_from(&from.class),
            Self::Numbers => into.numbers.clone_from(&from.numbers),
            Self::Address => into.address.clone_from(&from.address),
            Self::Addresses => into.addresses.clone_from(&from.addresses),
            Self::Birthday => into.birthday = from.birthday,
            Self::Tags => into.tags.clone_from(&from.tags),
            Self::Owner => into.owner = from.owner,
            Self::FollowUp => into.follow_up.clone_from(&from.follow_up),
            Self::Notes => into.notes.clone_from(&from.notes),
            Self::Picture => into.picture = from.picture,
            Self::Field(id) => {
                match from.fields.get(&id) {
                    Some(value) => into.fields.insert(id, value.clone()),
                    None => into.fields.remove(&id),
                };
            }
        }
    }
}

fn bare(numbers: &[ContactNumber]) -> Vec<ContactNumber> {
    numbers.iter().map(|number| ContactNumber { id: None, ..number.clone() }).collect()
}

/// Brings together what one person typed (`mine`, beginning from `base`) and what the store holds by now (`theirs`): a part
/// that only one of them changed is taken from whoever changed it. Parts that both changed keep `mine` and are named.
#[must_use]
pub fn three_way(base: &Customer, mine: &Customer, theirs: &Customer) -> (Customer, Vec<CardPart>) {
    let mut card = mine.clone();
    let mut conflicts = Vec::new();
    let mut parts = CardPart::of(mine, theirs);
    parts.extend(base.fields.keys().copied().map(CardPart::Field));
    parts.sort_unstable();
    parts.dedup();
    for part in parts {
        if part.same(mine, theirs) {
            // Ids of rows are the store's business.
            part.take(theirs, &mut card);
        } else if part.same(base, mine) {
            part.take(theirs, &mut card);
        } else if !part.same(base, theirs) {
            conflicts.push(part);
        }
    }
    (card, conflicts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::customer::FieldValue;

    fn card(name: &str, address: &str, notes: &str) -> Customer {
        Customer {
            name: name.into(),
            address: address.into(),
            notes: notes.into(),
            ..Customer::default()
        }
    }

    #[test]
    fn only_what_both_changed_is_a_conflict() {
        let base = card("王伟", "旧地址", "");
        let mine = card("王伟", "我的", "要发票");
        let theirs = card("王大伟", "他的", "");
        let (merged, conflicts) = three_way(&base, &mine, &theirs);
        assert_eq!(conflicts, [CardPart::Address]);
        assert_eq!(merged, card("王大伟", "我的", "要发票"));
        let (same, none) = three_way(&base, &theirs, &theirs);
        assert_eq!((same, none.len()), (theirs, 0));
    }

    #[test]
    fn a_field_taken_away_by_one_and_changed_by_the_other_is_a_conflict() {
        let mut base = card("王伟", "", "");
        let id = FieldId(3);
        base.fields.insert(id, FieldValue::Number(1));
        let mut mine = base.clone();
        mine.fields.remove(&id);
        let mut theirs = base.clone();
        assert!(three_way(&base, &mine, &theirs).1.is_empty());
        theirs.fields.insert(id, FieldValue::Number(2));
        let (kept, conflicts) = three_way(&base, &mine, &theirs);
        assert_eq!(conflicts, [CardPart::Field(id)]);
        assert!(kept.fields.is_empty(), "mine stands until somebody chooses");
    }
}
