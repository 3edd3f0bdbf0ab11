//! The sound and the descriptors of the models, compared with their standards.

use super::{Headset, Manner, Maple, MapleManner};
use crate::base::order::FarEndAction;
use crate::device::link::Setup;
use crate::device::sim::boxes::{BoxModel, LineSide};
use crate::device::sim::settings::SimSettings;
use std::time::Duration;

fn maple() -> Maple {
    let mut maple = Maple::new(LineSide::new(SimSettings::default()), MapleManner::default());
    maple.power_on(Duration::ZERO);
    maple
}

/// Descriptor lengths must add up, and interfaces come in order.
#[test]
fn descriptors_fill_their_configuration() {
    let headset = Headset::new(LineSide::new(SimSettings::default()), Manner::default()).0;
    for descriptors in [maple().descriptors(), headset.descriptors()] {
        let whole = descriptors.configuration;
        assert_eq!(usize::from(u16::from_le_bytes([whole[2], whole[3]])), whole.len());
        let (mut rest, mut interfaces) = (whole.as_slice(), Vec::new());
        while let [length, kind, ..] = *rest {
            if kind == 4 {
                interfaces.push((rest[2], rest[3]));
            }
            rest = rest.get(usize::from(length)..).unwrap();
        }
        interfaces.dedup_by_key(|(number, _)| *number);
        let numbers: Vec<u8> = interfaces.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [0, 1, 2, 3]);
        assert_eq!(whole[4], 4);
    }
}

#[test]
fn a_millisecond_of_sound_has_eight_samples_and_what_is_played_is_heard() {
    let mut maple = maple();
    maple.out(0x01, &[0, 0, 3], Duration::ZERO).unwrap();
    let (mut heard, tone) = (Vec::new(), [0x00, 0x20].repeat(8));
    for millis in 1..=1_000 {
        let now = Duration::from_millis(millis);
        maple.advance(now);
        heard.extend(maple.iso_in(0x82, now));
        maple.iso_out(0x02, &tone, now);
    }
    assert_eq!(heard.len(), 16_000);
    let loudest = heard.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).max();
    assert!(loudest > Some(1_000), "the dial tone");
    assert_eq!(maple.line().far_end_heard().len(), 8_000);
    assert!(maple.iso_in(0x81, Duration::from_secs(2)).is_empty());
}

#[test]
fn the_maple_answers_requests_and_stalls_at_others() {
    let mut maple = maple();
    let now = Duration::ZERO;
    let frequency = Setup { request_type: 0x22, request: 1, value: 0x0100, index: 0x82 };
    assert!(maple.control(frequency, &[0x40, 0x1f, 0], 0, now).is_ok());
    assert!(maple.control(frequency, &[0x80, 0xbb, 0], 0, now).is_err());
    let state = Setup::class_in(1, 0x0100, 2);
    assert_eq!(maple.control(state, &[], 2, now).unwrap(), [0, 1]);
    maple.line().act(FarEndAction::PullCable, now).unwrap();
    assert_eq!(maple.control(state, &[], 2, now).unwrap(), [0, 4]);
    assert!(maple.out(0x01, &[0, 1], now).is_err());
}
