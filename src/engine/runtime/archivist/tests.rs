//! The disk fills while recordings are compressed, or the drive vanishes at any step: the original stays and plays, it is
//! said which recording and why, nothing is called missing, and when the disk is well again the work is done.

use super::*;
use crate::audio::archive::convert::length_of;
use crate::audio::archive::disk::RealDisk;
use crate::audio::codec::writer::{Sink, SoundWriter};
use crate::audio::sound_file::{SoundFile, Source};
use crate::base::clock::Stamp;
use crate::base::ids::{CallId, LineId};
use crate::base::sound::SoundFormat;
use crate::base::thread;
use crate::call::record::{CallRecord, Direction, Outcome, Recording};
use crate::call::recordings::{RecordingOp, Seal, Verdict, Why};
use crate::store::Store;
use crate::store::operation::{Act, Op};
use crate::store::topics::upkeep::Watch;
use crate::store::topics::upkeep::backup::{Wish, back_up};
use crate::store::topics::upkeep::restore::restore;
use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::atomic::AtomicU64;

/// How a disk fails, shared with whoever looks on.
struct Plan {
    /// Bytes that still fit.
    room: AtomicU64,
    /// Calls of any kind that still succeed.
    calls: AtomicU64,
    /// Free bytes it tells of; `None`: it does not say.
    free: Option<u64>,
}

/// Frames of a recording: half a second, two blocks of every coding at least.
const FRAMES: u16 = 4_000;
const EVER: u64 = u64::MAX / 2;

impl Plan {
    fn new(room: u64, calls: u64) -> Arc<Self> {
        Arc::new(Self { room: AtomicU64::new(room), calls: AtomicU64::new(calls), free: None })
    }

    fn heal(&self) {
        self.room.store(EVER, Ordering::Relaxed);
        self.calls.store(EVER, Ordering::Relaxed);
    }

    fn is_away(&self) -> bool {
        self.calls.load(Ordering::Relaxed) == 0
    }

    /// One more step; the drive may have vanished before it.
    fn step(&self) -> io::Result<()> {
        let left = self.calls.load(Ordering::Relaxed);
        self.calls.store(left.saturating_sub(1), Ordering::Relaxed);
        // A mounted share that vanished: reads and writes fail so; its files are not found when it is unmounted.
        if left == 0 { Err(io::ErrorKind::StaleNetworkFileHandle.into()) } else { Ok(()) }
    }

    fn fill(&self, bytes: usize) -> io::Result<usize> {
        let bytes = u64::try_from(bytes).unwrap();
        let room = self.room.load(Ordering::Relaxed);
        let fits = bytes.min(room);
        self.room.store(room - fits, Ordering::Relaxed);
        if fits == 0 && bytes > 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(usize::try_from(fits).unwrap())
    }
}

struct FaultyDisk(Arc<Plan>);

struct FaultyFile<T>(T, Arc<Plan>);

impl<T: Read> Read for FaultyFile<T> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.1.step()?;
        self.0.read(bytes)
    }
}

impl<T: Seek> Seek for FaultyFile<T> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

impl Write for FaultyFile<Box<dyn Sink>> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.1.step()?;
        let fits = self.1.fill(bytes.len())?;
        self.0.write(&bytes[..fits])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Sink for FaultyFile<Box<dyn Sink>> {
    fn settle(&mut self) -> io::Result<()> {
        self.1.step()?;
        self.0.settle()
    }
}

