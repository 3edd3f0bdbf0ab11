//! What the box's readings mean, in time: bursts of ringing, the desk phone's hook, new keys; and what in them does not
//! fit together. Pure but for the outbox; may depend on `base`.

use super::calibration::Calibration;
use super::protocol::{KEYS, Product, Reading};
use crate::base::evidence::Evidence;
use crate::base::signal::{Edge, Hook, LineSignal};
use crate::device::outbox::Outbox;
use std::time::Duration;

/// The ring flag follows the ringing current; shorter gaps in it are none.
const RING_GAP: Duration = Duration::from_millis(150);
/// A hook that is down for less is a pulse of a dial, a flash or a glitch.
const DOWN_AFTER: Duration = Duration::from_millis(200);
/// Ringing current and a lifted phone on the same line exclude each other after this.
const RING_TRIP: Duration = Duration::from_millis(500);
/// Nobody's phone sends keys faster.
const KEY: Duration = Duration::from_millis(70);
/// Keys that may always be new at once.
const FEW_KEYS: u8 = 3;

/// What became of the number of the newest key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keys {
    /// These places of the box's memory are new, oldest first; often none.
    New(Vec<u8>),
    /// It cannot be: nobody presses so many keys in so little time. The new number is the beginning from now on.
    Jumped,
    /// The box counts from the beginning: it lost its power for a moment.
    Restarted,
}

/// How often readings contradicted the hook bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Doubts {
    keys_while_down: u32,
    rings_while_lifted: u32,
    down_while_ringing: u32,
    /// It was lifted when the box was opened.
    began_lifted: bool,
}

/// The ring flag and what was made of it.
#[derive(Debug, Clone, Copy, Default)]
struct Ringing {
    flag: bool,
    /// Since when the flag is what it is.
    since: Duration,
    /// A burst was begun and not ended.
    told: bool,
    /// The burst was cut short; what is left of it is no new one.
    cut: bool,
}

/// What is known of line and desk phone.
#[derive(Debug, Clone)]
pub struct Watch {
    product: Product,
    calibration: Calibration,
    /// The desk phone is connected to the line, and our box does not hold it.
    phone_alone: bool,
    bit: Option<bool>,
    lifted: Option<bool>,
    down_since: Option<Duration>,
    ringing: Ringing,
    /// This burst has already been wondered at.
    doubted: bool,
    newest: Option<(u8, Duration)>,
    doubts: Doubts,
}

impl Watch {
    /// Nothing is known yet; a phone that is down and silence are no news.
    #[must_use]
    pub fn new(product: Product, calibration: Calibration) -> Self {
        Self {
            product,
            calibration,
            phone_alone: true,
            bit: None,
            lifted: None,
            down_since: None,
            ringing: Ringing::default(),
            doubted: false,
            newest: None,
            doubts: Doubts::default(),
        }
    }

    /// The desk phone is connected to the line and nobody but it can answer.
    pub fn set_phone_alone(&mut self, alone: bool) {
        self.phone_alone = alone;
    }

    /// The hook bit as read last.
    #[must_use]
    pub fn bit(&self) -> Option<bool> {
        self.bit
    }

    /// The desk phone, as far as it is told.
    #[must_use]
    pub fn hook(&self) -> Option<Hook> {
        self.lifted.map(|lifted| if lifted { Hook::Off } else { Hook::On })
    }

    /// Takes a reading; what is new in it is told. What became of the keys.
    pub fn read(&mut self, reading: Reading, at: Duration, out: &mut Outbox) -> Keys {
        if let Some(ring) = reading.ring {
            self.ring(ring, at, out);
        }
        if let Some(bit) = reading.hook_bit {
            self.hook_bit(bit, at, out);
        }
        self.advance(at, out);
        reading.sequence.map_or(Keys::New(Vec::new()), |number| self.keys(number, at))
    }

    fn ring(&mut self, flag: bool, at: Duration, out: &mut Outbox) {
        let ringing = &mut self.ringing;
        if flag != ringing.flag {
            ringing.cut &= !flag || at.saturating_sub(ringing.since) < RING_GAP;
            (ringing.flag, ringing.since) = (flag, at);
            self.doubted = false;
        }
        if flag && !ringing.told && !ringing.cut {
            ringing.told = true;
            out.tell(at, LineSignal::Ring(Edge::Begin));
        }
        let lasting = flag && at.saturating_sub(ringing.since) > RING_TRIP;
        if lasting && self.phone_alone && self.lifted == Some(true) && !self.doubted {
            self.doubted = true;
            self.doubts.rings_while_lifted += 1;
        }
    }

