//! Lists in and out through the public doors: files as people have them, imports and their undo, exports that come in
//! again the same, a person taken out whole and forgotten.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::unused_self,
    clippy::format_push_string,
    clippy::needless_pass_by_value,
    clippy::let_underscore_must_use,
    clippy::too_many_lines,
    reason = "a test crate"
)]

#[path = "office_transfer/person.rs"]
mod about_a_person;
#[path = "office_transfer/chosen.rs"]
mod chosen;
#[path = "office_transfer/since.rs"]
mod since;

use proptest::prelude::*;
use ringdesk::base::clock::Stamp;
use ringdesk::base::ids::{CallId, CustomerId, LineId};
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::record::{CallRecord, Direction, Outcome};
use ringdesk::crm::customer::{ContactNumber, Customer, Kind, OtherAddress};
use ringdesk::crm::office::{OfficeOp, OfficeQuestion};
use ringdesk::crm::transfer::report::{Change, ImportReport, ImportState, Problem};
use ringdesk::crm::transfer::{
    Manner, MatchBy, Mode, TransferAnswer, TransferOp, TransferQuestion,
};
use ringdesk::engine::office::transfer::{ImportOrder, ListFormat, ListOrder, Progress, Reading};
use ringdesk::engine::runtime::office::transfer::{export, import, look, person, template};
use ringdesk::store::Store;
use ringdesk::store::office::transfer::undo_import;
use ringdesk::store::operation::{Act, Op};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

const NOW: Stamp =
    Stamp { mono: Duration::ZERO, utc_millis: 1_795_000_000_000, offset_minutes: 480 };

struct Office {
    folder: TempDir,
    store: Store,
}

fn act() -> Act {
    Act::person("li", NOW)
}

impl Office {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(&folder.path().join("a.db"), NOW).unwrap();
        Self { folder, store }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn order(&self, path: &Path, mode: Mode, dry: bool) -> ImportOrder {
        ImportOrder {
            reading: Reading { path: path.to_owned(), ..Reading::default() },
            manner: Manner { mode, ..Manner::default() },
            dry,
            ..ImportOrder::default()
        }
    }

    fn take_in(&self, order: &ImportOrder) -> Result<ImportReport, String> {
        import(self.store.path(), &act(), order, &mut |_: Progress| true)
    }

    fn import(&self, path: &Path, mode: Mode) -> ImportReport {
        self.take_in(&self.order(path, mode, false)).unwrap()
    }

    fn cards(&self) -> Vec<Customer> {
        self.store.reader().unwrap().cards_after(0, 1_000_000).unwrap()
    }

    fn names(&self) -> Vec<String> {
        self.cards().into_iter().map(|card| card.name).collect()
    }

    fn found(&self, text: &str) -> Vec<String> {
        let (rows, _) = self.store.reader().unwrap().customers(text, 0, 50).unwrap();
        rows.into_iter().map(|row| row.name).collect()
    }

    fn save(&mut self, card: Customer) -> CustomerId {
        self.store.save_customer(&act(), &card, None).unwrap();
        self.cards().last().and_then(|card| card.id).unwrap()
    }

    fn write(&self, name: &str, format: ListFormat) -> PathBuf {
        let order = ListOrder { path: self.path(name), format, ..ListOrder::default() };
        let (path, _) = export(self.store.path(), &act(), &order, &mut |_| true).unwrap().unwrap();
        path
    }
}

fn number(text: &str) -> ContactNumber {
    ContactNumber { number: PhoneNumber::new(text), ..ContactNumber::default() }
}

fn card(name: &str, numbers: &[&str]) -> Customer {
    Customer {
        name: name.into(),
        numbers: numbers.iter().map(|text| number(text)).collect(),
        ..Customer::default()
    }
}

