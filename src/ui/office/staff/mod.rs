//! Employees, log-in, roles and rights, number masking, the journal for people: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

pub mod gate;
mod journal;
mod lock;
mod people;
mod roles;

use crate::base::ids::{CustomerId, StaffId};
use crate::crm::office::OfficeQuestion;
use crate::crm::staff::{JournalFilter, JournalRow, Role, Staff, StaffAnswer, StaffQuestion};
use crate::engine::command::Command;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::office::OfficeCommand;
use crate::engine::office::cards::CardCommand;
use crate::engine::office::staff::{Secret, StaffCommand};
use crate::engine::query::Query;
use crate::engine::snapshot::Snapshot;
use crate::ui::action::{Action, Face, face};
use crate::ui::app::App;
use crate::ui::icons::Icon;
use crate::ui::office::OfficeAction;
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use egui::{Context, Ui};

pub use gate::sentence as denied;
pub use lock::{seen, show as show_lock};

/// Rows of the journal at once.
const PAGE: u32 = 50;

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum StaffAction {
    /// Edit somebody; `None`: somebody new.
    Edit(Option<StaffId>),
    /// Store what was edited.
    Save,
    /// Forget what was edited.
    Leave,
    /// Set the password that was typed.
    SetPassword(StaffId),
    /// Store a role.
    SaveRole(Box<Role>),
    /// Log in with what was typed.
    LogIn(StaffId),
    /// Lock the desk.
    Lock,
    /// These customers are to be those of whoever works here.
    Take(Vec<CustomerId>),
    /// Somebody is at the desk.
    Seen,
    /// Newer rows of the journal.
    Newer,
    /// Older rows of the journal.
    Older,
}

impl StaffAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::Edit(None) => face("staff.add").icon(Icon::Plus),
            Self::Edit(Some(_)) => face("staff.edit"),
            Self::Save => face("staff.save").icon(Icon::Tick),
            Self::Leave => face("staff.leave"),
            Self::SetPassword(_) => face("staff.set_password").tip("staff.set_password_tip"),
            Self::SaveRole(_) => face("staff.save_role"),
            Self::LogIn(_) => face("staff.log_in").icon(Icon::Tick),
            Self::Lock => face("staff.lock").tip("staff.lock_tip").icon(Icon::Seal),
            Self::Seen => face("staff.log_in"),
            Self::Take(_) => face("staff.take").tip("staff.take_tip").icon(Icon::Person),
            Self::Newer => face("staff.newer"),
            Self::Older => face("staff.older"),
        }
    }
}

impl From<StaffAction> for Action {
    fn from(action: StaffAction) -> Self {
        Self::Office(OfficeAction::Staff(action))
    }
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct StaffState {
    /// Somebody being edited, and the birthday as typed.
    draft: Option<(Staff, String)>,
    password: Secret,
    role: Option<Role>,
    log_in_as: Option<StaffId>,
    log_in: Secret,
    filter: JournalFilter,
    /// The day of the filter, as typed.
    day: String,
    offset: u32,
    rows: Vec<JournalRow>,
    more: bool,
    /// The journal is on the screen.
    wants_journal: bool,
    asked: Option<(Ticket, JournalKey)>,
    fresh: Option<JournalKey>,
    /// When the engine was last told that somebody is here, in seconds of the window.
    told: f64,
}

type JournalKey = (JournalFilter, u32, u64);

impl StaffState {
    /// Asks what its views want to know by now.
    pub fn ask(&mut self, desk: &dyn Desk, snap: &Snapshot) {
        if !std::mem::take(&mut self.wants_journal) || !snap.office.staff.may_read_journal() {
            return;
        }
        let key = (self.filter.clone(), self.offset, snap.data_revision);
        let is_known = self.fresh.as_ref() == Some(&key);
        let is_coming = self.asked.as_ref().is_some_and(|(_, coming)| *coming == key);
        if is_known || is_coming {
            return;
        }
        let (filter, offset) = (self.filter.clone(), self.offset);
        let question = StaffQuestion::Journal { filter, offset, limit: PAGE };
        if let Ok(ticket) = desk.ask(Query::Office(OfficeQuestion::Staff(question))) {
            self.asked = Some((ticket, key));
        }
    }

    /// What the last one typed and looked at is not for the next.
    pub fn forget(&mut self) {
        *self = Self { log_in_as: self.log_in_as, ..Self::default() };
    }

    /// Takes an answer in.
    pub fn take(&mut self, ticket: Ticket, answer: StaffAnswer) {
        if let StaffAnswer::Journal(rows, more) = answer
            && let Some((_, key)) = self.asked.take_if(|(asked, _)| *asked == ticket)
        {
            (self.rows, self.more, self.fresh) = (rows, more, Some(key));
        }
    }
}

/// Draws the settings of this topic, group by group.
pub fn show_settings(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    let staff = &mut state.office.staff;
    people::show(ui, scene, staff, &mut out);
    roles::show(ui, scene, staff, &mut out);
    journal::show(ui, scene, staff, &mut out);
    out
}

/// Performs one action.
pub fn perform(app: &mut App, _ctx: &Context, action: StaffAction) {
    let roster = std::sync::Arc::clone(&app.snap.office.staff.roster);
    let state = &mut app.state.office.staff;
    let command = match action {
        StaffAction::Edit(id) => {
            let staff = id.and_then(|id| roster.get(id)).cloned();
            let staff = staff.unwrap_or_else(|| Staff { role: 3, ..Staff::default() });
            let birthday = staff.birthday.as_ref().map(crate::crm::transfer::day::birthday_text);
            state.draft = Some((staff, birthday.unwrap_or_default()));
            state.password = Secret::default();
            return;
        }
        StaffAction::Leave => {
            state.draft = None;
            return;
        }
        StaffAction::Save => {
            let Some((mut staff, birthday)) = state.draft.take() else { return };
            staff.birthday = crate::crm::transfer::day::birthday(&birthday);
            StaffCommand::Save(Box::new(staff))
        }
        StaffAction::SetPassword(id) => {
            StaffCommand::SetPassword(id, std::mem::take(&mut state.password))
        }
        StaffAction::SaveRole(role) => {
            state.role = None;
            StaffCommand::SaveRole(role)
        }
        StaffAction::LogIn(id) => StaffCommand::LogIn(id, std::mem::take(&mut state.log_in)),
        StaffAction::Lock => StaffCommand::Lock,
        StaffAction::Take(ids) => {
            let take = CardCommand::HandOver(ids, app.snap.office.staff.who);
            app.send(Command::Office(OfficeCommand::Cards(take)));
            return;
        }
        StaffAction::Seen => StaffCommand::Seen,
        StaffAction::Newer => {
            state.offset = state.offset.saturating_sub(PAGE);
            return;
        }
        StaffAction::Older => {
            state.offset = state.offset.saturating_add(PAGE);
            return;
        }
    };
    app.send(Command::Office(OfficeCommand::Staff(command)));
}
