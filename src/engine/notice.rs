//! Messages for people: what happened, how bad, what to do. The text itself lives in the translation files.
//! May depend on `base`, `crm`.

use crate::crm::staff::need::Denied;
use crate::engine::office::agenda::AgendaNotice;
use crate::engine::office::files::FileNotice;
use crate::engine::topics::firewall::FirewallNotice;
use serde::{Deserialize, Serialize};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Something works less well than it should.
    Warning,
    /// Something does not work.
    Error,
}

/// What happened. The views turn it into a sentence in the user's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what", content = "detail")]
pub enum Topic {
    /// The program could not start: the database is newer, corrupt, read-only, in use …
    CannotStart(String),
    /// The box of the line is gone.
    BoxLost(String),
    /// … and is back.
    BoxBack(String),
    /// The sound device of the line is gone; it is tried again by itself.
    AudioLost(String),
    /// … and is back.
    AudioBack(String),
    /// The chosen device does not exist; the detail lists those that do.
    NoSuchDevice(String),
    /// The chosen box is not plugged in; the detail lists those that are.
    NoSuchBox(String),
    /// A recording could not be written (disk full, not permitted); the call goes on.
    RecordingFailed(String),
    /// A store operation failed and is kept for another try.
    StoreFailed(String),
    /// A command was refused, and why.
    Refused(String),
    /// Calls that the last run left open were marked interrupted.
    CallsInterrupted(u32),
    /// A recording cannot be played.
    PlaybackFailed(String),
    /// A card was deleted; undo is possible.
    CustomerDeleted(String),
    /// Something went away by a change that can be undone; the detail names it.
    TakenAway(String),
    /// The newest change was undone; the detail names it.
    Undone(String),
    /// The newest change cannot be undone: what it changed is gone; the detail names it.
    UndoLost(String),
    /// The interface was too slow to take everything; some events were dropped.
    Overload(String),
    /// A recording's file was deleted, moved or cut while it was played; its name.
    RecordingGone(String),
    /// A call does not come about.
    Dialling(crate::call::dialling::DialTrouble),
    /// A table of number places was taken in; the detail names it.
    PlacesImported(String),
    /// A file is no table of number places; the detail is the last part of the text key that says what it is.
    PlacesRefused(String),
    /// The corrections of number places were written to this file.
    PlacesExported(String),
    /// A backup was made and rehearsed; the detail is its path.
    BackupMade(String),
    /// A backup could not be made; it is tried again.
    BackupFailed(String),
    /// The database was backed up, its recordings not all.
    RecordingsNotBackedUp(String),
    /// The data could not be checked.
    CheckFailed(String),
    /// A file of number places could not be read or written.
    PlacesFailed(String),
    /// A list was written into this file.
    Exported(String),
    /// A list could not be written.
    ExportFailed(String),
    /// A finished recording could not be compressed and sealed; it stays as it was written.
    RecordingNotKept(String),
    /// A recording is not what was sealed; the detail names its file and how.
    RecordingNotGenuine(String),
    /// The disk of the recordings has only so many megabytes left.
    DiskLow(u64),
    /// A copy of a recording was written to this file.
    RecordingExported(String),
    /// Masking or exporting failed; the recording is as it was.
    RecordingWorkFailed(String),
    /// A recording (its file) is on legal hold: it was not touched.
    RecordingHeld(String),
    /// See [`firewall`](crate::engine::topics::firewall).
    Firewall(FirewallNotice),
    /// A promise is due: to whom and what.
    PromiseDue(String),
    /// The chosen ring device cannot be used; the system's own choice rings instead.
    RingElsewhere(String),
    /// The ring file cannot be played; a built-in tone rings instead.
    RingFileBad(String),
    /// There is nothing to ring with.
    RingSilent(String),
    /// The far end of a call could not be told in words that it is recorded; it hears the beep instead.
    NoticeNotSpoken(String),
    /// The data was restored from this backup; what was there until then is kept in that file.
    Restored(String, String),
    /// Nothing was restored, in words; the data is as it was.
    RestoreFailed(String),
    /// A backup cannot be restored while somebody is on the line.
    RestoreWaits,
    /// The data is not changed for other data while somebody is on the line.
    ExampleWaits,
    /// The example could not be made or left; the detail says why.
    ExampleFailed(String),
    /// The example has the simulated line and no other.
    ExampleLine,
    /// So many corrections of number places were taken in; undo is possible.
    PlaceListImported(String),
    /// A slip is in this file.
    SlipReady(String),
    /// A slip is in this file; nothing here opens or prints it.
    SlipNotOpened(String),
    /// A slip could not be written.
    SlipFailed(String),
    /// See [`agenda`](crate::engine::office::agenda).
    Agenda(AgendaNotice),
    /// See [`files`](crate::engine::office::files).
    File(FileNotice),
    /// A list could not be read, taken in or written.
    TransferFailed(String),
    /// Whoever works here may not do that.
    NotAllowed(Denied),
    /// Too many wrong passwords: so many seconds to wait.
    LogInWaits(u64),
    /// A card was not saved: somebody else changed the same parts of it meanwhile.
    CardConflict,
}

/// A message in the notice list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Running number.
    pub id: u64,
    /// How bad.
    pub severity: Severity,
    /// What.
    pub topic: Topic,
    /// When, milliseconds since 1970 UTC.
    pub at_utc_millis: i64,
}
