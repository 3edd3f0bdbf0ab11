//! The rules of reading, writing and forgiving, on transcripts of a few lines. Whole calls: `tests/transcripts.rs`.

use super::format::{Act, Event, Failed, Head, Hex, LONGEST_LINE, Line, Transcript};
use super::record::RecordingLink;
use super::replay::{Deck, ReplayLink, Turn};
use crate::base::clock::ManualClock;
use crate::base::order::BoxOrder;
use crate::device::UsbId;
use crate::device::error::DeviceErrorKind;
use crate::device::link::{
    About, Arrival, Link, LinkCounters, LinkError, LinkErrorKind, Pipe, Setup,
};
use proptest::prelude::*;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);
const ASK: Setup = Setup::class_in(0x05, 0x0002, 3);

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn about() -> About {
    About {
        address: "1-2.3".to_owned(),
        name: "A box".to_owned(),
        serial: "42".to_owned(),
        usb: Some(UsbId { vendor: 0x6993, product: 0xb001 }),
        release: 0x0100,
        configuration: vec![9, 2, 9, 0, 1, 1, 0, 0x80, 50],
    }
}

fn head() -> String {
    serde_json::to_string(&Head::new("telbox", &about())).unwrap()
}

fn read(lines: &[&str]) -> Result<Transcript, String> {
    let text = std::iter::once(head()).chain(lines.iter().map(|line| (*line).to_owned()));
    let text: String = text.map(|line| line + "\n").collect();
    Transcript::read(text.as_bytes()).map_err(|error| error.context)
}

fn replay(lines: &[&str]) -> (Deck, ReplayLink) {
    Deck::new(read(lines).unwrap(), Arc::new(ManualClock::default()))
}

/// What the driver is handed in so many milliseconds: when, and the first byte.
fn heard(link: &mut ReplayLink, time: u64) -> Vec<(u128, u8)> {
    let end = link.now() + ms(time);
    let mut heard = Vec::new();
    while let Some(left) = end.checked_sub(link.now()).filter(|left| !left.is_zero()) {
        if let Some(arrival) = link.wait(left).unwrap() {
            heard.push((link.now().as_millis(), arrival.bytes[0]));
        }
    }
    heard
}

fn write(link: &mut ReplayLink, byte: u8) -> Result<(), LinkError> {
    link.write(Pipe(2), &[byte], SECOND)
}

/// A device that says one thing, refuses one, and goes.
struct Short {
    about: About,
    now: Duration,
    said: bool,
}

impl Link for Short {
    fn about(&self) -> &About {
        &self.about
    }
    fn now(&self) -> Duration {
        self.now
    }
    fn claim(&mut self, _: u8, _: u8) -> Result<(), LinkError> {
        Ok(())
    }
    fn listen(&mut self, _: Pipe) -> Result<(), LinkError> {
        Ok(())
    }
    fn wait(&mut self, timeout: Duration) -> Result<Option<Arrival>, LinkError> {
        self.now += timeout;
        if std::mem::replace(&mut self.said, true) {
            return Err(LinkError::new(LinkErrorKind::Gone, "pulled out"));
        }
        Ok(Some(Arrival { pipe: Pipe(0x81), bytes: vec![1, 2, 3], at: self.now }))
    }
    fn write(&mut self, _: Pipe, _: &[u8], _: Duration) -> Result<(), LinkError> {
        self.now += ms(1);
        Ok(())
    }
    fn control_out(&mut self, _: Setup, _: &[u8], _: Duration) -> Result<(), LinkError> {
        Err(LinkError::new(LinkErrorKind::Stalled, "it refuses"))
    }
    fn control_in(&mut self, _: Setup, _: usize, _: Duration) -> Result<Vec<u8>, LinkError> {
        Ok(vec![7; 4])
    }
    fn set_lines(&mut self, _: bool, _: bool) -> Result<(), LinkError> {
        Ok(())
    }
    fn reset(&mut self) -> Result<(), LinkError> {
        Ok(())
    }
    fn counters(&self) -> LinkCounters {
        LinkCounters::default()
    }
}

