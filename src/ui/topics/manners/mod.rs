//! Desk manners: tray, notices, ring sound, hotkeys, do not disturb, when cards pop up: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

pub mod arrange;
pub mod bulletin;
pub mod card_place;
pub mod keys;
pub mod quiet;
mod settings;
mod settings_keys;
pub mod strip;

use crate::base::ids::CallId;
use crate::call::record::Outcome;
use crate::engine::command::Command;
use crate::engine::settings::SettingChange;
use crate::engine::topics::manners::{
    CardPlace, DeskAct, MannersCommand, MannersSettings, OwnKey, QuietUntil, RingSettings, RingTone,
};
use crate::ui::action::{Action, Face, face};
use crate::ui::app::App;
use crate::ui::icons::Icon;
use crate::ui::performing;
use crate::ui::state::Screen;
use egui::{Context, Pos2};
use std::collections::{BTreeMap, BTreeSet};

pub use settings::show as show_settings;

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum MannersAction {
    /// Answer, hang up, silence, flash, show the card, do not disturb.
    Act(DeskAct),
    /// Do not disturb until then, or no longer.
    DoNotDisturb(Option<QuietUntil>),
    /// Show the card of a call.
    ShowCard(CallId),
    /// Open a call of the incoming strip.
    OpenChip(CallId),
    /// A call of the incoming strip is dealt with.
    TickChip(CallId),
    /// A card is being dragged.
    Dragging(CallId),
    /// Cards stand here from now on; `None`: in their corner.
    PlaceCards(Option<CardPlace>),
    /// Listen to a ring, or no longer.
    TryRing(Option<RingSettings>),
    /// The next key that is pressed is for this; `None`: none after all.
    ListenForKey(Option<DeskAct>),
    /// This key is for this; empty: none.
    Bind(DeskAct, String),
    /// The built-in keys again.
    ForgetKeys,
    /// Start with the session, or not.
    StartWithSession(bool),
}

impl MannersAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::Act(act) => act_face(*act),
            Self::DoNotDisturb(None) => face("manners.disturb_again").icon(Icon::Bell),
            Self::DoNotDisturb(Some(QuietUntil::For(_))) => face("manners.quiet_for"),
            Self::DoNotDisturb(Some(QuietUntil::Clock { .. })) => face("manners.quiet_clock"),
            Self::DoNotDisturb(Some(QuietUntil::Tomorrow)) => face("manners.quiet_tomorrow"),
            Self::DoNotDisturb(Some(QuietUntil::SwitchedOff)) => face("manners.quiet_open"),
            Self::ShowCard(_) => act_face(DeskAct::ShowCard),
            Self::OpenChip(_) => face("manners.open_chip").icon(Icon::Person),
            Self::TickChip(_) => face("manners.tick_chip").icon(Icon::Tick),
            Self::Dragging(_) => face("manners.drag"),
            Self::PlaceCards(_) => face("manners.into_corner").icon(Icon::Undo),
            Self::TryRing(Some(_)) => face("manners.try_ring").icon(Icon::Play),
            Self::TryRing(None) => face("action.stop").icon(Icon::Stop),
            Self::ListenForKey(Some(_)) => face("manners.key_change"),
            Self::ListenForKey(None) => face("manners.key_cancel"),
            Self::Bind(..) => face("manners.key_none"),
            Self::ForgetKeys => face("manners.keys_built_in").icon(Icon::Undo),
            Self::StartWithSession(_) => face("manners.autostart"),
        }
    }
}

