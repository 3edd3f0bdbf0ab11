//! Descriptors, notifications and answers as bytes.

use crate::base::caller_id::Absence;
use crate::base::signal::Hook;
use crate::device::link::Pipe;
use crate::device::pstn::caller::Incoming;
use crate::device::pstn::descriptors::{self, ControlModel};
use crate::device::pstn::notification::{self, Frame, Notification, NotificationReader};
use crate::device::pstn::requests::{CallState, LineParms};
use crate::device::sim::boxes::direct::{DirectModel, Make};
use crate::device::sim::boxes::{BoxModel, LineSide};
use crate::device::sim::settings::SimSettings;
use proptest::prelude::*;
use std::time::Duration;

fn configuration(make: Make) -> Vec<u8> {
    DirectModel::new(make, LineSide::new(SimSettings::default())).descriptors().configuration
}

const RING: [u8; 8] = [0xa1, 0x09, 0, 0, 4, 0, 0, 0];

fn found(chunks: &[&[u8]], pause: Duration) -> (Vec<Frame>, u64) {
    let (mut reader, mut now, mut told) =
        (NotificationReader::default(), Duration::ZERO, Vec::new());
    for chunk in chunks {
        now += pause;
        reader.push(chunk, now, &mut |frame| told.push(frame));
    }
    (told, reader.skipped())
}

#[test]
fn the_real_box_is_understood_from_its_descriptors() {
    let functions = descriptors::functions(&configuration(Make::Osmocom));
    let [box_] = functions.as_slice() else { panic!("{functions:?}") };
    assert_eq!((box_.model, box_.interface), (ControlModel::DirectLine, 4));
    assert_eq!((box_.version, box_.direct, box_.countries.len()), (0x0110, 0x02, 71));
    let pipe = box_.notifications.unwrap();
    assert_eq!((pipe.pipe, pipe.packet, pipe.interval), (Pipe(0x83), 8, 32));
    let audio = box_.audio.as_ref().unwrap();
    assert_eq!((audio.control, audio.phone_line), (1, true));
    assert_eq!(audio.sysfs_name("1-2.3"), "1-2.3:1.1");
    for (stream, interface, pipe) in [(&audio.capture, 2, 0x81), (&audio.playback, 3, 0x01)] {
        let stream = stream.as_ref().unwrap();
        assert_eq!((stream.interface, stream.alternate), (interface, 1));
        assert_eq!((stream.pipe, stream.channels, stream.bits), (Pipe(pipe), 1, 16));
        assert_eq!(stream.rates, [8_000]);
    }
}

#[test]
fn a_caller_comes_in_packets_of_eight_bytes_and_a_ring_is_found_behind_garbage() {
    let payload = b"\x01\x0803171656\x0a2156430144\x02BO";
    let mut call = vec![0xa1, 0x28, 5, 0, 0, 0, u8::try_from(payload.len()).unwrap(), 0];
    call.extend_from_slice(payload);
    let packets: Vec<&[u8]> = call.chunks(8).collect();
    let (frames, skipped) = found(&packets, Duration::from_millis(32));
    assert_eq!((frames.len(), skipped), (1, 0));
    let id = Incoming::read(&frames[0].payload).caller().unwrap();
    assert_eq!((id.number.as_deref(), id.name.as_slice()), (Some("2156430144"), &b"BO"[..]));
    assert_eq!(id.time.map(|t| (t.month, t.day, t.hour, t.minute)), Some((3, 17, 16, 56)));
    let (frames, skipped) = found(&[&[0x00, 0xa1, 0x77], &RING], Duration::from_millis(32));
    assert_eq!(
        frames.iter().map(notification::read).collect::<Vec<_>>(),
        [Some(Notification::Ring)]
    );
    assert_eq!(skipped, 3);
}

