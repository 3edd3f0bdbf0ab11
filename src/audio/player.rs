//! Plays recordings, one at a time, on its own thread `player`. A wish that changes where or how (seek, speed, loop, volume,
//! device) opens the output anew from the place where it stands: what a sound server had taken ahead is not heard any more.
//! May depend on `base`.

use crate::audio::capture::open_output;
use crate::audio::deck::{Deck, Style};
use crate::audio::devices::SoundError;
use crate::audio::samples;
use crate::audio::sink::Feed;
use crate::base::clock::Clock;
use crate::base::ids::RecordingId;
use crate::base::playback::Heard;
use crate::base::thread::{self, Worker};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How often a playing device is fed.
const PERIOD: Duration = Duration::from_millis(20);
/// How many periods pass between two looks at whether the file is still there.
const LOOK: u32 = 25;
/// Sound still on its way when the length has passed.
const TAIL: Duration = Duration::from_millis(200);
/// Orders that may wait; more are refused.
const QUEUE: usize = 16;

/// What to play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlayWish {
    /// Comes back in the report.
    pub recording: RecordingId,
    /// The file.
    pub path: PathBuf,
    /// Where to begin.
    pub from: Duration,
    /// The output device; `default`: the system's choice.
    pub device: String,
    /// How.
    pub style: Style,
}

/// What to change of what is being played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Stand still; the file stays open.
    Pause,
    /// Go on.
    Resume,
    /// Go to a position.
    Seek(Duration),
    /// Play otherwise from here on.
    Style(Style),
    /// Play through another device.
    Device(String),
}

/// What the player says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlayerReport {
    /// A recording plays or stands still.
    Playing(Heard),
    /// Ended or stopped.
    Stopped,
    /// Cannot be played, and why, for people.
    Failed(String),
    /// Its file was deleted, moved or cut while it was played; its name.
    Gone(String),
}

/// The player takes no orders: too many wait, or its thread has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the player takes no orders")]
pub struct PlayerBusy;

enum Order {
    Play(PlayWish),
    Change(Change),
    Stop,
    Quit,
}

/// The owner's end. Dropping it stops playing and joins the thread.
#[derive(Debug)]
pub struct Player {
    orders: Sender<Order>,
    worker: Worker,
}

impl Player {
    /// Starts the thread. Reports go to `report`, called on that thread; it should not block for long.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub fn start(
        clock: Arc<dyn Clock>,
        report: impl FnMut(PlayerReport) + Send + 'static,
    ) -> io::Result<Self> {
        let (orders, inbox) = bounded(QUEUE);
        let worker = thread::spawn("player", move || run(&inbox, clock.as_ref(), report))?;
        Ok(Self { orders, worker })
    }

    /// Plays this instead of what is playing.
    ///
    /// # Errors
    /// When the player takes no orders.
    pub fn play(&self, wish: PlayWish) -> Result<(), PlayerBusy> {
        self.orders.try_send(Order::Play(wish)).or(Err(PlayerBusy))
    }

    /// Changes how or where it plays; without a recording that means nothing.
    ///
    /// # Errors
    /// When the player takes no orders.
    pub fn change(&self, change: Change) -> Result<(), PlayerBusy> {
        self.orders.try_send(Order::Change(change)).or(Err(PlayerBusy))
    }

    /// Stops playing.
    ///
    /// # Errors
    /// When the player takes no orders.
    pub fn stop(&self) -> Result<(), PlayerBusy> {
        self.orders.try_send(Order::Stop).or(Err(PlayerBusy))
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        if self.orders.send(Order::Quit).is_err() {
            tracing::warn!(thread = self.worker.name(), "the player had ended before its time");
        }
    }
}

/// Why playing ended by itself.
enum Trouble {
    /// The file was taken away; its name.
    Gone(String),
    /// Anything else.
    Failed(String),
}

