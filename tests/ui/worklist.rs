//! The window's topic `worklist`: every flow by label, in both languages.

use crate::ui_support::bench::*;
use crate::ui_support::{self, NOW};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use ringdesk::base::ids::CallId;
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::dialling::DialSource;
use ringdesk::call::worklist::log::{LogOrder, LogQuestion};
use ringdesk::call::worklist::promise::{Promise, PromiseId};
use ringdesk::call::worklist::task::{CallWork, Done, DoneHow};
use ringdesk::call::worklist::{WorkAnswer, WorkQuestion};
use ringdesk::engine::command::Command;
use ringdesk::engine::query::{Answer, CallFilter, Query};
use ringdesk::engine::settings::{Language, SettingChange, Theme};
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::engine::topics::dialling::DialCommand;
use ringdesk::engine::topics::worklist::{WorkCommand, WorkSettings};
use ringdesk::ui::state::Screen;
use std::sync::Arc;

const MINUTE: i64 = 60_000;

/// Five rings of one caller among the afternoon's calls, newest ids first.
fn busy_afternoon(language: Language) -> Snapshot {
    let mut snap = ui_support::idle(language);
    let mut log = snap.recent.as_ref().clone();
    let missed = log.iter().find(|call| call.record.id == CallId(2)).cloned().unwrap();
    for n in 1..=4 {
        let mut again = missed.clone();
        again.record.id = CallId(200 + n);
        again.record.started_utc_millis += n * MINUTE;
        again.record.note.clear();
        log.insert(0, again);
    }
    snap.recent = Arc::new(log);
    snap.missed_open = 6;
    snap
}

fn promise(language: Language, id: i64, minutes: i64) -> Promise {
    Promise {
        id: PromiseId(id),
        call: Some(CallId(1)),
        customer: Some(ui_support::customer_id(0)),
        number: Some(PhoneNumber::new("13812345678")),
        party: say(language, "王伟", "Wang Wei").into(),
        text: say(language, "报价并送两桶水", "send the quote and two boxes").into(),
        due_utc_millis: NOW.utc_millis + minutes * MINUTE,
        offset_minutes: 480,
        made_utc_millis: NOW.utc_millis - 90 * MINUTE,
        who: "Anna".into(),
    }
}

fn with_promises(mut snap: Snapshot, language: Language, due: &[i64]) -> Snapshot {
    let all = (1..).zip(due).map(|(id, minutes)| promise(language, id, *minutes)).collect();
    snap.worklist.promises = Arc::new(all);
    snap
}

fn to_do(window: &mut Window, language: Language, count: u32) {
    let chip = format!("{} {count}", say(language, "待处理", "To do"));
    click(window, &chip);
}

fn asked(desk: &ui_support::stub::StubDesk, fits: impl Fn(&LogQuestion) -> bool) -> bool {
    desk.asked().iter().any(|query| match query {
        Query::Worklist(WorkQuestion::Log { question, .. }) => fits(question),
        _ => false,
    })
}

fn work(commands: &[Command]) -> Vec<WorkCommand> {
    let of_topic = |command: &Command| match command {
        Command::Worklist(command) => Some(command.clone()),
        _ => None,
    };
    commands.iter().filter_map(of_topic).collect()
}

fn pick(window: &mut Window, list: &str, option: &str) {
    window.get_by_role_and_label(Role::ComboBox, list).click();
    window.run_steps(4);
    window.get_all_by_label(option).last().expect("an option").click();
    window.run_steps(4);
}

#[test]
fn five_rings_are_one_row_that_opens_and_is_ticked_off_at_once() {
    for language in LANGUAGES {
        let (desk, mut window) = open(busy_afternoon(language), Screen::Calls);
        to_do(&mut window, language, 6);
        let times = say(language, "来电 5 次", "Rang 5 times");
        assert!(sees(&window, times), "{language:?}");
        click(&mut window, times);
        let asked = desk.asked();
        let of_one = |query: &Query| matches!(query, Query::Worklist(WorkQuestion::MissedOf(_)));
        assert!(asked.iter().any(of_one), "{asked:?}");
        window.get_all_by_label(say(language, "不用回", "Nothing to do")).next().unwrap().click();
        window.run_steps(3);
        assert_eq!(work(&desk.commands()), [WorkCommand::Dismiss(CallId(204))]);
    }
}

