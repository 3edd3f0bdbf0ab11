//! Everything the engine may cause, as plain data: a closed set. `runtime` carries it out.
//! May depend on `base`, `call`, `crm`.

use crate::base::ids::{CallId, CustomerId, LineId, RecordingId};
use crate::base::number::{MatchKey, PhoneNumber};
use crate::base::order::BoxOrder;
use crate::base::signal::Tone;
use crate::call::dialling::DialOp;
use crate::call::firewall::FirewallOp;
use crate::call::places::PlaceOp;
use crate::call::record::CallRecord;
use crate::call::recordings::RecordingOp;
use crate::call::statistics::{ExportOrder, StatisticsOp};
use crate::call::upkeep::UpkeepOp;
use crate::call::worklist::WorkOp;
use crate::crm::agenda::AgendaQuestion;
use crate::crm::customer::Customer;
use crate::crm::office::OfficeOp;
use crate::engine::office::files::FileWork;
use crate::engine::office::knowledge::AnswerWork;
use crate::engine::office::orders::{OrderList, PrintOrder};
use crate::engine::office::reports::ReportWork;
use crate::engine::office::staff::StaffWork;
use crate::engine::office::transfer::TransferWork;
use crate::engine::settings::{LineChoice, Settings};
use crate::engine::topics::example::ExampleWork;
use crate::engine::topics::firewall::FirewallEffect;
use crate::engine::topics::manners::RingOrder;
use crate::engine::topics::places::PlaceWork;
use crate::engine::topics::player::PlayerOrder;
use crate::engine::topics::recordings::ArchiveOrder;
use crate::engine::topics::speech::SpeechEffect;
use crate::engine::topics::upkeep::UpkeepWork;
use std::time::Duration;

/// What detectors should listen for (idle: caller ID; off-hook: digits, tones, call waiting).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Listening {
    /// On-hook: caller ID by FSK and DTMF, voice.
    OnHook,
    /// Off-hook: digits, tones, voice, call-waiting bursts. DTMF caller ID is off.
    OffHook,
    /// A bare tap: everything at once, because only digits, tones and rings tell whether the phone is lifted.
    Everything,
}

/// A wish downward.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Open this line in place of the present one.
    OpenLine(LineChoice),
    /// List input devices.
    ListDevices,
    /// An order to the box of a line.
    Order(LineId, BoxOrder),
    /// Tell the detector bank what the line state makes sensible.
    Listen(LineId, Listening),
    /// Start recording a call. The pump keeps a pre-roll; `back` of it belongs to the call.
    StartRecording {
        /// The call.
        call: CallId,
        /// Its line.
        line: LineId,
        /// When the call began, milliseconds since 1970 UTC (names the file).
        started_utc_millis: i64,
        /// Zone, minutes east.
        offset_minutes: i16,
        /// How long after the call's first sign the recording begins.
        starts_at: Duration,
        /// How much sound from before now to include.
        back: Duration,
    },
    /// Stop recording a call.
    StopRecording(CallId),
    /// Who may this number be?
    Lookup(CallId, PhoneNumber),
    /// A store operation.
    Store(StoreOp),
    /// Play a recording.
    Play(RecordingId, Duration),
    /// Play what was heard on a line in the last so many seconds.
    PlayNewest(LineId, Duration),
    /// Stop playing.
    StopPlaying,
    /// The settings changed: keep them.
    SaveSettings(Box<Settings>),
    /// For the headless event stream: something worth a line. The runtime prints it; views ignore it.
    Announce(Announcement),
    /// Change what is played, or measure a waveform.
    Player(PlayerOrder),
    /// Is a number with one of these match keys not to be called? Asked last before the line is taken; the answer is
    /// `Event::Suppressed` with the same serial.
    AskSuppressed(u64, Vec<MatchKey>),
    /// Files of number places.
    Places(PlaceWork),
    /// Write a list into a file.
    Export(Box<ExportOrder>),
    /// Stop writing it.
    CancelExport,
    /// Write silence of true length into a recording under way (`on`), or sound again.
    PauseRecording {
        /// The call.
        call: CallId,
        /// Silence or sound.
        on: bool,
        /// A pause that lasts until the end is left out of the file.
        cut: bool,
    },
    /// Work on finished recordings.
    Archive(ArchiveOrder),
    /// Break off the bulk work on recordings.
    CancelArchive,
    /// A short beep into the line: the far end is told that the call is recorded.
    NoticeBeep(LineId),
    /// See [`firewall`](crate::engine::topics::firewall).
    Firewall(FirewallEffect),
    /// Backups and checks.
    Upkeep(UpkeepWork),
    /// The ring sound begins or ends.
    Ring(RingOrder),
    /// See [`speech`](crate::engine::topics::speech).
    Speech(SpeechEffect),
    /// Put a slip on paper.
    Print(Box<PrintOrder>),
    /// What comes next on the agenda? The answer is `Event::Agenda`.
    AskAgenda(AgendaQuestion),
    /// Copy, open or look for attached files.
    Files(FileWork),
    /// Play a spoken answer, or stop.
    Answer(AnswerWork),
    /// Lists in and out.
    Transfer(TransferWork),
    /// Passwords, and who works here.
    Staff(StaffWork),
    /// Write a report, or stop.
    Report(ReportWork),
    /// Write the table of orders into a file.
    ExportOrders(Box<OrderList>),
    /// See [`example`](crate::engine::topics::example).
    Example(ExampleWork),
}

