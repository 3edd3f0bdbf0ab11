//! Reminders, tasks, memos, birthdays by either calendar, the list of today: the window by label, in both languages.

use crate::ui_support::bench::*;
use crate::ui_support::stub::StubDesk;
use crate::ui_support::{self, NOW};
use egui_kittest::kittest::Queryable;
use jiff::civil::{Date, date};
use ringdesk::base::ids::{CustomerId, TaskId};
use ringdesk::base::number::PhoneNumber;
use ringdesk::crm::agenda::clock::WallMinute;
use ringdesk::crm::agenda::recurrence::Rule;
use ringdesk::crm::agenda::{
    Agenda, AgendaAnswer, AgendaQuestion, DayMark, Due, Feast, Kind, Person, Priority, Task,
    TaskDraft, Which,
};
use ringdesk::crm::customer::{Birthday, Calendar};
use ringdesk::crm::office::{OfficeAnswer, OfficeQuestion};
use ringdesk::engine::command::Command;
use ringdesk::engine::notice::{Notice, Severity, Topic};
use ringdesk::engine::office::OfficeCommand;
use ringdesk::engine::office::agenda::{AgendaCommand, AgendaNotice};
use ringdesk::engine::query::{Answer, Query};
use ringdesk::engine::settings::{Language, SettingChange, Theme};
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::ui::office::agenda::bulletins;
use ringdesk::ui::scene::Scene;
use ringdesk::ui::state::Screen;
use ringdesk::ui::texts::Texts;
use ringdesk::ui::topics::manners::bulletin::News;

/// The day of the stub's clock, a Monday.
const TODAY: Date = date(2026, 11, 23);

fn task(id: i64, text: &str, day: Option<Date>, minute: Option<u16>) -> Task {
    let due = day.map(|day| Due { day, minute });
    Task {
        id: TaskId(id),
        draft: TaskDraft {
            id: Some(TaskId(id)),
            text: text.into(),
            due,
            remind: Some(0),
            ..TaskDraft::default()
        },
        party: String::new(),
        number: None,
        remind_at: None,
        series_from: day,
        made_utc_millis: 0,
        made_by: "Anna".into(),
        done: None,
    }
}

fn with(rows: Vec<Task>) -> (Vec<Task>, u32) {
    let total = u32::try_from(rows.len()).unwrap();
    (rows, total)
}

fn page(language: Language) -> Agenda {
    let mut call = task(
        2,
        say(language, "给王伟回电，报价", "call Wang Wei about the quote"),
        Some(TODAY),
        Some(15 * 60),
    );
    call.party = say(language, "王伟", "Wang Wei").into();
    call.number = Some(PhoneNumber::new("13812345678"));
    call.draft.customer = Some(CustomerId(1));
    call.draft.priority = Priority::High;
    let mut stock = task(3, say(language, "盘点", "count the stock"), Some(TODAY), None);
    stock.draft.repeat = Rule::parse("FREQ=MONTHLY;BYDAY=4MO").ok();
    let mut meet = task(
        4,
        say(language, "李娜来看样品", "Li Na looks at the samples"),
        Some(date(2026, 11, 24)),
        Some(600),
    );
    meet.draft.kind = Kind::Appointment;
    let birthday = Birthday {
        calendar: Calendar::Lunar,
        year: Some(1976),
        month: 10,
        day: 17,
        leap_month: false,
    };
    let feast = Feast {
        customer: CustomerId(2),
        name: say(language, "陈静", "Chen Jing").into(),
        number: None,
        birthday,
        day: date(2026, 11, 25),
        age: Some(50),
    };
    let mut memo = task(
        6,
        say(language, "仓库钥匙在抽屉里", "the key of the store is in the drawer"),
        None,
        None,
    );
    memo.draft.kind = Kind::Memo;
    Agenda {
        overdue: with(vec![task(
            1,
            say(language, "交水费", "pay the water bill"),
            Some(date(2026, 11, 20)),
            None,
        )]),
        today: with(vec![stock, call]),
        tomorrow: with(vec![meet]),
        week: (
            vec![task(
                5,
                say(language, "年审", "yearly inspection"),
                Some(date(2026, 11, 27)),
                None,
            )],
            1,
        ),
        undated: with(vec![memo]),
        birthdays: vec![feast],
    }
}

