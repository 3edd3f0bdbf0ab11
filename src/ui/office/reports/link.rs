//! A figure that opens its list: a button that looks like a number. May depend on egui, tokens.

use crate::ui::tokens::{Tokens, size};
use egui::{
    Color32, CursorIcon, FontId, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2,
};

/// Draws it; `name` is said by screen readers, `text` is shown, `tip` on hover. Never wider than there is room.
pub(super) fn link(
    ui: &mut Ui,
    (name, text): (&str, &str),
    tip: &str,
    (points, ink): (f32, Color32),
) -> Response {
    let t = Tokens::of(ui);
    let font = FontId::proportional(points);
    let room = ui.available_width();
    let mut job = egui::text::LayoutJob::single_section(
        text.to_owned(),
        egui::TextFormat { font_id: font, color: ink, ..egui::TextFormat::default() },
    );
    job.wrap = egui::text::TextWrapping::truncate_at_width(room.max(12.0));
    let galley = ui.painter().layout_job(job);
    let wish = vec2(galley.size().x + 2.0, galley.size().y.max(18.0));
    let (rect, response) = ui.allocate_exact_size(wish, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let at = rect.left_center() + vec2(1.0, -galley.size().y / 2.0);
    let under = egui::Rect::from_min_size(at, galley.size());
    let cut = galley.elided;
    ui.painter().galley(at, galley, ink);
    if response.hovered() {
        ui.painter().hline(under.x_range(), under.bottom() - 1.0, Stroke::new(1.0, ink));
    }
    if response.has_focus() {
        let ring = Stroke::new(2.0, t.accent);
        ui.painter().rect_stroke(rect.expand(2.0), 4.0, ring, StrokeKind::Inside);
    }
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    if cut { response.on_hover_text(format!("{text}\n{tip}")) } else { response.on_hover_text(tip) }
}

/// A small one in the colour of text.
pub(super) fn plain(ui: &mut Ui, name: &str, text: &str, tip: &str) -> Response {
    let ink = Tokens::of(ui).text;
    link(ui, (name, text), tip, (size::TEXT, ink))
}
