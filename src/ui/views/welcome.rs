//! The welcome strip: five steps to a first simulated call, each ticking itself off from the snapshot.
//! May depend on `ui`, and types of `engine` and `base`.

use crate::base::ids::RecordingId;
use crate::base::order::FarEndAction;
use crate::call::record::{Outcome, RecordingState};
use crate::engine::settings::SettingChange;
use crate::engine::snapshot::{LineState, LineView};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::state::{ExchangeForm, Welcome};
use crate::ui::tokens::{self, Mood, Tokens, gap, size};
use egui::{Align, Align2, FontId, Layout, Margin, Rect, RichText, Sense, Ui, Vec2};

/// The steps, in order.
const STEPS: [&str; 5] =
    ["welcome.ring", "welcome.card", "welcome.lift", "welcome.hang_up", "welcome.play"];
/// What each asks for, in a sentence.
const HINTS: [&str; 5] = [
    "welcome.ring_hint",
    "welcome.card_hint",
    "welcome.lift_hint",
    "welcome.hang_up_hint",
    "welcome.play_hint",
];

/// Ticks off what the snapshot shows to have happened.
pub fn follow(welcome: &mut Welcome, scene: &Scene<'_>) {
    let snap = scene.snap;
    let ended = |outcome| matches!(outcome, Outcome::Answered | Outcome::Connected);
    let popped = snap.calls.iter().any(|call| call.popup);
    let talked = snap.calls.iter().any(|call| call.record.answered_after.is_some())
        || snap.recent.iter().any(|call| call.record.answered_after.is_some());
    let over = snap.recent.iter().any(|call| ended(call.record.outcome));
    let rang = !snap.calls.is_empty() || !snap.recent.is_empty();
    let seen = [rang, popped || talked, talked, over, snap.player.recording.is_some()];
    for (done, now) in welcome.done.iter_mut().zip(seen) {
        *done |= now;
    }
}

/// Draws the strip while there is something to learn.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, welcome: Welcome, form: &ExchangeForm) -> Vec<Action> {
    let mut out = Vec::new();
    let Some(line) = scene.line().filter(|_| scene.simulated()) else { return out };
    if scene.snap.settings.welcome_done {
        return out;
    }
    let t = Tokens::of(ui);
    tokens::surface(t).inner_margin(Margin::symmetric(16, 12)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        head(ui, scene, welcome, &mut out);
        ui.add_space(gap::TIGHT);
        steps(ui, scene, welcome);
        ui.add_space(gap::TIGHT);
        ui.horizontal_wrapped(|ui| match welcome.next() {
            Some(_) => now(ui, scene, line, welcome, form, &mut out),
            None => over(ui, scene, &mut out),
        });
    });
    ui.add_space(gap::TIGHT);
    out
}

/// The steps in a row.
pub fn steps(ui: &mut Ui, scene: &Scene<'_>, welcome: Welcome) {
    ui.horizontal_wrapped(|ui| {
        for (index, key) in STEPS.iter().enumerate() {
            step(ui, scene, welcome, index, key);
        }
    });
}

fn over(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    controls::draw(ui, Icon::Tick, 16.0, Tokens::of(ui).good);
    ui.label(scene.t("welcome.finished"));
    if controls::press(ui, None, scene.t("welcome.close"), Weight::Primary).clicked() {
        out.push(Action::Set(SettingChange::WelcomeDone(true)));
    }
}

fn head(ui: &mut Ui, scene: &Scene<'_>, welcome: Welcome, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        controls::group_title(ui, scene.t("welcome.title"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let close = Action::Set(SettingChange::WelcomeDone(true));
            if welcome.next().is_some() {
                controls::offer_icon(ui, scene, close, None, out);
            }
        });
    });
}

fn step(ui: &mut Ui, scene: &Scene<'_>, welcome: Welcome, index: usize, key: &'static str) {
    let t = Tokens::of(ui);
    let done = welcome.done.get(index).copied().unwrap_or(false);
    let current = welcome.next() == Some(index);
    ui.spacing_mut().item_spacing.x = 7.0;
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(22.0), Sense::hover());
    let fill = match (done, current) {
        (true, _) => t.good_soft,
        (false, true) => t.accent,
        (false, false) => t.calm_soft,
    };
    ui.painter().circle_filled(rect.center(), 11.0, fill);
    if done {
        let square = Rect::from_center_size(rect.center(), Vec2::splat(12.0));
        icons::paint(ui.painter(), square, Icon::Tick, t.ink(Mood::Good));
    } else {
        let ink = if current { t.on_accent } else { t.weak };
        let font = FontId::proportional(size::TEXT_SMALL);
        let digit = (index + 1).to_string();
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, digit, font, ink);
    }
    let ink = if current { t.text } else { t.weak };
    ui.label(RichText::new(scene.t(key)).color(ink));
    ui.add_space(gap::SMALL);
}

/// The sentence of the present step and the button that takes it.
pub fn now(
    ui: &mut Ui,
    scene: &Scene<'_>,
    line: &LineView,
    welcome: Welcome,
    form: &ExchangeForm,
    out: &mut Vec<Action>,
) {
    let Some(index) = welcome.next() else { return };
    if index == 3 && line.state == LineState::Talking {
        let speak = Action::FarEnd(line.id, FarEndAction::Speak(None));
        controls::offer(ui, scene, speak, Weight::Plain, None, out);
    }
    if let Some(act) = act(scene, line, index, form) {
        controls::offer(ui, scene, act, Weight::Primary, None, out);
    }
    controls::weak(ui, HINTS.get(index).map_or("", |key| scene.t(key)));
}

fn act(scene: &Scene<'_>, line: &LineView, index: usize, form: &ExchangeForm) -> Option<Action> {
    let far = |act| Some(Action::FarEnd(line.id, act));
    match (index, line.state) {
        (0, LineState::Idle) => far(FarEndAction::Ring(form.caller(scene.t("far.sample_name")))),
        (1 | 2, LineState::Idle) => {
            far(FarEndAction::Ring(form.caller(scene.t("far.sample_name"))))
        }
        (1 | 2, LineState::Ringing) => far(FarEndAction::LiftDeskPhone),
        (3, LineState::Talking | LineState::Dialing | LineState::Releasing) => {
            far(FarEndAction::ReplaceDeskPhone)
        }
        (4, _) => newest_recording(scene).map(Action::Play),
        _ => None,
    }
}

fn newest_recording(scene: &Scene<'_>) -> Option<RecordingId> {
    let playable = |state| matches!(state, RecordingState::Done | RecordingState::Partial);
    let mut all = scene.snap.recent.iter().flat_map(|call| &call.recordings);
    all.find(|recording| playable(recording.state)).map(|recording| recording.id)
}
