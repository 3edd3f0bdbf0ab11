//! What the program says into lines: prompts chosen, tried and recorded, and the device that leads into a line: what the
//! window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `base`.

mod line_out;
mod picker;
mod recording;

use crate::call::firewall::rule::Prompt;
use crate::engine::command::Command;
use crate::engine::topics::speech::{SpeechCommand, TAKE};
use crate::ui::action::{Action, Face, face};
use crate::ui::app::App;
use crate::ui::icons::Icon;
use egui::Context;

pub use line_out::show as show_settings;
pub use picker::{choose, try_button};

/// Where a prompt is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The spoken notice of recordings.
    Notice,
    /// What callers hear who are turned away.
    Rule,
}

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpeechAction {
    /// Play this through the talk device.
    Try(Prompt),
    /// Enough of it.
    EndTry,
    /// Record a prompt for this place.
    Open(Place),
    /// No prompt is recorded after all.
    Close,
    /// Begin.
    Record,
    /// Once more from the beginning.
    Again,
    /// Enough.
    EndRecord,
    /// Keep it under the name that was typed.
    Keep,
}

impl SpeechAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::Try(_) => face("speech.try").tip("speech.try_tip").icon(Icon::Play),
            Self::EndTry => face("speech.end_try").icon(Icon::Stop),
            Self::Open(_) => face("speech.open").tip("speech.open_tip").icon(Icon::Dot),
            Self::Close => face("speech.close").icon(Icon::Close),
            Self::Record => face("speech.record").icon(Icon::Dot),
            Self::Again => face("speech.again").icon(Icon::Repeat),
            Self::EndRecord => face("speech.end_record").icon(Icon::Stop),
            Self::Keep => face("speech.keep").tip("speech.keep_tip").icon(Icon::Tick),
        }
    }
}

impl From<SpeechAction> for Action {
    fn from(action: SpeechAction) -> Self {
        Self::Speech(action)
    }
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct SpeechState {
    /// Where a prompt is being recorded for.
    open: Option<Place>,
    /// The input device, by id; empty: the system's choice.
    device: String,
    /// The name it is to have.
    name: String,
    /// The prompts that were there when recording was opened, counted: the next one is for the place.
    kept_before: u32,
}

/// What was just recorded, as a prompt.
fn take() -> Prompt {
    Prompt::File(TAKE.to_owned())
}

/// Performs one action.
pub fn perform(app: &mut App, _ctx: &Context, action: SpeechAction) {
    let state = &mut app.state.speech;
    let command = match action {
        SpeechAction::Try(prompt) => SpeechCommand::Try(prompt),
        SpeechAction::EndTry => SpeechCommand::EndTry,
        SpeechAction::Open(place) => {
            state.open = Some(place);
            state.kept_before = app.snap.speech.kept.as_ref().map_or(0, |(count, _)| *count);
            app.send(Command::RefreshDevices);
            SpeechCommand::Look
        }
        SpeechAction::Close => {
            state.open = None;
            SpeechCommand::Discard
        }
        SpeechAction::Record | SpeechAction::Again => SpeechCommand::Record(state.device.clone()),
        SpeechAction::EndRecord => SpeechCommand::EndRecord,
        SpeechAction::Keep => SpeechCommand::Keep(state.name.trim().to_owned()),
    };
    app.send(Command::Speech(command));
}
