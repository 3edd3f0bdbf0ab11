//! The window's engine room: takes snapshots and answers in, lets the views draw, performs what they ask for.
//! Never waits; asks for a repaint only when there is news or something on the screen moves by itself.
//! May depend on `engine`'s types and handle, `base`, egui.

use crate::base::clock::{Clock, Stamp, SystemClock};
use crate::base::ids::{CallId, StaffId};
use crate::engine::command::Command;
use crate::engine::handle::Desk;
use crate::engine::settings::{Language, Theme};
use crate::engine::snapshot::Snapshot;
use crate::engine::topics::look::Motion;
use crate::ui::office;
use crate::ui::outside::presence::Presence;
use crate::ui::outside::{Nothing, Outside};
use crate::ui::paths::{self, NoDialogs, PathDoor};
use crate::ui::scene::{self, Scene};
use crate::ui::state::{LinePage, Screen, ViewState};
use crate::ui::texts::{self, Texts};
use crate::ui::topics;
use crate::ui::views::{self, welcome};
use crate::ui::{first_run, fonts, palette, performing, popups, shortcuts, tokens};
use egui::{Context, ThemePreference, Ui, ViewportCommand, ViewportId};
use std::sync::Arc;
use std::time::Duration;

/// How often what moves by itself is drawn.
const TICK: Duration = Duration::from_millis(200);
/// The shortest wait for a repaint.
const FRAME: Duration = Duration::from_millis(20);

/// What the window needs besides the engine.
pub struct Options {
    /// The system's locale (`LC_ALL`, else `LC_MESSAGES`, else `LANG`): the language while none is chosen.
    pub locale: String,
    /// The wall clock, for "today" and "yesterday".
    pub clock: Arc<dyn Clock>,
}

impl Options {
    /// Options for the machine's clock.
    #[must_use]
    pub fn new(locale: impl Into<String>) -> Self {
        Self { locale: locale.into(), clock: Arc::new(SystemClock::new()) }
    }
}

/// The window.
pub struct App {
    pub(super) desk: Box<dyn Desk>,
    pub(super) state: ViewState,
    pub(super) snap: Arc<Snapshot>,
    options: Options,
    texts: Texts,
    theme: Option<Theme>,
    /// Size of texts in hundredths and whether things move, as last told to egui.
    look: Option<(u16, bool)>,
    /// Who worked here in the last frame, and whether nobody did.
    seat: (Option<StaffId>, bool),
    data_revision: u64,
    raise: u64,
    pub(super) outside: Box<dyn Outside>,
    pub(super) presence: Presence,
    pub(super) paths: Box<dyn PathDoor>,
}

impl App {
    /// The window over an engine. Installs fonts and looks into `ctx`; to be called before the first frame.
    #[must_use]
    pub fn new(desk: Box<dyn Desk>, options: Options, ctx: &Context) -> Self {
        tokens::install(ctx);
        let wake = ctx.clone();
        desk.on_news(Box::new(move || wake.request_repaint_of(ViewportId::ROOT)));
        let snap = desk.snapshot();
        let texts = Texts::new(language(&snap, &options.locale));
        fonts::install(ctx, texts.language());
        Self {
            state: ViewState::default(),
            options,
            texts,
            theme: None,
            look: None,
            seat: (snap.office.staff.who, snap.office.staff.locked),
            data_revision: snap.data_revision,
            raise: snap.raise,
            snap,
            desk,
            outside: Box::new(Nothing),
            presence: Presence::default(),
            paths: Box::new(NoDialogs),
        }
    }

    /// The same with a tray, notices and whatever else lies around the window.
    #[must_use]
    pub fn within(self, outside: Box<dyn Outside>) -> Self {
        Self { outside, ..self }
    }

    /// The same with file dialogs.
    #[must_use]
    pub fn with_dialogs(self, paths: Box<dyn PathDoor>) -> Self {
        Self { paths, ..self }
    }

    /// The same, not to be seen at first: in the tray, or minimised.
    #[must_use]
    pub fn unseen(self) -> Self {
        Self { presence: Presence::unseen(), ..self }
    }

    /// What the window remembers, for tests and the composition root.
    #[must_use]
    pub const fn state(&self) -> &ViewState {
        &self.state
    }

    /// Shows a page.
    pub const fn show_screen(&mut self, screen: Screen) {
        self.state.screen = screen;
    }

    /// A sentence in the language of the window.
    pub(super) fn words(&self, key: &str) -> String {
        self.texts.t(key).to_owned()
    }

