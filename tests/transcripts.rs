//! Whole calls, recorded from models of boxes and replayed without them, and the sample transcripts of
//! `tests/data/transcripts`: each FILE.jsonl, run through its driver, has to give FILE.txt.
//! `UPDATE_GOLDEN=1 cargo test --test transcripts` records the samples anew; read them before believing them. A sample need
//! not be recorded anew when a driver polls otherwise: that is what replay forgives.
#![allow(clippy::unwrap_used, reason = "helpers of tests; clippy sees only test functions")]

use ringdesk::base::caller_id::{Format, Standard};
use ringdesk::base::clock::{Clock, ManualClock};
use ringdesk::base::evidence::Evidence;
use ringdesk::base::ids::LineId;
use ringdesk::base::order::{BoxOrder, BurstMoment, FarEndAction, SimulatedCaller};
use ringdesk::base::signal::{Edge, Hook, LineSignal, Report};
use ringdesk::cli::transcript::timeline;
use ringdesk::device::LineBox;
use ringdesk::device::families::opener;
use ringdesk::device::sim::boxes::bench::{BenchTop, Fault};
use ringdesk::device::sim::boxes::direct::{DirectModel, Make};
use ringdesk::device::sim::boxes::hid::maple::{Maple, MapleManner};
use ringdesk::device::sim::boxes::modem::{ModemModel, ModemOptions};
use ringdesk::device::sim::boxes::receiver::{Receiver, ReceiverModel, ReceiverOptions};
use ringdesk::device::sim::boxes::telbox::{self, Edition, Habits};
use ringdesk::device::sim::boxes::telephone::TelephoneModel;
use ringdesk::device::sim::boxes::{BoxModel, LineSide};
use ringdesk::device::sim::settings::SimSettings;
use ringdesk::device::transcript::format::{Act, Event, Line, Transcript};
use ringdesk::device::transcript::play::{POLL, Summary, play};
use ringdesk::device::transcript::record;
use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

const LINE: LineId = LineId(0);

/// What happens in a recorded call.
enum Step {
    Far(FarEndAction),
    Order(BoxOrder),
    Press(&'static str),
    Unplug,
}

/// Seconds since the box was opened, and what happens.
type Steps = Vec<(f64, Step)>;

use FarEndAction::{HangUp, LiftDeskPhone, ReplaceDeskPhone};
use Step::{Far, Order, Press, Unplug};

fn rings() -> Step {
    Far(FarEndAction::Ring(SimulatedCaller {
        number: "5550100".to_owned(),
        name: "ADA".to_owned(),
        standard: Standard::Bell202,
        format: Format::Mdmf,
        moment: BurstMoment::BetweenRings,
    }))
}

#[derive(Clone, Default)]
struct Sheet(Arc<Mutex<Vec<u8>>>);

impl Write for Sheet {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A model on the bench, and a driver on it that is recorded.
struct Scene {
    driver: &'static str,
    top: BenchTop,
    desk: Option<telbox::Desk>,
}

impl Scene {
    fn on(driver: &'static str, model: Box<dyn BoxModel>) -> Self {
        Self { driver, top: BenchTop::new(model, Arc::new(ManualClock::default())), desk: None }
    }

    fn telbox(edition: Edition) -> Self {
        let model = telbox::Telbox::new(edition, Habits::default(), SimSettings::default());
        let desk = model.desk();
        Self { desk: Some(desk), ..Self::on("telbox", Box::new(model)) }
    }

    fn direct(make: Make) -> Self {
        let line = LineSide::new(SimSettings::default());
        Self::on("direct", Box::new(DirectModel::new(make, line)))
    }

    fn telephone() -> Self {
        let settings = SimSettings { box_caller_id: true, ..SimSettings::default() };
        Self::on("direct", Box::new(TelephoneModel::new(LineSide::new(settings), 16)))
    }

    /// Boxes that read the caller's number themselves, on a line that tells it.
    fn caller_id(driver: &'static str) -> Self {
        let settings = SimSettings { box_caller_id: true, ..SimSettings::default() };
        let line = LineSide::new(settings);
        let model: Box<dyn BoxModel> = match driver {
            "modem" => Box::new(ModemModel::new(ModemOptions::startech(), line)),
            "hid" => Box::new(Maple::new(line, MapleManner::default())),
            "receiver" => Box::new(ReceiverModel::new(ReceiverOptions::new(Receiver::Comet), line)),
            _ => Box::new(ReceiverModel::new(ReceiverOptions::new(Receiver::Whozz), line)),
        };
        Self::on(driver, model)
    }

