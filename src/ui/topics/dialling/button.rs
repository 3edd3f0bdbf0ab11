//! The small button that dials a number, for rows, cards and details. Greyed with the reason where nothing can be dialled.
//! May depend on `ui`, and types of `engine`, `call`, `base`.

use super::DialAction;
use crate::base::ids::CustomerId;
use crate::base::number::PhoneNumber;
use crate::call::dialling::DialSource;
use crate::engine::snapshot::LineState;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use egui::Ui;

/// Why nothing can be dialled now; `None`: it can.
#[must_use]
pub fn hindrance(scene: &Scene<'_>) -> Option<&'static str> {
    let Some(line) = scene.line() else { return Some("dialling.no_line") };
    let undialled = scene.live_call().is_some_and(|call| call.record.number.is_none());
    match line.state {
        LineState::Absent => Some("dialling.no_line"),
        LineState::Ringing => Some("dialling.line_rings"),
        LineState::Idle => None,
        // A lifted phone that has not dialled yet is dialled for.
        LineState::Dialing if undialled && !scene.snap.dialling.seized => None,
        LineState::Dialing | LineState::Talking | LineState::Releasing => {
            Some("dialling.line_in_use")
        }
    }
}

/// The receiver alone; nothing where there is no number.
pub fn icon_button(
    ui: &mut Ui,
    scene: &Scene<'_>,
    number: Option<&PhoneNumber>,
    customer: Option<CustomerId>,
    source: DialSource,
    out: &mut Vec<Action>,
) {
    if let Some(action) = dial(number, customer, source) {
        controls::offer_icon(ui, scene, action, hindrance(scene), out);
    }
}

/// With its word.
pub fn button(
    ui: &mut Ui,
    scene: &Scene<'_>,
    number: Option<&PhoneNumber>,
    customer: Option<CustomerId>,
    source: DialSource,
    out: &mut Vec<Action>,
) {
    if let Some(action) = dial(number, customer, source) {
        controls::offer(ui, scene, action, Weight::Plain, hindrance(scene), out);
    }
}

/// What they do; nothing where there is no number.
fn dial(
    number: Option<&PhoneNumber>,
    customer: Option<CustomerId>,
    source: DialSource,
) -> Option<Action> {
    let number = number.filter(|number| !number.key().is_empty())?;
    Some(Action::Dialling(DialAction::Dial(number.clone(), customer, source)))
}
