//! The stage on which a model plays a real USB device: a thread that reads what the kernel asks, one that lets time pass.
//! Time is the system clock, the one the driver under test sees. Depends on `base` and `device`.

use crate::desk::Desk;
use crate::scenario::{Outcome, Told, patiently};
use crate::{port, wire};
use ringdesk::base::clock::Clock;
use ringdesk::base::thread::{self, Worker};
use ringdesk::device::sim::boxes::BoxModel;
use ringdesk::device::sim::boxes::bench::Fault;
use ringdesk::device::usb::{self, UsbLink};
use ringdesk::device::{Access, known};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long the kernel may take to see a plug, ask the device everything and bind its drivers.
const ENUMERATION: Duration = Duration::from_secs(5);

struct Shared {
    desk: Mutex<Desk>,
    tick: Condvar,
    clock: Arc<dyn Clock>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Duration {
        self.clock.now().mono
    }
}

/// A model on its stage. Dropping it pulls the plug.
pub struct Stage {
    shared: Arc<Shared>,
    readers: Mutex<Vec<Worker>>,
    ending: Arc<std::sync::atomic::AtomicBool>,
    pacer: Option<Worker>,
    place: String,
}

impl Stage {
    /// Plugs a model in and waits until the bus lists it.
    ///
    /// # Errors
    /// In words.
    pub fn new(model: Box<dyn BoxModel>, clock: Arc<dyn Clock>) -> Result<Self, String> {
        let socket = port::free().told("a free socket")?;
        let place = port::place(socket).told("the place of a socket")?;
        let desk = Mutex::new(Desk::new(model, socket));
        let shared = Arc::new(Shared { desk, tick: Condvar::new(), clock });
        let ending = Arc::default();
        let (theirs, end) = (Arc::clone(&shared), Arc::clone(&ending));
        let pacer = thread::spawn("stage", move || pace(&theirs, &end)).told("a thread")?;
        let stage = Self { shared, readers: Mutex::default(), ending, pacer: Some(pacer), place };
        stage.plug_unlisted()?;
        stage.listed()?;
        Ok(stage)
    }

    /// Where it is plugged in, as sysfs names it.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The present moment.
    pub fn now(&self) -> Duration {
        self.shared.now()
    }

    /// Does something with the model (rings it, asks it) at the present moment.
    pub fn with<R>(&self, act: impl FnOnce(&mut dyn BoxModel, Duration) -> R) -> R {
        let mut desk = self.shared.lock();
        let now = self.shared.now();
        desk.model.advance(now);
        let result = act(desk.model.as_mut(), now);
        desk.pump(now);
        drop(desk);
        self.shared.tick.notify_all();
        result
    }

    /// Asks the desk.
    pub fn desk<R>(&self, ask: impl FnOnce(&mut Desk) -> R) -> R {
        ask(&mut self.shared.lock())
    }

    /// The transfer after `ahead` further ones meets `fault`.
    pub fn fault(&self, ahead: u64, fault: Fault) {
        self.desk(|desk| desk.fault(ahead, fault));
    }

    /// Pulls the plug.
    pub fn unplug(&self) {
        self.desk(Desk::pull);
    }

    /// Puts the plug in, into the socket it was in before, and waits until the bus lists it.
    ///
    /// # Errors
    /// In words.
    pub fn plug(&self) -> Outcome {
        self.plug_unlisted()?;
        self.listed()
    }

    /// Puts the plug in and waits for nobody.
    ///
    /// # Errors
    /// In words.
    pub fn plug_unlisted(&self) -> Result<(), String> {
        let socket = self.desk(|desk| desk.socket);
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).clear(); // joins
        let free = || (port::is_free(socket) && !port::is_seen(&self.place)).then_some(());
        patiently("free socket", ENUMERATION, free)?;
        let wire = port::plug(socket).told("plugging in")?;
        let theirs = wire.try_clone().told("the stream's other handle")?;
        let life = {
            let mut desk = self.shared.lock();
            desk.life += 1;
            desk.plugged(wire, self.shared.now());
            desk.life
        };
        let shared = Arc::clone(&self.shared);
        let reader =
            thread::spawn("cable", move || serve(&shared, theirs, life)).told("a thread")?;
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        Ok(())
    }

    /// Waits until the bus lists the box and it may be opened. One that no table knows is opened to see.
    ///
    /// # Errors
    /// In words, when it does not within five seconds.
    pub fn listed(&self) -> Outcome {
        let known = self.desk(|desk| known::find(desk.id()).is_some());
        patiently(&format!("box at {}", self.place), ENUMERATION, || {
            if !known {
                return self.open().ok().map(drop);
            }
            let boxes = usb::plugged().ok()?;
            let mut here = boxes.iter().filter(|one| one.place() == self.place);
            here.any(|one| one.access == Access::Accessible).then_some(())
        })
    }

    /// Opens it as a driver would.
    ///
    /// # Errors
    /// In words.
    pub fn open(&self) -> Result<UsbLink, String> {
        usb::open(&self.place, Arc::clone(&self.shared.clock)).told("opening the box")
    }

    /// The clock of this world.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.shared.clock)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.unplug();
        self.ending.store(true, std::sync::atomic::Ordering::Relaxed);
        self.shared.tick.notify_all();
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).clear(); // joins
        self.pacer = None; // joins
    }
}

/// Reads what the kernel asks until the plug is out.
fn serve(shared: &Shared, mut cable: UnixStream, life: u64) {
    while let Ok(command) = wire::read(&mut cable) {
        let mut desk = shared.lock();
        if desk.life != life || !desk.is_plugged() {
            return;
        }
        let now = shared.now();
        desk.command(command, now);
        drop(desk);
        shared.tick.notify_all();
    }
}

/// Lets time pass for the model.
fn pace(shared: &Shared, ending: &std::sync::atomic::AtomicBool) {
    let mut desk = shared.lock();
    while !ending.load(std::sync::atomic::Ordering::Relaxed) {
        let pause = desk.advance(shared.now());
        let waited = shared.tick.wait_timeout(desk, pause);
        desk = waited.unwrap_or_else(PoisonError::into_inner).0;
    }
}
