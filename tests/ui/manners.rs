//! The window's topic `manners`: every flow by label, in both languages.

use crate::ui_support::bench::*;
use crate::ui_support::{self, NOW};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use ringdesk::base::ids::CallId;
use ringdesk::call::record::Outcome;
use ringdesk::engine::command::Command;
use ringdesk::engine::settings::{Language, SettingChange, Theme};
use ringdesk::engine::snapshot::{CallView, Snapshot};
use ringdesk::engine::topics::dialling::DialCommand;
use ringdesk::engine::topics::manners::{
    DeskAct, MannersCommand, MannersSettings, OwnKey, PopPolicy, Quiet, QuietUntil,
};
use ringdesk::ui::state::Screen;
use std::time::Duration;

#[path = "manners_outside.rs"]
mod outside;

/// A call begins: what the engine shows then.
fn call_comes(snap: &mut Snapshot, language: Language, id: i64) {
    let ringing = ui_support::ringing(language);
    snap.lines = ringing.lines;
    snap.calls.insert(0, numbered(ringing.calls[0].clone(), id));
}

fn numbered(mut call: CallView, id: i64) -> CallView {
    call.record.id = CallId(id);
    call
}

fn missed(mut call: CallView) -> CallView {
    call.record.lasted = Some(Duration::from_secs(9));
    call.record.outcome = Outcome::Missed;
    call
}

fn focused(window: &Window) -> Option<egui::Id> {
    window.ctx.memory(egui::Memory::focused)
}

/// Types without touching the focus: where the keys went, they go.
fn keys(window: &mut Window, text: &str) {
    window.event(egui::Event::Text(text.into()));
    window.run_steps(3);
}

fn value(window: &Window, label: &str) -> String {
    let is_field =
        |role| matches!(role, Role::TextInput | Role::MultilineTextInput | Role::SearchInput);
    let node = window
        .get_all_by_label(label)
        .find(|node| is_field(node.accesskit_node().role()))
        .expect("a field of this name");
    node.accesskit_node().value().unwrap_or_default()
}

fn has_card(window: &Window, language: Language) -> bool {
    let word = if language == Language::Chinese { "来电" } else { "Incoming call" };
    sees(window, word) && sees(window, note(language))
}

fn note(language: Language) -> &'static str {
    if language == Language::Chinese { "通话备注" } else { "Note on this call" }
}

fn manners(snap: Snapshot, change: impl FnOnce(&mut MannersSettings)) -> Snapshot {
    with_settings(snap, |settings| change(&mut settings.manners))
}

/// The newest settings of the topic that the window asked for.
fn asked(commands: &[Command]) -> MannersSettings {
    let newest = commands.iter().rev().find_map(|command| match command {
        Command::Set(SettingChange::Manners(settings)) => Some(settings.clone()),
        _ => None,
    });
    newest.expect("a change of the settings")
}

#[test]
fn case_one_idle_the_card_opens_and_nothing_gets_the_focus() {
    for language in LANGUAGES {
        let (desk, mut window) = open(ui_support::idle(language), Screen::Calls);
        assert_eq!(focused(&window), None);
        desk.show(|snap| call_comes(snap, language, 100));
        window.run_steps(4);
        assert!(has_card(&window, language));
        assert_eq!(focused(&window), None);
    }
}

#[test]
fn case_two_browsing_the_card_opens_and_the_search_goes_on_letter_by_letter() {
    for language in LANGUAGES {
        let (desk, mut window) = open(ui_support::idle(language), Screen::Customers);
        window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::F);
        window.run_steps(4);
        let search = focused(&window).expect("the search box");
        keys(&mut window, "Ro");
        desk.show(|snap| call_comes(snap, language, 100));
        keys(&mut window, "se");
        assert!(has_card(&window, language));
        assert_eq!(focused(&window), Some(search));
        let app = window.state().app.as_ref().unwrap();
        assert_eq!(app.state().customers.text, "Rose");
    }
}

/// A new card with something typed into it, the caret in its name.
fn editing(language: Language) -> (ui_support::stub::StubDesk, Window, egui::Id) {
    let (desk, mut window) = open(ui_support::idle(language), Screen::Customers);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::N);
    window.run_steps(3);
    type_into(&mut window, say(language, "姓名", "Name"), "Sun");
    let field = focused(&window).expect("the name");
    (desk, window, field)
}