impl ArchiveDisk for FaultyDisk {
    fn open(&self, path: &Path) -> io::Result<Box<dyn Source>> {
        self.0.step()?;
        Ok(Box::new(FaultyFile(RealDisk.open(path)?, Arc::clone(&self.0))))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn Sink>> {
        self.0.step()?;
        Ok(Box::new(FaultyFile(RealDisk.create(path)?, Arc::clone(&self.0))))
    }

    fn install(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.step()?;
        fs::rename(from, to)?;
        // The name is changed, and the drive vanishes before that is known to last.
        self.0.step()
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.0.step()?;
        RealDisk.remove(path)
    }

    fn files_below(&self, root: &Path, folder: &str) -> io::Result<Vec<String>> {
        self.0.step()?;
        RealDisk.files_below(root, folder)
    }

    fn is_folder(&self, path: &Path) -> bool {
        !self.0.is_away() && RealDisk.is_folder(path)
    }

    fn free_bytes(&self, _folder: &Path) -> Option<u64> {
        self.0.free
    }
}

struct Office {
    dir: tempfile::TempDir,
    /// Lent to who files what an archivist reports.
    store: Option<Store>,
}

fn path_of(call: i64) -> String {
    format!("recordings/2026/11/27/10150{call}_{call}.wav")
}

/// A tone that swells and fades, so that two recordings differ.
#[allow(clippy::cast_possible_truncation, reason = "sample arithmetic")]
fn sound(call: i64) -> Vec<i16> {
    let pitch = 0.2 + 0.05 * f32::from(u8::try_from(call).unwrap());
    (0..FRAMES)
        .map(|n| ((f32::from(n) * pitch).sin() * 6_000.0 * (f32::from(n) / 900.0).sin()) as i16)
        .collect()
}

impl Office {
    /// So many finished recordings that wait to be compressed.
    fn new(recordings: i64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("ringdesk.db"), Stamp::default()).unwrap().0;
        let mut office = Self { dir, store: Some(store) };
        (1..=recordings).for_each(|call| office.record(call));
        office
    }

