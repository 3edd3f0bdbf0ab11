//! The window's topic `statistics`: every flow by label, in both languages, over figures that the store counts out of a month of calls.

use crate::ui_support;
use crate::ui_support::bench::*;
use crate::ui_support::people::customers;
use crate::ui_support::stub::StubDesk;
use crate::ui_support::{NOW, idle};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use ringdesk::base::clock::Stamp;
use ringdesk::base::ids::{CallId, LineId};
use ringdesk::call::record::{CallRecord, Direction, Outcome};
use ringdesk::call::statistics::{
    ExportOrder, ExportSubject, Format, Level, StatisticsAnswer, StatisticsQuestion, TopCallers,
    What,
};
use ringdesk::call::worklist::WorkOp;
use ringdesk::engine::command::Command;
use ringdesk::engine::query::{Answer, Query};
use ringdesk::engine::settings::{Language, SettingChange, Theme};
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::engine::topics::statistics::{ExportView, StatisticsCommand};
use ringdesk::store::Store;
use ringdesk::store::operation::Act;
use ringdesk::store::reader::Reader;
use ringdesk::ui::state::Screen;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Midnight of 2026-11-23 in Beijing.
const TODAY: i64 = 1_795_363_200_000;
const DAY: i64 = 86_400_000;
const ZONE: i16 = 480;

/// A small office's calls of 54 days until now: busy mornings, quiet Sundays, more answered in the second month.
fn month(language: Language) -> Vec<CallRecord> {
    let people = customers(language);
    let mut dice = 7_u64;
    let mut roll = move |sides: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % sides
    };
    let mut calls = Vec::new();
    for ago in (0..54_i64).rev() {
        let midnight = TODAY - ago * DAY;
        let weekday = (53 - ago + 3) % 7; // 2026-10-01 was a Thursday
        let many = [16, 14, 15, 13, 18, 7, 2][usize::try_from(weekday).unwrap()] + roll(5);
        for _ in 0..many {
            let hour = [8, 9, 9, 10, 10, 10, 11, 11, 13, 14, 14, 15, 15, 16, 17, 18];
            let hour = hour[usize::try_from(roll(16)).unwrap()];
            let second = i64::try_from(roll(3_600)).unwrap();
            let started = midnight + hour * 3_600_000 + second * 1_000;
            if started > NOW.utc_millis {
                continue;
            }
            let missed = if ago > 22 { 26 } else { 17 };
            let (direction, outcome) = match roll(100) {
                n if n < missed => (Direction::Incoming, Outcome::Missed),
                n if n < 66 => (Direction::Incoming, Outcome::Answered),
                n if n < 88 => (Direction::Outgoing, Outcome::Connected),
                n if n < 94 => (Direction::Outgoing, Outcome::NoAnswer),
                n if n < 98 => (Direction::Outgoing, Outcome::Busy),
                _ => (Direction::Outgoing, Outcome::Abandoned),
            };
            let wait = Duration::from_secs(3 + roll(24));
            let talk = Duration::from_secs(10 + roll(40) * roll(12));
            let answered = matches!(outcome, Outcome::Answered | Outcome::Connected);
            let who = usize::try_from(roll(14)).unwrap();
            let customer = people.get(who);
            let number = customer.map_or_else(
                || ringdesk::base::number::PhoneNumber::new(format!("0755{:08}", roll(90) * 7919)),
                |customer| customer.numbers[0].number.clone(),
            );
            calls.push(CallRecord {
                id: CallId(i64::try_from(calls.len()).unwrap() + 1),
                line: LineId(0),
                direction,
                number: Some(number),
                caller_id: None,
                started_utc_millis: started,
                offset_minutes: ZONE,
                rings: 3,
                answered_after: answered.then_some(wait),
                answered_by: None,
                lasted: Some(if answered { wait + talk } else { wait * 2 }),
                outcome,
                customer: customer.and_then(|customer| customer.id),
                note: String::new(),
                handled: outcome == Outcome::Missed && (ago > 2 && roll(9) > 0),
                timeline: Vec::new(),
                treatment: None,
            });
        }
    }
    calls
}

