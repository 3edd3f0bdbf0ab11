//! Questions and answers to say or play while talking: the window by label, in both languages.

use crate::ui_support;
use crate::ui_support::bench::*;
use crate::ui_support::stub::StubDesk;
use egui_kittest::kittest::Queryable;
use ringdesk::base::ids::KnowledgeId;
use ringdesk::crm::files::{Content, Subject};
use ringdesk::crm::knowledge::{Entry, KnowledgeAnswer, KnowledgeQuestion};
use ringdesk::crm::office::{OfficeAnswer, OfficeQuestion};
use ringdesk::engine::command::Command;
use ringdesk::engine::office::OfficeCommand;
use ringdesk::engine::office::files::FileCommand;
use ringdesk::engine::office::knowledge::{KnowledgeCommand, Outlet};
use ringdesk::engine::query::{Answer, Query};
use ringdesk::engine::settings::{Language, Theme};
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::ui::state::Screen;

fn entries(language: Language) -> Vec<Entry> {
    let entry = |id, category: &str, question: &str, spoken: &str| Entry {
        id: Some(KnowledgeId(id)),
        category: category.into(),
        question: question.into(),
        say: spoken.into(),
        answer: say(language, "节假日也一样。", "On holidays too.").into(),
        ..Entry::default()
    };
    let mut all = vec![
        entry(
            1,
            say(language, "营业", "Opening"),
            say(language, "几点开门？", "When do you open?"),
            say(language, "早上九点开门，晚上八点关门。", "We are open from nine to eight."),
        ),
        entry(
            2,
            say(language, "送货", "Delivery"),
            say(language, "多久能送到？", "How long does it take?"),
            say(language, "两个小时之内送到。", "Within two hours."),
        ),
    ];
    let hash = "ab".repeat(32);
    all[1].audio = Some(Content { hash, ext: "wav".into(), name: "a.wav".into(), bytes: 9 });
    all
}

fn open_page(snap: Snapshot, language: Language, all: Vec<Entry>) -> (StubDesk, Window) {
    let (desk, mut window) = open(snap, Screen::Calls);
    desk.answer_with(move |query| {
        let Query::Office(OfficeQuestion::Knowledge(question)) = query else { return None };
        Some(Answer::Office(OfficeAnswer::Knowledge(match question {
            KnowledgeQuestion::Find { words, category, .. } => {
                let fits = |entry: &&Entry| {
                    (words.is_empty() || entry.findable().contains(words.as_str()))
                        && (category.is_empty() || entry.category == *category)
                };
                let rows: Vec<Entry> = all.iter().filter(fits).cloned().collect();
                let total = u32::try_from(rows.len()).unwrap();
                KnowledgeAnswer::Found(rows, total)
            }
            KnowledgeQuestion::Categories => KnowledgeAnswer::Categories(
                all.iter().map(|entry| (entry.category.clone(), 1)).collect(),
            ),
        })))
    });
    window.state_mut().app.as_mut().unwrap().show_screen(Screen::Knowledge);
    window.run_steps(5);
    let _ = language;
    (desk, window)
}

fn wishes(desk: &StubDesk) -> Vec<KnowledgeCommand> {
    let of_topic = |command: Command| match command {
        Command::Office(OfficeCommand::Knowledge(command)) => Some(command),
        _ => None,
    };
    desk.commands().into_iter().filter_map(of_topic).collect()
}

#[test]
fn a_word_its_sound_and_a_category_find_what_to_say() {
    for language in LANGUAGES {
        let (_, mut window) = open_page(ui_support::idle(language), language, entries(language));
        let first =
            say(language, "早上九点开门，晚上八点关门。", "We are open from nine to eight.");
        assert!(sees(&window, first), "{language:?}: the first is shown");
        let hint = say(language, "问题、关键词或拼音首字母", "Question, word or pinyin initials");
        type_into(&mut window, hint, say(language, "djns", "long"));
        assert!(sees(&window, say(language, "两个小时之内送到。", "Within two hours.")));
        assert!(!sees(&window, first));
        type_into(&mut window, hint, "zzz");
        assert!(sees(&window, say(language, "没有找到", "No answer with these words")));
    }
}

