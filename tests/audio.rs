//! The way of a sample from a source through the pump into detectors and files: time stays right whatever is lost.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::unchecked_time_subtraction,
    reason = "a failed test panics"
)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "sample arithmetic"
)]

use ringdesk::audio::pump::{Pump, PumpOrder, RecordingWish};
use ringdesk::audio::pump_core::{PumpCore, PumpSetup};
use ringdesk::audio::recorder::{
    NewRecording, Recorder, RecorderReport, RecorderSender, RecorderState, repair,
};
use ringdesk::audio::recording_disk::{DataFolder, Disk, DiskFile};
use ringdesk::audio::replay::{Pace, Part, Replay};
use ringdesk::audio::source::{Pulled, SampleSource};
use ringdesk::base::clock::{Clock, ManualClock, SystemClock};
use ringdesk::base::ids::{CallId, LineId};
use ringdesk::base::level::LevelCell;
use ringdesk::base::signal::{Edge, LineSignal, Report};
use ringdesk::base::units::{Dbm0, Frames};
use ringdesk::dsp::bank::BankConfig;
use std::f64::consts::TAU;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const CALL: CallId = CallId(42);
/// 2026-11-23 08:00:00 UTC.
const STARTED: i64 = 1_795_420_800_000;
const STEP: Duration = Duration::from_millis(20);

