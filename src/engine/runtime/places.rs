//! Tables of number places on the disk: the thread that reads the shipped one and those people brought, copies new ones
//! in and writes lists out. Imported tables stand in the folder `places` of the data folder, for their owner only.
//! May depend on `base`, `call` and the engine's types.

use crate::base::thread::{self, Worker};
use crate::call::places::book::{read_table, shipped};
use crate::call::places::{About, Correction, PlaceTable, Refusal, TableForm};
use crate::engine::runtime::boot::{Inner, tell};
use crate::engine::topics::places::{PlaceReport, PlaceWork};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Wishes that wait; when full, the newest is refused.
const QUEUE: usize = 8;
/// The folder of imported tables.
const FOLDER: &str = "places";
/// No table is larger.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// No list of corrections is larger.
const MOST_LIST_BYTES: usize = 8 * 1024 * 1024;
/// Imported tables kept.
const MOST_TABLES: usize = 8;

/// The thread `places`. Dropping it ends what waits and joins.
pub(super) struct Placer {
    orders: Option<Sender<PlaceWork>>,
    worker: Option<Worker>,
}

impl Placer {
    /// Starts the thread and has it read the tables.
    pub(super) fn start(data_dir: &Path, inner: Sender<Inner>) -> io::Result<Self> {
        let (orders, inbox) = bounded(QUEUE); // refused when full
        let folder = data_dir.join(FOLDER);
        let worker = thread::spawn("places", move || run(&folder, &inbox, &inner))?;
        let placer = Self { orders: Some(orders), worker: Some(worker) };
        placer.order(PlaceWork::Load);
        Ok(placer)
    }

    /// Whether the order was taken.
    pub(super) fn order(&self, work: PlaceWork) -> bool {
        self.orders.as_ref().is_some_and(|orders| orders.try_send(work).is_ok())
    }
}

impl Drop for Placer {
    fn drop(&mut self) {
        self.orders = None;
        drop(self.worker.take());
    }
}

fn run(folder: &Path, orders: &Receiver<PlaceWork>, inner: &Sender<Inner>) {
    let say = |report| tell(inner, Inner::Places(report));
    for work in orders {
        match work {
            PlaceWork::Load => {}
            PlaceWork::Import(path) => say(import(folder, &path)),
            PlaceWork::Remove(file) => say(remove(folder, &file)),
            PlaceWork::Export(path, corrections) => {
                say(export(&path, &corrections));
                continue;
            }
            PlaceWork::ReadList(path) => {
                say(read_list(&path));
                continue;
            }
        }
        say(PlaceReport::Tables(load(folder)));
    }
}

/// The tables of a data folder, the one to be asked first standing first.
#[must_use]
pub fn tables_of(data_dir: &Path) -> Vec<Arc<PlaceTable>> {
    load(&data_dir.join(FOLDER))
}

/// The tables, imported ones first, among them the newest first. One that cannot be read is left out.
fn load(folder: &Path) -> Vec<Arc<PlaceTable>> {
    let mut tables: Vec<PlaceTable> = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || tables.len() >= MOST_TABLES {
            continue;
        }
        match read(&entry.path()) {
            Ok(Ok(table)) => {
                let form = table.about().form;
                tables.push(table.named(form, &name));
            }
            Ok(Err(error)) => tracing::warn!(file = name, %error, "a table of places is not used"),
            Err(error) => tracing::warn!(file = name, %error, "a table of places is not used"),
        }
    }
    tables.sort_by_key(|table| std::cmp::Reverse(table.about().date));
    match shipped() {
        Ok(table) => tables.push(table),
        Err(error) => tracing::error!(%error, "the shipped table of places cannot be read"),
    }
    tables.into_iter().map(Arc::new).collect()
}

/// A list of corrections as it stands in the file; what is in it is for the core to say.
fn read_list(path: &Path) -> PlaceReport {
    match bytes(path) {
        Ok(Ok(bytes)) if bytes.len() > MOST_LIST_BYTES => PlaceReport::Refused(Refusal::TooLarge),
        Ok(Ok(bytes)) if bytes.is_empty() => PlaceReport::Refused(Refusal::Empty),
        Ok(Ok(bytes)) => PlaceReport::ListRead(bytes),
        Ok(Err(refusal)) => PlaceReport::Refused(refusal),
        Err(error) => PlaceReport::Failed(format!("{}: {error}", path.display())),
    }
}

fn read(path: &Path) -> io::Result<Result<PlaceTable, Refusal>> {
    Ok(bytes(path)?.and_then(|bytes| read_table(&bytes)))
}

fn bytes(path: &Path) -> io::Result<Result<Vec<u8>, Refusal>> {
    let file = File::open(path)?;
    let meta = file.metadata()?;
    if !meta.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a folder, not a file"));
    }
    if meta.len() > MOST_BYTES {
        return Ok(Err(Refusal::TooLarge));
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(Ok(bytes))
}

