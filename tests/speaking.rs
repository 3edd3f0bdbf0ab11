//! The program speaks, and somebody hears it: spoken notice and announcement over the simulated line, by the account of the
//! far end. Real time: a call takes its seconds.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a test: what fails is to be seen"
)]

use ringdesk::audio::sound_file::SoundFile;
use ringdesk::audio::take;
use ringdesk::base::clock::{Stamp, SystemClock};
use ringdesk::base::ids::CallId;
use ringdesk::call::firewall::FirewallOp;
use ringdesk::call::firewall::rule::{Handling, Prompt, Rule};
use ringdesk::call::firewall::subject::Subject;
use ringdesk::call::record::{Happening, Outcome};
use ringdesk::device::sim::script::Scenario;
use ringdesk::engine::effect::Announcement;
use ringdesk::engine::handle::Desk;
use ringdesk::engine::runtime::{Engine, Options};
use ringdesk::engine::settings::{LineChoice, Settings};
use ringdesk::engine::topics::recordings::RecordingNotice;
use ringdesk::store::Store;
use ringdesk::store::operation::{Act, Op};
use ringdesk::store::reader::Reader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Answered on the desk phone; the far end is silent and leaves after six seconds.
const TALK: &str = "cadence fast\n0.1 ring 13812345678\n+1.9 lift\n+6 hangup\n+0.6 replace\nend\n";
/// Nobody lifts; the far end waits long enough to hear everything.
const RINGS: &str = "0.1 ring 95588\n+20 hangup\nend\n";

/// An office with a data folder.
struct Office {
    folder: tempfile::TempDir,
}

/// What became of a call.
struct Story {
    /// What the far end heard, in its own words.
    heard: Vec<String>,
    outcome: Outcome,
    timeline: Vec<Happening>,
    treated: Option<String>,
    recorded: Option<PathBuf>,
}

impl Office {
    fn new(change: impl FnOnce(&mut Settings), rules: Vec<Rule>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, _) = Store::open(&folder.path().join("desk.db"), Stamp::default()).unwrap();
        let mut settings = Settings { line: LineChoice::Simulated, ..Settings::default() };
        change(&mut settings);
        let act = Act::person("test", Stamp::default());
        store.carry_out(&act, &Op::SaveSettings(settings.to_rows())).unwrap();
        for rule in rules {
            store.carry_out(&act, &Op::Firewall(FirewallOp::SaveRule(Box::new(rule)))).unwrap();
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A prompt of so many milliseconds.
    fn prompt(&self, name: &str, millis: usize) {
        std::fs::create_dir_all(self.path("prompts")).unwrap();
        take::write(&self.path(name), &tone(millis * 8)).unwrap();
    }

    /// Plays a scenario through the whole program.
    fn live(&self, scenario: &str) -> Story {
        let mut engine = Engine::start(Options {
            database: self.path("desk.db"),
            line: Some(LineChoice::Simulated),
            scenario: Some(Scenario::parse("test", scenario).unwrap()),
            clock: Arc::new(SystemClock::new()),
        })
        .unwrap();
        let desk: Box<dyn Desk> = engine.take_desk().unwrap();
        let (mut heard, mut treated, mut recorded) = (Vec::new(), None, None);
        for news in engine.announcements() {
            match news {
                Announcement::Treated { treatment, .. } => {
                    treated = Some(format!("{:?} {:?}", treatment.done, treatment.hindrance));
                }
                Announcement::Recorded { path, .. } => recorded = Some(self.path(&path)),
                _ => {}
            }
            if let Some(line) = desk.snapshot().lines.first() {
                heard = line.doctor.get().dialogue.iter().map(|l| l.text.clone()).collect();
            }
        }
        drop(desk);
        engine.stop();
        let reader = Reader::open(&self.path("desk.db")).unwrap();
        let call = reader.call(CallId(1)).unwrap().unwrap().record;
        let timeline = call.timeline.into_iter().map(|entry| entry.what).collect();
        Story { heard, outcome: call.outcome, timeline, treated, recorded }
    }
}

fn tone(frames: usize) -> Vec<i16> {
    (0..frames).map(|n| ((n as f32 * 0.4).sin() * 9_000.0) as i16).collect()
}

fn spoken(settings: &mut Settings) {
    settings.recordings.notice = RecordingNotice::Spoken;
    "prompts/notice.wav".clone_into(&mut settings.recordings.notice_file);
}

#[test]
fn the_far_end_is_told_in_words_and_the_recording_proves_it() {
    let office = Office::new(spoken, Vec::new());
    office.prompt("prompts/notice.wav", 1_500);
    let story = office.live(TALK);
    assert_eq!(story.heard.len(), 1, "{:?}", story.heard);
    assert!(story.heard[0].contains("hears 1.5 s of sound"), "{:?}", story.heard);
    assert!(story.timeline.contains(&Happening::ToldOfRecording), "{:?}", story.timeline);
    let loud = loud_seconds(&story.recorded.unwrap());
    assert!((loud - 1.5).abs() < 0.2, "{loud} s of it are in the recording");
}

#[test]
fn a_notice_that_is_not_there_is_a_beep_and_stands_at_the_call() {
    let story = Office::new(spoken, Vec::new()).live(TALK);
    assert!(story.heard[0].contains("hears 0.2 s of sound"), "{:?}", story.heard);
    let told =
        |what: &Happening| matches!(what, Happening::NotTold(why) if why.contains("notice.wav"));
    assert!(story.timeline.iter().any(told), "{:?}", story.timeline);
}

#[test]
fn who_is_turned_away_hears_why_and_our_own_busy_tone_deceives_nobody() {
    let mut rule = Rule::new(Subject::Anybody, Handling::Announce);
    rule.prompt = Prompt::Busy;
    let story = Office::new(|_| {}, vec![rule]).live(RINGS);
    assert!(story.heard[0].contains("hears 3."), "{:?}", story.heard);
    assert_eq!(story.outcome, Outcome::Blocked);
    assert_eq!(story.treated.as_deref(), Some("Announce None"));
}

#[test]
fn an_announcement_that_cannot_be_read_is_busy_as_before_and_says_so() {
    let mut rule = Rule::new(Subject::Anybody, Handling::Announce);
    rule.prompt = Prompt::File("prompts/closed.wav".to_owned());
    let story = Office::new(|_| {}, vec![rule]).live(RINGS);
    assert_eq!(story.heard, [""; 0]);
    assert_eq!(story.treated.as_deref(), Some("Reject Some(NotPlayed)"));
    assert_eq!(story.outcome, Outcome::Blocked);
}

/// How long a recording is loud between the ring before the answer (half a second of it) and the busy tone at the end.
fn loud_seconds(path: &Path) -> f64 {
    let mut file = SoundFile::open(path).unwrap();
    let mut samples = vec![0; usize::try_from(file.frames()).unwrap()];
    file.read(0, &mut samples).unwrap();
    let loud = |block: &&[i16]| block.iter().any(|v| v.unsigned_abs() > 600);
    samples.chunks(160).take(200).skip(26).filter(loud).count() as f64 / 50.0
}
