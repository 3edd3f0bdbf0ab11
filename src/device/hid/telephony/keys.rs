//! From changes of controls to presses of keys: switches, keys and pushes, bounce, and lamps that a box gives back as keys.
//! Pure. May depend on `base`.

use crate::base::evidence::Evidence;
use crate::base::signal::{Button, Edge, LineSignal};
use crate::device::hid::controls::{Change, Nature};
use crate::device::hid::steady::Steady;
use crate::device::hid::usage::{Meaning, meaning};
use crate::device::outbox::Outbox;
use std::collections::HashMap;
use std::time::Duration;

/// Contacts bounce for less than this.
const BOUNCE: Duration = Duration::from_millis(50);
/// A push that comes again within this is the same one, still held.
const REPEAT: Duration = Duration::from_millis(300);
/// A “key” that was down for so long was a switch: letting it go is a press as well.
const SWITCH: Duration = Duration::from_millis(1_500);
/// A box gives a new state of its lamp back as a state of its switch within this.
const ECHO: Duration = Duration::from_secs(1);
/// A ring that was silent for so long is over.
const RING_FALL: Duration = Duration::from_millis(150);

/// Keys of a telephone.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    switches: HashMap<Button, Steady>,
    /// When each key last went down or up.
    edges: HashMap<Button, Duration>,
    /// Digits that are held, since when.
    held: HashMap<char, Duration>,
    /// States of switches that we cause ourselves, until when.
    echoes: HashMap<Button, (bool, Duration)>,
    ring: Steady,
    /// What a mute key wants.
    mute: Option<Mute>,
}

/// What a mute key can want.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mute {
    Be(bool),
    Turn,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            switches: HashMap::new(),
            edges: HashMap::new(),
            held: HashMap::new(),
            echoes: HashMap::new(),
            ring: Steady::new(Duration::ZERO, RING_FALL),
            mute: None,
        }
    }
}

fn switch() -> Steady {
    Steady::new(BOUNCE, BOUNCE)
}

impl Keys {
    /// A control stands like this already.
    pub(super) fn assume(&mut self, change: &Change) {
        if let Some(Meaning::Button(button)) = meaning(change.usage)
            && change.nature == Nature::State
        {
            self.switches.entry(button).or_insert_with(switch).assume(change.now != 0);
        }
    }

    /// A control has changed.
    pub(super) fn change(&mut self, change: &Change, at: Duration, out: &mut Outbox) {
        match meaning(change.usage) {
            Some(Meaning::Button(button)) if change.nature == Nature::State => {
                self.turned(button, change.now != 0, at, out);
            }
            Some(Meaning::Button(button)) => self.pushed(button, change, at, out),
            Some(Meaning::Digit(digit)) => self.digit(digit, change, at, out),
            Some(Meaning::Ring) => self.rings(change.now != 0, at, out),
            None => {}
        }
    }

    fn turned(&mut self, button: Button, on: bool, at: Duration, out: &mut Outbox) {
        let mut told = None;
        let level = self.switches.entry(button).or_insert_with(switch);
        level.feed(on, at, &mut |on, began| told = Some((on, began)));
        self.tell_switch(button, told, out);
    }

    fn tell_switch(&mut self, button: Button, told: Option<(bool, Duration)>, out: &mut Outbox) {
        let Some((on, at)) = told else { return };
        if let Some((expected, until)) = self.echoes.remove(&button)
            && expected == on
            && at <= until
        {
            return;
        }
        if button == Button::Mute {
            self.mute = Some(Mute::Be(on));
        }
        let note = if on { "switched on" } else { "switched off" };
        out.tell_because(at, LineSignal::Button(button), Evidence::note(note));
    }

    fn pushed(&mut self, button: Button, change: &Change, at: Duration, out: &mut Outbox) {
        let since = self.edges.insert(button, at).map(|last| at.saturating_sub(last));
        let down = change.now != 0;
        let fresh = change.before == 0;
        let counts = if down {
            since.is_none_or(|since| since >= if fresh { BOUNCE } else { REPEAT })
        } else {
            // Only a hook is described as a key and used as a switch.
            let held = since.is_some_and(|since| since >= SWITCH);
            held && button == Button::Hook && change.nature == Nature::Key
        };
        if !counts {
            return;
        }
        if change.nature == Nature::Key
            && let Some((expected, until)) = self.echoes.remove(&button)
            && expected == down
            && at <= until
        {
            return;
        }
        if button == Button::Mute {
            self.mute = Some(Mute::Turn);
        }
        out.tell(at, LineSignal::Button(button));
    }

    fn digit(&mut self, digit: char, change: &Change, at: Duration, out: &mut Outbox) {
        if change.nature == Nature::Relative {
            if change.now != 0 {
                out.tell(at, LineSignal::Digit { digit, lasted: Duration::ZERO });
            }
        } else if change.now != 0 {
            self.held.entry(digit).or_insert(at);
        } else if let Some(began) = self.held.remove(&digit) {
            let lasted = at.saturating_sub(began);
            out.tell(began, LineSignal::Digit { digit, lasted });
        }
    }

    fn rings(&mut self, on: bool, at: Duration, out: &mut Outbox) {
        self.ring.feed(on, at, &mut |on, began| out.tell(began, ring_edge(on)));
    }

    /// Time has passed.
    pub(super) fn advance(&mut self, now: Duration, out: &mut Outbox) {
        self.ring.advance(now, &mut |on, began| out.tell(began, ring_edge(on)));
        let mut told = Vec::new();
        for (button, level) in &mut self.switches {
            level.advance(now, &mut |on, began| told.push((*button, on, began)));
        }
        told.sort_by_key(|(_, _, began)| *began);
        for (button, on, began) in told {
            self.tell_switch(button, Some((on, began)), out);
        }
    }

    /// When [`Keys::advance`] will have something to say.
    pub(super) fn due(&self) -> Option<Duration> {
        self.switches.values().filter_map(Steady::due).chain(self.ring.due()).min()
    }

    /// We set a lamp: a switch that turns likewise before long was not turned by a person.
    pub(super) fn expect(&mut self, button: Button, on: bool, now: Duration) {
        self.echoes.insert(button, (on, now + ECHO));
    }

    /// What a mute key wants, once; `muted`: as it is now.
    pub(super) fn take_mute(&mut self, muted: bool) -> Option<bool> {
        self.mute.take().map(|wanted| match wanted {
            Mute::Be(muted) => muted,
            Mute::Turn => !muted,
        })
    }

    /// Says again what lasts.
    pub(super) fn repeat(&self, now: Duration, out: &mut Outbox) {
        if self.ring.value() {
            out.tell(now, ring_edge(true));
        }
    }

    /// Nothing more will come.
    pub(super) fn end(&mut self, now: Duration, out: &mut Outbox) {
        if self.ring.value() {
            self.ring.assume(false);
            out.tell(now, ring_edge(false));
        }
    }
}

fn ring_edge(on: bool) -> LineSignal {
    LineSignal::Ring(if on { Edge::Begin } else { Edge::End })
}
