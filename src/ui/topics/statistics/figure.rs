//! A figure that opens its list: a button that looks like a number; its formula on hover.
//! May depend on `ui`, and types of `call`.

use super::{StatisticsAction, words};
use crate::call::statistics::{FigureList, Scope, What};
use crate::ui::action::Action;
use crate::ui::scene::Scene;
use crate::ui::tokens::Tokens;
use egui::{Color32, FontId, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

/// How it looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub size: f32,
    pub ink: Option<Color32>,
}

impl Look {
    pub const fn small(size: f32) -> Self {
        Self { size, ink: None }
    }
}

/// A figure as a button. `name` is said by screen readers, `text` is shown, `tip` on hover.
pub(super) fn link(ui: &mut Ui, name: &str, text: &str, tip: &str, look: Look) -> Response {
    let t = Tokens::of(ui);
    let ink = look.ink.unwrap_or(t.text);
    let font = FontId::proportional(look.size);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, ink);
    let wish = vec2(galley.size().x + 2.0, galley.size().y.max(18.0));
    let (rect, response) = ui.allocate_exact_size(wish, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let at = rect.left_center() + vec2(1.0, -galley.size().y / 2.0);
    let under = egui::Rect::from_min_size(at, galley.size());
    ui.painter().galley(at, galley, ink);
    if response.hovered() {
        let line = Stroke::new(1.0, ink);
        ui.painter().hline(under.x_range(), under.bottom() - 1.0, line);
    }
    if response.has_focus() {
        let ring = Stroke::new(2.0, t.accent);
        ui.painter().rect_stroke(rect.expand(2.0), 4.0, ring, StrokeKind::Inside);
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(tip)
}

/// A figure that opens its calls; where it is nothing there is nothing to open.
#[allow(clippy::too_many_arguments, reason = "a widget: where, what, how, and where its wish goes")]
pub(super) fn open(
    ui: &mut Ui,
    scene: &Scene<'_>,
    scope: &Scope,
    what: What,
    (name, text): (&str, &str),
    look: Look,
    out: &mut Vec<Action>,
) {
    let tip = format!("{}\n{}", words::formula(scene, what), scene.t("statistics.click_for_list"));
    if link(ui, name, text, &tip, look).clicked() {
        let list = FigureList { scope: scope.clone(), what };
        out.push(Action::Statistics(StatisticsAction::OpenList(Box::new(list))));
    }
}
