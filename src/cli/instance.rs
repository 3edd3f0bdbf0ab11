//! One running copy of the program per database; a second copy asks the first to show its window and leaves.
//! A locked file beside the database (`ringdesk.db.instance`) decides who is first; the lock falls with the process, so a
//! crash leaves nothing to clean. (The store locks a file of its own against programs that do not ask here.)
//! The asking goes through a Unix socket (no network port) whose path stands in the lock file, on Windows through a named
//! pipe. May depend on `base`.
//!
//! Words on it, one line each way: `raise` is answered `ok` (done), `no` (there is no window), `?` (unknown word);
//! `dial TEXT` is answered `ok` or `bad WHY`.

#[cfg(windows)]
mod pipe;

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often a second copy knocks while the first is starting or closing, and how long it waits between.
const KNOCKS: usize = 100;
const BETWEEN_KNOCKS: Duration = Duration::from_millis(50);

/// Why this copy may not run.
#[derive(Debug, thiserror::Error)]
pub enum InstanceError {
    /// The folder or the lock file cannot be made or locked.
    #[error("cannot lock the database ({path}): {source}")]
    Lock {
        /// The lock file, or the folder it should stand in.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another copy has the database and did not bring a window up.
    #[error("another copy of Ringdesk {why}: {path} is in use")]
    InUse {
        /// The database.
        path: PathBuf,
        /// What that copy is or does.
        why: &'static str,
    },
    /// The listener could not be started.
    #[error("cannot listen for further copies of the program: {0}")]
    Listen(io::Error),
}

/// What a copy of the program is to its database.
#[derive(Debug)]
#[cfg_attr(windows, allow(clippy::large_enum_variant, reason = "one is made, and moved once"))]
pub enum Acquired {
    /// The first: the database is ours while the guard lives.
    First(Guard),
    /// A further one: the first has confirmed that its window comes up. Exit with status 0.
    Second,
}

/// What became of a word for the running copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// It took it.
    Taken,
    /// It said no, and why.
    Refused(String),
    /// No copy is running.
    NobodyThere,
}

/// What the first copy said to a further one.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Reply {
    /// It said no, and why.
    Refused(String),
    /// The window comes up.
    Done,
    /// It has none.
    NoWindow,
    /// Nothing, for as long as we were willing to wait.
    Silence,
}

/// The line that answers a word.
fn answer_to(
    word: &str,
    raise: &impl Fn() -> bool,
    dial: &impl Fn(&str) -> Result<(), String>,
) -> String {
    let dialled = match word.split_once(' ') {
        _ if word == "raise" => return if raise() { "ok\n" } else { "no\n" }.to_owned(),
        _ if word == "dial" => dial(""),
        Some(("dial", text)) => dial(text.trim()),
        _ => return "?\n".to_owned(),
    };
    match dialled {
        Ok(()) => "ok\n".to_owned(),
        Err(why) => format!("bad {}\n", why.replace('\n', " ")),
    }
}

/// What such a line means; `None`: nobody who knows these words.
fn understood(line: &str) -> Option<Reply> {
    match line {
        "ok" => Some(Reply::Done),
        "no" => Some(Reply::NoWindow),
        _ => line.strip_prefix("bad ").map(|why| Reply::Refused(why.to_owned())),
    }
}

/// Claims databases.
#[derive(Debug)]
pub struct Instance;

impl Instance {
    /// Claims `database` (which need not exist yet) for this process, or asks the copy that has it to show its window.
    ///
    /// Waits up to five seconds for a copy that is just starting or closing, and as long for its answer.
    ///
    /// # Errors
    /// When the lock file cannot be used, or the other copy has no window or does not answer.
    pub fn acquire(database: &Path) -> Result<Acquired, InstanceError> {
        let refused = |path: &Path, source| InstanceError::Lock { path: path.to_owned(), source };
        let folder = folder_of(database);
        create_private_folder(folder).map_err(|source| refused(folder, source))?;
        let lock_path = lock_path(database);
        let failed = |source| refused(&lock_path, source);
        let mut why = "does not answer";
        for () in knocks() {
            let file = open_private(&lock_path).map_err(failed)?;
            match file.try_lock() {
                Ok(()) => return Guard::new(file, &lock_path).map(Acquired::First).map_err(failed),
                Err(TryLockError::Error(source)) => return Err(failed(source)),
                Err(TryLockError::WouldBlock) => {}
            }
            match door::ask(&lock_path, "raise") {
                Some(Reply::Done) => return Ok(Acquired::Second),
                Some(Reply::NoWindow) => {
                    why = "is running without a window";
                    break;
                }
                Some(Reply::Silence) => break,
                Some(Reply::Refused(_)) | None => {}
            }
        }
        Err(InstanceError::InUse { path: database.to_owned(), why })
    }

