//! The window's topic `upkeep`: every flow by label, in both languages.

use crate::ui_support;
use crate::ui_support::bench::*;
use egui_kittest::kittest::Queryable;
use ringdesk::call::upkeep::{
    BackupRow, BackupState, CheckReport, Fault, Finding, Phase, Progress, Rhythm, Trigger,
};
use ringdesk::engine::command::Command;
use ringdesk::engine::notice::{Notice, Severity, Topic};
use ringdesk::engine::settings::{Language, SettingChange, Theme};
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::engine::topics::upkeep::UpkeepCommand;
use ringdesk::ui::state::Screen;
use std::sync::Arc;

const HOUR: i64 = 3_600_000;

fn row(hours_ago: i64, state: BackupState) -> BackupRow {
    let good = state == BackupState::Rehearsed;
    BackupRow {
        started_utc_millis: ui_support::NOW.utc_millis - hours_ago * HOUR,
        offset_minutes: 480,
        took_millis: 900,
        path: if good {
            "/home/li/backups/ringdesk-20261123-030000.db".into()
        } else {
            String::new()
        },
        bytes: 12_900_000,
        rows: 48_211,
        recordings: 0,
        trigger: Trigger::Schedule,
        state,
        detail: if good { String::new() } else { "/media/nas is not there".into() },
    }
}

fn cared(language: Language) -> Snapshot {
    let mut snap = crate::places::placed(ui_support::idle(language), vec![]);
    let rows = vec![row(11, BackupState::Rehearsed), row(12, BackupState::Failed)];
    snap.upkeep.backups = Arc::new(rows);
    snap.upkeep.next_utc_millis = Some(ui_support::NOW.utc_millis + 13 * HOUR);
    snap
}

fn settings(snap: Snapshot) -> (ui_support::stub::StubDesk, Window) {
    let chinese = snap.settings.language == Some(Language::Chinese);
    let (desk, mut window) = open_sized(snap, Screen::Settings, [1180.0, 1900.0]);
    click(&mut window, if chinese { "归属地与备份" } else { "Places and backups" });
    (desk, window)
}

#[test]
fn the_last_good_backup_and_the_next_one_stand_there_in_both_languages() {
    for (language, texts) in [
        (
            Language::Chinese,
            ["最近一次可用备份：今天 03:07，已试恢复", "下一次备份：11-24 03:07", "已试恢复"],
        ),
        (
            Language::English,
            ["Last good backup: today 03:07, rehearsed", "Next backup: 11-24 03:07", "Rehearsed"],
        ),
    ] {
        let (_, window) = settings(cared(language));
        for text in texts {
            assert!(sees(&window, text), "{text}");
        }
    }
    let (_, window) = settings(ui_support::idle(Language::English));
    assert!(sees(&window, "There is no good backup yet"));
    assert!(sees(&window, "A backup holds customers, calls and settings, not the recordings"));
}

#[test]
fn a_backup_is_asked_for_watched_and_stopped() {
    let (desk, mut window) = settings(cared(Language::English));
    click(&mut window, "Back up now");
    assert_eq!(desk.commands(), [Command::Upkeep(UpkeepCommand::BackUp)]);
    desk.show(|snap| {
        let progress = Progress { phase: Phase::Copying, done: 1_200, total: 3_000 };
        snap.upkeep.running = Some(progress);
    });
    window.run_steps(4);
    assert!(sees(&window, "Copying 40%"));
    click(&mut window, "Stop");
    assert_eq!(desk.commands().pop(), Some(Command::Upkeep(UpkeepCommand::Cancel)));
}

#[test]
fn rhythm_and_folder_are_settings() {
    let (desk, mut window) = settings(cared(Language::English));
    window.get_by_role_and_label(egui::accesskit::Role::ComboBox, "Automatic backup").click();
    window.run_steps(4);
    window.get_by_label("Every week").click();
    window.run_steps(4);
    let wish = |commands: Vec<Command>| match commands.last() {
        Some(Command::Set(SettingChange::Upkeep(wish))) => wish.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(wish(desk.commands()).rhythm, Rhythm::Weekly);
    type_into(&mut window, "Backup folder", "/media/nas");
    let typed = desk.commands().len();
    window.key_press(egui::Key::Tab);
    window.run_steps(4);
    assert!(desk.commands().len() > typed, "taken over when the field is left");
    assert_eq!(wish(desk.commands()).folder, "/media/nas");
}

#[test]
fn a_check_says_that_all_is_well_or_what_is_not() {
    let (desk, mut window) = settings(cared(Language::English));
    click(&mut window, "Check now");
    assert_eq!(desk.commands(), [Command::Upkeep(UpkeepCommand::Check)]);
    desk.show(|snap| snap.upkeep.check = Some(Arc::new(CheckReport::default())));
    window.run_steps(4);
    assert!(sees(&window, "All is well"));
    let examples = vec!["recordings/2026/11/20/101500_7.wav".to_owned()];
    let finding = Finding { fault: Fault::MissingRecordings, count: 1, examples };
    desk.show(|snap| {
        let findings = vec![finding];
        snap.upkeep.check = Some(Arc::new(CheckReport { findings, ..CheckReport::default() }));
    });
    window.run_steps(4);
    assert!(sees(&window, "Recordings whose file is missing: 1"));
    assert!(sees(&window, "recordings/2026/11/20/101500_7.wav") && !sees(&window, "All is well"));
}

#[test]
fn a_failed_backup_is_a_notice() {
    let mut snap = cared(Language::Chinese);
    snap.notices.push(Notice {
        id: 78,
        severity: Severity::Error,
        topic: Topic::BackupFailed("/media/nas".into()),
        at_utc_millis: 0,
    });
    let (_, window) = open(snap, Screen::Calls);
    assert!(sees(&window, "备份没有成功，一小时后再试：/media/nas"));
}

#[test]
fn the_settings_of_upkeep_look_as_they_should() {
    let snap = in_theme(cared(Language::Chinese), Theme::Light);
    let (_, mut window) = open_sized(snap, Screen::Settings, [900.0, 1400.0]);
    click(&mut window, "归属地与备份");
    picture(&mut window, "tests/snapshots", "upkeep_zh");
}
