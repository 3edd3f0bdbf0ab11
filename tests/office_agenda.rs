//! The agenda through the store's public door: entries, series, undo, lists however long, birthdays by both calendars.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use ringdesk::base::clock::Stamp;
use ringdesk::base::ids::{CustomerId, TaskId};
use ringdesk::base::number::PhoneNumber;
use ringdesk::crm::agenda::clock::WallMinute;
use ringdesk::crm::agenda::recurrence::{Frequency, Rule};
use ringdesk::crm::agenda::{
    Agenda, AgendaAnswer, AgendaOp, AgendaQuestion, Due, Finished, Glance, Task, TaskDraft, Which,
};
use ringdesk::crm::customer::{Birthday, Calendar, ContactNumber, Customer};
use ringdesk::crm::office::{OfficeAnswer, OfficeOp, OfficeQuestion};
use ringdesk::store::Store;
use ringdesk::store::operation::{Act, Deed, Op};
use std::time::Duration;

/// 2026-11-27 10:00 in Beijing.
const NOW: Stamp =
    Stamp { mono: Duration::ZERO, utc_millis: 1_795_744_800_000, offset_minutes: 480 };
const TODAY: Date = date(2026, 11, 27);

struct Desk {
    store: Store,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(&folder.path().join("ringdesk.db"), NOW).unwrap();
        Self { store, _folder: folder }
    }

    fn act(&mut self, op: AgendaOp) {
        let op = Op::Office(Box::new(OfficeOp::Agenda(op)));
        self.store.carry_out(&Act::person("Anna", NOW), &op).unwrap();
    }

    fn save(&mut self, draft: TaskDraft) {
        self.act(AgendaOp::Save(Box::new(draft)));
    }

    fn undo(&mut self) {
        let receipt = self.store.carry_out(&Act::person("Anna", NOW), &Op::Undo).unwrap();
        assert!(matches!(receipt.deed, Deed::Undone(_)), "{receipt:?}");
    }

    fn customer(&mut self, name: &str, birthday: Option<Birthday>) -> CustomerId {
        let number =
            ContactNumber { number: PhoneNumber::new("13812345678"), ..Default::default() };
        let card =
            Customer { name: name.into(), birthday, numbers: vec![number], ..Customer::default() };
        let op = Op::SaveCustomer(Box::new(card), None);
        let receipt = self.store.carry_out(&Act::person("Anna", NOW), &op).unwrap();
        let Deed::CustomerSaved(id, _) = receipt.deed else { panic!("{receipt:?}") };
        id
    }

    fn ask(&self, question: AgendaQuestion) -> AgendaAnswer {
        let reader = self.store.reader().unwrap();
        match reader.office(&OfficeQuestion::Agenda(question)).unwrap() {
            OfficeAnswer::Agenda(answer) => answer,
            other => panic!("{other:?}"),
        }
    }

    fn list(&self, which: Which) -> Vec<Task> {
        match self.ask(AgendaQuestion::List { which, offset: 0, limit: 100 }) {
            AgendaAnswer::List(rows, _) => rows,
            other => panic!("{other:?}"),
        }
    }

    fn today(&self) -> Agenda {
        match self.ask(AgendaQuestion::Today(TODAY)) {
            AgendaAnswer::Today(agenda) => *agenda,
            other => panic!("{other:?}"),
        }
    }

    fn glance(&self, today: Date) -> Glance {
        match self.ask(AgendaQuestion::Glance { today, birthdays: Some(3) }) {
            AgendaAnswer::Glance(glance) => *glance,
            other => panic!("{other:?}"),
        }
    }
}

fn task(text: &str, day: Option<Date>, minute: Option<u16>) -> TaskDraft {
    let due = day.map(|day| Due { day, minute });
    TaskDraft { text: text.into(), due, remind: due.map(|_| 10), ..TaskDraft::default() }
}

fn texts(tasks: &[Task]) -> Vec<&str> {
    tasks.iter().map(|task| task.draft.text.as_str()).collect()
}

