//! Copies on a real disk: private, once, stoppable; what is gone, a folder, a program, an opener that fails.

use super::*;
use crate::base::ids::CustomerId;
use crate::crm::files::Content;
use std::fs;
use std::sync::{Mutex, PoisonError};

const WANG: Subject = Subject::Customer(CustomerId(1));

struct Bench {
    folder: tempfile::TempDir,
    heard: Arc<Mutex<Vec<FileReport>>>,
    clerk: Clerk,
}

fn bench() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ear = Arc::clone(&heard);
    let clerk = Clerk {
        database: folder.path().join("none.db"),
        data_dir: folder.path().join("data"),
        stop: Arc::default(),
        opener: "true".to_owned(),
        say: Box::new(move |report| {
            ear.lock().unwrap_or_else(PoisonError::into_inner).push(report);
        }),
        started: Vec::new(),
    };
    Bench { folder, heard, clerk }
}

impl Bench {
    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn heard(&self) -> Vec<FileReport> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }

    fn copied(&self, path: &Path) -> Content {
        self.clerk.copy(WANG, &[path.to_owned()]);
        let copied = self.heard().into_iter().find_map(|report| match report {
            FileReport::Copied(_, content) => Some(content),
            _ => None,
        });
        copied.expect("a copy")
    }

    fn attached(content: Content) -> Attached {
        Attached { id: FileId(1), subject: WANG, content, added_utc_millis: 0, who: String::new() }
    }
}

#[test]
fn a_copy_is_private_named_by_its_content_and_kept_once() {
    let bench = bench();
    let content = bench.copied(&bench.write("报价.PDF", b"abc"));
    // SHA-256 of "abc", FIPS 180-4's own example.
    assert_eq!(content.hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(
        (content.name.as_str(), content.ext.as_str(), content.bytes),
        ("报价.PDF", "pdf", 3)
    );
    let kept = bench.clerk.data_dir.join(content.path().unwrap());
    assert_eq!(fs::read(&kept).unwrap(), b"abc");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&kept), 0o600);
        assert_eq!(mode(kept.parent().unwrap()), 0o700);
        assert_eq!(mode(&bench.clerk.data_dir.join("files")), 0o700);
    }
    let again = bench.copied(&bench.write("copy of it.pdf", b"abc"));
    assert_eq!(again.hash, content.hash);
    let folder = bench.clerk.data_dir.join("files/ba");
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1, "the same content once");
    assert!(!bench.clerk.data_dir.join("files/.incoming").exists());
}

#[test]
fn a_large_file_tells_how_far_it_is_and_can_be_stopped() {
    let bench = bench();
    let path = bench.write("video.mp4", &vec![7; 5 << 20]);
    bench.clerk.copy(WANG, std::slice::from_ref(&path));
    let told = bench.heard();
    let grew = told.iter().filter(|report| matches!(report, FileReport::Copying(_))).count();
    assert_eq!(grew, 5);
    assert_eq!(told.last(), Some(&FileReport::Idle));
    let stop = AtomicBool::new(true);
    let other = bench.write("other.mp4", &vec![8; 3 << 20]);
    let outcome = copy::copy(&other, &bench.clerk.data_dir, &stop, &|_| {});
    assert!(matches!(outcome, Outcome::Not(FileNotice::Stopped { .. })));
    assert!(!bench.clerk.data_dir.join("files/.incoming").exists(), "nothing is left of it");
}

#[test]
fn a_source_that_is_gone_a_folder_and_odd_names_are_told() {
    let bench = bench();
    let stick = bench.folder.path().join("media/usb/照片.jpg");
    bench.clerk.copy(WANG, &[stick.clone(), bench.folder.path().to_owned()]);
    let told = bench.heard();
    let gone = FileNotice::SourceGone { path: stick.display().to_string() };
    assert!(told.contains(&FileReport::Told(gone)), "{told:?}");
    assert!(told.iter().any(|r| matches!(r, FileReport::Told(FileNotice::Folder { .. }))));
    let empty = bench.copied(&bench.write("empty", b""));
    assert_eq!((empty.bytes, empty.ext.as_str()), (0, ""));
}

