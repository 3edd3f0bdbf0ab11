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
use crate::ui::tokens::{Tokens, gap, size};
use egui::{Align2, Context, Frame, Margin, RichText, Ui, Window, vec2};

/// Draws the question, or the number to be dialled by hand.
pub(super) fn show(ctx: &Context, scene: &Scene<'_>) -> Vec<Action> {
    let Some(dial) = &scene.snap.dialling.pending else { return Vec::new() };
    let title = match dial.stage {
        DialStage::Confirm(_) => "dialling.question",
        DialStage::ByHand => "dialling.by_hand",
        _ => return Vec::new(),
    };
    let mut out = Vec::new();
    let frame = Frame::window(&ctx.style_of(ctx.theme())).inner_margin(Margin::same(20));
    Window::new(scene.texts.t(title))
        .id(egui::Id::unique("dial-question"))
        .title_bar(false)
        .resizable(false)
        .frame(frame)
        .anchor(Align2::CENTER_CENTER, vec2(0.0, -40.0))
        .show(ctx, |ui| {
            ui.set_width(size::DIAL_PANEL);
            controls::group_title(ui, scene.texts.t(title));
            match &dial.stage {
                DialStage::Confirm(doubts) => question(ui, scene, dial, doubts, &mut out),
                _ => by_hand(ui, scene, dial, &mut out),
            }
        });
    out
}

fn question(
    ui: &mut Ui,
    scene: &Scene<'_>,
    dial: &PendingDial,
    doubts: &[Doubt],
    out: &mut Vec<Action>,
) {
    let t = Tokens::of(ui);
    ui.label(RichText::new(scene.texts.number(&dial.number)).size(size::TEXT_NUMBER));
    for one in doubts {
        ui.horizontal_wrapped(|ui| {
            controls::draw_in(ui, Icon::Warn, vec2(16.0, 20.0), t.alert);
            ui.label(doubt(scene, one));
        });
    }
    ui.add_space(gap::SMALL);
    ui.horizontal(|ui| {
        let only_link = doubts.iter().all(|one| *one == Doubt::FromLink);
        let weight = if only_link { Weight::Primary } else { Weight::Danger };
        let confirm = Action::Dialling(DialAction::Confirm(dial.serial));
        controls::offer(ui, scene, confirm, weight, true, out);
        controls::offer(ui, scene, Action::Dialling(DialAction::Cancel), Weight::Plain, true, out);
    });
}

fn by_hand(ui: &mut Ui, scene: &Scene<'_>, dial: &PendingDial, out: &mut Vec<Action>) {
    let keys = if dial.shown == dial.number.as_str() {
        scene.texts.number(&dial.number)
    } else {
        scene.texts.digits(&dial.shown)
    };
    ui.vertical_centered(|ui| {
        ui.add(egui::Label::new(RichText::new(keys).size(size::TEXT_DIAL)).wrap().selectable(true));
    });
    controls::weak(ui, scene.t("dialling.by_hand_hint"));
    ui.add_space(gap::SMALL);
    controls::offer(ui, scene, Action::Dialling(DialAction::Cancel), Weight::Plain, true, out);
}