#[test]
fn the_page_of_today_sorts_by_day_and_hour_and_knows_the_customer() {
    let mut desk = Desk::new();
    let wang = desk.customer("王伟", None);
    desk.save(task("late", Some(date(2026, 11, 25)), None));
    desk.save(TaskDraft { customer: Some(wang), ..task("call", Some(TODAY), Some(15 * 60)) });
    desk.save(task("all day", Some(TODAY), None));
    desk.save(task("tomorrow", Some(date(2026, 11, 28)), None));
    desk.save(task("tuesday", Some(date(2026, 12, 1)), None));
    desk.save(task("far", Some(date(2026, 12, 24)), None));
    desk.save(task("sometime", None, None));
    let page = desk.today();
    assert_eq!(texts(&page.overdue.0), ["late"]);
    assert_eq!(texts(&page.today.0), ["all day", "call"]);
    assert_eq!(texts(&page.tomorrow.0), ["tomorrow"]);
    assert_eq!(texts(&page.week.0), ["tuesday"]);
    assert_eq!(texts(&page.undated.0), ["sometime"]);
    let call = &page.today.0[1];
    assert_eq!(call.party, "王伟");
    assert_eq!(call.number, Some(PhoneNumber::new("13812345678")));
    assert_eq!(call.made_by, "Anna");
    assert_eq!(texts(&desk.list(Which::Of(wang))), ["call"]);
    assert_eq!(desk.list(Which::Open).len(), 7);
    let glance = desk.glance(TODAY);
    assert_eq!((glance.overdue, glance.due_today), (1, 2));
    assert_eq!(glance.reminders[0].at, WallMinute::at(date(2026, 11, 25), 8 * 60 + 50));
    assert_eq!(glance.reminders.len(), 6, "what has no day has no reminder");
}

#[test]
fn what_was_done_is_listed_by_day_person_and_customer() {
    let mut desk = Desk::new();
    let wang = desk.customer("王伟", None);
    desk.save(TaskDraft { customer: Some(wang), ..task("call", Some(TODAY), None) });
    desk.save(task("stock", None, None));
    desk.save(task("open", None, None));
    for text in ["call", "stock"] {
        let id = desk.list(Which::Open).iter().find(|task| task.draft.text == text).unwrap().id;
        desk.act(AgendaOp::Done(id, true));
    }
    let all = Finished { first: TODAY, last: TODAY, offset_minutes: 480, by: None, customer: None };
    let listed = |finished: Finished| {
        let mut found = texts(&desk.list(Which::Finished(finished))).join(" ");
        if found == "call stock" {
            found = "stock call".to_owned(); // done in the same instant
        }
        found
    };
    assert_eq!(listed(all.clone()), "stock call");
    assert_eq!(listed(Finished { customer: Some(wang), ..all.clone() }), "call");
    assert_eq!(listed(Finished { by: Some("Anna".into()), ..all.clone() }), "stock call");
    assert_eq!(listed(Finished { by: Some("Li".into()), ..all.clone() }), "");
    let tomorrow = date(2026, 11, 28);
    assert_eq!(listed(Finished { first: tomorrow, last: tomorrow, ..all.clone() }), "");
    // In London it is two in the morning of the same day; on the date line still the day before.
    assert_eq!(listed(Finished { offset_minutes: -600, ..all }), "");
}

#[test]
fn done_makes_the_next_and_undo_takes_it_back() {
    let mut desk = Desk::new();
    let third_tuesday = Rule::parse("FREQ=MONTHLY;BYDAY=3TU;COUNT=3").unwrap();
    let start = date(2026, 10, 20);
    desk.save(TaskDraft { repeat: Some(third_tuesday), ..task("stock", Some(start), Some(540)) });
    let first = desk.list(Which::Open)[0].clone();
    desk.act(AgendaOp::Done(first.id, true));
    let open = desk.list(Which::Open);
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].draft.due.unwrap().day, date(2026, 12, 15), "November's has passed");
    assert_eq!(open[0].remind_at, Some(WallMinute::at(date(2026, 12, 15), 530)));
    assert_eq!(texts(&desk.list(Which::Done)), ["stock"]);
    desk.undo();
    assert_eq!(desk.list(Which::Open), std::slice::from_ref(&first));
    assert!(desk.list(Which::Done).is_empty());
    // The third is the last.
    desk.act(AgendaOp::Done(first.id, true));
    desk.act(AgendaOp::Done(desk.list(Which::Open)[0].id, true));
    assert!(desk.list(Which::Open).is_empty());
}

