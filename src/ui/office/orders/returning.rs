//! Goods that come back: how many of each line, why, and what is given back for them. May depend on `ui`, types of `crm`.

use super::{OrderAction, form};
use crate::base::ids::OrderId;
use crate::base::money::Money;
use crate::crm::goods::quantity::Quantity;
use crate::crm::orders::OrderOp;
use crate::crm::orders::order::Order;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Mood, Tokens, size};
use egui::Ui;

/// A return being typed.
#[derive(Debug, Clone, Default)]
pub(super) struct ReturnForm {
    order: OrderId,
    revision: u32,
    number: String,
    /// Name, how many may come back, how many do.
    lines: Vec<(String, Quantity, String)>,
    reason: String,
    refund: String,
    method: String,
}

impl ReturnForm {
    pub fn of(order: &Order) -> Self {
        let line = |line: &crate::crm::orders::line::OrderLine| {
            (line.name.clone(), line.kept(), String::new())
        };
        Self {
            order: order.id,
            revision: order.revision,
            number: order.number.clone(),
            lines: order.lines.iter().map(line).collect(),
            ..Self::default()
        }
    }

    /// The return; `None` while nothing, or nothing possible, is typed.
    pub fn op(&self) -> Option<OrderOp> {
        let mut lines = Vec::new();
        for (at, (_, most, text)) in (0_u32..).zip(&self.lines) {
            if text.trim().is_empty() {
                continue;
            }
            let back = Quantity::parse(text)?;
            if back < Quantity::ZERO || back > *most {
                return None;
            }
            if !back.is_zero() {
                lines.push((at, back));
            }
        }
        let refund = if self.refund.trim().is_empty() {
            None
        } else {
            Some(Money::parse(&self.refund).filter(|refund| *refund >= Money::ZERO)?)
        };
        let refund = refund.filter(|refund| !refund.is_zero());
        let refund = refund.map(|refund| (refund, self.method.clone()));
        let (order, revision) = (self.order, self.revision);
        let reason = self.reason.trim().to_owned();
        let some = !lines.is_empty();
        some.then_some(OrderOp::Return { order, revision, lines, reason, refund })
    }
}

/// Draws the form.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, back: &mut ReturnForm, out: &mut Vec<Action>) {
    tokens::surface(Tokens::of(ui)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        controls::group_title(ui, &scene.tf("orders.return_title", &[("number", &back.number)]));
        let mut wrong = false;
        for (at, (name, most, text)) in back.lines.iter_mut().enumerate() {
            ui.push_id(at, |ui| {
                let label =
                    scene.tf("orders.return_of", &[("name", name), ("most", &most.to_string())]);
                controls::small(ui, &label);
                controls::edit(ui, text, 80.0).accessible_name(&label);
            });
            let typed = Quantity::parse(text);
            wrong |= !text.trim().is_empty()
                && typed.is_none_or(|typed| typed < Quantity::ZERO || typed > *most);
        }
        if wrong {
            controls::pill(ui, Some(Icon::Warn), scene.t("orders.fault_return"), Mood::Alert);
        }
        let width = (ui.available_width() - size::LABEL - 24.0).clamp(100.0, 300.0);
        controls::field(ui, scene.t("orders.reason"), &mut back.reason, width);
        controls::field(ui, scene.t("orders.refund"), &mut back.refund, 110.0);
        if !back.refund.trim().is_empty() {
            form::method(ui, scene, &mut back.method);
        }
        let why_not = controls::needs(!wrong, "orders.fault_return")
            .or(controls::needs(back.op().is_some(), "why.quantity"));
        ui.horizontal(|ui| {
            let save = OrderAction::SaveReturn.into();
            controls::offer(ui, scene, save, Weight::Primary, why_not, out);
            controls::offer(ui, scene, OrderAction::CancelReturn.into(), Weight::Quiet, None, out);
        });
    });
}
