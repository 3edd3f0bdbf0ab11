//! The window's tests: every view over the standard snapshots in both languages, what a user sees and does,
//! and a few pictures. Needs no display; pictures need any wgpu adapter (`mesa-vulkan-drivers` will do).
#![cfg(feature = "gui")]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, reason = "a test crate")]

#[path = "ui_support/mod.rs"]
mod ui_support;

#[path = "ui_support/doctor_page.rs"]
mod doctor_page;
#[path = "ui_support/shop.rs"]
mod shop;

// One file per topic of the call desk.
#[path = "ui/agenda.rs"]
mod agenda;
#[path = "ui/cards.rs"]
mod cards;
#[path = "ui/dialling.rs"]
mod dialling;
#[path = "ui/files.rs"]
mod files;
#[path = "ui/firewall.rs"]
mod firewall;
#[path = "ui/gallery.rs"]
mod gallery;
#[path = "ui/goods.rs"]
mod goods;
#[path = "ui/knowledge.rs"]
mod knowledge;
#[path = "ui/manners.rs"]
mod manners;
#[path = "ui/morning.rs"]
mod morning;
#[path = "ui/names.rs"]
mod names;
#[path = "ui/orders.rs"]
mod orders;
#[path = "ui/palette.rs"]
mod palette;
#[path = "ui/paths.rs"]
mod paths;
#[path = "ui/places.rs"]
mod places;
#[path = "ui/recording_settings.rs"]
mod recording_settings;
#[path = "ui/recordings.rs"]
mod recordings;
#[path = "ui/reports.rs"]
mod reports;
#[path = "ui/showroom.rs"]
mod showroom;
#[path = "ui/sight.rs"]
mod sight;
#[path = "ui/speech.rs"]
mod speech;
#[path = "ui/staff.rs"]
mod staff;
#[path = "ui/statistics.rs"]
mod statistics;
#[path = "ui/tables.rs"]
mod tables;
#[path = "ui/transfer.rs"]
mod transfer;
#[path = "ui/tuning.rs"]
mod tuning;
#[path = "ui/upkeep.rs"]
mod upkeep;
#[path = "ui/waiting.rs"]
mod waiting;
#[path = "ui/welcome.rs"]
mod welcome;
#[path = "ui/worklist.rs"]
mod worklist;

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use ringdesk::base::ids::{CallId, LineId, RecordingId};
use ringdesk::base::order::FarEndAction;
use ringdesk::call::worklist::WorkQuestion;
use ringdesk::engine::command::Command;
use ringdesk::engine::notice::{Notice, Severity, Topic};
use ringdesk::engine::query::{CallFilter, Query};
use ringdesk::engine::settings::{Language, LineChoice, SettingChange, Theme};
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::ui::state::Screen;
use std::sync::Arc;
use std::time::Duration;
use ui_support::PICTURES;
use ui_support::bench::*;

#[test]
fn every_view_draws_every_picture_in_both_languages() {
    for language in LANGUAGES {
        let (desk, mut window) = open(ui_support::empty(language), Screen::Calls);
        for (_, picture) in PICTURES {
            for screen in Screen::ALL {
                desk.show(|snap| *snap = picture(language));
                if let Some(app) = &mut window.state_mut().app {
                    app.show_screen(screen);
                }
                window.run_steps(3);
                window.check_accessibility();
            }
        }
    }
}

#[test]
fn a_known_caller_is_shown_with_all_that_helps_before_anybody_answers() {
    let (_, window) = open(ui_support::ringing(Language::English), Screen::Calls);
    for text in [
        "Incoming call",
        "138 1234 5678",
        "Wang Wei",
        "VIP",
        "Weiye Hardware",
        "Last contact Yesterday 16:07 · 14 calls",
        "Deliver on Wednesday, bring the invoice",
        "Name in the caller ID: WANG WEI",
        "1 ring",
        "Ringing",
    ] {
        assert!(sees(&window, text), "{text}");
    }
}

