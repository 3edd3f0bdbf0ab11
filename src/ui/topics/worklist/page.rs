//! The worklist: promises that wait, and below them one row for everybody who was missed, newest first. Arrows choose,
//! Enter or B calls back, right opens the calls behind a row.
//! May depend on `ui`, and types of `engine`, `call`.

use crate::base::number::PhoneNumber;
use crate::call::record::CallSummary;
use crate::call::worklist::task::Missed;
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::state::{CallsState, ViewState};
use crate::ui::tokens::{Tokens, gap, size};
use crate::ui::topics::worklist::{Expanded, WorkAction, WorkState, promising};
use crate::ui::walking;
use crate::ui::widgets;
use crate::ui::wording;
use egui::{Align, Frame, Key, Layout, RichText, ScrollArea, Sense, Ui, WidgetInfo};
use egui_extras::{Column, TableBuilder, TableRow};

/// Promises shown above the callers; the others come into sight by scrolling.
const PROMISES_HEIGHT: f32 = 190.0;

/// Draws the worklist in the room of the log's table.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    let ViewState { worklist: work, calls, .. } = state;
    work.missed.show(&(), scene.snap.data_revision);
    out.extend(keys(ui, work, calls));
    promises(ui, scene, &mut out);
    let t = Tokens::of(ui);
    Frame::new()
        .fill(t.surface)
        .stroke(egui::Stroke::new(1.0, t.line))
        .corner_radius(size::RADIUS_SURFACE)
        .inner_margin(egui::Margin::symmetric(6, 4))
        .show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            if work.missed.total() == Some(0) {
                let (title, hint) = (scene.t("worklist.none"), scene.t("worklist.none_hint"));
                widgets::empty(ui, Icon::Done, title, hint);
            } else {
                rows(ui, scene, work, calls, &mut out);
            }
        });
    out
}

fn promises(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let promises = &scene.snap.worklist.promises;
    if promises.is_empty() {
        return;
    }
    let count = promises.len().to_string();
    controls::small(ui, scene.tf("worklist.promises", &[("count", &count)]));
    ScrollArea::vertical()
        .id_salt("promises")
        .max_height(PROMISES_HEIGHT)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            for promise in promises.iter() {
                ui.push_id(promise.id.0, |ui| promising::row(ui, scene, promise, true, out));
            }
        });
    ui.add_space(gap::SMALL);
}

/// What stands in a line of the table: a caller, or one of the calls behind the open row.
enum Line {
    Caller(u32),
    Call(usize),
}

/// Where the calls of the open row stand: after which caller, and how many.
fn opened(work: &WorkState) -> (u32, usize) {
    let open = work.expanded.as_ref();
    let place = open.and_then(|open| work.missed.position(|row| row.key == open.key));
    match (place, open) {
        (Some(place), Some(open)) => (place, open.calls.len()),
        _ => (u32::MAX, 0),
    }
}

fn line(at: usize, (place, calls): (u32, usize)) -> Line {
    let place = place as usize;
    if at <= place {
        Line::Caller(u32::try_from(at).unwrap_or(u32::MAX))
    } else if at - place <= calls {
        Line::Call(at - place - 1)
    } else {
        Line::Caller(u32::try_from(at - calls).unwrap_or(u32::MAX))
    }
}

fn rows(
    ui: &mut Ui,
    scene: &Scene<'_>,
    work: &mut WorkState,
    calls: &mut CallsState,
    out: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let open = opened(work);
    let total = work.missed.total().unwrap_or(0) as usize + open.1;
    let mut table = TableBuilder::new(ui)
        .id_salt("worklist")
        .sense(Sense::CLICK)
        .auto_shrink(false)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::exact(26.0))
        .column(Column::exact(114.0))
        .column(Column::remainder().at_least(90.0).clip(true))
        .column(Column::exact(128.0).clip(true))
        .column(Column::exact(56.0))
        .column(Column::exact(90.0));
    if std::mem::take(&mut calls.reveal)
        && let Some(at) = chosen(work, calls)
    {
        let below = if at > open.0 { open.1 } else { 0 };
        table = table.scroll_to_row(at as usize + below, None);
    }
    table.body(|body| {
        body.rows(size::ROW, total, |mut row| match line(row.index(), open) {
            Line::Caller(index) => {
                let is_open = index == open.0;
                match work.missed.row(index) {
                    Some(missed) => {
                        row.set_selected(calls.chosen == Some(missed.newest.record.id));
                        caller(&mut row, scene, missed, is_open, out);
                    }
                    None => (0..6).for_each(|_| drop(row.col(|_| {}))),
                }
            }
            Line::Call(index) => {
                let call = work.expanded.as_ref().and_then(|open| open.calls.get(index));
                match call {
                    Some(call) => {
                        row.set_selected(calls.chosen == Some(call.record.id));
                        one_call(&mut row, scene, call, out);
                    }
                    None => (0..6).for_each(|_| drop(row.col(|_| {}))),
                }
            }
        });
    });
}

