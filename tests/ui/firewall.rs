//! The window's topic `firewall`: every flow by label, in both languages.

use crate::ui_support::bench::*;
use crate::ui_support::{self, NOW};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use ringdesk::base::ids::CallId;
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::firewall::FirewallAnswer;
use ringdesk::call::firewall::book::{Book, ListRow};
use ringdesk::call::firewall::exchange;
use ringdesk::call::firewall::overview::{Day, Overview};
use ringdesk::call::firewall::rule::{Handling, PERMIT_MILLIS, Rule, RuleId, RuleRow};
use ringdesk::call::firewall::subject::{ListId, NoNumber, Subject};
use ringdesk::call::firewall::treatment::{Hindrance, Treatment, Why};
use ringdesk::call::firewall::window::Window as Hours;
use ringdesk::call::record::{CallSummary, Outcome};
use ringdesk::engine::command::Command;
use ringdesk::engine::query::{Answer, Query};
use ringdesk::engine::settings::{Language, SettingChange, Theme};
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::engine::topics::firewall::{FirewallCommand, FirewallView, PreviewView};
use ringdesk::ui::state::Screen;
use std::path::PathBuf;
use std::sync::Arc;

const HOUR: i64 = 3_600_000;

/// An office that blocks a few callers.
fn rules(language: Language) -> Vec<Rule> {
    let zh = language == Language::Chinese;
    let pick = |chinese: &str, english: &str| if zh { chinese } else { english }.to_owned();
    let number = |text: &str| Subject::Number(PhoneNumber::new(text));
    vec![
        Rule {
            note: pick("推销", "sales"), ..Rule::new(number("075588880000"), Handling::Reject)
        },
        Rule::new(Subject::Prefix("0571".into()), Handling::Silent),
        Rule {
            tag: pick("快递", "courier"),
            ..Rule::new(Subject::Pattern("95???".into()), Handling::Ring)
        },
        Rule::new(Subject::Prefix("0571-8888".into()), Handling::Allow),
        Rule {
            window: Some(Hours { days: 0b001_1111, from: 1320, to: 420 }),
            ..Rule::new(Subject::NoNumber(NoNumber::Withheld), Handling::Announce)
        },
        Rule::new(Subject::List(ListId(1)), Handling::Silent),
        Rule {
            until_utc_millis: Some(NOW.utc_millis + HOUR),
            ..Rule::new(Subject::Strangers, Handling::Silent)
        },
    ]
}

fn book(rules: Vec<Rule>) -> Book {
    let rows = rules.into_iter().zip(1..).map(|(rule, id)| RuleRow {
        rule: Rule { id: Some(RuleId(id)), ..rule },
        made_utc_millis: NOW.utc_millis - id * 100 * 24 * HOUR,
        hits: if id < 3 { 12 } else { 0 },
        last_hit_utc_millis: (id < 3).then_some(NOW.utc_millis - id * 30 * HOUR),
    });
    let list = ListRow {
        id: ListId(1),
        name: "ads 2026".into(),
        numbers: 2,
        made_utc_millis: NOW.utc_millis - 48 * HOUR,
    };
    let numbers = [(ListId(1), "4001234567".to_owned()), (ListId(1), "0999*".to_owned())];
    Book::new(rows.collect(), vec![list], numbers)
}

fn office(language: Language) -> Snapshot {
    let mut snap = ui_support::idle(language);
    snap.firewall =
        FirewallView { book: book(rules(language)), loaded: true, ..FirewallView::default() };
    snap
}

fn sent(desk: &ui_support::stub::StubDesk) -> Vec<FirewallCommand> {
    let ours = |command| match command {
        Command::Firewall(command) => Some(command),
        _ => None,
    };
    desk.commands().into_iter().filter_map(ours).collect()
}

fn rewrite(window: &mut Window, label: &str, text: &str) {
    let field = window
        .get_all_by_label(label)
        .find(|node| {
            use egui_kittest::kittest::NodeT;
            node.accesskit_node().role() == Role::TextInput
        })
        .expect("a field of this name");
    field.focus();
    window.run_steps(1);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    window.run_steps(1);
    window.key_press(egui::Key::Delete);
    window.run_steps(1);
    if !text.is_empty() {
        window.event(egui::Event::Text(text.into()));
    }
    window.run_steps(4);
}