/// All that a driver can do with a link, and what came of it.
fn everything(link: &mut dyn Link) -> String {
    let told = vec![
        format!("{:?}", link.about()),
        format!("{:?}", link.claim(3, 1)),
        format!("{:?}", link.listen(Pipe(0x81))),
        format!("{:?}", link.write(Pipe(2), b"hello", SECOND)),
        format!("{:?}", link.control_out(ASK, &[1], SECOND)),
        format!("{:?}", link.control_in(ASK, 8, SECOND)),
        format!("{:?}", link.set_lines(true, false)),
        format!("{:?}", link.wait(ms(100))),
        format!("{:?}", link.wait(ms(100))),
        format!("{:?}", link.reset()),
    ];
    told.join("\n")
}

/// Paper that has room for so many bytes.
#[derive(Clone)]
struct Sheet(Arc<Mutex<Vec<u8>>>, usize);

impl Write for Sheet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut sheet = self.0.lock().unwrap();
        let room = (self.1 - sheet.len()).min(bytes.len());
        sheet.extend_from_slice(&bytes[..room]);
        if room == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(room) }
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What the driver sees of [`Short`], and what the paper has.
fn recorded(room: usize) -> (String, Vec<u8>) {
    let sheet = Sheet(Arc::default(), room);
    let short = Short { about: about(), now: Duration::ZERO, said: false };
    let mut link = RecordingLink::new(Box::new(short), "telbox", Box::new(sheet.clone()));
    let told = everything(&mut link);
    drop(link);
    let bytes = sheet.0.lock().unwrap().clone();
    (told, bytes)
}

