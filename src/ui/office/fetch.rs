//! One answer of the store that a view shows: asked for while it is drawn, asked again when the question or the data change;
//! the old answer stays until the new one is here. May depend on `engine`'s handle.

use crate::engine::handle::{Desk, Ticket};
use crate::engine::query::Query;

/// The answer of type `T` to a question named by `K`.
#[derive(Debug)]
pub struct Fetch<K, T> {
    wanted: Option<(K, u64)>,
    asked: Option<(Ticket, K, u64)>,
    here: Option<(K, u64, T)>,
}

impl<K, T> Default for Fetch<K, T> {
    fn default() -> Self {
        Self { wanted: None, asked: None, here: None }
    }
}

impl<K: PartialEq + Clone, T> Fetch<K, T> {
    /// What is known of `key`, asked for in the store's state `revision` where it is not. The answer to another question is
    /// not shown.
    pub fn show(&mut self, key: &K, revision: u64) -> Option<&T> {
        self.want(key, revision);
        self.here.as_ref().filter(|(known, _, _)| known == key).map(|(_, _, value)| value)
    }

    /// Asks for it without looking.
    pub fn want(&mut self, key: &K, revision: u64) {
        let same = |(known, at): (&K, u64)| known == key && at == revision;
        let known = self.here.as_ref().is_some_and(|(k, at, _)| same((k, *at)));
        let coming = self.asked.as_ref().is_some_and(|(_, k, at)| same((k, *at)));
        if !known && !coming {
            self.wanted = Some((key.clone(), revision));
        }
    }

    /// What is here, whatever it answers.
    pub fn peek(&self) -> Option<(&K, &T)> {
        self.here.as_ref().map(|(key, _, value)| (key, value))
    }

    /// Hands the question over.
    pub fn ask(&mut self, desk: &dyn Desk, query: impl FnOnce(&K) -> Query) {
        let Some((key, revision)) = self.wanted.take() else { return };
        match desk.ask(query(&key)) {
            Ok(ticket) => self.asked = Some((ticket, key, revision)),
            Err(_) => self.wanted = Some((key, revision)), // again with the next frame
        }
    }

    /// Whether this ticket is ours.
    pub fn expects(&self, ticket: Ticket) -> bool {
        self.asked.as_ref().is_some_and(|(asked, _, _)| *asked == ticket)
    }

    /// Takes the answer in.
    pub fn take(&mut self, ticket: Ticket, value: T) {
        if let Some((_, key, revision)) = self.asked.take_if(|(asked, _, _)| *asked == ticket) {
            self.here = Some((key, revision, value));
        }
    }
}