#[test]
fn rules_stand_in_the_order_in_which_they_decide_with_what_they_do() {
    let (_, window) = open(office(Language::English), Screen::Firewall);
    for text in [
        "0755 8888 0000",
        "List: ads 2026",
        "Begins with: 0571",
        "Pattern: 95???",
        "Number withheld",
        "Strangers",
        "Turn away (busy) · 12 calls, last Yesterday 08:07 · sales",
        "Play an announcement · Mon, Tue, Wed, Thu, Fri 22:00–07:00 · no call yet",
        "Silent · until 15:07 · no call yet",
    ] {
        assert!(sees(&window, text), "{text}");
    }
    let top = |text: &str| {
        window.query_all_by_label(text).map(|node| node.rect().top()).fold(f32::MAX, f32::min)
    };
    assert!(top("0755 8888 0000") < top("List: ads 2026"));
    assert!(top("List: ads 2026") < top("Begins with: 0571-8888"));
    assert!(top("Begins with: 0571-8888") < top("Begins with: 0571"));
    assert!(top("Begins with: 0571") < top("Strangers"));
}

#[test]
fn a_bad_pattern_is_refused_while_it_is_typed_with_the_place_of_the_fault() {
    for (language, new, kind, field, fault, save) in [
        (
            Language::English,
            "New rule",
            "Pattern",
            "Number pattern",
            "Character 4, “[”, cannot stand here",
            "Save rule",
        ),
        (Language::Chinese, "新建规则", "通配", "号码通配", "第 4 个字符“[”不能使用", "保存规则"),
    ] {
        let (desk, mut window) = open(office(language), Screen::Firewall);
        click(&mut window, new);
        click(&mut window, kind);
        type_into(&mut window, field, "138[0-9]");
        assert!(sees(&window, fault), "{fault}");
        click(&mut window, save);
        assert_eq!(sent(&desk), [], "a bad rule cannot be saved");
        rewrite(&mut window, field, "138????0000");
        assert!(!sees(&window, fault));
        click(&mut window, save);
        let rule = Rule::new(Subject::Pattern("138????0000".into()), Handling::Silent);
        assert_eq!(sent(&desk), [FirewallCommand::SaveRule(rule)]);
    }
}

#[test]
fn a_rule_being_written_says_how_many_of_the_last_calls_it_matches() {
    let (_, mut window) = open(office(Language::English), Screen::Firewall);
    click(&mut window, "New rule");
    click(&mut window, "Begins with");
    type_into(&mut window, "First digits", "0755");
    assert!(sees(&window, "Matches 1 of your last 7 incoming calls"));
    click(&mut window, "All customers");
    assert!(sees(&window, "Matches 5 of your last 7 incoming calls"));
}

#[test]
fn a_temporary_rule_with_hours_is_made_with_a_few_clicks() {
    let (desk, mut window) = open(office(Language::English), Screen::Firewall);
    click(&mut window, "New rule");
    type_into(&mut window, "Telephone number", "95588");
    click(&mut window, "Turn away (busy)");
    window.get_by_role_and_label(Role::CheckBox, "Only at certain times").click();
    window.run_steps(3);
    click(&mut window, "Sat");
    rewrite(&mut window, "from", "25:00");
    assert!(sees(&window, "Times are written like 22:30"));
    rewrite(&mut window, "from", "12:00");
    rewrite(&mut window, "to", "13:30");
    type_into(&mut window, "Tag", "lunch");
    click(&mut window, "Save rule");
    let expected = Rule {
        tag: "lunch".into(),
        window: Some(Hours { days: 0b011_1111, from: 720, to: 810 }),
        ..Rule::new(Subject::Number(PhoneNumber::new("95588")), Handling::Reject)
    };
    assert_eq!(sent(&desk), [FirewallCommand::SaveRule(expected)]);
}

