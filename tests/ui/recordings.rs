//! The window's topic `recordings`: the player, its keys and forms, the recording under way: every flow by label.

use crate::ui_support;
use crate::ui_support::bench::*;
use crate::ui_support::stub::StubDesk;
use egui::accesskit::Role;
use egui::{Key, Modifiers, PointerButton, Pos2};
use egui_kittest::kittest::{NodeT, Queryable};
use ringdesk::base::ids::{CallId, RecordingId};
use ringdesk::base::waveform::{Band, Waveform};
use ringdesk::call::record::{Recording, RecordingState};
use ringdesk::call::recordings::{
    JournalLine, Marker, Mask, RecordingAnswer, RecordingDetails, RecordingFormat,
    RecordingQuestion, Verdict,
};
use ringdesk::engine::command::Command;
use ringdesk::engine::query::{Answer, Query};
use ringdesk::engine::settings::{Language, Theme};
use ringdesk::engine::snapshot::{DeviceChoice, Snapshot};
use ringdesk::engine::topics::player::{PlayerCommand, Speed};
use ringdesk::engine::topics::recordings::{LiveRecording, RecordingCommand};
use ringdesk::ui::state::Screen;
use std::sync::Arc;
use std::time::Duration;

const ONE: RecordingId = RecordingId(1);

fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// 3:24, as the sample office's newest call.
const LENGTH: Duration = Duration::from_secs(204);

fn details(language: Language) -> RecordingDetails {
    let chinese = language == Language::Chinese;
    let say = |zh: &str, en: &str| if chinese { zh.to_owned() } else { en.to_owned() };
    let marker = |id, at, text| Marker { id, at, text };
    RecordingDetails {
        recording: Recording {
            id: ONE,
            call: CallId(1),
            path: "recordings/2026/11/23/135330.wav".into(),
            starts_at: s(10),
            lasted: LENGTH,
            state: RecordingState::Done,
        },
        format: RecordingFormat::Gsm,
        bytes: 331_500,
        masks: vec![Mask {
            from: s(96), to: Some(s(112)), reason: say("银行卡号", "Card number")
        }],
        markers: vec![
            marker(11, s(41), say("订货数量", "How many boxes")),
            marker(12, s(150), say("说好周三送", "Wednesday promised")),
        ],
        keep_until: None,
        hold: false,
        verdict: Verdict::Good,
        checked_utc_millis: Some(ui_support::NOW.utc_millis - 600_000),
        listens: 2,
    }
}

fn with_player(mut snap: Snapshot) -> Snapshot {
    snap.player.outputs =
        Arc::new(vec![DeviceChoice { id: "pulse:headset".into(), name: "Headset".into() }]);
    snap
}

fn playing(desk: &StubDesk, from: Duration) {
    desk.show(|snap| {
        snap.player.recording = Some(ONE);
        snap.player.origin_mono = ui_support::NOW.mono;
        snap.player.from = from;
        snap.player.length = LENGTH;
        snap.player.paused = false;
    });
}

/// The newest call's details are open; `change` makes its recording another.
fn open_with(
    language: Language,
    theme: Theme,
    change: impl Fn(&mut RecordingDetails) + Send + Sync + 'static,
) -> (StubDesk, Window) {
    open_in(language, theme, [1180.0, 900.0], change)
}

