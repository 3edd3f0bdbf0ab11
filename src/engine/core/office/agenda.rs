//! Reminders, tasks, memos, birthdays by either calendar, the list of today: what the core knows and decides. It keeps what
//! comes next in sight, wakes for it, and has the store note what was told: what came while the program was closed is told
//! at the next start, and nothing twice, whatever the clock does.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

#[cfg(test)]
mod tests;

use crate::base::clock::Stamp;
use crate::base::ids::TaskId;
use crate::crm::agenda::clock::{WallMinute, today};
use crate::crm::agenda::recurrence::days_between;
use crate::crm::agenda::{AgendaOp, AgendaQuestion, Feast, Glance, Reminder};
use crate::crm::office::OfficeOp;
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::notice::{Severity, Topic};
use crate::engine::office::agenda::{AgendaCommand, AgendaNotice, AgendaView};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// The clock on the wall may be set: what waits is looked at again after this long, however far off it is.
const LOOK_AGAIN: Duration = Duration::from_mins(1);
/// While nothing waits, only the day may change.
const LOOK_FOR_THE_DAY: Duration = Duration::from_mins(10);
/// Reminders that are told one by one; more at once are one message.
const ONE_BY_ONE: usize = 5;

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct AgendaDesk {
    reminders: Vec<Reminder>,
    /// The store has more of them.
    more: bool,
    birthdays: Arc<Vec<Feast>>,
    overdue: u32,
    due_today: u32,
    /// The day for which the store was asked.
    day: Option<Date>,
    /// Told already, at the minute each was due: a glance that was on its way does not bring it again.
    told: BTreeMap<TaskId, WallMinute>,
    /// What stands in the notices, to be taken away when it is dealt with.
    shown: BTreeMap<TaskId, AgendaNotice>,
    birthdays_told: Vec<(crate::base::ids::CustomerId, Date)>,
    /// When to look next, on the monotonic clock.
    look: Option<Duration>,
}