fn answers(desk: &StubDesk, language: Language) {
    desk.answer_with(move |query| {
        let Query::Office(OfficeQuestion::Agenda(question)) = query else { return None };
        Some(Answer::Office(OfficeAnswer::Agenda(match question {
            AgendaQuestion::Today(_) => AgendaAnswer::Today(Box::new(page(language))),
            AgendaQuestion::Month { from, days } => {
                let mut marks = vec![DayMark::default(); usize::from(*days)];
                marks[29].open = 2;
                marks[30].birthdays = vec![say(language, "陈静", "Chen Jing").into()];
                AgendaAnswer::Month(*from, marks)
            }
            AgendaQuestion::List { which: Which::On(day), .. } => {
                let text = say(language, "那天的事", "that day's task");
                AgendaAnswer::List(vec![task(9, text, Some(*day), None)], 1)
            }
            AgendaQuestion::List { .. } => {
                let rows = (0..100).map(|n| task(100 + n, &format!("row {n}"), Some(TODAY), None));
                AgendaAnswer::List(rows.collect(), 10_000)
            }
            AgendaQuestion::Whom(words) => {
                let person = |id, name: &str| Person {
                    id: CustomerId(id),
                    name: name.into(),
                    number: PhoneNumber::new("13812345678"),
                };
                let people = match words.as_str() {
                    "王伟" | "Wang" => vec![person(1, say(language, "王伟", "Wang Wei"))],
                    "陈" | "Chen" => vec![person(2, "Chen Jing"), person(3, "Chen Hao")],
                    _ => Vec::new(),
                };
                AgendaAnswer::Whom(words.clone(), people)
            }
            AgendaQuestion::Glance { .. } => return None,
        })))
    });
}

fn open_today(snap: Snapshot, language: Language) -> (StubDesk, Window) {
    let (desk, mut window) = open(snap, Screen::Calls);
    answers(&desk, language);
    window.state_mut().app.as_mut().unwrap().show_screen(Screen::Today);
    window.run_steps(4);
    (desk, window)
}

fn wishes(desk: &StubDesk) -> Vec<AgendaCommand> {
    let of_topic = |command: Command| match command {
        Command::Office(OfficeCommand::Agenda(command)) => Some(command),
        _ => None,
    };
    desk.commands().into_iter().filter_map(of_topic).collect()
}

#[test]
fn the_page_shows_what_is_late_today_tomorrow_and_this_week_with_lunar_days() {
    for language in LANGUAGES {
        let (_, window) = open_today(ui_support::idle(language), language);
        for text in [
            say(language, "已过期", "Overdue"),
            say(language, "交水费", "pay the water bill"),
            say(language, "盘点", "count the stock"),
            say(language, "李娜来看样品", "Li Na looks at the samples"),
            say(language, "仓库钥匙在抽屉里", "the key of the store is in the drawer"),
            say(language, "生日", "Birthdays"),
            say(language, "未接来电", "Missed calls"),
            // 2026-11-23 is the fifteenth of the tenth lunar month.
            say(language, "2026-11-23 十月十五", "2026-11-23 lunar 10-15"),
        ] {
            assert!(sees(&window, text), "{language:?} {text}");
        }
    }
}

#[test]
fn a_line_is_understood_shown_and_stored() {
    for language in LANGUAGES {
        let (desk, mut window) = open_today(ui_support::idle(language), language);
        let line = say(language, "明天下午3点 给王伟回电", "tomorrow 3pm call Wang");
        type_into(&mut window, say(language, "一句话记待办", "New task in one line"), line);
        assert!(sees(&window, say(language, "明天 15:00", "tomorrow 15:00")), "{language:?}");
        assert!(sees(&window, say(language, "王伟", "Wang Wei")), "the card that is meant");
        assert!(wishes(&desk).is_empty(), "nothing is stored before somebody says so");
        click(&mut window, say(language, "添加", "Add"));
        let wishes = wishes(&desk);
        let [AgendaCommand::Save(draft)] = &wishes[..] else { panic!("{wishes:?}") };
        assert_eq!(draft.due, Some(Due { day: date(2026, 11, 24), minute: Some(900) }));
        assert_eq!(draft.text, say(language, "给王伟回电", "call Wang"));
        assert_eq!((draft.customer, draft.remind), (Some(CustomerId(1)), Some(0)));
    }
}

