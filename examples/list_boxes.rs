//! What is plugged in, whether it can be opened, and what to do where it cannot. `list_boxes`; opens nothing.
//! The first column is the address: for `ringdesk run --line`, and for the other examples.
#![allow(clippy::print_stdout, reason = "a program for a person at a terminal")]

use ringdesk::device::known::KNOWN;
use ringdesk::device::registry::{self, Listed};
use ringdesk::device::{Access, UsbId};
use std::collections::BTreeSet;

fn main() {
    let (boxes, errors) = registry::list();
    let (real, others): (Vec<_>, Vec<_>) =
        boxes.iter().partition(|listed| listed.found.usb.is_some());
    println!("Boxes:");
    for listed in &real {
        show(listed);
    }
    if real.is_empty() {
        println!("  none. What we know by its USB id:");
        for known in KNOWN {
            println!("    {}  {} ({})", words(known.id), known.name, known.family.name());
        }
        println!(
            "  A receiver or a modem behind a serial port has to be named: receiver:/dev/ttyUSB0, modem:COM3."
        );
    }
    println!("Other lines:");
    for listed in others {
        show(listed);
    }
    // Each family looks by itself, so the same trouble comes several times.
    let troubles: BTreeSet<String> = errors.iter().map(ToString::to_string).collect();
    for trouble in troubles {
        println!("Could not look everywhere: {trouble}");
    }
}

fn show(listed: &Listed) {
    let found = &listed.found;
    let id = found.usb.map_or(String::new(), |id| format!(", USB {}", words(id)));
    let place =
        if found.place.is_empty() { String::new() } else { format!(", at {}", found.place) };
    println!("  {:<36} {}{id}{place}", listed.address(), found.name);
    if let Some(remedy) = remedy(found.access) {
        println!("  {:<36} {remedy}", "");
    }
}

/// What to do when a box cannot be opened.
fn remedy(access: Access) -> Option<&'static str> {
    match access {
        Access::Accessible => None,
        Access::NotPermitted => Some(
            "NOT PERMITTED: `make install-udev`, then plug it in again. A serial port: join the group `dialout` and log in again.",
        ),
        Access::Busy => Some(
            "BUSY: another program has it. On Linux often ModemManager or fax software: end it, or let it ignore this box.",
        ),
    }
}

fn words(id: UsbId) -> String {
    format!("{:04x}:{:04x}", id.vendor, id.product)
}
