//! A yes or no from a wire that chatters: believed after it has held for a moment, and dated from its beginning.
//! May depend on `base`.

use std::time::Duration;

/// A debounced level.
#[derive(Debug, Clone, Copy)]
pub struct Steady {
    value: bool,
    pending: Option<Duration>,
    rise: Duration,
    fall: Duration,
}

impl Steady {
    /// `false` at first; `true` is believed after `rise`, `false` after `fall`.
    #[must_use]
    pub const fn new(rise: Duration, fall: Duration) -> Self {
        Self { value: false, pending: None, rise, fall }
    }

    /// What is believed.
    #[must_use]
    pub fn value(&self) -> bool {
        self.value
    }

    /// Takes this for granted; nothing is told.
    pub fn assume(&mut self, value: bool) {
        (self.value, self.pending) = (value, None);
    }

    /// The wire says `level` at `at`. `tell` hears each new belief and when it began.
    pub fn feed(&mut self, level: bool, at: Duration, tell: &mut dyn FnMut(bool, Duration)) {
        self.advance(at, tell);
        if level == self.value {
            self.pending = None;
        } else {
            self.pending.get_or_insert(at);
            self.advance(at, tell);
        }
    }

    /// Time has passed.
    pub fn advance(&mut self, now: Duration, tell: &mut dyn FnMut(bool, Duration)) {
        if let Some(began) = self.pending
            && self.due().is_some_and(|due| due <= now)
        {
            (self.value, self.pending) = (!self.value, None);
            tell(self.value, began);
        }
    }

    /// When [`Steady::advance`] will have something to say.
    #[must_use]
    pub fn due(&self) -> Option<Duration> {
        let hold = if self.value { self.fall } else { self.rise };
        self.pending.map(|began| began + hold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_that_does_not_hold_is_never_told_and_one_that_does_is_dated_from_its_beginning() {
        let at = Duration::from_millis;
        let mut level = Steady::new(at(40), at(100));
        let mut told = Vec::new();
        let mut tell = |value, began: Duration| told.push((value, began.as_millis()));
        for (value, moment) in [
            (true, 0),
            (false, 20),
            (true, 30),
            (true, 60),
            (false, 200),
            (true, 290),
            (false, 300),
        ] {
            level.feed(value, at(moment), &mut tell);
        }
        assert_eq!(level.due(), Some(at(400)));
        level.advance(at(399), &mut tell);
        level.advance(at(500), &mut tell);
        assert_eq!(told, [(true, 30), (false, 300)]);
    }
}
