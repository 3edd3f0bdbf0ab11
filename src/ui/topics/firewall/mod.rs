//! The firewall for incoming calls: rules, decisions and their reasons: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

pub mod block;
mod decisions;
mod editor;
mod exchange;
mod rules;
mod settings;
mod state;
mod trial;
pub mod words;

use crate::base::ids::CallId;
use crate::base::number::PhoneNumber;
use crate::call::firewall::rule::RuleId;
use crate::call::firewall::subject::ListId;
use crate::engine::command::Command;
use crate::engine::settings::SettingChange;
use crate::engine::topics::firewall::{FirewallCommand, FirewallSettings};
use crate::ui::action::{Action, Face, face};
use crate::ui::app::App;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::state::{Screen, ViewState};
use crate::ui::tokens::gap;
use egui::{Align, Context, Layout, Ui};
use std::path::PathBuf;

pub use block::{block_button, block_caller, permit, would_block};
pub use state::FirewallState;
use state::{Draft, Page};

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum FirewallAction {
    /// A new rule, perhaps about a number.
    NewRule(Option<PhoneNumber>),
    /// Open a rule for editing.
    Edit(RuleId),
    /// Keep the rule being edited.
    SaveRule,
    /// Forget what was typed into the editor.
    CloseEditor,
    /// Delete rules.
    DeleteRules(Vec<RuleId>),
    /// Delete a list with the rules about it.
    DeleteList(ListId),
    /// Switch a rule on or off.
    Switch(RuleId, bool),
    /// Block a number; the call that rings is turned away.
    Block(PhoneNumber, Option<CallId>),
    /// No longer.
    Unblock(PhoneNumber),
    /// The next call (of this number, or of anybody) goes through.
    PermitNext(Option<PhoneNumber>),
    /// No call goes through after all.
    EndPermit(RuleId),
    /// Show what the pasted numbers would bring.
    PreviewText,
    /// Show what a file would bring.
    PreviewFile,
    /// Take in what is previewed.
    Import,
    /// Forget what is previewed.
    DropPreview,
    /// Write rules and lists into a file.
    Export,
    /// Show a call in the log.
    ShowCall(CallId),
    /// Switch the whole firewall on again.
    SwitchOn(FirewallSettings),
}

impl FirewallAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::NewRule(_) => face("firewall.new_rule").icon(Icon::Plus),
            Self::Edit(_) => face("firewall.edit").icon(Icon::Note),
            Self::SaveRule => face("firewall.save").icon(Icon::Tick),
            Self::CloseEditor => face("firewall.cancel").icon(Icon::Close),
            Self::DeleteRules(_) => face("firewall.delete").icon(Icon::Bin),
            Self::DeleteList(_) => {
                face("firewall.delete_list").tip("firewall.delete_list_tip").icon(Icon::Bin)
            }
            Self::Switch(_, true) => face("firewall.switch_on").icon(Icon::Play),
            Self::Switch(_, false) => face("firewall.switch_off").icon(Icon::Pause),
            Self::Block(..) => face("firewall.block").tip("firewall.block_tip").icon(Icon::Shield),
            Self::Unblock(_) => face("firewall.unblock").icon(Icon::Undo),
            Self::PermitNext(None) => {
                face("firewall.permit_next").tip("firewall.permit_next_tip").icon(Icon::Bell)
            }
            Self::PermitNext(Some(_)) => {
                face("firewall.permit_number").tip("firewall.permit_number_tip").icon(Icon::Bell)
            }
            Self::EndPermit(_) => face("firewall.end_permit").icon(Icon::Close),
            Self::PreviewText => face("firewall.preview_text").icon(Icon::Search),
            Self::PreviewFile => face("firewall.preview_file").icon(Icon::Search),
            Self::Import => face("firewall.import").icon(Icon::Tick),
            Self::DropPreview => face("firewall.drop_preview").icon(Icon::Close),
            Self::Export => face("firewall.export").tip("firewall.export_tip").icon(Icon::Export),
            Self::ShowCall(_) => face("firewall.show_call").icon(Icon::Calls),
            Self::SwitchOn(_) => face("firewall.turn_on").icon(Icon::Shield),
        }
    }
}

