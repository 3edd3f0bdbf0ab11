//! A decision of the firewall with 1,000 rules and 100,000 numbers on ten lists takes less than 1 ms: the pure decision, the
//! count of its rule, and, apart, all of it with what it asks: the place of the number, and the store who is calling among
//! 1,000,000 customers. Also what reading the rules into memory costs.
#![allow(
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    dead_code,
    missing_docs,
    reason = "a benchmark measures time and prints it"
)]

#[path = "../support/store_million.rs"]
mod million;
#[path = "../support/timing.rs"]
mod timing;
#[path = "../support/store_town.rs"]
mod town;

use criterion::Criterion;
use million::{Dice, customer, number};
use ringdesk::base::clock::Stamp;
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::firewall::book::Book;
use ringdesk::call::firewall::decision::{Circumstances, Decision};
use ringdesk::call::firewall::exchange::{Line, NewList};
use ringdesk::call::firewall::matching::{Caller, Standing};
use ringdesk::call::firewall::rule::{Handling, Rule};
use ringdesk::call::firewall::subject::{ListId, NoNumber, Subject};
use ringdesk::call::firewall::window::Window;
use ringdesk::call::firewall::{FirewallAnswer, FirewallOp, FirewallQuestion, Import};
use ringdesk::call::places::{PlaceBook, book};
use ringdesk::store::Store;
use ringdesk::store::operation::{Act, Op};
use ringdesk::store::reader::Reader;
use std::collections::HashMap;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use timing::{measure, timed};

/// What the issue asks for.
const DECIDE: Duration = Duration::from_millis(1);
const RULES: usize = 1_000;
const LISTS: usize = 10;
const LISTED: usize = 100_000;
const CALLERS: usize = 5_000;
const HOME: &str = "010";
/// 2026-11-27 10:00 in Beijing, a Friday.
const NOW: i64 = 1_795_744_800_000;

fn main() {
    if !std::env::args().any(|arg| arg == "--bench") {
        println!("measures only under `cargo bench`");
        return;
    }
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut dice = Dice(town::SEED + 7);
    let rules = folder.path().join("rules.db");
    let mut book = rule_book(&rules, &mut dice);
    let places = PlaceBook::new(vec![Arc::new(book::shipped().unwrap())]);
    let callers = callers(&mut dice, &book);
    let told: Vec<Caller> = callers.iter().map(|number| caller(number, &places)).collect();
    tell_what_is_decided(&book, &told);
    let mut failed = false;
    let mut turn = (0..told.len()).cycle();
    let mut next = move || turn.next().unwrap();
    let asked = |decision: Decision| usize::from(decision.asks_who);
    failed |= measure("the decision alone", DECIDE, 20_000, || {
        asked(book.decide(black_box(&told[next()]), &now()))
    });
    failed |= measure("with the place of the number", DECIDE, 20_000, || {
        asked(book.decide(&caller(&callers[next()], &places), &now()))
    });
    let reader = Reader::open(&town::town()).unwrap();
    let mut classes = HashMap::new();
    failed |= measure("with the place, and the store asked who it is", DECIDE, 20_000, || {
        let number = &callers[next()];
        let found = reader.match_number(number, HOME, 8).unwrap();
        let all: Vec<String> = found.iter().map(|one| one.customer.class.clone()).collect();
        *classes.entry(all.is_empty()).or_insert(0) += 1;
        let standing = if all.is_empty() { Standing::Stranger } else { Standing::Customer(all) };
        asked(book.decide(&Caller { standing, ..caller(number, &places) }, &now()))
    });
    println!("        customers {:?}, strangers {:?}", classes.get(&false), classes.get(&true));
    let shown = book.clone();
    failed |= measure(
        "the decision, and its rule counted while a window shows the rules",
        DECIDE,
        2_000,
        || {
            let decision = book.decide(&told[next()], &now());
            let held = shown.clone();
            if let Some(rule) = decision.treatment.rule {
                book.count_hit(rule, NOW);
            }
            held.rows().len()
        },
    );
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("decision with 1,000 rules and 100,000 numbers", |b| {
        b.iter(|| black_box(book.decide(&told[next()], &now())));
    });
    criterion.final_summary();
    assert!(!failed, "at least one goal was missed: see above");
}

fn now() -> Circumstances<'static> {
    Circumstances {
        utc_millis: NOW,
        offset_minutes: 480,
        home_area: HOME,
        on: true,
        customers_ring: true,
        called_before: false,
    }
}