/// Text, tooltip and icon of what one key can do. The key itself is the person's choice ([`keys`]).
#[must_use]
pub const fn act_face(act: DeskAct) -> Face {
    match act {
        DeskAct::Answer => face("manners.answer").icon(Icon::Phone),
        DeskAct::HangUp => face("manners.hang_up").icon(Icon::HangUp),
        DeskAct::Silence => face("manners.silence").tip("manners.silence_tip").icon(Icon::Bell),
        DeskAct::Flash => face("manners.flash").tip("manners.flash_tip").icon(Icon::Pause),
        DeskAct::ShowCard => face("manners.show_card").icon(Icon::Person),
        DeskAct::Quiet => face("manners.quiet").tip("manners.quiet_tip").icon(Icon::Bell),
    }
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct MannersState {
    /// Which cards are open, and which calls wait in the strip.
    pub cards: arrange::Cards,
    /// Cards that a person dragged: where they had been put, and where they are now.
    pub dragged: BTreeMap<CallId, (Pos2, Option<Pos2>)>,
    /// Where each card was last put.
    pub put: BTreeMap<CallId, Pos2>,
    /// Cards in windows of their own that may be seen.
    pub seen: BTreeSet<CallId>,
    /// Cards whose windows were made in this frame, unseen: they are marked before they may be seen.
    pub made: Vec<CallId>,
    /// What the desktop has been told of calls.
    pub bulletins: bulletin::Told,
    /// A field had the caret in the last frame: Escape and Ctrl+Z belong to it.
    pub has_caret: bool,
    /// The time of day typed into the do-not-disturb menu.
    pub clock: String,
    /// The next key is for this.
    pub listening: Option<DeskAct>,
    /// Why the last key was not taken: the key, and what it is for already (a key of the texts).
    pub key_refused: Option<(String, &'static str)>,
    /// Path of the ring file, as typed.
    pub ring_file: Option<String>,
    /// What the system around the window can do, as far as the settings show it.
    pub outside: crate::ui::outside::Abilities,
}

/// Performs one action.
pub fn perform(app: &mut App, ctx: &Context, action: MannersAction) {
    let command = |wish| Command::Manners(wish);
    match action {
        MannersAction::Act(act) => {
            // A call that waits in the strip is meant as well.
            let newest = app.snap.calls.first().filter(|_| act == DeskAct::ShowCard);
            if let Some(call) = newest {
                app.state.manners.cards.open(call.record.id);
            }
            app.send(command(MannersCommand::Act(act)));
        }
        MannersAction::DoNotDisturb(until) => {
            app.send(command(MannersCommand::DoNotDisturb(until)));
        }
        MannersAction::ShowCard(call) => {
            app.state.manners.cards.open(call);
            app.send(command(MannersCommand::ShowCard(call)));
        }
        MannersAction::OpenChip(call) => open_chip(app, ctx, call),
        MannersAction::TickChip(call) => tick_chip(app, call),
        MannersAction::Dragging(call) => {
            let put = app.state.manners.put.get(&call).copied().unwrap_or_default();
            app.state.manners.dragged.entry(call).or_insert((put, None));
        }
        MannersAction::PlaceCards(place) => change(app, |settings| settings.place = place),
        MannersAction::TryRing(ring) => app.send(command(MannersCommand::TryRing(ring))),
        MannersAction::ListenForKey(act) => {
            app.state.manners.listening = act;
            app.state.manners.key_refused = None;
        }
        MannersAction::Bind(act, key) => {
            app.state.manners.listening = None;
            change(app, |settings| {
                settings.keys.retain(|own| own.act != act);
                if keys::built_in(act) != key {
                    settings.keys.push(OwnKey { act, key });
                }
            });
        }
        MannersAction::ForgetKeys => change(app, |settings| settings.keys.clear()),
        MannersAction::StartWithSession(on) => app.outside.start_with_session(on),
    }
}

/// Changes the settings of this topic.
fn change(app: &mut App, edit: impl FnOnce(&mut MannersSettings)) {
    let mut settings = app.snap.settings.manners.clone();
    edit(&mut settings);
    app.send(Command::Set(SettingChange::Manners(settings)));
}

/// This file rings from now on.
pub fn ring_with(app: &mut App, path: String) {
    app.state.manners.ring_file = None;
    change(app, |settings| settings.ring.tone = RingTone::File(path));
}

/// The card of a call that is still on the desk; the customer of one that is over.
fn open_chip(app: &mut App, ctx: &Context, call: CallId) {
    app.state.manners.cards.open(call);
    if app.snap.call(call).is_some() {
        app.send(Command::Manners(MannersCommand::ShowCard(call)));
    } else {
        performing::perform(app, ctx, Action::Show(Screen::Calls));
        performing::perform(app, ctx, Action::OpenParty(call));
    }
}

fn tick_chip(app: &mut App, call: CallId) {
    app.state.manners.cards.forget(call);
    let record = app.snap.call(call).map(|live| &live.record);
    let listed = || app.snap.recent.iter().map(|old| &old.record).find(|record| record.id == call);
    let missed = record.or_else(listed).is_some_and(|r| r.outcome == Outcome::Missed && !r.handled);
    if missed {
        app.send(Command::MarkHandled(call, true));
    }
    if app.snap.call(call).is_some_and(|live| live.popup) {
        app.send(Command::ClosePopup(call));
    }
}
