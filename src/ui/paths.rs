//! Files and folders that people choose: the button beside every path field, which dialog it opens, and where the answer
//! goes. The field itself always stays: where a desktop has no dialogs, the path is typed. May depend on `ui`, `base`.

use crate::base::ids::RecordingId;
use crate::engine::command::Command;
use crate::engine::settings::SettingChange;
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::controls::{self, Weight};
use crate::ui::office;
use crate::ui::scene::Scene;
use crate::ui::topics;
use crate::ui::topics::firewall::FirewallAction;
use crate::ui::topics::places::PlaceAction;
use egui::{Context, Response, Ui};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Nobody closes a dialog faster than this after asking for it: there was none.
const NO_DIALOG: Duration = Duration::from_millis(350);
/// Room that the button needs beside its field, in points.
pub const BUTTON: f32 = 96.0;

/// Endings of lists of customers.
const CUSTOMERS: &[&str] = &["csv", "txt", "xlsx", "xls", "vcf"];

/// The fields that hold a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PathField {
    /// Rules or numbers to be read.
    FirewallImport,
    /// Rules and lists to be written.
    FirewallExport,
    /// What a rule plays.
    FirewallPrompt,
    /// What tells the far end that it is recorded.
    NoticePrompt,
    /// A table of number places.
    PlaceTable,
    /// Corrections of places to be read.
    PlaceImport,
    /// Corrections of places to be written.
    PlaceExport,
    /// A recording to be written.
    Recording(RecordingId),
    /// Calls or figures to be written.
    Statistics,
    /// Where backups go.
    BackupFolder,
    /// What rings.
    RingFile,
    /// A report to be written.
    Reports,
    /// Customers to be read.
    CustomerImport,
    /// Customers to be written.
    CustomerExport,
    /// A file to be attached to what is shown.
    Attachment,
    /// The spoken answer to a question.
    AnswerSound,
}

/// What kind of dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathWish {
    /// A file that is there.
    File,
    /// A file that is not there yet.
    NewFile,
    /// A folder.
    Folder,
}

impl PathField {
    /// Which dialog it opens.
    #[must_use]
    pub const fn wish(self) -> PathWish {
        match self {
            Self::FirewallImport
            | Self::FirewallPrompt
            | Self::NoticePrompt
            | Self::PlaceTable
            | Self::PlaceImport
            | Self::RingFile
            | Self::CustomerImport
            | Self::Attachment
            | Self::AnswerSound => PathWish::File,
            Self::FirewallExport
            | Self::PlaceExport
            | Self::Recording(_)
            | Self::Statistics
            | Self::Reports
            | Self::CustomerExport => PathWish::NewFile,
            Self::BackupFolder => PathWish::Folder,
        }
    }

    /// The endings such files have, and the key of their name.
    const fn endings(self) -> (&'static [&'static str], &'static str) {
        match self {
            Self::FirewallImport | Self::PlaceImport => (&["csv", "txt"], "paths.lists"),
            Self::FirewallExport | Self::PlaceExport => (&["csv"], "paths.lists"),
            Self::FirewallPrompt | Self::NoticePrompt | Self::RingFile | Self::AnswerSound => {
                (&["wav"], "paths.sounds")
            }
            Self::CustomerImport => (CUSTOMERS, "paths.lists"),
            Self::PlaceTable => (&["dat", "pack"], "paths.tables"),
            Self::Recording(_)
            | Self::Statistics
            | Self::BackupFolder
            | Self::Reports
            | Self::CustomerExport
            | Self::Attachment => (&[], "paths.any"),
        }
    }

    /// Key of the dialog's title.
    const fn title(self) -> &'static str {
        match self.wish() {
            PathWish::File => "paths.title_file",
            PathWish::NewFile => "paths.title_new",
            PathWish::Folder => "paths.title_folder",
        }
    }

    /// What stands in the field now.
    fn read(self, app: &mut App) -> String {
        let state = &mut app.state;
        match self {
            Self::FirewallImport => state.firewall.path.clone(),
            Self::FirewallExport => state.firewall.export_path.clone(),
            Self::FirewallPrompt => {
                state.firewall.draft.as_ref().map(|draft| draft.file.clone()).unwrap_or_default()
            }
            Self::NoticePrompt => app.snap.settings.recordings.notice_file.clone(),
            Self::PlaceTable => state.places.import.clone(),
            Self::PlaceImport => state.places.list.clone(),
            Self::PlaceExport => state.places.export.clone().unwrap_or_default(),
            Self::Recording(id) => state.recordings.of(id).typed.path.clone(),
            Self::Statistics => state.statistics.export_path().unwrap_or_default().to_owned(),
            Self::BackupFolder => app.snap.settings.upkeep.folder.clone(),
            Self::RingFile => state.manners.ring_file.clone().unwrap_or_default(),
            Self::Reports => state.office.reports.export_path().unwrap_or_default().to_owned(),
            Self::CustomerImport => state.office.transfer.import_path().to_owned(),
            Self::CustomerExport => {
                let texts = app.texts();
                app.state.office.transfer.export_path(texts, &app.snap.data_dir)
            }
            Self::Attachment => state.office.files.path().to_owned(),
            Self::AnswerSound => state.office.knowledge.sound_path().to_owned(),
        }
    }

    /// Puts the chosen path into the field; what is read is looked at, what is a setting is set.
    fn write(self, app: &mut App, ctx: &Context, path: String) {
        let state = &mut app.state;
        match self {
            Self::FirewallImport => {
                state.firewall.path = path;
                topics::firewall::perform(app, ctx, FirewallAction::PreviewFile);
            }
            Self::FirewallExport => state.firewall.export_path = path,
            Self::FirewallPrompt => {
                if let Some(draft) = &mut state.firewall.draft {
                    draft.file = path;
                }
            }
            Self::NoticePrompt => {
                let mut wanted = app.snap.settings.recordings.clone();
                wanted.notice_file = path;
                app.send(Command::Set(SettingChange::Recordings(wanted)));
            }
            Self::PlaceTable => state.places.import = path,
            Self::PlaceImport => {
                state.places.list.clone_from(&path);
                topics::places::perform(app, ctx, PlaceAction::PreviewList(path));
            }
            Self::PlaceExport => state.places.export = Some(path),
            Self::Recording(id) => state.recordings.of(id).typed.path = path,
            Self::Statistics => state.statistics.export_to(path),
            Self::BackupFolder => {
                state.upkeep.folder = None;
                let mut wanted = app.snap.settings.upkeep.clone();
                wanted.folder = path;
                app.send(Command::Set(SettingChange::Upkeep(wanted)));
            }
            Self::RingFile => topics::manners::ring_with(app, path),
            Self::Reports => state.office.reports.export_to(path),
            Self::CustomerImport => office::transfer::look_at(app, ctx, path),
            Self::CustomerExport => state.office.transfer.export_to(path),
            Self::Attachment => state.office.files.take_path(path),
            Self::AnswerSound => state.office.knowledge.take_sound(path),
        }
    }
}

