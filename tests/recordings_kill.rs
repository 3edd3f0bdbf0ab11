//! The process is killed at 200 random moments while it records, compresses, masks, verifies and makes backups, all of it
//! by the engine's own commands. Whenever it happens: no call is lost, every finished recording plays in its whole length,
//! `ringdesk verify` names nothing, every backup in its place is whole, and no half of one is ever listed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a test: what fails is to be seen; it kills by the wall clock"
)]

use ringdesk::audio::archive::convert::length_of;
use ringdesk::audio::codec::writer::SoundWriter;
use ringdesk::audio::sound_file::SoundFile;
use ringdesk::base::clock::{Clock, Stamp, SystemClock};
use ringdesk::base::ids::{CallId, LineId, RecordingId};
use ringdesk::base::sound::SoundFormat;
use ringdesk::call::record::{CallRecord, Direction, Outcome, RecordingState};
use ringdesk::call::upkeep::{UpkeepAnswer, UpkeepQuestion, is_backup, is_half_backup};
use ringdesk::device::sim::script::Scenario;
use ringdesk::engine::command::Command as Wish;
use ringdesk::engine::runtime::{Engine, Options};
use ringdesk::engine::settings::LineChoice;
use ringdesk::engine::topics::recordings::RecordingCommand;
use ringdesk::engine::topics::upkeep::UpkeepCommand;
use ringdesk::store::Store;
use ringdesk::store::operation::Act;
use ringdesk::store::reader::Reader;
use ringdesk::store::topics::upkeep::Watch;
use ringdesk::store::topics::upkeep::rehearsal::rehearse;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

const KILLS: u32 = 200;
/// Data folders that are killed side by side: most of the time is waiting.
const FOLDERS: u32 = 4;
/// The first call of the program's own; those below are made before each kill, with a recording that waits to be compressed.
const OWN: i64 = 1_000;
/// How long a child may live that ends by itself, when all is done. It makes no calls.
const ORDERLY: Duration = Duration::from_mins(3);
/// What a child says when its engine runs.
const READY: &str = "the engine runs";
const CHILD: &str = "RINGDESK_KILLED_CHILD";

/// A process that is being made holds what its maker has locked until it has become another program: no process is made
/// while one of us has a database open.
static MAKING: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    MAKING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn made(command: &mut Command) -> Child {
    let _alone = alone();
    command.spawn().unwrap()
}

mod support {
    pub mod speech;
}

/// Not a test by itself: what the killed process does.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(CHILD) else { return };
    let database = Path::new(&folder).join("ringdesk.db");
    let scenario = "0.02 lift\n+0.3 replace\n+0.2 lift\n+0.4 replace\nend\n";
    let killed = std::env::var_os("RINGDESK_KILLED_ORDERLY").is_none();
    let mut engine = Engine::start(Options {
        database: database.clone(),
        line: Some(LineChoice::Simulated),
        scenario: killed.then(|| Scenario::parse("child", scenario).unwrap()),
        clock: Arc::new(SystemClock::new()),
    })
    .unwrap();
    let desk = engine.take_desk().unwrap();
    let reader = Reader::open(&database).unwrap();
    writeln!(std::io::stdout(), "{READY}").unwrap();
    let (_nobody, never) = crossbeam_channel::bounded::<()>(0);
    let start = SystemClock::new();
    for round in 0_i64.. {
        assert!(never.recv_timeout(Duration::from_millis(60)).is_err());
        if !killed {
            let waiting = reader.unsealed_recordings(100).unwrap();
            if waiting.is_empty() {
                break;
            }
            let patient = start.now().mono < ORDERLY;
            assert!(patient, "never sealed: {waiting:?}, told: {:?}", desk.snapshot().notices);
            continue;
        }
        let seals = reader.seals(RecordingId(0), 10_000).unwrap();
        if let Some(seal) = seals.get((round * 7) as usize % seals.len().max(1)) {
            let wish = RecordingCommand::Mask {
                recording: seal.recording,
                from: Duration::from_millis(200),
                to: Duration::from_millis(400),
                reason: "a test".to_owned(),
            };
            if desk.send(Wish::Recordings(wish)).is_ok() && round % 3 == 0 {
                let verify = Wish::Recordings(RecordingCommand::VerifyAll);
                assert!(desk.send(verify).is_ok());
            }
        }
        // One that is asked for while another is being made is refused.
        assert!(desk.send(Wish::Upkeep(UpkeepCommand::BackUp)).is_ok());
    }
    engine.stop();
}

