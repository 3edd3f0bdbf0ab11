//! Rows to cards and back. Depends on what it tests.

use super::*;
use crate::crm::customer::{Birthday, Calendar, OtherAddress};
use proptest::prelude::*;

fn reader(targets: &[Target]) -> RowReader {
    let head = targets.iter().map(|target| target.word().to_owned()).collect();
    RowReader::new(head, targets.to_vec(), Vec::new(), false)
}

fn read(targets: &[Target], cells: &[&str]) -> Result<Draft, Problem> {
    reader(targets).read(2, cells, &mut Counts::default())
}

#[test]
fn a_row_makes_a_card_and_what_nobody_knows_goes_into_its_notes() {
    let targets = [Target::Name, Target::Number, Target::NumberLabel, Target::ToNotes];
    let draft =
        read(&targets, &[" 王伟 ", "138 1234 5678/010-65123456", "手机", "5 张水票"]).unwrap();
    let card = draft.into_card();
    assert_eq!(card.name, "王伟");
    assert_eq!(card.numbers.len(), 2);
    assert_eq!(card.numbers[1].label, "手机");
    assert_eq!(card.notes, "to_notes: 5 张水票");
}

#[test]
fn rows_that_are_no_card_are_refused_with_their_reason() {
    let targets = [Target::Name, Target::Number, Target::Birthday, Target::Kind];
    let long = "名".repeat(10_000);
    for (cells, problem) in [
        (vec!["", "", "", ""], Problem::Nobody),
        (vec!["王", "无", "", ""], Problem::Number("无".into())),
        (vec!["王", "1.38E+10", "", ""], Problem::Lossy("1.38E+10".into())),
        (vec!["王", "1", "2月30日", ""], Problem::Day("2月30日".into())),
        (vec!["王", "1", "", "猫"], Problem::Value("猫".into())),
        (vec!["王"], Problem::Cells { found: 1, wanted: 4 }),
        (vec!["王", "1", "", "", "x"], Problem::Cells { found: 5, wanted: 4 }),
        (vec![&long, "1", "", ""], Problem::Long(10_000)),
    ] {
        assert_eq!(read(&targets, &cells), Err(problem), "{cells:?}");
    }
    assert!(read(&targets, &["😀 עברית", "110", "", "", ""]).is_ok());
}

#[test]
fn a_lossy_number_is_taken_when_somebody_says_so() {
    let head = vec!["n".to_owned()];
    let reader = RowReader::new(head, vec![Target::Number], Vec::new(), true);
    let mut tally = Counts::default();
    let draft = reader.read(2, &["1.38E+10"], &mut tally).unwrap();
    assert_eq!(draft.card.numbers[0].number.as_str(), "13800000000");
    assert_eq!((tally.scientific, tally.lossy), (1, 1));
}

#[test]
fn a_merge_leaves_what_the_row_does_not_say() {
    let targets = [Target::Name, Target::Number, Target::Company, Target::Tags];
    let draft = read(&targets, &["王小伟", "+86 13812345678", "", "老客户"]).unwrap();
    let number = |text: &str, label: &str| ContactNumber {
        number: PhoneNumber::new(text),
        label: label.into(),
        ..ContactNumber::default()
    };
    let mut card = Customer {
        name: "王伟".into(),
        company: "送水站".into(),
        numbers: vec![number("13812345678", "手机")],
        tags: vec!["VIP".into()],
        ..Customer::default()
    };
    let differences = merge(&mut card, &draft);
    assert_eq!(card.name, "王小伟");
    assert_eq!(card.company, "送水站");
    assert_eq!(card.numbers, [number("13812345678", "手机")], "the number was there already");
    assert_eq!(card.tags, ["VIP", "老客户"]);
    assert_eq!(differences.len(), 2, "{differences:?}");
    assert!(merge(&mut card, &draft).is_empty(), "a second time changes nothing");
}

fn fields() -> Vec<FieldColumn> {
    let kinds = [
        FieldKind::Text,
        FieldKind::Number,
        FieldKind::Money,
        FieldKind::Day,
        FieldKind::Choices,
        FieldKind::YesNo,
    ];
    let column = |(id, kind): (i64, FieldKind)| FieldColumn {
        id: FieldId(id),
        name: format!("field {id}"),
        kind,
    };
    (1_i64..).zip(kinds).map(column).collect()
}

