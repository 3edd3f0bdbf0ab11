//! Starting: open the data, recover what the last run left behind, read the settings, start the rooms below.
//! May depend on `audio`, `device`, `store`, `base`, `engine::core`.

use crate::audio::archive::disk::RealDisk;
use crate::audio::peaks::PeaksReport;
use crate::audio::recorder::{Recorder, RecorderReport};
use crate::audio::recording_disk::DataFolder;
use crate::audio::wav_repair::repair;
use crate::base::ids::CallId;
use crate::call::record::Recording;
use crate::call::upkeep::{BackupRow, RestoreOutcome, UpkeepAnswer, UpkeepOp, UpkeepQuestion};
use crate::device::registry;
use crate::engine::core::Core;
use crate::engine::event::{ExportReport, PlayerReport};
use crate::engine::office::files::FileReport;
use crate::engine::office::orders::PrintReport;
use crate::engine::office::reports::ReportNews;
use crate::engine::office::staff::StaffNews;
use crate::engine::office::transfer::TransferNews;
use crate::engine::runtime::Options;
use crate::engine::runtime::adopt;
use crate::engine::runtime::archivist::Archivist;
use crate::engine::runtime::doctor::Plugged;
use crate::engine::runtime::example::Exampler;
use crate::engine::runtime::export::Exporter;
use crate::engine::runtime::line::{Attempt, Opener};
use crate::engine::runtime::office::files::Filer;
use crate::engine::runtime::office::reports::Reporter;
use crate::engine::runtime::office::staff::Doorman;
use crate::engine::runtime::office::transfer::Transferer;
use crate::engine::runtime::places::Placer;
use crate::engine::runtime::playback::Playback;
use crate::engine::runtime::ringing::Ringing;
use crate::engine::runtime::upkeep::Upkeeper;
use crate::engine::settings::{LineChoice, Settings};
use crate::engine::snapshot::DeviceChoice;
use crate::engine::topics::example::ExampleReport;
use crate::engine::topics::firewall::FirewallEvent;
use crate::engine::topics::manners::MannersReport;
use crate::engine::topics::places::PlaceReport;
use crate::engine::topics::recordings::ArchiveReport;
use crate::engine::topics::speech::SpeechReport;
use crate::engine::topics::upkeep::UpkeepReport;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::operation::{Act, Op};
use crate::store::service::{Reply, Service};
use crate::store::topics::upkeep::order;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;

/// What the engine's own helpers may have waiting for it.
const INNER: usize = 256;
/// Backups of earlier runs that are remembered.
const BACKUPS: u32 = 50;

/// Why the engine did not start. The text is one clear sentence for a person.
#[derive(Debug, Error)]
pub enum StartError {
    /// The database cannot be used.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The operating system refused something.
    #[error("{context}: {cause}")]
    System {
        /// What was to be done.
        context: &'static str,
        /// What the system said.
        cause: io::Error,
    },
}

impl StartError {
    pub(super) fn thread(cause: io::Error) -> Self {
        Self::System { context: "cannot start a thread", cause }
    }
}

/// What the engine's own helpers say.
pub(super) enum Inner {
    Recorder(RecorderReport),
    Player(PlayerReport),
    Plugged(Plugged),
    /// The newest sound of the line, in a file, or why not.
    Sample(Result<PathBuf, String>),
    Peaks(PeaksReport),
    Outputs(Vec<DeviceChoice>),
    /// Number places.
    Places(PlaceReport),
    /// The writer of a list.
    Export(ExportReport),
    Archive(ArchiveReport),
    Firewall(FirewallEvent),
    /// Backups and checks.
    Upkeep(UpkeepReport),
    /// The ringer.
    Manners(MannersReport),
    /// Who speaks into the line, and works on prompts.
    Speech(SpeechReport),
    /// Slips.
    Printed(PrintReport),
    /// Attached files.
    File(FileReport),
    /// A spoken answer was played, or why not.
    AnswerPlayed(Result<(), String>),
    /// Lists in and out.
    Transfer(TransferNews),
    /// Passwords, and who works here.
    Staff(StaffNews),
    /// From the maker of examples.
    Example(ExampleReport),
    /// From the writer of reports.
    Report(ReportNews),
}

/// Everything below the loop, running.
pub(super) struct Booted {
    pub(super) core: Core,
    pub(super) service: Arc<Service>,
    pub(super) archivist: Archivist,
    pub(super) recorder: Recorder,
    pub(super) player: Playback,
    pub(super) ringer: Ringing,
    pub(super) opener: Opener,
    pub(super) inner: Receiver<Inner>,
    pub(super) inner_tx: Sender<Inner>,
    pub(super) store_replies: Receiver<Reply>,
    pub(super) attempts: Receiver<Attempt>,
    pub(super) interrupted: u32,
    pub(super) data_dir: PathBuf,
    pub(super) placer: Placer,
    pub(super) filer: Filer,
    pub(super) exporter: Exporter,
    pub(super) transferer: Transferer,
    pub(super) doorman: Doorman,
    pub(super) reporter: Reporter,
    /// Figures of an older file are still to be made.
    pub(super) figures_pending: bool,
    pub(super) upkeeper: Upkeeper,
    pub(super) exampler: Exampler,
    /// Backups and tries of earlier runs, newest first.
    pub(super) backups: Vec<BackupRow>,
    /// A restore that was ordered before this start.
    pub(super) restored: Option<RestoreOutcome>,
}

