//! Calling out: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

mod bar;
mod button;
mod clipboard;
mod confirm;
mod ledger;
mod panel;
mod settings;
mod speed;
mod words;

use crate::base::ids::{CustomerId, LineId};
use crate::base::number::PhoneNumber;
use crate::call::dialling::{
    DialAnswer, DialQuestion, DialSource, Dialled, RECENT_DIALS, SpeedDial, Suppression,
};
use crate::engine::command::Command;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::query::Query;
use crate::engine::snapshot::Snapshot;
use crate::engine::topics::dialling::DialCommand;
use crate::ui::action::{Face, face};
use crate::ui::app::App;
use crate::ui::icons::Icon;
use egui::{Context, Key};

pub use bar::{show as show_bar, wanted as bar_wanted};
pub use button::{button, hindrance, icon_button};
pub use clipboard::watch as watch_clipboard;
pub use panel::show as show_panel;
pub use settings::show as show_settings;
pub use words::{state_key, trouble};

/// Numbers of the ledger that the settings show.
const LEDGER_SHOWN: u32 = 200;

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum DialAction {
    /// Open the dial panel, or close it.
    TogglePanel,
    /// Close it.
    ClosePanel,
    /// Dial a number.
    Dial(PhoneNumber, Option<CustomerId>, DialSource),
    /// The last number again.
    Redial,
    /// Dial although it is doubtful.
    Confirm(u64),
    /// Do not dial.
    Cancel,
    /// Hang up.
    HangUp,
    /// Answer with the box.
    Answer(LineId),
    /// Hold: a hook flash.
    Hold,
    /// The keys for the call, or no longer.
    Keypad,
    /// A key in the call.
    Key(char),
    /// The speed dial is this list.
    SetSpeedDial(Vec<SpeedDial>),
    /// Take a row into the do-not-call ledger.
    Suppress(Suppression),
    /// The number on the clipboard is not wanted.
    DropClip,
}

impl DialAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::TogglePanel => {
                face("dialling.panel").tip("dialling.panel_tip").icon(Icon::Phone).key(Key::F9)
            }
            Self::ClosePanel => face("dialling.close").icon(Icon::Close).key(Key::Escape),
            Self::Dial(_, _, DialSource::Clipboard) => {
                face("dialling.dial").tip("dialling.clip_tip").icon(Icon::Phone)
            }
            Self::Dial(..) => face("dialling.dial").tip("dialling.dial_tip").icon(Icon::Phone),
            Self::Redial => face("dialling.redial").icon(Icon::Repeat).ctrl(Key::R),
            Self::Confirm(_) => face("dialling.confirm").icon(Icon::Phone),
            Self::Cancel => face("dialling.cancel").icon(Icon::Close),
            Self::HangUp => face("dialling.hang_up").icon(Icon::HangUp),
            Self::Answer(_) => face("dialling.answer").tip("dialling.answer_tip").icon(Icon::Phone),
            Self::Hold => face("dialling.hold").tip("dialling.hold_tip").icon(Icon::Pause),
            Self::Keypad => face("dialling.keypad").tip("dialling.keypad_tip").icon(Icon::Calls),
            Self::Key(_) => face("dialling.key"),
            Self::SetSpeedDial(_) => face("dialling.save_speed").icon(Icon::Tick),
            Self::Suppress(row) if row.lifted => face("dialling.lift").icon(Icon::Undo),
            Self::Suppress(_) => face("dialling.suppress").icon(Icon::Shield),
            Self::DropClip => face("dialling.drop_clip").icon(Icon::Close),
        }
    }
}

