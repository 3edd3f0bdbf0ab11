//! Rows of a big file fetched side by side before they are read: a page somewhere in ten million calls touches a hundred
//! places of the disk, and one connection asks for them one after the other. What is fetched is thrown away; the answer is
//! read by the one connection that sees one state of the file. May depend on `base`, `call`.

use crate::base::ids::CallId;
use crate::base::thread::{self, Worker};
use crate::store::file;
use crate::store::log::summary::Summaries;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::path::Path;

/// Connections that fetch.
const HANDS: usize = 6;

/// One that fetches, with a connection of its own. Its order is dropped first: that ends it, then it is joined.
#[derive(Debug)]
struct Hand {
    order: Sender<Vec<CallId>>,
    /// A word for each order; the end of it where the hand is gone.
    done: Receiver<()>,
    _worker: Worker,
}

impl Hand {
    fn start(path: &Path) -> Option<Self> {
        let conn = file::open_for_reading(path).ok()?;
        let (order, inbox) = bounded::<Vec<CallId>>(1); // one page at a time: never full
        let (tell, done) = bounded(1); // taken before the next page: never full
        let fetch = move || {
            for ids in inbox {
                if let Ok(mut rows) = Summaries::of(&conn) {
                    for id in ids {
                        drop(rows.read(id)); // a fault is told to whoever reads the row
                    }
                }
                if tell.send(()).is_err() {
                    break;
                }
            }
        };
        Some(Self { order, done, _worker: thread::spawn("ahead", fetch).ok()? })
    }
}

/// The hands. Dropping it ends and joins them.
#[derive(Debug)]
pub(in crate::store) struct Ahead(Vec<Hand>);

impl Ahead {
    /// Starts as many as can be; `None` when there is no thread or no connection: then rows are read as ever.
    pub(in crate::store) fn start(path: &Path) -> Option<Self> {
        let hands: Vec<Hand> = (0..HANDS).map_while(|_| Hand::start(path)).collect();
        (!hands.is_empty()).then_some(Self(hands))
    }

    /// Fetches these rows and waits for them. A hand that is gone holds nobody up.
    pub(in crate::store) fn fetch(&self, ids: &[CallId]) {
        let share = ids.len().div_ceil(self.0.len()).max(1);
        let asked = self.0.iter().zip(ids.chunks(share));
        let busy: Vec<&Hand> = asked
            .filter(|(hand, ids)| hand.order.send(ids.to_vec()).is_ok())
            .map(|(hand, _)| hand)
            .collect();
        for hand in busy {
            if hand.done.recv().is_err() {
                tracing::warn!("one that fetches rows is gone");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Stamp;
    use crate::store::Store;

    #[test]
    fn any_page_is_fetched_whole_and_what_cannot_be_read_holds_nobody_up() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        assert!(Ahead::start(&path).is_none(), "no file, no hands");
        let (_store, _) = Store::open(&path, Stamp::default()).unwrap();
        let ahead = Ahead::start(&path).unwrap();
        for rows in [0, 1, 2, 3, 50] {
            ahead.fetch(&(1..=rows).map(CallId).collect::<Vec<_>>());
        }
    }
}