    /// The wall clock.
    pub(super) fn wall(&self) -> Stamp {
        self.options.clock.now()
    }

    /// Takes in what is new. Draws nothing.
    pub fn logic(&mut self, ctx: &Context) {
        self.snap = self.desk.snapshot();
        for (ticket, answer) in self.desk.answers() {
            self.state.take(ticket, answer);
        }
        self.follow_seat();
        let language = language(&self.snap, &self.options.locale);
        if language != self.texts.language() {
            self.texts = Texts::new(language);
            fonts::install(ctx, language);
        }
        self.texts.set_masks(!self.snap.office.staff.shows_whole_numbers());
        if self.theme != Some(self.snap.settings.theme) {
            self.theme = Some(self.snap.settings.theme);
            ctx.set_theme(preference(self.snap.settings.theme));
        }
        self.follow_look(ctx);
        self.recall();
        if self.data_revision != self.snap.data_revision {
            self.data_revision = self.snap.data_revision;
            self.state.customers.owners.clear();
        }
        if self.raise != self.snap.raise {
            self.raise = self.snap.raise;
            self.come_to_front(ctx);
        }
        self.save_notes(false);
        paths::follow(self, ctx);
        let now = self.desk.now_mono();
        office::cards::keep_drafts(self, now);
        self.attend(ctx);
    }

    /// Size of texts and movement, as the settings and the desktop say.
    fn follow_look(&mut self, ctx: &Context) {
        let look = &self.snap.settings.look;
        let moves = match look.motion {
            Motion::Full => true,
            Motion::Reduced => false,
            Motion::System => !self.state.manners.outside.is_still,
        };
        let wanted = (look.text_percent, moves);
        if self.look != Some(wanted) {
            self.look = Some(wanted);
            ctx.set_zoom_factor(f32::from(look.text_percent) / 100.0);
            tokens::set_motion(ctx, moves);
        }
    }

    /// Puts lists in the order they were left in, once they are known.
    fn recall(&mut self) {
        let look = &self.snap.settings.look;
        if self.state.recalled || look.tables.is_empty() {
            return;
        }
        self.state.recalled = true;
        views::call_list::recall(&mut self.state.calls, look);
        let office = &mut self.state.office;
        office::cards::recall(&mut office.cards, look);
        office::goods::recall(&mut office.goods, look);
        office::orders::recall(&mut office.orders, look);
    }

    /// What another person looked at is not for whoever works here now: the views begin anew. What was typed into cards
    /// is kept as drafts.
    fn follow_seat(&mut self) {
        let staff = &self.snap.office.staff;
        let seat = (staff.who, staff.locked);
        if seat == self.seat {
            return;
        }
        self.seat = seat;
        let mut state = ViewState {
            screen: self.state.screen,
            welcome: std::mem::take(&mut self.state.welcome),
            first_run: std::mem::take(&mut self.state.first_run),
            manners: std::mem::take(&mut self.state.manners),
            ..ViewState::default()
        };
        state.office.staff = std::mem::take(&mut self.state.office.staff);
        state.office.staff.forget();
        self.state = state;
    }

    /// The picture a frame is drawn from.
    pub(super) fn scene<'a>(&'a self, snap: &'a Snapshot) -> Scene<'a> {
        Scene {
            snap,
            texts: &self.texts,
            mono: self.desk.now_mono(),
            wall: self.options.clock.now(),
        }
    }

    /// Draws a frame and performs what was asked for in it.
    pub fn show(&mut self, ui: &mut Ui) {
        tracing::trace!("frame");
        let ctx = ui.ctx().clone();
        let snap = Arc::clone(&self.snap);
        let scene = Scene {
            snap: &snap,
            texts: &self.texts,
            mono: self.desk.now_mono(),
            wall: self.options.clock.now(),
        };
        welcome::follow(&mut self.state.welcome, &scene);
        topics::example::follow(&mut self.state, &snap);
        let clipboard = snap.settings.dialling.clipboard;
        topics::dialling::watch_clipboard(&ctx, clipboard, &mut self.state.dialling);
        popups::arrange(&scene, &mut self.state);
        self.presence.drawn(self.state.manners.cards.shown());
        let mut actions = Vec::new();
        if snap.office.staff.locked {
            actions.extend(views::window(ui, &scene, &mut self.state));
        } else {
            actions.extend(office::orders::quick::pressed(
                &ctx,
                &snap,
                &mut self.state.office.orders,
            ));
            actions.extend(shortcuts::pressed(&ctx, &scene, &self.state));
            actions.extend(views::window(ui, &scene, &mut self.state));
            actions.extend(popups::show(&ctx, &scene, &mut self.state));
            actions.extend(palette::show(&ctx, &scene, &mut self.state));
        }
        let next = self.next_change(&scene);
        let place = first_run::place(&self.state);
        let is_led = actions.iter().any(first_run::leads_away);
        for action in actions {
            performing::perform(self, &ctx, action);
        }
        first_run::step_aside(&mut self.state, place, is_led);
        self.let_cards_be_seen(&ctx);
        office::files::attach_dropped(self, &ctx);
        office::cards::copy_found(self, &ctx);
        office::orders::print_found(self);
        office::goods::print_found(self);
        self.state.manners.has_caret = ctx.text_edit_focused();
        self.state.ask(self.desk.as_ref(), &snap);
        if let Some(wait) = next {
            ctx.request_repaint_after_for(wait, ViewportId::ROOT);
        }
    }

