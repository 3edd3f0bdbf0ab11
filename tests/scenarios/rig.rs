//! Plays a script into the core: exact deadlines, a store and a recorder that answer at once, and what must hold after
//! every single step.

use crate::script::{Script, Step};
use crate::words;
use crate::words::manners;
use crate::worklist;
use ringdesk::base::capability::Capabilities;
use ringdesk::base::clock::Stamp;
use ringdesk::base::ids::{CallId, CustomerId, LineId};
use ringdesk::base::level::LevelCell;
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::record::{CallRecord, CallSummary, Outcome, TimelineEntry};
use ringdesk::call::worklist::task::CallWork;
use ringdesk::crm::customer::{Candidate, Customer, MatchQuality};
use ringdesk::engine::core::Core;
use ringdesk::engine::effect::{Announcement, Effect, StoreOp};
use ringdesk::engine::event::{Event, RecordingReport};
use ringdesk::engine::settings::LineChoice;
use ringdesk::engine::snapshot::{LineState, Snapshot};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// 2026-11-23 10:00 in China.
const START: Stamp =
    Stamp { mono: Duration::ZERO, utc_millis: 1_795_399_200_000, offset_minutes: 480 };

/// The core with everything around it faked.
pub struct Rig {
    core: Core,
    tap: bool,
    dial: crate::dialling::Words,
    firewall: crate::firewall::Setting,
    customers: Vec<(String, String)>,
    now: Stamp,
    text: String,
    announced: Option<LineState>,
    live: BTreeSet<CallId>,
    recording: BTreeSet<CallId>,
    cards: BTreeSet<CallId>,
    /// The store's idea of the calls.
    pub log: BTreeMap<CallId, CallRecord>,
}

/// The golden text of a script.
pub fn play(script: &Script) -> String {
    let mut rig = Rig::new(script);
    for (at, step) in &script.events {
        rig.advance(*at);
        match step {
            Step::Event(event) => rig.step(event.clone()),
            Step::Reopen => rig.open(),
            Step::Recent => rig.recent(),
            Step::Stop => return rig.stop(),
        }
    }
    rig.advance(script.until);
    rig.finish()
}

impl Rig {
    pub fn new(script: &Script) -> Self {
        let mut rig = Self {
            core: Core::new(script.settings.clone(), CallId(1), PathBuf::from("data")),
            tap: script.tap,
            dial: script.dial.clone(),
            firewall: script.firewall.clone(),
            customers: script.customers.clone(),
            now: START,
            text: String::new(),
            announced: None,
            live: BTreeSet::new(),
            recording: BTreeSet::new(),
            cards: BTreeSet::new(),
            log: BTreeMap::new(),
        };
        let effects = rig.core.start(0, START);
        assert!(matches!(effects[..], [Effect::OpenLine(LineChoice::Simulated), _]));
        rig.open();
        if rig.firewall.used {
            rig.step(rig.firewall.loaded());
        }
        rig
    }

    pub fn open(&mut self) {
        let full = Capabilities {
            ring: true,
            caller_id: true,
            hook: true,
            polarity: true,
            digits: true,
            audio_in: true,
            seize: self.dial.dials,
            dial: self.dial.dials,
            flash: self.dial.dials,
            pulse: self.dial.dials,
            ..Capabilities::default()
        };
        let bare = Capabilities { audio_in: true, ..Capabilities::default() };
        self.step(Event::LineOpened {
            line: LineId(0),
            choice: self.core.settings().line.clone(),
            name: if self.tap { "tap" } else { "box" }.to_owned(),
            claimed: if self.tap { bare } else { self.firewall.claims(full) },
            level: Arc::new(LevelCell::default()),
            doctor: Arc::default(),
        });
    }

    /// The program ends.
    fn stop(mut self) -> String {
        let effects = self.core.stop(self.now);
        for effect in effects {
            self.carry_out(effect, &mut Vec::new());
        }
        assert!(self.live.is_empty() && self.recording.is_empty());
        self.records()
    }

