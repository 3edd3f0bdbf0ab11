//! Who works here: log-in, roles and what they keep back, employees, the journal: the window by label, in both languages.

use crate::ui_support;
use crate::ui_support::bench::*;
use egui::accesskit::Role as Kind;
use egui_kittest::kittest::{NodeT, Queryable};
use ringdesk::base::ids::StaffId;
use ringdesk::crm::office::{OfficeAnswer, OfficeQuestion};
use ringdesk::crm::staff::need::Denied;
use ringdesk::crm::staff::{
    Area, JournalFilter, JournalRow, OWNER, Reach, Rights, Role, Roster, Staff, StaffAnswer,
    StaffQuestion,
};
use ringdesk::engine::command::Command;
use ringdesk::engine::notice::{Notice, Severity, Topic};
use ringdesk::engine::office::OfficeCommand;
use ringdesk::engine::office::staff::{Secret, StaffCommand, StaffView};
use ringdesk::engine::query::{Answer, Query};
use ringdesk::engine::settings::Language;
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::engine::topics::dialling::DialCommand;
use ringdesk::ui::state::Screen;
use std::sync::{Arc, Mutex};

/// Tall enough that nothing is out of view.
const TALL: [f32; 2] = [1180.0, 1700.0];

fn people() -> Roster {
    let staff = |id: i64, name: &str, role: i64| Staff {
        id: Some(StaffId(id)),
        name: name.into(),
        agent_number: format!("80{id}"),
        team: "A".into(),
        role,
        has_password: true,
        ..Staff::default()
    };
    let trainee = Rights {
        reach: [(Area::Customers, Reach::Own), (Area::Calls, Reach::Own)].into(),
        ..Rights::default()
    };
    let role = |id: i64, rights: Rights| Role { id, name: String::new(), rights };
    Roster {
        staff: vec![staff(1, "Li Na", OWNER), staff(2, "Wang Wei", 4)],
        roles: vec![role(1, Rights::owner()), role(3, Rights::default()), role(4, trainee)],
    }
}

/// As the engine would tell it: `None`: nobody is logged in.
fn seat(mut snap: Snapshot, who: Option<i64>) -> Snapshot {
    let roster = people();
    let who = who.map(StaffId);
    let staff = who.and_then(|id| roster.get(id));
    let rights = staff.map(|staff| roster.rights(staff)).unwrap_or_default();
    snap.office.staff = StaffView {
        who,
        locked: who.is_none(),
        rights: Some(Arc::new(rights)),
        sight: roster.sight(who).map(Arc::new),
        roster: Arc::new(roster),
        ..StaffView::default()
    };
    snap
}

fn wishes(desk: &ui_support::stub::StubDesk) -> Vec<StaffCommand> {
    let wish = |command| match command {
        Command::Office(OfficeCommand::Staff(wish)) => Some(wish),
        _ => None,
    };
    desk.commands().into_iter().filter_map(wish).collect()
}

fn told(window: &Window, text: &str) -> bool {
    window.query_all_by_label_contains(text).next().is_some()
}

fn is_disabled(window: &Window, text: &str) -> bool {
    window.get_by_role_and_label(Kind::Button, text).accesskit_node().is_disabled()
}

/// Puts the pointer on a button and waits for what it says.
fn hover(window: &mut Window, text: &str) {
    let at = window.get_by_role_and_label(Kind::Button, text).rect().center();
    window.hover_at(at);
    window.run_steps(60);
}

#[test]
fn an_owner_without_a_password_is_never_asked() {
    for language in LANGUAGES {
        let (_desk, window) = open(ui_support::idle(language), Screen::Calls);
        assert!(!sees(&window, say(language, "谁在使用？", "Who is there?")));
        assert!(told(&window, "138 1234 5678"));
    }
}

