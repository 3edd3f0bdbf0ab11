//! The notice strip: what happened, how bad, and what can be done about it.
//! May depend on `ui`, and types of `engine`.

use crate::engine::notice::Topic;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use crate::ui::wording;
use egui::{Align, Frame, Label, Layout, Margin, RichText, Ui};

/// At most so many are shown; the rest waits.
const SHOWN: usize = 3;

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
            controls::offer_icon(ui, scene, Action::NoDialogsRead, true, &mut out);
        });
    }
    for notice in scene.snap.notices.iter().take(SHOWN) {
        let (icon, mood) = wording::severity(notice.severity);
        let text = wording::notice(scene.texts, &notice.topic);
        strip(ui, icon, mood, &text, |ui| {
            controls::offer_icon(ui, scene, Action::Dismiss(notice.id), true, &mut out);
            let undoable = match &notice.topic {
                Topic::CustomerDeleted(_) | Topic::PlaceListImported(_) => true,
                Topic::Firewall(news) => news.is_undoable(),
                _ => false,
            };
            if undoable && scene.snap.undo.is_some() {
                controls::offer(ui, scene, Action::Undo, Weight::Plain, true, &mut out);
            }
        });
    }
    let hidden = scene.snap.notices.len().saturating_sub(SHOWN);
    if hidden > 0 {
        controls::small(ui, scene.tf("notice.more", &[("count", &hidden.to_string())]));
    }
    out
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
