//! Whatever bytes come over the wire of a box: no parser and no driver panics, hangs, or says what makes no sense, and how
//! the bytes were cut changes nothing. Seconds of it with every test run; `make fuzz` goes on for as long as one likes with
//! the same bodies. `RINGDESK_SEEDS=FOLDER` writes the valid samples there, a folder for each target.
#![allow(clippy::unwrap_used, clippy::panic, reason = "bodies of tests")]

#[path = "boxes_fuzz/bodies.rs"]
mod bodies;

use bodies::{BODIES, hostile, samples};
use proptest::prelude::*;
use std::sync::OnceLock;

/// The valid samples of each target, in the order of the targets.
fn valid() -> &'static [Vec<Vec<u8>>] {
    static ALL: OnceLock<Vec<Vec<Vec<u8>>>> = OnceLock::new();
    ALL.get_or_init(|| BODIES.iter().map(|(target, _)| samples::valid(target)).collect())
}

#[test]
fn good_boxes_are_borne_and_their_calls_may_end_anywhere() {
    for ((_, body), samples) in BODIES.iter().zip(valid()) {
        assert!(samples.len() > 2, "a box on the bench and bytes for its parsers");
        for sample in samples {
            body(sample);
            for cut in 1..=24 {
                body(&sample[..sample.len() * cut / 25]);
            }
        }
    }
}

#[test]
fn what_was_recorded_of_a_good_box_opens_it_again() {
    for ((target, _), samples) in BODIES.iter().zip(valid()) {
        for ((about, open), sample) in samples::abouts(target).into_iter().zip(samples) {
            let name = about.name.clone();
            assert!(hostile::drive(open, about, &sample[1..]), "{target}: {name}");
        }
    }
}

#[test]
fn what_once_broke_a_driver_is_borne() {
    // Made the modem's poll turn in circles: a stop that was due and refused while it rested.
    bodies::at_dle(include_bytes!("data/fuzz/modem_turns_in_circles.bin"));
}

#[test]
fn seeds_are_written_where_they_are_wanted() {
    let Some(folder) = std::env::var_os("RINGDESK_SEEDS") else { return };
    for ((target, _), samples) in BODIES.iter().zip(valid()) {
        let folder = std::path::Path::new(&folder).join(target);
        std::fs::create_dir_all(&folder).unwrap();
        for (number, sample) in samples.iter().enumerate() {
            std::fs::write(folder.join(format!("valid_{number}")), sample).unwrap();
        }
    }
}

/// A valid sample in which some bytes were changed, left out or put in.
fn damaged() -> impl Strategy<Value = (usize, Vec<u8>)> {
    let wounds = prop::collection::vec(
        (any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 0..6), 0_usize..6),
        1..8,
    );
    (0..BODIES.len(), any::<prop::sample::Index>(), wounds).prop_map(|(target, which, wounds)| {
        let samples = &valid()[target];
        let mut data = samples[which.index(samples.len())].clone();
        for (place, new, old) in wounds {
            let at = place.index(data.len().max(1)).min(data.len());
            data.splice(at..(at + old).min(data.len()), new);
        }
        (target, data)
    })
}

/// `PROPTEST_CASES`, else as many as fit into a second or two.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(400)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases()) })]

    #[test]
    fn any_bytes_are_borne(
        target in 0..BODIES.len(),
        head in 0_u8..4,
        mut data in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        data.insert(0, head);
        BODIES[target].1(&data);
    }

    #[test]
    fn damaged_calls_and_bytes_are_borne((target, data) in damaged()) {
        BODIES[target].1(&data);
    }
}
