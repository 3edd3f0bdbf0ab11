//! What a list says while there is nothing in it: what it is for, what to do, and the button that does it.
//! May depend on `ui`.

use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, gap, size};
use egui::{RichText, Ui, vec2};

/// A title and a sentence.
pub fn empty(ui: &mut Ui, icon: Icon, title: &str, hint: &str) {
    words(ui, icon, title, hint, |_| {});
}

/// The same with the button for what is to be done.
pub fn empty_with(
    ui: &mut Ui,
    scene: &Scene<'_>,
    icon: Icon,
    (title, hint): (&str, &str),
    action: Action,
    out: &mut Vec<Action>,
) {
    words(ui, icon, title, hint, |ui| {
        ui.add_space(gap::SMALL);
        controls::offer(ui, scene, action, Weight::Primary, None, out);
    });
}

fn words(ui: &mut Ui, icon: Icon, title: &str, hint: &str, below: impl FnOnce(&mut Ui)) {
    let t = Tokens::of(ui);
    ui.add_space((ui.available_height() * 0.28).max(gap::LARGE));
    ui.vertical_centered(|ui| {
        controls::draw_in(ui, icon, vec2(40.0, 40.0), t.edge);
        ui.add_space(gap::SMALL);
        ui.label(RichText::new(title).size(size::TEXT_GROUP));
        controls::weak(ui, hint);
        below(ui);
    });
}