#[test]
fn whoever_shares_a_name_is_chosen_by_hand() {
    let language = Language::English;
    let (desk, mut window) = open_today(ui_support::idle(language), language);
    type_into(&mut window, "New task in one line", "tomorrow call Chen");
    click(&mut window, "Chen Hao  138 1234 5678");
    click(&mut window, "Add");
    let wishes = wishes(&desk);
    let [AgendaCommand::Save(draft)] = &wishes[..] else { panic!("{wishes:?}") };
    assert_eq!(draft.customer, Some(CustomerId(3)));
}

#[test]
fn rows_are_ticked_off_put_off_rung_and_opened() {
    for language in LANGUAGES {
        let (desk, mut window) = open_today(ui_support::idle(language), language);
        let all = |window: &Window, text| window.query_all_by_label(text).count();
        let done = say(language, "办好了", "Done");
        assert!(all(&window, done) >= 6);
        let tick = window.get_all_by_role_and_label(egui::accesskit::Role::Button, done).nth(1);
        // The first is the chip of the list of things done in English.
        tick.unwrap().click();
        window.run_steps(4);
        window
            .query_all_by_label(say(language, "稍后提醒", "Remind later"))
            .next()
            .unwrap()
            .click();
        window.run_steps(4);
        click(&mut window, say(language, "1 小时后", "In an hour"));
        let wishes = wishes(&desk);
        assert!(matches!(wishes[0], AgendaCommand::Done(_, true)), "{wishes:?}");
        let hour = WallMinute::of(NOW).plus(60);
        assert_eq!(wishes[1], AgendaCommand::Snooze(TaskId(1), hour));
        window.query_all_by_label(say(language, "打开客户卡", "Open card")).next().unwrap().click();
        window.run_steps(4);
        let screen = window.state().app.as_ref().unwrap().state().screen;
        assert_eq!(screen, Screen::Customers, "{language:?}");
    }
}

#[test]
fn a_day_of_the_month_shows_its_list_and_months_are_turned() {
    for language in LANGUAGES {
        let (desk, mut window) = open_today(ui_support::idle(language), language);
        click(&mut window, say(language, "下个月", "Month after"));
        assert!(sees(&window, say(language, "2026年12月", "December 2026")), "{language:?}");
        let day = say(language, "2026-12-25 冬月十七", "2026-12-25 lunar 11-17");
        window.get_by_label_contains(day).click();
        window.run_steps(4);
        assert!(sees(&window, say(language, "那天的事", "that day's task")));
        let on = |query: &Query| {
            let Query::Office(OfficeQuestion::Agenda(AgendaQuestion::List { which, .. })) = query
            else {
                return false;
            };
            *which == Which::On(date(2026, 12, 25))
        };
        assert!(desk.asked().iter().any(on));
    }
}

#[test]
fn ten_thousand_entries_are_a_list_that_asks_for_what_is_in_sight() {
    let language = Language::English;
    let (desk, mut window) = open_today(ui_support::idle(language), language);
    click(&mut window, "All open");
    assert!(sees(&window, "row 3") && !sees(&window, "row 90"));
    let pages = desk.asked().into_iter().filter(|query| {
        matches!(query, Query::Office(OfficeQuestion::Agenda(AgendaQuestion::List { .. })))
    });
    assert!(pages.count() <= 2);
}

#[test]
fn the_form_says_what_is_wrong_and_makes_a_rule() {
    for language in LANGUAGES {
        let (desk, mut window) = open_today(ui_support::idle(language), language);
        click(&mut window, say(language, "新建待办", "New task"));
        click(&mut window, say(language, "保存", "Save"));
        assert!(sees(&window, say(language, "要办什么事？", "What is to be done?")));
        type_into(&mut window, say(language, "什么事", "What"), "x");
        type_into(&mut window, say(language, "日期", "Day"), "2026-02-30");
        click(&mut window, say(language, "保存", "Save"));
        let wrong = say(
            language,
            "没有这一天。请写成 2026-11-27 或 11-27。",
            "There is no such day. Write it as 2026-11-27 or 11-27.",
        );
        assert!(sees(&window, wrong), "{language:?}");
        assert!(wishes(&desk).is_empty());
        click(&mut window, say(language, "取消", "Cancel"));
        // The fourth Monday of the month, from the line.
        let line = say(language, "每月第四个周一 盘点", "every fourth monday count the stock");
        type_into(&mut window, say(language, "一句话记待办", "New task in one line"), line);
        click(&mut window, say(language, "详细…", "More…"));
        click(&mut window, say(language, "保存", "Save"));
        let wishes = wishes(&desk);
        let [AgendaCommand::Save(draft)] = &wishes[..] else { panic!("{wishes:?}") };
        let rule = draft.repeat.as_ref().map(ToString::to_string);
        assert_eq!(rule.as_deref(), Some("FREQ=MONTHLY;BYDAY=4MO"));
        assert_eq!(draft.due.map(|due| due.day), Some(TODAY));
    }
}

