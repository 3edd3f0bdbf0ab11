//! The window's topic `upkeep`: every flow by label, in both languages.

use crate::ui_support;
use crate::ui_support::bench::*;
use egui_kittest::kittest::Queryable;
use ringdesk::call::upkeep::{
    BackupRow, BackupState, CheckReport, Contents, Fault, Finding, FoundBackup, Phase, Progress,
    Rhythm, Trigger,
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
fn figures_that_are_wrong_can_be_made_again() {
    for (language, text, button) in [
        (Language::Chinese, "统计数字与通话对不上：2 个小时", "重新统计"),
        (
            Language::English,
            "Hours whose figures are not what the calls say: 2",
            "Calculate the figures again",
        ),
    ] {
        let mut snap = cared(language);
        let finding = Finding { fault: Fault::Figures, count: 2, examples: Vec::new() };
        let report = CheckReport { findings: vec![finding], ..CheckReport::default() };
        snap.upkeep.check = Some(Arc::new(report));
        let (desk, mut window) = settings(snap);
        assert!(sees(&window, text));
        click(&mut window, button);
        assert_eq!(desk.commands(), [Command::Upkeep(UpkeepCommand::RepairFigures)]);
    }
}

/// The words of the way back, in a language.
struct Back {
    language: Language,
    find: &'static str,
    row: &'static str,
    looking: &'static str,
    can: &'static str,
    inside: &'static str,
    now: &'static str,
    restore: &'static str,
    question: &'static str,
    yes: &'static str,
    no: &'static str,
    closes: &'static str,
}

const BACK: [Back; 2] = [
    Back {
        language: Language::Chinese,
        find: "选择备份",
        row: "2026-11-22 03:00 · 11.0 MiB",
        looking: "正在打开、检查和清点备份",
        can: "已打开、检查并清点，可以恢复",
        inside: "备份里有：812 条通话，304 位客户；最近一条通话：11-21 03:07",
        now: "现在有：840 条通话，310 位客户。备份之后新增的内容不在备份里",
        restore: "恢复这个备份",
        question: "确定恢复到这个备份吗？软件会关闭、恢复数据，再重新打开。备份之后的内容会保存在旁边的文件里",
        yes: "恢复并重新打开",
        no: "不恢复，保持现状",
        closes: "软件即将关闭，并用备份重新打开",
    },
    Back {
        language: Language::English,
        find: "Choose a backup",
        row: "2026-11-22 03:00 · 11.0 MiB",
        looking: "Opening, checking and counting the backup",
        can: "Opened, checked and counted: it can be restored",
        inside: "In the backup: 812 calls, 304 customers; newest call: 11-21 03:07",
        now: "Now: 840 calls, 310 customers. What came after the backup is not in it",
        restore: "Restore this backup",
        question: "Put the data back to this backup? Ringdesk closes, restores and starts again. What came since stays in a file beside it",
        yes: "Restore and start again",
        no: "Leave everything as it is",
        closes: "Ringdesk closes and starts again with the backup",
    },
];

fn offered() -> Vec<FoundBackup> {
    [("23", 12_000_000), ("22", 11_534_336)]
        .map(|(day, bytes)| FoundBackup {
            path: format!("/b/ringdesk-202611{day}-030000.db"),
            made: format!("2026-11-{day} 03:00"),
            bytes,
        })
        .into()
}

fn contents(why_not: &str) -> Contents {
    Contents {
        path: "/b/ringdesk-20261122-030000.db".into(),
        why_not: why_not.into(),
        bytes: 11_534_336,
        calls: 812,
        customers: 304,
        newest_call: Some(ui_support::NOW.utc_millis - 59 * HOUR),
        calls_now: 840,
        customers_now: 310,
    }
}

#[test]
fn a_backup_is_chosen_looked_into_confirmed_and_restored_in_both_languages() {
    for words in &BACK {
        let (desk, mut window) = settings(cared(words.language));
        click(&mut window, words.find);
        let upkeep = |wish| Command::Upkeep(wish);
        assert_eq!(desk.commands(), [upkeep(UpkeepCommand::FindBackups)]);
        desk.show(|snap| snap.upkeep.found = Some(Arc::new(offered())));
        window.run_steps(4);
        window.get_by_label(words.row).click();
        window.run_steps(4);
        let path = contents("").path;
        assert_eq!(desk.commands().pop(), Some(upkeep(UpkeepCommand::Examine(path.clone()))));
        desk.show(|snap| {
            let progress = Progress { phase: Phase::Rehearsing, done: 1, total: 3 };
            snap.upkeep.running = Some(progress);
        });
        window.run_steps(4);
        assert!(sees(&window, words.looking));
        desk.show(|snap| {
            snap.upkeep.running = None;
            snap.upkeep.examined = Some(Arc::new(contents("")));
        });
        window.run_steps(4);
        for text in [words.can, words.inside, words.now] {
            assert!(sees(&window, text), "{text}");
        }
        let before = desk.commands().len();
        click(&mut window, words.restore);
        assert!(sees(&window, words.question));
        click(&mut window, words.no);
        assert!(!sees(&window, words.question));
        assert_eq!(desk.commands().len(), before, "nothing happens without a yes");
        click(&mut window, words.restore);
        click(&mut window, words.yes);
        assert_eq!(desk.commands().pop(), Some(upkeep(UpkeepCommand::Restore(path))));
        desk.show(|snap| snap.upkeep.restoring = true);
        window.run_steps(4);
        assert!(sees(&window, words.closes));
    }
}

#[test]
fn a_backup_that_cannot_be_restored_says_why_and_is_not_offered() {
    let (desk, mut window) = settings(cared(Language::English));
    click(&mut window, "Choose a backup");
    desk.show(|snap| snap.upkeep.found = Some(Arc::default()));
    window.run_steps(4);
    assert!(sees(&window, "There is no backup in the folder"));
    type_into(&mut window, "Another file", "/b/ringdesk-20261122-030000.db");
    click(&mut window, "Look inside");
    let why = "the copy is damaged: page 7";
    desk.show(|snap| snap.upkeep.examined = Some(Arc::new(contents(why))));
    window.run_steps(4);
    assert!(sees(&window, "It cannot be restored: the copy is damaged: page 7"));
    assert!(!sees(&window, "Restore this backup"));
    click(&mut window, "Close the list");
    assert!(!sees(&window, "It cannot be restored: the copy is damaged: page 7"));
}

#[test]
fn what_came_of_a_restore_is_a_notice_in_both_languages() {
    let notice = |language, severity, topic| {
        let mut snap = cared(language);
        snap.notices.push(Notice { id: 79, severity, topic, at_utc_millis: 0 });
        open(snap, Screen::Calls).1
    };
    let kept = || Topic::Restored("/b/a.db".into(), "/d/ringdesk.db.before-restore-1".into());
    let window = notice(Language::English, Severity::Info, kept());
    assert!(sees(
        &window,
        "The data was restored from /b/a.db. What was there until then is kept as /d/ringdesk.db.before-restore-1"
    ));
    let window = notice(Language::Chinese, Severity::Info, kept());
    assert!(sees(
        &window,
        "数据已从 /b/a.db 恢复，之前的数据另存为 /d/ringdesk.db.before-restore-1"
    ));
    let failed = Topic::RestoreFailed("/b/a.db does not exist".into());
    let window = notice(Language::Chinese, Severity::Error, failed);
    assert!(sees(&window, "没有恢复，数据保持原样：/b/a.db does not exist"));
}

#[test]
fn the_way_back_looks_as_it_should() {
    let mut snap = in_theme(cared(Language::Chinese), Theme::Light);
    snap.upkeep.found = Some(Arc::new(offered()));
    snap.upkeep.examined = Some(Arc::new(contents("")));
    let (_, mut window) = open_sized(snap, Screen::Settings, [900.0, 1640.0]);
    click(&mut window, "归属地与备份");
    click(&mut window, "选择备份");
    window.get_by_label("2026-11-22 03:00 · 11.0 MiB").click();
    window.run_steps(4);
    click(&mut window, "恢复这个备份");
    picture(&mut window, "tests/snapshots", "restore_zh");
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