    /// Hands a word to the copy that has `database`, without claiming it. Waits for a copy that is just starting.
    ///
    /// # Errors
    /// When the lock file cannot be used, or the copy does not answer.
    pub fn hand_over(database: &Path, word: &str) -> Result<Handed, InstanceError> {
        let lock_path = lock_path(database);
        let refused = |source| InstanceError::Lock { path: lock_path.clone(), source };
        for () in knocks() {
            let file = match File::open(&lock_path) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Ok(Handed::NobodyThere);
                }
                Err(source) => return Err(refused(source)),
            };
            match file.try_lock() {
                Ok(()) => return Ok(Handed::NobodyThere),
                Err(TryLockError::Error(source)) => return Err(refused(source)),
                Err(TryLockError::WouldBlock) => {}
            }
            match door::ask(&lock_path, word) {
                Some(Reply::Done) => return Ok(Handed::Taken),
                Some(Reply::Refused(why)) => return Ok(Handed::Refused(why)),
                Some(Reply::NoWindow | Reply::Silence) => break,
                None => {}
            }
        }
        Err(InstanceError::InUse { path: database.to_owned(), why: "does not answer" })
    }
}

/// Ours while it lives. Dropping it stops the listener, removes the socket and gives the database up.
#[derive(Debug)]
pub struct Guard {
    door: Option<door::Door>,
    /// Locked; the lock falls when it closes, after the door.
    _lock: File,
}

impl Guard {
    fn new(lock: File, lock_path: &Path) -> io::Result<Self> {
        let door = door::Door::open(&lock, lock_path)?;
        Ok(Self { door, _lock: lock })
    }

    /// Starts answering further copies. `raise` brings the window up and says whether there is one; it runs on a thread of its own.
    /// Copies that came since [`Instance::acquire`] are answered too.
    ///
    /// # Errors
    /// When the system refuses a thread.
    pub fn listen(
        &mut self,
        raise: impl Fn() -> bool + Send + 'static,
    ) -> Result<(), InstanceError> {
        self.listen_for(raise, |_| Err("this copy does not dial".to_owned()))
    }

    /// The same; `dial` is handed what a further copy was asked to dial, and says why not when it does not.
    ///
    /// # Errors
    /// When the system refuses a thread.
    pub fn listen_for(
        &mut self,
        raise: impl Fn() -> bool + Send + 'static,
        dial: impl Fn(&str) -> Result<(), String> + Send + 'static,
    ) -> Result<(), InstanceError> {
        match &mut self.door {
            Some(door) => door.listen(raise, dial).map_err(InstanceError::Listen),
            None => Ok(()),
        }
    }
}

