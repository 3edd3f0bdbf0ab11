//! Files attached to anything, kept by content hash: the window by label, in both languages.

use crate::ui_support;
use crate::ui_support::bench::*;
use crate::ui_support::stub::StubDesk;
use egui_kittest::kittest::Queryable;
use ringdesk::base::ids::{CallId, FileId};
use ringdesk::crm::files::{Attached, Content, FileAnswer, FileQuestion, Subject};
use ringdesk::crm::office::{OfficeAnswer, OfficeQuestion};
use ringdesk::engine::command::Command;
use ringdesk::engine::notice::{Notice, Severity, Topic};
use ringdesk::engine::office::OfficeCommand;
use ringdesk::engine::office::files::{Copying, FileCommand, FileNotice, Picture};
use ringdesk::engine::query::{Answer, Query};
use ringdesk::engine::settings::Language;
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::ui::state::Screen;
use std::path::PathBuf;
use std::sync::Arc;

fn attached(id: i64, name: &str) -> Attached {
    Attached {
        id: FileId(id),
        subject: Subject::Call(CallId(1)),
        content: Content {
            hash: "ab".repeat(32),
            ext: "pdf".into(),
            name: name.into(),
            bytes: 3_456_000,
        },
        added_utc_millis: ui_support::NOW.utc_millis,
        who: "Anna".into(),
    }
}

/// The details of a call with two files.
fn opened(mut snap: Snapshot) -> (StubDesk, Window, Subject) {
    snap.office.files.missing = Arc::new(vec![FileId(2)]);
    let id = snap.recent[0].record.id;
    let (desk, mut window) = open_sized(snap, Screen::Customers, [1180.0, 1400.0]);
    desk.answer_with(|query| {
        let Query::Office(OfficeQuestion::Files(FileQuestion::Of(subject))) = query else {
            return None;
        };
        let files = vec![attached(1, "报价.pdf"), attached(2, "gone.jpg")];
        Some(Answer::Office(OfficeAnswer::Files(FileAnswer::Of(*subject, files))))
    });
    window.state_mut().app.as_mut().unwrap().show_screen(Screen::Calls);
    window.run_steps(4);
    window.key_press(egui::Key::ArrowDown);
    window.run_steps(6);
    (desk, window, Subject::Call(id))
}

fn wishes(desk: &StubDesk) -> Vec<FileCommand> {
    let of_topic = |command: Command| match command {
        Command::Office(OfficeCommand::Files(command)) => Some(command),
        _ => None,
    };
    desk.commands().into_iter().filter_map(of_topic).collect()
}

#[test]
fn files_of_a_call_are_listed_opened_and_taken_off() {
    for language in LANGUAGES {
        let (desk, mut window, _) = opened(ui_support::idle(language));
        assert!(sees(&window, say(language, "文件丢失", "Missing")), "{language:?}");
        window.get_by_label(say(language, "打开 报价.pdf", "Open 报价.pdf")).click();
        window.run_steps(3);
        window.query_all_by_label(say(language, "去掉", "Take off")).next().unwrap().click();
        window.run_steps(3);
        let wishes = wishes(&desk);
        assert!(
            matches!(&wishes[0], FileCommand::Open(file) if file.id == FileId(1)),
            "{wishes:?}"
        );
        assert_eq!(wishes[1], FileCommand::Remove(FileId(1)));
    }
}

#[test]
fn a_file_is_attached_by_its_path_and_by_dropping_it() {
    for language in LANGUAGES {
        let (desk, mut window, subject) = opened(ui_support::idle(language));
        click(&mut window, say(language, "添加附件…", "Attach…"));
        type_into(
            &mut window,
            say(language, "文件路径", "Path of the file"),
            "file:///media/usb/照片.jpg",
        );
        click(&mut window, say(language, "添加", "Attach"));
        let path = PathBuf::from("/media/usb/照片.jpg");
        assert_eq!(wishes(&desk), [FileCommand::Attach(subject, vec![path])], "{language:?}");
    }
}

#[test]
fn a_copy_shows_how_far_it_is_and_can_be_stopped() {
    for language in LANGUAGES {
        let mut snap = ui_support::idle(language);
        snap.office.files.copying =
            Some(Copying { name: "video.mp4".into(), done: 1 << 30, total: 4 << 30 });
        let (desk, mut window, _) = opened(snap);
        click(&mut window, say(language, "停止复制", "Stop copying"));
        assert_eq!(wishes(&desk), [FileCommand::Cancel], "{language:?}");
    }
}

#[test]
fn what_went_wrong_is_said_in_words() {
    for language in LANGUAGES {
        let mut snap = ui_support::idle(language);
        let notices = [
            FileNotice::SourceGone { path: "/media/usb/a.jpg".into() },
            FileNotice::Program { name: "game.exe".into() },
        ];
        snap.notices = (1..)
            .zip(notices)
            .map(|(id, notice)| Notice {
                id,
                severity: Severity::Warning,
                topic: Topic::File(notice),
                at_utc_millis: 0,
            })
            .collect();
        let (_, window) = open(snap, Screen::Calls);
        for text in [
            say(
                language,
                "找不到 /media/usb/a.jpg。U 盘是不是拔掉了？",
                "/media/usb/a.jpg is not there any more. Is the stick still plugged in?",
            ),
            say(
                language,
                "game.exe 是程序。程序可以保存，但不从这里打开。",
                "game.exe is a program. Programs are kept but not opened from here.",
            ),
        ] {
            assert!(sees(&window, text), "{language:?} {text}");
        }
    }
}

