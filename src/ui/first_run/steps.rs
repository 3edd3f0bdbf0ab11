//! The steps but one: language, the test call, customers, the end. May depend on `ui`, and types of `engine`.

use crate::engine::settings::{Language, SettingChange, Theme};
use crate::engine::snapshot::{LineState, LineView};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::first_run::parts;
use crate::ui::first_run::{FirstRunAction, Step};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::state::{ExchangeForm, Welcome};
use crate::ui::tokens::{Mood, gap};
use crate::ui::topics::example;
use crate::ui::views::{exchange, welcome};
use egui::{Label, Ui};

pub(super) fn language(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    parts::opening(ui, scene, "first_run.language_title", "first_run.language_about");
    let settings = &scene.snap.settings;
    let languages = [
        (Some(Language::Chinese), "settings.language_zh"),
        (Some(Language::English), "settings.language_en"),
        (None, "settings.language_system"),
    ];
    for (language, key) in languages {
        if ui.radio(settings.language == language, scene.t(key)).clicked() {
            out.push(Action::Set(SettingChange::Language(language)));
        }
    }
    ui.add_space(gap::MEDIUM);
    let mut theme = settings.theme;
    let themes = [
        (Theme::System, "settings.theme_system"),
        (Theme::Light, "settings.theme_light"),
        (Theme::Dark, "settings.theme_dark"),
    ];
    exchange::choice(ui, scene, "settings.theme", &mut theme, &themes);
    if theme != settings.theme {
        out.push(Action::Set(SettingChange::Theme(theme)));
    }
}

pub(super) fn trial(
    ui: &mut Ui,
    scene: &Scene<'_>,
    done: Welcome,
    form: &ExchangeForm,
    out: &mut Vec<Action>,
) {
    match scene.line() {
        Some(line) if scene.simulated() => {
            parts::opening(ui, scene, "first_run.trial_title", "first_run.trial_simulated");
            welcome::steps(ui, scene, done);
            ui.add_space(gap::SMALL);
            if done.next().is_none() {
                let text = scene.t("welcome.finished");
                controls::pill(ui, Some(Icon::Tick), text, Mood::Good);
            }
            ui.horizontal_wrapped(|ui| welcome::now(ui, scene, line, done, form, out));
        }
        line => {
            parts::opening(ui, scene, "first_run.trial_title", "first_run.trial_real");
            real(ui, scene, line, done, out);
        }
    }
}

/// A call from outside, ticked off as it happens.
fn real(
    ui: &mut Ui,
    scene: &Scene<'_>,
    line: Option<&LineView>,
    done: Welcome,
    out: &mut Vec<Action>,
) {
    let ready = line.is_some_and(|line| line.state != LineState::Absent);
    let [rang, popped, talked, over, _] = done.done;
    let numbered = scene.snap.calls.iter().any(|call| call.record.number.is_some())
        || scene.snap.recent.iter().any(|call| call.record.number.is_some());
    parts::tick(ui, scene, ready, "first_run.tick_ready");
    parts::tick(ui, scene, rang, "first_run.tick_rang");
    parts::tick(ui, scene, numbered && rang, "first_run.tick_number");
    parts::tick(ui, scene, popped && talked, "first_run.tick_talked");
    parts::tick(ui, scene, over, "first_run.tick_over");
    ui.add_space(gap::SMALL);
    ui.horizontal_wrapped(|ui| {
        if let Some(line) = line.filter(|line| line.claimed.desk_ring) {
            let why_not = controls::needs(!line.test_ring, "doctor.ringing")
                .or(controls::needs(line.state == LineState::Idle, "why.line_busy"));
            let ring = Action::TestRing(line.id);
            controls::offer(ui, scene, ring, Weight::Plain, why_not, out);
        }
        if let Some(line) = line.filter(|line| line.audio_ok) {
            let test = Action::TestSound(line.id);
            let why_not = controls::needs(line.test_sound.is_none(), "why.busy");
            controls::offer(ui, scene, test, Weight::Plain, why_not, out);
        }
        let doctor = Action::ShowLine(crate::ui::state::LinePage::Doctor);
        controls::offer(ui, scene, doctor, Weight::Quiet, None, out);
    });
    if !ready {
        ui.add(Label::new(scene.t("first_run.not_ready")).wrap());
        let back = FirstRunAction::Go(Step::Equipment).into();
        controls::offer(ui, scene, back, Weight::Plain, None, out);
    }
}

pub(super) fn customers(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    parts::opening(ui, scene, "first_run.customers_title", "first_run.customers_about");
    ui.horizontal_wrapped(|ui| {
        controls::offer(ui, scene, FirstRunAction::Import.into(), Weight::Plain, None, out);
        controls::offer(ui, scene, FirstRunAction::NewCustomer.into(), Weight::Plain, None, out);
    });
    controls::small(ui, scene.t("first_run.customers_later"));
}

pub(super) fn ready(ui: &mut Ui, scene: &Scene<'_>, done: Welcome, out: &mut Vec<Action>) {
    parts::opening(ui, scene, "first_run.ready_title", "first_run.ready_about");
    let has_line = scene.line().is_some_and(|line| line.state != LineState::Absent);
    let word = if scene.simulated() { "first_run.tick_simulated" } else { "first_run.tick_ready" };
    parts::tick(ui, scene, has_line, word);
    parts::tick(ui, scene, done.done[0], "first_run.tick_tried");
    ui.add_space(gap::MEDIUM);
    example::offer(ui, scene, Weight::Plain, out);
}
