//! The log with 1,000,000 customers and 10,000,000 calls: pages at both ends and in the middle, every filter, number
//! fragments and words of notes (p99 must be at most 16 ms), storing a finished call (p99 at most 5 ms), what a call adds
//! to the file (at most 600 bytes). `RINGDESK_BENCH_DIR` says where the file is kept (built once, about half an hour and 6 GB at
//! full size), `RINGDESK_BENCH_CALLS` how many calls it holds.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    missing_docs,
    reason = "a benchmark measures time and prints it"
)]

#[path = "../support/store_log.rs"]
mod logged;
#[path = "../support/store_million.rs"]
mod million;
#[path = "../support/timing.rs"]
mod timing;

use criterion::Criterion;
use logged::{BEGINS, EVERY, Person, call};
use million::{Dice, customer};
use ringdesk::base::clock::Stamp;
use ringdesk::base::ids::{CustomerId, LineId};
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::record::{CallFilter, CallRecord, Outcome};
use ringdesk::call::worklist::WorkOp;
use ringdesk::call::worklist::log::{LogOrder, LogQuestion};
use ringdesk::store::Store;
use ringdesk::store::migrate::latest_version;
use ringdesk::store::operation::{Act, Op};
use ringdesk::store::reader::Reader;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use timing::{measure, measure_but, report, timed};

const SEED: u64 = 20_261_127;
const CHUNK: i64 = 100_000;
/// Grows when the made-up office changes, so that an old file is not taken for a new one.
const EDITION: u32 = 1;
/// Rows of a page, as the window asks for them (`ui::listing::PAGE`).
const PAGE: u32 = 50;
/// What the issue asks for.
const READ: Duration = Duration::from_millis(16);
const INSERT: Duration = Duration::from_millis(5);
const GROWTH: f64 = 600.0;

fn main() {
    if !std::env::args().any(|arg| arg == "--bench") {
        println!("measures only under `cargo bench`");
        return;
    }
    let calls = std::env::var("RINGDESK_BENCH_CALLS").ok().and_then(|n| n.parse().ok());
    let calls: i64 = calls.unwrap_or(10_000_000);
    let folder =
        std::env::var_os("RINGDESK_BENCH_DIR").map_or("target/bench-log".into(), PathBuf::from);
    let (path, people) = office(&folder, calls);
    println!("{calls} calls, {} customers, {} MB", people.len(), size(&path) / 1_000_000);
    let mut failed = pages(&path, calls);
    failed |= filters(&path, calls);
    failed |= searches(&path);
    failed |= lookups(&path, &people);
    failed |= inserts(&path, &people, calls);
    let reader = Reader::open(&path).unwrap();
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    criterion.bench_function("first page of the log", |b| {
        b.iter(|| black_box(reader.log(&LogQuestion::default(), 0, PAGE).unwrap()));
    });
    criterion.final_summary();
    assert!(!failed, "at least one goal was missed: see above");
}

/// The office's file, built or found, and its customers.
fn office(folder: &Path, calls: i64) -> (PathBuf, Vec<Person>) {
    let customers = usize::try_from((calls / 10).clamp(1_000, 1_000_000)).unwrap();
    let mut dice = Dice(SEED);
    let cards: Vec<_> = (0..customers).map(|_| customer(&mut dice)).collect();
    let people: Vec<Person> = (1..)
        .zip(&cards)
        .map(|(id, card)| Person {
            id: CustomerId(id),
            name: card.name.clone(),
            number: card.numbers[0].number.key().as_str().to_owned(),
        })
        .collect();
    let path = folder.join(format!("log-v{}-{EDITION}-{calls}.db", latest_version()));
    if path.exists() {
        return (path, people);
    }
    let building = path.with_extension("building");
    remove(&building);
    println!("building {} (once)", path.display());
    let begun = Instant::now();
    let (mut store, _) = Store::open(&building, Stamp::default()).unwrap();
    let act = Act::program(Stamp::default());
    for some in cards.chunks(50_000) {
        store.import_customers(&act, some.iter().cloned()).unwrap();
    }
    println!("  customers after {:.0?}", begun.elapsed());
    let mut first = 1;
    while first <= calls {
        let last = calls.min(first + CHUNK - 1);
        let some: Vec<_> = (first..=last).map(|id| call(&mut dice, &people, id)).collect();
        store.import_calls(&act, some).unwrap();
        if last % 1_000_000 == 0 {
            println!("  {last} calls after {:.0?}", begun.elapsed());
        }
        first = last + 1;
    }
    drop(store);
    record_some(&building, calls);
    fs::rename(&building, &path).unwrap();
    println!("built in {:.0?}", begun.elapsed());
    (path, people)
}

