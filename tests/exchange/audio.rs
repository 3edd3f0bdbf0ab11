//! The line audio: the same every time, as long as time is, and honest about what is missing.

use super::{perform, stage};
use ringdesk::audio::source::{Pulled, SampleSource};
use ringdesk::base::clock::{Clock, ManualClock, Stamp};
use ringdesk::base::ids::LineId;
use ringdesk::base::order::{BoxOrder, FarEndAction};
use ringdesk::base::signal::{LineSignal, Refusal};
use ringdesk::device::sim::script::Scenario;
use ringdesk::device::sim::{SimDriver, SimLine, SimOptions};
use ringdesk::device::{AudioRoute, LineBox};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

fn open(scenario: Option<&str>) -> (SimLine, Box<dyn SampleSource>, Arc<ManualClock>) {
    let start =
        Stamp { mono: Duration::from_secs(77), utc_millis: 1_800_000_000_000, offset_minutes: 480 };
    let clock = Arc::new(ManualClock::at(start));
    let scenario = scenario.map(|text| Scenario::parse("t", text).unwrap());
    let options = SimOptions { scenario, ..SimOptions::default() };
    let mut line = SimDriver.open_with(options, Arc::clone(&clock) as Arc<dyn Clock>).unwrap();
    let AudioRoute::Both(source, _mouth) = line.audio() else { panic!("no audio") };
    (line, source, clock)
}

#[test]
fn the_same_scenario_sounds_the_same_every_time() {
    let script = "0 ring 13812345678 name=王伟\n+6 lift\n+1 speak\n+5 hangup\n+2 replace";
    let (first, second) = (perform(&mut stage(script)), perform(&mut stage(script)));
    assert_eq!(first, second);
    let louder = perform(&mut stage(&format!("noise -50\n{script}")));
    assert_ne!(first.1, louder.1);
}

#[test]
fn samples_come_as_fast_as_time_passes_without_gap_or_drift() {
    let (_line, mut source, clock) = open(Some("0 ring 13812345678\n+6 lift\n+3 replace"));
    assert_eq!(source.rate(), 8_000);
    let mut out = Vec::new();
    // Uneven steps, as a busy machine makes them: their sum is what counts.
    for step in (0..5_000_u64).map(|i| 1 + (i * 7) % 37) {
        clock.advance(Duration::from_micros(step * 333));
        assert!(matches!(source.pull(&mut out), Pulled::Samples(_)));
    }
    let elapsed = clock.now().mono - Duration::from_secs(77);
    assert_eq!(out.len() as u128, elapsed.as_micros() * 8 / 1_000);
    assert_eq!(source.pull(&mut out), Pulled::Samples(0), "no time, no samples");
}

#[test]
fn a_listener_who_was_away_for_long_is_told_of_the_gap() {
    let (_line, mut source, clock) = open(None);
    clock.advance(Duration::from_mins(1));
    let mut out = Vec::new();
    assert_eq!(source.pull(&mut out), Pulled::Gap(480_000));
    clock.advance(Duration::from_millis(20));
    assert_eq!(source.pull(&mut out), Pulled::Samples(160));
}

#[test]
fn lost_audio_is_said_by_the_source_and_comes_back_by_itself() {
    let (mut line, mut source, clock) = open(None);
    let act = |action| BoxOrder::FarEnd(action);
    let mut out = Vec::new();
    clock.advance(Duration::from_millis(100));
    line.order(&act(FarEndAction::LoseAudio)).unwrap();
    assert_eq!(line.order(&act(FarEndAction::LoseAudio)), Err(Refusal::WrongState));
    assert_eq!(source.pull(&mut out), Pulled::Samples(800));
    assert!(matches!(source.pull(&mut out), Pulled::Lost(_)));
    clock.advance(Duration::from_secs(2));
    assert_eq!(source.pull(&mut out), Pulled::Samples(0));
    line.order(&act(FarEndAction::RestoreAudio)).unwrap();
    assert_eq!(source.pull(&mut out), Pulled::Back);
    clock.advance(Duration::from_millis(20));
    assert_eq!(source.pull(&mut out), Pulled::Samples(160));
    assert_eq!(out.len(), 960);
}

#[test]
fn a_file_that_cannot_be_spoken_is_refused_and_the_line_goes_on() {
    let (mut line, mut source, clock) = open(Some("0 ring 123 when=never\n+1 lift\n+9 end"));
    clock.advance(Duration::from_secs(2));
    let speak = |file: Option<&str>| BoxOrder::FarEnd(FarEndAction::Speak(file.map(Into::into)));
    assert_eq!(line.order(&speak(Some("/nowhere/hello.wav"))), Err(Refusal::Failed));
    assert_eq!(line.order(&speak(None)), Ok(()));
    assert_eq!(source.pull(&mut Vec::new()), Pulled::Samples(16_000));
}

#[test]
fn box_events_carry_the_programs_own_time_and_the_scenario_ends() {
    let (mut line, mut source, clock) = open(Some("0.5 ring 13812345678 when=never\n+1.2 hangup"));
    let over = line.over();
    let mut events = Vec::new();
    let mut out = Vec::new();
    for _ in 0..300 {
        clock.advance(Duration::from_millis(10));
        source.pull(&mut out);
        while let Some(report) = line.poll(LineId(3), Duration::ZERO) {
            assert_eq!(report.line, LineId(3));
            events.push((report.at.as_millis(), report.signal));
        }
    }
    use ringdesk::base::signal::Edge::{Begin, End};
    assert_eq!(events, [(77_500, LineSignal::Ring(Begin)), (78_500, LineSignal::Ring(End))]);
    assert!(over.load(Ordering::Relaxed));
}

#[test]
fn the_far_end_speaks_a_file_of_any_rate() {
    let folder = tempfile::tempdir().unwrap();
    let wav = folder.path().join("hello.wav");
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: 44_100,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(&wav, spec).unwrap();
    for frame in 0..44_100_u32 {
        let value = (f64::from(frame) * 1_000.0 * std::f64::consts::TAU / 44_100.0).sin();
        writer.write_sample((value * 8_000.0) as i16).unwrap();
        writer.write_sample((value * 8_000.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
    let script = "noise -96\n0 ring 123 when=never\n+2 lift\n+1 speak hello.wav\n+2 replace";
    std::fs::write(folder.path().join("one.txt"), script).unwrap();
    let scenario = Scenario::load(&folder.path().join("one.txt")).unwrap();
    let (_, samples) =
        perform(&mut ringdesk::device::sim::stage::Stage::scenario(scenario).unwrap());
    let loudest =
        |span: std::ops::Range<usize>| samples[span].iter().map(|v| v.abs()).max().unwrap();
    assert!((7_000..9_000).contains(&loudest(25_000..31_000)), "{}", loudest(25_000..31_000));
    assert!(loudest(33_000..39_000) < 20, "silence after it");
}
