//! The first steps and the example office: by label, by keyboard, over the stub and over a running engine.

use crate::shop::Shop;
use crate::ui_support;
use crate::ui_support::bench::*;
use crate::ui_support::stub::StubDesk;
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use ringdesk::base::clock::SystemClock;
use ringdesk::engine::command::Command;
use ringdesk::engine::doctor::BoxAccess;
use ringdesk::engine::failed::FailedDesk;
use ringdesk::engine::notice::{Notice, Severity, Topic};
use ringdesk::engine::runtime::example::place;
use ringdesk::engine::settings::{Language, LineChoice, SettingChange, Theme};
use ringdesk::engine::snapshot::{LineState, Snapshot};
use ringdesk::engine::topics::example::ExampleCommand;
use ringdesk::ui::state::Screen;
use std::sync::Arc;

const WIDE: [f32; 2] = [1280.0, 800.0];
const NARROW: [f32; 2] = [860.0, 800.0];

/// A desk on its first day.
fn fresh(language: Language) -> Snapshot {
    with_settings(ui_support::empty(language), |settings| settings.first_run_done = false)
}

/// … with boxes plugged in, of which one may not be used.
fn plugged(language: Language) -> Snapshot {
    let mut snap = fresh(language);
    snap.boxes = Arc::new(ui_support::boxes::boxes());
    snap
}

/// An office of example data.
fn example(language: Language) -> Snapshot {
    with_settings(ui_support::idle(language), |settings| settings.example = true)
}

fn says(window: &Window, text: &str) -> bool {
    window.query_all_by_label_contains(text).next().is_some()
}

fn radio(window: &mut Window, text: &str) {
    window.get_by_role_and_label(Role::RadioButton, text).click();
    window.run_steps(4);
}

fn last(desk: &StubDesk) -> Option<Command> {
    desk.commands().pop()
}

#[test]
fn the_steps_are_taken_with_the_enter_key_alone_and_do_not_come_again() {
    for (language, titles) in [
        (
            Language::English,
            ["Which language?", "What do you have", "Try a call", "Your customers", "That is all"],
        ),
        (
            Language::Chinese,
            ["用哪种语言？", "电话线上接的是什么？", "试打一个电话", "您的客户", "都好了"],
        ),
    ] {
        let (desk, mut window) = open_sized(fresh(language), Screen::Today, WIDE);
        for title in titles {
            assert!(says(&window, title), "{title}");
            window.key_press(Key::Enter);
            window.run_steps(4);
        }
        assert!(!says(&window, titles[4]), "the page of today is there");
        let done = Command::Set(SettingChange::FirstRunDone(true));
        assert_eq!(last(&desk), Some(done));
        desk.show(|snap| *snap = ui_support::empty(language));
        let (_, window) = reopen(&desk, Screen::Today);
        assert!(!says(&window, titles[0]), "remembered");
    }
}

#[test]
fn they_can_be_left_out_and_come_back_to_from_the_settings() {
    let (desk, mut window) =
        open_sized(fresh(Language::English), Screen::Settings, [1180.0, 1900.0]);
    click(&mut window, "Skip these steps");
    assert_eq!(last(&desk), Some(Command::Set(SettingChange::FirstRunDone(true))));
    desk.show(|snap| *snap = ui_support::idle(Language::English));
    window.run_steps(3);
    window.key_press(Key::F5);
    window.run_steps(4);
    click(&mut window, "Take the first steps again");
    assert!(sees(&window, "Which language?"));
}

#[test]
fn whoever_worked_here_before_is_not_asked() {
    let used = with_settings(fresh(Language::English), |settings| settings.welcome_done = true);
    let (_, window) = open_sized(used, Screen::Today, WIDE);
    assert!(!sees(&window, "Welcome to Ringdesk"));
}

#[test]
fn a_page_steps_in_front_and_a_band_leads_back() {
    let (_, mut window) = open_sized(fresh(Language::English), Screen::Today, WIDE);
    click(&mut window, "4  Customers");
    window.key_press(Key::F3);
    window.run_steps(4);
    assert!(says(&window, "First steps: Customers is next"));
    assert!(sees(&window, "New customer"));
    click(&mut window, "Go on");
    assert!(sees(&window, "Your customers"));
    click(&mut window, "Import a list");
    assert!(says(&window, "First steps: Ready is next"), "the import is on the screen");
}