fn open_in(
    language: Language,
    theme: Theme,
    size: [f32; 2],
    change: impl Fn(&mut RecordingDetails) + Send + Sync + 'static,
) -> (StubDesk, Window) {
    let snap = in_theme(with_player(ui_support::idle(language)), theme);
    let (desk, mut window) = open_sized(snap, Screen::Calls, size);
    desk.answer_with(move |query| match query {
        Query::Recordings(RecordingQuestion::Journal { recording: Some(ONE), .. }) => {
            let line = |id, who: &str, operation: &str, detail: &str| JournalLine {
                id,
                at_utc_millis: ui_support::NOW.utc_millis - id * 60_000,
                offset_minutes: 480,
                who: who.into(),
                operation: operation.into(),
                subject: "recordings/2026/11/23/135330.wav".into(),
                detail: detail.into(),
            };
            Some(Answer::Recordings(RecordingAnswer::Journal(vec![
                line(3, "Wang Wei", "listened", ""),
                line(2, "Li Na", "exported_recording", "/home/li/court.wav"),
            ])))
        }
        Query::Recordings(RecordingQuestion::Details(_)) => {
            let mut known = details(language);
            change(&mut known);
            Some(Answer::Recordings(RecordingAnswer::Details(Some(Box::new(known)))))
        }
        _ => None,
    });
    let who = if language == Language::Chinese { "王伟" } else { "Wang Wei" };
    window.get_all_by_label(who).next().expect("the newest call").click();
    window.run_steps(8);
    click(&mut window, if language == Language::Chinese { "录音文件" } else { "File" });
    (desk, window)
}

fn open_player(language: Language) -> (StubDesk, Window) {
    open_with(language, Theme::Light, |_| {})
}

/// What was asked of the player since, the look at the waveform left out.
fn player_commands(desk: &StubDesk) -> Vec<PlayerCommand> {
    let of_player = |command| match command {
        Command::Player(PlayerCommand::Look(_)) => None,
        Command::Player(command) => Some(command),
        _ => None,
    };
    desk.commands().into_iter().filter_map(of_player).collect()
}

fn kept_commands(desk: &StubDesk) -> Vec<RecordingCommand> {
    let of_topic = |command| match command {
        Command::Recordings(command) => Some(command),
        _ => None,
    };
    desk.commands().into_iter().filter_map(of_topic).collect()
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    window.run_steps(3);
}

/// A point of the waveform, by its share of the width.
fn place(window: &Window, share: f32) -> Pos2 {
    let slider = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == Role::Slider;
    let rect = window.query_all_by_role(Role::Slider).find(slider).expect("the waveform").rect();
    Pos2::new(rect.left() + rect.width() * share, rect.center().y)
}

fn drag(window: &mut Window, from: f32, to: f32, modifiers: Modifiers) {
    let (from, to) = (place(window, from), place(window, to));
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers,
    };
    window.event(egui::Event::ModifiersChanged(modifiers));
    window.event(egui::Event::PointerMoved(from));
    window.event(button(from, true));
    window.run_steps(2);
    for step in 1_u8..=4 {
        let share = f32::from(step) / 4.0;
        window.event(egui::Event::PointerMoved(from + (to - from) * share));
        window.run_steps(1);
    }
    window.event(button(to, false));
    window.run_steps(3);
    window.event(egui::Event::ModifiersChanged(Modifiers::NONE));
    window.run_steps(1);
}

fn near(at: Duration, wish: Duration) -> bool {
    at.abs_diff(wish) < Duration::from_millis(2_500)
}

#[test]
fn the_details_of_a_call_tell_everything_about_its_recording() {
    for (language, words) in [
        (
            Language::English,
            [
                "Seal intact",
                "WAV, GSM · 331 KB",
                "Markers 2",
                "As the settings say",
                "Listened to 2×",
            ],
        ),
        (Language::Chinese, ["封印完好", "WAV GSM · 331 KB", "标记 2", "按设置", "听过 2 次"]),
    ] {
        let (desk, window) = open_player(language);
        for text in words {
            let shown = sees(&window, text) || window.query_all_by_value(text).next().is_some();
            assert!(shown, "{text}");
        }
        let wave = ui_support::tape::talk(LENGTH, 2);
        let (us, silence) = (wave.percent(Band::Near), wave.percent(Band::Silence));
        let legend = match language {
            Language::English => [format!("Us {us}%"), format!("Silence {silence}%")],
            Language::Chinese => [format!("我方 {us}%"), format!("静音 {silence}%")],
        };
        assert!(us > 10 && silence > 10, "{legend:?}");
        assert!(legend.iter().all(|text| sees(&window, text)), "{legend:?}");
        let look = Command::Player(PlayerCommand::Look(ONE));
        let looks = desk.commands().iter().filter(|command| **command == look).count();
        assert_eq!(looks, 1, "the waveform is asked for once");
    }
}