#[test]
fn a_lost_packet_does_not_keep_the_next_ring_waiting_for_ever() {
    let header = [0xa1, 0x28, 5, 0, 0, 0, 30, 0];
    let (frames, _) = found(&[&header, &RING, &RING], Duration::from_millis(400));
    assert_eq!(frames.len(), 0, "still believed to be what the header announced");
    let (frames, skipped) = found(&[&header, &RING], Duration::from_secs(4));
    assert_eq!((frames.len(), skipped), (1, 8));
}

#[test]
fn strings_longer_than_what_came_are_no_strings_and_reasons_are_no_numbers() {
    let read = |payload: &[u8]| Incoming::read(payload).caller();
    assert_eq!(read(b"\x00\x00\x0521564"), read(b"\x00\x00\x0521564\x00"));
    assert_eq!(read(b"\x00\x00\x0921564"), None);
    assert_eq!(read(b""), None);
    let private = read(b"\x00\x00\x01P\x00").unwrap();
    assert_eq!((private.number, private.absence), (None, Some(Absence::Private)));
    let away = read(b"\x00\x00\x01O\x03\xcd\xf5 ").unwrap();
    assert_eq!(
        (away.absence, away.name.as_slice()),
        (Some(Absence::Unavailable), &b"\xcd\xf5"[..])
    );
    let spaced = read(b"\x00\x00\x0e+86 10-5550100\x00").unwrap();
    assert_eq!(spaced.number.as_deref(), Some("+86105550100"));
}

#[test]
fn what_a_telephone_says_of_its_calls_is_read_only_as_far_as_it_goes() {
    let whole = [14, 0, 0, 0, 0, 0x80, 0, 0, 0, 0x80, 6, 5, 0, 0x80];
    let parms = LineParms::read(&whole).unwrap();
    assert_eq!((parms.active, parms.call, parms.rings()), (true, Some(0), true));
    assert_eq!(parms.calls[0].state, CallState::Incoming);
    assert_eq!(LineParms::read(&whole[..13]), None, "shorter than it says");
    assert_eq!(LineParms::read(&[9, 0, 0, 0, 0, 0, 0, 0, 0]), None);
}

#[test]
fn a_misprinted_code_and_impossible_values_are_not_believed() {
    let frame = |code, value| Frame { code, value, payload: Vec::new() };
    assert_eq!(notification::read(&frame(0x08, 1)), Some(Notification::AuxJack(Hook::Off)));
    assert_eq!(notification::read(&frame(0x08, 2)), None);
    assert_eq!(notification::read(&frame(0x23, 2)), None);
    assert_eq!(notification::read(&frame(0x29, 9)), None);
    assert_eq!(found(&[&[0xa1, 0x23, 2, 0, 0, 0, 0, 0]], Duration::ZERO), (Vec::new(), 8));
}

/// Bytes in which headers are not rare.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        Just(0xa1_u8),
        Just(0x09),
        Just(0x28),
        Just(0x08),
        Just(0x24),
        Just(0),
        any::<u8>(),
    ];
    prop::collection::vec(byte, 0..200)
}

proptest! {
    #[test]
    fn cutting_the_stream_changes_nothing(bytes in noise(), cut in 1_usize..20) {
        let whole = [bytes.as_slice(), &RING].concat();
        let chunks: Vec<&[u8]> = whole.chunks(cut).collect();
        let at_once = found(&[&whole], Duration::ZERO);
        prop_assert_eq!(&at_once, &found(&chunks, Duration::ZERO));
        for frame in at_once.0 {
            let _read = notification::read(&frame);
        }
    }

    #[test]
    fn no_bytes_are_too_odd_for_the_parsers(bytes in noise(), place in any::<prop::sample::Index>()) {
        let _functions = descriptors::functions(&bytes);
        let _parms = LineParms::read(&bytes);
        let _caller = Incoming::read(&bytes).caller();
        let mut real = configuration(Make::ByTheBook);
        let place = place.index(real.len());
        real.splice(place.., bytes);
        prop_assert!(descriptors::functions(&real).len() <= 40);
    }
}
