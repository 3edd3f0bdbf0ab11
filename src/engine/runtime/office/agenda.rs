//! The agenda's one question on the engine's own account: what comes next. May depend on `crm`, `store` and the engine's types.

use crate::crm::agenda::{AgendaAnswer, AgendaQuestion};
use crate::crm::office::{OfficeAnswer, OfficeQuestion};
use crate::engine::event::Event;
use crate::engine::runtime::pulse::Pulse;
use crate::engine::runtime::tags;
use crate::store::service::Question;

impl Pulse {
    /// Asks; a question that is not taken is asked again with the next change or the next day.
    pub(in crate::engine::runtime) fn ask_agenda(&mut self, question: AgendaQuestion) {
        if !self.ask_as_seen(tags::agenda(), Question::Office(OfficeQuestion::Agenda(question))) {
            tracing::warn!("the store takes no questions");
        }
    }

    /// The answer becomes an event.
    pub(in crate::engine::runtime) fn agenda_answered(&mut self, found: OfficeAnswer) {
        if let OfficeAnswer::Agenda(AgendaAnswer::Glance(glance)) = found {
            self.pending.push_back(Event::Agenda(glance));
        }
    }
}
