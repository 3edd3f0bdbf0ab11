//! The page of reports: head, where to write, big figures and chart where there are any, the table; beside it the orders
//! behind a figure. May depend on `ui`, and types of `crm`.

use super::state::{ReportState, Shown};
use super::{ReportAction, cards, chart, head, list, outlet, ranking, table, words};
use crate::crm::reports::sheet::Opens;
use crate::crm::reports::{ReportAnswer, ReportQuestion};
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{self, Tokens, gap};
use crate::ui::widgets::{self, beside, waiting};
use crate::ui::wording;
use egui::{Margin, Ui};

/// Lower windows have no chart: the table is what counts.
const CHART_FROM: f32 = 460.0;

/// Rows of which the places are shown before they are counted.
const ROWS_AT_FIRST: usize = 8;

/// Draws the page.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let state = &mut state.office.reports;
    let mut out = Vec::new();
    state.want(scene);
    if state.list.is_some() {
        beside::panel(ui, "report-list").show(ui, |ui| list::show(ui, scene, state, &mut out));
    }
    head::show(ui, scene, state, &mut out);
    outlet::show(ui, scene, state, &mut out);
    ui.add_space(gap::SMALL);
    let (shown, is_wanted) = state.here(scene);
    if !is_wanted {
        waiting::working(ui, scene.t("reports.counting"));
    }
    match shown {
        Some(shown) => report(ui, scene, state, &shown, &mut out),
        None => waiting::group(ui, scene, ROWS_AT_FIRST),
    }
    out
}

fn report(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &ReportState,
    shown: &Shown,
    out: &mut Vec<Action>,
) {
    if shown.sheet.rows.is_empty() || is_nothing(&shown.answer) {
        let (title, hint) = (scene.t("reports.none"), scene.t(words::about(state.part)));
        widgets::empty(ui, Icon::Chart, title, hint);
        return;
    }
    picture(ui, scene, shown, out);
    remarks(ui, scene, state, shown, out);
    let t = Tokens::of(ui);
    tokens::surface(t).inner_margin(Margin::same(6)).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        table::show(ui, scene, &shown.sheet, out);
    });
}

/// Pieces of time without a sale are rows, too: nothing was sold in any of them.
fn is_nothing(answer: &ReportAnswer) -> bool {
    matches!(answer, ReportAnswer::Sales(report) if report.total.is_empty() && report.before.is_empty())
}

/// Big figures and charts.
fn picture(ui: &mut Ui, scene: &Scene<'_>, shown: &Shown, out: &mut Vec<Action>) {
    let high = ui.available_height() > CHART_FROM;
    match (&shown.question, &shown.answer) {
        (ReportQuestion::Sales { days, by, .. }, ReportAnswer::Sales(report)) => {
            if ui.available_width() > 640.0 {
                cards::show(ui, scene, *days, report, out);
                ui.add_space(gap::SMALL);
            }
            if high && report.rows.len() > 1 {
                surface(ui, |ui| {
                    chart::show(ui, scene, *by, report, out);
                    chart::legend(ui, scene);
                });
            }
        }
        (ReportQuestion::Products { days, rank, .. }, ReportAnswer::Products(report)) if high => {
            surface(ui, |ui| ranking::products(ui, scene, (*days, *rank), report, out));
        }
        (ReportQuestion::Classes { days, .. }, ReportAnswer::Classes(report)) if high => {
            surface(ui, |ui| ranking::classes(ui, scene, *days, report, out));
        }
        _ => {}
    }
}

/// What is to be known beside the rows.
fn remarks(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &ReportState,
    shown: &Shown,
    out: &mut Vec<Action>,
) {
    ui.horizontal_wrapped(|ui| {
        controls::small(ui, scene.t(words::about(state.part)));
    });
    if let Some(all) = shown.sheet.more {
        let count = |n: u64| wording::grouped(u32::try_from(n).unwrap_or(u32::MAX));
        let here = u64::try_from(shown.sheet.rows.len()).unwrap_or(0);
        let text = scene.tf("reports.more", &[("here", &count(here)), ("all", &count(all))]);
        controls::weak(ui, text);
    }
    match &shown.answer {
        ReportAnswer::Contacts(report) => {
            if report.promises_due > 0 {
                let count = report.promises_due.to_string();
                let text = scene.tf("reports.promises_due", &[("count", &count)]);
                let tip = scene.t("reports.open");
                if super::link::plain(ui, &text, &text, tip).clicked() {
                    out.push(ReportAction::Open(Box::new(Opens::Promises)).into());
                }
            }
            if let Some(newest) = report.only_newest {
                let count = newest.to_string();
                controls::weak(ui, scene.tf("reports.only_newest", &[("count", &count)]));
            }
        }
        ReportAnswer::Quiet(report) if report.never > 0 => {
            let count = report.never.to_string();
            controls::weak(ui, scene.tf("reports.never", &[("count", &count)]));
        }
        _ => {}
    }
    ui.add_space(gap::TIGHT);
}

fn surface(ui: &mut Ui, draw: impl FnOnce(&mut Ui)) {
    let t = Tokens::of(ui);
    tokens::surface(t).inner_margin(Margin::symmetric(14, 10)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        draw(ui);
    });
    ui.add_space(gap::SMALL);
}
