//! The search box over 1,000,000 customers, letter by letter: names, initials and full sound, any part of a number, several
//! terms (p99 of names, initials and numbers must be at most 16 ms), and how large what it finds by is beside the rest of the
//! file. `RINGDESK_BENCH_CUSTOMERS` says how many customers; the file is built once under the target folder.
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

use criterion::Criterion;
use million::{Dice, customer};
use ringdesk::base::clock::Stamp;
use ringdesk::crm::sound::spoken;
use ringdesk::crm::cards::{CardFilter, CardQuestion};
use ringdesk::crm::customer::Customer;
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
const EDITION: u32 = 1;
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
    let people: Vec<Customer> = (0..TYPED * 30).map(|_| customer(&mut dice)).step_by(30).collect();
    let mut failed = false;
    for (what, goal, typed) in typings(&people) {
        let p99 = measure(&reader, what, &typed);
        failed |= goal && p99 > P99;
    }
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    criterion.bench_function("search by initials", |b| {
        b.iter(|| search(&reader, black_box("wxy")));
    });
    criterion.final_summary();
    assert!(!failed, "p99 is over {P99:?}: see above");
}

/// What is typed, letter by letter, and whether the goal counts for it.
fn typings(people: &[Customer]) -> Vec<(&'static str, bool, Vec<String>)> {
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
    vec![
        ("names", true, each(|p| p.name.clone())),
        ("given names", true, each(|p| p.name.chars().skip(1).collect())),
        ("companies", true, each(|p| p.company.clone())),
        ("initials", true, each(initials)),
        ("full sound", false, each(full)),
        ("numbers from the front", true, each(number)),
        ("last digits", true, each(tail)),
        ("middle digits", true, each(middle)),
        ("two terms", false, each(|p| format!("{},{}", p.name, p.numbers[0].number.digits()))),
        ("nobody", false, vec!["zzq".into(), "没有这个".into(), "9999999999".into(), "%_".into()]),
    ]
}

fn measure(reader: &Reader, what: &str, typed: &[String]) -> Duration {
    let mut times = Vec::with_capacity(typed.len());
    let mut slowest = (Duration::ZERO, "");
    for text in typed {
        let before = waited();
        let begun = Instant::now();
        search(reader, text);
        // What the kernel counts as waiting for a core is other programs' time.
        let took = begun.elapsed().saturating_sub(waited().saturating_sub(before));
        times.push(took);
        if took > slowest.0 {
            slowest = (took, text);
        }
    }
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    println!(
        "{what}: {} searches, p50 {:.1?}, p99 {:.1?}, slowest {:.1?} ({})",
        times.len(),
        at(50),
        at(99),
        slowest.0,
        slowest.1
    );
    at(99)
}

fn search(reader: &Reader, text: &str) {
    let filter = Box::new(CardFilter { text: text.to_owned(), ..CardFilter::default() });
    let question = CardQuestion::List { filter, offset: 0, limit: PAGE };
    black_box(reader.cards(&question).unwrap());
}

fn waited() -> Duration {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = told.split_whitespace().nth(1).and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or(0))
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
    let mut left = customers;
    while left > 0 {
        let some = left.min(CHUNK);
        let cards = (0..some).map(|_| customer(&mut dice));
        store.import_customers(&Act::program(Stamp::default()), cards).unwrap();
        left -= some;
    }
    drop(store);
    fs::rename(&building, &path).unwrap();
    println!("built in {:.1?}", begun.elapsed());
    path
}

/// How large what a search finds by is.
fn sizes(path: &Path) {
    let whole = fs::metadata(path).unwrap().len();
    let conn = rusqlite::Connection::open(path).unwrap();
    println!("file: {} MB", whole / 1_000_000);
    for table in ["customer_search", "customer_grams"] {
        let sql = format!("SELECT sum(length(block)) FROM {table}_data");
        let bytes: i64 = conn.query_row(&sql, [], |row| row.get(0)).unwrap();
        println!("{table}: {:.1} MB", bytes as f64 / 1e6);
    }
}
