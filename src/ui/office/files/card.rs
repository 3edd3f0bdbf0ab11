//! The files of a customer, a call, anything: a list, a way to add one, a place to drop some.
//! May depend on `ui`, and types of `crm`, `engine`.

use crate::base::ids::FileId;
use crate::crm::files::{Attached, Subject, is_picture};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::office::cards::CardAction;
use crate::ui::office::files::{FileAction, FileState, words};
use crate::ui::paths::{self, PathField};
use crate::ui::scene::Scene;
use crate::ui::state::CardKey;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use crate::ui::wording;
use egui::{Align, Key, Layout, ProgressBar, RichText, Sense, Ui, WidgetInfo, vec2};
use std::path::PathBuf;

/// The card whose picture may be one of the files, and which it is by now.
#[derive(Debug, Clone, Copy)]
pub struct Face {
    /// Whose.
    pub card: CardKey,
    /// The picture of the card as it is typed.
    pub picture: Option<FileId>,
}

/// Draws the files of `subject`. What is dropped onto the window while this is shown is attached to it.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut FileState,
    subject: Subject,
    face: Option<Face>,
    out: &mut Vec<Action>,
) {
    dropped(ui, scene, state, subject);
    head(ui, scene, state, subject, out);
    copying(ui, scene, out);
    let files = state.of(subject, scene.snap.data_revision).cloned();
    let Some(files) = files else { return };
    if files.is_empty() {
        controls::small(ui, scene.t("files.none"));
    }
    for file in &files {
        ui.push_id(file.id.0, |ui| row(ui, scene, file, face, out));
    }
}

/// Files that are dragged over the window, and those that are let go. Whoever is drawn last lies on top and takes them.
fn dropped(ui: &mut Ui, scene: &Scene<'_>, state: &mut FileState, subject: Subject) {
    let (over, paths) = ui.input(|input| {
        let paths: Vec<PathBuf> =
            input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect();
        (!input.raw.hovered_files.is_empty(), paths)
    });
    if over {
        controls::pill(ui, Some(Icon::Plus), scene.t("files.drop"), Mood::Cool);
    }
    if !paths.is_empty() {
        state.dropped = Some((subject, paths));
    }
}

fn head(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut FileState,
    subject: Subject,
    out: &mut Vec<Action>,
) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(scene.t("files.title")).size(size::TEXT_GROUP));
        controls::offer(ui, scene, FileAction::TypePath(subject).into(), Weight::Quiet, None, out);
        if !scene.snap.office.files.missing.is_empty() {
            controls::offer(ui, scene, FileAction::Check.into(), Weight::Quiet, None, out);
        }
    });
    if state.typing != Some(subject) {
        return;
    }
    let label = controls::small(ui, scene.t("files.path"));
    ui.horizontal(|ui| {
        let width = (ui.available_width() - paths::BUTTON - 110.0).max(120.0);
        let field = controls::edit(ui, &mut state.path, width).labelled_by(label.id);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        paths::button(ui, scene, scene.t("files.path"), PathField::Attachment, out);
        let add = FileAction::AttachTyped(subject);
        let ready = !state.path.trim().is_empty();
        if entered && ready {
            out.push(add.clone().into());
        }
        let why_not = controls::needs(ready, "why.path");
        controls::offer(ui, scene, add.into(), Weight::Primary, why_not, out);
    });
    controls::small(ui, scene.t("files.path_hint"));
    ui.add_space(gap::TIGHT);
}

fn copying(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let Some(copying) = &scene.snap.office.files.copying else { return };
    ui.horizontal(|ui| {
        // A share of a bar: exact to the pixel is exact enough.
        let share = copying.done.saturating_mul(1_000) / copying.total.max(1);
        let share = f32::from(u16::try_from(share).unwrap_or(1_000)) / 1_000.0;
        let said = format!("{}  {}", copying.name, words::bytes(copying.total));
        let bar = ProgressBar::new(share).desired_width(180.0).text(said.clone());
        ui.add(bar).widget_info(|| WidgetInfo::labeled(egui::Role::ProgressIndicator, true, &said));
        controls::offer(ui, scene, FileAction::Cancel.into(), Weight::Quiet, None, out);
    });
}

fn row(ui: &mut Ui, scene: &Scene<'_>, file: &Attached, face: Option<Face>, out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    let is_missing = scene.snap.office.files.missing.contains(&file.id);
    let face = face.filter(|_| is_picture(&file.content.ext));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let buttons = if face.is_some() { 150.0 } else { 40.0 };
        let room = (ui.available_width() - buttons).max(120.0);
        ui.allocate_ui_with_layout(
            vec2(room, size::CONTROL),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_width(room);
                controls::draw(ui, Icon::Note, 14.0, t.weak);
                let when = wording::moment(scene.texts, file.added_utc_millis, scene.wall);
                let about = format!("{}  {when}  {}", words::bytes(file.content.bytes), file.who);
                let ink = if is_missing { t.weak } else { t.accent };
                let name = RichText::new(&file.content.name).color(ink);
                let label = egui::Label::new(name).truncate().sense(Sense::click());
                let label = ui.add(label).on_hover_text(format!("{}\n{about}", file.content.name));
                let said = scene.tf("files.open_named", &[("name", &file.content.name)]);
                label.widget_info(|| WidgetInfo::labeled(egui::Role::Link, true, &said));
                if label.clicked() {
                    out.push(FileAction::Open(Box::new(file.clone())).into());
                }
                if is_missing {
                    controls::pill(ui, Some(Icon::Warn), scene.t("files.missing"), Mood::Bad);
                }
                controls::small(ui, about);
            },
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            controls::offer_icon(ui, scene, FileAction::Remove(file.id).into(), None, out);
            if let Some(Face { card, picture }) = face {
                let other = (picture != Some(file.id)).then_some(file.id);
                let wish = CardAction::Picture(card, other);
                controls::offer(ui, scene, wish.into(), Weight::Quiet, None, out);
            }
        });
    });
}