fn record(id: CallId, now: Stamp) -> CallRecord {
    CallRecord {
        id,
        line: LineId(0),
        direction: Direction::Incoming,
        number: None,
        caller_id: None,
        started_utc_millis: now.utc_millis,
        offset_minutes: 0,
        rings: 1,
        answered_after: None,
        answered_by: None,
        lasted: Some(Duration::from_secs(2)),
        outcome: Outcome::Answered,
        customer: None,
        note: String::new(),
        handled: false,
        treatment: None,
        timeline: Vec::new(),
    }
}

/// A recording as the recorder leaves it when a call ends.
fn fill(folder: &Path, call: CallId, speech: &[i16]) {
    let _alone = alone();
    let now = SystemClock::new().now();
    let mut store = Store::open(&folder.join("ringdesk.db"), now).unwrap().0;
    let act = Act::program(now);
    if call == CallId(1) {
        // The program counts on from here: what it does has numbers of its own, without a gap.
        store.open_call(&act, &record(CallId(OWN), now)).unwrap();
    }
    let path = format!("recordings/2026/11/27/{:06}_{call}.wav", call.0);
    let full = folder.join(&path);
    std::fs::create_dir_all(full.parent().unwrap()).unwrap();
    let mut writer = SoundWriter::create(&full, SoundFormat::Pcm, 1).unwrap();
    writer.write(speech).unwrap();
    writer.finish().unwrap();
    store.open_call(&act, &record(call, now)).unwrap();
    store.recording_begun(&act, call, &path, Duration::ZERO).unwrap();
    let lasted = length_of(speech.len() as u64);
    store.recording_finished(&act, call, &path, lasted).unwrap();
}

/// How a child ends.
#[derive(Clone, Copy)]
enum End {
    /// Killed so long after it was started: perhaps before its engine runs.
    Early(Duration),
    /// Killed when its engine has run for so long.
    AtWork(Duration),
    /// By itself, when all is done.
    Orderly,
}

/// Runs the child until its end.
fn run(folder: &Path, end: End) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "child", "--test-threads=1"]).env(CHILD, folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    if matches!(end, End::Orderly) {
        command.env("RINGDESK_KILLED_ORDERLY", "1");
    }
    let mut child = made(&mut command);
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
    if let End::Early(life) | End::AtWork(life) = end {
        let mut told = Vec::new();
        while matches!(end, End::AtWork(_))
            && !told.last().is_some_and(|line: &String| line.contains(READY))
        {
            let Some(line) = said.next() else { panic!("its engine does not run: {told:#?}") };
            told.push(line.unwrap());
        }
        let (_nobody, never) = crossbeam_channel::bounded::<()>(0);
        assert!(never.recv_timeout(life).is_err());
        child.kill().unwrap();
    } else {
        let told: Vec<String> = said.map(|line| line.unwrap()).collect();
        assert!(child.wait().unwrap().success(), "{told:#?}");
    }
    child.wait().unwrap();
}

/// What lies in the folder of backups.
#[derive(Default)]
struct Backups {
    /// Those that were looked at already, by their names.
    seen: BTreeSet<String>,
    /// Kills that left the beginning of one.
    halves: u32,
}