#[test]
fn enter_and_b_call_the_chosen_caller_back() {
    for (language, key) in
        [(Language::Chinese, egui::Key::Enter), (Language::English, egui::Key::B)]
    {
        let (desk, mut window) = open(busy_afternoon(language), Screen::Calls);
        to_do(&mut window, language, 6);
        window.key_press(egui::Key::ArrowDown);
        window.run_steps(3);
        window.key_press(key);
        window.run_steps(4);
        let dials = |command: &Command| {
            let Command::Dialling(DialCommand::Dial { source, .. }) = command else { return false };
            *source == DialSource::Log
        };
        assert_eq!(desk.commands().iter().filter(|c| dials(c)).count(), 1, "{language:?}");
    }
}

#[test]
fn the_worklist_says_when_nobody_waits() {
    let mut snap = ui_support::idle(Language::English);
    snap.missed_open = 0;
    let mut log = snap.recent.as_ref().clone();
    for call in &mut log {
        call.record.handled = true;
    }
    snap.recent = Arc::new(log);
    let (_, mut window) = open(snap, Screen::Calls);
    click(&mut window, "To do");
    assert!(sees(&window, "Nobody is waiting for a call"));
}

#[test]
fn opening_the_list_clears_no_badge() {
    let (desk, mut window) = open(busy_afternoon(Language::English), Screen::Calls);
    to_do(&mut window, Language::English, 6);
    assert!(desk.commands().is_empty(), "looking is not handling");
    assert!(sees(&window, "To do 6"));
}

#[test]
fn filters_are_chosen_from_lists_and_taken_away_together() {
    for language in LANGUAGES {
        let (desk, mut window) = open(ui_support::idle(language), Screen::Calls);
        click(&mut window, say(language, "筛选", "Filters"));
        pick(&mut window, say(language, "时间段", "When"), say(language, "今天", "Today"));
        assert!(asked(&desk, |q| q.from_utc_millis.is_some() && q.until_utc_millis.is_none()));
        click(&mut window, say(language, "有备注", "With note"));
        click(&mut window, say(language, "有录音", "With recording"));
        pick(
            &mut window,
            say(language, "通话状态", "How it ended"),
            say(language, "已拦截", "Blocked"),
        );
        pick(&mut window, say(language, "接待人", "Taken by"), "Anna");
        pick(
            &mut window,
            say(language, "结果", "What came of it"),
            say(language, "投诉", "Complaint"),
        );
        pick(
            &mut window,
            say(language, "排序", "Order"),
            say(language, "最早在前", "Oldest first"),
        );
        let all = |q: &LogQuestion| {
            q.noted
                && q.recorded
                && q.outcome == "blocked"
                && q.agent == "Anna"
                && q.result == say(language, "投诉", "Complaint")
                && q.order == LogOrder::Oldest
        };
        assert!(asked(&desk, all), "{:?}", desk.asked().last());
        click(&mut window, say(language, "清除筛选", "Clear filters"));
        assert!(!sees(&window, say(language, "清除筛选", "Clear filters")));
    }
}

#[test]
fn a_range_of_days_is_typed_and_nonsense_narrows_nothing() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Calls);
    click(&mut window, "Filters");
    pick(&mut window, "When", "From … to …");
    type_into(&mut window, "From day", "soon");
    assert!(!asked(&desk, |q| q.from_utc_millis.is_some()));
    type_into(&mut window, "To day", "2026-11-22");
    // The day after 2026-11-22 begins at 00:00 in Beijing.
    let midnight = NOW.utc_millis - (14 * 60 + 7) * MINUTE - 30_000;
    assert!(asked(&desk, |q| q.until_utc_millis == Some(midnight)));
}

#[test]
fn what_came_of_a_call_is_one_click_and_one_click_takes_it_away() {
    for language in LANGUAGES {
        let mut snap = ui_support::idle(language);
        let mut log = snap.recent.as_ref().clone();
        log[2].work.result = say(language, "再联系", "Call again").into();
        let (chosen, party) = (log[2].record.id, log[2].party.clone());
        snap.recent = Arc::new(log);
        let (desk, mut window) = open(snap, Screen::Calls);
        window.get_all_by_label(&party).next().unwrap().click();
        window.run_steps(6);
        click(&mut window, say(language, "投诉", "Complaint"));
        window.get_by_role_and_label(Role::Button, say(language, "再联系", "Call again")).click();
        window.run_steps(4);
        let word = say(language, "投诉", "Complaint").to_owned();
        let expected =
            [WorkCommand::SetResult(chosen, word), WorkCommand::SetResult(chosen, String::new())];
        assert_eq!(work(&desk.commands()), expected);
    }
}

