//! The thread `box-<id>`: owns one open box, polls it, carries out orders, and never keeps a refusal to itself.
//! May depend on `base`.
//!
//! Queues: orders 32, a full queue refuses; reports as wide as the receiver made them ([`REPORT_QUEUE`]), a full
//! queue is waited for `PATIENCE`, then the report is dropped and counted and the box is asked for its whole status.

use crate::base::clock::Clock;
use crate::base::evidence::Evidence;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use crate::base::signal::{Edge, LineSignal, Origin, Refusal, Report};
use crate::base::thread::{self, Ended, Worker};
use crate::device::LineBox;
use crate::device::diagnosis::Diagnosis;
use crossbeam_channel::{Receiver, SendTimeoutError, Sender, TrySendError, bounded};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// Width of the queue of reports.
pub const REPORT_QUEUE: usize = 256;
/// Width of the queue of orders.
pub const ORDER_QUEUE: usize = 32;
/// How long one poll may wait: the longest an order waits for its turn.
const POLL: Duration = Duration::from_millis(20);
/// How long a report waits for room.
const PATIENCE: Duration = Duration::from_millis(200);

/// How often the box is asked for its diagnosis.
const CHECKUP: Duration = Duration::from_secs(1);

/// Takes what the box tells the line doctor; called on the box's thread, must not wait.
pub type Diagnosed = Box<dyn FnMut(Diagnosis) + Send>;

/// The handle of a `box-<id>` thread. Dropping it stops the thread as [`BoxWorker::stop`] does.
#[derive(Debug)]
pub struct BoxWorker {
    orders: Sender<BoxOrder>,
    shared: Arc<Shared>,
    thread: Option<Worker>,
}

#[derive(Debug, Default)]
struct Shared {
    stop: AtomicBool,
    dropped: AtomicU64,
}

impl BoxWorker {
    /// Starts the thread. `reports` takes whatever a report can be turned into (the engine's event).
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub fn start<T: From<Report> + Send + 'static>(
        line: LineId,
        line_box: Box<dyn LineBox>,
        clock: Arc<dyn Clock>,
        reports: Sender<T>,
    ) -> io::Result<Self> {
        Self::start_watched(line, line_box, clock, reports, Box::new(|_nobody_looks| {}))
    }

    /// The same; once a second, and when it begins, `diagnosed` is told how the box is.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub fn start_watched<T: From<Report> + Send + 'static>(
        line: LineId,
        line_box: Box<dyn LineBox>,
        clock: Arc<dyn Clock>,
        reports: Sender<T>,
        diagnosed: Diagnosed,
    ) -> io::Result<Self> {
        let (orders, order_rx) = bounded(ORDER_QUEUE);
        let shared = Arc::new(Shared::default());
        let teller = Teller { line, clock, reports, shared: Arc::clone(&shared) };
        let checkup = Checkup { due: Duration::ZERO, diagnosed };
        let thread = thread::spawn(&format!("box-{line}"), move || {
            run(line_box, &order_rx, &teller, checkup);
        })?;
        Ok(Self { orders, shared, thread: Some(thread) })
    }

    /// Hands an order over; its fate comes back as `OrderDone` or `OrderRefused`.
    ///
    /// # Errors
    /// `Failed` when the box does not keep up, `Gone` when its thread has ended.
    pub fn order(&self, order: BoxOrder) -> Result<(), Refusal> {
        self.orders.try_send(order).map_err(|error| match error {
            TrySendError::Full(_) => Refusal::Failed,
            TrySendError::Disconnected(_) => Refusal::Gone,
        })
    }

    /// Reports that found no room so far.
    #[must_use]
    pub fn dropped_reports(&self) -> u64 {
        self.shared.dropped.load(Ordering::Relaxed)
    }

    /// Stops: orders still waiting are refused, the line is left, the box closed, the thread joined.
    pub fn stop(mut self) {
        self.stop_inner();
    }

    fn stop_inner(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(Ended::Panicked(why)) = self.thread.take().map(Worker::join) {
            tracing::error!(why, "a box thread panicked while it was closing");
        }
    }
}