const WORD: &str = "[\\p{Han}a-zA-Z=+@'-][\\p{Han}a-zA-Z0-9😀é ]{0,8}[\\p{Han}a-z]";

fn values() -> impl Strategy<Value = Vec<Option<FieldValue>>> {
    (
        proptest::option::of(WORD.prop_map(FieldValue::Text)),
        proptest::option::of((-9_999_999_i64..9_999_999).prop_map(FieldValue::Number)),
        proptest::option::of((0_i64..9_999_999).prop_map(FieldValue::Money)),
        proptest::option::of((-9_000_i32..30_000).prop_map(FieldValue::Day)),
        proptest::option::of(
            proptest::collection::btree_set("[a-z]{2,5}", 1..3)
                .prop_map(|words| FieldValue::Choices(words.into_iter().collect())),
        ),
        proptest::option::of(any::<bool>().prop_map(FieldValue::YesNo)),
    )
        .prop_map(|(a, b, c, d, e, f)| vec![a, b, c, d, e, f])
}

fn number() -> impl Strategy<Value = ContactNumber> {
    let days = || proptest::option::of((0_i64..20_000).prop_map(|days| days * 86_400_000 + 7));
    ("(\\+86 )?1[3-9][0-9]{9}|0(10|21)-[2-8][0-9]{7}", "|[a-z]{3,6}", days(), days(), any::<bool>())
        .prop_map(|(number, label, valid_from, valid_until, opted_out)| ContactNumber {
            id: None,
            number: PhoneNumber::new(number),
            label,
            valid_from,
            valid_until,
            opted_out,
        })
}

/// Cards as an office has them: trimmed words, numbers each once.
pub fn cards() -> impl Strategy<Value = Customer> {
    let birthday =
        proptest::option::of((proptest::option::of(1900_i16..2050), 1_u8..=12, 1_u8..=28));
    let some = || prop_oneof![Just(String::new()), WORD.prop_map(String::from)];
    let two = (WORD, WORD).prop_map(|(first, second)| format!("{first}\n{second}"));
    let words = (WORD, some(), some(), prop_oneof![Just(String::new()), two]);
    let lists = (
        proptest::collection::btree_set("[a-z]{2,5}", 0..3),
        proptest::collection::vec(("|[a-z]{2,5}", WORD), 0..3),
        proptest::collection::vec(number(), 0..6),
    );
    (words, lists, birthday, any::<bool>(), any::<bool>(), values()).prop_map(
        |(
            (name, company, address, notes),
            (tags, addresses, mut numbers),
            birthday,
            lunar,
            company_kind,
            values,
        )| {
            let mut keys = std::collections::BTreeSet::new();
            numbers.retain(|n| keys.insert(n.number.key()));
            let calendar = if lunar { Calendar::Lunar } else { Calendar::Solar };
            let fields = (1_i64..).zip(values).filter_map(|(id, v)| Some((FieldId(id), v?)));
            Customer {
                name,
                company,
                address,
                notes,
                numbers,
                tags: tags.into_iter().collect(),
                addresses: addresses
                    .into_iter()
                    .map(|(label, text)| OtherAddress { label, text })
                    .collect(),
                birthday: birthday.map(|(year, month, day)| Birthday {
                    calendar,
                    year,
                    month,
                    day,
                    leap_month: false,
                }),
                kind: if company_kind { Kind::Company } else { Kind::Person },
                fields: fields.collect(),
                ..Customer::default()
            }
        },
    )
}

proptest! {
    #[test]
    fn a_card_goes_out_as_a_row_and_comes_in_again_the_same(card in cards()) {
        let fields = fields();
        let columns = out_columns(&fields);
        let targets: Vec<Target> = columns.iter().map(|column| column.target).collect();
        let head = targets.iter().map(|target| target.word().to_owned()).collect();
        let reader = RowReader::new(head, targets, fields, false);
        let cells = row(&card, &columns);
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let draft = reader.read(1, &cells, &mut Counts::default()).unwrap();
        prop_assert_eq!(draft.into_card(), card);
    }

    #[test]
    fn whatever_stands_in_a_row_nothing_panics(cells in proptest::collection::vec("\\PC{0,12}", 0..20)) {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let _ignored: Result<Draft, Problem> = read(&Target::PLAIN, &cells);
    }
}
