//! Where incoming cards stand on the screen: in their corner, or where a person dragged them; further ones beside.
//! Pure. May depend on egui's geometry, tokens and types of `engine`.

use crate::engine::topics::manners::{CardPlace, Corner, MannersSettings};
use crate::ui::tokens::{gap, size};
use egui::{Align2, Pos2, Vec2, pos2, vec2};

/// Size of a card.
pub const CARD: Vec2 = vec2(size::INCOMING_WIDTH, size::INCOMING_HEIGHT);

/// How far card number `place` stands from its corner, both positive.
#[must_use]
pub fn inset(place: u8) -> Vec2 {
    let step = size::INCOMING_WIDTH + gap::MEDIUM;
    vec2(f32::from(place).mul_add(step, size::INCOMING_INSET), size::INCOMING_INSET)
}

/// The corner as egui says it, and the offset from it of card number `place`.
#[must_use]
pub fn anchor(corner: Corner, place: u8) -> (Align2, Vec2) {
    let inset = inset(place);
    match corner {
        Corner::TopLeft => (Align2::LEFT_TOP, inset),
        Corner::TopRight => (Align2::RIGHT_TOP, vec2(-inset.x, inset.y)),
        Corner::BottomLeft => (Align2::LEFT_BOTTOM, vec2(inset.x, -inset.y)),
        Corner::BottomRight => (Align2::RIGHT_BOTTOM, -inset),
    }
}

/// Upper left corner of card number `place` on a screen of this size. Never outside it.
#[must_use]
pub fn on_screen(settings: &MannersSettings, screen: Vec2, place: u8) -> Pos2 {
    let room = (screen - CARD).max(Vec2::ZERO);
    let at = if let Some(dragged) = settings.place {
        let beside = f32::from(place) * (size::INCOMING_WIDTH + gap::MEDIUM);
        let at = point(dragged);
        // Beside it, on the side where there is more room.
        let x = if at.x > room.x / 2.0 { at.x - beside } else { at.x + beside };
        pos2(x, at.y)
    } else {
        let (_, offset) = anchor(settings.corner, place);
        let x = if offset.x < 0.0 { room.x + offset.x } else { offset.x };
        let y = if offset.y < 0.0 { room.y + offset.y - size::TASKBAR } else { offset.y };
        pos2(x, y)
    };
    pos2(at.x.clamp(0.0, room.x), at.y.clamp(0.0, room.y))
}

/// A place on the screen as the settings keep it.
#[must_use]
pub fn kept(at: Pos2) -> CardPlace {
    #[allow(clippy::cast_possible_truncation, reason = "a place on a screen, clamped")]
    let whole = |value: f32| value.round().clamp(-32_000.0, 32_000.0) as i32;
    CardPlace { x: whole(at.x), y: whole(at.y) }
}

fn point(place: CardPlace) -> Pos2 {
    let float = |value: i32| f32::from(i16::try_from(value).unwrap_or(i16::MAX));
    pos2(float(place.x), float(place.y))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Vec2 = vec2(1920.0, 1080.0);

    fn at(corner: Corner, place: Option<CardPlace>, card: u8) -> Pos2 {
        let settings = MannersSettings { corner, place, ..MannersSettings::default() };
        on_screen(&settings, SCREEN, card)
    }

    #[test]
    fn every_corner_is_reached_and_the_second_card_covers_nothing() {
        for corner in Corner::ALL {
            let (first, second) = (at(corner, None, 0), at(corner, None, 1));
            let left = matches!(corner, Corner::TopLeft | Corner::BottomLeft);
            let top = matches!(corner, Corner::TopLeft | Corner::TopRight);
            let middle = first + CARD / 2.0;
            assert_eq!(middle.x < SCREEN.x / 2.0, left, "{corner:?}");
            assert_eq!(middle.y < SCREEN.y / 2.0, top, "{corner:?}");
            assert!((second.x - first.x).abs() > CARD.x, "{corner:?}");
        }
    }

    #[test]
    fn a_dragged_card_stays_where_it_was_put_but_never_off_the_screen() {
        let put = CardPlace { x: 300, y: 200 };
        assert_eq!(at(Corner::BottomRight, Some(put), 0), pos2(300.0, 200.0));
        assert!(at(Corner::BottomRight, Some(put), 1).x > 700.0);
        // The screen at which it was put there is gone.
        let away = CardPlace { x: 5_000, y: -40 };
        let inside = at(Corner::BottomRight, Some(away), 0);
        assert_eq!(inside, pos2(SCREEN.x - CARD.x, 0.0));
        assert_eq!(kept(pos2(f32::NAN, 1e9)), CardPlace { x: 0, y: 32_000 });
    }
}
