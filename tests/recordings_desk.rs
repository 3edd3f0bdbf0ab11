//! A recording's life in the running program: paused in the middle of a call, compressed and sealed after it, masked,
//! exported, deleted; with a clock that is set back in the middle, and with a folder that cannot be written.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test of threads: it waits for what they do"
)]

use ringdesk::audio::sound_file::SoundFile;
use ringdesk::base::clock::{Clock, Stamp, SystemClock};
use ringdesk::base::ids::{CallId, RecordingId};
use ringdesk::base::sound::SoundFormat;
use ringdesk::call::record::{Outcome, RecordingState};
use ringdesk::call::recordings::{RecordingAnswer, RecordingDetails, RecordingQuestion, Verdict};
use ringdesk::device::sim::script::Scenario;
use ringdesk::engine::command::Command as Wish;
use ringdesk::engine::effect::Announcement;
use ringdesk::engine::handle::Desk;
use ringdesk::engine::notice::Topic;
use ringdesk::engine::runtime::{Engine, Options};
use ringdesk::engine::settings::LineChoice;
use ringdesk::engine::topics::recordings::RecordingCommand;
use ringdesk::store::reader::Reader;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

struct Office {
    folder: tempfile::TempDir,
    engine: Option<Engine>,
    desk: Box<dyn Desk>,
}

impl Office {
    fn open(folder: tempfile::TempDir, scenario: &str, clock: Arc<dyn Clock>) -> Self {
        let mut engine = Engine::start(Options {
            database: folder.path().join("ringdesk.db"),
            line: Some(LineChoice::Simulated),
            scenario: Some(Scenario::parse("test", scenario).unwrap()),
            clock,
        })
        .unwrap();
        let desk = engine.take_desk().unwrap();
        Self { folder, engine: Some(engine), desk }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn wish(&self, wish: RecordingCommand) {
        assert!(self.desk.send(Wish::Recordings(wish)).is_ok());
    }

    fn details(&self) -> Option<RecordingDetails> {
        let reader = Reader::open(&self.path("ringdesk.db")).unwrap();
        let answer = reader.recordings(&RecordingQuestion::OfCall(CallId(1))).unwrap();
        let RecordingAnswer::OfCall(found) = answer else { panic!("{answer:?}") };
        found.into_iter().next()
    }

    #[track_caller]
    fn wait_for(&self, what: impl Fn(&RecordingDetails) -> bool) -> RecordingDetails {
        wait(|| self.details().filter(&what))
    }

    fn close(mut self) -> tempfile::TempDir {
        self.engine.take().unwrap().stop();
        self.folder
    }
}

#[track_caller]
fn wait<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let (_nobody, never) = crossbeam_channel::bounded::<()>(0);
    let start = SystemClock::new();
    while start.now().mono < PATIENCE {
        if let Some(found) = look() {
            return found;
        }
        assert!(never.recv_timeout(Duration::from_millis(20)).is_err());
    }
    panic!("it did not happen within {PATIENCE:?}");
}

fn samples(path: &Path) -> Vec<i16> {
    let mut file = SoundFile::open(path).unwrap();
    let mut out = vec![0; usize::try_from(file.frames()).unwrap()];
    file.read(0, &mut out).unwrap();
    out
}

fn at(sound: &[i16], from: Duration, to: Duration) -> &[i16] {
    let place = |at: Duration| usize::try_from(at.as_micros() * 8 / 1_000).unwrap();
    &sound[place(from)..place(to).min(sound.len())]
}

fn level(sound: &[i16]) -> f64 {
    let sum: f64 = sound.iter().map(|s| f64::from(*s).powi(2)).sum();
    (sum / sound.len().max(1) as f64).sqrt()
}

const TALK: &str =
    "cadence fast\n0.1 ring 13812345678\n+1.2 lift\n+0.1 speak\n+5.5 hangup\n+0.6 replace\nend\n";

