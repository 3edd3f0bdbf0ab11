//! Report and configuration descriptors: those of real devices, wrong ones, any bytes. May depend on `base`.

use crate::device::hid::controls::{Change, Controls};
use crate::device::hid::descriptor::hid_interfaces;
use crate::device::hid::maple::State;
use crate::device::hid::report::{Broken, Kind, Layout, Unread};
use crate::device::hid::usage::{self, Usage};
use crate::device::link::Pipe;
use crate::device::sim::boxes::hid::{Headset, Manner, Maple, MapleManner};
use crate::device::sim::boxes::{BoxModel, LineSide};
use crate::device::sim::settings::SimSettings;
use proptest::prelude::*;

/// A boot mouse (HID 1.11, appendix E.10): three buttons, two axes of −127 to 127.
#[rustfmt::skip]
const MOUSE: &[u8] = &[
    0x05, 0x01, 0x09, 0x02, 0xa1, 0x01, 0x09, 0x01, 0xa1, 0x00, 0x05, 0x09, 0x19, 0x01, 0x29, 0x03,
    0x15, 0x00, 0x25, 0x01, 0x95, 0x03, 0x75, 0x01, 0x81, 0x02, 0x95, 0x01, 0x75, 0x05, 0x81, 0x01,
    0x05, 0x01, 0x09, 0x30, 0x09, 0x31, 0x15, 0x81, 0x25, 0x7f, 0x75, 0x08, 0x95, 0x02, 0x81, 0x06,
    0xc0, 0xc0,
];

/// A telephone that carries packets of its own in a hundred and twenty-eight “buttons”, as one maker of USB phones did.
#[rustfmt::skip]
const PACKETS: &[u8] = &[
    0x05, 0x0b, 0x09, 0x01, 0xa1, 0x01, 0x05, 0x09, 0x19, 0x01, 0x29, 0x3f, 0x15, 0x00, 0x25, 0x01,
    0x75, 0x01, 0x95, 0x80, 0x81, 0x00, 0x05, 0x08, 0x19, 0x01, 0x29, 0x10, 0x15, 0x00, 0x25, 0x01,
    0x75, 0x01, 0x95, 0x80, 0x91, 0x00, 0xc0,
];

fn changes(controls: &mut Controls, layout: &Layout, report: &[u8]) -> Vec<(u16, i64)> {
    let mut changes = Vec::new();
    controls
        .take(layout, report, &mut |Change { usage, now, .. }| changes.push((usage.id, now)))
        .unwrap();
    changes
}

#[test]
fn a_mouse_is_read_as_its_appendix_says() {
    let layout = Layout::parse(MOUSE).unwrap();
    assert_eq!(layout.length(Kind::Input, 0), 3);
    let mut controls = Controls::default();
    assert_eq!(
        changes(&mut controls, &layout, &[0b101, 0xff, 5]),
        [(1, 1), (3, 1), (0x30, -1), (0x31, 5)]
    );
    assert_eq!(changes(&mut controls, &layout, &[0b001, 0, 0]), [(3, 0), (0x30, 0), (0x31, 0)]);
    assert_eq!(changes(&mut controls, &layout, &[0b001, 0, 0]), []);
    let short = controls.take(&layout, &[1, 0], &mut |_| {});
    assert_eq!(short, Err(Unread::Short));
    assert!(usage::told().all(|usage| layout.about(Kind::Input, usage).next().is_none()));
}

#[test]
fn a_phone_without_telephone_keys_is_a_phone_with_a_long_report_and_nothing_more() {
    let layout = Layout::parse(PACKETS).unwrap();
    assert_eq!((layout.length(Kind::Input, 0), layout.length(Kind::Output, 0)), (16, 16));
    assert!(layout.fields().iter().all(|field| field.within == Usage::phone(1)));
    assert!(usage::told().all(|usage| layout.about(Kind::Input, usage).next().is_none()));
}

#[test]
fn arrays_name_what_is_pressed_and_let_go_of_the_rest() {
    let keypad =
        [0x05, 0x0b, 0x75, 8, 0x95, 2, 0x15, 1, 0x25, 12, 0x19, 0xb0, 0x29, 0xbb, 0x81, 0x00];
    let layout = Layout::parse(&keypad).unwrap();
    let mut controls = Controls::default();
    assert_eq!(changes(&mut controls, &layout, &[2, 0]), [(0xb1, 1)]);
    assert_eq!(changes(&mut controls, &layout, &[12, 2]), [(0xbb, 1)]);
    assert_eq!(changes(&mut controls, &layout, &[3, 200]), [(0xb1, 0), (0xbb, 0), (0xb2, 1)]);
}

