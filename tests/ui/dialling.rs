//! Calling out as a person sees it: the panel, the call bar, questions, numbers by hand, the clipboard, the settings.

use crate::ui_support;
use crate::ui_support::bench::*;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use ringdesk::base::ids::{CallId, CustomerId};
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::dialling::{
    DialAnswer, DialQuestion, DialSource, DialTrouble, Dialled, Doubt, SpeedDial, Suppression,
};
use ringdesk::call::record::Direction;
use ringdesk::engine::command::Command;
use ringdesk::engine::notice::{Notice, Severity, Topic};
use ringdesk::engine::query::{Answer, Query};
use ringdesk::engine::settings::{Language, SettingChange};
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::engine::topics::dialling::{DialCommand, DialStage, PendingDial};
use ringdesk::engine::topics::manners::{DeskAct, MannersCommand};
use ringdesk::ui::state::Screen;
use std::time::Duration;
use ui_support::stub::StubDesk;

fn dials(mut snap: Snapshot) -> Snapshot {
    for line in &mut snap.lines {
        line.claimed.seize = true;
        line.claimed.dial = true;
        line.claimed.flash = true;
    }
    snap
}

fn pending(stage: DialStage) -> PendingDial {
    PendingDial {
        serial: 3,
        number: PhoneNumber::new("021 5550 1234"),
        shown: "9,02155501234".into(),
        customer: None,
        stage,
        since: ui_support::NOW.mono,
        call: None,
        emergency: false,
    }
}

/// The program talks with a customer it has dialled.
fn in_call(language: Language) -> Snapshot {
    let mut snap = dials(ui_support::talking(language));
    snap.dialling.seized = true;
    snap.dialling.sent = "12#".into();
    let record = &mut snap.calls[0].record;
    record.direction = Direction::Outgoing;
    record.rings = 0;
    record.caller_id = None;
    snap.calls[0].burst_name.clear();
    snap.calls[0].popup = false;
    snap
}

fn knows_numbers(desk: &StubDesk, language: Language) {
    let zh = language == Language::Chinese;
    desk.answer_with(move |query| {
        let Query::Dialling(question) = query else { return None };
        let name = |en: &str, chinese: &str| if zh { chinese.to_owned() } else { en.to_owned() };
        let speed =
            |label: String, number: &str| SpeedDial { label, number: PhoneNumber::new(number) };
        Some(Answer::Dialling(match question {
            DialQuestion::SpeedDial => DialAnswer::SpeedDial(vec![
                speed(name("Bank", "银行"), "95588"),
                speed(name("Courier", "快递"), "95338"),
                speed(name("Property office", "物业"), "8012"),
            ]),
            DialQuestion::Recent(_) => DialAnswer::Recent(vec![
                Dialled {
                    number: PhoneNumber::new("13812345678"),
                    party: name("Wang Wei", "王伟"),
                    customer: Some(CustomerId(1)),
                    at_utc_millis: ui_support::NOW.utc_millis - 600_000,
                    times: 3,
                },
                Dialled {
                    number: PhoneNumber::new("021-55501234"),
                    party: String::new(),
                    customer: None,
                    at_utc_millis: ui_support::NOW.utc_millis - 90_000_000,
                    times: 1,
                },
            ]),
            DialQuestion::Suppressions(_) => DialAnswer::Suppressions(vec![Suppression {
                id: 4,
                number: PhoneNumber::new("13900001111"),
                reason: "asked us twice".into(),
                ..Suppression::default()
            }]),
            DialQuestion::Suppressed(_) => DialAnswer::Suppressed(None),
        }))
    });
}

fn dial(number: &str, source: DialSource) -> Command {
    let number = PhoneNumber::new(number);
    Command::Dialling(DialCommand::Dial { number, customer: None, source })
}

fn opened(language: Language) -> (StubDesk, Window) {
    let (desk, mut window) = open(dials(ui_support::idle(language)), Screen::Customers);
    knows_numbers(&desk, language);
    window.key_press(egui::Key::F9);
    window.run_steps(4);
    (desk, window)
}

#[test]
fn f9_opens_the_panel_what_is_typed_is_shown_as_it_will_be_dialled_and_enter_dials() {
    for (language, label, shown) in [
        (Language::English, "Number to dial", "Will dial 9,02155501234"),
        (Language::Chinese, "要拨的号码", "将拨 9,02155501234"),
    ] {
        let (desk, mut window) = opened(language);
        desk.show(|snap| {
            let mut settings = snap.settings.as_ref().clone();
            settings.dialling.plan.outside_prefix = "9".into();
            snap.settings = std::sync::Arc::new(settings);
        });
        window.event(egui::Event::Text("021 5550-1234".into()));
        window.run_steps(4);
        assert!(sees(&window, shown), "the caret stands in the field: {label}");
        window.key_press(egui::Key::Enter);
        window.run_steps(4);
        assert_eq!(desk.commands(), [dial("021 5550-1234", DialSource::Field)]);
        window.key_press(egui::Key::F9);
        window.run_steps(4);
        assert!(window.query_by_label(label).is_none(), "closed");
    }
}