    /// The store tells the newest calls of its log.
    fn recent(&mut self) {
        let summary = |record: &CallRecord| CallSummary {
            record: record.clone(),
            party: String::new(),
            recordings: Vec::new(),
            work: CallWork::default(),
        };
        let calls: Vec<_> = self.log.values().rev().map(summary).collect();
        let missed = |call: &&CallSummary| call.record.outcome == Outcome::Missed;
        let missed_open = u32::try_from(calls.iter().filter(missed).count()).unwrap();
        self.step(Event::Recent { calls, missed_open, undo: None });
    }

    /// Time passes; every deadline is kept exactly.
    pub fn advance(&mut self, to: Duration) {
        let mut ticks = 0;
        while let Some(due) = self.core.next_deadline().filter(|due| *due <= to) {
            assert!(due >= self.now.mono || ticks == 0, "a deadline in the past: {due:?}");
            self.now = START.at_mono(due.max(self.now.mono));
            self.step(Event::Tick);
            ticks += 1;
            assert!(ticks < 1_000, "deadlines that never pass");
        }
        self.now = START.at_mono(to.max(self.now.mono));
    }

    pub fn step(&mut self, event: Event) {
        let revision = self.core.revision();
        if let Event::Recording(call, RecordingReport::Failed(..)) = &event {
            self.recording.remove(call);
        }
        let mut queue = self.core.step(event, self.now);
        while !queue.is_empty() {
            let mut next = Vec::new();
            for effect in queue {
                self.carry_out(effect, &mut next);
            }
            queue = next;
        }
        let snapshot = self.core.snapshot(self.now);
        assert!(snapshot.revision >= revision);
        self.check(&snapshot);
        self.watch_cards(&snapshot);
    }

    #[allow(clippy::too_many_lines, reason = "an arm for each effect")]
    fn carry_out(&mut self, effect: Effect, next: &mut Vec<Effect>) {
        match effect {
            Effect::Announce(announcement) => self.announcement(announcement),
            Effect::Store(StoreOp::Firewall(op)) => {
                let (line, event) = self.firewall.store(op);
                self.say(&line);
                if let Some(event) = event {
                    next.extend(self.core.step(event, self.now));
                }
            }
            Effect::Store(op) => self.store(op),
            Effect::Lookup(call, number) => {
                self.say(&format!("call {call} look up {number}"));
                if let Some(instead) = crate::firewall::who(self.firewall.store, call) {
                    for event in instead {
                        next.extend(self.core.step(event, self.now));
                    }
                    return;
                }
                let matched = Event::Matched(call, self.candidates(&number));
                next.extend(self.core.step(matched, self.now));
            }
            Effect::StartRecording { call, starts_at, back, started_utc_millis, .. } => {
                assert_eq!(started_utc_millis, self.log[&call].started_utc_millis);
                assert!(self.recording.insert(call), "recorded twice at once");
                let (starts_at, back) = (starts_at.as_secs_f64(), back.as_secs_f64());
                self.say(&format!("call {call} record from {starts_at:.3}, {back:.3} back"));
                let begun = Event::Recording(call, RecordingReport::Begun);
                next.extend(self.core.step(begun, self.now));
            }
            Effect::StopRecording(call) => {
                assert!(self.recording.remove(&call), "stopped without a start");
                self.say(&format!("call {call} stop recording"));
            }
            Effect::Listen(_, mode) => self.say(&format!("listen {}", snake(&format!("{mode:?}")))),
            Effect::Order(_, order) => self.say(&format!("order {order:?}")),
            Effect::OpenLine(choice) => self.say(&format!("open {choice:?}")),
            Effect::SaveSettings(_) => self.say("save settings"),
            Effect::ListDevices => self.say("list devices"),
            Effect::Play(recording, _) => self.say(&format!("play {recording}")),
            Effect::PlayNewest(..) => self.say("play newest"),
            Effect::StopPlaying => self.say("stop playing"),
            Effect::Player(order) => self.say(&format!("player {order:?}")),
            Effect::AskSuppressed(_, _) if self.dial.ledger_silent => self.say("ask the ledger"),
            Effect::AskSuppressed(serial, keys) => {
                let keys: Vec<_> = keys.iter().map(|key| key.as_str().to_owned()).collect();
                self.say(&format!("ask the ledger {keys:?}"));
                let found = crate::dialling::ledger(&self.dial.suppressed, &keys);
                let told = Event::Suppressed(serial, Ok(found));
                next.extend(self.core.step(told, self.now));
            }
            Effect::PauseRecording { .. }
            | Effect::Archive(_)
            | Effect::CancelArchive
            | Effect::NoticeBeep(_) => self.say(&words::recordings::effect(&effect)),
            Effect::Speech(effect) => self.say(&words::speech::effect(&effect)),
            Effect::Firewall(effect) => self.say(&crate::firewall::effect(&effect)),
            Effect::AskAgenda(_)
            | Effect::Files(_)
            | Effect::Answer(_)
            | Effect::Print(_)
            | Effect::Transfer(_)
            | Effect::Staff(_)
            | Effect::Report(_)
            | Effect::ExportOrders(_)
            | Effect::Example(_)
            | Effect::Places(_)
            | Effect::Upkeep(_)
            | Effect::Export(_)
            | Effect::CancelExport => {}
            Effect::Ring(order) => self.say(&manners::ring(&order)),
        }
    }