#[test]
fn a_promise_is_typed_in_the_details_and_checked() {
    for language in LANGUAGES {
        let snap = ui_support::idle(language);
        let (desk, mut window) = open_sized(snap, Screen::Calls, [1180.0, 1400.0]);
        window.key_press(egui::Key::ArrowDown);
        window.run_steps(6);
        click(&mut window, say(language, "答应对方…", "Promise…"));
        click(&mut window, say(language, "记下", "Save promise"));
        let empty = say(language, "请写明答应了什么", "Say what you promised");
        assert!(sees(&window, empty), "{language:?}");
        type_into(&mut window, say(language, "答应了什么？", "What did you promise?"), "quote");
        type_into(&mut window, say(language, "时间点", "Time"), "x");
        click(&mut window, say(language, "记下", "Save promise"));
        assert!(work(&desk.commands()).is_empty(), "a time that is none");
        window.event(egui::Event::Key {
            key: egui::Key::Backspace,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: egui::Modifiers::NONE,
        });
        window.run_steps(2);
        type_into(&mut window, say(language, "时间点", "Time"), "");
        window.key_press(egui::Key::Backspace);
        window.run_steps(3);
        click(&mut window, say(language, "记下", "Save promise"));
        let saved = work(&desk.commands());
        let [WorkCommand::SavePromise(draft)] = saved.as_slice() else { panic!("{saved:?}") };
        assert_eq!((draft.text.as_str(), draft.call), ("quote", Some(CallId(1))));
        // Tomorrow at nine in Beijing.
        let due = NOW.utc_millis - (14 * 60 + 7) * MINUTE - 30_000 + (24 + 9) * 60 * MINUTE;
        assert!((draft.due_utc_millis - due).abs() < 10 * 60 * MINUTE, "{draft:?}");
    }
}

#[test]
fn a_promise_that_is_due_is_put_off_or_kept() {
    for language in LANGUAGES {
        let snap = with_promises(ui_support::idle(language), language, &[-5]);
        let (desk, mut window) = open(snap, Screen::Calls);
        to_do(&mut window, language, 2);
        assert!(sees(&window, say(language, "14:02 已到期", "Was due 14:02")), "{language:?}");
        click(&mut window, say(language, "10 分钟后", "In 10 minutes"));
        click(&mut window, say(language, "明天 9 点", "Tomorrow at 9"));
        click(&mut window, say(language, "已办", "Kept"));
        let tomorrow = NOW.utc_millis - (14 * 60 + 7) * MINUTE - 30_000 + (24 + 9) * 60 * MINUTE;
        let expected = [
            WorkCommand::Snooze(PromiseId(1), NOW.utc_millis + 10 * MINUTE),
            WorkCommand::Snooze(PromiseId(1), tomorrow),
            WorkCommand::PromiseDone(PromiseId(1), true),
        ];
        assert_eq!(work(&desk.commands()), expected);
    }
}

#[test]
fn the_incoming_card_and_the_customers_card_tell_of_the_promise() {
    for language in LANGUAGES {
        let snap = with_promises(ui_support::ringing(language), language, &[60]);
        let (desk, mut window) = open_sized(snap, Screen::Calls, [1180.0, 2000.0]);
        let line = say(
            language,
            "答应过：报价并送两桶水（15:07）",
            "Promised: send the quote and two boxes (15:07)",
        );
        assert!(sees(&window, line), "{language:?}");
        desk.show(|snap| snap.calls.clear());
        window.key_press(egui::Key::F3);
        window.run_steps(4);
        window.get_by_label(say(language, "王伟", "Wang Wei")).click();
        window.run_steps(4);
        assert!(sees(&window, line), "on the card");
        click(&mut window, say(language, "该客户全部通话", "All calls of this customer"));
        let who = ui_support::customer_id(0);
        assert!(asked(&desk, |q| q.customer == Some(who) && q.filter == CallFilter::All));
    }
}

