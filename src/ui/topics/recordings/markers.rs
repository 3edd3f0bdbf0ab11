//! The markers of a recording: where, what, and a field for the one that is being written.
//! May depend on `ui`, and types of `call`.

use crate::call::recordings::{Marker, TEXT_LIMIT};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, gap};
use crate::ui::topics::recordings::action::RecordingAction;
use crate::ui::topics::recordings::panel::Tape;
use crate::ui::topics::recordings::state::{MarkerDraft, Memory};
use crate::ui::topics::recordings::transport::offer;
use crate::ui::wording;
use egui::{Align, Key, Label, Layout, RichText, Ui};

/// Draws the list.
pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    tape: &Tape<'_>,
    memory: &Memory,
    out: &mut Vec<Action>,
) {
    let markers: &[Marker] = memory.known().map_or(&[], |known| &known.markers);
    for marker in markers {
        let edited = memory.marker.as_ref().is_some_and(|draft| draft.old == Some(marker.id));
        if !edited {
            ui.push_id(marker.id, |ui| row(ui, scene, tape, marker, out));
        }
    }
}

/// Draws the field of the marker that is being written, right below the player.
pub(super) fn show_draft(
    ui: &mut Ui,
    scene: &Scene<'_>,
    tape: &Tape<'_>,
    memory: &mut Memory,
    out: &mut Vec<Action>,
) {
    if let Some(draft) = &mut memory.marker {
        ui.add_space(gap::TIGHT);
        field(ui, scene, tape, draft, out);
    }
}

fn row(ui: &mut Ui, scene: &Scene<'_>, tape: &Tape<'_>, marker: &Marker, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let at = wording::clock(marker.at);
        let go = scene.tf("recordings.go_to", &[("at", &at)]);
        if controls::press(ui, None, &at, Weight::Quiet).on_hover_text(go).clicked() {
            out.push(Action::Recordings(RecordingAction::Seek(tape.id, marker.at)));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let remove = Action::Recordings(RecordingAction::RemoveMarker(marker.id));
            controls::offer_icon(ui, scene, remove, None, out);
            let edit = Action::Recordings(RecordingAction::EditMarker(tape.id, marker.id));
            controls::offer_icon(ui, scene, edit, None, out);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let t = Tokens::of(ui);
                let (text, ink) = if marker.text.is_empty() {
                    (scene.t("recordings.no_text"), t.weak)
                } else {
                    (marker.text.as_str(), t.text)
                };
                ui.add(Label::new(RichText::new(text).color(ink)).truncate());
            });
        });
    });
}

fn field(
    ui: &mut Ui,
    scene: &Scene<'_>,
    tape: &Tape<'_>,
    draft: &mut MarkerDraft,
    out: &mut Vec<Action>,
) {
    let at = wording::clock(draft.at);
    let label = controls::small(ui, scene.tf("recordings.marker_at", &[("at", &at)]));
    let width = ui.available_width() - 2.0;
    let field = controls::edit(ui, &mut draft.text, width).labelled_by(label.id);
    let reveal = std::mem::take(&mut draft.focus);
    if reveal {
        field.request_focus();
    }
    if draft.text.chars().count() > TEXT_LIMIT {
        draft.text = draft.text.chars().take(TEXT_LIMIT).collect();
    }
    // The key is used up: it opens no card and closes nothing else.
    let pressed = |key| {
        field.lost_focus() && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key))
    };
    if pressed(Key::Enter) {
        out.push(Action::Recordings(RecordingAction::SaveMarker(tape.id)));
    } else if pressed(Key::Escape) {
        out.push(Action::Recordings(RecordingAction::DropMarker(tape.id)));
    }
    let buttons = ui.horizontal(|ui| {
        offer(ui, scene, RecordingAction::SaveMarker(tape.id), Weight::Primary, None, out);
        offer(ui, scene, RecordingAction::DropMarker(tape.id), Weight::Quiet, None, out);
    });
    if reveal {
        let rect = label.rect.union(buttons.response.rect);
        ui.scroll_to_rect_animation(rect, None, egui::style::ScrollAnimation::none());
    }
}