#[test]
fn reminders_and_birthdays_are_told_in_words() {
    for language in LANGUAGES {
        let mut snap = ui_support::idle(language);
        let notices = [
            AgendaNotice::Due { party: "王伟".into(), text: "报价".into() },
            AgendaNotice::Birthday {
                name: "陈静".into(),
                day: date(2026, 11, 25),
                ahead: 2,
                age: Some(50),
            },
            AgendaNotice::Many { count: 190 },
        ];
        snap.notices = (1..)
            .zip(notices)
            .map(|(id, notice)| Notice {
                id,
                severity: Severity::Info,
                topic: Topic::Agenda(notice),
                at_utc_millis: NOW.utc_millis,
            })
            .collect();
        let (_, window) = open_today(snap, language);
        for text in [
            say(language, "提醒：王伟 – 报价", "Reminder: 王伟 – 报价"),
            say(
                language,
                "生日：陈静，2 天后（11-25），满 50 岁",
                "Birthday: 陈静, in 2 days (11-25), turns 50",
            ),
            say(language, "190 条提醒到了，请看“今日”", "190 reminders are due: see Today"),
        ] {
            assert!(sees(&window, text), "{language:?} {text}");
        }
    }
}

#[test]
fn the_desktop_hears_of_a_reminder_once_and_never_over_the_window() {
    let texts = Texts::new(Language::English);
    let notice = |id, text: &str| Notice {
        id,
        severity: Severity::Info,
        topic: Topic::Agenda(AgendaNotice::Due { party: String::new(), text: text.into() }),
        at_utc_millis: NOW.utc_millis,
    };
    let step = |snap: &Snapshot, seen: &mut u64, in_front: bool| {
        let scene = Scene { snap, texts: &texts, mono: NOW.mono, wall: NOW };
        bulletins::step(seen, &scene, in_front)
    };
    let mut snap = ui_support::idle(Language::English);
    snap.notices = vec![notice(1, "water")];
    let mut seen = 0;
    let shown = step(&snap, &mut seen, false);
    assert!(matches!(&shown[..], [News::Show(bulletin)] if bulletin.body.contains("water")));
    assert!(step(&snap, &mut seen, false).is_empty(), "once");
    snap.notices.insert(0, notice(2, "gas"));
    assert!(step(&snap, &mut seen, true).is_empty(), "the window shows it");
    assert!(step(&snap, &mut seen, false).is_empty());
}

#[test]
fn birthdays_are_switched_off_in_the_settings() {
    for language in LANGUAGES {
        let (desk, mut window) =
            open_sized(ui_support::idle(language), Screen::Settings, [1180.0, 2000.0]);
        let text = say(language, "提醒客户生日", "Tell of customers' birthdays");
        window.get_by_label(text).click();
        window.run_steps(4);
        let off = |command: &Command| matches!(command, Command::Set(SettingChange::Office(office)) if !office.agenda.birthdays);
        assert!(desk.commands().iter().any(off), "{language:?}");
    }
}

#[test]
fn a_picture_of_the_home_page() {
    let snap = in_theme(ui_support::idle(Language::Chinese), Theme::Light);
    let (_, mut window) = open_today(snap, Language::Chinese);
    picture(&mut window, "assets/screenshots", "today-zh");
}

#[test]
fn a_dark_picture_of_the_home_page() {
    let snap = in_theme(ui_support::idle(Language::English), Theme::Dark);
    let (_, mut window) = open_today(snap, Language::English);
    picture(&mut window, "tests/snapshots", "today-en-dark");
}
