//! What needs a person before or instead of a dial: a doubtful number, and a number to be dialled by hand, large.
//! May depend on `ui`, and types of `engine`, `call`.

use super::DialAction;
use super::words::doubt;
use crate::call::dialling::Doubt;
use crate::engine::topics::dialling::{DialStage, PendingDial};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, size};
use crate::ui::widgets::dialog::{self, Answers};
use egui::{Context, RichText, Ui, vec2};

/// Draws the question, or the number to be dialled by hand.
pub(super) fn show(ctx: &Context, scene: &Scene<'_>) -> Vec<Action> {
    let Some(dial) = &scene.snap.dialling.pending else { return Vec::new() };
    let back = Action::Dialling(DialAction::Cancel);
    match &dial.stage {
        DialStage::Confirm(doubts) => {
            let only_link = doubts.iter().all(|one| *one == Doubt::FromLink);
            let weight = if only_link { Weight::Primary } else { Weight::Danger };
            let on = Some((Action::Dialling(DialAction::Confirm(dial.serial)), weight));
            let title = scene.t("dialling.question");
            dialog::ask(ctx, scene, "dial-question", title, Answers { on, back }, |ui| {
                question(ui, scene, dial, doubts);
            })
        }
        DialStage::ByHand => {
            let title = scene.t("dialling.by_hand");
            let answers = Answers { on: None, back };
            dialog::ask(ctx, scene, "dial-question", title, answers, |ui| by_hand(ui, scene, dial))
        }
        _ => Vec::new(),
    }
}

fn question(ui: &mut Ui, scene: &Scene<'_>, dial: &PendingDial, doubts: &[Doubt]) {
    let t = Tokens::of(ui);
    ui.label(RichText::new(scene.texts.number(&dial.number)).size(size::TEXT_NUMBER));
    for one in doubts {
        ui.horizontal_wrapped(|ui| {
            controls::draw_in(ui, Icon::Warn, vec2(16.0, 20.0), t.alert);
            ui.label(doubt(scene, one));
        });
    }
}

fn by_hand(ui: &mut Ui, scene: &Scene<'_>, dial: &PendingDial) {
    let keys = if dial.shown == dial.number.as_str() {
        scene.texts.number(&dial.number)
    } else {
        scene.texts.digits(&dial.shown)
    };
    ui.vertical_centered(|ui| {
        ui.add(egui::Label::new(RichText::new(keys).size(size::TEXT_DIAL)).wrap().selectable(true));
    });
    controls::weak(ui, scene.t("dialling.by_hand_hint"));
}
