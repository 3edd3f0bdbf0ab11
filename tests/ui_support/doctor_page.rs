//! The line doctor's page, and boxes in the settings.

use super::ui_support::boxes::{MODEM, modem, swapped, unplugged};
use super::{LANGUAGES, click, in_theme, open, open_sized, picture, sees, ui_support};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use ringdesk::base::ids::LineId;
use ringdesk::engine::command::Command;
use ringdesk::engine::settings::{Language, LineChoice, Theme};
use ringdesk::engine::snapshot::{LINE_TEST, LineState, Snapshot};
use ringdesk::ui::state::{LinePage, Screen};
use std::time::Duration;
use ui_support::PICTURES;

/// The doctor's page, reached by its key.
fn doctor(snap: Snapshot) -> (crate::ui_support::stub::StubDesk, crate::ui_support::bench::Window) {
    let (desk, mut window) = open_sized(snap, Screen::Calls, [1180.0, 1150.0]);
    window.key_press(Key::F6);
    window.run_steps(4);
    (desk, window)
}

#[test]
fn the_doctor_draws_every_picture_in_both_languages() {
    for language in LANGUAGES {
        let (desk, mut window) = doctor(modem(language));
        let boxes: [ui_support::Picture; 3] =
            [("modem", modem), ("swapped", swapped), ("unplugged", unplugged)];
        for (_, picture) in PICTURES.into_iter().chain(boxes) {
            desk.show(|snap| *snap = picture(language));
            window.key_press(Key::F6);
            window.run_steps(3);
            window.check_accessibility();
        }
    }
}

#[test]
fn the_doctor_is_called_from_the_page_of_the_line_and_looks_for_boxes() {
    let (desk, mut window) = open(modem(Language::English), Screen::Line);
    click(&mut window, "Line doctor");
    assert_eq!(desk.commands(), [Command::RefreshDevices]);
    for text in [
        "Telephone boxes",
        "In use by Ringdesk",
        "conexant voice modem",
        "CX93001-EIS_V0.2013-V92",
        "Health 83 of 100",
        "48 V",
        "on-hook",
        "1893 received, 214 sent · 2 not understood",
        "Dialogue with the box",
    ] {
        assert!(sees(&window, text), "{text}");
    }
    let state = window.state().app.as_ref().map(|app| app.state().line_page);
    assert_eq!(state, Some(LinePage::Doctor));
    click(&mut window, "Overview");
    assert!(!sees(&window, "Telephone boxes"));
}

#[test]
fn what_helps_is_said_and_can_be_copied() {
    let (_, mut window) = doctor(unplugged(Language::English));
    assert!(sees(&window, "It is in use by ModemManager (981). Close that program, then refresh."));
    let apply = "sudo udevadm control --reload && sudo udevadm trigger";
    assert!(sees(&window, apply));
    window.get_all_by_label("Copy command").last().expect("a button").click();
    window.run_steps(1);
    let copied = window
        .output()
        .platform_output
        .commands
        .iter()
        .any(|command| matches!(command, egui::OutputCommand::CopyText(text) if text == apply));
    assert!(copied, "{:?}", window.output().platform_output.commands);
}

#[test]
fn a_bus_that_cannot_be_listed_is_told_and_not_called_empty() {
    let mut snap = unplugged(Language::English);
    snap.boxes = std::sync::Arc::default();
    let (desk, mut window) = doctor(snap);
    assert!(sees(&window, "No telephone box is plugged in"));
    let why = "the USB bus cannot be listed: Other error";
    desk.show(|snap| snap.unlisted = std::sync::Arc::new(vec![why.into()]));
    window.run_steps(3);
    assert!(sees(&window, why) && !sees(&window, "No telephone box is plugged in"));
}

#[test]
fn a_box_is_put_to_use_from_the_doctors_list() {
    let (desk, mut window) = doctor(unplugged(Language::English));
    click(&mut window, "Use this line");
    let wish = LineChoice::Box("hid:335e:8a01@2-1".into());
    assert_eq!(desk.commands().last(), Some(&Command::ChooseLine(wish)));
}

#[test]
fn swapped_cables_are_suspected_in_a_sentence() {
    let (desk, mut window) = doctor(swapped(Language::English));
    let suspected = |window: &crate::ui_support::bench::Window| {
        window.query_all_by_label_contains("PHONE and LINE may be swapped").next().is_some()
    };
    assert!(suspected(&window));
    desk.show(|snap| *snap = modem(Language::English));
    window.run_steps(3);
    assert!(!suspected(&window), "a line with voltage is not suspected");
}

#[test]
fn the_desk_phone_is_rung_and_the_line_listened_to() {
    let (desk, mut window) = doctor(modem(Language::English));
    click(&mut window, "Ring the desk phone");
    assert_eq!(desk.commands().last(), Some(&Command::TestRing(LineId(0))));
    desk.show(|snap| snap.lines[0].test_ring = true);
    window.run_steps(3);
    assert!(sees(&window, "Ringing…"));
    click(&mut window, "Record 5 seconds and play");
    assert_eq!(desk.commands().last(), Some(&Command::TestSound(LineId(0))));
    desk.show(|snap| {
        snap.lines[0].test_sound = Some(ui_support::NOW.mono + Duration::from_secs(5));
    });
    window.run_steps(3);
    assert!(sees(&window, "Listening, 5 s left"));
    desk.advance(Duration::from_millis(1_500));
    window.run_steps(3);
    assert!(sees(&window, "Listening, 4 s left"));
    desk.show(|snap| {
        snap.lines[0].test_sound = None;
        snap.player.recording = Some(LINE_TEST);
    });
    window.run_steps(3);
    assert!(sees(&window, "Playing what was heard"));
    click(&mut window, "Stop playing");
    assert_eq!(desk.commands().last(), Some(&Command::StopPlaying));
    desk.show(|snap| {
        snap.player.recording = None;
        snap.lines[0].test_ring = false;
        snap.lines[0].state = LineState::Talking;
    });
    window.run_steps(3);
    let ring = window.get_by_role_and_label(Role::Button, "Ring the desk phone");
    assert!(ring.accesskit_node().is_disabled(), "not while somebody talks");
}

#[test]
fn a_box_is_chosen_in_the_settings_and_a_missing_one_keeps_its_row() {
    let (desk, mut window) = open(unplugged(Language::English), Screen::Settings);
    assert!(sees(&window, &format!("{MODEM} (not connected)")));
    window.get_by_label("8amps Maple  ·  2-1").click();
    window.run_steps(3);
    let wish = LineChoice::Box("hid:335e:8a01@2-1".into());
    assert_eq!(desk.commands(), [Command::ChooseLine(wish)]);
}

#[test]
fn the_doctors_page_looks_as_it_should() {
    let light = |snap| in_theme(snap, Theme::Light);
    let (desk, mut window) = doctor(light(modem(Language::Chinese)));
    picture(&mut window, "tests/snapshots", "doctor_zh");
    desk.show(|snap| *snap = in_theme(swapped(Language::English), Theme::Dark));
    window.run_steps(3);
    picture(&mut window, "tests/snapshots", "doctor_dark_en");
}

#[test]
fn the_doctors_page_fits_a_small_window() {
    let snap = in_theme(unplugged(Language::English), Theme::Light);
    let (_, mut window) = open_sized(snap, Screen::Line, [880.0, 760.0]);
    window.key_press(Key::F6);
    window.run_steps(3);
    picture(&mut window, "tests/snapshots", "doctor_small_en");
}
