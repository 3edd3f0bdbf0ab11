//! What people with weaker eyes, or without a mouse, see: every text stands out from its ground in both themes, edges of
//! controls can be told from what is around them (WCAG 2.1, 1.4.3 and 1.4.11), and what has the keyboard shows it (2.4.7).

use crate::gallery::{VIEWS, at};
use crate::ui_support::bench::*;
use egui::accesskit::Role;
use egui::epaint::{ClippedShape, Shape, TextShape};
use egui::{Color32, Pos2, Rect, Rgba};
use egui_kittest::kittest::{By, NodeT, Queryable};
use ringdesk::engine::settings::{Language, Theme};
use ringdesk::ui::tokens::{DARK, LIGHT, Mood, Tokens};
use std::collections::BTreeMap;

/// Relative luminance, as WCAG 2.1 defines it.
fn luminance(color: Color32) -> f32 {
    let linear = Rgba::from(color);
    0.2126 * linear.r() + 0.7152 * linear.g() + 0.0722 * linear.b()
}

/// Contrast ratio, 1 to 21.
fn contrast(one: Color32, other: Color32) -> f32 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// `over` painted on `ground`.
fn blended(ground: Color32, over: Color32) -> Color32 {
    ground.blend(over)
}

/// A ground: where it was painted, and with what.
type Ground = (Rect, Color32);

/// What is painted, in order: grounds, and texts with the ground each stands on.
fn texts_on_grounds(shapes: &[ClippedShape], desk: Color32) -> Vec<(TextShape, Rect, Color32)> {
    fn take(
        shape: &Shape,
        clip: Rect,
        grounds: &mut Vec<Ground>,
        out: &mut Vec<(TextShape, Rect, Color32)>,
        desk: Color32,
    ) {
        match shape {
            Shape::Vec(many) => {
                for one in many {
                    take(one, clip, grounds, out, desk);
                }
            }
            Shape::Rect(rect) => {
                let room = rect.rect.intersect(clip);
                if rect.fill != Color32::TRANSPARENT && rect.blur_width == 0.0 {
                    grounds.push((room, rect.fill));
                }
            }
            Shape::Circle(circle) => {
                let side = circle.radius * 1.4;
                let room = Rect::from_center_size(circle.center, egui::Vec2::splat(side));
                grounds.push((room.intersect(clip), circle.fill));
            }
            Shape::Text(text) => {
                let room = text.visual_bounding_rect();
                if clip.intersect(room).area() > 0.0 {
                    let middle = clip.intersect(room).center();
                    out.push((text.clone(), room, ground_at(grounds, middle, desk)));
                }
            }
            _ => {}
        }
    }
    let mut grounds = Vec::new();
    let mut out = Vec::new();
    for clipped in shapes {
        take(&clipped.shape, clipped.clip_rect, &mut grounds, &mut out, desk);
    }
    out
}

fn ground_at(grounds: &[Ground], at: Pos2, desk: Color32) -> Color32 {
    let below = grounds.iter().filter(|(room, _)| room.contains(at));
    below.fold(desk, |ground, (_, over)| blended(ground, *over))
}

/// The inks of a text.
fn inks(text: &TextShape) -> Vec<Color32> {
    let own = text.galley.job.sections.iter().map(|section| section.format.color);
    let ink = |own| match own {
        Color32::PLACEHOLDER => text.fallback_color,
        own => own,
    };
    let faded = |color: Color32| color.gamma_multiply(text.opacity_factor);
    match text.override_text_color {
        Some(color) => vec![faded(color)],
        None => own.map(ink).map(faded).collect(),
    }
}

/// Texts of a view that do not stand out enough. What is greyed may be pale: it cannot be used (WCAG 2.1, 1.4.3).
fn pale(window: &Window, t: &Tokens) -> Vec<String> {
    let greyed = window
        .query_all(By::new().predicate(|node| node.role() != Role::Window && node.is_disabled()));
    let greyed: Vec<Rect> = greyed.map(|node| node.rect().expand(1.0)).collect();
    let mut found = Vec::new();
    for (text, room, ground) in texts_on_grounds(&window.output().shapes, t.ground) {
        if greyed.iter().any(|rect| rect.contains(room.center())) || text.galley.is_empty() {
            continue;
        }
        let large = text.galley.job.sections.iter().all(|part| part.format.font_id.size >= 24.0);
        let least = if large { 3.0 } else { 4.5 };
        for ink in inks(&text) {
            let seen = contrast(blended(ground, ink), ground);
            if seen < least {
                let words: String = text.galley.text().chars().take(40).collect();
                found.push(format!("{words:?} {seen:.2} ({ink:?} on {ground:?})"));
            }
        }
    }
    found
}