#[test]
fn rubbish_in_the_field_says_why_and_dials_nothing_and_an_emergency_number_says_so() {
    let (desk, mut window) = opened(Language::English);
    type_into(&mut window, "Number to dial", "1-800-FLOWERS");
    assert!(sees(&window, "A letter or sign in it cannot be dialled"));
    let (_, mut window) = opened(Language::English);
    type_into(&mut window, "Number to dial", "110");
    assert!(sees(&window, "Emergency number: will dial 110 at once"));
    assert!(desk.commands().is_empty());
}

#[test]
fn keypad_speed_dial_and_numbers_dialled_before_dial() {
    let (desk, mut window) = opened(Language::English);
    for key in ["Key 1", "Key 0", "Key 0", "Key 8", "Key 6"] {
        click(&mut window, key);
    }
    assert!(sees(&window, "Will dial 10086"));
    click(&mut window, "Bank");
    assert_eq!(desk.commands().last(), Some(&dial("95588", DialSource::SpeedDial)));
    assert!(sees(&window, "Wang Wei") && sees(&window, "×3"));
}

#[test]
fn the_speed_dial_is_edited_as_a_list() {
    let (desk, mut window) = opened(Language::English);
    click(&mut window, "Edit");
    click(&mut window, "Move 2 up");
    click(&mut window, "Remove 3");
    click(&mut window, "Save");
    let row = |label: &str, number: &str| SpeedDial {
        label: label.into(),
        number: PhoneNumber::new(number),
    };
    let rows = vec![row("Courier", "95338"), row("Bank", "95588")];
    assert_eq!(desk.commands(), [Command::Dialling(DialCommand::SetSpeedDial(rows))]);
}

#[test]
fn a_line_in_use_greys_every_dial_button_and_the_log_offers_one_per_number() {
    let (desk, mut window) = open(dials(ui_support::idle(Language::English)), Screen::Calls);
    let buttons = |window: &Window| window.get_all_by_role_and_label(Role::Button, "Dial").count();
    assert!(buttons(&window) > 2);
    window.get_all_by_role_and_label(Role::Button, "Dial").next().expect("a row").click();
    window.run_steps(4);
    let sent = desk.commands();
    let from_log = |command: &Command| {
        let log = DialSource::Log;
        matches!(command, Command::Dialling(DialCommand::Dial { source, .. }) if *source == log)
    };
    assert!(sent.len() == 1 && from_log(&sent[0]), "{sent:?}");
    desk.show(|snap| *snap = dials(ui_support::talking(Language::English)));
    window.run_steps(4);
    window.get_all_by_role_and_label(Role::Button, "Dial").next().expect("a row").click();
    window.run_steps(4);
    assert!(!desk.commands()[1..].iter().any(from_log), "greyed");
}

#[test]
fn the_call_bar_hangs_up_holds_and_sends_keys() {
    for (language, hang_up, hold, keys, five) in [
        (Language::English, "Hang up", "Hold", "Keys", "Key 5"),
        (Language::Chinese, "挂断", "保持", "按键", "按键 5"),
    ] {
        let (desk, mut window) = open(in_call(language), Screen::Calls);
        click(&mut window, hold);
        click(&mut window, keys);
        click(&mut window, five);
        click(&mut window, hang_up);
        let wishes = [DialCommand::Flash, DialCommand::SendKeys("5".into()), DialCommand::HangUp];
        assert_eq!(desk.commands(), wishes.map(Command::Dialling));
    }
}

#[test]
fn what_the_box_cannot_do_is_not_offered_and_a_call_of_the_desk_phone_is_not_ours_to_hang_up() {
    let mut snap = in_call(Language::English);
    snap.lines[0].claimed.flash = false;
    snap.dialling.seized = false;
    let (desk, mut window) = open(snap, Screen::Calls);
    let offered =
        |window: &Window, what| window.query_all_by_role_and_label(Role::Button, what).count();
    assert_eq!(offered(&window, "Hang up"), 0, "the desk phone holds it: no strip takes room");
    desk.show(|snap| snap.dialling.seized = true);
    window.run_steps(3);
    assert_eq!((offered(&window, "Hold"), offered(&window, "Hang up")), (0, 1));
    desk.show(|snap| *snap = ui_support::talking(Language::English));
    window.run_steps(3);
    assert_eq!(offered(&window, "Hang up"), 0, "a bare tap, and its card");
}

