//! The shipped table, a `phone.dat` made by hand, corrections, and rubbish.

use super::book::{PlaceBook, read_table, shipped};
use super::*;
use crate::base::number::PhoneNumber;
use std::sync::Arc;

fn book() -> PlaceBook {
    PlaceBook::new(vec![Arc::new(shipped().unwrap())])
}

fn said(book: &PlaceBook, number: &str) -> String {
    let found = book.find(&PhoneNumber::new(number), "010");
    let place = found.place(true).unwrap_or_else(|| "?".into());
    format!("{:?} {place} {} {}", found.kind, found.area_code, found.operator.zh).trim().to_owned()
}

#[test]
fn numbers_of_every_kind_are_placed() {
    let book = book();
    for (number, expected) in [
        ("13800138000", "Mobile 北京 10 中国移动"),
        ("+86 130 0001 1234", "Mobile 江苏 常州 519 中国联通"),
        ("0377-6312345", "Fixed 河南 南阳 377"),
        ("0377", "Fixed 河南 南阳 377"),
        ("010-65123456", "Fixed 北京 10"),
        ("65123456", "Fixed 北京 10"),
        ("024 2345 6789", "Fixed 辽宁 沈阳、铁岭、抚顺、本溪 24"),
        ("0335-3012345", "Fixed 河北 秦皇岛 335"),
        ("0378-2512345", "Fixed 河南 开封 378"),
        ("400-123-4567", "Shared 全国统一号码（主被叫分摊） 0"),
        ("800 810 8888", "TollFree 免费电话（被叫付费） 0"),
        ("95588", "Service 工商银行 0"),
        ("010-95588", "Service 工商银行 0"),
        ("95001234", "Service 全国客服号码 0"),
        ("110", "Service 报警 0"),
        ("1069123456789", "Service 短信端口号 0"),
        ("+1 212 555 0123", "Foreign 美国或加拿大 0"),
        ("+1 242 555 0123", "Foreign 巴哈马 0"),
        ("0085223456789", "Foreign 中国香港 0"),
        ("+999 1234567", "Foreign ? 0"),
        ("19912345678", "Mobile ? 0 中国电信"),
        ("17312345678", "Mobile ? 0 中国电信"),
        ("16512345678", "Mobile ? 0 中国移动虚拟运营商"),
        ("14212345678", "Mobile ? 0"),
        ("7", "Unknown ? 0"),
        ("", "Unknown ? 0"),
        ("0951-6012345", "Fixed 宁夏 银川 951"),
        ("张三", "Unknown ? 0"),
    ] {
        assert_eq!(said(&book, number), expected, "{number}");
    }
    let found = book.find(&PhoneNumber::new("0377-6312345"), "");
    assert_eq!(found.place(false).unwrap(), "Nanyang, Henan");
    assert_eq!(book.find(&PhoneNumber::new("65123456"), "").place(true), None, "no home area");
    assert!(book.find(&PhoneNumber::new("13800138000"), "").may_be_ported());
}

#[test]
fn the_shipped_table_says_what_it_covers_and_stays_small() {
    let table = shipped().unwrap();
    let about = table.about();
    assert!(about.mobile_prefixes > 300_000 && about.area_codes >= 330, "{about:?}");
    assert!(about.services >= 100 && about.countries >= 240, "{about:?}");
    assert!(about.bytes < 4 * 1024 * 1024, "{} bytes in memory", about.bytes);
    assert!(about.date >= 20_260_000 && about.own_date >= 20_260_000);
    assert!(SHIPPED.len() < 600 * 1024);
}

#[test]
fn the_buckets_find_what_a_plain_search_finds() {
    let table = shipped().unwrap();
    for key in (0..10_000_000).step_by(37).chain(1_299_990..1_300_100) {
        assert_eq!(table.knows(key), table.place_by_plain_search(key).is_some(), "{key}");
    }
}

#[test]
fn a_correction_wins_the_longer_the_more_and_only_where_it_says_something() {
    let correct = |digits: &str, city: &str, operator: &str| Correction {
        digits: digits.into(),
        city: city.into(),
        operator: operator.into(),
        ..Correction::default()
    };
    let book = book().corrected(vec![
        correct("1380013", "上海", ""),
        correct("13800138000", "", "中国电信"),
        correct("1065123456", "总部", ""),
        correct("+44", "伦敦", ""),
    ]);
    assert_eq!(said(&book, "13800139999"), "Mobile 上海 0 中国移动");
    assert_eq!(said(&book, "13800138000"), "Mobile 北京 10 中国电信");
    assert_eq!(said(&book, "65123456"), "Fixed 总部 0", "home area put in front");
    assert_eq!(said(&book, "+44 20 7946 0958"), "Foreign 伦敦 0");
    assert!(book.find(&PhoneNumber::new("+447946"), "").corrected());
}

