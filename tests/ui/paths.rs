//! The button beside every path field, over dialogs that only remember what they were asked.

use crate::ui_support;
use crate::ui_support::bench::*;
use ringdesk::call::firewall::rule::Handling;
use ringdesk::engine::command::Command;
use ringdesk::engine::settings::{Language, SettingChange};
use ringdesk::engine::topics::firewall::FirewallCommand;
use ringdesk::engine::topics::places::PlaceCommand;
use ringdesk::ui::paths::{Chosen, PathDoor, PathQuestion, PathWish};
use ringdesk::ui::state::Screen;
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[derive(Default)]
struct Inside {
    asked: Vec<PathQuestion>,
    answer: Option<Chosen>,
}

#[derive(Clone, Default)]
struct Dialogs(Arc<Mutex<Inside>>);

impl PathDoor for Dialogs {
    fn ask(&mut self, _ctx: &egui::Context, question: &PathQuestion) -> bool {
        self.0.lock().unwrap().asked.push(question.clone());
        true
    }

    fn answer(&mut self) -> Option<Chosen> {
        self.0.lock().unwrap().answer.take()
    }
}

/// The dialog is closed with this.
fn answered(window: &mut Window, dialogs: &Dialogs, path: Option<&str>) {
    dialogs.0.lock().unwrap().answer =
        Some(path.map_or(Chosen::Nothing, |path| Chosen::Path(path.into())));
    window.run_steps(3);
}

fn with_dialogs(window: &mut Window) -> Dialogs {
    let dialogs = Dialogs::default();
    let bench = window.state_mut();
    let app = bench.app.take().expect("a window").with_dialogs(Box::new(dialogs.clone()));
    bench.app = Some(app);
    dialogs
}

#[test]
fn a_chosen_list_is_looked_at_at_once() {
    for (language, page, choose) in [
        (Language::English, "Import and export", "Choose: Path of the file"),
        (Language::Chinese, "导入导出", "选择：文件路径"),
    ] {
        let (desk, mut window) = open(ui_support::idle(language), Screen::Firewall);
        let dialogs = with_dialogs(&mut window);
        click(&mut window, page);
        click(&mut window, choose);
        click(&mut window, choose);
        let asked = dialogs.0.lock().unwrap().asked.clone();
        assert_eq!(asked.len(), 1, "one dialog at a time");
        assert_eq!((asked[0].wish, asked[0].endings), (PathWish::File, &["csv", "txt"][..]));
        answered(&mut window, &dialogs, Some("/home/li/spam.csv"));
        let look = FirewallCommand::PreviewFile("/home/li/spam.csv".into(), Handling::Silent);
        assert_eq!(desk.commands(), [Command::Firewall(look)]);
    }
}

#[test]
fn a_cancelled_dialog_changes_nothing_and_a_missing_one_is_said() {
    let missing = "This desktop shows no file dialog. Please type the path into the field.";
    let snap = ui_support::idle(Language::English);
    let (desk, mut window) = open_sized(snap, Screen::Settings, [1180.0, 1600.0]);
    click(&mut window, "Places and backups");
    click(&mut window, "Choose: Backup folder");
    assert!(sees(&window, missing), "this window has no dialogs at all");
    click(&mut window, "Dismiss");
    assert!(!sees(&window, missing));
    let dialogs = with_dialogs(&mut window);
    click(&mut window, "Choose: Backup folder");
    desk.advance(Duration::from_secs(2));
    answered(&mut window, &dialogs, None);
    assert!(desk.commands().is_empty() && !sees(&window, missing), "a person closed it");
    click(&mut window, "Choose: Backup folder");
    answered(&mut window, &dialogs, None);
    assert!(sees(&window, missing), "nobody is that fast");
    click(&mut window, "Choose: Backup folder");
    desk.advance(Duration::from_secs(2));
    answered(&mut window, &dialogs, Some("/media/nas"));
    let Some(Command::Set(SettingChange::Upkeep(wish))) = desk.commands().pop() else {
        panic!("{:?}", desk.commands())
    };
    assert_eq!(wish.folder, "/media/nas");
    assert!(!sees(&window, missing));
}

#[test]
fn a_list_of_corrections_is_chosen_looked_at_and_taken_in() {
    for (language, page, choose, fresh, bad, take) in [
        (
            Language::English,
            "Places and backups",
            "Choose: Import list",
            "2 new",
            "Line 3: x,河南 (too few digits)",
            "Take it in",
        ),
        (
            Language::Chinese,
            "归属地与备份",
            "选择：导入列表",
            "新增 2 条",
            "第 3 行：x,河南（号码位数太少）",
            "确认导入",
        ),
    ] {
        let (desk, mut window) = open(ui_support::idle(language), Screen::Settings);
        let dialogs = with_dialogs(&mut window);
        click(&mut window, page);
        click(&mut window, choose);
        answered(&mut window, &dialogs, Some("/home/li/places.csv"));
        let look = PlaceCommand::PreviewList("/home/li/places.csv".into());
        assert_eq!(desk.commands(), [Command::Places(look)]);
        desk.show(|snap| {
            let text = "1991234,河南,南阳\n1380013,北京\nx,河南\n";
            let list = ringdesk::call::places::list::read(text.as_bytes(), &[]);
            snap.places.list = Some(Arc::new(list));
        });
        window.run_steps(3);
        for text in [fresh, bad, "1991234  河南 南阳"] {
            assert!(sees(&window, text), "{text}");
        }
        click(&mut window, take);
        assert_eq!(desk.commands()[1..], [Command::Places(PlaceCommand::ImportList)]);
    }
}
