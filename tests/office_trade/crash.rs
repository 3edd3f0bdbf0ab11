//! The process is really killed in the middle of its work: the books add up, and whatever was acknowledged is in them.

use super::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The file the child works in; its presence makes the test below the child.
const CHILD: &str = "RINGDESK_SHOP_CHILD";
/// Which sequence it works through.
const SEED: &str = "RINGDESK_SHOP_SEED";
/// Steps of a sequence; every child is killed long before.
const STEPS: usize = 5_000;

/// A sequence of work, the same each time for a seed.
struct Work(TestRunner);

impl Work {
    fn new(seed: u8) -> Self {
        let dice = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
        Self(TestRunner::new_with_rng(Config::default(), dice))
    }

    /// Carries out the next step; what is refused changes nothing.
    fn step(&mut self, shop: &mut Shop, n: usize) {
        let next = doing().new_tree(&mut self.0).unwrap().current();
        let both = shop.reader.customer(LI).unwrap().is_some();
        if n % 9 == 4 && both {
            shop.merge();
        } else if matches!(next, Doing::Undo) || n % 9 == 7 {
            if undoable(shop) > OPENED {
                shop.undo();
            }
        } else if let Some(op) = shop.operation(&next) {
            drop(shop.carry_out(op));
        }
    }
}

/// What a person can see, and how much stands in the journal.
fn books(shop: &Shop) -> String {
    let conn = rusqlite::Connection::open(shop.store.path()).unwrap();
    let sql = "SELECT count(*) || ' rows, undone: ' || sum(undone) FROM journal";
    let journal: String = conn.query_row(sql, [], |row| row.get(0)).unwrap();
    format!("{journal}\n{}", shop.picture())
}

/// Does nothing in an ordinary run. As the child of the test below it keeps shop until it is killed.
#[test]
fn child_that_keeps_shop_until_it_is_killed() {
    let Some(path) = std::env::var_os(CHILD).map(PathBuf::from) else { return };
    let seed = std::env::var(SEED).unwrap().parse().unwrap();
    let dir = tempfile::tempdir_in(path.parent().unwrap()).unwrap();
    let mut shop = Shop::begin(dir, &path);
    let mut work = Work::new(seed);
    for n in 1..=STEPS {
        work.step(&mut shop, n);
        println!("\ndid {n}");
    }
}

/// Starts the child, kills it some time after it has acknowledged so many steps, and says how many it had.
fn run_and_kill(path: &Path, seed: u8, steps: usize, spins: u32) -> usize {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child_that_keeps_shop_until_it_is_killed", "--nocapture"])
        .env(CHILD, path)
        .env(SEED, seed.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    let parse = |line: String| line.strip_prefix("did ")?.parse::<usize>().ok();
    let told = output.by_ref().map_while(std::result::Result::ok).filter_map(parse);
    let mut last = told.take(steps).last().unwrap();
    for _ in 0..spins {
        std::hint::spin_loop();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // What it managed to say before it died counts as well; so short a line goes out whole or not at all.
    for n in output.map_while(std::result::Result::ok).filter_map(parse) {
        last = last.max(n);
    }
    last
}

#[test]
fn the_books_add_up_and_hold_what_was_acknowledged_whenever_the_process_is_killed() {
    for (seed, steps) in (1_u8..).zip([1, 2, 5, 9, 14, 22, 31, 44, 60, 85]) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("shop.db");
        let done = run_and_kill(&path, seed, steps, u32::from(seed) * 13_577 % 90_000);
        assert!((steps..STEPS).contains(&done));
        // The same work without a kill: the file is as after the last step it told of, or after the one under way.
        let mut whole = Shop::open();
        let mut work = Work::new(seed);
        (1..=done).for_each(|n| work.step(&mut whole, n));
        let told = books(&whole);
        work.step(&mut whole, done + 1);
        let under_way = books(&whole);

        let mut shop = Shop::again(dir, &path);
        shop.minutes = whole.minutes;
        let found = books(&shop);
        assert!(
            found == told || found == under_way,
            "seed {seed}, after {done} steps:\n{found}\n{told}"
        );
        shop.adds_up();
        let conn = rusqlite::Connection::open(&path).unwrap();
        let said: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(said, "ok");
        drop(conn);
        // And the shop goes on: everything can still be undone.
        while undoable(&shop) > OPENED {
            shop.undo();
        }
        shop.adds_up();
    }
}
