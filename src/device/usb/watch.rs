//! Notices that something was plugged in or out: a thread `usb-watch` that takes libusb's hot-plug notices as hints. What is
//! there is found out by listing anew. May depend on `base`.

use crate::base::thread::{self, Worker};
use crossbeam_channel::{Receiver, Sender, bounded};
use rusb::{Context, Device, Hotplug, HotplugBuilder, UsbContext};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long one wait for notices lasts, which is also how long closing may take.
const WAIT: Duration = Duration::from_millis(200);

/// Hints that boxes come and go. Dropping it ends the thread.
pub struct Watch {
    hints: Receiver<()>,
    stop: Arc<AtomicBool>,
    thread: Option<Worker>,
}

/// Turns notices into hints.
struct Notices(Sender<()>);

impl Notices {
    fn hint(&self) {
        // One hint says as much as many: a full queue already holds it.
        let _held = self.0.try_send(());
    }
}

impl Hotplug<Context> for Notices {
    fn device_arrived(&mut self, _device: Device<Context>) {
        self.hint();
    }

    fn device_left(&mut self, _device: Device<Context>) {
        self.hint();
    }
}

impl Watch {
    /// Begins to watch. Where the system gives no notices there are no hints, and whoever waits for one waits in vain
    /// for as long as it said.
    #[must_use]
    pub fn start() -> Self {
        let (post, hints) = bounded(1); // one hint says as much as many
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        // The thread keeps the sender: a watch that failed is silent, not closed.
        let thread = thread::spawn("usb-watch", move || {
            let notices = Notices(post.clone());
            if let Err(error) = watch(notices, &stopped) {
                tracing::debug!(%error, "no notices of what is plugged in; listing finds it");
            }
            drop(post);
        });
        if let Err(error) = &thread {
            tracing::warn!(%error, "no thread to watch the USB bus");
        }
        Self { hints, stop, thread: thread.ok() }
    }

    /// Waits for a hint; `false` when none came in time.
    #[must_use]
    pub fn wait(&self, timeout: Duration) -> bool {
        use crossbeam_channel::RecvTimeoutError;
        match self.hints.recv_timeout(timeout) {
            Ok(()) => true,
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => {
                std::thread::sleep(timeout);
                false
            }
        }
    }
}

fn watch(notices: Notices, stop: &AtomicBool) -> rusb::Result<()> {
    let context = Context::new()?;
    let builder = HotplugBuilder::new();
    let _registered = builder.register(&context, Box::new(notices))?;
    while !stop.load(Ordering::Relaxed) {
        context.handle_events(Some(WAIT))?;
    }
    Ok(())
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread = None; // joins
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_that_hears_nothing_waits_no_longer_than_asked_and_ends_when_dropped() {
        let watch = Watch::start();
        assert!(!watch.wait(Duration::from_millis(20)));
        drop(watch);
    }
}
