//! A long list shown a page at a time: which rows are here, which are on their way, which are to be asked for.
//! Old rows stay until new ones have come, so that nothing flickers. Pure; may depend on `engine::handle` types.

use crate::engine::handle::Ticket;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Rows of one page.
pub const PAGE: u32 = 50;

/// Pages kept; those farthest from the one that came last make room.
const MOST_PAGES: usize = 64;

/// Pages on their way at a time: while somebody drags through a long list, what has passed by is not asked for.
const MOST_ASKED: usize = 4;

/// A paged list of `T`, asked by the question `Q`.
#[derive(Debug)]
pub struct Listing<Q, T> {
    question: Option<Q>,
    revision: u64,
    total: Option<u32>,
    pages: BTreeMap<u32, Vec<T>>,
    fresh: BTreeSet<u32>,
    asked: HashMap<Ticket, u32>,
    wanted: BTreeSet<u32>,
    replace: bool,
}

impl<Q, T> Default for Listing<Q, T> {
    fn default() -> Self {
        Self {
            question: None,
            revision: 0,
            total: None,
            pages: BTreeMap::new(),
            fresh: BTreeSet::new(),
            asked: HashMap::new(),
            wanted: BTreeSet::new(),
            replace: false,
        }
    }
}

impl<Q: PartialEq + Clone, T> Listing<Q, T> {
    /// Shows the answer to `question` in the store's state `revision`; what is shown is asked again when either changes.
    pub fn show(&mut self, question: &Q, revision: u64) {
        let other = self.question.as_ref() != Some(question);
        if !other && self.revision == revision {
            return;
        }
        self.replace |= other;
        self.question = Some(question.clone());
        self.revision = revision;
        self.fresh.clear();
        self.asked.clear();
        self.wanted.clear();
        self.wanted.insert(0);
    }

    /// How many rows there are in all; `None` before the first answer.
    #[must_use]
    pub const fn total(&self) -> Option<u32> {
        self.total
    }

    /// A row, when it is here; it is asked for when it is not, or may have changed.
    pub fn row(&mut self, index: u32) -> Option<&T> {
        let page = index / PAGE;
        if !self.fresh.contains(&page) && !self.asked.values().any(|p| *p == page) {
            self.wanted.insert(page);
        }
        self.pages.get(&page)?.get((index % PAGE) as usize)
    }

    /// A row, when it is here.
    #[must_use]
    pub fn peek(&self, index: u32) -> Option<&T> {
        self.pages.get(&(index / PAGE))?.get((index % PAGE) as usize)
    }

    /// Where the first row that fits stands, among those here.
    #[must_use]
    pub fn position(&self, fits: impl Fn(&T) -> bool) -> Option<u32> {
        self.pages.iter().find_map(|(page, rows)| {
            let at = rows.iter().position(&fits)?;
            Some(page * PAGE + u32::try_from(at).ok()?)
        })
    }

    /// The pages to ask for now, with the question.
    pub fn take_wanted(&mut self) -> Option<(Q, Vec<u32>)> {
        if self.asked.len() >= MOST_ASKED {
            // What is still in sight is wanted again when one of these has come.
            self.wanted.clear();
        }
        if self.wanted.is_empty() {
            return None;
        }
        let pages = std::mem::take(&mut self.wanted).into_iter().collect();
        Some((self.question.clone()?, pages))
    }

    /// A page was asked for.
    pub fn asked(&mut self, page: u32, ticket: Ticket) {
        self.asked.insert(ticket, page);
    }

    /// A page could not be asked for: try again with the next frame.
    pub fn not_asked(&mut self, page: u32) {
        self.wanted.insert(page);
    }

    /// Whether this ticket is ours and still wanted.
    #[must_use]
    pub fn expects(&self, ticket: Ticket) -> bool {
        self.asked.contains_key(&ticket)
    }

    /// An answer has come.
    pub fn answered(&mut self, ticket: Ticket, rows: Vec<T>, total: u32) {
        let Some(page) = self.asked.remove(&ticket) else { return };
        if std::mem::take(&mut self.replace) {
            self.pages.clear();
        }
        self.total = Some(total);
        self.pages.insert(page, rows);
        self.fresh.insert(page);
        let last = total.div_ceil(PAGE);
        self.pages.retain(|page, _| *page < last.max(1));
        while self.pages.len() > MOST_PAGES {
            let far = self.pages.keys().copied().max_by_key(|other| other.abs_diff(page));
            let Some(far) = far else { return };
            self.pages.remove(&far);
            self.fresh.remove(&far);
        }
    }

    /// A page could not be answered: it is asked for again when something has changed.
    pub fn failed(&mut self, ticket: Ticket) {
        if let Some(page) = self.asked.remove(&ticket) {
            self.fresh.insert(page);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_rows_stay_until_new_ones_have_come_and_late_answers_are_dropped() {
        let mut list: Listing<&str, u32> = Listing::default();
        list.show(&"all", 1);
        assert_eq!(list.take_wanted(), Some(("all", vec![0])));
        list.asked(0, Ticket(1));
        list.answered(Ticket(1), (0..PAGE).collect(), 250);
        assert_eq!(list.row(7), Some(&7));
        assert_eq!(list.row(PAGE + 30), None);
        assert_eq!(list.take_wanted(), Some(("all", vec![1])));
        list.asked(1, Ticket(2));
        list.show(&"missed", 1);
        assert_eq!(list.row(7), Some(&7), "still shown");
        list.answered(Ticket(2), vec![1], 250);
        assert_eq!(list.row(PAGE + 30), None, "the answer to an old question is dropped");
        list.take_wanted();
        list.asked(0, Ticket(3));
        list.answered(Ticket(3), vec![42], 1);
        assert_eq!(list.total(), Some(1));
        assert_eq!(list.row(0), Some(&42));
    }

    #[test]
    fn dragging_through_ten_million_rows_asks_for_what_is_in_sight_and_keeps_little() {
        let mut list: Listing<&str, u32> = Listing::default();
        let mut tickets = 0;
        let mut on_the_way = Vec::new();
        list.show(&"all", 1);
        for frame in 0..500 {
            list.row(frame * 20_000);
            for page in list.take_wanted().map(|(_, pages)| pages).unwrap_or_default() {
                tickets += 1;
                list.asked(page, Ticket(tickets));
                on_the_way.push(Ticket(tickets));
            }
            assert!(on_the_way.len() <= 5, "{} on their way", on_the_way.len());
            if frame % 3 == 0 && !on_the_way.is_empty() {
                list.answered(on_the_way.remove(0), vec![frame; PAGE as usize], 10_000_000);
            }
        }
        assert!(list.pages.len() <= 64 && tickets > 100, "{} of {tickets}", list.pages.len());
        for ticket in on_the_way {
            list.failed(ticket);
        }
        list.row(90_000 * PAGE);
        assert_eq!(list.take_wanted(), Some(("all", vec![90_000])), "free again");
    }
}