fn caller(number: &PhoneNumber, places: &PlaceBook) -> Caller {
    let place = places.find(number, HOME).place(true);
    Caller { number: Some(number.clone()), place, ..Caller::default() }
}

/// How the calls fall, so that nobody takes a decision that finds nothing for a fast one.
fn tell_what_is_decided(book: &Book, told: &[Caller]) {
    let mut fell = std::collections::BTreeMap::new();
    for caller in told {
        let treatment = book.decide(caller, &now()).treatment;
        *fell.entry(format!("{:?} {:?}", treatment.why, treatment.wanted)).or_insert(0) += 1;
    }
    println!("{} callers: {fell:?}", told.len());
}

/// Numbers off the lists, numbers beside them, customers and strangers.
fn callers(dice: &mut Dice, book: &Book) -> Vec<PhoneNumber> {
    let listed: Vec<&str> = book.lists().iter().flat_map(|list| book.numbers_of(list.id)).collect();
    let mut known = Dice(town::SEED);
    (0..CALLERS)
        .map(|n| match n % 3 {
            0 => PhoneNumber::new(listed[dice.roll(listed.len())].replace('*', "12345")),
            1 => customer(&mut known).numbers[0].number.clone(),
            _ => PhoneNumber::new(number(dice)),
        })
        .collect()
}

/// The rules through the store and back, as the program has them after a start.
fn rule_book(path: &Path, dice: &mut Dice) -> Book {
    let (mut store, _) = Store::open(path, Stamp::default()).unwrap();
    let import = Import { lists: lists(dice), rules: (0..RULES).map(|n| rule(dice, n)).collect() };
    let op = Op::Firewall(FirewallOp::Import(Box::new(import)));
    let act = Act::person("office", Stamp { utc_millis: NOW, ..Stamp::default() });
    let (took, _) = timed(|| store.carry_out(&act, &op).unwrap());
    println!("taking in {RULES} rules and {LISTED} numbers: {took:.1?}");
    let reader = store.reader().unwrap();
    let (took, answer) = timed(|| reader.firewall(&FirewallQuestion::Book).unwrap());
    println!("reading them into memory at the start: {took:.1?}");
    let FirewallAnswer::Book(book) = answer else { panic!("not a book") };
    let numbers: u32 = book.lists().iter().map(|list| list.numbers).sum();
    assert_eq!((book.rows().len(), book.broken().len()), (RULES, 0));
    assert!(numbers as usize > LISTED * 99 / 100, "{numbers} numbers");
    Book::clone(&book)
}

/// Whole numbers, and every tenth a prefix.
fn lists(dice: &mut Dice) -> Vec<NewList> {
    let list = |n: usize| NewList {
        name: format!("list {n}"),
        numbers: (0..LISTED / LISTS)
            .map(|at| {
                let mut text = number(dice);
                if at % 10 == 0 {
                    text.truncate(8);
                    text.push('*');
                }
                Line { text, note: String::new() }
            })
            .collect(),
    };
    (0..LISTS).map(list).collect()
}

/// A rule of each kind in turn, some of them with hours.
fn rule(dice: &mut Dice, n: usize) -> Rule {
    const PLACES: [&str; 8] = ["北京", "上海", "浙江", "杭州", "广东", "深圳", "西安", "成都"];
    let mut digits = number(dice);
    let subject = match n % 20 {
        0..6 => Subject::Number(PhoneNumber::new(digits)),
        6..9 => {
            digits.truncate(7);
            Subject::Prefix(digits)
        }
        9..12 => {
            digits.truncate(7);
            Subject::Pattern(format!("{digits}??*"))
        }
        12..15 => {
            let end = digits.split_off(digits.len() - 2);
            let (from, to) = (end.clone().min("40".into()), end.max("60".into()));
            Subject::Range(format!("{digits}{from}"), format!("{digits}{to}"))
        }
        15 => Subject::Place(format!("{}{}", PLACES[dice.roll(PLACES.len())], n)),
        16 => Subject::Class(format!("class {n}")),
        17 => Subject::List(ListId(-1 - i64::try_from(n / 20 % LISTS).unwrap())),
        18 => Subject::NoNumber(NoNumber::Withheld),
        _ => Subject::Place(PLACES[dice.roll(PLACES.len())].to_owned()),
    };
    let handling = match n % 7 {
        0 => Handling::Ring,
        1..4 => Handling::Silent,
        _ => Handling::Reject,
    };
    let window =
        n.is_multiple_of(4).then_some(Window { days: 0b1_1111, from: 8 * 60, to: 18 * 60 });
    Rule { window, ..Rule::new(subject, handling) }
}
