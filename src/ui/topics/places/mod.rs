//! Where a number belongs: what the window remembers, what people may want, what that does, and how a place is told
//! beside a number. May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

use crate::base::number::PhoneNumber;
use crate::call::places::{Correction, Found, Kind, Origin, PlaceAnswer};
use crate::engine::command::Command;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::settings::Language;
use crate::engine::snapshot::Snapshot;
use crate::engine::topics::places::PlaceCommand;
mod preview;
mod settings;

use crate::ui::action::{Action, Face, face};
use crate::ui::app::App;
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use egui::{Context, Response, Ui};
use std::path::PathBuf;

pub use settings::show as show_settings;

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum PlaceAction {
    /// Keep the correction that was typed.
    Correct(Correction),
    /// Forget the correction of these digits.
    Forget(String),
    /// Take a table in.
    Import(String),
    /// Take an imported table away.
    Remove(String),
    /// Write the corrections to a file.
    Export(String),
    /// Show what a list of corrections would change.
    PreviewList(String),
    /// Take in what is previewed.
    ImportList,
    /// Forget what is previewed.
    DropList,
}

impl PlaceAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::Correct(_) => face("places.correct").tip("places.correct_tip").icon(Icon::Plus),
            Self::Forget(_) => face("places.forget").tip("places.forget_tip").icon(Icon::Close),
            Self::Import(_) => face("places.import").tip("places.import_tip"),
            Self::Remove(_) => face("places.remove").tip("places.remove_tip").icon(Icon::Bin),
            Self::Export(_) => face("places.export").tip("places.export_tip"),
            Self::PreviewList(_) => face("places.preview").tip("places.preview_tip"),
            Self::ImportList => face("places.take_list").icon(Icon::Tick),
            Self::DropList => face("places.drop_list").icon(Icon::Close),
        }
    }
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct PlaceState {
    /// The number being tried.
    pub tried: String,
    /// The file to import, as typed.
    pub import: String,
    /// The list of corrections to read, as typed.
    pub list: String,
    /// The file to export to, as typed; `None`: the offered one.
    pub export: Option<String>,
    /// The correction being typed.
    pub draft: Correction,
}

impl PlaceState {
    /// Asks what its views want to know by now: nothing, the snapshot holds it all.
    pub fn ask(&mut self, _desk: &dyn Desk, _snap: &Snapshot) {}

    /// Takes an answer in.
    pub fn take(&mut self, _ticket: Ticket, _answer: PlaceAnswer) {}
}

/// Performs one action.
pub fn perform(app: &mut App, _ctx: &Context, action: PlaceAction) {
    let command = match action {
        PlaceAction::Correct(correction) => {
            app.state.places.draft = Correction::default();
            PlaceCommand::Correct(correction)
        }
        PlaceAction::Forget(digits) => PlaceCommand::Forget(digits),
        PlaceAction::Import(path) => {
            app.state.places.import.clear();
            PlaceCommand::Import(PathBuf::from(path))
        }
        PlaceAction::Remove(file) => PlaceCommand::Remove(file),
        PlaceAction::Export(path) => PlaceCommand::Export(PathBuf::from(path)),
        PlaceAction::PreviewList(path) => PlaceCommand::PreviewList(PathBuf::from(path)),
        PlaceAction::ImportList => {
            app.state.places.list.clear();
            PlaceCommand::ImportList
        }
        PlaceAction::DropList => PlaceCommand::DropList,
    };
    app.send(Command::Places(command));
}

/// What is known of a number.
fn found<'a>(scene: &Scene<'a>, number: &PhoneNumber) -> Found<'a> {
    scene.snap.places.book.find(number, &scene.snap.settings.home_area_code)
}

fn chinese(scene: &Scene<'_>) -> bool {
    scene.texts.language() == Language::Chinese
}

/// The area code a number belongs to, with its 0; `None` when nobody knows.
#[must_use]
pub fn area_of(scene: &Scene<'_>, number: &PhoneNumber) -> Option<String> {
    let code = found(scene, number).area_code;
    (code != 0).then(|| format!("0{code}"))
}

/// Where a number belongs, and its operator, in the language of the window; empty where nothing can be said (no
/// tables yet, a local number without a home area, an extension).
#[must_use]
pub fn place_text(scene: &Scene<'_>, number: &PhoneNumber) -> String {
    let chinese = chinese(scene);
    let found = found(scene, number);
    let operator = found.operator.of(chinese);
    let place = match found.place(chinese) {
        Some(place) => place,
        None if found.kind == Kind::Unknown || scene.snap.places.book.tables().is_empty() => {
            return String::new();
        }
        None => scene.t("places.unknown_prefix").to_owned(),
    };
    if operator.is_empty() { place } else { format!("{place} · {operator}") }
}

/// Who says so, as of when, and what to be careful about; one sentence a line.
#[must_use]
pub fn hover(scene: &Scene<'_>, number: &PhoneNumber) -> String {
    let found = found(scene, number);
    let mut lines = vec![scene.t(kind_key(found.kind)).to_owned()];
    if found.area_code != 0 && found.kind != Kind::Foreign {
        lines.push(scene.tf("places.area_code", &[("code", &format!("0{}", found.area_code))]));
    }
    lines.extend(origin(scene, found.origin));
    if found.may_be_ported() {
        lines.push(scene.t("places.ported").to_owned());
    }
    lines.join("\n")
}

fn origin(scene: &Scene<'_>, origin: Origin) -> Option<String> {
    let date = |at: usize, own: bool| {
        let about = scene.snap.places.book.tables().get(at)?.about();
        Some(settings::date_text(if own { about.own_date } else { about.date }))
    };
    match origin {
        Origin::Person => Some(scene.t("places.said_by_person").to_owned()),
        Origin::Table(at) => Some(scene.tf("places.said_by_table", &[("date", &date(at, false)?)])),
        Origin::Own(at) => Some(scene.tf("places.said_by_own", &[("date", &date(at, true)?)])),
        Origin::Home(_) => Some(scene.t("places.said_by_home").to_owned()),
        Origin::Nobody => None,
    }
}

const fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Mobile => "places.kind.mobile",
        Kind::Fixed => "places.kind.fixed",
        Kind::Service => "places.kind.service",
        Kind::TollFree => "places.kind.toll_free",
        Kind::Shared => "places.kind.shared",
        Kind::Foreign => "places.kind.foreign",
        Kind::Unknown => "places.kind.unknown",
    }
}

/// The place of a number as a small line with its hover; nothing where nothing can be said.
pub fn small(ui: &mut Ui, scene: &Scene<'_>, number: Option<&PhoneNumber>) {
    let Some(number) = number else { return };
    let text = place_text(scene, number);
    if !text.is_empty() {
        crate::ui::controls::small(ui, text).on_hover_text(hover(scene, number));
    }
}

/// Tells the place of a number, and who says so, when its text is pointed at.
pub fn hovered(scene: &Scene<'_>, response: Response, number: Option<&PhoneNumber>) {
    let Some(number) = number else { return };
    response.on_hover_ui(|ui| {
        let text = place_text(scene, number);
        if !text.is_empty() {
            ui.label(text);
            crate::ui::controls::small(ui, hover(scene, number));
        }
    });
}

impl From<PlaceAction> for Action {
    fn from(action: PlaceAction) -> Self {
        Self::Places(action)
    }
}