    fn hook_bit(&mut self, bit: bool, at: Duration, out: &mut Outbox) {
        self.bit = Some(bit);
        let lifted = self.calibration.is_lifted(self.product, bit);
        match (self.lifted, lifted) {
            (None, _) => {
                self.lifted = Some(lifted);
                self.doubts.began_lifted = lifted;
                if lifted {
                    self.tell_hook(Hook::Off, at, out);
                }
            }
            (Some(true), true) => self.down_since = None,
            (Some(false), true) => {
                self.lifted = Some(true);
                self.end_ring(at, out);
                self.tell_hook(Hook::Off, at, out);
            }
            (Some(true), false) if self.down_since.is_none() => {
                self.down_since = Some(at);
                if self.ringing.flag && self.phone_alone {
                    self.doubts.down_while_ringing += 1;
                }
            }
            _ => {}
        }
    }

    fn tell_hook(&self, hook: Hook, at: Duration, out: &mut Outbox) {
        let bit = u8::from(self.bit.unwrap_or_default());
        let note = format!("hook bit {bit}, read {}", self.calibration.grounds());
        out.tell_because(at, LineSignal::Hook(hook), Evidence::note(note));
    }

    /// Time has passed: a burst or a call of the desk phone may be over.
    pub fn advance(&mut self, now: Duration, out: &mut Outbox) {
        if self.due_ring().is_some_and(|due| due <= now) {
            self.end_ring(now, out);
        }
        if let Some(since) = self.down_since.filter(|since| *since + DOWN_AFTER <= now) {
            self.down_since = None;
            self.lifted = Some(false);
            self.tell_hook(Hook::On, since, out);
        }
    }

    fn due_ring(&self) -> Option<Duration> {
        let Ringing { flag, since, told, .. } = self.ringing;
        (told && !flag).then(|| since + RING_GAP)
    }

    /// When [`Watch::advance`] will have something to say.
    #[must_use]
    pub fn due(&self) -> Option<Duration> {
        let down = self.down_since.map(|since| since + DOWN_AFTER);
        [self.due_ring(), down].into_iter().flatten().min()
    }

    /// The burst is over (or somebody answers in the middle of it).
    pub fn end_ring(&mut self, at: Duration, out: &mut Outbox) {
        let ringing = &mut self.ringing;
        if std::mem::take(&mut ringing.told) {
            ringing.cut = ringing.flag;
            let end = if ringing.flag { at } else { ringing.since };
            out.tell(end, LineSignal::Ring(Edge::End));
        }
    }

    /// Says everything again.
    pub fn report(&self, at: Duration, out: &mut Outbox) {
        if let Some(hook) = self.hook() {
            self.tell_hook(hook, at, out);
        }
        let edge = if self.ringing.told { Edge::Begin } else { Edge::End };
        out.tell(at, LineSignal::Ring(edge));
    }

    fn keys(&mut self, number: u8, at: Duration) -> Keys {
        let Some((last, then)) = self.newest.replace((number, at)) else {
            return Keys::New(Vec::new());
        };
        let new = number.wrapping_sub(last) % KEYS;
        let time = at.saturating_sub(then).as_millis() / KEY.as_millis();
        let possible = FEW_KEYS.saturating_add(u8::try_from(time).unwrap_or(u8::MAX));
        if new <= possible {
            let places = (0..new).rev().map(|back| number.wrapping_sub(1 + back) % KEYS);
            return Keys::New(places.collect());
        }
        if number == 0 { Keys::Restarted } else { Keys::Jumped }
    }

    /// A digit of the desk phone.
    pub fn digit(&mut self, digit: char, at: Duration, out: &mut Outbox) {
        if self.lifted == Some(false) {
            self.doubts.keys_while_down += 1;
        }
        // The box does not say how long the key was held.
        out.tell(at, LineSignal::Digit { digit, lasted: Duration::ZERO });
    }

