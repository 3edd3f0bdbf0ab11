//! Into the example office and out of it. It lies in a data file of its own; the program ends with one file and starts again
//! with the other, as it does for a restore. May depend on `base`, `crm`, `store` and the engine's types.

pub mod fill;
pub mod place;
#[cfg(test)]
mod tests;

use crate::base::clock::Clock;
use crate::base::thread::{self, Worker};
use crate::engine::event::Event;
use crate::engine::runtime::boot::{Inner, tell};
use crate::engine::runtime::pulse::Pulse;
use crate::engine::topics::example::{ExampleReport, ExampleWork};
use crossbeam_channel::Sender;
use fill::{Wish, make};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// With which data the program is to start again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// The data file.
    pub database: PathBuf,
    /// One's own data file, when its example is left: that is deleted when this engine has stopped.
    pub leaves: bool,
}

/// Whoever makes examples, idle or busy, and what the program is told when it ends.
pub(super) struct Exampler {
    database: PathBuf,
    clock: Arc<dyn Clock>,
    inner: Sender<Inner>,
    stop: Arc<AtomicBool>,
    next: Arc<OnceLock<Next>>,
    worker: Option<Worker>,
}

impl Exampler {
    pub(super) fn new(database: &Path, clock: &Arc<dyn Clock>, inner: Sender<Inner>) -> Self {
        Self {
            database: database.to_owned(),
            clock: Arc::clone(clock),
            inner,
            stop: Arc::default(),
            next: Arc::default(),
            worker: None,
        }
    }

    /// Where the engine's owner looks when it has stopped.
    pub(super) fn next(&self) -> Arc<OnceLock<Next>> {
        Arc::clone(&self.next)
    }

    /// Begins; news come as [`Inner::Example`]. The core asks for one thing at a time.
    fn order(&mut self, work: ExampleWork) -> io::Result<Option<ExampleReport>> {
        match work {
            ExampleWork::Cancel => {
                self.stop.store(true, Ordering::Relaxed);
                Ok(None)
            }
            ExampleWork::Leave => Ok(Some(self.leave())),
            ExampleWork::Make { language, theme } => {
                self.worker = None; // joins one that has just ended
                self.stop = Arc::default();
                let (own, now) = (self.database.clone(), self.clock.now());
                let (inner, stop) = (self.inner.clone(), Arc::clone(&self.stop));
                let next = Arc::clone(&self.next);
                self.worker = Some(thread::spawn("example", move || {
                    let mut watch = |done, all| {
                        tell(&inner, Inner::Example(ExampleReport::Grew(done, all)));
                        !stop.load(Ordering::Relaxed)
                    };
                    let made = make(&own, Wish::new(language, theme), now, &mut watch);
                    tell(&inner, Inner::Example(told(made, &next)));
                })?);
                Ok(None)
            }
        }
    }

    /// Needs nothing of the example itself: it may have been deleted by hand.
    fn leave(&self) -> ExampleReport {
        let Some(database) = place::home_of(&self.database) else {
            let why = format!("{}: not where an example lies", self.database.display());
            return ExampleReport::Failed(why);
        };
        let _the_first_wish_counts = self.next.set(Next { database, leaves: true });
        ExampleReport::Ready
    }
}

fn told(made: Result<Option<PathBuf>, String>, next: &OnceLock<Next>) -> ExampleReport {
    match made {
        Ok(Some(database)) => {
            let _the_first_wish_counts = next.set(Next { database, leaves: false });
            ExampleReport::Ready
        }
        Ok(None) => ExampleReport::Cancelled,
        Err(why) => ExampleReport::Failed(why),
    }
}

impl Drop for Exampler {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Pulse {
    pub(super) fn example_work(&mut self, work: ExampleWork) {
        let report = match self.exampler.order(work) {
            Ok(report) => report,
            Err(error) => Some(ExampleReport::Failed(error.to_string())),
        };
        self.pending.extend(report.map(Event::Example));
    }
}
