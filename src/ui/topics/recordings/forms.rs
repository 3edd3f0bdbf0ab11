//! The forms below the player: mask a span, export, delete. What cannot be undone says so and wants a second word.
//! May depend on `ui`, and types of `call`.

use crate::call::recordings::TEXT_LIMIT;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::paths::{self, PathField};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use crate::ui::topics::recordings::action::RecordingAction;
use crate::ui::topics::recordings::panel::Tape;
use crate::ui::topics::recordings::perform::file_name;
use crate::ui::topics::recordings::state::{Form, Memory, Typed, parse_position};
use crate::ui::topics::recordings::transport::offer;
use crate::ui::wording;
use egui::{Align, Frame, Label, Layout, Margin, RichText, Ui};
use std::time::Duration;

/// Why people mask.
const REASONS: [&str; 3] =
    ["recordings.reason_card", "recordings.reason_identity", "recordings.reason_code"];

/// Draws the open form.
pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    tape: &Tape<'_>,
    memory: &mut Memory,
    out: &mut Vec<Action>,
) {
    let Some(form) = memory.form else { return };
    let t = Tokens::of(ui);
    let drawn = Frame::new()
        .fill(t.ground)
        .corner_radius(size::RADIUS)
        .inner_margin(Margin::symmetric(10, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            match form {
                Form::Mask => mask(ui, scene, tape, &mut memory.typed, out),
                Form::Export => export(ui, scene, tape, memory, out),
                Form::Delete => delete(ui, scene, tape, memory, out),
            }
        });
    if std::mem::take(&mut memory.reveal) {
        let at_once = egui::style::ScrollAnimation::none();
        ui.scroll_to_rect_animation(drawn.response.rect, None, at_once);
    }
}

/// A field above which its name stands.
fn field(ui: &mut Ui, name: &str, text: &mut String, width: f32) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let label = controls::small(ui, name);
        controls::edit(ui, text, width).labelled_by(label.id);
    });
    if text.chars().count() > 4_096 {
        *text = text.chars().take(4_096).collect();
    }
}

fn warning(ui: &mut Ui, text: &str) {
    let t = Tokens::of(ui);
    ui.horizontal_top(|ui| {
        controls::draw_in(ui, Icon::Warn, egui::vec2(16.0, 20.0), t.ink(Mood::Alert));
        ui.add(Label::new(RichText::new(text).size(size::TEXT_SMALL)).wrap());
    });
}

fn mask(ui: &mut Ui, scene: &Scene<'_>, tape: &Tape<'_>, typed: &mut Typed, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("recordings.mask_title"));
    controls::small(ui, scene.t("recordings.mask_about"));
    ui.horizontal(|ui| {
        let width = (ui.available_width() / 2.0 - gap::MEDIUM).clamp(60.0, 120.0);
        field(ui, scene.t("recordings.mask_from"), &mut typed.from, width);
        field(ui, scene.t("recordings.mask_to"), &mut typed.to, width);
    });
    let span = (parse_position(&typed.from), parse_position(&typed.to));
    let valid = fits(span, tape.length);
    let begun = !typed.from.is_empty() || !typed.to.is_empty();
    if begun && !valid {
        let length = wording::clock(tape.length);
        controls::small(ui, scene.tf("recordings.mask_invalid", &[("length", &length)]));
    }
    let width = ui.available_width() - 2.0;
    field(ui, scene.t("recordings.reason"), &mut typed.reason, width);
    cut(&mut typed.reason);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(gap::TIGHT, gap::TIGHT);
        for key in REASONS {
            let text = scene.texts.t(key);
            if controls::chip(ui, text, None, typed.reason == text).clicked() {
                text.clone_into(&mut typed.reason);
            }
        }
    });
    warning(ui, scene.t("recordings.mask_warning"));
    ui.checkbox(&mut typed.sure, scene.t("recordings.mask_sure"));
    let why_not = controls::needs(valid, "why.span")
        .or(controls::needs(!typed.reason.trim().is_empty(), "why.reason"))
        .or(controls::needs(typed.sure, "why.sure"));
    ui.horizontal(|ui| {
        offer(ui, scene, RecordingAction::Mask(tape.id), Weight::Danger, why_not, out);
        offer(ui, scene, RecordingAction::Show(tape.id, None), Weight::Quiet, None, out);
    });
}

/// Whether both ends are there, in order, and inside.
fn fits(span: (Option<Duration>, Option<Duration>), length: Duration) -> bool {
    // The whole second in which a recording ends belongs to it.
    let most = length + Duration::from_secs(1);
    matches!(span, (Some(from), Some(to)) if from < to && from < length && to <= most)
}

