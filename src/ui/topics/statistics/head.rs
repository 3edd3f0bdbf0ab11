//! The head of the page: which period, and where there are several, which line and agent. May depend on `ui`, and types of `call`.

use super::state::StatisticsState;
use super::{StatisticsAction, words};
use crate::call::statistics::{ExportSubject, GroupKey, Period};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::typed_days::TypedDays;
use egui::{ComboBox, Ui};

pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut StatisticsState,
    out: &mut Vec<Action>,
) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for period in Period::NAMED {
            let chosen = state.typed.is_none() && state.period == period;
            if controls::chip(ui, scene.t(words::period_key(period)), None, chosen).clicked() {
                state.period = period;
                state.typed = None;
            }
        }
        let text = scene.t("statistics.range");
        if controls::chip(ui, text, None, state.typed.is_some()).clicked() && state.typed.is_none()
        {
            let (first, last) = state.period.span(scene.wall).days();
            state.typed = Some(TypedDays::of(first, last));
            state.period = Period::Days(first, last);
        }
        filters(ui, scene, state);
        let subject = ExportSubject::Figures(state.question(scene));
        let action = Action::Statistics(StatisticsAction::PrepareExport(Box::new(subject)));
        controls::offer(ui, scene, action, Weight::Plain, None, out);
        controls::weak(ui, words::days(scene, state.period.span(scene.wall)));
    });
    if let Some((from, to)) = state.typed.as_mut().and_then(|typed| typed.show(ui, scene)) {
        state.period = Period::Days(from, to);
    }
}

/// Shown only where there is a choice.
fn filters(ui: &mut Ui, scene: &Scene<'_>, state: &mut StatisticsState) {
    let Some((_, answer)) = &state.answer else { return };
    if answer.lines.len() > 1 || state.line.is_some() {
        let name = |line| words::key(scene, &GroupKey::Line(line));
        let all = scene.t("statistics.all_lines");
        let shown = state.line.map_or_else(|| all.to_owned(), name);
        let combo = ComboBox::from_id_salt("figures-line").width(120.0).selected_text(shown);
        let response = combo.show_ui(ui, |ui| {
            ui.selectable_value(&mut state.line, None, all);
            for line in &answer.lines {
                ui.selectable_value(&mut state.line, Some(*line), name(*line));
            }
        });
        named(&response.response, scene.t("statistics.line"));
    }
    if answer.agents.len() > 1 || state.agent.is_some() {
        let all = scene.t("statistics.all_agents");
        let shown = state.agent.as_ref().map_or_else(|| all.to_owned(), |s| words::agent(scene, s));
        let combo = ComboBox::from_id_salt("figures-agent").width(120.0).selected_text(shown);
        let response = combo.show_ui(ui, |ui| {
            ui.selectable_value(&mut state.agent, None, all);
            for name in &answer.agents {
                let text = words::agent(scene, name);
                ui.selectable_value(&mut state.agent, Some(name.clone()), text);
            }
        });
        named(&response.response, scene.t("statistics.agent"));
    }
}

fn named(response: &egui::Response, name: &str) {
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, name));
}
