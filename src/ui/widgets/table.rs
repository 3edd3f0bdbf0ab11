//! The table of all lists: heads that sort, columns that can be made wider and chosen, all remembered by the name of the
//! table; rows that are on their way hold their place. May depend on `ui`, and types of `engine`.

use crate::engine::settings::SettingChange;
use crate::engine::topics::look::{LookChange, LookSettings, SortedBy, TableLook};
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, gap, size};
use crate::ui::widgets::waiting;
use egui::{
    Align, Align2, CursorIcon, FontId, Layout, Popup, PopupCloseBehavior, Rect, Response, Role,
    Sense, Stroke, Ui, WidgetInfo, vec2,
};
use egui_extras::{TableBuilder, TableRow};

/// Rows of which the places are shown before it is known how many there are.
pub const AT_FIRST: u32 = 8;
/// Narrowest column a person can make.
const NARROWEST: f32 = 40.0;
/// How near to the end of a head the pointer makes the column wider.
const GRIP: f32 = 8.0;

/// How wide a column is while nobody has changed that.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Width {
    /// So many points.
    Exact(f32),
    /// A share of what the others leave, at least so many points.
    Share(f32),
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Key of its title, and its name.
    pub name: &'static str,
    /// How wide.
    pub width: Width,
    /// It is shown where the table is at least so wide, in points.
    pub from: f32,
    /// Figures, at the right end.
    pub right: bool,
    /// Without a title, and always there: a sign, buttons.
    pub bare: bool,
}

impl Column {
    /// A column with a title.
    #[must_use]
    pub const fn new(name: &'static str, width: Width) -> Self {
        Self { name, width, from: 0.0, right: false, bare: false }
    }

    /// … only where the table is at least so wide.
    #[must_use]
    pub const fn from(self, from: f32) -> Self {
        Self { from, ..self }
    }

    /// … of figures.
    #[must_use]
    pub const fn right(self) -> Self {
        Self { right: true, ..self }
    }

    /// … without a title.
    #[must_use]
    pub const fn bare(self) -> Self {
        Self { bare: true, ..self }
    }
}

/// How the rows can be sorted by a column. A column that is not named cannot be sorted by: its head is no button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sorting {
    /// The column.
    pub column: &'static str,
    /// Whether they are, and then whether the least comes first.
    pub now: Option<bool>,
}

/// A table.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// Under which its look is remembered.
    pub name: &'static str,
    /// All columns, in order.
    pub columns: &'a [Column],
    /// By which it can be sorted.
    pub sorting: &'a [Sorting],
    /// How many rows there are.
    pub rows: u32,
    /// This row is to be scrolled into sight.
    pub reveal: Option<u32>,
    /// Whether a row is more than the cells in it: it can be clicked.
    pub clicked: bool,
}

/// A column that is shown, with its width.
type Shown = (Column, f32);

/// Draws it; `row` draws one row, a cell for each name it is given. Gives the column whose head was pressed.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    table: &Table<'_>,
    out: &mut Vec<Action>,
    mut row: impl FnMut(&mut TableRow<'_, '_>, &[&'static str]),
) -> Option<&'static str> {
    let normal = TableLook::default();
    let look = scene.snap.settings.look.tables.get(table.name).unwrap_or(&normal);
    ui.spacing_mut().item_spacing = vec2(gap::SMALL, 0.0);
    // Words of a chosen row keep their ink.
    ui.visuals_mut().selection.stroke.color = Tokens::of(ui).text;
    let room = ui.available_width() - ui.spacing().scroll.allocated_width();
    let shown = layout(ui, table, look, room);
    let names: Vec<&'static str> = shown.iter().map(|(column, _)| column.name).collect();
    let mut pressed = None;
    let top = ui.cursor().min;
    let under_head = top.y + size::HEAD;
    let hair = Stroke::new(1.0, Tokens::of(ui).line);
    ui.painter().hline(ui.max_rect().x_range(), under_head, hair);
    let mut builder = TableBuilder::new(ui)
        .id_salt(table.name)
        .sense(if table.clicked { Sense::CLICK } else { Sense::hover() })
        .auto_shrink(false)
        .cell_layout(Layout::left_to_right(Align::Center));
    for (_, width) in &shown {
        builder = builder.column(egui_extras::Column::exact(*width).clip(true));
    }
    if let Some(at) = table.reveal {
        builder = builder.scroll_to_row(at as usize, None);
    }
    builder
        .header(size::HEAD, |mut head| {
            for one in &shown {
                head.col(|ui| {
                    if let Some(name) = title(ui, scene, table, look, one, out) {
                        pressed = Some(name);
                    }
                });
            }
        })
        .body(|body| {
            body.rows(size::ROW, table.rows as usize, |mut line| row(&mut line, &names));
        });
    chooser(ui, scene, table, look, egui::pos2(ui.max_rect().right(), top.y), out);
    pressed
}