/// Performs one action.
pub fn perform(app: &mut App, _ctx: &Context, action: FirewallAction) {
    let command = match action {
        FirewallAction::NewRule(number) => {
            app.state.screen = Screen::Firewall;
            app.state.firewall.page = Page::Rules;
            app.state.firewall.draft = Some(Draft::about(number.as_ref()));
            return;
        }
        FirewallAction::Edit(id) => {
            app.state.firewall.draft = app.snap.firewall.book.row(id).map(Draft::of);
            return;
        }
        FirewallAction::CloseEditor => {
            app.state.firewall.draft = None;
            return;
        }
        FirewallAction::ShowCall(id) => {
            app.state.screen = Screen::Calls;
            app.state.calls.chosen = Some(id);
            app.state.calls.reveal = true;
            return;
        }
        FirewallAction::SwitchOn(settings) => Command::Set(SettingChange::Firewall(settings)),
        other => match command(app, other) {
            Some(command) => Command::Firewall(command),
            None => return,
        },
    };
    app.send(command);
}

/// The command for an action that is one; `None`: there is nothing to do.
fn command(app: &mut App, action: FirewallAction) -> Option<FirewallCommand> {
    let state = &mut app.state.firewall;
    Some(match action {
        FirewallAction::SaveRule => {
            let rule = state.draft.as_ref()?.rule(state.now_utc_millis).ok()?;
            state.draft = None;
            FirewallCommand::SaveRule(rule)
        }
        FirewallAction::Switch(id, on) => {
            let mut rule = app.snap.firewall.book.row(id)?.rule.clone();
            rule.off = !on;
            FirewallCommand::SaveRule(rule)
        }
        FirewallAction::DeleteRules(ids) => {
            let edited = state.draft.as_ref().and_then(|draft| draft.id);
            if edited.is_some_and(|id| ids.contains(&id)) {
                state.draft = None;
            }
            FirewallCommand::DeleteRules(ids)
        }
        FirewallAction::DeleteList(id) => FirewallCommand::DeleteList(id),
        FirewallAction::Block(number, call) => FirewallCommand::Block(number, call),
        FirewallAction::Unblock(number) => FirewallCommand::Unblock(number),
        FirewallAction::PermitNext(number) => FirewallCommand::PermitNext(number),
        FirewallAction::EndPermit(id) => FirewallCommand::DeleteRules(vec![id]),
        FirewallAction::PreviewText => {
            FirewallCommand::PreviewText(state.list_name(), state.import_by, state.paste.clone())
        }
        FirewallAction::PreviewFile => {
            FirewallCommand::PreviewFile(PathBuf::from(state.path.trim()), state.import_by)
        }
        FirewallAction::Import => {
            state.paste.clear();
            FirewallCommand::Import
        }
        FirewallAction::DropPreview => FirewallCommand::DropPreview,
        FirewallAction::Export => FirewallCommand::Export(PathBuf::from(state.export_path.trim())),
        FirewallAction::NewRule(_)
        | FirewallAction::Edit(_)
        | FirewallAction::CloseEditor
        | FirewallAction::ShowCall(_)
        | FirewallAction::SwitchOn(_) => return None,
    })
}

/// Draws the page.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    state.firewall.now_utc_millis = scene.wall.utc_millis;
    state.firewall.offset_minutes = scene.wall.offset_minutes;
    state.firewall.watched = state.firewall.page == Page::Decisions;
    if state.focus_search {
        state.firewall.page = Page::Rules; // the search box is there
    }
    head(ui, scene, &mut state.firewall, &mut out);
    ui.add_space(gap::TIGHT);
    let settings = &scene.snap.settings.firewall;
    if !settings.on {
        ui.horizontal(|ui| {
            controls::pill(
                ui,
                Some(Icon::Warn),
                scene.t("firewall.is_off"),
                crate::ui::tokens::Mood::Alert,
            );
            let on = FirewallSettings { on: true, ..settings.clone() };
            let action = Action::Firewall(FirewallAction::SwitchOn(on));
            controls::offer(ui, scene, action, Weight::Plain, None, &mut out);
        });
        ui.add_space(gap::TIGHT);
    }
    match state.firewall.page {
        Page::Rules => rules::show(ui, scene, state, &mut out),
        Page::Decisions => decisions::show(ui, scene, &state.firewall, &mut out),
        Page::Exchange => exchange::show(ui, scene, &mut state.firewall, &mut out),
        Page::Settings => settings::show(ui, scene, &mut out),
    }
    out
}

fn head(ui: &mut Ui, scene: &Scene<'_>, state: &mut FirewallState, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for page in Page::ALL {
            let text = scene.t(words::page(page));
            if controls::chip(ui, text, None, state.page == page).clicked() {
                state.page = page;
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let new = Action::Firewall(FirewallAction::NewRule(None));
            controls::offer(ui, scene, new, Weight::Primary, None, out);
            let next = Action::Firewall(FirewallAction::PermitNext(None));
            controls::offer(ui, scene, next, Weight::Plain, None, out);
        });
    });
}
