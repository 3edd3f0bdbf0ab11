//! The command palette and the map of keys; size of texts.

use crate::ui_support;
use crate::ui_support::bench::*;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use ringdesk::engine::command::Command;
use ringdesk::engine::settings::{Language, SettingChange, Theme};
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::engine::topics::look::LookChange;
use ringdesk::engine::topics::manners::{DeskAct, OwnKey};
use ringdesk::ui::catalogue;
use ringdesk::ui::state::Screen;
use ringdesk::ui::texts::Texts;

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_steps(4);
}

fn write(window: &mut Window, text: &str) {
    window.event(egui::Event::Text(text.into()));
    window.run_steps(4);
}

/// The palette over a page, with letters typed.
fn with_typed(snap: Snapshot, screen: Screen, typed: &str) -> (ui_support::stub::StubDesk, Window) {
    let (desk, mut window) = open(snap, screen);
    press(&mut window, Modifiers::COMMAND, Key::K);
    write(&mut window, typed);
    (desk, window)
}

fn rows(window: &Window) -> Vec<String> {
    let rows = window.get_all_by_role(Role::ListItem);
    rows.filter_map(|row| row.accesskit_node().label()).collect()
}

#[test]
fn a_few_letters_and_enter_do_what_is_meant() {
    let snap = ui_support::idle(Language::English);
    let (desk, mut window) = with_typed(snap, Screen::Calls, "new cus");
    assert_eq!(rows(&window)[0], "New customer");
    press(&mut window, Modifiers::NONE, Key::Enter);
    let app = window.state().app.as_ref().unwrap();
    assert!(app.state().screen == Screen::Customers && app.state().customers.open.is_some());
    let used = LookChange::Used("action.new_customer".into());
    assert_eq!(desk.commands(), [Command::Set(SettingChange::Look(used))]);
    assert!(window.query_all_by_role(Role::ListItem).next().is_none(), "it has closed");
}

#[test]
fn chinese_acts_are_found_by_pinyin() {
    for typed in ["xjkh", "xinjian", "新建"] {
        let (_, window) = with_typed(ui_support::idle(Language::Chinese), Screen::Calls, typed);
        assert_eq!(rows(&window)[0], "新建客户", "{typed}");
    }
}

#[test]
fn what_is_chosen_often_comes_first_and_a_number_can_be_dialled() {
    let often = with_settings(ui_support::idle(Language::English), |settings| {
        settings.look.used.insert("transfer.import".into(), 7);
    });
    let (_, mut window) = with_typed(often, Screen::Calls, "");
    let import = Texts::new(Language::English).t("transfer.import").to_owned();
    assert_eq!(rows(&window)[0], import);
    write(&mut window, "02155501234");
    assert!(rows(&window)[0].starts_with("Dial "), "{:?}", rows(&window));
}

#[test]
fn escape_closes_it_and_gives_the_caret_back() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Customers);
    press(&mut window, Modifiers::COMMAND, Key::F);
    press(&mut window, Modifiers::COMMAND, Key::K);
    write(&mut window, "zzzz");
    assert!(sees(&window, "Find customers: zzzz"));
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(!sees(&window, "Find customers: zzzz"));
    write(&mut window, "weber");
    let app = window.state().app.as_ref().unwrap();
    assert_eq!(app.state().customers.text, "weber", "the search box has the caret again");
    assert!(desk.commands().is_empty());
}

#[test]
fn the_map_of_keys_lists_every_shortcut_also_those_a_person_chose() {
    for language in LANGUAGES {
        let own = with_settings(ui_support::idle(language), |settings| {
            settings.manners.keys = vec![OwnKey { act: DeskAct::Flash, key: "F1".to_owned() }];
        });
        let (_, mut window) = open_sized(own, Screen::Calls, [1180.0, 1400.0]);
        press(&mut window, Modifiers::SHIFT, Key::Questionmark);
        let texts = Texts::new(language);
        assert!(sees(&window, texts.t("palette.keys")));
        assert!(sees(&window, "F1"), "the key that was chosen");
        let ctx = window.ctx.clone();
        let mut count = 0;
        for entry in catalogue::all() {
            let Some(key) = entry.action.face().key else { continue };
            let shown = catalogue::written(&ctx, &key);
            let second = catalogue::second_key(&entry.action);
            let shown = match second {
                Some(second) => format!("{shown}, {}", catalogue::written(&ctx, &second)),
                None => shown,
            };
            assert!(sees(&window, &shown), "{shown} of {:?}", entry.action);
            count += 1;
        }
        assert!(count > 20, "{count}");
        press(&mut window, Modifiers::NONE, Key::Escape);
        assert!(!sees(&window, texts.t("palette.keys")));
    }
}

#[test]
fn no_two_acts_have_one_key_but_those_that_close_something() {
    let mut known = Vec::new();
    for entry in catalogue::all() {
        let Some(key) = entry.action.face().key else { continue };
        assert!(
            key.logical_key == Key::Escape || !known.contains(&key),
            "{key:?} of {:?} is taken",
            entry.action
        );
        known.push(key);
    }
}

#[test]
fn texts_grow_with_a_key_and_the_size_is_kept() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Calls);
    press(&mut window, Modifiers::COMMAND, Key::Plus);
    let larger = Command::Set(SettingChange::Look(LookChange::TextPercent(110)));
    assert_eq!(desk.commands(), [larger]);
    desk.show(|snap| *snap = with_settings(snap.clone(), |s| s.look.text_percent = 200));
    window.run_steps(4);
    assert!((window.ctx.zoom_factor() - 2.0).abs() < 0.001);
}

#[test]
fn less_movement_means_none() {
    use ringdesk::engine::topics::look::Motion;
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Calls);
    let time = |window: &Window| window.ctx.style_of(egui::Theme::Light).animation_time;
    assert!(time(&window) > 0.0);
    desk.show(|snap| *snap = with_settings(snap.clone(), |s| s.look.motion = Motion::Reduced));
    window.run_steps(2);
    assert!(time(&window) == 0.0);
}

#[test]
fn the_palette_looks_as_it_should() {
    let snap = in_theme(ui_support::idle(Language::Chinese), Theme::Light);
    let (_, mut window) = with_typed(snap, Screen::Today, "d");
    picture(&mut window, "tests/snapshots", "palette_zh");
}

#[test]
fn the_map_of_keys_looks_as_it_should() {
    let snap = in_theme(ui_support::idle(Language::English), Theme::Dark);
    let (_, mut window) = open(snap, Screen::Today);
    press(&mut window, Modifiers::SHIFT, Key::Questionmark);
    picture(&mut window, "tests/snapshots", "keys_dark_en");
}
