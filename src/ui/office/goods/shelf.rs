//! The stock: what there is and what it is worth, goods in and out, count sheets, and the movements behind it all.
//! May depend on `ui`, and types of `crm`.

use super::{GoodsAction, GoodsState, list};
use crate::base::ids::ProductId;
use crate::base::money::Money;
use crate::crm::goods::product::Shelf;
use crate::crm::goods::quantity::Quantity;
use crate::crm::goods::stock::{Counted, Movement, MovementKind, StockEntry};
use crate::crm::goods::{GoodsOp, ProductFilter, Shown};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Mood, Tokens, gap, size};
use crate::ui::widgets;
use crate::ui::wording;
use egui::{Align, Key, Layout, Response, RichText, Ui};
use egui_extras::{Column, TableBuilder, TableRow};
use std::collections::BTreeMap;

/// Goods that came or went, being typed.
#[derive(Debug, Clone)]
pub(super) struct StockForm {
    product: ProductId,
    name: String,
    kind: MovementKind,
    quantity: String,
    cost: String,
    reason: String,
    focus: bool,
}

impl StockForm {
    pub fn of(shelf: &Shelf) -> Self {
        Self {
            product: shelf.product.id.unwrap_or_default(),
            name: shelf.product.name.clone(),
            kind: MovementKind::In,
            quantity: String::new(),
            cost: shelf.product.cost.to_string(),
            reason: String::new(),
            focus: true,
        }
    }

    /// The movement; `None` while it cannot be written.
    pub fn entry(&self) -> Option<StockEntry> {
        let cost = match (self.kind, self.cost.trim()) {
            (MovementKind::In, text) if !text.is_empty() => Some(Money::parse(text)?),
            _ => None,
        };
        let entry = StockEntry {
            product: self.product,
            kind: self.kind,
            quantity: Quantity::parse(&self.quantity)?,
            cost,
            reason: self.reason.trim().to_owned(),
        };
        entry.is_sound().then_some(entry)
    }
}

/// A count sheet: what was typed, by product.
#[derive(Debug, Clone, Default)]
pub(super) struct CountSheet {
    counted: BTreeMap<ProductId, String>,
    reason: String,
    /// The row the caret goes to.
    next: Option<usize>,
}

impl CountSheet {
    /// An empty sheet, the caret in its first row.
    pub fn begun() -> Self {
        Self { next: Some(0), ..Self::default() }
    }

    /// Something typed is no quantity.
    fn is_wrong(&self) -> bool {
        let sound = |text: &String| {
            text.trim().is_empty()
                || Quantity::parse(text).is_some_and(|there| there >= Quantity::ZERO)
        };
        !self.counted.values().all(sound)
    }

    /// The differences; `None` while nothing is typed or something is no quantity.
    pub fn op(&self) -> Option<GoodsOp> {
        let mut sheet = Vec::new();
        for (product, text) in self.counted.iter().filter(|(_, text)| !text.trim().is_empty()) {
            let there = Quantity::parse(text).filter(|there| *there >= Quantity::ZERO)?;
            sheet.push(Counted { product: *product, there });
        }
        let reason = self.reason.trim().to_owned();
        (!sheet.is_empty()).then_some(GoodsOp::Count { sheet, reason })
    }
}

/// Draws the page.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut GoodsState,
    focus: bool,
    out: &mut Vec<Action>,
) {
    head(ui, scene, state, focus, out);
    if let Some(mut entry) = state.entry.take() {
        form(ui, scene, &mut entry, out);
        state.entry = Some(entry);
    }
    ui.add_space(gap::TIGHT);
    tokens::surface(Tokens::of(ui)).inner_margin(egui::Margin::same(6)).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        if state.show_movements {
            movements(ui, scene, state);
        } else {
            shelves(ui, scene, state, out);
        }
    });
}

