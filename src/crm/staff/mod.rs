//! Employees, log-in, roles and rights, number masking, the journal for people.
//! Types and rules; pure. May depend on `base` and the rest of `crm`.

pub mod need;
pub mod sight;

use crate::base::ids::StaffId;
use crate::crm::customer::Birthday;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Letters a password has at least.
pub const PASSWORD_LETTERS: usize = 6;
/// Digits of a masked number that stay at its front and at its end.
const OPEN: (usize, usize) = (3, 4);

/// A part of the program that a right is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// Customers and their cards.
    Customers,
    /// The call log.
    Calls,
    /// Recordings.
    Recordings,
    /// Orders, payments, goods.
    Orders,
    /// Reports and figures.
    Reports,
    /// Employees and roles.
    Staff,
    /// Settings.
    Settings,
}

impl Area {
    /// All, in the order of the table of rights.
    pub const ALL: [Self; 7] = [
        Self::Customers,
        Self::Calls,
        Self::Recordings,
        Self::Orders,
        Self::Reports,
        Self::Staff,
        Self::Settings,
    ];
}

/// How far a right reaches. Ordered: more reaches further.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Nothing.
    #[default]
    Nothing,
    /// One's own.
    Own,
    /// One's own team's.
    Team,
    /// Everything.
    All,
}

/// What a role may.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Rights {
    /// What may be seen and worked on. An area that is not named: nothing.
    pub reach: BTreeMap<Area, Reach>,
    /// Numbers are shown whole.
    pub whole_numbers: bool,
    /// Lists may be written into files.
    pub export: bool,
    /// The journal may be read.
    pub journal: bool,
}

impl Rights {
    /// Everything.
    #[must_use]
    pub fn owner() -> Self {
        let reach = Area::ALL.map(|area| (area, Reach::All)).into();
        Self { reach, whole_numbers: true, export: true, journal: true }
    }

    /// How far the right in an area reaches.
    #[must_use]
    pub fn reach(&self, area: Area) -> Reach {
        self.reach.get(&area).copied().unwrap_or_default()
    }

    /// Whether something of this owner may be seen and worked on. What is nobody's (the public pool) is everybody's who
    /// has any right there.
    #[must_use]
    pub fn may(&self, area: Area, me: &Staff, owner: Option<&Staff>) -> bool {
        match (self.reach(area), owner) {
            (Reach::Nothing, _) => false,
            (Reach::All, _) | (_, None) => true,
            (Reach::Own, Some(owner)) => owner.id == me.id,
            (Reach::Team, Some(owner)) => {
                owner.id == me.id || (!me.team.is_empty() && owner.team == me.team)
            }
        }
    }
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Role {
    /// Its number; 1 is the owner's, which has every right and cannot be changed.
    pub id: i64,
    /// Its name; empty: the built-in name of its number.
    pub name: String,
    /// What it may.
    pub rights: Rights,
}

/// The owner's role.
pub const OWNER: i64 = 1;

/// An employee.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Staff {
    /// Store id; `None` before it is saved.
    pub id: Option<StaffId>,
    /// Name: what the journal and the log call them.
    pub name: String,
    /// The number callers and colleagues know them by.
    pub agent_number: String,
    /// Extension.
    pub extension: String,
    /// Telephone, as typed.
    pub phone: String,
    /// Team; empty: none.
    pub team: String,
    /// Birthday.
    pub birthday: Option<Birthday>,
    /// Role.
    pub role: i64,
    /// Works here no more: keeps what they did, cannot log in.
    pub gone: bool,
    /// Has a password.
    pub has_password: bool,
}

/// Everybody and every role.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roster {
    /// Employees, those that are gone last.
    pub staff: Vec<Staff>,
    /// Roles.
    pub roles: Vec<Role>,
}

impl Roster {
    /// Somebody.
    #[must_use]
    pub fn get(&self, id: StaffId) -> Option<&Staff> {
        self.staff.iter().find(|staff| staff.id == Some(id))
    }

    /// Those who can log in.
    pub fn present(&self) -> impl Iterator<Item = &Staff> {
        self.staff.iter().filter(|staff| !staff.gone)
    }

    /// Whether people have to log in: an owner has a password. Without one the desk is everybody's, as it is for one person
    /// alone; and nobody else's password can lock the owner out.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.keeper().is_some()
    }

    /// The first owner with a password.
    #[must_use]
    pub fn keeper(&self) -> Option<&Staff> {
        self.present().find(|staff| staff.role == OWNER && staff.has_password)
    }

    /// What somebody may.
    #[must_use]
    pub fn rights(&self, staff: &Staff) -> Rights {
        if staff.role == OWNER {
            return Rights::owner();
        }
        let role = self.roles.iter().find(|role| role.id == staff.role);
        role.map(|role| role.rights.clone()).unwrap_or_default()
    }

    /// Why this change may not be made: the last owner who can log in must stay one.
    #[must_use]
    pub fn locks_out(&self, changed: &Staff) -> bool {
        let is_owner = |staff: &Staff| staff.role == OWNER && !staff.gone;
        let others = self.staff.iter().filter(|staff| staff.id != changed.id).any(is_owner);
        !others && !is_owner(changed)
    }
}

