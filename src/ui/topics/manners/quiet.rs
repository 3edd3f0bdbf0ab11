//! Do not disturb in the line bar: a bell that opens the choices, and a pill that says until when nothing disturbs.
//! May depend on `ui`, and types of `engine`.

use crate::engine::topics::manners::{Quiet, QuietUntil};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, gap};
use crate::ui::topics::manners::{MannersAction, MannersState};
use crate::ui::wording;
use egui::{Popup, PopupCloseBehavior, Ui};
use std::time::Duration;

/// The spans offered, in minutes.
const SPANS: [u64; 3] = [30, 60, 120];

/// Until when nothing disturbs, in words.
#[must_use]
pub fn words(scene: &Scene<'_>, quiet: Quiet) -> String {
    match quiet.until_utc_millis {
        None => scene.t("manners.quiet_now").to_owned(),
        Some(until) => {
            let when = wording::moment(scene.texts, until, scene.wall);
            scene.tf("manners.quiet_until", &[("when", &when)])
        }
    }
}

/// What ends do-not-disturb, or begins it.
fn choose(until: Option<QuietUntil>) -> Action {
    Action::Manners(MannersAction::DoNotDisturb(until))
}

/// Draws bell and pill.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut MannersState, out: &mut Vec<Action>) {
    let quiet = scene.snap.settings.manners.quiet;
    let mood = quiet.map(|_| Mood::Alert);
    let name = scene.t("manners.quiet");
    let icon = if quiet.is_some() { Icon::BellOff } else { Icon::Bell };
    let bell = controls::icon_press(ui, icon, name, mood).on_hover_text(name);
    Popup::menu(&bell).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_min_width(220.0);
        ui.spacing_mut().item_spacing.y = gap::TIGHT;
        if menu(ui, scene, state, quiet, out) {
            ui.close();
        }
    });
    if let Some(quiet) = quiet {
        controls::pill(ui, None, &words(scene, quiet), Mood::Alert);
    }
}

/// Draws the choices; `true` when one was made.
fn menu(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut MannersState,
    quiet: Option<Quiet>,
    out: &mut Vec<Action>,
) -> bool {
    let before = out.len();
    controls::group_title(ui, scene.t("manners.quiet"));
    controls::small(ui, scene.t("manners.quiet_about"));
    for minutes in SPANS {
        let text = scene.tf("manners.quiet_minutes", &[("minutes", &minutes.to_string())]);
        if controls::press(ui, None, &text, Weight::Quiet).clicked() {
            out.push(choose(Some(QuietUntil::For(Duration::from_mins(minutes)))));
        }
    }
    for until in [QuietUntil::Tomorrow, QuietUntil::SwitchedOff] {
        controls::offer(ui, scene, choose(Some(until)), Weight::Quiet, None, out);
    }
    ui.horizontal(|ui| {
        let label = controls::weak(ui, scene.t("manners.quiet_clock"));
        let field = controls::edit(ui, &mut state.clock, 64.0).labelled_by(label.id);
        let until = time_of_day(&state.clock);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let why_not = controls::needs(until.is_some(), "manners.quiet_clock_hint");
        let text = scene.t("manners.quiet_set");
        let button = |ui: &mut Ui| controls::press(ui, None, text, Weight::Plain);
        let set = controls::greyed(ui, scene, why_not, button);
        if (set.clicked() || entered)
            && let Some(until) = until
        {
            out.push(choose(Some(until)));
        }
    });
    if quiet.is_some() {
        ui.separator();
        controls::offer(ui, scene, choose(None), Weight::Plain, None, out);
    }
    out.len() > before
}

/// `15:00`, `15：00`, `9.30`, `1530`, `9`: a time of day as people type it.
#[must_use]
pub fn time_of_day(text: &str) -> Option<QuietUntil> {
    let text = text.trim();
    let parts: Vec<&str> = text.split([':', '：', '.', ' ']).collect();
    let digits = |part: &str| {
        let is_short = (1..=2).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit());
        is_short.then(|| part.parse::<u8>().ok()).flatten()
    };
    let (hour, minute) = match parts.as_slice() {
        [hour, minute] => (digits(hour)?, digits(minute)?),
        [whole] if whole.len() == 4 && whole.is_ascii() => {
            (digits(whole.get(..2)?)?, digits(whole.get(2..)?)?)
        }
        [hour] => (digits(hour)?, 0),
        _ => return None,
    };
    (hour < 24 && minute < 60).then_some(QuietUntil::Clock { hour, minute })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_read_as_people_type_it() {
        let at = |hour, minute| Some(QuietUntil::Clock { hour, minute });
        for (text, time) in [
            ("15:00", at(15, 0)),
            (" 9.30 ", at(9, 30)),
            ("15：05", at(15, 5)),
            ("1530", at(15, 30)),
            ("9", at(9, 0)),
            ("24:00", None),
            ("9:60", None),
            ("", None),
            ("noon", None),
            ("+1:+2", None),
            ("九点", None),
            ("1:2:3", None),
        ] {
            assert_eq!(time_of_day(text), time, "{text}");
        }
    }
}
