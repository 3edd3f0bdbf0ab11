//! How healthy the box has been: its states over time as a picture, the newest steps in words.
//! May depend on `ui`, and types of `engine`.

use crate::engine::doctor::{LifeEntry, LifeState, LifeView};
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use crate::ui::wording;
use egui::{Align, Label, Layout, Rect, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use std::time::Duration;

/// Height of the picture.
const PICTURE: f32 = 46.0;
/// The longest time it shows …
const LONGEST: Duration = Duration::from_hours(12);
/// … and the shortest.
const SHORTEST: Duration = Duration::from_mins(1);
/// Steps in words.
const STEPS: usize = 6;

/// Draws the card.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, life: &LifeView) {
    let (key, icon, mood) = face(life.state);
    let health = scene.tf("doctor.health_is", &[("health", &life.health.to_string())]);
    ui.horizontal(|ui| {
        controls::group_title(ui, scene.t("doctor.health"));
        controls::pill(ui, Some(icon), scene.texts.t(key), mood);
        controls::pill(ui, None, &health, health_mood(life.health));
    });
    let since = wording::time_of_day(scene, life.since);
    let name = format!("{}, {health}", scene.texts.t(key));
    picture(ui, scene, life, &name);
    controls::small(ui, scene.tf("doctor.since", &[("time", &since)]));
    for entry in life.history.iter().rev().take(STEPS) {
        step(ui, scene, entry);
    }
}

const fn health_mood(health: u32) -> Mood {
    match health {
        80.. => Mood::Good,
        60..80 => Mood::Alert,
        _ => Mood::Bad,
    }
}

/// Word, icon and mood of a state.
const fn face(state: LifeState) -> (&'static str, Icon, Mood) {
    match state {
        LifeState::Absent => ("life.absent", Icon::Unplugged, Mood::Bad),
        LifeState::Found => ("life.found", Icon::Info, Mood::Calm),
        LifeState::NotPermitted => ("life.not_permitted", Icon::Warn, Mood::Bad),
        LifeState::Busy => ("life.busy", Icon::Warn, Mood::Alert),
        LifeState::BringingUp => ("life.bringing_up", Icon::Info, Mood::Cool),
        LifeState::Ready => ("life.ready", Icon::Tick, Mood::Good),
        LifeState::Degraded => ("life.degraded", Icon::Warn, Mood::Alert),
        LifeState::Lost => ("life.lost", Icon::Unplugged, Mood::Bad),
    }
}

/// How high a state stands in the picture: colour is never the only sign.
const fn height(state: LifeState) -> f32 {
    match state {
        LifeState::Ready => 1.0,
        LifeState::Degraded => 0.65,
        LifeState::Found | LifeState::BringingUp => 0.4,
        LifeState::NotPermitted | LifeState::Busy => 0.3,
        LifeState::Absent | LifeState::Lost => 0.16,
    }
}

/// What the picture shows: a state from one moment to another.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Span<'a> {
    entry: &'a LifeEntry,
    from: Duration,
    to: Duration,
}

/// The spans of the last hours, oldest first.
fn spans(history: &[LifeEntry], now: Duration) -> Vec<Span<'_>> {
    let earliest = now.saturating_sub(LONGEST);
    let ends = history.iter().skip(1).map(|next| next.at).chain([now]);
    let span = |(entry, to): (&'_ LifeEntry, Duration)| (entry.at.max(earliest), to);
    history
        .iter()
        .zip(ends)
        .map(|pair| (pair.0, span(pair)))
        .filter(|(_, (from, to))| to > from)
        .map(|(entry, (from, to))| Span { entry, from, to })
        .collect()
}

fn picture(ui: &mut Ui, scene: &Scene<'_>, life: &LifeView, name: &str) {
    let t = Tokens::of(ui);
    let spans = spans(&life.history, scene.mono);
    let begin = spans.first().map_or(scene.mono, |span| span.from);
    let whole = scene.mono.saturating_sub(begin).max(SHORTEST);
    let begin = scene.mono.saturating_sub(whole);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), PICTURE), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    ui.painter().rect_filled(rect, 3.0, t.calm_soft);
    let x = |at: Duration| {
        let part = at.saturating_sub(begin).as_secs_f32() / whole.as_secs_f32();
        part.min(1.0).mul_add(rect.width(), rect.left())
    };
    let pointer = response.hover_pos().map(|at| at.x);
    let mut pointed = None;
    for span in &spans {
        let (left, right) = (x(span.from), x(span.to).max(x(span.from) + 1.5));
        let top = rect.bottom() - height(span.entry.state) * (rect.height() - 4.0);
        let bar = Rect::from_min_max(pos2(left, top), pos2(right.min(rect.right()), rect.bottom()));
        let (_, _, mood) = face(span.entry.state);
        ui.painter().rect_filled(bar, 1.0, t.ink(mood));
        if pointer.is_some_and(|at| (left..=right).contains(&at)) {
            pointed = Some(span.entry);
        }
    }
    if let Some(entry) = pointed {
        response.on_hover_text(words(scene, entry));
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = size::TEXT_SMALL;
        controls::small(ui, wording::time_of_day(scene, begin));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            controls::small(ui, scene.t("doctor.now"));
        });
    });
}

fn words(scene: &Scene<'_>, entry: &LifeEntry) -> String {
    let (key, ..) = face(entry.state);
    let why = if entry.why.is_empty() { String::new() } else { format!(": {}", entry.why) };
    format!("{}  {}{why}", wording::time_of_day(scene, entry.at), scene.texts.t(key))
}

fn step(ui: &mut Ui, scene: &Scene<'_>, entry: &LifeEntry) {
    let (key, icon, mood) = face(entry.state);
    let ink = Tokens::of(ui).ink(mood);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        ui.spacing_mut().item_spacing.x = gap::SMALL;
        controls::draw_in(ui, icon, vec2(14.0, 18.0), ink);
        controls::small(ui, wording::time_of_day(scene, entry.at));
        let word = scene.texts.t(key);
        let text =
            if entry.why.is_empty() { word.to_owned() } else { format!("{word}: {}", entry.why) };
        ui.add(Label::new(RichText::new(text).size(size::TEXT_SMALL)).wrap());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(secs: u64, state: LifeState) -> LifeEntry {
        LifeEntry { at: Duration::from_secs(secs), state, why: String::new() }
    }

    #[test]
    fn each_state_lasts_until_the_next_and_the_last_until_now() {
        let history = [
            entry(10, LifeState::BringingUp),
            entry(12, LifeState::Ready),
            entry(12, LifeState::Lost),
        ];
        let seen: Vec<_> = spans(&history, Duration::from_secs(20))
            .iter()
            .map(|span| (span.entry.state, span.from.as_secs(), span.to.as_secs()))
            .collect();
        assert_eq!(seen, [(LifeState::BringingUp, 10, 12), (LifeState::Lost, 12, 20)]);
    }

    #[test]
    fn what_was_before_the_last_hours_is_cut_off() {
        let day = 24 * 3600;
        let history = [entry(0, LifeState::Lost), entry(60, LifeState::Ready)];
        let spans = spans(&history, Duration::from_secs(day));
        assert_eq!(spans.len(), 1);
        assert_eq!(spans[0].from.as_secs(), day - 12 * 3600);
    }
}
