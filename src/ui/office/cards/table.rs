//! The list of customers in all its width, while no card is open: a row each, columns for what is asked most.
//! May depend on `ui`, and types of `crm`.

use crate::crm::cards::CardRow;
use crate::ui::action::Action;
use crate::ui::office::cards::state::CardState;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, size};
use crate::ui::wording;
use egui::{Color32, FontId, Rect, Response, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

/// Columns: title and share of the width.
const COLUMNS: [(&str, f32); 8] = [
    ("card.name", 0.15),
    ("card.company", 0.19),
    ("card.class", 0.09),
    ("cards.tags", 0.14),
    ("cards.numbers", 0.15),
    ("cards.last_contact", 0.11),
    ("cards.owner", 0.08),
    ("cards.follow_up", 0.09),
];
/// Room for the tick of a chosen row.
const TICK: f32 = 26.0;

/// Draws it; `total` rows.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut CardState,
    total: u32,
    out: &mut Vec<Action>,
) {
    head(ui, scene, state.chosen.is_some());
    ui.spacing_mut().item_spacing.y = 0.0;
    let count = usize::try_from(total).unwrap_or(usize::MAX);
    let area = ScrollArea::vertical().id_salt("customer-table").auto_shrink(false);
    area.show_rows(ui, size::ROW, count, |ui, range| {
        for index in range {
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            let Some(customer) = state.list.row(index).cloned() else {
                ui.allocate_space(vec2(ui.available_width(), size::ROW));
                continue;
            };
            let id = customer.summary.id;
            let ticked = state.chosen.as_ref().map(|chosen| chosen.contains(&id));
            if row(ui, scene, state, &customer, ticked).clicked() {
                match &mut state.chosen {
                    None => out.push(Action::OpenCustomer(id)),
                    Some(chosen) => {
                        if !chosen.remove(&id) {
                            chosen.insert(id);
                        }
                    }
                }
            }
        }
    });
}

fn head(ui: &mut Ui, scene: &Scene<'_>, choosing: bool) {
    let t = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::HEAD), Sense::hover());
    for (cell, (title, _)) in cells(rect, choosing).into_iter().zip(COLUMNS) {
        write(ui, cell, scene.texts.t(title), size::TEXT_SMALL, t.weak);
    }
    ui.painter().hline(rect.x_range(), rect.bottom(), egui::Stroke::new(1.0, t.line));
}

fn cells(rect: Rect, choosing: bool) -> Vec<Rect> {
    let inner = rect.shrink2(vec2(10.0, 0.0));
    let mut left = inner.left() + if choosing { TICK } else { 0.0 };
    let room = inner.right() - left;
    let cell = |(_, share): (&str, f32)| {
        let right = left + room * share;
        let cell = Rect::from_min_max(pos2(left, rect.top()), pos2(right - 8.0, rect.bottom()));
        left = right;
        cell
    };
    COLUMNS.into_iter().map(cell).collect()
}

fn row(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &CardState,
    customer: &CardRow,
    ticked: Option<bool>,
) -> Response {
    let t = Tokens::of(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    let who = &customer.summary;
    let name = if who.name.is_empty() { &who.company } else { &who.name };
    let chosen = ticked.unwrap_or(false);
    let role = if ticked.is_some() { Role::CheckBox } else { Role::Button };
    response.widget_info(|| WidgetInfo::selected(role, true, chosen, name));
    let fill = match (chosen, response.hovered() || response.has_focus()) {
        (true, _) => t.chosen,
        (false, true) => t.hover,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, f32::from(size::RADIUS), fill);
    if let Some(ticked) = ticked {
        let at = pos2(rect.left() + 10.0, rect.center().y - 8.0);
        let square = Rect::from_min_size(at, vec2(16.0, 16.0));
        ui.painter().rect_stroke(
            square,
            4.0,
            egui::Stroke::new(1.0, t.edge),
            egui::StrokeKind::Inside,
        );
        if ticked {
            crate::ui::icons::paint(
                ui.painter(),
                square.shrink(2.0),
                crate::ui::icons::Icon::Tick,
                t.accent,
            );
        }
    }
    let when = who.last_contact_utc_millis.map(|at| wording::moment(scene.texts, at, scene.wall));
    let owner = customer.owner.map(|staff| state.owner_name(staff));
    let texts = [
        (who.name.clone(), t.text),
        (who.company.clone(), t.text),
        (who.class.clone(), t.accent),
        (customer.tags.join(" · "), t.weak),
        (scene.texts.number(&who.number), t.text),
        (when.unwrap_or_default(), t.weak),
        (owner.unwrap_or_default(), t.weak),
        (customer.follow_up.clone(), t.weak),
    ];
    for (cell, (text, ink)) in cells(rect, ticked.is_some()).into_iter().zip(texts) {
        write(ui, cell, &text, size::TEXT, ink);
    }
    response
}

/// Writes text into a cell, with … where it does not fit.
fn write(ui: &Ui, cell: Rect, text: &str, points: f32, ink: Color32) {
    let text: String = text.chars().take(120).map(|c| if c == '\n' { ' ' } else { c }).collect();
    let format = egui::TextFormat::simple(FontId::proportional(points), ink);
    let mut job = egui::text::LayoutJob::single_section(text, format);
    job.wrap = egui::text::TextWrapping::truncate_at_width(cell.width().max(8.0));
    let galley = ui.painter().layout_job(job);
    let at = cell.left_center() - vec2(0.0, galley.size().y / 2.0);
    ui.painter().galley(at, galley, ink);
}