#[test]
fn all_that_a_wire_can_do_is_written_and_comes_back_the_same() {
    let (told, bytes) = recorded(100_000);
    let transcript = Transcript::read(bytes.as_slice()).unwrap();
    assert_eq!(transcript.head.driver, "telbox");
    assert_eq!(transcript.lines.last().map(|line| &line.event), Some(&Event::End));
    let (deck, mut link) = Deck::new(transcript, Arc::new(ManualClock::default()));
    assert_eq!(everything(&mut link), told);
    assert_eq!((deck.deviation(), deck.neglected(), deck.differences()), (None, None, (0, 0)));
    let text = String::from_utf8(bytes).unwrap();
    assert!(
        text.contains(r#"{"us":1000,"act":{"write":{"pipe":2,"data":"68656c6c6f"}}}"#),
        "{text}"
    );
}

#[test]
fn a_full_disk_or_a_crash_keeps_the_lines_before_and_never_disturbs_the_driver() {
    let (told, whole) = recorded(100_000);
    for room in (0..whole.len()).step_by(7) {
        let (as_ever, bytes) = recorded(room);
        assert_eq!(as_ever, told);
        assert_eq!(bytes, whole[..room]);
        let lines = String::from_utf8_lossy(&bytes).matches('\n').count();
        match Transcript::read(bytes.as_slice()) {
            Ok(transcript) => assert!(transcript.lines.len() + 1 >= lines),
            Err(error) => assert!(lines == 0 && error.context.starts_with("line 1:"), "{error}"),
        }
    }
}

#[test]
fn bad_files_are_told_by_line() {
    let reason = |lines: &[&str]| read(lines).unwrap_err();
    for (lines, number, word) in [
        (&["{}"][..], 2, "us"),
        (&[r#"{"us":1,"close":null}"#, "hello"][..], 3, "expected"),
        (&[r#"{"us":1,"dance":{}}"#][..], 2, "Event"),
        (&[r#"{"us":1,"act":{"write":{"pipe":2,"data":"0g"}}}"#][..], 2, "hexadecimal"),
        (&[r#"{"us":1,"act":{"write":{"pipe":2,"data":"012"}}}"#][..], 2, "hexadecimal"),
        (&[r#"{"us":1,"act":{"write":{"pipe":256,"data":""}}}"#][..], 2, "256"),
        (&[r#"{"us":2,"end":null}"#, r#"{"us":1,"end":null}"#][..], 3, "backwards"),
        (&[r#"{"us":99999999999999,"end":null}"#][..], 2, "week"),
        (&[r#"{"us":-1,"end":null}"#][..], 2, "-1"),
    ] {
        let told = reason(lines);
        assert!(told.starts_with(&format!("line {number}: ")) && told.contains(word), "{told}");
        assert!(!told.contains("column"), "{told}");
    }
    let long = " ".repeat(usize::try_from(LONGEST_LINE).unwrap() + 9);
    assert_eq!(reason(&[&long]), "line 2: the line is too long");
    let other = head().replace("\"ringdesk_transcript\":1", "\"ringdesk_transcript\":2");
    let error = Transcript::read(other.as_bytes()).unwrap_err();
    assert_eq!(error.kind, DeviceErrorKind::Unsupported);
    assert!(error.context.contains("version 2"), "{error}");
    assert_eq!(Transcript::read(&b""[..]).unwrap_err().context, "line 1: the file is empty");
    assert!(Transcript::read(&b"Dear Sir"[..]).unwrap_err().context.starts_with("line 1: no "));
}

const POLLS: &[&str] = &[
    r#"{"us":100000,"act":{"write":{"pipe":2,"data":"aa"}}}"#,
    r#"{"us":102000,"arrival":{"pipe":129,"data":"01","at":102000}}"#,
    r#"{"us":200000,"act":{"write":{"pipe":2,"data":"aa"}}}"#,
    r#"{"us":202000,"arrival":{"pipe":129,"data":"02","at":202000}}"#,
    r#"{"us":300000,"act":{"write":{"pipe":2,"data":"aa"}}}"#,
    r#"{"us":302000,"arrival":{"pipe":129,"data":"03","at":302000}}"#,
    r#"{"us":5000000,"arrival":{"pipe":129,"data":"09","at":5000000}}"#,
    r#"{"us":9000000,"end":null}"#,
];

#[test]
fn the_boxs_words_come_at_their_moments_but_not_before_what_they_answer() {
    let (deck, mut link) = replay(POLLS);
    assert_eq!(heard(&mut link, 500), [], "nobody asked");
    write(&mut link, 0xaa).unwrap();
    assert_eq!(heard(&mut link, 10), [(500, 1)], "the reply to a late question comes at once");
    let (_, mut exact) = replay(POLLS);
    for poll in 1..=3 {
        let until = ms(100 * poll).saturating_sub(exact.now());
        assert_eq!(exact.wait(until.saturating_sub(ms(6))).unwrap(), None);
        write(&mut exact, 0xaa).unwrap();
        let reply = exact.wait(SECOND).unwrap().unwrap();
        assert_eq!(reply.at, ms(100 * poll + 2));
    }
    assert_eq!(exact.wait(ms(4_000)).unwrap(), None);
    assert_eq!(exact.wait(ms(4_000)).unwrap().unwrap().at, ms(5_000));
    assert!(!deck.is_over());
    assert_eq!(exact.wait(ms(60_000)).unwrap(), None);
    assert_eq!(exact.wait(ms(60_000)).unwrap_err().kind, LinkErrorKind::Gone);
}

#[test]
fn a_driver_may_ask_more_often_and_less_often() {
    let (deck, mut link) = replay(POLLS);
    for _ in 0..3 {
        write(&mut link, 0xaa).unwrap();
        heard(&mut link, 10);
    }
    heard(&mut link, 1_000);
    write(&mut link, 0xaa).unwrap();
    let once_more = heard(&mut link, 10);
    assert_eq!(once_more.len(), 1);
    assert_eq!(once_more[0].1, 3, "as the newest reply was");
    assert_eq!((deck.deviation(), deck.differences()), (None, (1, 0)));

    let (deck, mut link) = replay(POLLS);
    write(&mut link, 0xaa).unwrap();
    let bytes: Vec<u8> = heard(&mut link, 8_000).into_iter().map(|(_, byte)| byte).collect();
    assert_eq!(bytes, [1, 2, 3, 9], "what the box said is never lost");
    assert_eq!((deck.neglected(), deck.differences()), (None, (0, 2)));
}

const BRING_UP: &[&str] = &[
    r#"{"us":1000,"act":{"claim":{"interface":3,"alternate":0}}}"#,
    r#"{"us":1000,"act":{"listen":{"pipe":129}}}"#,
    r#"{"us":2000,"act":{"control_in":{"setup":[161,5,2,3],"length":8}},"reply":"0001"}"#,
    r#"{"us":3000,"act":{"write":{"pipe":2,"data":"bb"}}}"#,
    r#"{"us":4000,"end":null}"#,
];

#[test]
fn another_order_of_things_is_no_deviation_and_another_thing_is() {
    let (deck, mut link) = replay(BRING_UP);
    link.listen(Pipe(0x81)).unwrap();
    link.claim(3, 0).unwrap();
    assert_eq!(link.control_in(ASK, 8, SECOND).unwrap(), [0, 1]);
    let error = write(&mut link, 0xcc).unwrap_err();
    let told = "line 5: the driver would write cc to pipe 02 where the transcript has: write bb to pipe 02";
    assert_eq!((error.kind, error.context.as_str()), (LinkErrorKind::Gone, told));
    assert_eq!(deck.deviation().as_deref(), Some(told));
    assert_eq!(link.wait(SECOND).unwrap_err().context, told, "that was the end of it");
    assert_eq!(write(&mut link, 0xbb).unwrap_err().context, told);
}

#[test]
fn questions_may_change_places_and_each_has_its_reply() {
    let (deck, mut link) = replay(&[
        r#"{"us":1000,"act":{"write":{"pipe":2,"data":"aa"}}}"#,
        r#"{"us":3000,"arrival":{"pipe":129,"data":"01","at":3000}}"#,
        r#"{"us":9000,"act":{"write":{"pipe":2,"data":"bb"}}}"#,
        r#"{"us":12000,"arrival":{"pipe":129,"data":"02","at":12000}}"#,
        r#"{"us":99000,"end":null}"#,
    ]);
    write(&mut link, 0xbb).unwrap();
    assert_eq!(heard(&mut link, 10), [(9, 1), (12, 2)], "what was said is never lost");
    write(&mut link, 0xaa).unwrap();
    assert_eq!(heard(&mut link, 10), [(22, 1)]);
    assert_eq!((deck.neglected(), deck.differences()), (None, (0, 0)));
}

#[test]
fn what_the_driver_never_does_is_told_with_what_it_did_instead() {
    let (deck, mut link) = replay(BRING_UP);
    link.claim(3, 0).unwrap();
    link.listen(Pipe(0x81)).unwrap();
    write(&mut link, 0xbb).unwrap();
    let told = deck.neglected().unwrap();
    assert!(told.starts_with("line 4: the driver would write bb to pipe 02 where"), "{told}");
    assert!(told.ends_with("make control request a1 05 0002 0003 for 8 bytes"), "{told}");

    let (deck, mut link) = replay(&BRING_UP[..4]);
    link.claim(3, 0).unwrap();
    assert_eq!(
        deck.neglected().as_deref(),
        Some("line 3: the driver never does what the transcript has: listen to pipe 81")
    );
    let error = link.reset().unwrap_err();
    assert!(error.context.starts_with("line 3: the driver would reset the device"), "{error}");
}

#[test]
fn an_order_comes_at_its_moment_and_the_driver_does_not_get_ahead_of_it() {
    let (deck, mut link) = replay(&[
        r#"{"us":1000,"act":{"write":{"pipe":2,"data":"aa"}}}"#,
        r#"{"us":50000,"order":"Seize"}"#,
        r#"{"us":51000,"act":{"write":{"pipe":2,"data":"aa"}}}"#,
        r#"{"us":52000,"arrival":{"pipe":129,"data":"07","at":52000}}"#,
        r#"{"us":90000,"close":null}"#,
    ]);
    write(&mut link, 0xaa).unwrap();
    write(&mut link, 0xaa).unwrap();
    assert_eq!(deck.turn(), None);
    assert_eq!(heard(&mut link, 48), []);
    assert_eq!(deck.turn(), Some(Turn::Order(BoxOrder::Seize)));
    write(&mut link, 0xaa).unwrap();
    assert_eq!(heard(&mut link, 40), [(52, 7)]);
    assert_eq!(deck.turn(), Some(Turn::Close));
    assert!(deck.is_over());
}

fn act() -> impl Strategy<Value = Act> {
    let data = || proptest::collection::vec(any::<u8>(), 0..3).prop_map(Hex);
    prop_oneof![
        (any::<u8>(), any::<u8>())
            .prop_map(|(interface, alternate)| Act::Claim { interface, alternate }),
        (0..2u8).prop_map(|pipe| Act::Listen { pipe }),
        (0..2u8, data()).prop_map(|(pipe, data)| Act::Write { pipe, data }),
        (any::<(u8, u8, u16, u16)>(), data())
            .prop_map(|(setup, data)| Act::ControlOut { setup, data }),
        (any::<(u8, u8, u16, u16)>(), 0..9usize)
            .prop_map(|(setup, length)| Act::ControlIn { setup, length }),
        any::<(bool, bool)>().prop_map(|(dtr, rts)| Act::SetLines { dtr, rts }),
        Just(Act::Reset),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => act().prop_map(Event::Act),
        3 => (any::<u8>(), any::<u64>())
            .prop_map(|(pipe, at)| Event::Arrival { pipe, data: Hex(vec![pipe]), at }),
        1 => Just(Event::Failure),
        1 => Just(Event::Order(BoxOrder::Dial("1".to_owned()))),
        1 => Just(Event::Close),
        1 => Just(Event::End),
    ]
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let line = (0..3_000_000u64, event(), any::<bool>(), any::<bool>());
    proptest::collection::vec(line, 0..30).prop_map(|rows| {
        let mut us = 0;
        let line = |(after, event, fails, replies): (u64, Event, bool, bool)| {
            us += after;
            let error = LinkError::new(LinkErrorKind::NotPermitted, "\"no\"\n");
            let error = fails.then(|| Failed::from(&error));
            Line { us, event, reply: replies.then(|| Hex(vec![1, 2])), error }
        };
        rows.into_iter().map(line).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_line_that_can_be_written_can_be_read(lines in lines()) {
        let mut text = head() + "\n";
        for line in &lines {
            text += &(serde_json::to_string(line).unwrap() + "\n");
        }
        let transcript = Transcript::read(text.as_bytes()).unwrap();
        prop_assert_eq!(transcript.lines, lines);
        prop_assert_eq!(transcript.head.about(), about());
    }

    #[test]
    fn any_bytes_are_read_or_refused_with_a_line(bytes in proptest::collection::vec(any::<u8>(), 0..300), good in any::<bool>()) {
        let text = [if good { head().into_bytes() } else { Vec::new() }, vec![b'\n'], bytes].concat();
        if let Err(error) = Transcript::read(text.as_slice()) {
            prop_assert!(error.context.starts_with("line "), "{}", error);
        }
    }

    #[test]
    fn any_transcript_comes_to_an_end_whatever_the_driver_does(lines in lines(), acts in proptest::collection::vec(act(), 0..30)) {
        let transcript = Transcript { head: Head::new("telbox", &about()), lines };
        let (deck, mut link) = Deck::new(transcript.clone(), Arc::new(ManualClock::default()));
        let own = transcript.lines.iter().filter_map(Line::act).cloned();
        for act in own.chain(acts) {
            let before = link.now();
            drop(link.wait(ms(300)));
            if let Act::Write { pipe, data } = &act {
                drop(link.write(Pipe(*pipe), &data.0, SECOND));
            } else {
                drop(deck.clone().turn());
                drop(link.listen(Pipe(1)));
            }
            prop_assert!(link.now() >= before);
        }
        let mut waits = 0;
        while link.wait(SECOND).is_ok() && waits < 1_000 {
            waits += 1;
        }
        prop_assert!(waits < 1_000);
        drop((deck.neglected(), deck.differences(), deck.is_over()));
    }
}