/// A recorder on a folder, and what it said.
struct Desk {
    dir: tempfile::TempDir,
    recorder: Recorder,
    said: Arc<Mutex<Vec<RecorderReport>>>,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let disk = DataFolder::new(dir.path());
        Self::on(dir, Box::new(disk))
    }

    fn on(dir: tempfile::TempDir, disk: Box<dyn Disk>) -> Self {
        let said = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&said);
        let recorder =
            Recorder::start(disk, move |report| heard.lock().unwrap().push(report)).unwrap();
        Self { dir, recorder, said }
    }

    fn begin(&self, call: CallId) -> RecorderSender {
        let sender = self.recorder.sender();
        let new = NewRecording {
            call,
            started_utc_millis: STARTED,
            offset_minutes: 0,
            starts_at: Duration::ZERO,
            position: Frames(0),
        };
        sender.begin(new).unwrap();
        sender
    }

    /// Waits until the recorder has said this.
    fn wait_for(&self, done: impl Fn(&[RecorderReport]) -> bool) {
        for _ in 0..2_000 {
            if done(&self.said.lock().unwrap()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the recorder said only {:?}", self.said.lock().unwrap());
    }

    fn stop(self) -> (tempfile::TempDir, Vec<RecorderReport>) {
        self.recorder.stop();
        let said = self.said.lock().unwrap().clone();
        (self.dir, said)
    }
}

fn setup(recorder: Option<RecorderSender>) -> PumpSetup {
    let level = Arc::new(LevelCell::default());
    PumpSetup { line: LineId(0), level, recorder, bank: BankConfig::default() }
}

fn wish(back: Duration) -> RecordingWish {
    RecordingWish {
        call: CALL,
        started_utc_millis: STARTED,
        offset_minutes: 480,
        starts_at: Duration::from_secs(6),
        back,
    }
}

/// A run of samples in which every sample tells its own number.
fn numbered(from: i32, count: i32) -> Vec<i16> {
    (from..from + count).map(|n| (n % 30_000 + 1) as i16).collect()
}

fn sine(rate: u32, secs: u32, peak: f64) -> Vec<i16> {
    let turn = 1_000.0 / f64::from(rate) * TAU;
    (0..rate * secs).map(|n| ((f64::from(n) * turn).sin() * peak) as i16).collect()
}

fn read(path: &Path) -> Vec<i16> {
    hound::WavReader::open(path).unwrap().samples().map(Result::unwrap).collect()
}

/// A source that gives samples at the pace of a manual clock.
fn paced(parts: Vec<Part>, rate: u32, clock: &Arc<ManualClock>) -> Replay {
    Replay::of(parts, rate, Pace::Clock(Arc::clone(clock) as Arc<dyn Clock>))
}

/// Steps a pump every 20 ms until its source has ended; `at_step` is called before each step.
fn drive(
    core: &mut PumpCore,
    source: &mut Replay,
    clock: &ManualClock,
    mut at_step: impl FnMut(&mut PumpCore, u32),
) -> Vec<Report> {
    let mut reports = Vec::new();
    for step in 0..100_000 {
        at_step(core, step);
        clock.advance(STEP);
        core.step(source, clock, &mut |report| reports.push(report));
        if reports.last().is_some_and(|r| r.evidence.note == "the source has ended") {
            break;
        }
    }
    core.finish(clock.now().mono, &mut |report| reports.push(report));
    reports
}

#[test]
fn lost_samples_become_silence_and_everything_after_them_keeps_its_time() {
    let desk = Desk::new();
    let clock = Arc::new(ManualClock::default());
    let parts = vec![
        Part::Samples(numbered(0, 16_000)),
        Part::Gap(4_000),
        Part::Samples(numbered(20_000, 16_000)),
        Part::Gap(100),
        Part::Samples(numbered(36_100, 8_000)),
    ];
    let mut source = paced(parts, 8_000, &clock);
    let setup = setup(Some(desk.recorder.sender()));
    let level = Arc::clone(&setup.level);
    let mut core = PumpCore::new(setup, 8_000);
    core.obey(PumpOrder::StartRecording(wish(Duration::ZERO)), clock.now().mono);
    let reports = drive(&mut core, &mut source, &clock, |_, _| {});
    let (dir, said) = desk.stop();
    assert_eq!(said.last().unwrap().state, RecorderState::Finished);
    let samples = read(&dir.path().join(&said[0].path));
    assert_eq!(&samples[..16_000], numbered(0, 16_000));
    assert!(samples[16_000..20_000].iter().all(|&s| s == 0));
    assert_eq!(&samples[20_000..36_000], numbered(20_000, 16_000));
    assert!(samples[36_000..36_100].iter().all(|&s| s == 0));
    assert_eq!(&samples[36_100..44_100], numbered(36_100, 8_000));
    assert_eq!(level.gaps(), (2, 4_100));
    let gaps: Vec<_> = reports
        .iter()
        .filter_map(|r| match r.signal {
            LineSignal::AudioGap(lost) => Some((r.at, lost)),
            _ => None,
        })
        .collect();
    assert_eq!(gaps.len(), 2);
    assert_eq!(gaps[0].1, Duration::from_millis(500));
    let apart = gaps[1].0 - gaps[0].0;
    assert!(apart.abs_diff(Duration::from_millis(2_500)) < Duration::from_millis(30), "{apart:?}");
}

#[test]
fn a_pause_is_silence_of_true_length_and_a_stop_that_lasts_is_left_out() {
    for cut in [false, true] {
        let desk = Desk::new();
        let clock = Arc::new(ManualClock::default());
        let mut source = paced(vec![Part::Samples(numbered(0, 64_000))], 8_000, &clock);
        let mut core = PumpCore::new(setup(Some(desk.recorder.sender())), 8_000);
        core.obey(PumpOrder::StartRecording(wish(Duration::ZERO)), clock.now().mono);
        drive(&mut core, &mut source, &clock, |core, step| {
            let now = clock.now().mono;
            let pause = |on, cut| PumpOrder::PauseRecording { call: CALL, on, cut };
            match step {
                100 => core.obey(pause(true, false), now),
                150 => core.obey(pause(false, false), now),
                200 => core.obey(pause(true, cut), now),
                300 => core.obey(PumpOrder::StopRecording(CALL), now),
                _ => {}
            }
        });
        let (dir, said) = desk.stop();
        assert_eq!(said.last().unwrap().state, RecorderState::Finished);
        let samples = read(&dir.path().join(&said[0].path));
        let near = |n: usize, expected: usize| n.abs_diff(expected) <= 320;
        let first = samples.iter().position(|s| *s == 0).unwrap();
        let second = first + samples[first..].iter().position(|s| *s != 0).unwrap();
        assert!(near(first, 16_000) && near(second, 24_000), "{first} {second}");
        // What comes after the pause is where it was heard.
        assert_eq!(samples[second], numbered(second as i32, 1)[0]);
        let end = if cut { 32_000 } else { 48_000 };
        assert!(near(samples.len(), end), "{} samples, cut: {cut}", samples.len());
        assert!(cut || samples[33_000..].iter().all(|s| *s == 0));
    }
}

#[test]
fn a_recording_begins_before_it_was_asked_for() {
    let desk = Desk::new();
    let clock = Arc::new(ManualClock::default());
    let mut source = paced(vec![Part::Samples(numbered(0, 240_000))], 8_000, &clock);
    let mut core = PumpCore::new(setup(Some(desk.recorder.sender())), 8_000);
    let mut asked_at = 0;
    drive(&mut core, &mut source, &clock, |core, step| {
        if step == 1_000 {
            asked_at = core.position().0 as i32;
            core.obey(PumpOrder::StartRecording(wish(Duration::from_secs(15))), clock.now().mono);
        }
        if step == 1_200 {
            core.obey(PumpOrder::StopRecording(CALL), clock.now().mono);
        }
    });
    let (dir, said) = desk.stop();
    let samples = read(&dir.path().join(&said[0].path));
    assert!(samples == numbered(asked_at - 15 * 8_000, (15 + 4) * 8_000));
    let finished = &said[1];
    assert_eq!(finished.path, "recordings/2026/11/23/160000_42.wav");
    assert_eq!(finished.lasted, Duration::from_secs(19));
    assert_eq!(finished.starts_at, Duration::from_secs(6));
}

#[test]
fn a_recording_keeps_its_bounds_when_the_orders_come_late() {
    let desk = Desk::new();
    let clock = Arc::new(ManualClock::default());
    let mut source = paced(vec![Part::Samples(numbered(0, 160_000))], 8_000, &clock);
    let mut core = PumpCore::new(setup(Some(desk.recorder.sender())), 8_000);
    let moment = |secs| STEP + Duration::from_secs(secs);
    drive(&mut core, &mut source, &clock, |core, step| {
        // Asked for after five seconds, done after ten; to be ended after twelve, which is still to come.
        if step == 500 {
            let start = PumpOrder::StartRecording(wish(Duration::from_secs(2)));
            core.obey(start, moment(5));
            core.obey(PumpOrder::StopRecording(CALL), moment(12));
        }
    });
    let (dir, said) = desk.stop();
    let samples = read(&dir.path().join(&said[0].path));
    assert!(samples == numbered(3 * 8_000, 9 * 8_000), "{} samples", samples.len());
    assert_eq!((said.len(), said[1].starts_at), (2, Duration::from_secs(6)));
}

#[test]
fn a_recording_says_so_when_less_was_kept_than_it_asked_for() {
    let desk = Desk::new();
    let clock = Arc::new(ManualClock::default());
    let mut source = paced(vec![Part::Samples(numbered(0, 40_000))], 8_000, &clock);
    let mut core = PumpCore::new(setup(Some(desk.recorder.sender())), 8_000);
    drive(&mut core, &mut source, &clock, |core, step| {
        if step == 100 {
            // Two seconds (less a block) are there.
            core.obey(PumpOrder::StartRecording(wish(Duration::from_secs(5))), clock.now().mono);
        }
    });
    let (dir, said) = desk.stop();
    let later = said[0].starts_at - Duration::from_secs(6);
    assert!(later.abs_diff(Duration::from_secs(3)) <= STEP, "{later:?}");
    assert!(read(&dir.path().join(&said[0].path))[..40_000] == numbered(0, 40_000));
}

#[test]
fn a_lost_device_is_told_once_and_its_absence_is_silence_in_the_recording() {
    let desk = Desk::new();
    let clock = Arc::new(ManualClock::default());
    let gone = || Part::Lost("unplugged".into());
    let parts = vec![Part::Samples(numbered(0, 16_000)), gone(), gone()];
    let mut before = paced(parts, 8_000, &clock);
    let parts = vec![Part::Back(48_000), Part::Samples(sine(48_000, 1, 8_000.0))];
    let mut after = paced(parts, 48_000, &clock);
    let setup = setup(Some(desk.recorder.sender()));
    let level = Arc::clone(&setup.level);
    let mut core = PumpCore::new(setup, 8_000);
    core.obey(PumpOrder::StartRecording(wish(Duration::ZERO)), clock.now().mono);
    let mut reports = Vec::new();
    for step in 0..300 {
        clock.advance(STEP);
        // Two seconds of samples, three of nothing, then the device is back at another rate.
        let mut nothing = Replay::new(Vec::new(), 8_000, Pace::PerPull(0));
        let source = match step {
            0..=103 => &mut before,
            104..250 => &mut nothing,
            _ => &mut after,
        };
        core.step(source, clock.as_ref(), &mut |report| reports.push(report));
    }
    core.finish(clock.now().mono, &mut |report| reports.push(report));
    let (dir, said) = desk.stop();
    let lost: Vec<_> =
        reports.iter().filter(|r| matches!(r.signal, LineSignal::AudioLost(_))).collect();
    assert_eq!(lost[0].signal, LineSignal::AudioLost(Edge::Begin));
    assert_eq!(lost[0].evidence.note, "unplugged");
    assert_eq!(lost[1].signal, LineSignal::AudioLost(Edge::End));
    let away = lost[1].at - lost[0].at;
    assert!(away.abs_diff(Duration::from_secs(3)) < Duration::from_millis(60), "{away:?}");
    let samples = read(&dir.path().join(&said[0].path));
    assert!(samples[..16_000] == numbered(0, 16_000));
    let loud = 16_000 + samples.iter().skip(16_000).position(|&s| s.abs() > 2_000).unwrap();
    assert!((39_500..40_500).contains(&loud), "the tone is heard at {loud}");
    assert!(level.gaps().1 > 23_000, "{:?}", level.gaps());
}

#[test]
fn a_driver_that_loses_samples_and_says_nothing_does_not_shift_time() {
    let desk = Desk::new();
    let clock = Arc::new(ManualClock::default());
    let mut before = paced(vec![Part::Samples(numbered(0, 40_000))], 8_000, &clock);
    let setup = setup(Some(desk.recorder.sender()));
    let level = Arc::clone(&setup.level);
    let mut core = PumpCore::new(setup, 8_000);
    core.obey(PumpOrder::StartRecording(wish(Duration::ZERO)), clock.now().mono);
    let mut step = |source: &mut Replay| {
        clock.advance(STEP);
        core.step(source, clock.as_ref(), &mut |_| {});
    };
    (0..200).for_each(|_| step(&mut before));
    clock.advance(Duration::from_secs(1));
    let tone = vec![Part::Samples(vec![0; 80_000]), Part::Samples(sine(8_000, 1, 8_000.0))];
    let mut after = paced(tone, 8_000, &clock);
    (0..551).for_each(|_| step(&mut after));
    core.finish(clock.now().mono, &mut |_| {});
    let (dir, said) = desk.stop();
    let samples = read(&dir.path().join(&said[0].path));
    // Four seconds, one that was lost, ten of silence, then the tone.
    let loud = 40_000 + samples.iter().skip(40_000).position(|&s| s.abs() > 2_000).unwrap();
    assert!((119_700..120_300).contains(&loud), "the tone is heard at {loud}");
    assert_eq!(level.gaps().0, 1);
}

#[test]
fn the_meter_shows_the_level_of_the_line() {
    let tone = sine(8_000, 1, f64::from(Dbm0(-20.0).sine_peak()) * 32_768.0);
    let setup = setup(None);
    let level = Arc::clone(&setup.level);
    let mut core = PumpCore::new(setup, 8_000);
    let mut source = Replay::new(tone, 8_000, Pace::PerPull(100));
    assert_eq!(level.get(), Dbm0::SILENCE);
    core.step(&mut source, &ManualClock::default(), &mut |_| {});
    assert!((level.get().0 + 20.0).abs() < 0.1, "{:?}", level.get());
}

#[test]
fn a_running_pump_reports_over_a_bounded_queue_and_counts_what_nobody_takes() {
    let (tx, rx) = crossbeam_channel::bounded::<Report>(1);
    let parts = (0..4).flat_map(|_| [Part::Lost("gone".into()), Part::Back(8_000)]);
    let source = Replay::of(parts, 8_000, Pace::PerPull(160));
    let clock = Arc::new(SystemClock::new());
    let pump = Pump::start(setup(None), Box::new(source), clock, tx).unwrap();
    for _ in 0..1_000 {
        if pump.dropped_reports() >= 8 {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(pump.dropped_reports() >= 8, "{}", pump.dropped_reports());
    assert_eq!(rx.recv().unwrap().signal, LineSignal::AudioLost(Edge::Begin));
    pump.stop();
}

#[test]
fn the_header_of_a_growing_file_is_true_every_second() {
    let desk = Desk::new();
    let sender = desk.begin(CALL);
    desk.wait_for(|said| !said.is_empty());
    let path = desk.dir.path().join(&desk.said.lock().unwrap()[0].path);
    let copy = desk.dir.path().join("copy.wav");
    std::fs::copy(&path, &copy).unwrap();
    assert_eq!(read(&copy).len(), 0, "the file plays from the beginning");
    for second in 0..5_u32 {
        for block in 0..50 {
            let at = second * 8_000 + block * 160;
            let samples = numbered(at as i32, 160).into();
            sender.block(CALL, Frames(u64::from(at)), samples).unwrap();
        }
        for _ in 0..2_000 {
            std::fs::copy(&path, &copy).unwrap();
            if header_seconds(&copy) >= f64::from(second) + 1.0 {
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        assert!(read(&copy) == numbered(0, (second as i32 + 1) * 8_000), "second {second}");
    }
    let (_dir, said) = desk.stop();
    assert_eq!(said[1].lasted, Duration::from_secs(5), "stopping closes what is open");
}

/// What `soxi -D` would say: the length as the header has it, not as the file is.
fn header_seconds(path: &Path) -> f64 {
    let bytes = std::fs::read(path).unwrap();
    let long = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    assert_eq!((&bytes[..4], &bytes[8..16]), (&b"RIFF"[..], &b"WAVEfmt "[..]));
    assert_eq!(&bytes[36..40], b"data");
    assert_eq!((long(24), long(28)), (8_000, 16_000));
    assert!(bytes.len() >= 44 + long(40) as usize);
    f64::from(long(40)) / f64::from(long(28))
}

#[test]
fn a_file_left_by_a_killed_process_is_repaired() {
    let desk = Desk::new();
    let sender = desk.begin(CALL);
    sender.block(CALL, Frames(0), numbered(0, 20_000).into()).unwrap();
    let (dir, said) = desk.stop();
    let whole = std::fs::read(dir.path().join(&said[0].path)).unwrap();
    let path = dir.path().join("left.wav");
    for claimed in [8_000_u32, 0, 4_000_000, u32::MAX] {
        let mut left = whole[..44 + 30_001].to_vec();
        left[40..44].copy_from_slice(&claimed.to_le_bytes());
        left[4..8].copy_from_slice(&claimed.wrapping_add(36).to_le_bytes());
        std::fs::write(&path, &left).unwrap();
        assert_eq!(repair(&path).unwrap(), Frames(15_000).duration(), "{claimed}");
        assert!(read(&path) == numbered(0, 15_000), "{claimed}");
        assert!((header_seconds(&path) - 1.875).abs() < 1e-9);
    }
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(repair(&path).unwrap(), Frames(20_000).duration());
    assert!(std::fs::read(&path).unwrap() == whole, "a whole file stays as it is");
}

/// A disk that holds so many bytes.
struct SmallDisk(DataFolder, Arc<Mutex<usize>>);

struct SmallFile(Box<dyn DiskFile>, Arc<Mutex<usize>>);

impl Disk for SmallDisk {
    fn create(&mut self, path: &str) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(SmallFile(self.0.create(path)?, Arc::clone(&self.1))))
    }

    fn full_path(&self, path: &str) -> PathBuf {
        self.0.full_path(path)
    }
}

impl DiskFile for SmallFile {}

impl Write for SmallFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut left = self.1.lock().unwrap();
        if *left == 0 {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        let written = self.0.write(&bytes[..bytes.len().min(*left)])?;
        *left -= written;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Seek for SmallFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn a_full_disk_ends_one_file_as_it_is_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let left = Arc::new(Mutex::new(50_001));
    let disk = SmallDisk(DataFolder::new(dir.path()), Arc::clone(&left));
    let desk = Desk::on(dir, Box::new(disk));
    let sender = desk.begin(CALL);
    for block in 0..200_u16 {
        let at = block * 160;
        let samples = numbered(i32::from(at), 160).into();
        sender.block(CALL, Frames(u64::from(at)), samples).unwrap();
    }
    sender.end(CALL, Frames(32_000)).unwrap();
    desk.wait_for(|said| said.len() == 2);
    // Somebody makes room: the next call is recorded again.
    *left.lock().unwrap() = usize::MAX;
    let next = CallId(43);
    desk.begin(next).block(next, Frames(0), numbered(0, 8_000).into()).unwrap();
    let (dir, said) = desk.stop();
    assert_eq!(said.len(), 4, "{said:?}");
    assert!(matches!(said[1].state, RecorderState::Failed(_)), "{:?}", said[1]);
    let there = read(&dir.path().join(&said[1].path));
    assert!((23_000..25_000).contains(&there.len()), "{} samples are left", there.len());
    assert!(there == numbered(0, there.len() as i32));
    assert_eq!(said[1].lasted, Frames(there.len() as u64).duration());
    assert_eq!((said[3].call, &said[3].state), (next, &RecorderState::Finished));
    assert!(read(&dir.path().join(&said[3].path)) == numbered(0, 8_000));
}

#[test]
fn a_folder_that_cannot_be_made_is_a_failure_report() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("recordings"), "a file where the folder should be").unwrap();
    let disk = DataFolder::new(dir.path());
    let desk = Desk::on(dir, Box::new(disk));
    let sender = desk.begin(CALL);
    sender.block(CALL, Frames(0), numbered(0, 160).into()).unwrap();
    sender.end(CALL, Frames(160)).unwrap();
    let (_dir, said) = desk.stop();
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0].path, "");
    assert!(
        matches!(&said[0].state, RecorderState::Failed(why) if why.contains("recordings/2026"))
    );
}