#[test]
fn every_candidate_of_a_shared_number_is_offered() {
    let (desk, mut window) = open(ui_support::ringing_shared(Language::English), Screen::Line);
    for text in ["3 customers share this number", "Wang Wei", "Anna Lindt", "Min Zhang"] {
        assert!(sees(&window, text), "{text}");
    }
    window.get_all_by_label("This is the caller").next().expect("a choice").click();
    window.run_steps(3);
    let who = ui_support::customer_id(0);
    assert_eq!(desk.commands(), [Command::AssignCustomer(CallId(100), Some(who))]);
}

#[test]
fn a_withheld_number_is_said_to_be_withheld() {
    let (_, window) = open(ui_support::ringing_withheld(Language::Chinese), Screen::Calls);
    assert!(sees(&window, "号码保密"));
    assert!(!sees(&window, "新号码，没有客户资料"), "nothing was told, so nothing is new");
}

#[test]
fn a_note_typed_during_the_ring_is_handed_over_within_a_second_and_stays_while_typing() {
    let (desk, mut window) = open(ui_support::ringing(Language::English), Screen::Settings);
    type_into(&mut window, "Note on this call", "two boxes");
    assert_eq!(desk.commands(), [Command::SaveCallNote(CallId(100), "two boxes".into())]);
    assert!(sees(&window, "Saved"));
    type_into(&mut window, "Note on this call", ", three");
    type_into(&mut window, "Note on this call", " bags");
    assert_eq!(desk.commands().len(), 1, "not with every letter");
    assert!(sees(&window, "Saving…"));
    desk.advance(Duration::from_millis(1100));
    window.run_steps(2);
    let whole = "two boxes, three bags";
    assert_eq!(desk.commands()[1..], [Command::SaveCallNote(CallId(100), whole.into())]);
    desk.show(|snap| snap.calls[0].record.note = "two boxes".into());
    window.run_steps(2);
    assert!(sees(&window, "Saved"), "a late echo does not undo what was typed since");
    window.key_press(egui::Key::Escape);
    window.run_steps(2);
    window.key_press(egui::Key::Escape);
    window.run_steps(2);
    assert_eq!(desk.commands().last(), Some(&Command::ClosePopup(CallId(100))));
}

#[test]
fn an_unknown_caller_becomes_a_customer_with_the_number_filled_in() {
    let (desk, mut window) = open(ui_support::ringing_unknown(Language::English), Screen::Calls);
    window.get_all_by_label("New customer").last().expect("the button").click();
    window.run_steps(3);
    desk.show(|snap| snap.calls.clear());
    window.run_steps(3);
    assert!(sees(&window, "When saved, the call is filed under this customer"));
    type_into(&mut window, "Name", "Rose");
    assert!(
        sees(&window, "This number already belongs to: Rose Hart"),
        "the hint against duplicates"
    );
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::S);
    window.run_steps(3);
    let commands = desk.commands();
    let Some(Command::SaveCustomer { customer, for_call, .. }) = commands.last() else {
        panic!("{commands:?}")
    };
    assert_eq!((customer.name.as_str(), *for_call), ("Rose", Some(CallId(100))));
    assert_eq!(customer.numbers[0].number.as_str(), "02155501234");
}

#[test]
fn the_exchange_rings_with_the_caller_that_was_typed() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Line);
    click(&mut window, "Ring");
    let commands = desk.commands();
    let [Command::FarEnd(LineId(0), FarEndAction::Ring(caller))] = commands.as_slice() else {
        panic!("{commands:?}")
    };
    assert_eq!((caller.number.as_str(), caller.name.as_str()), ("13800138000", "Wang Wei"));
    let hang_up = window.get_by_role_and_label(Role::Button, "Far end hangs up");
    assert!(hang_up.accesskit_node().is_disabled(), "nobody is there to hang up");
    desk.show(|snap| *snap = ui_support::talking(Language::English));
    window.run_steps(3);
    click(&mut window, "Put the phone back");
    let last = desk.commands().pop();
    assert_eq!(last, Some(Command::FarEnd(LineId(0), FarEndAction::ReplaceDeskPhone)));
}