/// The order in which a table was left: the column, and whether the least came first.
#[must_use]
pub fn order<'a>(look: &'a LookSettings, table: &str) -> Option<(&'a str, bool)> {
    let sorted = look.tables.get(table)?.sorted.as_ref()?;
    Some((sorted.column.as_str(), sorted.rising))
}

/// The order is to be remembered.
#[must_use]
pub fn remember(scene: &Scene<'_>, table: &str, column: &str, rising: bool) -> Action {
    let mut look = scene.snap.settings.look.tables.get(table).cloned().unwrap_or_default();
    look.sorted = Some(SortedBy { column: column.to_owned(), rising });
    Action::Set(SettingChange::Look(LookChange::Table(table.to_owned(), look)))
}

/// The first cell of a row that does something: what keys and screen readers find of it is called `name`; `text` is written
/// into the cell, with … where it does not fit.
pub fn lead(ui: &mut Ui, row: impl egui::AsIdSalt, name: &str, text: &str) -> Response {
    let t = Tokens::of(ui);
    let room = ui.max_rect();
    let response = ui.interact(room, ui.scope_id().with(("lead", row)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    write(ui, text);
    controls::focus_ring(ui, t, room.shrink2(vec2(0.0, 3.0)), &response, f32::from(size::RADIUS));
    response
}

/// Words that belong to a button around them: painted, so that nobody is told them twice.
pub fn write(ui: &mut Ui, text: &str) {
    let ink = Tokens::of(ui).text;
    let room = ui.available_width();
    let words = egui::WidgetText::from(egui::RichText::new(text).color(ink));
    let wrap = Some(egui::TextWrapMode::Truncate);
    let galley = words.into_galley(ui, wrap, room, egui::TextStyle::Body);
    let (rect, _) = ui.allocate_exact_size(galley.size(), Sense::hover());
    ui.painter().galley(rect.min, galley, ink);
}

/// A row that is on its way: its place, and where its words will be.
pub fn waiting(row: &mut TableRow<'_, '_>, names: &[&'static str]) {
    let at = row.index();
    for place in 0..names.len() {
        row.col(|ui| {
            let wish = vec2(ui.available_width() * waiting::part(at + place), 10.0);
            waiting::bar(ui, wish);
        });
    }
}

/// The columns for which there is room and which nobody has put away, with their widths.
fn layout(ui: &Ui, table: &Table<'_>, look: &TableLook, room: f32) -> Vec<Shown> {
    let wanted = |column: &&Column| {
        column.bare || room >= column.from && !look.hidden.iter().any(|name| name == column.name)
    };
    let columns: Vec<Column> = table.columns.iter().filter(wanted).copied().collect();
    let gaps = f32::from(u8::try_from(columns.len()).unwrap_or(u8::MAX)) * gap::SMALL;
    let given = |column: &Column| {
        let dragged = ui.data(|data| data.get_temp::<f32>(grip_id(table, column)));
        dragged.or_else(|| look.widths.get(column.name).map(|width| f32::from(*width)))
    };
    let mut shown: Vec<(Column, Option<f32>)> = columns
        .into_iter()
        .map(|column| {
            let width = given(&column).or(match column.width {
                Width::Exact(width) => Some(width),
                Width::Share(_) => None,
            });
            (column, width)
        })
        .collect();
    // Somebody has to take what is left.
    if shown.iter().all(|(_, width)| width.is_some())
        && let Some((_, width)) = shown.iter_mut().rev().find(|(column, _)| !column.bare)
    {
        *width = None;
    }
    let fixed: f32 = shown.iter().filter_map(|(_, width)| *width).sum();
    let open = shown.iter().filter(|(_, width)| width.is_none()).count();
    let open = f32::from(u8::try_from(open).unwrap_or(u8::MAX)).max(1.0);
    let share = (room - gaps - fixed) / open;
    let least = |column: &Column| match column.width {
        Width::Share(least) => least,
        Width::Exact(_) => NARROWEST,
    };
    shown.into_iter().map(|(one, width)| (one, width.unwrap_or(share.max(least(&one))))).collect()
}

fn grip_id(table: &Table<'_>, column: &Column) -> egui::Id {
    egui::Id::unique(("column-width", table.name, column.name))
}

/// One head; gives its column when it was pressed.
fn title(
    ui: &mut Ui,
    scene: &Scene<'_>,
    table: &Table<'_>,
    look: &TableLook,
    (column, width): &Shown,
    out: &mut Vec<Action>,
) -> Option<&'static str> {
    if column.bare {
        return None;
    }
    let room = Rect::from_min_size(ui.max_rect().min, vec2(*width, size::HEAD));
    let text = scene.texts.t(column.name);
    let sorting = table.sorting.iter().find(|sorting| sorting.column == column.name);
    let mut pressed = None;
    if let Some(sorting) = sorting {
        let key = match sorting.now {
            None => "table.sort",
            Some(true) => "table.rising",
            Some(false) => "table.falling",
        };
        let said = scene.tf(key, &[("column", text)]);
        let button = ui.interact(room, ui.scope_id().with(column.name), Sense::click());
        let is_now = sorting.now.is_some();
        button.widget_info(|| WidgetInfo::selected(Role::Button, true, is_now, &said));
        words(ui, room, text, column.right, Some((&button, sorting.now)));
        pressed = button.on_hover_text(said).clicked().then_some(column.name);
    } else {
        words(ui, room, text, column.right, None);
        let label = ui.interact(room, ui.scope_id().with(column.name), Sense::hover());
        label.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    }
    grip(ui, table, look, (column, *width), room, out);
    pressed
}

/// The words of a head, with the arrow of the order.
fn words(ui: &Ui, room: Rect, text: &str, right: bool, button: Option<(&Response, Option<bool>)>) {
    let t = Tokens::of(ui);
    let lit = button.is_some_and(|(button, now)| button.hovered() || now.is_some());
    let ink = if lit { t.text } else { t.weak };
    let font = FontId::proportional(size::TEXT_SMALL);
    let painter = ui.painter().with_clip_rect(room.intersect(ui.clip_rect()));
    let (at, align) = if right {
        (room.right_center() - vec2(gap::SMALL, 0.0), Align2::RIGHT_CENTER)
    } else {
        (room.left_center(), Align2::LEFT_CENTER)
    };
    let written = painter.text(at, align, text, font, ink);
    let Some((button, now)) = button else { return };
    if let Some(rising) = now {
        let beside = if right { written.left() - 9.0 } else { written.right() + 9.0 };
        let tip = if rising { -3.0 } else { 3.0 };
        let middle = egui::pos2(beside, room.center().y);
        let points = vec![
            middle + vec2(0.0, tip),
            middle + vec2(-4.0, -tip * 0.7),
            middle + vec2(4.0, -tip * 0.7),
        ];
        painter.add(egui::Shape::convex_polygon(points, ink, Stroke::NONE));
    }
    controls::focus_ring(ui, t, room.shrink(2.0), button, 4.0);
}

/// The end of a head: dragging it makes the column wider, a double click gives it its usual width.
fn grip(
    ui: &Ui,
    table: &Table<'_>,
    look: &TableLook,
    (column, width): (&Column, f32),
    room: Rect,
    out: &mut Vec<Action>,
) {
    let id = grip_id(table, column);
    // Inside the head: what lies beyond is clipped.
    let at = egui::pos2(room.right() - GRIP / 2.0, room.center().y);
    let zone = Rect::from_center_size(at, vec2(GRIP, size::HEAD));
    let handle =
        ui.interact(zone, id.with("grip"), Sense::DRAG | (Sense::CLICK - Sense::FOCUSABLE));
    if handle.hovered() || handle.dragged() {
        ui.ctx().set_cursor_icon(CursorIcon::ResizeColumn);
        let line = Stroke::new(2.0, Tokens::of(ui).accent);
        let painter = ui.ctx().layer_painter(ui.layer_id());
        painter.vline(zone.right(), zone.y_range(), line);
    }
    if handle.dragged() {
        let wider = (width + handle.drag_delta().x).max(NARROWEST);
        ui.data_mut(|data| data.insert_temp(id, wider));
    }
    let dragged = handle.drag_stopped().then(|| ui.data_mut(|data| data.remove_temp::<f32>(id)));
    if let Some(points) = dragged.flatten() {
        out.push(widened(table, look, column, Some(points)));
    } else if handle.double_clicked() {
        out.push(widened(table, look, column, None));
    }
}

/// The column has this width from now on; `None`: its usual one.
fn widened(table: &Table<'_>, look: &TableLook, column: &Column, points: Option<f32>) -> Action {
    let mut look = look.clone();
    look.widths.remove(column.name);
    if let Some(whole) = points.and_then(|points| format!("{points:.0}").parse().ok()) {
        look.widths.insert(column.name.to_owned(), whole);
    }
    kept(table, look)
}

fn kept(table: &Table<'_>, look: TableLook) -> Action {
    Action::Set(SettingChange::Look(LookChange::Table(table.name.to_owned(), look)))
}

/// The button at the right end of the head: which columns are shown.
fn chooser(
    ui: &mut Ui,
    scene: &Scene<'_>,
    table: &Table<'_>,
    look: &TableLook,
    corner: egui::Pos2,
    out: &mut Vec<Action>,
) {
    let room = Rect::from_min_max(corner - vec2(26.0, 0.0), corner + vec2(0.0, size::HEAD));
    let builder = egui::UiBuilder::new().max_rect(room).id_salt(("columns", table.name));
    let button = ui
        .scope_builder(builder, |ui| {
            controls::icon_press(ui, Icon::Columns, scene.t("table.columns"), None)
        })
        .inner;
    let button = button.on_hover_text(scene.t("table.columns"));
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_min_width(180.0);
        for column in table.columns.iter().filter(|column| !column.bare) {
            let hidden = look.hidden.iter().position(|name| name == column.name);
            let mut shown = hidden.is_none();
            if ui.checkbox(&mut shown, scene.texts.t(column.name)).changed() {
                let mut look = look.clone();
                match hidden {
                    Some(at) => drop(look.hidden.remove(at)),
                    None => look.hidden.push(column.name.to_owned()),
                }
                out.push(kept(table, look));
            }
        }
        let usual = TableLook { sorted: look.sorted.clone(), ..TableLook::default() };
        if *look != usual && ui.button(scene.t("table.usual")).clicked() {
            out.push(kept(table, usual));
            ui.close();
        }
    });
}