fn head(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut GoodsState,
    focus: bool,
    out: &mut Vec<Action>,
) {
    ui.horizontal_wrapped(|ui| {
        let text = &mut state.stock_filter.text;
        controls::search(ui, scene.t("goods.search"), text, 220.0, focus);
        for shown in [Shown::Sold, Shown::Low] {
            let chosen = state.stock_filter.shown == shown && !state.show_movements;
            if controls::chip(ui, scene.t(list::shown_key(shown)), None, chosen).clicked() {
                state.stock_filter.shown = shown;
                state.show_movements = false;
            }
        }
        let text = scene.t("goods.movements");
        if controls::chip(ui, text, None, state.show_movements).clicked() {
            out.push(GoodsAction::ToggleMovements.into());
        }
        if state.sheet.is_none() {
            let count = GoodsAction::BeginCount.into();
            controls::offer(ui, scene, count, Weight::Plain, !state.show_movements, out);
        }
        let some = state.list.total().unwrap_or(0) > 0 && !state.show_movements;
        controls::offer(ui, scene, GoodsAction::PrintCount.into(), Weight::Quiet, some, out);
    });
    let Some(sheet) = &mut state.sheet else { return };
    ui.horizontal_wrapped(|ui| {
        let id = controls::small(ui, scene.t("goods.count_reason")).id;
        controls::edit(ui, &mut sheet.reason, 160.0).labelled_by(id);
        let ready = sheet.op().is_some();
        controls::offer(ui, scene, GoodsAction::SaveCount.into(), Weight::Primary, ready, out);
        controls::offer(ui, scene, GoodsAction::CancelCount.into(), Weight::Quiet, true, out);
        if sheet.is_wrong() {
            controls::pill(ui, Some(Icon::Warn), scene.t("goods.fault_count"), Mood::Alert);
        } else {
            controls::small(ui, scene.t("goods.count_keys"));
        }
    });
}

fn form(ui: &mut Ui, scene: &Scene<'_>, entry: &mut StockForm, out: &mut Vec<Action>) {
    ui.add_space(gap::TIGHT);
    tokens::surface(Tokens::of(ui)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        controls::group_title(ui, &entry.name);
        ui.horizontal_wrapped(|ui| {
            for kind in MovementKind::ENTERED {
                let chosen = entry.kind == kind;
                if controls::chip(ui, scene.t(kind_key(kind)), None, chosen).clicked() {
                    entry.kind = kind;
                }
            }
        });
        ui.horizontal_wrapped(|ui| {
            let id = controls::small(ui, scene.t("goods.quantity")).id;
            let field = controls::edit(ui, &mut entry.quantity, 80.0).labelled_by(id);
            if std::mem::take(&mut entry.focus) {
                field.request_focus();
            }
            if entry.kind == MovementKind::In {
                let id = controls::small(ui, scene.t("goods.cost")).id;
                controls::edit(ui, &mut entry.cost, 80.0).labelled_by(id);
            }
            let id = controls::small(ui, scene.t("goods.reason")).id;
            controls::edit(ui, &mut entry.reason, 180.0).labelled_by(id);
            let ready = entry.entry().is_some();
            controls::offer(ui, scene, GoodsAction::SaveMove.into(), Weight::Primary, ready, out);
            controls::offer(ui, scene, GoodsAction::CancelMove.into(), Weight::Quiet, true, out);
        });
        if entry.entry().is_none() && !entry.quantity.trim().is_empty() {
            controls::pill(ui, Some(Icon::Warn), scene.t("goods.fault_quantity"), Mood::Alert);
        }
    });
}

const fn kind_key(kind: MovementKind) -> &'static str {
    match kind {
        MovementKind::In => "goods.kind_in",
        MovementKind::Out => "goods.kind_out",
        MovementKind::Count => "goods.kind_count",
        MovementKind::Return => "goods.kind_return",
        MovementKind::WriteOff => "goods.kind_write_off",
    }
}

fn shelves(ui: &mut Ui, scene: &Scene<'_>, state: &mut GoodsState, out: &mut Vec<Action>) {
    let question = ProductFilter { stocked: true, ..state.stock_filter.clone() };
    state.list.show(&question, scene.snap.data_revision);
    if state.list.total() == Some(0) {
        let (title, hint) = (scene.t("goods.none"), scene.t("goods.none_stock_hint"));
        widgets::empty(ui, Icon::Note, title, hint);
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let total = state.list.total().unwrap_or(0) as usize;
    let last = if state.sheet.is_some() { "goods.there" } else { "" };
    let heads = ["goods.name", "goods.stock", "goods.low_at", "goods.value", last];
    let mut builder = TableBuilder::new(ui).id_salt("stock").auto_shrink(false);
    if let Some(sheet) = state.sheet.as_mut().filter(|_| total > 0) {
        sheet.next = sheet.next.filter(|next| *next < total); // below the last row there is none
        if let Some(next) = sheet.next {
            builder = builder.scroll_to_row(next, None);
        }
    }
    builder
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::remainder().at_least(120.0).clip(true))
        .column(Column::exact(130.0))
        .column(Column::exact(90.0))
        .column(Column::exact(100.0))
        .column(Column::exact(150.0))
        .header(size::HEAD, |mut row| {
            for key in heads {
                row.col(|ui| {
                    if !key.is_empty() {
                        controls::small(ui, scene.t(key));
                    }
                });
            }
        })
        .body(|body| {
            body.rows(size::ROW, total, |mut row| {
                let at = u32::try_from(row.index()).unwrap_or(u32::MAX);
                match state.list.row(at) {
                    Some(shelf) => one(&mut row, scene, shelf, state.sheet.as_mut(), out),
                    None => heads.iter().for_each(|_| drop(row.col(|_| {}))),
                }
            });
        });
}

