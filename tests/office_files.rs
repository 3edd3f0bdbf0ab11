//! Attached files and answers to say through the store's public door; missing contents in the check of the data.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use ringdesk::base::clock::Stamp;
use ringdesk::base::ids::{CustomerId, FileId, KnowledgeId};
use ringdesk::call::upkeep::Fault;
use ringdesk::crm::files::{
    Attached, Content, FileAnswer, FileOp, FileQuestion, Mention, Subject, UNDO_REACH,
};
use ringdesk::crm::knowledge::{Entry, KnowledgeAnswer, KnowledgeOp, KnowledgeQuestion};
use ringdesk::crm::office::{OfficeAnswer, OfficeOp, OfficeQuestion};
use ringdesk::store::Store;
use ringdesk::store::operation::{Act, Op};
use ringdesk::store::topics::upkeep::Watch;
use ringdesk::store::topics::upkeep::check::check;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

const NOW: Stamp =
    Stamp { mono: Duration::ZERO, utc_millis: 1_795_744_800_000, offset_minutes: 480 };
const WANG: Subject = Subject::Customer(CustomerId(1));

struct Desk {
    store: Store,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(&folder.path().join("ringdesk.db"), NOW).unwrap();
        Self { store, folder }
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("ringdesk.db")
    }

    fn act(&mut self, op: OfficeOp) -> bool {
        let op = Op::Office(Box::new(op));
        self.store.carry_out(&Act::person("Anna", NOW), &op).is_ok()
    }

    fn undo(&mut self) {
        self.store.carry_out(&Act::person("Anna", NOW), &Op::Undo).unwrap();
    }

    fn ask(&self, question: &OfficeQuestion) -> OfficeAnswer {
        self.store.reader().unwrap().office(question).unwrap()
    }

    fn files(&self, subject: Subject) -> Vec<Attached> {
        match self.ask(&OfficeQuestion::Files(FileQuestion::Of(subject))) {
            OfficeAnswer::Files(FileAnswer::Of(_, files)) => files,
            other => panic!("{other:?}"),
        }
    }

    fn found(&self, words: &str, category: &str) -> Vec<String> {
        let (words, category) = (words.to_owned(), category.to_owned());
        let question = KnowledgeQuestion::Find { words, category, offset: 0, limit: 50 };
        match self.ask(&OfficeQuestion::Knowledge(question)) {
            OfficeAnswer::Knowledge(KnowledgeAnswer::Found(rows, _)) => {
                rows.into_iter().map(|entry| entry.question).collect()
            }
            other => panic!("{other:?}"),
        }
    }
}

fn content(start: &str, name: &str) -> Content {
    Content { hash: start.repeat(32), ext: "pdf".into(), name: name.into(), bytes: 3 }
}

fn entry(category: &str, question: &str, answer: &str) -> Entry {
    Entry {
        category: category.into(),
        question: question.into(),
        answer: answer.into(),
        ..Entry::default()
    }
}

#[test]
fn files_are_attached_once_taken_off_and_brought_back() {
    let mut desk = Desk::new();
    let quote = content("ab", "报价.pdf");
    assert!(desk.act(OfficeOp::Files(FileOp::Add(WANG, quote.clone()))));
    assert!(desk.act(OfficeOp::Files(FileOp::Add(WANG, content("ab", "copy.pdf")))));
    let files = desk.files(WANG);
    assert_eq!(files.len(), 1, "the same content once");
    assert_eq!((&files[0].content, files[0].who.as_str()), (&quote, "Anna"));
    let call = Subject::Call(ringdesk::base::ids::CallId(1));
    assert!(desk.act(OfficeOp::Files(FileOp::Add(call, quote.clone()))));
    assert!(desk.act(OfficeOp::Files(FileOp::Remove(files[0].id))));
    assert!(desk.files(WANG).is_empty());
    assert_eq!(desk.files(call).len(), 1, "another subject keeps it");
    desk.undo();
    assert_eq!(desk.files(WANG), files);
    assert!(!desk.act(OfficeOp::Files(FileOp::Remove(FileId(99)))));
    assert!(!desk.act(OfficeOp::Files(FileOp::Add(WANG, content("../", "x")))));
}