impl From<SoundError> for Trouble {
    fn from(error: SoundError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl Trouble {
    fn report(self) -> PlayerReport {
        match self {
            Self::Gone(name) => PlayerReport::Gone(name),
            Self::Failed(why) => PlayerReport::Failed(why),
        }
    }
}

/// A recording that lies on the deck.
struct Session {
    wish: PlayWish,
    deck: Deck,
    /// Bytes of the file when it was opened.
    size: u64,
    paused: bool,
}

fn run(inbox: &Receiver<Order>, clock: &dyn Clock, mut report: impl FnMut(PlayerReport)) {
    let mut session: Option<Session> = None;
    let mut early = None;
    loop {
        let order = match early.take() {
            Some(order) => Ok(order),
            None => inbox.recv(),
        };
        match order {
            Ok(Order::Quit) | Err(_) => return,
            Ok(Order::Stop) => {
                if session.take().is_some() {
                    report(PlayerReport::Stopped);
                }
            }
            Ok(Order::Play(wish)) => {
                if session.take().is_some() {
                    report(PlayerReport::Stopped);
                }
                match Session::open(wish) {
                    Ok(fresh) => session = Some(fresh),
                    Err(why) => report(PlayerReport::Failed(why)),
                }
            }
            Ok(Order::Change(change)) => {
                if let Some(session) = &mut session {
                    session.change(change);
                }
            }
        }
        if let Ok(next) = inbox.try_recv() {
            early = Some(next); // a newer wish waits: no device is opened in between
        } else if let Some(mut now) = session.take() {
            match now.sound(inbox, clock, &mut report) {
                Ok(Some(order)) => (session, early) = (Some(now), Some(order)),
                Ok(None) => report(PlayerReport::Stopped),
                Err(trouble) => report(trouble.report()),
            }
        }
    }
}

impl Session {
    fn open(wish: PlayWish) -> Result<Self, String> {
        let failed = |why: String| format!("{}: {why}", wish.path.display());
        let size = size_of(&wish.path).ok_or_else(|| failed("there is no such file".to_owned()))?;
        let deck = Deck::new(samples::open(&wish.path).map_err(failed)?);
        Ok(Self { wish, deck, size, paused: false })
    }

    fn change(&mut self, change: Change) {
        match change {
            Change::Pause => self.paused = true,
            Change::Resume => self.paused = false,
            Change::Seek(to) => self.wish.from = to.min(self.deck.length()),
            Change::Device(device) => self.wish.device = device,
            Change::Style(style) => {
                self.wish.style = style;
                if let Some((a, b)) = style.span
                    && !(a..b).contains(&self.wish.from)
                {
                    self.wish.from = a;
                }
            }
        }
    }

    /// Where and how it stands.
    fn heard(&self, since: Duration) -> Heard {
        Heard {
            recording: self.wish.recording,
            from: self.wish.from,
            since,
            length: self.deck.length(),
            speed: self.wish.style.speed,
            span: self.wish.style.span,
            paused: self.paused,
        }
    }

    /// Sounds until the end (`None`), or until an order comes, which is returned. Where it stands then is remembered.
    fn sound(
        &mut self,
        inbox: &Receiver<Order>,
        clock: &dyn Clock,
        report: &mut impl FnMut(PlayerReport),
    ) -> Result<Option<Order>, Trouble> {
        if self.paused {
            report(PlayerReport::Playing(self.heard(clock.now().mono)));
            return Ok(inbox.recv().ok().or(Some(Order::Quit)));
        }
        self.deck.start(self.wish.from, self.wish.style);
        let mut feed = Feed::new(open_output(&self.wish.device)?, self.deck.rate());
        let mut ended = self.feed(&mut feed)?;
        feed.start()?;
        let heard = self.heard(clock.now().mono);
        report(PlayerReport::Playing(heard));
        let rest = heard.length.saturating_sub(heard.from);
        let end = heard.since + heard.speed.time_for(rest) + TAIL;
        for period in 1_u32.. {
            let order = match inbox.recv_timeout(PERIOD) {
                Err(RecvTimeoutError::Timeout) => None,
                Ok(order) => Some(order),
                Err(RecvTimeoutError::Disconnected) => Some(Order::Quit),
            };
            if order.is_some() {
                self.wish.from = heard.at(clock.now().mono);
                return Ok(order);
            }
            feed.check()?;
            if period % LOOK == 0 {
                self.look()?;
            }
            ended = ended || self.feed(&mut feed)?;
            if ended {
                feed.push(&[], true);
                if feed.is_drained() && clock.now().mono >= end + feed.pauses() {
                    break;
                }
            }
        }
        Ok(None)
    }

    /// Gives the device all that fits: a sound server asks for two seconds at once and is given silence for as long when the
    /// ring holds less. `true`: that was all.
    fn feed(&mut self, feed: &mut Feed) -> Result<bool, Trouble> {
        let mut ready = Vec::new();
        let room = feed.room();
        let ended = self.deck.play(room, &mut ready).map_err(|why| {
            let gone = size_of(&self.wish.path).is_none_or(|size| size < self.size);
            if gone { self.gone() } else { Trouble::Failed(why) }
        })?;
        feed.push(&ready, ended);
        Ok(ended)
    }

    /// Whether the file is still there, and whole. An open file plays on when it is deleted, but nobody should believe that
    /// it is kept.
    fn look(&self) -> Result<(), Trouble> {
        let whole = size_of(&self.wish.path).is_some_and(|size| size >= self.size);
        if whole { Ok(()) } else { Err(self.gone()) }
    }

    fn gone(&self) -> Trouble {
        let name = self.wish.path.file_name().unwrap_or_default().to_string_lossy();
        Trouble::Gone(name.into_owned())
    }
}

fn size_of(path: &Path) -> Option<u64> {
    fs::metadata(path).ok().map(|about| about.len())
}
