//! Operations that the disk refused and that cannot be asked for again, waiting in memory in their order. Pure.
//! May depend on `base`, `call`.

use crate::store::operation::Op;
use crate::store::service::Request;
use std::collections::VecDeque;

/// How many wait. With one entry a call this is weeks of calls; beyond it the oldest is given up and said so.
const MOST: usize = 4_096;

/// The waiting operations.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    waiting: VecDeque<Request>,
}

impl Backlog {
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Adds one. Records of a call (and notes on it) are whole, so that a newer one takes the place of the older.
    /// Returns what had to be given up.
    pub fn push(&mut self, request: Request) -> Option<Request> {
        if let Some(older) = self.waiting.iter_mut().find(|older| replaces(&request.op, &older.op))
        {
            *older = request;
            return None;
        }
        self.waiting.push_back(request);
        if self.waiting.len() > MOST { self.waiting.pop_front() } else { None }
    }

    pub fn front(&self) -> Option<&Request> {
        self.waiting.front()
    }

    pub fn pop(&mut self) -> Option<Request> {
        self.waiting.pop_front()
    }
}

fn replaces(newer: &Op, older: &Op) -> bool {
    use Op::{CloseCall, OpenCall, SaveCallNote, UpdateCall};
    match (newer, older) {
        (
            OpenCall(newer) | UpdateCall(newer) | CloseCall(newer),
            OpenCall(older) | UpdateCall(older) | CloseCall(older),
        ) => newer.id == older.id,
        (SaveCallNote(newer, _), SaveCallNote(older, _)) => newer == older,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Stamp;
    use crate::base::ids::CallId;
    use crate::store::operation::Act;
    use crate::store::service::Tag;

    fn note(call: i64, text: &str) -> Request {
        let op = Op::SaveCallNote(CallId(call), text.to_owned());
        Request { tag: Tag(0), act: Act::program(Stamp::default()), op }
    }

    #[test]
    fn the_newest_words_wait_once_a_call_and_the_oldest_are_given_up_last() {
        let mut backlog = Backlog::default();
        for text in ["a", "ab", "abc"] {
            assert!(backlog.push(note(1, text)).is_none());
            assert!(backlog.push(note(2, text)).is_none());
        }
        assert_eq!(backlog.len(), 2);
        assert_eq!(backlog.front(), Some(&note(1, "abc")));
        let given_up: Vec<_> = (10..).map(|n| backlog.push(note(n, ""))).take(MOST).collect();
        assert_eq!(given_up.iter().flatten().count(), 2);
        assert_eq!(backlog.pop(), Some(note(10, "")));
    }
}
