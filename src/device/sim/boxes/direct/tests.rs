//! The sound of the direct-line model: what a sound card would hear of a call, and what the far end hears of us.

use super::*;
use crate::base::caller_id::{Format, Standard};
use crate::base::clock::{Clock, ManualClock};
use crate::base::ids::LineId;
use crate::base::order::{BurstMoment, FarEndAction, SimulatedCaller};
use crate::device::pstn;
use crate::device::sim::boxes::bench::BenchTop;
use crate::device::sim::settings::SimSettings;
use crate::dsp::bank::{Bank, BankConfig, Mode};

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn model(make: Make) -> DirectModel {
    let mut model = DirectModel::new(make, LineSide::new(SimSettings::default()));
    model.power_on(Duration::ZERO);
    model
}

fn ask(model: &mut DirectModel, request: u8, value: u16, now: Duration) -> Result<Vec<u8>, Stall> {
    model.control(Setup::class_out(request, value, DIRECT_LINE), &[], 0, now)
}

/// The samples of `packets` milliseconds from `start` on.
fn sound(model: &mut DirectModel, start: u64, packets: u64) -> Vec<i16> {
    let mut samples = Vec::new();
    for milli in start..start + packets {
        model.advance(ms(milli));
        let packet = model.iso_in(ISO_IN, ms(milli));
        assert_eq!(packet.len(), 16);
        samples.extend(packet.as_chunks::<2>().0.iter().map(|bytes| i16::from_le_bytes(*bytes)));
    }
    samples
}

fn caller() -> FarEndAction {
    FarEndAction::Ring(SimulatedCaller {
        number: "5550100".to_owned(),
        name: String::new(),
        standard: Standard::Bell202,
        format: Format::Mdmf,
        moment: BurstMoment::BetweenRings,
    })
}

/// The numbers of callers that ears on an idle line hear in these samples.
fn numbers(samples: &[i16]) -> Vec<String> {
    let mut ears = Bank::new(BankConfig { mode: Mode::OnHook, ..BankConfig::default() });
    let heard: Vec<f32> = samples.iter().map(|s| f32::from(*s) / 32_768.0).collect();
    let mut told = Vec::new();
    ears.feed(&heard, &mut |event| {
        if let LineSignal::CallerId(caller) = event.signal {
            told.extend(caller.number);
        }
    });
    told
}

#[test]
fn the_driver_listens_in_time_for_the_burst_behind_the_first_ring() {
    let clock = Arc::new(ManualClock::default());
    let line = LineSide::new(SimSettings::default());
    let model = DirectModel::new(Make::Osmocom, line);
    let top = BenchTop::new(Box::new(model), Arc::clone(&clock));
    let mut driven = pstn::open(Box::new(top.open().unwrap())).unwrap();
    top.with(|model, now| model.line().act(caller(), now)).unwrap();
    let (mut samples, mut fetched) = (Vec::new(), clock.now().mono);
    while clock.now().mono < ms(4_500) {
        driven.poll(LineId(1), ms(1));
        while fetched < clock.now().mono {
            fetched += ms(1);
            let packet = top.with(|model, _| model.iso_in(ISO_IN, fetched));
            let packet = packet.as_chunks::<2>().0.iter();
            samples.extend(packet.map(|bytes| i16::from_le_bytes(*bytes)));
        }
    }
    assert_eq!(numbers(&samples), ["5550100"]);
}

#[test]
fn a_snooping_box_lets_the_caller_be_heard_and_a_silent_one_does_not() {
    for (state, told) in [(2, vec!["5550100"]), (0, Vec::new())] {
        let mut model = model(Make::Osmocom);
        model.line().act(caller(), ms(0)).unwrap();
        ask(&mut model, 0x11, state, ms(1)).unwrap();
        assert_eq!(numbers(&sound(&mut model, 1, 4_500)), told);
    }
}

#[test]
fn the_line_is_heard_off_hook_only_and_the_far_end_hears_us_then() {
    let mut model = model(Make::Osmocom);
    assert!(sound(&mut model, 0, 500).iter().all(|sample| *sample == 0));
    model.iso_out(0x01, &[1, 0, 2, 0], ms(500));
    assert_eq!(model.line().far_end_heard(), [] as [i16; 0]);
    ask(&mut model, 0x11, 1, ms(500)).unwrap();
    let tone = sound(&mut model, 500, 1_000);
    assert!(tone.iter().any(|sample| sample.abs() > 500), "dial tone");
    model.iso_out(0x01, &[1, 0, 2, 0], ms(1_500));
    assert_eq!(model.line().far_end_heard(), [1, 2]);
    assert_eq!(model.iso_in(FEEDBACK, ms(1_500)), [0, 0, 2]);
}

#[test]
fn volume_and_mute_answer_as_a_sound_card_does() {
    let mut model = model(Make::Osmocom);
    let unit = |request_type, request, value| Setup { request_type, request, value, index: 0x0201 };
    let now = Duration::ZERO;
    let read = |model: &mut DirectModel, request| {
        model.control(unit(0xa1, request, 0x0200), &[], 2, now).unwrap()
    };
    assert_eq!(read(&mut model, 0x83), [0x00, 0x2d]);
    model.control(unit(0x21, 0x01, 0x0200), &[0x00, 0x06], 0, now).unwrap();
    assert_eq!(read(&mut model, 0x81), [0x00, 0x06]);
    model.control(unit(0x21, 0x01, 0x0100), &[1], 0, now).unwrap();
    assert_eq!(model.control(unit(0xa1, 0x81, 0x0100), &[], 1, now), Ok(vec![1]));
    assert_eq!(model.control(unit(0xa1, 0x81, 0x0500), &[], 1, now), Err(Stall));
}

#[test]
fn digits_run_together_without_a_pause_are_no_digit() {
    let mut model = model(Make::ByTheBook);
    assert_eq!(ask(&mut model, 0x12, 0, ms(0)), Err(Stall), "no loop to interrupt");
    ask(&mut model, 0x11, 1, ms(0)).unwrap();
    assert_eq!(ask(&mut model, 0x13, 5, ms(10)), Err(Stall), "not set up");
    ask(&mut model, 0x12, 0, ms(20)).unwrap();
    ask(&mut model, 0x13, 5, ms(1_000)).unwrap();
    assert_eq!(ask(&mut model, 0x13, 5, ms(1_200)), Err(Stall), "still at the last one");
    ask(&mut model, 0x13, 9, ms(1_600)).unwrap();
    model.advance(ms(4_000));
    assert_eq!(model.line().exchange().phase(), crate::device::sim::model::Phase::DialTone);
    assert!(sound(&mut model, 4_000, 100).iter().all(|sample| *sample == 0), "held");
    ask(&mut model, 0x12, 0xffff, ms(4_100)).unwrap();
    assert!(sound(&mut model, 4_100, 100).iter().any(|sample| *sample != 0));
}
