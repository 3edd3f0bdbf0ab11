//! Lists of places in a block: steps from one place to the next, the first from 0. May depend on nothing.

/// The steps to places that only grow.
pub(super) fn steps(places: impl Iterator<Item = u64>) -> Vec<u8> {
    let (mut before, mut steps) = (0, Vec::new());
    for place in places {
        put(place - before, &mut steps);
        before = place;
    }
    steps
}

/// Seven bits to a byte, the low ones first; the eighth says that more follow.
pub(super) fn put(mut step: u64, steps: &mut Vec<u8>) {
    while step >= 0x80 {
        steps.push(u8::try_from(step & 0x7f).unwrap_or(0) | 0x80);
        step >>= 7;
    }
    steps.push(u8::try_from(step).unwrap_or(0));
}

/// The places of a list; of a damaged one as many as can be read.
pub(super) struct Places<'a> {
    steps: std::slice::Iter<'a, u8>,
    place: u64,
}

impl<'a> Places<'a> {
    pub fn of(steps: &'a [u8]) -> Self {
        Self { steps: steps.iter(), place: 0 }
    }
}

impl Iterator for Places<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        self.place = self.place.wrapping_add(get(&mut self.steps)?);
        Some(self.place)
    }
}

/// Reads what [`put`] wrote; `None` where it ends.
pub(super) fn get(bytes: &mut std::slice::Iter<'_, u8>) -> Option<u64> {
    let (mut number, mut shift) = (0_u64, 0_u32);
    loop {
        let byte = *bytes.next()?;
        number |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte < 0x80 {
            return Some(number);
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_list_is_what_was_put_into_it(places in proptest::collection::btree_set(0_u64..5_000_000, 0..200)) {
            let list = steps(places.iter().copied());
            proptest::prop_assert!(Places::of(&list).eq(places.iter().copied()));
        }

        #[test]
        fn a_damaged_list_does_no_harm(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..64)) {
            proptest::prop_assert!(Places::of(&bytes).count() <= bytes.len());
        }
    }
}
