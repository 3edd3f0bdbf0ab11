//! The sockets of the kernel's virtual host controller (`vhci_hcd`): a stream instead of a cable.
//! Depends on std only.

use std::fs;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::path::Path;

const CONTROLLER: &str = "/sys/devices/platform/vhci_hcd.0";
/// `speed` of full-speed devices (`enum usb_device_speed`).
const FULL_SPEED: u32 = 2;
/// `VDEV_ST_NULL`: nothing plugged in.
const FREE: &str = "004";

/// Whether this machine has such a controller.
pub fn is_here() -> bool {
    Path::new(CONTROLLER).join("attach").exists()
}

/// The first free socket.
///
/// # Errors
/// When there is none, or no controller.
pub fn free() -> io::Result<u32> {
    let status = fs::read_to_string(format!("{CONTROLLER}/status"))?;
    let free = sockets(&status).find(|(_, state)| *state == FREE);
    free.map(|(socket, _)| socket).ok_or_else(|| io::ErrorKind::AddrInUse.into())
}

/// Whether nothing is plugged into this socket.
pub fn is_free(socket: u32) -> bool {
    let status = fs::read_to_string(format!("{CONTROLLER}/status")).unwrap_or_default();
    sockets(&status).any(|one| one == (socket, FREE))
}

/// Number and state of the sockets of the hub for USB 2: `hub port sta spd dev sockfd local_busid`.
fn sockets(status: &str) -> impl Iterator<Item = (u32, &str)> {
    status.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let (hub, socket, state) = (words.next()?, words.next()?, words.next()?);
        (hub == "hs").then_some((socket.parse().ok()?, state))
    })
}

/// Plugs a full-speed device in; the stream is its end of the cable.
///
/// # Errors
/// When the kernel refuses.
pub fn plug(socket: u32) -> io::Result<UnixStream> {
    let (theirs, ours) = UnixStream::pair()?;
    let device = 0x0001_0000 + socket + 1;
    let line = format!("{socket} {} {device} {FULL_SPEED}", theirs.as_raw_fd());
    // The kernel keeps a reference of its own to the stream.
    fs::write(format!("{CONTROLLER}/attach"), line)?;
    Ok(ours)
}

/// Pulls the plug.
///
/// # Errors
/// When nothing is plugged in.
pub fn unplug(socket: u32) -> io::Result<()> {
    fs::write(format!("{CONTROLLER}/detach"), socket.to_string())
}

/// How sysfs names a device in this socket: `1-1`.
///
/// # Errors
/// When there is no controller.
pub fn place(socket: u32) -> io::Result<String> {
    let mut buses = Vec::new();
    for entry in fs::read_dir(CONTROLLER)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        buses.extend(name.strip_prefix("usb").and_then(|bus| bus.parse::<u32>().ok()));
    }
    // The hub for USB 2 comes before that for USB 3.
    let bus = buses.into_iter().min().ok_or(io::ErrorKind::NotFound)?;
    Ok(format!("{bus}-{}", socket + 1))
}

/// Whether the kernel has a device there, or has not forgotten the last one yet.
pub fn is_seen(place: &str) -> bool {
    Path::new("/sys/bus/usb/devices").join(place).exists()
}