    fn step(&self, step: Step, line_box: &mut dyn LineBox, told: &mut Vec<Report>) {
        match step {
            // Somebody who hangs up twice is no fault of the scene.
            Far(action) => drop(self.top.with(|model, now| model.line().act(action, now))),
            Press(keys) => self.desk.as_ref().unwrap().press(keys),
            Unplug => self.top.unplug(),
            Order(order) => {
                let at = self.top.clock().now().mono;
                let signal = match line_box.order(&order) {
                    Ok(()) => LineSignal::OrderDone(order),
                    Err(refusal) => LineSignal::OrderRefused(order, refusal),
                };
                let origin = ringdesk::base::signal::Origin::Box;
                told.push(Report { line: LINE, origin, at, signal, evidence: Evidence::default() });
            }
        }
    }

    /// Records a call: seconds after the box was opened, and what happens. The transcript and what was reported.
    fn record(&self, steps: Steps, length: f64) -> (Vec<u8>, Vec<Report>) {
        let sheet = Sheet::default();
        let clock: Arc<dyn Clock> = self.top.clock();
        let link = Box::new(self.top.open().unwrap());
        let open = opener(self.driver).unwrap();
        let opened = record::open(self.driver, link, open, clock, Box::new(sheet.clone()));
        let mut line_box = opened.unwrap();
        let begin = self.top.clock().now().mono;
        let since = || self.top.clock().now().mono.saturating_sub(begin).as_secs_f64();
        let mut told = Vec::new();
        let mut still = 0;
        let mut steps = steps.into_iter().peekable();
        while since() < length && still < 300 {
            while let Some((_, step)) = steps.next_if(|(at, _)| *at <= since()) {
                self.step(step, &mut line_box, &mut told);
            }
            let before = since();
            match line_box.poll(LINE, POLL) {
                Some(report) => told.push(report),
                None if since() <= before => still += 1,
                None => still = 0,
            }
        }
        drop(line_box);
        let bytes = sheet.0.lock().unwrap().clone();
        (bytes, told)
    }
}

/// The desk phone answers, dials on, hangs up.
fn desk_call(presses: bool) -> Steps {
    let mut steps = vec![(0.3, rings()), (2.0, Far(LiftDeskPhone)), (4.5, Far(ReplaceDeskPhone))];
    if presses {
        steps.insert(2, (2.6, Press("15#")));
    }
    steps
}

/// The desk phone answers once it is known who rings.
fn late_call() -> Steps {
    vec![(0.3, rings()), (4.0, Far(LiftDeskPhone)), (4.6, Far(ReplaceDeskPhone))]
}

/// We take the line while it rings, and leave it; in between the desk phone is cut off.
fn own_call() -> Steps {
    vec![
        (0.3, rings()),
        (0.7, Order(BoxOrder::ConnectDeskPhone(false))),
        (0.9, Order(BoxOrder::Seize)),
        (1.5, Order(BoxOrder::ReportStatus)),
        (1.8, Order(BoxOrder::Flash)),
        (3.5, Far(HangUp)),
        (4.0, Order(BoxOrder::Release)),
        (4.1, Order(BoxOrder::ConnectDeskPhone(true))),
    ]
}

fn read(bytes: &[u8]) -> Transcript {
    Transcript::read(bytes).unwrap()
}

fn replayed(transcript: Transcript) -> (Vec<Report>, Result<Summary, String>) {
    let mut told = Vec::new();
    let summary = play(transcript, LINE, &mut |report| told.push(report.clone()));
    (told, summary.map_err(|error| error.context))
}

fn lines(reports: &[Report]) -> String {
    reports.iter().map(|report| timeline(report) + "\n").collect()
}

fn signals(reports: &[Report]) -> Vec<LineSignal> {
    reports.iter().map(|report| report.signal.clone()).collect()
}

#[test]
fn a_recorded_call_gives_the_same_reports_without_the_box() {
    let editions = [
        Edition::B2kFirst,
        Edition::B2kSecond,
        Edition::B3g { lifted: false },
        Edition::B3g { lifted: true },
    ];
    let scenes = || {
        let makes = [Make::Osmocom, Make::ByTheBook].map(Scene::direct);
        let others = ["modem", "hid", "receiver", "whozz"].map(Scene::caller_id);
        let boxes = editions.map(Scene::telbox).into_iter().chain(makes);
        boxes.chain([Scene::telephone()]).chain(others)
    };
    for (number, scene) in scenes().enumerate() {
        let has_keys = scene.desk.is_some();
        let steps = if has_keys { desk_call(true) } else { late_call() };
        let (bytes, told) = scene.record(steps, 6.0);
        let (again, summary) = replayed(read(&bytes));
        assert_eq!(lines(&again), lines(&told), "scene {number}");
        let summary = summary.unwrap();
        assert_eq!((summary.extra, summary.missing), (0, 0), "scene {number}");
        assert!(!summary.name.is_empty() && summary.not_opened.is_none());
        // Some receivers hear nothing but the burst.
        let hears = |report: &Report| {
            matches!(report.signal, LineSignal::Ring(Edge::Begin) | LineSignal::CallerId(_))
        };
        assert!(told.iter().any(hears), "scene {number}");
    }
    for (number, scene) in scenes().enumerate() {
        let (bytes, told) = scene.record(own_call(), 5.5);
        let (again, summary) = replayed(read(&bytes));
        assert_eq!(lines(&again), lines(&told), "scene {number}");
        summary.unwrap();
        let seizes =
            |report: &Report| matches!(report.signal, LineSignal::OrderDone(BoxOrder::Seize));
        let is_receiver = ["receiver", "whozz"].contains(&scene.driver);
        assert!(is_receiver || told.iter().any(seizes), "scene {number}");
    }
}

#[test]
fn a_box_that_is_pulled_out_is_lost_in_the_replay_too() {
    for scene in [Scene::telbox(Edition::B2kFirst), Scene::direct(Make::ByTheBook)] {
        let (bytes, told) = scene.record(vec![(0.3, rings()), (0.8, Unplug)], 3.0);
        let (again, summary) = replayed(read(&bytes));
        assert_eq!(lines(&again), lines(&told));
        assert_eq!(signals(&again).last(), Some(&LineSignal::BoxLost(Edge::Begin)));
        summary.unwrap();
    }
}

#[test]
fn a_box_that_did_not_open_does_not_open_in_the_replay_either() {
    let scene = Scene::telbox(Edition::B2kFirst);
    scene.top.fault(3, Fault::Unplug);
    let (sheet, clock) = (Sheet::default(), scene.top.clock());
    let link = Box::new(scene.top.open().unwrap());
    let open = opener("telbox").unwrap();
    let opened = record::open("telbox", link, open, clock, Box::new(sheet.clone()));
    let why = opened.err().unwrap().context;
    let (told, summary) = replayed(read(&sheet.0.lock().unwrap()));
    assert_eq!((told, summary.unwrap().not_opened), (vec![], Some(why)));
}

#[test]
fn a_driver_that_polls_more_or_less_often_reports_the_same() {
    let (bytes, told) = Scene::telbox(Edition::B2kSecond).record(desk_call(true), 6.0);
    let whole = read(&bytes);
    // A question and its reply that both were just the same as the time before.
    let pair = |at: usize| {
        let [Line { event: Event::Act(act), .. }, Line { event: Event::Arrival { data, .. }, .. }] =
            whole.lines.get(at..at + 2)?
        else {
            return None;
        };
        Some((act, data))
    };
    let mut seen = HashSet::new();
    let repeated: Vec<usize> = (0..whole.lines.len())
        .filter(|at| pair(*at).is_some_and(|(act, data)| !seen.insert((act, data)) && is_poll(act)))
        .collect();
    assert!(repeated.len() > 50, "{}", repeated.len());
    let without: HashSet<usize> =
        repeated.iter().step_by(9).flat_map(|at| [*at, *at + 1]).collect();
    let mut fewer = whole.clone();
    let mut index = 0..;
    fewer.lines.retain(|_| !without.contains(&index.next().unwrap()));
    let (again, summary) = replayed(fewer);
    assert_eq!(signals(&again), signals(&told));
    let summary = summary.unwrap();
    assert_ne!((summary.extra, summary.missing), (0, 0), "it is not hidden");

    let mut more = whole.clone();
    more.lines = (0..whole.lines.len())
        .flat_map(|at| {
            let twice = repeated.contains(&at) && at % 9 == 0;
            let pair = if twice { &whole.lines[at..at + 2] } else { &[] };
            let mut pair = pair.to_vec();
            for line in &mut pair {
                line.us = whole.lines[at].us;
            }
            pair.into_iter().chain([whole.lines[at].clone()])
        })
        .collect();
    let (again, summary) = replayed(more);
    assert_eq!(signals(&again), signals(&told));
    summary.unwrap();
}

/// Whether a telephone box is only asked how things are.
fn is_poll(act: &Act) -> bool {
    matches!(act, Act::ControlOut { data, .. } if data.0.first().is_some_and(|code| *code >= 0x80))
}

#[test]
fn an_edited_transcript_ends_with_the_line_where_the_driver_leaves_it() {
    let (bytes, _) = Scene::telbox(Edition::B2kFirst).record(desk_call(false), 3.0);
    let whole = read(&bytes);
    let acts: Vec<usize> =
        (0..whole.lines.len()).filter(|at| whole.lines[*at].act().is_some()).collect();
    for at in acts.iter().copied().take(12) {
        let mut edited = whole.clone();
        edited.lines[at].event = Event::Act(Act::SetLines { dtr: true, rts: false });
        let why = replayed(edited).1.unwrap_err();
        let begin = format!("line {}: the driver ", at + 2);
        assert!(why.starts_with(&begin) && why.contains("set DTR 1 and RTS 0"), "{why}");
    }
    for (driver, number, word) in [("direct", 2, "neither direct-line"), ("ouija", 1, "telbox")] {
        let mut edited = whole.clone();
        edited.head.driver = driver.to_owned();
        let why = replayed(edited).1.unwrap_err();
        assert!(why.starts_with(&format!("line {number}: ")) && why.contains(word), "{why}");
    }
}

#[test]
fn a_transcript_cut_anywhere_is_replayed_as_far_as_it_goes() {
    for scene in [Scene::telbox(Edition::B3g { lifted: false }), Scene::direct(Make::ByTheBook)] {
        let (bytes, told) = scene.record(own_call(), 5.5);
        let whole = read(&bytes);
        let all = lines(&told);
        for length in (0..whole.lines.len()).step_by(3) {
            let mut cut = whole.clone();
            cut.lines.truncate(length);
            let (again, summary) = replayed(cut);
            assert!(all.starts_with(&lines(&again)), "{length}: {}", lines(&again));
            match summary {
                Ok(summary) => assert!(summary.cut && summary.not_opened.is_none()),
                Err(why) => assert_eq!(
                    why,
                    format!("line {}: the transcript ends before the box is open", length + 1)
                ),
            }
        }
    }
}

#[test]
fn a_shortened_transcript_is_told_by_the_line_of_its_end() {
    let (bytes, _) = Scene::direct(Make::ByTheBook).record(own_call(), 5.5);
    let mut short = read(&bytes);
    let seized = short.lines.iter().position(|line| line.event == Event::Order(BoxOrder::Seize));
    short.lines.truncate(seized.unwrap() + 1);
    let us = short.lines.last().unwrap().us;
    short.lines.push(Line::new(us, Event::End));
    let last = short.lines.len() + 1;
    let why = replayed(short).1.unwrap_err();
    let begin = format!("line {last}: the driver would make control request 21 11 0001 ");
    assert!(why.starts_with(&begin) && why.ends_with("where the transcript ends"), "{why}");
}

#[test]
fn a_computer_that_was_busy_now_and_then_makes_no_difference() {
    let others = ["modem", "hid", "whozz"].map(Scene::caller_id);
    let first = [Scene::telbox(Edition::B2kFirst), Scene::direct(Make::ByTheBook)];
    for scene in first.into_iter().chain(others) {
        let (bytes, told) = scene.record(desk_call(scene.desk.is_some()), 6.0);
        let mut late = read(&bytes);
        let (mut seed, mut last) = (0x2545_f491_u32, 0);
        for line in &mut late.lines {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            line.us = (line.us + u64::from(seed >> 16) % 3_000).max(last + 1);
            last = line.us;
        }
        let (again, summary) = replayed(late);
        assert_eq!(signals(&again), signals(&told));
        summary.unwrap();
    }
}

#[test]
fn bytes_that_were_changed_at_will_never_bring_the_driver_down() {
    let others = ["modem", "hid", "receiver", "whozz"].map(Scene::caller_id);
    let first = [Scene::telbox(Edition::B2kFirst), Scene::direct(Make::ByTheBook)];
    for scene in first.into_iter().chain(others) {
        let (bytes, _) = scene.record(desk_call(false), 2.5);
        let whole = read(&bytes);
        let mut seed = 0x2545_f491_u32;
        for _ in 0..60 {
            let mut edited = whole.clone();
            for line in &mut edited.lines {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let [random, value, place, _] = seed.to_be_bytes();
                let Event::Arrival { data, .. } = &mut line.event else { continue };
                if random < 20 && !data.0.is_empty() {
                    let place = usize::from(place) % data.0.len();
                    data.0[place] = value;
                }
            }
            let (_, summary) = replayed(edited);
            if let Err(why) = summary {
                assert!(why.starts_with("line "), "{why}");
            }
        }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/transcripts")
}

/// The samples: name, box, what happens.
fn samples() -> Vec<(&'static str, Scene, Steps)> {
    vec![
        ("telbox_desk_call", Scene::telbox(Edition::B2kFirst), desk_call(true)),
        ("telbox_own_call", Scene::telbox(Edition::B3g { lifted: false }), own_call()),
        ("direct_desk_call", Scene::direct(Make::ByTheBook), desk_call(false)),
        ("direct_own_call", Scene::direct(Make::Osmocom), own_call()),
        ("modem_own_call", Scene::caller_id("modem"), own_call()),
        ("maple_late_call", Scene::caller_id("hid"), late_call()),
        ("whozz_late_call", Scene::caller_id("whozz"), late_call()),
        ("comet_late_call", Scene::caller_id("receiver"), late_call()),
        ("telephone_desk_call", Scene::telephone(), desk_call(false)),
    ]
}

fn ringdesk(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ringdesk"));
    command.args(args).env_remove("RINGDESK_LOG").stdin(Stdio::null()).output().unwrap()
}

#[test]
fn the_samples_are_replayed_as_they_always_were() {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        for (name, scene, steps) in samples() {
            let (bytes, told) = scene.record(steps, 5.0);
            std::fs::write(folder().join(name).with_extension("jsonl"), bytes).unwrap();
            std::fs::write(folder().join(name).with_extension("txt"), lines(&told)).unwrap();
        }
    }
    let mut names = HashSet::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "jsonl") {
            continue;
        }
        names.insert(path.file_stem().unwrap().to_str().unwrap().to_owned());
        let output = ringdesk(&["replay", path.to_str().unwrap()]);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{}: {told}", path.display());
        let golden = std::fs::read_to_string(path.with_extension("txt")).unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), golden, "{}", path.display());
    }
    for (name, ..) in samples() {
        assert!(names.contains(name), "{name} is missing");
    }
}

