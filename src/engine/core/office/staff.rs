//! Employees, log-in, roles and rights, number masking, the journal for people: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::base::ids::StaffId;
use crate::crm::customer::Candidate;
use crate::crm::office::OfficeOp;
use crate::crm::staff::need::{Denied, Need, missing};
use crate::crm::staff::sight::Sight;
use crate::crm::staff::{Area, OWNER, PASSWORD_LETTERS, Rights, Role, Roster, Staff, StaffOp};
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::notice::{Severity, Topic};
use crate::engine::office::staff::{Secret, StaffCommand, StaffNews, StaffView, StaffWork};
use crate::engine::snapshot::CallView;
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
    /// The roster was read at least once.
    known: bool,
    who: Option<StaffId>,
    /// What whoever works here may; `None`: everything.
    rights: Option<Arc<Rights>>,
    /// Whose rows whoever works here may see; `None`: everybody's.
    sight: Option<Arc<Sight>>,
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
            rights: self.rights.clone(),
            sight: self.sight.clone(),
        }
    }

    fn is_locked(&self) -> bool {
        self.roster.asks() && self.who.is_none()
    }

    fn here(&self) -> Option<&Staff> {
        self.who.and_then(|id| self.roster.get(id))
    }

    /// Whoever works here is an owner, or nobody is asked.
    fn is_owner(&self) -> bool {
        !self.roster.asks() || self.here().is_some_and(|staff| staff.role == OWNER)
    }

    /// What follows from who works here.
    fn settle(&mut self) {
        self.rights = self.roster.asks().then(|| {
            Arc::new(self.here().map(|staff| self.roster.rights(staff)).unwrap_or_default())
        });
        let sight = self.roster.sight(self.who);
        if sight.as_ref() != self.sight.as_deref() {
            self.sight = sight.map(Arc::new);
        }
    }
}

impl Core {
    /// The name under which whoever works here stands in the journal; `None`: as the seat is called.
    #[must_use]
    pub fn on_duty(&self) -> Option<&str> {
        let name = self.office.staff.here()?.name.as_str();
        Some(name).filter(|name| !name.is_empty())
    }

    /// Who works here under this name.
    pub(in crate::engine::core) fn colleague(&self, name: &str) -> Option<StaffId> {
        let name = name.trim();
        let mut present = self.office.staff.roster.present();
        present.find(|staff| !name.is_empty() && staff.name == name)?.id
    }

    /// Whose rows whoever works here may see and change; `None`: everybody's.
    #[must_use]
    pub fn sight(&self) -> Option<Arc<Sight>> {
        self.office.staff.sight.clone()
    }

    /// The roster as it was read before the first picture is shown: nothing is seen of a desk that asks who is there.
    pub fn know_staff(&mut self, roster: Roster) {
        let desk = &mut self.office.staff;
        (desk.roster, desk.known) = (Arc::new(roster), true);
        desk.settle();
    }

    /// Why whoever works here may not do this; `None`: they may.
    #[must_use]
    pub fn denied(&self, need: Need) -> Option<Denied> {
        let desk = &self.office.staff;
        missing(desk.rights.as_deref(), desk.is_locked(), need)
    }

    fn deny(&mut self, denied: Denied, now: Stamp, out: &mut Vec<Effect>) {
        self.notice(Severity::Warning, Topic::NotAllowed(denied), now, out);
    }

    /// Whether this need is met; says so when it is not.
    pub(in crate::engine::core) fn permits(
        &mut self,
        need: Need,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) -> bool {
        let denied = self.denied(need);
        if let Some(denied) = denied {
            self.deny(denied, now, out);
        }
        denied.is_none()
    }

