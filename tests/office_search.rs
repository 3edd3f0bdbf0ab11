//! Customers that came in one list and customers that came one by one are found by the same words: two offices with the
//! same cards, asked the same questions, before and after cards change, go and come back.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a test crate"
)]

#[path = "support/store_million.rs"]
#[allow(dead_code, reason = "the town's customers alone are needed")]
mod million;

use million::{Dice, customer};
use ringdesk::base::clock::Stamp;
use ringdesk::base::ids::{CustomerId, FieldId};
use ringdesk::base::number::PhoneNumber;
use ringdesk::crm::cards::{CardAnswer, CardFilter, CardQuestion, Group, Likeness};
use ringdesk::crm::customer::{ContactNumber, Customer, FieldValue, OtherAddress};
use ringdesk::crm::office::OfficeOp;
use ringdesk::crm::sound::spoken;
use ringdesk::crm::transfer::TransferOp;
use ringdesk::store::Store;
use ringdesk::store::operation::{Act, Op};
use tempfile::TempDir;

/// So many that they are one block, and a few more.
const MANY: usize = 2_000;

struct Office {
    _folder: TempDir,
    store: Store,
}

impl Office {
    /// The same cards, brought in pieces of this many.
    fn of(cards: &[Customer], piece: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, _) = Store::open(&folder.path().join("a.db"), Stamp::default()).unwrap();
        for some in cards.chunks(piece) {
            store.import_customers(&act(), some.iter().cloned()).unwrap();
        }
        Self { _folder: folder, store }
    }

    fn found(&self, text: &str) -> Vec<(CustomerId, String)> {
        let (rows, _) = self.store.reader().unwrap().customers(text, 0, 5_000).unwrap();
        rows.into_iter().map(|row| (row.id, row.name)).collect()
    }

    fn found_of_class(&self, text: &str, class: &str) -> Vec<CustomerId> {
        let filter = CardFilter { text: text.into(), class: class.into(), ..CardFilter::default() };
        let question = CardQuestion::List { filter: Box::new(filter), offset: 0, limit: 5_000 };
        let CardAnswer::List(rows, _) = self.store.reader().unwrap().cards(&question).unwrap()
        else {
            return Vec::new();
        };
        rows.into_iter().map(|row| row.summary.id).collect()
    }
}

impl Office {
    fn asked(&self, question: &CardQuestion) -> CardAnswer {
        self.store.reader().unwrap().cards(question).unwrap()
    }

    /// What may be one customer, as names and addresses stand on the cards.
    fn groups(&self, likeness: Likeness) -> Vec<(String, Vec<CustomerId>)> {
        let CardAnswer::Groups(_, groups) = self.asked(&CardQuestion::Groups(likeness, 5_000))
        else {
            return Vec::new();
        };
        let ids = |group: Group| group.cards.into_iter().map(|card| card.id).collect();
        groups.into_iter().map(|group| (group.shared.clone(), ids(group))).collect()
    }

    fn alike(&self, card: &Customer) -> Vec<CustomerId> {
        match self.asked(&CardQuestion::Alike(Box::new(card.clone()))) {
            CardAnswer::Alike(cards) => cards.into_iter().map(|card| card.id).collect(),
            _ => Vec::new(),
        }
    }
}

fn act() -> Act {
    Act::person("li", Stamp::default())
}

fn town() -> Vec<Customer> {
    let mut dice = Dice(42);
    let mut cards: Vec<Customer> = (0..MANY).map(|_| customer(&mut dice)).collect();
    for (at, card) in cards.iter_mut().enumerate().step_by(7) {
        card.class = "老客户".into();
        card.tags = vec![format!("标{}", at % 5)];
        card.fields.insert(FieldId(1), FieldValue::Text(format!("水表 {at} 号")));
        card.addresses
            .push(OtherAddress { label: "店".into(), text: format!("Hafenstraße {at}") });
    }
    let number = PhoneNumber::new("+44 20 7946 0123");
    let numbers = vec![ContactNumber { number, ..ContactNumber::default() }];
    cards[21] =
        Customer {
            name: "王玮先生".into(), address: "建国路 18 号".into(), ..cards[21].clone()
        };
    cards[22] =
        Customer {
            name: "王伟".into(), address: "建国路１８号".into(), ..cards[22].clone()
        };
    cards[23] =
        Customer { name: ",".into(), address: cards[24].address.clone(), ..Customer::default() };
    cards[5] = Customer { name: "Ann O'Neil 😀 👍".into(), numbers, ..Customer::default() };
    cards[6] = Customer { company: "ÉCOLE d'Été".into(), ..Customer::default() };
    cards[9] =
        Customer { name: "单雄信 曾".into(), address: "AB\nBC".into(), ..Customer::default() };
    cards
}

