//! Desk manners: tray, notices, ring sound, hotkeys, do not disturb, when cards pop up: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

mod settings;

use crate::ui::action::Face;
use crate::ui::app::App;
use egui::Context;

pub use settings::show as show_settings;

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum MannersAction {}

impl MannersAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match *self {}
    }
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct MannersState {}

/// Performs one action.
pub fn perform(_app: &mut App, _ctx: &Context, action: MannersAction) {
    match action {}
}
