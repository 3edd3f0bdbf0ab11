//! The do-not-call list in the settings: what is in force, another number with its reason, a number allowed again.
//! Rows are added, never removed. May depend on `ui`, and types of `call`, `base`.

use super::{DialAction, DialState};
use crate::base::number::PhoneNumber;
use crate::call::dialling::Suppression;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::Tokens;
use crate::ui::wording;
use egui::{Align, Layout, RichText, Ui};

/// Draws it.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut DialState, out: &mut Vec<Action>) {
    state.ledger_shown = true;
    controls::group_title(ui, scene.t("dialling.ledger"));
    controls::small(ui, scene.t("dialling.ledger_about"));
    let (number, reason) = &mut state.new_suppression;
    controls::field(ui, scene.t("dialling.ledger_number"), number, 200.0);
    ui.horizontal(|ui| {
        controls::field(ui, scene.t("dialling.ledger_reason"), reason, 200.0);
        let row = Suppression {
            number: PhoneNumber::new(number.trim()),
            reason: reason.trim().to_owned(),
            source: "person".to_owned(),
            ..Suppression::default()
        };
        let why_not = controls::needs(!row.number.key().is_empty(), "why.number");
        let add = Action::Dialling(DialAction::Suppress(row));
        controls::offer(ui, scene, add, Weight::Plain, why_not, out);
    });
    if state.suppressed.is_empty() {
        controls::weak(ui, scene.t("dialling.ledger_empty"));
    }
    for row in &state.suppressed {
        ui.push_id(row.id, |ui| {
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let lifted = Suppression { lifted: true, ..row.clone() };
                    let lift = Action::Dialling(DialAction::Suppress(lifted));
                    controls::offer(ui, scene, lift, Weight::Quiet, None, out);
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let weak = Tokens::of(ui).weak;
                        ui.label(scene.texts.number(&row.number));
                        let at = wording::moment(scene.texts, row.at_utc_millis, scene.wall);
                        controls::small(ui, at);
                        controls::short(ui, RichText::new(&row.reason).color(weak));
                    });
                });
            });
        });
    }
}