#[test]
fn what_would_happen_to_a_number_is_said_by_the_rules_themselves() {
    let (_, mut window) = open(office(Language::English), Screen::Firewall);
    type_into(&mut window, "Number to try", "0571 7777 1234");
    assert!(sees(&window, "Logged without ringing: the rule “Begins with: 0571”"));
    rewrite(&mut window, "Number to try", "0571 8888 1234");
    assert!(sees(&window, "Let ring: it is on the allow-list (Begins with: 0571-8888)"));
    rewrite(&mut window, "Number to try", "13812345678");
    assert!(sees(&window, "Let ring: it is a customer, and customers always ring"));
    rewrite(&mut window, "Number to try", "");
    assert!(sees(&window, "Let ring: no rule is about this caller"));
    rewrite(&mut window, "At (now if empty)", "9");
    assert!(sees(&window, "Times are written like 22:30"));
}

#[test]
fn rules_are_searched_filtered_switched_and_deleted() {
    let (desk, mut window) = open(office(Language::English), Screen::Firewall);
    type_into(&mut window, "Search rules", "courier");
    assert!(sees(&window, "Pattern: 95???") && !sees(&window, "Begins with: 0571"));
    click(&mut window, "Switch off");
    click(&mut window, "Delete");
    let sent_now = sent(&desk);
    let FirewallCommand::SaveRule(rule) = &sent_now[0] else { panic!("{sent_now:?}") };
    assert!(rule.off && rule.id == Some(RuleId(3)));
    assert_eq!(sent_now[1], FirewallCommand::DeleteRules(vec![RuleId(3)]));
    rewrite(&mut window, "Search rules", "");
    click(&mut window, "Always ring 1");
    assert!(sees(&window, "Begins with: 0571-8888") && !sees(&window, "Pattern: 95???"));
    click(&mut window, "Unused 4");
    assert!(sees(
        &window,
        "These rules have decided about no call for a year, or their time is over."
    ));
}

#[test]
fn the_next_call_is_let_through_with_one_press() {
    for (language, text) in
        [(Language::English, "Let the next call through"), (Language::Chinese, "放行下一个来电")]
    {
        let (desk, mut window) = open(office(language), Screen::Firewall);
        click(&mut window, text);
        assert_eq!(sent(&desk), [FirewallCommand::PermitNext(None)]);
    }
}

#[test]
fn the_next_call_of_a_blocked_number_is_let_through_from_log_and_card_and_taken_back() {
    for (language, permit, until, end) in [
        (
            Language::English,
            "Let its next call through",
            "Next call rings, until tomorrow 14:07",
            "Block it after all",
        ),
        (Language::Chinese, "放行下一次来电", "下一个来电放行，明天 14:07 前有效", "取消放行"),
    ] {
        let (desk, mut window) = open(treated(language), Screen::Calls);
        window.get_all_by_label("0755 8888 0000").next().unwrap().click_secondary();
        window.run_steps(4);
        click(&mut window, permit);
        let number = PhoneNumber::new("075588880000");
        assert_eq!(sent(&desk), [FirewallCommand::PermitNext(Some(number.clone()))]);
        let permitted = Rule {
            id: Some(RuleId(8)),
            until_utc_millis: Some(ui_support::NOW.utc_millis + PERMIT_MILLIS),
            ..Rule::once(Subject::Number(number))
        };
        desk.show(|snap| {
            let mut all = rules(language);
            all.push(permitted);
            snap.firewall.book = book(all);
        });
        window.key_press(egui::Key::Escape);
        window.run_steps(4);
        window.get_all_by_label("0755 8888 0000").next().unwrap().click();
        window.run_steps(4);
        assert!(sees(&window, until), "{until}");
        click(&mut window, end);
        assert_eq!(sent(&desk)[1..], [FirewallCommand::DeleteRules(vec![RuleId(8)])]);
    }
}

