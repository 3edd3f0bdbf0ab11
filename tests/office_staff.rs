//! Employees, roles and the journal through the store's public door.
#![allow(clippy::unwrap_used, reason = "a test: what fails is to be seen")]

use jiff::civil::Date;
use ringdesk::base::clock::Stamp;
use ringdesk::base::ids::StaffId;
use ringdesk::crm::agenda::{AgendaAnswer, AgendaQuestion, birthday};
use ringdesk::crm::customer::{Birthday, Calendar};
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

#[test]
fn birthdays_of_those_who_work_here_stand_on_the_page_of_today() {
    let (_folder, mut store) = office();
    let today = Date::constant(2026, 11, 27);
    let keys = birthday::keys(Date::constant(2026, 11, 29));
    let born = |calendar: Calendar| {
        let (_, month, day) = keys.iter().find(|(kept, ..)| *kept == calendar).copied().unwrap();
        Some(Birthday { calendar, year: Some(1990), month, day, leap_month: false })
    };
    let person = |name: &str, birthday, gone| Staff {
        name: name.into(),
        phone: "13900001111".into(),
        birthday,
        gone,
        ..Staff { agent_number: String::new(), ..wang() }
    };
    for staff in [
        person("solar", born(Calendar::Solar), false),
        person("lunar", born(Calendar::Lunar), false),
        person("gone", born(Calendar::Solar), true),
    ] {
        carry_out(&mut store, StaffOp::Save(Box::new(staff))).unwrap();
    }
    let ask = |birthdays| {
        let question = AgendaQuestion::Glance { today, birthdays: Some(birthdays) };
        match store.reader().unwrap().office(&OfficeQuestion::Agenda(question)).unwrap() {
            OfficeAnswer::Agenda(AgendaAnswer::Glance(glance)) => glance.birthdays,
            other => panic!("{other:?}"),
        }
    };
    let names: Vec<String> = ask(3).into_iter().map(|feast| feast.name).collect();
    assert_eq!(names, ["solar", "lunar"]);
    assert!(ask(1).is_empty(), "two days off");
    let feast = &ask(3)[0];
    assert!(feast.of_staff().is_some() && feast.number.is_some() && feast.age == Some(36));
}

#[test]
fn two_who_work_here_never_have_one_name_and_a_new_name_takes_the_work_along() {
    let (_folder, mut store) = office();
    carry_out(&mut store, StaffOp::Save(Box::new(wang()))).unwrap();
    let double = carry_out(&mut store, StaffOp::Save(Box::new(wang()))).unwrap_err();
    assert!(double.context.contains("王伟"), "{double}");
    let same_number = Staff { name: "赵".into(), ..wang() };
    let double = carry_out(&mut store, StaffOp::Save(Box::new(same_number))).unwrap_err();
    assert!(double.context.contains("801"), "{double}");
    let renamed = Staff { id: Some(StaffId(2)), name: "王大伟".into(), ..wang() };
    carry_out(&mut store, StaffOp::Save(Box::new(renamed))).unwrap();
    store.undo(&act()).unwrap();
    assert_eq!(roster(&store).staff[1].name, "王伟");
}
