//! Employees, log-in, roles and rights, number masking, the journal for people: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::base::ids::StaffId;
use crate::crm::office::OfficeOp;
use crate::crm::staff::{Area, PASSWORD_LETTERS, Reach, Rights, Roster, StaffOp};
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::notice::{Severity, Topic};
use crate::engine::office::staff::{StaffCommand, StaffNews, StaffView, StaffWork};
use std::sync::Arc;
use std::time::Duration;

/// Wrong passwords in a row after which each further one costs a wait.
const TRIES: u32 = 5;
/// That wait.
const WAIT: Duration = Duration::from_secs(30);

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct StaffDesk {
    roster: Arc<Roster>,
    who: Option<StaffId>,
    checking: bool,
    wrong: u32,
    /// No password is taken before.
    patience: Option<Duration>,
    /// When somebody was last at the desk.
    seen: Duration,
}

impl StaffDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> StaffView {
        StaffView {
            roster: Arc::clone(&self.roster),
            who: self.who,
            locked: self.is_locked(),
            checking: self.checking,
            wrong: self.wrong,
            rights: self.rights().map(Arc::new),
        }
    }

    fn is_locked(&self) -> bool {
        self.roster.asks() && self.who.is_none()
    }

    /// What whoever works here may; `None`: everything.
    fn rights(&self) -> Option<Rights> {
        if !self.roster.asks() {
            return None;
        }
        let who = self.who.and_then(|id| self.roster.get(id));
        Some(who.map(|staff| self.roster.rights(staff)).unwrap_or_default())
    }

    fn may(&self, area: Area) -> bool {
        self.rights().is_none_or(|rights| rights.reach(area) == Reach::All)
    }

    fn may_export(&self) -> bool {
        self.rights().is_none_or(|rights| rights.export)
    }
}

impl Core {
    /// The name under which whoever works here stands in the journal; `None`: as the seat is called.
    #[must_use]
    pub fn on_duty(&self) -> Option<&str> {
        let desk = &self.office.staff;
        let who = desk.who.and_then(|id| desk.roster.get(id))?;
        Some(who.name.as_str()).filter(|name| !name.is_empty())
    }

    /// Whether a list may leave the program now; says so when it may not.
    pub(in crate::engine::core) fn may_export(
        &mut self,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) -> bool {
        let may = self.office.staff.may_export();
        if !may {
            self.refuse("export: your role may not write lists into files", now, out);
        }
        may
    }

    /// When the desk locks itself, at the latest.
    pub(in crate::engine::core) fn staff_deadline(&self) -> Option<Duration> {
        let minutes = self.settings.office.staff.lock_after_minutes;
        let desk = &self.office.staff;
        let is_on = minutes > 0 && desk.roster.asks() && desk.who.is_some();
        is_on.then(|| desk.seen + Duration::from_secs(u64::from(minutes) * 60))
    }

    /// Locks the desk nobody has been at. Whether anything changed that the views see.
    pub(in crate::engine::core) fn pass_staff(&mut self, now: Stamp) -> bool {
        let due = self.staff_deadline().is_some_and(|at| at <= now.mono);
        if due {
            self.office.staff.who = None;
        }
        due
    }

    /// A wish of this topic.
    pub(in crate::engine::core) fn staff_command(
        &mut self,
        command: StaffCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let may_staff = self.office.staff.may(Area::Staff);
        match command {
            StaffCommand::Seen => self.office.staff.seen = now.mono,
            StaffCommand::Lock => self.office.staff.who = None,
            StaffCommand::LogIn(id, password) => {
                let desk = &mut self.office.staff;
                let waits = desk.patience.is_some_and(|until| now.mono < until);
                if waits {
                    self.refuse("log-in: too many wrong passwords, wait half a minute", now, out);
                } else if !desk.checking {
                    desk.checking = true;
                    out.push(Effect::Staff(StaffWork::Check(id, password)));
                }
            }
            // Everybody may change the own password; the first one of a shared desk is the owner's.
            StaffCommand::SetPassword(id, password)
                if may_staff || self.office.staff.who == Some(id) =>
            {
                let letters = password.0.chars().count();
                if password.0.is_empty() {
                    self.staff_op(StaffOp::SetPassword(id, None), out);
                } else if letters < PASSWORD_LETTERS {
                    self.refuse("password: six letters at least", now, out);
                } else {
                    out.push(Effect::Staff(StaffWork::Hash(id, password)));
                }
            }
            StaffCommand::Save(staff) if may_staff => self.staff_op(StaffOp::Save(staff), out),
            StaffCommand::SaveRole(role) if may_staff => {
                self.staff_op(StaffOp::SaveRole(role), out);
            }
            StaffCommand::SetPassword(..) | StaffCommand::Save(_) | StaffCommand::SaveRole(_) => {
                self.refuse("staff: your role may not change employees and roles", now, out);
            }
        }
    }

