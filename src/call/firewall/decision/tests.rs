//! Decisions as a person at the desk would expect them.

use super::*;
use crate::base::caller_id::Absence;
use crate::base::number::PhoneNumber;
use crate::call::firewall::book::ListRow;
use crate::call::firewall::rule::Rule;
use crate::call::firewall::subject::{ListId, NoNumber, Subject};
use crate::call::firewall::window::Window;

/// 2026-11-23 10:00 in Beijing, a Monday.
const MONDAY: i64 = 1_795_399_200_000;

fn number(text: &str) -> Subject {
    Subject::Number(PhoneNumber::new(text))
}

fn book(rules: Vec<Rule>) -> Book {
    let rows = rules.into_iter().zip(1..).map(|(rule, id)| RuleRow {
        rule: Rule { id: Some(RuleId(id)), ..rule },
        made_utc_millis: 0,
        hits: 0,
        last_hit_utc_millis: None,
    });
    Book::new(rows.collect(), Vec::new(), Vec::new())
}

fn caller(text: &str) -> Caller {
    Caller {
        number: Some(PhoneNumber::new(text)),
        standing: Standing::Stranger,
        ..Caller::default()
    }
}

fn now() -> Circumstances<'static> {
    Circumstances {
        utc_millis: MONDAY,
        offset_minutes: 480,
        home_area: "010",
        on: true,
        customers_ring: true,
        called_before: false,
    }
}

fn decide(rules: Vec<Rule>, who: &Caller) -> Treatment {
    book(rules).decide(who, &now()).treatment
}

fn silent(subject: Subject) -> Rule {
    Rule::new(subject, Handling::Silent)
}

#[test]
fn every_kind_of_rule_finds_whom_it_is_about_and_nobody_else() {
    let rules = [
        (number("+86 138-1234-5678"), "13812345678", "13812345679"),
        (number("010-62345678"), "62345678", "021 62345678"),
        (Subject::Prefix("0571".into()), "057188880000", "02188880000"),
        (Subject::Prefix("106".into()), "10655881234", "010 6558 8123"),
        (
            Subject::Range("075588880000".into(), "075588880099".into()),
            "0755 8888 0042",
            "0755 8888 0100",
        ),
        (Subject::Pattern("400*88".into()), "4001234588", "4001234589"),
        (Subject::Prefix("+44".into()), "0044 20 7946 0000", "13812345678"),
    ];
    for (subject, hit, miss) in rules {
        let title = format!("{subject:?}");
        assert_eq!(
            decide(vec![silent(subject.clone())], &caller(hit)).done,
            Handling::Silent,
            "{title}"
        );
        let missed = decide(vec![silent(subject)], &caller(miss));
        assert_eq!((missed.done, missed.why), (Handling::Ring, Why::NoRule), "{title}");
    }
}

#[test]
fn a_call_without_a_number_is_withheld_unavailable_or_says_nothing() {
    let without = |absence| Caller { absence, ..Caller::default() };
    let cases = [
        (NoNumber::Withheld, Some(Absence::Private), true),
        (NoNumber::Withheld, Some(Absence::Unavailable), false),
        (NoNumber::Unavailable, Some(Absence::Unavailable), true),
        (NoNumber::NoneCame, None, true),
        (NoNumber::NoneCame, Some(Absence::Private), false),
        (NoNumber::Any, Some(Absence::Private), true),
    ];
    for (which, absence, blocked) in cases {
        let done = decide(vec![silent(Subject::NoNumber(which))], &without(absence)).blocked();
        assert_eq!(done, blocked, "{which:?} {absence:?}");
    }
    assert!(!decide(vec![silent(Subject::NoNumber(NoNumber::Any))], &caller("138")).blocked());
    let strangers = decide(
        vec![silent(Subject::Strangers)],
        &Caller { standing: Standing::Stranger, ..Caller::default() },
    );
    assert!(!strangers.blocked(), "a caller without number may be anybody");
}

#[test]
fn the_allow_list_always_wins() {
    let rules = vec![
        silent(number("13812345678")),
        Rule::new(Subject::Prefix("1".into()), Handling::Allow),
    ];
    let treatment = decide(rules, &caller("13812345678"));
    assert_eq!((treatment.done, treatment.why), (Handling::Ring, Why::Allowed));
    assert_eq!(treatment.rule_title, "prefix 1");
}

