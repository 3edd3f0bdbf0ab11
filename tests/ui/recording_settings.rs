//! What recordings are kept as, which calls, how long, and work on all of them: by label, in both languages.

use crate::ui_support;
use crate::ui_support::bench::*;
use egui_kittest::kittest::Queryable;
use ringdesk::call::recordings::RecordingFormat;
use ringdesk::engine::command::Command;
use ringdesk::engine::settings::{Language, SettingChange};
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::engine::topics::recordings::{
    DiskView, JobEnd, JobKind, JobView, RecordingCommand, RecordingNotice, RecordingRule,
    RecordingSettings,
};
use ringdesk::ui::state::Screen;

/// The page, at its part about recordings.
fn page(snap: Snapshot, language: Language) -> (ui_support::stub::StubDesk, Window) {
    let (desk, mut window) = open_sized(snap, Screen::Settings, [1180.0, 1180.0]);
    let tab = match language {
        Language::Chinese => "录音",
        Language::English => "Recordings",
    };
    window.get_all_by_label(tab).last().unwrap().click();
    window.run_steps(4);
    (desk, window)
}

fn sent(desk: &ui_support::stub::StubDesk) -> Option<RecordingSettings> {
    desk.commands().into_iter().rev().find_map(|command| match command {
        Command::Set(SettingChange::Recordings(settings)) => Some(settings),
        _ => None,
    })
}

#[test]
fn a_rule_is_added_filled_in_and_removed() {
    for language in LANGUAGES {
        let (desk, mut window) = page(ui_support::empty(language), language);
        let zh = language == Language::Chinese;
        // The engine takes each change.
        let take = |window: &mut Window| {
            let settings = sent(&desk).unwrap();
            desk.show(|snap| *snap = with_settings(snap.clone(), |s| s.recordings = settings));
            window.run_steps(4);
        };
        click(&mut window, if zh { "添加规则" } else { "Add a rule" });
        assert_eq!(sent(&desk).unwrap().rules, [RecordingRule::default()]);
        take(&mut window);
        let label = if zh { "1. 号码开头" } else { "1. Number begins with" };
        type_into(&mut window, label, "955");
        assert_eq!(sent(&desk).unwrap().rules[0].prefix, "955");
        take(&mut window);
        click(&mut window, if zh { "删除规则 1" } else { "Remove rule 1" });
        assert!(sent(&desk).unwrap().rules.is_empty());
    }
}

#[test]
fn a_beep_that_nobody_would_hear_is_said_to_be_none() {
    for language in LANGUAGES {
        let mut snap = with_settings(ui_support::empty(language), |settings| {
            settings.recordings.notice = RecordingNotice::Beep;
        });
        let text = match language {
            Language::Chinese => "当前线路不能向通话中放音，对方听不到告知，请口头告知。",
            Language::English => {
                "The present line cannot play into the call: nobody would hear the notice. Tell the other party yourself."
            }
        };
        for line in &mut snap.lines {
            line.claimed.audio_out = false;
        }
        let (_, window) = page(snap.clone(), language);
        assert!(sees(&window, text), "{language:?}");
        let off = with_settings(snap, |s| s.recordings.notice = RecordingNotice::Off);
        assert!(!sees(&page(off, language).1, text));
    }
}

#[test]
fn all_recordings_are_checked_with_progress_and_can_be_left_alone() {
    for language in LANGUAGES {
        let zh = language == Language::Chinese;
        let mut snap = ui_support::empty(language);
        let (desk, mut window) = page(snap.clone(), language);
        click(&mut window, if zh { "立即核对全部" } else { "Check all now" });
        assert!(desk.commands().contains(&Command::Recordings(RecordingCommand::VerifyAll)));
        snap.recordings.job = Some(JobView { kind: JobKind::Verify, done: 12, total: 40 });
        let (desk, mut window) = page(snap.clone(), language);
        click(&mut window, if zh { "停止" } else { "Stop" });
        assert!(desk.commands().contains(&Command::Recordings(RecordingCommand::Cancel)));
        snap.recordings.job = None;
        let end = JobEnd { kind: JobKind::Verify, done: 40, bad: 2, left: 3, cancelled: false };
        snap.recordings.ended = Some(end);
        let (_, window) = page(snap, language);
        let text = match language {
            Language::Chinese => "已处理 40 段，其中 2 段不正常",
            Language::English => "40 done, 2 are not as they should be",
        };
        assert!(sees(&window, text), "{language:?}");
    }
}

#[test]
fn a_number_of_days_counts_when_its_field_is_left() {
    let (desk, mut window) = page(ui_support::empty(Language::English), Language::English);
    let label = "Delete after";
    type_into(&mut window, label, "180");
    assert!(sent(&desk).is_none(), "half typed, it must not delete anything");
    type_into(&mut window, "Warn below", "0");
    assert_eq!(sent(&desk).unwrap().keep_days, Some(180));
}

#[test]
fn the_page_looks_as_it_should() {
    let mut snap = with_settings(ui_support::empty(Language::Chinese), |settings| {
        settings.recordings = RecordingSettings {
            format: RecordingFormat::Gsm,
            rules: vec![RecordingRule { prefix: "955".to_owned(), ..RecordingRule::default() }],
            notice: RecordingNotice::Beep,
            keep_days: Some(365),
            ..RecordingSettings::default()
        };
    });
    snap.recordings.disk = DiskView { free: Some(812_000_000_000), low: false };
    snap.recordings.job = Some(JobView { kind: JobKind::Compress, done: 31, total: 80 });
    let (_, mut window) = page(snap, Language::Chinese);
    picture(&mut window, "tests/snapshots", "recording_settings_zh");
}
