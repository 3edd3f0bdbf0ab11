//! Files attached to anything, kept by content hash: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

pub mod card;
mod picture;
pub mod words;

use crate::base::ids::FileId;
use crate::crm::files::{Attached, FileAnswer, FileQuestion, Subject};
use crate::crm::office::OfficeQuestion;
use crate::engine::command::Command;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::office::OfficeCommand;
use crate::engine::office::files::FileCommand;
use crate::engine::query::Query;
use crate::engine::snapshot::Snapshot;
use crate::ui::action::{Action, Face, face};
use crate::ui::app::App;
use crate::ui::icons::Icon;
use crate::ui::office::OfficeAction;
use crate::ui::office::fetch::Fetch;
use egui::Context;
pub use picture::show as show_picture;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum FileAction {
    /// Show or hide the field for the path of a file to be attached to this.
    TypePath(Subject),
    /// Attach the file whose path was typed.
    AttachTyped(Subject),
    /// Attach these files.
    Attach(Subject, Vec<PathBuf>),
    /// Stop copying.
    Cancel,
    /// Open one with the system's program.
    Open(Box<Attached>),
    /// Take one off.
    Remove(FileId),
    /// Look whether all contents are there.
    Check,
    /// Read what is on one.
    Picture(FileId),
}

impl FileAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::TypePath(_) => face("files.attach").tip("files.attach_tip").icon(Icon::Plus),
            Self::AttachTyped(_) | Self::Attach(..) => face("files.add").icon(Icon::Tick),
            Self::Cancel => face("files.cancel").icon(Icon::Close),
            Self::Open(_) => face("files.open").tip("files.open_tip"),
            Self::Remove(_) => face("files.remove").tip("files.remove_tip").icon(Icon::Bin),
            Self::Check => face("files.check").tip("files.check_tip"),
            Self::Picture(_) => face("cards.picture"),
        }
    }
}

impl From<FileAction> for Action {
    fn from(action: FileAction) -> Self {
        Self::Office(OfficeAction::Files(action))
    }
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct FileState {
    /// What the field for a path is shown for.
    typing: Option<Subject>,
    path: String,
    lists: BTreeMap<Subject, Fetch<Subject, Vec<Attached>>>,
    /// What was let go over the window in this frame, and what lies above everything else that takes files.
    dropped: Option<(Subject, Vec<PathBuf>)>,
}

/// Subjects whose files are remembered.
const MOST_LISTS: usize = 16;

impl FileState {
    /// Asks what its views want to know by now.
    pub fn ask(&mut self, desk: &dyn Desk, _snap: &Snapshot) {
        for list in self.lists.values_mut() {
            list.ask(desk, |subject| {
                Query::Office(OfficeQuestion::Files(FileQuestion::Of(*subject)))
            });
        }
    }

    /// The files of a subject, as far as they are known; asks for them.
    pub(in crate::ui) fn of(&mut self, subject: Subject, revision: u64) -> Option<&Vec<Attached>> {
        if self.lists.len() >= MOST_LISTS && !self.lists.contains_key(&subject) {
            self.lists.pop_first();
        }
        self.lists.entry(subject).or_default().show(&subject, revision)
    }

    /// The files of a subject by name, as far as they are known; asks for them.
    pub fn named(&mut self, subject: Subject, revision: u64) -> Vec<(FileId, String)> {
        let files = self.of(subject, revision).into_iter().flatten();
        files.map(|file| (file.id, file.content.name.clone())).collect()
    }

    /// The path that is typed.
    pub(in crate::ui) fn path(&self) -> &str {
        &self.path
    }

    /// A file was chosen: it stands in the field.
    pub(in crate::ui) fn take_path(&mut self, path: String) {
        self.path = path;
    }

    /// Takes an answer in.
    pub fn take(&mut self, ticket: Ticket, answer: FileAnswer) {
        match answer {
            FileAnswer::Of(subject, files) => {
                if let Some(list) = self.lists.get_mut(&subject) {
                    list.take(ticket, files);
                }
            }
        }
    }
}

/// Performs one action.
pub fn perform(app: &mut App, _ctx: &Context, action: FileAction) {
    let state = &mut app.state.office.files;
    let command = match action {
        FileAction::TypePath(subject) => {
            let shown = state.typing == Some(subject);
            state.typing = (!shown).then_some(subject);
            state.path.clear();
            return;
        }
        FileAction::AttachTyped(subject) => {
            let path = typed(&state.path);
            if path.as_os_str().is_empty() {
                return;
            }
            FileCommand::Attach(subject, vec![path])
        }
        FileAction::Attach(subject, paths) => FileCommand::Attach(subject, paths),
        FileAction::Cancel => FileCommand::Cancel,
        FileAction::Open(file) => FileCommand::Open(file),
        FileAction::Remove(id) => FileCommand::Remove(id),
        FileAction::Check => FileCommand::Check,
        FileAction::Picture(id) => {
            app.send(Command::Office(OfficeCommand::Files(FileCommand::Picture(id))));
            return;
        }
    };
    app.send(Command::Office(OfficeCommand::Files(command)));
    if !app.state.refused {
        app.state.office.files.path.clear();
        app.state.office.files.typing = None;
    }
}

/// What was let go over the window is attached to what lies on top. Called once a frame.
pub fn attach_dropped(app: &mut App, ctx: &Context) {
    if let Some((subject, paths)) = app.state.office.files.dropped.take() {
        perform(app, ctx, FileAction::Attach(subject, paths));
    }
}

/// A path as it is typed or pasted: quotes and `file://` of other programs go.
fn typed(text: &str) -> PathBuf {
    let text = text.trim().trim_matches(|c| c == '"' || c == '\'');
    text.strip_prefix("file://").map_or_else(|| PathBuf::from(text), |link| unescaped(link).into())
}

/// A link's path as it is (RFC 3986, section 2.1); what is no escape stays.
fn unescaped(link: &str) -> String {
    let mut bytes = Vec::with_capacity(link.len());
    let mut rest = link.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let escaped = others
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { others.get(2..).unwrap_or_default() } else { others };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_as_other_programs_copy_it() {
        for text in [
            "/home/li/a b.pdf",
            " '/home/li/a b.pdf' ",
            "\"/home/li/a b.pdf\"",
            "file:///home/li/a b.pdf",
        ] {
            assert_eq!(typed(text), PathBuf::from("/home/li/a b.pdf"), "{text}");
        }
        for text in ["file:///home/li/a%20b.pdf", "file:///home/li/%61 b.pdf"] {
            assert_eq!(typed(text), PathBuf::from("/home/li/a b.pdf"), "{text}");
        }
        let odd = "file:///x/100%zz%E6%8A%A5%";
        assert_eq!(typed(odd), PathBuf::from("/x/100%zz报%"));
        assert_eq!(typed("/x/100%20"), PathBuf::from("/x/100%20"), "a path is no link");
        assert_eq!(typed("  "), PathBuf::new());
    }
}
