//! Employees, roles and the journal through the store's public door.

use ringdesk::base::clock::Stamp;
use ringdesk::base::ids::StaffId;
use ringdesk::crm::office::{OfficeAnswer, OfficeOp, OfficeQuestion};
use ringdesk::crm::staff::{
    Area, JournalFilter, OWNER, Reach, Role, Roster, Staff, StaffAnswer, StaffOp, StaffQuestion,
};
use ringdesk::store::Store;
use ringdesk::store::error::Result;
use ringdesk::store::operation::{Act, Op, Receipt};
use tempfile::TempDir;

fn office() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(&folder.path().join("a.db"), Stamp::default()).unwrap();
    (folder, store)
}

fn act() -> Act {
    Act::person("li", Stamp::default())
}

fn carry_out(store: &mut Store, op: StaffOp) -> Result<Receipt> {
    store.carry_out(&act(), &Op::Office(Box::new(OfficeOp::Staff(op))))
}

fn roster(store: &Store) -> Roster {
    store.reader().unwrap().roster().unwrap()
}

fn wang() -> Staff {
    Staff { name: "王伟".into(), agent_number: "801".into(), role: 3, ..Staff::default() }
}

#[test]
fn the_first_start_makes_an_owner_who_never_logs_in_until_somebody_shares_the_desk() {
    let (_folder, mut store) = office();
    let first = roster(&store);
    assert_eq!((first.staff.len(), first.staff[0].role), (1, OWNER));
    assert!(!first.asks());
    carry_out(&mut store, StaffOp::Save(Box::new(wang()))).unwrap();
    assert!(!roster(&store).asks(), "nobody has a password");
    let hash = Some("$argon2id$x".to_owned());
    carry_out(&mut store, StaffOp::SetPassword(StaffId(1), hash.clone())).unwrap();
    assert!(roster(&store).asks());
    assert_eq!(store.reader().unwrap().password_hash(StaffId(1)).unwrap(), hash);
    let trainee = roster(&store).roles.into_iter().find(|role| role.id == 4).unwrap();
    assert!(!trainee.rights.whole_numbers && trainee.rights.reach(Area::Customers) == Reach::Own);
}

#[test]
fn the_last_owner_stays_and_a_change_is_taken_back() {
    let (_folder, mut store) = office();
    let owner = roster(&store).staff[0].clone();
    for wrong in [Staff { role: 3, ..owner.clone() }, Staff { gone: true, ..owner.clone() }] {
        assert!(carry_out(&mut store, StaffOp::Save(Box::new(wrong))).is_err());
    }
    let named = Staff { name: "李娜".into(), team: "A".into(), ..owner.clone() };
    carry_out(&mut store, StaffOp::Save(Box::new(named))).unwrap();
    assert_eq!(roster(&store).staff[0].name, "李娜");
    store.undo(&act()).unwrap();
    assert_eq!(roster(&store).staff[0], owner);
    carry_out(&mut store, StaffOp::Save(Box::new(wang()))).unwrap();
    store.undo(&act()).unwrap();
    assert!(roster(&store).staff[1].gone, "what somebody did names them: gone, not forgotten");
    let changed = Role { id: OWNER, ..Role::default() };
    assert!(carry_out(&mut store, StaffOp::SaveRole(Box::new(changed))).is_err());
}

#[test]
fn the_journal_says_who_did_what_and_never_a_password() {
    let (_folder, mut store) = office();
    carry_out(&mut store, StaffOp::Save(Box::new(wang()))).unwrap();
    carry_out(&mut store, StaffOp::SetPassword(StaffId(2), Some("$argon2id$secret".into())))
        .unwrap();
    carry_out(&mut store, StaffOp::NoteLogIn(StaffId(2), false)).unwrap();
    let page = |filter: JournalFilter, offset: u32, limit: u32| {
        let question = StaffQuestion::Journal { filter, offset, limit };
        match store.reader().unwrap().office(&OfficeQuestion::Staff(question)).unwrap() {
            OfficeAnswer::Staff(StaffAnswer::Journal(rows, more)) => (rows, more),
            other => panic!("{other:?}"),
        }
    };
    let (rows, more) = page(JournalFilter::default(), 0, 2);
    assert!(more);
    let names: Vec<&str> = rows.iter().map(|row| row.operation.as_str()).collect();
    assert_eq!(names, ["log_in", "set_password"]);
    assert!(rows.iter().all(|row| !row.after.contains("argon2id") && row.who == "li"));
    let (rest, more) = page(JournalFilter::default(), 2, 2);
    assert!(!more && rest[0].operation == "save_staff");
    let (none, _) = page(JournalFilter { who: "zhao".into(), ..JournalFilter::default() }, 0, 9);
    assert!(none.is_empty());
    let (found, _) = page(JournalFilter { text: "王".into(), ..JournalFilter::default() }, 0, 9);
    assert_eq!(found.len(), 3);
}