#[test]
fn the_check_of_the_data_names_contents_that_are_missing() {
    let mut desk = Desk::new();
    let (here, gone) = (content("ab", "here.pdf"), content("cd", "gone.pdf"));
    let kept = desk.folder.path().join(here.path().unwrap());
    std::fs::create_dir_all(kept.parent().unwrap()).unwrap();
    std::fs::write(&kept, "abc").unwrap();
    desk.act(OfficeOp::Files(FileOp::Add(WANG, here)));
    desk.act(OfficeOp::Files(FileOp::Add(WANG, gone)));
    let look = |desk: &Desk| {
        let mut hear = |_| {};
        let report = check(&desk.database(), None, &mut Watch::new(Arc::default(), &mut hear));
        let report = report.unwrap();
        report.findings.into_iter().find(|finding| finding.fault == Fault::MissingFiles)
    };
    let finding = look(&desk).unwrap();
    assert_eq!(finding.count, 1);
    assert!(finding.examples[0].starts_with("gone.pdf"), "{finding:?}");
    std::fs::write(&kept, "cut").unwrap();
    assert_eq!(look(&desk).unwrap().count, 1, "the same length: the hash is not read");
    std::fs::write(&kept, "c").unwrap();
    assert_eq!(look(&desk).unwrap().count, 2, "cut short");
}

#[test]
fn answers_are_found_by_words_sound_and_initials_best_first() {
    let mut desk = Desk::new();
    let all = vec![
        entry("营业", "几点开门？", "早上九点到晚上八点"),
        entry("送货", "多久能送到？", "两个小时之内。开门前的订单九点送。"),
        entry("Payment", "How can I pay?", "cash, card, 100% safe_"),
    ];
    assert!(desk.act(OfficeOp::Knowledge(KnowledgeOp::SaveAll(all))));
    assert_eq!(desk.found("", "").len(), 3);
    assert_eq!(desk.found("开门", ""), ["几点开门？", "多久能送到？"], "in the question first");
    assert_eq!(desk.found("jdkm", ""), ["几点开门？"]);
    assert_eq!(desk.found("songdao", ""), ["多久能送到？"]);
    assert_eq!(desk.found("PAY card", ""), ["How can I pay?"]);
    assert_eq!(desk.found("", "送货"), ["多久能送到？"]);
    assert_eq!(desk.found("%", ""), ["How can I pay?"], "a wildcard is a letter");
    assert_eq!(desk.found("_", ""), ["How can I pay?"]);
    for rubbish in ["'", "\"", "*", "NEAR(", "\\", "😀"] {
        assert!(desk.found(rubbish, "").is_empty(), "{rubbish}");
    }
    desk.undo();
    assert!(desk.found("", "").is_empty(), "the starter set is one change");
}

#[test]
fn an_answer_is_changed_sounded_deleted_and_each_is_undone() {
    let mut desk = Desk::new();
    desk.act(OfficeOp::Knowledge(KnowledgeOp::Save(Box::new(entry("", "几点开门？", "九点")))));
    let id = KnowledgeId(1);
    let changed = Entry { id: Some(id), ..entry("", "几点关门？", "八点") };
    desk.act(OfficeOp::Knowledge(KnowledgeOp::Save(Box::new(changed))));
    assert_eq!((desk.found("关门", "").len(), desk.found("开门", "").len()), (1, 0));
    desk.undo();
    assert_eq!((desk.found("关门", "").len(), desk.found("开门", "").len()), (0, 1));
    desk.act(OfficeOp::Knowledge(KnowledgeOp::SetAudio(id, Some(content("ab", "a.wav")))));
    desk.act(OfficeOp::Knowledge(KnowledgeOp::Used(id)));
    desk.act(OfficeOp::Knowledge(KnowledgeOp::Delete(id)));
    assert!(desk.found("", "").is_empty());
    desk.undo();
    assert_eq!(desk.found("jdkm", ""), ["几点开门？"], "findable again");
    let empty = Entry { question: " ".into(), ..Entry::default() };
    assert!(!desk.act(OfficeOp::Knowledge(KnowledgeOp::Save(Box::new(empty)))));
    assert!(!desk.act(OfficeOp::Knowledge(KnowledgeOp::Delete(KnowledgeId(9)))));
}