impl Drop for BoxWorker {
    fn drop(&mut self) {
        self.stop_inner();
    }
}

fn run<T: From<Report>>(
    mut line_box: Box<dyn LineBox>,
    orders: &Receiver<BoxOrder>,
    teller: &Teller<T>,
    mut checkup: Checkup,
) {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        serve(line_box.as_mut(), orders, teller, &mut checkup);
    }));
    if outcome.is_err() {
        teller.tell(LineSignal::BoxLost(Edge::Begin), Evidence::note("the driver failed"));
    }
    // A box is closed even when its driver is broken: closing puts the line on-hook.
    if catch_unwind(AssertUnwindSafe(move || drop(line_box))).is_err() {
        tracing::error!("closing the box failed");
    }
    for order in orders.try_iter() {
        teller.tell(LineSignal::OrderRefused(order, Refusal::Gone), Evidence::default());
    }
}

fn serve<T: From<Report>>(
    line_box: &mut dyn LineBox,
    orders: &Receiver<BoxOrder>,
    teller: &Teller<T>,
    checkup: &mut Checkup,
) {
    let mut behind = false;
    while !teller.shared.stop.load(Ordering::Relaxed) {
        checkup.look(line_box, teller.clock.now().mono);
        for order in orders.try_iter().take(ORDER_QUEUE) {
            behind |= !carry_out(line_box, order, teller);
        }
        if let Some(report) = line_box.poll(teller.line, POLL) {
            behind |= !teller.pass(report);
        } else if behind {
            // The queue had room for nothing; now that the box is silent, it says everything again.
            behind = line_box.order(&BoxOrder::ReportStatus).is_err_and(|e| e == Refusal::Failed);
        }
    }
    if line_box.capabilities().seize
        && let Err(refusal) = line_box.order(&BoxOrder::Release)
        && refusal != Refusal::Gone
    {
        tracing::warn!(?refusal, "the box did not leave the line");
    }
}

/// `false`: the report of it found no room.
fn carry_out<T: From<Report>>(
    line_box: &mut dyn LineBox,
    order: BoxOrder,
    teller: &Teller<T>,
) -> bool {
    let signal = match line_box.order(&order) {
        Ok(()) => LineSignal::OrderDone(order),
        Err(refusal) => LineSignal::OrderRefused(order, refusal),
    };
    teller.tell(signal, Evidence::default())
}

/// When the box is asked next how it is, and who is told.
struct Checkup {
    due: Duration,
    diagnosed: Diagnosed,
}

impl Checkup {
    fn look(&mut self, line_box: &dyn LineBox, now: Duration) {
        if now >= self.due {
            self.due = now + CHECKUP;
            (self.diagnosed)(line_box.diagnosis());
        }
    }
}

/// Where reports go.
struct Teller<T> {
    line: LineId,
    clock: Arc<dyn Clock>,
    reports: Sender<T>,
    shared: Arc<Shared>,
}

impl<T: From<Report>> Teller<T> {
    fn tell(&self, signal: LineSignal, evidence: Evidence) -> bool {
        let at = self.clock.now().mono;
        self.pass(Report { line: self.line, origin: Origin::Box, at, signal, evidence })
    }

