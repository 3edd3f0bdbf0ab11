//! Everything that can wake the engine: a closed set.
//! May depend on `base`, `call`, `crm`, `line`.

use crate::base::capability::Capabilities;
use crate::base::ids::{CallId, CustomerId, LineId, RecordingId};
use crate::base::level::LevelCell;
use crate::base::playback::Heard;
use crate::base::signal::Report;
use crate::base::waveform::Waveform;
use crate::call::dialling::Suppression;
use crate::call::record::{CallSummary, Recording, RecordingState};
use crate::call::worklist::promise::Promise;
use crate::crm::agenda::Glance;
use crate::crm::customer::Candidate;
use crate::engine::command::Command;
use crate::engine::doctor::{DoctorView, FoundBoxView, Newest};
use crate::engine::office::files::FileReport;
use crate::engine::office::orders::PrintReport;
use crate::engine::office::reports::ReportNews;
use crate::engine::office::staff::StaffNews;
use crate::engine::office::transfer::TransferNews;
use crate::engine::settings::LineChoice;
use crate::engine::snapshot::DeviceChoice;
use crate::engine::topics::example::ExampleReport;
use crate::engine::topics::firewall::FirewallEvent;
use crate::engine::topics::manners::MannersReport;
use crate::engine::topics::places::PlaceReport;
use crate::engine::topics::recordings::ArchiveReport;
use crate::engine::topics::speech::SpeechReport;
use crate::engine::topics::upkeep::UpkeepReport;
use std::sync::Arc;

/// Something happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// A line said something.
    Line(Report),
    /// Somebody wants something.
    Command(Command),
    /// A line was opened.
    LineOpened {
        /// Which.
        line: LineId,
        /// For what choice.
        choice: LineChoice,
        /// The box's or device's own name.
        name: String,
        /// What the driver claims.
        claimed: Capabilities,
        /// Meter and gap counts.
        level: Arc<LevelCell>,
        /// What its driver tells the line doctor.
        doctor: Arc<Newest<DoctorView>>,
    },
    /// A line could not be opened.
    LineFailed {
        /// For what choice.
        choice: LineChoice,
        /// What exists, when the choice names what does not.
        known: Option<Known>,
        /// In words.
        why: String,
    },
    /// The list of input devices.
    Devices(Vec<DeviceChoice>),
    /// The boxes that are plugged in, and in words what kept some from being listed.
    Boxes(Vec<FoundBoxView>, Vec<String>),
    /// Who a call's number may be.
    Matched(CallId, Vec<Candidate>),
    /// The recorder began, grew, finished or failed.
    Recording(CallId, RecordingReport),
    /// The newest calls of the log changed.
    Recent {
        /// Newest first.
        calls: Vec<CallSummary>,
        /// Missed and not dealt with.
        missed_open: u32,
        /// Name of the newest undoable change.
        undo: Option<String>,
    },
    /// A card was saved for a call.
    CustomerSaved(CustomerId, Option<CallId>),
    /// A change was undone (its name).
    Undone(String),
    /// A change could not be undone and is given up (its name).
    UndoLost(String),
    /// A card was deleted (its name).
    CustomerDeleted(String),
    /// Something went away by a change that can be undone: the operation's name, a blank, the subject.
    TakenAway(String),
    /// A store operation failed.
    StoreFailed(String),
    /// The player began, changed, stopped, or failed.
    Player(PlayerReport),
    /// Events were dropped on the way (how many, where).
    Dropped(u64, String),
    /// A deadline passed.
    Tick,
    /// What is known of a recording's waveform, or in words why nothing is.
    Waveform(RecordingId, Result<Arc<Waveform>, String>),
    /// The list of output devices.
    Outputs(Vec<DeviceChoice>),
    /// What the do-not-call ledger says to the dial of this serial; `Err`: it could not be asked.
    Suppressed(u64, Result<Option<Suppression>, ()>),
    /// Number places: tables, corrections, files.
    Places(PlaceReport),
    /// The list being written into a file grew, is complete, or came to nothing.
    Export(ExportReport),
    /// A piece of the figures of an older file was made: hours left and hours there were; `None`: all of it.
    FiguresBuilt(Option<(u64, u64)>),
    /// This good backup stands in the list of backups.
    BackupNoted(String),
    /// The archivist did something, or could not.
    Archive(ArchiveReport),
    /// The store filed a finished recording, or another file of it: there may be work for the archivist.
    RecordingFiled,
    /// See [`firewall`](crate::engine::topics::firewall).
    Firewall(FirewallEvent),
    /// Backups and checks.
    Upkeep(UpkeepReport),
    /// Promises not yet kept, soonest first.
    Promises(Vec<Promise>),
    /// See [`manners`](crate::engine::topics::manners).
    Manners(MannersReport),
    /// See [`speech`](crate::engine::topics::speech).
    Speech(SpeechReport),
    /// What came of a slip.
    Printed(PrintReport),
    /// What comes next on the agenda.
    Agenda(Box<Glance>),
    /// What came of the work on attached files.
    Files(FileReport),
    /// A spoken answer was played, or in words why not.
    AnswerPlayed(Result<(), String>),
    /// Lists in and out.
    Transfer(TransferNews),
    /// Passwords, and who works here.
    Staff(StaffNews),
    /// A report being written.
    Report(ReportNews),
    /// A card was not saved: somebody else changed the same parts of it meanwhile.
    CardConflict(CustomerId),
    /// See [`example`](crate::engine::topics::example).
    Example(ExampleReport),
}

/// What could have been chosen instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Sound devices.
    Devices(Vec<DeviceChoice>),
    /// Boxes.
    Boxes(Vec<FoundBoxView>),
}

/// What the recorder says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordingReport {
    /// The file is open and its row stored.
    Begun,
    /// It is closed.
    Finished(Recording),
    /// It could not be written (any more); what is there was closed as this state.
    Failed(String, RecordingState),
}

/// What the player says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlayerReport {
    /// A recording plays or stands still.
    Playing(Heard),
    /// Ended or stopped.
    Stopped,
    /// Cannot be played.
    Failed(String),
    /// Its file was deleted, moved or cut while it was played; its name.
    Gone(String),
}

/// What the writer of a list says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportReport {
    /// Rows written so far, and rows there will be.
    Grew(u64, u64),
    /// The file is there and the journal has it: where, and how many rows.
    Finished(std::path::PathBuf, u64),
    /// Somebody stopped it; nothing is left of it.
    Cancelled,
    /// It could not be written; nothing is left of it.
    Failed(String),
}