/// Without what a database gives.
fn bare(mut cards: Vec<Customer>) -> Vec<Customer> {
    for card in &mut cards {
        card.id = None;
        card.numbers.iter_mut().for_each(|entry| entry.id = None);
    }
    cards
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

const SHOP: &str = "姓名,联系电话,送货地址,备注,水票\r\n\
    王伟,1.38E+10,海淀区1号,,5\r\n\
    张敏,1065123456,朝阳区2号,周末不送,\r\n\
    李强,１３９１２３４５６７８/021-65432100,,,3\r\n\
    ,,,,\r\n\
    无名氏,,,,\r\n";

#[test]
fn a_shops_gbk_list_is_taken_in_repaired_and_taken_back_whole() {
    let mut office = Office::new();
    office.save(card("陈明", &["13500000001"]));
    let path = office.file("客户.csv", &gbk(SHOP));
    let preview = look(office.store.path(), &Reading { path: path.clone(), ..Reading::default() });
    assert_eq!(preview.unwrap().encoding, "GBK");
    let report = office.import(&path, Mode::Create);
    let counts = report.counts;
    assert_eq!((counts.rows, counts.created, counts.refused), (4, 3, 1), "{report:?}");
    assert_eq!((counts.lossy, counts.zero, counts.width, counts.split), (1, 1, 1, 1));
    let cards = office.cards();
    assert_eq!(cards[1].numbers[0].number.as_str(), "01065123456");
    assert_eq!(cards[2].numbers.len(), 2);
    assert_eq!(cards[2].notes, "水票: 3");
    assert_eq!(office.found("65123456"), ["张敏"]);
    let refused = std::fs::read_to_string(report.quarantine.unwrap()).unwrap();
    assert!(refused.contains("王伟,1.38E+10,海淀区1号,,5,2,"), "{refused}");
    let undone =
        undo_import(office.store.path(), &act(), report.import.unwrap(), &mut |_, _| true).unwrap();
    assert_eq!((undone.removed, undone.restored, undone.kept), (3, 0, 0));
    assert_eq!(office.names(), ["陈明"]);
    assert!(office.found("张敏").is_empty());
}

#[test]
fn updates_are_taken_back_too_and_what_was_changed_since_stays() {
    let mut office = Office::new();
    for (name, number) in
        [("王伟", "13800000001"), ("张敏", "13800000002"), ("李强", "13800000003")]
    {
        office.save(card(name, &[number]));
    }
    let before = office.cards();
    let list = "姓名,电话,公司\n王小伟,13800000001,甲\n张小敏,+86 138 0000 0002,乙\n李强,13800000003,\n赵新,13800000004,丁\n";
    let path = office.file("list.csv", list.as_bytes());
    let report = office.import(&path, Mode::Both);
    let counts = report.counts;
    assert_eq!((counts.created, counts.updated, counts.unchanged), (1, 2, 1));
    let mut touched = office.cards()[1].clone();
    touched.address = "新地址".into();
    office.save(touched.clone());
    let import = report.import.unwrap();
    let undone = undo_import(office.store.path(), &act(), import, &mut |_, _| true).unwrap();
    assert_eq!((undone.removed, undone.restored, undone.kept), (1, 1, 1));
    let after = office.cards();
    assert_eq!(after[0], before[0]);
    assert_eq!(after[1].address, "新地址");
    assert_eq!(after[1].name, "张小敏");
    let again = undo_import(office.store.path(), &act(), import, &mut |_, _| true);
    assert!(again.is_err(), "it was taken back already");
    let question = OfficeQuestion::Transfer(TransferQuestion::Imports { offset: 0, limit: 9 });
    let answer = office.store.reader().unwrap().office(&question).unwrap();
    let ringdesk::crm::office::OfficeAnswer::Transfer(TransferAnswer::Imports(rows, 1)) = answer
    else {
        panic!("{answer:?}")
    };
    assert_eq!((rows[0].state, rows[0].file.as_str()), (ImportState::Undone, "list.csv"));
}

#[test]
fn the_key_for_undo_takes_the_newest_import_back() {
    let mut office = Office::new();
    office.save(card("王伟", &["13800000001"]));
    let before = office.cards();
    let path = office.file("l.csv", "姓名,电话\n王小伟,13800000001\n张敏,13800000002\n".as_bytes());
    office.import(&path, Mode::Both);
    assert_eq!(office.names(), ["王小伟", "张敏"]);
    office.store.undo(&act()).unwrap();
    assert_eq!(office.cards(), before);
    let path = office.file("l.csv", "姓名,电话\n王伟,13800000001\n".as_bytes());
    office.import(&path, Mode::Create);
    let report = office.import(&path, Mode::Both);
    assert_eq!(report.import, None, "nothing changed, nothing to undo");
}

#[test]
fn a_dry_run_says_what_the_import_then_does() {
    let mut office = Office::new();
    office.save(card("王伟", &["13800000001"]));
    office.save(card("双一", &["13800000009"]));
    office.save(card("双二", &["13800000009"]));
    let list = "姓名,电话\n王小伟,13800000001\n新人,13800000002\n新人又,13800000002\n双,13800000009\n坏,无\n";
    let path = office.file("l.csv", list.as_bytes());
    let before = office.cards();
    for mode in [Mode::Create, Mode::Update, Mode::Both] {
        let dry = office.take_in(&office.order(&path, mode, true)).unwrap();
        assert_eq!(office.cards(), before, "a dry run changes nothing");
        assert_eq!(dry.import, None);
        assert!(dry.quarantine.is_none());
        if mode == Mode::Both {
            assert!(matches!(&dry.differences[0].what, Change::Updated(changes)
                if changes[0] == ("name".into(), "王伟".into(), "王小伟".into())));
            let problems: Vec<&Problem> = dry
                .differences
                .iter()
                .filter_map(|one| match &one.what {
                    Change::Refused(problem) => Some(problem),
                    _ => None,
                })
                .collect();
            assert_eq!(problems, [&Problem::Several(2), &Problem::Number("无".into())]);
        }
        let real = office.import(&path, mode);
        let (a, b) = (dry.counts, real.counts);
        assert_eq!((a.created, a.refused), (b.created, b.refused), "{mode:?}");
        if let Some(import) = real.import {
            undo_import(office.store.path(), &act(), import, &mut |_, _| true).unwrap();
        }
        assert_eq!(office.cards(), before);
    }
}

#[test]
fn rows_that_slip_from_row_70001_are_refused_and_the_rest_is_taken() {
    let office = Office::new();
    let mut list = String::from("name,phone");
    for n in 3..=40 {
        write!(list, ",c{n}").unwrap();
    }
    list.push('\n');
    let tail = ",x".repeat(38);
    for n in 0..70_200 {
        if n >= 70_000 {
            writeln!(list, "slipped,,name {n},138{n:08}{tail}").unwrap();
        } else {
            writeln!(list, "name {n},138{n:08}{tail}").unwrap();
        }
    }
    let path = office.file("wide.csv", list.as_bytes());
    let mut order = office.order(&path, Mode::Create, true);
    order.targets = vec![ringdesk::crm::transfer::column::Target::Skip; 40];
    order.targets[0] = ringdesk::crm::transfer::column::Target::Name;
    order.targets[1] = ringdesk::crm::transfer::column::Target::Number;
    let report = office.take_in(&order).unwrap();
    assert_eq!((report.counts.created, report.counts.refused), (70_000, 200));
}

#[test]
fn a_workbook_with_formulas_merged_cells_and_days_as_numbers_is_read() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
    let office = Office::new();
    let path = office.path("shop.xlsx");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 4, "客户名单 2026", &plain).unwrap();
    for (column, head) in (0..).zip(["姓名", "电话", "公司", "生日", "备注"]) {
        sheet.write_string(2, column, head).unwrap();
    }
    sheet.write_string(3, 0, "王伟").unwrap();
    sheet.write_number(3, 1, 13_812_345_678.0).unwrap();
    sheet.merge_range(3, 2, 4, 2, "送水站", &plain).unwrap();
    sheet.write_number(3, 3, 29_344.0).unwrap();
    sheet.write_formula(3, 4, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write_string(4, 0, "张敏").unwrap();
    sheet.write_number(4, 1, 1_065_123_456.0).unwrap();
    let day = Format::new().set_num_format("yyyy/m/d");
    let date = ExcelDateTime::from_ymd(1980, 5, 3).unwrap();
    sheet.write_datetime_with_format(4, 3, &date, &day).unwrap();
    sheet.write_formula(4, 4, Formula::new("=NA()").set_result("#N/A")).unwrap();
    book.save(&path).unwrap();
    let report = office.import(&path, Mode::Create);
    assert_eq!(report.counts.created, 2, "{report:?}");
    let cards = office.cards();
    assert_eq!(cards[0].numbers[0].number.as_str(), "13812345678");
    assert_eq!(cards[1].numbers[0].number.as_str(), "01065123456");
    assert_eq!([&cards[0].company, &cards[1].company], ["送水站", "送水站"]);
    assert_eq!(cards[0].birthday, cards[1].birthday);
    assert_eq!(cards[0].birthday.unwrap().month, 5);
    assert_eq!(cards[0].notes, "2");
}