    fn candidates(&self, number: &PhoneNumber) -> Vec<Candidate> {
        let matching = self
            .customers
            .iter()
            .zip(7..)
            .filter(|((own, _), _)| PhoneNumber::new(own.as_str()).key() == number.key());
        matching
            .map(|((_, name), id)| Candidate {
                customer: Customer {
                    id: Some(CustomerId(id)),
                    name: name.clone(),
                    ..Customer::default()
                },
                quality: MatchQuality::Exact,
                last_contact_utc_millis: None,
                last_note: String::new(),
                calls: 0,
            })
            .collect()
    }

    fn announcement(&mut self, announcement: Announcement) {
        let line = match announcement {
            Announcement::LineReady { name } => format!("line ready: {name}"),
            Announcement::Line { state, .. } => {
                self.announced = Some(state);
                format!("line {}", snake(&format!("{state:?}")))
            }
            Announcement::CallBegun { call, direction } => {
                assert!(self.live.insert(call), "begun twice");
                format!("call {call} begins, {}", snake(&format!("{direction:?}")))
            }
            Announcement::Caller { call, number, name, absent } => {
                let absent = absent.map(|a| snake(&format!("{a:?}"))).unwrap_or_default();
                joined(&format!("call {call} caller"), &[&number, &name, &absent])
            }
            Announcement::Matched { call, customers } => {
                format!("call {call} matches {customers:?}")
            }
            Announcement::Dialled { call, number } => format!("call {call} dialled {number}"),
            Announcement::CallWaiting { call, number, name } => {
                joined(&format!("call {call} another caller waits"), &[&number, &name])
            }
            Announcement::Answered { call, by } => {
                format!("call {call} answered, {}", snake(&format!("{by:?}")))
            }
            Announcement::Digit { call, digit } => format!("call {call} digit {digit}"),
            Announcement::Tone { tone } => format!("tone {}", snake(&format!("{tone:?}"))),
            Announcement::Recorded { call, .. } => format!("call {call} recorded"),
            Announcement::CallEnded { call, outcome, seconds } => {
                assert!(self.live.remove(&call), "ended twice");
                format!("call {call} ends, {} after {seconds:.3}", snake(&format!("{outcome:?}")))
            }
            Announcement::Treated { call, treatment } => {
                if let Some(told) = crate::firewall::told(&treatment) {
                    self.say(&format!("call {call} is treated: {told}"));
                }
                return;
            }
            Announcement::Notice { notice } => {
                format!("notice {:?} {:?}", notice.severity, notice.topic)
            }
        };
        self.say(&line);
    }

