//! Cards go out as CSV, xlsx and vCard and come in again the same, whatever stands on them: formulas, quotation marks, line
//! ends, emoji, right to left, names of 10,000 letters, values of every kind of field an office may have added.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test crate")]

use proptest::prelude::*;
use ringdesk::base::clock::Stamp;
use ringdesk::base::ids::{FieldId, StaffId};
use ringdesk::base::number::PhoneNumber;
use ringdesk::crm::cards::CardOp;
use ringdesk::crm::cards::field::{FieldDef, FieldKind};
use ringdesk::crm::customer::{
    Birthday, Calendar, ContactNumber, Customer, FieldValue, Kind, NumberType, OtherAddress,
};
use ringdesk::crm::office::OfficeOp;
use ringdesk::crm::transfer::{Manner, MatchBy, Mode};
use ringdesk::engine::office::transfer::{ImportOrder, ListFormat, ListOrder, Reading};
use ringdesk::engine::runtime::office::transfer::{export, import};
use ringdesk::store::Store;
use ringdesk::store::operation::{Act, Op};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Some hold the signs that part words in a cell.
const CHOICES: [&str; 5] = ["红", "十二升, 大桶", "a; b", "=x", "急、要"];

struct Office {
    folder: TempDir,
    store: Store,
}

fn act() -> Act {
    Act::person("li", Stamp::default())
}

impl Office {
    /// An office with a field of every kind.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, _) = Store::open(&folder.path().join("a.db"), Stamp::default()).unwrap();
        for kind in FieldKind::ALL {
            let choices =
                if kind.has_choices() { CHOICES.map(str::to_owned).to_vec() } else { Vec::new() };
            let def =
                FieldDef { name: format!("栏 {kind:?}"), kind, choices, ..FieldDef::default() };
            let op = OfficeOp::Cards(CardOp::SaveField(Box::new(def)));
            store.carry_out(&act(), &Op::Office(Box::new(op))).unwrap();
        }
        Self { folder, store }
    }

    fn of(cards: &[Customer]) -> Self {
        let mut office = Self::new();
        office.store.import_customers(&act(), cards.iter().cloned()).unwrap();
        office
    }

    fn cards(&self) -> Vec<Customer> {
        let mut cards = self.store.reader().unwrap().cards_after(0, 10_000).unwrap();
        for card in &mut cards {
            card.id = None;
            card.numbers.iter_mut().for_each(|entry| entry.id = None);
        }
        cards
    }

    fn write(&self, name: &str, format: ListFormat) -> PathBuf {
        let path = self.folder.path().join(name);
        let order = ListOrder { path, format, ..ListOrder::default() };
        export(self.store.path(), &act(), &order, &mut |_| true).unwrap().unwrap().0
    }

    fn take_in(&self, path: &Path) -> u64 {
        let order = ImportOrder {
            reading: Reading { path: path.to_owned(), ..Reading::default() },
            manner: Manner { mode: Mode::Create, by: MatchBy::Nothing, take_lossy: false },
            ..ImportOrder::default()
        };
        let report = import(self.store.path(), &act(), &order, &mut |_| true).unwrap();
        assert_eq!(report.counts.refused, 0, "{:?}", report.differences);
        report.counts.created
    }
}

/// What people and mischief put on one line.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[王李张欧阳][伟敏强修]{1,2}",
        2 => "[A-Z][a-z]{1,8} (O'|van |\")?[A-Z][a-z]{1,6}\"?",
        1 => "[א-ת]{2,8} [ا-ي]{2,6}",
        1 => "(😀|👨‍👩‍👧|🇨🇳|é|ñ){1,4} ?[a-z]{0,3}",
        1 => "[=+@-][A-Z]{1,3}\\(A1:B2\\)",
        1 => "'{1,2}[=+@a-z-][a-z]{1,5}",
        1 => "[a-z]{1,4}[,;\t|][a-z]{1,4}\"",
    ]
    .prop_map(|text| text.replace('\t', " ").trim().to_owned())
}

fn maybe_line() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), line()]
}

/// A name, now and then one that is far too long.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![30 => line(), 1 => line().prop_map(|text| text.chars().cycle().take(10_000).collect::<String>().trim().to_owned())]
}

fn lines() -> impl Strategy<Value = String> {
    proptest::collection::vec(line(), 0..4).prop_map(|lines| lines.join("\n"))
}

fn choices(words: &[&str]) -> FieldValue {
    FieldValue::Choices(words.iter().map(|word| (*word).to_owned()).collect())
}

/// Values of the fields of [`Office::new`], but for files, which never come in.
fn values() -> impl Strategy<Value = Vec<Option<FieldValue>>> {
    (
        proptest::option::of(line().prop_map(FieldValue::Text)),
        proptest::option::of((-9_999_999_i64..9_999_999).prop_map(FieldValue::Number)),
        proptest::option::of((-9_999_999_i64..9_999_999).prop_map(FieldValue::Money)),
        proptest::option::of((-9_000_i32..30_000).prop_map(FieldValue::Day)),
        proptest::option::of(
            proptest::sample::select(CHOICES.to_vec()).prop_map(|one| choices(&[one])),
        ),
        proptest::option::of(
            proptest::sample::subsequence(CHOICES.to_vec(), 1..4).prop_map(|some| choices(&some)),
        ),
        proptest::option::of(any::<bool>().prop_map(FieldValue::YesNo)),
    )
        .prop_map(|(a, b, c, d, e, f, g)| vec![a, b, c, d, e, f, g])
}

