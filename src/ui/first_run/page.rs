//! The page of the first steps: where one is, the step itself, and the ways on, back and out.
//! May depend on `ui`, and types of `engine`.

use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::first_run::{FirstRunAction, Step, equipment, steps};
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{self, Mood, Tokens, gap, size};
use egui::{Align, Frame, Label, Layout, Margin, RichText, ScrollArea, Ui};

/// Draws the page.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    ScrollArea::vertical().id_salt("first-run").auto_shrink(false).show(ui, |ui| {
        let width = size::FORM.min(ui.available_width());
        let side = ((ui.available_width() - width) / 2.0).max(0.0);
        ui.horizontal_top(|ui| {
            ui.add_space(side);
            ui.vertical(|ui| {
                ui.set_width(width);
                column(ui, scene, state, &mut out);
            });
        });
    });
    out
}

fn column(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState, out: &mut Vec<Action>) {
    head(ui, scene, out);
    way(ui, scene, state.first_run.step, out);
    ui.add_space(gap::SMALL);
    let t = Tokens::of(ui);
    tokens::surface(t).inner_margin(Margin::same(18)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        match state.first_run.step {
            Step::Language => steps::language(ui, scene, out),
            Step::Equipment => equipment::show(ui, scene, state.first_run.have, out),
            Step::Trial => steps::trial(ui, scene, state.welcome, &state.exchange, out),
            Step::Customers => steps::customers(ui, scene, out),
            Step::Ready => steps::ready(ui, scene, state.welcome, out),
        }
    });
    ui.add_space(gap::SMALL);
    foot(ui, scene, state, out);
}

fn head(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(scene.t("first_run.title")).size(size::TEXT_TITLE));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            controls::offer(ui, scene, FirstRunAction::Finish.into(), Weight::Quiet, None, out);
        });
    });
    let about = RichText::new(scene.t("first_run.about")).color(Tokens::of(ui).weak);
    ui.add(Label::new(about).wrap());
    ui.add_space(gap::SMALL);
}

/// The steps in a row: where one is, and a way to each.
fn way(ui: &mut Ui, scene: &Scene<'_>, now: Step, out: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        for (number, step) in (1..).zip(Step::ALL) {
            let text = format!("{number}  {}", scene.t(step.key()));
            if controls::chip(ui, &text, None, step == now).clicked() {
                out.push(FirstRunAction::Go(step).into());
            }
        }
    });
}

fn foot(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState, out: &mut Vec<Action>) {
    let step = state.first_run.step;
    let on = match step.next() {
        Some(_) => FirstRunAction::Next,
        None => FirstRunAction::Start,
    };
    // On the left: a call's card comes at the right.
    ui.horizontal(|ui| {
        if step.previous().is_some() {
            controls::offer(ui, scene, FirstRunAction::Back.into(), Weight::Plain, None, out);
        }
        let on = controls::offer(ui, scene, on.into(), Weight::Primary, None, out);
        if state.first_run.led.replace(step) != Some(step) {
            on.request_focus();
        }
    });
}

/// The band that leads back to the steps.
pub fn show_band(ui: &mut Ui, scene: &Scene<'_>, state: &ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    if !state.first_run.is_aside(scene.snap) {
        return out;
    }
    let ground = Tokens::of(ui).ground_of(Mood::Cool);
    let frame = Frame::new().fill(ground).corner_radius(size::RADIUS);
    frame.inner_margin(Margin::symmetric(12, 5)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            let step = scene.t(state.first_run.step.key());
            ui.label(scene.tf("first_run.band", &[("step", step)]));
            controls::offer(
                ui,
                scene,
                FirstRunAction::Return.into(),
                Weight::Plain,
                None,
                &mut out,
            );
            controls::offer(
                ui,
                scene,
                FirstRunAction::Finish.into(),
                Weight::Quiet,
                None,
                &mut out,
            );
        });
    });
    ui.add_space(gap::TIGHT);
    out
}
