//! A run of speech: spells of voice with pauses too short for any ring cadence between them.
//! May not depend on other layers but `base`.

use std::time::Duration;

/// What has been heard of speech lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VoiceRun {
    begun: Option<Duration>,
    paused: Option<Duration>,
}

impl VoiceRun {
    /// Voice began. A pause shorter than `pause` continues the run.
    pub fn begin(&mut self, at: Duration, pause: Duration) {
        let continues = self.paused.is_some_and(|paused| at.saturating_sub(paused) < pause);
        if self.begun.is_none() || (self.paused.is_some() && !continues) {
            self.begun = Some(at);
        }
        self.paused = None;
    }

    /// Voice paused.
    pub fn end(&mut self, at: Duration) {
        if self.begun.is_some() && self.paused.is_none() {
            self.paused = Some(at);
        }
    }

    /// What was heard up to `at` was no speech (a ring, a tone). If something still sounds, the run begins anew there.
    pub fn discard(&mut self, at: Duration) {
        if self.is_on() {
            self.begun = Some(at);
        } else {
            *self = Self::default();
        }
    }

    /// Somebody speaks now.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.begun.is_some() && self.paused.is_none()
    }

    /// When the present run began, while voice is on.
    #[must_use]
    pub fn begun(&self) -> Option<Duration> {
        self.begun.filter(|_| self.is_on())
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_pauses_link_and_long_ones_part() {
        let ms = Duration::from_millis;
        let mut run = VoiceRun::default();
        run.begin(ms(1_000), ms(1_500));
        run.end(ms(1_600));
        assert_eq!(run.begun(), None);
        run.begin(ms(2_500), ms(1_500));
        assert_eq!(run.begun(), Some(ms(1_000)));
        run.end(ms(3_000));
        run.begin(ms(7_000), ms(1_500));
        assert_eq!(run.begun(), Some(ms(7_000)));
        run.discard(ms(8_000));
        assert_eq!(run.begun(), Some(ms(8_000)));
    }
}
