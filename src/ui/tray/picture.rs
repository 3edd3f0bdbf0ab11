//! The tray icon's picture, drawn by code: a receiver on a rounded square whose colour and mark say the state. Colour is
//! never the only sign. Bytes are ARGB, as the StatusNotifierItem specification wants them.
//! May depend on tokens.

use crate::ui::tokens::{LIGHT, Tokens};
use crate::ui::tray::TrayState;
use std::f32::consts::FRAC_1_SQRT_2;

/// Sides in pixels that panels ask for.
pub const SIDES: [u16; 4] = [16, 22, 32, 48];
/// Points looked at in each pixel, in each direction.
const FINE: u16 = 4;

/// A picture in ARGB, four bytes a pixel, row by row from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels in each direction.
    pub side: u16,
    /// Alpha, red, green, blue.
    pub argb: Vec<u8>,
}

/// What stands at a point; later ones lie on top.
#[derive(Debug, Clone, Copy)]
struct Look {
    state: TrayState,
    quiet: bool,
    missed: bool,
}

/// The picture of a state.
#[must_use]
pub fn draw(state: TrayState, quiet: bool, missed: bool, side: u16) -> Picture {
    let look = Look { state, quiet, missed };
    let side = side.clamp(8, 256);
    let mut argb = Vec::with_capacity(usize::from(side) * usize::from(side) * 4);
    for y in 0..side {
        for x in 0..side {
            argb.extend(pixel(look, side, x, y));
        }
    }
    Picture { side, argb }
}

/// The mean of the points of a pixel.
fn pixel(look: Look, side: u16, x: u16, y: u16) -> [u8; 4] {
    let (mut alpha, mut colour) = (0_u32, [0_u32; 3]);
    let place = |whole: u16, part: u16| {
        let fine = f32::from(whole * FINE + part) + 0.5;
        fine / f32::from(side * FINE)
    };
    for down in 0..FINE {
        for right in 0..FINE {
            if let Some(point) = point(look, place(x, right), place(y, down)) {
                alpha += 1;
                for (sum, part) in colour.iter_mut().zip(point) {
                    *sum += u32::from(part);
                }
            }
        }
    }
    let points = u32::from(FINE * FINE);
    let byte = |value: u32| u8::try_from(value).unwrap_or(u8::MAX);
    let part = |sum: u32| byte(sum.checked_div(alpha).unwrap_or(0));
    let [red, green, blue] = colour.map(part);
    [byte(alpha * 255 / points), red, green, blue]
}

/// The colour at a point of the unit square; `None`: nothing is there.
fn point(look: Look, x: f32, y: f32) -> Option<[u8; 3]> {
    let t: &Tokens = &LIGHT;
    let rgb = |colour: egui::Color32| [colour.r(), colour.g(), colour.b()];
    let white = rgb(t.surface);
    let away = |cx: f32, cy: f32| (x - cx).hypot(y - cy);
    if look.quiet {
        // A no-entry sign in the corner.
        let far = away(0.76, 0.76);
        if far < 0.24 {
            let bar = (x - 0.76).abs() < 0.15 && (y - 0.76).abs() < 0.055;
            return Some(if bar || far > 0.21 { white } else { rgb(t.bad) });
        }
    }
    if look.missed && away(0.8, 0.2) < 0.2 {
        return Some(if away(0.8, 0.2) < 0.155 { rgb(t.bad) } else { white });
    }
    let ground = match look.state {
        TrayState::Idle => t.accent,
        TrayState::Ringing => t.alert,
        TrayState::InCall => t.good,
        TrayState::Fault => t.weak,
    };
    if look.state == TrayState::Fault && crossed(x, y) {
        return Some(rgb(t.bad));
    }
    if receiver(look.state, x, y) {
        return Some(white);
    }
    rounded(x, y).then(|| rgb(ground))
}

/// A square with round corners.
fn rounded(x: f32, y: f32) -> bool {
    let (edge, radius) = (0.02_f32, 0.22_f32);
    let out = |v: f32| ((v - 0.5).abs() - (0.5 - edge - radius)).max(0.0);
    out(x).hypot(out(y)) <= radius
}

/// A stroke from corner to corner.
fn crossed(x: f32, y: f32) -> bool {
    let on = (x + y - 1.0).abs() < 0.1;
    on && (0.1..0.9).contains(&x)
}

/// A receiver; it stands up while it rings, with waves, and lies slanted otherwise.
fn receiver(state: TrayState, x: f32, y: f32) -> bool {
    let (dx, dy) = (x - 0.5, y - 0.5);
    // Turned so that the handle runs from the upper left to the lower right.
    let (along, across) = ((dx + dy) * FRAC_1_SQRT_2, (dy - dx) * FRAC_1_SQRT_2);
    let handle = (along.hypot(across + 0.26) - 0.36).abs() < 0.065 && across > -0.06;
    let end = |at: f32| (along - at).abs() < 0.11 && (across + 0.02).abs() < 0.1;
    if handle || end(-0.29) || end(0.29) {
        return true;
    }
    let waves: &[f32] = match state {
        TrayState::Ringing => &[0.12, 0.26],
        TrayState::InCall => &[0.12],
        TrayState::Idle | TrayState::Fault => &[],
    };
    let far = (x - 0.5).hypot(y - 0.5);
    let upper = x > 0.5 && y < 0.5;
    waves.iter().any(|radius| upper && (far - radius).abs() < 0.04)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    const STATES: [TrayState; 4] =
        [TrayState::Idle, TrayState::Ringing, TrayState::InCall, TrayState::Fault];

    /// Without colour: what somebody sees who tells no colours apart.
    fn grey(picture: &Picture) -> Vec<u8> {
        let level = |p: &[u8]| (u32::from(p[1]) * 3 + u32::from(p[2]) * 6 + u32::from(p[3])) / 10;
        picture.argb.chunks(4).map(|p| u8::from(level(p) > 200 && p[0] > 128)).collect()
    }

    #[test]
    fn every_state_and_mark_looks_different_in_every_size_even_without_colour() {
        for side in SIDES {
            let mut seen = HashSet::new();
            for state in STATES {
                for (quiet, missed) in [(false, false), (true, false), (false, true), (true, true)]
                {
                    let picture = draw(state, quiet, missed, side);
                    assert_eq!(picture.argb.len(), usize::from(side) * usize::from(side) * 4);
                    assert!(seen.insert(grey(&picture)), "{state:?} {quiet} {missed} at {side}");
                }
            }
        }
    }

    #[test]
    fn the_corners_are_clear_and_the_middle_is_not() {
        let picture = draw(TrayState::Idle, false, false, 32);
        assert_eq!(picture.argb[0], 0);
        let middle = (16 * 32 + 16) * 4;
        assert_eq!(picture.argb[middle], 255);
    }
}
