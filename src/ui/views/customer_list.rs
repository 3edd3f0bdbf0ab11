//! The customers: a search box and filters over a virtual list, in all its width or with the open card beside it.
//! May depend on `ui`, and types of `engine`, `crm`.

use crate::crm::cards::CardFilter;
use crate::crm::customer::CustomerSummary;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::office::cards::{self, CardAction};
use crate::ui::office::transfer;
use crate::ui::scene::Scene;
use crate::ui::state::{CardKey, ViewState};
use crate::ui::tokens::{Tokens, gap, size};
use crate::ui::views::card;
use crate::ui::widgets::{self, table, waiting};
use crate::ui::wording;
use egui::{
    Align2, Color32, Frame, Margin, Panel, Rect, Response, Role, ScrollArea, Sense, Ui, WidgetInfo,
    vec2,
};

const ROW: f32 = 54.0;
/// Width of the list beside an open card: this part of the page, so wide at least and at most.
const LIST_PART: f32 = 0.34;
const LIST: (f32, f32) = (230.0, 330.0);

/// Draws the page.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    if state.office.transfer.is_open() {
        return transfer::show(ui, scene, &mut state.office);
    }
    let mut out = Vec::new();
    let text = state.customers.text.trim().to_owned();
    let question = CardFilter { text, ..state.office.cards.filter.clone() };
    state.office.cards.list.show(&question, scene.snap.data_revision);
    let focus = std::mem::take(&mut state.focus_search);
    if cards::show_duplicates(ui, scene, state, &mut out) {
        return out;
    }
    if state.customers.open.is_none() {
        head(ui, scene, state, focus, &mut out);
        cards::show_many(ui, scene, &mut state.office.cards, &mut out);
        framed(ui, scene, state, &mut out, |ui, state, total, out| {
            cards::show_table(ui, scene, &mut state.office.cards, total, out);
        });
        return out;
    }
    Panel::left("customer-list")
        .exact_size((ui.available_width() * LIST_PART).clamp(LIST.0, LIST.1))
        .resizable(false)
        .show_separator_line(false)
        .frame(Frame::new().inner_margin(Margin { right: 12, ..Margin::ZERO }))
        .show(ui, |ui| {
            head(ui, scene, state, focus, &mut out);
            framed(ui, scene, state, &mut out, |ui, state, total, out| {
                list(ui, scene, state, total, out);
            });
        });
    out.extend(card::show(ui, scene, state));
    let ctx = ui.ctx().clone();
    out.extend(transfer::show_person(&ctx, scene, &state.office.transfer));
    out
}

/// The search box, what can be done, the filters.
fn head(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState, focus: bool, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let width = ui.available_width();
        let hint = scene.t("customers.search");
        controls::search(ui, hint, &mut state.customers.text, width, focus)
            .on_hover_text(scene.t("cards.search_tip"));
    });
    ui.horizontal_wrapped(|ui| {
        controls::offer(ui, scene, Action::NewCustomer(None), Weight::Plain, None, out);
        controls::offer(ui, scene, CardAction::Finder.into(), Weight::Quiet, None, out);
        controls::offer(ui, scene, CardAction::ChooseMany.into(), Weight::Quiet, None, out);
        transfer::buttons(ui, scene, out);
    });
    cards::show_restored(ui, scene, state, out);
    cards::show_filters(ui, scene, &mut state.office.cards);
}

/// The frame of the list, and what it says while there is nobody to show.
fn framed(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut ViewState,
    out: &mut Vec<Action>,
    draw: impl FnOnce(&mut Ui, &mut ViewState, u32, &mut Vec<Action>),
) {
    let t = Tokens::of(ui);
    let total = state.office.cards.list.total();
    Frame::new()
        .fill(t.surface)
        .stroke(egui::Stroke::new(1.0, t.line))
        .corner_radius(size::RADIUS_SURFACE)
        .inner_margin(Margin::same(4))
        .show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            if total == Some(0) {
                let narrowed = state.office.cards.filter.is_narrow();
                let searched = narrowed || !state.customers.text.trim().is_empty();
                let title = if searched { "customers.none_found" } else { "customers.empty" };
                let hint =
                    if searched { "customers.none_found_hint" } else { "customers.empty_hint" };
                let words = (scene.texts.t(title), scene.texts.t(hint));
                if searched {
                    widgets::empty(ui, Icon::Person, words.0, words.1);
                } else {
                    let new = Action::NewCustomer(None);
                    widgets::empty_with(ui, scene, Icon::Person, words, new, out);
                }
                return;
            }
            draw(ui, state, total.unwrap_or(table::AT_FIRST), out);
        });
}

fn list(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState, total: u32, out: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let count = usize::try_from(total).unwrap_or(usize::MAX);
    let open = state.customers.open;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, ROW, count, |ui, range| {
        for index in range {
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            match state.office.cards.list.row(index) {
                Some(customer) => {
                    let customer = &customer.summary;
                    let chosen = open == Some(CardKey::Stored(customer.id));
                    if row(ui, scene, customer, chosen).clicked() {
                        out.push(Action::OpenCustomer(customer.id));
                    }
                }
                None => {
                    waiting::row(ui, index as usize, ROW);
                }
            }
        }
    });
}

fn row(ui: &mut Ui, scene: &Scene<'_>, customer: &CustomerSummary, chosen: bool) -> Response {
    let t = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let name = if customer.name.is_empty() { &customer.company } else { &customer.name };
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, name));
    let fill = match (chosen, response.hovered() || response.has_focus()) {
        (true, _) => t.chosen,
        (false, true) => t.hover,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, f32::from(size::RADIUS), fill);
    controls::focus_ring(ui, t, rect.shrink(2.0), &response, f32::from(size::RADIUS));
    let inner = rect.shrink2(vec2(10.0, 8.0));
    let half = inner.height() / 2.0;
    let when = customer
        .last_contact_utc_millis
        .map(|at| wording::moment(scene.texts, at, scene.wall))
        .unwrap_or_default();
    let above = Rect::from_min_size(inner.min, vec2(inner.width(), half));
    let below = above.translate(vec2(0.0, half + 1.0));
    let room = pair(ui, above, &customer.class, 12.0, t.accent);
    clipped(ui, room, name, size::TEXT, t.text);
    let room = pair(ui, below, &when, 12.0, t.weak);
    let words = [scene.texts.number(&customer.number), customer.company.clone()];
    let words: Vec<&str> =
        words.iter().map(String::as_str).filter(|w| !w.is_empty() && w != name).collect();
    clipped(ui, room, &words.join("  ·  "), size::TEXT_SMALL, t.weak);
    response
}

/// Writes a word at the right end of a line; gives the room left of it.
fn pair(ui: &Ui, rect: Rect, text: &str, points: f32, ink: Color32) -> Rect {
    let text: String = text.chars().take(20).collect();
    let used = ui.painter().text(
        rect.right_center(),
        Align2::RIGHT_CENTER,
        text,
        egui::FontId::proportional(points),
        ink,
    );
    Rect::from_min_max(rect.min, egui::pos2(used.left() - gap::SMALL, rect.bottom()))
}

/// Writes text into a line, with … where it does not fit.
fn clipped(ui: &Ui, rect: Rect, text: &str, points: f32, ink: Color32) {
    let format = egui::TextFormat::simple(egui::FontId::proportional(points), ink);
    let mut job = egui::text::LayoutJob::single_section(text.to_owned(), format);
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width());
    let galley = ui.painter().layout_job(job);
    let at = rect.left_center() - vec2(0.0, galley.size().y / 2.0);
    ui.painter().galley(at, galley, ink);
}