    fn pass(&self, report: Report) -> bool {
        let sent = match self.reports.send_timeout(report.into(), PATIENCE) {
            Ok(()) => return true,
            // Nobody listens any more: the owner is about to stop us.
            Err(SendTimeoutError::Disconnected(_)) => true,
            Err(SendTimeoutError::Timeout(_)) => false,
        };
        if !sent {
            self.shared.dropped.fetch_add(1, Ordering::Relaxed);
        }
        sent
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::capability::Capabilities;
    use crate::base::clock::SystemClock;
    use crate::base::order::FarEndAction;
    use crate::device::AudioRoute;
    use std::sync::Mutex;

    /// A box that does as it is told, writes down its orders, rings on `Dial`, and breaks on `FarEnd`.
    struct Fake {
        obeyed: Arc<Mutex<Vec<BoxOrder>>>,
        rings: usize,
    }

    impl LineBox for Fake {
        fn name(&self) -> String {
            "fake".to_owned()
        }

        fn capabilities(&self) -> Capabilities {
            Capabilities { seize: true, ..Capabilities::default() }
        }

        fn poll(&mut self, line: LineId, _timeout: Duration) -> Option<Report> {
            self.rings = self.rings.checked_sub(1)?;
            Some(Report {
                line,
                origin: Origin::Box,
                at: Duration::ZERO,
                signal: LineSignal::Ring(Edge::Begin),
                evidence: Evidence::default(),
            })
        }

        fn order(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
            self.obeyed.lock().unwrap().push(order.clone());
            match order {
                BoxOrder::FarEnd(_) => panic!("a broken driver"),
                BoxOrder::Dial(digits) if digits.is_empty() => Err(Refusal::WrongState),
                BoxOrder::Dial(digits) => {
                    self.rings = digits.len();
                    Ok(())
                }
                _ => Ok(()),
            }
        }

        fn audio(&mut self) -> AudioRoute {
            AudioRoute::Silent
        }
    }

    fn start(width: usize) -> (BoxWorker, Receiver<Report>, Arc<Mutex<Vec<BoxOrder>>>) {
        let obeyed = Arc::new(Mutex::new(Vec::new()));
        let fake = Fake { obeyed: Arc::clone(&obeyed), rings: 0 };
        let (tx, rx) = bounded(width);
        let clock = Arc::new(SystemClock::new());
        (BoxWorker::start(LineId(1), Box::new(fake), clock, tx).unwrap(), rx, obeyed)
    }

    fn next(rx: &Receiver<Report>) -> LineSignal {
        rx.recv_timeout(Duration::from_secs(10)).unwrap().signal
    }

    #[test]
    fn orders_come_back_done_or_refused_and_stopping_leaves_the_line() {
        let (worker, rx, obeyed) = start(REPORT_QUEUE);
        worker.order(BoxOrder::Seize).unwrap();
        worker.order(BoxOrder::Dial(String::new())).unwrap();
        assert_eq!(next(&rx), LineSignal::OrderDone(BoxOrder::Seize));
        let refused = LineSignal::OrderRefused(BoxOrder::Dial(String::new()), Refusal::WrongState);
        assert_eq!(next(&rx), refused);
        worker.stop();
        assert_eq!(obeyed.lock().unwrap().last(), Some(&BoxOrder::Release));
    }

    #[test]
    fn a_broken_driver_is_a_lost_box_not_a_lost_program() {
        let (worker, rx, _) = start(REPORT_QUEUE);
        worker.order(BoxOrder::FarEnd(FarEndAction::Answer)).unwrap();
        assert_eq!(next(&rx), LineSignal::BoxLost(Edge::Begin));
        // The sender is gone with the thread.
        assert!(rx.recv_timeout(Duration::from_secs(10)).is_err());
        assert_eq!(worker.order(BoxOrder::Seize), Err(Refusal::Gone));
    }

    #[test]
    fn the_doctor_is_told_how_the_box_is() {
        let (fake, (tx, _rx)) =
            (Fake { obeyed: Arc::default(), rings: 0 }, bounded::<Report>(REPORT_QUEUE));
        let (told, seen) = bounded(8);
        let diagnosed = Box::new(move |diagnosis| drop(told.try_send(diagnosis)));
        let clock = Arc::new(SystemClock::new());
        let worker =
            BoxWorker::start_watched(LineId(1), Box::new(fake), clock, tx, diagnosed).unwrap();
        let first = seen.recv_timeout(Duration::from_secs(10)).unwrap();
        assert_eq!(first, Diagnosis::default());
        worker.stop();
    }

    #[test]
    fn reports_without_room_are_counted_and_the_box_says_everything_again() {
        let (worker, rx, obeyed) = start(1);
        worker.order(BoxOrder::Dial("1".to_owned())).unwrap();
        // Nobody fetches until a report has found no room.
        while worker.dropped_reports() == 0 {
            std::thread::yield_now();
        }
        while !obeyed.lock().unwrap().contains(&BoxOrder::ReportStatus) {
            let _fetched = rx.try_recv();
            std::thread::yield_now();
        }
        assert_eq!(worker.dropped_reports(), 1);
    }
}
