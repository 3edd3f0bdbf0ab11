//! Long orders as steps, each with the moment of the next: a box's thread never sleeps in an order.
//! Pulse dialling: digit n is n breaks of the loop, 0 is ten, ten a second. Pure: time is an
//! argument. May depend on `base`.

use super::requests::{HookState, PULSE_BREAK, PULSE_MAKE};
use std::collections::VecDeque;
use std::time::Duration;

/// How long the loop is open in a hook flash: exchanges take 100 to 600 ms as one, and this is what boxes of the trade
/// are set to.
pub const FLASH: Duration = Duration::from_millis(400);
/// From one digit's last pulse to the next digit: exchanges tell digits apart by it.
pub const DIGIT_PAUSE: Duration = Duration::from_millis(800);
/// What a `,` in a number waits.
pub const COMMA: Duration = Duration::from_secs(1);

/// Something to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Set the hook.
    Hook(HookState),
    /// Send so many pulses.
    Pulses(u8),
    /// Send these digits as tones (a telephone does it).
    Digits(String),
    /// The last digit was sent: release the holding circuit.
    DialEnd,
    /// Do nothing.
    Pause,
}

/// Steps that wait for their moments.
#[derive(Debug, Clone, Default)]
pub struct Steps {
    /// (what, how long until the next).
    queue: VecDeque<(Step, Duration)>,
    due: Duration,
}

impl Steps {
    /// Nothing is to be done.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.queue.is_empty()
    }

    /// When the next step is due.
    #[must_use]
    pub fn due(&self) -> Option<Duration> {
        self.queue.front().map(|_| self.due)
    }

    /// Forgets everything that has not begun.
    pub fn clear(&mut self) {
        self.queue.clear();
    }

    /// The step that is due at `now`.
    pub fn next(&mut self, now: Duration) -> Option<Step> {
        if self.due > now {
            return None;
        }
        let (step, then) = self.queue.pop_front()?;
        self.due = now + then;
        Some(step)
    }

    /// A hook flash, from now on.
    pub fn flash(&mut self, now: Duration) {
        self.start(now);
        self.queue.push_back((Step::Hook(HookState::OnHook), FLASH));
        self.queue.push_back((Step::Hook(HookState::OffHook), Duration::ZERO));
    }

    /// Digits as pulses, behind those that still wait. `false`: this is no number that pulses can send.
    pub fn pulses(&mut self, number: &str, now: Duration) -> bool {
        let Some(keys) = keys(number).filter(|keys| keys.iter().all(|key| pulses(*key).is_some()))
        else {
            return false;
        };
        self.start(now);
        self.queue.retain(|(step, _)| *step != Step::DialEnd);
        for key in keys {
            let step = match pulses(key) {
                Some(count @ 1..) => {
                    let length = (PULSE_BREAK + PULSE_MAKE) * u32::from(count);
                    (Step::Pulses(count), length + DIGIT_PAUSE)
                }
                _ => (Step::Pause, COMMA),
            };
            self.queue.push_back(step);
        }
        self.queue.push_back((Step::DialEnd, Duration::ZERO));
        true
    }

    /// Digits for a telephone that dials by itself, behind those that still wait. It is given what stands between two
    /// commas at once, `tone` for each digit. `false`: this is no number.
    pub fn digits(&mut self, number: &str, tone: Duration, now: Duration) -> bool {
        let Some(keys) = keys(number) else { return false };
        self.start(now);
        for part in keys.chunk_by(|a, b| *a != ',' && *b != ',') {
            let step = if part == [','] {
                (Step::Pause, COMMA)
            } else {
                let count = u32::try_from(part.len()).unwrap_or(u32::MAX);
                (Step::Digits(part.iter().collect()), tone.saturating_mul(count))
            };
            self.queue.push_back(step);
        }
        true
    }

    fn start(&mut self, now: Duration) {
        if self.queue.is_empty() {
            self.due = self.due.max(now);
        }
    }
}

/// The keys of a number without what people put between them; `None` when there are none or something else is in it.
fn keys(number: &str) -> Option<Vec<char>> {
    let keys: Vec<char> =
        number.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '/' | '.')).collect();
    let is_key = |c: &char| c.is_ascii_digit() || matches!(c, '*' | '#' | ',' | 'A'..='D');
    (!keys.is_empty() && keys.iter().all(is_key)).then_some(keys)
}

/// Pulses of a key; 0 for a pause, `None` for a key that cannot be pulsed.
fn pulses(key: char) -> Option<u8> {
    match (key, key.to_digit(10)) {
        (',', _) => Some(0),
        (_, Some(0)) => Some(10),
        (_, Some(digit)) => u8::try_from(digit).ok(),
        _ => None,
    }
}