#[test]
fn a_ringing_line_is_answered_on_its_card_and_in_the_strip_when_there_is_no_card() {
    let (desk, mut window) = open(dials(ui_support::ringing(Language::English)), Screen::Calls);
    click(&mut window, "Answer"); // the only one
    let on_card = Command::Manners(MannersCommand::Act(DeskAct::Answer));
    assert_eq!(desk.commands(), [on_card]);
    desk.show(|snap| snap.calls[0].popup = false);
    window.run_steps(3);
    click(&mut window, "Answer");
    let line = ringdesk::base::ids::LineId(0);
    assert_eq!(desk.commands()[1..], [Command::Dialling(DialCommand::Answer(line))]);
}

#[test]
fn the_last_number_comes_back_by_one_key_or_by_enter_in_the_empty_field() {
    for (language, redial) in [(Language::English, "Redial"), (Language::Chinese, "重拨")] {
        let mut snap = dials(ui_support::idle(language));
        let (desk, mut window) = open(snap.clone(), Screen::Calls);
        let press = |window: &mut Window| {
            window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::R);
            window.run_steps(3);
        };
        press(&mut window);
        assert!(desk.commands().is_empty(), "nothing was dialled yet");
        snap.dialling.last = Some(PhoneNumber::new("13812345678"));
        desk.show(|shown| *shown = snap);
        window.run_steps(3);
        press(&mut window);
        click(&mut window, redial);
        let again = Command::Dialling(DialCommand::Redial);
        assert_eq!(desk.commands(), [again.clone(), again]);
        knows_numbers(&desk, language);
        window.key_press(egui::Key::F9);
        window.run_steps(4);
        window.key_press(egui::Key::Enter);
        window.run_steps(4);
        assert_eq!(desk.commands().len(), 2, "the first Enter only shows it");
        window.key_press(egui::Key::Enter);
        window.run_steps(4);
        assert_eq!(desk.commands()[2..], [dial("138 1234 5678", DialSource::Field)]);
    }
}

#[test]
fn a_doubtful_number_is_asked_about_and_enter_does_not_dial_it() {
    let row = Suppression { id: 9, reason: "asked us not to".into(), ..Suppression::default() };
    let doubts = vec![Doubt::Suppressed(row), Doubt::Abroad];
    let mut snap = dials(ui_support::idle(Language::English));
    snap.dialling.pending = Some(pending(DialStage::Confirm(doubts)));
    let (desk, mut window) = open(snap, Screen::Calls);
    assert!(sees(&window, "On the do-not-call list: asked us not to"));
    assert!(sees(&window, "A call abroad: it may cost extra"));
    window.key_press(egui::Key::Enter);
    window.run_steps(3);
    assert!(desk.commands().is_empty());
    click(&mut window, "Dial all the same");
    assert_eq!(desk.commands(), [Command::Dialling(DialCommand::Confirm(3))]);
}

#[test]
fn a_line_that_cannot_dial_shows_the_number_large() {
    for (language, title, tag) in [
        (Language::English, "Dial it on the phone", "en"),
        (Language::Chinese, "请在话机上拨这个号码", "zh"),
    ] {
        let mut snap = ui_support::idle(language);
        snap.dialling.pending = Some(pending(DialStage::ByHand));
        let (desk, mut window) = open(snap, Screen::Calls);
        assert!(sees(&window, title) && sees(&window, "9,02155501234"));
        if tag == "zh" {
            picture(&mut window, "tests/snapshots", "dial_by_hand_zh");
        }
        let label = if tag == "zh" { "不拨了" } else { "Do not dial" };
        window.get_all_by_role_and_label(Role::Button, label).next().expect("a way out").click();
        window.run_steps(3);
        assert_eq!(desk.commands(), [Command::Dialling(DialCommand::Cancel)]);
    }
}

#[test]
fn a_number_on_the_clipboard_is_offered_when_the_window_comes_to_the_front() {
    let (desk, mut window) = open(dials(ui_support::idle(Language::English)), Screen::Calls);
    window.event(egui::Event::Paste("021-55501234".into()));
    window.run_steps(2);
    assert!(!sees(&window, "Dial 021 5550 1234?"), "nobody asked for the clipboard");
    window.event(egui::Event::WindowFocused(true));
    window.run_steps(1);
    window.event(egui::Event::Paste("021-55501234".into()));
    window.run_steps(3);
    click(&mut window, "Dial 021 5550 1234?");
    assert_eq!(desk.commands(), [dial("02155501234", DialSource::Clipboard)]);
    window.run_steps(2);
    assert!(!sees(&window, "Dial 021 5550 1234?"));
}

