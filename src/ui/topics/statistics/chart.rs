//! What bars are made of: kinds of calls with a colour and a pattern each, so that colour is never the only sign; axis and legend.
//! May depend on egui, tokens.

use crate::call::statistics::{Figures, What};
use crate::ui::tokens::{Tokens, size};
use egui::{
    Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2,
};

/// The parts of a bar, from the bottom up.
pub(super) const PARTS: [What; 4] = [What::Answered, What::Missed, What::Outgoing, What::Blocked];

/// How many calls of a part.
pub(super) fn part(figures: &Figures, what: What) -> u64 {
    what.count(figures).unwrap_or_default()
}

/// All that a bar shows.
pub(super) fn shown(figures: &Figures) -> u64 {
    PARTS.into_iter().map(|what| part(figures, what)).sum()
}

fn ink(t: &Tokens, what: What) -> Color32 {
    match what {
        What::Answered => t.good,
        What::Missed => t.bad,
        What::Outgoing => t.cool,
        _ => t.weak,
    }
}

/// A piece of a bar: answered is plain, missed is hatched, outgoing is framed, blocked is dotted.
pub(super) fn fill(painter: &Painter, t: &Tokens, rect: Rect, what: What) {
    let ink = ink(t, what);
    match what {
        What::Answered => {
            painter.rect_filled(rect, 1.0, ink);
        }
        What::Missed => {
            painter.rect_filled(rect, 1.0, t.ground_of(crate::ui::tokens::Mood::Bad));
            hatch(painter, rect, Stroke::new(1.6, ink));
            painter.rect_stroke(rect, 1.0, Stroke::new(1.0, ink), StrokeKind::Inside);
        }
        What::Outgoing => {
            painter.rect_filled(rect, 1.0, t.ground_of(crate::ui::tokens::Mood::Cool));
            painter.rect_stroke(rect, 1.0, Stroke::new(1.2, ink), StrokeKind::Inside);
        }
        _ => {
            painter.rect_filled(rect, 1.0, t.calm_soft);
            let dashes = Shape::dashed_line(&outline(rect), Stroke::new(1.0, ink), 2.0, 2.0);
            painter.extend(dashes);
        }
    }
}

fn outline(rect: Rect) -> [Pos2; 5] {
    let r = rect.shrink(0.5);
    [r.left_top(), r.right_top(), r.right_bottom(), r.left_bottom(), r.left_top()]
}

/// Slanting lines inside a rectangle.
fn hatch(painter: &Painter, rect: Rect, stroke: Stroke) {
    let inside = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
    let step = 5.0;
    let mut x = rect.left() - rect.height();
    while x < rect.right() {
        let line = [pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())];
        inside.line_segment(line, stroke);
        x += step;
    }
}

/// What the patterns mean, with the sum of each.
pub(super) fn legend(ui: &mut Ui, entries: &[(What, String)]) {
    let t = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.spacing_mut().interact_size.y = 16.0;
        for (what, text) in entries {
            let (rect, _) = ui.allocate_exact_size(vec2(14.0, 12.0), egui::Sense::hover());
            fill(ui.painter(), t, rect, *what);
            ui.label(egui::RichText::new(text).size(size::TEXT_SMALL).color(t.weak));
            ui.add_space(6.0);
        }
    });
}

/// A round number not below `most`, to end an axis with.
pub(super) fn axis_end(most: u64) -> u64 {
    let mut unit = 1_u64;
    loop {
        for step in [1, 2, 4, 5, 10] {
            let end = unit.saturating_mul(step);
            if end >= most.max(2) {
                return end;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

/// Lines at nothing, half and the whole of the axis, with their numbers at the left.
pub(super) fn axis(painter: &Painter, t: &Tokens, plot: Rect, marks: [(f32, String); 3]) {
    for (part, text) in marks {
        let y = plot.height().mul_add(-part, plot.bottom());
        painter.hline(plot.x_range(), y, Stroke::new(1.0, t.line));
        let at = pos2(plot.left() - 6.0, y);
        let font = FontId::proportional(size::TEXT_TINY);
        painter.text(at, Align2::RIGHT_CENTER, text, font, t.weak);
    }
}

/// A part of a whole for drawing.
pub(super) fn ratio(part: u64, whole: u64) -> f32 {
    // Tenths of thousandths are finer than a point of the screen.
    let fine = part.saturating_mul(10_000) / whole.max(1);
    f32::from(u16::try_from(fine.min(10_000)).unwrap_or(10_000)) / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_with_a_round_number() {
        let ends = [0, 1, 3, 7, 12, 41, 99, 100, 101, 1_234].map(axis_end);
        assert_eq!(ends, [2, 2, 4, 10, 20, 50, 100, 100, 200, 2_000]);
        assert_eq!(ratio(1, 2), 0.5);
        assert_eq!(ratio(3, 0), 1.0);
    }
}
