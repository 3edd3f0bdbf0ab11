//! vCards in and out. Depends on what it tests.

use super::*;
use crate::base::ids::FieldId;
use crate::crm::customer::Kind;
use crate::crm::transfer::column::FieldColumn;
use crate::crm::transfer::draft::Draft;
use crate::crm::transfer::draft::tests::cards;
use crate::crm::transfer::report::Problem;
use proptest::prelude::*;

fn utf8(bytes: &[u8], _charset: &str) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn read(bytes: &[u8]) -> Vec<Result<Draft, Problem>> {
    let fields: Vec<FieldColumn> =
        (1..=7).map(|id| FieldColumn { id: FieldId(id), ..FieldColumn::default() }).collect();
    let mut reader = CardReader::new(&utf8, &fields);
    let mut found = Vec::new();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        found.extend(reader.push(line));
    }
    found.extend(reader.finish());
    found.into_iter().map(|(_, card)| card).collect()
}

#[test]
fn a_card_of_an_old_telephone_is_read() {
    let card = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B;=\r\n=E4=BC=9F;;;\r\nTEL;CELL;VOICE:13812345678\r\nTEL;HOME:010-65123456\r\nPHOTO;ENCODING=BASE64;JPEG:AAAA\r\n BBBB\r\nEND:VCARD\r\n";
    let cards = read(card.as_bytes());
    let card = &cards[0].as_ref().unwrap().card;
    assert_eq!(card.name, "王伟");
    let numbers: Vec<&str> = card.numbers.iter().map(|n| n.number.as_str()).collect();
    assert_eq!(numbers, ["13812345678", "010-65123456"]);
}

#[test]
fn a_card_of_an_address_book_is_read_with_folds_escapes_and_labels() {
    let card = "BEGIN:VCARD\nVERSION:3.0\nN:Smith;Ann;;Dr.;\nFN:Dr. Ann Smith\nORG:Acme\\, Inc.;Sales\nitem1.TEL;type=pref:+1 212 555\n  0123\nitem1.X-ABLabel:_$!<Direct>!$_\nTEL;TYPE=\"work,fax\":tel:+1-212-555-0199\nADR;TYPE=WORK:;;1 Main St;New York;NY;10001;USA\nBDAY:1980-05-03T00:00:00Z\nNOTE:a\\nb\\;c\nEMAIL:ann@example.com\nCATEGORIES:VIP,old\nX-ABShowAs:COMPANY\nEND:VCARD\nBEGIN:VCARD\nFN:\nEND:VCARD\n";
    let cards = read(card.as_bytes());
    let draft = cards[0].clone().unwrap();
    assert_eq!(draft.extra, ["EMAIL: ann@example.com"]);
    let card = draft.card;
    assert_eq!((card.name.as_str(), card.company.as_str()), ("Dr. Ann Smith", "Acme, Inc. Sales"));
    assert_eq!(card.numbers[0].number.as_str(), "+1 212 555 0123");
    assert_eq!(card.numbers[0].label, "Direct");
    assert_eq!(card.numbers[1].label, "fax");
    assert_eq!(card.address, "1 Main St, New York, NY, 10001, USA");
    assert_eq!(card.notes, "a\nb;c");
    assert_eq!(card.birthday.unwrap().day, 3);
    assert_eq!(card.tags, ["VIP", "old"]);
    assert_eq!(card.kind, Kind::Company);
    assert_eq!(cards[1], Err(Problem::Nobody));
}

proptest! {
    #[test]
    fn a_card_goes_out_and_comes_in_again_the_same(card in cards(), four: bool) {
        let version = if four { Version::V4 } else { Version::V3 };
        let file = write(&card, version);
        prop_assert!(file.split("\r\n").all(|line| line.len() <= 75));
        let back = read(file.as_bytes());
        prop_assert_eq!(back.len(), 1);
        prop_assert_eq!(back[0].clone().unwrap().into_card(), card);
    }

    #[test]
    fn rubbish_is_no_card_and_nothing_panics(lines in proptest::collection::vec("(BEGIN:VCARD|END:VCARD|TEL|N;ENCODING=QUOTED-PRINTABLE:=|ADR:;;|BDAY:--|[ -~]{0,20})(:|;)?[ -~]{0,12}", 0..12)) {
        read(lines.join("\n").as_bytes());
    }
}