#[test]
fn a_locked_desk_shows_nothing_and_takes_a_name_and_a_password() {
    for language in LANGUAGES {
        let (desk, mut window) = open(seat(ui_support::ringing(language), None), Screen::Calls);
        assert!(sees(&window, say(language, "谁在使用？", "Who is there?")));
        for secret in ["1381234", "138 1234", "王伟"] {
            assert!(!told(&window, secret), "{secret}");
        }
        click(&mut window, "Wang Wei");
        if language == Language::Chinese {
            picture(&mut window, "tests/snapshots", "staff_lock");
        }
        // A field that shows dots is no plain field.
        window
            .get_by_role_and_label(Kind::PasswordInput, say(language, "密码", "Password"))
            .focus();
        window.run_steps(1);
        window.event(egui::Event::Text("secret 1".into()));
        window.run_steps(4);
        click(&mut window, say(language, "登录", "Log in"));
        assert_eq!(wishes(&desk), [StaffCommand::LogIn(StaffId(2), Secret("secret 1".into()))]);
        let mut wrong = seat(ui_support::ringing(language), None);
        wrong.office.staff.wrong = 2;
        desk.show(|snap| *snap = wrong);
        window.run_steps(4);
        assert!(sees(
            &window,
            say(language, "密码不对（第 2 次）", "That is not the password (2)")
        ));
        let here = seat(ui_support::idle(language), Some(1));
        desk.show(|snap| *snap = here);
        window.run_steps(4);
        assert!(!sees(&window, say(language, "谁在使用？", "Who is there?")));
    }
}

#[test]
fn what_a_role_may_not_do_stays_in_its_place_and_says_why() {
    for language in LANGUAGES {
        let (_desk, mut window) =
            open_sized(seat(ui_support::idle(language), Some(2)), Screen::Customers, TALL);
        let export = say(language, "导出…", "Export…");
        assert!(is_disabled(&window, export), "an export needs a right");
        hover(&mut window, export);
        assert!(told(
            &window,
            say(language, "您的角色不能导出文件", "Your role may not write lists")
        ));
        let import = say(language, "导入…", "Import…");
        assert!(is_disabled(&window, import), "an import changes everybody's customers");
        let (_desk, window) =
            open_sized(seat(ui_support::idle(language), Some(1)), Screen::Customers, TALL);
        assert!(!is_disabled(&window, export) && !is_disabled(&window, import));
    }
}

#[test]
fn settings_are_greyed_with_the_reason_above_them() {
    for language in LANGUAGES {
        let (_desk, window) =
            open_sized(seat(ui_support::idle(language), Some(2)), Screen::Settings, TALL);
        let why =
            say(language, "您的角色没有这项权限：设置", "Your role has no right there: Settings");
        assert!(sees(&window, why));
    }
}

#[test]
fn numbers_have_stars_in_the_log_the_list_and_while_it_rings() {
    for language in LANGUAGES {
        for screen in [Screen::Calls, Screen::Customers, Screen::Statistics, Screen::Today] {
            let (_desk, window) =
                open_sized(seat(ui_support::ringing(language), Some(2)), screen, TALL);
            for whole in ["138 1234 5678", "13812345678"] {
                assert!(!told(&window, whole), "{screen:?} {whole}");
            }
            let (_desk, window) =
                open_sized(seat(ui_support::ringing(language), Some(1)), screen, TALL);
            let whole = told(&window, "138 1234 5678");
            assert!(whole, "{screen:?}: an owner sees numbers whole while it rings");
        }
        let (_desk, window) = open(seat(ui_support::ringing(language), Some(2)), Screen::Calls);
        assert!(told(&window, "138 **** 5678"));
    }
}

#[test]
fn of_anothers_customer_who_calls_no_more_is_said_than_whose_it_is() {
    for language in LANGUAGES {
        let mut snap = seat(ui_support::ringing_unknown(language), Some(2));
        snap.calls[0].kept_from = Some(StaffId(1));
        let (_desk, window) = open(snap, Screen::Calls);
        assert!(sees(&window, say(language, "这是Li Na的客户", "A customer of Li Na")));
    }
}

#[test]
fn somebody_is_added_with_a_telephone_and_a_lunar_birthday() {
    for language in LANGUAGES {
        let (desk, mut window) =
            open_sized(seat(ui_support::idle(language), Some(1)), Screen::Settings, TALL);
        click(&mut window, say(language, "员工", "Staff"));
        click(&mut window, say(language, "添加员工", "Add somebody"));
        assert!(sees(&window, say(language, "请填姓名", "A name is missing")));
        type_into(&mut window, say(language, "姓名", "Name"), "赵敏");
        type_into(&mut window, say(language, "工号", "Agent number"), "803");
        type_into(&mut window, say(language, "电话", "Telephone"), "13900001111");
        type_into(&mut window, say(language, "生日", "Birthday"), "农历05-03");
        click(&mut window, say(language, "保存", "Save"));
        let wishes = wishes(&desk);
        let [StaffCommand::Save(saved)] = wishes.as_slice() else { panic!("{wishes:?}") };
        assert_eq!((saved.name.as_str(), saved.phone.as_str()), ("赵敏", "13900001111"));
        assert_eq!(saved.birthday.map(|day| (day.month, day.day)), Some((5, 3)));
        assert_eq!(saved.role, 3, "a clerk, until somebody says otherwise");
    }
}

