//! The panel of a list beside what it belongs to: at the right where there is room, else below. May depend on `ui`.

use crate::ui::tokens::size;
use egui::{Frame, Margin, Panel, Ui};

/// Narrower pages have it below.
const WIDE: f32 = 880.0;

/// The panel; `name` keeps it apart from others.
pub fn panel(ui: &Ui, name: &str) -> Panel {
    let (panel, wish, margin) = if ui.available_width() > WIDE {
        (Panel::right(name), size::DETAILS, Margin { left: 12, ..Margin::ZERO })
    } else {
        let below = egui::Id::unique((name, "below"));
        (Panel::bottom(below), ui.available_height() * 0.5, Margin { top: 12, ..Margin::ZERO })
    };
    panel
        .exact_size(wish)
        .resizable(false)
        .show_separator_line(false)
        .frame(Frame::new().inner_margin(margin))
}
