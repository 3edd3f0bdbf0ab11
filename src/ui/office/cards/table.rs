//! The list of customers in all its width, while no card is open: a row each, columns for what is asked most.
//! May depend on `ui`, and types of `engine`, `crm`.

use crate::base::ids::CustomerId;
use crate::crm::cards::{CardBy, CardOrder, CardRow};
use crate::engine::topics::look::LookSettings;
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::icons::{self, Icon};
use crate::ui::office::cards::state::CardState;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, size};
use crate::ui::widgets::table::{self, Column, Sorting, Table, Width};
use crate::ui::wording;
use egui::{Rect, Response, RichText, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

const COLUMNS: [Column; 8] = [
    Column::new("card.name", Width::Share(90.0)),
    Column::new("card.company", Width::Share(100.0)),
    Column::new("card.class", Width::Exact(84.0)).from(700.0),
    Column::new("cards.tags", Width::Share(80.0)).from(900.0),
    Column::new("cards.numbers", Width::Exact(136.0)),
    Column::new("cards.last_contact", Width::Exact(118.0)).from(560.0),
    Column::new("cards.owner", Width::Exact(80.0)).from(980.0),
    Column::new("cards.follow_up", Width::Exact(90.0)).from(800.0),
];

/// The name under which it is remembered.
const NAME: &str = "customers";

/// By what the customers can be sorted.
const BY: [(CardBy, &str); 7] = [
    (CardBy::Name, "card.name"),
    (CardBy::Company, "card.company"),
    (CardBy::Class, "card.class"),
    (CardBy::Number, "cards.numbers"),
    (CardBy::LastContact, "cards.last_contact"),
    (CardBy::Owner, "cards.owner"),
    (CardBy::FollowUp, "cards.follow_up"),
];

fn sorting(order: CardOrder) -> [Sorting; 7] {
    BY.map(|(by, column)| Sorting { column, now: (order.by == by).then_some(!order.falling) })
}

/// The order after a press on a head: the other way round, or that column's.
fn reordered(now: CardOrder, by: CardBy) -> CardOrder {
    // Who called last is looked for from the newest on, everything else from its beginning.
    let falling = if now.by == by { !now.falling } else { by == CardBy::LastContact };
    CardOrder { by, falling }
}

/// Puts the list in the order it was left in.
pub fn recall(state: &mut CardState, look: &LookSettings) {
    let Some((column, rising)) = table::order(look, NAME) else { return };
    if let Some((by, _)) = BY.into_iter().find(|(_, name)| *name == column) {
        state.filter.order = CardOrder { by, falling: !rising };
    }
}

/// Draws it; `total` rows.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut CardState,
    total: u32,
    out: &mut Vec<Action>,
) {
    let table = Table {
        name: NAME,
        columns: &COLUMNS,
        sorting: &sorting(state.filter.order),
        rows: total,
        reveal: None,
        clicked: true,
    };
    let mut pressed: Option<CustomerId> = None;
    let head = table::show(ui, scene, &table, out, |row, names| {
        let index = u32::try_from(row.index()).unwrap_or(u32::MAX);
        let Some(customer) = state.list.row(index).cloned() else {
            table::waiting(row, names);
            return;
        };
        let id = customer.summary.id;
        let ticked = state.chosen.as_ref().map(|chosen| chosen.contains(&id));
        row.set_selected(ticked == Some(true));
        let mut clicked = false;
        for (place, name) in names.iter().enumerate() {
            row.col(|ui| {
                if place == 0 {
                    clicked |= lead(ui, &customer, ticked).clicked();
                } else {
                    cell(ui, scene, state, &customer, name);
                }
            });
        }
        if clicked || row.response().clicked() {
            pressed = Some(id);
        }
    });
    if let Some((by, column)) = BY.into_iter().find(|(_, column)| Some(*column) == head) {
        let order = reordered(state.filter.order, by);
        state.filter.order = order;
        out.push(table::remember(scene, NAME, column, !order.falling));
    }
    let Some(id) = pressed else { return };
    match &mut state.chosen {
        None => out.push(Action::OpenCustomer(id)),
        Some(chosen) => {
            if !chosen.remove(&id) {
                chosen.insert(id);
            }
        }
    }
}

/// The first cell: what keys and screen readers find of the row.
fn lead(ui: &mut Ui, customer: &CardRow, ticked: Option<bool>) -> Response {
    let t = Tokens::of(ui);
    let who = &customer.summary;
    let name = if who.name.is_empty() { &who.company } else { &who.name };
    let room = ui.max_rect();
    let response = ui.interact(room, ui.scope_id().with(who.id), Sense::click());
    let role = if ticked.is_some() { Role::CheckBox } else { Role::Button };
    response.widget_info(|| WidgetInfo::selected(role, true, ticked == Some(true), name));
    if let Some(ticked) = ticked {
        let (square, _) = ui.allocate_exact_size(vec2(18.0, 16.0), Sense::hover());
        let square = Rect::from_min_size(square.min, vec2(16.0, 16.0));
        let edge = Stroke::new(1.0, t.edge);
        ui.painter().rect_stroke(square, 4.0, edge, StrokeKind::Inside);
        if ticked {
            icons::paint(ui.painter(), square.shrink(2.0), Icon::Tick, t.accent);
        }
    }
    table::write(ui, &who.name);
    controls::focus_ring(ui, t, room.shrink2(vec2(0.0, 3.0)), &response, f32::from(size::RADIUS));
    response
}

fn cell(ui: &mut Ui, scene: &Scene<'_>, state: &CardState, customer: &CardRow, name: &str) {
    let t = Tokens::of(ui);
    let who = &customer.summary;
    let (text, ink) = match name {
        "card.name" => (who.name.clone(), t.text),
        "card.company" => (who.company.clone(), t.text),
        "card.class" => (who.class.clone(), t.accent),
        "cards.tags" => (customer.tags.join(" · "), t.weak),
        "cards.numbers" => (scene.texts.number(&who.number), t.text),
        "cards.last_contact" => {
            let at = who.last_contact_utc_millis;
            let when = at.map(|at| wording::moment(scene.texts, at, scene.wall));
            (when.unwrap_or_default(), t.weak)
        }
        "cards.owner" => {
            let owner = customer.owner.map(|staff| state.owner_name(staff));
            (owner.unwrap_or_default(), t.weak)
        }
        _ => (customer.follow_up.clone(), t.weak),
    };
    let text: String = text.chars().take(120).map(|c| if c == '\n' { ' ' } else { c }).collect();
    controls::short(ui, RichText::new(text).color(ink));
}
