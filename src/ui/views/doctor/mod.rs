//! The line doctor: which boxes are plugged in and what helps where one cannot be used; how the open box is; what it and
//! we said to each other; what can be tried out. May depend on `ui`, and types of `engine`, `base`.

pub(in crate::ui) mod boxes;
mod health;
mod patient;
mod trial;

use crate::engine::doctor::{DialogueLine, DoctorView};
use crate::engine::snapshot::LineView;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Tokens, gap, size};
use crate::ui::views::line;
use crate::ui::wording;
use egui::{FontId, Label, RichText, ScrollArea, TextStyle, TextWrapMode, Ui, vec2};

/// From this width on there are two columns.
const WIDE: f32 = 860.0;
/// Height of the dialogue.
const DIALOGUE: f32 = 250.0;

/// Draws the page.
pub fn show(ui: &mut Ui, scene: &Scene<'_>) -> Vec<Action> {
    let mut out = Vec::new();
    if ui.available_width() > WIDE {
        ui.columns_const(|[left, right]| {
            // A column is justified, which pulls sentences apart.
            left.vertical(|ui| known(ui, scene, &mut out));
            if let Some(line) = scene.line() {
                right.vertical(|ui| seen(ui, scene, line, &mut out));
            }
        });
    } else {
        known(ui, scene, &mut out);
        if let Some(line) = scene.line() {
            seen(ui, scene, line, &mut out);
        }
    }
    out
}

/// A card of the page.
fn card<R>(ui: &mut Ui, draw: impl FnOnce(&mut Ui) -> R) -> R {
    let t = Tokens::of(ui);
    tokens::surface(t)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            draw(ui)
        })
        .inner
}

/// What is plugged in, and how the open box is.
fn known(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    if let Some(line) = scene.line() {
        let doctor = line.doctor.get();
        card(ui, |ui| patient::show(ui, scene, line, &doctor));
        if let Some(life) = &doctor.life {
            card(ui, |ui| health::show(ui, scene, life));
        }
    }
    card(ui, |ui| boxes::show(ui, scene, out));
}

/// What can be tried out and what was said, heard and claimed.
fn seen(ui: &mut Ui, scene: &Scene<'_>, view: &LineView, out: &mut Vec<Action>) {
    card(ui, |ui| trial::show(ui, scene, view, out));
    card(ui, |ui| dialogue(ui, scene, &view.doctor.get(), out));
    card(ui, |ui| line::bursts(ui, scene, view));
    card(ui, |ui| line::capabilities(ui, scene, view));
}

fn dialogue(ui: &mut Ui, scene: &Scene<'_>, doctor: &DoctorView, out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    ui.horizontal(|ui| {
        controls::group_title(ui, scene.t("doctor.dialogue"));
        if !doctor.dialogue.is_empty() {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let said = doctor.dialogue.iter().map(|line| said(scene, line) + "\n");
                let all = Action::CopyDialogue(said.collect());
                controls::offer(ui, scene, all, Weight::Quiet, None, out);
            });
        }
    });
    if doctor.dialogue.is_empty() {
        controls::weak(ui, scene.t("doctor.no_dialogue"));
        return;
    }
    let ground = egui::Frame::new().fill(t.calm_soft).corner_radius(size::RADIUS);
    ground.inner_margin(egui::Margin::same(8)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(gap::SMALL, 1.0);
        let font = FontId::monospace(size::TEXT_SMALL);
        ui.style_mut().text_styles.insert(TextStyle::Monospace, font);
        let row = ui.text_style_height(&TextStyle::Monospace);
        ScrollArea::both()
            .id_salt("dialogue")
            .max_height(DIALOGUE)
            .auto_shrink([false, true])
            .stick_to_bottom(true)
            .show_rows(ui, row, doctor.dialogue.len(), |ui, rows| {
                for line in doctor.dialogue.get(rows).unwrap_or_default() {
                    let ink = if line.ours { t.accent } else { t.text };
                    let text = RichText::new(said(scene, line)).monospace();
                    let label = Label::new(text.color(ink)).wrap_mode(TextWrapMode::Extend);
                    ui.add(label);
                }
            });
    });
}

/// `14:02:39  >  AT+VCID=1`: `>` is what we said.
fn said(scene: &Scene<'_>, line: &DialogueLine) -> String {
    let mark = if line.ours { '>' } else { '<' };
    format!("{}  {mark}  {}", wording::time_of_day(scene, line.at), line.text)
}
