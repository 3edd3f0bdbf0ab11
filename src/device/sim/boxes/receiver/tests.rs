//! What comes out of the receivers, compared with their manuals.

use super::*;
use crate::base::caller_id::Standard;
use crate::base::clock::ManualClock;
use crate::base::order::{BurstMoment, FarEndAction, SimulatedCaller};
use crate::device::link::Link;
use crate::device::sim::boxes::bench::{BenchTop, ModelLink};
use crate::device::sim::settings::{SimSettings, Timing};
use std::sync::Arc;

fn open(options: ReceiverOptions) -> (BenchTop, ModelLink) {
    let settings =
        SimSettings { timing: Timing::FAST, box_caller_id: true, ..SimSettings::default() };
    let model = ReceiverModel::new(options, LineSide::new(settings));
    let top = BenchTop::new(Box::new(model), Arc::new(ManualClock::default()));
    let mut link = top.open().unwrap();
    link.listen(Pipe::TTY_IN).unwrap();
    (top, link)
}

fn act(top: &BenchTop, action: FarEndAction) {
    top.with(|model, now| model.line().act(action, now)).unwrap();
}

fn ring(top: &BenchTop, number: &str, name: &str) {
    let caller = SimulatedCaller {
        number: number.to_owned(),
        name: name.to_owned(),
        standard: Standard::Bell202,
        format: Format::Mdmf,
        moment: BurstMoment::BetweenRings,
    };
    act(top, FarEndAction::Ring(caller));
}

/// What arrives within `millis`, transfer by transfer.
fn read(link: &mut ModelLink, millis: u64) -> Vec<Vec<u8>> {
    let end = link.now() + Duration::from_millis(millis);
    let mut heard = Vec::new();
    while let Some(left) = end.checked_sub(link.now()).filter(|left| !left.is_zero()) {
        heard.extend(link.wait(left).unwrap().map(|arrival| arrival.bytes));
    }
    heard
}

const CALL: &[u8] = b"\x80\x13\x01\x0801010900\x02\x075550100";

#[test]
fn a_comet_gives_whole_messages_and_nothing_else() {
    let (top, mut link) = open(ReceiverOptions::new(Receiver::Comet));
    ring(&top, "5550100", "");
    let heard = read(&mut link, 5_000);
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0][..CALL.len()], *CALL);
    assert_eq!(heard[0].iter().fold(0_u8, |sum, b| sum.wrapping_add(*b)), 0);
}

#[test]
fn a_module_gives_noise_seizure_and_the_message_at_1200_bit_a_second() {
    let (top, mut link) = open(ReceiverOptions::new(Receiver::Module));
    assert!(read(&mut link, 5_000).concat().len() > 4, "an idle line is not silent");
    ring(&top, "5550100", "");
    let begun = link.now();
    let mut bytes = Vec::new();
    while !bytes.windows(CALL.len()).any(|window| window == CALL) {
        bytes.extend(read(&mut link, 20).concat());
        assert!(link.now() < begun + Duration::from_secs(5), "{bytes:02x?}");
    }
    let at = bytes.windows(30).position(|window| window == SEIZURE).unwrap();
    assert_eq!(bytes[at + 30..at + 30 + CALL.len()], *CALL);
}

#[test]
fn a_damaged_message_has_a_wrong_sum() {
    let options =
        ReceiverOptions { damaged: 1, single: true, ..ReceiverOptions::new(Receiver::Comet) };
    let (top, mut link) = open(options);
    for right in [false, true] {
        ring(&top, "5550100", "");
        let message = read(&mut link, 4_000).concat();
        assert_eq!(message[0], 0x04);
        assert_eq!(message.iter().fold(0_u8, |sum, b| sum.wrapping_add(*b)) == 0, right);
        act(&top, FarEndAction::HangUp);
    }
}

fn text(link: &mut ModelLink, millis: u64) -> String {
    String::from_utf8(read(link, millis).concat()).unwrap().replace("\r\n", "|")
}

#[test]
fn whozz_calling_tells_a_call_from_ring_to_end() {
    let (top, mut link) = open(ReceiverOptions::new(Receiver::Whozz));
    ring(&top, "8005551212", "AT&T INFORMATION");
    let heard = text(&mut link, 2_500);
    let start = "01 I S 0000 G A1 01/01 09:00 AM 800-555-1212   AT&T INFORMATIO|";
    assert_eq!(heard, format!("01 R             01/01 09:00:00|{start}"));
    act(&top, FarEndAction::LiftDeskPhone);
    assert_eq!(text(&mut link, 5_500), "01 F             01/01 09:00:02|");
    act(&top, FarEndAction::ReplaceDeskPhone);
    let end = "01 I E 0005 G A2 01/01 09:00 AM 800-555-1212   AT&T INFORMATIO|";
    assert_eq!(text(&mut link, 100), format!("01 N             01/01 09:00:08|{end}"));
    link.write(Pipe::TTY_OUT, b"D", Duration::from_secs(1)).unwrap();
    ring(&top, "", "");
    let start = "01 I S 0000 G A1 01/01 09:00 AM Private                       |";
    assert_eq!(text(&mut link, 2_500), start);
    act(&top, FarEndAction::HangUp);
    assert!(text(&mut link, 8_000).starts_with("01 I E 0000 G A"));
}

#[test]
fn whozz_calling_says_that_a_burst_was_damaged() {
    let options = ReceiverOptions { damaged: 1, ..ReceiverOptions::new(Receiver::Whozz) };
    let (top, mut link) = open(options);
    ring(&top, "5550100", "");
    assert!(text(&mut link, 3_000).contains("|01 I S 0000 B A1 "));
}

#[test]
fn whozz_calling_sees_the_number_that_the_desk_phone_dials() {
    let options = ReceiverOptions { detail: false, ..ReceiverOptions::new(Receiver::Whozz) };
    let (top, mut link) = open(options);
    act(&top, FarEndAction::LiftDeskPhone);
    read(&mut link, 500);
    act(&top, FarEndAction::DialDeskPhone("5551234".to_owned()));
    let start = "01 O S 0000 G A0 01/01 09:00 AM 555-1234                      |";
    assert_eq!(text(&mut link, 8_000), start);
    act(&top, FarEndAction::ReplaceDeskPhone);
    assert!(text(&mut link, 100).starts_with("01 O E 0008 G A0"));
}

#[test]
fn two_looks_may_lie_closer_together_than_any_step() {
    let mut model = ReceiverModel::new(
        ReceiverOptions::new(Receiver::Whozz),
        LineSide::new(SimSettings::default()),
    );
    model.power_on(Duration::ZERO);
    for nanos in [1, 2, 900, 1_100, 1_101, 30_000_000, 30_000_001] {
        model.advance(Duration::from_nanos(nanos));
        assert_eq!(model.now, Duration::from_nanos(nanos));
    }
}
