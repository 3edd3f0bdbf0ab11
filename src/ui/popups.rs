//! The incoming cards in windows of their own: above others, in a corner of the screen, without taking the focus.
//! Where there is only one window (tests), they float inside it. May depend on `ui` and `engine`'s types.

use crate::base::ids::CallId;
use crate::engine::snapshot::CallView;
use crate::ui::action::Action;
use crate::ui::office::OfficeState;
use crate::ui::scene::{self, Scene};
use crate::ui::shortcuts;
use crate::ui::state::{NoteDraft, ViewState};
use crate::ui::tokens::Tokens;
use crate::ui::topics::manners::arrange::Wanted;
use crate::ui::topics::manners::card_place::{self, CARD};
use crate::ui::topics::manners::{MannersAction, MannersState, keys};
use crate::ui::views::incoming;
use crate::ui::widgets::dialog;
use egui::{
    Context, Frame, Key, Margin, Modifiers, Pos2, Stroke, Ui, ViewportBuilder, ViewportId,
    X11WindowType,
};

/// Decides which cards are open and which calls wait in the strip. Before anything is drawn.
pub fn arrange(scene: &Scene<'_>, state: &mut ViewState) {
    let typed = |call: &CallView| {
        let draft = state.notes.get(&call.record.id);
        !call.record.note.is_empty() || draft.is_some_and(|note| !note.text.is_empty())
    };
    let wanted = |call: &CallView| Wanted {
        call: call.record.id,
        live: scene::is_live(call),
        typed: typed(call),
    };
    let calls: Vec<Wanted> =
        scene.snap.calls.iter().filter(|call| call.popup).map(wanted).collect();
    let editing = state.is_editing();
    state.manners.cards.arrange(&calls, editing);
}

/// Shows the open cards.
pub fn show(ctx: &Context, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    let shown = state.manners.cards.shown().to_vec();
    let calls = shown.iter().filter_map(|id| scene.call(*id));
    for (place, call) in (0_u8..).zip(calls) {
        let note = state.notes.entry(call.record.id).or_default();
        if ctx.embed_viewports() || is_read_aloud(ctx) {
            // It has no window now: the next one is made anew.
            state.manners.seen.remove(&call.record.id);
            out.extend(inside(ctx, scene, call, note, &state.office, place));
        } else {
            let office = &state.office;
            out.extend(outside(ctx, scene, call, (note, office), &mut state.manners, place));
        }
    }
    out.extend(settle(&mut state.manners, &shown));
    out
}

/// Somebody is at the window with a screen reader, which is told of no other window (eframe makes AccessKit for the first
/// one): the cards are there, too.
fn is_read_aloud(ctx: &Context) -> bool {
    let in_front = ctx.input(|input| input.viewport().focused == Some(true));
    in_front && ctx.has_accesskit_node(egui::accesskit_root_id())
}

/// A card that was dragged has gone: the next one stands where it stood.
fn settle(manners: &mut MannersState, shown: &[CallId]) -> Option<Action> {
    manners.put.retain(|call, _| shown.contains(call));
    manners.seen.retain(|call| shown.contains(call));
    let gone = manners.dragged.keys().find(|call| !shown.contains(call)).copied()?;
    let (_, at) = manners.dragged.remove(&gone)?;
    let place = card_place::kept(at?);
    Some(Action::Manners(MannersAction::PlaceCards(Some(place))))
}

fn inside(
    ctx: &Context,
    scene: &Scene<'_>,
    call: &CallView,
    note: &mut NoteDraft,
    office: &OfficeState,
    place: u8,
) -> Vec<Action> {
    let place = card_place::anchor(scene.snap.settings.manners.corner, place);
    let (name, title) = (("incoming", call.record.id), scene.t("incoming.title"));
    let shown = dialog::float(ctx, name, title, place, Margin::ZERO, |ui| {
        ui.set_min_size(CARD);
        ui.set_max_size(CARD);
        ui.spacing_mut().item_spacing.y = 6.0;
        incoming::show(ui, scene, call, note, office)
    });
    shown.unwrap_or_default()
}

fn outside(
    ctx: &Context,
    scene: &Scene<'_>,
    call: &CallView,
    (note, office): (&mut NoteDraft, &OfficeState),
    manners: &mut MannersState,
    place: u8,
) -> Vec<Action> {
    let id = call.record.id;
    let viewport = ViewportId::from_hash_of(("incoming", id));
    // A card that a person dragged is not put anywhere again.
    let put = manners.dragged.get(&id).map(|(put, _)| *put).or_else(|| {
        let screen = ctx.input(|input| input.viewport().monitor_size)?;
        Some(card_place::on_screen(&scene.snap.settings.manners, screen, place))
    });
    if let Some(put) = put {
        manners.put.insert(id, put);
    }
    let marks = manners.outside.marks_cards;
    let is_seen = manners.seen.contains(&id) || !marks;
    if !is_seen {
        manners.made.push(id);
    }
    // A notification takes no keyboard anywhere, and under some window managers not even when it is clicked.
    let kind = if marks { X11WindowType::Dialog } else { X11WindowType::Notification };
    let builder = builder(scene, put).with_window_type(kind).with_visible(is_seen);
    ctx.show_viewport_immediate(viewport, builder, |ui, _| {
        let mut out = card(ui, scene, call, note, office);
        if let Some((_, now)) = manners.dragged.get_mut(&id) {
            *now =
                ui.ctx().input(|input| input.viewport().outer_rect).map(|rect| rect.min).or(*now);
        }
        out.extend(keys::pressed(ui.ctx(), scene));
        out.extend(shortcuts::quick(ui.ctx(), scene, Some(call), None));
        let closed = ui.ctx().input_mut(|input| {
            input.viewport().close_requested() || input.consume_key(Modifiers::NONE, Key::Escape)
        });
        if closed {
            out.push(Action::ClosePopup(id));
        }
        out
    })
}

fn card(
    ui: &mut Ui,
    scene: &Scene<'_>,
    call: &CallView,
    note: &mut NoteDraft,
    office: &OfficeState,
) -> Vec<Action> {
    let t = Tokens::of(ui);
    Frame::new()
        .fill(t.surface)
        .stroke(Stroke::new(1.0, t.edge))
        .show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ui.spacing_mut().item_spacing.y = 6.0;
            incoming::show(ui, scene, call, note, office)
        })
        .inner
}

fn builder(scene: &Scene<'_>, put: Option<Pos2>) -> ViewportBuilder {
    let builder = ViewportBuilder::default()
        .with_title(scene.t("incoming.title"))
        .with_inner_size(CARD)
        .with_resizable(false)
        .with_decorations(false)
        .with_taskbar(false)
        .with_active(false)
        .with_always_on_top();
    match put {
        Some(put) => builder.with_position(put),
        None => builder,
    }
}