#[test]
fn case_three_editing_the_call_waits_as_a_chip_and_typing_goes_on() {
    for language in LANGUAGES {
        let (desk, mut window, field) = editing(language);
        let place = |window: &Window| {
            let name = say(language, "姓名", "Name");
            window.get_all_by_label(name).next().unwrap().rect()
        };
        let before = place(&window);
        desk.show(|snap| call_comes(snap, language, 100));
        keys(&mut window, " Hao");
        assert!(!has_card(&window, language), "nothing stands over the edit");
        assert!(sees(&window, say(language, "刚才的来电", "Came in meanwhile")));
        assert!(sees(&window, say(language, "王伟", "Wang Wei")));
        assert_eq!(focused(&window), Some(field));
        assert_eq!(value(&window, say(language, "姓名", "Name")), "Sun Hao");
        assert_eq!(place(&window), before, "what is edited does not move");
        assert_eq!(desk.commands(), []);
        // Saved, and the call still rings: its card opens by itself.
        window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::S);
        window.run_steps(4);
        assert!(has_card(&window, language));
        assert!(!sees(&window, say(language, "刚才的来电", "Came in meanwhile")));
    }
}

#[test]
fn a_chip_opens_the_card_and_a_tick_deals_with_the_call_and_the_draft_is_kept() {
    for language in LANGUAGES {
        let (desk, mut window, _) = editing(language);
        desk.show(|snap| call_comes(snap, language, 100));
        window.run_steps(4);
        // The sample office has a customer of this name in the list as well.
        let who = say(language, "王伟", "Wang Wei");
        let named = window.get_all_by_role_and_label(Role::Button, who);
        let chip = named.max_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
        chip.expect("the chip").click();
        window.run_steps(4);
        let show = Command::Manners(MannersCommand::ShowCard(CallId(100)));
        assert_eq!(desk.commands(), [show]);
        assert!(has_card(&window, language));
        // A second call, missed while the card is still being edited.
        desk.show(|snap| {
            snap.calls = vec![];
            call_comes(snap, language, 101);
        });
        window.run_steps(4);
        desk.show(|snap| snap.calls[0] = missed(snap.calls[0].clone()));
        window.run_steps(4);
        click(&mut window, say(language, "已处理", "Dealt with"));
        let done = [Command::MarkHandled(CallId(101), true), Command::ClosePopup(CallId(101))];
        assert_eq!(desk.commands()[1..], done);
        assert!(!sees(&window, say(language, "刚才的来电", "Came in meanwhile")));
        assert_eq!(value(&window, say(language, "姓名", "Name")), "Sun");
    }
}

#[test]
fn case_four_two_cards_open_the_new_call_is_in_front_and_what_was_typed_stays() {
    for language in LANGUAGES {
        let (desk, mut window) = open(ui_support::idle(language), Screen::Calls);
        desk.show(|snap| {
            call_comes(snap, language, 100);
            snap.calls[0] = missed(snap.calls[0].clone());
        });
        window.run_steps(4);
        type_into(&mut window, note(language), "three boxes");
        let field = focused(&window);
        desk.show(|snap| {
            call_comes(snap, language, 101);
            snap.calls[0] = missed(snap.calls[0].clone());
        });
        window.run_steps(4);
        let shown = |window: &Window| {
            window.state().app.as_ref().unwrap().state().manners.cards.shown().to_vec()
        };
        assert_eq!(shown(&window), [CallId(101), CallId(100)], "two cards");
        desk.show(|snap| call_comes(snap, language, 102));
        keys(&mut window, ", blue");
        assert_eq!(focused(&window), field);
        let app = window.state().app.as_ref().unwrap();
        assert_eq!(app.state().notes[&CallId(100)].text, "three boxes, blue");
        assert_eq!(shown(&window), [CallId(102), CallId(100)]);
        assert!(sees(&window, say(language, "刚才的来电", "Came in meanwhile")));
    }
}

#[test]
fn escape_in_a_field_leaves_the_field_and_not_the_card() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Customers);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::F);
    window.run_steps(4);
    desk.show(|snap| call_comes(snap, Language::English, 100));
    window.run_steps(3);
    window.key_press(egui::Key::Escape);
    window.run_steps(3);
    assert_eq!(desk.commands(), []);
    window.key_press(egui::Key::Escape);
    window.run_steps(3);
    assert_eq!(desk.commands(), [Command::ClosePopup(CallId(100))]);
}

#[test]
fn a_card_that_does_not_open_by_itself_can_be_asked_for() {
    for language in LANGUAGES {
        let by_hand = |m: &mut MannersSettings| m.pop = PopPolicy::ByHand;
        let mut snap = manners(ui_support::ringing(language), by_hand);
        snap.calls[0].popup = false;
        let (desk, mut window) = open(snap, Screen::Calls);
        assert!(!has_card(&window, language));
        click(&mut window, say(language, "查看来电", "Show the card"));
        let show = Command::Manners(MannersCommand::ShowCard(CallId(100)));
        assert_eq!(desk.commands(), [show]);
    }
}