/// Memory of its views.
#[allow(clippy::struct_excessive_bools, reason = "switches")]
#[derive(Debug, Default)]
pub struct DialState {
    /// The panel is open.
    pub open: bool,
    /// What stands in its field.
    pub text: String,
    /// The caret is to be put into the field.
    pub focus: bool,
    /// The keypad of the call is shown.
    pub keypad: bool,
    /// Numbers dialled before.
    pub recent: Vec<Dialled>,
    /// The speed dial.
    pub speed: Vec<SpeedDial>,
    /// The speed dial is being edited: this is the draft.
    pub editing: Option<Vec<SpeedDial>>,
    /// Numbers not to be called.
    pub suppressed: Vec<Suppression>,
    /// A number and a reason being typed for the ledger.
    pub new_suppression: (String, String),
    /// What stands in the fields of the settings while it is being typed.
    pub drafts: settings::Drafts,
    /// The number on the clipboard that is offered.
    pub clip: Option<PhoneNumber>,
    clip_known: String,
    clip_asked: Option<f64>,
    /// The settings show the ledger: it is asked for.
    ledger_shown: bool,
    panel_seen: u64,
    asked: Option<u64>,
    ledger_asked: Option<u64>,
}

impl DialState {
    /// Asks what its views want to know by now.
    pub fn ask(&mut self, desk: &dyn Desk, snap: &Snapshot) {
        let now = snap.data_revision;
        if self.open && self.asked != Some(now) {
            let speed = desk.ask(Query::Dialling(DialQuestion::SpeedDial));
            let recent = desk.ask(Query::Dialling(DialQuestion::Recent(RECENT_DIALS)));
            self.asked = (speed.is_ok() && recent.is_ok()).then_some(now);
        }
        if std::mem::take(&mut self.ledger_shown) && self.ledger_asked != Some(now) {
            let question = DialQuestion::Suppressions(LEDGER_SHOWN);
            self.ledger_asked = desk.ask(Query::Dialling(question)).is_ok().then_some(now);
        }
    }

    /// Takes an answer in.
    pub fn take(&mut self, _ticket: Ticket, answer: DialAnswer) {
        match answer {
            DialAnswer::SpeedDial(rows) => self.speed = rows,
            DialAnswer::Recent(rows) => self.recent = rows,
            DialAnswer::Suppressions(rows) => self.suppressed = rows,
            DialAnswer::Suppressed(_) => {}
        }
    }

    /// The engine asked for the panel.
    pub fn follow(&mut self, snap: &Snapshot) {
        if self.panel_seen != snap.dialling.panel {
            self.panel_seen = snap.dialling.panel;
            self.open = true;
            self.focus = true;
            if !snap.dialling.panel_text.is_empty() {
                self.text.clone_from(&snap.dialling.panel_text);
            }
        }
    }
}

/// Performs one action.
pub fn perform(app: &mut App, _ctx: &Context, action: DialAction) {
    let state = &mut app.state.dialling;
    let command = match action {
        DialAction::TogglePanel => {
            state.open = !state.open;
            state.focus = state.open;
            return;
        }
        DialAction::ClosePanel => {
            state.open = false;
            return;
        }
        DialAction::Keypad => {
            state.keypad = !state.keypad;
            return;
        }
        DialAction::DropClip => {
            state.clip = None;
            return;
        }
        DialAction::Dial(number, customer, source) => {
            match source {
                DialSource::Field => state.text.clear(),
                DialSource::Clipboard => state.clip = None,
                _ => {}
            }
            DialCommand::Dial { number, customer, source }
        }
        DialAction::Redial => DialCommand::Redial,
        DialAction::Confirm(serial) => DialCommand::Confirm(serial),
        DialAction::Cancel => DialCommand::Cancel,
        DialAction::HangUp => DialCommand::HangUp,
        DialAction::Answer(line) => DialCommand::Answer(line),
        DialAction::Hold => DialCommand::Flash,
        DialAction::Key(key) => DialCommand::SendKeys(key.to_string()),
        DialAction::SetSpeedDial(rows) => {
            state.editing = None;
            state.speed.clone_from(&rows);
            DialCommand::SetSpeedDial(rows)
        }
        DialAction::Suppress(row) => {
            state.new_suppression = Default::default();
            DialCommand::Suppress(row)
        }
    };
    app.send(Command::Dialling(command));
}
