//! The model by itself: what a kernel reads of it, and its sound.

use super::*;
use crate::device::sim::model::Phase;

fn at(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn say(model: &mut Telbox, command: u8, value: u8, now: Duration) -> Vec<u8> {
    let mut packet = [0; PACKET];
    (packet[0], packet[1], packet[4]) = (command, 1, value);
    let setup = Setup::class_out(0x09, 0x0200, 3);
    model.control(setup, &checked(packet), 0, now).unwrap();
    model.advance(now + at(2));
    model.take(REPLIES).unwrap()
}

fn b3g() -> Telbox {
    let edition = Edition::B3g { lifted: false };
    let mut model = Telbox::new(edition, Habits::default(), SimSettings::default());
    model.power_on(Duration::ZERO);
    model
}

#[test]
fn the_descriptors_fill_the_configuration_exactly() {
    let whole = b3g().descriptors().configuration;
    assert_eq!(usize::from(u16::from_le_bytes([whole[2], whole[3]])), whole.len());
    let (mut rest, mut interfaces, mut endpoints) = (&whole[..], Vec::new(), Vec::new());
    while let Some((&length, _)) = rest.split_first() {
        let (one, after) = rest.split_at(usize::from(length));
        match one {
            [9, 4, number, alternate, _, class, subclass, ..] => {
                interfaces.push((*number, *alternate, *class, *subclass));
            }
            [_, 5, address, kind, size, ..] => endpoints.push((*address, *kind & 3, *size)),
            _ => {}
        }
        rest = after;
    }
    assert_eq!(
        interfaces,
        [(0, 0, 1, 1), (1, 0, 1, 2), (1, 1, 1, 2), (2, 0, 1, 2), (2, 1, 1, 2), (3, 0, 3, 0)]
    );
    assert_eq!(endpoints, [(SOUND_IN, 1, 18), (SOUND_OUT, 1, 18), (REPLIES, 3, 16)]);
}

#[test]
fn a_joined_b3g_lets_the_pc_hear_the_dial_tone_and_dial() {
    let mut model = b3g();
    assert_eq!(say(&mut model, 0x07, 1, at(10))[0], 0x07);
    let loudest = |model: &mut Telbox, from: u64| {
        let sound: Vec<u8> = (from..from + 500)
            .flat_map(|millis| {
                let packet = model.iso_in(SOUND_IN, at(millis));
                assert_eq!(packet.len(), 16);
                packet
            })
            .collect();
        let sample = |pair: &[u8]| i16::from_le_bytes([pair[0], pair[1]]).unsigned_abs();
        sound.chunks_exact(2).map(sample).max().unwrap_or_default()
    };
    assert_eq!(loudest(&mut model, 500), 0, "not joined");
    say(&mut model, 0x14, 1, at(1_010));
    assert!(loudest(&mut model, 1_020) > 3_000, "dial tone");
    let keys = crate::dsp::dtmf::send("65551234", crate::dsp::dtmf::SendOptions::default());
    let mut now = 2_000;
    for block in keys.chunks(MILLISECOND) {
        let bytes: Vec<u8> =
            block.iter().flat_map(|v| ((v * 32_767.0) as i16).to_le_bytes()).collect();
        model.iso_out(SOUND_OUT, &bytes, at(now));
        now += 1;
    }
    model.advance(at(now + 8_000));
    assert_eq!(model.line().exchange().phase(), Phase::RingBack);
}

#[test]
fn what_a_box_does_not_know_is_refused_and_a_wrong_check_byte_too() {
    let mut model = Telbox::new(Edition::B2kFirst, Habits::default(), SimSettings::default());
    assert_eq!(say(&mut model, 0x14, 1, at(0))[0], 0xfd);
    assert_eq!(say(&mut model, 0x8d, 0, at(10))[0], 0x8d);
    let setup = Setup::class_out(0x09, 0x0200, 3);
    model.control(setup, &[0x8d; PACKET], 0, at(20)).unwrap();
    model.advance(at(30));
    assert_eq!(model.take(REPLIES).unwrap()[0], 0xfd);
    assert_eq!(model.control(setup, &[0x8d; 8], 0, at(40)), Err(Stall));
}
