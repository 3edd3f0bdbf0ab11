//! The window's topic `transfer`: import in four steps, export, a person out and forgotten, by label in both languages.

use crate::ui_support;
use crate::ui_support::bench::*;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use ringdesk::base::ids::CustomerId;
use ringdesk::crm::cards::{CardFilter, Whose};
use ringdesk::crm::office::{OfficeAnswer, OfficeQuestion};
use ringdesk::crm::transfer::column::Target;
use ringdesk::crm::transfer::report::{
    Change, Chosen, Counts, Difference, ImportReport, ImportRow, ImportState, Mended, Preview,
    Problem,
};
use ringdesk::crm::transfer::{ImportId, Mode, TransferAnswer, TransferQuestion};
use ringdesk::engine::command::Command;
use ringdesk::engine::office::OfficeCommand;
use ringdesk::engine::office::transfer::{
    Going, ListFormat, Progress, TransferCommand, TransferView,
};
use ringdesk::engine::query::{Answer, Query};
use ringdesk::engine::settings::Language;
use ringdesk::ui::state::Screen;
use std::sync::Arc;

fn preview() -> Arc<Preview> {
    let cells = |row: &[&str]| row.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    Arc::new(Preview {
        path: "/home/li/客户.csv".into(),
        encoding: "GBK".into(),
        delimiter: Some(','),
        head: cells(&["姓名", "联系电话", "送货地址", "水票"]),
        rows: vec![
            cells(&["王伟", "13812345678", "海淀区1号", "5"]),
            cells(&["张敏", "1.38E+10", "朝阳区2号", ""]),
        ],
        targets: vec![Target::Name, Target::Number, Target::Address, Target::ToNotes],
        ..Preview::default()
    })
}

fn report() -> ImportReport {
    let difference = |line, who: &str, what| Difference { line, who: who.into(), what };
    let changed = vec![("address".to_owned(), "海淀区1号".to_owned(), "海淀区8号".to_owned())];
    ImportReport {
        import: Some(ImportId(3)),
        counts: Counts {
            rows: 1_240,
            created: 1_200,
            updated: 30,
            unchanged: 8,
            refused: 2,
            scientific: 4,
            lossy: 2,
            zero: 17,
            width: 3,
            split: 9,
        },
        differences: vec![
            difference(2, "王伟", Change::Updated(changed)),
            difference(3, "张敏", Change::Refused(Problem::Lossy("1.38E+10".into()))),
            difference(4, "李强", Change::Created),
        ],
        mended: vec![Mended {
            line: 4,
            before: "1.0987654E+9".into(),
            after: vec!["01098765400".into()],
        }],
        quarantine: Some("/data/imports/客户 未导入的行.csv".into()),
        stopped: false,
    }
}

fn show(desk: &ui_support::stub::StubDesk, window: &mut Window, view: TransferView) {
    desk.show(|snap| snap.office.transfer = view);
    window.run_steps(4);
}

fn sent(desk: &ui_support::stub::StubDesk) -> Vec<TransferCommand> {
    desk.commands()
        .into_iter()
        .filter_map(|command| match command {
            Command::Office(OfficeCommand::Transfer(command)) => Some(command),
            _ => None,
        })
        .collect()
}

#[test]
#[allow(clippy::too_many_lines, reason = "one walk through four steps")]
fn a_list_is_taken_in_step_by_step_in_both_languages() {
    for (language, words) in [
        (
            Language::Chinese,
            [
                "导入…",
                "文件",
                "打开看看",
                "先检查",
                "开始导入",
                "新建 1,200",
                "导入完成",
                "撤销这次导入",
            ],
        ),
        (
            Language::English,
            [
                "Import…",
                "File",
                "Look at the file",
                "Check first",
                "Import now",
                "1,200 new",
                "Imported",
                "Take this import back",
            ],
        ),
    ] {
        let snap = ui_support::idle(language);
        let (desk, mut window) = open(snap, Screen::Customers);
        desk.answer_with(|query| match query {
            Query::Office(OfficeQuestion::Transfer(_)) => {
                let none = TransferAnswer::Imports(Vec::new(), 0);
                Some(Answer::Office(OfficeAnswer::Transfer(none)))
            }
            _ => None,
        });
        click(&mut window, words[0]);
        type_into(&mut window, words[1], "/home/li/客户.csv");
        click(&mut window, words[2]);
        let Some(TransferCommand::Look(reading)) = sent(&desk).pop() else { panic!() };
        assert_eq!(reading.path.display().to_string(), "/home/li/客户.csv");

        let looked = TransferView { preview: Some(preview()), ..TransferView::default() };
        show(&desk, &mut window, looked.clone());
        assert!(sees(&window, "联系电话") && sees(&window, "1.38E+10"));
        if language == Language::Chinese {
            picture(&mut window, "assets/screenshots", "import-columns");
        }
        click(&mut window, words[3]);
        let Some(TransferCommand::Import(order)) = sent(&desk).pop() else { panic!() };
        assert!(order.dry && order.manner.mode == Mode::Create);
        assert_eq!(order.targets, preview().targets);

        let progress = Progress { done: 1, total: 4, rows: 310 };
        let going = TransferView { going: Some((Going::Checking, progress)), ..looked.clone() };
        show(&desk, &mut window, going);
        click(&mut window, if language == Language::Chinese { "停止" } else { "Stop" });
        assert_eq!(sent(&desk).pop(), Some(TransferCommand::Cancel));

        let checked = TransferView { checked: Some(Arc::new(report())), ..looked.clone() };
        show(&desk, &mut window, checked.clone());
        assert!(sees(&window, words[5]));
        assert!(sees(&window, "1.0987654E+9 → 01098765400"));
        if language == Language::Chinese {
            assert!(sees(&window, "不导入：号码末尾数字丢失：1.38E+10"));
            picture(&mut window, "assets/screenshots", "import-check");
        }
        click(&mut window, words[4]);
        let Some(TransferCommand::Import(order)) = sent(&desk).pop() else { panic!() };
        assert!(!order.dry);

        let done = TransferView { imported: Some(Arc::new(report())), ..checked };
        show(&desk, &mut window, done);
        assert!(sees(&window, words[6]));
        click(&mut window, words[7]);
        assert_eq!(sent(&desk).pop(), Some(TransferCommand::UndoImport(ImportId(3))));
    }
}

