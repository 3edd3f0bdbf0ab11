//! What a screen reader says by itself, wherever it is: that it rings, and who calls as soon as that is known.
//! May depend on `ui`, and types of `engine`, `call`.

use crate::call::record::Direction;
use crate::ui::scene::{self, Scene};
use crate::ui::wording;
use egui::accesskit::{Live, Role};
use egui::{Sense, Ui, vec2};

/// Puts it where nobody sees it.
pub fn show(ui: &mut Ui, scene: &Scene<'_>) {
    let (_, response) = ui.allocate_exact_size(vec2(1.0, 1.0), Sense::hover());
    let said = said(scene);
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Alert);
        node.set_live(Live::Assertive);
        node.set_label(said);
    });
}

/// `来电：王伟，138 1234 5678`; empty while nothing rings.
fn said(scene: &Scene<'_>) -> String {
    let ringing = scene.snap.calls.iter().find(|call| {
        scene::is_live(call)
            && call.record.direction == Direction::Incoming
            && call.record.answered_after.is_none()
    });
    let Some(call) = ringing else { return String::new() };
    let number = wording::number(scene.texts, &call.record);
    match wording::live_party(call) {
        Some(name) => scene.tf("look.rings_known", &[("name", &name), ("number", &number)]),
        None => scene.tf("look.rings", &[("number", &number)]),
    }
}
