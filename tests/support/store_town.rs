//! The town as a data file: built once (about a minute), kept under the target folder, shared by the benches.

use crate::million::{Dice, customer};
use ringdesk::base::clock::Stamp;
use ringdesk::store::Store;
use ringdesk::store::migrate::latest_version;
use ringdesk::store::operation::Act;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// People in town; they have about 1,300,000 numbers.
pub const CUSTOMERS: usize = 1_000_000;
/// The same people every time.
pub const SEED: u64 = 20_261_123;
const CHUNK: usize = 50_000;
/// Grows when the made-up people change, so that an old file is not taken for a new one.
const EDITION: u32 = 1;

/// Builds the file, or takes the one that is there.
pub fn town() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(format!("lookup-v{}-{EDITION}-{CUSTOMERS}.db", latest_version()));
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
    for _ in 0..CUSTOMERS / CHUNK {
        let cards = (0..CHUNK).map(|_| customer(&mut dice));
        store.import_customers(&Act::program(Stamp::default()), cards).unwrap();
    }
    drop(store);
    fs::rename(&building, &path).unwrap();
    let size = fs::metadata(&path).unwrap().len() / 1_000_000;
    println!("built in {:.0?}, {size} MB", begun.elapsed());
    path
}
