//! Another copy of the program beside the one under test, as a process of its own: a second desk, or a person whom the udev
//! rule does not know. Depends on `device::usb`.

use crate::scenario::Told;
use ringdesk::base::clock::SystemClock;
use ringdesk::base::order::BoxOrder;
use ringdesk::device::error::DeviceError;
use ringdesk::device::family::device_error;
use ringdesk::device::link::Link;
use ringdesk::device::{telbox, usb};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};
use std::sync::Arc;

/// Number of `nobody` on every Linux.
const NOBODY: u32 = 65_534;

/// The other program: tells in one line what it came to.
pub fn run(verb: &str, place: &str) -> ExitCode {
    let told = match verb {
        "list" => usb::plugged().map(|boxes| {
            let here = boxes.iter().find(|one| one.place() == place);
            here.map_or("nothing".to_owned(), |one| format!("{:?}", one.access))
        }),
        "die" => die(place),
        _ => Ok(claim(place)),
    };
    println!("{}", told.unwrap_or_else(|error| format!("{:?}", error.kind)));
    ExitCode::SUCCESS
}

/// Takes the line, cuts the desk phone off, and dies.
fn die(place: &str) -> Result<String, DeviceError> {
    let link = usb::open(place, Arc::new(SystemClock::new())).map_err(device_error)?;
    let mut telbox = telbox::open(Box::new(link))?;
    for order in [BoxOrder::ConnectDeskPhone(false), BoxOrder::Seize] {
        if let Err(refusal) = telbox.order(&order) {
            return Ok(format!("{refusal:?}"));
        }
    }
    println!("taken");
    std::process::abort();
}

fn claim(place: &str) -> String {
    let mut link = match usb::open(place, Arc::new(SystemClock::new())) {
        Ok(link) => link,
        Err(error) => return format!("open {:?} ({error})", error.kind),
    };
    match link.claim(0, 0).and_then(|()| link.claim(1, 0)) {
        Ok(()) => "claimed".to_owned(),
        Err(error) => format!("claim {:?}", error.kind),
    }
}

/// What another copy of the program says of the box at `place`; as nobody when `stranger`.
///
/// # Errors
/// In words.
pub fn ask(verb: &str, place: &str, stranger: bool) -> Result<String, String> {
    let program = std::env::current_exe().told("this program")?;
    let mut command = Command::new(program);
    command.args(["--other", verb, place]);
    if stranger {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output().told("another copy of this program")?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
