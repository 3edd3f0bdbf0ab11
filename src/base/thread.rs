//! The one door to threads: named, owned by a handle, joined; a panic becomes a value.
//! May not depend on other layers. The only file that spawns.

use std::io;
use std::thread::{Builder, JoinHandle};

/// An owned thread. Dropping it joins: whoever owns it must first have told it to stop.
#[derive(Debug)]
pub struct Worker {
    name: String,
    handle: Option<JoinHandle<()>>,
}

/// How a worker ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// Its function returned.
    Returned,
    /// It panicked with this message.
    Panicked(String),
}

/// Starts a named thread.
///
/// # Errors
/// When the operating system refuses a thread.
#[allow(clippy::disallowed_methods, reason = "this is the door")]
pub fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> io::Result<Worker> {
    let handle = Builder::new().name(name.to_owned()).spawn(run)?;
    Ok(Worker { name: name.to_owned(), handle: Some(handle) })
}

impl Worker {
    /// The thread's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it has ended already.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.handle.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Waits for the end.
    #[must_use]
    pub fn join(mut self) -> Ended {
        self.join_inner()
    }

    fn join_inner(&mut self) -> Ended {
        match self.handle.take().map(JoinHandle::join) {
            None | Some(Ok(())) => Ended::Returned,
            Some(Err(payload)) => Ended::Panicked(panic_text(payload.as_ref())),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Ended::Panicked(why) = self.join_inner() {
            tracing::error!(thread = self.name, why, "a thread panicked");
        }
    }
}

fn panic_text(payload: &(dyn std::any::Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(|s| (*s).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_value() {
        let worker = spawn("t", || panic!("broken {}", 7)).unwrap();
        assert_eq!(worker.join(), Ended::Panicked("broken 7".to_owned()));
    }
}
