//! The window under test: opened over a stub desk, clicked, typed into, pictured.

use crate::ui_support::stub::{StubClock, StubDesk};
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use ringdesk::base::clock::Clock;
use ringdesk::engine::handle::Desk;
use ringdesk::engine::settings::{Language, Settings, Theme};
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::ui::state::Screen;
use ringdesk::ui::{App, Options};
use std::sync::Arc;

pub const LANGUAGES: [Language; 2] = [Language::Chinese, Language::English];

pub struct Bench {
    pub desk: StubDesk,
    pub app: Option<App>,
    pub screen: Screen,
    /// An engine and its clock, in place of the stub.
    real: Option<(Box<dyn Desk>, Arc<dyn Clock>)>,
}

pub type Window = Harness<'static, Bench>;

fn frame(ui: &mut egui::Ui, bench: &mut Bench) {
    let ctx = ui.ctx().clone();
    let screen = bench.screen;
    let real = &mut bench.real;
    let desk = &bench.desk;
    let app = bench.app.get_or_insert_with(|| {
        let stub =
            || -> (Box<dyn Desk>, Arc<dyn Clock>) { (Box::new(desk.clone()), Arc::new(StubClock)) };
        let (desk, clock) = real.take().unwrap_or_else(stub);
        let options = Options { locale: "en_GB.UTF-8".into(), clock };
        let mut app = App::new(desk, options, &ctx);
        app.show_screen(screen);
        app
    });
    app.logic(&ctx);
    let builder = egui::UiBuilder::new().max_rect(ctx.content_rect());
    ui.scope_builder(builder, |ui| {
        ui.set_clip_rect(ctx.content_rect());
        app.show(ui);
    });
}

pub fn open_sized(snap: Snapshot, screen: Screen, size: [f32; 2]) -> (StubDesk, Window) {
    over(StubDesk::new(snap), screen, size)
}

/// A new window over a desk that is there already: the next start of the program.
pub fn reopen(desk: &StubDesk, screen: Screen) -> (StubDesk, Window) {
    over(desk.clone(), screen, [1180.0, 760.0])
}

fn over(desk: StubDesk, screen: Screen, size: [f32; 2]) -> (StubDesk, Window) {
    let bench = Bench { desk: desk.clone(), app: None, screen, real: None };
    (desk, build(bench, size, 1.0))
}

/// The window over a running engine.
pub fn open_real(
    desk: Box<dyn Desk>,
    clock: Arc<dyn Clock>,
    screen: Screen,
    size: [f32; 2],
) -> Window {
    open_scaled(desk, clock, screen, (size, 1.0))
}

/// The same on a screen with so many pixels to a point.
pub fn open_scaled(
    desk: Box<dyn Desk>,
    clock: Arc<dyn Clock>,
    screen: Screen,
    (size, pixels): ([f32; 2], f32),
) -> Window {
    let stub = StubDesk::new(crate::ui_support::empty(Language::English));
    build(Bench { desk: stub, app: None, screen, real: Some((desk, clock)) }, size, pixels)
}

fn build(bench: Bench, size: [f32; 2], pixels: f32) -> Window {
    let harness = Harness::builder()
        .with_size(size)
        .with_pixels_per_point(pixels)
        .with_max_steps(12)
        .with_step_dt(1.0 / 60.0)
        .with_context_setup(|ctx| ringdesk::ui::fonts::install(ctx, Language::Chinese))
        .build_ui_state(frame, bench);
    let mut harness = harness;
    harness.run_steps(4);
    harness
}

pub fn open(snap: Snapshot, screen: Screen) -> (StubDesk, Window) {
    open_sized(snap, screen, [1180.0, 760.0])
}

pub fn with_settings(mut snap: Snapshot, change: impl FnOnce(&mut Settings)) -> Snapshot {
    let mut settings = snap.settings.as_ref().clone();
    change(&mut settings);
    snap.settings = Arc::new(settings);
    snap
}

pub fn sees(window: &Window, text: &str) -> bool {
    window.query_all_by_label(text).next().is_some()
}

pub fn click(window: &mut Window, text: &str) {
    window.get_by_role_and_label(Role::Button, text).click();
    window.run_steps(4);
}

pub fn type_into(window: &mut Window, label: &str, text: &str) {
    let field = window
        .get_all_by_label(label)
        .find(|node| {
            let role = node.accesskit_node().role();
            matches!(role, Role::TextInput | Role::MultilineTextInput)
        })
        .expect("a field of this name");
    field.focus();
    window.run_steps(1);
    window.event(egui::Event::Text(text.into()));
    window.run_steps(4);
}

/// What stands there in this language.
pub fn say<'a>(language: Language, chinese: &'a str, english: &'a str) -> &'a str {
    if language == Language::English { english } else { chinese }
}

/// Pixels that may differ: less than the smallest icon has. The same renderer draws the same pixels every time.
const FEW_PIXELS: usize = 40;
/// Where another renderer draws edges a little differently (`RINGDESK_PICTURES=loose`).
const MANY_PIXELS: usize = 3_000;

/// Compares with a picture.
pub fn picture(window: &mut Window, folder: &str, name: &str) {
    let is_loose = std::env::var("RINGDESK_PICTURES").is_ok_and(|how| how == "loose");
    let options = egui_kittest::SnapshotOptions::new()
        .output_path(folder)
        .threshold(2.0)
        .max_failed_pixels(if is_loose { MANY_PIXELS } else { FEW_PIXELS });
    window.remove_cursor();
    window.run_steps(8);
    window.snapshot_options(name, &options);
}

pub fn in_theme(snap: Snapshot, theme: Theme) -> Snapshot {
    with_settings(snap, |settings| settings.theme = theme)
}
