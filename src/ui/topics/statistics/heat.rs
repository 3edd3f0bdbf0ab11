//! When the telephone rings: a map of weekdays and hours, the busier the darker, with the number in each cell; each opens its calls.
//! May depend on `ui`, and types of `call`.

use super::state::StatisticsState;
use super::{StatisticsAction, chart, titled, words};
use crate::call::statistics::{FigureList, FiguresAnswer, Scope, What};
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, size};
use egui::{Align2, FontId, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

/// What the map can count.
const MEASURES: [What; 3] = [What::Incoming, What::Missed, What::Outgoing];
/// Hours that are always shown: those of an office.
const OFFICE: (u8, u8) = (8, 18);
/// Left of the cells, for the weekdays.
const MARGIN: f32 = 40.0;
/// Above the cells, for the hours.
const HEAD: f32 = 18.0;
const CELL: f32 = 25.0;

pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut StatisticsState,
    answer: &FiguresAnswer,
    out: &mut Vec<Action>,
) {
    let measures = MEASURES.map(|what| (what, words::figure(scene, what)));
    titled(ui, scene.t("statistics.busy_hours"), measures, &mut state.heat);
    let what = state.heat;
    let mut counts = [[0_u64; 24]; 7];
    for ((day, hour), figures) in &answer.heat {
        let row = counts.get_mut(usize::from(*day));
        if let Some(cell) = row.and_then(|row| row.get_mut(usize::from(*hour))) {
            *cell = what.count(figures).unwrap_or_default();
        }
    }
    cells(ui, scene, &state.scope(scene), what, &counts, out);
    controls::small(ui, busiest(scene, &counts));
}

/// In words: the busiest hour, which is what people look for in the map.
fn busiest(scene: &Scene<'_>, counts: &[[u64; 24]; 7]) -> String {
    let all = (0_u8..)
        .zip(counts)
        .flat_map(|(day, row)| (0_u8..).zip(row).map(move |(h, n)| (n, day, h)));
    match all.max_by_key(|(n, day, hour)| (**n, 7 - day, 24 - hour)).filter(|(n, ..)| **n > 0) {
        Some((n, day, hour)) => scene.tf(
            "statistics.busiest",
            &[
                ("day", &words::weekday_name(scene, day)),
                ("from", &format!("{hour}:00")),
                ("to", &format!("{}:00", hour + 1)),
                ("count", &words::count(*n)),
            ],
        ),
        None => scene.t("statistics.busiest_none").to_owned(),
    }
}

/// The hours shown: those of an office, and those around them that have a call.
fn hours(counts: &[[u64; 24]; 7]) -> std::ops::RangeInclusive<u8> {
    let used =
        |hour: &u8| counts.iter().any(|row| row.get(usize::from(*hour)).is_some_and(|n| *n > 0));
    let first = (0..24).find(used).unwrap_or(OFFICE.0).min(OFFICE.0);
    let last = (0..24).rev().find(used).unwrap_or(OFFICE.1).max(OFFICE.1);
    first..=last
}

fn cells(
    ui: &mut Ui,
    scene: &Scene<'_>,
    scope: &Scope,
    what: What,
    counts: &[[u64; 24]; 7],
    out: &mut Vec<Action>,
) {
    let t = Tokens::of(ui);
    let wish = vec2(ui.available_width(), 7.0_f32.mul_add(CELL, HEAD));
    let (room, _) = ui.allocate_exact_size(wish, Sense::hover());
    let hours = hours(counts);
    let across = f32::from(u8::try_from(hours.clone().count()).unwrap_or(24));
    let wide = (room.width() - MARGIN) / across;
    let most = counts.iter().flatten().copied().max().unwrap_or(0);
    let font = FontId::proportional(size::TEXT_TINY);
    for (hour, n) in hours.zip(0_u8..) {
        let left = wide.mul_add(f32::from(n), room.left() + MARGIN);
        if wide >= 17.0 || n % 2 == 0 {
            let at = pos2(left + wide / 2.0, room.top() + HEAD - 4.0);
            ui.painter().text(at, Align2::CENTER_BOTTOM, hour.to_string(), font.clone(), t.weak);
        }
        for (day, row) in (0_u8..).zip(counts) {
            let top = CELL.mul_add(f32::from(day), room.top() + HEAD);
            let rect = Rect::from_min_size(pos2(left, top), vec2(wide, CELL)).shrink(1.0);
            let count = row.get(usize::from(hour)).copied().unwrap_or_default();
            if cell(ui, scene, (what, day, hour), rect, (count, most)).clicked() {
                let part = Scope { weekday: Some(day), hour: Some(hour), ..scope.clone() };
                let list = Box::new(FigureList { scope: part, what });
                out.push(Action::Statistics(StatisticsAction::OpenList(list)));
            }
        }
    }
    for day in 0_u8..7 {
        let middle = CELL.mul_add(f32::from(day) + 0.5, room.top() + HEAD);
        let at = pos2(room.left() + MARGIN - 8.0, middle);
        let font = FontId::proportional(size::TEXT_SMALL);
        ui.painter().text(at, Align2::RIGHT_CENTER, words::weekday_name(scene, day), font, t.weak);
    }
}

fn cell(
    ui: &Ui,
    scene: &Scene<'_>,
    (what, day, hour): (What, u8, u8),
    rect: Rect,
    (count, most): (u64, u64),
) -> egui::Response {
    let t = Tokens::of(ui);
    let sense = if count > 0 { Sense::click() } else { Sense::hover() };
    let response = ui.interact(rect, ui.scope_id().with(("heat", day, hour)), sense);
    let text = format!(
        "{} {hour:02}:00–{:02}:00 · {} {}",
        words::weekday_name(scene, day),
        hour + 1,
        words::figure(scene, what),
        words::count(count)
    );
    if count > 0 {
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &text));
    }
    ui.painter().rect_filled(rect, 3.0, t.calm_soft.gamma_multiply(0.55));
    if count > 0 {
        let part = chart::ratio(count, most);
        let base = if what == What::Missed { t.bad } else { t.accent };
        ui.painter().rect_filled(rect, 3.0, base.gamma_multiply(0.14 + 0.86 * part));
        let ink = if part > 0.55 { t.surface } else { t.text };
        let number = if count > 999 { "999+".to_owned() } else { count.to_string() };
        let galley =
            ui.painter().layout_no_wrap(number, FontId::proportional(size::TEXT_TINY), ink);
        if galley.size().x <= rect.width() + 1.0 {
            ui.painter().galley(rect.center() - galley.size() / 2.0, galley, ink);
        }
    }
    if response.hovered() && count > 0 {
        ui.painter().rect_stroke(rect, 3.0, Stroke::new(2.0, t.text), StrokeKind::Inside);
    }
    controls::focus_ring(ui, t, rect, &response, 3.0);
    response.on_hover_text(text)
}