/// The row to which a key leads from this one: Enter and ↓ down, ↑ up.
fn step(ui: &Ui, field: &Response, at: usize) -> Option<usize> {
    let (enter, down, up) = ui.input(|input| {
        let pressed = |key| input.key_pressed(key);
        (pressed(Key::Enter), pressed(Key::ArrowDown), pressed(Key::ArrowUp))
    });
    if field.lost_focus() && enter || field.has_focus() && down {
        return Some(at + 1);
    }
    (field.has_focus() && up).then(|| at.saturating_sub(1))
}

fn one(
    row: &mut TableRow<'_, '_>,
    scene: &Scene<'_>,
    shelf: &Shelf,
    sheet: Option<&mut CountSheet>,
    out: &mut Vec<Action>,
) {
    let Some(id) = shelf.product.id else { return };
    let at = row.index();
    row.col(|ui| {
        controls::short(ui, RichText::new(&shelf.product.name));
    });
    row.col(|ui| list::stock(ui, scene, shelf));
    row.col(|ui| {
        ui.label(shelf.product.low_at.map(|low| low.to_string()).unwrap_or_default());
    });
    row.col(|ui| {
        ui.label(shelf.value.grouped());
    });
    row.col(|ui| match sheet {
        Some(sheet) => {
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
        None => {
            controls::offer(ui, scene, GoodsAction::BeginMove(id).into(), Weight::Quiet, true, out);
        }
    });
}

fn movements(ui: &mut Ui, scene: &Scene<'_>, state: &mut GoodsState) {
    state.movements.show(&(), scene.snap.data_revision);
    if state.movements.total() == Some(0) {
        let (title, hint) = (scene.t("goods.no_movements"), scene.t("goods.none_stock_hint"));
        widgets::empty(ui, Icon::Calls, title, hint);
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let total = state.movements.total().unwrap_or(0) as usize;
    let heads = [
        "goods.when",
        "goods.name",
        "goods.quantity",
        "goods.kind",
        "goods.reason",
        "goods.value",
        "goods.who",
    ];
    TableBuilder::new(ui)
        .id_salt("movements")
        .auto_shrink(false)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::exact(110.0))
        .column(Column::remainder().at_least(100.0).clip(true))
        .column(Column::exact(90.0))
        .column(Column::exact(80.0))
        .column(Column::remainder().at_least(80.0).clip(true))
        .column(Column::exact(90.0))
        .column(Column::exact(80.0).clip(true))
        .header(size::HEAD, |mut row| {
            for key in heads {
                row.col(|ui| {
                    controls::small(ui, scene.t(key));
                });
            }
        })
        .body(|body| {
            body.rows(size::ROW, total, |mut row| {
                let at = u32::try_from(row.index()).unwrap_or(u32::MAX);
                match state.movements.row(at) {
                    Some(movement) => moved(&mut row, scene, movement),
                    None => heads.iter().for_each(|_| drop(row.col(|_| {}))),
                }
            });
        });
}

fn moved(row: &mut TableRow<'_, '_>, scene: &Scene<'_>, movement: &Movement) {
    let reason = match &movement.order {
        Some((_, number)) => format!("{number} {}", movement.reason),
        None => movement.reason.clone(),
    };
    let cells = [
        wording::moment(scene.texts, movement.at_utc_millis, scene.wall),
        movement.name.clone(),
        format!("{} {}", movement.quantity, movement.unit),
        scene.texts.t(kind_key(movement.kind)).to_owned(),
        reason,
        movement.value.grouped(),
        movement.who.clone(),
    ];
    for cell in cells {
        row.col(|ui| {
            controls::short(ui, RichText::new(cell));
        });
    }
}
