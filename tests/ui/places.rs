//! The window's topic `places`: every flow by label, in both languages.

use crate::ui_support;
use crate::ui_support::bench::*;
use egui_kittest::kittest::Queryable;
use ringdesk::call::places::{Correction, PlaceBook, book};
use ringdesk::engine::command::Command;
use ringdesk::engine::notice::{Notice, Severity, Topic};
use ringdesk::engine::settings::{Language, Theme};
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::engine::topics::places::PlaceCommand;
use ringdesk::ui::state::Screen;
use std::path::PathBuf;
use std::sync::Arc;

/// A picture with the shipped table read, and these corrections.
pub fn placed(snap: Snapshot, corrections: Vec<Correction>) -> Snapshot {
    let mut snap = with_settings(snap, |settings| settings.home_area_code = "010".into());
    let tables = vec![Arc::new(book::shipped().unwrap())];
    snap.places.book = Arc::new(PlaceBook::new(tables).corrected(corrections));
    snap
}

fn correction() -> Correction {
    let [digits, province, city] = ["1991234", "河南", "南阳"].map(str::to_owned);
    Correction { digits, province, city, ..Correction::default() }
}

fn settings(snap: Snapshot) -> (ui_support::stub::StubDesk, Window) {
    let chinese = snap.settings.language == Some(Language::Chinese);
    let (desk, mut window) = open(snap, Screen::Settings);
    click(&mut window, if chinese { "归属地与备份" } else { "Places and backups" });
    (desk, window)
}

#[test]
fn a_ringing_number_shows_its_place_and_operator_in_both_languages() {
    let chinese = in_theme(placed(ui_support::ringing(Language::Chinese), vec![]), Theme::Light);
    let (_, mut window) = open(chinese, Screen::Calls);
    assert!(sees(&window, "江苏 连云港 · 中国移动"));
    picture(&mut window, "tests/snapshots", "incoming_place_zh");
    let (_, window) = open(placed(ui_support::ringing(Language::English), vec![]), Screen::Calls);
    assert!(sees(&window, "Lianyungang, Jiangsu · China Mobile"));
}

#[test]
fn before_the_tables_are_read_nothing_is_said_of_places() {
    let (_, window) = open(ui_support::ringing(Language::Chinese), Screen::Calls);
    assert!(!sees(&window, "未知号段"));
}

#[test]
fn the_log_and_the_card_show_places() {
    let snap = placed(ui_support::idle(Language::English), vec![]);
    let (_, mut window) = open(snap, Screen::Calls);
    window.get_by_label("Rose Hart").click();
    window.run_steps(6);
    assert!(sees(&window, "Shanghai"));
    window.key_press(egui::Key::F3);
    window.run_steps(4);
    window.get_by_label("Wang Wei").click();
    window.run_steps(6);
    assert!(sees(&window, "Lianyungang, Jiangsu · China Mobile"), "below the number on the card");
}

#[test]
fn a_number_is_tried_and_an_unknown_prefix_said_plainly() {
    for (language, field, unknown, known) in [
        (Language::Chinese, "试查号码", "未知号段 · 中国电信", "河南 南阳"),
        (Language::English, "Try a number", "Unknown prefix · China Telecom", "Nanyang, Henan"),
    ] {
        let (_, mut window) = settings(placed(ui_support::idle(language), vec![]));
        type_into(&mut window, field, "19912345678");
        assert!(sees(&window, unknown));
        let (_, mut window) = settings(placed(ui_support::idle(language), vec![]));
        type_into(&mut window, field, "0377-63123456");
        assert!(sees(&window, known));
    }
}

#[test]
fn a_correction_is_added_shown_and_taken_away() {
    let (desk, mut window) = settings(placed(ui_support::idle(Language::English), vec![]));
    type_into(&mut window, "Correction: Number or first digits", "199 1234");
    type_into(&mut window, "Correction: City", "Nanyang");
    click(&mut window, "Add correction");
    let commands = desk.commands();
    let Some(Command::Places(PlaceCommand::Correct(kept))) = commands.last() else {
        panic!("{commands:?}")
    };
    assert_eq!((kept.digits.as_str(), kept.city.as_str()), ("1991234", "Nanyang"));
    desk.show(|snap| *snap = placed(snap.clone(), vec![correction()]));
    window.run_steps(4);
    assert!(sees(&window, "1991234") && sees(&window, "南阳"));
    click(&mut window, "Delete this correction");
    let last = desk.commands().pop();
    assert_eq!(last, Some(Command::Places(PlaceCommand::Forget("1991234".into()))));
    click(&mut window, "Export corrections");
    let last = desk.commands().pop();
    assert!(matches!(last, Some(Command::Places(PlaceCommand::Export(_)))), "{last:?}");
}

#[test]
fn a_file_is_imported_and_a_wrong_one_named() {
    let (desk, mut window) = settings(placed(ui_support::idle(Language::Chinese), vec![]));
    assert!(sees(&window, "软件自带数据  ·  截至 2026-11-06"));
    type_into(&mut window, "数据文件", "/home/li/phone.dat");
    click(&mut window, "导入");
    let wish = PlaceCommand::Import(PathBuf::from("/home/li/phone.dat"));
    assert_eq!(desk.commands(), [Command::Places(wish)]);
    desk.show(|snap| {
        snap.notices.push(Notice {
            id: 77,
            severity: Severity::Warning,
            topic: Topic::PlacesRefused("zip".into()),
            at_utc_millis: 0,
        });
    });
    window.run_steps(3);
    assert!(sees(&window, "没有导入：这是压缩包或 Office 文档，不是归属地数据"));
}

#[test]
fn the_settings_of_places_look_as_they_should() {
    let snap = placed(ui_support::idle(Language::Chinese), vec![correction()]);
    let (_, mut window) = settings(in_theme(snap, Theme::Light));
    type_into(&mut window, "试查号码", "13800138000");
    picture(&mut window, "tests/snapshots", "places_zh");
}
