//! A stub of the engine and the standard snapshots: what the view tests and the window demo show.
#![allow(dead_code, missing_docs, clippy::unwrap_used, reason = "each test crate uses its part")]

#[allow(
    dead_code,
    clippy::expect_used,
    reason = "the window under test; the demo has no use for it"
)]
pub mod bench;
pub mod boxes;
pub mod people;
pub mod stub;
pub mod tape;

use people::{candidate, customers, log};
use ringdesk::base::caller_id::{CallerId, Format, Standard};
use ringdesk::base::capability::Capabilities;
use ringdesk::base::clock::Stamp;
use ringdesk::base::ids::{CallId, CustomerId, LineId};
use ringdesk::base::level::LevelCell;
use ringdesk::base::number::PhoneNumber;
use ringdesk::base::units::Dbm0;
use ringdesk::call::record::{
    AnswerEvidence, CallRecord, Direction, Happening, Outcome, TimelineEntry,
};
use ringdesk::crm::customer::Candidate;
use ringdesk::engine::notice::{Notice, Severity, Topic};
use ringdesk::engine::settings::{Language, LineChoice, Settings};
use ringdesk::engine::snapshot::{
    BurstView, CallView, DeviceChoice, LineState, LineView, PlayerView, Snapshot,
};
use std::sync::Arc;
use std::time::Duration;

/// 2026-11-23 14:07:30 in Beijing.
pub const NOW: Stamp =
    Stamp { mono: Duration::from_mins(10), utc_millis: 1_795_414_050_000, offset_minutes: 480 };

/// A line in a state.
pub fn line(state: LineState) -> LineView {
    let level = LevelCell::default();
    if matches!(state, LineState::Talking | LineState::Ringing | LineState::Dialing) {
        level.set(Dbm0(-17.0));
    }
    let claimed = Capabilities {
        ring: true,
        caller_id: true,
        hook: true,
        digits: true,
        audio_in: true,
        ..Capabilities::default()
    };
    LineView {
        id: LineId(0),
        choice: LineChoice::Simulated,
        name: "Simulated exchange".into(),
        state,
        audio_ok: state != LineState::Absent,
        since: Duration::from_secs(560),
        level: Arc::new(level),
        recording: state == LineState::Talking,
        claimed,
        observed: Capabilities {
            ring: true,
            caller_id: true,
            audio_in: true,
            ..Capabilities::default()
        },
        bursts: Vec::new(),
        doctor: Arc::default(),
        opened: Duration::from_secs(5),
        test_ring: false,
        test_sound: None,
    }
}

/// Nothing has ever happened.
pub fn empty(language: Language) -> Snapshot {
    Snapshot {
        revision: 1,
        now_mono: NOW.mono,
        lines: vec![line(LineState::Idle)],
        calls: Vec::new(),
        recent: Arc::default(),
        missed_open: 0,
        notices: Vec::new(),
        settings: Arc::new(Settings {
            language: Some(language),
            first_run_done: true,
            ..Settings::default()
        }),
        devices: Arc::default(),
        boxes: Arc::default(),
        unlisted: Arc::default(),
        player: PlayerView::default(),
        data_revision: 1,
        data_dir: "/home/li/.local/share/ringdesk".into(),
        undo: None,
        raise: 0,
        recordings: ringdesk::engine::topics::recordings::RecordingView::default(),
        dialling: ringdesk::engine::topics::dialling::DialView::default(),
        firewall: ringdesk::engine::topics::firewall::FirewallView::default(),
        worklist: ringdesk::engine::topics::worklist::WorkView::default(),
        places: ringdesk::engine::topics::places::PlaceView::default(),
        statistics: ringdesk::engine::topics::statistics::StatisticsView::default(),
        manners: ringdesk::engine::topics::manners::MannersView::default(),
        upkeep: ringdesk::engine::topics::upkeep::UpkeepView::default(),
        office: ringdesk::engine::office::OfficeView::default(),
        speech: ringdesk::engine::topics::speech::SpeechView::default(),
        example: ringdesk::engine::topics::example::ExampleView::default(),
    }
}