#[test]
fn ids_pages_pushes_and_alternatives_are_kept_apart() {
    #[rustfmt::skip]
    let descriptor = [
        0x05, 0x0b, 0x15, 0, 0x25, 1, 0x75, 1, 0x85, 5, 0x95, 3,
        0xa4, 0x05, 0x08, 0xb4,                         // a page put away and forgotten
        0xfe, 2, 0x10, 0xaa, 0xbb,                      // a long item
        0xa9, 1, 0x09, 0x20, 0x09, 0x2b, 0xa9, 0,       // alternatives: the first counts
        0x0b, 0x18, 0x00, 0x08, 0x00,                   // a usage with a page of its own
        0x09, 0x2f, 0x81, 0x02,
        0x85, 6, 0x95, 1, 0x09, 0x24, 0x91, 0x02,
    ];
    let layout = Layout::parse(&descriptor).unwrap();
    let mut controls = Controls::default();
    assert_eq!(changes(&mut controls, &layout, &[5, 0b111]), [(0x20, 1), (0x18, 1), (0x2f, 1)]);
    assert!(layout.about(Kind::Input, usage::LED_RING).next().is_some());
    assert_eq!(layout.build(Kind::Output, 6, &[Usage::phone(0x24)]), [6, 1]);
    assert_eq!(controls.take(&layout, &[6, 1], &mut |_| {}), Err(Unread::UnknownId(6)));
}

#[test]
fn wrong_descriptors_are_refused_by_name() {
    let deep = [0xa1, 1].repeat(100);
    let rows: [(&[u8], Broken); 6] = [
        (&[0x05, 0x0b, 0x26, 1], Broken::CutOff(2)),
        (&[0xfe, 9, 1], Broken::CutOff(0)),
        (&[0xb4], Broken::Pop),
        (&[0x85, 0], Broken::ReportId),
        (&[0x75, 32, 0x96, 0xff, 0xff, 0x81, 2], Broken::TooLong),
        (&deep, Broken::TooDeep),
    ];
    for (descriptor, broken) in rows {
        assert_eq!(Layout::parse(descriptor), Err(broken));
    }
}

#[test]
fn the_models_describe_what_the_drivers_look_for() {
    let line = || LineSide::new(SimSettings::default());
    let maple = Maple::new(line(), MapleManner::default()).descriptors().configuration;
    let found = hid_interfaces(&maple);
    let [place] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((place.number, place.input, place.output), (2, Pipe(0x81), Some(Pipe(0x01))));
    let headset = Headset::new(line(), Manner::default()).0.descriptors().configuration;
    let found = hid_interfaces(&headset);
    let [place] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((place.number, place.input, place.output), (3, Pipe(0x82), None));
    assert!(place.report_length > 40);
}

#[test]
fn loop_and_no_line_together_mean_in_use() {
    let state = State::read(0b0000_0101);
    assert!(state.has_loop && state.in_use && !state.no_line);
    assert!(State::read(0b0000_0100).no_line);
    assert_eq!(State::newest(&[0, 1, 0, 3]), Some(State::read(3)));
    assert_eq!(State::newest(&[0]), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_borne(
        descriptor in prop::collection::vec(any::<u8>(), 0..200),
        reports in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..5),
    ) {
        let _interfaces = hid_interfaces(&descriptor);
        if let Ok(layout) = Layout::parse(&descriptor) {
            let mut controls = Controls::default();
            for report in &reports {
                let _read = controls.take(&layout, report, &mut |_| {});
                let _state = State::newest(report);
            }
            for kind in [Kind::Input, Kind::Output, Kind::Feature] {
                for report in layout.reports(kind) {
                    let built = layout.build(kind, report, &[usage::LED_RING, usage::HOOK_SWITCH]);
                    prop_assert_eq!(built.len(), layout.length(kind, report));
                }
            }
        }
    }

    /// Items that go together more often than bytes do.
    #[test]
    fn any_items_are_borne(
        items in prop::collection::vec(
            (prop::sample::select(&[
                0x04_u8, 0x14, 0x24, 0x74, 0x84, 0x94, 0xa4, 0xb4, 0x08, 0x18, 0x28, 0xa8, 0x80, 0x90, 0xb0, 0xa0, 0xc0,
            ][..]), any::<u32>(), 0_u8..4),
            0..60,
        ),
        report in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let mut descriptor = Vec::new();
        for (item, value, size) in items {
            descriptor.push(item | size);
            let value = if size == 3 { value } else { value & 0x1f };
            descriptor.extend_from_slice(&value.to_le_bytes()[..[0, 1, 2, 4][usize::from(size)]]);
        }
        if let Ok(layout) = Layout::parse(&descriptor) {
            let mut controls = Controls::default();
            for id in 0..=5 {
                let report = [&[id], report.as_slice()].concat();
                let _read = controls.take(&layout, &report, &mut |_| {});
            }
            for kind in [Kind::Input, Kind::Output] {
                for report in layout.reports(kind) {
                    let _built = layout.build(kind, report, &[Usage::phone(1), usage::LED_MUTE]);
                }
            }
        }
    }
}
