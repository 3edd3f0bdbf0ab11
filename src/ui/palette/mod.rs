//! The command palette: everything that can be done from here, found by a few letters, done with Enter; and the map of
//! keys. Both show the [`catalogue`](crate::ui::catalogue). May depend on `ui`, and types of `engine`, `call`.

mod keymap;
mod list;
pub mod matching;

use crate::engine::settings::SettingChange;
use crate::engine::topics::look::{LookChange, TEXT_PERCENT};
use crate::ui::action::{Action, Face, face};
use crate::ui::app::App;
use crate::ui::icons::Icon;
use crate::ui::performing;
use crate::ui::scene::Scene;
use crate::ui::state::{Screen, ViewState};
use egui::{Context, Id, Key};

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum PaletteAction {
    /// Open the palette, or close it.
    Toggle,
    /// Show which keys there are, or no longer.
    ToggleKeys,
    /// Close whichever is open.
    Close,
    /// Do this, on that page; it was chosen from the palette.
    Do(Option<Screen>, Box<Action>),
    /// Show the customers with these words.
    Customers(String),
    /// Larger texts.
    Larger,
    /// Smaller texts.
    Smaller,
    /// Texts as they usually are.
    UsualSize,
}

impl PaletteAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::Toggle => face("palette.open").icon(Icon::Search).ctrl(Key::K),
            Self::ToggleKeys => face("palette.keys").icon(Icon::Info).key(Key::Questionmark),
            Self::Close => face("action.close").icon(Icon::Close),
            Self::Do(..) => face("action.apply"),
            Self::Customers(_) => face("palette.customers").icon(Icon::Person),
            Self::Larger => face("palette.larger").ctrl(Key::Plus),
            Self::Smaller => face("palette.smaller").ctrl(Key::Minus),
            Self::UsualSize => face("palette.usual_size").ctrl(Key::Num0),
        }
    }
}

impl From<PaletteAction> for Action {
    fn from(action: PaletteAction) -> Self {
        Self::Palette(action)
    }
}

/// Frames in which what had the keyboard is given it again.
const FRAMES: u8 = 3;

/// What is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Open {
    #[default]
    Nothing,
    Palette,
    Keys,
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct PaletteState {
    open: Open,
    text: String,
    /// The row that Enter does.
    chosen: usize,
    /// What had the keyboard before.
    before: Option<Id>,
    /// It gets the keyboard again unless something else wants it: for so many frames more.
    returning: u8,
    /// The caret is to be put into the field.
    focus: bool,
}

impl PaletteState {
    /// Whether the palette or the map of keys is open.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self.open, Open::Nothing)
    }

    fn show(&mut self, ctx: &Context, open: Open) {
        if self.open == Open::Nothing {
            self.before = ctx.memory(egui::Memory::focused);
        }
        self.open = open;
        self.text.clear();
        self.chosen = 0;
        self.focus = true;
    }

    const fn close(&mut self) {
        self.open = Open::Nothing;
        self.returning = FRAMES;
    }

    /// Gives the keyboard back to what had it. (What lies below takes it only some frames after the palette has gone.)
    fn give_back(&mut self, ctx: &Context) {
        if self.returning == 0 {
            return;
        }
        self.returning -= 1;
        match self.before {
            Some(id) if ctx.memory(egui::Memory::focused).is_none() => {
                ctx.memory_mut(|memory| memory.request_focus(id));
                ctx.request_repaint();
            }
            Some(_) => {}
            None => self.returning = 0,
        }
    }
}

/// Draws whichever is open, above everything else.
pub fn show(ctx: &Context, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    match state.palette.open {
        Open::Nothing => {
            state.palette.give_back(ctx);
            Vec::new()
        }
        Open::Palette => list::show(ctx, scene, state),
        Open::Keys => keymap::show(ctx, scene),
    }
}

/// Performs one action.
pub fn perform(app: &mut App, ctx: &Context, action: PaletteAction) {
    let palette = &mut app.state.palette;
    match action {
        PaletteAction::Toggle if palette.open == Open::Palette => palette.close(),
        PaletteAction::Toggle => palette.show(ctx, Open::Palette),
        PaletteAction::ToggleKeys if palette.open == Open::Keys => palette.close(),
        PaletteAction::ToggleKeys => palette.show(ctx, Open::Keys),
        PaletteAction::Close => palette.close(),
        PaletteAction::Do(on, action) => {
            palette.close();
            let act = action.face().text.to_owned();
            set(app, ctx, LookChange::Used(act));
            if let Some(screen) = on {
                performing::perform(app, ctx, Action::Show(screen));
            }
            performing::perform(app, ctx, *action);
        }
        PaletteAction::Customers(words) => {
            palette.close();
            app.state.customers.open = None;
            app.state.customers.text = words;
            app.state.screen = Screen::Customers;
            app.state.focus_search = true;
        }
        PaletteAction::Larger => resize(app, ctx, next_size(text_percent(app), true)),
        PaletteAction::Smaller => resize(app, ctx, next_size(text_percent(app), false)),
        PaletteAction::UsualSize => resize(app, ctx, 100),
    }
}

fn set(app: &mut App, ctx: &Context, change: LookChange) {
    performing::perform(app, ctx, Action::Set(SettingChange::Look(change)));
}

fn text_percent(app: &App) -> u16 {
    app.snap.settings.look.text_percent
}

fn resize(app: &mut App, ctx: &Context, percent: u16) {
    set(app, ctx, LookChange::TextPercent(percent));
}

/// The sizes a person can step through, in hundredths.
pub const SIZES: [u16; 8] = [80, 90, 100, 110, 125, 150, 175, 200];

/// The next larger or smaller size.
#[must_use]
pub fn next_size(now: u16, larger: bool) -> u16 {
    if larger {
        SIZES.into_iter().find(|size| *size > now).unwrap_or(TEXT_PERCENT.1)
    } else {
        SIZES.into_iter().rev().find(|size| *size < now).unwrap_or(TEXT_PERCENT.0)
    }
}
