//! The program speaks into a line through the output device that was chosen for it: a call is played into a private
//! PulseAudio, the headless program taps its monitor and tells the far end in words that it is recorded. Where the device is
//! one of the office's own, nothing is played, and that is said.
#![cfg(all(feature = "sound", unix))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a failed test panics; sample arithmetic"
)]

#[path = "support/pulse.rs"]
#[allow(dead_code, reason = "the other users of this support need more of it")]
mod pulse;

use pulse::{Listener, MONITOR, Pulse, SINK, write_wav};
use ringdesk::audio::sound_file::SoundFile;
use ringdesk::audio::take;
use ringdesk::base::caller_id::{CallerId, Format, Standard};
use ringdesk::base::clock::Stamp;
use ringdesk::base::ids::CallId;
use ringdesk::call::record::Happening;
use ringdesk::device::sim::speech;
use ringdesk::dsp::burst::{BurstOptions, render};
use ringdesk::engine::settings::{LineChoice, Settings};
use ringdesk::engine::topics::recordings::RecordingNotice;
use ringdesk::store::Store;
use ringdesk::store::operation::{Act, Op};
use ringdesk::store::reader::Reader;
use std::path::Path;

/// The notice: 1,000 Hz, which nothing else on this line sounds like.
const NOTICE_SECS: usize = 2;

/// Caller ID, twelve seconds of somebody talking, busy tone.
fn call() -> Vec<f32> {
    let id = CallerId {
        standard: Standard::Bell202,
        format: Format::Sdmf,
        number: Some("13812345678".to_owned()),
        absence: None,
        name: Vec::new(),
        time: None,
        checksum_ok: true,
    };
    let silence = |millis: usize| vec![0.0; millis * 8];
    let talk: Vec<f32> = (0..4).flat_map(|_| speech::builtin().to_vec()).collect();
    let busy: Vec<f32> = (0..64_000)
        .map(|n| if n % 5_600 < 2_800 { (n as f32 * 0.353).sin() * 0.2 } else { 0.0 })
        .collect();
    let burst = render(&id, BurstOptions::default());
    [silence(500), burst, silence(1_500), talk, silence(300), busy, silence(3_000)].concat()
}

fn settings_in(data: &Path, listens: &str) {
    let (mut store, _) = Store::open(&data.join("ringdesk.db"), Stamp::default()).unwrap();
    let mut settings = Settings { line: line(), ..Settings::default() };
    settings.speech.choose(&line(), Some((format!("pulseaudio:{SINK}"), 100)));
    settings.manners.ring.on = false;
    listens.clone_into(&mut settings.player.output);
    settings.recordings.notice = RecordingNotice::Spoken;
    "prompts/notice.wav".clone_into(&mut settings.recordings.notice_file);
    let act = Act::person("test", Stamp::default());
    store.carry_out(&act, &Op::SaveSettings(settings.to_rows())).unwrap();
    std::fs::create_dir(data.join("prompts")).unwrap();
    let tone = |n: usize| ((n as f32 * std::f32::consts::TAU / 8.0).sin() * 9_000.0) as i16;
    let notice: Vec<i16> = (0..NOTICE_SECS * 8_000).map(tone).collect();
    take::write(&data.join("prompts/notice.wav"), &notice).unwrap();
}

fn line() -> LineChoice {
    LineChoice::Sound(MONITOR.to_owned())
}

/// What stands at the call, and how many seconds of its recording are the notice; `None`: no PulseAudio.
fn told(listens: &str) -> Option<(Vec<Happening>, f64)> {
    let pulse = Pulse::start()?;
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    std::fs::create_dir(&data).unwrap();
    settings_in(&data, listens);
    let wav = dir.path().join("call.wav");
    write_wav(&wav, &call());
    let mut command = pulse.command(env!("CARGO_BIN_EXE_ringdesk"));
    command.args(["run", "--headless", "--json", "--line", &format!("sound:{MONITOR}"), "--db"]);
    let mut program = Listener::start(command.arg(data.join("ringdesk.db")));
    program.wait_for("\"line_ready\"");
    pulse.play(&wav);
    program.wait_for("\"event\":\"answered\"");
    let recorded = program.wait_for("\"event\":\"recorded\"");
    let recorded: serde_json::Value = serde_json::from_str(&recorded).unwrap();
    let path = data.join(recorded["path"].as_str().unwrap());
    let mut recording = SoundFile::open(&path).unwrap();
    let mut samples = vec![0_i16; usize::try_from(recording.frames()).unwrap()];
    recording.read(0, &mut samples).unwrap();
    let notice = samples.chunks_exact(160).filter(|block| is_notice(block)).count() as f64 / 50.0;
    let reader = Reader::open(&data.join("ringdesk.db")).unwrap();
    let timeline = reader.call(CallId(1)).unwrap().unwrap().record.timeline;
    Some((timeline.into_iter().map(|entry| entry.what).collect(), notice))
}

/// Whether 1,000 Hz is most of a block (Goertzel).
fn is_notice(block: &[i16]) -> bool {
    let coefficient = 2.0 * (std::f64::consts::TAU / 8.0).cos();
    let (mut a, mut b) = (0.0, 0.0);
    for sample in block {
        let next = f64::from(*sample) + coefficient * a - b;
        (b, a) = (a, next);
    }
    let tone = (a * a + b * b - coefficient * a * b) * 2.0 / block.len() as f64;
    let all: f64 = block.iter().map(|s| f64::from(*s).powi(2)).sum();
    all / block.len() as f64 > 500.0_f64.powi(2) && tone > all / 3.0
}

#[test]
fn the_notice_is_heard_on_the_line_through_the_device_chosen_for_it() {
    let Some((timeline, notice)) = told("pulseaudio:somewhere-else") else { return };
    assert!(timeline.contains(&Happening::ToldOfRecording), "{timeline:?}");
    assert!((notice - NOTICE_SECS as f64).abs() < 0.7, "{notice} s of it were heard");
}

#[test]
fn the_offices_own_loudspeaker_is_never_spoken_through() {
    // The system's choice is the only sink there is: the one people listen through.
    let Some((timeline, notice)) = told("") else { return };
    let why = |what: &Happening| matches!(what, Happening::NotTold(why) if why.contains("listen"));
    assert!(timeline.iter().any(why), "{timeline:?}");
    assert!(notice < 0.1, "{notice} s of it were heard");
}
