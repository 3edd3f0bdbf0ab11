//! The door of an engine that could not start: an empty picture with one notice, so that the window can say why.
//! Takes no commands, answers no questions. May depend on the engine's types.

use crate::engine::command::Command;
use crate::engine::handle::{Desk, NotTaken, Ticket};
use crate::engine::notice::{Notice, Severity, Topic};
use crate::engine::office::OfficeView;
use crate::engine::query::{Answer, Query};
use crate::engine::settings::Settings;
use crate::engine::snapshot::{PlayerView, Snapshot};
use crate::engine::topics::dialling::DialView;
use crate::engine::topics::firewall::FirewallView;
use crate::engine::topics::manners::MannersView;
use crate::engine::topics::places::PlaceView;
use crate::engine::topics::recordings::RecordingView;
use crate::engine::topics::upkeep::UpkeepView;
use crate::engine::topics::worklist::WorkView;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// A desk behind which nobody works.
#[derive(Debug)]
pub struct FailedDesk {
    snapshot: Arc<Snapshot>,
}

impl FailedDesk {
    /// `why` is one clear sentence.
    #[must_use]
    pub fn new(why: &str) -> Self {
        let notice = Notice {
            id: 1,
            severity: Severity::Error,
            topic: Topic::CannotStart(why.to_owned()),
            at_utc_millis: 0,
        };
        let snapshot = Snapshot {
            revision: 1,
            now_mono: Duration::ZERO,
            lines: Vec::new(),
            calls: Vec::new(),
            recent: Arc::default(),
            missed_open: 0,
            notices: vec![notice],
            // Nothing is to be set up where nothing can be kept.
            settings: Arc::new(Settings { first_run_done: true, ..Settings::default() }),
            devices: Arc::default(),
            boxes: Arc::default(),
            unlisted: Arc::default(),
            player: PlayerView::default(),
            data_revision: 0,
            data_dir: PathBuf::new(),
            undo: None,
            raise: 0,
            recordings: RecordingView::default(),
            dialling: DialView::default(),
            firewall: FirewallView::default(),
            worklist: WorkView::default(),
            places: PlaceView::default(),
            statistics: crate::engine::topics::statistics::StatisticsView::default(),
            manners: MannersView::default(),
            upkeep: UpkeepView::default(),
            office: OfficeView::default(),
            speech: crate::engine::topics::speech::SpeechView::default(),
            example: crate::engine::topics::example::ExampleView::default(),
        };
        Self { snapshot: Arc::new(snapshot) }
    }
}

impl Desk for FailedDesk {
    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot)
    }

    fn now_mono(&self) -> Duration {
        Duration::ZERO
    }

    fn send(&self, _command: Command) -> Result<(), NotTaken> {
        Err(NotTaken)
    }

    fn ask(&self, _query: Query) -> Result<Ticket, NotTaken> {
        Err(NotTaken)
    }

    fn answers(&self) -> Vec<(Ticket, Answer)> {
        Vec::new()
    }

    fn on_news(&self, _wake: Box<dyn Fn() + Send + Sync>) {}
}