    /// Live calls as whoever works here may see them: of another's customer no more than whose it is.
    pub(in crate::engine::core) fn call_views(&self) -> Vec<CallView> {
        let mut views: Vec<CallView> =
            self.calls.iter().rev().map(|call| call.view(&self.settings)).collect();
        let Some(sight) = self.sight() else { return views };
        for view in &mut views {
            let Some(found) = &view.candidates else { continue };
            let (seen, kept): (Vec<Candidate>, Vec<Candidate>) = found
                .iter()
                .cloned()
                .partition(|candidate| sight.customers.has(candidate.customer.owner));
            if let Some(best) = kept.first() {
                view.kept_from = best.customer.owner.filter(|_| seen.is_empty());
                view.candidates = Some(Arc::new(seen));
            }
        }
        views
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
            self.seat(None);
        }
        due
    }

    /// Somebody else works here. What the last one saw is gone; it is asked for anew.
    fn seat(&mut self, who: Option<StaffId>) {
        let desk = &mut self.office.staff;
        let before = desk.sight.clone();
        desk.who = who;
        desk.settle();
        if desk.sight != before {
            self.recent = Arc::default();
            (self.missed_open, self.undo) = (0, None);
            self.data_revision += 1;
        }
    }

    /// A wish of this topic.
    pub(in crate::engine::core) fn staff_command(
        &mut self,
        command: StaffCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        match command {
            StaffCommand::Seen => self.office.staff.seen = now.mono,
            StaffCommand::Lock => self.seat(None),
            StaffCommand::LogIn(id, password) => self.log_in(id, password, now, out),
            StaffCommand::SetPassword(id, password) => self.set_password(id, password, now, out),
            StaffCommand::Save(staff) => self.save_staff(staff, now, out),
            StaffCommand::SaveRole(role) => self.save_role(role, now, out),
        }
    }

    fn log_in(&mut self, id: StaffId, password: Secret, now: Stamp, out: &mut Vec<Effect>) {
        let desk = &mut self.office.staff;
        if desk.patience.is_some_and(|until| now.mono < until) {
            self.notice(Severity::Warning, Topic::LogInWaits(WAIT.as_secs()), now, out);
        } else if !desk.checking {
            desk.checking = true;
            out.push(Effect::Staff(StaffWork::Check(id, password)));
        }
    }

    /// Everybody may change the own password; another's only who may change employees, an owner's only an owner.
    fn set_password(&mut self, id: StaffId, password: Secret, now: Stamp, out: &mut Vec<Effect>) {
        let desk = &self.office.staff;
        let is_own = desk.who == Some(id);
        let of_owner = desk.roster.get(id).is_some_and(|staff| staff.role == OWNER);
        if !is_own && of_owner && !desk.is_owner() {
            return self.deny(Denied::Owner, now, out);
        }
        if !is_own && !self.permits(Need::all(Area::Staff), now, out) {
            return;
        }
        if password.0.is_empty() {
            self.staff_op(StaffOp::SetPassword(id, None), out);
        } else if password.0.chars().count() < PASSWORD_LETTERS {
            self.refuse("password: six letters at least", now, out);
        } else {
            out.push(Effect::Staff(StaffWork::Hash(id, password)));
        }
    }

    /// Nobody makes an owner, or unmakes one, but an owner.
    fn save_staff(&mut self, staff: Box<Staff>, now: Stamp, out: &mut Vec<Effect>) {
        let desk = &self.office.staff;
        let was = staff.id.and_then(|id| desk.roster.get(id));
        let of_owner = staff.role == OWNER || was.is_some_and(|was| was.role == OWNER);
        if of_owner && !desk.is_owner() {
            return self.deny(Denied::Owner, now, out);
        }
        self.staff_op(StaffOp::Save(staff), out);
    }

    /// Nobody widens the own role but an owner, who has no need to.
    fn save_role(&mut self, role: Box<Role>, now: Stamp, out: &mut Vec<Effect>) {
        let desk = &self.office.staff;
        let is_own = desk.here().is_some_and(|staff| staff.role == role.id);
        if is_own && !desk.is_owner() {
            return self.deny(Denied::Owner, now, out);
        }
        self.staff_op(StaffOp::SaveRole(role), out);
    }

    #[allow(clippy::unused_self, reason = "reads as the other wishes do")]
    fn staff_op(&self, op: StaffOp, out: &mut Vec<Effect>) {
        out.push(Effect::Store(StoreOp::Office(Box::new(OfficeOp::Staff(op)))));
    }

    /// What the runtime brought.
    pub(in crate::engine::core) fn staff_news(
        &mut self,
        news: StaffNews,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        match news {
            StaffNews::Roster(roster) => self.roster_read(roster, now),
            StaffNews::Checked(id, right) => {
                let desk = &mut self.office.staff;
                (desk.checking, desk.seen) = (false, now.mono);
                desk.wrong = if right { 0 } else { desk.wrong.saturating_add(1) };
                desk.patience = (desk.wrong >= TRIES).then(|| now.mono + WAIT);
                self.seat(right.then_some(id));
                self.staff_op(StaffOp::NoteLogIn(id, right), out);
            }
            StaffNews::Hashed(id, hash) => {
                self.staff_op(StaffOp::SetPassword(id, Some(hash.0)), out);
            }
            StaffNews::Failed(why) => {
                self.office.staff.checking = false;
                self.notice(Severity::Error, Topic::Refused(why), now, out);
            }
            StaffNews::NotYours => self.deny(Denied::Others, now, out),
        }
    }

    /// Who is gone works here no more. Where the owner's first password makes the desk ask, the owner is the one who is here.
    fn roster_read(&mut self, roster: Arc<Roster>, now: Stamp) {
        let desk = &mut self.office.staff;
        let begins = desk.known && !desk.roster.asks();
        (desk.roster, desk.known) = (roster, true);
        let mut who = desk.who.filter(|id| desk.roster.get(*id).is_some_and(|staff| !staff.gone));
        if begins && who.is_none() {
            who = desk.roster.keeper().and_then(|staff| staff.id);
            desk.seen = now.mono;
        }
        if !desk.roster.asks() {
            who = None;
        }
        self.seat(who);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::{CallId, CustomerId, RecordingId};
    use crate::base::number::PhoneNumber;
    use crate::call::dialling::{DialSource, DialTrouble};
    use crate::crm::staff::Reach;
    use crate::engine::command::Command;
    use crate::engine::event::Event;
    use crate::engine::office::OfficeCommand;
    use crate::engine::office::staff::Secret;
    use crate::engine::settings::{SettingChange, Settings};
    use crate::engine::topics::dialling::DialCommand;

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
        core.know_staff(roster);
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
    fn a_locked_desk_dials_for_help_and_for_nothing_else() {
        let mut core = shared();
        let topics = |core: &Core| core.snapshot(at(0)).notices[0].topic.clone();
        let mut dial = |number: &str, now: u64| {
            let (number, source) = (PhoneNumber::new(number), DialSource::Field);
            let dial = DialCommand::Dial { number, customer: None, source };
            core.step(Event::Command(Command::Dialling(dial)), at(now));
            topics(&core)
        };
        assert!(matches!(dial("13812345678", 1), Topic::NotAllowed(_)));
        // It came as far as the line, and there is none here.
        assert_eq!(dial("120", 2), Topic::Dialling(DialTrouble::NoLine));
        assert!(matches!(dial("1200", 3), Topic::NotAllowed(_)));
    }

    #[test]
    fn one_person_at_one_desk_is_never_asked() {
        let core = Core::new(Settings::default(), CallId(1), "/data".into());
        let seen = view(&core);
        assert!(!seen.locked && seen.shows_whole_numbers() && seen.may_export());
    }

    fn denials(effects: &Core) -> Vec<Denied> {
        let notices = effects.snapshot(at(0)).notices;
        let denied = |topic: &Topic| match topic {
            Topic::NotAllowed(denied) => Some(*denied),
            _ => None,
        };
        notices.iter().filter_map(|notice| denied(&notice.topic)).collect()
    }

    fn clerk(reach: &[(Area, Reach)]) -> Core {
        let mut core = Core::new(Settings::default(), CallId(1), "/data".into());
        let staff = |id: i64, name: &str, role: i64| Staff {
            id: Some(StaffId(id)),
            name: name.into(),
            role,
            has_password: true,
            ..Staff::default()
        };
        let rights = Rights { reach: reach.iter().copied().collect(), ..Rights::default() };
        let roster = Roster {
            staff: vec![staff(1, "Li", OWNER), staff(2, "Wang", 4)],
            roles: vec![Role { id: 4, name: String::new(), rights }],
        };
        core.know_staff(roster);
        core.step(Event::Staff(StaffNews::Checked(StaffId(2), true)), at(1));
        core
    }

    #[test]
    fn what_a_role_may_not_do_is_refused_where_it_is_taken_and_said() {
        let mut core = clerk(&[(Area::Customers, Reach::Own), (Area::Staff, Reach::All)]);
        let customer = Command::DeleteCustomer(CustomerId(1));
        assert!(
            !core.step(Event::Command(customer), at(2)).is_empty(),
            "the store looks whose it is"
        );
        for (command, denied) in [
            (Command::Set(SettingChange::HomeAreaCode("10".into())), Denied::Area(Area::Settings)),
            (Command::Play(RecordingId(1), Duration::ZERO), Denied::Area(Area::Recordings)),
            (Command::MarkHandled(CallId(1), true), Denied::Area(Area::Calls)),
        ] {
            let before = core.settings().clone();
            let effects = core.step(Event::Command(command.clone()), at(3));
            assert!(
                !effects.iter().any(|effect| matches!(effect, Effect::Store(_))),
                "{command:?}"
            );
            assert_eq!((core.settings(), denials(&core)[0]), (&before, denied), "{command:?}");
        }
        // Who may change employees makes no owner of himself, and does not widen the own role.
        let promoted = Staff { id: Some(StaffId(2)), role: OWNER, ..Staff::default() };
        let wider = Role { id: 4, name: String::new(), rights: Rights::owner() };
        for wish in [
            StaffCommand::Save(Box::new(promoted)),
            StaffCommand::SaveRole(Box::new(wider)),
            StaffCommand::SetPassword(StaffId(1), Secret("another1".into())),
        ] {
            let command = Command::Office(OfficeCommand::Staff(wish.clone()));
            let effects = core.step(Event::Command(command), at(4));
            let done = |effect: &Effect| matches!(effect, Effect::Store(_) | Effect::Staff(_));
            assert!(!effects.iter().any(done), "{wish:?}");
            assert_eq!(denials(&core)[0], Denied::Owner, "{wish:?}");
        }
    }

    #[test]
    fn a_locked_desk_takes_no_wish_but_a_password_and_the_telephone() {
        let mut core = shared();
        for command in [Command::Undo, Command::DeleteCustomer(CustomerId(1))] {
            let effects = core.step(Event::Command(command), at(1));
            assert!(!effects.iter().any(|effect| matches!(effect, Effect::Store(_))));
        }
        assert_eq!(denials(&core).first(), Some(&Denied::Locked));
    }

    #[test]
    fn the_owner_who_sets_the_first_password_stays_at_the_desk() {
        let mut core = Core::new(Settings::default(), CallId(1), "/data".into());
        let owner = Staff { id: Some(StaffId(1)), role: OWNER, ..Staff::default() };
        core.know_staff(Roster { staff: vec![owner.clone()], roles: Vec::new() });
        let owner = Staff { has_password: true, ..owner };
        let roster = Roster { staff: vec![owner], roles: Vec::new() };
        core.step(Event::Staff(StaffNews::Roster(Arc::new(roster))), at(5));
        assert_eq!((view(&core).locked, view(&core).who), (false, Some(StaffId(1))));
        wish(&mut core, StaffCommand::Lock, at(6));
        assert!(view(&core).locked);
    }
}