#[test]
fn the_command_line_replays_for_scripts_and_says_what_is_wrong_in_one_line() {
    let sample = folder().join("telbox_desk_call.jsonl");
    let output = ringdesk(&["replay", sample.to_str().unwrap(), "--json"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let rows: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(rows.iter().any(|row| row["signal"]["ring"] == "begin" && row["seconds"].is_f64()));
    let hook = serde_json::to_value(LineSignal::Hook(Hook::Off)).unwrap();
    assert!(rows.iter().any(|row| row["signal"] == hook), "{text}");

    let home = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(&sample).unwrap();
    let first_write = text.lines().position(|line| line.contains("control_out")).unwrap();
    let edited = text.replacen("\"data\":\"", "\"data\":\"ff", 1);
    for (name, text, word) in [
        ("edited", edited.as_str(), format!("line {}: the driver would", first_write + 1)),
        ("letter", "Dear Sir or Madam", "line 1: ".to_owned()),
        ("empty", "", "line 1: the file is empty".to_owned()),
    ] {
        let path = home.path().join(name);
        std::fs::write(&path, text).unwrap();
        refused(&ringdesk(&["replay", path.to_str().unwrap()]), &[name, &word]);
    }
    let missing = home.path().join("missing");
    refused(&ringdesk(&["replay", missing.to_str().unwrap()]), &["missing"]);
}

#[test]
fn a_line_without_a_wire_is_not_recorded_and_leaves_no_file() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("box.jsonl");
    let output = ringdesk(&["record-box", path.to_str().unwrap(), "--line", "sim"]);
    let word = if cfg!(feature = "usb") { "no wire to record" } else { "without USB" };
    refused(&output, &[word]);
    assert!(!path.exists());
    let help = ringdesk(&["record-box", "--help"]).stdout;
    assert!(String::from_utf8_lossy(&help).contains("telephone numbers"));
}

/// Exit code 2 and one line on standard error that has all of `words`.
#[track_caller]
fn refused(output: &Output, words: &[&str]) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert_eq!(told.lines().count(), 1, "one line, not: {told}");
    for word in words {
        assert!(told.contains(word), "`{word}` is not in: {told}");
    }
}
