//! A box model behind a pseudo terminal, in real time: what a program sees that opens a modem's serial port.

use ringdesk::base::clock::{Clock, SystemClock};
use ringdesk::base::thread::{self, Worker};
use ringdesk::device::link::Pipe;
use ringdesk::device::sim::boxes::BoxModel;
use serialport::{SerialPort, TTYPort};
use std::io::{ErrorKind, Read, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How often the model is looked at.
const STEP: Duration = Duration::from_millis(4);

/// A model on its pty. Dropping it pulls the cable.
pub struct PtyBox<M: BoxModel + 'static> {
    /// What a program opens.
    pub name: String,
    model: Arc<Mutex<M>>,
    clock: Arc<SystemClock>,
    stop: Arc<AtomicBool>,
    slowest: Arc<AtomicU64>,
    thread: Option<Worker>,
    /// Keeps the program's end alive between two programs.
    _kept: std::fs::File,
}

impl<M: BoxModel + 'static> PtyBox<M> {
    /// Switches the model on and plugs it in.
    pub fn new(mut model: M) -> Self {
        let (mut ours, theirs) = TTYPort::pair().unwrap();
        ours.set_timeout(STEP).unwrap();
        let name = theirs.name().unwrap();
        let kept = std::fs::File::open(&name).unwrap();
        // The library holds a port for itself alone.
        drop(theirs);
        let clock = Arc::new(SystemClock::new());
        model.power_on(clock.now().mono);
        let model = Arc::new(Mutex::new(model));
        let stop = Arc::new(AtomicBool::new(false));
        let (played, time, stopped) = (Arc::clone(&model), Arc::clone(&clock), Arc::clone(&stop));
        let slowest = Arc::new(AtomicU64::new(0));
        let told = Arc::clone(&slowest);
        let thread = thread::spawn("pty-box", move || {
            let mut before = time.now().mono;
            while !stopped.load(Ordering::Relaxed) {
                let now = time.now().mono;
                told.fetch_max(now.saturating_sub(before).as_millis() as u64, Ordering::Relaxed);
                before = now;
                play(&mut ours, &played, now);
            }
        });
        let thread = Some(thread.unwrap());
        Self { name, model, clock, stop, slowest, thread, _kept: kept }
    }

    /// Does something with the model at the present moment.
    pub fn with<R>(&self, act: impl FnOnce(&mut M, Duration) -> R) -> R {
        let mut model = self.model.lock().unwrap();
        let now = self.clock.now().mono;
        model.advance(now);
        act(&mut model, now)
    }

    /// The longest time for which this machine did not let the model run: a real modem is never held up so.
    pub fn longest_pause(&self) -> Duration {
        Duration::from_millis(self.slowest.load(Ordering::Relaxed))
    }

    /// Waits until the model is as wanted.
    pub fn wait_until(&self, what: &str, limit: Duration, is: impl Fn(&mut M) -> bool) {
        let end = self.clock.now().mono + limit;
        while !self.with(|model, _now| is(model)) {
            assert!(self.clock.now().mono < end, "not within {limit:?}: {what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Waits a moment for what the program writes; gives it to the model, and the model's answers to the program.
fn play(ours: &mut TTYPort, model: &Mutex<impl BoxModel>, now: Duration) {
    let mut buffer = [0; 4_096];
    let read = match ours.read(&mut buffer) {
        Ok(length) => length,
        Err(error) if error.kind() == ErrorKind::TimedOut => 0,
        Err(error) => panic!("the pty failed: {error}"),
    };
    let mut model = model.lock().unwrap();
    model.advance(now);
    if read > 0 {
        model.out(Pipe::TTY_OUT.0, &buffer[..read], now).unwrap();
    }
    let mut said = Vec::new();
    while let Some(bytes) = model.take(Pipe::TTY_IN.0) {
        said.extend(bytes);
    }
    drop(model);
    // Nobody listens: what a modem says then is lost.
    let _lost = ours.write_all(&said);
}

impl<M: BoxModel + 'static> Drop for PtyBox<M> {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread = None;
    }
}
