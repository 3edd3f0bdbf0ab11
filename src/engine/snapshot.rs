//! What views see: plain data, replaced as a whole, never changed in place.
//! May depend on `base`, `call`, `crm`, `line`.

use crate::base::capability::Capabilities;
use crate::base::ids::{CallId, LineId, RecordingId, StaffId};
use crate::base::level::LevelCell;
use crate::call::record::{CallRecord, CallSummary};
use crate::crm::customer::Candidate;
use crate::engine::doctor::{DoctorView, FoundBoxView, Newest};
use crate::engine::notice::Notice;
use crate::engine::office::OfficeView;
use crate::engine::settings::{LineChoice, Settings};
use crate::engine::topics::dialling::DialView;
use crate::engine::topics::example::ExampleView;
use crate::engine::topics::firewall::FirewallView;
use crate::engine::topics::manners::MannersView;
use crate::engine::topics::places::PlaceView;
pub use crate::engine::topics::player::PlayerView;
use crate::engine::topics::recordings::RecordingView;
use crate::engine::topics::speech::SpeechView;
use crate::engine::topics::statistics::StatisticsView;
use crate::engine::topics::upkeep::UpkeepView;
use crate::engine::topics::worklist::WorkView;
pub use crate::line::state::LineState;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// One line, as the line bar and the line view show it.
#[derive(Debug, Clone)]
pub struct LineView {
    /// Which.
    pub id: LineId,
    /// What the user chose.
    pub choice: LineChoice,
    /// The box's or device's own name.
    pub name: String,
    /// State.
    pub state: LineState,
    /// Whether line audio arrives.
    pub audio_ok: bool,
    /// Since when (monotonic, program start = 0) the line is in this state.
    pub since: Duration,
    /// Newest level and gap counts; read without a message.
    pub level: Arc<LevelCell>,
    /// A recording is being written.
    pub recording: bool,
    /// What the driver claims.
    pub claimed: Capabilities,
    /// What has been seen.
    pub observed: Capabilities,
    /// The newest bursts and their evidence, newest first, for the line doctor.
    pub bursts: Vec<BurstView>,
    /// What the driver tells the line doctor, once a second; read without a message.
    pub doctor: Arc<Newest<DoctorView>>,
    /// Since when (monotonic) the line has been watched.
    pub opened: Duration,
    /// The desk phone is rung as a test.
    pub test_ring: bool,
    /// Until when (monotonic) the line is listened to, to play what was heard.
    pub test_sound: Option<Duration>,
}

/// The recording that [`PlayerView`] names while the newest sound of a line is played.
pub const LINE_TEST: RecordingId = RecordingId(-1);

/// One caller-ID attempt as the line doctor shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct BurstView {
    /// When, milliseconds since 1970 UTC.
    pub at_utc_millis: i64,
    /// What it said, or why it could not be read.
    pub text: String,
    /// Whether it was accepted.
    pub ok: bool,
}

/// A call that is going on, or has just ended while its card is still open.
#[derive(Debug, Clone)]
pub struct CallView {
    /// The record so far.
    pub record: CallRecord,
    /// When it began on the monotonic clock (for running timers).
    pub started_mono: Duration,
    /// When it was answered on the monotonic clock.
    pub answered_mono: Option<Duration>,
    /// Name in the burst, decoded.
    pub burst_name: String,
    /// Who it may be, best first; `None` while the lookup runs.
    pub candidates: Option<Arc<Vec<Candidate>>>,
    /// The incoming card is to be shown.
    pub popup: bool,
    /// Not to be shown and not to be rung: the firewall has it, or waits for the number.
    pub quiet: bool,
    /// The caller waits while somebody else is talked to on the line.
    pub waits: bool,
    /// It is this person's customer, and whoever works here may not see the card.
    pub kept_from: Option<StaffId>,
}

/// A sound device in a picker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceChoice {
    /// Stable id, what `LineChoice::Sound` keeps.
    pub id: String,
    /// For people.
    pub name: String,
}

/// The whole picture.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Grows by one with each snapshot.
    pub revision: u64,
    /// Monotonic time at which it was made.
    pub now_mono: Duration,
    /// Lines.
    pub lines: Vec<LineView>,
    /// Live calls, newest first.
    pub calls: Vec<CallView>,
    /// The newest calls of the log, newest first (at most 200).
    pub recent: Arc<Vec<CallSummary>>,
    /// Missed calls nobody has dealt with.
    pub missed_open: u32,
    /// Notices not yet dismissed, newest first.
    pub notices: Vec<Notice>,
    /// Settings.
    pub settings: Arc<Settings>,
    /// Input devices, as last listed.
    pub devices: Arc<Vec<DeviceChoice>>,
    /// Boxes that are plugged in, as last listed.
    pub boxes: Arc<Vec<FoundBoxView>>,
    /// What kept boxes from being listed, in words.
    pub unlisted: Arc<Vec<String>>,
    /// Player.
    pub player: PlayerView,
    /// Grows with each change in the store: views ask again for what they show.
    pub data_revision: u64,
    /// Where the database and the recordings live.
    pub data_dir: PathBuf,
    /// What the newest undoable change was, when there is one.
    pub undo: Option<String>,
    /// Grows when somebody asked for the window to come to the front.
    pub raise: u64,
    /// See [`recordings`](crate::engine::topics::recordings).
    pub recordings: RecordingView,
    /// See [`dialling`](crate::engine::topics::dialling).
    pub dialling: DialView,
    /// See [`firewall`](crate::engine::topics::firewall).
    pub firewall: FirewallView,
    /// See [`worklist`](crate::engine::topics::worklist).
    pub worklist: WorkView,
    /// See [`places`](crate::engine::topics::places).
    pub places: PlaceView,
    /// See [`statistics`](crate::engine::topics::statistics).
    pub statistics: StatisticsView,
    /// See [`manners`](crate::engine::topics::manners).
    pub manners: MannersView,
    /// See [`upkeep`](crate::engine::topics::upkeep).
    pub upkeep: UpkeepView,
    /// See [`office`](crate::engine::office).
    pub office: OfficeView,
    /// See [`speech`](crate::engine::topics::speech).
    pub speech: SpeechView,
    /// See [`example`](crate::engine::topics::example).
    pub example: ExampleView,
}

impl Snapshot {
    /// The first line, which is the only one in this version.
    #[must_use]
    pub fn line(&self, id: LineId) -> Option<&LineView> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// A live call.
    #[must_use]
    pub fn call(&self, id: CallId) -> Option<&CallView> {
        self.calls.iter().find(|call| call.record.id == id)
    }
}
