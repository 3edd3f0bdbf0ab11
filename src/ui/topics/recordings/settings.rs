//! The part of the settings that belongs to this topic.
//! May depend on `ui`, and types of `engine`, `call`, `base`.

use crate::ui::action::Action;
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use egui::Ui;

/// Draws the settings of this topic, group by group.
pub fn show(_ui: &mut Ui, _scene: &Scene<'_>, _state: &mut ViewState) -> Vec<Action> {
    Vec::new()
}