impl Backups {
    /// Every backup in its place is whole and holds what was there before it; what is listed is in its place or has gone
    /// as the oldest, and is never the beginning of one.
    fn check(&mut self, folder: &Path, kill: u32, newest: CallId) {
        let entries = std::fs::read_dir(folder.join("backups")).into_iter().flatten().flatten();
        let names: Vec<String> =
            entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        self.halves += u32::from(names.iter().any(|name| is_half_backup(name)));
        for name in names.iter().filter(|name| is_backup(name)) {
            if !self.seen.insert(name.clone()) {
                continue;
            }
            let path = folder.join("backups").join(name);
            let mut deaf = |_| {};
            let whole = rehearse(&path, None, &mut Watch::new(Arc::default(), &mut deaf));
            assert!(whole.is_ok(), "kill {kill}: {name}: {whole:?}");
            let call = Reader::open(&path).unwrap().call(newest).unwrap();
            assert!(call.is_some(), "kill {kill}: {name} is without call {newest}");
        }
        let reader = Reader::open(&folder.join("ringdesk.db")).unwrap();
        let UpkeepAnswer::Backups(rows) = reader.upkeep(&UpkeepQuestion::Backups(1_000)).unwrap();
        for row in rows.iter().filter(|row| row.is_good()) {
            let name = Path::new(&row.path).file_name().unwrap().to_str().unwrap();
            assert!(is_backup(name), "kill {kill}: {row:?}");
        }
        if let Some(newest) = rows.first().filter(|row| row.is_good()) {
            assert!(Path::new(&newest.path).is_file(), "kill {kill}: {newest:?} is gone");
        }
    }
}

/// Every finished recording plays as long as its row says, and nothing is named.
fn check(folder: &Path, kill: u32, filled: CallId) {
    let database = folder.join("ringdesk.db");
    let reader = Reader::open(&database).unwrap();
    let newest = reader.max_call_id().unwrap().unwrap().0;
    for id in (1..=filled.0).chain(OWN..=newest) {
        let call = reader.call(CallId(id)).unwrap();
        let call = call.unwrap_or_else(|| panic!("kill {kill}: call {id} is lost"));
        for row in &call.recordings {
            if row.state == RecordingState::Writing {
                continue; // the next start closes it
            }
            assert_ne!(row.state, RecordingState::Missing, "kill {kill}: {row:?}");
            let mut file = SoundFile::open(&folder.join(&row.path))
                .unwrap_or_else(|error| panic!("kill {kill}: {}: {error}", row.path));
            assert_eq!(length_of(file.frames()), row.lasted, "kill {kill}: {row:?}");
            let mut end = [0; 80];
            let from = file.frames().saturating_sub(80);
            assert_eq!(file.read(from, &mut end).unwrap() as u64, file.frames() - from);
        }
    }
    let mut verify = Command::new(env!("CARGO_BIN_EXE_ringdesk"));
    verify.args(["verify", "--db"]).arg(&database).stdout(Stdio::piped());
    let out = made(&mut verify).wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success(), "after kill {kill} verify names: {told}");
}

/// Says how many backups were looked at, and how many kills left half a one.
fn kills_in_a_folder(seed: u64) -> (usize, u32) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let speech = support::speech::seconds(1);
    let (mut dice, mut backups) = (seed, Backups::default());
    let kills = KILLS / FOLDERS;
    for kill in 1..=kills {
        let newest = CallId(i64::from(kill));
        fill(folder, newest, &speech);
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let life = Duration::from_millis((dice >> 33) % 450);
        run(folder, if kill % 4 == 0 { End::Early(life) } else { End::AtWork(life) });
        check(folder, kill, newest);
        backups.check(folder, kill, newest);
    }
    // What is left is done by a run that ends in order.
    run(folder, End::Orderly);
    check(folder, kills + 1, CallId(i64::from(kills)));
    let reader = Reader::open(&folder.join("ringdesk.db")).unwrap();
    assert!(reader.unsealed_recordings(10).unwrap().is_empty(), "some were never sealed");
    assert!(reader.sealed_count().unwrap() >= kills);
    let masked = reader.check_ledger().unwrap();
    assert!(masked.faults.is_empty(), "{:?}", masked.faults);
    assert!(masked.rows >= u64::from(kills), "{} rows of the ledger", masked.rows);
    (backups.seen.len(), backups.halves)
}

#[test]
fn nothing_is_lost_and_nothing_falsely_named_at_200_kills() {
    let told: Vec<(usize, u32)> = std::thread::scope(|scope| {
        let folders =
            (1..=u64::from(FOLDERS)).map(|seed| scope.spawn(move || kills_in_a_folder(seed)));
        let folders: Vec<_> = folders.collect();
        folders.into_iter().map(|folder| folder.join().unwrap()).collect()
    });
    let made: usize = told.iter().map(|(made, _)| made).sum();
    assert!(made > 10 && told.iter().any(|(_, halves)| *halves > 0), "{told:?}");
}