#[test]
fn the_log_is_filtered_by_chip_and_by_words() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Calls);
    assert!(sees(&window, "Anna Lindt"));
    click(&mut window, "Missed");
    assert!(sees(&window, "Min Zhang") && !sees(&window, "Anna Lindt"));
    click(&mut window, "All");
    type_into(&mut window, "Search number, name, note", "1391111");
    assert!(sees(&window, "Anna Lindt") && !sees(&window, "Min Zhang"));
    let asked = desk.asked();
    let filtered = |query: &Query| matches!(query, Query::Worklist(WorkQuestion::Log { question, .. }) if question.filter == CallFilter::All && question.text == "1391111");
    assert!(asked.iter().any(filtered), "{asked:?}");
    type_into(&mut window, "Search number, name, note", "xyz");
    assert!(sees(&window, "No calls match"));
}

#[test]
fn a_double_click_opens_the_card_and_a_click_the_details() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Calls);
    window.get_by_label("Anna Lindt").click();
    window.run_steps(6);
    click(&mut window, "What happened");
    assert!(sees(&window, "Timeline") && sees(&window, "Ended: Connected"));
    window.get_by_label("Close details").click();
    window.run_steps(20);
    window.get_by_label("Rose Hart").click();
    window.get_by_label("Rose Hart").click();
    window.run_steps(6);
    let asked = desk.asked();
    assert!(asked.contains(&Query::Customer(ui_support::customer_id(5))), "{asked:?}");
    assert!(sees(&window, "Phone 1"));
}

#[test]
fn arrows_and_enter_walk_the_log() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Calls);
    for _ in 0..3 {
        window.key_press(egui::Key::ArrowDown);
        window.run_steps(2);
    }
    window.key_press(egui::Key::Enter);
    window.run_steps(4);
    assert!(desk.asked().contains(&Query::Customer(ui_support::customer_id(1))));
}

#[test]
fn the_language_changes_while_the_window_is_open() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Settings);
    window.get_by_role_and_label(Role::ComboBox, "Language").click();
    window.run_steps(4);
    window.get_by_label("简体中文").click();
    window.run_steps(4);
    let wish = SettingChange::Language(Some(Language::Chinese));
    assert_eq!(desk.commands(), [Command::Set(wish)]);
    desk.show(|snap| {
        *snap = with_settings(snap.clone(), |s| s.language = Some(Language::Chinese));
    });
    window.run_steps(3);
    assert!(sees(&window, "设置") && sees(&window, "本地区号") && !sees(&window, "Settings"));
}

#[test]
fn without_a_choice_the_system_says_the_language() {
    let snap = with_settings(ui_support::idle(Language::English), |s| s.language = None);
    let (_, window) = open(snap, Screen::Calls);
    assert!(sees(&window, "Customers"), "the locale of the bench is en_GB");
}

#[test]
fn a_sound_device_is_chosen_as_the_line() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Settings);
    window.get_by_label("USB Audio Device").click();
    window.run_steps(3);
    let wish = LineChoice::Sound("alsa:hw:1".into());
    assert_eq!(desk.commands(), [Command::ChooseLine(wish)]);
}

#[test]
fn a_deleted_customer_can_be_brought_back_from_the_notice() {
    let (desk, mut window) = open(ui_support::box_missing(Language::English), Screen::Calls);
    assert!(sees(&window, "Customer deleted: Anna Lindt") && sees(&window, "Box not connected"));
    click(&mut window, "Undo");
    assert_eq!(desk.commands(), [Command::Undo]);
    window.get_all_by_label("Dismiss").next().expect("a cross").click();
    window.run_steps(3);
    assert_eq!(desk.commands().last(), Some(&Command::DismissNotice(5)));
    desk.show(|snap| snap.undo = Some("save_task 11 L".into()));
    window.run_steps(3);
    assert!(sees(&window, "Customer deleted: Anna Lindt"));
    assert!(!sees(&window, "Undo"), "that would take back something else");
}

