//! The calls behind a figure, beside the figures: who, when, how long, how it ended; a click shows the call in the log.
//! May depend on `ui`, and types of `call`.

use super::state::StatisticsState;
use super::{StatisticsAction, words};
use crate::call::record::CallSummary;
use crate::call::statistics::{ExportSubject, FigureList, What};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Tokens, gap, size};
use crate::ui::wording;
use egui::{Align, Layout, Margin, RichText, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo};

/// Two lines of text.
const ROW: f32 = 46.0;

pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut StatisticsState,
    out: &mut Vec<Action>,
) {
    let Some(list) = state.list.clone() else { return };
    let t = Tokens::of(ui);
    tokens::surface(t).inner_margin(Margin::symmetric(12, 10)).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        head(ui, scene, state, &list, out);
        let total = state.rows.total().unwrap_or(0);
        if state.rows.total() == Some(0) {
            controls::weak(ui, scene.t("statistics.list_empty"));
            return;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().auto_shrink(false).id_salt("figure-calls").show_rows(
            ui,
            ROW,
            total as usize,
            |ui, range| {
                for index in range {
                    let index = u32::try_from(index).unwrap_or(u32::MAX);
                    match state.rows.row(index) {
                        Some(call) => row(ui, scene, call, out),
                        None => drop(ui.allocate_space(egui::vec2(ui.available_width(), ROW))),
                    }
                }
            },
        );
    });
}

fn head(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &StatisticsState,
    list: &FigureList,
    out: &mut Vec<Action>,
) {
    ui.horizontal(|ui| {
        let count = state.rows.total().map(|n| words::count(u64::from(n))).unwrap_or_default();
        let title = format!("{} {count}", words::figure(scene, list.what));
        ui.label(RichText::new(title).size(size::TEXT_GROUP));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let close = Action::Statistics(StatisticsAction::CloseList);
            controls::offer_icon(ui, scene, close, None, out);
        });
    });
    controls::small(ui, words::scope(scene, &list.scope));
    if list.what != What::All {
        controls::small(ui, words::formula(scene, list.what));
    }
    let subject = Box::new(ExportSubject::Calls(list.clone()));
    let action = Action::Statistics(StatisticsAction::PrepareExport(subject));
    let some = state.rows.total().is_some_and(|n| n > 0);
    let why_not = controls::needs(some, "why.nothing_here");
    controls::offer(ui, scene, action, Weight::Plain, why_not, out);
    ui.add_space(gap::TIGHT);
}

fn row(ui: &mut Ui, scene: &Scene<'_>, call: &CallSummary, out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    let record = &call.record;
    let wish = egui::vec2(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(wish, Sense::click());
    let party = wording::party(scene.texts, call);
    let (key, ..) = wording::call_kind(record);
    let moment = moment(record.started_utc_millis, record.offset_minutes);
    let name = format!("{party} · {moment} · {}", scene.t(key));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, f32::from(size::RADIUS), t.hover);
    }
    controls::focus_ring(ui, t, rect.shrink(2.0), &response, f32::from(size::RADIUS));
    let inside = rect.shrink2(egui::vec2(6.0, 4.0));
    let mut inside = ui.new_child(UiBuilder::new().max_rect(inside));
    two_lines(&mut inside, scene, call, &moment);
    let response = response.on_hover_text(scene.t("statistics.open_call"));
    if response.clicked() {
        out.push(Action::Statistics(StatisticsAction::OpenCall(record.id)));
    }
}

/// Who and how long; below it when, the number and how it ended.
fn two_lines(ui: &mut Ui, scene: &Scene<'_>, call: &CallSummary, moment: &str) {
    let t = Tokens::of(ui);
    let record = &call.record;
    let (key, icon, mood) = wording::call_kind(record);
    let party = wording::party(scene.texts, call);
    ui.spacing_mut().item_spacing = egui::vec2(6.0, 1.0);
    ui.spacing_mut().interact_size.y = 18.0;
    ui.horizontal(|ui| {
        controls::draw(ui, icon, 14.0, t.ink(mood));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            controls::small(ui, wording::length(scene.texts, record));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                controls::short(ui, RichText::new(&party));
            });
        });
    });
    ui.horizontal(|ui| {
        ui.add_space(20.0);
        controls::small(ui, moment);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            controls::small(ui, scene.t(key));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let number = wording::number(scene.texts, record);
                let text = RichText::new(number).size(size::TEXT_SMALL).color(t.weak);
                controls::short(ui, text);
            });
        });
    });
}

/// On the clock of the call's own zone, by which it is counted.
fn moment(utc_millis: i64, offset_minutes: i16) -> String {
    wording::civil(utc_millis, offset_minutes).map_or_else(String::new, |at| {
        format!("{:02}-{:02} {:02}:{:02}", at.month(), at.day(), at.hour(), at.minute())
    })
}
