//! Files attached to anything, kept by content hash: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::base::ids::FileId;
use crate::crm::files::{FileOp, Subject};
use crate::crm::knowledge::KnowledgeOp;
use crate::crm::office::OfficeOp;
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::notice::{Severity, Topic};
use crate::engine::office::files::{Copying, FileCommand, FileReport, FileView, FileWork, Picture};
use std::sync::Arc;

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct FileDesk {
    copying: Option<Copying>,
    missing: Arc<Vec<FileId>>,
    pictures: Arc<Vec<(FileId, Option<Arc<Picture>>)>>,
}

/// Pictures that are kept: as many as a window shows, and some.
const PICTURES: usize = 24;

impl FileDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> FileView {
        FileView {
            copying: self.copying.clone(),
            missing: Arc::clone(&self.missing),
            pictures: Arc::clone(&self.pictures),
        }
    }
}

impl Core {
    /// A wish of this topic.
    #[allow(clippy::unused_self, reason = "every topic has this door")]
    pub(in crate::engine::core) fn files_command(
        &mut self,
        command: FileCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        out.push(match command {
            FileCommand::Attach(subject, paths) => Effect::Files(FileWork::Copy(subject, paths)),
            FileCommand::Cancel => Effect::Files(FileWork::Cancel),
            FileCommand::Open(file) => Effect::Files(FileWork::Open(file)),
            FileCommand::Check => Effect::Files(FileWork::Check(now.utc_millis)),
            FileCommand::Remove(id) => file_op(FileOp::Remove(id)),
            FileCommand::Picture(id) => Effect::Files(FileWork::Picture(id)),
        });
    }

    /// What came of the work on the disk.
    pub(in crate::engine::core) fn file_report(
        &mut self,
        report: FileReport,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let desk = &mut self.office.files;
        match report {
            FileReport::Copying(copying) => desk.copying = Some(copying),
            FileReport::Idle => desk.copying = None,
            FileReport::Copied(subject, content) => {
                if let Subject::Knowledge(id) = subject {
                    let op = KnowledgeOp::SetAudio(id, Some(content.clone()));
                    out.push(Effect::Store(StoreOp::Office(Box::new(OfficeOp::Knowledge(op)))));
                }
                out.push(file_op(FileOp::Add(subject, content)));
            }
            FileReport::Checked(missing) => {
                desk.missing = Arc::new(missing);
                // What was not there may be there now.
                Arc::make_mut(&mut desk.pictures).retain(|(_, picture)| picture.is_some());
            }
            FileReport::Pictured(id, picture) => {
                let pictures = Arc::make_mut(&mut desk.pictures);
                pictures.retain(|(known, _)| *known != id);
                pictures.push((id, picture));
                let too_many = pictures.len().saturating_sub(PICTURES);
                pictures.drain(..too_many);
            }
            FileReport::Told(notice) => {
                self.notice(Severity::Warning, Topic::File(notice), now, out);
            }
        }
    }
}

fn file_op(op: FileOp) -> Effect {
    Effect::Store(StoreOp::Office(Box::new(OfficeOp::Files(op))))
}
