//! Keys that work everywhere in the window. What each does is the action; which key is its face.
//! May depend on `ui` only.

use crate::base::ids::{CallId, CustomerId};
use crate::engine::snapshot::CallView;
use crate::ui::action::Action;
use crate::ui::office::cards::CardAction;
use crate::ui::office::knowledge::KnowledgeAction;
use crate::ui::office::orders::{self, OrderAction};
use crate::ui::scene::{self, Scene};
use crate::ui::state::{CardKey, LinePage, Screen, ViewState};
use crate::ui::topics::dialling::{DialAction, hindrance};
use crate::ui::topics::manners::keys;
use egui::{Context, Key, KeyboardShortcut, Modifiers};

/// Actions whose keys are built in: nothing else can have them.
#[must_use]
pub fn fixed() -> Vec<Action> {
    let mut all: Vec<Action> = Screen::ALL.into_iter().map(Action::Show).collect();
    all.extend([
        Action::ShowLine(LinePage::Doctor),
        Action::FocusSearch,
        Action::Dialling(DialAction::TogglePanel),
        Action::Dialling(DialAction::Redial),
        KnowledgeAction::Search.into(),
        Action::NewCustomer(None),
        Action::SaveCard,
        CardAction::SaveAndClose.into(),
        CardAction::Previous.into(),
        CardAction::Next.into(),
        Action::Undo,
        Action::ClosePopup(CallId(0)),
        OrderAction::Quick(None).into(),
    ]);
    all
}

/// The actions whose keys were pressed.
pub fn pressed(ctx: &Context, scene: &Scene<'_>, state: &ViewState) -> Vec<Action> {
    if state.manners.listening.is_some() {
        return Vec::new(); // the next key is being chosen for something else
    }
    let mut everywhere: Vec<Action> = Screen::ALL.into_iter().map(Action::Show).collect();
    everywhere.push(Action::ShowLine(LinePage::Doctor));
    everywhere.push(Action::FocusSearch);
    everywhere.push(KnowledgeAction::Search.into());
    everywhere.push(Action::Dialling(DialAction::TogglePanel));
    if scene.snap.dialling.last.is_some() && hindrance(scene).is_none() {
        everywhere.push(Action::Dialling(DialAction::Redial));
    }
    everywhere.push(Action::NewCustomer(None));
    if state.screen == Screen::Customers && state.customers.open.is_some() {
        everywhere.push(Action::SaveCard);
        everywhere.push(CardAction::SaveAndClose.into());
        // While somebody types, the arrows belong to the field.
        if !state.manners.has_caret {
            everywhere.extend([CardAction::Previous, CardAction::Next].map(Action::from));
        }
    }
    // While somebody types, Ctrl+Z belongs to the field.
    if ctx.memory(egui::Memory::focused).is_none() && scene.snap.undo.is_some() {
        everywhere.push(Action::Undo);
    }
    // While somebody types, Escape belongs to the field.
    // (egui takes the caret away before anybody else sees the key.)
    if !state.manners.has_caret
        && let Some(call) = state.manners.cards.shown().first()
    {
        everywhere.push(Action::ClosePopup(*call));
    }
    let popped = !state.manners.cards.shown().is_empty();
    if state.screen == Screen::Customers
        && state.customers.open.is_some()
        && !state.manners.has_caret
        && !popped
        && !state.dialling.open
    {
        everywhere.push(CardAction::Back.into());
    }
    if state.dialling.open {
        everywhere.push(Action::Dialling(DialAction::ClosePanel));
    }
    let desk = keys::pressed(ctx, scene);
    let open = match state.customers.open.filter(|_| state.screen == Screen::Customers) {
        Some(CardKey::Stored(id)) => Some(id),
        _ => None,
    };
    let usual = quick(ctx, scene, scene.live_call(), open);
    let slash = KeyboardShortcut::new(Modifiers::COMMAND, Key::Slash);
    ctx.input_mut(|input| {
        let mut out: Vec<Action> = everywhere
            .into_iter()
            .filter(|action| action.face().key.is_some_and(|key| input.consume_shortcut(&key)))
            .collect();
        if input.consume_shortcut(&slash) {
            out.push(Action::FocusSearch);
        }
        out.extend(desk);
        out.extend(usual);
        out
    })
}

/// The key of the usual order: of whoever calls, else of the open card.
pub fn quick(
    ctx: &Context,
    scene: &Scene<'_>,
    call: Option<&CallView>,
    open: Option<CustomerId>,
) -> Option<Action> {
    let face = Action::from(OrderAction::Quick(None)).face();
    let key = face.key.filter(|key| ctx.input_mut(|input| input.consume_shortcut(key)));
    key?;
    // A card that has just rung off is meant, too.
    let call = call.or_else(|| scene.snap.calls.iter().find(|call| call.popup));
    let caller = call.and_then(orders::quick::caller);
    // It rings, and who it is comes with the next burst: the order is for whoever that will be.
    let unknown = call.filter(|call| scene::is_live(call) && call.candidates.is_none());
    match (caller, unknown) {
        (None, Some(call)) => Some(OrderAction::QuickCall(call.record.id).into()),
        _ => Some(OrderAction::Quick(caller.or(open)).into()),
    }
}
