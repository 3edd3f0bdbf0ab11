//! The window: egui views over snapshots. A view gets a [`scene::Scene`] and its own view state and returns
//! [`action::Action`]s; [`app::App`] alone performs them, through the engine's door ([`crate::engine::handle::Desk`]).
//! May depend on the engine's types and handle, and on types of `call`, `crm`, `line`, `base`.

pub mod action;
pub mod app;
pub mod asking;
pub mod catalogue;
pub mod controls;
pub mod first_run;
pub mod fonts;
pub mod icons;
pub mod input_method;
pub mod listing;
pub mod office;
pub mod outside;
pub mod palette;
pub mod paths;
pub mod performing;
pub mod popups;
pub mod scene;
pub mod shortcuts;
pub mod state;
pub mod texts;
pub mod tokens;
pub mod topics;
pub mod tray;
mod typed_days;
pub mod views;
pub mod walking;
pub mod widgets;
pub mod window;
pub mod wording;

pub use app::{App, Options};
pub use window::{Start, WindowError, run};