    /// The same again, as it is on the disk.
    fn copied(&self) -> Self {
        let dir = tempfile::tempdir().unwrap();
        for path in RealDisk.files_below(self.dir.path(), "recordings").unwrap() {
            let to = dir.path().join(&path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(self.dir.path().join(&path), to).unwrap();
        }
        let database = dir.path().join("ringdesk.db");
        let wish = Wish {
            database: self.store().path().to_owned(),
            folder: Some(dir.path().to_owned()),
            now: Stamp::default(),
            recordings: false,
        };
        let backup = quietly(|watch| back_up(&wish, watch)).unwrap().path;
        fs::rename(backup, &database).unwrap();
        let store = Store::open(&database, Stamp::default()).unwrap().0;
        Self { dir, store: Some(store) }
    }

    fn record(&mut self, call: i64) {
        let act = Act::program(Stamp::default());
        let path = path_of(call);
        let full = self.dir.path().join(&path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        let mut writer = SoundWriter::create(&full, SoundFormat::Pcm, 1).unwrap();
        writer.write(&sound(call)).unwrap();
        writer.finish().unwrap();
        let record = CallRecord {
            id: CallId(call),
            line: LineId(0),
            direction: Direction::Incoming,
            number: None,
            caller_id: None,
            started_utc_millis: 0,
            offset_minutes: 0,
            rings: 1,
            answered_after: None,
            answered_by: None,
            lasted: Some(Duration::from_secs(1)),
            outcome: Outcome::Answered,
            customer: None,
            note: String::new(),
            handled: false,
            treatment: None,
            timeline: Vec::new(),
        };
        let store = self.store.as_mut().unwrap();
        store.open_call(&act, &record).unwrap();
        store.recording_begun(&act, CallId(call), &path, Duration::ZERO).unwrap();
        let lasted = length_of(u64::from(FRAMES));
        store.recording_finished(&act, CallId(call), &path, lasted).unwrap();
    }

    /// Lets an archivist work on a disk of this plan while the store files what it reports, as the engine's loop does.
    fn works(&mut self, plan: &Arc<Plan>, work: impl FnOnce(&mut Archive)) -> Vec<ArchiveReport> {
        let (inner, reports) = bounded(64);
        let mut archive = Archive {
            reader: self.store().reader().unwrap(),
            root: self.dir.path().to_owned(),
            disk: Box::new(FaultyDisk(Arc::clone(plan))),
            flags: Arc::new(Flags::default()),
            inner,
            given_up: Vec::new(),
            again: None,
        };
        let mut store = self.store.take().unwrap();
        let (done, ended) = bounded(1); // the one answer
        let filing = thread::spawn("filing", move || {
            let act = Act::program(Stamp::default());
            let mut told = Vec::new();
            for word in reports {
                let Inner::Archive(report) = word else { continue };
                let op = match &report {
                    ArchiveReport::Replaced(what) => Some(RecordingOp::Replace(what.clone())),
                    ArchiveReport::Removed(gone) => Some(RecordingOp::Forgotten(gone.clone())),
                    _ => None,
                };
                if let Some(op) = op {
                    store.carry_out(&act, &Op::Recording(op)).unwrap();
                }
                told.push(report);
            }
            done.send((store, told)).unwrap();
        });
        work(&mut archive);
        drop(archive);
        let (store, told) = ended.recv().unwrap();
        drop(filing.unwrap());
        self.store = Some(store);
        told
    }

    fn store(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    /// Every recording plays in its whole length under the name its row says; says how many are sealed.
    fn all_play(&self) -> usize {
        let reader = self.store().reader().unwrap();
        for call in 1..=reader.max_call_id().unwrap().unwrap().0 {
            let rows: Vec<Recording> = reader.call(CallId(call)).unwrap().unwrap().recordings;
            assert_eq!(rows.len(), 1);
            let mut file = SoundFile::open(&self.dir.path().join(&rows[0].path)).unwrap();
            assert_eq!(file.frames(), u64::from(FRAMES), "{:?}", rows[0]);
            assert_eq!(file.read(u64::from(FRAMES) - 100, &mut [0; 200]).unwrap(), 100);
        }
        reader.sealed_count().unwrap() as usize
    }

    /// Files that neither a row nor the list of leftovers names.
    fn strays(&self) -> Vec<String> {
        let reader = self.store().reader().unwrap();
        let named = reader.recording_paths().unwrap();
        let mut there = RealDisk.files_below(self.dir.path(), "recordings").unwrap();
        there.retain(|path| !named.contains(path));
        there
    }
}

fn quietly<T>(work: impl FnOnce(&mut Watch<'_>) -> T) -> T {
    let mut deaf = |_| {};
    work(&mut Watch::new(Arc::default(), &mut deaf))
}

fn failures(told: &[ArchiveReport]) -> Vec<&str> {
    fn why(report: &ArchiveReport) -> Option<&str> {
        match report {
            ArchiveReport::Failed(_, why) => Some(why),
            _ => None,
        }
    }
    told.iter().filter_map(why).collect()
}

fn bad_verdicts(told: &[ArchiveReport]) -> usize {
    let bad = |report: &&ArchiveReport| matches!(report, ArchiveReport::Checked(_, verdict) if verdict.is_bad());
    told.iter().filter(bad).count()
}

#[test]
fn a_disk_that_is_full_at_any_byte_costs_no_recording_and_the_work_is_done_later() {
    for (format, step, least) in [(RecordingFormat::Opus, 97, 3), (RecordingFormat::Gsm, 31, 20)] {
        let mut office = Office::new(1);
        let original = fs::read(office.dir.path().join(path_of(1))).unwrap();
        let mut tried = 0;
        for room in (0_u64..).step_by(step) {
            let plan = Plan::new(room, EVER);
            let told = office.works(&plan, |archive| {
                archive.keep(format);
                let full = archive.reader.sealed_count().unwrap() == 0;
                assert_eq!(archive.again, full.then_some(format), "tried again, {room} bytes");
                assert!(archive.given_up.is_empty());
            });
            if office.all_play() == 1 {
                assert!(failures(&told).is_empty(), "{told:?}");
                break;
            }
            tried += 1;
            let [why] = failures(&told)[..] else { panic!("{room}: {told:?}") };
            assert!(why.starts_with(&path_of(1)), "{why}");
            assert!(why.contains("no storage space"), "{why}");
            assert_eq!(fs::read(office.dir.path().join(path_of(1))).unwrap(), original);
            assert!(office.strays().is_empty(), "{room}: {:?}", office.strays());
        }
        assert!(tried > least, "{tried} places");
        let told = office.works(&Plan::new(0, EVER), Archive::check_all);
        assert_eq!(bad_verdicts(&told), 0, "reading needs no room: {told:?}");
    }
}

#[test]
fn a_disk_that_says_it_is_nearly_full_is_not_written_to() {
    let mut office = Office::new(3);
    let plan = Plan { room: EVER.into(), calls: EVER.into(), free: Some(1_000_000) };
    let told = office.works(&Arc::new(plan), |archive| archive.keep(RecordingFormat::Opus));
    assert_eq!(failures(&told).len(), 1, "told once, not for each: {told:?}");
    assert_eq!(office.all_play(), 0);
}

#[test]
fn a_drive_that_vanishes_at_any_step_costs_no_recording_and_names_none() {
    let office = Office::new(2);
    // In its own place, and under another name.
    for (format, stride) in [(RecordingFormat::ALaw, 1), (RecordingFormat::Opus, 4)] {
        for calls in (0_u64..).step_by(stride) {
            let mut office = office.copied();
            let plan = Plan::new(EVER, calls);
            let told = office.works(&plan, |archive| {
                archive.keep(format);
                archive.check_all();
                archive.check_one(RecordingId(1));
            });
            assert_eq!(bad_verdicts(&told), 0, "{calls}: {told:?}");
            let was_away = plan.is_away();
            office.all_play();
            // It is there again.
            plan.heal();
            let later = office.works(&plan, |archive| {
                archive.remove_half_way();
                archive.remove_leftovers();
                archive.keep(format);
                archive.check_all();
            });
            assert!(failures(&later).is_empty(), "{calls}: {later:?}");
            assert_eq!(bad_verdicts(&later), 0, "{calls}: {later:?}");
            assert_eq!(office.all_play(), 2, "{calls}");
            assert!(office.strays().is_empty(), "{calls}: {:?}", office.strays());
            assert!(office.store().reader().unwrap().check_ledger().unwrap().faults.is_empty());
            if !was_away {
                assert!(failures(&told).is_empty(), "{told:?}");
                assert!(calls > 20, "{calls} steps");
                break;
            }
            let said = failures(&told);
            let names = |why: &&str| why.starts_with("recordings/") || why.contains("drive");
            assert!(said.iter().all(names), "{calls}: {said:?}");
        }
    }
}

#[test]
fn what_took_the_place_of_a_file_is_found_again_by_a_restored_database() {
    for format in [RecordingFormat::Opus, RecordingFormat::Gsm, RecordingFormat::ALaw] {
        let mut office = Office::new(2);
        let wish = Wish {
            database: office.store().path().to_owned(),
            folder: None,
            now: Stamp::default(),
            recordings: false,
        };
        let backup = quietly(|watch| back_up(&wish, watch)).unwrap().path;
        let plan = Plan::new(EVER, EVER);
        office.works(&plan, |archive| archive.keep(format));
        assert_eq!(office.all_play(), 2);
        // A backup made before they were compressed takes the place of the database.
        let database = office.store().path().to_owned();
        let Office { dir, store } = office;
        drop(store);
        let now = Stamp::default();
        quietly(|watch| restore(&backup, &database, now, watch)).unwrap();
        let store = Store::open(&database, Stamp::default()).unwrap().0;
        let mut office = Office { dir, store: Some(store) };
        let told = office.works(&plan, |archive| {
            archive.remove_half_way();
            archive.keep(format);
            archive.check_all();
        });
        assert!(failures(&told).is_empty(), "{told:?}");
        let good =
            |report: &&ArchiveReport| matches!(report, ArchiveReport::Checked(_, Verdict::Good));
        assert_eq!((office.all_play(), told.iter().filter(good).count()), (2, 2), "{format:?}");
    }
}

impl Office {
    /// The recording of a call.
    fn row(&self, call: i64) -> Recording {
        let reader = self.store().reader().unwrap();
        reader.call(CallId(call)).unwrap().unwrap().recordings.remove(0)
    }

    fn hold(&mut self, call: i64, on: bool) {
        let op = Op::Recording(RecordingOp::Hold(self.row(call).id, on));
        self.store.as_mut().unwrap().carry_out(&Act::program(Stamp::default()), &op).unwrap();
    }

    /// The file its row names.
    fn file(&self, call: i64) -> Vec<u8> {
        fs::read(self.dir.path().join(self.row(call).path)).unwrap()
    }
}

fn whole_disk() -> Arc<Plan> {
    Plan::new(EVER, EVER)
}

#[test]
fn what_is_on_legal_hold_is_neither_compressed_nor_masked() {
    let mut office = Office::new(3);
    office.works(&whole_disk(), |archive| archive.keep(RecordingFormat::Pcm));
    office.hold(2, true);
    let original = office.file(2);
    let told = office.works(&whole_disk(), |archive| archive.recode(RecordingFormat::Gsm));
    assert_eq!(office.file(2), original);
    assert!(office.file(1).len() < original.len() && office.file(3).len() < original.len());
    let Some(ArchiveReport::Ended(end)) = told.last() else { panic!("{told:?}") };
    assert_eq!((end.done, end.bad, end.left), (3, 0, 1), "it is told that one was left");
    let (from, to) = (Duration::from_millis(100), Duration::from_millis(300));
    let held = office.row(2).id;
    let mask = |archive: &mut Archive| archive.mask(held, from, to, "card".to_owned());
    let told = office.works(&whole_disk(), mask);
    assert_eq!(office.file(2), original);
    assert!(told.contains(&ArchiveReport::Held(path_of(2))), "it is said why: {told:?}");
    assert_eq!((office.all_play(), office.strays().len()), (3, 0));
    office.hold(2, false);
    office.works(&whole_disk(), mask);
    assert_ne!(office.file(2), original, "released, it is masked");
}

#[test]
fn a_hold_that_comes_before_the_compression_keeps_the_original_and_seals_it() {
    for format in [RecordingFormat::Opus, RecordingFormat::Gsm, RecordingFormat::ALaw] {
        let mut office = Office::new(1);
        office.hold(1, true);
        let original = office.file(1);
        let told = office.works(&whole_disk(), |archive| archive.keep(format));
        assert!(failures(&told).is_empty(), "{told:?}");
        assert_eq!((office.file(1), office.all_play()), (original, 1), "{format:?}");
    }
}

#[test]
fn a_hold_that_comes_while_a_copy_is_written_is_obeyed_by_the_store() {
    let mut office = Office::new(1);
    office.works(&whole_disk(), |archive| archive.keep(RecordingFormat::Pcm));
    let original = office.file(1);
    let seal = office.store().reader().unwrap().seal(office.row(1).id).unwrap().unwrap();
    let made = Seal { path: names::next(&seal.path, RecordingFormat::Gsm), ..seal };
    fs::write(office.dir.path().join(&made.path), "a lossy copy").unwrap();
    office.hold(1, true);
    let what = Replacement { seal: made, lasted: Duration::from_secs(1), why: Why::Recoded };
    let op = Op::Recording(RecordingOp::Replace(Box::new(what)));
    office.store.as_mut().unwrap().carry_out(&Act::program(Stamp::default()), &op).unwrap();
    office.works(&whole_disk(), |archive| archive.remove_leftovers());
    assert_eq!(office.file(1), original);
    assert!(office.strays().is_empty(), "what was made is gone: {:?}", office.strays());
}
