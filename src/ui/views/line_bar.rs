//! The bar that is always on top: what the line does, with whom, since when, whether it is recorded, how loud it is.
//! May depend on `ui`, and types of `engine`.

use crate::base::units::Dbm0;
use crate::call::record::Direction;
use crate::engine::settings::LineChoice;
use crate::engine::snapshot::{CallView, LineState, LineView};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use crate::ui::topics::dialling::{DialAction, hindrance};
use crate::ui::topics::manners::{MannersAction, MannersState, quiet};
use crate::ui::topics::recordings::live_controls;
use crate::ui::wording;
use egui::{Align, Layout, RichText, Ui, vec2};

/// Draws the bar.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, manners: &mut MannersState) -> Vec<Action> {
    let mut out = Vec::new();
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = gap::MEDIUM;
        let Some(line) = scene.line() else {
            controls::pill(ui, Some(Icon::Unplugged), scene.t("line.none"), Mood::Bad);
            return;
        };
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            level(ui, scene, line);
            if let Some(call) = scene.live_call() {
                out.extend(live_controls(ui, scene, call));
            }
            let panel = Action::Dialling(DialAction::TogglePanel);
            controls::offer_icon(ui, scene, panel, None, &mut out);
            redial(ui, scene, &mut out);
            quiet::show(ui, scene, manners, &mut out);
            hidden_card(ui, scene, &mut out);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| left(ui, scene, line));
        });
    });
    out
}

/// A call whose card is not to be seen (by hand, do not disturb) can be looked at.
fn hidden_card(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let incoming = |call: &&CallView| call.record.direction != Direction::Outgoing && !call.popup;
    if let Some(call) = scene.live_call().filter(incoming) {
        let show = Action::Manners(MannersAction::ShowCard(call.record.id));
        controls::offer(ui, scene, show, Weight::Plain, None, out);
    }
}

/// The last number again; greyed with the reason while nothing can be dialled.
fn redial(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let last = scene.snap.dialling.last.as_ref();
    let why_not = controls::needs(last.is_some(), "dialling.no_recent").or(hindrance(scene));
    let action = Action::Dialling(DialAction::Redial);
    let button = controls::offer_icon(ui, scene, action, why_not, out);
    if let Some(last) = last {
        button.on_hover_text(scene.texts.number(last));
    }
}

fn left(ui: &mut Ui, scene: &Scene<'_>, line: &LineView) {
    let (key, icon, mood) = wording::line_state(line.state);
    controls::pill(ui, Some(icon), scene.texts.t(key), mood);
    let audio_lost = !line.audio_ok && line.state != LineState::Absent;
    if audio_lost {
        controls::pill(ui, Some(Icon::Warn), scene.t("line.no_audio"), Mood::Alert);
    }
    if let Some(call) = scene.live_call() {
        party(ui, scene, call);
    } else {
        let weak = Tokens::of(ui).weak;
        let name = line_name(scene, line);
        controls::short(ui, RichText::new(name).color(weak));
    }
}

fn party(ui: &mut Ui, scene: &Scene<'_>, call: &CallView) {
    let t = Tokens::of(ui);
    let (span, key) = match call.answered_mono {
        Some(since) => (scene.mono.saturating_sub(since), "bar.talk_time"),
        None => (scene.mono.saturating_sub(call.started_mono), "bar.ring_time"),
    };
    ui.label(RichText::new(wording::clock(span)).size(size::TEXT_TITLE))
        .on_hover_text(scene.texts.t(key));
    let number = wording::number(scene.texts, &call.record);
    if let Some(name) = wording::live_party(call) {
        let room = (ui.available_width() - 130.0).max(60.0);
        ui.scope(|ui| {
            ui.set_max_width(room);
            controls::short(ui, RichText::new(name).size(size::TEXT_GROUP));
        });
        controls::short(ui, RichText::new(number).color(t.weak));
    } else {
        controls::short(ui, RichText::new(number).size(size::TEXT_GROUP));
    }
}

fn level(ui: &mut Ui, scene: &Scene<'_>, line: &LineView) {
    let heard = line.state != LineState::Absent && line.audio_ok;
    let level = if heard { line.level.get() } else { Dbm0::SILENCE };
    let name = level_text(scene, level);
    controls::meter(ui, &name, level, vec2(126.0, 12.0)).on_hover_text(&name);
}

/// What the line is called: the simulated one in the user's language, others as the device says.
#[must_use]
pub fn line_name<'a>(scene: &Scene<'a>, line: &'a LineView) -> &'a str {
    if line.choice == LineChoice::Simulated { scene.t("line.simulated") } else { &line.name }
}

/// "−23 dBm0", or that it is silent.
#[must_use]
pub fn level_text(scene: &Scene<'_>, level: Dbm0) -> String {
    if controls::lit_bars(level) == 0 {
        return scene.t("level.silent").to_owned();
    }
    scene.tf("level.is", &[("level", &format!("{:.0}", level.0))])
}
