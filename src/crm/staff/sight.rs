//! Whose rows somebody may see and change: what a role says, resolved to the people it means. The store keeps to it.
//! Types and rules; pure. May depend on `base` and the rest of `crm`.

use crate::base::ids::StaffId;
use crate::crm::staff::{Area, Reach, Rights, Roster, Staff};

/// A colleague: by number where a row says so, by name where a row says who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// The person.
    pub id: StaffId,
    /// What the journal and the log call them.
    pub name: String,
}

/// Among whose rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Among {
    /// Nobody's, not even what belongs to nobody.
    #[default]
    Nothing,
    /// These people's, and what belongs to nobody.
    Of(Vec<Colleague>),
    /// Everybody's.
    All,
}

impl Among {
    /// Whether this person's rows are among them (`None`: what belongs to nobody).
    #[must_use]
    pub fn has(&self, owner: Option<StaffId>) -> bool {
        match self {
            Self::Nothing => false,
            Self::All => true,
            Self::Of(people) => {
                owner.is_none_or(|owner| people.iter().any(|person| person.id == owner))
            }
        }
    }
}

/// Whose rows somebody may see and change, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sight {
    /// Under which name they stand in the journal.
    pub me: String,
    /// Customers, with all that belongs to them.
    pub customers: Among,
    /// Calls.
    pub calls: Among,
    /// Recordings.
    pub recordings: Among,
    /// Orders and payments.
    pub orders: Among,
    /// Figures.
    pub reports: Among,
    /// The journal of all people, not of the own deeds alone.
    pub journal: bool,
    /// Numbers whole, in what leaves the program too.
    pub whole_numbers: bool,
}

impl Sight {
    /// Whether nothing is kept from them.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let all = [&self.customers, &self.calls, &self.recordings, &self.orders, &self.reports];
        self.journal && self.whole_numbers && all.into_iter().all(|among| *among == Among::All)
    }
}

impl Roster {
    /// Whose rows this person may see; `None`: nothing is kept from them. Nobody logged in at a desk that asks: nothing
    /// may be seen.
    #[must_use]
    pub fn sight(&self, who: Option<StaffId>) -> Option<Sight> {
        if !self.asks() {
            return None;
        }
        let Some(staff) = who.and_then(|id| self.get(id)) else { return Some(Sight::default()) };
        let rights = self.rights(staff);
        let among = |area| self.among(&rights, area, staff);
        let sight = Sight {
            me: staff.name.clone(),
            customers: among(Area::Customers),
            calls: among(Area::Calls),
            recordings: among(Area::Recordings),
            orders: among(Area::Orders),
            reports: among(Area::Reports),
            journal: rights.journal,
            whole_numbers: rights.whole_numbers,
        };
        (!sight.is_whole()).then_some(sight)
    }

    fn among(&self, rights: &Rights, area: Area, me: &Staff) -> Among {
        let people = match rights.reach(area) {
            Reach::Nothing => return Among::Nothing,
            Reach::All => return Among::All,
            Reach::Own | Reach::Team => {
                self.staff.iter().filter(|staff| rights.may(area, me, Some(staff)))
            }
        };
        let colleague = |staff: &Staff| Some(Colleague { id: staff.id?, name: staff.name.clone() });
        Among::Of(people.filter_map(colleague).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::staff::{OWNER, Role};

    fn staff(id: i64, team: &str, role: i64) -> Staff {
        let name = format!("staff {id}");
        let id = Some(StaffId(id));
        Staff { id, name, team: team.into(), role, has_password: true, ..Staff::default() }
    }

    fn roster(rights: Rights) -> Roster {
        let staff =
            vec![staff(1, "A", OWNER), staff(2, "A", 9), staff(3, "A", 9), staff(4, "B", 9)];
        Roster { staff, roles: vec![Role { id: 9, name: String::new(), rights }] }
    }

    #[test]
    fn a_sight_has_the_people_the_role_means() {
        let reach = [(Area::Customers, Reach::Team), (Area::Calls, Reach::Own)].into();
        let roster = roster(Rights { reach, ..Rights::default() });
        let sight = roster.sight(Some(StaffId(2))).unwrap();
        let seen = |among: &Among| {
            [None, Some(1), Some(2), Some(3), Some(4)].map(|id| among.has(id.map(StaffId)))
        };
        assert_eq!(seen(&sight.customers), [true, true, true, true, false]);
        assert_eq!(seen(&sight.calls), [true, false, true, false, false]);
        assert_eq!(seen(&sight.orders), [false; 5]);
        assert_eq!(sight.me, "staff 2");
    }

    #[test]
    fn nothing_is_kept_from_the_owner_and_all_of_it_from_a_locked_desk() {
        let roster = roster(Rights::default());
        assert_eq!(roster.sight(Some(StaffId(1))), None);
        let locked = roster.sight(None).unwrap();
        assert_eq!(
            (locked.customers.clone(), locked.calls.clone()),
            (Among::Nothing, Among::Nothing)
        );
        let owner = Staff { has_password: false, ..staff(1, "", OWNER) };
        let alone = Roster { staff: vec![owner], roles: Vec::new() };
        assert_eq!(alone.sight(None), None);
    }
}
