//! The waveform and the player in the running program: measured after a real (simulated) call, kept, measured no more; a
//! recording whose file is gone is told; an export makes its folder.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test of threads: it waits for what they do"
)]

use ringdesk::base::clock::{Clock, SystemClock};
use ringdesk::base::ids::RecordingId;
use ringdesk::call::recordings::{RecordingAnswer, RecordingQuestion, Verdict};
use ringdesk::device::sim::script::Scenario;
use ringdesk::engine::command::Command;
use ringdesk::engine::handle::Desk;
use ringdesk::engine::notice::Topic;
use ringdesk::engine::runtime::{Engine, Options};
use ringdesk::engine::settings::LineChoice;
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::engine::topics::player::{Band, Form, PlayerCommand};
use ringdesk::engine::topics::recordings::RecordingCommand;
use ringdesk::store::reader::Reader;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);
const TALK: &str =
    "cadence fast\n0.1 ring 13812345678\n+1.2 lift\n+0.1 speak\n+4.5 hangup\n+0.6 replace\nend\n";

fn open(folder: &Path, scenario: Option<&str>) -> (Engine, Box<dyn Desk>) {
    let mut engine = Engine::start(Options {
        database: folder.join("ringdesk.db"),
        line: Some(LineChoice::Simulated),
        scenario: scenario.map(|text| Scenario::parse("test", text).unwrap()),
        clock: Arc::new(SystemClock::new()),
    })
    .unwrap();
    let desk = engine.take_desk().unwrap();
    (engine, desk)
}

#[track_caller]
fn wait<T>(desk: &dyn Desk, look: impl Fn(&Snapshot) -> Option<T>) -> T {
    let (_nobody, never) = crossbeam_channel::bounded::<()>(0);
    let start = SystemClock::new();
    while start.now().mono < PATIENCE {
        if let Some(found) = look(&desk.snapshot()) {
            return found;
        }
        assert!(never.recv_timeout(Duration::from_millis(20)).is_err());
    }
    panic!("it did not happen within {PATIENCE:?}");
}

#[track_caller]
fn look(desk: &dyn Desk, id: RecordingId) -> Form {
    assert!(desk.send(Command::Player(PlayerCommand::Look(id))).is_ok());
    wait(desk, |snap| {
        let form = snap.player.form(id)?;
        (form.wave.complete || form.failed.is_some()).then(|| form.clone())
    })
}

#[test]
fn a_call_is_recorded_seen_exported_and_missed_when_its_file_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, desk) = open(folder.path(), Some(TALK));
    let desk = desk.as_ref();
    let recording = wait(desk, |snap| {
        let kept = snap.recent.first()?.recordings.first()?.clone();
        // Compressed and sealed: before that, the file is another one.
        let reader = Reader::open(&folder.path().join("ringdesk.db")).unwrap();
        let answer = reader.recordings(&RecordingQuestion::Details(kept.id)).unwrap();
        let RecordingAnswer::Details(Some(known)) = answer else { return None };
        (known.verdict == Verdict::Good).then_some(kept)
    });
    let form = look(desk, recording.id);
    assert_eq!(form.failed, None);
    assert!(form.wave.length > Duration::from_secs(3), "{:?}", form.wave.length);
    assert!(form.wave.percent(Band::Silence) < 100, "somebody spoke");
    let cached = folder.path().join(format!("cache/peaks/{}.peaks", recording.id));
    let first = std::fs::metadata(&cached).unwrap().modified().unwrap();

    let to = folder.path().join("exports/call.wav");
    let export = RecordingCommand::Export { recording: recording.id, span: None, to: to.clone() };
    assert!(desk.send(Command::Recordings(export)).is_ok());
    wait(desk, |_| to.exists().then_some(()));
    engine.stop();

    // Another day: the waveform comes from the cache, until the file is gone.
    let (engine, desk) = open(folder.path(), None);
    let desk = desk.as_ref();
    assert!(look(desk, recording.id).wave == form.wave, "it looks as it did");
    assert_eq!(std::fs::metadata(&cached).unwrap().modified().unwrap(), first);
    let row = wait(desk, |snap| snap.recent.first()?.recordings.first().cloned());
    std::fs::remove_file(folder.path().join(&row.path)).unwrap();
    assert!(desk.send(Command::Player(PlayerCommand::Look(recording.id))).is_ok());
    wait(desk, |snap| snap.player.form(recording.id)?.failed.clone());
    let play = PlayerCommand::Play { recording: recording.id, from: Duration::ZERO };
    assert!(desk.send(Command::Player(play)).is_ok());
    let told = wait(desk, |snap| {
        snap.notices.iter().find_map(|notice| match &notice.topic {
            Topic::PlaybackFailed(why) => Some(why.clone()),
            _ => None,
        })
    });
    assert!(cfg!(not(feature = "sound")) || told.contains("there is no such file"), "{told}");
    let unknown = look(desk, RecordingId(4_711));
    assert_eq!(unknown.failed.as_deref(), Some("there is no such recording"));
    engine.stop();
}
