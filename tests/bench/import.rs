//! How long it takes to take 1,000,000 customers in from a GBK CSV and to take them back (each under 20 s on a quiet
//! machine), in how much memory, and how that compares with the bare import of the sqlite3 shell. `RINGDESK_ROWS` says
//! how many rows; with `RINGDESK_WIDE=1` rows are so long that a million make 300 MB.
#![allow(
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    missing_docs,
    reason = "a benchmark measures time and prints it"
)]

#[path = "../support/store_million.rs"]
#[allow(dead_code, reason = "the town's numbers alone are not needed")]
mod million;

use million::{Dice, customer};
use ringdesk::base::clock::Stamp;
use ringdesk::crm::transfer::column::Target;
use ringdesk::crm::transfer::{Manner, MatchBy, Mode};
use ringdesk::engine::office::transfer::{ImportOrder, Reading};
use ringdesk::engine::runtime::office::transfer::import;
use ringdesk::store::Store;
use ringdesk::store::office::transfer::undo_import;
use ringdesk::store::operation::Act;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// What the issue asks for, of each way.
const MOST: Duration = Duration::from_secs(20);

fn main() {
    if !std::env::args().any(|arg| arg == "--bench") {
        println!("measures only under `cargo bench`");
        return;
    }
    let rows =
        std::env::var("RINGDESK_ROWS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let wide = std::env::var_os("RINGDESK_WIDE").is_some();
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("customers.csv");
    write_list(&list, rows, wide);
    let size = fs::metadata(&list).unwrap().len();
    println!("{rows} rows, {} MB of GBK", size >> 20);
    let data = folder.path().join("a.db");
    let (store, _) = Store::open(&data, Stamp::default()).unwrap();
    drop(store);
    println!("before: peak memory {} MB, processor {:.1} s", peak_mb(), processor());
    for by in [MatchBy::Number, MatchBy::Nothing] {
        let (took, used, id) = take_in(&data, &list, by);
        println!(
            "import, cards found by {by:?}: {took:.1?} by the clock; processor {:.1} s writing, {:.1} s reading; peak memory {} MB, file {} MB",
            used.writing,
            used.all - used.writing,
            peak_mb(),
            fs::metadata(&data).unwrap().len() >> 20
        );
        let before = processor();
        let begun = Instant::now();
        let act = Act::person("bench", Stamp::default());
        let report = undo_import(&data, &act, id, &mut |_, _| true).unwrap();
        let undo = begun.elapsed();
        let undo_used = processor() - before;
        println!(
            "undo of {}: {undo:.1?} by the clock ({undo_used:.1} s of processor)",
            report.removed
        );
        assert_eq!(report.removed, rows);
        if let Some(bare) = shell(folder.path(), &list) {
            println!(
                "sqlite3 .import of the same file: {bare:.1?}; ratio {:.1}",
                took.as_secs_f64() / bare.as_secs_f64()
            );
        }
        if rows == 1_000_000 && !wide && std::env::var_os("RINGDESK_STRICT").is_some() {
            assert!(took < MOST && undo < MOST, "not under {MOST:?}");
        }
    }
}

fn take_in(
    data: &Path,
    list: &Path,
    by: MatchBy,
) -> (Duration, Used, ringdesk::crm::transfer::ImportId) {
    let act = Act::person("bench", Stamp::default());
    let order = ImportOrder {
        reading: Reading { path: list.to_owned(), ..Reading::default() },
        targets: vec![
            Target::Name,
            Target::Company,
            Target::Number,
            Target::Number,
            Target::Address,
            Target::Skip,
        ],
        manner: Manner { mode: Mode::Create, by, take_lossy: true },
        ..ImportOrder::default()
    };
    let (before, written) = (processor(), of_this_thread());
    let begun = Instant::now();
    let report = import(data, &act, &order, &mut |_| true).unwrap();
    let took = begun.elapsed();
    println!("{:?}", report.counts);
    let used = Used { all: processor() - before, writing: of_this_thread() - written };
    (took, used, report.import.unwrap())
}

/// Seconds of processor: the import writes on the thread that calls it and reads ahead on another. On a machine with two
/// cores free the longer of the two is what passes on the clock.
struct Used {
    all: f64,
    writing: f64,
}

/// Everyone has numbers of his own, so that every row is a new card.
fn write_list(path: &Path, rows: u64, wide: bool) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    let mut put = |line: &str| out.write_all(&encoding_rs::GBK.encode(line).0).unwrap();
    put("姓名,公司,手机,座机,地址,序号\r\n");
    let mut dice = Dice(7);
    let filler = if wide { "远".repeat(120) } else { String::new() };
    for n in 0..rows {
        let card = customer(&mut dice);
        let fixed = if card.numbers.len() > 1 {
            format!("021-{:08}", 20_000_000 + n)
        } else {
            String::new()
        };
        put(&format!(
            "{},{},138{n:08},{fixed},{},{n}{filler}\r\n",
            card.name, card.company, card.address
        ));
    }
    out.flush().unwrap();
}

/// The shell's import of the same bytes into a table of text without any index.
fn shell(folder: &Path, list: &Path) -> Option<Duration> {
    let data = folder.join("bare.db");
    let _ignored = fs::remove_file(&data);
    let begun = Instant::now();
    let done = Command::new("sqlite3")
        .arg(&data)
        .arg(format!(".import --csv {} customers", list.display()))
        .output()
        .ok()?;
    done.status.success().then(|| begun.elapsed())
}

/// The most this process has held, in MB.
fn peak_mb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) >> 10
}

/// Seconds of processor this thread has used.
fn of_this_thread() -> f64 {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split_whitespace().next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

/// Seconds of processor this process has used, of all its threads.
fn processor() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 =
        after.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<f64>().ok()).sum();
    ticks / 100.0
}