#[test]
fn customers_ring_unless_the_setting_says_otherwise() {
    let who = Caller { standing: Standing::Customer(vec!["VIP".into()]), ..caller("13812345678") };
    let rules = || vec![silent(Subject::Prefix("138".into()))];
    assert_eq!(decide(rules(), &who).why, Why::KnownCustomer);
    let strict = Circumstances { customers_ring: false, ..now() };
    assert!(book(rules()).decide(&who, &strict).treatment.blocked());
    let class = Rule::new(Subject::Class("vip".into()), Handling::Reject);
    assert_eq!(book(vec![class]).decide(&who, &strict).treatment.done, Handling::Reject);
}

#[test]
fn a_customer_whose_very_number_was_blocked_stays_blocked() {
    let who = Caller { standing: Standing::Customer(vec!["VIP".into()]), ..caller("13812345678") };
    let treatment = decide(vec![silent(number("+86 138 1234 5678"))], &who);
    assert_eq!((treatment.done, treatment.why), (Handling::Silent, Why::Rule));
    let other = Caller { standing: who.standing, ..caller("13812345679") };
    let rules = vec![silent(number("13812345678")), silent(Subject::Prefix("138".into()))];
    assert_eq!(decide(rules, &other).why, Why::KnownCustomer, "another number of that prefix");
}

#[test]
fn the_more_exact_rule_decides_wherever_it_stands() {
    let mut rules = vec![
        Rule::new(Subject::Anybody, Handling::Reject),
        Rule { tag: "广告".into(), ..Rule::new(Subject::Prefix("0571".into()), Handling::Ring) },
        silent(Subject::Prefix("05718".into())),
        Rule::new(Subject::Pattern("05718888????".into()), Handling::Ring),
    ];
    for _ in 0..rules.len() {
        assert_eq!(
            decide(rules.clone(), &caller("057188880000")).rule_title,
            "pattern 05718888????"
        );
        assert_eq!(decide(rules.clone(), &caller("057189990000")).done, Handling::Silent);
        assert_eq!(decide(rules.clone(), &caller("057170000000")).tag, "广告");
        assert_eq!(decide(rules.clone(), &caller("13812345678")).done, Handling::Reject);
        rules.rotate_left(1);
    }
}

#[test]
fn of_equally_exact_rules_the_one_with_hours_decides() {
    let office = Window { days: 0b001_1111, from: 9 * 60, to: 18 * 60 };
    let rules = vec![
        Rule { window: Some(office), ..Rule::new(Subject::Strangers, Handling::Ring) },
        silent(Subject::Strangers),
    ];
    assert!(!decide(rules.clone(), &caller("13812345678")).blocked());
    let night = Circumstances { utc_millis: MONDAY + 10 * 3_600_000, ..now() };
    assert!(book(rules).decide(&caller("13812345678"), &night).treatment.blocked());
}

#[test]
fn a_temporary_rule_ends_by_itself() {
    let rule = Rule { until_utc_millis: Some(MONDAY + 1), ..silent(number("95588")) };
    assert!(decide(vec![rule.clone()], &caller("95588")).blocked());
    let later = Circumstances { utc_millis: MONDAY + 1, ..now() };
    assert!(!book(vec![rule]).decide(&caller("95588"), &later).treatment.blocked());
}

#[test]
fn the_next_call_goes_through_once_and_only_where_it_was_needed() {
    let rules = vec![silent(Subject::Prefix("1".into())), Rule::once(Subject::Anybody)];
    let mut book = book(rules);
    assert_eq!(book.decide(&caller("95588"), &now()).treatment.why, Why::NoRule);
    let through = book.decide(&caller("13812345678"), &now()).treatment;
    assert_eq!((through.done, through.why), (Handling::Ring, Why::PermitNext));
    book.count_hit(through.rule.unwrap(), MONDAY);
    assert!(book.decide(&caller("13812345678"), &now()).treatment.blocked(), "it was for one call");
}

#[test]
fn who_calls_again_within_the_time_set_gets_through() {
    let again = Circumstances { called_before: true, ..now() };
    let treatment = book(vec![silent(number("95588"))]).decide(&caller("95588"), &again).treatment;
    assert_eq!((treatment.done, treatment.why), (Handling::Ring, Why::RepeatCaller));
}