    fn store(&mut self, op: StoreOp) {
        match op {
            StoreOp::OpenCall(record) => {
                assert_eq!(record.outcome, Outcome::Open);
                assert!(self.log.insert(record.id, *record).is_none(), "opened twice");
            }
            StoreOp::UpdateCall(record) => {
                assert_eq!(self.log[&record.id].outcome, Outcome::Open, "changed after its end");
                self.log.insert(record.id, *record);
            }
            StoreOp::CloseCall(record) => {
                let old = self.log.insert(record.id, *record).expect("closed but never opened");
                assert_eq!(old.outcome, Outcome::Open, "closed twice");
                assert!(!self.recording.contains(&old.id), "recorded on after its end");
            }
            StoreOp::SaveCallNote(call, note) => {
                self.log.get_mut(&call).expect("a call").note = note;
                self.say(&format!("call {call} note kept"));
            }
            StoreOp::MatchCustomer(call, customer) => {
                self.log.get_mut(&call).expect("a call").customer = customer;
                let who = customer.map_or("nobody".to_owned(), |id| format!("customer {id}"));
                self.say(&format!("call {call} can only be {who}"));
            }
            StoreOp::AssignCustomer(call, customer) => {
                self.log.get_mut(&call).expect("a call").customer = customer;
                let who = customer.map_or("nobody".to_owned(), |id| format!("customer {id}"));
                self.say(&format!("call {call} belongs to {who}"));
            }
            StoreOp::MarkHandled(call, handled) => {
                self.log.get_mut(&call).expect("a call").handled = handled;
                self.say(&format!("call {call} handled: {handled}"));
            }
            StoreOp::Work(op) => worklist::store(self, &op),
            other => self.say(&format!("store {other:?}")),
        }
    }

    /// What must hold after every step.
    fn check(&self, snapshot: &Snapshot) {
        let shown: BTreeSet<_> = snapshot
            .calls
            .iter()
            .filter(|call| call.record.outcome == Outcome::Open)
            .map(|call| call.record.id)
            .collect();
        assert_eq!(shown, self.live, "snapshot and announcements disagree");
        let waiting = snapshot.calls.iter().filter(|call| call.waits).count();
        assert!(waiting <= 1, "an exchange holds one caller");
        for newer in self.live.iter().skip(1) {
            let waited = self.log[newer].caller_id.is_some();
            assert!(waited, "two live calls on one line, and none was announced as waiting");
        }
        let open = self.log.values().filter(|r| r.outcome == Outcome::Open).map(|r| r.id);
        assert_eq!(open.collect::<BTreeSet<_>>(), self.live, "the log and the desk disagree");
        if let Some(line) = snapshot.lines.first() {
            assert_eq!(Some(line.state), self.announced);
            let stopped = snapshot.recordings.live.iter().any(|live| live.stopped);
            assert_eq!(line.recording, !self.recording.is_empty() && !stopped, "recording dot");
            assert!(line.since <= self.now.mono);
            let busy =
                !matches!(line.state, LineState::Absent | LineState::Idle | LineState::Releasing);
            assert!(!busy || !self.live.is_empty(), "{:?} without a call", line.state);
            assert!(line.state != LineState::Idle || self.live.is_empty(), "idle with a call");
        }
        // The newest two: older ones cannot change any more, `store` sees to that.
        for record in self.log.values().rev().take(2) {
            let text = serde_json::to_string(record).unwrap();
            assert_eq!(*record, serde_json::from_str(&text).unwrap());
            let times: Vec<_> = record.timeline.iter().map(|entry| entry.at).collect();
            assert!(times.is_sorted(), "timeline out of order: {times:?}");
        }
    }

