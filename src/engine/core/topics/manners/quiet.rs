//! Do not disturb: until when, counted on the monotonic clock once it is known. Calls are logged as ever.
//! May depend on `base` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::settings::Settings;
use crate::engine::topics::manners::{Quiet, QuietUntil};
use std::sync::Arc;
use std::time::Duration;

/// When "tomorrow" begins for an office: minutes after midnight.
const MORNING: i64 = 7 * 60;
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60;

/// How far away the end is, in milliseconds; `None`: no end.
fn length(until: QuietUntil, now: Stamp) -> Option<i64> {
    let local = now.utc_millis + i64::from(now.offset_minutes) * MINUTE;
    let midnight = local - local.rem_euclid(DAY * MINUTE);
    let next = |minutes: i64| {
        let at = midnight + minutes * MINUTE;
        if at > local { at - local } else { at + DAY * MINUTE - local }
    };
    match until {
        QuietUntil::SwitchedOff => None,
        QuietUntil::For(span) => Some(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)),
        QuietUntil::Clock { hour, minute } => {
            Some(next(i64::from(hour.min(23)) * 60 + i64::from(minute.min(59))))
        }
        QuietUntil::Tomorrow => Some(midnight + (DAY + MORNING) * MINUTE - local),
    }
}

impl Core {
    pub(super) fn do_not_disturb(
        &mut self,
        until: Option<QuietUntil>,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let length = until.and_then(|until| length(until, now));
        let span = length.map(|millis| Duration::from_millis(u64::try_from(millis).unwrap_or(0)));
        self.manners.quiet_ends = span.map(|span| now.mono + span);
        let quiet = until.map(|_| Quiet {
            until_utc_millis: length.map(|millis| now.utc_millis.saturating_add(millis)),
        });
        self.set_quiet(quiet, out);
    }

    /// On when it was off, and the other way round.
    pub(super) fn toggle_quiet(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        let is_on = self.settings.manners.quiet.is_some();
        self.do_not_disturb((!is_on).then_some(QuietUntil::SwitchedOff), now, out);
    }

    pub(super) fn set_quiet(&mut self, quiet: Option<Quiet>, out: &mut Vec<Effect>) {
        if self.settings.manners.quiet == quiet {
            return;
        }
        let mut settings = Settings::clone(&self.settings);
        settings.manners.quiet = quiet;
        self.settings = Arc::new(settings.clone());
        out.push(Effect::SaveSettings(Box::new(settings)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23 14:07:30 in Beijing.
    const NOW: Stamp =
        Stamp { mono: Duration::ZERO, utc_millis: 1_795_414_050_000, offset_minutes: 480 };

    #[test]
    fn the_end_is_where_a_person_expects_it() {
        let seconds = |until| length(until, NOW).map(|millis| millis / 1_000);
        assert_eq!(seconds(QuietUntil::For(Duration::from_hours(1))), Some(3_600));
        assert_eq!(seconds(QuietUntil::Clock { hour: 15, minute: 0 }), Some(52 * 60 + 30));
        let morning = QuietUntil::Clock { hour: 9, minute: 30 };
        assert_eq!(seconds(morning), Some((19 * 60 + 22) * 60 + 30));
        assert_eq!(seconds(QuietUntil::Tomorrow), Some((16 * 60 + 52) * 60 + 30));
        assert_eq!(seconds(QuietUntil::SwitchedOff), None);
    }

    #[test]
    fn after_midnight_tomorrow_is_still_the_next_day() {
        let night = Stamp { utc_millis: NOW.utc_millis + 11 * 3_600_000, ..NOW };
        assert_eq!(length(QuietUntil::Tomorrow, night), Some((29 * 60 + 52) * 60_000 + 30_000));
    }
}
