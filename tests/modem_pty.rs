//! A voice modem behind a pseudo terminal, in real time: the program itself takes a whole incoming call and records it, the
//! driver sends sound to the far end, and what went through is measured with `sox`.
#![cfg(all(feature = "usb", unix))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a failed test panics; sample arithmetic"
)]

#[path = "support/pty.rs"]
mod pty;
#[path = "support/pulse.rs"]
#[allow(dead_code, reason = "the other user of this support needs more of it")]
mod pulse;
#[path = "support/sox.rs"]
mod sox;

use pty::PtyBox;
use pulse::{Listener, write_wav};
use ringdesk::base::caller_id::{Format, Standard};
use ringdesk::base::clock::{Clock, SystemClock};
use ringdesk::base::ids::LineId;
use ringdesk::base::order::{BoxOrder, BurstMoment, FarEndAction, SimulatedCaller};
use ringdesk::device::AudioRoute;
use ringdesk::device::modem;
use ringdesk::device::sim::boxes::modem::{ModemModel, ModemOptions};
use ringdesk::device::sim::boxes::{BoxModel, LineSide};
use ringdesk::device::sim::settings::SimSettings;
use ringdesk::device::tty::{self, Port};
use std::f32::consts::TAU;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

/// The tone, chosen to fall between the lines of any round transform.
const HZ: f64 = 1_013.0;
/// How long it sounds.
const SECS: usize = 8;

fn tone(secs: usize) -> Vec<f32> {
    (0..secs * 8_000).map(|n| (n as f32 * HZ as f32 / 8_000.0 * TAU).sin() * 0.4).collect()
}

fn modem(options: ModemOptions) -> PtyBox<ModemModel> {
    let settings = SimSettings { box_caller_id: true, ..SimSettings::default() };
    PtyBox::new(ModemModel::new(options, LineSide::new(settings)))
}

fn act(pty: &PtyBox<ModemModel>, action: FarEndAction) {
    pty.with(|model, now| model.line().act(action, now)).unwrap();
}

fn caller() -> SimulatedCaller {
    SimulatedCaller {
        number: "02155501234".to_owned(),
        name: String::new(),
        standard: Standard::Bell202,
        format: Format::Mdmf,
        moment: BurstMoment::BetweenRings,
    }
}

fn program(pty: &PtyBox<ModemModel>, database: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ringdesk"));
    command.args(["run", "--headless", "--json", "--line", &format!("modem:{}", pty.name), "--db"]);
    command.arg(database);
    command
}

#[test]
fn the_program_takes_a_call_through_a_modem_and_its_recording_is_true() {
    if !sox::is_there() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let spoken = dir.path().join("tone.wav");
    write_wav(&spoken, &tone(SECS));

    let pty = modem(ModemOptions::generic_serial());
    let mut program = Listener::start(&mut program(&pty, &data.join("ringdesk.db")));
    program.wait_for("\"line_ready\"");
    act(&pty, FarEndAction::Ring(caller()));
    assert!(program.wait_for("\"event\":\"caller\"").contains("02155501234"));
    act(&pty, FarEndAction::LiftDeskPhone);
    program.wait_for("\"event\":\"answered\"");
    // The modem needs a moment to begin to record.
    std::thread::sleep(Duration::from_millis(1_500));
    act(&pty, FarEndAction::Speak(Some(spoken)));
    std::thread::sleep(Duration::from_secs(SECS as u64 + 1));
    act(&pty, FarEndAction::ReplaceDeskPhone);
    let recorded = program.wait_for("\"event\":\"recorded\"");
    let recorded: serde_json::Value = serde_json::from_str(&recorded).unwrap();
    let path = data.join(recorded["path"].as_str().unwrap());
    let heard = sox::Measured::of(&path);
    assert!((heard.hz - HZ).abs() < 1.0, "{heard:?}");
    assert!((heard.sounding - SECS as f64).abs() < 0.1, "not all of it, or too much: {heard:?}");
    assert!(heard.holes < 1.0, "{heard:?}");
    pty.with(|model, _now| {
        assert!(!model.line().is_off_hook() && model.line().desk_is_connected());
    });
}

/// How often a machine that does not let the modem or us run in time is tried again.
const TRIES: u32 = 4;
/// A modem holds an eighth of a second: whoever is not let run for as long cannot feed it.
const HELD_UP: Duration = Duration::from_millis(100);

