//! Points of a sweep, measured on all processors; the result does not depend on how many there are. Depends on `base`.

use ringdesk::base::thread;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What `measure` says of each point, in their order.
pub fn each<P, T>(points: &[P], measure: impl Fn(&P) -> T + Send + Sync + 'static) -> Vec<T>
where
    P: Clone + Send + Sync + 'static,
    T: Send + 'static,
{
    let points: Arc<Vec<P>> = Arc::new(points.to_vec());
    let (next, measure) = (Arc::new(AtomicUsize::new(0)), Arc::new(measure));
    let done = Arc::new(Mutex::new(Vec::new()));
    let hands = std::thread::available_parallelism().map_or(1, usize::from);
    let mut workers = Vec::new();
    for hand in 0..hands {
        let (points, next) = (Arc::clone(&points), Arc::clone(&next));
        let (measure, done) = (Arc::clone(&measure), Arc::clone(&done));
        let work = move || {
            while let Some((index, point)) = {
                let index = next.fetch_add(1, Ordering::Relaxed);
                points.get(index).map(|point| (index, point))
            } {
                let result = measure(point);
                done.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
            }
        };
        workers.extend(thread::spawn(&format!("measure-{hand}"), work));
    }
    drop(workers);
    let mut done = std::mem::take(&mut *done.lock().unwrap_or_else(PoisonError::into_inner));
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