/// The way back stands beside what was done, while nothing else was done since.
fn undo_at_hand(language: Language, undo: &str, tag: &str) {
    let task = "delete_task 18.9 L".to_owned();
    let mut snap = in_theme(ui_support::idle(language), Theme::Light);
    snap.undo = Some(task.clone());
    let (id, severity, at_utc_millis) = (9, Severity::Info, ui_support::NOW.utc_millis);
    snap.notices = vec![Notice { id, severity, topic: Topic::TakenAway(task), at_utc_millis }];
    let (desk, mut window) = open(snap, Screen::Calls);
    picture(&mut window, "tests/snapshots", &format!("undo_at_hand_{tag}"));
    click(&mut window, undo);
    assert_eq!(desk.commands(), [Command::Undo]);
    desk.show(|snap| snap.undo = Some("save_task 11 L".into()));
    window.run_steps(3);
    assert!(!sees(&window, undo), "that would take back something else");
}

#[test]
fn what_went_away_can_be_brought_back_from_the_notice() {
    undo_at_hand(Language::English, "Undo", "en");
}

#[test]
fn what_went_away_can_be_brought_back_from_the_notice_in_chinese() {
    undo_at_hand(Language::Chinese, "撤销", "zh");
}

#[test]
fn what_is_typed_into_a_card_survives_a_walk_through_the_pages() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Customers);
    window.get_by_label("Anna Lindt").click();
    window.run_steps(4);
    type_into(&mut window, "Address", " rear door");
    for key in [egui::Key::F2, egui::Key::F4, egui::Key::F5, egui::Key::F3] {
        window.key_press(key);
        window.run_steps(2);
    }
    // Somebody else changed something meanwhile.
    desk.show(|snap| snap.data_revision += 1);
    window.run_steps(4);
    assert!(sees(&window, "Not saved"));
    click(&mut window, "Save");
    let commands = desk.commands();
    let Some(Command::SaveCustomer { customer, base: Some(base), .. }) = commands.last() else {
        panic!("{commands:?}")
    };
    assert_eq!(customer.address, "5 College Street rear door");
    assert_eq!(base.address, "5 College Street", "what was there when the typing began");
}

#[test]
fn a_missed_call_is_ticked_off_and_a_recording_played_from_the_list() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Calls);
    window.get_all_by_label("Mark as dealt with").next().expect("an open task").click();
    window.run_steps(3);
    window.get_all_by_label("Play recording").next().expect("a recording").click();
    window.run_steps(3);
    let play = Command::Play(RecordingId(1), Duration::ZERO);
    assert_eq!(desk.commands(), [Command::MarkHandled(CallId(2), true), play]);
    desk.show(|snap| {
        snap.player.recording = Some(RecordingId(1));
        snap.player.length = Duration::from_secs(204);
    });
    window.run_steps(2);
    click(&mut window, "Stop playing");
    assert_eq!(desk.commands().last(), Some(&Command::StopPlaying));
}

#[test]
fn a_newcomer_is_led_through_the_first_call_step_by_step() {
    let english = Language::English;
    let fresh = |snap: Snapshot| with_settings(snap, |s| s.welcome_done = false);
    let (desk, mut window) = open(ui_support::empty(english), Screen::Calls);
    assert!(sees(&window, "Try it in a minute: ring yourself"));
    click(&mut window, "Ring");
    assert!(matches!(desk.commands().last(), Some(Command::FarEnd(_, FarEndAction::Ring(_)))));
    desk.show(|snap| {
        *snap = fresh(ui_support::ringing(english));
        snap.recent = Arc::default();
    });
    window.run_steps(3);
    click(&mut window, "Lift the phone");
    desk.show(|snap| {
        *snap = fresh(ui_support::talking(english));
        snap.recent = Arc::default();
    });
    window.run_steps(3);
    click(&mut window, "Put the phone back");
    desk.show(|snap| *snap = fresh(ui_support::idle(english)));
    window.run_steps(3);
    let hint = "The call was recorded: listen to it";
    assert!(sees(&window, hint));
    window.get_all_by_label("Play recording").next().expect("the step's button").click();
    desk.show(|snap| snap.player.recording = Some(RecordingId(1)));
    window.run_steps(3);
    click(&mut window, "Start using Ringdesk");
    assert_eq!(desk.commands().last(), Some(&Command::Set(SettingChange::WelcomeDone(true))));
}

