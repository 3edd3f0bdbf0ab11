//! Keys that work everywhere in the window: which were pressed, and when they belong to the field that has the caret. What
//! each does, and which key is for what, stands in the [`catalogue`]. May depend on `ui` only.

use crate::base::ids::CustomerId;
use crate::engine::snapshot::CallView;
use crate::ui::action::Action;
use crate::ui::catalogue;
use crate::ui::office::cards::CardAction;
use crate::ui::office::orders::OrderAction;
use crate::ui::palette::PaletteAction;
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::topics::manners::{MannersAction, keys};
use egui::{Context, KeyboardShortcut};

/// Actions whose keys are built in: nothing else can have them.
#[must_use]
pub fn fixed() -> Vec<Action> {
    let all = catalogue::all().into_iter().map(|entry| entry.action);
    all.filter(|action| action.face().key.is_some()).collect()
}

/// The actions whose keys were pressed.
pub fn pressed(ctx: &Context, scene: &Scene<'_>, state: &ViewState) -> Vec<Action> {
    if state.manners.listening.is_some() {
        return Vec::new(); // the next key is being chosen for something else
    }
    let mut rows: Vec<(KeyboardShortcut, Action)> = Vec::new();
    for entry in catalogue::all() {
        let action = entry.action;
        let is_desk = matches!(action, Action::Manners(MannersAction::Act(_)));
        if is_desk || is_typing(ctx, state, &action) || is_covered(state, &action) {
            continue;
        }
        let Some(meant) = catalogue::meant(scene, state, &action) else { continue };
        let second = catalogue::second_key(&action);
        rows.extend(action.face().key.into_iter().chain(second).map(|key| (key, meant.clone())));
    }
    // The ones that ask for more keys first: Ctrl+Shift+D is not Ctrl+D.
    rows.sort_by_key(|(key, _)| std::cmp::Reverse(key.modifiers.shift));
    let desk = keys::pressed(ctx, scene);
    ctx.input_mut(|input| {
        let mut out: Vec<Action> = rows
            .into_iter()
            .filter(|(key, _)| input.consume_shortcut(key))
            .map(|(_, action)| action)
            .collect();
        out.extend(desk);
        out
    })
}

/// While somebody types, these keys belong to the field.
fn is_typing(ctx: &Context, state: &ViewState, action: &Action) -> bool {
    match action {
        // (egui takes the caret away before anybody else sees the key.)
        Action::ClosePopup(_) | Action::Palette(PaletteAction::ToggleKeys) => {
            state.manners.has_caret
        }
        Action::Undo => ctx.memory(egui::Memory::focused).is_some(),
        _ if *action == CardAction::Previous.into()
            || *action == CardAction::Next.into()
            || *action == CardAction::Back.into() =>
        {
            state.manners.has_caret
        }
        _ => false,
    }
}

/// While the palette or the map of keys is open, what lies below has no keys but those of the desk.
const fn is_covered(state: &ViewState, action: &Action) -> bool {
    state.palette.is_open() && !matches!(action, Action::Palette(_))
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
    key.map(|_| catalogue::quick(scene, call, open))
}