#[test]
fn what_the_box_cannot_do_is_greyed_and_what_it_can_is_asked_for() {
    let (desk, mut window) = open(ui_support::ringing(Language::English), Screen::Calls);
    window.get_by_role_and_label(Role::Button, "Answer").click();
    window.run_steps(3);
    assert_eq!(desk.commands(), [], "the box cannot take the line");
    desk.show(|snap| {
        snap.lines[0].claimed.seize = true;
        snap.manners.ringing = true;
    });
    window.run_steps(3);
    window.get_all_by_role_and_label(Role::Button, "Answer").last().expect("the card").click();
    window.run_steps(3);
    click(&mut window, "Silence the ring");
    window.key_press(egui::Key::F10);
    window.run_steps(2);
    let act = |act| Command::Manners(MannersCommand::Act(act));
    let wanted = [DeskAct::Answer, DeskAct::Silence, DeskAct::Answer].map(act);
    assert_eq!(desk.commands(), wanted);
    let talking = ui_support::talking(Language::English);
    desk.show(|snap| {
        snap.calls = talking.calls;
        snap.lines = talking.lines;
        snap.lines[0].claimed.seize = true;
        snap.dialling.seized = true;
    });
    window.run_steps(3);
    window.get_all_by_role_and_label(Role::Button, "Hang up").last().expect("the card").click();
    window.run_steps(3);
    assert_eq!(desk.commands().last(), Some(&Command::Dialling(DialCommand::HangUp)));
}

#[test]
fn do_not_disturb_is_one_click_away_and_cannot_be_overlooked() {
    for language in LANGUAGES {
        let (desk, mut window) = open(ui_support::idle(language), Screen::Calls);
        let name = say(language, "请勿打扰", "Do not disturb");
        click(&mut window, name);
        click(&mut window, say(language, "60 分钟", "For 60 minutes"));
        let quiet = |until| Command::Manners(MannersCommand::DoNotDisturb(until));
        let hour = Some(QuietUntil::For(Duration::from_hours(1)));
        assert_eq!(desk.commands(), [quiet(hour)]);
        let until = NOW.utc_millis + 3_600_000;
        desk.show(|snap| {
            let on = Some(Quiet { until_utc_millis: Some(until) });
            *snap = manners(snap.clone(), |m| m.quiet = on);
        });
        window.run_steps(3);
        let pill = say(language, "请勿打扰，到 15:07", "Do not disturb until 15:07");
        assert!(sees(&window, pill));
        click(&mut window, name);
        click(&mut window, say(language, "恢复提醒", "Disturb me again"));
        assert_eq!(desk.commands().last(), Some(&quiet(None)));
    }
}

#[test]
fn a_time_of_day_ends_do_not_disturb_and_rubbish_is_not_taken() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Calls);
    click(&mut window, "Do not disturb");
    type_into(&mut window, "Until", "noon");
    window.get_by_role_and_label(Role::Button, "Set").click();
    window.run_steps(3);
    assert_eq!(desk.commands(), []);
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Calls);
    click(&mut window, "Do not disturb");
    type_into(&mut window, "Until", "17:30");
    click(&mut window, "Set");
    let until = QuietUntil::Clock { hour: 17, minute: 30 };
    assert_eq!(desk.commands(), [Command::Manners(MannersCommand::DoNotDisturb(Some(until)))]);
}

/// The settings page of the topic.
fn settings(language: Language) -> (ui_support::stub::StubDesk, Window) {
    let (desk, mut window) =
        open_sized(ui_support::idle(language), Screen::Settings, [1180.0, 1500.0]);
    click(&mut window, say(language, "来电提醒", "At the desk"));
    (desk, window)
}

#[test]
fn every_setting_of_the_page_reaches_the_engine() {
    for language in LANGUAGES {
        let (desk, mut window) = settings(language);
        for (chinese, english, check) in [
            (
                "来电时电脑响铃",
                "Ring on this computer",
                (|m| !m.ring.on) as fn(&MannersSettings) -> bool,
            ),
            ("有来电时", "When a call comes in", |m| !m.notify_ringing),
            ("有未接来电时", "When a call was missed", |m| !m.notify_missed),
            ("关闭窗口后留在托盘", "Closing the window keeps Ringdesk in the tray", |m| {
                !m.stay_in_tray
            }),
        ] {
            window.get_by_label(say(language, chinese, english)).click();
            window.run_steps(3);
            assert!(check(&asked(&desk.commands())), "{english}");
        }
        click(&mut window, say(language, "试听", "Listen"));
        let newest = desk.commands().pop();
        assert!(matches!(newest, Some(Command::Manners(MannersCommand::TryRing(Some(_))))));
        let absent = say(
            language,
            "这里无法显示托盘图标，关闭窗口即退出程序",
            "The tray icon cannot be shown here: closing the window ends the program",
        );
        assert!(sees(&window, absent), "a system without a tray says so");
    }
}