#[test]
fn a_full_queue_is_told_and_nothing_blocks() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Line);
    desk.set_full(true);
    click(&mut window, "Ring");
    assert!(sees(&window, "Busy: that was not done, please try again"));
    desk.set_full(false);
    click(&mut window, "Ring");
    assert!(!sees(&window, "Busy: that was not done, please try again"));
}

#[test]
fn a_silent_line_asks_for_no_repaint_and_a_running_call_for_one_a_second() {
    let delay =
        |window: &Window| window.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
    let (_, mut window) = open(ui_support::idle(Language::English), Screen::Calls);
    window.run_steps(10);
    assert_eq!(delay(&window), Duration::MAX);
    let (_, mut window) = open(ui_support::talking(Language::English), Screen::Calls);
    window.run_steps(10);
    let wait = delay(&window);
    assert!(wait > Duration::from_millis(500) && wait < Duration::from_millis(1100), "{wait:?}");
}

#[test]
fn the_card_of_a_new_customer_opens_when_the_store_has_it() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Customers);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::N);
    window.run_steps(3);
    type_into(&mut window, "Name", "Sun Hao");
    click(&mut window, "Save");
    // The store has it now (the sample office has a customer of this name).
    desk.show(|snap| snap.data_revision += 1);
    window.run_steps(6);
    assert!(desk.asked().contains(&Query::Customer(ui_support::customer_id(6))));
    assert!(sees(&window, "Delete customer"));
}

fn readme_pictures(language: Language, tag: &str, who: &str) {
    let light = |snap| in_theme(snap, Theme::Light);
    let (desk, mut window) = open(light(ui_support::ringing(language)), Screen::Calls);
    picture(&mut window, "assets/screenshots", &format!("incoming_{tag}"));
    desk.show(|snap| *snap = light(ui_support::idle(language)));
    window.run_steps(3);
    window.get_by_label(who).click();
    window.run_steps(6);
    picture(&mut window, "assets/screenshots", &format!("calls_{tag}"));
}

#[test]
fn the_chinese_pictures_of_the_readme() {
    readme_pictures(Language::Chinese, "zh", "赵雪");
}

#[test]
fn the_english_pictures_of_the_readme() {
    readme_pictures(Language::English, "en", "Rose Hart");
}

#[test]
fn a_few_views_look_as_they_should_in_the_dark() {
    let english = Language::English;
    let dark = |snap| in_theme(snap, Theme::Dark);
    let (desk, mut window) = open(dark(ui_support::talking(english)), Screen::Line);
    picture(&mut window, "tests/snapshots", "line_dark_en");
    desk.show(|snap| *snap = dark(ui_support::idle(english)));
    window.key_press(egui::Key::F3);
    window.run_steps(4);
    window.get_by_label("Min Zhang").click();
    window.run_steps(4);
    picture(&mut window, "tests/snapshots", "card_dark_en");
}

#[test]
fn the_first_start_looks_inviting() {
    let first = in_theme(ui_support::empty(Language::Chinese), Theme::Light);
    let (_, mut window) = open_sized(first, Screen::Calls, [900.0, 600.0]);
    picture(&mut window, "tests/snapshots", "first_start_zh");
}

#[test]
fn a_small_window_shows_the_details_below_the_list() {
    let snap = ui_support::idle(Language::English);
    let (_, mut window) = open_sized(snap, Screen::Calls, [860.0, 560.0]);
    window.get_by_label("Anna Lindt").click();
    window.run_steps(6);
    let list = window.get_by_label("Paul Weber").rect();
    let details = window.get_by_label("Note on this call").rect();
    assert!(details.top() > list.bottom(), "{list} and {details} share the room");
}