#[test]
fn a_pasted_list_is_seen_before_it_is_taken_in() {
    let (desk, mut window) = open(office(Language::English), Screen::Firewall);
    click(&mut window, "Import and export");
    type_into(&mut window, "Call the list", "spam");
    type_into(&mut window, "Numbers, one a line", "13800000001");
    click(&mut window, "Check the pasted numbers");
    let text = "13800000001".to_owned();
    assert_eq!(sent(&desk), [FirewallCommand::PreviewText("spam".into(), Handling::Silent, text)]);
    desk.show(|snap| {
        let text = "13800000001\n1.38E+10\n4001234567\n";
        let preview =
            exchange::read(text.as_bytes(), "spam", Handling::Silent, &snap.firewall.book);
        snap.firewall.preview = Some(Arc::new(PreviewView { name: "spam".into(), preview }));
    });
    window.run_steps(4);
    for text in [
        "1 numbers",
        "1 rules",
        "1 are there already or stand in it twice",
        "1 lines cannot be used",
        "Line 2: “1.38E+10” — Character 5, “E”, cannot stand here",
    ] {
        assert!(sees(&window, text), "{text}");
    }
    click(&mut window, "Import");
    assert_eq!(sent(&desk).last(), Some(&FirewallCommand::Import));
}

#[test]
fn a_list_is_deleted_and_everything_is_written_into_a_file() {
    let tall = [1180.0, 1100.0];
    let (desk, mut window) = open_sized(office(Language::English), Screen::Firewall, tall);
    click(&mut window, "Import and export");
    assert!(sees(&window, "ads 2026 · 2 numbers · 11-21 14:07"));
    click(&mut window, "Delete list");
    click(&mut window, "Export");
    let path = PathBuf::from("/home/li/.local/share/ringdesk/firewall-rules.csv");
    assert_eq!(
        sent(&desk),
        [FirewallCommand::DeleteList(ListId(1)), FirewallCommand::Export(path)]
    );
}

#[test]
fn a_stranger_that_rings_is_blocked_with_one_press_and_a_customer_is_not_offered() {
    let (desk, mut window) = open(ui_support::ringing_unknown(Language::English), Screen::Calls);
    click(&mut window, "Block");
    let number = PhoneNumber::new("02155501234");
    assert_eq!(sent(&desk), [FirewallCommand::Block(number, Some(CallId(100)))]);
    let (_, window) = open(ui_support::ringing(Language::English), Screen::Calls);
    assert!(!sees(&window, "Block"));
}

/// The log with what the firewall did: the newest call blocked, the next one let ring for a fault.
fn treated(language: Language) -> Snapshot {
    let mut snap = office(language);
    let mut log: Vec<CallSummary> = snap.recent.as_ref().clone();
    log[3].record.outcome = Outcome::Blocked;
    log[3].record.treatment = Some(Treatment {
        wanted: Handling::Reject,
        done: Handling::Silent,
        why: Why::Rule,
        rule: Some(RuleId(1)),
        rule_title: "number 075588880000".into(),
        tag: if language == Language::Chinese { "推销" } else { "sales" }.into(),
        hindrance: Some(Hindrance::CannotSeize),
    });
    log[0].record.treatment = Some(Treatment { why: Why::KnownCustomer, ..Treatment::default() });
    log[1].record.treatment = Some(Treatment::default());
    snap.recent = Arc::new(log);
    snap
}

#[test]
fn every_call_says_why_it_was_treated_so() {
    for (language, story, blocked, rang) in [
        (
            Language::English,
            "What happened",
            "Logged without ringing: the rule “0755 8888 0000” · the box cannot take the line",
            "Let ring: no rule is about this caller",
        ),
        (
            Language::Chinese,
            "通话经过",
            "静默记录：规则“0755 8888 0000” · 盒子不能自行接通线路",
            "照常响铃：没有规则涉及这个来电",
        ),
    ] {
        let (_, mut window) = open(treated(language), Screen::Firewall);
        window.key_press(egui::Key::F2);
        window.run_steps(3);
        for (number, text) in [("0755 8888 0000", blocked), ("010 6234 5678", rang)] {
            window.get_all_by_label(number).next().unwrap().click();
            window.run_steps(4);
            click(&mut window, story);
            assert!(sees(&window, text), "{text}");
        }
    }
}

#[test]
fn a_customers_number_is_blocked_only_after_asking() {
    let (desk, mut window) = open(treated(Language::English), Screen::Calls);
    window.get_all_by_label("010 6234 5678").next().unwrap().click();
    window.run_steps(4);
    click(&mut window, "Block");
    assert_eq!(sent(&desk), [], "not before asking");
    assert!(sees(&window, "This is a customer's number."));
    click(&mut window, "Keep");
    assert!(sent(&desk).is_empty());
    click(&mut window, "Block");
    click(&mut window, "Block all the same");
    let number = PhoneNumber::new("01062345678");
    assert_eq!(sent(&desk), [FirewallCommand::Block(number, None)]);
}