#[test]
fn a_key_is_bound_by_pressing_it_and_a_taken_one_is_refused_with_the_reason() {
    let (desk, mut window) = settings(Language::English);
    let change = |window: &mut Window| {
        window.get_all_by_label("Change").next().expect("the first row").click();
        window.run_steps(3);
        assert!(sees(window, "Press a key…"));
    };
    change(&mut window);
    window.key_press(egui::Key::F2);
    window.run_steps(3);
    assert!(sees(&window, "F2 was not taken: Calls"));
    assert_eq!(desk.commands(), [], "and the page did not change either");
    assert!(sees(&window, "Press a key…"), "it still listens");
    window.key_press_modifiers(egui::Modifiers::ALT, egui::Key::A);
    window.run_steps(3);
    let own = OwnKey { act: DeskAct::Answer, key: "Alt+A".to_owned() };
    assert_eq!(asked(&desk.commands()).keys, std::slice::from_ref(&own));
    desk.show(|snap| *snap = manners(snap.clone(), |m| m.keys = vec![own]));
    window.run_steps(3);
    let before = desk.commands().len();
    window.key_press(egui::Key::F10);
    window.run_steps(2);
    assert_eq!(desk.commands().len(), before, "the built-in key is free");
    window.key_press_modifiers(egui::Modifiers::ALT, egui::Key::A);
    window.run_steps(2);
    let act = Command::Manners(MannersCommand::Act(DeskAct::Answer));
    assert_eq!(desk.commands().last(), Some(&act));
    change(&mut window);
    window.key_press(egui::Key::Escape);
    window.run_steps(3);
    assert!(!sees(&window, "Press a key…"));
}

#[test]
fn the_strip_looks_as_it_should() {
    let light = |snap| in_theme(snap, Theme::Light);
    let chinese = Language::Chinese;
    let (desk, mut window) = open(light(ui_support::idle(chinese)), Screen::Customers);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::N);
    window.run_steps(3);
    type_into(&mut window, "姓名", "孙浩");
    desk.show(|snap| {
        call_comes(snap, chinese, 100);
        snap.calls[0] = missed(snap.calls[0].clone());
    });
    window.run_steps(3);
    desk.show(|snap| {
        let mut unknown = ui_support::ringing_unknown(chinese).calls[0].clone();
        unknown.record.id = CallId(101);
        snap.calls.insert(0, unknown);
        let on = Some(Quiet { until_utc_millis: Some(NOW.utc_millis + 3_600_000) });
        *snap = manners(snap.clone(), |m| m.quiet = on);
    });
    picture(&mut window, "tests/snapshots", "incoming_strip_zh");
}

#[test]
fn the_settings_at_the_desk_look_as_they_should() {
    let (_, mut window) = settings(Language::English);
    picture(&mut window, "tests/snapshots", "at_the_desk_en");
}

#[test]
fn a_caller_who_waits_has_a_card_that_says_how_to_take_the_call() {
    for language in LANGUAGES {
        for seized in [false, true] {
            let mut snap = ui_support::talking(language);
            let mut second = numbered(snap.calls[0].clone(), 101);
            (second.record.answered_after, second.record.answered_by) = (None, None);
            (second.answered_mono, second.waits) = (None, true);
            snap.calls[0].popup = false;
            snap.calls.insert(0, second);
            snap.lines[0].claimed.flash = true;
            snap.dialling.seized = seized;
            let (desk, mut window) = open(snap, Screen::Calls);
            assert!(sees(&window, say(language, "另一位来电者在等候", "Another caller waits")));
            // The talk goes on in the line's strip: it is the call that is recorded and held.
            assert!(sees(&window, say(language, "通话中", "Talking")), "{language:?}");
            let by_phone = say(
                language,
                "接听：按话机上的拍叉（R）键",
                "To take the call: press the flash key of the desk phone",
            );
            assert_eq!(sees(&window, by_phone), !seized, "{language:?}");
            if seized {
                click(&mut window, say(language, "保持（拍叉）", "Hold (flash)"));
                let flash = Command::Manners(MannersCommand::Act(DeskAct::Flash));
                assert!(desk.commands().contains(&flash), "{language:?}");
            }
        }
    }
}