/// A `phone.dat` of two records and three rows.
fn phone_dat() -> Vec<u8> {
    let records = ["河南|南阳|473000|0377", "北京|北京|100000|010"];
    let mut body = Vec::new();
    let mut offsets = Vec::new();
    for record in records {
        offsets.push(8 + u32::try_from(body.len()).unwrap());
        body.extend_from_slice(record.as_bytes());
        body.push(0);
    }
    let mut file = b"2302".to_vec();
    file.extend(u32::try_from(8 + body.len()).unwrap().to_le_bytes());
    file.extend(&body);
    for (prefix, record, kind) in [(1_991_234_u32, 0, 3_u8), (1_991_235, 0, 3), (1_999_999, 1, 7)] {
        file.extend(prefix.to_le_bytes());
        file.extend(u32::to_le_bytes(offsets[record]));
        file.push(kind);
    }
    file
}

#[test]
fn a_phone_dat_goes_before_the_shipped_table_and_leaves_the_rest_to_it() {
    let table = read_table(&phone_dat()).unwrap();
    assert_eq!((table.about().date, table.about().mobile_prefixes), (20_230_200, 3));
    let book = PlaceBook::new(vec![Arc::new(table), Arc::new(shipped().unwrap())]);
    assert_eq!(said(&book, "19912345678"), "Mobile 河南 南阳 377 中国电信");
    assert_eq!(said(&book, "19999991234"), "Mobile 北京 10 中国广电");
    assert_eq!(said(&book, "13800138000"), "Mobile 北京 10 中国移动");
    assert_eq!(said(&book, "110"), "Service 报警 0");
}

#[test]
fn other_files_are_refused_by_name() {
    let refused = |bytes: &[u8]| read_table(bytes).unwrap_err();
    assert_eq!(refused(b""), Refusal::Empty);
    for (bytes, key) in [
        (b"PK\x03\x04....".as_slice(), "zip"),
        (b"%PDF-1.7", "pdf"),
        ("1380013,北京\r\n".as_bytes(), "text"),
        (b"SQLite format 3\0", "database"),
        (b"\x00\x01\x02", "unknown"),
        (b"2302", "text"),
    ] {
        assert_eq!(refused(bytes).key(), key, "{bytes:?}");
    }
    let mut newer = SHIPPED.to_vec();
    newer[8] = 9;
    assert_eq!(refused(&newer), Refusal::Newer);
    assert_eq!(refused(&SHIPPED[..1_000]).key(), "damaged");
    let mut flipped = SHIPPED.to_vec();
    flipped[200_000] ^= 1;
    assert_eq!(refused(&flipped), Refusal::Damaged("its checksum is wrong"));
    let mut dat = phone_dat();
    let at = dat.len() - 5;
    dat[at] = 0xff;
    assert_eq!(refused(&dat).key(), "damaged");
}

/// Our own head with a right checksum before any body.
fn sealed(body: &[u8]) -> Vec<u8> {
    let mut file = pack::MAGIC.to_vec();
    file.extend(1_u16.to_le_bytes());
    for field in [20_260_101, 0, 0, u32::try_from(body.len()).unwrap(), bytes::crc32(body)] {
        file.extend(u32::to_le_bytes(field));
    }
    file.extend(body);
    file
}

proptest::proptest! {
    #[test]
    fn rubbish_never_panics(
        body in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400),
        at in 34..302_000_usize,
        byte in proptest::prelude::any::<u8>(),
    ) {
        proptest::prop_assert!(read_table(&sealed(&body)).is_err());
        let mut dat = b"2302".to_vec();
        dat.extend(&body);
        let _either = read_table(&dat);
        // The shipped body with one byte changed and its checksum put right: whatever is read can be asked.
        let mut body = SHIPPED[30..].to_vec();
        body[at - 34] = byte;
        if let Ok(book) = PlaceBook::from_bytes(&sealed(&body)) {
            for key in (1_300_000..1_999_999_u32).step_by(50_021) {
                let _found = book.find_key(&format!("{key}1234"), "010");
            }
        }
    }

    #[test]
    fn whatever_is_asked_has_an_answer(text in "[-+0-9() 转x#]{0,24}|\\PC{0,24}", home in "[0-9]{0,5}") {
        use std::sync::LazyLock;
        static BOOK: LazyLock<PlaceBook> = LazyLock::new(book);
        let number = PhoneNumber::new(text);
        let found = BOOK.find(&number, &home);
        proptest::prop_assert!(found.place(true).is_none_or(|place| !place.trim().is_empty()));
    }
}