#[test]
fn a_blocked_number_is_unblocked_where_it_stands() {
    let (desk, mut window) = open(treated(Language::English), Screen::Calls);
    window.get_all_by_label("0755 8888 0000").next().unwrap().click();
    window.run_steps(4);
    click(&mut window, "Unblock");
    let number = PhoneNumber::new("075588880000");
    assert_eq!(sent(&desk), [FirewallCommand::Unblock(number)]);
}

fn with_overview(desk: &ui_support::stub::StubDesk, language: Language) {
    desk.answer_with(move |query| {
        let Query::Firewall(_) = query else { return None };
        let days = (0..30_u32).map(|day| Day { calls: 12 + day * 7 % 9, blocked: day * 5 % 4 });
        let newest = treated(language).recent.iter().take(6).cloned().collect();
        let overview = Overview { days: days.collect(), newest };
        Some(Answer::Firewall(FirewallAnswer::Overview(Box::new(overview))))
    });
}

#[test]
fn the_last_decisions_open_their_calls() {
    let (desk, mut window) = open(treated(Language::English), Screen::Firewall);
    with_overview(&desk, Language::English);
    click(&mut window, "What was decided");
    for text in [
        "incoming calls in 30 days",
        "9 %",
        "Logged without ringing: the rule “0755 8888 0000” · the box cannot take the line",
        "Let ring: it is a customer, and customers always ring",
    ] {
        assert!(sees(&window, text), "{text}");
    }
    click(&mut window, "13:02  0755 8888 0000");
    let asked = desk.asked();
    assert!(asked.contains(&Query::Call(CallId(4))), "its details are shown");
}

#[test]
fn settings_are_changed_whole() {
    let (desk, mut window) = open(office(Language::Chinese), Screen::Firewall);
    click(&mut window, "拦截方式");
    window.get_by_role_and_label(Role::CheckBox, "客户来电始终响铃").click();
    window.run_steps(3);
    let commands = desk.commands();
    let [Command::Set(SettingChange::Firewall(settings))] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    assert!(settings.on && !settings.customers_ring && settings.wait_for_number);
}

#[test]
fn a_firewall_that_is_off_says_so_and_is_switched_on_again() {
    let snap = with_settings(office(Language::English), |settings| settings.firewall.on = false);
    let (desk, mut window) = open(snap, Screen::Firewall);
    assert!(sees(&window, "The firewall is off: every call rings"));
    click(&mut window, "Turn the firewall on");
    let commands = desk.commands();
    assert!(matches!(commands.as_slice(), [Command::Set(SettingChange::Firewall(new))] if new.on));
}

#[test]
fn the_page_looks_right_in_chinese() {
    let (_, mut window) = open(office(Language::Chinese), Screen::Firewall);
    type_into(&mut window, "试用号码", "0571 7777 1234");
    picture(&mut window, "assets/screenshots", "firewall_zh");
}

#[test]
fn the_editor_looks_right_in_the_dark() {
    let (_, mut window) = open(in_theme(office(Language::English), Theme::Dark), Screen::Firewall);
    window.get_all_by_label("Number withheld").next().unwrap().click();
    window.run_steps(4);
    picture(&mut window, "tests/snapshots", "firewall_dark_en");
}

#[test]
fn decisions_look_right_in_chinese() {
    let (desk, mut window) = open(treated(Language::Chinese), Screen::Firewall);
    with_overview(&desk, Language::Chinese);
    click(&mut window, "处理记录");
    picture(&mut window, "tests/snapshots", "firewall_decisions_zh");
}

#[test]
fn the_card_of_a_stranger_offers_to_block_in_chinese() {
    let mut snap = ui_support::ringing_unknown(Language::Chinese);
    let treatment = Treatment { tag: "快递".into(), ..Treatment::default() };
    snap.calls[0].record.treatment = Some(treatment);
    let (_, mut window) = open(snap, Screen::Calls);
    assert!(sees(&window, "拦截") && sees(&window, "快递"));
    picture(&mut window, "tests/snapshots", "firewall_card_zh");
}