fn number() -> impl Strategy<Value = ContactNumber> {
    let moment = || proptest::option::of((1_i64..20_000).prop_map(|days| days * 86_400_000 + 7));
    (
        "(\\+86 )?1[3-9][0-9]{9}|0(10|21)-[2-8][0-9]{7}",
        "|[a-z]{3,6}|手机",
        moment(),
        moment(),
        any::<bool>(),
        (prop::sample::select(NumberType::ALL.to_vec()), any::<bool>()),
    )
        .prop_map(|(number, label, valid_from, valid_until, opted_out, (kind, bad))| {
            ContactNumber {
                id: None,
                number: PhoneNumber::new(number),
                label,
                valid_from,
                valid_until,
                opted_out,
                kind,
                bad,
            }
        })
}

fn birthday() -> impl Strategy<Value = Option<Birthday>> {
    let parts =
        (proptest::option::of(1900_i16..2050), 1_u8..=12, 1_u8..=28, any::<bool>(), any::<bool>());
    proptest::option::of(parts.prop_map(|(year, month, day, lunar, leap)| Birthday {
        calendar: if lunar { Calendar::Lunar } else { Calendar::Solar },
        year,
        month,
        day,
        leap_month: lunar && leap,
    }))
}

fn card() -> impl Strategy<Value = Customer> {
    let words = (name(), maybe_line(), lines(), lines(), maybe_line(), maybe_line());
    let lists = (
        proptest::collection::btree_set("[a-z红蓝]{2,5}", 0..3),
        proptest::collection::vec(("|[a-z]{2,5}", "[海淀朝阳]{2,3}区?[0-9]{1,3}号?"), 0..3),
        proptest::collection::vec(number(), 0..6),
    );
    let rest = (birthday(), any::<bool>(), proptest::option::of(1_i64..9), values());
    (words, lists, rest).prop_map(
        |((name, company, address, notes, class, follow_up), (tags, addresses, numbers), rest)| {
            let (birthday, is_company, owner, values) = rest;
            let mut seen = std::collections::BTreeSet::new();
            let numbers = numbers.into_iter().filter(|entry| seen.insert(entry.number.key()));
            let fields =
                (1_i64..).zip(values).filter_map(|(id, value)| Some((FieldId(id), value?)));
            Customer {
                name,
                company,
                class,
                address,
                notes,
                follow_up,
                numbers: numbers.collect(),
                tags: tags.into_iter().collect(),
                addresses: addresses
                    .into_iter()
                    .map(|(label, text)| OtherAddress { label, text })
                    .collect(),
                birthday,
                owner: owner.map(StaffId),
                kind: if is_company { Kind::Company } else { Kind::Person },
                fields: fields.collect(),
                ..Customer::default()
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]
    #[test]
    fn cards_go_out_and_come_in_again_the_same(cards in proptest::collection::vec(card(), 1..12)) {
        let office = Office::of(&cards);
        let wanted = office.cards();
        for (file, format) in [
            ("out.csv", ListFormat::Csv),
            ("out.xlsx", ListFormat::Xlsx),
            ("out3.vcf", ListFormat::Vcard),
            ("out4.vcf", ListFormat::Vcard4),
        ] {
            let path = office.write(file, format);
            let other = Office::new();
            prop_assert_eq!(other.take_in(&path), u64::try_from(cards.len()).unwrap());
            prop_assert_eq!(&other.cards(), &wanted, "{}", file);
        }
    }
}

#[test]
fn values_that_do_not_fit_their_field_go_into_the_file_of_refused_rows() {
    let office = Office::new();
    let list = "姓名,电话,栏 Money,栏 Date,栏 Choice,栏 YesNo,栏 Number\n\
        王伟,13800000001,\"1,234.50\",2024/2/29,红,是,-3.5\n\
        张敏,13800000002,十元,,,,\n\
        李强,13800000003,,2026年2月30日,,,\n\
        赵新,13800000004,,,紫,,\n\
        孙立,13800000005,,,,也许,\n\
        周明,13800000006,,,,,1.23456\n";
    let path = office.folder.path().join("l.csv");
    std::fs::write(&path, list).unwrap();
    let order =
        ImportOrder { reading: Reading { path, ..Reading::default() }, ..ImportOrder::default() };
    let report = import(office.store.path(), &act(), &order, &mut |_| true).unwrap();
    assert_eq!((report.counts.created, report.counts.refused), (1, 5), "{report:?}");
    let card = &office.cards()[0];
    assert_eq!(card.fields[&FieldId(3)], FieldValue::Money(123_450));
    assert_eq!(card.fields[&FieldId(5)], choices(&["红"]));
    let refused = std::fs::read_to_string(report.quarantine.unwrap()).unwrap();
    for (line, what) in [(3, "十元"), (4, "2026年2月30日"), (5, "紫"), (6, "也许"), (7, "1.23456")]
    {
        let row = refused.lines().find(|row| row.contains(what)).unwrap();
        assert!(row.contains(&format!(",{line},")) && row.matches(what).count() > 1, "{row}");
    }
}
