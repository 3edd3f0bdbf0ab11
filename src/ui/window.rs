//! Opens the window: eframe with the glow renderer, on X11 or Wayland. May depend on `engine::handle`, eframe.

use crate::engine::command::Command;
use crate::engine::handle::Desk;
use crate::engine::topics::manners::MannersCommand;
use crate::ui::app::{App, Options};
use crate::ui::input_method::{self, KeptContext};
use crate::ui::outside::Dialogs;
use eframe::{NativeOptions, Renderer};
use egui::ViewportBuilder;

static ICON: &[u8] = include_bytes!("../../assets/icon.png");

/// The window could not be opened (no display, no OpenGL).
#[derive(Debug, thiserror::Error)]
#[error("the window could not be opened: {0}")]
pub struct WindowError(String);

/// How the window comes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Start {
    /// On the screen.
    #[default]
    Seen,
    /// In the tray; minimised where there is none.
    Unseen,
}

/// Shows the window until the person closes it. To be called on the main thread.
///
/// # Errors
/// When there is no display, or no OpenGL on it.
pub fn run(desk: Box<dyn Desk>, options: Options, start: Start) -> Result<(), WindowError> {
    if desk.send(Command::Manners(MannersCommand::WindowOpen)).is_err() {
        tracing::warn!("the engine did not hear of the window; calls will not ring aloud");
    }
    let native = NativeOptions {
        viewport: viewport(),
        renderer: Renderer::Glow,
        centered: true,
        ..NativeOptions::default()
    };
    eframe::run_native(
        "Ringdesk",
        native,
        Box::new(move |cc| {
            let app = App::new(desk, options, &cc.egui_ctx).with_dialogs(Box::<Dialogs>::default());
            let app = surrounded(app, &cc.egui_ctx);
            keep_input_method(&cc.egui_ctx);
            let app = if start == Start::Unseen { app.unseen() } else { app };
            Ok(Box::new(app))
        }),
    )
    .map_err(|error| WindowError(error.to_string()))
}

fn keep_input_method(ctx: &egui::Context) {
    let wayland = ["WAYLAND_DISPLAY", "WAYLAND_SOCKET"].map(std::env::var_os);
    if input_method::is_x11(wayland.each_ref().map(Option::as_deref)) {
        ctx.add_plugin(KeptContext::default());
    }
}

/// The window among tray, notices and the rest, where this version has them.
#[cfg(any(target_os = "linux", windows))]
fn surrounded(app: App, ctx: &egui::Context) -> App {
    let wake = ctx.clone();
    let news = std::sync::Arc::new(move || wake.request_repaint_of(egui::ViewportId::ROOT));
    match crate::ui::outside::Desktop::start(news) {
        Ok(desktop) => app.within(Box::new(desktop)),
        Err(error) => {
            tracing::warn!(%error, "no tray and no notices");
            app
        }
    }
}

#[cfg(not(any(target_os = "linux", windows)))]
fn surrounded(app: App, _ctx: &egui::Context) -> App {
    app
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