#[test]
fn a_file_that_is_taken_away_while_it_grows_is_a_failure_report() {
    let desk = Desk::new();
    let sender = desk.begin(CALL);
    desk.wait_for(|said| !said.is_empty());
    std::fs::remove_dir_all(desk.dir.path().join("recordings")).unwrap();
    sender.block(CALL, Frames(0), numbered(0, 8_000).into()).unwrap();
    desk.wait_for(|said| said.len() == 2);
    let (_dir, said) = desk.stop();
    assert!(
        matches!(&said[1].state, RecorderState::Failed(why) if why.contains("gone")),
        "{said:?}"
    );
    assert_eq!(said[1].path, "");
}

#[test]
fn two_recordings_of_one_call_do_not_overwrite_each_other() {
    let desk = Desk::new();
    for round in 0..2 {
        let sender = desk.begin(CALL);
        sender.block(CALL, Frames(0), numbered(round * 100, 160).into()).unwrap();
        sender.end(CALL, Frames(160)).unwrap();
    }
    let (dir, said) = desk.stop();
    assert_eq!(said[1].path, "recordings/2026/11/23/080000_42.wav");
    assert_eq!(said[3].path, "recordings/2026/11/23/080000_42_2.wav");
    assert!(read(&dir.path().join(&said[1].path)) == numbered(0, 160));
    assert!(read(&dir.path().join(&said[3].path)) == numbered(100, 160));
}

