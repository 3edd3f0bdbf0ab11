//! Opens the window: eframe with the glow renderer, on X11 or Wayland. May depend on `engine::handle`, eframe.

use crate::engine::handle::Desk;
use crate::ui::app::{App, Options};
use eframe::{NativeOptions, Renderer};
use egui::ViewportBuilder;

static ICON: &[u8] = include_bytes!("../../assets/icon.png");

/// The window could not be opened (no display, no OpenGL).
#[derive(Debug, thiserror::Error)]
#[error("the window could not be opened: {0}")]
pub struct WindowError(String);

/// Shows the window until the person closes it. To be called on the main thread.
///
/// # Errors
/// When there is no display, or no OpenGL on it.
pub fn run(desk: Box<dyn Desk>, options: Options) -> Result<(), WindowError> {
    let native = NativeOptions {
        viewport: viewport(),
        renderer: Renderer::Glow,
        centered: true,
        ..NativeOptions::default()
    };
    eframe::run_native(
        "Ringdesk",
        native,
        Box::new(move |cc| Ok(Box::new(App::new(desk, options, &cc.egui_ctx)))),
    )
    .map_err(|error| WindowError(error.to_string()))
}

fn viewport() -> ViewportBuilder {
    let builder = ViewportBuilder::default()
        .with_title("Ringdesk")
        .with_app_id("ringdesk")
        .with_inner_size([1180.0, 760.0])
        .with_min_inner_size([860.0, 560.0]);
    match eframe::icon_data::from_png_bytes(ICON) {
        Ok(icon) => builder.with_icon(icon),
        Err(_) => builder,
    }
}
