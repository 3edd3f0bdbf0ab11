//! Rings through an output device of its own, on a thread `ringer`, until told to stop. Never silently: a device that is
//! gone is replaced by the system's own choice, a file that cannot be played by a built-in tone, and both are told.
//! May depend on `base` and `dsp`.

use crate::audio::capture::open_output;
use crate::audio::devices::SoundError;
use crate::audio::ring_tone::{self, Loop};
use crate::audio::sink::Feed;
use crate::base::thread::{self, Worker};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::io;
use std::time::Duration;

pub use crate::audio::ring_tone::Sound;

/// How often the device is fed.
const PERIOD: Duration = Duration::from_millis(20);
/// How long until a device is tried again while it rings.
const RETRY: Duration = Duration::from_secs(2);
/// Orders that may wait; more are refused. The loop gives few: begin and end of a ring.
const QUEUE: usize = 16;
/// The system's choice.
const DEFAULT: &str = "default";

/// How to ring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RingWish {
    /// The output device by id, name or part of it; empty: the system's choice.
    pub device: String,
    /// Volume, 0–100.
    pub percent: u8,
    /// What it sounds like.
    pub sound: Sound,
}

/// What the ringer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RingReport {
    /// The device cannot be used: the system's choice rings.
    Elsewhere {
        /// The device.
        device: String,
        /// In words.
        why: String,
    },
    /// The file cannot be played: a built-in tone rings.
    FileBad {
        /// The file.
        file: String,
        /// In words.
        why: String,
    },
    /// Nothing can ring; it is tried again while the call rings.
    Silent(String),
}

enum Order {
    Ring(RingWish),
    Stop,
    Quit,
}

/// The owner's end. Dropping it stops the sound and joins the thread.
#[derive(Debug)]
pub struct Ringer {
    orders: Sender<Order>,
    worker: Worker,
}

impl Ringer {
    /// Starts the thread; silent at first. Reports go to `report`, called on that thread.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub fn start(report: impl FnMut(RingReport) + Send + 'static) -> io::Result<Self> {
        let (orders, inbox) = bounded(QUEUE);
        let worker = thread::spawn("ringer", move || run(&inbox, report))?;
        Ok(Self { orders, worker })
    }

    /// Rings like this from now on; `false`: it takes no orders.
    #[must_use]
    pub fn ring(&self, wish: RingWish) -> bool {
        self.orders.try_send(Order::Ring(wish)).is_ok()
    }

    /// Silence; `false`: it takes no orders.
    #[must_use]
    pub fn stop(&self) -> bool {
        self.orders.try_send(Order::Stop).is_ok()
    }
}

impl Drop for Ringer {
    fn drop(&mut self) {
        if self.orders.send(Order::Quit).is_err() {
            tracing::warn!(thread = self.worker.name(), "the ringer had ended before its time");
        }
    }
}

fn run(inbox: &Receiver<Order>, mut report: impl FnMut(RingReport)) {
    let mut next = inbox.recv().ok();
    while let Some(order) = next.take() {
        next = match order {
            Order::Ring(wish) => ring(&wish, inbox, &mut report),
            Order::Stop => inbox.recv().ok(),
            Order::Quit => return,
        };
    }
}

/// Rings until the next order, which is returned; `None`: nobody gives orders any more.
fn ring(
    wish: &RingWish,
    inbox: &Receiver<Order>,
    report: &mut impl FnMut(RingReport),
) -> Option<Order> {
    let mut sound = ring_tone::load(&wish.sound, wish.percent, &mut |file, why| {
        report(RingReport::FileBad { file, why });
    });
    let mut device = match wish.device.as_str() {
        "" => DEFAULT,
        chosen => chosen,
    };
    let mut told = false;
    loop {
        let why = match through(device, &mut sound, inbox) {
            Ok(order) => return order,
            Err(error) => error.to_string(),
        };
        if device != DEFAULT {
            report(RingReport::Elsewhere { device: device.to_owned(), why });
            device = DEFAULT;
            continue;
        }
        if !std::mem::replace(&mut told, true) {
            report(RingReport::Silent(why));
        }
        match inbox.recv_timeout(RETRY) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(order) => return Some(order),
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
}

/// Rings through one device until the next order.
fn through(
    device: &str,
    sound: &mut Loop,
    inbox: &Receiver<Order>,
) -> Result<Option<Order>, SoundError> {
    let mut feed = Feed::new(open_output(device)?, sound.rate());
    feed.push(sound.next(feed.room()), false);
    feed.start()?;
    loop {
        match inbox.recv_timeout(PERIOD) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(order) => return Ok(Some(order)),
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
        }
        feed.check()?;
        feed.push(sound.next(feed.room()), false);
    }
}