#[test]
fn a_rule_that_cannot_be_understood_blocks_nobody() {
    let rules = vec![
        silent(Subject::Pattern("138[".into())),
        silent(Subject::Range("2".into(), "1".into())),
    ];
    let book = book(rules);
    assert_eq!(book.broken(), [RuleId(1), RuleId(2)]);
    assert_eq!(book.decide(&caller("13812345678"), &now()).treatment.why, Why::NoRule);
}

#[test]
fn the_place_of_a_number_is_compared_by_a_part_of_its_name() {
    let who = Caller { place: Some("浙江 杭州".into()), ..caller("057188880000") };
    assert!(decide(vec![silent(Subject::Place("杭州".into()))], &who).blocked());
    assert!(!decide(vec![silent(Subject::Place("广州".into()))], &who).blocked());
    assert!(
        !decide(vec![silent(Subject::Place("杭州".into()))], &caller("057188880000")).blocked()
    );
}

#[test]
fn a_decision_says_when_it_must_know_who_is_calling() {
    let unknown = Caller { standing: Standing::NotKnown, ..caller("13812345678") };
    let asks = |rules| book(rules).decide(&unknown, &now()).asks_who;
    assert!(asks(vec![silent(Subject::Prefix("138".into()))]), "it may be a customer");
    assert!(asks(vec![silent(Subject::Strangers)]));
    assert!(!asks(vec![silent(Subject::Prefix("139".into()))]));
    assert!(!asks(Vec::new()));
}

#[test]
fn a_hundred_thousand_listed_numbers_cost_no_more_than_a_look() {
    let list = ListId(1);
    let numbers = (0..100_000).map(|n| (list, format!("139{n:08}")));
    let numbers = numbers.chain([(list, "0999*".to_owned())]);
    let row = RuleRow {
        rule: Rule { id: Some(RuleId(1)), ..silent(Subject::List(list)) },
        made_utc_millis: 0,
        hits: 0,
        last_hit_utc_millis: None,
    };
    let lists =
        vec![ListRow { id: list, name: "ads".into(), numbers: 100_001, made_utc_millis: 0 }];
    let book = Book::new(vec![row], lists, numbers);
    assert!(book.decide(&caller("139 0009 9999"), &now()).treatment.blocked());
    assert!(book.decide(&caller("09991234567"), &now()).treatment.blocked());
    assert!(!book.decide(&caller("139 0010 0000"), &now()).treatment.blocked());
    // Not a clock but the work done: each decision looks up, and tries only the one rule that is no number.
    assert_eq!((book.index.others.len(), book.index.listed.len()), (1, 100_000));
}

proptest::proptest! {
    #[test]
    fn a_rule_about_a_number_is_about_that_number_and_no_other(
        mine in "1[3-9][0-9]{9}", other in "1[3-9][0-9]{9}",
    ) {
        let blocked = decide(vec![silent(number(&mine))], &caller(&other)).blocked();
        proptest::prop_assert_eq!(blocked, mine == other);
        let spaced = format!("+86 {} {} {}", &mine[..3], &mine[3..7], &mine[7..]);
        proptest::prop_assert!(decide(vec![silent(number(&spaced))], &caller(&mine)).blocked());
    }

    #[test]
    fn a_prefix_and_the_pattern_that_says_the_same_agree(
        prefix in "0?[1-9][0-9]{0,5}", called in "0?[1-9][0-9]{6,10}",
    ) {
        let by_prefix = decide(vec![silent(Subject::Prefix(prefix.clone()))], &caller(&called));
        let by_pattern = decide(vec![silent(Subject::Pattern(format!("{prefix}*")))], &caller(&called));
        proptest::prop_assert_eq!(by_prefix.blocked(), by_pattern.blocked());
    }

    #[test]
    fn whatever_is_sent_as_a_number_is_decided(called in "\\PC{0,40}", rule in "\\PC{0,20}") {
        let rules = vec![
            silent(number(&rule)),
            silent(Subject::Prefix(rule.clone())),
            silent(Subject::Pattern(rule.clone())),
            silent(Subject::Range(rule.clone(), called.clone())),
            Rule::new(Subject::Anybody, Handling::Allow),
        ];
        proptest::prop_assert!(!decide(rules, &caller(&called)).blocked(), "the allow-list always wins");
    }
}
