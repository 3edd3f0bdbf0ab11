//! What people did with a call, in its details: how a missed one was dealt with, who took it, what came of it.
//! May depend on `ui`, and types of `call`, `base`.

use crate::call::record::CallSummary;
use crate::call::worklist::task::{Done, DoneHow};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::gap;
use crate::ui::topics::worklist::WorkAction;
use crate::ui::wording;
use egui::Ui;

/// The office's words for what came of a call; those of the language while the office has none of its own.
#[must_use]
pub fn words(scene: &Scene<'_>) -> Vec<String> {
    let own = &scene.snap.settings.worklist.results;
    if !own.is_empty() {
        return own.clone();
    }
    scene.t("worklist.words").split('|').map(str::to_owned).collect()
}

/// Who took the call, and how a missed one came off the list.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, call: &CallSummary, out: &mut Vec<Action>) {
    if !call.work.agent.is_empty() {
        controls::small(ui, scene.tf("worklist.taken_by", &[("who", &call.work.agent)]));
    }
    if let Some(done) = call.work.done.as_ref().filter(|_| call.record.handled) {
        ui.horizontal_wrapped(|ui| {
            controls::small(ui, dealt_with(scene, done));
            if let Some(by) = done.by_call {
                let show = Action::Worklist(WorkAction::ShowCall(by));
                controls::offer(ui, scene, show, Weight::Quiet, None, out);
            }
        });
    }
}

/// "Returned by Anna, 14:03".
#[must_use]
pub fn dealt_with(scene: &Scene<'_>, done: &Done) -> String {
    let when = wording::moment(scene.texts, done.at_utc_millis, scene.wall);
    let named = !done.who.is_empty() && done.who != "seat";
    let key = match (done.how, named) {
        (DoneHow::Returned, true) => "worklist.returned_by",
        (DoneHow::Returned, false) => "worklist.returned",
        (DoneHow::Answered, true) => "worklist.answered_by",
        (DoneHow::Answered, false) => "worklist.answered_later",
        (DoneHow::Dismissed, true) => "worklist.dismissed_by",
        (DoneHow::Dismissed, false) => "worklist.dismissed",
    };
    scene.tf(key, &[("who", &done.who), ("when", &when)])
}

/// One chip for each word of the office; the chosen one is pressed again to take it away.
pub fn results(ui: &mut Ui, scene: &Scene<'_>, call: &CallSummary, out: &mut Vec<Action>) {
    let chosen = call.work.result.as_str();
    let mut words = words(scene);
    if !chosen.is_empty() && !words.iter().any(|word| word == chosen) {
        words.push(chosen.to_owned());
    }
    ui.add_space(gap::TIGHT);
    controls::small(ui, scene.t("worklist.result"));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(4.0, 4.0);
        for word in words {
            let is_chosen = word == chosen;
            if controls::chip(ui, &word, None, is_chosen).clicked() {
                let word = if is_chosen { String::new() } else { word };
                out.push(Action::Worklist(WorkAction::SetResult(call.record.id, word)));
            }
        }
    });
}
