//! Which incoming cards are open and which calls wait as chips: the four cases of a person at the desk.
//!
//! | the person | the card of a new call |
//! |---|---|
//! | does nothing | opens in the corner |
//! | browses, searches | opens in the corner; keys go on where they went |
//! | edits something that is not saved | waits as a chip in the strip; opens when the text is saved and the call still goes on |
//! | has two cards open | opens in front; the oldest in which nothing was typed becomes a chip |
//!
//! Pure. May depend on `base`.

use crate::base::ids::CallId;
use std::collections::BTreeSet;

/// Cards that stand side by side; further ones wait in the strip.
const SIDE_BY_SIDE: usize = 2;
/// Chips kept; the oldest makes room. (A missed call stays in the log as a task in any case.)
const CHIPS: usize = 12;

/// A call whose card is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The call.
    pub call: CallId,
    /// It still goes on.
    pub live: bool,
    /// Something was typed into its card.
    pub typed: bool,
}

/// What is open and what waits.
#[derive(Debug, Default)]
pub struct Cards {
    known: BTreeSet<CallId>,
    chips: BTreeSet<CallId>,
    /// A person opened these: they do not give way by themselves.
    opened: BTreeSet<CallId>,
    shown: Vec<CallId>,
}

impl Cards {
    /// Takes in which cards are wanted (newest first) and whether unsaved text is on the screen.
    pub fn arrange(&mut self, wanted: &[Wanted], editing: bool) {
        for call in wanted {
            let fresh = self.known.insert(call.call);
            if fresh && editing && !self.opened.contains(&call.call) {
                self.chips.insert(call.call);
            } else if !editing && call.live {
                self.chips.remove(&call.call);
            }
        }
        let mut open: Vec<&Wanted> =
            wanted.iter().filter(|call| !self.chips.contains(&call.call)).collect();
        while open.len() > SIDE_BY_SIDE {
            let gives_way =
                |call: &&&Wanted| !call.live && !call.typed && !self.opened.contains(&call.call);
            let Some(oldest) = open.iter().rev().find(gives_way).map(|call| call.call) else {
                break;
            };
            self.chips.insert(oldest);
            open.retain(|call| call.call != oldest);
        }
        self.shown = open.into_iter().map(|call| call.call).collect();
        while self.chips.len() > CHIPS {
            self.chips.pop_first();
        }
        let present = |id: &CallId| wanted.iter().any(|call| call.call == *id);
        self.known.retain(|id| present(id) || self.chips.contains(id));
        self.opened.retain(|id| present(id));
    }

    /// Open cards, the one in front first.
    #[must_use]
    pub fn shown(&self) -> &[CallId] {
        &self.shown
    }

    /// Calls that wait in the strip, newest first.
    pub fn chips(&self) -> impl Iterator<Item = CallId> + '_ {
        self.chips.iter().rev().copied()
    }

    /// A person wants to see this card.
    pub fn open(&mut self, call: CallId) {
        self.chips.remove(&call);
        self.known.insert(call);
        self.opened.insert(call);
    }

    /// Nobody needs to be reminded of this call any more.
    pub fn forget(&mut self, call: CallId) {
        self.chips.remove(&call);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(id: i64, live: bool, typed: bool) -> Wanted {
        Wanted { call: CallId(id), live, typed }
    }

    fn chips(cards: &Cards) -> Vec<i64> {
        cards.chips().map(|id| id.0).collect()
    }

    fn shown(cards: &Cards) -> Vec<i64> {
        cards.shown().iter().map(|id| id.0).collect()
    }

    #[test]
    fn idle_or_browsing_the_card_opens() {
        let mut cards = Cards::default();
        cards.arrange(&[call(1, true, false)], false);
        assert_eq!((shown(&cards), chips(&cards)), (vec![1], vec![]));
        // Typing that begins later folds nothing away.
        cards.arrange(&[call(1, true, false)], true);
        assert_eq!(shown(&cards), [1]);
    }

    #[test]
    fn over_unsaved_text_it_waits_until_the_text_is_saved_or_the_call_is_over() {
        let mut cards = Cards::default();
        cards.arrange(&[call(1, true, false)], true);
        assert_eq!((shown(&cards), chips(&cards)), (vec![], vec![1]));
        cards.arrange(&[call(1, true, false)], false);
        assert_eq!((shown(&cards), chips(&cards)), (vec![1], vec![]));
        cards.arrange(&[call(2, true, false), call(1, false, false)], true);
        assert_eq!((shown(&cards), chips(&cards)), (vec![1], vec![2]));
        cards.arrange(&[call(2, false, false)], true);
        cards.arrange(&[], false);
        assert_eq!(chips(&cards), [2], "a call nobody saw stays until somebody has");
        cards.forget(CallId(2));
        cards.arrange(&[], false);
        assert!(chips(&cards).is_empty());
    }

    #[test]
    fn a_third_card_makes_the_oldest_untouched_one_a_chip() {
        let mut cards = Cards::default();
        cards.arrange(&[call(2, false, false), call(1, false, true)], false);
        assert_eq!(shown(&cards), [2, 1]);
        cards.arrange(&[call(3, true, false), call(2, false, false), call(1, false, true)], false);
        assert_eq!((shown(&cards), chips(&cards)), (vec![3, 1], vec![2]));
        // Everything typed into: nothing gives way, the new call is in front.
        let typed = [call(4, true, false), call(3, false, true), call(1, false, true)];
        cards.arrange(&typed, false);
        assert_eq!(shown(&cards), [4, 3, 1]);
    }

    #[test]
    fn a_person_who_opens_a_chip_keeps_it_open() {
        let mut cards = Cards::default();
        cards.arrange(&[call(1, true, false)], true);
        cards.open(CallId(1));
        cards.arrange(&[call(1, true, false)], true);
        assert_eq!((shown(&cards), chips(&cards)), (vec![1], vec![]));
    }

    #[test]
    fn the_strip_is_bounded_and_newest_first() {
        let mut cards = Cards::default();
        for id in 1..=20 {
            cards.arrange(&[call(id, true, false)], true);
        }
        let all: Vec<i64> = (9..=20).rev().collect();
        assert_eq!(chips(&cards), all);
    }
}