/// An office on an ordinary afternoon, the line idle.
pub fn idle(language: Language) -> Snapshot {
    let settings = Settings {
        language: Some(language),
        welcome_done: true,
        first_run_done: true,
        ..Settings::default()
    };
    let mut snap = empty(language);
    snap.recent = Arc::new(log(language));
    snap.missed_open = 2;
    snap.player.forms = tape::forms(&snap.recent);
    snap.settings = Arc::new(settings);
    snap.devices = Arc::new(vec![
        DeviceChoice { id: "alsa:hw:1".into(), name: "USB Audio Device".into() },
        DeviceChoice { id: "pulse:monitor".into(), name: "Monitor of Built-in Audio".into() },
    ]);
    let number =
        if language == Language::Chinese { "13812345678 王伟" } else { "13812345678 Wang Wei" };
    if let Some(line) = snap.lines.first_mut() {
        line.bursts = vec![
            BurstView {
                at_utc_millis: NOW.utc_millis - 900_000,
                text: format!("Bell 202 MDMF  {number}  −17.2 dBm0  SNR 31 dB"),
                ok: true,
            },
            BurstView {
                at_utc_millis: NOW.utc_millis - 8_900_000,
                text: "Bell 202 MDMF  checksum".into(),
                ok: false,
            },
        ];
    }
    snap
}

fn record(number: Option<&str>) -> CallRecord {
    let caller_id = number.map(|number| CallerId {
        standard: Standard::Bell202,
        format: Format::Mdmf,
        number: Some(number.into()),
        absence: None,
        name: Vec::new(),
        time: None,
        checksum_ok: true,
    });
    let at = |millis, what| TimelineEntry {
        at: Duration::from_millis(millis),
        what,
        origin: Some(ringdesk::base::signal::Origin::Dsp),
        evidence: ringdesk::base::evidence::Evidence::default(),
    };
    let mut timeline = vec![at(0, Happening::Ring(1))];
    timeline.extend(caller_id.clone().map(|id| at(1_900, Happening::CallerId(id))));
    CallRecord {
        id: CallId(100),
        line: LineId(0),
        direction: Direction::Incoming,
        number: number.map(PhoneNumber::new),
        caller_id,
        started_utc_millis: NOW.utc_millis - 6_000,
        offset_minutes: NOW.offset_minutes,
        rings: 1,
        answered_after: None,
        answered_by: None,
        lasted: None,
        outcome: Outcome::Open,
        customer: None,
        note: String::new(),
        treatment: None,
        handled: false,
        timeline,
    }
}

fn call(record: CallRecord, candidates: Option<Vec<Candidate>>) -> CallView {
    CallView {
        kept_from: None,
        record,
        started_mono: NOW.mono.saturating_sub(Duration::from_secs(6)),
        answered_mono: None,
        burst_name: String::new(),
        candidates: candidates.map(Arc::new),
        popup: true,
        quiet: false,
        waits: false,
    }
}

/// A known customer calls.
pub fn ringing(language: Language) -> Snapshot {
    let mut snap = idle(language);
    snap.lines = vec![line(LineState::Ringing)];
    let best = candidate(language, 0);
    let mut record = record(Some("13812345678"));
    record.customer = best.customer.id;
    let mut call = call(record, Some(vec![best]));
    call.burst_name =
        if language == Language::Chinese { "王伟".into() } else { "WANG WEI".into() };
    snap.calls = vec![call];
    snap
}

/// Somebody without a card calls.
pub fn ringing_unknown(language: Language) -> Snapshot {
    let mut snap = idle(language);
    snap.lines = vec![line(LineState::Ringing)];
    snap.calls = vec![call(record(Some("02155501234")), Some(Vec::new()))];
    snap
}

/// A caller who withholds the number.
pub fn ringing_withheld(language: Language) -> Snapshot {
    let mut snap = ringing_unknown(language);
    let mut record = record(None);
    record.caller_id = Some(CallerId {
        standard: Standard::Bell202,
        format: Format::Mdmf,
        number: None,
        absence: Some(ringdesk::base::caller_id::Absence::Private),
        name: Vec::new(),
        time: None,
        checksum_ok: true,
    });
    snap.calls = vec![call(record, None)];
    snap
}