#[test]
fn a_box_without_permission_is_helped_with_one_command_to_copy() {
    let (desk, mut window) =
        open_sized(plugged(Language::English), Screen::Today, [1280.0, 1400.0]);
    click(&mut window, "2  Equipment");
    assert_eq!(last(&desk), Some(Command::RefreshDevices));
    radio(&mut window, "USB telephone box");
    assert!(says(&window, "Copy this command into a terminal"));
    let commands: Vec<String> = window
        .query_all_by_label_contains("sudo")
        .filter_map(|node| node.accesskit_node().label().or_else(|| node.accesskit_node().value()))
        .collect();
    assert_eq!(commands.len(), 1, "{commands:?}");
    assert!(commands[0].contains("70-ringdesk.rules && sudo udevadm control"), "{commands:?}");
    click(&mut window, "Copy command");
    let usable = window.get_all_by_role_and_label(Role::Button, "Use this line");
    let usable: Vec<bool> = usable.map(|node| !node.accesskit_node().is_disabled()).collect();
    assert!(usable.contains(&false), "not before it is permitted");
    desk.show(|snap| {
        let mut boxes = snap.boxes.as_ref().clone();
        for found in &mut boxes {
            (found.access, found.remedy) = (BoxAccess::Accessible, None);
        }
        snap.boxes = Arc::new(boxes);
    });
    window.run_steps(4);
    assert!(!says(&window, "sudo"));
    let button = window.get_all_by_role_and_label(Role::Button, "Use this line").next();
    button.expect("a line to use").click();
    window.run_steps(3);
    assert!(matches!(last(&desk), Some(Command::ChooseLine(LineChoice::Box(_)))));
}

#[test]
fn who_has_nothing_gets_the_simulated_line_and_who_has_a_sound_card_chooses_it() {
    let (desk, mut window) =
        open_sized(ui_support::boxes::modem(Language::English), Screen::Settings, [1180.0, 1900.0]);
    click(&mut window, "Take the first steps again");
    click(&mut window, "2  Equipment");
    radio(&mut window, "Nothing yet");
    assert_eq!(last(&desk), Some(Command::ChooseLine(LineChoice::Simulated)));
    radio(&mut window, "Sound card");
    window.get_all_by_role_and_label(Role::Button, "Use this line").next().expect("one").click();
    window.run_steps(3);
    assert_eq!(last(&desk), Some(Command::ChooseLine(LineChoice::Sound("alsa:hw:1".into()))));
    radio(&mut window, "Voice modem");
    assert!(sees(&window, "StarTech USB56KEMH2"));
}

#[test]
fn a_real_line_is_tried_from_outside_and_ticked_off() {
    let (desk, mut window) =
        open_sized(ui_support::boxes::modem(Language::English), Screen::Settings, [1180.0, 1900.0]);
    click(&mut window, "Take the first steps again");
    click(&mut window, "3  Test call");
    assert!(says(&window, "Call this line from your mobile phone"));
    click(&mut window, "Ring the desk phone");
    assert!(matches!(last(&desk), Some(Command::TestRing(_))));
    desk.show(|snap| {
        for line in &mut snap.lines {
            line.state = LineState::Absent;
        }
    });
    window.run_steps(3);
    assert!(says(&window, "The line is not open yet"));
}

#[test]
fn the_example_is_entered_watched_stopped_and_left() {
    let (desk, mut window) = open_sized(fresh(Language::Chinese), Screen::Today, WIDE);
    click(&mut window, "5  完成");
    click(&mut window, "用示例数据看看");
    let enter = Command::Example(ExampleCommand::Enter(Language::Chinese));
    assert_eq!(last(&desk), Some(enter));
    desk.show(|snap| snap.example.making = Some((300, 1_000)));
    window.run_steps(3);
    assert!(says(&window, "正在生成示例数据"));
    click(&mut window, "停止生成");
    assert_eq!(last(&desk), Some(Command::Example(ExampleCommand::Cancel)));
    let (desk, mut window) = open_sized(example(Language::English), Screen::Today, WIDE);
    assert!(sees(&window, "Example data"));
    click(&mut window, "Leave the example");
    assert_eq!(last(&desk), Some(Command::Example(ExampleCommand::Leave)));
}

#[test]
fn the_example_waits_for_the_end_of_a_call_and_its_failures_are_told() {
    let mut talking = ui_support::talking(Language::English);
    let why = "/data: permission denied".to_owned();
    let topic = Topic::ExampleFailed(why);
    talking.notices = vec![Notice { id: 1, severity: Severity::Error, topic, at_utc_millis: 0 }];
    let (_, window) = open_sized(talking, Screen::Settings, [1180.0, 1900.0]);
    assert!(sees(&window, "Possible when nobody is on the line"));
    assert!(sees(&window, "The example: /data: permission denied"));
}

#[test]
fn a_folder_that_cannot_be_written_is_told_and_nothing_is_set_up() {
    let why = "/data/ringdesk.db may not be written";
    let desk = Box::new(FailedDesk::new(why));
    let window = open_real(desk, Arc::new(SystemClock::new()), Screen::Today, WIDE);
    assert!(says(&window, why));
    assert!(!sees(&window, "Welcome to Ringdesk"));
}

/// What a window shows after some presses.
fn pictured(snap: Snapshot, size: [f32; 2], presses: &[(Role, &str)], name: &str) {
    let (_, mut window) = open_sized(snap, Screen::Calls, size);
    for (role, text) in presses {
        window.get_by_role_and_label(*role, text).click();
        window.run_steps(4);
    }
    picture(&mut window, "assets/screenshots", name);
}

#[test]
fn a_picture_of_the_language_in_chinese() {
    pictured(fresh(Language::Chinese), WIDE, &[], "first-run-zh");
}