#[test]
fn a_repeating_task_that_was_ticked_by_mistake_is_open_once_again() {
    let mut desk = Desk::new();
    let daily = Rule::each(Frequency::Daily);
    desk.save(TaskDraft { repeat: Some(daily), ..task("water", Some(TODAY), Some(900)) });
    desk.save(task("other", Some(TODAY), Some(950)));
    let before = desk.list(Which::Open);
    let id = before[0].id;
    desk.act(AgendaOp::Done(id, true));
    let next = desk.list(Which::Open)[1].clone();
    assert_eq!(next.draft.due.unwrap().day, date(2026, 11, 28));
    desk.act(AgendaOp::Snooze(next.id, WallMinute::at(TODAY, 1_000)));
    desk.act(AgendaOp::Done(id, false));
    assert_eq!(desk.list(Which::Open), before, "not twice");
    desk.undo();
    assert_eq!(desk.list(Which::Open).len(), 2);
    assert_eq!(texts(&desk.list(Which::Done)), ["water"]);
    // What somebody wrote into the next one is not thrown away.
    desk.save(TaskDraft { text: "water and gas".into(), ..next.draft });
    desk.act(AgendaOp::Done(id, false));
    assert_eq!(texts(&desk.list(Which::Open)), ["water", "other", "water and gas"]);
}

#[test]
fn a_busy_day_is_listed_page_by_page_to_its_end() {
    let mut desk = Desk::new();
    let tea = Rule::each(Frequency::Daily);
    desk.save(TaskDraft { repeat: Some(tea), ..task("tea", Some(TODAY), None) });
    let day = date(2026, 12, 15);
    for n in 0..25 {
        desk.save(task(&format!("task {n}"), Some(day), None));
    }
    let mut all = Vec::new();
    for offset in [0, 10, 20, 30] {
        let page = desk.ask(AgendaQuestion::List { which: Which::On(day), offset, limit: 10 });
        let AgendaAnswer::List(rows, total) = page else { panic!("a list") };
        assert_eq!(total, 26);
        assert!(rows.len() <= 10);
        all.extend(rows.into_iter().map(|task| task.draft.text));
    }
    let mut expected: Vec<String> = (0..25).map(|n| format!("task {n}")).collect();
    expected.push("tea".into());
    assert_eq!(all, expected);
}

#[test]
fn skip_snooze_change_and_delete_can_all_be_undone() {
    let mut desk = Desk::new();
    let daily = Rule::each(Frequency::Daily);
    desk.save(TaskDraft { repeat: Some(daily), ..task("water", Some(TODAY), Some(900)) });
    let as_made = desk.list(Which::Open);
    let id = as_made[0].id;
    desk.act(AgendaOp::Skip(id));
    assert_eq!(desk.list(Which::Open)[0].draft.due.unwrap().day, date(2026, 11, 28));
    desk.undo();
    let later = WallMinute::at(TODAY, 1_000);
    desk.act(AgendaOp::Snooze(id, later));
    assert_eq!(desk.list(Which::Open)[0].remind_at, Some(later));
    assert_eq!(desk.list(Which::Open)[0].draft.due, as_made[0].draft.due, "due as before");
    desk.undo();
    desk.save(TaskDraft { text: "gas".into(), ..as_made[0].draft.clone() });
    assert_eq!(texts(&desk.list(Which::Open)), ["gas"]);
    desk.undo();
    let delete = Op::Office(Box::new(OfficeOp::Agenda(AgendaOp::Delete(id))));
    let receipt = desk.store.carry_out(&Act::person("Anna", NOW), &delete).unwrap();
    let taken = matches!(&receipt.deed, Deed::TakenAway(what) if what.operation == "delete_task");
    assert!(taken, "the window offers the way back: {receipt:?}");
    assert!(desk.list(Which::Open).is_empty());
    desk.undo();
    assert_eq!(desk.list(Which::Open), as_made);
}

