//! Every report over two years and 300,000 orders of 40,000 customers with their lines and payments: each must be there in
//! under a second. `RINGDESK_BENCH_ORDERS` says how many orders; the file is built once under the target folder.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a benchmark measures time and prints it"
)]

use criterion::Criterion;
use ringdesk::base::clock::Stamp;
use ringdesk::crm::reports::period::{By, Days, day_of, number_of};
use ringdesk::crm::reports::scope::{OrderScope, Which};
use ringdesk::crm::reports::{ContactBy, PayBy, Rank, ReportQuestion};
use ringdesk::store::Store;
use ringdesk::store::migrate::latest_version;
use ringdesk::store::reader::Reader;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// 2026-11-27 12:00 UTC.
const NOW: i64 = 1_795_780_800_000;
const DAYS: i64 = 730;
const CUSTOMERS: i64 = 40_000;
const PRODUCTS: i64 = 400;
/// What the task asks for.
const GOAL: Duration = Duration::from_secs(1);
const EDITION: u32 = 1;

fn main() {
    if !std::env::args().any(|arg| arg == "--bench") {
        println!("measures only under `cargo bench`");
        return;
    }
    let wished = std::env::var("RINGDESK_BENCH_ORDERS").ok().and_then(|n| n.parse().ok());
    let orders: i64 = wished.unwrap_or(300_000);
    let path = shop(orders);
    let reader = Reader::open(&path).unwrap();
    let mut failed = false;
    for (name, question) in questions() {
        drop(reader.reports(&question).unwrap()); // the file is in the system's memory
        let started = Instant::now();
        drop(black_box(reader.reports(&question).unwrap()));
        let took = started.elapsed();
        failed |= took > GOAL;
        println!("{name:<22} {took:>10.1?}");
    }
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let (_, sales) = questions().swap_remove(0);
    criterion.bench_function("sales of two years by month", |b| {
        b.iter(|| reader.reports(black_box(&sales)).unwrap());
    });
    criterion.final_summary();
    assert!(!failed, "a report took more than {GOAL:?}: see above");
}

fn questions() -> Vec<(&'static str, ReportQuestion)> {
    let today = day_of(NOW, 480);
    let days = Days { first: today - DAYS, last: today };
    let before = days.right_before();
    let scope = OrderScope::of(days);
    let limit = 1_000;
    let payments = |by, which| ReportQuestion::Payments { scope: scope.only(which), by, limit };
    let list = |which| ReportQuestion::Orders {
        scope: Box::new(scope.only(which)),
        offset: 0,
        limit: 100,
    };
    vec![
        ("sales by month", ReportQuestion::Sales { days, before, by: By::Month }),
        ("sales by day", ReportQuestion::Sales { days, before, by: By::Day }),
        (
            "products",
            ReportQuestion::Products { days, category: None, rank: Rank::Turnover, limit },
        ),
        ("classes", ReportQuestion::Classes { days, today }),
        ("payments by customer", payments(PayBy::Customer, Which::All)),
        ("who owes", payments(PayBy::Customer, Which::Open)),
        ("payments by order", payments(PayBy::Order, Which::All)),
        (
            "contacts by day",
            ReportQuestion::Contacts { days, by: ContactBy::Day, now: (NOW, 480), limit },
        ),
        ("quiet", ReportQuestion::Quiet { today, days: 60, limit }),
        ("due again", ReportQuestion::Again { today, limit }),
        ("dormant", ReportQuestion::Dormant { today, limit }),
        ("list of all", list(Which::All)),
        ("list of open", list(Which::Open)),
        ("list of returned", list(Which::Returned)),
    ]
}

/// The file, made once.
fn shop(orders: i64) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let version = latest_version();
    let path = folder.join(format!("reports-{orders}-{version}-{EDITION}.db"));
    if path.exists() {
        return path;
    }
    fs::create_dir_all(folder).unwrap();
    let part = folder.join("reports.part.db");
    for end in ["", "-wal", "-shm"] {
        drop(fs::remove_file(format!("{}{end}", part.display())));
    }
    drop(Store::open(&part, Stamp::default()).unwrap());
    fill(&part, orders);
    fs::rename(&part, &path).unwrap();
    path
}

fn fill(path: &Path, orders: i64) {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA foreign_keys = OFF; BEGIN").unwrap();
    let upto = |n: i64| {
        format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {n})")
    };
    conn.execute_batch(&format!(
        "{} INSERT INTO customers (id, name, company, class, address, notes)
         SELECT i, 'customer ' || i, '', CASE i % 4 WHEN 0 THEN 'VIP' WHEN 1 THEN 'A' WHEN 2 THEN 'B' ELSE '' END,
                'road ' || i, '' FROM n",
        upto(CUSTOMERS)
    ))
    .unwrap();
    conn.execute_batch(&format!(
        "{} INSERT INTO products (id, name, unit, barcode, category, price, cost, note, policy, ticket_units, deposit,
                                  stockless, gone, revision)
         SELECT i, 'product ' || i, 'pc', '', 'category ' || (i % 12), 2000, 900, '', 'warn', 0, 0, 0, 0, 1 FROM n",
        upto(PRODUCTS)
    ))
    .unwrap();
    conn.execute_batch("CREATE TEMP TABLE days (at INTEGER PRIMARY KEY, number INTEGER)").unwrap();
    let today = day_of(NOW, 480);
    for at in 0..DAYS {
        let number = number_of(today - DAYS + 1 + at);
        conn.execute("INSERT INTO days VALUES (?1, ?2)", [at, number]).unwrap();
    }
    let a_day = orders / DAYS + 1;
    // Whole numbers well mixed stand in for dice: the same shop every time.
    conn.execute_batch(&format!(
        "{} INSERT INTO orders (id, day, place, customer_id, name, phone, address, courier, note, discount, state, total,
                                revision, who, made_at, offset_minutes)
         SELECT i, d.number, (i - 1) % {a_day} + 1, iif(i % 10 = 0, NULL, i * 7919 % {CUSTOMERS} + 1), 'customer',
                '13800138000', 'a street with a number and a floor', 'courier', '',
                iif(i % 10 = 3, '{{\"percent\":1000}}', '\"none\"'),
                CASE i % 33 WHEN 0 THEN 'void' WHEN 1 THEN 'draft' WHEN 2 THEN 'confirmed' ELSE 'delivered' END,
                4000, 1, 'Anna', {NOW} - ({DAYS} - 1 - d.at) * 86400000, 480
         FROM n JOIN days d ON d.at = (i - 1) / {a_day}",
        upto(orders)
    ))
    .unwrap();
    conn.execute_batch(&format!(
        "WITH place (p) AS (VALUES (0), (1), (2))
         INSERT INTO order_lines (order_id, place, product_id, name, unit, quantity, price, discount, by_ticket, empties,
                                  returned, amount, cost)
         SELECT o.id, p, (o.id * 31 + p * 17) % {PRODUCTS} + 1, 'product', 'pc', 1000, 2000, '\"none\"', 0, 0,
                iif(o.id % 50 = 7 AND p = 0, 1000, 0), iif(o.id % 50 = 7 AND p = 0, 0, 2000), 900
         FROM orders o JOIN place ON p <= o.id % 3;
         INSERT INTO payments (customer_id, order_id, amount, method, note, who, at_utc_millis, offset_minutes)
         SELECT customer_id, iif(id % 40 = 0 AND customer_id IS NOT NULL, NULL, id), 4000, iif(id % 2, 'cash', 'card'), '',
                'Anna', made_at, 480 FROM orders WHERE id % 9 > 0;
         COMMIT; PRAGMA optimize"
    ))
    .unwrap();
}