/// A face on a plain ground, 4 by 3.
fn face() -> Picture {
    let pixel = |x: f32, y: f32| {
        let (x, y) = (x - 160.0, y - 110.0);
        if x * x / 4_900.0 + y * y / 7_000.0 < 1.0 {
            [224, 182, 150, 255]
        } else {
            [70, 110, 150, 255]
        }
    };
    let rows =
        (0..240_u8).flat_map(|y| (0..320_u16).map(move |x| pixel(f32::from(x), f32::from(y))));
    Picture { width: 320, height: 240, rgba: rows.flatten().collect() }
}

#[test]
fn a_file_becomes_the_picture_of_the_card_and_stands_beside_the_name() {
    for language in LANGUAGES {
        let snap = ui_support::idle(language);
        let (desk, mut window) = open_sized(snap, Screen::Customers, [1180.0, 1000.0]);
        desk.answer_with(|query| {
            let Query::Office(OfficeQuestion::Files(FileQuestion::Of(subject))) = query else {
                return None;
            };
            let mut face = attached(7, "face.jpg");
            face.content.ext = "jpg".into();
            let files = vec![face, attached(8, "offer.pdf")];
            Some(Answer::Office(OfficeAnswer::Files(FileAnswer::Of(*subject, files))))
        });
        let who = say(language, "王伟", "Wang Wei");
        click(&mut window, who);
        window.run_steps(4);
        click(&mut window, say(language, "客户文件", "Their files"));
        window.run_steps(4);
        // The offer in PDF has no such button.
        click(&mut window, say(language, "设为照片", "As picture"));
        window.run_steps(4);
        assert_eq!(wishes(&desk), [FileCommand::Picture(FileId(7))], "asked for once");
        let named = say(language, "王伟的照片", "Picture of Wang Wei");
        assert!(!sees(&window, named));
        desk.show(|snap| {
            let told = vec![(FileId(7), Some(Arc::new(face())))];
            snap.office.files.pictures = Arc::new(told);
        });
        window.run_steps(4);
        assert!(sees(&window, named), "{language:?}");
        if language == Language::English {
            picture(&mut window, "tests/snapshots", "card_picture");
        }
        click(&mut window, say(language, "保存", "Save"));
        let saved = desk.commands().into_iter().rev().find_map(|command| match command {
            Command::SaveCustomer { customer, .. } => Some(customer.picture),
            _ => None,
        });
        assert_eq!(saved, Some(Some(FileId(7))), "{language:?}");
        click(&mut window, say(language, "取消照片", "No picture"));
        window.run_steps(4);
        assert!(!sees(&window, named), "{language:?}");
    }
}

#[test]
fn whoever_calls_is_shown_with_the_picture_of_the_card() {
    for language in LANGUAGES {
        let mut snap = ui_support::ringing(language);
        let mut found = (**snap.calls[0].candidates.as_ref().unwrap()).clone();
        found[0].customer.picture = Some(FileId(7));
        let name = found[0].customer.name.clone();
        snap.calls[0].candidates = Some(Arc::new(found));
        snap.office.files.pictures = Arc::new(vec![(FileId(7), Some(Arc::new(face())))]);
        let (_, window) = open(snap, Screen::Calls);
        let named = match language {
            Language::English => format!("Picture of {name}"),
            Language::Chinese => format!("{name}的照片"),
        };
        assert!(sees(&window, &named), "{language:?}");
    }
}

#[test]
fn a_file_is_attached_to_an_order() {
    use ringdesk::base::ids::OrderId;
    use ringdesk::crm::orders::order::{Order, OrderSummary, OrderSums};
    use ringdesk::crm::orders::{OrderAnswer, OrderQuestion};
    for language in LANGUAGES {
        let (desk, mut window) =
            open_sized(ui_support::idle(language), Screen::Orders, [1180.0, 1200.0]);
        desk.answer_with(|query| {
            let Query::Office(question) = query else { return None };
            Some(Answer::Office(match question {
                OfficeQuestion::Orders(OrderQuestion::Orders { .. }) => {
                    let row = OrderSummary {
                        id: OrderId(7),
                        number: "20261122-004".into(),
                        ..OrderSummary::default()
                    };
                    let found = OrderAnswer::Orders(vec![row], 1, OrderSums::default());
                    OfficeAnswer::Orders(found)
                }
                OfficeQuestion::Orders(OrderQuestion::Order(id)) => {
                    let found =
                        Order { id: *id, number: "20261122-004".into(), ..Order::default() };
                    OfficeAnswer::Orders(OrderAnswer::Order(Some(Box::new(found))))
                }
                OfficeQuestion::Files(FileQuestion::Of(subject)) => {
                    let name = format!("{}.pdf", subject.key().0);
                    let files = vec![attached(1, &name)];
                    OfficeAnswer::Files(FileAnswer::Of(*subject, files))
                }
                _ => return None,
            }))
        });
        desk.show(|snap| snap.data_revision += 1);
        window.run_steps(4);
        window.get_all_by_label("20261122-004").next().unwrap().click();
        window.run_steps(6);
        assert!(sees(&window, say(language, "打开 order.pdf", "Open order.pdf")), "{language:?}");
        click(&mut window, say(language, "添加附件…", "Attach…"));
        type_into(&mut window, say(language, "文件路径", "Path of the file"), "/a/offer.pdf");
        click(&mut window, say(language, "添加", "Attach"));
        let wanted = FileCommand::Attach(Subject::Order(OrderId(7)), vec!["/a/offer.pdf".into()]);
        assert_eq!(wishes(&desk), [wanted], "{language:?}");
    }
}
