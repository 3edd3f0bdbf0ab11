//! The views. Each draws from a [`crate::ui::scene::Scene`] and its own memory and returns actions; none performs one.
//! May depend on `ui`'s other modules and on types of `engine`, `call`, `crm`, `base`.

pub mod announce;
pub mod call_details;
pub mod call_list;
pub mod card;
pub mod customer_list;
pub mod doctor;
pub mod exchange;
pub mod incoming;
pub mod line;
pub mod line_bar;
pub mod notices;
pub mod rail;
pub mod settings;
pub mod tuning;
pub mod welcome;

use crate::ui::action::Action;
use crate::ui::first_run;
use crate::ui::office;
use crate::ui::scene::Scene;
use crate::ui::state::{Screen, ViewState};
use crate::ui::tokens::{Tokens, gap, size};
use crate::ui::topics;
use egui::{CentralPanel, Frame, Margin, Panel, Ui};

/// The whole window below its title: rail, line bar, notices, welcome, page.
pub fn window(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    if scene.snap.office.staff.locked {
        return locked(ui, scene, state);
    }
    let t = Tokens::of(ui);
    let mut out = Vec::new();
    let bar = Frame::new().fill(t.surface).inner_margin(Margin::symmetric(16, 0));
    Panel::top("line-bar").exact_size(size::LINE_BAR).resizable(false).frame(bar).show(ui, |ui| {
        announce::show(ui, scene);
        out.extend(line_bar::show(ui, scene, &mut state.manners));
    });
    if topics::dialling::bar_wanted(scene, &state.manners) {
        let strip = Frame::new().fill(t.cool_soft).inner_margin(Margin::symmetric(16, 0));
        Panel::top("call-bar").exact_size(size::CALL_BAR).resizable(false).frame(strip).show(
            ui,
            |ui| {
                let ViewState { dialling, manners, .. } = state;
                out.extend(topics::dialling::show_bar(ui, scene, dialling, manners));
            },
        );
    }
    let first_steps = state.first_run.is_shown(scene.snap);
    if !first_steps {
        let frame = Frame::new().fill(t.rail).inner_margin(Margin::symmetric(8, 10));
        Panel::left("rail")
            .exact_size(size::RAIL)
            .resizable(false)
            .show_separator_line(false)
            .frame(frame)
            .show(ui, |ui| out.extend(rail::show(ui, scene, state.screen)));
    }
    // Always there, so that nothing else changes its place or name when a call comes.
    Panel::bottom("incoming-strip")
        .exact_size(topics::manners::strip::height(scene, state))
        .resizable(false)
        .show_separator_line(false)
        .frame(Frame::new().fill(t.surface).inner_margin(Margin::symmetric(gap::PAGE, 0)))
        .show(ui, |ui| out.extend(topics::manners::strip::show(ui, scene, state)));
    CentralPanel::default()
        .frame(Frame::new().fill(t.ground).inner_margin(Margin::symmetric(gap::PAGE, 14)))
        .show(ui, |ui| {
            out.extend(topics::example::show_band(ui, scene));
            out.extend(notices::show(ui, scene, state));
            if first_steps {
                out.extend(first_run::show(ui, scene, state));
                return;
            }
            out.extend(first_run::show_band(ui, scene, state));
            // The steps have a test call of their own.
            if !state.first_run.is_aside(scene.snap) {
                out.extend(welcome::show(ui, scene, state.welcome, &state.exchange));
            }
            office::staff::seen(ui, scene, &mut state.office.staff, &mut out);
            out.extend(page(ui, scene, state));
        });
    let ctx = ui.ctx().clone();
    out.extend(topics::dialling::show_panel(&ctx, scene, state));
    out.extend(crate::ui::office::orders::quick::show(&ctx, scene, &mut state.office.orders));
    out
}

/// The window of a desk that asks who is there: nothing of anybody's stands in it.
fn locked(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let t = Tokens::of(ui);
    let mut out = Vec::new();
    CentralPanel::default()
        .frame(Frame::new().fill(t.ground).inner_margin(Margin::symmetric(gap::PAGE, 14)))
        .show(ui, |ui| {
            out.extend(office::staff::show_lock(ui, scene, &mut state.office.staff));
        });
    out
}

/// The page of the chosen screen.
pub fn page(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    match state.screen {
        Screen::Calls => call_list::show(ui, scene, state),
        Screen::Customers => customer_list::show(ui, scene, state),
        Screen::Today => crate::ui::office::agenda::show(ui, scene, state),
        Screen::Orders => crate::ui::office::orders::show(ui, scene, state),
        Screen::Knowledge => crate::ui::office::knowledge::show(ui, scene, state),
        Screen::Reports => crate::ui::office::reports::show(ui, scene, state),
        Screen::Firewall => topics::firewall::show(ui, scene, state),
        Screen::Statistics => topics::statistics::show(ui, scene, state),
        Screen::Line => line::show(ui, scene, state.line_page, &mut state.exchange),
        Screen::Settings => settings::show(ui, scene, state),
    }
}
