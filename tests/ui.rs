//! The window's tests: every view over the standard snapshots in both languages, what a user sees and does,
//! and a few pictures. Needs no display; pictures need any wgpu adapter (`mesa-vulkan-drivers` will do).
#![cfg(feature = "gui")]
#![allow(missing_docs, reason = "a test crate")]

#[path = "ui_support/mod.rs"]
mod ui_support;

use egui_kittest::Harness;
use ringdesk::engine::settings::Language;
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::ui::state::Screen;
use ringdesk::ui::{App, Options};
use std::sync::Arc;
use ui_support::PICTURES;
use ui_support::stub::{StubClock, StubDesk};

const LANGUAGES: [Language; 2] = [Language::Chinese, Language::English];

struct Bench {
    desk: StubDesk,
    app: Option<App>,
    screen: Screen,
}

type Window = Harness<'static, Bench>;

fn frame(ui: &mut egui::Ui, bench: &mut Bench) {
    let ctx = ui.ctx().clone();
    let screen = bench.screen;
    let app = bench.app.get_or_insert_with(|| {
        let options = Options { locale: "en_GB.UTF-8".into(), clock: Arc::new(StubClock) };
        let mut app = App::new(Box::new(bench.desk.clone()), options, &ctx);
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

fn open_sized(snap: Snapshot, screen: Screen, size: [f32; 2]) -> (StubDesk, Window) {
    let desk = StubDesk::new(snap);
    let bench = Bench { desk: desk.clone(), app: None, screen };
    let harness = Harness::builder()
        .with_size(size)
        .with_max_steps(12)
        .with_context_setup(ringdesk::ui::fonts::install)
        .build_ui_state(frame, bench);
    let mut harness = harness;
    harness.run_steps(4);
    (desk, harness)
}

fn open(snap: Snapshot, screen: Screen) -> (StubDesk, Window) {
    open_sized(snap, screen, [1180.0, 760.0])
}

#[test]
fn every_view_draws_every_picture_in_both_languages() {
    for language in LANGUAGES {
        let (desk, mut window) = open(ui_support::empty(language), Screen::Calls);
        for (_, picture) in PICTURES {
            for screen in Screen::ALL {
                desk.show(|snap| *snap = picture(language));
                if let Some(app) = &mut window.state_mut().app {
                    app.show_screen(screen);
                }
                window.run_steps(3);
                window.check_accessibility();
            }
        }
    }
}