#[test]
fn a_picture_of_the_equipment_in_the_dark() {
    let snap = in_theme(plugged(Language::English), Theme::Dark);
    let presses = [(Role::Button, "2  Equipment"), (Role::RadioButton, "USB telephone box")];
    pictured(snap, WIDE, &presses, "first-run-equipment-dark-en");
}

#[test]
fn a_picture_of_the_equipment_in_a_narrow_window() {
    let presses = [(Role::Button, "2  设备"), (Role::RadioButton, "USB 语音盒")];
    pictured(plugged(Language::Chinese), NARROW, &presses, "first-run-equipment-narrow-zh");
}

#[test]
fn a_picture_of_the_test_call_in_a_narrow_window_in_the_dark() {
    let snap = in_theme(fresh(Language::English), Theme::Dark);
    let presses = [(Role::Button, "3  Test call")];
    pictured(snap, NARROW, &presses, "first-run-trial-narrow-dark-en");
}

#[test]
fn a_picture_of_the_end() {
    pictured(fresh(Language::Chinese), WIDE, &[(Role::Button, "5  完成")], "first-run-ready-zh");
}

#[test]
fn a_picture_of_the_example() {
    pictured(example(Language::English), NARROW, &[], "example-narrow-en");
}

/// From an empty folder to the card of the first simulated call, by what stands on the buttons.
fn first_day(language: Language) {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("new/ringdesk.db");
    let size = [1280.0, 800.0];
    let mut shop = Shop::with(folder, &database, (language, Theme::Light, false), size);
    shop.until_sees("first_run.language_title");
    shop.press("first_run.next");
    shop.until_sees("first_run.equipment_title");
    let nothing = shop.t("first_run.have_nothing");
    radio(&mut shop.window, &nothing);
    shop.until_sees("first_run.simulated");
    shop.press("first_run.next");
    shop.until_sees("first_run.trial_title");
    shop.press("far.ring");
    shop.until_sees("incoming.ringing");
    shop.until_says("138 0013 8000");
    shop.press("far.lift");
    shop.press("far.replace");
    // The card lies over the button until it is closed.
    let close = shop.t("action.close");
    shop.until("the card is closed", |window| {
        window.key_press(Key::Escape);
        window.run_steps(2);
        window.query_all_by_role_and_label(Role::Button, &close).next().is_none()
    });
    shop.press("first_run.next");
    shop.press("first_run.next");
    shop.until_sees("first_run.tick_tried");
    shop.press("first_run.start");
    shop.until_sees("agenda.this_month");
    let folder = tempfile::tempdir().unwrap();
    let Shop { engine, window, folder: old, .. } = shop;
    drop(window);
    engine.unwrap().stop();
    let again = Shop::with(old, &database, (language, Theme::Light, false), size);
    let title = again.t("first_run.title");
    assert!(!says(&again.window, &title), "it does not come again");
    again.close();
    drop(folder);
}

#[test]
fn a_first_day_in_english() {
    first_day(Language::English);
}

#[test]
fn a_first_day_in_chinese() {
    first_day(Language::Chinese);
}

/// Into the example from one's own data; then the example's own window, its folder deleted by hand meanwhile, and out.
#[test]
fn the_example_is_a_file_of_its_own_and_is_left_even_when_it_was_deleted_by_hand() {
    let english = (Language::English, Theme::Light, true);
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().to_owned();
    let own = root.join("shop.db");
    let mut shop = Shop::with(folder, &own, english, [1280.0, 1900.0]);
    shop.show(Screen::Settings);
    shop.press("example.enter");
    let made = |shop: &Shop| shop.engine.as_ref().unwrap().next();
    // Without optimisation it takes its time.
    let opening = shop.t("example.opening");
    let patience = std::time::Duration::from_mins(8);
    shop.until_within(patience, "the example", |window| says(window, &opening));
    let next = made(&shop).expect("other data");
    assert_eq!((next.database.clone(), next.leaves), (place::place_of(&own), false));
    let Shop { engine, window, folder, .. } = shop;
    drop(window);
    engine.unwrap().stop();
    let size = [1280.0, 1000.0];
    let mut inside = Shop::with(folder, &next.database, english, size);
    inside.until_sees("example.title");
    inside.show(Screen::Customers);
    inside.until_says("Chen Chun");
    std::fs::remove_dir_all(root.join("shop-example")).unwrap();
    inside.press("example.leave");
    let leave = inside.t("example.leave");
    inside.until("the way out", |window| {
        let button = window.query_all_by_role_and_label(Role::Button, &leave).next();
        button.is_some_and(|node| node.accesskit_node().is_disabled())
    });
    let left = made(&inside);
    let left = left.expect("one's own data");
    assert_eq!((left.database, left.leaves), (own.clone(), true));
    let Shop { engine, window, folder, .. } = inside;
    drop(window);
    engine.unwrap().stop();
    place::remove(&own).unwrap();
    assert!(own.exists() && !root.join("shop-example").exists());
    drop(folder);
}