/// The calls in a real store: what the window asks, the store answers.
struct Office {
    _dir: tempfile::TempDir,
    reader: Mutex<Reader>,
}

impl Office {
    /// Every third conversation was held by `agent`, when there is one.
    fn new(language: Language, agent: Option<&str>) -> Arc<Self> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        let (mut store, _) = Store::open(&path, Stamp::default()).unwrap();
        let act = Act::program(Stamp::default());
        store.import_customers(&act, customers(language)).unwrap();
        for record in month(language) {
            store.close_call(&act, &record).unwrap();
            if let Some(agent) = agent.filter(|_| record.id.0 % 3 == 0) {
                let op = WorkOp::Settle { call: record.id, agent: agent.to_owned() };
                store.worklist(&act, &op).unwrap();
            }
        }
        let reader = store.reader().unwrap();
        Arc::new(Self { _dir: dir, reader: Mutex::new(reader) })
    }

    fn ask(&self, question: &StatisticsQuestion) -> StatisticsAnswer {
        self.reader.lock().unwrap().statistics(question).unwrap()
    }
}

fn office(language: Language) -> Arc<Office> {
    static CHINESE: std::sync::OnceLock<Arc<Office>> = std::sync::OnceLock::new();
    static ENGLISH: std::sync::OnceLock<Arc<Office>> = std::sync::OnceLock::new();
    let cell = if language == Language::Chinese { &CHINESE } else { &ENGLISH };
    Arc::clone(cell.get_or_init(|| Office::new(language, None)))
}

fn opened(snap: Snapshot, size: [f32; 2]) -> (StubDesk, Window) {
    let office = office(snap.settings.language.unwrap());
    opened_at(snap, size, office)
}

fn opened_at(snap: Snapshot, size: [f32; 2], office: Arc<Office>) -> (StubDesk, Window) {
    let (desk, mut window) = open_sized(snap, Screen::Calls, size);
    desk.answer_with(move |query| match query {
        Query::Statistics(question) => Some(Answer::Statistics(office.ask(question))),
        _ => None,
    });
    window.key_press(egui::Key::F8);
    window.run_steps(8);
    (desk, window)
}

fn page(language: Language) -> (StubDesk, Window) {
    opened(idle(language), [1180.0, 760.0])
}

/// A word in the language of the window: Chinese, English.
fn word<'a>(language: Language, chinese: &'a str, english: &'a str) -> &'a str {
    if language == Language::Chinese { chinese } else { english }
}

/// The label of the first button that begins so.
fn button(window: &Window, start: &str) -> String {
    let fits = |node: &egui_kittest::Node<'_>| {
        let node = node.accesskit_node();
        node.role() == Role::Button && node.label().is_some_and(|label| label.starts_with(start))
    };
    let found = window.root().children_recursive().find(fits);
    found.and_then(|node| node.accesskit_node().label()).expect("a button that begins so")
}

