//! `device::usb` against a real kernel while all goes well: listing, opening, claiming, every kind of transfer, giving back.
//! Depends on `device`.

use crate::letters::{
    ANSWERS, CODING, Inside, Letters, NAME, NONSENSE, NOTIFY, SET_CODING, TEXT, look,
};
use crate::other;
use crate::scenario::{Outcome, Scenario, Told, check, patiently, same};
use crate::stage::Stage;
use ringdesk::base::clock::SystemClock;
use ringdesk::device::Access;
use ringdesk::device::link::{Link, LinkErrorKind, Pipe};
use ringdesk::device::sim::boxes::bench::Fault;
use ringdesk::device::usb::{self, UsbLink};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// In order: what later ones take for granted comes first.
pub const SCENARIOS: &[Scenario] = &[
    ("link_lists_a_box_where_it_is", lists_a_box_where_it_is),
    ("link_reads_who_a_box_is", reads_who_a_box_is),
    ("link_claims_and_gives_back", claims_and_gives_back),
    ("link_control_requests", control_requests),
    ("link_bulk_both_ways", bulk_both_ways),
    ("link_notifications_in_order", notifications_in_order),
    ("link_waits_no_longer_than_told", waits_no_longer_than_told),
    ("link_loses_nothing_between_two_reads", loses_nothing_between_two_reads),
    ("link_clears_a_halted_pipe", clears_a_halted_pipe),
    ("link_write_is_refused_once", write_is_refused_once),
    ("link_write_has_a_deadline", write_has_a_deadline),
    ("link_two_boxes_of_one_kind", two_boxes_of_one_kind),
    ("link_second_copy_is_told_busy", second_copy_is_told_busy),
    ("link_stranger_is_not_permitted", stranger_is_not_permitted),
];

/// Long enough for anything that happens at all.
pub const SOON: Duration = Duration::from_secs(2);
/// The kernel's serial port of the box.
const TTY: &str = "/dev/ttyACM0";

/// A box on the bus.
pub fn letters(serial: &str) -> Result<(Stage, Arc<Mutex<Inside>>), String> {
    let (model, inside) = Letters::boxed(serial);
    Ok((Stage::new(model, Arc::new(SystemClock::new()))?, inside))
}

/// Opened, claimed, listening.
pub fn at_work(stage: &Stage) -> Result<UsbLink, String> {
    let mut link = stage.open()?;
    link.claim(0, 0).told("claiming the communication interface")?;
    link.claim(1, 0).told("claiming the data interface")?;
    link.listen(NOTIFY).told("listening to notifications")?;
    link.listen(ANSWERS).told("listening to answers")?;
    Ok(link)
}

/// The box notifies these bytes.
pub fn notify(stage: &Stage, inside: &Mutex<Inside>, bytes: &[u8]) {
    stage.with(|_, _| look(inside).notes.push_back(bytes.to_vec()));
}

/// Says something and hears it back in capitals.
pub fn converse(link: &mut UsbLink, text: &str) -> Outcome {
    link.write(TEXT, format!("{text}\r").as_bytes(), SOON).told("writing")?;
    // In pieces as large as the link likes.
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r") {
        let arrival = link.wait(SOON).told("waiting")?.told("an answer")?;
        same("the pipe of the answer", &arrival.pipe, &ANSWERS)?;
        answer.extend(arrival.bytes);
    }
    let heard = String::from_utf8_lossy(&answer).trim().to_owned();
    same("the answer", &heard, &text.to_ascii_uppercase())
}

/// Waits until the kernel's driver has the box.
pub fn tty_is_there() -> Outcome {
    patiently("serial port of the kernel", SOON, || Path::new(TTY).exists().then_some(()))
}

fn lists_a_box_where_it_is() -> Outcome {
    let before = usb::plugged().told("listing")?;
    check(before.is_empty(), || format!("boxes on an empty bus: {before:?}"))?;
    let (stage, _) = letters("S1")?;
    let boxes = usb::plugged().told("listing")?;
    same("boxes", &boxes.len(), &1)?;
    let found = boxes.first().told("the box")?;
    same("its place", &found.place().as_str(), &stage.place())?;
    same("its name", &found.known.name, &"StarTech USB56KEMH2")?;
    same("its access", &found.access, &Access::Accessible)?;
    tty_is_there()?;
    stage.unplug();
    patiently("empty bus", SOON, || usb::plugged().ok().filter(Vec::is_empty))?;
    let error = stage.open().err().told("an error")?;
    check(error.contains("nothing is plugged in"), || error)
}

