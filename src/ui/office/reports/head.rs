//! The head of the page: which report, of which days, in which rows; and the buttons for file and paper.
//! May depend on `ui`, and types of `crm`.

use super::state::{QUIET_DAYS, ReportState, Typed};
use super::{Part, ReportAction, words};
use crate::crm::reports::period::{By, Period, date_of, day_of_date};
use crate::crm::reports::scope::Which;
use crate::crm::reports::{ContactBy, PayBy, Rank, ReportAnswer};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens};
use egui::{ComboBox, RichText, Ui};

pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ReportState, out: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.x = 6.0;
    ui.horizontal_wrapped(|ui| {
        for part in Part::ALL {
            let chosen = state.part == part;
            if controls::chip(ui, scene.t(words::part(part)), None, chosen).clicked() {
                out.push(ReportAction::Show(part).into());
            }
        }
    });
    if state.part.has_period() {
        ui.horizontal_wrapped(|ui| periods(ui, scene, state));
    }
    if state.typed.is_some() && state.part.has_period() {
        range(ui, scene, state);
    }
    ui.horizontal_wrapped(|ui| {
        rows(ui, scene, state);
        controls::offer(ui, scene, ReportAction::PrepareExport.into(), Weight::Plain, true, out);
        let idle = scene.snap.office.reports.writing.is_none();
        controls::offer(ui, scene, ReportAction::Print.into(), Weight::Plain, idle, out);
        if state.part.has_period() {
            controls::weak(ui, state.period.days(scene.wall).text());
        }
    });
}

fn periods(ui: &mut Ui, scene: &Scene<'_>, state: &mut ReportState) {
    for period in Period::NAMED {
        let chosen = state.typed.is_none() && state.period == period;
        if controls::chip(ui, scene.t(words::period(period)), None, chosen).clicked() {
            state.period = period;
            state.typed = None;
        }
    }
    let text = scene.t("reports.range");
    if controls::chip(ui, text, None, state.typed.is_some()).clicked() && state.typed.is_none() {
        let days = state.period.days(scene.wall);
        state.show_days(days.first, days.last);
    }
}

impl ReportState {
    /// Any days, shown for typing.
    pub(super) fn show_days(&mut self, first: i64, last: i64) {
        let text = |day| date_of(day).to_string();
        self.typed = Some(Typed { from: text(first), to: text(last) });
        self.period = Period::Days(first, last);
    }
}

/// Two days, typed.
fn range(ui: &mut Ui, scene: &Scene<'_>, state: &mut ReportState) {
    let Some(typed) = &mut state.typed else { return };
    ui.horizontal_wrapped(|ui| {
        let from = controls::weak(ui, scene.t("reports.from")).id;
        controls::edit(ui, &mut typed.from, 110.0).labelled_by(from);
        let to = controls::weak(ui, scene.t("reports.to")).id;
        controls::edit(ui, &mut typed.to, 110.0).labelled_by(to);
        if let (Some(from), Some(to)) = (parse(&typed.from), parse(&typed.to)) {
            state.period = Period::Days(from, to);
        } else {
            let ink = Tokens::of(ui).ink(Mood::Alert);
            ui.label(RichText::new(scene.t("reports.bad_day")).color(ink));
        }
    });
}

/// A day as people type it: `2026-11-23`, `2026/11/23`, `2026.11.23`, `20261123`, `2026年11月23日`.
fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    let parts: Vec<&str> =
        text.split(['-', '/', '.', '年', '月', '日']).filter(|p| !p.is_empty()).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] => (*year, *month, *day),
        [whole] if whole.len() == 8 => (whole.get(..4)?, whole.get(4..6)?, whole.get(6..)?),
        _ => return None,
    };
    let part = |text: &str| text.trim().parse::<i16>().ok();
    let small = |text: &str| text.trim().parse::<i8>().ok();
    let date = jiff::civil::Date::new(part(year)?, small(month)?, small(day)?);
    date.ok().filter(|date| (1970..=9000).contains(&date.year())).map(day_of_date)
}

fn chips<T: PartialEq + Copy>(
    ui: &mut Ui,
    scene: &Scene<'_>,
    all: impl IntoIterator<Item = T>,
    key: fn(T) -> &'static str,
    chosen: &mut T,
) {
    for one in all {
        if controls::chip(ui, scene.t(key(one)), None, *chosen == one).clicked() {
            *chosen = one;
        }
    }
}

/// What the rows of the shown report are.
fn rows(ui: &mut Ui, scene: &Scene<'_>, state: &mut ReportState) {
    match state.part {
        Part::Sales => {
            let mut by = state.by.unwrap_or_else(|| By::fitting(state.period.days(scene.wall)));
            let was = by;
            chips(ui, scene, By::ALL, words::by, &mut by);
            if by != was {
                state.by = Some(by);
            }
        }
        Part::Products => {
            chips(ui, scene, Rank::ALL, words::rank, &mut state.rank);
            categories(ui, scene, state);
        }
        Part::Payments => {
            chips(ui, scene, PayBy::ALL, words::pay_by, &mut state.pay_by);
            ui.add_space(10.0);
            chips(ui, scene, Which::ALL, words::which, &mut state.which);
            if let Some(class) = state.class.clone()
                && controls::chip(ui, &words::class(scene, &class), None, true).clicked()
            {
                state.class = None;
            }
        }
        Part::Contacts => {
            chips(ui, scene, ContactBy::ALL, words::contact_by, &mut state.contact_by);
        }
        Part::Quiet => {
            let mut typed = state.quiet.clone().unwrap_or_else(|| QUIET_DAYS.to_string());
            let label = controls::weak(ui, scene.t("reports.quiet_days")).id;
            if controls::edit(ui, &mut typed, 60.0).labelled_by(label).changed() {
                state.quiet = Some(typed);
            }
            if state.quiet_days().is_none() {
                let ink = Tokens::of(ui).ink(Mood::Alert);
                ui.label(RichText::new(scene.t("reports.bad_days")).color(ink));
            }
        }
        Part::Classes | Part::Again | Part::Dormant => {}
    }
}

/// Shown only where there is a choice.
fn categories(ui: &mut Ui, scene: &Scene<'_>, state: &mut ReportState) {
    let shown = state.shown.clone();
    let Some(ReportAnswer::Products(report)) = shown.as_ref().map(|shown| &shown.answer) else {
        return;
    };
    if report.categories.is_empty() && state.category.is_none() {
        return;
    }
    let all = scene.t("reports.all_categories");
    let text = state.category.clone().unwrap_or_else(|| all.to_owned());
    let combo = ComboBox::from_id_salt("report-category").width(130.0).selected_text(text);
    let response = combo.show_ui(ui, |ui| {
        ui.selectable_value(&mut state.category, None, all);
        for name in &report.categories {
            ui.selectable_value(&mut state.category, Some(name.clone()), name);
        }
    });
    let name = scene.t("reports.col_category");
    response.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, name));
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
        for text in ["", "2026-13-01", "2026-02-30", "昨天", "99999999999-1-1", "2026-11-03-1"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
