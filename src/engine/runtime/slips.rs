//! Slips on paper: a thread that lays them out, writes them into the folder `slips` of the data folder (for their owner
//! only) and hands them to the system's viewer or printer. May depend on `export`, `crm`, `base` and the engine's types.

use crate::base::thread::{self, Worker};
use crate::crm::orders::slip::Paper;
use crate::engine::event::Event;
use crate::engine::office::orders::{PrintOrder, PrintReport, PrintTo};
use crate::engine::runtime::boot::{Inner, tell};
use crate::engine::runtime::pulse::Pulse;
use crate::export::paper::{self, Faces};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Slips that wait; when full, the newest is refused.
const QUEUE: usize = 8;
/// The folder.
pub(super) const FOLDER: &str = "slips";
/// Characters of a file's name.
const MOST_NAME: usize = 80;

/// How long a program that takes a slip is watched, and how often it is looked at.
const PATIENCE: Duration = Duration::from_secs(4);
const LOOK: Duration = Duration::from_millis(50);

/// Fonts of the system that have rare Chinese characters, as they are commonly installed.
const SPARE_FONTS: &[&str] = &[
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "C:\\Windows\\Fonts\\msyh.ttc",
    "C:\\Windows\\Fonts\\simsun.ttc",
    "/System/Library/Fonts/PingFang.ttc",
];

/// The thread `slips`, started with the first of them. Dropping it ends what waits and joins.
#[derive(Default)]
pub(super) struct Slips {
    orders: Option<Sender<Box<PrintOrder>>>,
    worker: Option<Worker>,
}

impl Slips {
    fn order(
        &mut self,
        order: Box<PrintOrder>,
        data_dir: &Path,
        inner: &Sender<Inner>,
    ) -> Result<(), String> {
        if self.orders.is_none() {
            let (orders, inbox) = bounded(QUEUE); // refused when full
            let (folder, inner) = (data_dir.join(FOLDER), inner.clone());
            let worker = thread::spawn("slips", move || run(&folder, &inbox, &inner))
                .map_err(|error| format!("no thread to write it: {error}"))?;
            self.orders = Some(orders);
            self.worker = Some(worker);
        }
        let taken = self.orders.as_ref().is_some_and(|orders| orders.try_send(order).is_ok());
        if taken { Ok(()) } else { Err("too many slips are waiting".to_owned()) }
    }
}

impl Drop for Slips {
    fn drop(&mut self) {
        self.orders = None;
        drop(self.worker.take());
    }
}

impl Pulse {
    pub(super) fn print(&mut self, order: Box<PrintOrder>) {
        if let Err(why) = self.slips.order(order, &self.data_dir, &self.inner_tx) {
            self.pending.push_back(Event::Printed(PrintReport::Failed(why)));
        }
    }
}

fn run(folder: &Path, orders: &Receiver<Box<PrintOrder>>, inner: &Sender<Inner>) {
    let mut faces = None;
    for order in orders {
        let report = match put_on_paper(folder, &order, &mut faces) {
            Ok(report) => report,
            Err(why) => PrintReport::Failed(why),
        };
        tell(inner, Inner::Printed(report));
    }
}

/// Writes the slip into the folder and hands it on.
///
/// # Errors
/// In a sentence for people; nothing is left of the file then.
fn put_on_paper(
    folder: &Path,
    order: &PrintOrder,
    faces: &mut Option<Faces>,
) -> Result<PrintReport, String> {
    let (bytes, ending) = match order.to {
        PrintTo::Text => (text(order), "txt"),
        PrintTo::Thermal => (paper::thermal(&order.slip, columns(order.paper)), "prn"),
        PrintTo::Viewer | PrintTo::Printer | PrintTo::File => {
            if faces.is_none() {
                *faces = Faces::new(spare_font());
            }
            let faces = faces.as_ref().ok_or("the font cannot be used")?;
            let bytes = paper::pdf(&order.slip, order.paper, faces);
            (bytes.map_err(|error| error.to_string())?, "pdf")
        }
    };
    let path = folder.join(format!("{}.{ending}", file_name(&order.name)));
    let path = paper::write(&path, &bytes).map_err(|error| error.to_string())?;
    Ok(hand_on(path, order.to, &order.printer))
}

/// The slip as text of the roll's width (of the wide roll, for sheets).
fn text(order: &PrintOrder) -> Vec<u8> {
    let mut text = order.slip.text(columns(order.paper)).join("\r\n");
    text.push_str("\r\n");
    text.into_bytes()
}

fn columns(paper: Paper) -> usize {
    paper.columns().or(Paper::Roll80.columns()).unwrap_or(48)
}

/// What every system takes as a name.
pub(super) fn file_name(wished: &str) -> String {
    let safe = |c: char| !c.is_control() && !"/\\:*?\"<>|".contains(c);
    let name: String = wished.chars().filter(|c| safe(*c)).take(MOST_NAME).collect();
    let name = name.trim().trim_start_matches('.').to_owned();
    if name.is_empty() { "slip".to_owned() } else { name }
}