/// Named operations of the store that the engine asks for. Each is one transaction, journalled.
#[derive(Debug, Clone, PartialEq)]
pub enum StoreOp {
    /// A call has begun: insert it at once, so that it is in the log whatever happens next.
    OpenCall(Box<CallRecord>),
    /// A call has changed (caller ID, answer, timeline).
    UpdateCall(Box<CallRecord>),
    /// A call has ended.
    CloseCall(Box<CallRecord>),
    /// A person wrote a note on a call.
    SaveCallNote(CallId, String),
    /// A missed call was dealt with.
    MarkHandled(CallId, bool),
    /// The engine found the only customer a call can belong to (or none any more). Never undone, never overrules a person.
    MatchCustomer(CallId, Option<CustomerId>),
    /// A person ties a call to a customer.
    AssignCustomer(CallId, Option<CustomerId>),
    /// Create or change a card.
    SaveCustomer(Box<Customer>, Option<CallId>),
    /// Delete a card.
    DeleteCustomer(CustomerId),
    /// Undo the newest change a person made.
    Undo,
    /// See [`recordings`](crate::call::recordings).
    Recording(RecordingOp),
    /// See [`dialling`](crate::call::dialling).
    Dial(DialOp),
    /// See [`firewall`](crate::call::firewall).
    Firewall(FirewallOp),
    /// See [`worklist`](crate::call::worklist).
    Work(WorkOp),
    /// See [`places`](crate::call::places).
    Place(PlaceOp),
    /// See [`statistics`](crate::call::statistics).
    Statistics(StatisticsOp),
    /// See [`upkeep`](crate::call::upkeep).
    Upkeep(UpkeepOp),
    /// See [`office`](crate::crm::office).
    Office(Box<OfficeOp>),
}

/// A line of the headless event stream (`docs` in `README.md`).
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Announcement {
    /// The line is open.
    LineReady {
        /// Device or box name.
        name: String,
    },
    /// The line changed state.
    Line {
        /// Which line.
        line: LineId,
        /// The new state.
        state: crate::engine::snapshot::LineState,
    },
    /// A call began.
    CallBegun {
        /// The call.
        call: CallId,
        /// Who began it.
        direction: crate::call::record::Direction,
    },
    /// The caller is known.
    Caller {
        /// The call.
        call: CallId,
        /// Number, or empty.
        number: String,
        /// Name in the burst.
        name: String,
        /// `P` or `O` when no number came.
        #[serde(skip_serializing_if = "Option::is_none")]
        absent: Option<crate::base::caller_id::Absence>,
    },
    /// Customers found for the call, best first.
    Matched {
        /// The call.
        call: CallId,
        /// Their names.
        customers: Vec<String>,
    },
    /// The number dialled on the desk phone is complete.
    Dialled {
        /// The call.
        call: CallId,
        /// The digits.
        number: String,
    },
    /// Another caller was announced during talk.
    CallWaiting {
        /// The call that goes on.
        call: CallId,
        /// Number of the one who waits, or empty.
        number: String,
        /// Name in the burst.
        name: String,
    },
    /// Answered.
    Answered {
        /// The call.
        call: CallId,
        /// How we know.
        by: crate::call::record::AnswerEvidence,
    },
    /// A digit was heard.
    Digit {
        /// The call.
        call: CallId,
        /// The digit.
        digit: char,
    },
    /// A tone was heard.
    Tone {
        /// The tone.
        tone: Tone,
    },
    /// A recording is complete.
    Recorded {
        /// The call.
        call: CallId,
        /// Path relative to the data folder.
        path: String,
        /// Seconds.
        seconds: f64,
    },
    /// The call ended.
    CallEnded {
        /// The call.
        call: CallId,
        /// How.
        outcome: crate::call::record::Outcome,
        /// Seconds from first sign to release.
        seconds: f64,
    },
    /// A notice.
    Notice {
        /// The notice.
        notice: crate::engine::notice::Notice,
    },
    /// What is done with an incoming call, and why.
    Treated {
        /// The call.
        call: CallId,
        /// What, and why.
        #[serde(flatten)]
        treatment: crate::call::firewall::treatment::Treatment,
    },
}
