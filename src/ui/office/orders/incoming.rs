//! What the card of a ringing call says of orders: the last one, what is owed; and the button for the usual.
//! May depend on `ui`, and types of `crm`.

use super::{OrderAction, OrderState, card, words};
use crate::base::ids::CustomerId;
use crate::base::money::Money;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, size};
use egui::{RichText, Ui};

/// Draws the lines; nothing where nothing is known.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &OrderState, customer: Option<CustomerId>) {
    let Some((_, desk)) = customer.and_then(|id| Some((id, state.known_desk(id)?))) else {
        return;
    };
    if desk.orders == 0 && desk.owed.is_zero() && desk.units.is_empty() {
        return;
    }
    card::last_line(ui, scene, desk);
    let mood = words::balance(scene, desk.owed).1;
    let text = words::balances(scene, desk);
    if desk.owed != Money::ZERO || !desk.units.is_empty() {
        let ink = Tokens::of(ui).ink(mood);
        controls::short(ui, RichText::new(text).size(size::TEXT_SMALL).color(ink));
    }
}

/// The button for the usual order (the first one, where there is none yet), for the foot of the card.
pub fn button(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &OrderState,
    customer: Option<CustomerId>,
    out: &mut Vec<Action>,
) {
    let known = customer.and_then(|id| Some((id, state.known_desk(id)?)));
    if let Some((customer, desk)) = known {
        let order = match desk.last {
            Some(_) => OrderAction::Quick(Some(customer)),
            None => OrderAction::New(Some(customer)),
        };
        controls::offer(ui, scene, order.into(), Weight::Plain, None, out);
    }
}