pub(super) fn boot(options: &Options) -> Result<Booted, StartError> {
    let now = options.clock.now();
    let restored = order::obey(&options.database, now);
    let (mut store, opened) = Store::open(&options.database, now)?;
    if let Some(outcome) = restored.clone().filter(|outcome| outcome.why_not.is_empty()) {
        store.carry_out(&Act::program(now), &Op::Upkeep(UpkeepOp::NoteRestore(outcome)))?;
    }
    if let Some(backup) = opened.backup {
        tracing::info!(backup = %backup.display(), "the data file was brought up to date");
    }
    let data_dir = folder_of(store.path());
    let recovered =
        store.recover(&Act::program(now), |recording| length_of(&data_dir, recording))?;
    adopt::adopt(&mut store, &data_dir, now)?;
    let reader = store.reader()?;
    let rows = reader.settings()?;
    let mut settings = Settings::from_rows(&rows);
    settings.line = line_of(&settings, &rows, options);
    let next_call = CallId(reader.max_call_id()?.map_or(1, |id| id.0 + 1));
    settings.first_run_done |= was_used_before(&rows, next_call);
    let figures_pending = reader.figures_pending()?.is_some();
    let exporter = Exporter::new(store.path().to_owned());
    let transferer = Transferer::new(store.path().to_owned());
    let reporter = Reporter::new(store.path().to_owned());
    let backups = match reader.upkeep(&UpkeepQuestion::Backups(BACKUPS)) {
        Ok(UpkeepAnswer::Backups(rows)) => rows,
        Err(error) => {
            tracing::warn!(%error, "earlier backups are not known");
            Vec::new()
        }
    };
    let mut core = Core::new(settings, next_call, data_dir.clone());
    core.know_staff(reader.roster()?);
    let (inner_tx, inner) = bounded(INNER); // producers wait: the loop never waits for them
    let (replies, store_replies) = bounded(INNER); // the store waits, the loop does not
    let (attempt_tx, attempts) = bounded(4); // one attempt at a time, older ones are joined
    let archivist = Archivist::start(reader, &data_dir, Box::new(RealDisk), inner_tx.clone())
        .map_err(StartError::thread)?;
    Ok(Booted {
        core,
        archivist,
        service: Arc::new(Service::start(store, replies)?),
        recorder: start_recorder(&data_dir, inner_tx.clone())?,
        player: Playback::start(&options.clock, &data_dir, inner_tx.clone())
            .map_err(StartError::thread)?,
        ringer: Ringing::start(inner_tx.clone()).map_err(StartError::thread)?,
        opener: Opener::new(Arc::clone(&options.clock), attempt_tx),
        upkeeper: Upkeeper::start(&options.database, &options.clock, inner_tx.clone())
            .map_err(StartError::thread)?,
        exampler: Exampler::new(&options.database, &options.clock, inner_tx.clone()),
        backups,
        restored,
        filer: Filer::start(&options.database, &data_dir, inner_tx.clone())
            .map_err(StartError::thread)?,
        placer: Placer::start(&data_dir, inner_tx.clone()).map_err(StartError::thread)?,
        doorman: Doorman::start(&options.database, inner_tx.clone()).map_err(StartError::thread)?,
        inner,
        inner_tx,
        store_replies,
        attempts,
        interrupted: u32::try_from(recovered.calls.len()).unwrap_or(u32::MAX),
        data_dir,
        exporter,
        transferer,
        reporter,
        figures_pending,
    })
}

/// The line to open: as asked for, as plugged in where nobody has chosen, as set. Real calls do not belong into the example.
fn line_of(settings: &Settings, rows: &[(String, String)], options: &Options) -> LineChoice {
    if settings.example {
        return LineChoice::Simulated;
    }
    let nobody_chose = !rows.iter().any(|(key, _)| key == "line");
    let wished = options.line.clone().or_else(|| plugged(nobody_chose));
    wished.unwrap_or_else(|| settings.line.clone())
}

/// Whether an older program worked with this data: it knew nothing of first steps.
fn was_used_before(rows: &[(String, String)], next_call: CallId) -> bool {
    let knows_steps = rows.iter().any(|(key, _)| key == "first_run_done");
    !knows_steps && (!rows.is_empty() || next_call > CallId(1))
}

/// The box that is plugged in, where nobody has chosen a line yet.
fn plugged(nobody_chose: bool) -> Option<LineChoice> {
    let found = nobody_chose.then(registry::plugged_in).flatten()?;
    tracing::info!(line = found.address(), "a box is plugged in; it is the line");
    Some(LineChoice::Box(found.address()))
}

fn folder_of(database: &Path) -> PathBuf {
    match database.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// A file left by a killed process is made whole; `None` when it is not there or cannot be read.
fn length_of(data_dir: &Path, recording: &Recording) -> Option<Duration> {
    repair(&data_dir.join(&recording.path))
        .inspect_err(|error| tracing::warn!(%error, "a recording could not be repaired"))
        .ok()
}

fn start_recorder(data_dir: &Path, inner: Sender<Inner>) -> Result<Recorder, StartError> {
    let disk = Box::new(DataFolder::new(data_dir));
    Recorder::start(disk, move |report| tell(&inner, Inner::Recorder(report)))
        .map_err(StartError::thread)
}

/// A helper's word to the loop. The loop empties the queue; when it has ended, nobody needs the word.
pub(super) fn tell(inner: &Sender<Inner>, word: Inner) {
    if inner.send(word).is_err() {
        tracing::debug!("the engine had ended");
    }
}