#[test]
fn the_journal_is_read_by_person_day_and_word_by_those_who_may() {
    for language in LANGUAGES {
        let (_desk, mut window) =
            open_sized(seat(ui_support::idle(language), Some(2)), Screen::Settings, TALL);
        click(&mut window, say(language, "员工", "Staff"));
        assert!(sees(
            &window,
            say(language, "您的角色不能看操作日志", "Your role may not read the journal")
        ));
        let (desk, mut window) =
            open_sized(seat(ui_support::idle(language), Some(1)), Screen::Settings, TALL);
        let asked: Arc<Mutex<Vec<JournalFilter>>> = Arc::default();
        let kept = Arc::clone(&asked);
        desk.answer_with(move |query| {
            let Query::Office(OfficeQuestion::Staff(StaffQuestion::Journal { filter, .. })) = query
            else {
                return None;
            };
            kept.lock().unwrap().push(filter.clone());
            let row = JournalRow {
                id: 7,
                at_utc_millis: ui_support::NOW.utc_millis,
                offset_minutes: 480,
                who: "Wang Wei".into(),
                operation: "hand_over".into(),
                subject: "3".into(),
                before: String::new(),
                after: String::new(),
                undone: false,
            };
            Some(Answer::Office(OfficeAnswer::Staff(StaffAnswer::Journal(vec![row], false))))
        });
        click(&mut window, say(language, "员工", "Staff"));
        window.run_steps(4);
        assert!(sees(&window, say(language, "转交客户", "handed customers over")));
        type_into(&mut window, say(language, "日期", "Day"), "2026-02-30");
        assert!(sees(&window, say(language, "日期不对", "Not a day")));
        type_into(
            &mut window,
            say(language, "什么事或对谁", "What or whom"),
            say(language, "转交", "handed"),
        );
        let newest = asked.lock().unwrap().last().cloned().unwrap();
        assert_eq!(newest.operations, ["hand_over"]);
    }
}

#[test]
fn a_role_says_how_far_each_right_reaches() {
    let size = [1180.0, 1160.0];
    let (desk, mut window) =
        open_sized(seat(ui_support::idle(Language::English), Some(1)), Screen::Settings, size);
    click(&mut window, "Staff");
    click(&mut window, "Trainee");
    assert!(sees(&window, "May write lists into files"));
    picture(&mut window, "assets/screenshots", "staff");
    click(&mut window, "Save the role");
    let wishes = wishes(&desk);
    let [StaffCommand::SaveRole(role)] = wishes.as_slice() else { panic!("{wishes:?}") };
    assert_eq!((role.id, role.rights.reach(Area::Customers)), (4, Reach::Own));
}

#[test]
fn a_refusal_is_told_in_the_language_of_the_window() {
    for language in LANGUAGES {
        let mut snap = seat(ui_support::idle(language), Some(2));
        let topic = Topic::NotAllowed(Denied::Others);
        let at_utc_millis = ui_support::NOW.utc_millis;
        snap.notices = vec![Notice { id: 1, severity: Severity::Warning, topic, at_utc_millis }];
        let (_desk, window) = open(snap, Screen::Calls);
        assert!(told(&window, say(language, "这是别人负责的", "This belongs to somebody else")));
    }
}

#[test]
fn at_a_locked_desk_help_is_one_press_away() {
    for language in LANGUAGES {
        let mut snap = seat(ui_support::idle(language), None);
        snap.lines[0].claimed.seize = true;
        let (desk, mut window) = open(snap, Screen::Calls);
        assert!(sees(&window, say(language, "紧急电话：", "Emergency:")));
        click(&mut window, "120");
        let dialled = desk.commands().into_iter().find_map(|command| match command {
            Command::Dialling(DialCommand::Dial { number, .. }) => Some(number.as_str().to_owned()),
            _ => None,
        });
        assert_eq!(dialled.as_deref(), Some("120"), "{language:?}");
    }
}
