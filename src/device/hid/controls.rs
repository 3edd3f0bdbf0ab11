//! Which controls changed from one input report to the next (HID 1.11, 5.8 and 6.2.2.5). Pure; may depend on `base`.

use super::report::{Field, Kind, Layout, Unread};
use super::usage::Usage;
use std::collections::{BTreeMap, BTreeSet};

/// A control that changed, or a relative one that moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub usage: Usage,
    /// How it behaves.
    pub nature: Nature,
    /// Its value before; 0 when it was never heard of.
    pub before: i64,
    /// Its value now.
    pub now: i64,
}

/// How a control behaves, by the flags of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nature {
    /// A switch: it has a state and keeps it (absolute, no preferred state).
    State,
    /// A key: it returns when it is let go (absolute, preferred state). Switches are often described like this too.
    Key,
    /// An entry of an array: named while it is held.
    Choice,
    /// Each value is a push of its own.
    Relative,
}

impl Nature {
    /// The nature of a field's controls.
    #[must_use]
    pub fn of(field: &Field) -> Self {
        match (field.relative, field.array) {
            (_, true) => Self::Choice,
            (true, false) => Self::Relative,
            (false, false) if field.no_preferred => Self::State,
            (false, false) => Self::Key,
        }
    }
}

/// The last known value of every control. All begin at 0: released.
#[derive(Debug, Clone, Default)]
pub struct Controls {
    values: BTreeMap<(usize, Usage), i64>,
}

impl Controls {
    /// Takes an input report; every change is told in the order of the report's fields.
    ///
    /// # Errors
    /// As [`Layout::open`]; nothing has changed then.
    pub fn take(
        &mut self,
        layout: &Layout,
        report: &[u8],
        tell: &mut dyn FnMut(Change),
    ) -> Result<(), Unread> {
        let (id, data) = layout.open(report)?;
        let here = |field: &&Field| field.kind == Kind::Input && field.report == id;
        for (number, field) in layout.fields().iter().enumerate().filter(|(_, f)| here(f)) {
            let nature = Nature::of(field);
            for (usage, now) in self.seen(number, field, data) {
                let before = self.values.insert((number, usage), now).unwrap_or(0);
                if before != now || (nature == Nature::Relative && now != 0) {
                    tell(Change { usage, nature, before, now });
                }
            }
        }
        Ok(())
    }

    /// The values that a field's data gives. An array that no longer names a usage lets go of it, first of all.
    fn seen(&self, number: usize, field: &Field, data: &[u8]) -> Vec<(Usage, i64)> {
        let elements = 0..field.count;
        if !field.array {
            return elements
                .filter_map(|index| Some((field.usage(index)?, field.value(data, index)?)))
                .collect();
        }
        let pressed: BTreeSet<Usage> = elements
            .filter_map(|index| {
                let value = field.value(data, index)?;
                let within = (field.low..=field.high).contains(&value);
                field.usage(usize::try_from(value - field.low).ok().filter(|_| within)?)
            })
            .collect();
        let bounds = (number, Usage { page: 0, id: 0 })..=(number, Usage { page: !0, id: !0 });
        let released = self
            .values
            .range(bounds)
            .filter(|((_, usage), value)| **value != 0 && !pressed.contains(usage))
            .map(|((_, usage), _)| (*usage, 0));
        let mut seen: Vec<_> = released.collect();
        seen.extend(pressed.into_iter().map(|usage| (usage, 1)));
        seen
    }
}
