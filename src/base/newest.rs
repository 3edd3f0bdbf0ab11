//! A value written by one thread and read by others without a message: the newest wins, nobody waits for work of the other
//! (the lock is held for the exchange of a pointer). May not depend on other layers.

use std::sync::{Arc, Mutex, PoisonError};

/// The newest value. Shared by `Arc`.
#[derive(Debug, Default)]
pub struct Newest<T>(Mutex<Arc<T>>);

impl<T> Newest<T> {
    /// A cell that holds `value`.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(Mutex::new(Arc::new(value)))
    }

    /// Replaces the value.
    pub fn set(&self, value: T) {
        let fresh = Arc::new(value);
        let old =
            std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), fresh);
        drop(old); // outside the lock
    }

    /// The newest value.
    #[must_use]
    pub fn get(&self) -> Arc<T> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_is_read_and_an_older_one_stays_whole_for_who_holds_it() {
        let cell = Newest::new(1);
        let held = cell.get();
        cell.set(2);
        assert_eq!((*held, *cell.get()), (1, 2));
    }
}
