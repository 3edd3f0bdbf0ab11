//! The notice strip: what happened, how bad, and what can be done about it.
//! May depend on `ui`, and types of `engine`.

use crate::engine::notice::{Notice, Topic};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use crate::ui::wording;
use egui::{Align, Frame, Label, Layout, Margin, RichText, Ui};
use std::time::Duration;

/// At most so many are shown; the rest waits.
const SHOWN: usize = 3;
/// How long stays what goes by itself: long enough to be read twice, and reached by the keyboard.
const PASSING: Duration = Duration::from_secs(20);

/// Draws the strip.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    if state.refused {
        strip(ui, Icon::Warn, Mood::Alert, scene.t("notice.not_taken"), |_| {});
    }
    if let Some(why) = &state.question_failed {
        let text = scene.tf("notice.question_failed", &[("what", why)]);
        strip(ui, Icon::Warn, Mood::Alert, &text, |_| {});
    }
    if state.paths.missing {
        strip(ui, Icon::Info, Mood::Alert, scene.t("paths.no_dialog"), |ui| {
            controls::offer_icon(ui, scene, Action::NoDialogsRead, None, &mut out);
        });
    }
    let standing: Vec<&Notice> =
        scene.snap.notices.iter().filter(|one| stands(ui, scene, one)).collect();
    let undoable = undoable(scene, &standing);
    for notice in standing.iter().take(SHOWN) {
        let (icon, mood) = wording::severity(notice.severity);
        let text = wording::notice(scene.texts, &notice.topic);
        strip(ui, icon, mood, &text, |ui| {
            controls::offer_icon(ui, scene, Action::Dismiss(notice.id), None, &mut out);
            if undoable == Some(notice.id) {
                controls::offer(ui, scene, Action::Undo, Weight::Plain, None, &mut out);
            }
        });
    }
    let hidden = standing.len().saturating_sub(SHOWN);
    if hidden > 0 {
        controls::small(ui, scene.tf("notice.more", &[("count", &hidden.to_string())]));
    }
    out
}

/// The notice of the newest change, while nothing else was done since: the way back is that of the newest change.
fn undoable(scene: &Scene<'_>, notices: &[&Notice]) -> Option<u64> {
    let newest = scene.snap.undo.as_deref()?;
    let operation = newest.split(' ').next().unwrap_or_default();
    let is_of = |notice: &&&Notice| match &notice.topic {
        Topic::TakenAway(what) => what == newest,
        Topic::CustomerDeleted(_) => operation == "delete_customer",
        Topic::PlaceListImported(_) => operation == "import_places",
        Topic::Firewall(news) => news.changes().contains(&operation),
        _ => false,
    };
    notices.iter().filter(is_of).map(|notice| notice.id).max()
}

/// Whether it is still to be read: what a person has just done himself need not be dismissed, it goes by itself.
fn stands(ui: &Ui, scene: &Scene<'_>, notice: &Notice) -> bool {
    if !matches!(notice.topic, Topic::TakenAway(_) | Topic::Undone(_)) {
        return true;
    }
    let age = scene.wall.utc_millis.saturating_sub(notice.at_utc_millis);
    let left = PASSING.saturating_sub(Duration::from_millis(u64::try_from(age).unwrap_or(0)));
    if !left.is_zero() {
        ui.ctx().request_repaint_after(left);
    }
    !left.is_zero()
}

fn strip(ui: &mut Ui, icon: Icon, mood: Mood, text: &str, buttons: impl FnOnce(&mut Ui)) {
    let t = Tokens::of(ui);
    Frame::new()
        .fill(t.ground_of(mood))
        .corner_radius(size::RADIUS)
        .inner_margin(Margin::symmetric(12, 5))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                controls::draw(ui, icon, size::ICON, t.ink(mood));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    buttons(ui);
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.add(Label::new(RichText::new(text).color(t.text)).wrap());
                    });
                });
            });
        });
    ui.add_space(gap::TIGHT - 2.0);
}