/// A number that several customers share.
pub fn ringing_shared(language: Language) -> Snapshot {
    let mut snap = ringing(language);
    if let Some(call) = snap.calls.first_mut() {
        call.record.customer = None;
        call.candidates = Some(Arc::new((0..3).map(|i| candidate(language, i)).collect()));
    }
    snap
}

/// A conversation, recorded.
pub fn talking(language: Language) -> Snapshot {
    let mut snap = ringing(language);
    snap.lines = vec![line(LineState::Talking)];
    if let Some(call) = snap.calls.first_mut() {
        call.started_mono = NOW.mono.saturating_sub(Duration::from_secs(98));
        call.answered_mono = Some(NOW.mono.saturating_sub(Duration::from_secs(91)));
        call.record.answered_after = Some(Duration::from_secs(7));
        call.record.answered_by = Some(AnswerEvidence::Hook);
        call.record.rings = 2;
    }
    snap
}

/// Everything as long as it gets.
pub fn long_names(language: Language) -> Snapshot {
    let mut snap = ringing_shared(language);
    let long = |what: &str| what.repeat(24);
    if let Some(call) = snap.calls.first_mut() {
        call.record.number = Some(PhoneNumber::new("+86-0755-12345678901234567890-1234"));
        call.burst_name = long("NAME ");
        call.record.note = long("一二三 note ");
        if let Some(all) = &call.candidates {
            let mut all = all.as_ref().clone();
            for one in &mut all {
                one.customer.name = long("欧阳 Ouyang ");
                one.customer.company = long("股份有限公司 ");
                one.customer.class = long("VIP");
                one.last_note = long("送货 delivery ");
            }
            call.candidates = Some(Arc::new(all));
        }
    }
    let mut log = snap.recent.as_ref().clone();
    for call in &mut log {
        call.party = long("欧阳 Ouyang ");
        call.record.note = long("备注 note ");
    }
    snap.recent = Arc::new(log);
    if let Some(line) = snap.lines.first_mut() {
        line.name = long("USB Audio Device ");
    }
    snap.notices = vec![notice(1, Severity::Warning, Topic::AudioLost(long("device ")))];
    snap
}

/// The box is gone, and more besides.
pub fn box_missing(language: Language) -> Snapshot {
    let mut snap = idle(language);
    snap.lines = vec![line(LineState::Absent)];
    snap.notices = vec![
        notice(5, Severity::Error, Topic::BoxLost("USB 4-1.2".into())),
        notice(4, Severity::Info, Topic::CustomerDeleted(people::name(language, 1))),
        notice(3, Severity::Warning, Topic::CallsInterrupted(1)),
        notice(2, Severity::Info, Topic::AudioBack("USB Audio".into())),
    ];
    snap.undo = Some(format!("delete_customer {}", people::name(language, 1)));
    snap
}

/// No line at all.
pub fn no_line(language: Language) -> Snapshot {
    let mut snap = idle(language);
    snap.lines.clear();
    snap
}

fn notice(id: u64, severity: Severity, topic: Topic) -> Notice {
    Notice { id, severity, topic, at_utc_millis: NOW.utc_millis }
}

/// A picture by name.
pub type Picture = (&'static str, fn(Language) -> Snapshot);

/// The standard pictures every view is drawn over.
pub const PICTURES: [Picture; 10] = [
    ("empty", empty),
    ("idle", idle),
    ("ringing", ringing),
    ("unknown", ringing_unknown),
    ("withheld", ringing_withheld),
    ("shared", ringing_shared),
    ("talking", talking),
    ("long", long_names),
    ("box-missing", box_missing),
    ("no-line", no_line),
];

/// The customer of the sample office with this number in its list.
pub fn customer_id(index: usize) -> CustomerId {
    customers(Language::English)[index].id.unwrap_or_default()
}
