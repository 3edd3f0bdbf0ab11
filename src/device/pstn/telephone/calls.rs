//! What a telephone box tells of its calls, as what the line did: rings, tones, answer, end.
//! May depend on `base`.

use crate::base::evidence::Evidence;
use crate::base::signal::{Edge, LineSignal, Tone, Who};
use crate::device::outbox::{BurstRing, Outbox};
use crate::device::pstn::notification::{CallChange, Party, Progress};
use std::time::Duration;

/// A call that ends because somebody put the receiver down is followed by the hook within this.
const HOOK_FOLLOWS: Duration = Duration::from_millis(300);

/// The calls of a telephone.
#[derive(Debug, Clone, Copy, Default)]
pub struct Calls {
    ring: BurstRing,
    rings_since: Option<Duration>,
    tone: Option<Tone>,
    /// A call of the line was told and has not ended.
    goes_on: bool,
    /// When the end of a call is told as the far end's.
    ends: Option<Duration>,
}

impl Calls {
    /// Somebody calls (still).
    pub fn ring(&mut self, at: Duration, out: &mut Outbox) {
        self.rings_since.get_or_insert(at);
        self.ring.notice(at, out);
    }

    /// How long somebody has been calling.
    #[must_use]
    pub fn rings_for(&self, now: Duration) -> Duration {
        self.rings_since.map_or(Duration::ZERO, |since| now.saturating_sub(since))
    }

    /// A call changed otherwise.
    pub fn change(&mut self, change: &CallChange, at: Duration, out: &mut Outbox) {
        self.ends = None;
        self.no_ring(at, out);
        match change {
            // Rings are told by `ring`.
            CallChange::Incoming(_) => {}
            CallChange::Idle => {
                self.sounds(None, at, out);
                if std::mem::take(&mut self.goes_on) {
                    self.ends = Some(at + HOOK_FOLLOWS);
                }
            }
            CallChange::Dialing => {
                self.goes_on = true;
                self.sounds(None, at, out);
            }
            CallChange::Ringback(progress) => {
                self.goes_on = true;
                self.sounds(tone(*progress), at, out);
            }
            CallChange::Connected(party) => {
                self.goes_on = true;
                self.sounds(None, at, out);
                let evidence = || Evidence::note(format!("the box says: {}", party_words(*party)));
                out.tell_because(at, LineSignal::Connected, evidence());
                if *party == Party::Machine {
                    out.tell_because(at, LineSignal::Answerer(Who::Machine), evidence());
                }
            }
        }
    }

    /// The line was taken here: nobody rings any more.
    pub fn taken(&mut self, at: Duration, out: &mut Outbox) {
        self.no_ring(at, out);
    }

    /// The line was left here: the end of the call is ours.
    pub fn left(&mut self, at: Duration, out: &mut Outbox) {
        self.sounds(None, at, out);
        (self.goes_on, self.ends) = (false, None);
    }

    /// Time has passed.
    pub fn advance(&mut self, now: Duration, out: &mut Outbox) {
        self.ring.advance(now, out);
        if let Some(end) = self.ends.filter(|end| *end <= now) {
            self.ends = None;
            out.tell_because(end, LineSignal::Cleared, Evidence::note("the box ended the call"));
        }
    }

    /// When [`Calls::advance`] will have something to say.
    #[must_use]
    pub fn due(&self) -> Option<Duration> {
        [self.ring.due(), self.ends].into_iter().flatten().min()
    }

    /// Whether a burst goes on.
    #[must_use]
    pub fn rings_now(&self) -> bool {
        self.ring.due().is_some()
    }

    fn no_ring(&mut self, at: Duration, out: &mut Outbox) {
        self.rings_since = None;
        self.ring.cut(at, out);
    }

    fn sounds(&mut self, tone: Option<Tone>, at: Duration, out: &mut Outbox) {
        if self.tone == tone {
            return;
        }
        if let Some(old) = std::mem::replace(&mut self.tone, tone) {
            out.tell(at, LineSignal::Tone(old, Edge::End));
        }
        if let Some(new) = tone {
            out.tell(at, LineSignal::Tone(new, Edge::Begin));
        }
    }
}

fn tone(progress: Progress) -> Option<Tone> {
    match progress {
        Progress::Ringback => Some(Tone::Ringback),
        Progress::Busy => Some(Tone::Busy),
        Progress::FastBusy => Some(Tone::Congestion),
        Progress::Unknown => None,
    }
}

fn party_words(party: Party) -> &'static str {
    match party {
        Party::Voice => "connected, a voice",
        Party::Machine => "connected, an answering machine",
        Party::Fax => "connected, a fax",
        Party::Modem => "connected, a modem",
        Party::Unknown => "connected",
    }
}