#[test]
fn what_is_no_list_says_so_in_a_sentence() {
    let office = Office::new();
    let noise: Vec<u8> =
        (0..9_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for (name, bytes, said) in [
        ("empty.csv", Vec::new(), "empty"),
        ("picture.csv", noise, "no list"),
        ("letter.txt", "亲爱的朋友\n你好\n再见\n".as_bytes().to_vec(), "no table"),
        ("broken.xlsx", b"PK\x03\x04broken".to_vec(), "no workbook"),
        ("blank.csv", b"\n\n \n".to_vec(), "no rows"),
    ] {
        let path = office.file(name, &bytes);
        let order = office.order(&path, Mode::Create, false);
        let why = office.take_in(&order).unwrap_err();
        assert!(why.contains(said), "{name}: {why}");
    }
    let order = office.order(&office.path("gone.csv"), Mode::Create, false);
    assert!(office.take_in(&order).unwrap_err().contains("cannot be read"));
    assert!(office.cards().is_empty());
}

#[test]
fn a_quotation_mark_that_is_never_closed_ends_the_import_and_not_the_memory() {
    let office = Office::new();
    let mut list = String::from("name,phone\n");
    for n in 0..12_000 {
        writeln!(list, "n{n},138{n:08}").unwrap();
    }
    list.push_str("\"open,1\n");
    while list.len() < 20_000_000 {
        list.push_str("and so on, and so on,,\n");
    }
    let path = office.file("open.csv", list.as_bytes());
    let why = office.take_in(&office.order(&path, Mode::Create, false)).unwrap_err();
    assert!(why.contains("never closed") && why.contains("undo"), "{why}");
}

#[test]
fn the_meaning_of_columns_is_remembered_for_the_same_head() {
    use ringdesk::crm::transfer::column::Target;
    let office = Office::new();
    let path = office.file("l.csv", "甲,乙\n王伟,13800000001\n".as_bytes());
    let mut order = office.order(&path, Mode::Create, false);
    order.targets = vec![Target::Name, Target::Number];
    assert_eq!(office.take_in(&order).unwrap().counts.created, 1);
    let reading = Reading { path, ..Reading::default() };
    let preview = look(office.store.path(), &reading).unwrap();
    assert!(preview.remembered);
    assert_eq!(preview.targets, [Target::Name, Target::Number]);
}

#[test]
fn a_stopped_import_can_be_taken_back_and_a_stopped_undo_gone_on_with() {
    let office = Office::new();
    let mut list = String::from("name,phone\n");
    for n in 0..60_000 {
        writeln!(list, "n{n},138{n:08}").unwrap();
    }
    let path = office.file("l.csv", list.as_bytes());
    let order = office.order(&path, Mode::Create, false);
    let mut pieces = 0;
    let stop = &mut |_: Progress| {
        pieces += 1;
        pieces < 12
    };
    let report = import(office.store.path(), &act(), &order, stop).unwrap();
    assert!(report.stopped);
    let there = office.cards().len();
    assert_eq!(there, 30_000);
    let id = report.import.unwrap();
    undo_import(office.store.path(), &act(), id, &mut |_, _| false).unwrap();
    assert_eq!(office.cards().len(), 10_000);
    undo_import(office.store.path(), &act(), id, &mut |_, _| true).unwrap();
    assert!(office.cards().is_empty());
}

#[test]
fn a_template_comes_in_as_its_example() {
    let office = Office::new();
    for format in [ListFormat::Csv, ListFormat::Xlsx] {
        let path = office.path(&format!("template.{}", format.extension()));
        let order = ListOrder { path, format, ..ListOrder::default() };
        let (path, _) = template(office.store.path(), &order).unwrap().unwrap();
        let order = office.order(&path, Mode::Create, true);
        assert_eq!(office.take_in(&order).unwrap().counts.created, 1);
    }
}

fn call(id: i64, customer: CustomerId) -> CallRecord {
    CallRecord {
        id: CallId(id),
        line: LineId(0),
        direction: Direction::Incoming,
        number: Some(PhoneNumber::new("13800000001")),
        caller_id: None,
        started_utc_millis: NOW.utc_millis,
        offset_minutes: 480,
        rings: 3,
        answered_after: None,
        answered_by: None,
        lasted: Some(Duration::from_secs(9)),
        outcome: Outcome::Missed,
        customer: Some(customer),
        note: String::new(),
        timeline: Vec::new(),
        handled: false,
        treatment: None,
    }
}

#[test]
fn a_person_goes_out_whole_and_is_forgotten_whole() {
    let mut office = Office::new();
    let other = office.save(card("张敏", &["13800000002"]));
    let id = office.save(card("王伟", &["13800000001"]));
    let mut changed = office.cards()[1].clone();
    changed.notes = "秘密 <b>".into();
    office.save(changed);
    office.store.open_call(&act(), &call(1, id)).unwrap();
    office.store.close_call(&act(), &call(1, id)).unwrap();
    office.store.save_call_note(&act(), CallId(1), "送两桶水").unwrap();
    let of_person =
        "INSERT INTO files (subject, subject_id, hash, ext, name, bytes, added_utc_millis, who)
         VALUES ('customer', ?1, 'ab', 'pdf', '王伟的合同.pdf', 1, 0, '')";
    let conn = rusqlite::Connection::open(office.store.path()).unwrap();
    conn.execute(of_person, [id.0]).unwrap();
    conn.execute(
        "INSERT INTO agenda (kind, text, customer_id, assignee, priority, made_utc_millis, made_by)
         VALUES ('task', '给王伟回电话', ?1, '', 'normal', 0, '')",
        [id.0],
    )
    .unwrap();
    conn.execute(
        "INSERT INTO orders (day, place, customer_id, name, phone, address, courier, note, discount, state,
                             total, revision, who, made_at, offset_minutes)
         VALUES (20261127, 1, ?1, '王伟', '13800000001', '秘密路', '', '秘密', '\"none\"', 'confirmed', 100, 1, '', 0, 480)",
        [id.0],
    )
    .unwrap();
    drop(conn);
    let path = office.path("person.json");
    let (json, _) = person(office.store.path(), &act(), id, &path).unwrap().unwrap();
    let json = std::fs::read_to_string(json).unwrap();
    for word in ["王伟", "13800000001", "送两桶水", "秘密", "秘密路", "合同.pdf", "给王伟回电话"]
    {
        assert!(json.contains(word), "{word}");
    }
    assert!(!json.contains("张敏"));
    let page = std::fs::read_to_string(office.path("person.html")).unwrap();
    assert!(page.contains("秘密 &lt;b&gt;"));
    std::fs::remove_file(office.path("person.json")).unwrap();
    std::fs::remove_file(office.path("person.html")).unwrap();

    let erase = OfficeOp::Transfer(TransferOp::Erase(id));
    office.store.carry_out(&act(), &Op::Office(Box::new(erase))).unwrap();
    assert_eq!(office.names(), ["张敏"]);
    let (calls, _) = office
        .store
        .reader()
        .unwrap()
        .calls(ringdesk::call::record::CallFilter::All, "", 0, 9)
        .unwrap();
    assert_eq!(calls.len(), 1, "the call keeps its figures");
    assert_eq!((calls[0].record.number.clone(), calls[0].record.note.as_str()), (None, ""));
    assert!(office.found("王伟").is_empty());
    // Nothing of the person is left in any table; the words of other people are.
    let reader = rusqlite_text(&office);
    for word in ["王伟", "13800000001", "送两桶水", "秘密"] {
        assert!(!reader.contains(word), "{word} is still there");
    }
    assert!(reader.contains("张敏") && reader.contains("erase_person"));
    assert_eq!(office.cards()[0].id, Some(other));
}

