//! The search box over 1,000,000 customers, letter by letter: names, initials and full sound, any part of a number,
//! addresses, the office's own fields, several terms (p99 of each must be at most 16 ms), and how large what it finds by is
//! beside the rest of the file. A time is what passed on the clock without what the kernel counts as waiting for a core;
//! the clock itself is printed beside it. `RINGDESK_BENCH_CUSTOMERS` says how many customers; the file is built once under
//! the target folder.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    missing_docs,
    reason = "a benchmark measures time and prints it"
)]

#[path = "../support/store_million.rs"]
mod million;
#[path = "../support/timing.rs"]
mod timing;

use criterion::Criterion;
use million::{Dice, customer};
use ringdesk::base::clock::Stamp;
use ringdesk::base::ids::FieldId;
use ringdesk::crm::cards::{CardFilter, CardQuestion};
use ringdesk::crm::customer::{Customer, FieldValue};
use ringdesk::crm::sound::spoken;
use ringdesk::store::Store;
use ringdesk::store::migrate::latest_version;
use ringdesk::store::operation::Act;
use ringdesk::store::reader::Reader;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const SEED: u64 = 20_261_127;
const CHUNK: usize = 50_000;
const EDITION: u32 = 4;
/// People whose names and numbers are typed.
const TYPED: usize = 300;
/// Rows a window asks for.
const PAGE: u32 = 100;
/// What the issue asks for.
const P99: Duration = Duration::from_millis(16);

fn main() {
    if !std::env::args().any(|arg| arg == "--bench") {
        println!("measures only under `cargo bench`");
        return;
    }
    let wished = std::env::var("RINGDESK_BENCH_CUSTOMERS").ok().and_then(|n| n.parse().ok());
    let customers: usize = wished.unwrap_or(1_000_000);
    let path = town(customers);
    sizes(&path);
    let reader = Reader::open(&path).unwrap();
    let mut dice = Dice(SEED);
    let people: Vec<Customer> = (0..TYPED * 30).map(|n| card(&mut dice, n)).step_by(30).collect();
    let mut failed = false;
    for (what, typed) in typings(&people) {
        failed |= measure(&reader, what, P99, &typed);
    }
    // Two signs that stand in no word: the one thing no index knows.
    failed |= measure(&reader, "signs", Duration::from_secs(2), &["%_".into()]);
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    criterion.bench_function("search by initials", |b| {
        b.iter(|| search(&reader, black_box("wxy")));
    });
    criterion.final_summary();
    assert!(!failed, "p99 is over {P99:?}: see above");
}