#[test]
fn a_recording_on_the_disk_is_a_source_like_any_other() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("stereo.wav");
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(&path, spec).unwrap();
    for sample in numbered(0, 20_000) {
        wav.write_sample(sample).unwrap();
        wav.write_sample(-sample + 200).unwrap();
    }
    wav.finalize().unwrap();
    let mut source = Replay::read(&path, Pace::PerPull(3_000)).unwrap();
    assert_eq!(source.rate(), 16_000);
    let mut out = Vec::new();
    while source.pull(&mut out) != Pulled::Ended {}
    assert!(out == vec![100; 20_000]);
    assert!(Replay::read(&dir.path().join("missing.wav"), Pace::PerPull(1)).is_err());
}

/// A clock that moves with every look, now and then by far, as time does for a thread on a busy machine.
#[derive(Default)]
struct Busy(ManualClock, std::sync::atomic::AtomicU32);

impl Clock for Busy {
    fn now(&self) -> ringdesk::base::clock::Stamp {
        let look = self.1.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.0.advance(Duration::from_millis(if look.is_multiple_of(7) { 900 } else { 3 }));
        self.0.now()
    }
}

#[test]
fn a_busy_machine_does_not_bend_time() {
    let clock = Arc::new(Busy::default());
    let parts = (0..100).map(|n| Part::Samples(numbered(n * 8_000, 8_000)));
    let pace = Pace::Clock(Arc::clone(&clock) as Arc<dyn Clock>);
    let mut source = Replay::of(parts, 8_000, pace);
    let setup = setup(None);
    let level = Arc::clone(&setup.level);
    let mut core = PumpCore::new(setup, 8_000);
    while core.position() < Frames(90 * 8_000) {
        core.step(&mut source, clock.as_ref(), &mut |_| {});
    }
    assert_eq!(level.gaps(), (0, 0), "nothing was lost");
}