fn cut(text: &mut String) {
    if text.chars().count() > TEXT_LIMIT {
        *text = text.chars().take(TEXT_LIMIT).collect();
    }
}

fn export(
    ui: &mut Ui,
    scene: &Scene<'_>,
    tape: &Tape<'_>,
    memory: &mut Memory,
    out: &mut Vec<Action>,
) {
    controls::group_title(ui, scene.t("recordings.export_title"));
    let span = memory.span(tape.length);
    let own = memory.known().map(|known| known.recording.path.clone()).unwrap_or_default();
    let typed = &mut memory.typed;
    let before = typed.part;
    ui.radio_value(&mut typed.part, false, scene.t("recordings.export_all"));
    let text = match span {
        Some((from, to)) => {
            let (from, to) = (wording::clock(from), wording::clock(to));
            scene.tf("recordings.export_part", &[("from", &from), ("to", &to)])
        }
        None => scene.t("recordings.export_no_part").to_owned(),
    };
    let no_span = controls::needs(span.is_some(), "why.span");
    let part = egui::RadioButton::new(typed.part, text);
    if controls::greyed(ui, scene, no_span, part).clicked() {
        typed.part = true;
    }
    typed.part &= span.is_some();
    if typed.part != before {
        rename(typed, &own);
    }
    let label = scene.t("recordings.export_to");
    ui.horizontal(|ui| {
        let width = (ui.available_width() - paths::BUTTON).max(100.0);
        field(ui, label, &mut typed.path, width);
        ui.with_layout(Layout::bottom_up(Align::LEFT), |ui| {
            paths::button(ui, scene, label, PathField::Recording(tape.id), out);
        });
    });
    controls::small(ui, scene.t("recordings.export_about"));
    let why_not = controls::needs(!typed.path.trim().is_empty(), "why.path");
    ui.horizontal(|ui| {
        offer(ui, scene, RecordingAction::Export(tape.id), Weight::Primary, why_not, out);
        offer(ui, scene, RecordingAction::Show(tape.id, None), Weight::Quiet, None, out);
    });
}

/// The proposed name follows the choice, unless another was typed.
fn rename(typed: &mut Typed, own: &str) {
    let (now, before) = (file_name(own, typed.part), file_name(own, !typed.part));
    if let Some(folder) = typed.path.strip_suffix(&before) {
        typed.path = format!("{folder}{now}");
    }
}

fn delete(
    ui: &mut Ui,
    scene: &Scene<'_>,
    tape: &Tape<'_>,
    memory: &mut Memory,
    out: &mut Vec<Action>,
) {
    controls::group_title(ui, scene.t("recordings.delete_title"));
    if memory.known().is_some_and(|known| known.hold) {
        warning(ui, scene.t("recordings.delete_held"));
        offer(ui, scene, RecordingAction::Show(tape.id, None), Weight::Plain, None, out);
        return;
    }
    warning(ui, scene.t("recordings.delete_warning"));
    let width = ui.available_width() - 2.0;
    field(ui, scene.t("recordings.reason"), &mut memory.typed.reason, width);
    cut(&mut memory.typed.reason);
    ui.horizontal(|ui| {
        let why_not = controls::needs(!memory.typed.reason.trim().is_empty(), "why.reason");
        offer(ui, scene, RecordingAction::Delete(tape.id), Weight::Danger, why_not, out);
        offer(ui, scene, RecordingAction::Show(tape.id, None), Weight::Quiet, None, out);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_lies_inside_the_recording_and_in_order() {
        let s = |seconds| Some(Duration::from_secs(seconds));
        let length = Duration::from_millis(10_400);
        assert!(fits((s(2), s(4)), length) && fits((s(0), s(11)), length));
        for span in [(s(4), s(2)), (s(3), s(3)), (s(11), s(12)), (s(2), s(20)), (None, s(2))] {
            assert!(!fits(span, length), "{span:?}");
        }
    }

    #[test]
    fn the_proposed_name_follows_the_choice_but_a_typed_one_stays() {
        let own = "recordings/2026/11/27/140312.wav";
        let mut typed = Typed { path: "/x/140312.wav".into(), part: true, ..Typed::default() };
        rename(&mut typed, own);
        assert_eq!(typed.path, "/x/140312-clip.wav");
        typed.part = false;
        rename(&mut typed, own);
        assert_eq!(typed.path, "/x/140312.wav");
        typed.path = "/x/mine.wav".into();
        rename(&mut typed, own);
        assert_eq!(typed.path, "/x/mine.wav");
    }
}