/// What people type, and what they hit by accident.
const TYPED: [&str; 63] = [
    "",
    "w",
    "ww",
    "wang",
    "zhang",
    "王",
    "王伟",
    "伟",
    "13",
    "138",
    "1",
    "7",
    "010",
    "+86 138",
    "0044 20",
    "+44 20 7946",
    "44207946",
    "20 7946 0123",
    "ann",
    "ANN",
    "O'N",
    "o'neil",
    "😀",
    "😀 👍",
    "école",
    "ÉTÉ",
    "d'é",
    "shanxiong",
    "danxiong",
    "zx",
    "sxx",
    "cz",
    "abbc",
    "ab",
    "bc",
    "水表 7",
    "水表",
    "7 号",
    "hafen",
    "straße 14",
    "标3",
    "标",
    "公司",
    "物流有限公司",
    "wlyxgs",
    "wuliuyouxian",
    "海淀",
    "海淀区",
    "路1",
    "路12号",
    "王，13",
    "王,海淀",
    "li,138",
    "wang 公司",
    "_%",
    "%",
    "\"",
    "a\"b",
    "*",
    "AND",
    "没有这个",
    "9999999999",
    "zzq",
];

fn typed(cards: &[Customer]) -> Vec<String> {
    let mut all: Vec<String> = TYPED.map(str::to_owned).to_vec();
    for card in cards.iter().step_by(97) {
        let digits = card.numbers.first().map(|n| n.number.digits()).unwrap_or_default();
        for (from, to) in [(0, 4), (3, 8), (5, 9), (2, 12)] {
            all.push(digits.chars().skip(from).take(to - from).collect());
        }
        let spoken = spoken(&card.name);
        all.extend(spoken.initials.into_iter().chain(spoken.full).take(3));
        all.push(card.name.clone());
        all.push(card.address.clone());
        all.push(format!("{},{digits}", card.name));
    }
    all
}

fn compare(one: &Office, other: &Office, cards: &[Customer]) {
    for text in typed(cards) {
        let (block, single) = (one.found(&text), other.found(&text));
        if block.len() < 1_000 || single.len() < 1_000 {
            assert_eq!(block, single, "{text:?}");
        }
        let (block, single) =
            (one.found_of_class(&text, "老客户"), other.found_of_class(&text, "老客户"));
        assert_eq!(block, single, "{text:?} of a class");
    }
    for likeness in [Likeness::Number, Likeness::Name, Likeness::Address] {
        assert_eq!(one.groups(likeness), other.groups(likeness), "{likeness:?}");
    }
    for card in &cards[..60] {
        assert_eq!(one.alike(card), other.alike(card), "{card:?}");
    }
}

#[test]
fn a_list_is_found_by_the_same_words_as_single_cards() {
    let cards = town();
    let mut list = Office::of(&cards, MANY);
    let mut single = Office::of(&cards, 100);
    assert_eq!(list.found("o'neil").len(), 1);
    assert!(list.found("wang").len() > 10, "a block answers");
    assert!(list.groups(Likeness::Name).len() > 20, "names that sound alike");
    assert_eq!(list.groups(Likeness::Address).len(), 2);
    assert_eq!(list.alike(&cards[22]), [CustomerId(22), CustomerId(23)]);
    compare(&list, &single, &cards);
    for office in [&mut list, &mut single] {
        let reader = office.store.reader().unwrap();
        let (mut changed, _) = reader.customer(CustomerId(40)).unwrap().unwrap();
        changed.name = "欧阳修 Renamed".into();
        office.store.save_customer(&act(), &changed, None).unwrap();
        for id in [50, 51, 6] {
            office.store.delete_customer(&act(), CustomerId(id)).unwrap();
        }
        office.store.undo(&act()).unwrap();
        let erase = OfficeOp::Transfer(TransferOp::Erase(CustomerId(70)));
        office.store.carry_out(&act(), &Op::Office(Box::new(erase))).unwrap();
        assert_eq!(office.found("renamed").len(), 1);
        assert_eq!(office.found(&cards[39].name).iter().filter(|(id, _)| id.0 == 40).count(), 0);
    }
    compare(&list, &single, &cards);
}

/// The names that are found in a small office, in the order they stand.
fn names_of(office: &Office, text: &str) -> Vec<String> {
    office.found(text).into_iter().map(|(_, name)| name).collect()
}

#[test]
fn a_street_of_two_signs_and_a_word_of_the_office_are_found_in_a_small_office() {
    let card = |name: &str, address: &str| Customer {
        name: name.into(),
        address: address.into(),
        ..Customer::default()
    };
    let mut cards = vec![
        card("王伟", "东街12号"),
        card("王芳", "西街3号"),
        card("李东街", ""),
        card("赵敏", "北路1号"),
    ];
    cards[3].fields.insert(FieldId(1), FieldValue::Text("送到东街门卫".into()));
    cards[1].addresses.push(OtherAddress { label: "店".into(), text: "东街口".into() });
    // One by one, and as a list of its own.
    for piece in [1, 4] {
        let office = Office::of(&cards, piece);
        let mut all = names_of(&office, "东街");
        all.sort();
        assert_eq!(all, ["李东街", "王伟", "王芳", "赵敏"], "{piece}");
        assert_eq!(names_of(&office, "王，西街"), ["王芳"], "{piece}");
        assert_eq!(names_of(&office, "东街12号"), ["王伟"], "{piece}");
        assert_eq!(names_of(&office, "南街"), Vec::<String>::new(), "{piece}");
    }
}