fn import(folder: &Path, path: &Path) -> PlaceReport {
    let failed = |error: io::Error| PlaceReport::Failed(format!("{}: {error}", path.display()));
    let bytes = match bytes(path) {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(refusal)) => return PlaceReport::Refused(refusal),
        Err(error) => return failed(error),
    };
    match read_table(&bytes) {
        Err(refusal) => PlaceReport::Refused(refusal),
        Ok(table) => match keep(folder, table.about(), &bytes) {
            Ok(()) => PlaceReport::Imported(title(table.about())),
            Err(error) => failed(error),
        },
    }
}

/// The source and date of a table, for people.
fn title(about: &About) -> String {
    let (year, month, day) = (about.date / 10_000, about.date / 100 % 100, about.date % 100);
    match (about.date, day) {
        (0, _) => about.source.clone(),
        (_, 0) => format!("{} {year}-{month:02}", about.source),
        _ => format!("{} {year}-{month:02}-{day:02}", about.source),
    }
}

/// Puts a copy into the folder under a name of its kind and date: the same table twice is one file. It appears whole
/// or not at all.
fn keep(folder: &Path, about: &About, bytes: &[u8]) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let kind = if about.form == TableForm::PhoneDat { "phone" } else { "places" };
    let target = folder.join(format!("{kind}-{}.table", about.date));
    write_private(&folder.join(".coming"), bytes)?;
    fs::rename(folder.join(".coming"), target)
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn remove(folder: &Path, file: &str) -> PlaceReport {
    let plain = Path::new(file).file_name().is_some_and(|name| name == file);
    let path: PathBuf = folder.join(file);
    if !plain {
        return PlaceReport::Failed(format!("{file}: no such table"));
    }
    match fs::remove_file(&path) {
        Ok(()) => PlaceReport::Removed,
        Err(error) => PlaceReport::Failed(format!("{}: {error}", path.display())),
    }
}

fn export(path: &Path, corrections: &[Correction]) -> PlaceReport {
    match write_private(path, list(corrections).as_bytes()) {
        Ok(()) => PlaceReport::Exported(path.display().to_string()),
        Err(error) => PlaceReport::Failed(format!("{}: {error}", path.display())),
    }
}

/// Comma-separated, with the mark that office programs look for.
fn list(corrections: &[Correction]) -> String {
    let mut text = String::from("\u{feff}digits,province,city,operator,note\r\n");
    for c in corrections {
        let cells = [&c.digits, &c.province, &c.city, &c.operator, &c.note].map(|text| cell(text));
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

/// Quoted; what a spreadsheet would take for a formula gets an apostrophe in front.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::number::PhoneNumber;
    use crate::call::places::{PlaceBook, SHIPPED};

    #[test]
    fn a_table_is_copied_in_for_its_owner_found_again_and_taken_away() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join(FOLDER);
        let file = dir.path().join("mine.pack");
        fs::write(&file, SHIPPED).unwrap();
        assert!(matches!(import(&folder, &file), PlaceReport::Imported(_)));
        assert!(matches!(import(&folder, &file), PlaceReport::Imported(_)), "twice is one");
        let tables = load(&folder);
        assert_eq!(tables.len(), 2);
        assert_eq!(tables[0].about().form, TableForm::Pack);
        let name = tables[0].about().file.clone();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&folder), mode(&folder.join(&name))), (0o700, 0o600));
        }
        let book = PlaceBook::new(tables);
        let number = PhoneNumber::new("13800138000");
        assert_eq!(book.find(&number, "").place(true).as_deref(), Some("北京"));
        assert_eq!(remove(&folder, &name), PlaceReport::Removed);
        assert_eq!(load(&folder).len(), 1);
        assert!(matches!(remove(&folder, "../mine.pack"), PlaceReport::Failed(_)));
        assert!(file.exists());
    }

    #[test]
    fn a_wrong_file_leaves_no_trace_and_a_spoilt_table_is_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join(FOLDER);
        let file = dir.path().join("list.csv");
        fs::write(&file, "1380013,北京\n").unwrap();
        let refused = import(&folder, &file);
        assert!(
            matches!(&refused, PlaceReport::Refused(why) if why.key() == "text"),
            "{refused:?}"
        );
        assert!(matches!(import(&folder, dir.path()), PlaceReport::Failed(_)));
        assert!(!folder.exists());
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("places-1.table"), &SHIPPED[..999]).unwrap();
        assert_eq!(load(&folder).len(), 1);
    }

    #[test]
    fn an_exported_list_runs_no_formula() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("c.csv");
        let correction = Correction {
            digits: "+4420".into(),
            city: "=cmd()".into(),
            note: "he said \"so\"".into(),
            ..Correction::default()
        };
        assert!(matches!(export(&path, &[correction]), PlaceReport::Exported(_)));
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("\"'+4420\",\"\",\"'=cmd()\",\"\",\"he said \"\"so\"\"\""), "{text}");
        let PlaceReport::ListRead(bytes) = read_list(&path) else { panic!("it is there") };
        let back = crate::call::places::list::read(&bytes, &[]);
        assert_eq!(back.changes.len(), 1, "what was written is read again");
        assert_eq!(back.changes[0].city, "=cmd()");
        assert!(matches!(read_list(&dir.path().join("none")), PlaceReport::Failed(_)));
        assert!(matches!(read_list(dir.path()), PlaceReport::Failed(_)));
    }
}
