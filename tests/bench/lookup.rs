//! How long it takes to find the customer of a number among 1,000,000 customers with 1,300,000 numbers (p99 must be
//! under 5 ms), how long searches of that file take, and what opening it costs beside a bare SQLite connection.
//! The file is built once (about a minute) and kept under the target folder.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
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
use million::{Dice, customer, number, typed};
use ringdesk::base::clock::Stamp;
use ringdesk::base::number::PhoneNumber;
use ringdesk::store::Store;
use ringdesk::store::reader::{CallFilter, Reader};
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};
use timing::{percentile, waited};
use town::{CUSTOMERS, SEED, town};

const LOOKUPS: usize = 20_000;
const OPENINGS: usize = 21;
/// What the issue asks for.
const P99: Duration = Duration::from_millis(5);

fn main() {
    if !std::env::args().any(|arg| arg == "--bench") {
        println!("measures only under `cargo bench`");
        return;
    }
    let path = town();
    let mut criterion = Criterion::default().configure_from_args();
    let reader = Reader::open(&path).unwrap();
    let wanted = wanted();
    let mut turn = wanted.iter().cycle();
    criterion.bench_function("match_number among 1,000,000 customers", |b| {
        b.iter(|| reader.match_number(black_box(turn.next().unwrap()), "010", 8).unwrap());
    });
    let p99 = lookups(&reader, &wanted);
    searches(&reader);
    drop(reader);
    openings(&path);
    criterion.final_summary();
    assert!(p99 < P99, "p99 {p99:?} is not under {P99:?}");
}

/// Numbers as an exchange sends them: six in ten known, the rest strangers, some without area code.
fn wanted() -> Vec<PhoneNumber> {
    let mut known = Dice(SEED);
    let mut strangers = Dice(SEED + 1);
    let mut list = Vec::new();
    while list.len() < LOOKUPS {
        let card = customer(&mut known);
        for entry in card.numbers {
            match strangers.roll(10) {
                0..6 => list.push(entry.number),
                6..8 => {
                    let stranger = number(&mut strangers);
                    list.push(PhoneNumber::new(typed(&mut strangers, &stranger)));
                }
                _ => list.push(PhoneNumber::new(number(&mut strangers).split_off(3))),
            }
        }
        // Spread over the whole town rather than over its first page.
        (0..strangers.roll(60)).for_each(|_| drop(customer(&mut known)));
    }
    list
}

/// Asks for each number once and returns the 99th percentile. Other programs on the machine make a thread wait for a
/// core for milliseconds at a time: what the kernel counts as such waiting is shown, and left out of what is returned.
fn lookups(reader: &Reader, wanted: &[PhoneNumber]) -> Duration {
    let mut found = 0;
    let (mut wall, mut own) = (Vec::new(), Vec::new());
    for number in wanted {
        let waited_before = waited();
        let begun = Instant::now();
        found += usize::from(!reader.match_number(number, "010", 8).unwrap().is_empty());
        let took = begun.elapsed();
        wall.push(took);
        own.push(took.saturating_sub(waited().saturating_sub(waited_before)));
    }
    println!("{} lookups, {found} found", wanted.len());
    for (what, times) in [("by the clock", &mut wall), ("without waiting for a core", &mut own)] {
        let [p50, p99, worst] = [50, 99, 100].map(|percent| percentile(times, percent));
        println!("  {what}: p50 {p50:.1?}, p99 {p99:.1?}, worst {worst:.1?}");
    }
    percentile(&mut own, 99)
}

fn searches(reader: &Reader) {
    for text in [
        "",
        "王",
        "王伟",
        "伟",
        "欣怡",
        "王欣怡",
        "送水站",
        "有限公司",
        "海淀伟科技",
        "张 送水站",
        "没有这个",
        "没有",
        "13",
        "138",
        "1381",
        "0379-65",
        "8123456",
        "5678",
        "999999999",
        "a",
        "zz",
    ] {
        let begun = Instant::now();
        let (page, total) = reader.customers(text, 0, 50).unwrap();
        let took = begun.elapsed();
        println!("customers {text:?}: {total} found, {} shown, {took:.1?}", page.len());
    }
    let begun = Instant::now();
    let last = u32::try_from(CUSTOMERS - 50).unwrap();
    assert_eq!(reader.customers("", last, 50).unwrap().0.len(), 50);
    println!("the last page of all customers: {:.1?}", begun.elapsed());
    let begun = Instant::now();
    let (_, total) = reader.calls(CallFilter::All, "王伟", 0, 50).unwrap();
    println!("calls \"王伟\": {total} found, {:.1?}", begun.elapsed());
}

fn openings(path: &Path) {
    let mut ours: Vec<_> = (0..OPENINGS)
        .map(|_| {
            let begun = Instant::now();
            let (store, _) = Store::open(path, Stamp::default()).unwrap();
            let reader = store.reader().unwrap();
            black_box(reader.recent(200).unwrap());
            let took = begun.elapsed();
            drop((reader, store));
            took
        })
        .collect();
    let mut bare: Vec<_> = (0..OPENINGS)
        .map(|_| {
            let begun = Instant::now();
            let conn = rusqlite::Connection::open(path).unwrap();
            black_box(
                conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
                    row.get::<_, i64>(0)
                })
                .unwrap(),
            );
            begun.elapsed()
        })
        .collect();
    let (ours, bare) = (percentile(&mut ours, 50), percentile(&mut bare, 50));
    println!(
        "open for writing and reading, first screen read: {ours:.1?}; bare SQLite opening the same file: {bare:.1?}; ratio {:.1}",
        ours.as_secs_f64() / bare.as_secs_f64()
    );
}
