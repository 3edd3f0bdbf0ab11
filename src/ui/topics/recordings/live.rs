//! The recording of the call that is going on: a red dot and how long, grey where nothing is recorded, striped where a part is
//! left out; begin, leave out, go on, end. May depend on `ui`, and types of `engine`.

use crate::call::record::Direction;
use crate::engine::settings::RecordFrom;
use crate::engine::snapshot::CallView;
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::scene::{self, Scene};
use crate::ui::tokens::{Tokens, gap, size};
use crate::ui::topics::recordings::action::RecordingAction;
use crate::ui::wording;
use egui::{Color32, Rect, RichText, Sense, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

/// How it stands with the recording of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Off,
    On,
    Paused,
}

/// Draws sign, words and buttons in a row. In a row that is laid out from the right they stand in the same order.
pub fn live_controls(ui: &mut Ui, scene: &Scene<'_>, call: &CallView) -> Vec<Action> {
    let mut out = Vec::new();
    if !scene::is_live(call) {
        return out;
    }
    let standing = standing(scene, call);
    // While it rings, nothing is recorded yet and nobody misses it.
    let rings = call.answered_mono.is_none() && call.record.direction == Direction::Incoming;
    if rings && standing == Standing::Off {
        return out;
    }
    let id = call.record.id;
    let wishes = match standing {
        Standing::Off => vec![RecordingAction::Start(id)],
        Standing::On => vec![RecordingAction::Break(id), RecordingAction::Stop(id)],
        Standing::Paused => vec![RecordingAction::GoOn(id), RecordingAction::Stop(id)],
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = gap::TIGHT;
        let from_right = ui.layout().prefer_right_to_left();
        let mut parts: Vec<Part> = vec![Part::Sign, Part::Words];
        parts.extend(wishes.into_iter().map(Part::Wish));
        if from_right {
            parts.reverse();
        }
        for part in parts {
            match part {
                Part::Sign => sign(ui, standing),
                Part::Words => words(ui, scene, call, standing),
                Part::Wish(wish) => {
                    controls::offer_icon(ui, scene, Action::Recordings(wish), None, &mut out);
                }
            }
        }
    });
    out
}

enum Part {
    Sign,
    Words,
    Wish(RecordingAction),
}

fn standing(scene: &Scene<'_>, call: &CallView) -> Standing {
    let live = &scene.snap.recordings.live;
    let known = live.iter().find(|live| live.call == call.record.id);
    let written = scene.snap.line(call.record.line).is_some_and(|line| line.recording);
    match known {
        Some(live) if live.stopped => Standing::Off,
        Some(live) if live.paused => Standing::Paused,
        Some(_) => Standing::On,
        None if written => Standing::On,
        None => Standing::Off,
    }
}

fn ink(t: &Tokens, standing: Standing) -> Color32 {
    match standing {
        Standing::Off => t.weak,
        Standing::On => t.record,
        Standing::Paused => t.alert,
    }
}

/// Full and red, an empty grey ring, or a striped disc: told apart without colour, too.
fn sign(ui: &mut Ui, standing: Standing) {
    let ink = ink(Tokens::of(ui), standing);
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(18.0), Sense::hover());
    let (centre, radius) = (rect.center(), 6.0);
    match standing {
        Standing::Off => {
            ui.painter().circle_stroke(centre, radius, Stroke::new(1.5, ink));
        }
        Standing::On => {
            ui.painter().circle_filled(centre, radius, ink);
        }
        Standing::Paused => {
            let disc = Rect::from_center_size(centre, vec2(13.0, 13.0));
            ui.painter().rect_stroke(disc, 3.0, Stroke::new(1.5, ink), StrokeKind::Inside);
            let painter = ui.painter().with_clip_rect(disc.shrink(1.0));
            for step in 0_u8..6 {
                let x = f32::from(step).mul_add(4.5, disc.left() - disc.height());
                let ends = [pos2(x, disc.bottom()), pos2(x + disc.height(), disc.top())];
                painter.line_segment(ends, Stroke::new(1.5, ink));
            }
        }
    }
}

fn words(ui: &mut Ui, scene: &Scene<'_>, call: &CallView, standing: Standing) {
    let ink = ink(Tokens::of(ui), standing);
    let text = match standing {
        Standing::Off => scene.t("recordings.is_off").to_owned(),
        Standing::Paused => scene.t("recordings.is_paused").to_owned(),
        Standing::On => {
            let since = match scene.snap.settings.record_from {
                RecordFrom::FirstRing => call.started_mono,
                _ => call.answered_mono.unwrap_or(call.started_mono),
            };
            let span = wording::clock(scene.mono.saturating_sub(since));
            scene.tf("bar.recording", &[("time", &span)])
        }
    };
    ui.label(RichText::new(text).color(ink).size(size::TEXT_SMALL + 1.0));
}