/// Recordings of half of the newest calls: another part of the program writes them one by one.
fn record_some(path: &Path, calls: i64) {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute(
        "INSERT INTO recordings (call_id, path, starts_at_nanos, lasted_nanos, state)
         SELECT id, 'recordings/' || id || '.wav', 0, 1000000000, 'done' FROM calls
         WHERE id > ?1 AND answered_after_nanos IS NOT NULL AND id % 2 = 0",
        [calls - 400_000],
    )
    .unwrap();
}

fn remove(path: &Path) {
    for name in ["", "-wal", "-shm", ".lock"] {
        let mut part = path.to_path_buf().into_os_string();
        part.push(name);
        drop(fs::remove_file(part));
    }
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).unwrap().len()
}

fn question(change: impl FnOnce(&mut LogQuestion)) -> LogQuestion {
    let mut question = LogQuestion::default();
    change(&mut question);
    question
}

/// Says at which row the next page begins.
type Place = Box<dyn FnMut() -> u32>;

fn pages(path: &Path, calls: i64) -> bool {
    let mut failed = false;
    let calls = u32::try_from(calls).unwrap();
    let reader = Reader::open(path).unwrap();
    for (what, filter) in [
        ("log", CallFilter::All),
        ("answered", CallFilter::Incoming),
        ("outgoing", CallFilter::Outgoing),
        ("missed", CallFilter::Missed),
        ("to do", CallFilter::ToDo),
    ] {
        let question = question(|q| q.filter = filter);
        let total = reader.log(&question, 0, 1).unwrap().total;
        let mut dice = Dice(SEED + 1);
        let places: [(&str, Place); 4] = [
            ("first page", Box::new(|| 0)),
            ("in the middle", Box::new(move || total / 2)),
            ("last page", Box::new(move || total.saturating_sub(PAGE))),
            ("dragged anywhere", Box::new(move || dice.roll(total.max(1) as usize) as u32)),
        ];
        for (place, mut at) in places {
            failed |= measure(&format!("{what}, {place}"), READ, 200, || {
                let page = reader.log(&question, at(), PAGE).unwrap();
                assert!(page.total <= calls);
                page.rows.len()
            });
        }
    }
    failed |=
        measure("worklist, first page", READ, 200, || reader.missed(0, PAGE).unwrap().0.len());
    failed |= measure("top of the log for the desk (200)", READ * 2, 100, || {
        reader.recent(200).unwrap().calls.len()
    });
    failed
}

fn filters(path: &Path, calls: i64) -> bool {
    let now = BEGINS + calls * EVERY * 1_000;
    let day = 86_400_000;
    let list: Vec<(&str, LogQuestion)> = vec![
        ("today", question(|q| q.from_utc_millis = Some(now - day))),
        (
            "a day two years ago",
            question(|q| {
                q.from_utc_millis = Some(now - 730 * day);
                q.until_utc_millis = Some(now - 729 * day);
            }),
        ),
        (
            "7 days, missed",
            question(|q| {
                q.from_utc_millis = Some(now - 7 * day);
                q.filter = CallFilter::Missed;
            }),
        ),
        ("a year", question(|q| q.from_utc_millis = Some(now - 365 * day))),
        ("line 3", question(|q| q.line = Some(LineId(2)))),
        ("line that is not there", question(|q| q.line = Some(LineId(9)))),
        ("customer", question(|q| q.customer = Some(CustomerId(77)))),
        ("agent", question(|q| q.agent = "小李".into())),
        ("agent nobody knows", question(|q| q.agent = "nobody".into())),
        ("outcome busy", question(|q| q.outcome = "busy".into())),
        ("outcome blocked", question(|q| q.outcome = "blocked".into())),
        ("word of the office", question(|q| q.result = "问价".into())),
        ("with note", question(|q| q.noted = true)),
        ("with recording", question(|q| q.recorded = true)),
        (
            "agent, with note, 7 days",
            question(|q| {
                q.agent = "老张".into();
                q.noted = true;
                q.from_utc_millis = Some(now - 7 * day);
            }),
        ),
        ("longest first", question(|q| q.order = LogOrder::Longest)),
        ("by party", question(|q| q.order = LogOrder::Party)),
        ("oldest first", question(|q| q.order = LogOrder::Oldest)),
    ];
    let mut failed = false;
    for (what, question) in list {
        failed |= page_of(path, what, &question, 200);
    }
    failed
}

