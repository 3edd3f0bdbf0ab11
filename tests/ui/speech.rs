//! What the program says into lines: the spoken notice, prompts that are chosen, tried and recorded, the device that leads
//! into a line: by label, in both languages.

use crate::ui_support;
use crate::ui_support::bench::*;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use ringdesk::base::order::FAR_END_HEARD;
use ringdesk::base::units::Dbm0;
use ringdesk::call::firewall::rule::Prompt;
use ringdesk::engine::command::Command;
use ringdesk::engine::doctor::DoctorView;
use ringdesk::engine::settings::{Language, LineChoice, SettingChange};
use ringdesk::engine::snapshot::{DeviceChoice, Snapshot};
use ringdesk::engine::topics::recordings::{RecordingNotice, RecordingSettings};
use ringdesk::engine::topics::speech::{SpeechCommand, TAKE, Take};
use ringdesk::ui::state::Screen;
use std::sync::Arc;
use std::time::Duration;

type Desk = ui_support::stub::StubDesk;

/// An office that tells callers in words that calls are recorded, over a line that can play.
fn spoken(language: Language) -> Snapshot {
    let mut snap = with_settings(ui_support::empty(language), |settings| {
        settings.recordings.notice = RecordingNotice::Spoken;
    });
    for line in &mut snap.lines {
        line.claimed.audio_out = true;
    }
    snap.devices = Arc::new(vec![DeviceChoice { id: "alsa:mic".into(), name: "Headset".into() }]);
    snap
}

/// The settings, at their part about recordings.
fn page(snap: Snapshot, language: Language) -> (Desk, Window) {
    let (desk, mut window) = open_sized(snap, Screen::Settings, [1180.0, 1400.0]);
    let tab = say(language, "录音", "Recordings");
    window.get_all_by_label(tab).last().unwrap().click();
    window.run_steps(4);
    (desk, window)
}

fn speech(desk: &Desk) -> Vec<SpeechCommand> {
    let told = |command| match command {
        Command::Speech(command) => Some(command),
        _ => None,
    };
    desk.commands().into_iter().filter_map(told).collect()
}

fn recordings(desk: &Desk) -> Option<RecordingSettings> {
    desk.commands().into_iter().rev().find_map(|command| match command {
        Command::Set(SettingChange::Recordings(settings)) => Some(settings),
        _ => None,
    })
}

#[test]
fn a_prompt_is_recorded_listened_to_named_and_chosen() {
    for language in LANGUAGES {
        let (desk, mut window) = page(spoken(language), language);
        assert!(sees(
            &window,
            say(
                language,
                "还没有选择告知语，目前只会响提示音。",
                "No sentence is chosen yet: the beep is heard instead."
            )
        ));
        click(&mut window, say(language, "自己录一段", "Record a prompt"));
        click(&mut window, say(language, "开始录", "Record"));
        assert_eq!(speech(&desk), [SpeechCommand::Look, SpeechCommand::Record(String::new())]);
        let level = Dbm0(-18.0);
        let running = Take::Running { lasted: Duration::from_millis(2_400), level };
        desk.show(|snap| snap.speech.take = running);
        window.run_steps(4);
        assert!(sees(&window, say(language, "已录 2.4 秒，最长 30 秒", "2.4 s of at most 30 s")));
        click(&mut window, say(language, "录好了", "Stop recording"));
        desk.show(|snap| snap.speech.take = Take::Ready(Duration::from_millis(3_100)));
        window.run_steps(4);
        let listen = say(language, "试听", "Try it");
        window.get_all_by_label(listen).last().unwrap().click();
        window.run_steps(4);
        assert!(speech(&desk).contains(&SpeechCommand::Try(Prompt::File(TAKE.into()))));
        type_into(&mut window, say(language, "名称", "Name"), "notice");
        click(&mut window, say(language, "保存", "Keep"));
        assert_eq!(speech(&desk).last(), Some(&SpeechCommand::Keep("notice".into())));
        desk.show(|snap| {
            snap.speech.take = Take::None;
            snap.speech.kept = Some((1, "prompts/notice.wav".into()));
            snap.speech.files = Arc::new(vec!["prompts/notice.wav".into()]);
        });
        window.run_steps(4);
        assert_eq!(recordings(&desk).unwrap().notice_file, "prompts/notice.wav");
    }
}

#[test]
fn a_prompt_without_a_name_cannot_be_kept_and_a_take_can_be_forgotten() {
    for language in LANGUAGES {
        let (desk, mut window) = page(spoken(language), language);
        click(&mut window, say(language, "自己录一段", "Record a prompt"));
        desk.show(|snap| snap.speech.take = Take::Ready(Duration::from_secs(3)));
        window.run_steps(4);
        click(&mut window, say(language, "保存", "Keep"));
        assert!(!speech(&desk).iter().any(|c| matches!(c, SpeechCommand::Keep(_))));
        click(&mut window, say(language, "取消", "Cancel"));
        assert_eq!(speech(&desk).last(), Some(&SpeechCommand::Discard));
        assert!(sees(&window, say(language, "自己录一段", "Record a prompt")));
    }
}

#[test]
fn what_cannot_be_recorded_or_played_is_said() {
    for language in LANGUAGES {
        let mut snap = spoken(language);
        snap.speech.try_failed = Some("prompts/x.wav: gone".into());
        let (desk, mut window) = page(snap, language);
        assert!(sees(
            &window,
            say(language, "无法播放：prompts/x.wav: gone", "Cannot be played: prompts/x.wav: gone")
        ));
        click(&mut window, say(language, "自己录一段", "Record a prompt"));
        desk.show(|snap| snap.speech.take = Take::Failed("the microphone is busy".into()));
        window.run_steps(4);
        assert!(sees(
            &window,
            say(
                language,
                "没有录到：the microphone is busy",
                "Nothing was recorded: the microphone is busy"
            )
        ));
    }
}