#[test]
fn a_search_among_five_thousand_answers_takes_less_than_a_frame() {
    let mut desk = Desk::new();
    for part in 0..5 {
        let all = (0..1_000)
            .map(|n| entry("营业", &format!("问题 {part} {n} 怎么办"), "请稍等，我帮您查一下"))
            .collect();
        assert!(desk.act(OfficeOp::Knowledge(KnowledgeOp::SaveAll(all))));
    }
    let reader = desk.store.reader().unwrap();
    let unknown = KnowledgeQuestion::Find {
        words: "没有这样的".to_owned(),
        category: String::new(),
        offset: 0,
        limit: 100,
    };
    for words in ["问题", "wenti", "zmb", "查", "4 777", "没有这样的"] {
        let words = words.to_owned();
        let question =
            KnowledgeQuestion::Find { words, category: String::new(), offset: 0, limit: 100 };
        let KnowledgeAnswer::Found(rows, total) = reader.knowledge(&question).unwrap() else {
            panic!("entries")
        };
        assert!(rows.len() <= 100 && rows.len() <= total as usize);
        let none = question == unknown;
        assert_eq!(rows.is_empty(), none, "{question:?}");
    }
}

#[test]
fn a_backup_takes_attached_files_along() {
    use ringdesk::store::topics::upkeep::backup::{Wish, back_up};
    use ringdesk::store::topics::upkeep::restore::restore;
    let mut desk = Desk::new();
    let quote = content("ab", "报价.pdf");
    let kept = desk.folder.path().join(quote.path().unwrap());
    std::fs::create_dir_all(kept.parent().unwrap()).unwrap();
    std::fs::write(&kept, "abc").unwrap();
    std::fs::write(desk.folder.path().join("files/.incoming"), "half").unwrap();
    desk.act(OfficeOp::Files(FileOp::Add(WANG, quote.clone())));
    let wish = Wish { database: desk.database(), folder: None, now: NOW, recordings: false };
    let mut hear = |_| {};
    let made = back_up(&wish, &mut Watch::new(Arc::default(), &mut hear)).unwrap();
    assert_eq!(made.trouble, "");
    let copy = made.path.parent().unwrap().join(quote.path().unwrap());
    assert_eq!(std::fs::read(copy).unwrap(), b"abc");
    assert!(!made.path.parent().unwrap().join("files/.incoming").exists());

    // The next computer has the stick with the backup and nothing else.
    let new = tempfile::tempdir().unwrap();
    let database = new.path().join("ringdesk.db");
    let mut hear = |_| {};
    let mut watch = Watch::new(Arc::default(), &mut hear);
    restore(&made.path, &database, NOW, &mut watch).unwrap();
    assert_eq!(std::fs::read(new.path().join(quote.path().unwrap())).unwrap(), b"abc");
    let (store, _) = Store::open(&database, NOW).unwrap();
    let moved = Desk { store, folder: new };
    assert_eq!(moved.files(WANG)[0].content, quote);
}

#[test]
fn the_journal_knows_when_a_content_was_named_last_and_whether_it_can_come_back() {
    let mut desk = Desk::new();
    let quote = content("ab", "报价.pdf");
    let hashes: std::collections::BTreeSet<String> = [quote.hash.clone(), "cd".repeat(32)].into();
    let mention = |desk: &Desk| {
        let found = desk.store.reader().unwrap().mentions(&hashes).unwrap();
        assert!(!found.contains_key(&"cd".repeat(32)), "never attached");
        found.get(&quote.hash).copied()
    };
    assert_eq!(mention(&desk), None);
    desk.act(OfficeOp::Files(FileOp::Add(WANG, quote.clone())));
    desk.act(OfficeOp::Files(FileOp::Remove(FileId(1))));
    let used = |desk: &Desk| desk.store.reader().unwrap().used_contents().unwrap();
    assert!(used(&desk).is_empty());
    let named = mention(&desk).unwrap();
    assert_eq!(named, Mention { newest_utc_millis: NOW.utc_millis, in_reach: true });
    for n in 0..UNDO_REACH {
        let question = format!("问题 {n}");
        desk.act(OfficeOp::Knowledge(KnowledgeOp::Save(Box::new(entry("", &question, "答")))));
    }
    assert!(!mention(&desk).unwrap().in_reach, "two hundred acts later");
    desk.act(OfficeOp::Knowledge(KnowledgeOp::SetAudio(KnowledgeId(1), Some(quote.clone()))));
    assert!(used(&desk).contains(&quote.hash), "a spoken answer names it, too");
}