#[test]
fn programs_are_kept_and_never_opened() {
    let mut bench = bench();
    for (name, bytes) in
        [("x.sh", &b"echo"[..]), ("x.pdf", b"\x7fELF...."), ("y.txt", b"#!/bin/sh\n")]
    {
        let content = bench.copied(&bench.write(name, bytes));
        bench.clerk.open(&Bench::attached(content));
        let name = name.to_owned();
        assert_eq!(bench.heard(), [FileReport::Told(FileNotice::Program { name })]);
    }
    assert!(bench.clerk.started.is_empty());
}

#[test]
fn a_file_is_opened_and_one_that_is_gone_or_has_no_program_is_told() {
    let mut bench = bench();
    let content = bench.copied(&bench.write("a.pdf", b"%PDF-1.7"));
    let file = Bench::attached(content.clone());
    bench.clerk.open(&file);
    assert_eq!(bench.clerk.started.len(), 1);
    for (_, child) in &mut bench.clerk.started {
        child.wait().unwrap();
    }
    bench.clerk.look_after();
    assert!(bench.clerk.started.is_empty() && bench.heard().is_empty());
    "false".clone_into(&mut bench.clerk.opener);
    bench.clerk.open(&file);
    for (_, child) in &mut bench.clerk.started {
        child.wait().unwrap();
    }
    bench.clerk.look_after();
    assert!(matches!(&bench.heard()[..], [FileReport::Told(FileNotice::NoProgram { .. })]));
    "no such program".clone_into(&mut bench.clerk.opener);
    bench.clerk.open(&file);
    assert!(matches!(&bench.heard()[..], [FileReport::Told(FileNotice::NoProgram { .. })]));
    fs::remove_file(bench.clerk.data_dir.join(content.path().unwrap())).unwrap();
    bench.clerk.open(&file);
    assert!(matches!(&bench.heard()[..], [FileReport::Told(FileNotice::Missing { .. })]));
}

#[test]
fn contents_that_nothing_names_go_when_their_time_is_over_and_others_stay() {
    use crate::base::clock::Stamp;
    use crate::crm::files::FileOp;
    use crate::crm::office::OfficeOp;
    use crate::store::Store;
    use crate::store::operation::{Act, Op};
    use std::time::UNIX_EPOCH;
    const DAY: i64 = 86_400_000;

    let bench = bench();
    let data = bench.clerk.data_dir.clone();
    let database = data.join("ringdesk.db");
    let [used, taken_off, half_done] = ["used.pdf", "off.pdf", "half.pdf"]
        .map(|name| bench.copied(&bench.write(name, name.as_bytes())));
    let path = |content: &Content| data.join(content.path().unwrap());
    let (mut store, _) = Store::open(&database, Stamp::default()).unwrap();
    let meta = path(&used).metadata().unwrap().modified().unwrap();
    let copied = i64::try_from(meta.duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap();
    let at = Stamp { utc_millis: copied, ..Stamp::default() };
    let mut act = |op| {
        let op = Op::Office(Box::new(OfficeOp::Files(op)));
        store.carry_out(&Act::person("Anna", at), &op).unwrap();
    };
    act(FileOp::Add(WANG, used.clone()));
    act(FileOp::Add(WANG, taken_off.clone()));
    act(FileOp::Remove(FileId(2)));
    let stranger = data.join("files/ab/notes.txt");
    fs::create_dir_all(stranger.parent().unwrap()).unwrap();
    fs::write(&stranger, "somebody's own").unwrap();
    let sweep = |days: i64| garbage::sweep(&database, &data, copied + days * DAY);
    assert_eq!(sweep(0), 0, "what was copied just now may be on its way into the table");
    assert_eq!(sweep(2), 1);
    assert!(!path(&half_done).exists(), "a crash came between the copy and the table");
    assert_eq!(sweep(400), 0, "the newest acts can be undone");
    assert!(path(&taken_off).exists());
    let again = Op::Undo;
    store.carry_out(&Act::person("Anna", at), &again).unwrap();
    let back = Op::Office(Box::new(OfficeOp::Files(FileOp::Remove(FileId(2)))));
    // The program itself took it off: nobody undoes that.
    store.carry_out(&Act::program(at), &back).unwrap();
    let sweep = |days: i64| garbage::sweep(&database, &data, copied + days * DAY);
    assert_eq!((sweep(29), sweep(30)), (0, 1));
    assert!(!path(&taken_off).exists() && path(&used).exists() && stranger.exists());
    assert_eq!(garbage::sweep(&data.join("none.db"), &data, copied + 400 * DAY), 0);
    assert!(path(&used).exists(), "without its table nothing is taken away");
}
