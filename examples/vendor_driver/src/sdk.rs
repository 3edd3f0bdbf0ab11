//! A pretend maker's library, in the manner of those around QNV's: channels, controls by number, events by callback on a
//! thread of its own. In a real crate the functions of a DLL stand here, behind a safe face. Depends on the library only.

use ringdesk::base::thread::{self, Worker};
use ringdesk::device::plugin::SdkEvent;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};

/// Control: the line's hook.
pub const CONTROL_HOOK: u16 = 2;
/// Control: cut the desk phone off.
pub const CONTROL_PHONE_OFF: u16 = 3;

/// Called for every event of a channel, on the library's thread. Must not take long.
pub type Callback = Box<dyn Fn(SdkEvent) + Send>;

/// What a channel of the pretend box was told, for whoever looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Relays {
    /// The line is held.
    pub off_hook: bool,
    /// The desk phone is cut off.
    pub phone_off: bool,
}

/// The pretend hardware: one box with one channel. `happens` stands for the telephone line.
#[derive(Debug, Default)]
pub struct Hardware {
    line: Mutex<Option<SyncSender<SdkEvent>>>,
    relays: Mutex<Relays>,
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Hardware {
    /// With nobody listening.
    pub const fn new() -> Self {
        let relays = Relays { off_hook: false, phone_off: false };
        Self { line: Mutex::new(None), relays: Mutex::new(relays) }
    }

    /// Something happens on the line. `false`: nobody listens.
    pub fn happens(&self, number: u16, result: i32, data: &str) -> bool {
        let event = SdkEvent { number, result, data: data.as_bytes().to_vec() };
        locked(&self.line).as_ref().is_some_and(|line| line.send(event).is_ok())
    }

    /// Where its relays are.
    pub fn relays(&self) -> Relays {
        *locked(&self.relays)
    }
}

/// An open channel; dropping it closes it.
#[derive(Debug)]
pub struct Channel {
    hardware: &'static Hardware,
    /// Joined after the line was hung up in `drop`.
    _thread: Worker,
}

impl Channel {
    /// Opens it; events come to `callback` from now on.
    ///
    /// # Errors
    /// In words: when it is open already, or the system refuses a thread.
    pub fn open(hardware: &'static Hardware, callback: Callback) -> Result<Self, String> {
        let mut line = locked(&hardware.line);
        if line.is_some() {
            return Err("the channel is open already".to_owned());
        }
        let (sender, events): (_, Receiver<SdkEvent>) = sync_channel(64);
        let deliver = move || events.iter().for_each(callback);
        let worker = thread::spawn("pretend-sdk", deliver).map_err(|error| error.to_string())?;
        *line = Some(sender);
        drop(line);
        Ok(Self { hardware, _thread: worker })
    }

    /// Sets a control. `false`: the box has no such control.
    pub fn control(&self, number: u16, on: bool) -> bool {
        let mut relays = locked(&self.hardware.relays);
        match number {
            CONTROL_HOOK => relays.off_hook = on,
            CONTROL_PHONE_OFF => relays.phone_off = on,
            _ => return false,
        }
        true
    }

    /// Begins to dial; event 6 tells the end.
    pub fn dial(&self, digits: &str) -> bool {
        let done = SdkEvent { number: 6, result: 0, data: digits.as_bytes().to_vec() };
        let line = locked(&self.hardware.line);
        let sent = line.as_ref().map(|line| line.try_send(done));
        !matches!(sent, None | Some(Err(TrySendError::Disconnected(_) | TrySendError::Full(_))))
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        // Without a sender the thread ends, and the worker that is dropped next waits for that.
        *locked(&self.hardware.line) = None;
    }
}