fn caller(
    row: &mut TableRow<'_, '_>,
    scene: &Scene<'_>,
    missed: &Missed,
    is_open: bool,
    out: &mut Vec<Action>,
) {
    let record = &missed.newest.record;
    let (key, icon, mood) = wording::call_kind(record);
    row.col(|ui| {
        let ink = Tokens::of(ui).ink(mood);
        controls::draw(ui, icon, size::ICON, ink)
            .on_hover_text(scene.texts.t(key))
            .widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, scene.texts.t(key)));
    });
    row.col(|ui| {
        controls::weak(ui, wording::moment(scene.texts, record.started_utc_millis, scene.wall));
    });
    row.col(|ui| {
        let ink = Tokens::of(ui).bad;
        let party = wording::party(scene.texts, &missed.newest);
        controls::short(ui, RichText::new(party).color(ink));
    });
    row.col(|ui| {
        controls::short(ui, RichText::new(wording::number(scene.texts, record)));
    });
    row.col(|ui| {
        if missed.count > 1 {
            count(ui, scene, missed, is_open, out);
        }
    });
    row.col(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        if let Some(number) = dialable(&missed.newest) {
            let call = Action::Worklist(WorkAction::CallBack(number));
            controls::offer_icon(ui, scene, call, None, out);
        }
        let dismiss = Action::Worklist(WorkAction::Dismiss(record.id));
        controls::offer_icon(ui, scene, dismiss, None, out);
    });
    let response = row.response();
    if response.double_clicked() {
        out.extend(dialable(&missed.newest).map(|n| Action::Worklist(WorkAction::CallBack(n))));
    } else if response.clicked() {
        out.push(Action::ChooseCall(record.id));
    }
}

/// How often the caller rang; pressed, it shows each ring.
fn count(ui: &mut Ui, scene: &Scene<'_>, missed: &Missed, is_open: bool, out: &mut Vec<Action>) {
    let times = format!("×{}", missed.count);
    let said = scene.tf("worklist.times", &[("count", &missed.count.to_string())]);
    let response = controls::chip(ui, &times, None, is_open);
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, is_open, &said));
    if response.on_hover_text(said).clicked() {
        out.push(Action::Worklist(WorkAction::Expand(missed.key.clone())));
    }
}

/// One of the calls behind a row.
fn one_call(
    row: &mut TableRow<'_, '_>,
    scene: &Scene<'_>,
    call: &CallSummary,
    out: &mut Vec<Action>,
) {
    let record = &call.record;
    row.col(|_| {});
    row.col(|ui| {
        let at = wording::moment(scene.texts, record.started_utc_millis, scene.wall);
        ui.add_space(gap::MEDIUM);
        controls::small(ui, at);
    });
    row.col(|ui| {
        controls::small(ui, wording::length(scene.texts, record));
    });
    row.col(|ui| {
        let first = record.note.lines().next().unwrap_or_default();
        controls::short(ui, RichText::new(first).color(Tokens::of(ui).weak));
    });
    row.col(|_| {});
    row.col(|_| {});
    if row.response().clicked() {
        out.push(Action::ChooseCall(record.id));
    }
}

/// The number to call back, when one was sent.
fn dialable(call: &CallSummary) -> Option<PhoneNumber> {
    call.record.number.clone().filter(|number| !number.key().is_empty())
}

/// The row that is chosen: by one of its calls.
fn chosen(work: &WorkState, calls: &CallsState) -> Option<u32> {
    let id = calls.chosen?;
    let open = |row: &Missed| {
        let of_row = |open: &&Expanded| open.key == row.key;
        let open = work.expanded.as_ref().filter(of_row);
        open.is_some_and(|open| open.calls.iter().any(|call| call.record.id == id))
    };
    work.missed.position(|row| row.newest.record.id == id || open(row))
}

fn keys(ui: &Ui, work: &WorkState, calls: &mut CallsState) -> Option<Action> {
    if !walking::is_listening(ui, &work.missed) {
        return None;
    }
    let at = chosen(work, calls);
    if let Some(row) = walking::walked(ui, &work.missed, at) {
        calls.reveal = true;
        return Some(Action::ChooseCall(row.newest.record.id));
    }
    let pressed = |key| walking::pressed(ui, key);
    let row = at.and_then(|at| work.missed.peek(at))?;
    if pressed(Key::Enter) || pressed(Key::B) {
        return Some(Action::Worklist(WorkAction::CallBack(dialable(&row.newest)?)));
    }
    let is_open = work.expanded.as_ref().is_some_and(|open| open.key == row.key);
    let other = if is_open { Key::ArrowLeft } else { Key::ArrowRight };
    (row.count > 1 && pressed(other)).then(|| Action::Worklist(WorkAction::Expand(row.key.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calls_of_an_open_row_stand_below_it_and_push_the_others_down() {
        let shown = |at| match line(at, (1, 2)) {
            Line::Caller(n) => format!("caller {n}"),
            Line::Call(n) => format!("call {n}"),
        };
        let lines: Vec<_> = (0..6).map(shown).collect();
        assert_eq!(lines, ["caller 0", "caller 1", "call 0", "call 1", "caller 2", "caller 3"]);
        assert!(matches!(line(3, (u32::MAX, 0)), Line::Caller(3)), "nothing open");
    }
}
