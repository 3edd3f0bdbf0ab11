//! Below the waveform: play and pause, five seconds back and on, elapsed and total, speed, the loop, loudness and device.
//! May depend on `ui`, and types of `engine`.

use crate::engine::topics::player::Speed;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, gap, size};
use crate::ui::topics::recordings::action::RecordingAction;
use crate::ui::topics::recordings::panel::Tape;
use crate::ui::topics::recordings::state::Memory;
use crate::ui::wording;
use egui::{ComboBox, RichText, Slider, Ui};

/// Draws the controls.
pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    tape: &Tape<'_>,
    memory: &Memory,
    out: &mut Vec<Action>,
) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = gap::TIGHT;
        let id = tape.id;
        let toggle =
            if tape.sounds() { RecordingAction::Pause(id) } else { RecordingAction::Play(id) };
        offer(ui, scene, toggle, Weight::Primary, None, out);
        offer(ui, scene, RecordingAction::Back(id), Weight::Quiet, None, out);
        offer(ui, scene, RecordingAction::Forward(id), Weight::Quiet, None, out);
        times(ui, tape);
        offer(ui, scene, RecordingAction::More(id), Weight::Quiet, None, out);
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        speeds(ui, scene, out);
        offer(ui, scene, RecordingAction::Mark(tape.id), Weight::Quiet, None, out);
    });
    rounds(ui, scene, tape, memory, out);
    if memory.more {
        loudness(ui, scene, out);
        device(ui, scene, out);
    }
}

/// A button for a wish of this topic.
pub(super) fn offer(
    ui: &mut Ui,
    scene: &Scene<'_>,
    wish: RecordingAction,
    weight: Weight,
    why_not: Option<&str>,
    out: &mut Vec<Action>,
) {
    controls::offer(ui, scene, Action::Recordings(wish), weight, why_not, out);
}

fn times(ui: &mut Ui, tape: &Tape<'_>) {
    let t = Tokens::of(ui);
    ui.add_space(gap::TIGHT);
    ui.label(RichText::new(wording::clock(tape.at)).size(size::TEXT_GROUP));
    ui.label(RichText::new(format!("/ {}", wording::clock(tape.length))).color(t.weak));
}

/// `0.75×`, `1×` …
fn speed_text(speed: Speed) -> String {
    let percent = speed.percent();
    let (whole, part) = (percent / 100, percent % 100);
    match part {
        0 => format!("{whole}×"),
        _ if part.is_multiple_of(10) => format!("{whole}.{}×", part / 10),
        _ => format!("{whole}.{part:02}×"),
    }
}

fn speeds(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    for speed in Speed::ALL {
        let chosen = scene.snap.player.speed == speed;
        let text = speed_text(speed);
        let chip = controls::chip(ui, &text, None, chosen);
        if chip.on_hover_text(scene.t("recordings.speed_tip")).clicked() && !chosen {
            out.push(Action::Recordings(RecordingAction::Speed(speed)));
        }
    }
}

/// The loop, and the span it goes over.
fn rounds(ui: &mut Ui, scene: &Scene<'_>, tape: &Tape<'_>, memory: &Memory, out: &mut Vec<Action>) {
    let id = tape.id;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = gap::TIGHT;
        offer(ui, scene, RecordingAction::From(id), Weight::Quiet, None, out);
        offer(ui, scene, RecordingAction::To(id), Weight::Quiet, None, out);
        let round = tape.goes_round();
        let span = memory.span(tape.length);
        let weight = if round { Weight::Primary } else { Weight::Quiet };
        let why_not = controls::needs(round || span.is_some(), "why.span");
        offer(ui, scene, RecordingAction::Loop(id, !round), weight, why_not, out);
        if let Some((from, to)) = span {
            let (from, to) = (wording::clock(from), wording::clock(to));
            let text = scene.tf("recordings.span", &[("from", &from), ("to", &to)]);
            controls::small(ui, text);
            let none = Action::Recordings(RecordingAction::Select(id, None));
            controls::offer_icon(ui, scene, none, None, out);
        }
    });
}

/// Takes effect when it is let go: the output is opened anew each time.
fn loudness(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let kept = scene.snap.settings.player.volume;
    ui.horizontal(|ui| {
        let label = controls::small(ui, scene.t("recordings.volume"));
        let memory = egui::Id::unique("player-volume");
        let mut volume = ui.data(|data| data.get_temp(memory)).unwrap_or(kept);
        ui.spacing_mut().slider_width = 130.0;
        let slider = Slider::new(&mut volume, 0..=200).suffix("%").step_by(5.0);
        let slider = controls::slide(ui, slider, label.id);
        if slider.dragged() {
            ui.data_mut(|data| data.insert_temp(memory, volume));
        } else {
            ui.data_mut(|data| data.remove::<u8>(memory));
            if volume != kept {
                out.push(Action::Recordings(RecordingAction::Volume(volume)));
            }
        }
    });
}

fn device(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let player = &scene.snap.player;
    let kept = &scene.snap.settings.player.output;
    let known = player.outputs.iter().find(|device| device.id == *kept);
    let shown = match known {
        Some(device) => device.name.clone(),
        None if kept.is_empty() => scene.t("recordings.system_output").to_owned(),
        None => scene.tf("recordings.missing_output", &[("name", kept)]),
    };
    ui.horizontal(|ui| {
        let label = controls::small(ui, scene.t("recordings.output"));
        let mut wish = kept.clone();
        ComboBox::from_id_salt("player-output")
            .selected_text(shown)
            .truncate()
            .width((ui.available_width() - gap::SMALL).max(80.0))
            .show_ui(ui, |ui| {
                let system = scene.t("recordings.system_output");
                ui.selectable_value(&mut wish, String::new(), system);
                for device in player.outputs.iter() {
                    ui.selectable_value(&mut wish, device.id.clone(), &device.name);
                }
            })
            .response
            .labelled_by(label.id);
        if wish != *kept {
            out.push(Action::Recordings(RecordingAction::Output(wish)));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_are_written_the_way_people_say_them() {
        let all = Speed::ALL.map(speed_text);
        assert_eq!(all, ["0.75×", "1×", "1.25×", "1.5×", "2×"]);
    }
}