    /// What a person should know about the hook bit.
    #[must_use]
    pub fn findings(&self) -> Vec<String> {
        let advice = "The hook bit is probably the other way round on this box: calibrate it \
                      (lift the desk phone when you are asked to).";
        let mut findings = Vec::new();
        let mut doubt = |count: u32, what: &str| {
            if count > 0 {
                let times = if count == 1 { "once" } else { "several times" };
                findings.push(format!("{what} ({times}). {advice}"));
            }
        };
        let doubts = self.doubts;
        doubt(doubts.keys_while_down, "Digits came from a desk phone that is said to be down");
        doubt(doubts.rings_while_lifted, "The line rang while the desk phone is said to be lifted");
        doubt(
            doubts.down_while_ringing,
            "The desk phone is said to have been put down while the line rang",
        );
        if findings.is_empty() && doubts.began_lifted && self.calibration.lifted_is_one.is_none() {
            findings.push(
                "The desk phone is said to have been lifted since the beginning. If it was down, the hook bit \
                 is the other way round on this box: calibrate it."
                    .to_owned(),
            );
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::LineId;
    use proptest::prelude::*;

    fn at(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn watch() -> (Watch, Outbox) {
        (Watch::new(Product::B2k { second: false }, Calibration::default()), Outbox::default())
    }

    fn told(out: &mut Outbox) -> Vec<(u128, LineSignal)> {
        std::iter::from_fn(|| out.next(LineId(1)))
            .map(|report| (report.at.as_millis(), report.signal))
            .collect()
    }

    fn keys(number: u8) -> Reading {
        Reading { sequence: Some(number), ..Reading::default() }
    }

    #[test]
    fn a_flickering_ring_flag_is_one_burst_that_ends_when_the_flag_went() {
        let (mut watch, mut out) = watch();
        for (time, ring) in
            [(0, true), (50, false), (100, true), (950, true), (1_000, false), (1_200, false)]
        {
            watch.read(Reading { ring: Some(ring), ..Reading::default() }, at(time), &mut out);
        }
        let ring = LineSignal::Ring;
        assert_eq!(told(&mut out), [(0, ring(Edge::Begin)), (1_000, ring(Edge::End))]);
    }

    #[test]
    fn pulses_of_a_dial_are_not_hanging_up() {
        let (mut watch, mut out) = watch();
        for (time, bit) in
            [(0, false), (50, true), (500, false), (560, true), (600, false), (900, false)]
        {
            watch.read(Reading { hook_bit: Some(bit), ..Reading::default() }, at(time), &mut out);
        }
        let hook = LineSignal::Hook;
        assert_eq!(told(&mut out), [(50, hook(Hook::Off)), (600, hook(Hook::On))]);
    }

    #[test]
    fn keys_are_counted_over_the_end_of_the_memory_and_those_before_us_are_not_ours() {
        let (mut watch, mut out) = watch();
        let mut read = |number, time| watch.read(keys(number), at(time), &mut out);
        assert_eq!(read(0x1e, 0), Keys::New(vec![]));
        assert_eq!(read(0x00, 50), Keys::New(vec![0x1e, 0x1f]));
        assert_eq!(read(0x20, 100), Keys::New(vec![]), "a wider counter counts the same keys");
        assert_eq!(read(0x05, 1_000), Keys::New(vec![0, 1, 2, 3, 4]));
    }

    #[test]
    fn more_keys_than_anybody_can_press_are_none() {
        let (mut watch, mut out) = watch();
        let mut read = |number, time| watch.read(keys(number), at(time), &mut out);
        read(9, 0);
        assert_eq!(read(20, 50), Keys::Jumped);
        assert_eq!(read(21, 100), Keys::New(vec![20]));
        assert_eq!(read(0, 150), Keys::Restarted);
    }

    proptest! {
        #[test]
        fn any_readings_are_borne_and_edges_take_turns(
            readings in prop::collection::vec((any::<Option<u8>>(), any::<Option<bool>>(), any::<Option<bool>>(), 0_u64..900), 0..60),
        ) {
            let (mut watch, mut out) = watch();
            let mut now = Duration::ZERO;
            for (sequence, ring, hook_bit, pause) in readings {
                now += at(pause);
                if let Keys::New(places) = watch.read(Reading { sequence, ring, hook_bit }, now, &mut out) {
                    prop_assert!(places.len() < usize::from(KEYS) && places.iter().all(|place| *place < KEYS));
                }
            }
            let told = told(&mut out);
            let rings: Vec<_> = told.iter().filter(|(_, signal)| matches!(signal, LineSignal::Ring(_))).collect();
            let hooks: Vec<_> = told.iter().filter(|(_, signal)| matches!(signal, LineSignal::Hook(_))).collect();
            prop_assert!(rings.windows(2).all(|pair| pair[0].1 != pair[1].1 && pair[0].0 <= pair[1].0));
            prop_assert!(hooks.windows(2).all(|pair| pair[0].1 != pair[1].1 && pair[0].0 <= pair[1].0));
        }
    }
}