/// Every text of every table.
fn rusqlite_text(office: &Office) -> String {
    let conn = rusqlite::Connection::open(office.store.path()).unwrap();
    let sql =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'";
    let mut names = conn.prepare(sql).unwrap();
    let names: Vec<String> =
        names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut all = String::new();
    for name in names {
        let mut statement = conn.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                if let rusqlite::types::ValueRef::Text(text) = row.get_ref(column).unwrap() {
                    all.push_str(&String::from_utf8_lossy(text));
                    all.push('\n');
                }
            }
        }
    }
    all
}

fn some_cards() -> Vec<Customer> {
    let mut all = vec![card(
        "王伟",
        &["+86 138 1234 5678", "010-65123456", "02112345678", "13900000001", "13900000002"],
    )];
    all[0].numbers[0].label = "手机".into();
    all[0].numbers[3].label = "家".into();
    all[0].numbers[4].opted_out = true;
    all[0].address = "海淀区\n1 号".into();
    all[0].addresses =
        vec![OtherAddress { label: "仓库".into(), text: "朝阳区 2 号".into() }];
    all[0].tags = vec!["VIP".into(), "老客户".into()];
    all[0].birthday = ringdesk::crm::transfer::day::birthday("农历1980-闰04-30");
    all[0].notes = "=HYPERLINK(\"http://x\")\n第二行, \"引号\"; 完".into();
    let mut company = card("", &["4001234567"]);
    company.company = "@送水站".into();
    company.kind = Kind::Company;
    company.class = "-大客户".into();
    all.push(company);
    let mut odd = card("😀 עברית", &["110"]);
    odd.follow_up = "+再联系".into();
    all.push(odd);
    all
}