/// A number for eyes that may not see it whole: `138****5678`. Short numbers keep less.
#[must_use]
pub fn masked(number: &str) -> String {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let (front, back) = match digits {
        0..=3 => return number.to_owned(),
        4..=6 => (1, 1),
        7..=8 => (2, 2),
        _ => OPEN,
    };
    let mut at = 0;
    number
        .chars()
        .map(|c| {
            if !c.is_ascii_digit() {
                return c;
            }
            at += 1;
            if at > front && at <= digits - back { '*' } else { c }
        })
        .collect()
}

/// Which rows of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JournalFilter {
    /// Only of people with these letters in their name; empty: everybody's.
    pub who: String,
    /// Only operations with these letters in their name, or subjects with them; empty: all.
    pub text: String,
    /// Operations that the text means in the language of whoever asks, by name; they are found too.
    pub operations: Vec<String>,
    /// From this moment (milliseconds since 1970 UTC).
    pub from: Option<i64>,
    /// Before this moment.
    pub until: Option<i64>,
}

/// Who the journal says it was when nobody did it but the program by itself.
pub const PROGRAM: &str = "program";

/// A row of the journal, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    /// Its number.
    pub id: i64,
    /// When, milliseconds since 1970 UTC.
    pub at_utc_millis: i64,
    /// Zone, minutes east.
    pub offset_minutes: i16,
    /// Who.
    pub who: String,
    /// Name of the operation.
    pub operation: String,
    /// Whom or what it changed.
    pub subject: String,
    /// Before (JSON), shortened.
    pub before: String,
    /// After (JSON), shortened.
    pub after: String,
    /// It was undone.
    pub undone: bool,
}

/// What the store is asked to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffOp {
    /// Create or change somebody.
    Save(Box<Staff>),
    /// Set (the hash of) a password, or take it away.
    SetPassword(StaffId, Option<String>),
    /// Change a role, or make one (number 0).
    SaveRole(Box<Role>),
    /// Somebody logged in, or tried to.
    NoteLogIn(StaffId, bool),
}

impl StaffOp {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Save(_) => "save_staff",
            Self::SetPassword(..) => "set_password",
            Self::SaveRole(_) => "save_role",
            Self::NoteLogIn(..) => "log_in",
        }
    }

    /// Whether a person does it (and may undo it), not the program by itself.
    #[must_use]
    pub fn by_person(&self) -> bool {
        true
    }

    /// Whether it is kept in memory and tried again when the disk refuses it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        false
    }
}

/// What may be asked of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffQuestion {
    /// Everybody and every role.
    Roster,
    /// A page of the journal, newest first.
    Journal {
        /// Which rows.
        filter: JournalFilter,
        /// Skip so many.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
}

/// The answer to a [`StaffQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum StaffAnswer {
    /// Everybody and every role.
    Roster(Roster),
    /// A page, and whether there is more.
    Journal(Vec<JournalRow>, bool),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_masked_in_their_middle() {
        for (number, shown) in [
            ("13812345678", "138****5678"),
            ("138 1234 5678", "138 **** 5678"),
            ("+86 138 1234 5678", "+86 1** **** 5678"),
            ("010-65123456", "010-****3456"),
            ("65123456", "65****56"),
            ("95588", "9***8"),
            ("110", "110"),
            ("", ""),
        ] {
            assert_eq!(masked(number), shown);
        }
    }

    fn staff(id: i64, team: &str, role: i64) -> Staff {
        Staff { id: Some(StaffId(id)), team: team.into(), role, ..Staff::default() }
    }

    #[test]
    fn a_right_reaches_as_far_as_it_says() {
        let (me, mate, other) = (staff(1, "A", 2), staff(2, "A", 2), staff(3, "B", 2));
        let rights =
            |reach| Rights { reach: [(Area::Customers, reach)].into(), ..Rights::default() };
        for (reach, expected) in [
            (Reach::Nothing, [false, false, false, false]),
            (Reach::Own, [true, false, false, true]),
            (Reach::Team, [true, true, false, true]),
            (Reach::All, [true, true, true, true]),
        ] {
            let may = |owner: Option<&Staff>| rights(reach).may(Area::Customers, &me, owner);
            let found = [may(Some(&me)), may(Some(&mate)), may(Some(&other)), may(None)];
            assert_eq!(found, expected, "{reach:?}");
            assert!(!rights(reach).may(Area::Orders, &me, None), "another area");
        }
        let loner = staff(4, "", 2);
        assert!(!rights(Reach::Team).may(Area::Customers, &loner, Some(&staff(5, "", 2))));
    }

    #[test]
    fn a_desk_asks_when_its_owner_has_a_password_and_the_last_owner_stays() {
        let mut roster = Roster { staff: vec![staff(1, "", OWNER)], roles: Vec::new() };
        assert!(!roster.asks(), "one person at one desk is never asked");
        let mut clerk = staff(2, "", 2);
        clerk.has_password = true;
        roster.staff.push(clerk);
        assert!(!roster.asks(), "the owner would be locked out");
        roster.staff[0].has_password = true;
        assert!(roster.asks());
        let demoted = Staff { role: 2, ..roster.staff[0].clone() };
        let gone = Staff { gone: true, ..roster.staff[0].clone() };
        assert!(roster.locks_out(&demoted) && roster.locks_out(&gone));
        assert!(!roster.locks_out(&staff(3, "", 2)));
    }
}
