//! Real sound: a private PulseAudio plays into a null sink, the program listens to its monitor.
//! The address of a sound server is part of a process's environment, so each test starts itself again as a second
//! process (`RINGDESK_TEST_ROLE`) that speaks to the private server, and follows the lines it prints.
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
mod pulse;

use crossbeam_channel::{RecvTimeoutError, Sender};
use pulse::{Listener, MONITOR, Pulse, SINK, write_wav};
use ringdesk::audio::capture;
use ringdesk::audio::deck::Style;
use ringdesk::audio::player::{Change, PlayWish, Player, PlayerReport};
use ringdesk::audio::pump::Pump;
use ringdesk::audio::pump_core::PumpSetup;
use ringdesk::audio::replay::{Pace, Replay};
use ringdesk::audio::sink;
use ringdesk::audio::source::{Pulled, SampleSource};
use ringdesk::base::caller_id::{CallerId, Format, Standard};
use ringdesk::base::clock::{Clock, SystemClock};
use ringdesk::base::ids::{LineId, RecordingId};
use ringdesk::base::level::LevelCell;
use ringdesk::base::playback::Speed;
use ringdesk::base::signal::{Edge, LineSignal, Report};
use ringdesk::base::thread::Worker;
use ringdesk::base::units::Dbm0;
use ringdesk::dsp::bank::BankConfig;
use ringdesk::dsp::burst::{BurstOptions, render};
use std::f32::consts::TAU;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const ROLE: &str = "RINGDESK_TEST_ROLE";

/// This test program once more, in a role, speaking to the private server.
fn second(pulse: &Pulse, role: &str) -> Command {
    let mut command = pulse.command(std::env::current_exe().unwrap());
    command.args(["--exact", role, "--nocapture"]).env(ROLE, role);
    command
}

fn plays_role(role: &str) -> bool {
    std::env::var(ROLE).is_ok_and(|text| text == role)
}

fn burst(number: &str) -> Vec<f32> {
    let id = CallerId {
        standard: Standard::Bell202,
        format: Format::Sdmf,
        number: Some(number.to_owned()),
        absence: None,
        name: Vec::new(),
        time: None,
        checksum_ok: true,
    };
    let pause = vec![0.0; 4_000];
    [pause.clone(), render(&id, BurstOptions::default()), pause].concat()
}

fn tone(secs: usize) -> Vec<f32> {
    let peak = Dbm0(-10.0).sine_peak();
    (0..secs * 8_000).map(|n| (n as f32 / 8.0 * TAU).sin() * peak).collect()
}

#[test]
fn a_crashed_sound_server_is_survived() {
    let Some(mut pulse) = Pulse::start() else { return };
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("tone.wav");
    write_wav(&path, &tone(1));
    let mut listener = Listener::start(&mut second(&pulse, "listener"));
    listener.wait_for("READY");
    pulse.play(&path);
    listener.wait_for("LOUD");
    pulse.kill();
    let lost = listener.wait_for("LOST");
    assert!(lost.contains("Null Output"), "the device is named: {lost}");
    pulse.restart();
    listener.wait_for("BACK after 1 loss");
    pulse.play(&path);
    listener.wait_for("LOUD");
}

#[test]
fn a_burst_played_into_the_line_is_heard() {
    let Some(pulse) = Pulse::start() else { return };
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("burst.wav");
    let mut listener = Listener::start(&mut second(&pulse, "listener"));
    listener.wait_for("READY");
    for number in ["13812345678", "01087654321"] {
        write_wav(&path, &burst(number));
        pulse.play(&path);
        listener.wait_for(&format!("CALLER {number}"));
    }
}