fn reads_who_a_box_is() -> Outcome {
    let (stage, _) = letters("S-42")?;
    let link = stage.open()?;
    let about = link.about();
    same("name", &about.name.as_str(), &"Letters")?;
    same("serial", &about.serial.as_str(), &"S-42")?;
    same("address", &about.address.as_str(), &stage.place())?;
    same("release", &about.release, &0x0123)?;
    let told = stage.with(|model, _| model.descriptors().configuration);
    same("configuration", &about.configuration, &told)?;
    check(Path::new(TTY).exists(), || "opening alone has taken the box from the kernel".to_owned())
}

fn claims_and_gives_back() -> Outcome {
    let (stage, _) = letters("S1")?;
    for round in 0..3 {
        tty_is_there().map_err(|why| format!("round {round}: {why}"))?;
        let mut link = at_work(&stage)?;
        check(!Path::new(TTY).exists(), || "the kernel's driver still has it".to_owned())?;
        // As drivers do that are not sure: twice is no error.
        link.claim(0, 0).told("claiming again")?;
        converse(&mut link, "hello")?;
    }
    tty_is_there()
}

fn control_requests() -> Outcome {
    let (stage, _) = letters("S1")?;
    let mut link = at_work(&stage)?;
    let coding = [0x00, 0xc2, 0x01, 0x00, 0, 0, 8];
    link.control_out(SET_CODING, &coding, SOON).told("SET_LINE_CODING")?;
    let read = link.control_in(CODING, 7, SOON).told("GET_LINE_CODING")?;
    same("line coding", &read.as_slice(), &coding.as_slice())?;
    let name = link.control_in(NAME, 64, SOON).told("vendor request")?;
    same("a short reply", &name.as_slice(), &b"letters".as_slice())?;
    for _ in 0..2 {
        let error = link.control_in(NONSENSE, 64, SOON).err().told("a refusal")?;
        same("a refused request", &error.kind, &LinkErrorKind::Stalled)?;
        let name = link.control_in(NAME, 3, SOON).told("after a refusal")?;
        same("what was asked for", &name.as_slice(), &b"let".as_slice())?;
    }
    stage.fault(0, Fault::Lose);
    let before = stage.now();
    let late = link.control_in(NAME, 64, Duration::from_millis(150)).err().told("a time-out")?;
    same("a request without answer", &late.kind, &LinkErrorKind::Timeout)?;
    let waited = stage.now().saturating_sub(before);
    check(waited < Duration::from_millis(250), || format!("it waited {waited:?}"))?;
    link.control_in(NAME, 64, SOON).told("after a time-out").map(drop)
}

fn bulk_both_ways() -> Outcome {
    let (stage, _) = letters("S1")?;
    let mut link = at_work(&stage)?;
    for text in ["a", "at+vcid=1", &"x".repeat(63), &"y".repeat(300), &"z".repeat(2_000)] {
        converse(&mut link, text)?;
    }
    let counters = link.counters();
    check(counters.received >= 5, || format!("{counters:?}"))?;
    same("transfers out", &counters.sent, &5)?;
    same("dropped", &counters.dropped, &0)
}

fn notifications_in_order() -> Outcome {
    let (stage, inside) = letters("S1")?;
    let mut link = at_work(&stage)?;
    for number in 0..100_u8 {
        notify(&stage, &inside, &[0xa1, 0x20, number]);
    }
    for number in 0..100_u8 {
        let arrival = link.wait(SOON).told("waiting")?.told("a notification")?;
        same("notification", &arrival.bytes, &vec![0xa1, 0x20, number])?;
        check(arrival.at <= link.now(), || "it arrived in the future".to_owned())?;
    }
    notify(&stage, &inside, &[]);
    let empty = link.wait(SOON).told("waiting")?.told("a transfer of length zero")?;
    same("an empty transfer", &empty.bytes, &Vec::new())
}

