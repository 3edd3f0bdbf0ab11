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

/// The hands, each with a connection of its own. Dropping it ends and joins them.
#[derive(Debug)]
pub(in crate::store) struct Ahead {
    orders: Vec<Sender<Vec<CallId>>>,
    done: Receiver<()>,
    _hands: Vec<Worker>,
}

impl Ahead {
    /// Starts them; `None` when there is no thread or no connection: then rows are read as ever.
    pub(in crate::store) fn start(path: &Path) -> Option<Self> {
        let (tell, done) = bounded(HANDS); // one word from each hand for each page: never full
        let (mut orders, mut hands) = (Vec::new(), Vec::new());
        for _ in 0..HANDS {
            let conn = file::open_for_reading(path).ok()?;
            let (order, inbox) = bounded::<Vec<CallId>>(1); // one page at a time: never full
            let tell = tell.clone();
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
            hands.push(thread::spawn("ahead", fetch).ok()?);
            orders.push(order);
        }
        Some(Self { orders, done, _hands: hands })
    }

    /// Fetches these rows and waits for them.
    pub(in crate::store) fn fetch(&self, ids: &[CallId]) {
        let share = ids.len().div_ceil(HANDS).max(1);
        let asked = self.orders.iter().zip(ids.chunks(share));
        let sent = asked.filter(|(order, ids)| order.send(ids.to_vec()).is_ok()).count();
        for _ in 0..sent {
            if self.done.recv().is_err() {
                return;
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