/// Not a test of its own: listens to the line for half a minute at most (it is ended before), says what happens.
#[test]
fn listener() {
    if !plays_role("listener") {
        return;
    }
    let listed = capture::list_inputs().unwrap();
    assert!(listed.iter().any(|device| device.id.ends_with(MONITOR)), "{listed:?}");
    let error = capture::open("no such device").map(|_| ()).unwrap_err().to_string();
    assert!(error.contains(MONITOR), "the error lists what there is: {error}");
    let (name, source) = capture::open(MONITOR).unwrap();
    let (tx, rx) = crossbeam_channel::bounded::<Report>(64);
    let level = Arc::new(LevelCell::default());
    let setup = PumpSetup {
        line: LineId(0),
        level: Arc::clone(&level),
        recorder: None,
        bank: BankConfig::default(),
    };
    let pump = Pump::start(setup, Box::new(source), Arc::new(SystemClock::new()), tx).unwrap();
    println!("READY {name}");
    let (mut loud, mut lost) = (false, 0);
    for _ in 0..1_500 {
        let is_loud = level.get().0 > -20.0;
        if is_loud && !loud {
            println!("LOUD {:.1} dBm0", level.get().0);
        }
        loud = is_loud;
        let Ok(report) = rx.recv_timeout(Duration::from_millis(20)) else { continue };
        match report.signal {
            LineSignal::CallerId(id) => {
                println!("CALLER {} at {:?}", id.number.unwrap_or_default(), report.at);
            }
            LineSignal::AudioLost(Edge::Begin) => {
                println!("LOST {}", report.evidence.note);
                lost += 1;
            }
            LineSignal::AudioLost(Edge::End) => println!("BACK after {lost} loss"),
            other => println!("HEARD {other:?} at {:?}", report.at),
        }
    }
    pump.stop();
}

#[test]
fn recordings_and_live_sources_are_played() {
    let Some(pulse) = Pulse::start() else { return };
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("tone.wav");
    write_wav(&path, &tone(3));
    let mut player = Listener::start(second(&pulse, "player").env("TONE", &path));
    assert!(player.ends_well());
}

/// Speed, pause, seeking, a loop, and a file that is deleted under the player.
fn abilities(
    player: &Player,
    wish: &PlayWish,
    said: &crossbeam_channel::Receiver<PlayerReport>,
    clock: &dyn Clock,
) {
    let second = Duration::from_secs;
    let playing = || match said.recv_timeout(second(5)).unwrap() {
        PlayerReport::Playing(heard) => heard,
        other => panic!("it does not play: {other:?}"),
    };
    let style = Style { speed: Speed::Double, ..Style::default() };
    player.play(PlayWish { style, ..wish.clone() }).unwrap();
    let heard = playing();
    assert_eq!(said.recv().unwrap(), PlayerReport::Stopped);
    let took = clock.now().mono.saturating_sub(heard.since).as_millis();
    assert!((1_100..2_400).contains(&took), "two seconds at twice the speed took {took} ms");

    let copy = wish.path.with_extension("copy.wav");
    std::fs::copy(&wish.path, &copy).unwrap();
    player.play(PlayWish { path: copy.clone(), from: Duration::ZERO, ..wish.clone() }).unwrap();
    playing();
    player.change(Change::Pause).unwrap();
    let stood = playing();
    assert!(stood.paused && stood.from < second(2), "{stood:?}");
    player.change(Change::Seek(Duration::from_millis(2_500))).unwrap();
    assert_eq!(playing().from, Duration::from_millis(2_500), "it is moved while it stands still");
    let span = Some((second(1), second(2)));
    player.change(Change::Style(Style { span, ..Style::default() })).unwrap();
    assert_eq!(playing().from, second(1), "the needle goes to the loop");
    player.change(Change::Resume).unwrap();
    assert!(!playing().paused);
    let quiet = said.recv_timeout(Duration::from_millis(2_600));
    assert!(quiet.is_err(), "a loop does not end: {quiet:?}");
    std::fs::remove_file(&copy).unwrap();
    let gone = said.recv_timeout(second(3)).unwrap();
    assert_eq!(gone, PlayerReport::Gone("tone.copy.wav".into()));
}