/// What a dialog is opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathQuestion {
    /// Which kind of dialog.
    pub wish: PathWish,
    /// What stands above it.
    pub title: String,
    /// What stands in the field now.
    pub start: PathBuf,
    /// Endings of the files that are shown; none: all.
    pub endings: &'static [&'static str],
    /// What those files are called.
    pub kind: String,
    /// What all others are called.
    pub any: String,
}

impl PathQuestion {
    /// The folder to begin in: that of what stands in the field, when it exists.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.start.ancestors().find(|path| path.is_absolute() && path.is_dir())
    }
}

/// The door to the desktop's dialogs. Nothing here waits.
pub trait PathDoor {
    /// Opens a dialog; `false`: there is one already, or there are none here.
    fn ask(&mut self, ctx: &Context, question: &PathQuestion) -> bool;

    /// The answer, once.
    fn answer(&mut self) -> Option<Chosen>;
}

/// How a dialog ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// With this path.
    Path(PathBuf),
    /// Without one: it was closed, or there was none.
    Nothing,
}

/// No dialogs: the path is typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoDialogs;

impl PathDoor for NoDialogs {
    fn ask(&mut self, _ctx: &Context, _question: &PathQuestion) -> bool {
        false
    }

    fn answer(&mut self) -> Option<Chosen> {
        None
    }
}

/// Memory of the question that is open.
#[derive(Debug, Default)]
pub struct PathState {
    /// For which field, since when (monotonic).
    asked: Option<(PathField, Duration)>,
    /// This desktop showed no dialog.
    pub missing: bool,
}

/// Opens the dialog of a field.
pub(super) fn choose(app: &mut App, ctx: &Context, field: PathField) {
    if app.state.paths.asked.is_some() {
        return; // one at a time: the open one is above the window
    }
    let start = PathBuf::from(field.read(app).trim());
    let start = if start.is_absolute() { start } else { app.snap.data_dir.join(start) };
    let (endings, kind) = field.endings();
    let words = |key| app.words(key);
    let question = PathQuestion {
        wish: field.wish(),
        title: words(field.title()),
        start,
        endings,
        kind: words(kind),
        any: words("paths.any"),
    };
    let opened = app.paths.ask(ctx, &question);
    app.state.paths.missing = !opened;
    app.state.paths.asked = opened.then(|| (field, app.desk.now_mono()));
}

/// Takes the answer of an open dialog in.
pub(super) fn follow(app: &mut App, ctx: &Context) {
    let Some((field, since)) = app.state.paths.asked else { return };
    let Some(answer) = app.paths.answer() else { return };
    app.state.paths.asked = None;
    match answer {
        Chosen::Path(path) => field.write(app, ctx, path.display().to_string()),
        Chosen::Nothing => {
            let lasted = app.desk.now_mono().saturating_sub(since);
            app.state.paths.missing = lasted < NO_DIALOG;
        }
    }
}

/// The button beside a path field, named after it.
pub fn button(
    ui: &mut Ui,
    scene: &Scene<'_>,
    label: &str,
    field: PathField,
    out: &mut Vec<Action>,
) {
    let name = scene.tf("paths.choose_for", &[("field", label)]);
    let action = Action::ChoosePath(field);
    let text = scene.t(action.face().text);
    if controls::press_named(ui, None, text, &name, Weight::Plain).clicked() {
        out.push(action);
    }
}

/// A field with its label before it and the button after it; never wider than there is room.
pub fn path_field(
    ui: &mut Ui,
    scene: &Scene<'_>,
    label: &str,
    text: &mut String,
    (field, width): (PathField, f32),
    out: &mut Vec<Action>,
) -> Response {
    ui.horizontal(|ui| {
        let id = controls::lead(ui, label);
        let width = width.min(ui.available_width() - BUTTON - 24.0).max(100.0);
        let response = controls::edit(ui, text, width).labelled_by(id);
        button(ui, scene, label, field, out);
        response
    })
    .inner
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialog_begins_in_the_nearest_folder_that_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let question = |start: PathBuf| PathQuestion {
            wish: PathWish::NewFile,
            title: String::new(),
            start,
            endings: &[],
            kind: String::new(),
            any: String::new(),
        };
        let deep = question(dir.path().join("exports/2026/list.csv"));
        assert_eq!(deep.folder(), Some(dir.path()));
        assert_eq!(question(PathBuf::from("list.csv")).folder(), None, "not from where we started");
    }
}
