//! Options of a box on the line's page, by label, in both languages.

use crate::ui_support;
use crate::ui_support::bench::*;
use crate::ui_support::boxes::{MODEM, modem};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use ringdesk::base::capability::Capabilities;
use ringdesk::base::tuning::{Country, RawCallerId, Tuning};
use ringdesk::engine::command::Command;
use ringdesk::engine::settings::{Language, SettingChange};
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::ui::state::Screen;

fn word(language: Language, chinese: &'static str, english: &'static str) -> &'static str {
    if language == Language::Chinese { chinese } else { english }
}

/// The office with a modem of which this can be set.
fn office(language: Language, can: Capabilities) -> Snapshot {
    let mut snap = modem(language);
    for line in &mut snap.lines {
        line.claimed = Capabilities { ring: true, ..can };
    }
    snap
}

fn whole() -> Capabilities {
    Capabilities {
        country: true,
        raw_caller_id: true,
        own_dialler: true,
        ..Capabilities::default()
    }
}

#[test]
fn country_caller_id_and_dialler_of_a_modem_are_set_one_by_one() {
    for language in [Language::Chinese, Language::English] {
        let (desk, mut window) =
            open_sized(office(language, whole()), Screen::Line, [1000.0, 1500.0]);
        assert!(sees(&window, word(language, "本设备的选项", "Options of this box")));
        let list = word(language, "国家或地区", "Country");
        window.get_by_role_and_label(Role::ComboBox, list).click();
        window.run_steps(4);
        click(&mut window, word(language, "中国", "China"));
        click(&mut window, word(language, "原始数据", "As received"));
        window.get_by_label(word(language, "由设备自己拨号", "The box dials by itself")).click();
        window.run_steps(3);
        let set: Vec<Tuning> = desk
            .commands()
            .into_iter()
            .filter_map(|command| match command {
                Command::Set(SettingChange::Tuning(address, tuning)) => {
                    assert_eq!(address, MODEM);
                    Some(tuning)
                }
                _ => None,
            })
            .collect();
        let usual = Tuning::default();
        // The stub changes nothing: each wish is one change of what is.
        assert_eq!(
            set,
            [
                Tuning { country: Some(Country::China), ..usual },
                Tuning { raw_caller_id: RawCallerId::On, ..usual },
                Tuning { own_dialler: true, ..usual },
            ]
        );
    }
}

#[test]
fn a_box_shows_only_the_options_it_has() {
    let english = Language::English;
    let some = Capabilities { country: true, ..Capabilities::default() };
    let (_, window) = open_sized(office(english, some), Screen::Line, [1000.0, 1500.0]);
    assert!(sees(&window, "Options of this box") && sees(&window, "Country"));
    assert!(!sees(&window, "As received") && !sees(&window, "The box dials by itself"));
    let (_, window) = open(office(english, Capabilities::default()), Screen::Line);
    assert!(!sees(&window, "Options of this box"));
    let (_, window) = open(ui_support::idle(english), Screen::Line);
    assert!(!sees(&window, "Options of this box"), "the simulated line has none");
}

#[test]
fn picture_of_the_options_of_a_modem() {
    let kept = Tuning {
        country: Some(Country::China),
        raw_caller_id: RawCallerId::Off,
        own_dialler: true,
    };
    let snap = with_settings(office(Language::Chinese, whole()), |settings| {
        settings.apply(SettingChange::Tuning(MODEM.to_owned(), kept));
    });
    let (_, mut window) = open_sized(snap, Screen::Line, [1000.0, 1500.0]);
    picture(&mut window, "tests/snapshots", "line_options_zh");
}
