//! Figures over calls: by day, hour, line, agent; each opens its list: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

mod bars;
mod callers;
mod cards;
mod chart;
mod figure;
mod head;
mod heat;
mod level;
mod list;
mod outlet;
mod state;
mod table;
mod words;

pub use state::StatisticsState;

use crate::base::ids::CallId;
use crate::call::statistics::{ExportOrder, ExportSubject, FigureList};
use crate::engine::command::Command;
use crate::engine::query::CallFilter;
use crate::engine::topics::statistics::StatisticsCommand;
use crate::ui::action::Action;
use crate::ui::action::{Face, face};
use crate::ui::app::App;
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::state::{Screen, ViewState};
use crate::ui::tokens::{Tokens, gap};
use crate::ui::widgets::{self, beside, waiting};
use egui::{Context, Margin, ScrollArea, Ui};

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum StatisticsAction {
    /// Show the calls behind a figure.
    OpenList(Box<FigureList>),
    /// Close that list.
    CloseList,
    /// Show a call of the list in the log.
    OpenCall(CallId),
    /// Ask where to write a list.
    PrepareExport(Box<ExportSubject>),
    /// Write it.
    Export(Box<ExportOrder>),
    /// Stop writing, or ask no more.
    CancelExport,
}

impl StatisticsAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::OpenList(_) => face("statistics.open_list"),
            Self::CloseList => face("statistics.close_list").icon(Icon::Close),
            Self::OpenCall(_) => face("statistics.open_call"),
            Self::PrepareExport(_) => {
                face("statistics.export").tip("statistics.export_tip").icon(Icon::Export)
            }
            Self::Export(_) => face("statistics.export_now").icon(Icon::Tick),
            Self::CancelExport => face("statistics.export_cancel").icon(Icon::Close),
        }
    }
}

/// Performs one action.
pub fn perform(app: &mut App, _ctx: &Context, action: StatisticsAction) {
    let state = &mut app.state.statistics;
    match action {
        StatisticsAction::OpenList(list) => state.list = Some(*list),
        StatisticsAction::CloseList => state.list = None,
        StatisticsAction::OpenCall(call) => {
            app.state.calls.filter = CallFilter::All;
            app.state.calls.text.clear();
            app.state.calls.chosen = Some(call);
            app.state.calls.reveal = true;
            app.state.screen = Screen::Calls;
        }
        StatisticsAction::PrepareExport(subject) => {
            state.outlet = Some(outlet::Outlet::new(*subject));
        }
        StatisticsAction::Export(order) => {
            state.outlet = None;
            app.send(Command::Statistics(StatisticsCommand::Export(order)));
        }
        StatisticsAction::CancelExport => {
            state.outlet = None;
            if app.snap.statistics.export.is_some() {
                app.send(Command::Statistics(StatisticsCommand::CancelExport));
            }
        }
    }
}

/// Narrower pages have one column.
const TWO_COLUMNS: f32 = 860.0;
/// Height of a chart with its title and legend: two beside each other are equally high.
const CHART: f32 = 274.0;

/// Draws the page.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let state = &mut state.statistics;
    let mut out = Vec::new();
    state.want(scene);
    if state.list.is_some() {
        beside::panel(ui, "figure-list").show(ui, |ui| list::show(ui, scene, state, &mut out));
    }
    head::show(ui, scene, state, &mut out);
    outlet::show(ui, scene, state, &mut out);
    ui.add_space(gap::SMALL);
    let Some((_, answer)) = &state.answer else {
        waiting::group(ui, scene, 2);
        ui.add_space(gap::MEDIUM);
        waiting::group(ui, scene, 6);
        return out;
    };
    let answer = std::rc::Rc::clone(answer);
    if let Some((left, whole)) = answer.pending {
        let done = whole.saturating_sub(left).saturating_mul(100) / whole.max(1);
        controls::weak(ui, scene.tf("statistics.pending", &[("percent", &done.to_string())]));
    }
    if answer.total.calls == 0 {
        nothing(ui, scene, answer.lines.is_empty());
        return out;
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = gap::MEDIUM;
        cards::show(ui, scene, state, &answer, &mut out);
        charts(ui, scene, state, &answer, &mut out);
        table::show(ui, scene, state, &answer, &mut out);
        callers::show(ui, scene, state, &mut out);
        ui.add_space(gap::SMALL);
    });
    out
}

fn nothing(ui: &mut Ui, scene: &Scene<'_>, at_all: bool) {
    let (title, hint) = if at_all {
        ("statistics.empty", "statistics.empty_hint")
    } else {
        ("statistics.none_found", "statistics.none_found_hint")
    };
    widgets::empty(ui, Icon::Bars, scene.t(title), scene.t(hint));
}

fn charts(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut StatisticsState,
    answer: &crate::call::statistics::FiguresAnswer,
    out: &mut Vec<Action>,
) {
    if ui.available_width() < TWO_COLUMNS {
        surface(ui, |ui| bars::show(ui, scene, state, answer, out));
        surface(ui, |ui| heat::show(ui, scene, state, answer, out));
        return;
    }
    ui.columns(2, |columns| {
        if let [left, right] = columns {
            surface(left, |ui| {
                ui.set_min_height(CHART);
                bars::show(ui, scene, state, answer, out);
            });
            surface(right, |ui| {
                ui.set_min_height(CHART);
                heat::show(ui, scene, state, answer, out);
            });
        }
    });
}

/// A group of the page, as wide as there is room.
fn surface(ui: &mut Ui, draw: impl FnOnce(&mut Ui)) {
    let t = Tokens::of(ui);
    crate::ui::tokens::surface(t).inner_margin(Margin::symmetric(14, 12)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = gap::SMALL;
        draw(ui);
    });
}

/// The title of a group, and beside it the chips that say what it shows.
fn titled<T: PartialEq>(
    ui: &mut Ui,
    title: &str,
    chips: impl IntoIterator<Item = (T, String)>,
    chosen: &mut T,
) {
    ui.horizontal_wrapped(|ui| {
        controls::group_title(ui, title);
        ui.add_space(gap::SMALL);
        for (chip, text) in chips {
            if controls::chip(ui, &text, None, *chosen == chip).clicked() {
                *chosen = chip;
            }
        }
    });
}
