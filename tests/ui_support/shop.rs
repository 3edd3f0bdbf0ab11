//! An office with nothing stubbed: the window over a running engine and a data file of its own.

#![allow(clippy::panic, reason = "a test: what does not happen is told with all that is seen")]

use crate::ui_support::bench::*;
use crossbeam_channel::{Receiver, Sender, bounded};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::kittest::{NodeT, Queryable};
use ringdesk::base::clock::{Clock, Stamp, SystemClock};
use ringdesk::engine::command::Command;
use ringdesk::engine::handle::{Desk, NotTaken, Ticket};
use ringdesk::engine::query::{Answer, Query};
use ringdesk::engine::runtime::{Engine, Options};
use ringdesk::engine::settings::{Language, LineChoice, SettingChange, Theme};
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::store::reader::Reader;
use ringdesk::ui::state::Screen;
use ringdesk::ui::texts::Texts;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// Nothing takes longer than this, on the slowest machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// Friday, 27 November 2026, nine in the morning in Beijing; from then on as time goes by.
struct Morning(SystemClock);

impl Clock for Morning {
    fn now(&self) -> Stamp {
        let start =
            Stamp { utc_millis: 1_795_741_200_000, offset_minutes: 480, ..Stamp::default() };
        start.at_mono(self.0.now().mono)
    }
}

/// The engine's door, which also tells the test that there is news.
#[derive(Clone)]
struct Door(Arc<Mutex<Box<dyn Desk>>>, Sender<()>);

impl Door {
    fn desk(&self) -> MutexGuard<'_, Box<dyn Desk>> {
        self.0.lock().unwrap()
    }
}

impl Desk for Door {
    fn snapshot(&self) -> Arc<Snapshot> {
        self.desk().snapshot()
    }

    fn now_mono(&self) -> Duration {
        self.desk().now_mono()
    }

    fn send(&self, command: Command) -> Result<(), NotTaken> {
        self.desk().send(command)
    }

    fn ask(&self, query: Query) -> Result<Ticket, NotTaken> {
        self.desk().ask(query)
    }

    fn answers(&self) -> Vec<(Ticket, Answer)> {
        self.desk().answers()
    }

    fn on_news(&self, wake: Box<dyn Fn() + Send + Sync>) {
        let news = self.1.clone();
        self.desk().on_news(Box::new(move || {
            wake();
            let _full_is_known = news.try_send(());
        }));
    }
}

/// The shop: folder, engine, window.
pub struct Shop {
    pub folder: tempfile::TempDir,
    pub engine: Option<Engine>,
    pub window: Window,
    news: Receiver<()>,
    door: Door,
    clock: Arc<dyn Clock>,
    texts: Texts,
    watch: SystemClock,
}

impl Shop {
    pub fn over(folder: tempfile::TempDir, language: Language) -> Self {
        Self::sized(folder, language, Theme::Light, [1500.0, 1900.0])
    }

    pub fn sized(
        folder: tempfile::TempDir,
        language: Language,
        theme: Theme,
        size: [f32; 2],
    ) -> Self {
        let database = folder.path().join("shop.db");
        let mut shop = Self::with(folder, &database, (language, theme, true), size);
        shop.until_sees("transfer.import");
        shop
    }

    /// The time in the office.
    pub fn clock() -> Arc<dyn Clock> {
        Arc::new(Morning(SystemClock::new()))
    }

    /// The window over a data file; `skips`: without first steps.
    pub fn with(
        folder: tempfile::TempDir,
        database: &Path,
        (language, theme, skips): (Language, Theme, bool),
        size: [f32; 2],
    ) -> Self {
        let clock = Self::clock();
        let mut engine = Engine::start(Options {
            database: database.to_owned(),
            line: Some(LineChoice::Simulated),
            scenario: None,
            clock: Arc::clone(&clock),
        })
        .unwrap();
        let (heard, news) = bounded(1); // one is as good as many
        let door = Door(Arc::new(Mutex::new(engine.take_desk().unwrap())), heard);
        let mut changes =
            vec![SettingChange::Language(Some(language)), SettingChange::Theme(theme)];
        if skips {
            changes.extend([SettingChange::FirstRunDone(true), SettingChange::WelcomeDone(true)]);
        }
        for change in changes {
            door.send(Command::Set(change)).unwrap();
        }
        let window = open_real(Box::new(door.clone()), Arc::clone(&clock), Screen::Customers, size);
        let texts = Texts::new(language);
        let watch = SystemClock::new();
        Self { folder, engine: Some(engine), window, news, door, clock, texts, watch }
    }

    /// A new window over the same engine, on a screen with so many pixels to a point: nothing that was clicked before is
    /// remembered.
    pub fn reopen(&mut self, screen: Screen, size: ([f32; 2], f32)) {
        let clock = Arc::clone(&self.clock);
        self.window = open_scaled(Box::new(self.door.clone()), clock, screen, size);
    }