#[test]
fn the_device_that_leads_into_a_line_is_chosen_and_the_offices_loudspeaker_cannot_be() {
    for language in LANGUAGES {
        let mut snap = with_settings(ui_support::empty(language), |settings| {
            settings.line = LineChoice::Sound("tap".into());
            settings.player.output = "alsa:headset".into();
        });
        let output = |id: &str, name: &str| DeviceChoice { id: id.into(), name: name.into() };
        snap.manners.outputs =
            Arc::new(vec![output("alsa:headset", "Headset"), output("alsa:usb", "USB Audio")]);
        let (desk, mut window) = open_sized(snap, Screen::Settings, [1180.0, 1500.0]);
        let unfold = |window: &mut Window| {
            let label = say(language, "接线路的输出", "Output to the line");
            window.get_by_role_and_label(Role::ComboBox, label).click();
            window.run_steps(4);
        };
        unfold(&mut window);
        click(
            &mut window,
            say(language, "Headset  ·  用于收听", "Headset  ·  you listen through it"),
        );
        let chosen = |desk: &Desk| {
            desk.commands().into_iter().rev().find_map(|command| match command {
                Command::Set(SettingChange::Speech(settings)) => Some(settings),
                _ => None,
            })
        };
        assert_eq!(chosen(&desk), None, "it cannot be chosen");
        if !sees(&window, "USB Audio") {
            unfold(&mut window);
        }
        click(&mut window, "USB Audio");
        let settings = chosen(&desk).unwrap();
        let line = LineChoice::Sound("tap".into());
        assert_eq!(settings.out(&line).map(|out| out.device.as_str()), Some("alsa:usb"));
        // Later somebody listens through it.
        desk.show(|snap| {
            *snap = with_settings(snap.clone(), |all| {
                all.speech = settings;
                all.player.output = "alsa:usb".into();
            });
        });
        window.run_steps(4);
        let text = say(
            language,
            "不会放音：您也用这个输出收听。请为收听或线路另选一个。",
            "Nothing is played: you also listen through this device. Choose another one for listening or for the line.",
        );
        assert!(sees(&window, text));
    }
}

#[test]
fn a_prompt_for_callers_who_are_turned_away_is_tried_and_recorded_where_it_is_chosen() {
    for language in LANGUAGES {
        let (desk, mut window) = open_sized(spoken(language), Screen::Firewall, [1180.0, 1200.0]);
        click(&mut window, say(language, "新建规则", "New rule"));
        click(&mut window, say(language, "播放提示", "Play an announcement"));
        click(&mut window, say(language, "试听", "Try it"));
        assert_eq!(speech(&desk), [SpeechCommand::Try(Prompt::NotInUse)]);
        desk.show(|snap| snap.speech.trying = Some(Prompt::NotInUse));
        window.run_steps(4);
        click(&mut window, say(language, "停止", "Stop"));
        assert_eq!(speech(&desk).last(), Some(&SpeechCommand::EndTry));
        let list = say(language, "对方听到", "What the caller hears");
        window.get_by_role_and_label(Role::ComboBox, list).click();
        window.run_steps(4);
        click(&mut window, say(language, "声音文件", "A sound file"));
        click(&mut window, say(language, "自己录一段", "Record a prompt"));
        desk.show(|snap| snap.speech.kept = Some((4, "prompts/closed.wav".into())));
        window.run_steps(4);
        let named = say(language, "WAV 文件", "WAV file");
        let field = window.get_all_by_label(named).find_map(|node| node.accesskit_node().value());
        assert_eq!(field.as_deref(), Some("prompts/closed.wav"));
    }
}

#[test]
fn what_the_far_end_of_the_simulated_line_heard_is_shown_beside_it() {
    for language in LANGUAGES {
        let mut snap = ui_support::empty(language);
        let heard = (FAR_END_HEARD.to_owned(), "2.5 s · -13 dBm0".to_owned());
        let doctor = DoctorView { facts: vec![heard], ..DoctorView::default() };
        for line in &mut snap.lines {
            line.doctor.set(doctor.clone());
        }
        let (_, window) = open_sized(snap, Screen::Line, [1180.0, 1400.0]);
        let text = say(
            language,
            "对方最近听到我们放音：2.5 s · -13 dBm0",
            "The far end last heard of us: 2.5 s · -13 dBm0",
        );
        assert!(sees(&window, text));
    }
}

#[test]
fn the_panel_looks_as_it_should() {
    let mut snap = with_settings(spoken(Language::Chinese), |settings| {
        settings.recordings.notice_file = "prompts/录音告知.wav".into();
        settings.recordings.beep_after = true;
    });
    snap.speech.files = Arc::new(vec!["prompts/下班后.wav".into(), "prompts/录音告知.wav".into()]);
    let (desk, mut window) = page(snap, Language::Chinese);
    click(&mut window, "自己录一段");
    let running = Take::Running { lasted: Duration::from_millis(4_300), level: Dbm0(-16.0) };
    desk.show(|snap| snap.speech.take = running);
    window.run_steps(4);
    picture(&mut window, "tests/snapshots", "speech_recording_zh");
}