#[test]
fn lists_go_out_and_come_in_again_the_same_in_every_format() {
    let mut office = Office::new();
    for card in some_cards() {
        office.save(card);
    }
    for (name, format) in [
        ("out.csv", ListFormat::Csv),
        ("out.xlsx", ListFormat::Xlsx),
        ("out3.vcf", ListFormat::Vcard),
        ("out4.vcf", ListFormat::Vcard4),
    ] {
        let path = office.write(name, format);
        let other = Office::new();
        let report = other.import(&path, Mode::Create);
        assert_eq!(report.counts.refused, 0, "{name}: {report:?}");
        assert_eq!(bare(other.cards()), bare(office.cards()), "{name}");
        let mut order = office.order(&path, Mode::Both, false);
        order.manner.by = MatchBy::OwnId;
        let again = office.take_in(&order).unwrap().counts;
        assert_eq!((again.unchanged, again.created, again.updated), (3, 0, 0), "{name}");
    }
    let csv = std::fs::read_to_string(office.path("out.csv")).unwrap();
    for formula in ["\n=", ",=", ",@", ",+", ",-", "\"=", "\"@", "\"+", "\"-"] {
        assert!(!csv.contains(formula), "{formula:?} could act");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn an_import_and_its_undo_leave_everything_as_it_was(
        known in proptest::collection::vec((0_u8..12, "[王李张][伟敏强]{1,2}"), 0..8),
        rows in proptest::collection::vec((0_u8..12, "|[王李张][伟敏强]{1,2}", "|[甲乙丙]"), 1..16),
        mode in 0_usize..3,
        by in 0_usize..4,
    ) {
        let mut office = Office::new();
        for (digit, name) in &known {
            office.save(card(name, &[&format!("138000000{digit:02}")]));
        }
        let before = office.cards();
        let mut list = String::from("姓名,电话,公司\n");
        for (digit, name, company) in &rows {
            writeln!(list, "{name},138000000{digit:02},{company}").unwrap();
        }
        let path = office.file("l.csv", list.as_bytes());
        let mut order = office.order(&path, Mode::ALL[mode], false);
        order.manner.by = MatchBy::ALL[by];
        let report = office.take_in(&order).unwrap();
        let counts = report.counts;
        prop_assert_eq!(counts.rows, counts.created + counts.updated + counts.unchanged + counts.refused);
        if let Some(import) = report.import {
            undo_import(office.store.path(), &act(), import, &mut |_, _| true).unwrap();
        }
        prop_assert_eq!(office.cards(), before);
    }
}

#[test]
fn a_dry_run_shows_numbers_before_and_after_their_repair() {
    let office = Office::new();
    let path = office.path("repair.csv");
    std::fs::write(&path, "name,phone\nLi,1.381234567E+10\nWang,13812345678\n").unwrap();
    let report = office.take_in(&office.order(&path, Mode::Create, true)).unwrap();
    let [mended] = &report.mended[..] else { panic!("{:?}", report.mended) };
    assert_eq!((mended.before.as_str(), mended.line), ("1.381234567E+10", 2));
    assert_eq!(mended.after, ["13812345670"]);
}