#[test]
fn what_was_told_is_not_told_again_until_it_is_put_off() {
    let mut desk = Desk::new();
    desk.save(task("call", Some(TODAY), Some(900)));
    let told = |desk: &Desk| desk.glance(TODAY).reminders.len();
    let reminder = desk.glance(TODAY).reminders[0].clone();
    desk.act(AgendaOp::Told(vec![(reminder.task, reminder.at)]));
    assert_eq!(told(&desk), 0);
    desk.act(AgendaOp::Snooze(reminder.task, WallMinute::at(TODAY, 910)));
    assert_eq!(told(&desk), 1);
    // Told at the old minute: that was another reminder.
    desk.act(AgendaOp::Told(vec![(reminder.task, reminder.at)]));
    assert_eq!(told(&desk), 1);
}

#[test]
fn birthdays_of_both_calendars_come_once() {
    let mut desk = Desk::new();
    let on = |calendar, month, day, leap_month| {
        Some(Birthday { calendar, year: Some(1976), month, day, leap_month })
    };
    // 2026-11-28 is the twentieth day of the tenth lunar month.
    let lunar = desk.customer("农历", on(Calendar::Lunar, 10, 20, false));
    let solar = desk.customer("阳历", on(Calendar::Solar, 11, 29, false));
    desk.customer("明天以后", on(Calendar::Solar, 12, 5, false));
    desk.customer("没有这一天", on(Calendar::Solar, 11, 31, false));
    desk.customer("没有生日", None);
    let feasts = desk.glance(TODAY).birthdays;
    let found: Vec<_> = feasts.iter().map(|feast| (feast.customer, feast.day, feast.age)).collect();
    assert_eq!(
        found,
        [(lunar, date(2026, 11, 28), Some(50)), (solar, date(2026, 11, 29), Some(50))]
    );
    desk.act(AgendaOp::BirthdaysTold(feasts.iter().map(|f| (f.customer, f.day)).collect()));
    assert!(desk.glance(TODAY).birthdays.is_empty());
    assert_eq!(desk.today().birthdays.len(), 2, "the page still shows them");
    let leap_day = desk.customer("闰日", on(Calendar::Solar, 2, 29, false));
    let feasts = desk.glance(date(2027, 2, 28)).birthdays;
    assert_eq!(feasts.iter().map(|f| f.customer).collect::<Vec<_>>(), [leap_day]);
}

#[test]
fn ten_thousand_overdue_tasks_are_a_page_and_a_number() {
    let mut desk = Desk::new();
    for n in 0..10_000 {
        let day = TODAY.checked_sub((1 + n % 300).days()).unwrap();
        desk.save(task(&format!("task {n}"), Some(day), None));
    }
    let page = desk.today();
    assert_eq!((page.overdue.0.len(), page.overdue.1), (50, 10_000));
    let which = Which::Before(TODAY);
    let last = desk.ask(AgendaQuestion::List { which, offset: 9_950, limit: 100 });
    assert!(matches!(last, AgendaAnswer::List(rows, 10_000) if rows.len() == 50));
    assert_eq!(desk.glance(TODAY).reminders.len(), 200);
    assert!(desk.glance(TODAY).more);
    desk.act(AgendaOp::ToldUntil(WallMinute::of(NOW)));
    assert!(desk.glance(TODAY).reminders.is_empty(), "one operation for all of them");
}

