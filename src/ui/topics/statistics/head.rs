//! The head of the page: which period, and where there are several, which line and agent. May depend on `ui`, and types of `call`.

use super::state::{StatisticsState, Typed};
use super::{StatisticsAction, words};
use crate::call::statistics::{ExportSubject, GroupKey, Period, civil_date, day_of_date};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens};
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
            let text = |day| civil_date(day).to_string();
            state.typed = Some(Typed { from: text(first), to: text(last) });
            state.period = Period::Days(first, last);
        }
        filters(ui, scene, state);
        let subject = ExportSubject::Figures(state.question(scene));
        let action = Action::Statistics(StatisticsAction::PrepareExport(Box::new(subject)));
        controls::offer(ui, scene, action, Weight::Plain, true, out);
        controls::weak(ui, words::days(scene, state.period.span(scene.wall)));
    });
    if state.typed.is_some() {
        range(ui, scene, state);
    }
}

/// Two days, typed.
fn range(ui: &mut Ui, scene: &Scene<'_>, state: &mut StatisticsState) {
    let Some(typed) = &mut state.typed else { return };
    ui.horizontal_wrapped(|ui| {
        let from = controls::weak(ui, scene.t("statistics.from")).id;
        controls::edit(ui, &mut typed.from, 110.0).labelled_by(from);
        let to = controls::weak(ui, scene.t("statistics.to")).id;
        controls::edit(ui, &mut typed.to, 110.0).labelled_by(to);
        if let (Some(from), Some(to)) = (parse(&typed.from), parse(&typed.to)) {
            state.period = Period::Days(from, to);
        } else {
            let ink = Tokens::of(ui).ink(Mood::Alert);
            ui.label(egui::RichText::new(scene.t("statistics.bad_day")).color(ink));
        }
    });
}

/// A day as people type it: `2026-11-23`, `2026/11/23`, `2026.11.23`, `20261123`.
fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    let parts: Vec<&str> =
        text.split(['-', '/', '.', '年', '月', '日']).filter(|p| !p.is_empty()).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] => (*year, *month, *day),
        [whole] if whole.len() == 8 => (whole.get(..4)?, whole.get(4..6)?, whole.get(6..)?),
        _ => return None,
    };
    let date = jiff::civil::Date::new(
        year.trim().parse().ok()?,
        month.trim().parse().ok()?,
        day.trim().parse().ok()?,
    );
    date.ok().filter(|date| (1900..=9000).contains(&date.year())).map(day_of_date)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_may_be_typed_in_the_usual_ways_and_rubbish_is_no_day() {
        let day = day_of_date(jiff::civil::date(2026, 11, 3));
        for text in ["2026-11-03", " 2026/11/3 ", "2026.11.03", "20261103", "2026年11月3日"] {
            assert_eq!(parse(text), Some(day), "{text}");
        }
        for text in [
            "",
            "2026-13-01",
            "2026-02-30",
            "昨天",
            "99999999999-1-1",
            "2026-11-03-1",
            "0000-1-1",
            "２０２６１１",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
