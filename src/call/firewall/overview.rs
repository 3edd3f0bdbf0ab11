//! What the firewall did in the last days. May depend on `base` and the rest of `call`.

use crate::call::record::CallSummary;

/// One day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Day {
    /// Incoming calls.
    pub calls: u32,
    /// Those that were blocked.
    pub blocked: u32,
}

/// The days up to today and the newest decisions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overview {
    /// Oldest first; the last is today.
    pub days: Vec<Day>,
    /// Newest incoming calls, newest first.
    pub newest: Vec<CallSummary>,
}

impl Overview {
    /// All days together.
    #[must_use]
    pub fn total(&self) -> Day {
        self.days.iter().fold(Day::default(), |sum, day| Day {
            calls: sum.calls.saturating_add(day.calls),
            blocked: sum.blocked.saturating_add(day.blocked),
        })
    }

    /// Blocked calls in percent of all; 0 without calls.
    #[must_use]
    pub fn percent(&self) -> u32 {
        let total = self.total();
        let hundredfold = u64::from(total.blocked) * 100 + u64::from(total.calls) / 2;
        u32::try_from(hundredfold.checked_div(u64::from(total.calls)).unwrap_or(0)).unwrap_or(100)
    }
}
