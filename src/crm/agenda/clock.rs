//! Minutes by the clock on the wall: what a task is due by and reminded at. A task at nine stays a task at nine when the zone
//! or summer time changes; the present moment is compared in the zone it is lived in. Pure. May depend on `base`.

use crate::base::clock::Stamp;
use jiff::Span;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// Minutes of a day.
pub const DAY: i64 = 1_440;
/// Where days are counted from.
const EPOCH: Date = date(1970, 1, 1);

/// A minute on the wall's clock, counted from 1970-01-01 00:00 of that clock.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct WallMinute(pub i64);

impl WallMinute {
    /// What the wall's clock says at a moment.
    #[must_use]
    pub const fn of(now: Stamp) -> Self {
        Self(now.utc_millis.div_euclid(60_000) + now.offset_minutes as i64)
    }

    /// A minute of a day, 0–1439.
    #[must_use]
    pub fn at(day: Date, minute: u16) -> Self {
        Self(i64::from(day_number(day)) * DAY + i64::from(minute))
    }

    /// Its day.
    #[must_use]
    pub fn day(self) -> Option<Date> {
        i32::try_from(self.0.div_euclid(DAY)).ok().and_then(day_of)
    }

    /// Its minute of the day, 0–1439.
    #[must_use]
    pub fn minute(self) -> u16 {
        u16::try_from(self.0.rem_euclid(DAY)).unwrap_or(0)
    }

    /// So many minutes later.
    #[must_use]
    pub const fn plus(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes))
    }

    /// Milliseconds since 1970 UTC in a zone, minutes east.
    #[must_use]
    pub const fn utc_millis(self, offset_minutes: i16) -> i64 {
        self.0.saturating_sub(offset_minutes as i64).saturating_mul(60_000)
    }
}

/// Days since 1970-01-01.
#[must_use]
pub fn day_number(day: Date) -> i32 {
    (day - EPOCH).get_days()
}

/// The day of such a number; `None` outside the calendar.
#[must_use]
pub fn day_of(number: i32) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(number).ok()?).ok()
}

/// The day it is.
#[must_use]
pub fn today(now: Stamp) -> Date {
    WallMinute::of(now).day().unwrap_or(EPOCH)
}