#[test]
fn the_far_end_hears_what_we_play_without_a_hole_and_we_hear_the_far_end_meanwhile() {
    if !sox::is_there() {
        return;
    }
    for _ in 0..TRIES {
        let talk = talk();
        if talk.pause < HELD_UP || talk.is_clean() {
            assert!(talk.is_clean(), "{talk:?}");
            return;
        }
        println!("this machine held it up: {talk:?}");
    }
    panic!("this machine is too busy to play in time");
}

/// What came of playing and listening at once.
#[derive(Debug)]
struct Talk {
    far_end: sox::Measured,
    we: sox::Measured,
    underruns: u64,
    /// The longest time for which this machine did not let the modem or us run.
    pause: Duration,
}

impl Talk {
    fn is_clean(&self) -> bool {
        let whole = |measured: &sox::Measured| {
            (measured.hz - HZ).abs() < 1.0
                && (measured.sounding - SECS as f64).abs() < 0.2
                && measured.holes < 1.0
        };
        whole(&self.far_end) && whole(&self.we) && self.underruns == 0
    }
}

fn talk() -> Talk {
    let dir = tempfile::tempdir().unwrap();
    let pty = modem(ModemOptions::generic_serial());
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let link = tty::open(&Port::named(&pty.name), 115_200, Arc::clone(&clock)).unwrap();
    let mut modem = modem::open(Box::new(link)).unwrap();
    let AudioRoute::Both(mut source, mut sink) = modem.audio() else { panic!("it has sound") };
    act(&pty, FarEndAction::Ring(caller()));
    modem.order(&BoxOrder::Seize).unwrap();
    let ours: Vec<i16> = tone(SECS).into_iter().map(|value| (value * 32_767.0) as i16).collect();
    let (mut played, mut heard) = (0, Vec::new());
    let begun = clock.now().mono;
    let spoken = dir.path().join("tone.wav");
    write_wav(&spoken, &tone(SECS));
    let (mut speaks, mut last, mut pause) = (false, begun, Duration::ZERO);
    while last < begun + Duration::from_secs(SECS as u64 + 4) {
        let _news = modem.poll(LineId(0), Duration::from_millis(10));
        played += sink.push(&ours[played..]);
        let _state = source.pull(&mut heard);
        let now = clock.now().mono;
        (last, pause) = (now, pause.max(now.saturating_sub(last)));
        if !speaks && played > 0 {
            speaks = true;
            act(&pty, FarEndAction::Speak(Some(spoken.clone())));
        }
    }
    assert_eq!(played, ours.len(), "not all of it was taken");
    modem.order(&BoxOrder::Release).unwrap();
    let end = clock.now().mono + Duration::from_secs(2);
    while clock.now().mono < end {
        let _news = modem.poll(LineId(0), Duration::from_millis(10));
    }
    let far_end: Vec<i16> = pty.with(|model, _now| model.line().far_end_heard().to_vec());
    let measured = |samples: &[i16]| {
        let path = dir.path().join("heard.wav");
        write_wav(&path, &samples.iter().map(|&s| f32::from(s) / 32_767.0).collect::<Vec<_>>());
        sox::Measured::of(&path)
    };
    let (far_end, we) = (measured(&far_end), measured(&heard));
    let underruns = modem.diagnosis().underruns;
    drop(modem);
    pty.wait_until("on-hook", Duration::from_secs(2), |model| !model.line().is_off_hook());
    Talk { far_end, we, underruns, pause: pause.max(pty.longest_pause()) }
}

#[test]
fn a_program_that_was_killed_off_hook_leaves_a_line_that_the_next_start_frees() {
    let dir = tempfile::tempdir().unwrap();
    let options = ModemOptions { wedged_in_vrx: true, ..ModemOptions::generic_serial() };
    let pty = modem(options);
    pty.with(|model, _now| assert!(model.line().is_off_hook(), "as a crash left it"));
    let mut program = Listener::start(&mut program(&pty, &dir.path().join("ringdesk.db")));
    pty.wait_until("on-hook", Duration::from_secs(10), |model| !model.line().is_off_hook());
    program.wait_for("\"line_ready\"");
}