    /// The sentences of the language in use.
    pub(super) const fn texts(&self) -> &Texts {
        &self.texts
    }

    /// Hands a command to the engine; a refusal is shown.
    pub(super) fn send(&mut self, command: Command) {
        self.state.refused = self.desk.send(command).is_err();
    }

    /// Hands over the notes that are due (all of them when `all`).
    pub(super) fn save_notes(&mut self, all: bool) {
        let now = self.desk.now_mono();
        let due: Vec<(CallId, String)> = self
            .state
            .notes
            .iter()
            .filter(|(_, note)| note.due().is_some_and(|due| all || due <= now))
            .map(|(call, note)| (*call, note.text.clone()))
            .collect();
        for (call, text) in due {
            let taken = self.desk.send(Command::SaveCallNote(call, text.clone())).is_ok();
            self.state.refused = !taken;
            if let Some(note) = self.state.notes.get_mut(&call) {
                note.sent_at = now;
                note.touched = true;
                if taken {
                    note.sent = text;
                }
            }
        }
    }

    /// When something on the screen changes without news: a running timer, a playing recording, a note to be stored.
    fn next_change(&self, scene: &Scene<'_>) -> Option<Duration> {
        let second = |since: Duration| {
            let gone = scene.mono.saturating_sub(since).subsec_millis();
            Duration::from_millis(u64::from(1005 - gone))
        };
        let timers = scene.snap.calls.iter().filter(|call| scene::is_live(call));
        let timers = timers.map(|call| second(call.answered_mono.unwrap_or(call.started_mono)));
        let player = &scene.snap.player;
        let playing = player.recording.filter(|_| !player.paused).map(|_| TICK);
        let notes = self.state.notes.values().filter_map(crate::ui::state::NoteDraft::due);
        let notes = notes.map(|due| due.saturating_sub(scene.mono));
        let drafts = office::cards::draft_due(&self.state);
        let drafts = drafts.map(|due| due.saturating_sub(scene.mono));
        let tests = scene.snap.lines.iter().filter_map(|line| line.test_sound);
        let tests = tests.map(|until| until.saturating_sub(scene.mono).min(TICK).max(FRAME));
        // The doctor's cells are read without news of them.
        let doctor = (self.state.screen == Screen::Line
            && self.state.line_page == LinePage::Doctor)
            .then_some(Duration::from_secs(1));
        timers.chain(playing).chain(notes).chain(drafts).chain(tests).chain(doctor).min()
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        Self::logic(self, ctx);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        // What `tests/bench/window.sh` reads: drawing included, of the frame before.
        let before_ms = frame.info().cpu_usage.map(|seconds| seconds * 1_000.0);
        tracing::trace!(before_ms, page = ?self.state.screen, "drawn");
        self.show(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.save_notes(true);
    }
}

fn language(snap: &Snapshot, locale: &str) -> Language {
    snap.settings.language.unwrap_or_else(|| texts::language_of_locale(locale))
}

const fn preference(theme: Theme) -> ThemePreference {
    match theme {
        Theme::System => ThemePreference::System,
        Theme::Light => ThemePreference::Light,
        Theme::Dark => ThemePreference::Dark,
    }
}

/// Brings the window to the front.
pub(super) fn raise(ctx: &Context) {
    for command in
        [ViewportCommand::Visible(true), ViewportCommand::Minimized(false), ViewportCommand::Focus]
    {
        ctx.send_viewport_cmd_to(ViewportId::ROOT, command);
    }
}
