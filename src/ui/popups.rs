//! The incoming cards in windows of their own: above others, in the lower right corner, without taking the focus.
//! Where there is only one window (tests), they float inside it. May depend on `ui` and `engine`'s types.

use crate::engine::snapshot::CallView;
use crate::ui::action::Action;
use crate::ui::scene::Scene;
use crate::ui::state::{NoteDraft, ViewState};
use crate::ui::tokens::{Tokens, gap, size};
use crate::ui::views::incoming;
use egui::{
    Align2, Context, Frame, Key, Margin, Modifiers, Stroke, Ui, Vec2, ViewportBuilder, ViewportId,
    X11WindowType, vec2,
};

/// Shows the card of each call that asks for one.
pub fn show(ctx: &Context, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    for (place, call) in scene.snap.calls.iter().filter(|call| call.popup).enumerate() {
        let note = state.notes.entry(call.record.id).or_default();
        let place = u8::try_from(place).unwrap_or(u8::MAX);
        if ctx.embed_viewports() {
            out.extend(inside(ctx, scene, call, note, place));
        } else {
            out.extend(outside(ctx, scene, call, note, place));
        }
    }
    out
}

/// How far a card stands from the corner; later ones stand beside the first.
fn inset(place: u8) -> Vec2 {
    let step = size::INCOMING_WIDTH + gap::MEDIUM;
    vec2(f32::from(place).mul_add(step, size::INCOMING_INSET), size::INCOMING_INSET)
}

fn inside(
    ctx: &Context,
    scene: &Scene<'_>,
    call: &CallView,
    note: &mut NoteDraft,
    place: u8,
) -> Vec<Action> {
    let wish = vec2(size::INCOMING_WIDTH, size::INCOMING_HEIGHT);
    let frame = Frame::window(&ctx.style_of(ctx.theme())).inner_margin(Margin::ZERO);
    let shown = egui::Window::new(scene.t("incoming.title"))
        .id(egui::Id::unique(("incoming", call.record.id)))
        .title_bar(false)
        .resizable(false)
        .frame(frame)
        .anchor(Align2::RIGHT_BOTTOM, -inset(place))
        .fixed_size(wish)
        .show(ctx, |ui| {
            ui.set_min_size(wish);
            ui.set_max_size(wish);
            ui.spacing_mut().item_spacing.y = 6.0;
            incoming::show(ui, scene, call, note)
        });
    shown.and_then(|shown| shown.inner).unwrap_or_default()
}

fn outside(
    ctx: &Context,
    scene: &Scene<'_>,
    call: &CallView,
    note: &mut NoteDraft,
    place: u8,
) -> Vec<Action> {
    let id = call.record.id;
    let viewport = ViewportId::from_hash_of(("incoming", id));
    let builder = builder(ctx, scene, place);
    ctx.show_viewport_immediate(viewport, builder, |ui, _| {
        let mut out = card(ui, scene, call, note);
        let closed = ui.ctx().input_mut(|input| {
            input.viewport().close_requested() || input.consume_key(Modifiers::NONE, Key::Escape)
        });
        if closed {
            out.push(Action::ClosePopup(id));
        }
        out
    })
}

fn card(ui: &mut Ui, scene: &Scene<'_>, call: &CallView, note: &mut NoteDraft) -> Vec<Action> {
    let t = Tokens::of(ui);
    Frame::new()
        .fill(t.surface)
        .stroke(Stroke::new(1.0, t.edge))
        .show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ui.spacing_mut().item_spacing.y = 6.0;
            incoming::show(ui, scene, call, note)
        })
        .inner
}

fn builder(ctx: &Context, scene: &Scene<'_>, place: u8) -> ViewportBuilder {
    let wish = vec2(size::INCOMING_WIDTH, size::INCOMING_HEIGHT);
    let builder = ViewportBuilder::default()
        .with_title(scene.t("incoming.title"))
        .with_inner_size(wish)
        .with_resizable(false)
        .with_decorations(false)
        .with_taskbar(false)
        .with_active(false)
        .with_always_on_top()
        .with_window_type(X11WindowType::Notification);
    let screen = ctx.input(|input| input.viewport().monitor_size);
    match screen {
        Some(screen) => {
            let corner = screen - wish - inset(place) - vec2(0.0, size::TASKBAR);
            builder.with_position(corner.max(Vec2::ZERO).to_pos2())
        }
        None => builder,
    }
}