#[test]
fn play_pause_and_the_keys_do_the_same() {
    let (desk, mut window) = open_player(Language::English);
    click(&mut window, "Play");
    let play = PlayerCommand::Play { recording: ONE, from: Duration::ZERO };
    assert_eq!(player_commands(&desk), std::slice::from_ref(&play));
    press(&mut window, Key::Space);
    assert_eq!(player_commands(&desk), [play.clone(), play]);
    playing(&desk, s(60));
    window.run_steps(3);
    assert!(sees(&window, "1:00") && sees(&window, "/ 3:24"));
    desk.advance(s(7));
    window.run_steps(2);
    assert!(sees(&window, "1:07"), "the needle moves");
    for key in [Key::Space, Key::ArrowLeft, Key::ArrowRight, Key::OpenBracket, Key::CloseBracket] {
        press(&mut window, key);
    }
    assert_eq!(
        player_commands(&desk)[2..],
        [
            PlayerCommand::Pause,
            PlayerCommand::Seek(s(62)),
            PlayerCommand::Seek(s(72)),
            PlayerCommand::Speed(Speed::Slow),
            PlayerCommand::Speed(Speed::Brisk),
        ]
    );
    desk.show(|snap| snap.player.paused = true);
    window.run_steps(2);
    click(&mut window, "Play");
    assert_eq!(player_commands(&desk).last(), Some(&PlayerCommand::Resume));
}

#[test]
fn while_somebody_types_the_keys_are_letters() {
    let (desk, mut window) = open_player(Language::English);
    click(&mut window, "Notes");
    type_into(&mut window, "Note on this call", "l m ");
    for key in [Key::Space, Key::L, Key::M, Key::ArrowLeft, Key::OpenBracket] {
        press(&mut window, key);
    }
    assert_eq!(player_commands(&desk), []);
    assert!(!sees(&window, "Save marker"), "no marker was begun");
}

#[test]
fn every_control_is_a_labelled_button_in_chinese_too() {
    let (desk, mut window) = open_player(Language::Chinese);
    playing(&desk, s(60));
    window.run_steps(3);
    for (label, wish) in [
        ("−5 秒", PlayerCommand::Seek(s(55))),
        ("+5 秒", PlayerCommand::Seek(s(65))),
        ("1.5×", PlayerCommand::Speed(Speed::Fast)),
        ("暂停", PlayerCommand::Pause),
    ] {
        click(&mut window, label);
        assert_eq!(player_commands(&desk).last(), Some(&wish), "{label}");
    }
}