    /// Tells the engine.
    pub fn send(&self, command: Command) {
        self.door.send(command).unwrap();
    }

    /// Draws frames until nothing new comes for a while.
    pub fn settle(&mut self) {
        let quiet = Duration::from_millis(400);
        for _ in 0..50 {
            self.window.run_steps(3);
            if self.news.recv_timeout(quiet).is_err() {
                break;
            }
        }
        self.window.run_steps(8);
    }

    pub fn t(&self, key: &str) -> String {
        let text = self.texts.t(key).to_owned();
        assert_ne!(text, key, "no such sentence");
        text
    }

    pub fn tf(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.texts.tf(key, arguments)
    }

    /// Draws frames until it is so.
    #[track_caller]
    pub fn until(&mut self, what: &str, so: impl FnMut(&mut Window) -> bool) {
        self.until_within(PATIENCE, what, so);
    }

    /// … with more patience than usual.
    #[track_caller]
    pub fn until_within(
        &mut self,
        patience: Duration,
        what: &str,
        mut so: impl FnMut(&mut Window) -> bool,
    ) {
        let start = self.watch.now().mono;
        loop {
            self.window.run_steps(2);
            if so(&mut self.window) {
                return;
            }
            let gone = self.watch.now().mono.saturating_sub(start);
            if gone > patience {
                let all: Vec<String> = self.labels();
                panic!("it did not happen: {what}\n{}", all.join("\n"));
            }
            let _news_or_time = self.news.recv_timeout(Duration::from_millis(50));
        }
    }

    pub fn labels(&self) -> Vec<String> {
        let nodes = self.window.get_all_by(|_| true);
        let said = |node: &egui_kittest::Node<'_>| {
            let node = node.accesskit_node();
            node.label().or_else(|| node.value())
        };
        nodes.filter_map(|node| said(&node)).filter(|text| !text.is_empty()).collect()
    }

    #[track_caller]
    pub fn until_sees(&mut self, key: &str) {
        let text = self.t(key);
        self.until_says(&text);
    }

    #[track_caller]
    pub fn until_says(&mut self, text: &str) {
        self.until(text, |window| window.query_all_by_label_contains(text).next().is_some());
    }

    /// Waits until the button can be pressed, and presses it.
    #[track_caller]
    pub fn press(&mut self, key: &str) {
        let text = self.t(key);
        self.press_label(&text);
    }

    #[track_caller]
    pub fn press_label(&mut self, text: &str) {
        // What comes in late (a waveform, a look-up) moves what stands below it: a button is pressed once it stands still.
        let mut stood = None;
        let ready = |window: &mut Window| {
            let mut all = window.query_all_by_role_and_label(Role::Button, text);
            let place = all.next().filter(|node| !node.accesskit_node().is_disabled());
            let place = place.map(|node| node.rect());
            let still = place.is_some() && stood == place;
            stood = place;
            still
        };
        self.until(text, ready);
        let button = self.window.get_all_by_role_and_label(Role::Button, text).next();
        let place = button.expect("a button").rect().center();
        self.click_at(place);
        self.window.run_steps(3);
    }

    /// A click on whatever bears this text.
    #[track_caller]
    pub fn click_label(&mut self, text: &str) {
        let named = self.window.get_all_by_label(text).next();
        let place = named.expect("something of this name").rect().center();
        self.click_at(place);
        self.window.run_steps(3);
    }

    /// A click within one frame: what `Node::click` spreads over three misses whatever moves meanwhile.
    fn click_at(&mut self, pos: Pos2) {
        let button = |pressed| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::default(),
        };
        let click = [Event::PointerMoved(pos), button(true), button(false)];
        self.window.input_mut().events.extend(click);
        self.window.step();
    }

    #[track_caller]
    pub fn fill(&mut self, key: &str, text: &str) {
        let label = self.t(key);
        self.until(&label, |window| window.query_all_by_label(&label).next().is_some());
        type_into(&mut self.window, &label, text);
    }

    /// Types in place of what stands in the field.
    #[track_caller]
    pub fn refill(&mut self, key: &str, text: &str) {
        self.fill(key, "");
        self.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.window.event(Event::Text(text.into()));
        self.window.run_steps(3);
    }

    pub fn ctrl(&mut self, key: Key) {
        self.window.key_press_modifiers(Modifiers::COMMAND, key);
        self.window.run_steps(3);
    }

    pub fn show(&mut self, screen: Screen) {
        if let Some(app) = &mut self.window.state_mut().app {
            app.show_screen(screen);
        }
        self.window.run_steps(4);
    }

    pub fn reader(&self) -> Reader {
        Reader::open(&self.folder.path().join("shop.db")).unwrap()
    }

    pub fn close(mut self) {
        let engine = self.engine.take().unwrap();
        drop(self.window);
        engine.stop();
    }
}
