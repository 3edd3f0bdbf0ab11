//! A report as a table: what there is room for, the sums below; every figure opens its list. May depend on `ui`, `crm`.

use super::link::link;
use super::{ReportAction, words};
use crate::crm::reports::sheet::{Cell, Column, Figure, Opens, Sheet, Wide};
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, size};
use egui::{Align, Layout, RichText, Ui};
use egui_extras::{Column as Room, TableBuilder, TableRow};

const ROW: f32 = 28.0;
const NAME: f32 = 110.0;

const fn width(wide: Wide) -> f32 {
    match wide {
        Wide::Name => NAME,
        Wide::Amount => 92.0,
        Wide::Word => 104.0,
        Wide::Small => 66.0,
    }
}

/// Which columns there is room for: those of the lowest rank stay.
fn fitting(columns: &[Column], room: f32) -> Vec<usize> {
    let mut kept: Vec<usize> = (0..columns.len()).collect();
    let needs = |kept: &[usize]| -> f32 {
        kept.iter().filter_map(|at| columns.get(*at)).map(|column| width(column.wide)).sum()
    };
    while needs(&kept) > room && kept.len() > 2 {
        let last = kept.iter().copied().filter_map(|at| Some((columns.get(at)?.rank, at))).max();
        let Some((rank, last)) = last else { break };
        if rank == 0 {
            break;
        }
        kept.retain(|at| *at != last);
    }
    kept
}

/// Draws the table into the room there is.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, sheet: &Sheet, out: &mut Vec<Action>) {
    let kept = fitting(&sheet.columns, ui.available_width() - 16.0);
    ui.spacing_mut().item_spacing = egui::vec2(0.0, 0.0);
    let mut builder = TableBuilder::new(ui)
        .id_salt(sheet.title)
        .striped(true)
        .auto_shrink(false)
        .cell_layout(Layout::right_to_left(Align::Center));
    for column in kept.iter().filter_map(|at| sheet.columns.get(*at)) {
        builder = builder.column(match column.wide {
            Wide::Name => Room::remainder().at_least(NAME - 10.0).clip(true),
            other => Room::exact(width(other)).clip(true),
        });
    }
    builder
        .header(size::HEAD, |mut row| {
            for at in &kept {
                row.col(|ui| head(ui, scene, sheet, *at));
            }
        })
        .body(|body| {
            let rows = sheet.rows.len() + sheet.sums.len();
            body.rows(ROW, rows, |mut row| {
                let at = row.index();
                let is_sum = at >= sheet.rows.len();
                let cells = sheet.rows.get(at).or_else(|| sheet.sums.get(at - sheet.rows.len()));
                if let Some(cells) = cells {
                    one(&mut row, scene, sheet, (cells, is_sum), &kept, out);
                }
            });
        });
}

/// Words stand at the left: in the head as in the rows below it.
fn is_left(sheet: &Sheet, at: usize) -> bool {
    let first = sheet.rows.first().or(sheet.sums.first());
    first.and_then(|row| row.get(at)).is_none_or(|cell| cell.figure.is_word())
}

fn head(ui: &mut Ui, scene: &Scene<'_>, sheet: &Sheet, at: usize) {
    let Some(column) = sheet.columns.get(at) else { return };
    let text = scene.texts.t(column.key);
    let draw = |ui: &mut Ui| {
        ui.add_space(6.0);
        let response = controls::small(ui, text);
        if let Some(about) = words::column_about(scene, column.key) {
            response.on_hover_text(about);
        }
    };
    if is_left(sheet, at) {
        ui.with_layout(Layout::left_to_right(Align::Center), draw);
    } else {
        draw(ui);
    }
}

fn one(
    row: &mut TableRow<'_, '_>,
    scene: &Scene<'_>,
    sheet: &Sheet,
    (cells, is_sum): (&[Cell], bool),
    kept: &[usize],
    out: &mut Vec<Action>,
) {
    let name = cells.iter().find(|cell| cell.figure.is_word() && !cell.figure.is_zero());
    let name = name.map(|cell| words::figure(scene, &cell.figure)).unwrap_or_default();
    for at in kept {
        let (Some(cell), Some(column)) = (cells.get(*at), sheet.columns.get(*at)) else { continue };
        row.col(|ui| {
            let left = is_left(sheet, *at) || cell.figure.is_word();
            let mut draw = |ui: &mut Ui| {
                ui.add_space(6.0);
                draw(ui, scene, (cell, is_sum), (&name, column), out);
            };
            if left {
                ui.with_layout(Layout::left_to_right(Align::Center), draw);
            } else {
                draw(ui);
            }
        });
    }
}

fn draw(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (cell, is_sum): (&Cell, bool),
    (name, column): (&str, &Column),
    out: &mut Vec<Action>,
) {
    let t = Tokens::of(ui);
    let text = words::figure(scene, &cell.figure);
    if text.is_empty() {
        return;
    }
    let is_bad = matches!(cell.figure, Figure::Money(amount) if amount.0 < 0)
        && column.key != "reports.col_returns"
        && column.key != "reports.col_discounts";
    let ink = if cell.figure.is_zero() {
        t.weak
    } else if is_bad {
        t.bad
    } else {
        t.text
    };
    let Some(opens) = &cell.opens else {
        let text = RichText::new(text).color(ink);
        controls::short(ui, if is_sum { text.strong() } else { text });
        return;
    };
    let full = if name == text {
        text.clone()
    } else {
        format!("{name} · {} {text}", scene.texts.t(column.key))
    };
    let about = words::column_about(scene, column.key);
    let tip = match opens {
        Opens::Customer(_) => scene.t("tip.open_card").to_owned(),
        Opens::Usual(_) => scene.t("reports.usual_tip").to_owned(),
        Opens::Dial(..) => scene.t("dialling.dial").to_owned(),
        _ => match about {
            Some(about) => format!("{about}\n{}", scene.t("reports.open")),
            None => scene.t("reports.open").to_owned(),
        },
    };
    if link(ui, (&full, &text), &tip, (size::TEXT, ink)).clicked() {
        out.push(ReportAction::Open(Box::new(opens.clone())).into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::reports::period::{By, Days};
    use crate::crm::reports::{SalesReport, sheets};

    #[test]
    fn where_there_is_little_room_the_figures_that_matter_stay() {
        let sheet = sheets::sales(Days::default(), By::Day, &SalesReport::default());
        let keys = |room: f32| -> Vec<&str> {
            fitting(&sheet.columns, room).into_iter().map(|at| sheet.columns[at].key).collect()
        };
        assert_eq!(keys(2_000.0).len(), sheet.columns.len());
        let few = keys(400.0);
        assert!(few.contains(&"reports.col_net") && few.contains(&"reports.col_period"), "{few:?}");
        assert!(!few.contains(&"reports.col_cost"), "{few:?}");
        assert!(keys(10.0).contains(&"reports.col_net"), "never without the sum");
    }
}