    fn staff_op(&mut self, op: StaffOp, out: &mut Vec<Effect>) {
        out.push(Effect::Store(StoreOp::Office(Box::new(OfficeOp::Staff(op)))));
    }

    /// What the runtime brought.
    pub(in crate::engine::core) fn staff_news(
        &mut self,
        news: StaffNews,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let desk = &mut self.office.staff;
        match news {
            StaffNews::Roster(roster) => {
                desk.roster = roster;
                let here = desk.who.and_then(|id| desk.roster.get(id));
                if here.is_some_and(|staff| staff.gone) {
                    desk.who = None;
                }
            }
            StaffNews::Checked(id, right) => {
                desk.checking = false;
                (desk.who, desk.seen) = (right.then_some(id), now.mono);
                desk.wrong = if right { 0 } else { desk.wrong.saturating_add(1) };
                desk.patience = (desk.wrong >= TRIES).then(|| now.mono + WAIT);
                let note = OfficeOp::Staff(StaffOp::NoteLogIn(id, right));
                out.push(Effect::Store(StoreOp::Office(Box::new(note))));
            }
            StaffNews::Hashed(id, hash) => {
                self.staff_op(StaffOp::SetPassword(id, Some(hash.0)), out);
            }
            StaffNews::Failed(why) => {
                desk.checking = false;
                self.notice(Severity::Error, Topic::Refused(why), now, out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::CallId;
    use crate::crm::staff::{OWNER, Role, Staff};
    use crate::engine::command::Command;
    use crate::engine::event::Event;
    use crate::engine::office::OfficeCommand;
    use crate::engine::office::staff::Secret;
    use crate::engine::settings::Settings;

    fn at(seconds: u64) -> Stamp {
        Stamp::default().at_mono(Duration::from_secs(seconds))
    }

    fn wish(core: &mut Core, command: StaffCommand, now: Stamp) -> Vec<Effect> {
        let command = Command::Office(OfficeCommand::Staff(command));
        core.step(Event::Command(command), now)
    }

    fn shared() -> Core {
        let mut core = Core::new(Settings::default(), CallId(1), "/data".into());
        let staff = |id: i64, name: &str, role: i64| Staff {
            id: Some(StaffId(id)),
            name: name.into(),
            role,
            has_password: true,
            ..Staff::default()
        };
        let roster = Roster {
            staff: vec![staff(1, "Li", OWNER), staff(2, "Wang", 4)],
            roles: vec![Role { id: 4, ..Role::default() }],
        };
        core.step(Event::Staff(StaffNews::Roster(Arc::new(roster))), at(0));
        core
    }

    fn view(core: &Core) -> StaffView {
        core.snapshot(at(0)).office.staff.clone()
    }

    #[test]
    fn a_shared_desk_asks_who_is_there_and_rights_follow() {
        let mut core = shared();
        assert!(view(&core).locked && !view(&core).shows_whole_numbers());
        let asked = wish(&mut core, StaffCommand::LogIn(StaffId(2), Secret("x".into())), at(1));
        assert!(matches!(asked.as_slice(), [Effect::Staff(StaffWork::Check(StaffId(2), _))]));
        core.step(Event::Staff(StaffNews::Checked(StaffId(2), true)), at(1));
        let seen = view(&core);
        assert!(!seen.locked && !seen.shows_whole_numbers() && !seen.may_export());
        assert_eq!(core.on_duty(), Some("Wang"));
        let refused = wish(&mut core, StaffCommand::Save(Box::default()), at(2));
        assert!(!refused.iter().any(|effect| matches!(effect, Effect::Store(_))));
        core.step(Event::Staff(StaffNews::Checked(StaffId(1), true)), at(3));
        assert!(view(&core).shows_whole_numbers());
    }

    #[test]
    fn a_desk_nobody_is_at_locks_and_wrong_passwords_cost_time() {
        let mut core = shared();
        core.step(Event::Staff(StaffNews::Checked(StaffId(1), true)), at(0));
        wish(&mut core, StaffCommand::Seen, at(500));
        core.step(Event::Tick, at(700));
        assert!(!view(&core).locked, "somebody was here 200 seconds ago");
        core.step(Event::Tick, at(1_101));
        assert!(view(&core).locked);
        for _ in 0..5 {
            core.step(Event::Staff(StaffNews::Checked(StaffId(1), false)), at(1_110));
        }
        assert_eq!(view(&core).wrong, 5);
        let log_in = || StaffCommand::LogIn(StaffId(1), Secret("guess".into()));
        let early = wish(&mut core, log_in(), at(1_111));
        assert!(!early.iter().any(|effect| matches!(effect, Effect::Staff(_))));
        let late = wish(&mut core, log_in(), at(1_150));
        assert!(late.iter().any(|effect| matches!(effect, Effect::Staff(_))));
    }

    #[test]
    fn one_person_at_one_desk_is_never_asked() {
        let core = Core::new(Settings::default(), CallId(1), "/data".into());
        let seen = view(&core);
        assert!(!seen.locked && seen.shows_whole_numbers() && seen.may_export());
    }
}
