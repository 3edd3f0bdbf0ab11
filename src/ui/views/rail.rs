//! The left rail: the pages, the number of missed calls nobody has dealt with.
//! May depend on `ui` only.

use crate::ui::action::Action;
use crate::ui::catalogue;
use crate::ui::icons;
use crate::ui::scene::Scene;
use crate::ui::state::Screen;
use crate::ui::tokens::{Tokens, gap, size};
use egui::{
    Align2, FontId, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2,
};

/// Height of an entry where there is room for all of them, and the least.
const HIGH: f32 = 60.0;
const LEAST: f32 = 40.0;

/// Draws the rail.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, shown: Screen) -> Vec<Action> {
    let mut out = Vec::new();
    ui.spacing_mut().item_spacing.y = gap::TIGHT;
    // Lower windows have lower entries: the last one is never out of reach.
    let count = f32::from(u16::try_from(Screen::ALL.len()).unwrap_or(u16::MAX));
    let high = (ui.available_height() / count - gap::TIGHT).clamp(LEAST, HIGH);
    for screen in Screen::ALL {
        let agenda = &scene.snap.office.agenda;
        let count = match screen {
            Screen::Calls => scene.snap.missed_open,
            Screen::Today => agenda.overdue.saturating_add(agenda.due_today),
            _ => 0,
        };
        if entry(ui, scene, (screen, screen == shown, count), high).clicked() {
            out.push(Action::Show(screen));
        }
    }
    out
}

fn entry(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (screen, chosen, count): (Screen, bool, u32),
    high: f32,
) -> Response {
    let t = Tokens::of(ui);
    let face = Action::Show(screen).face();
    let text = scene.texts.t(face.text);
    let wish = vec2(ui.available_width(), high);
    let (rect, response) = ui.allocate_exact_size(wish, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, text));
    let ink = if chosen { t.accent } else { t.weak };
    if chosen || response.hovered() {
        let fill = if chosen { t.surface } else { t.hover };
        ui.painter().rect_filled(rect, f32::from(size::RADIUS_SURFACE), fill);
    }
    if response.has_focus() {
        let ring = Stroke::new(2.0, t.accent);
        let radius = f32::from(size::RADIUS_SURFACE);
        ui.painter().rect_stroke(rect, radius, ring, StrokeKind::Inside);
    }
    let middle = rect.center_top() + vec2(0.0, high * 22.0 / HIGH);
    let square = Rect::from_center_size(middle, Vec2::splat(size::RAIL_ICON));
    if let Some(icon) = face.icon {
        icons::paint(ui.painter(), square, icon, ink);
    }
    let words = if chosen { t.text } else { t.weak };
    let under = rect.center_bottom() - vec2(0.0, high * 7.0 / HIGH);
    let font = FontId::proportional(size::TEXT_SMALL);
    ui.painter().text(under, Align2::CENTER_BOTTOM, text, font, words);
    if count > 0 {
        badge(ui, middle + vec2(15.0, -8.0), count);
    }
    let tip = if count > 0 {
        let key = if screen == Screen::Today { "agenda.rail" } else { "rail.missed" };
        scene.tf(key, &[("count", &count.to_string())])
    } else {
        text.to_owned()
    };
    let key = face.key.map(|key| catalogue::written(ui.ctx(), &key)).unwrap_or_default();
    response.on_hover_text(format!("{tip}  ({key})"))
}

fn badge(ui: &Ui, at: egui::Pos2, count: u32) {
    let t = Tokens::of(ui);
    let text = if count > 99 { "99+".to_owned() } else { count.to_string() };
    let galley =
        ui.painter().layout_no_wrap(text, FontId::proportional(size::TEXT_TINY), t.surface);
    let wish = vec2((galley.size().x + 9.0).max(17.0), 17.0);
    let rect = Rect::from_center_size(at, wish);
    ui.painter().rect_filled(rect, 8.5, t.bad);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, t.surface);
}
