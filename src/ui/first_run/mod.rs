//! The first steps: language, what is plugged in, a test call, customers, and off. Each can be left out, all of them can be
//! come back to from the settings; while somebody looks elsewhere a slim band leads back.
//! May depend on `ui`, and types of `engine`, `base`.

mod equipment;
mod page;
mod parts;
mod steps;

use crate::engine::command::Command;
use crate::engine::settings::{LineChoice, SettingChange};
use crate::engine::snapshot::Snapshot;
use crate::ui::action::{Action, Face, face};
use crate::ui::app::App;
use crate::ui::icons::Icon;
use crate::ui::office;
use crate::ui::office::transfer::TransferAction;
use crate::ui::performing;
use crate::ui::state::{CardKey, Screen, ViewState};
use egui::Context;

pub use page::{show, show_band};

/// The steps, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Step {
    /// Language and look.
    #[default]
    Language,
    /// What is plugged in.
    Equipment,
    /// A call to try it.
    Trial,
    /// Who calls here.
    Customers,
    /// Off.
    Ready,
}

impl Step {
    /// All, in order.
    pub const ALL: [Self; 5] =
        [Self::Language, Self::Equipment, Self::Trial, Self::Customers, Self::Ready];

    fn place(self) -> usize {
        Self::ALL.iter().position(|step| *step == self).unwrap_or(0)
    }

    fn next(self) -> Option<Self> {
        Self::ALL.get(self.place() + 1).copied()
    }

    fn previous(self) -> Option<Self> {
        self.place().checked_sub(1).and_then(|at| Self::ALL.get(at)).copied()
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Language => "first_run.step_language",
            Self::Equipment => "first_run.step_equipment",
            Self::Trial => "first_run.step_trial",
            Self::Customers => "first_run.step_customers",
            Self::Ready => "first_run.step_ready",
        }
    }
}

/// What an office may have at its telephone line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Have {
    /// A USB box made for telephone lines.
    Box,
    /// A voice modem.
    Modem,
    /// A sound card or USB audio adapter on the line.
    Sound,
    /// Nothing yet.
    Nothing,
}

/// What the window remembers of it.
#[derive(Debug, Default)]
pub struct FirstRunState {
    /// Asked for from the settings.
    open: bool,
    /// Somebody looks elsewhere.
    aside: bool,
    /// Ended; the engine hears of it.
    ended: bool,
    step: Step,
    have: Option<Have>,
    /// The step whose button that leads on was given the keyboard.
    led: Option<Step>,
}

impl FirstRunState {
    /// Whether the steps are under way, on the screen or not.
    fn is_on(&self, snap: &Snapshot) -> bool {
        let settings = &snap.settings;
        let is_due = !settings.first_run_done && !settings.welcome_done && !settings.example;
        !self.ended && (self.open || is_due)
    }

    /// Whether they are what the window shows.
    #[must_use]
    pub fn is_shown(&self, snap: &Snapshot) -> bool {
        !self.aside && self.is_on(snap)
    }

    /// Whether a band is to lead back to them.
    #[must_use]
    pub fn is_aside(&self, snap: &Snapshot) -> bool {
        self.aside && self.is_on(snap)
    }

    fn go(&mut self, step: Step) {
        self.step = step;
        self.aside = false;
        self.led = None;
    }
}

/// A wish of the person at the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstRunAction {
    /// Take the steps, from the beginning.
    Open,
    /// On to the next one.
    Next,
    /// Back to the one before.
    Back,
    /// To this one.
    Go(Step),
    /// Back to where one left them.
    Return,
    /// That is what the office has.
    Have(Have),
    /// Take a list of customers in.
    Import,
    /// Type the first customer in.
    NewCustomer,
    /// Leave the rest out, or begin to work.
    Finish,
    /// The same from the last step.
    Start,
}

impl FirstRunAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::Open => face("first_run.open").tip("first_run.open_tip"),
            Self::Next => face("first_run.next"),
            Self::Back => face("first_run.back"),
            Self::Go(step) => face(step.key()),
            Self::Return => face("first_run.return"),
            Self::Have(_) => face("first_run.step_equipment"),
            Self::Import => face("first_run.import").icon(Icon::Plus),
            Self::NewCustomer => face("first_run.new_customer").icon(Icon::Person),
            Self::Finish => face("first_run.skip_all").tip("first_run.skip_all_tip"),
            Self::Start => face("first_run.start").icon(Icon::Tick),
        }
    }
}

impl From<FirstRunAction> for Action {
    fn from(action: FirstRunAction) -> Self {
        Self::FirstRun(action)
    }
}

/// Performs one action.
pub fn perform(app: &mut App, ctx: &Context, action: FirstRunAction) {
    let state = &mut app.state.first_run;
    match action {
        FirstRunAction::Open => {
            *state = FirstRunState { open: true, ..FirstRunState::default() };
        }
        FirstRunAction::Next => go(app, state_after(app, Step::next)),
        FirstRunAction::Back => go(app, state_after(app, Step::previous)),
        FirstRunAction::Go(step) => go(app, step),
        FirstRunAction::Return => state.go(state.step),
        FirstRunAction::Have(have) => choose(app, have),
        FirstRunAction::Import => {
            state.go(Step::Ready);
            state.aside = true;
            app.state.screen = Screen::Customers;
            office::perform(app, ctx, office::OfficeAction::Transfer(TransferAction::OpenImport));
        }
        FirstRunAction::NewCustomer => {
            state.go(Step::Ready);
            state.aside = true;
            performing::perform(app, ctx, Action::NewCustomer(None));
        }
        FirstRunAction::Finish | FirstRunAction::Start => finish(app),
    }
}

fn state_after(app: &App, step: impl Fn(Step) -> Option<Step>) -> Step {
    let now = app.state.first_run.step;
    step(now).unwrap_or(now)
}

/// Whoever comes to the equipment sees what is plugged in by now.
fn go(app: &mut App, step: Step) {
    app.state.first_run.go(step);
    if step == Step::Equipment {
        app.send(Command::RefreshDevices);
    }
}

/// Who has nothing gets the simulated line; who has something chooses it from what was found.
fn choose(app: &mut App, have: Have) {
    app.state.first_run.have = Some(have);
    if have != Have::Nothing {
        app.send(Command::RefreshDevices);
    } else if app.snap.settings.line != LineChoice::Simulated {
        app.send(Command::ChooseLine(LineChoice::Simulated));
    }
}

/// Whoever has tried a call needs no hint how to.
fn finish(app: &mut App) {
    let has_tried = app.state.welcome.done.iter().take(3).all(|done| *done);
    app.state.first_run.ended = true;
    app.state.screen = Screen::Today;
    app.send(Command::Set(SettingChange::FirstRunDone(true)));
    if has_tried {
        app.send(Command::Set(SettingChange::WelcomeDone(true)));
    }
}

/// Where somebody looks.
pub type Place = (Screen, Option<CardKey>);

/// Where somebody looks now.
#[must_use]
pub const fn place(state: &ViewState) -> Place {
    (state.screen, state.customers.open)
}

/// Whether an action leads to a page, wherever one is.
#[must_use]
pub const fn leads_away(action: &Action) -> bool {
    matches!(
        action,
        Action::Show(_) | Action::ShowLine(_) | Action::OpenCustomer(_) | Action::OpenParty(_)
    )
}

/// Whoever goes to a page (a key, a card of a call) sees that page, and not the steps.
pub fn step_aside(state: &mut ViewState, before: Place, is_led: bool) {
    if is_led || place(state) != before {
        state.first_run.aside = true;
    }
}