/// What is typed, letter by letter.
fn typings(people: &[Customer]) -> Vec<(&'static str, Vec<String>)> {
    let each = |text: fn(&Customer) -> String| {
        let mut all = Vec::new();
        for person in people {
            let chars: Vec<char> = text(person).chars().collect();
            all.extend((1..=chars.len()).map(|end| chars[..end].iter().collect::<String>()));
        }
        all
    };
    let initials = |p: &Customer| spoken(&p.name).initials.into_iter().next().unwrap_or_default();
    let full = |p: &Customer| spoken(&p.name).full.into_iter().next().unwrap_or_default();
    let number = |p: &Customer| p.numbers[0].number.digits();
    let tail = |p: &Customer| p.numbers[0].number.key().tail().to_owned();
    let middle = |p: &Customer| p.numbers[0].number.digits().chars().skip(3).take(5).collect();
    let meter = |p: &Customer| match p.fields.get(&FieldId(1)) {
        Some(FieldValue::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let both = |p: &Customer| format!("{},{}", p.name, p.numbers[0].number.digits());
    let place = |p: &Customer| {
        let place: String = p.address.chars().take(2).collect();
        format!("{},{place}", spoken(&p.name).initials.into_iter().next().unwrap_or_default())
    };
    vec![
        ("names", each(|p| p.name.clone())),
        ("given names", each(|p| p.name.chars().skip(1).collect())),
        ("companies", each(|p| p.company.clone())),
        ("initials", each(initials)),
        ("full sound", each(full)),
        ("numbers from the front", each(number)),
        ("last digits", each(tail)),
        ("middle digits", each(middle)),
        ("addresses", each(|p| p.address.clone())),
        ("own field", each(meter)),
        ("name and number", each(both)),
        ("initials and place", each(place)),
        ("nobody", vec!["zzq".into(), "没有这个".into(), "9999999999".into()]),
    ]
}

fn measure(reader: &Reader, what: &str, goal: Duration, typed: &[String]) -> bool {
    let (mut times, mut clock) = (Vec::with_capacity(typed.len()), Vec::new());
    let mut slowest = (Duration::ZERO, "");
    for text in typed {
        let begun = Instant::now();
        let (took, ()) = timing::timed(|| search(reader, text));
        clock.push(begun.elapsed());
        times.push(took);
        if took > slowest.0 {
            slowest = (took, text);
        }
    }
    let by_clock = timing::percentile(&mut clock, 99);
    let what = format!("{what}, {} searches", typed.len());
    let missed = timing::report(&what, goal, &mut times);
    println!("        slowest: {:?}; p99 by the clock {by_clock:.2?}", slowest.1);
    missed
}

fn search(reader: &Reader, text: &str) {
    let filter = Box::new(CardFilter { text: text.to_owned(), ..CardFilter::default() });
    let question = CardQuestion::List { filter, offset: 0, limit: PAGE };
    black_box(reader.cards(&question).unwrap());
}

fn town(customers: usize) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(format!("search-v{}-{EDITION}-{customers}.db", latest_version()));
    if path.exists() {
        return path;
    }
    let building = path.with_extension("building");
    for name in ["", "-wal", "-shm", ".lock"] {
        let mut part = building.clone().into_os_string();
        part.push(name);
        drop(fs::remove_file(part));
    }
    println!("building {} (once)", path.display());
    let begun = Instant::now();
    let (mut store, _) = Store::open(&building, Stamp::default()).unwrap();
    let mut dice = Dice(SEED);
    let mut done = 0;
    while done < customers {
        let some = (customers - done).min(CHUNK);
        let cards = (done..done + some).map(|n| card(&mut dice, n));
        store.import_customers(&Act::program(Stamp::default()), cards).unwrap();
        done += some;
    }
    drop(store);
    fs::rename(&building, &path).unwrap();
    println!("built in {:.1?}", begun.elapsed());
    path
}

/// Somebody of the town with a field the office added.
fn card(dice: &mut Dice, n: usize) -> Customer {
    let mut card = customer(dice);
    card.fields.insert(FieldId(1), FieldValue::Text(format!("水表{:07}号", n * 7919 % 10_000_000)));
    card
}

/// How a search finds, and how large what it finds by is.
fn sizes(path: &Path) {
    let whole = fs::metadata(path).unwrap().len();
    let conn = rusqlite::Connection::open(path).unwrap();
    let one = |sql: &str| -> f64 { conn.query_row(sql, [], |row| row.get(0)).unwrap() };
    println!("file: {} MB", whole / 1_000_000);
    let blocks = one("SELECT count(*) + 0.0 FROM card_blocks");
    let pages = one("SELECT count(*) + 0.0 FROM card_block_pages");
    let bytes = one("SELECT coalesce(sum(length(lists)), 0) + 0.0 FROM card_block_pages");
    println!(
        "method: pieces of one to four letters of words, sounds and numbers; cards that came in lists: {blocks} blocks, \
         {pages} pages with lists of steps, {:.1} MB",
        (bytes + pages * 24.0) / 1e6
    );
    for table in ["customer_search", "customer_grams"] {
        let sql = format!("SELECT coalesce(sum(length(block)), 0) / 1e6 FROM {table}_data");
        println!("        cards changed one by one (FTS5): {table} {:.1} MB", one(&sql));
    }
}