fn waits_no_longer_than_told() -> Outcome {
    let (stage, inside) = letters("S1")?;
    let mut link = at_work(&stage)?;
    for millis in [0, 1, 30, 250] {
        let before = link.now();
        same("nothing", &link.wait(Duration::from_millis(millis)).told("waiting")?, &None)?;
        let waited = link.now().saturating_sub(before).as_millis();
        let on_time = (u128::from(millis)..u128::from(millis) + 20).contains(&waited);
        check(on_time, || format!("told {millis} ms, waited {waited} ms"))?;
    }
    notify(&stage, &inside, b"n");
    check(link.wait(SOON).told("waiting")?.is_some(), || "nothing after idling".to_owned())?;
    let error = link.listen(Pipe(0x8f)).err().told("a refusal")?;
    same("a pipe that is not there", &error.kind, &LinkErrorKind::Unsupported)?;
    let error = link.write(Pipe(0x0f), b"x", SOON).err().told("a refusal")?;
    same("writing to no pipe", &error.kind, &LinkErrorKind::Unsupported)?;
    let error = link.claim(7, 0).err().told("a refusal")?;
    same("an interface that is not there", &error.kind, &LinkErrorKind::Unsupported)
}

/// Reads end and begin anew all the time; what comes in that moment must not be lost.
fn loses_nothing_between_two_reads() -> Outcome {
    const COUNT: u16 = 1_500;
    let (stage, inside) = letters("S1")?;
    let mut link = at_work(&stage)?;
    for number in 0..COUNT {
        notify(&stage, &inside, &number.to_be_bytes());
        let arrival = link.wait(SOON).told("waiting")?.told(&format!("notification {number}"))?;
        same("notification", &arrival.bytes, &number.to_be_bytes().to_vec())?;
        // Around the moment at which a read of 100 ms ends.
        let pause = 99_000 + u64::from(number) * 37 % 2_000;
        if number % 4 == 0 {
            std::thread::sleep(Duration::from_micros(pause));
        }
    }
    Ok(())
}

fn clears_a_halted_pipe() -> Outcome {
    let (stage, inside) = letters("S1")?;
    let mut link = at_work(&stage)?;
    stage.fault(1, Fault::Stall);
    for number in 0..4 {
        notify(&stage, &inside, &[number]);
        let arrival = link.wait(SOON).told("waiting")?.told("a notification")?;
        same("notification", &arrival.bytes, &vec![number])?;
    }
    same("stalls", &link.counters().stalls, &1)
}

fn write_is_refused_once() -> Outcome {
    let (stage, _) = letters("S1")?;
    let mut link = at_work(&stage)?;
    stage.fault(0, Fault::Stall);
    let error = link.write(TEXT, b"no\r", SOON).err().told("a refusal")?;
    same("a stalled write", &error.kind, &LinkErrorKind::Stalled)?;
    converse(&mut link, "again")
}

fn write_has_a_deadline() -> Outcome {
    let (stage, _) = letters("S1")?;
    let mut link = at_work(&stage)?;
    for millis in [0, 100] {
        stage.fault(0, Fault::Nak(Duration::from_secs(3)));
        let before = link.now();
        let timeout = Duration::from_millis(millis);
        let error = link.write(TEXT, b"slow\r", timeout).err().told("a time-out")?;
        same("a write that is not taken", &error.kind, &LinkErrorKind::Timeout)?;
        let waited = link.now().saturating_sub(before);
        check(waited < timeout + Duration::from_millis(50), || format!("it waited {waited:?}"))?;
    }
    converse(&mut link, "now")
}

fn two_boxes_of_one_kind() -> Outcome {
    let (left, _) = letters("LEFT")?;
    let (right, _) = letters("RIGHT")?;
    check(left.place() != right.place(), || "both in one place".to_owned())?;
    same("boxes", &usb::plugged().told("listing")?.len(), &2)?;
    let (mut one, mut two) = (at_work(&left)?, at_work(&right)?);
    same("left", &one.about().serial.as_str(), &"LEFT")?;
    same("right", &two.about().serial.as_str(), &"RIGHT")?;
    right.unplug();
    converse(&mut one, "still here")?;
    let lost = two.wait(SOON).err().told("an end")?;
    same("the other", &lost.kind, &LinkErrorKind::Gone)
}

fn second_copy_is_told_busy() -> Outcome {
    let (stage, _) = letters("S1")?;
    let mut link = at_work(&stage)?;
    same("another copy", &other::ask("claim", stage.place(), false)?.as_str(), &"claim Busy")?;
    converse(&mut link, "mine")?;
    drop(link);
    same("afterwards", &other::ask("claim", stage.place(), false)?.as_str(), &"claimed")?;
    tty_is_there()
}

fn stranger_is_not_permitted() -> Outcome {
    let (stage, _) = letters("S1")?;
    same("listed", &other::ask("list", stage.place(), true)?.as_str(), &"NotPermitted")?;
    let opened = other::ask("claim", stage.place(), true)?;
    check(opened.starts_with("open NotPermitted"), || format!("opened: {opened}"))?;
    tty_is_there()
}