#[test]
fn a_month_shows_series_that_are_still_to_come_and_birthdays() {
    let mut desk = Desk::new();
    let weekly = Rule::parse("FREQ=WEEKLY;BYDAY=TU").unwrap();
    desk.save(TaskDraft { repeat: Some(weekly), ..task("tea", Some(date(2026, 12, 1)), None) });
    let born = Birthday { calendar: Calendar::Solar, month: 12, day: 24, ..Birthday::default() };
    desk.customer("王伟", Some(born));
    let from = date(2026, 12, 1);
    let AgendaAnswer::Month(_, marks) = desk.ask(AgendaQuestion::Month { from, days: 31 }) else {
        panic!("a month")
    };
    let busy: Vec<usize> = (1..=31).filter(|day| marks[day - 1].open > 0).collect();
    assert_eq!(busy, [1, 8, 15, 22, 29]);
    assert_eq!(marks[23].birthdays, ["王伟"]);
    let coming = desk.list(Which::On(date(2026, 12, 15)));
    assert_eq!(texts(&coming), ["tea"]);
    assert_eq!(coming[0].draft.due.unwrap().day, date(2026, 12, 15));
}

#[test]
fn a_card_that_comes_back_finds_its_tasks() {
    let mut desk = Desk::new();
    let wang = desk.customer("王伟", None);
    desk.save(TaskDraft { customer: Some(wang), ..task("call", Some(TODAY), None) });
    desk.store.carry_out(&Act::person("Anna", NOW), &Op::DeleteCustomer(wang)).unwrap();
    assert_eq!(desk.list(Which::Open)[0].party, "");
    desk.undo();
    assert_eq!(desk.list(Which::Open)[0].party, "王伟");
}

#[test]
fn rubbish_is_refused_and_changes_nothing() {
    let mut desk = Desk::new();
    let act = Act::person("Anna", NOW);
    for op in [
        AgendaOp::Save(Box::new(task("  ", Some(TODAY), None))),
        AgendaOp::Done(TaskId(99), true),
        AgendaOp::Skip(TaskId(99)),
        AgendaOp::Delete(TaskId(-1)),
        AgendaOp::Snooze(TaskId(0), WallMinute(i64::MAX)),
    ] {
        let op = Op::Office(Box::new(OfficeOp::Agenda(op)));
        assert!(desk.store.carry_out(&act, &op).is_err(), "{op:?}");
    }
    desk.save(task("once", Some(TODAY), None));
    let id = desk.list(Which::Open)[0].id;
    let skip = Op::Office(Box::new(OfficeOp::Agenda(AgendaOp::Skip(id))));
    assert!(desk.store.carry_out(&act, &skip).is_err(), "it does not come again");
    desk.save(task(&"很长".repeat(50_000), Some(TODAY), None));
    assert!(desk.list(Which::Open).iter().all(|task| task.draft.text.chars().count() <= 2_000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn undoing_everything_leaves_nothing(steps in proptest::collection::vec((0_u8..5, 0_usize..4), 1..25)) {
        let mut desk = Desk::new();
        let mut done = 0;
        for (step, at) in steps {
            let open = desk.list(Which::Open);
            let one = open.get(at % open.len().max(1)).map(|task| task.id);
            let op = match (step, one) {
                (0, _) | (_, None) => {
                    let repeat = (at % 2 == 0).then(|| Rule::each(Frequency::Daily));
                    AgendaOp::Save(Box::new(TaskDraft { repeat, ..task("t", Some(TODAY), None) }))
                }
                (1, Some(id)) => AgendaOp::Done(id, true),
                (2, Some(id)) => AgendaOp::Snooze(id, WallMinute::at(TODAY, 1_000 + done)),
                (3, Some(id)) => AgendaOp::Delete(id),
                (_, Some(id)) => {
                    let draft = open.iter().find(|task| task.id == id).unwrap().draft.clone();
                    AgendaOp::Save(Box::new(TaskDraft { text: format!("u{done}"), ..draft }))
                }
            };
            desk.act(op);
            done += 1;
        }
        for _ in 0..done {
            desk.undo();
        }
        prop_assert!(desk.list(Which::Open).is_empty());
        prop_assert!(desk.list(Which::Done).is_empty());
    }
}