pub(super) fn spare_font() -> Option<Vec<u8>> {
    SPARE_FONTS.iter().find_map(|path| fs::read(path).ok())
}

/// Gives the file to the program for it; it is there all the same when nothing takes it.
pub(super) fn hand_on(path: PathBuf, to: PrintTo, printer: &str) -> PrintReport {
    let plain = |programs: &[&str]| programs.iter().any(|program| start(program, &[], &path));
    let taken = match to {
        PrintTo::File | PrintTo::Text => true,
        PrintTo::Viewer if cfg!(windows) => {
            start("rundll32.exe", &["url.dll,FileProtocolHandler"], &path)
        }
        PrintTo::Viewer => plain(&["xdg-open", "open"]),
        PrintTo::Printer => plain(&["lp", "lpr"]),
        PrintTo::Thermal => to_thermal(&path, printer),
    };
    if taken { PrintReport::Done(path) } else { PrintReport::NotOpened(path) }
}

/// Past the drivers: to a device file, or through the spooler as it is.
fn to_thermal(path: &Path, printer: &str) -> bool {
    if printer.starts_with('/') {
        // A printer without paper makes whoever writes to it wait: not this thread.
        let device = Path::new(printer);
        let is_device = device.metadata().is_ok_and(|meta| !meta.is_file() && !meta.is_dir());
        return is_device && copy_to(path, device);
    }
    let mut arguments = vec!["-o", "raw"];
    if !printer.is_empty() {
        arguments.extend(["-d", printer]);
    }
    start("lp", &arguments, path)
}

fn copy_to(path: &Path, device: &Path) -> bool {
    let named = |word: &str, path: &Path| {
        let mut argument = std::ffi::OsString::from(word);
        argument.push(path);
        argument
    };
    let mut command = Command::new("dd");
    command.args([named("if=", path), named("of=", device)]).arg("conv=notrunc");
    ends_well(&mut command, false)
}

/// Runs a program that takes the file.
fn start(program: &str, arguments: &[&str], path: &Path) -> bool {
    let mut command = Command::new(program);
    ends_well(command.args(arguments).arg(path), true)
}

/// Whether the program did not fail. One that is still there after [`PATIENCE`] shows the file itself, where it `may_stay`;
/// else it hangs, and is ended.
fn ends_well(command: &mut Command, may_stay: bool) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    let (_nobody, never) = bounded::<()>(0); // nothing is ever sent: it only lets time pass
    for _ in 0..PATIENCE.as_millis() / LOOK.as_millis() {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(%error, "a program cannot be looked after");
                return may_stay;
            }
        }
        if never.recv_timeout(LOOK) == Err(RecvTimeoutError::Disconnected) {
            break;
        }
    }
    if !may_stay && let Err(error) = child.kill().and_then(|()| child.wait()) {
        tracing::warn!(%error, "a program that hangs cannot be ended");
    }
    may_stay
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::orders::slip::Slip;

    fn order(to: PrintTo) -> PrintOrder {
        let slip = Slip {
            title: "送货单".into(),
            totals: vec![("合计".into(), "40.00".into())],
            ..Slip::default()
        };
        PrintOrder {
            slip,
            paper: Paper::Roll58,
            to,
            name: "../送货单 20261127-003".into(),
            printer: "/dev/null".into(),
        }
    }

    #[test]
    fn slips_stand_in_their_folder_for_their_owner_only_and_replace_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let mut names = Vec::new();
        for to in [PrintTo::File, PrintTo::File, PrintTo::Text] {
            let report = put_on_paper(dir.path(), &order(to), &mut None).unwrap();
            let PrintReport::Done(path) = report else { panic!("{report:?}") };
            assert_eq!(path.parent(), Some(dir.path()));
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            }
            names.push(path);
        }
        assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), 3);
        let text = fs::read_to_string(&names[2]).unwrap();
        assert!(text.lines().any(|line| line.ends_with("40.00")), "{text}");
    }

    #[test]
    fn a_thermal_printer_is_a_device_and_never_a_file() {
        let dir = tempfile::tempdir().unwrap();
        let mut slip = order(PrintTo::Thermal);
        if cfg!(unix) {
            let report = put_on_paper(dir.path(), &slip, &mut None).unwrap();
            assert!(matches!(report, PrintReport::Done(_)), "{report:?}");
        }
        let file = dir.path().join("own.txt");
        fs::write(&file, "mine").unwrap();
        slip.printer = file.display().to_string();
        let report = put_on_paper(dir.path(), &slip, &mut None).unwrap();
        let PrintReport::NotOpened(path) = report else { panic!("{report:?}") };
        assert_eq!(fs::read_to_string(file).unwrap(), "mine");
        assert!(fs::read(path).unwrap().starts_with(b"\x1b@"));
    }
}
