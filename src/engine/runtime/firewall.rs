//! The firewall's hands: rules fetched from the store, files of rules read and written. What callers who are turned away
//! hear is the speaker's part. May depend on `store`, `base` and the engine's types.

use crate::base::thread::{self, Worker};
use crate::call::firewall::{FirewallAnswer, FirewallQuestion};
use crate::engine::event::Event;
use crate::engine::runtime::boot::{Inner, tell};
use crate::engine::runtime::pulse::Pulse;
use crate::engine::runtime::tags;
use crate::engine::topics::firewall::{FirewallEffect, FirewallEvent};
use crate::store::service::{Answer, Question, ReadRequest};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// A list of two hundred thousand numbers with notes is a few megabytes.
const LARGEST_FILE: u64 = 16 << 20;

/// What works for the firewall.
#[derive(Default)]
pub(super) struct FirewallHands {
    /// The file being read or written.
    file: Option<Worker>,
}

impl Pulse {
    /// Fetches the rules as the store has them now; the answer becomes an event.
    pub(super) fn load_rules(&mut self) {
        let question = Question::Firewall(FirewallQuestion::Book);
        let request = ReadRequest { tag: tags::firewall(), sight: None, question };
        if self.service.ask(request).is_err() {
            let why = "the store takes no questions".to_owned();
            self.pending.push_back(Event::Firewall(FirewallEvent::NotLoaded(why)));
        }
    }

    pub(super) fn rules_found(&mut self, found: Answer) {
        let event = match found {
            Answer::Firewall(FirewallAnswer::Book(book)) => FirewallEvent::Loaded(book),
            Answer::Failed(error) => FirewallEvent::NotLoaded(error.to_string()),
            _ => FirewallEvent::NotLoaded("the store answered another question".to_owned()),
        };
        self.pending.push_back(Event::Firewall(event));
    }

    pub(super) fn firewall_effect(&mut self, effect: FirewallEffect) {
        match effect {
            FirewallEffect::ReadFile(path) => {
                self.work_on_file(move || FirewallEvent::FileRead(read(&path)));
            }
            FirewallEffect::WriteFile(path, text) => {
                self.work_on_file(move || FirewallEvent::FileWritten(write(path, &text)));
            }
            FirewallEffect::Play { call, prompt, .. } => self.play_prompt(call, prompt),
            FirewallEffect::Hush(_) => self.speaker.hush(),
        }
    }

    fn work_on_file(&mut self, work: impl FnOnce() -> FirewallEvent + Send + 'static) {
        let inner = self.inner_tx.clone();
        let worker = thread::spawn("rules-file", move || tell(&inner, Inner::Firewall(work())));
        match worker {
            // An older one has told its result, or is joined here: the page offers one at a time.
            Ok(worker) => self.firewall.file = Some(worker),
            Err(error) => {
                let event = FirewallEvent::FileRead(Err(error.to_string()));
                self.pending.push_back(Event::Firewall(event));
            }
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let file = File::open(path).map_err(failed)?;
    if !file.metadata().map_err(failed)?.is_file() {
        return Err(format!("{}: not a file", path.display()));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(failed)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LARGEST_FILE) {
        return Err(format!("{}: larger than 16 MB", path.display()));
    }
    Ok(bytes)
}

/// Writes a file that did not exist and that only its owner reads. Half a file is taken away again.
fn write(path: PathBuf, text: &str) -> Result<PathBuf, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(failed)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if let Err(error) = written {
        drop(file);
        if let Err(left) = std::fs::remove_file(&path) {
            tracing::warn!(%left, "half a file of rules stays behind");
        }
        return Err(failed(error));
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_rules_is_private_and_never_overwrites_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rules.csv");
        assert_eq!(write(path.clone(), "kind\n"), Ok(path.clone()));
        assert_eq!(read(&path), Ok(b"kind\n".to_vec()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert!(write(path.clone(), "other").unwrap_err().contains("rules.csv"));
        assert_eq!(read(&path), Ok(b"kind\n".to_vec()));
    }

    #[test]
    fn a_folder_and_a_file_that_is_not_there_are_named() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read(folder.path()).unwrap_err().ends_with("not a file"));
        assert!(read(&folder.path().join("x.csv")).unwrap_err().contains("x.csv: "));
    }
}
