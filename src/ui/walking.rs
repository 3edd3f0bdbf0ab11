//! Walking through a long list by keyboard, the same in every list: up and down choose, as long as nobody types.
//! May depend on `ui`.

use crate::ui::listing::Listing;
use egui::{Key, Modifiers, Ui};

/// Takes a key that was pressed without others.
pub fn pressed(ui: &Ui, key: Key) -> bool {
    ui.ctx().input_mut(|input| input.consume_key(Modifiers::NONE, key))
}

/// Whether the keys belong to a list that has rows: nothing else is focused.
pub fn is_listening<Q: PartialEq + Clone, T>(ui: &Ui, list: &Listing<Q, T>) -> bool {
    ui.ctx().memory(egui::Memory::focused).is_none() && list.total().is_some_and(|rows| rows > 0)
}

/// The row that up and down choose, from row `at` on, when it is here: the first where none was chosen, never past an end.
pub fn walked<'a, Q: PartialEq + Clone, T>(
    ui: &Ui,
    list: &'a Listing<Q, T>,
    at: Option<u32>,
) -> Option<&'a T> {
    let last = list.total()?.checked_sub(1)?;
    let to = if pressed(ui, Key::ArrowDown) {
        at.map_or(0, |at| (at + 1).min(last))
    } else if pressed(ui, Key::ArrowUp) {
        at.map_or(0, |at| at.saturating_sub(1))
    } else {
        return None;
    };
    list.peek(to)
}
