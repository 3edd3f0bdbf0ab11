//! A loop that is interrupted to dial: trains of pulses become digits as an exchange counts them.
//! Follows USB CDC PSTN 1.2 section 6.3 (pulse requests). May depend on `base`.

use crate::device::sim::boxes::{LineSide, Stall};
use std::time::Duration;

/// Pulses that follow each other more closely belong to one digit.
const BETWEEN_DIGITS: Duration = Duration::from_millis(400);

/// Pulses on their way, and the holding circuit.
#[derive(Debug, Clone, Default)]
pub struct Pulses {
    /// Break and make in milliseconds; 0: 60 and 40.
    time: (u8, u8),
    holds: bool,
    /// Pulses so far, and when the last of them ends.
    train: Option<(u16, Duration)>,
}

impl Pulses {
    /// A request: 12h set up or release, 13h send, 14h time.
    ///
    /// # Errors
    /// A stall while the last pulses are still on their way, and without a closed loop or a holding circuit.
    pub fn request(
        &mut self,
        request: u8,
        value: u16,
        off_hook: bool,
        now: Duration,
    ) -> Result<(), Stall> {
        let busy = self.train.is_some_and(|(_, ends)| ends > now);
        match (request, value) {
            (0x14, _) => {
                let [make, pause] = value.to_le_bytes();
                self.time = (pause, make);
            }
            _ if !off_hook || busy => return Err(Stall),
            (0x12, 0xffff) => self.holds = false,
            (0x12, _) => self.holds = true,
            (_, count @ 1..=10) if self.holds => {
                let (pause, make) = if self.time == (0, 0) { (60, 40) } else { self.time };
                let one = Duration::from_millis(u64::from(pause) + u64::from(make));
                let before = self.train.map_or(0, |(before, _)| before);
                self.train = Some((before + count, now + one * u32::from(count)));
            }
            _ => return Err(Stall),
        }
        Ok(())
    }

    /// The exchange counts a digit whose pulses have ended.
    pub fn dial(&mut self, now: Duration, line: &mut LineSide) {
        if self.due().is_some_and(|due| due <= now)
            && let Some((count, _)) = self.train.take()
        {
            // More than ten pulses are two digits run together: no exchange understands them.
            let digit = match count {
                10 => 0,
                1..=9 => count,
                _ => return,
            };
            // Digits that nobody waits for change nothing.
            let _unwanted = line.dial(&digit.to_string(), now);
        }
    }

    /// When a digit will be counted.
    #[must_use]
    pub fn due(&self) -> Option<Duration> {
        self.train.map(|(_, ends)| ends + BETWEEN_DIGITS)
    }

    /// The holding circuit keeps the line.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.holds
    }
}
