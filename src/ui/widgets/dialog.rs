//! The question that stands before everything else: title, what it is about, the answers at the right end with the one that
//! goes on outermost. Escape (or a click beside it) is the way back; Enter goes on, unless that takes something away.
//! May depend on `ui`.

use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::{gap, size};
use egui::{Align, Context, Frame, Id, Key, Layout, Margin, Modal, Ui};

/// The answers.
#[derive(Debug, Clone)]
pub struct Answers {
    /// Goes on, with its weight; `None`: there is only a way back.
    pub on: Option<(Action, Weight)>,
    /// The way back.
    pub back: Action,
}

/// Asks.
pub fn ask(
    ctx: &Context,
    scene: &Scene<'_>,
    name: &str,
    title: &str,
    answers: Answers,
    body: impl FnOnce(&mut Ui),
) -> Vec<Action> {
    let mut out = Vec::new();
    let frame = Frame::window(&ctx.style_of(ctx.theme())).inner_margin(Margin::same(20));
    let modal = Modal::new(Id::unique(("dialog", name))).frame(frame);
    let Answers { on, back } = answers;
    let shown = modal.show(ctx, |ui| {
        ui.set_width(size::DIAL_PANEL);
        controls::group_title(ui, title);
        body(ui);
        ui.add_space(gap::MEDIUM);
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            if let Some((action, weight)) = &on {
                controls::offer(ui, scene, action.clone(), *weight, true, &mut out);
            }
            controls::offer(ui, scene, back.clone(), Weight::Plain, true, &mut out);
        });
        enter(ui, on)
    });
    let left = shown.should_close();
    let gone_on = shown.inner.filter(|_| out.is_empty());
    let escaped = left && out.is_empty() && gone_on.is_none();
    out.extend(gone_on);
    out.extend(escaped.then_some(back));
    out
}

/// What Enter does: a control that has the keyboard takes it for itself.
fn enter(ui: &Ui, on: Option<(Action, Weight)>) -> Option<Action> {
    let free = ui.ctx().memory(egui::Memory::focused).is_none();
    let (action, weight) = on?;
    let pressed = free && ui.input(|input| input.key_pressed(Key::Enter));
    (pressed && weight != Weight::Danger).then_some(action)
}
