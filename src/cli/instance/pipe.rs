//! The door on Windows: a named pipe of this computer alone, whose name follows from the database. May depend on `base`.

use super::{Reply, answer_to, understood};
use crate::base::thread::{self, Worker};
use interprocess::os::windows::named_pipe::{
    DuplexPipeStream, PipeListener, PipeListenerOptions, pipe_mode::Bytes,
};
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A word is shorter; what is longer is no word.
const LONGEST_WORD: usize = 1_024;
/// How often either side looks for the other's line, and how many times.
const LOOK: Duration = Duration::from_millis(20);
const LOOKS: usize = 250;

/// The first copy's end.
#[derive(Debug)]
pub struct Door {
    /// Handed to the thread that listens.
    listener: Option<PipeListener<Bytes, Bytes>>,
    name: String,
    closing: Arc<AtomicBool>,
    worker: Option<Worker>,
}

impl Door {
    /// Opens the pipe. `None`: it cannot be had; the lock still holds, further copies are told that nobody answers.
    #[allow(clippy::unnecessary_wraps, reason = "the doors of other systems can fail")]
    pub fn open(_lock: &File, lock_path: &Path) -> io::Result<Option<Self>> {
        let name = name_of(lock_path);
        let options = PipeListenerOptions::new().path(name.as_str());
        let Ok(listener) = options.create_duplex::<Bytes>() else { return Ok(None) };
        let closing = Arc::new(AtomicBool::new(false));
        Ok(Some(Self { listener: Some(listener), name, closing, worker: None }))
    }

    pub fn listen(
        &mut self,
        raise: impl Fn() -> bool + Send + 'static,
        dial: impl Fn(&str) -> Result<(), String> + Send + 'static,
    ) -> io::Result<()> {
        let Some(listener) = self.listener.take() else { return Ok(()) };
        let closing = Arc::clone(&self.closing);
        self.worker = Some(thread::spawn("instance", move || {
            while let Ok(mut stream) = listener.accept() {
                if closing.load(Ordering::Acquire) {
                    break;
                }
                if let Err(error) = answer(&mut stream, &raise, &dial) {
                    tracing::debug!(%error, "a further copy left without an answer");
                }
            }
        })?);
        Ok(())
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::Release);
        // A guest wakes `accept`.
        let woken = DuplexPipeStream::<Bytes>::connect_by_path(self.name.as_str());
        if let (Err(error), Some(worker)) = (woken, self.worker.take()) {
            tracing::warn!(%error, "the listener for further copies is left behind");
            std::mem::forget(worker); // joining would wait for ever; the process is ending
        }
    }
}

/// Everybody who means the same lock file comes to the same name.
fn name_of(lock_path: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    lock_path.hash(&mut hasher);
    format!(r"\\.\pipe\ringdesk-{:016x}", hasher.finish())
}

fn answer(
    stream: &mut DuplexPipeStream<Bytes>,
    raise: &impl Fn() -> bool,
    dial: &impl Fn(&str) -> Result<(), String>,
) -> io::Result<()> {
    let reply = answer_to(&read_line(stream)?, raise, dial);
    stream.write_all(reply.as_bytes())
}

/// A line of the other side, while it is willing; a pipe has no time limit of its own.
fn read_line(stream: &mut DuplexPipeStream<Bytes>) -> io::Result<String> {
    stream.set_nonblocking(true)?;
    let looks = crossbeam_channel::tick(LOOK);
    let mut line = Vec::new();
    for _ in looks.iter().take(LOOKS) {
        loop {
            let mut byte = [0];
            match stream.read(&mut byte) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(_) if byte == *b"\n" || line.len() >= LONGEST_WORD => {
                    return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
                }
                Ok(_) => line.extend(byte),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
    }
    Err(io::ErrorKind::WouldBlock.into())
}

/// Says a word to the copy that holds `lock_path`. `None`: nobody is there (yet, or any more).
pub fn ask(lock_path: &Path, word: &str) -> Option<Reply> {
    let mut stream =
        DuplexPipeStream::<Bytes>::connect_by_path(name_of(lock_path).as_str()).ok()?;
    stream.write_all(format!("{word}\n").as_bytes()).ok()?;
    match read_line(&mut stream) {
        Ok(line) => understood(&line),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Some(Reply::Silence),
        Err(_) => None,
    }
}
