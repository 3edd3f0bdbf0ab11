//! What stands before a page. A question: title, what it is about, the answers at the right end with the one that goes on
//! outermost; Escape (or a click beside it) is the way back; Enter goes on, unless that takes something away. A form: the
//! same, but the page behind it stays in use, and what takes the thing away stands apart at the left end. May depend on `ui`.

use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, gap, size};
use egui::{
    Align, Align2, Context, Frame, Id, Key, Layout, Margin, Modal, RichText, Ui, Vec2, Window,
};

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
    let modal = Modal::new(Id::unique(("dialog", name))).frame(frame(ctx, Margin::same(20)));
    let Answers { on, back } = answers;
    let shown = modal.show(ctx, |ui| {
        ui.set_width(size::DIAL_PANEL);
        controls::group_title(ui, title);
        body(ui);
        ui.add_space(gap::MEDIUM);
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            if let Some((action, weight)) = &on {
                controls::offer(ui, scene, action.clone(), *weight, None, &mut out);
            }
            controls::offer(ui, scene, back.clone(), Weight::Plain, None, &mut out);
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

/// A form over a page.
#[derive(Debug)]
pub struct Form<'a> {
    /// Its name, for what egui remembers.
    pub name: &'a str,
    /// What stands above it.
    pub title: &'a str,
    /// How wide its fields may be, in points.
    pub width: f32,
    /// Keeps what was typed.
    pub on: Action,
    /// Lets it go; Escape does the same.
    pub back: Action,
    /// Takes away what the form is about.
    pub away: Option<Action>,
}

/// Draws it in the middle of the window, scrolled where the window is low. The body gives what is wrong with what was typed.
pub fn form(
    ctx: &Context,
    scene: &Scene<'_>,
    form: Form<'_>,
    body: impl FnOnce(&mut Ui, &mut Vec<Action>) -> Option<String>,
) -> Vec<Action> {
    let mut out = Vec::new();
    let room = (ctx.content_rect().height() - 160.0).max(240.0);
    let middle = (Align2::CENTER_CENTER, Vec2::ZERO);
    float(ctx, form.name, form.title, middle, Margin::same(20), |ui| {
        ui.set_width(form.width);
        controls::group_title(ui, form.title);
        ui.add_space(gap::TIGHT);
        let scrolled = egui::ScrollArea::vertical().max_height(room);
        if let Some(fault) = scrolled.show(ui, |ui| body(ui, &mut out)).inner {
            let bad = Tokens::of(ui).bad;
            ui.label(RichText::new(fault).size(size::TEXT_SMALL).color(bad));
        }
        ui.add_space(gap::MEDIUM);
        ui.horizontal(|ui| {
            if let Some(away) = form.away {
                controls::offer(ui, scene, away, Weight::Danger, None, &mut out);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                controls::offer(ui, scene, form.on, Weight::Primary, None, &mut out);
                controls::offer(ui, scene, form.back.clone(), Weight::Plain, None, &mut out);
            });
        });
        if ui.input(|input| input.key_pressed(Key::Escape)) {
            out.push(form.back);
        }
    });
    out
}

/// Something that floats at a place of the window, without a bar of its own.
pub fn float<R>(
    ctx: &Context,
    name: impl std::hash::Hash + std::fmt::Debug,
    title: &str,
    (corner, offset): (Align2, Vec2),
    margin: Margin,
    body: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    let window = Window::new(title)
        .id(Id::unique(name))
        .title_bar(false)
        .resizable(false)
        .frame(frame(ctx, margin))
        .anchor(corner, offset);
    window.show(ctx, body)?.inner
}

fn frame(ctx: &Context, margin: Margin) -> Frame {
    Frame::window(&ctx.style_of(ctx.theme())).inner_margin(margin)
}