#[test]
fn the_clipboard_is_left_alone_when_the_setting_is_off_and_prices_are_no_numbers() {
    let off = with_settings(dials(ui_support::idle(Language::English)), |settings| {
        settings.dialling.clipboard = false;
    });
    for (snap, text) in
        [(off, "021-55501234"), (dials(ui_support::idle(Language::English)), "1299.50")]
    {
        let (_, mut window) = open(snap, Screen::Calls);
        window.event(egui::Event::WindowFocused(true));
        window.run_steps(1);
        window.event(egui::Event::Paste(text.into()));
        window.run_steps(3);
        assert!(
            window.query_by_role_and_label(Role::Button, "Not this number").is_none(),
            "{text}"
        );
    }
}

fn settings_page(language: Language) -> (StubDesk, Window) {
    let snap = dials(ui_support::idle(language));
    let (desk, mut window) = open_sized(snap, Screen::Settings, [1180.0, 1500.0]);
    knows_numbers(&desk, language);
    let chip = if language == Language::Chinese { "拨号" } else { "Dialling" };
    window.get_all_by_role_and_label(Role::Button, chip).next().expect("the chip").click();
    window.run_steps(5);
    (desk, window)
}

#[test]
fn the_settings_take_prefixes_and_show_what_they_make_of_numbers() {
    let (desk, mut window) = settings_page(Language::English);
    type_into(&mut window, "Outside line", "9");
    let Some(Command::Set(SettingChange::Dialling(settings))) = desk.commands().last().cloned()
    else {
        panic!("{:?}", desk.commands());
    };
    assert_eq!(settings.plan.outside_prefix, "9");
    assert!(sees(&window, "ringdesk dial"), "the way to a key of the desktop");
}

#[test]
fn a_number_is_put_on_the_do_not_call_list_and_allowed_again() {
    let (desk, mut window) = settings_page(Language::English);
    assert!(sees(&window, "139 0000 1111") && sees(&window, "asked us twice"));
    type_into(&mut window, "Number", "13800001111");
    type_into(&mut window, "Reason", "no adverts");
    click(&mut window, "Do not call");
    let commands = desk.commands();
    let Some(Command::Dialling(DialCommand::Suppress(row))) = commands.last() else {
        panic!("{commands:?}");
    };
    assert_eq!((row.number.as_str(), row.reason.as_str()), ("13800001111", "no adverts"));
    click(&mut window, "Allow again");
    let commands = desk.commands();
    let Some(Command::Dialling(DialCommand::Suppress(row))) = commands.last() else {
        panic!("{commands:?}");
    };
    assert!(row.lifted && row.number.as_str() == "13900001111");
}

#[test]
fn what_went_wrong_is_said_in_a_sentence() {
    for (language, sentence) in [
        (Language::English, "No dial tone: nothing was dialled"),
        (Language::Chinese, "没有拨号音，没有拨出"),
    ] {
        let mut snap = ui_support::idle(language);
        let topic = Topic::Dialling(DialTrouble::NoDialTone);
        snap.notices = vec![Notice { id: 1, severity: Severity::Warning, topic, at_utc_millis: 0 }];
        let (_, window) = open(snap, Screen::Calls);
        assert!(sees(&window, sentence));
    }
}

#[test]
fn the_panel_comes_up_when_the_desktop_asks_for_it() {
    let (desk, mut window) = open(dials(ui_support::idle(Language::English)), Screen::Line);
    desk.show(|snap| snap.dialling.panel += 1);
    window.run_steps(4);
    assert!(sees(&window, "Dialled before"));
}

#[test]
fn a_call_from_the_program_in_chinese() {
    let mut snap = in_call(Language::Chinese);
    let mut dial = pending(DialStage::Sent);
    dial.number = PhoneNumber::new("13812345678");
    dial.shown = "9,13812345678".into();
    dial.call = Some(CallId(100));
    snap.dialling.pending = Some(dial);
    snap.calls[0].answered_mono =
        Some(ui_support::NOW.mono.saturating_sub(Duration::from_secs(91)));
    let (desk, mut window) = open(snap, Screen::Calls);
    knows_numbers(&desk, Language::Chinese);
    window.key_press(egui::Key::F9);
    window.run_steps(6);
    picture(&mut window, "assets/screenshots", "in_call_zh");
}

#[test]
fn the_settings_of_dialling_in_english() {
    let (_, mut window) = settings_page(Language::English);
    picture(&mut window, "tests/snapshots", "dialling_settings_en");
}