fn searches(path: &Path) -> bool {
    let mut failed = false;
    for text in [
        "138",
        "000",
        "571",
        "1381",
        "5555",
        "4711",
        "13812",
        "138123",
        "471108",
        "999999",
        "000000",
        "38001380",
        "13812345678",
        "138-1234",
        "13",
        "7",
        "水",
        "王伟",
        "要两桶",
        "鹦鹉",
        "鹦鹉飞",
        "发票",
        "发票抬头",
        "umbrella",
        "invoice",
        "有限公司",
        "海淀伟科技",
        "没有这样的",
        "无此",
    ] {
        let question = question(|q| q.text = text.into());
        failed |= page_of(path, &format!("search {text:?}"), &question, 200);
    }
    failed
}

/// The first page of an answer nobody has asked for yet: the reader remembers the newest answer, so that others are asked
/// for between.
fn page_of(path: &Path, what: &str, asked: &LogQuestion, times: usize) -> bool {
    let reader = Reader::open(path).unwrap();
    let mut page = reader.log(asked, 0, PAGE).unwrap();
    let other = question(|q| q.customer = Some(CustomerId(1)));
    let failed = measure_but(
        what,
        READ,
        times,
        || reader.log(&other, 0, 1).unwrap().rows.len(),
        || {
            page = reader.log(asked, 0, PAGE).unwrap();
            page.rows.len()
        },
    );
    println!("      {}{} found", page.total, if page.more { "+" } else { "" });
    failed
}

fn lookups(path: &Path, people: &[Person]) -> bool {
    let reader = Reader::open(path).unwrap();
    let mut dice = Dice(SEED + 2);
    measure("who is calling", INSERT, 2_000, || {
        let number = PhoneNumber::new(people[dice.roll(people.len())].number.as_str());
        reader.match_number(&number, "010", 8).unwrap().len()
    })
}

/// Finished calls as the engine stores them, into a copy that is thrown away.
fn inserts(path: &Path, people: &[Person], calls: i64) -> bool {
    const COUNT: i64 = 3_000;
    let copy = path.with_extension("copy");
    remove(&copy);
    fs::copy(path, &copy).unwrap();
    let before = used(&copy);
    let (mut store, _) = Store::open(&copy, Stamp::default()).unwrap();
    let mut dice = Dice(SEED + 3);
    let (mut whole, mut worst_step) = (Vec::new(), Vec::new());
    for id in calls + 1..=calls + COUNT {
        let steps = steps(&call(&mut dice, people, id).0);
        let act = Act::program(Stamp { utc_millis: BEGINS, ..Stamp::default() });
        let mut took = Duration::ZERO;
        for op in steps {
            let (step, _) = timed(|| store.carry_out(&act, &op).unwrap());
            worst_step.push(step);
            took += step;
        }
        whole.push(took);
    }
    drop(store);
    let growth = (used(&copy) as f64 - before as f64) / COUNT as f64;
    remove(&copy);
    let failed = report("storing a finished call, its last operation", INSERT, &mut worst_step);
    report("  all operations of its life together", INSERT * 4, &mut whole);
    let mark = if growth > GROWTH { "MISSED" } else { "ok" };
    println!("{mark:>6}  growth of the file: {growth:.0} bytes a call (goal {GROWTH:.0})");
    failed || growth > GROWTH
}

/// Begun, told, answered, ended, settled.
fn steps(done: &CallRecord) -> Vec<Op> {
    let mut open = CallRecord {
        outcome: Outcome::Open,
        lasted: None,
        answered_after: None,
        answered_by: None,
        customer: None,
        note: String::new(),
        handled: false,
        ..done.clone()
    };
    let whole = std::mem::take(&mut open.timeline);
    let mut out =
        vec![Op::OpenCall(Box::new(CallRecord { number: None, caller_id: None, ..open.clone() }))];
    open.timeline = whole.iter().take(2).cloned().collect();
    out.push(Op::UpdateCall(Box::new(open.clone())));
    open.timeline = whole.iter().take(whole.len() - 1).cloned().collect();
    open.answered_after = done.answered_after;
    open.answered_by = done.answered_by;
    out.push(Op::UpdateCall(Box::new(open)));
    out.push(Op::AssignCustomer(done.id, done.customer));
    out.push(Op::CloseCall(Box::new(done.clone())));
    if done.answered_after.is_some() {
        out.push(Op::Work(WorkOp::Settle { call: done.id, agent: "小王".into() }));
    }
    if !done.note.is_empty() {
        out.push(Op::SaveCallNote(done.id, done.note.clone()));
    }
    out
}

/// Bytes of the file's pages that hold something.
fn used(path: &Path) -> i64 {
    let conn = rusqlite::Connection::open(path).unwrap();
    let read =
        |name: &str| -> i64 { conn.pragma_query_value(None, name, |row| row.get(0)).unwrap() };
    (read("page_count") - read("freelist_count")) * read("page_size")
}
