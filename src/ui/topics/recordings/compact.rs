//! The player in a row of a list: shown while its recording is on the player. May depend on `ui`, and types of `call`.

use crate::call::record::Recording;
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::scene::Scene;
use crate::ui::tokens::gap;
use crate::ui::topics::recordings::action::RecordingAction;
use crate::ui::wording;
use egui::Ui;

/// Pause or go on, and how far it is; nothing while another recording (or none) is on the player.
pub fn compact(ui: &mut Ui, scene: &Scene<'_>, recording: &Recording) -> Vec<Action> {
    let mut out = Vec::new();
    let heard = scene.snap.player.heard().filter(|heard| heard.recording == recording.id);
    let Some(heard) = heard else { return out };
    ui.spacing_mut().item_spacing.x = gap::TIGHT;
    let wish = if heard.paused {
        RecordingAction::Play(recording.id)
    } else {
        RecordingAction::Pause(recording.id)
    };
    controls::offer_icon(ui, scene, Action::Recordings(wish), None, &mut out);
    let (at, length) = (wording::clock(heard.at(scene.mono)), wording::clock(heard.length));
    controls::small(ui, format!("{at} / {length}"));
    out
}