#[test]
fn every_text_of_every_view_stands_out_from_its_ground() {
    assert!((contrast(Color32::WHITE, Color32::BLACK) - 21.0).abs() < 0.01);
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for (theme, tokens) in [(Theme::Light, &LIGHT), (Theme::Dark, &DARK)] {
        for view in VIEWS {
            let window = at(view, Language::English, theme, [1_280.0, 1_500.0]);
            for text in pale(&window, tokens) {
                found.entry(text).or_insert_with(|| format!("{} {theme:?}", view.0));
            }
        }
    }
    let found: Vec<String> = found.into_iter().map(|(text, at)| format!("{at}: {text}")).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn inks_stand_out_from_every_ground_they_may_stand_on_and_edges_of_controls_can_be_seen() {
    for t in [&LIGHT, &DARK] {
        let pages = [t.ground, t.surface, t.rail, t.field, t.hover, t.chosen];
        let moods = [Mood::Calm, Mood::Good, Mood::Alert, Mood::Bad, Mood::Cool];
        let mut pairs: Vec<(Color32, Color32)> = Vec::new();
        for ground in pages {
            pairs.extend([t.text, t.weak, t.accent, t.record].map(|ink| (ink, ground)));
            pairs.extend(moods.map(|mood| (t.ink(mood), ground)));
        }
        for mood in moods {
            pairs.extend([(t.ink(mood), t.ground_of(mood)), (t.text, t.ground_of(mood))]);
        }
        pairs.extend([(t.on_accent, t.accent), (t.on_accent, t.accent_hover)]);
        for (ink, ground) in pairs {
            let seen = contrast(ink, ground);
            assert!(seen >= 4.5, "{ink:?} on {ground:?}: {seen:.2}");
        }
        for ground in [t.ground, t.surface, t.field, t.hover] {
            for edge in [t.edge, t.accent] {
                let seen = contrast(edge, ground);
                assert!(seen >= 3.0, "an edge of {edge:?} on {ground:?}: {seen:.2}");
            }
        }
    }
}

/// Whether a ring of the accent's colour, wide enough to be noticed, is painted around (or in) this room.
fn is_ringed(shapes: &[ClippedShape], room: Rect, accent: Color32) -> bool {
    fn any(shape: &Shape, room: Rect, accent: Color32) -> bool {
        let is_ring = |stroke: egui::Stroke| stroke.width >= 1.9 && stroke.color == accent;
        match shape {
            Shape::Vec(many) => many.iter().any(|one| any(one, room, accent)),
            Shape::Rect(rect) => is_ring(rect.stroke) && near(rect.rect, room),
            Shape::Circle(circle) => {
                is_ring(circle.stroke) && room.expand(4.0).contains(circle.center)
            }
            _ => false,
        }
    }
    // A slider shares its ring with the figure beside it.
    fn near(ring: Rect, room: Rect) -> bool {
        let is_longer = ring.contains_rect(room) && ring.height() <= room.height() + 12.0;
        room.expand(6.0).contains_rect(ring) || is_longer
    }
    shapes.iter().any(|clipped| any(&clipped.shape, room, accent))
}

#[test]
fn whatever_has_the_keyboard_shows_it() {
    let mut found = BTreeMap::new();
    for view in VIEWS {
        let mut window = at(view, Language::English, Theme::Light, [1_280.0, 1_500.0]);
        let mut seen: Vec<String> = Vec::new();
        for _ in 0..45 {
            window.key_press(egui::Key::Tab);
            window.run_steps(2);
            let Some((role, label, room)) = focused(&window) else { continue };
            let place = format!("{label} {room:?}");
            if seen.contains(&place) {
                break;
            }
            seen.push(place);
            if !is_ringed(&window.output().shapes, room, LIGHT.accent) {
                // It is being scrolled into sight.
                window.run_steps(12);
            }
            let room = focused(&window).map_or(room, |(.., room)| room);
            if !is_ringed(&window.output().shapes, room, LIGHT.accent) {
                found.entry(format!("{role:?} {label:?}")).or_insert((view.0, room));
            }
        }
        assert!(seen.len() > 10, "{}: Tab reaches {} controls", view.0, seen.len());
    }
    assert!(found.is_empty(), "no ring around {found:#?}");
}

/// What has the keyboard: role, name, place.
fn focused(window: &Window) -> Option<(Role, String, Rect)> {
    let node = window
        .query_all(By::new().predicate(|node| node.role() != Role::Window && node.is_focused()))
        .next()?;
    let access = node.accesskit_node();
    access.bounding_box()?;
    let room = node.rect();
    room.is_finite().then(|| (access.role(), access.label().unwrap_or_default(), room))
}