fn number(text: &str) -> u64 {
    text.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

#[test]
fn every_card_opens_a_list_of_as_many_calls_as_it_says() {
    for language in LANGUAGES {
        let (_, mut window) = page(language);
        for (chinese, english) in [
            ("来电 ", "In "),
            ("未接 ", "Missed "),
            ("待回电 ", "To return "),
            ("去电 ", "Out "),
            ("占线 ", "Busy "),
        ] {
            let start = word(language, chinese, english);
            let label = button(&window, start);
            click(&mut window, &label);
            let says = number(label.trim_start_matches(start));
            assert!(says > 0, "{label}");
            // The head of the list says the same, and the store gives exactly that many.
            assert!(window.query_all_by_label(&label).count() >= 2, "{label}");
            click(&mut window, word(language, "关闭列表", "Close the list"));
        }
    }
}

#[test]
fn a_call_of_a_list_is_shown_in_the_log() {
    for language in LANGUAGES {
        let (desk, mut window) = page(language);
        let label = button(&window, word(language, "未接 ", "Missed "));
        click(&mut window, &label);
        let row = window
            .root()
            .children_recursive()
            .filter_map(|node| node.accesskit_node().label())
            .find(|label| label.contains(" · 11-23 "))
            .unwrap();
        click(&mut window, &row);
        let state = window.state().app.as_ref().unwrap().state();
        assert_eq!(state.screen, Screen::Calls);
        let chosen = state.calls.chosen.unwrap();
        assert!(desk.asked().contains(&Query::Call(chosen)), "its details are asked for");
    }
}

#[test]
fn periods_are_chosen_and_typed_and_a_bad_day_is_told() {
    for language in LANGUAGES {
        let (desk, mut window) = page(language);
        let spans = |desk: &StubDesk| {
            desk.asked()
                .into_iter()
                .filter_map(|query| match query {
                    Query::Statistics(StatisticsQuestion::Figures(q)) => Some(q.scope.span),
                    _ => None,
                })
                .collect::<Vec<_>>()
        };
        for (chinese, english, hours) in [
            ("今天", "Today", 24),
            ("昨天", "Yesterday", 24),
            ("上周", "Last week", 168),
            ("上月", "Last month", 31 * 24),
        ] {
            click(&mut window, word(language, chinese, english));
            assert_eq!(spans(&desk).last().unwrap().hours(), hours, "{english}");
        }
        click(&mut window, word(language, "自选日期", "From – to"));
        let bad = word(language, "日期请写成 2026-11-01", "Type a day as 2026-11-01");
        assert!(!sees(&window, bad));
        type_into(&mut window, word(language, "从", "From"), "x");
        assert!(sees(&window, bad), "the days before stay shown");
    }
}

#[test]
fn the_service_level_can_be_counted_in_four_ways() {
    for language in LANGUAGES {
        let (desk, mut window) = page(language);
        let menu =
            button(&window, word(language, "选择及时率的算法", "Choose how the service level"));
        click(&mut window, &menu);
        let served = word(language, "20 秒内接听或挂断", "Within 20 s, or hung up");
        window.get_by_role_and_label(Role::RadioButton, served).click();
        window.run_steps(4);
        let Some(Command::Set(SettingChange::Statistics(settings))) = desk.commands().pop() else {
            panic!("{:?}", desk.commands())
        };
        assert_eq!((settings.level, settings.within_seconds), (Level::Served, 20));
        desk.show(|snap| {
            *snap = with_settings(snap.clone(), |all| all.statistics = settings.clone());
        });
        window.run_steps(4);
        let menu =
            button(&window, word(language, "选择及时率的算法", "Choose how the service level"));
        assert!(menu.ends_with(served), "{menu}");
    }
}

#[test]
fn a_table_goes_by_hour_line_or_agent_and_its_cells_open_their_calls() {
    for language in LANGUAGES {
        let (desk, mut window) = opened(idle(language), [1180.0, 1100.0]);
        click(&mut window, word(language, "按小时", "by hour"));
        let cell = button(&window, "10:00–11:00 · ");
        click(&mut window, &cell);
        let asked = desk.asked().into_iter().rev().find_map(|query| match query {
            Query::Statistics(StatisticsQuestion::List { list, .. }) => Some(*list),
            _ => None,
        });
        let list = asked.unwrap();
        assert_eq!((list.scope.hour, list.what), (Some(10), What::Incoming));
        click(&mut window, word(language, "按坐席", "by agent"));
        assert!(sees(&window, word(language, "未署名", "Nobody named")));
    }
}

#[test]
fn figures_are_narrowed_to_the_calls_of_one_agent() {
    for language in LANGUAGES {
        let office = Office::new(language, Some("Anna"));
        let (desk, mut window) = opened_at(idle(language), [1180.0, 1100.0], office);
        let list = word(language, "坐席", "Agent");
        window.get_by_role_and_label(Role::ComboBox, list).click();
        window.run_steps(2);
        click(&mut window, "Anna");
        let asked = desk.asked().into_iter().rev().find_map(|query| match query {
            Query::Statistics(StatisticsQuestion::Figures(question)) => Some(question.scope),
            _ => None,
        });
        assert_eq!(asked.unwrap().agent.as_deref(), Some("Anna"));
    }
}

#[test]
fn a_list_is_exported_to_a_named_file_with_progress_and_cancel() {
    for language in LANGUAGES {
        let (desk, mut window) = page(language);
        let label = button(&window, word(language, "未接 ", "Missed "));
        click(&mut window, &label);
        let export = word(language, "导出", "Export");
        window.get_all_by_label(export).next().unwrap().click(); // the list stands first
        window.run_steps(4);
        assert!(sees(&window, word(language, "导出这些通话", "Export these calls")));
        click(&mut window, "CSV");
        click(&mut window, word(language, "开始导出", "Write the file"));
        let Some(Command::Statistics(StatisticsCommand::Export(order))) = desk.commands().pop()
        else {
            panic!("{:?}", desk.commands())
        };
        let ExportOrder { subject, format, path, words, .. } = *order;
        assert!(matches!(subject, ExportSubject::Calls(list) if list.what == What::Missed));
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        assert_eq!(
            name,
            word(language, "通话记录 2026-11-01 2026-11-23.csv", "Calls 2026-11-01 2026-11-23.csv")
        );
        assert_eq!(
            (format, words["export.number"].as_str()),
            (Format::Csv, word(language, "号码", "Number"))
        );
        desk.show(|snap| {
            let path = "/data/a.csv".to_owned();
            snap.statistics.export = Some(ExportView { path, done: 1_500, whole: 6_000 });
        });
        window.run_steps(4);
        assert!(sees(&window, word(language, "1,500 / 6,000", "1,500 of 6,000")));
        click(&mut window, word(language, "取消", "Cancel"));
        assert_eq!(
            desk.commands().pop(),
            Some(Command::Statistics(StatisticsCommand::CancelExport))
        );
    }
}

#[test]
fn where_nothing_was_called_a_hint_stands() {
    for language in LANGUAGES {
        let (desk, mut window) = open(ui_support::empty(language), Screen::Calls);
        desk.answer_with(|query| match query {
            Query::Statistics(StatisticsQuestion::Figures(_)) => {
                Some(Answer::Statistics(StatisticsAnswer::Figures(Box::default())))
            }
            Query::Statistics(_) => {
                Some(Answer::Statistics(StatisticsAnswer::Callers(TopCallers::default())))
            }
            _ => None,
        });
        window.key_press(egui::Key::F8);
        window.run_steps(6);
        assert!(sees(&window, word(language, "还没有通话", "No calls yet")));
    }
}

#[test]
fn the_keyboard_reaches_a_figure_and_opens_it() {
    let (desk, mut window) = page(Language::English);
    let label = button(&window, "Missed ");
    window.get_by_role_and_label(Role::Button, &label).focus();
    window.run_steps(2);
    window.key_press(egui::Key::Enter);
    window.run_steps(4);
    let list = |query: &Query| matches!(query, Query::Statistics(StatisticsQuestion::List { .. }));
    assert!(desk.asked().iter().any(list));
    window.check_accessibility();
}

#[test]
fn pictures_of_figures() {
    let (_, mut window) = page(Language::Chinese);
    picture(&mut window, "assets/screenshots", "figures_zh");
}

#[test]
fn pictures_of_figures_in_the_dark() {
    let (_, mut window) = opened(in_theme(idle(Language::English), Theme::Dark), [1180.0, 760.0]);
    let label = button(&window, "Missed ");
    click(&mut window, &label);
    picture(&mut window, "tests/snapshots", "figures_dark_en");
}

#[test]
fn pictures_of_a_range_with_talk_time_and_an_export() {
    let (_, mut window) = opened(idle(Language::English), [1180.0, 1460.0]);
    click(&mut window, "Last month");
    click(&mut window, "From – to");
    click(&mut window, "Talk time");
    click(&mut window, "by weekday");
    click(&mut window, "Export");
    picture(&mut window, "tests/snapshots", "figures_range_en");
}

#[test]
fn pictures_of_figures_in_a_small_window() {
    let (_, mut window) = opened(idle(Language::Chinese), [760.0, 600.0]);
    picture(&mut window, "tests/snapshots", "figures_small_zh");
}
