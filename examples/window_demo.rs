//! The real window over a stub desk that plays through the standard snapshots, two seconds each: to look at the window
//! without an engine (`cargo run --example window_demo`). `RINGDESK_DEMO=still` stays on the quiet afternoon.

#[cfg(feature = "gui")]
#[path = "../tests/ui_support/mod.rs"]
mod ui_support;

#[cfg(feature = "gui")]
fn main() -> Result<(), ringdesk::ui::WindowError> {
    use ringdesk::engine::settings::Language;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;
    use ui_support::stub::StubDesk;

    let locale = std::env::var("LANG").unwrap_or_default();
    let language = ringdesk::ui::texts::language_of_locale(&locale);
    let desk = StubDesk::new(ui_support::idle(language));
    let player = desk.clone();
    let still = std::env::var("RINGDESK_DEMO").is_ok_and(|demo| demo == "still");
    let over = Arc::new(AtomicBool::new(false));
    let ended = Arc::clone(&over);
    let play = move || {
        let parts: [fn(Language) -> _; 5] = [
            ui_support::ringing,
            ui_support::talking,
            ui_support::ringing_unknown,
            ui_support::box_missing,
            ui_support::idle,
        ];
        for part in parts.into_iter().cycle().take(if still { 0 } else { 60 }) {
            std::thread::sleep(Duration::from_secs(2));
            if ended.load(Ordering::Relaxed) {
                return;
            }
            player.advance(Duration::from_secs(2));
            player.show(|snap| *snap = part(language));
        }
    };
    let _thread = ringdesk::base::thread::spawn("demo", play);
    let result = ringdesk::ui::run(
        Box::new(desk),
        ringdesk::ui::Options::new(locale),
        ringdesk::ui::Start::Seen,
    );
    over.store(true, Ordering::Relaxed);
    result
}

#[cfg(not(feature = "gui"))]
fn main() {}
