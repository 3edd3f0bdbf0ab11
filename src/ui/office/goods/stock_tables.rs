//! The tables of the stock page: what there is, with the count sheet's fields, and what moved.
//! May depend on `ui`, and types of `crm`.

use super::list;
use super::shelf::{CountSheet, kind_key};
use super::{GoodsAction, GoodsState};
use crate::crm::goods::ProductFilter;
use crate::crm::goods::product::Shelf;
use crate::crm::goods::quantity::Quantity;
use crate::crm::goods::stock::Movement;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::widgets;
use crate::ui::widgets::table::{self, Column, Table, Width};
use crate::ui::wording;
use egui::{Key, Response, RichText, Ui};

/// The last column of the shelf: a button, or on a count sheet the field.
const DOING: &str = "goods.there";

const fn shelf(last: Column) -> [Column; 5] {
    [
        Column::new("goods.name", Width::Share(120.0)),
        Column::new("goods.stock", Width::Exact(130.0)),
        Column::new("goods.low_at", Width::Exact(90.0)).right(),
        Column::new("goods.value", Width::Exact(100.0)).right(),
        last,
    ]
}

const COUNTED: Column = Column::new(DOING, Width::Exact(150.0));
const SHELF: [Column; 5] = shelf(COUNTED.bare());
const SHEET: [Column; 5] = shelf(COUNTED);

pub(super) fn shelves(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut GoodsState,
    out: &mut Vec<Action>,
) {
    let question = ProductFilter { stocked: true, ..state.stock_filter.clone() };
    state.list.show(&question, scene.snap.data_revision);
    if state.list.total() == Some(0) {
        let (title, hint) = (scene.t("goods.none"), scene.t("goods.none_stock_hint"));
        widgets::empty(ui, Icon::Note, title, hint);
        return;
    }
    let rows = state.list.total().unwrap_or(table::AT_FIRST);
    let reveal = state.sheet.as_mut().and_then(|sheet| sheet.reveal(rows));
    let columns = if state.sheet.is_some() { &SHEET } else { &SHELF };
    let table = Table { name: "stock", columns, sorting: &[], rows, reveal, clicked: false };
    let mut asked = Vec::new();
    let GoodsState { list, sheet, .. } = state;
    table::show(ui, scene, &table, out, |row, names| {
        let at = u32::try_from(row.index()).unwrap_or(u32::MAX);
        let Some(shelf) = list.row(at) else {
            table::waiting(row, names);
            return;
        };
        for name in names {
            row.col(|ui| match (*name, sheet.as_mut()) {
                (DOING, Some(sheet)) => count(ui, scene, shelf, at, sheet),
                (DOING, None) => {
                    let enter = shelf.product.id.map(|id| GoodsAction::BeginMove(id).into());
                    if let Some(enter) = enter {
                        controls::offer(ui, scene, enter, Weight::Quiet, None, &mut asked);
                    }
                }
                _ => shelf_cell(ui, scene, shelf, name),
            });
        }
    });
    out.append(&mut asked);
}

fn shelf_cell(ui: &mut Ui, scene: &Scene<'_>, shelf: &Shelf, name: &str) {
    match name {
        "goods.stock" => list::stock(ui, scene, shelf),
        "goods.low_at" => {
            let low = shelf.product.low_at.map(|low| low.to_string());
            controls::right(ui, &low.unwrap_or_default());
        }
        "goods.value" => controls::right(ui, &shelf.value.grouped()),
        _ => {
            controls::short(ui, RichText::new(&shelf.product.name));
        }
    }
}

/// The field of a count sheet, and by how much the shelf differs from the books.
fn count(ui: &mut Ui, scene: &Scene<'_>, shelf: &Shelf, at: u32, sheet: &mut CountSheet) {
    let Some(id) = shelf.product.id else { return };
    let label = scene.tf("goods.counted", &[("name", &shelf.product.name)]);
    let text = sheet.counted.entry(id).or_default();
    let field = controls::edit(ui, text, 70.0).accessible_name(label);
    if sheet.next.take_if(|next| *next == at).is_some() {
        field.request_focus();
    }
    sheet.next = step(ui, &field, at).or(sheet.next);
    let there = Quantity::parse(text).map(|there| there.minus(shelf.stock));
    if let Some(more) = there.filter(|more| !more.is_zero()) {
        controls::small(ui, more.to_string());
    }
}

/// The row to which a key leads from this one: Enter and ↓ down, ↑ up.
fn step(ui: &Ui, field: &Response, at: u32) -> Option<u32> {
    let (enter, down, up) = ui.input(|input| {
        let pressed = |key| input.key_pressed(key);
        (pressed(Key::Enter), pressed(Key::ArrowDown), pressed(Key::ArrowUp))
    });
    if field.lost_focus() && enter || field.has_focus() && down {
        return Some(at + 1);
    }
    (field.has_focus() && up).then(|| at.saturating_sub(1))
}

const MOVES: [Column; 7] = [
    Column::new("goods.when", Width::Exact(110.0)),
    Column::new("goods.name", Width::Share(100.0)),
    Column::new("goods.quantity", Width::Exact(90.0)).right(),
    Column::new("goods.kind", Width::Exact(80.0)),
    Column::new("goods.reason", Width::Share(80.0)).from(640.0),
    Column::new("goods.value", Width::Exact(90.0)).right(),
    Column::new("goods.who", Width::Exact(80.0)).from(720.0),
];

pub(super) fn movements(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut GoodsState,
    out: &mut Vec<Action>,
) {
    state.movements.show(&(), scene.snap.data_revision);
    if state.movements.total() == Some(0) {
        let (title, hint) = (scene.t("goods.no_movements"), scene.t("goods.none_stock_hint"));
        widgets::empty(ui, Icon::Calls, title, hint);
        return;
    }
    let table = Table {
        name: "movements",
        columns: &MOVES,
        sorting: &[],
        rows: state.movements.total().unwrap_or(table::AT_FIRST),
        reveal: None,
        clicked: false,
    };
    table::show(ui, scene, &table, out, |row, names| {
        let at = u32::try_from(row.index()).unwrap_or(u32::MAX);
        let Some(movement) = state.movements.row(at) else {
            table::waiting(row, names);
            return;
        };
        for name in names {
            row.col(|ui| moved(ui, scene, movement, name));
        }
    });
}

fn moved(ui: &mut Ui, scene: &Scene<'_>, movement: &Movement, name: &str) {
    let text = match name {
        "goods.when" => {
            controls::weak(ui, wording::moment(scene.texts, movement.at_utc_millis, scene.wall));
            return;
        }
        "goods.quantity" => {
            return controls::right(ui, &format!("{} {}", movement.quantity, movement.unit));
        }
        "goods.value" => return controls::right(ui, &movement.value.grouped()),
        "goods.name" => movement.name.clone(),
        "goods.kind" => scene.texts.t(kind_key(movement.kind)).to_owned(),
        "goods.reason" => match &movement.order {
            Some((_, number)) => format!("{number} {}", movement.reason),
            None => movement.reason.clone(),
        },
        _ => movement.who.clone(),
    };
    controls::short(ui, RichText::new(text));
}
