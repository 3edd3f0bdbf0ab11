//! Records as the manuals print them, and anything else. May depend on `base`.

use crate::base::caller_id::{Absence, BurstTime};
use crate::device::receiver::damage;
use crate::device::receiver::raw::RawReader;
use crate::device::receiver::whozz::{Call, Detail, Lines, Record, parse};
use proptest::prelude::*;
use std::time::Duration;

fn call(line: &[u8]) -> (u8, Call) {
    match parse(line) {
        Some((number, Record::Call(call))) => (number, call),
        other => panic!("{other:?} of {}", line.escape_ascii()),
    }
}

#[test]
fn the_records_of_the_manual_are_read() {
    let (line, told) = call(b"01 I S 0276 G B3 09/26 11:28 AM 800-555-1212   AT&T INFORMATIO");
    let time = Some(BurstTime { month: 9, day: 26, hour: 11, minute: 28 });
    let expected = Call {
        outgoing: false,
        ended: false,
        seconds: 276,
        good: true,
        rings: 3,
        time,
        number: "8005551212".to_owned(),
        absence: None,
        name: b"AT&T INFORMATIO".to_vec(),
    };
    assert_eq!((line, told), (1, expected));
    for (text, what) in [
        (&b"01 R             11/07 07:43:52"[..], Detail::Ring),
        (b"01 F             11/07 17:45:04", Detail::OffHook),
        (b"$01 N             11/07 10:46:23", Detail::OnHook),
        (b"01 H     11/07 22:11:08\r\n", Detail::Flash),
    ] {
        assert_eq!(parse(text), Some((1, Record::Detail(what))));
    }
}

#[test]
fn a_packet_carries_the_same_record_behind_its_prefix() {
    let record = b"01 I E 0000 G A2 12/17 04:54 PM 770-263-7111   CALLERID.COM   ";
    let packet = [
        &b"^^<U>"[..],
        &[0, 0, 0, 0, 0x89, 0x79],
        b"<S>",
        &[0, 0, 0, 0x84, 0x0d, 0x0a],
        b"$",
        record,
    ]
    .concat();
    let (line, told) = call(&packet);
    assert_eq!((line, told.number.as_str(), told.rings, told.ended), (1, "7702637111", 2, true));
    assert_eq!(told.time.map(|time| (time.hour, time.minute)), Some((16, 54)));
    assert_eq!(parse(b"^^<U>\0\0\0\0\0\x01<S>\0\0\0"), None);
}

#[test]
fn callers_without_a_number_and_clocks_that_are_none_are_calls_all_the_same() {
    type Row = (&'static [u8], &'static str, Option<Absence>, &'static [u8]);
    let rows: [Row; 7] = [
        (b"Private                       ", "", Some(Absence::Private), b""),
        (b"Out-of-Area    JOHN SMITH     ", "", Some(Absence::Unavailable), b"JOHN SMITH"),
        (b"Out of Area    JOHN SMITH     ", "", Some(Absence::Unavailable), b"JOHN SMITH"),
        (b"               JOHN SMITH     ", "", Some(Absence::Unavailable), b"JOHN SMITH"),
        (b"800-555-1212 SMITH", "8005551212", None, b"SMITH"),
        (b"(800) 555-1212 SMITH          ", "8005551212", None, b"SMITH"),
        (b"+8613812345678 \xcd\xf5\xce\xb0", "+8613812345678", None, &[0xcd, 0xf5, 0xce, 0xb0]),
    ];
    for (rest, number, absence, name) in rows {
        let whole = [b"07 I S 0000 G A0 99/99 77:77 AM ", rest].concat();
        let (line, told) = call(&whole);
        let found = (told.number.as_str(), told.absence, told.name.as_slice());
        assert_eq!((line, found), (7, (number, absence, name)));
    }
    let (_, told) = call(b"01 I S 0000 B A0 xx/yy --:-- AM ");
    assert_eq!((told.time, told.good), (None, false));
    for nothing in
        [&b"01 X S 0000 G A0 09/26 11:28 AM 1"[..], b"1 I S", b"", b"01 I S 12 Q A0", b"01 R"]
    {
        assert_eq!(parse(nothing), None);
    }
}

#[test]
fn the_limited_format_and_records_from_memory() {
    let (line, told) =
        call(b"$01     09/26     02:30 PM     8002404637         I     CallerID.com   ");
    let found = (line, told.number.as_str(), told.name.as_slice(), told.outgoing);
    assert_eq!(found, (1, "8002404637", &b"CallerID.com"[..], false));
    assert_eq!(told.time.map(|time| time.hour), Some(14));
    let (_, told) = call(b"02     09/26     02:30 AM     Private            I     ");
    assert_eq!(told.absence, Some(Absence::Private));
    let memory = b"0248 02 09/26 13:28 I E 0276 G A3 800-555-1212 AT&T INFORMATIO";
    assert_eq!(parse(memory), None, "what is past is no news");
}

#[test]
fn damage_is_told_from_noise() {
    let call = b"\x80\x16\x01\x0803171656\x02\x0a2156430144\xba";
    let mut wrong = call.to_vec();
    wrong[20] ^= 1;
    let noisy = [&[0x55, 0x80, 0x01, 0xff][..], &wrong].concat();
    assert_eq!(damage::reason(&noisy).as_deref(), Some("checksum ba, should be b9"));
    assert_eq!(damage::reason(&call[..15]).as_deref(), Some("cut off after 15 of 25 bytes"));
    assert_eq!(damage::reason(b"\x04\x20 hello \x80\x10 nobody calls \x04\x09"), None);
    assert!(damage::has_seizure(&[0x55; 9]) && !damage::has_seizure(&[0x55; 7]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_borne_and_cutting_them_changes_nothing(
        before in prop::collection::vec(any::<u8>(), 0..200),
        cut in 1_usize..40,
    ) {
        let _nothing = (parse(&before), damage::reason(&before));
        let record = b"\r\n01 I S 0000 G A0 09/26 11:28 AM 800-555-1212   CALLERID.COM   \r\n";
        let whole = [before.as_slice(), record].concat();
        let mut told = [Vec::new(), Vec::new()];
        Lines::default().push(&whole, &mut |line| told[0].push(parse(line)));
        let mut lines = Lines::default();
        for chunk in whole.chunks(cut) {
            lines.push(chunk, &mut |line| told[1].push(parse(line)));
        }
        prop_assert_eq!(&told[0], &told[1]);
        prop_assert!(matches!(told[0].last(), Some(Some((1, Record::Call(_))))));
        let mut reader = RawReader::default();
        reader.push(&whole, Duration::ZERO, &mut |_| {});
    }

    #[test]
    fn any_text_is_borne(text in "[0-9 ]{0,4}[IORFNH$^ ]{0,2} [SE]{0,1} ?[0-9]{0,5} [GB]? ?[A-Z0-9]{0,3} [0-9/ ]{0,6} ?[0-9: ]{0,6} ?(AM|PM)? ?.{0,40}") {
        let _read = parse(text.as_bytes());
    }
}