#[test]
fn a_click_and_a_drag_move_the_needle() {
    let (desk, mut window) = open_player(Language::English);
    drag(&mut window, 0.5, 0.75, Modifiers::NONE);
    assert_eq!(player_commands(&desk), [], "nothing plays, so nothing is asked of the player");
    click(&mut window, "Play");
    let commands = player_commands(&desk);
    let Some(PlayerCommand::Play { from, .. }) = commands.last() else { panic!("{commands:?}") };
    assert!(near(*from, s(153)), "{from:?}");
    playing(&desk, s(153));
    window.run_steps(2);
    let middle = place(&window, 0.5);
    window.event(egui::Event::PointerMoved(middle));
    for pressed in [true, false] {
        window.event(egui::Event::PointerButton {
            pos: middle,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        window.run_steps(1);
    }
    window.run_steps(2);
    let commands = player_commands(&desk);
    let Some(PlayerCommand::Seek(to)) = commands.last() else { panic!("{commands:?}") };
    assert!(near(*to, s(102)), "{to:?}");
}

#[test]
fn a_span_is_played_again_and_again() {
    let (desk, mut window) = open_player(Language::English);
    playing(&desk, s(20));
    window.run_steps(2);
    press(&mut window, Key::L);
    desk.advance(s(10));
    press(&mut window, Key::L);
    let span = Some((s(20), s(30)));
    assert_eq!(player_commands(&desk), [PlayerCommand::Loop(span)]);
    assert!(sees(&window, "Span 0:20 – 0:30"));
    desk.show(|snap| snap.player.span = span);
    window.run_steps(2);
    click(&mut window, "Stop looping");
    assert_eq!(player_commands(&desk).last(), Some(&PlayerCommand::Loop(None)));
}

#[test]
fn a_drag_with_shift_chooses_a_span_and_the_loop_begins_with_it() {
    let (desk, mut window) = open_player(Language::English);
    drag(&mut window, 0.75, 0.25, Modifiers::SHIFT);
    click(&mut window, "Loop A–B");
    let commands = player_commands(&desk);
    let [PlayerCommand::Play { from, .. }, PlayerCommand::Loop(Some((a, b)))] = commands[..] else {
        panic!("{commands:?}")
    };
    assert!(from == a && near(a, s(51)) && near(b, s(153)), "{a:?} {b:?}");
    click(&mut window, "Choose nothing");
    assert!(!sees(&window, "Stop looping"));
}

#[test]
fn a_marker_is_written_changed_and_removed() {
    let (desk, mut window) = open_player(Language::English);
    playing(&desk, s(75));
    window.run_steps(2);
    press(&mut window, Key::M);
    window.event(egui::Event::Text("asks for a discount".into()));
    window.run_steps(2);
    press(&mut window, Key::Enter);
    let text = "asks for a discount".to_owned();
    let added = RecordingCommand::AddMarker { recording: ONE, at: s(75), text };
    assert_eq!(kept_commands(&desk), [added]);
    click(&mut window, "Markers 2"); // still the details: the key that saved the marker opened no card
    window.get_all_by_label("Edit marker").next().expect("a pen").click();
    window.run_steps(3);
    type_into(&mut window, "Marker at 0:41", ", by the way");
    click(&mut window, "Save marker");
    let text = "How many boxes, by the way".to_owned();
    let changed = RecordingCommand::AddMarker { recording: ONE, at: s(41), text };
    assert_eq!(kept_commands(&desk)[1..], [changed, RecordingCommand::RemoveMarker(11)]);
    window.get_all_by_label("Remove marker").last().expect("a bin").click();
    window.run_steps(3);
    assert_eq!(kept_commands(&desk).last(), Some(&RecordingCommand::RemoveMarker(12)));
    click(&mut window, "2:30");
    assert_eq!(player_commands(&desk).last(), Some(&PlayerCommand::Seek(s(150))));
}

#[test]
fn masking_wants_a_span_a_reason_and_a_second_word() {
    let (desk, mut window) = open_player(Language::Chinese);
    click(&mut window, "遮盖…");
    assert!(sees(&window, "遮盖之后无法恢复，原来的声音会从硬盘上删掉。"));
    let disabled = |window: &Window| {
        let button = window.get_by_role_and_label(Role::Button, "遮盖这一段");
        button.accesskit_node().is_disabled()
    };
    type_into(&mut window, "从（分:秒）", "0:30");
    type_into(&mut window, "到（分:秒）", "0:20");
    click(&mut window, "银行卡号");
    window.get_by_label("我知道无法恢复").click();
    window.run_steps(3);
    assert!(disabled(&window), "the end lies before the beginning");
    assert!(sees(&window, "请填 0:00 到 3:24 之间的时间，先小后大"));
    type_into(&mut window, "到（分:秒）", "00");
    assert!(disabled(&window), "0:2000 is behind the end");
    press(&mut window, Key::Backspace);
    press(&mut window, Key::Backspace);
    press(&mut window, Key::Backspace);
    press(&mut window, Key::Backspace);
    window.event(egui::Event::Text("42.5".into()));
    window.run_steps(3);
    assert!(!disabled(&window));
    click(&mut window, "遮盖这一段");
    let mask = RecordingCommand::Mask {
        recording: ONE,
        from: s(30),
        to: Duration::from_millis(42_500),
        reason: "银行卡号".into(),
    };
    assert_eq!(kept_commands(&desk), [mask]);
    assert!(!sees(&window, "遮盖一段"), "the form is closed");
}

#[test]
fn a_mask_covers_all_of_the_span_that_was_set_while_listening() {
    let (desk, mut window) = open_player(Language::English);
    let (from, to) = (Duration::from_millis(30_099), Duration::from_nanos(42_599_999_999));
    playing(&desk, from);
    window.run_steps(3);
    click(&mut window, "Start A");
    playing(&desk, to);
    window.run_steps(3);
    click(&mut window, "End B");
    click(&mut window, "Mask…");
    click(&mut window, "Card number");
    window.get_by_label("I know that it cannot be undone").click();
    window.run_steps(3);
    click(&mut window, "Mask this part");
    let [RecordingCommand::Mask { from: begins, to: ends, .. }] = &kept_commands(&desk)[..] else {
        panic!("one mask");
    };
    assert!(*begins <= from && *ends >= to, "{begins:?} {ends:?}");
    let longest = to.saturating_sub(from) + Duration::from_millis(3);
    assert!(ends.saturating_sub(*begins) < longest, "and no more");
}

#[test]
fn a_recording_is_exported_whole_or_in_part() {
    let (desk, mut window) = open_player(Language::English);
    click(&mut window, "Export…");
    click(&mut window, "Export");
    let folder = "/home/li/.local/share/ringdesk/exports";
    let whole = RecordingCommand::Export {
        recording: ONE,
        span: None,
        to: format!("{folder}/135330.wav").into(),
    };
    assert_eq!(kept_commands(&desk), [whole]);
    drag(&mut window, 0.25, 0.5, Modifiers::SHIFT);
    click(&mut window, "Export…");
    click(&mut window, "Export");
    let commands = kept_commands(&desk);
    let Some(RecordingCommand::Export { span: Some((a, b)), to, .. }) = commands.last() else {
        panic!("{commands:?}")
    };
    assert!(near(*a, s(51)) && near(*b, s(102)), "{a:?} {b:?}");
    assert_eq!(to.to_str(), Some(format!("{folder}/135330-clip.wav").as_str()));
}

#[test]
fn deleting_wants_a_reason_and_a_legal_hold_forbids_it() {
    let (desk, mut window) = open_player(Language::English);
    playing(&desk, s(5));
    window.run_steps(2);
    click(&mut window, "Delete…");
    let button = window.get_by_role_and_label(Role::Button, "Delete recording");
    assert!(button.accesskit_node().is_disabled(), "without a reason");
    type_into(&mut window, "Reason", "asked to");
    click(&mut window, "Delete recording");
    let delete = RecordingCommand::Delete { recording: ONE, reason: "asked to".into() };
    let commands = desk.commands();
    assert_eq!(commands[commands.len() - 2..], [Command::StopPlaying, Command::Recordings(delete)]);

    let (_, mut window) = open_with(Language::English, Theme::Light, |known| known.hold = true);
    click(&mut window, "Delete…");
    assert!(sees(&window, "This recording is on legal hold. Release it first."));
    let button = window.query_by_role_and_label(Role::Button, "Delete recording");
    assert!(button.is_none(), "there is no such button");
    let mask = window.get_by_role_and_label(Role::Button, "Mask…");
    assert!(mask.accesskit_node().is_disabled());
}

#[test]
fn how_long_it_is_kept_and_the_legal_hold_are_chosen() {
    let (desk, mut window) = open_player(Language::English);
    window.get_by_role_and_label(Role::ComboBox, "Kept until").click();
    window.run_steps(4);
    window.get_by_label("3 years").click();
    window.run_steps(4);
    window.get_by_label("Legal hold").click();
    window.run_steps(3);
    let until = ui_support::NOW.utc_millis + 3 * 365 * 86_400_000;
    assert_eq!(
        kept_commands(&desk),
        [
            RecordingCommand::Keep { recording: ONE, until: Some(until) },
            RecordingCommand::Hold { recording: ONE, on: true },
        ]
    );
    let until = 1_827_000_000_000;
    let (_, window) =
        open_with(Language::English, Theme::Light, move |known| known.keep_until = Some(until));
    let shown = window.get_by_role_and_label(Role::ComboBox, "Kept until");
    assert_eq!(shown.value().as_deref(), Some("2027-11-24"));
}

#[test]
fn a_tampered_file_is_named() {
    for (verdict, words) in [
        (Verdict::Changed, "文件被改动"),
        (Verdict::OtherLength, "文件被改动"),
        (Verdict::Swapped(RecordingId(9)), "文件被调换"),
        (Verdict::Missing, "文件不见了"),
        (Verdict::Unreadable("EIO".into()), "文件读不出"),
        (Verdict::Unsealed, "尚未封存"),
    ] {
        let (_, window) = open_with(Language::Chinese, Theme::Light, move |known| {
            known.verdict = verdict.clone();
        });
        assert!(sees(&window, words), "{words}");
    }
    let (desk, mut window) = open_player(Language::Chinese);
    desk.show(|snap| snap.recordings.verdicts = vec![(ONE, Verdict::Missing)]);
    window.run_steps(3);
    assert!(sees(&window, "文件不见了"), "the newest check counts");
}

#[test]
fn loudness_and_device_are_chosen() {
    let (desk, mut window) = open_player(Language::English);
    click(&mut window, "Sound…");
    window.get_by_role_and_label(Role::ComboBox, "Output device").click();
    window.run_steps(4);
    window.get_by_label("Headset").click();
    window.run_steps(4);
    assert_eq!(player_commands(&desk), [PlayerCommand::Output("pulse:headset".into())]);
}

#[test]
fn a_file_that_vanishes_under_the_player_is_told() {
    use ringdesk::engine::notice::{Notice, Severity, Topic};
    let (desk, mut window) = open_player(Language::Chinese);
    playing(&desk, s(60));
    desk.show(|snap| {
        snap.player.recording = None;
        snap.notices = vec![Notice {
            id: 3,
            severity: Severity::Error,
            topic: Topic::RecordingGone("135330.wav".into()),
            at_utc_millis: 0,
        }];
    });
    window.run_steps(3);
    assert!(sees(&window, "录音文件在播放时被删除、移走或截短：135330.wav"));
}

#[test]
fn a_waveform_that_is_not_there_yet_or_never_comes_is_said() {
    let (desk, mut window) = open_player(Language::English);
    desk.show(|snap| snap.player.forms[0].wave = Arc::new(Waveform::unread(LENGTH, 1)));
    window.run_steps(2);
    assert!(sees(&window, "Reading the waveform…"));
    click(&mut window, "Play");
    assert_eq!(player_commands(&desk).len(), 1, "it plays before its waveform is there");
}

#[test]
fn a_row_of_the_card_shows_how_far_its_recording_is_and_pauses_it() {
    let (desk, mut window) =
        open_sized(ui_support::idle(Language::Chinese), Screen::Customers, [1100.0, 2000.0]);
    window.get_by_label("王伟").click();
    window.run_steps(6);
    assert!(!sees(&window, "暂停"));
    playing(&desk, s(83));
    window.run_steps(3);
    assert!(sees(&window, "1:23 / 3:24"));
    click(&mut window, "暂停");
    assert_eq!(player_commands(&desk), [PlayerCommand::Pause]);
}

#[test]
fn who_the_player_and_the_note_need_no_scrolling_on_a_small_screen() {
    for (language, tab, note, promise) in [
        (Language::English, "Notes", "Note on this call", "Promise…"),
        (Language::Chinese, "备注与跟进", "通话备注", "答应对方…"),
    ] {
        let (_, mut window) = open_in(language, Theme::Light, [1280.0, 800.0], |_| {});
        click(&mut window, tab);
        let bottom = |label: &str| {
            let all = window.query_all_by_label(label).map(|node| node.rect().bottom());
            all.fold(0.0, f32::max)
        };
        let (note, promise) = (bottom(note), bottom(promise));
        assert!(note > 0.0 && promise > note && promise < 786.0, "{note} {promise}");
        let wave = window.query_all_by_role(Role::Slider).next().expect("the waveform").rect();
        assert!(wave.bottom() < note, "the player stands above the note");
    }
}

#[test]
fn a_screen_reader_moves_the_needle() {
    let (desk, mut window) = open_player(Language::English);
    playing(&desk, s(60));
    window.run_steps(2);
    let waveform = |window: &Window| {
        let slider = |node: &egui_kittest::Node<'_>| {
            node.accesskit_node().label().is_some_and(|label| label.starts_with("Position"))
        };
        let node = window.query_all_by_role(Role::Slider).find(slider).expect("the waveform");
        node.increment_accesskit();
    };
    waveform(&window);
    window.run_steps(2);
    assert_eq!(player_commands(&desk), [PlayerCommand::Seek(s(65))]);
}

#[test]
fn the_recording_under_way_is_unmistakable_and_led_by_hand() {
    let english = Language::English;
    let (desk, mut window) = open(ui_support::talking(english), Screen::Line);
    assert!(sees(&window, "Recording 1:31"));
    window.get_all_by_label("Pause recording").next().expect("a button").click();
    window.run_steps(3);
    let live = |paused, stopped| vec![LiveRecording { call: CallId(100), paused, stopped }];
    desk.show(|snap| snap.recordings.live = live(true, false));
    window.run_steps(3);
    assert!(sees(&window, "Recording paused") && !sees(&window, "Recording 1:31"));
    window.get_all_by_label("Resume recording").next().expect("a button").click();
    window.run_steps(3);
    window.get_all_by_label("Stop recording").next().expect("a button").click();
    window.run_steps(3);
    desk.show(|snap| snap.recordings.live = live(false, true));
    window.run_steps(3);
    assert!(sees(&window, "Not recorded"));
    window.get_all_by_label("Start recording").next().expect("a button").click();
    window.run_steps(3);
    let call = CallId(100);
    assert_eq!(
        kept_commands(&desk),
        [
            RecordingCommand::Pause(call),
            RecordingCommand::Resume(call),
            RecordingCommand::Stop(call),
            RecordingCommand::Start(call),
        ]
    );
}

#[test]
fn the_player_looks_as_it_should_in_chinese() {
    let (desk, mut window) = open_player(Language::Chinese);
    playing(&desk, s(83));
    drag(&mut window, 0.55, 0.7, Modifiers::SHIFT);
    click(&mut window, "备注与跟进");
    picture(&mut window, "assets/screenshots", "player_zh");
}

#[test]
fn the_player_looks_as_it_should_in_the_dark() {
    let (desk, mut window) = open_with(Language::English, Theme::Dark, |_| {});
    playing(&desk, s(83));
    window.run_steps(3);
    click(&mut window, "Mask…");
    picture(&mut window, "tests/snapshots", "player_dark_en");
}

#[test]
fn who_listened_and_who_exported_stands_below_the_player() {
    for language in LANGUAGES {
        let (_desk, mut window) = open_player(language);
        let listened =
            if language == Language::Chinese { "听录音" } else { "listened to a recording" };
        assert!(!sees(&window, listened));
        click(
            &mut window,
            if language == Language::Chinese { "听过 2 次" } else { "Listened to 2×" },
        );
        for text in [listened, "Wang Wei", "Li Na", "/home/li/court.wav"] {
            assert!(sees(&window, text), "{language:?}: {text}");
        }
    }
}