    fn watch_cards(&mut self, snapshot: &Snapshot) {
        let open: BTreeSet<_> =
            snapshot.calls.iter().filter(|c| c.popup).map(|c| c.record.id).collect();
        let before = std::mem::replace(&mut self.cards, open.clone());
        for call in open.difference(&before) {
            self.say(&format!("call {call} card opens"));
        }
        for call in before.difference(&open) {
            self.say(&format!("call {call} card closes"));
        }
    }

    pub fn say(&mut self, line: &str) {
        writeln!(self.text, "{:>8.3} {line}", self.now.mono.as_secs_f64()).unwrap();
    }

    /// The records at the end, as the store keeps them.
    pub fn finish(mut self) -> String {
        let snapshot = self.core.snapshot(self.now);
        let idle = snapshot.lines.iter().all(|line| line.state == LineState::Idle);
        assert!(!idle || self.live.is_empty(), "an idle line with an open call");
        let due = self.core.next_deadline();
        assert!(
            due.is_none() || !idle || !self.cards.is_empty(),
            "{due:?} at {:?}\n{}",
            self.now,
            self.text
        );
        self.records()
    }

    fn records(&mut self) -> String {
        for record in std::mem::take(&mut self.log).values() {
            self.record(record);
        }
        std::mem::take(&mut self.text)
    }

    fn record(&mut self, record: &CallRecord) {
        let mut words = vec![
            format!("\ncall {}:", record.id),
            snake(&format!("{:?}", record.direction)),
            record.number.as_ref().map(ToString::to_string).unwrap_or_default(),
            snake(&format!("{:?}", record.outcome)),
        ];
        words.push(format!("rings={}", record.rings));
        if let (Some(after), Some(by)) = (record.answered_after, record.answered_by) {
            words.push(format!("answered={:.3}", after.as_secs_f64()));
            words.push(format!("by={}", snake(&format!("{by:?}"))));
        }
        if let Some(lasted) = record.lasted {
            words.push(format!("lasted={:.3}", lasted.as_secs_f64()));
        }
        if let Some(customer) = record.customer {
            words.push(format!("customer={customer}"));
        }
        if !record.note.is_empty() {
            words.push(format!("note={}", record.note));
        }
        if record.handled {
            words.push("handled".to_owned());
        }
        let treatment = record.treatment.as_ref().and_then(crate::firewall::told);
        words.extend(treatment.map(|told| format!("treated={told}")));
        words.retain(|word| !word.is_empty());
        writeln!(self.text, "{}", words.join(" ")).unwrap();
        for entry in &record.timeline {
            self.text.push_str(&timeline_line(entry));
        }
    }
}

fn timeline_line(entry: &TimelineEntry) -> String {
    use ringdesk::call::record::Happening;
    let what = match &entry.what {
        Happening::CallerId(c) | Happening::CallerIdContradicted(c) | Happening::CallWaiting(c) => {
            let kind = snake(format!("{:?}", entry.what).split('(').next().unwrap_or_default());
            let number = c.number.clone().unwrap_or_else(|| format!("{:?}", c.absence));
            format!("{kind} {number} {:?} {:?}", c.standard, c.format)
        }
        other => format!("{other:?}"),
    };
    let origin = entry.origin.map(|o| format!(" [{o:?}]")).unwrap_or_default();
    let level = entry.evidence.level_dbm0.map(|l| format!(" {l} dBm0")).unwrap_or_default();
    let note = &entry.evidence.note;
    let note = if note.is_empty() { String::new() } else { format!(" ({note})") };
    format!("{:>8.3} {what}{origin}{level}{note}\n", entry.at.as_secs_f64())
}

fn joined(head: &str, words: &[&str]) -> String {
    let words: Vec<_> = words.iter().filter(|word| !word.is_empty()).copied().collect();
    if words.is_empty() { head.to_owned() } else { format!("{head} {}", words.join(" ")) }
}

/// `OffHook` → `off hook`.
fn snake(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out
}