#[test]
fn a_promise_that_was_kept_stays_in_the_story_of_the_customer() {
    for language in LANGUAGES {
        let snap = ui_support::idle(language);
        let (desk, mut window) = open_sized(snap, Screen::Customers, [1180.0, 2000.0]);
        let kept = promise(language, 1, -60);
        desk.answer_with(move |query| match query {
            Query::Worklist(WorkQuestion::Kept(_)) => {
                Some(Answer::Worklist(WorkAnswer::Kept(vec![kept.clone()])))
            }
            _ => None,
        });
        click(&mut window, say(language, "王伟", "Wang Wei"));
        window.run_steps(4);
        let line = say(
            language,
            "答应过并已办：报价并送两桶水",
            "Promised and kept: send the quote and two boxes",
        );
        assert!(sees(&window, line), "{language:?}");
    }
}

#[test]
fn who_returned_a_call_and_by_which_is_told() {
    for language in LANGUAGES {
        let mut snap = ui_support::idle(language);
        let mut log = snap.recent.as_ref().clone();
        let call = log.iter_mut().find(|call| call.record.id == CallId(2)).unwrap();
        call.record.handled = true;
        let done = Done {
            how: DoneHow::Returned,
            by_call: Some(CallId(1)),
            who: "Anna".into(),
            at_utc_millis: NOW.utc_millis,
        };
        call.work = CallWork { done: Some(done), agent: String::new(), result: String::new() };
        snap.recent = Arc::new(log);
        let (desk, mut window) = open(snap, Screen::Calls);
        for _ in 0..2 {
            window.key_press(egui::Key::ArrowDown);
            window.run_steps(3);
        }
        assert!(sees(&window, say(language, "Anna 14:07 已回电", "Called back by Anna, 14:07")));
        click(&mut window, say(language, "看那次通话", "Show that call"));
        assert!(desk.asked().contains(&Query::Call(CallId(1))));
    }
}

#[test]
fn the_name_of_the_seat_and_the_words_of_the_office_are_settings() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Settings);
    type_into(&mut window, "Who sits here", "Anna");
    window.key_press(egui::Key::Tab);
    window.run_steps(4);
    let wish = WorkSettings { agent: "Anna".into(), results: Vec::new() };
    assert_eq!(desk.commands(), [Command::Set(SettingChange::Worklist(wish))]);
    desk.show(|snap| {
        let results = vec!["Water".to_owned()];
        *snap = with_settings(snap.clone(), |s| s.worklist.results = results);
    });
    window.key_press(egui::Key::F2);
    window.run_steps(3);
    window.key_press(egui::Key::ArrowDown);
    window.run_steps(6);
    assert!(sees(&window, "Water") && !sees(&window, "Complaint"));
}

#[test]
fn two_callers_who_wait_have_notes_of_their_own() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Calls);
    to_do(&mut window, Language::English, 2);
    for note in ["first", "second"] {
        window.key_press(egui::Key::ArrowDown);
        window.run_steps(6);
        type_into(&mut window, "Note on this call", note);
        desk.advance(std::time::Duration::from_millis(1_100));
        window.run_steps(2);
        window.key_press(egui::Key::Escape);
        window.run_steps(2);
    }
    let notes: Vec<_> = desk
        .commands()
        .into_iter()
        .filter_map(|command| match command {
            Command::SaveCallNote(call, text) => Some((call, text)),
            _ => None,
        })
        .collect();
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert_ne!(notes[0].0, notes[1].0);
    assert!(notes[0].1.contains("first") && !notes[1].1.contains("first"), "{notes:?}");
}

fn worklist_picture(language: Language, theme: Theme, name: &str) {
    let snap = with_promises(busy_afternoon(language), language, &[-5, 19 * 60]);
    let (_, mut window) = open(in_theme(snap, theme), Screen::Calls);
    to_do(&mut window, language, 6);
    click(&mut window, say(language, "来电 5 次", "Rang 5 times"));
    window.key_press(egui::Key::ArrowDown);
    window.run_steps(6);
    picture(&mut window, "tests/snapshots", name);
}

#[test]
fn the_worklist_looks_as_it_should() {
    worklist_picture(Language::Chinese, Theme::Light, "worklist_zh");
}

#[test]
fn the_worklist_looks_as_it_should_in_the_dark() {
    worklist_picture(Language::English, Theme::Dark, "worklist_dark_en");
}

#[test]
fn the_filters_look_as_they_should() {
    let snap = in_theme(ui_support::idle(Language::Chinese), Theme::Light);
    let (_, mut window) = open(snap, Screen::Calls);
    click(&mut window, "筛选");
    pick(&mut window, "时间段", "最近 7 天");
    window.key_press(egui::Key::ArrowDown);
    window.run_steps(6);
    picture(&mut window, "tests/snapshots", "log_filters_zh");
}