#[test]
fn a_recording_is_paused_sealed_masked_exported_and_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder, TALK, Arc::new(SystemClock::new()));
    let live = || {
        let snap = office.desk.snapshot();
        snap.lines.first().is_some_and(|line| line.recording).then_some(())
    };
    wait(live);
    let (_nobody, never) = crossbeam_channel::bounded::<()>(0);
    let pass = |millis| assert!(never.recv_timeout(Duration::from_millis(millis)).is_err());
    pass(700);
    office.wish(RecordingCommand::Pause(CallId(1)));
    wait(|| office.desk.snapshot().recordings.live.first().filter(|l| l.paused).map(|_| ()));
    pass(1_200);
    office.wish(RecordingCommand::Resume(CallId(1)));
    let sealed = office.wait_for(|found| found.verdict == Verdict::Good);
    assert_eq!(sealed.format, SoundFormat::Gsm);
    let id = sealed.recording.id;
    let file = office.path(&sealed.recording.path);
    assert!(sealed.recording.lasted > Duration::from_secs(4), "{sealed:?}");
    assert_eq!(std::fs::metadata(&file).unwrap().len(), sealed.bytes);
    let [pause] = &sealed.masks[..] else { panic!("{:?}", sealed.masks) };
    let (from, to) = (pause.from, pause.to.unwrap());
    assert_eq!(pause.reason, "paused");
    let lasted = to.saturating_sub(from);
    assert!((1_100..1_600).contains(&lasted.as_millis()), "{lasted:?}");
    let margin = Duration::from_millis(60);
    let sound = samples(&file);
    assert!(level(at(&sound, from + margin, to.saturating_sub(margin))) < 20.0, "not silent");
    assert!(level(at(&sound, to + margin, to + Duration::from_millis(900))) > 200.0, "no sound");

    let (from, to) = (to + Duration::from_millis(200), to + Duration::from_millis(700));
    let reason = "card number".to_owned();
    office.wish(RecordingCommand::Mask { recording: id, from, to, reason });
    let masked = office.wait_for(|found| found.masks.len() == 2);
    assert_ne!(masked.recording.path, sealed.recording.path);
    assert_eq!(masked.recording.lasted, sealed.recording.lasted);
    let after = samples(&office.path(&masked.recording.path));
    let tone = at(&after, from + margin, to.saturating_sub(margin));
    assert!((level(tone) - 3_000.0 / 2.0_f64.sqrt()).abs() < 300.0, "{}", level(tone));
    wait(|| (!file.exists()).then_some(()));

    let clip = office.path("clip.wav");
    let span = Some((Duration::from_millis(500), Duration::from_millis(1_500)));
    office.wish(RecordingCommand::Export { recording: id, span, to: clip.clone() });
    wait(|| clip.exists().then_some(()));
    let exported = SoundFile::open(&clip).unwrap();
    assert_eq!((exported.frames(), exported.format()), (8_000, SoundFormat::Pcm));
    let copy = office.path("copy.wav");
    office.wish(RecordingCommand::Export { recording: id, span: None, to: copy.clone() });
    wait(|| copy.exists().then_some(()));
    let bytes = |path: &Path| std::fs::read(path).unwrap();
    assert_eq!(bytes(&copy), bytes(&office.path(&masked.recording.path)));

    office.wish(RecordingCommand::VerifyAll);
    wait(|| office.desk.snapshot().recordings.ended.clone().filter(|end| end.done == 1));
    office.wish(RecordingCommand::Hold { recording: id, on: true });
    let reason = "asked by the caller".to_owned();
    office.wish(RecordingCommand::Delete { recording: id, reason: reason.clone() });
    office.wait_for(|found| found.hold && found.recording.state == RecordingState::Done);
    office.wish(RecordingCommand::Hold { recording: id, on: false });
    office.wish(RecordingCommand::Delete { recording: id, reason });
    let gone = office.wait_for(|found| found.recording.state == RecordingState::Deleted);
    wait(|| (!office.path(&gone.recording.path).exists()).then_some(()));
    let folder = office.close();
    let told = journal(folder.path(), id);
    for line in ["paused_recording", "sealed_recording", "masked_recording", "exported_recording"] {
        assert!(told.iter().any(|known| known.contains(line)), "{line} is not in {told:?}");
    }
    assert_eq!(told[0], "seat deleted_recording asked by the caller");
}

fn journal(folder: &Path, id: RecordingId) -> Vec<String> {
    let reader = Reader::open(&folder.join("ringdesk.db")).unwrap();
    let question = RecordingQuestion::Journal { recording: Some(id), limit: 100 };
    let RecordingAnswer::Journal(lines) = reader.recordings(&question).unwrap() else {
        panic!("no journal")
    };
    lines.iter().map(|l| format!("{} {} {}", l.who, l.operation, l.detail)).collect()
}

/// The wall clock is set back by five hours two seconds after the start.
struct SetBack(SystemClock);

impl Clock for SetBack {
    fn now(&self) -> Stamp {
        let now = self.0.now();
        let back = if now.mono > Duration::from_secs(2) { 5 * 3_600_000 } else { 0 };
        Stamp { utc_millis: now.utc_millis - back, ..now }
    }
}

#[test]
fn a_clock_set_back_in_the_middle_of_a_call_spoils_neither_name_nor_length() {
    let clock = Arc::new(SetBack(SystemClock::new()));
    let began = clock.now();
    let office = Office::open(tempfile::tempdir().unwrap(), TALK, clock);
    let sealed = office.wait_for(|found| found.verdict == Verdict::Good);
    let folder = office.close();
    let call = Reader::open(&folder.path().join("ringdesk.db")).unwrap().call(CallId(1)).unwrap();
    let record = call.unwrap().record;
    assert!(record.started_utc_millis >= began.utc_millis, "the call began before the clock moved");
    let lasted = record.lasted.unwrap();
    assert!((Duration::from_secs(6)..Duration::from_secs(20)).contains(&lasted), "{lasted:?}");
    let plays = sealed.recording.lasted;
    let longest = lasted + Duration::from_secs(2);
    assert!((Duration::from_secs(4)..longest).contains(&plays), "{plays:?} of {lasted:?}");
    let expected = ringdesk::audio::recording_disk::relative_path(
        record.started_utc_millis,
        record.offset_minutes,
        CallId(1),
        1,
    );
    assert_eq!(sealed.recording.path, expected);
}

#[test]
fn a_folder_that_cannot_be_written_is_told_and_the_call_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    // Whoever runs the test may be root, whom no right stops: a file where the folder should be stops everybody.
    std::fs::write(folder.path().join("recordings"), "in the way").unwrap();
    let office = Office::open(folder, TALK, Arc::new(SystemClock::new()));
    let engine = office.engine.as_ref().unwrap();
    let said: Vec<Announcement> = engine.announcements().iter().collect();
    let told = said.iter().any(|news| {
        matches!(news, Announcement::Notice { notice } if matches!(notice.topic, Topic::RecordingFailed(_)))
    });
    assert!(told, "{said:?}");
    let ended = said.iter().any(
        |news| matches!(news, Announcement::CallEnded { outcome, .. } if *outcome == Outcome::Answered),
    );
    assert!(ended, "{said:?}");
}
