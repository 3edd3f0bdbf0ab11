//! Reminders by a manual clock: in time, once, after a closed night, with the clock set back, in another zone, in crowds.

use crate::base::clock::Stamp;
use crate::base::ids::{CallId, CustomerId, TaskId};
use crate::crm::agenda::clock::WallMinute;
use crate::crm::agenda::{AgendaOp, AgendaQuestion, Feast, Glance, Reminder};
use crate::crm::customer::{Birthday, Calendar};
use crate::crm::office::OfficeOp;
use crate::engine::command::Command;
use crate::engine::core::Core;
use crate::engine::effect::{Announcement, Effect, StoreOp};
use crate::engine::event::Event;
use crate::engine::notice::Topic;
use crate::engine::office::OfficeCommand;
use crate::engine::office::agenda::{AgendaCommand, AgendaNotice};
use crate::engine::settings::Settings;
use jiff::civil::{Date, date};
use std::time::Duration;

/// 2026-11-27 08:59 in Beijing.
const START: Stamp =
    Stamp { mono: Duration::ZERO, utc_millis: 1_795_741_140_000, offset_minutes: 480 };
const TODAY: Date = date(2026, 11, 27);

fn core() -> Core {
    Core::new(Settings::default(), CallId(1), "data".into())
}

fn later(minutes: u64) -> Stamp {
    START.at_mono(Duration::from_secs(minutes * 60))
}

fn reminder(id: i64, minute: u16) -> Reminder {
    Reminder {
        task: TaskId(id),
        at: WallMinute::at(TODAY, minute),
        text: format!("task {id}"),
        party: "王伟".to_owned(),
    }
}

fn glance(reminders: Vec<Reminder>) -> Event {
    Event::Agenda(Box::new(Glance { today: Some(TODAY), reminders, ..Glance::default() }))
}

fn notices(effects: &[Effect]) -> Vec<AgendaNotice> {
    let of_agenda = |effect: &Effect| match effect {
        Effect::Announce(Announcement::Notice { notice }) => match &notice.topic {
            Topic::Agenda(notice) => Some(notice.clone()),
            _ => None,
        },
        _ => None,
    };
    effects.iter().filter_map(of_agenda).collect()
}

fn told(effects: &[Effect]) -> Vec<TaskId> {
    let of_agenda = |effect: &Effect| match effect {
        Effect::Store(StoreOp::Office(op)) => match op.as_ref() {
            OfficeOp::Agenda(AgendaOp::Told(which)) => {
                Some(which.iter().map(|(id, _)| *id).collect::<Vec<_>>())
            }
            _ => None,
        },
        _ => None,
    };
    effects.iter().filter_map(of_agenda).flatten().collect()
}

/// Ticks as the runtime does, until nothing is due by `until`.
fn run(core: &mut Core, until: Stamp) -> Vec<Effect> {
    let mut out = Vec::new();
    while let Some(due) = core.next_deadline().filter(|due| *due <= until.mono) {
        let at = START.at_mono(due);
        let now = Stamp { offset_minutes: until.offset_minutes, ..at };
        out.extend(core.step(Event::Tick, now));
    }
    out
}

#[test]
fn a_reminder_comes_at_its_minute_and_once() {
    let mut core = core();
    assert!(notices(&core.step(glance(vec![reminder(1, 9 * 60)]), START)).is_empty());
    let effects = run(&mut core, later(1));
    let (party, text) = ("王伟".to_owned(), "task 1".to_owned());
    assert_eq!(notices(&effects), [AgendaNotice::Due { party, text }]);
    assert_eq!(told(&effects), [TaskId(1)]);
    // A glance that was on its way when it was told.
    let again = core.step(glance(vec![reminder(1, 9 * 60)]), later(1));
    assert!(notices(&again).is_empty());
    assert!(notices(&run(&mut core, later(30))).is_empty());
}

