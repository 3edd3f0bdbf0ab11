//! What the steps are put together from: a choice with its explanation, a tick beside what has happened.
//! May depend on `ui`, egui.

use crate::ui::controls;
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use egui::{
    Align2, FontId, Label, Rect, Response, RichText, Role, Sense, Stroke, StrokeKind, TextWrapMode,
    Ui, Vec2, WidgetInfo, WidgetText, vec2,
};

/// The narrowest that two choices side by side may be.
const NARROW: f32 = 260.0;
/// Inside a choice.
const PAD: f32 = 12.0;

/// A choice: its word, and below it what it means.
pub struct Choice<'a> {
    /// What it shows.
    pub icon: Icon,
    /// Its word, which is its name.
    pub title: &'a str,
    /// What it means.
    pub hint: &'a str,
    /// Whether it is the one.
    pub chosen: bool,
}

/// Draws choices, two in a row where there is room; gives the place of the one that was pressed.
pub fn choices(ui: &mut Ui, all: &[Choice<'_>]) -> Option<usize> {
    let room = ui.available_width();
    let columns = if room >= 2.0 * NARROW { 2 } else { 1 };
    let width = if columns == 2 { (room - gap::SMALL) / 2.0 } else { room };
    let mut pressed = None;
    for (row, pair) in all.chunks(columns).enumerate() {
        let height = pair.iter().map(|one| height(ui, one, width)).fold(0.0, f32::max);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = gap::SMALL;
            for (column, one) in pair.iter().enumerate() {
                if choice(ui, one, vec2(width, height)).clicked() {
                    pressed = Some(row * columns + column);
                }
            }
        });
    }
    pressed
}

fn text_width(width: f32) -> f32 {
    width - 3.0 * PAD - size::RAIL_ICON
}

fn hint(ui: &Ui, one: &Choice<'_>, width: f32) -> std::sync::Arc<egui::Galley> {
    let text = WidgetText::from(RichText::new(one.hint).size(13.0).color(Tokens::of(ui).weak));
    text.into_galley(ui, Some(TextWrapMode::Wrap), text_width(width), egui::TextStyle::Body)
}

fn height(ui: &Ui, one: &Choice<'_>, width: f32) -> f32 {
    2.0 * PAD + size::TEXT_GROUP + gap::SMALL + hint(ui, one, width).size().y
}

fn choice(ui: &mut Ui, one: &Choice<'_>, wish: Vec2) -> Response {
    let t = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(wish, Sense::click());
    let (title, chosen) = (one.title.to_owned(), one.chosen);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, &title));
    let (fill, edge) = match (chosen, response.hovered()) {
        (true, _) => (t.chosen, t.accent),
        (false, true) => (t.hover, t.edge),
        (false, false) => (t.surface, t.edge),
    };
    let radius = f32::from(size::RADIUS);
    ui.painter().rect(rect, radius, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    if response.has_focus() {
        let ring = Stroke::new(2.0, t.accent);
        ui.painter().rect_stroke(rect.expand(2.0), radius + 2.0, ring, StrokeKind::Inside);
    }
    let corner = rect.left_top() + Vec2::splat(PAD);
    let icon = if chosen { Icon::Done } else { one.icon };
    let ink = if chosen { t.accent } else { t.weak };
    icons::paint(
        ui.painter(),
        Rect::from_min_size(corner, Vec2::splat(size::RAIL_ICON)),
        icon,
        ink,
    );
    let at = corner + vec2(size::RAIL_ICON + PAD, 0.0);
    let font = FontId::proportional(size::TEXT_GROUP);
    ui.painter().text(at, Align2::LEFT_TOP, one.title, font, t.text);
    let below = at + vec2(0.0, size::TEXT_GROUP + gap::SMALL);
    ui.painter().galley(below, hint(ui, one, wish.x), t.weak);
    response
}

/// Something that has happened, or has not yet.
pub fn tick(ui: &mut Ui, scene: &Scene<'_>, done: bool, key: &'static str) {
    let t = Tokens::of(ui);
    ui.horizontal(|ui| {
        let (icon, ink) = if done { (Icon::Done, t.ink(Mood::Good)) } else { (Icon::Todo, t.weak) };
        controls::draw(ui, icon, size::ICON, ink);
        let ink = if done { t.text } else { t.weak };
        ui.add(Label::new(RichText::new(scene.t(key)).color(ink)).wrap());
    });
}

/// A title and what it is about.
pub fn opening(ui: &mut Ui, scene: &Scene<'_>, title: &'static str, about: &'static str) {
    controls::group_title(ui, scene.t(title));
    let about = RichText::new(scene.t(about)).color(Tokens::of(ui).weak);
    ui.add(Label::new(about).wrap());
    ui.add_space(gap::SMALL);
}
