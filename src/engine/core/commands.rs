//! Commands: checked against state, turned into effects; what cannot be done comes back as a notice.
//! May depend on the engine's own types.

use super::Core;
use crate::base::clock::Stamp;
use crate::base::ids::{CallId, CustomerId, LineId};
use crate::base::order::{BoxOrder, FarEndAction};
use crate::call::dialling::prepare::{Whereabouts, prepare};
use crate::crm::cards::{CardEdit, CardOp};
use crate::crm::customer::Customer;
use crate::crm::office::OfficeOp;
use crate::crm::staff::need::Need;
use crate::engine::command::Command;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::notice::{Severity, Topic};
use crate::engine::office::rights;
use crate::engine::settings::{LineChoice, SettingChange, Settings};
use crate::engine::topics::dialling::DialCommand;
use std::sync::Arc;

impl Core {
    pub(super) fn command(&mut self, command: Command, now: Stamp, out: &mut Vec<Effect>) {
        let need = if self.is_emergency(&command) { Need::Free } else { rights::need(&command) };
        if !self.permits(need, now, out) {
            return;
        }
        match command {
            Command::ChooseLine(choice) => self.choose_line(choice, now, out),
            Command::RefreshDevices => out.push(Effect::ListDevices),
            Command::TestRing(line) => self.test_ring(line, now, out),
            Command::TestSound(line) => self.test_sound(line, now, out),
            Command::FarEnd(line, action) => self.far_end(line, action, now, out),
            Command::Set(change) => self.set(change, now, out),
            Command::SaveCustomer { customer, for_call, base } => {
                self.save_customer(customer, for_call, base, now, out);
            }
            Command::DeleteCustomer(id) => out.push(Effect::Store(StoreOp::DeleteCustomer(id))),
            Command::Undo => out.push(Effect::Store(StoreOp::Undo)),
            Command::AssignCustomer(call, customer) => self.assign(call, customer, out),
            Command::SaveCallNote(call, note) => self.save_note(call, note, out),
            Command::MarkHandled(call, handled) => self.mark_handled(call, handled, out),
            Command::ClosePopup(call) => self.close_popup(call),
            Command::Play(recording, from) => self.play(recording, from, out),
            Command::StopPlaying => out.push(Effect::StopPlaying),
            Command::DismissNotice(id) => self.notices.dismiss(id),
            Command::RaiseWindow => self.raise += 1,
            Command::Recordings(command) => self.recordings_command(command, now, out),
            Command::Dialling(command) => self.dialling_command(command, now, out),
            Command::Firewall(command) => self.firewall_command(command, now, out),
            Command::Worklist(command) => self.worklist_command(command, now, out),
            Command::Places(command) => self.places_command(command, now, out),
            Command::Statistics(command) => self.statistics_command(command, now, out),
            Command::Manners(command) => self.manners_command(command, now, out),
            Command::Upkeep(command) => self.upkeep_command(command, now, out),
            Command::Office(command) => self.office_command(command, now, out),
            Command::Speech(command) => self.speech_command(command, now, out),
            Command::Player(command) => self.player_command(command, out),
            Command::Example(command) => self.example_command(command, now, out),
        }
    }

    /// Whether it dials for help: that needs nobody's leave, at a locked desk neither.
    fn is_emergency(&self, command: &Command) -> bool {
        let Command::Dialling(DialCommand::Dial { number, .. }) = command else { return false };
        let (plan, home_area) = (&self.settings.dialling.plan, &self.settings.home_area_code);
        let place = Whereabouts { home_area, mobile_area: None };
        prepare(number.as_str(), plan, place).is_ok_and(|ready| ready.emergency)
    }

    fn choose_line(&mut self, choice: LineChoice, now: Stamp, out: &mut Vec<Effect>) {
        if !self.example_permits(&choice, now, out) {
            return;
        }
        self.close_lines(now, out);
        self.change(SettingChange::Line(choice.clone()), out);
        out.push(Effect::OpenLine(choice));
    }

    fn set(&mut self, change: SettingChange, now: Stamp, out: &mut Vec<Effect>) {
        match change {
            SettingChange::Line(choice) => self.choose_line(choice, now, out),
            SettingChange::Player(settings) => self.set_player(settings, out),
            SettingChange::Tuning(address, tuning) => self.set_tuning(address, tuning, out),
            other => self.change(other, out),
        }
    }

    pub(super) fn change(&mut self, change: SettingChange, out: &mut Vec<Effect>) {
        let mut settings = Settings::clone(&self.settings);
        settings.apply(change);
        if settings != *self.settings {
            self.settings = Arc::new(settings.clone());
            out.push(Effect::SaveSettings(Box::new(settings)));
        }
    }

    fn far_end(&mut self, line: LineId, action: FarEndAction, now: Stamp, out: &mut Vec<Effect>) {
        let simulated = |choice: &LineChoice| *choice == LineChoice::Simulated;
        if self.lines.iter().any(|desk| desk.id == line && simulated(&desk.choice)) {
            out.push(Effect::Order(line, BoxOrder::FarEnd(action)));
        } else {
            self.refuse("far end: not a simulated line", now, out);
        }
    }

    fn save_customer(
        &mut self,
        customer: Customer,
        for_call: Option<CallId>,
        base: Option<Box<Customer>>,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let blank = |text: &str| text.trim().is_empty();
        let numbered = customer.numbers.iter().any(|number| !blank(number.number.as_str()));
        if blank(&customer.name) && blank(&customer.company) && !numbered {
            self.refuse("customer: empty card", now, out);
        } else if let Some(base) = base {
            let edit = CardEdit { base: *base, card: customer, for_call };
            let op = OfficeOp::Cards(CardOp::Edit(Box::new(edit)));
            out.push(Effect::Store(StoreOp::Office(Box::new(op))));
        } else {
            out.push(Effect::Store(StoreOp::SaveCustomer(Box::new(customer), for_call)));
        }
    }

    fn assign(&mut self, call: CallId, customer: Option<CustomerId>, out: &mut Vec<Effect>) {
        if let Some(desk) = self.desk_of(call) {
            desk.choose(customer);
        }
        out.push(Effect::Store(StoreOp::AssignCustomer(call, customer)));
    }

    fn save_note(&mut self, call: CallId, note: String, out: &mut Vec<Effect>) {
        if let Some(desk) = self.desk_of(call) {
            desk.session.record.note.clone_from(&note);
        }
        out.push(Effect::Store(StoreOp::SaveCallNote(call, note)));
    }

    fn mark_handled(&mut self, call: CallId, handled: bool, out: &mut Vec<Effect>) {
        if let Some(desk) = self.desk_of(call) {
            desk.session.record.handled = handled;
        }
        out.push(Effect::Store(StoreOp::MarkHandled(call, handled)));
    }

    fn desk_of(&mut self, call: CallId) -> Option<&mut super::calls::CallDesk> {
        self.calls.iter_mut().find(|desk| desk.session.record.id == call)
    }

    pub(super) fn refuse(&mut self, why: &str, now: Stamp, out: &mut Vec<Effect>) {
        self.notice(Severity::Warning, Topic::Refused(why.to_owned()), now, out);
    }
}