impl AgendaDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> AgendaView {
        AgendaView {
            overdue: self.overdue,
            due_today: self.due_today,
            birthdays: Arc::clone(&self.birthdays),
        }
    }

    /// Reminders whose minute has come.
    fn due(&mut self, now: Stamp) -> Vec<Reminder> {
        let minute = WallMinute::of(now);
        let told = &self.told;
        let (due, later) = std::mem::take(&mut self.reminders)
            .into_iter()
            .filter(|one| told.get(&one.task) != Some(&one.at))
            .partition(|one| one.at <= minute);
        self.reminders = later;
        due
    }

    fn plan(&mut self, now: Stamp) {
        let left = self.reminders.iter().map(|one| one.at.utc_millis(now.offset_minutes)).min();
        let wait = left.map_or(LOOK_FOR_THE_DAY, |at| {
            let left = u64::try_from(at.saturating_sub(now.utc_millis)).unwrap_or(0);
            Duration::from_millis(left).min(LOOK_AGAIN)
        });
        self.look = Some(now.mono + wait);
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn agenda_command(
        &mut self,
        command: AgendaCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let dealt_with = match &command {
            AgendaCommand::Done(id, true)
            | AgendaCommand::Snooze(id, _)
            | AgendaCommand::Skip(id)
            | AgendaCommand::Delete(id) => Some(*id),
            AgendaCommand::Save(draft) if draft.says_something() => draft.id,
            AgendaCommand::Save(_) | AgendaCommand::Done(_, false) => None,
        };
        if let Some(shown) = dealt_with.and_then(|id| self.office.agenda.shown.remove(&id))
            && !self.office.agenda.shown.values().any(|other| *other == shown)
        {
            self.notices.withdraw(|topic| *topic == Topic::Agenda(shown.clone()));
        }
        let op = match command {
            AgendaCommand::Save(draft) if !draft.says_something() => {
                self.refuse("task: it says nothing", now, out);
                return;
            }
            AgendaCommand::Save(mut draft) => {
                draft.staff = self.colleague(&draft.assignee);
                AgendaOp::Save(draft)
            }
            AgendaCommand::Done(id, done) => AgendaOp::Done(id, done),
            AgendaCommand::Snooze(id, at) => AgendaOp::Snooze(id, at),
            AgendaCommand::Skip(id) => AgendaOp::Skip(id),
            AgendaCommand::Delete(id) => AgendaOp::Delete(id),
        };
        out.push(agenda_op(op));
    }

    /// The data changed, or the day did: what comes next is asked for again.
    pub(in crate::engine::core) fn ask_agenda(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        let today = today(now);
        self.office.agenda.day = Some(today);
        let birthdays = self.settings.office.agenda.birthday_horizon();
        out.push(Effect::AskAgenda(AgendaQuestion::Glance { today, birthdays }));
    }

    /// What comes next.
    pub(in crate::engine::core) fn agenda_glance(
        &mut self,
        glance: Glance,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let desk = &mut self.office.agenda;
        desk.day = glance.today.or(desk.day);
        desk.overdue = glance.overdue;
        desk.due_today = glance.due_today;
        desk.reminders = glance.reminders;
        desk.more = glance.more;
        let reminders = &desk.reminders;
        desk.told.retain(|id, at| reminders.iter().any(|one| one.task == *id && one.at == *at));
        let told = &desk.birthdays_told;
        let fresh = |feast: &Feast| !told.contains(&(feast.customer, feast.day));
        let fresh: Vec<Feast> = glance.birthdays.into_iter().filter(fresh).collect();
        desk.look = Some(now.mono);
        if !fresh.is_empty() {
            self.tell_birthdays(fresh, now, out);
        }
    }

    fn tell_birthdays(&mut self, fresh: Vec<Feast>, now: Stamp, out: &mut Vec<Effect>) {
        let today = today(now);
        let told: Vec<_> = fresh.iter().map(|feast| (feast.customer, feast.day)).collect();
        if fresh.len() > ONE_BY_ONE {
            let count = u32::try_from(fresh.len()).unwrap_or(u32::MAX);
            let notice = AgendaNotice::Birthdays { count };
            self.notice(Severity::Info, Topic::Agenda(notice), now, out);
        } else {
            for feast in &fresh {
                let ahead = u16::try_from(days_between(today, feast.day)).unwrap_or(0);
                let (name, day, age) = (feast.name.clone(), feast.day, feast.age);
                let notice = AgendaNotice::Birthday { name, day, ahead, age };
                self.notice(Severity::Info, Topic::Agenda(notice), now, out);
            }
        }
        let desk = &mut self.office.agenda;
        desk.birthdays_told.retain(|(_, day)| *day >= today);
        desk.birthdays_told.extend(told.iter().copied());
        desk.birthdays = Arc::new(fresh);
        out.push(agenda_op(AgendaOp::BirthdaysTold(told)));
    }

    /// When to look at the agenda next, on the monotonic clock.
    pub(in crate::engine::core) fn agenda_deadline(&self) -> Option<Duration> {
        self.office.agenda.look
    }

    /// Reminds of what is due, and asks anew on a new day; whether the picture changed.
    pub(in crate::engine::core) fn pass_agenda(
        &mut self,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) -> bool {
        if self.office.agenda.look.is_none_or(|look| look > now.mono) {
            return false;
        }
        let due = self.office.agenda.due(now);
        if due.len() > ONE_BY_ONE {
            let here = u32::try_from(due.len()).unwrap_or(u32::MAX);
            let desk = &self.office.agenda;
            let open = desk.overdue.saturating_add(desk.due_today);
            let count = if desk.more { here.max(open) } else { here };
            let notice = AgendaNotice::Many { count };
            self.notice(Severity::Info, Topic::Agenda(notice), now, out);
        } else {
            for one in &due {
                let (party, text) = (one.party.clone(), one.text.clone());
                let notice = AgendaNotice::Due { party, text };
                self.office.agenda.shown.insert(one.task, notice.clone());
                self.notice(Severity::Info, Topic::Agenda(notice), now, out);
            }
        }
        if due.len() > ONE_BY_ONE {
            self.office.agenda.told.extend(due.iter().map(|one| (one.task, one.at)));
            out.push(agenda_op(AgendaOp::ToldUntil(WallMinute::of(now))));
        } else if !due.is_empty() {
            let told: Vec<_> = due.iter().map(|one| (one.task, one.at)).collect();
            self.office.agenda.told.extend(told.iter().copied());
            out.push(agenda_op(AgendaOp::Told(told)));
        }
        self.office.agenda.plan(now);
        if self.office.agenda.day != Some(today(now)) {
            self.ask_agenda(now, out);
        }
        !due.is_empty()
    }
}

fn agenda_op(op: AgendaOp) -> Effect {
    Effect::Store(StoreOp::Office(Box::new(OfficeOp::Agenda(op))))
}