#[test]
fn one_key_leads_to_the_search_during_a_call() {
    let (desk, mut window) = open_page(
        ui_support::idle(Language::English),
        Language::English,
        entries(Language::English),
    );
    window.state_mut().app.as_mut().unwrap().show_screen(Screen::Calls);
    window.run_steps(2);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::J);
    window.run_steps(3);
    window.event(egui::Event::Text("open".into()));
    window.run_steps(4);
    let asked = |query: &Query| matches!(query, Query::Office(OfficeQuestion::Knowledge(KnowledgeQuestion::Find { words, .. })) if words == "open");
    assert!(desk.asked().iter().any(asked));
}

#[test]
fn an_empty_page_offers_a_dozen_answers_in_its_language() {
    for language in LANGUAGES {
        let (desk, mut window) = open_page(ui_support::idle(language), language, Vec::new());
        click(&mut window, say(language, "先用十二条常见问答", "Begin with a dozen answers"));
        let wishes = wishes(&desk);
        let [KnowledgeCommand::SaveAll(all)] = &wishes[..] else { panic!("{wishes:?}") };
        assert_eq!(all.len(), 12);
        assert!(all.iter().all(Entry::says_something));
        assert_eq!(
            all[0].question,
            say(language, "几点开门，几点关门？", "What are your opening hours?")
        );
    }
}

#[test]
fn a_spoken_answer_is_played_and_says_where_it_is_heard() {
    for language in LANGUAGES {
        let mut snap = ui_support::idle(language);
        snap.office.knowledge.playing = None;
        let (desk, mut window) = open_page(snap, language, entries(language));
        click(&mut window, say(language, "多久能送到？", "How long does it take?"));
        click(&mut window, say(language, "播放", "Play"));
        let played = wishes(&desk);
        assert!(
            matches!(&played[..], [KnowledgeCommand::Play(entry)] if entry.id == Some(KnowledgeId(2)))
        );
        desk.show(|snap| {
            snap.office.knowledge.playing = Some((KnowledgeId(2), Outlet::Loudspeaker));
        });
        window.run_steps(3);
        assert!(sees(
            &window,
            say(language, "正在从扬声器播放", "Playing through the loudspeaker")
        ));
        click(&mut window, say(language, "停止", "Stop"));
        assert_eq!(wishes(&desk).last(), Some(&KnowledgeCommand::Stop));
    }
}

#[test]
fn an_answer_is_written_changed_and_given_a_sound() {
    for language in LANGUAGES {
        let (desk, mut window) = open_page(ui_support::idle(language), language, entries(language));
        click(&mut window, say(language, "新建问答", "New answer"));
        click(&mut window, say(language, "保存", "Save"));
        assert!(sees(
            &window,
            say(
                language,
                "要有问题，也要有回答。",
                "A question and something to answer are needed."
            )
        ));
        type_into(&mut window, say(language, "问题", "Question"), "Q");
        type_into(&mut window, say(language, "话术", "Say this"), "A");
        click(&mut window, say(language, "保存", "Save"));
        let saved = wishes(&desk);
        assert!(
            matches!(&saved[..], [KnowledgeCommand::Save(entry)] if entry.question == "Q" && entry.say == "A")
        );
        window.query_all_by_label(say(language, "修改", "Change")).next().unwrap().click();
        window.run_steps(4);
        type_into(&mut window, say(language, "录好的回答", "Spoken answer"), "/tmp/a.wav");
        click(&mut window, say(language, "添加", "Attach"));
        let attached = |command: &Command| {
            matches!(
                command,
                Command::Office(OfficeCommand::Files(FileCommand::Attach(Subject::Knowledge(KnowledgeId(1)), paths)))
                    if paths.len() == 1
            )
        };
        assert!(desk.commands().iter().any(attached), "{language:?}");
    }
}

#[test]
fn a_picture_of_the_answers() {
    let snap = in_theme(ui_support::idle(Language::Chinese), Theme::Light);
    let (_, mut window) = open_page(snap, Language::Chinese, entries(Language::Chinese));
    picture(&mut window, "assets/screenshots", "answers-zh");
}
