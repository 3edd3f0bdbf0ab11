//! The incoming strip at the lower edge: calls that came while somebody was writing, newest first, each with a tick.
//! It is below the page, so that nothing above it moves. May depend on `ui`, and types of `engine`, `call`.

use crate::base::ids::CallId;
use crate::call::record::CallRecord;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::{self, Scene};
use crate::ui::state::ViewState;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use crate::ui::topics::manners::MannersAction;
use crate::ui::wording;
use egui::{Frame, Margin, RichText, ScrollArea, Ui};

/// Height of the strip while it is there.
const HEIGHT: f32 = 50.0;

/// A call in the strip.
struct Chip<'a> {
    record: &'a CallRecord,
    party: Option<String>,
    live: bool,
}

/// How much room the strip takes.
#[must_use]
pub fn height(scene: &Scene<'_>, state: &ViewState) -> f32 {
    if chips(scene, state).next().is_some() { HEIGHT } else { 0.0 }
}

fn chips<'a>(scene: &'a Scene<'_>, state: &'a ViewState) -> impl Iterator<Item = Chip<'a>> {
    state.manners.cards.chips().filter_map(|id| find(scene, id))
}

fn find<'a>(scene: &'a Scene<'_>, id: CallId) -> Option<Chip<'a>> {
    if let Some(call) = scene.snap.call(id) {
        let (party, live) = (wording::live_party(call), scene::is_live(call));
        return Some(Chip { record: &call.record, party, live });
    }
    let listed = scene.snap.recent.iter().find(|call| call.record.id == id)?;
    let party = Some(listed.party.clone()).filter(|party| !party.is_empty());
    let handled = listed.record.handled;
    (!handled).then_some(Chip { record: &listed.record, party, live: false })
}

/// Draws the strip.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    if chips(scene, state).next().is_none() {
        return out;
    }
    ui.horizontal_centered(|ui| {
        controls::draw(ui, Icon::Incoming, size::ICON, Tokens::of(ui).weak);
        controls::weak(ui, scene.t("manners.strip"));
        ScrollArea::horizontal().id_salt("incoming-strip").show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                ui.spacing_mut().item_spacing.x = gap::SMALL;
                for call in chips(scene, state) {
                    ui.push_id(call.record.id, |ui| chip(ui, scene, &call, &mut out));
                }
            });
        });
    });
    out
}

fn chip(ui: &mut Ui, scene: &Scene<'_>, call: &Chip<'_>, out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    let (word, icon, mood) = kind(call);
    Frame::new()
        .fill(t.ground_of(mood))
        .corner_radius(16)
        .inner_margin(Margin { left: 12, right: 4, top: 2, bottom: 2 })
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                controls::draw(ui, icon, size::ICON, t.ink(mood));
                ui.label(
                    RichText::new(scene.texts.t(word)).color(t.ink(mood)).size(size::TEXT_LABEL),
                );
                let number = wording::number(scene.texts, call.record);
                let who = call.party.as_deref().unwrap_or(&number);
                let short: String = who.chars().take(24).collect();
                let open = controls::press(ui, None, &short, Weight::Quiet);
                let tip = scene.tf("manners.chip", &[("number", &number)]);
                if open.on_hover_text(tip).clicked() {
                    out.push(Action::Manners(MannersAction::OpenChip(call.record.id)));
                }
                if !call.live {
                    let tick = Action::Manners(MannersAction::TickChip(call.record.id));
                    controls::offer_icon(ui, scene, tick, None, out);
                }
            });
        });
}

const fn kind(call: &Chip<'_>) -> (&'static str, Icon, Mood) {
    if !call.live {
        return wording::call_kind(call.record);
    }
    if call.record.answered_after.is_some() {
        ("incoming.talking", Icon::Phone, Mood::Good)
    } else {
        ("incoming.ringing", Icon::Ringing, Mood::Alert)
    }
}