/// Not a test of its own: plays into the line and hears itself.
#[test]
fn player() {
    if !plays_role("player") {
        return;
    }
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let (_, line) = capture::open(MONITOR).unwrap();
    let tape = Tape::start(line);
    let (tx, rx) = crossbeam_channel::bounded(8);
    let player = Player::start(Arc::clone(&clock), move |report| tx.send(report).unwrap()).unwrap();
    let wish = PlayWish {
        recording: RecordingId(7),
        path: std::env::var("TONE").unwrap().into(),
        from: Duration::from_secs(1),
        device: SINK.to_owned(),
        style: Style::default(),
    };
    // Position zero lies before the moment of playing, and no moment lies before the program's start.
    std::thread::sleep(Duration::from_secs(1));
    player.play(wish.clone()).unwrap();
    let PlayerReport::Playing(heard) = rx.recv().unwrap() else { panic!("it does not play") };
    assert_eq!((heard.recording, heard.from), (RecordingId(7), Duration::from_secs(1)));
    assert_eq!(heard.length, Duration::from_secs(3));
    assert_eq!(rx.recv().unwrap(), PlayerReport::Stopped);
    let took = clock.now().mono.saturating_sub(heard.since);
    assert!((2_100..3_500).contains(&took.as_millis()), "it played to {took:?}");
    assert_heard(&tape, 200, 0, "a recording from its second second");

    let missing = PlayWish { path: "nowhere.wav".into(), ..wish.clone() };
    player.play(missing).unwrap();
    assert!(matches!(rx.recv().unwrap(), PlayerReport::Failed(why) if why.contains("nowhere.wav")));
    player.play(PlayWish { device: "nothing".into(), ..wish.clone() }).unwrap();
    assert!(matches!(rx.recv().unwrap(), PlayerReport::Failed(why) if why.contains(SINK)));

    let samples = tone(2).iter().map(|s| (s * 32_767.0) as i16).collect();
    let source = Box::new(Replay::new(samples, 8_000, Pace::Clock(Arc::clone(&clock))));
    let (_stop, stopped) = crossbeam_channel::bounded(1);
    sink::play(SINK, source, &stopped).unwrap();
    // A busy machine may delay a live source, but nothing of it is lost.
    assert_heard(&tape, 200, 100, "a live source");
    abilities(&player, &wish, &rx, clock.as_ref());
}

/// Keeps what a line hears.
struct Tape {
    heard: Arc<Mutex<Vec<i16>>>,
    // In this order: a closed channel ends the thread, which is joined then.
    _stop: Sender<()>,
    _worker: Worker,
}

impl Tape {
    fn start(mut line: impl SampleSource + 'static) -> Self {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let tape = Arc::clone(&heard);
        let (stop, stopped) = crossbeam_channel::bounded::<()>(1);
        let worker = ringdesk::base::thread::spawn("tape", move || {
            while stopped.recv_timeout(Duration::from_millis(20)) == Err(RecvTimeoutError::Timeout)
            {
                let mut tape = tape.lock().unwrap();
                while !matches!(line.pull(&mut tape), Pulled::Samples(0) | Pulled::Ended) {}
            }
        });
        Self { heard, _stop: stop, _worker: worker.unwrap() }
    }
}

/// Which blocks of 10 ms hold the tone.
fn loud_blocks(heard: &[i16]) -> Vec<bool> {
    let is_loud = |block: &[i16]| {
        let power = block.iter().map(|&s| f32::from(s).powi(2)).sum::<f32>() / block.len() as f32;
        Dbm0::from_rms(power.sqrt() / 32_768.0).0 > -11.0
    };
    heard.chunks_exact(80).map(is_loud).collect()
}

/// Takes what was heard: so many blocks of 10 ms of tone, with at most so many of silence between them. The sound
/// server may hand its monitor over late, so there is patience for the last of it, and a moment for what is too much.
fn assert_heard(tape: &Tape, tone: usize, most_silence: usize, what: &str) {
    for _ in 0..100 {
        std::thread::sleep(Duration::from_millis(100));
        let blocks = loud_blocks(&tape.heard.lock().unwrap());
        if blocks.iter().filter(|&&loud| loud).count() + 6 > tone {
            break;
        }
    }
    std::thread::sleep(Duration::from_millis(300));
    let blocks = loud_blocks(&std::mem::take(&mut *tape.heard.lock().unwrap()));
    let loud = blocks.iter().filter(|&&loud| loud).count();
    let first = blocks.iter().position(|&loud| loud).unwrap_or(0);
    let last = blocks.iter().rposition(|&loud| loud).unwrap_or(0);
    let silent = last + 1 - first - loud;
    assert!(
        loud.abs_diff(tone) < 6 + silent && silent <= most_silence,
        "{what}: {loud} blocks of tone, {silent} of silence between them"
    );
}