#[test]
fn an_earlier_import_is_listed_and_can_be_taken_back() {
    let snap = ui_support::idle(Language::English);
    let (desk, mut window) = open(snap, Screen::Customers);
    desk.answer_with(|query| match query {
        Query::Office(OfficeQuestion::Transfer(TransferQuestion::Imports { .. })) => {
            let row = ImportRow {
                id: ImportId(7),
                at_utc_millis: ui_support::NOW.utc_millis,
                offset_minutes: 480,
                who: "li".into(),
                file: "shop.xlsx".into(),
                mode: Mode::Create,
                state: ImportState::Done,
                counts: Counts { created: 12, ..Counts::default() },
            };
            let answer = TransferAnswer::Imports(vec![row], 1);
            Some(Answer::Office(OfficeAnswer::Transfer(answer)))
        }
        _ => None,
    });
    click(&mut window, "Import…");
    window.run_steps(4);
    click(&mut window, "Take this import back");
    assert_eq!(sent(&desk).pop(), Some(TransferCommand::UndoImport(ImportId(7))));
}

#[test]
fn customers_go_out_in_the_chosen_format() {
    let snap = ui_support::idle(Language::English);
    let (desk, mut window) = open(snap, Screen::Customers);
    click(&mut window, "Export…");
    click(&mut window, "vCard 3.0");
    type_into(&mut window, "Only those with", "VIP");
    click(&mut window, "Write the file");
    let Some(TransferCommand::Export(order)) = sent(&desk).pop() else { panic!() };
    assert_eq!((order.format, order.chosen.clone()), (ListFormat::Vcard, Chosen::by_words("VIP")));
    assert!(order.path.display().to_string().ends_with("customers.vcf"));
    click(&mut window, "Back to the customers");
    assert!(sees(&window, "Import…"));
}

#[test]
fn the_chosen_go_out_alone_and_the_list_as_it_is_filtered() {
    for language in [Language::English, Language::Chinese] {
        let (desk, mut window) = open(ui_support::idle(language), Screen::Customers);
        let chosen = |desk: &ui_support::stub::StubDesk| match sent(desk).pop() {
            Some(TransferCommand::Export(order)) => order.chosen,
            other => panic!("{other:?}"),
        };
        click(&mut window, say(language, "公海", "Public pool"));
        click(&mut window, say(language, "多选", "Choose several"));
        for person in &ui_support::people::customers(language)[..2] {
            window.get_by_role_and_label(Role::CheckBox, &person.name).click();
            window.run_steps(3);
        }
        click(&mut window, say(language, "导出已选…", "Export the chosen…"));
        click(&mut window, say(language, "导出文件", "Write the file"));
        assert_eq!(chosen(&desk), Chosen::Ticked(vec![CustomerId(1), CustomerId(2)]));
        click(&mut window, say(language, "列表全部", "All of the list"));
        assert!(sees(&window, say(language, "筛选条件", "Filtered by")));
        click(&mut window, say(language, "导出文件", "Write the file"));
        let pool = CardFilter { whose: Whose::Pool, ..CardFilter::default() };
        assert_eq!(chosen(&desk), Chosen::Listed(Box::new(pool)));
        click(&mut window, say(language, "清除筛选", "Clear filters"));
        click(&mut window, say(language, "导出文件", "Write the file"));
        assert_eq!(chosen(&desk), Chosen::default());
    }
}

#[test]
fn a_person_is_forgotten_only_after_two_questions() {
    let snap = ui_support::idle(Language::English);
    let (desk, mut window) = open_sized(snap, Screen::Customers, [1100.0, 2000.0]);
    click(&mut window, "Wang Wei");
    window.run_steps(4);
    click(&mut window, "Erase this person");
    assert!(sees(&window, "Erase this person for good?"));
    click(&mut window, "Keep");
    assert!(!sees(&window, "Erase this person for good?"));
    click(&mut window, "Erase this person");
    // The button on the card and the one in the question have one name; the question's comes last.
    window.get_all_by_role_and_label(Role::Button, "Erase this person").last().unwrap().click();
    window.run_steps(4);
    assert!(sees(&window, "Really? This cannot be undone"));
    click(&mut window, "Erase for good");
    assert!(matches!(sent(&desk).pop(), Some(TransferCommand::Erase(CustomerId(_)))));
}