fn folder_of(database: &Path) -> &Path {
    database.parent().filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// `<database>.instance` beside the file the name really leads to. The folder is there; the database need not be.
fn lock_path(database: &Path) -> PathBuf {
    let real = fs::canonicalize(database).or_else(|_| {
        let name = database.file_name().unwrap_or_default();
        fs::canonicalize(folder_of(database)).map(|folder| folder.join(name))
    });
    let mut name: OsString = real.unwrap_or_else(|_| database.to_owned()).into_os_string();
    name.push(".instance");
    PathBuf::from(name)
}

/// Folders made here belong to their owner alone; folders that exist stay as they are.
fn create_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The moments at which to try: now, and again after each pause.
fn knocks() -> impl Iterator<Item = ()> {
    let pauses = crossbeam_channel::tick(BETWEEN_KNOCKS).into_iter().map(|_| ());
    std::iter::once(()).chain(pauses).take(KNOCKS)
}

#[cfg(unix)]
mod door {
    //! The socket: the first copy listens, a further one asks.

    use super::{Reply, answer_to, understood};
    use crate::base::thread::{self, Worker};
    use std::ffi::OsStr;
    use std::fs::{self, File, Permissions};
    use std::hash::{DefaultHasher, Hash, Hasher};
    use std::io::{self, BufRead, BufReader, Read, Write};
    use std::net::Shutdown;
    use std::os::fd::OwnedFd;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::{Path, PathBuf};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    /// The longest socket path every system takes (Linux 107, the BSDs 103).
    const LONGEST_PATH: usize = 103;
    /// A word is shorter; what is longer is no word.
    const LONGEST_WORD: u64 = 1_024;
    /// How long either side waits for the other's line.
    const PATIENCE: Duration = Duration::from_secs(5);

    /// The first copy's end.
    #[derive(Debug)]
    pub struct Door {
        listener: UnixListener,
        path: PathBuf,
        closing: Arc<AtomicBool>,
        worker: Option<Worker>,
    }

    impl Door {
        /// Binds the socket and writes its path into the lock file. `None` when no place takes a socket:
        /// the lock still holds, further copies are told that nobody answers.
        pub fn open(mut lock: &File, lock_path: &Path) -> io::Result<Option<Self>> {
            lock.set_len(0)?;
            for path in places(lock_path) {
                drop(fs::remove_file(&path)); // left by a copy that crashed: we hold the lock
                let Ok(listener) = UnixListener::bind(&path) else { continue };
                fs::set_permissions(&path, Permissions::from_mode(0o600))?;
                lock.write_all(path.as_os_str().as_bytes())?;
                let closing = Arc::new(AtomicBool::new(false));
                return Ok(Some(Self { listener, path, closing, worker: None }));
            }
            Ok(None)
        }

        pub fn listen(
            &mut self,
            raise: impl Fn() -> bool + Send + 'static,
            dial: impl Fn(&str) -> Result<(), String> + Send + 'static,
        ) -> io::Result<()> {
            let listener = self.listener.try_clone()?;
            let closing = Arc::clone(&self.closing);
            self.worker = Some(thread::spawn("instance", move || {
                while let Ok((stream, _)) = listener.accept() {
                    if closing.load(Ordering::Acquire) {
                        break;
                    }
                    if let Err(error) = answer(&stream, &raise, &dial) {
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
            // Shutting the listening socket down wakes `accept`, even when its file is gone.
            let wake = self.listener.try_clone().map(|l| UnixStream::from(OwnedFd::from(l)));
            let woken = wake.and_then(|socket| socket.shutdown(Shutdown::Both));
            if let (Err(error), Some(worker)) = (woken, self.worker.take()) {
                tracing::warn!(%error, "the listener for further copies is left behind");
                std::mem::forget(worker); // joining would wait for ever; the process is ending
            }
            drop(fs::remove_file(&self.path));
        }
    }

    /// Where the socket may stand, best first: the session's own folder, beside the database, the folder for temporary files.
    fn places(lock_path: &Path) -> Vec<PathBuf> {
        let mut hasher = DefaultHasher::new();
        lock_path.hash(&mut hasher);
        let name = format!("ringdesk-{:016x}.sock", hasher.finish());
        let session = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        let mut places: Vec<PathBuf> =
            session.into_iter().filter(|dir| dir.is_absolute()).map(|d| d.join(&name)).collect();
        places.push(lock_path.with_extension("sock"));
        places.push(std::env::temp_dir().join(&name));
        places.retain(|path| path.as_os_str().len() <= LONGEST_PATH);
        places
    }

    fn answer(
        stream: &UnixStream,
        raise: &impl Fn() -> bool,
        dial: &impl Fn(&str) -> Result<(), String>,
    ) -> io::Result<()> {
        let reply = answer_to(&read_line(stream)?, raise, dial);
        let mut stream = stream;
        stream.write_all(reply.as_bytes())
    }

    fn read_line(stream: &UnixStream) -> io::Result<String> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut line = Vec::new();
        BufReader::new(stream.take(LONGEST_WORD)).read_until(b'\n', &mut line)?;
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    /// Says a word to the copy that holds `lock_path`. `None`: nobody is there (yet, or any more).
    pub fn ask(lock_path: &Path, word: &str) -> Option<Reply> {
        let path = fs::read(lock_path).ok().filter(|bytes| !bytes.is_empty())?;
        let mut stream = UnixStream::connect(OsStr::from_bytes(&path)).ok()?;
        stream.write_all(format!("{word}\n").as_bytes()).ok()?;
        let said = read_line(&stream);
        match said {
            Ok(line) => understood(&line),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Some(Reply::Silence),
            Err(_) => None,
        }
    }
}

#[cfg(windows)]
use pipe as door;

#[cfg(not(any(unix, windows)))]
mod door {
    //! No way to ask: the lock alone keeps a second copy away, which is told that the database is in use.

    use super::Reply;
    use std::fs::File;
    use std::io;
    use std::path::Path;

    /// The first copy's end.
    #[derive(Debug)]
    pub struct Door;

    impl Door {
        pub fn open(_lock: &File, _lock_path: &Path) -> io::Result<Option<Self>> {
            Ok(None)
        }

        pub fn listen(
            &mut self,
            _raise: impl Fn() -> bool + Send + 'static,
            _dial: impl Fn(&str) -> Result<(), String> + Send + 'static,
        ) -> io::Result<()> {
            Ok(())
        }
    }

    pub fn ask(_lock_path: &Path, _word: &str) -> Option<Reply> {
        None
    }
}