#[test]
fn a_reminder_that_is_dealt_with_leaves_the_notices() {
    let dealt = [
        AgendaCommand::Done(TaskId(1), true),
        AgendaCommand::Snooze(TaskId(1), WallMinute::at(TODAY, 700)),
        AgendaCommand::Delete(TaskId(1)),
    ];
    for command in dealt {
        let mut core = core();
        core.step(glance(vec![reminder(1, 9 * 60), reminder(2, 9 * 60)]), START);
        run(&mut core, later(1));
        assert_eq!(core.snapshot(later(1)).notices.len(), 2);
        let wish = Command::Office(OfficeCommand::Agenda(command));
        core.step(Event::Command(wish), later(2));
        let left = core.snapshot(later(2)).notices;
        let (party, text) = ("王伟".to_owned(), "task 2".to_owned());
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].topic, Topic::Agenda(AgendaNotice::Due { party, text }));
    }
}

#[test]
fn what_came_while_the_program_was_closed_is_told_at_the_start_and_a_crowd_in_one_message() {
    let mut core = core();
    let effects = core.step(glance(vec![reminder(1, 60), reminder(2, 120)]), START);
    assert_eq!(notices(&effects).len(), 2);
    let many: Vec<Reminder> = (10..200).map(|id| reminder(id, 61)).collect();
    let effects = core.step(glance(many), START);
    assert_eq!(notices(&effects), [AgendaNotice::Many { count: 190 }]);
    let until = OfficeOp::Agenda(AgendaOp::ToldUntil(WallMinute::of(START)));
    assert!(effects.contains(&Effect::Store(StoreOp::Office(Box::new(until)))));
}

#[test]
fn a_clock_set_back_tells_nothing_twice_and_one_set_forward_nothing_late() {
    let mut core = core();
    core.step(glance(vec![reminder(1, 9 * 60), reminder(2, 11 * 60)]), START);
    assert_eq!(told(&run(&mut core, later(1))), [TaskId(1)]);
    let back = Stamp { utc_millis: START.utc_millis - 7_200_000, ..later(2) };
    assert!(told(&core.step(Event::Tick, back)).is_empty());
    let forward = Stamp { utc_millis: START.utc_millis + 3 * 3_600_000, ..later(4) };
    assert_eq!(told(&core.step(Event::Tick, forward)), [TaskId(2)]);
}

#[test]
fn nine_o_clock_is_nine_o_clock_of_the_zone_one_is_in() {
    let mut core = core();
    core.step(glance(vec![reminder(1, 9 * 60)]), START);
    // Flown to Berlin: it is 01:59 there.
    let berlin = Stamp { offset_minutes: 60, ..later(2) };
    assert!(told(&core.step(Event::Tick, berlin)).is_empty());
    let nine = Stamp { offset_minutes: 60, ..later(7 * 60 + 1) };
    assert_eq!(told(&core.step(Event::Tick, nine)), [TaskId(1)]);
}

#[test]
fn a_new_day_asks_anew() {
    let mut core = core();
    core.step(glance(Vec::new()), START);
    let asked = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::AskAgenda(AgendaQuestion::Glance { today, .. }) => Some(*today),
            _ => None,
        })
    };
    assert_eq!(asked(&run(&mut core, later(15 * 60))), None, "23:59");
    assert_eq!(asked(&run(&mut core, later(15 * 60 + 12))), Some(date(2026, 11, 28)));
}

#[test]
fn birthdays_are_told_once_with_the_days_to_go() {
    let mut core = core();
    let birthday = Birthday {
        calendar: Calendar::Lunar,
        year: Some(1976),
        month: 10,
        day: 20,
        leap_month: false,
    };
    let feast = Feast {
        customer: CustomerId(3),
        name: "王伟".to_owned(),
        number: None,
        birthday,
        day: date(2026, 11, 28),
        age: Some(50),
    };
    let glance =
        || Event::Agenda(Box::new(Glance { birthdays: vec![feast.clone()], ..Glance::default() }));
    let effects = core.step(glance(), START);
    let (name, day) = ("王伟".to_owned(), date(2026, 11, 28));
    assert_eq!(notices(&effects), [AgendaNotice::Birthday { name, day, ahead: 1, age: Some(50) }]);
    assert!(notices(&core.step(glance(), later(1))).is_empty());
}
