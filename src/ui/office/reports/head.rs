//! The head of the page: which report, of which days, in which rows; and the buttons for file and paper.
//! May depend on `ui`, and types of `crm`.

use super::state::{QUIET_DAYS, ReportState};
use super::{Part, ReportAction, words};
use crate::crm::reports::period::{By, Period};
use crate::crm::reports::scope::Which;
use crate::crm::reports::{ContactBy, PayBy, Rank, ReportAnswer};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens};
use crate::ui::typed_days::TypedDays;
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
    let typed = state.typed.as_mut().filter(|_| state.part.has_period());
    if let Some((from, to)) = typed.and_then(|typed| typed.show(ui, scene)) {
        state.period = Period::Days(from, to);
    }
    ui.horizontal_wrapped(|ui| {
        rows(ui, scene, state);
        controls::offer(ui, scene, ReportAction::PrepareExport.into(), Weight::Plain, None, out);
        let why_not = controls::needs(scene.snap.office.reports.writing.is_none(), "why.busy");
        controls::offer(ui, scene, ReportAction::Print.into(), Weight::Plain, why_not, out);
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
        self.typed = Some(TypedDays::of(first, last));
        self.period = Period::Days(first, last);
    }
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
