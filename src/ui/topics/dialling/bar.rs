//! The strip under the line bar while there is something for the program to do with a call: how far it is; keys sent; hang
//! up (always the same place, at the right), hold, keypad. A call that the desk phone holds needs no strip, and one whose
//! card is open is answered there. What the box cannot do is not offered; what cannot be done now is greyed and says why.
//! May depend on `ui`, and types of `engine`, `call`.

use super::words::state_key;
use super::{DialAction, DialState};
use crate::engine::snapshot::{LineState, LineView};
use crate::engine::topics::dialling::{DialStage, PendingDial};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use crate::ui::topics::manners::MannersState;
use egui::{Align, Layout, RichText, Ui, vec2};

/// Whether there is anything to show: a number on its way, a call the program holds, or one that rings without a card.
#[must_use]
pub fn wanted(scene: &Scene<'_>, manners: &MannersState) -> bool {
    let view = &scene.snap.dialling;
    view.pending.is_some()
        || (view.seized && scene.live_call().is_some())
        || rings_here(scene, manners).is_some()
}

/// The line that rings and is answered here: nobody sees a card on which that could be done.
fn rings_here<'a>(scene: &Scene<'a>, manners: &MannersState) -> Option<&'a LineView> {
    let line =
        scene.line().filter(|line| line.claimed.seize && line.state == LineState::Ringing)?;
    let call = scene.live_call()?;
    (!manners.cards.shown().contains(&call.record.id)).then_some(line)
}

/// Draws the strip.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut DialState,
    manners: &MannersState,
) -> Vec<Action> {
    let mut out = Vec::new();
    let pending = scene.snap.dialling.pending.as_ref();
    let Some(line) = scene.line() else { return out };
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = gap::SMALL;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            match rings_here(scene, manners) {
                Some(line) => {
                    let answer = DialAction::Answer(line.id);
                    offer(ui, scene, answer, Weight::Primary, None, &mut out);
                }
                None => buttons(ui, scene, line, pending, state, &mut out),
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                left(ui, scene, line, pending);
            });
        });
    });
    out
}

fn left(ui: &mut Ui, scene: &Scene<'_>, line: &LineView, pending: Option<&PendingDial>) {
    let t = Tokens::of(ui);
    let over = matches!(line.state, LineState::Talking | LineState::Releasing);
    if let Some(dial) = pending.filter(|_| !over) {
        let text = scene.texts.t(state_key(&dial.stage));
        controls::pill(ui, Some(Icon::Outgoing), text, Mood::Cool);
        // The line bar above names the party once there is a call.
        if scene.live_call().is_none() {
            controls::short(
                ui,
                RichText::new(scene.texts.number(&dial.number)).size(size::TEXT_GROUP),
            );
        }
    }
    if let Some(dial) = pending.filter(|dial| dial.shown != dial.number.as_str()) {
        let text = scene.tf("dialling.shown", &[("keys", &dial.shown)]);
        controls::short(ui, RichText::new(text).color(t.weak));
    }
    let view = &scene.snap.dialling;
    if view.seized && !view.desk_lifted && !line.claimed.duplex {
        controls::weak(ui, scene.t("dialling.lift_to_talk"));
    }
    let sent = &scene.snap.dialling.sent;
    if !sent.is_empty() {
        let text = scene.tf("dialling.sent", &[("keys", sent)]);
        controls::short(ui, RichText::new(text).color(t.weak));
    }
    if scene.snap.dialling.held {
        controls::pill(ui, Some(Icon::Pause), scene.t("dialling.held"), Mood::Alert);
    }
}

/// From the right: hang up is always outermost.
fn buttons(
    ui: &mut Ui,
    scene: &Scene<'_>,
    line: &LineView,
    pending: Option<&PendingDial>,
    state: &mut DialState,
    out: &mut Vec<Action>,
) {
    let view = &scene.snap.dialling;
    let waits = matches!(
        pending.map(|dial| &dial.stage),
        Some(DialStage::Asking | DialStage::Confirm(_) | DialStage::ByHand)
    );
    let end = if waits { DialAction::Cancel } else { DialAction::HangUp };
    let why_not = (!view.seized && pending.is_none()).then_some("dialling.desk_phone_holds");
    offer(ui, scene, end, Weight::Danger, why_not, out);
    let holds = (!view.seized).then_some("dialling.not_ours");
    let talks = (line.state != LineState::Talking).then_some("dialling.only_in_talk");
    if line.claimed.flash {
        offer(ui, scene, DialAction::Hold, Weight::Plain, holds.or(talks), out);
    }
    if line.claimed.dial {
        offer(ui, scene, DialAction::Keypad, Weight::Plain, holds, out);
        if state.keypad && view.seized {
            keys(ui, scene, out);
        }
    }
}

fn offer(
    ui: &mut Ui,
    scene: &Scene<'_>,
    action: DialAction,
    weight: Weight,
    why_not: Option<&'static str>,
    out: &mut Vec<Action>,
) {
    controls::offer(ui, scene, Action::Dialling(action), weight, why_not, out);
}

/// The keys in one row, from the right because the strip is laid out so.
fn keys(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.x = 2.0;
    for key in "#0*987654321".chars() {
        let name = scene.tf("dialling.key_name", &[("key", &key.to_string())]);
        let button = egui::Button::new(key.to_string()).min_size(vec2(26.0, 28.0));
        let response = ui.add(button);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
        if response.clicked() {
            out.push(Action::Dialling(DialAction::Key(key)));
        }
    }
    ui.spacing_mut().item_spacing.x = gap::SMALL;
}
