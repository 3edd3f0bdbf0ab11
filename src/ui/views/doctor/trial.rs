//! What can be tried out: the level, ringing the desk phone, listening to the line.
//! May depend on `ui`, and types of `engine`.

use crate::engine::snapshot::{LINE_TEST, LineState, LineView};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::gap;
use crate::ui::views::line;
use egui::Ui;

/// Draws the card.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, view: &LineView, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("doctor.tests"));
    ui.scope(|ui| line::level(ui, scene, view));
    ui.add_space(gap::TIGHT);
    let idle = view.state == LineState::Idle;
    ui.horizontal_wrapped(|ui| {
        let why_not = controls::needs(view.claimed.desk_ring, "doctor.cannot_ring")
            .or(controls::needs(!view.test_ring, "doctor.ringing"))
            .or(controls::needs(idle, "why.line_busy"));
        let ring = Action::TestRing(view.id);
        controls::offer(ui, scene, ring, Weight::Plain, why_not, out);
        if view.test_ring {
            controls::weak(ui, scene.t("doctor.ringing"));
        } else if !view.claimed.desk_ring {
            controls::small(ui, scene.t("doctor.cannot_ring"));
        }
    });
    ui.horizontal_wrapped(|ui| sound(ui, scene, view, out));
}

fn sound(ui: &mut Ui, scene: &Scene<'_>, view: &LineView, out: &mut Vec<Action>) {
    let why_not = controls::needs(view.audio_ok, "doctor.audio_missing")
        .or(controls::needs(view.test_sound.is_none(), "why.busy"));
    if scene.snap.player.recording == Some(LINE_TEST) {
        controls::offer(ui, scene, Action::StopPlaying, Weight::Plain, None, out);
        controls::weak(ui, scene.t("doctor.playing"));
        return;
    }
    controls::offer(ui, scene, Action::TestSound(view.id), Weight::Plain, why_not, out);
    if let Some(until) = view.test_sound {
        let left = until.saturating_sub(scene.mono).as_secs_f32().ceil();
        let text = scene.tf("doctor.listening", &[("seconds", &format!("{left:.0}"))]);
        controls::weak(ui, text);
    } else if !view.audio_ok {
        controls::small(ui, scene.t("doctor.audio_missing"));
    }
}
