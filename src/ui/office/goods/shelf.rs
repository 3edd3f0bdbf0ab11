//! The stock page: its head, goods in and out, count sheets. Its tables stand in `stock_tables`.
//! May depend on `ui`, and types of `crm`.

use super::{GoodsAction, GoodsState, list, stock_tables};
use crate::base::ids::ProductId;
use crate::base::money::Money;
use crate::crm::goods::product::Shelf;
use crate::crm::goods::quantity::Quantity;
use crate::crm::goods::stock::{Counted, MovementKind, StockEntry};
use crate::crm::goods::{GoodsOp, Shown};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Mood, Tokens, gap};
use egui::Ui;
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
    pub counted: BTreeMap<ProductId, String>,
    reason: String,
    /// The row the caret goes to.
    pub next: Option<u32>,
}

impl CountSheet {
    /// An empty sheet, the caret in its first row.
    pub fn begun() -> Self {
        Self { next: Some(0), ..Self::default() }
    }

    /// The row that has to be in sight. Below the last one there is none to go to.
    pub fn reveal(&mut self, rows: u32) -> Option<u32> {
        self.next = self.next.filter(|next| *next < rows);
        self.next
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
            stock_tables::movements(ui, scene, state, out);
        } else {
            stock_tables::shelves(ui, scene, state, out);
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
        let moved = controls::needs(!state.show_movements, "why.products_shown");
        if state.sheet.is_none() {
            let count = GoodsAction::BeginCount.into();
            controls::offer(ui, scene, count, Weight::Plain, moved, out);
        }
        let some = state.list.total().unwrap_or(0) > 0;
        let why_not = moved.or(controls::needs(some, "why.nothing_here"));
        controls::offer(ui, scene, GoodsAction::PrintCount.into(), Weight::Quiet, why_not, out);
    });
    let Some(sheet) = &mut state.sheet else { return };
    ui.horizontal_wrapped(|ui| {
        let id = controls::small(ui, scene.t("goods.count_reason")).id;
        controls::edit(ui, &mut sheet.reason, 160.0).labelled_by(id);
        let why_not = controls::needs(!sheet.is_wrong(), "goods.fault_count")
            .or(controls::needs(sheet.op().is_some(), "why.counted"));
        controls::offer(ui, scene, GoodsAction::SaveCount.into(), Weight::Primary, why_not, out);
        controls::offer(ui, scene, GoodsAction::CancelCount.into(), Weight::Quiet, None, out);
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
            let typed = !entry.quantity.trim().is_empty();
            let why_not = controls::needs(typed, "why.quantity")
                .or(controls::needs(entry.entry().is_some(), "goods.fault_quantity"));
            let save = GoodsAction::SaveMove.into();
            controls::offer(ui, scene, save, Weight::Primary, why_not, out);
            controls::offer(ui, scene, GoodsAction::CancelMove.into(), Weight::Quiet, None, out);
        });
        if entry.entry().is_none() && !entry.quantity.trim().is_empty() {
            controls::pill(ui, Some(Icon::Warn), scene.t("goods.fault_quantity"), Mood::Alert);
        }
    });
}

pub(super) const fn kind_key(kind: MovementKind) -> &'static str {
    match kind {
        MovementKind::In => "goods.kind_in",
        MovementKind::Out => "goods.kind_out",
        MovementKind::Count => "goods.kind_count",
        MovementKind::Return => "goods.kind_return",
        MovementKind::WriteOff => "goods.kind_write_off",
    }
}
