//! The part of the settings that belongs to the worklist: who sits here, and the office's words for what came of a call.
//! May depend on `ui`, and types of `engine`.

use crate::engine::settings::SettingChange;
use crate::engine::topics::worklist::WorkSettings;
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::topics::worklist::facts;
use crate::ui::views::settings::group;
use egui::{TextEdit, Ui};

/// Draws the settings of this topic.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    let known = &scene.snap.settings.worklist;
    group(ui, |ui| {
        controls::group_title(ui, scene.t("worklist.settings"));
        let work = &mut state.worklist;
        let agent = work.agent.get_or_insert_with(|| known.agent.clone());
        let field = controls::field(ui, scene.t("worklist.who_sits"), agent, 240.0);
        if field.lost_focus() && *agent != known.agent {
            let agent = agent.clone();
            let changed = WorkSettings { agent, ..known.clone() };
            out.push(Action::Set(SettingChange::Worklist(changed)));
        }
        if !field.has_focus() {
            work.agent = None;
        }
        controls::small(ui, scene.t("worklist.who_sits_about"));
        let words = work.words.get_or_insert_with(|| facts::words(scene).join("\n"));
        let field = ui
            .horizontal_top(|ui| {
                let id = controls::lead(ui, scene.t("worklist.words_label"));
                let field = TextEdit::multiline(words).desired_rows(5).desired_width(240.0);
                ui.add(field).labelled_by(id)
            })
            .inner;
        let typed: Vec<String> = words.lines().map(str::to_owned).collect();
        if field.lost_focus() && typed != facts::words(scene) {
            let changed = WorkSettings { results: typed, ..known.clone() };
            out.push(Action::Set(SettingChange::Worklist(changed)));
        }
        if !field.has_focus() {
            work.words = None;
        }
        controls::small(ui, scene.t("worklist.words_about"));
    });
    out
}
