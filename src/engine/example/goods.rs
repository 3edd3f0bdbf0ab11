//! What the example shop sells, and what people ask about it. Pure. May depend on `crm`, `base` and the engine's settings.

use crate::base::ids::ProductId;
use crate::base::money::Money;
use crate::crm::goods::product::{Policy, Product};
use crate::crm::goods::quantity::Quantity;
use crate::crm::knowledge::Entry;
use crate::engine::example::words::{ANSWERS, CLASSES, GOODS, Word, say};
use crate::engine::settings::Language;
use std::collections::BTreeMap;

/// The goods, in the order in which they are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// The container that goes out and comes back.
    Empty,
    /// Water of the cheaper kind.
    Purified,
    /// … and of the other.
    Mineral,
    /// A case of small bottles.
    Case,
    /// A book of tickets for purified water.
    Tickets,
    /// What is paid for a container the first time.
    Deposit,
    /// An appliance.
    Dispenser,
    /// Work.
    Cleaning,
    /// A small appliance.
    Pump,
}

impl Item {
    /// All, in order.
    pub const ALL: [Self; 9] = [
        Self::Empty,
        Self::Purified,
        Self::Mineral,
        Self::Case,
        Self::Tickets,
        Self::Deposit,
        Self::Dispenser,
        Self::Cleaning,
        Self::Pump,
    ];

    /// Its place in the list.
    #[must_use]
    pub fn place(self) -> usize {
        Self::ALL.iter().position(|item| *item == self).unwrap_or(0)
    }

    /// The number an empty store gives it.
    #[must_use]
    pub fn id(self) -> ProductId {
        ProductId(i64::try_from(self.place()).unwrap_or(0) + 1)
    }

    /// Price and cost in fen.
    const fn figures(self) -> (i64, i64) {
        match self {
            Self::Empty => (0, 1_800),
            Self::Purified => (2_000, 850),
            Self::Mineral => (2_800, 1_300),
            Self::Case => (3_600, 2_250),
            Self::Tickets => (18_000, 0),
            Self::Deposit => (3_000, 0),
            Self::Dispenser => (26_800, 16_500),
            Self::Cleaning => (5_000, 0),
            Self::Pump => (2_500, 1_100),
        }
    }

    /// Full shelves and the stock from which on it is to be ordered; `None`: it has no stock.
    #[must_use]
    pub const fn shelf(self) -> Option<(i64, i64)> {
        match self {
            Self::Empty => Some((60, 10)),
            Self::Purified => Some((260, 60)),
            Self::Mineral => Some((120, 40)),
            Self::Case => Some((60, 12)),
            Self::Dispenser => Some((8, 3)),
            Self::Pump => Some((24, 6)),
            Self::Tickets | Self::Deposit | Self::Cleaning => None,
        }
    }

    /// What a unit costs the shop.
    #[must_use]
    pub const fn cost(self) -> Money {
        Money(self.figures().1)
    }

    fn words(self) -> [Word; 3] {
        GOODS.get(self.place()).copied().unwrap_or_default()
    }

    /// The product as it is stored.
    #[must_use]
    pub fn product(self, language: Language) -> Product {
        let [name, unit, category] = self.words();
        let (price, cost) = self.figures();
        let class = |at: usize| CLASSES.get(at).map_or("", |word| say(language, *word)).to_owned();
        let class_prices = match self {
            Self::Purified => BTreeMap::from([(class(0), Money(1_800)), (class(1), Money(1_700))]),
            Self::Mineral => BTreeMap::from([(class(0), Money(2_600)), (class(1), Money(2_500))]),
            _ => BTreeMap::new(),
        };
        let is_bottle = matches!(self, Self::Purified | Self::Mineral);
        Product {
            name: say(language, name).to_owned(),
            unit: say(language, unit).to_owned(),
            category: say(language, category).to_owned(),
            price: Money(price),
            cost: Money(cost),
            class_prices,
            policy: Policy::Warn,
            low_at: self.shelf().map(|(_, low)| Quantity::whole(low)),
            container: is_bottle.then(|| Self::Empty.id()),
            ticket_for: (self == Self::Tickets).then(|| Self::Purified.id()),
            ticket_units: Quantity::whole(if self == Self::Tickets { 10 } else { 0 }),
            deposit: self == Self::Deposit,
            stockless: self.shelf().is_none(),
            ..Product::default()
        }
    }
}

/// What callers ask, with what to say.
#[must_use]
pub fn answers(language: Language) -> Vec<Entry> {
    let entry = |[category, question, spoken, answer]: &[Word; 4]| Entry {
        category: say(language, *category).to_owned(),
        question: say(language, *question).to_owned(),
        say: say(language, *spoken).to_owned(),
        answer: format!("{}\n{}", say(language, *spoken), say(language, *answer)),
        ..Entry::default()
    };
    ANSWERS.iter().map(entry).collect()
}
