//! Rows to cards and back. Depends on what it tests.

use super::*;
use crate::base::ids::StaffId;
use crate::crm::customer::{Birthday, Calendar, NumberType, OtherAddress};
use proptest::prelude::*;

fn reader(targets: &[Target]) -> RowReader {
    let head = targets.iter().map(|target| target.word().to_owned()).collect();
    RowReader::new(head, targets.to_vec(), OfficeColumns::default(), false)
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
    let long = "名".repeat(10_001);
    for (cells, problem) in [
        (vec!["", "", "", ""], Problem::Nobody),
        (vec!["王", "无", "", ""], Problem::Number("无".into())),
        (vec!["王", "1.38E+10", "", ""], Problem::Lossy("1.38E+10".into())),
        (vec!["王", "1", "2月30日", ""], Problem::Day("2月30日".into())),
        (vec!["王", "1", "", "猫"], Problem::Value("猫".into())),
        (vec!["王"], Problem::Cells { found: 1, wanted: 4 }),
        (vec!["王", "1", "", "", "x"], Problem::Cells { found: 5, wanted: 4 }),
        (vec![&long, "1", "", ""], Problem::Long(10_001)),
    ] {
        assert_eq!(read(&targets, &cells), Err(problem), "{cells:?}");
    }
    assert!(read(&targets, &["😀 עברית", "110", "", "", ""]).is_ok());
}

#[test]
fn values_that_are_none_of_their_field_are_refused() {
    let office = OfficeColumns { fields: fields(), ..OfficeColumns::default() };
    let targets: Vec<Target> = office.fields.iter().map(|field| Target::Field(field.id)).collect();
    let with_name = [vec![Target::Name], targets].concat();
    let head = with_name.iter().map(|target| target.word().to_owned()).collect();
    let reader = RowReader::new(head, with_name, office, false);
    let good = ["王", "=1", "-3.25", "1,234.50", "2024-02-29", "红、蓝", "有", "十二升, 大桶"];
    let card = reader.read(2, &good, &mut Counts::default()).unwrap().into_card();
    assert_eq!(card.fields[&FieldId(3)], FieldValue::Money(123_450), "a price with a comma");
    assert_eq!(card.fields[&FieldId(5)], choices(vec!["红", "蓝"]));
    assert_eq!(card.fields[&FieldId(7)], choices(vec!["十二升, 大桶"]));
    for (at, bad) in [
        (2, "三"),
        (2, "1.2345"),
        (3, "12,5x"),
        (4, "2026-02-30"),
        (4, "30 February"),
        (5, "红、绿"),
        (6, "也许"),
        (7, "红、蓝"),
    ] {
        let mut cells = good;
        cells[at] = bad;
        let refused = reader.read(2, &cells, &mut Counts::default());
        let told = refused.unwrap_err().detail();
        assert!(told.contains(bad) && told.contains(&format!("field {at}")), "{told}");
    }
}

#[test]
fn a_lossy_number_is_taken_when_somebody_says_so() {
    let head = vec!["n".to_owned()];
    let reader = RowReader::new(head, vec![Target::Number], OfficeColumns::default(), true);
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

/// Some hold the signs that part words in a cell.
const CHOICES: [&str; 6] = ["红", "蓝", "十二升, 大桶", "a; b", "=x", "急、要"];

fn fields() -> Vec<FieldColumn> {
    let kinds = [
        FieldKind::Text,
        FieldKind::Number,
        FieldKind::Money,
        FieldKind::Date,
        FieldKind::MultiChoice,
        FieldKind::YesNo,
        FieldKind::Choice,
    ];
    let column = |(id, kind): (i64, FieldKind)| FieldColumn {
        id: FieldId(id),
        name: format!("field {id}"),
        kind,
        choices: if kind.has_choices() { CHOICES.map(str::to_owned).to_vec() } else { Vec::new() },
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
            proptest::sample::subsequence(CHOICES.to_vec(), 1..3).prop_map(choices),
        ),
        proptest::option::of(any::<bool>().prop_map(FieldValue::YesNo)),
        proptest::option::of(
            proptest::sample::select(CHOICES.to_vec()).prop_map(|one| choices(vec![one])),
        ),
    )
        .prop_map(|(a, b, c, d, e, f, g)| vec![a, b, c, d, e, f, g])
}

fn choices(words: Vec<&str>) -> FieldValue {
    FieldValue::Choices(words.into_iter().map(str::to_owned).collect())
}

fn number() -> impl Strategy<Value = ContactNumber> {
    let days = || proptest::option::of((0_i64..20_000).prop_map(|days| days * 86_400_000 + 7));
    (
        "(\\+86 )?1[3-9][0-9]{9}|0(10|21)-[2-8][0-9]{7}",
        "|[a-z]{3,6}",
        days(),
        days(),
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

/// Some cards are somebody's.
fn card_owner(numbers: &[ContactNumber]) -> Option<StaffId> {
    let digits = numbers.first().map_or(0, |entry| entry.number.digits().len());
    (digits % 2 == 1).then_some(StaffId(i64::try_from(digits).unwrap_or(1)))
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
            let owner = card_owner(&numbers);
            Customer {
                name,
                company,
                address,
                notes,
                numbers,
                owner,
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
        let office = OfficeColumns { fields: fields(), ..OfficeColumns::default() };
        let columns = out_columns(&office.fields);
        let targets: Vec<Target> = columns.iter().map(|column| column.target).collect();
        let head = targets.iter().map(|target| target.word().to_owned()).collect();
        let reader = RowReader::new(head, targets, office.clone(), false);
        let cells = row(&card, &columns, &office);
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
