//! Places of what is on its way, so that nothing jumps when it comes and nothing says meanwhile that there is nothing.
//! May depend on `ui`.

use crate::ui::controls;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Tokens, gap, size};
use egui::{Response, Role, Sense, Ui, Vec2, WidgetInfo, vec2};

/// How thick the bar of a line of text is.
const LINE: f32 = 10.0;

/// A bar where words will be.
pub fn bar(ui: &mut Ui, wish: Vec2) -> Response {
    let (rect, response) = ui.allocate_exact_size(wish, Sense::hover());
    ui.painter().rect_filled(rect, wish.y / 2.0, Tokens::of(ui).unlit);
    response
}

/// The part of its room that the words of a place may take. Not all alike, so that it does not look like something to read.
pub(super) fn part(place: usize) -> f32 {
    [0.72, 0.5, 0.64, 0.44][place % 4]
}

/// Where one line of words will be.
pub fn line(ui: &mut Ui, scene: &Scene<'_>) {
    named(&bar(ui, vec2(ui.available_width() * 0.4, LINE)), scene);
    ui.add_space(gap::SMALL);
}

/// Rows of a list, so many.
pub fn rows(ui: &mut Ui, scene: &Scene<'_>, count: usize) {
    for place in 0..count {
        let response = row(ui, place, size::ROW);
        if place == 0 {
            named(&response, scene);
        }
    }
}

/// One row so high; `place` in its list.
pub fn row(ui: &mut Ui, place: usize, height: f32) -> Response {
    let (room, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let width = (room.width() - 2.0 * gap::SMALL).max(0.0) * part(place);
    let corner = egui::pos2(room.left() + gap::SMALL, room.center().y - LINE / 2.0);
    let at = egui::Rect::from_min_size(corner, vec2(width, LINE));
    ui.painter().rect_filled(at, LINE / 2.0, Tokens::of(ui).unlit);
    response
}

/// A group with its title and its rows.
pub fn group(ui: &mut Ui, scene: &Scene<'_>, count: usize) {
    tokens::surface(Tokens::of(ui)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        bar(ui, vec2(ui.available_width().min(160.0), LINE * 1.4));
        ui.add_space(gap::SMALL);
        rows(ui, scene, count);
    });
}

/// Beside a wheel that turns: what takes long.
pub fn working(ui: &mut Ui, text: &str) {
    ui.horizontal(|ui| {
        ui.spinner();
        controls::weak(ui, text);
    });
}

/// Screen readers are told once what the bars are.
fn named(response: &Response, scene: &Scene<'_>) {
    let text = scene.t("table.waiting");
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, text));
}
