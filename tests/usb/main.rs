//! Drivers against models of real boxes through real USB: libusb, usbfs, the kernel's USB core and its own drivers, with a
//! virtual host controller for a bus. `make test-usb` runs it in a virtual machine (`tests/usb/vm`); elsewhere it says
//! so and ends. Depends on `base` and `device`.
//!
//!   usb [NAME...]            the scenarios whose names contain one of these
//!   RINGDESK_LOG=debug       with what the program logs (from outside: GUEST="RINGDESK_LOG=debug" make test-usb)
//!   usb --other VERB PLACE   another copy of the program, or another user (see `other`)
#![allow(
    clippy::print_stdout,
    clippy::redundant_pub_crate,
    reason = "a test program tells what it finds"
)]

#[cfg(target_os = "linux")]
mod desk;
#[cfg(target_os = "linux")]
mod families;
#[cfg(target_os = "linux")]
mod latency;
#[cfg(target_os = "linux")]
mod letters;
#[cfg(target_os = "linux")]
mod link;
#[cfg(target_os = "linux")]
mod losing;
#[cfg(target_os = "linux")]
mod other;
#[cfg(target_os = "linux")]
mod port;
#[cfg(target_os = "linux")]
mod scenario;
#[cfg(target_os = "linux")]
mod stage;
#[cfg(target_os = "linux")]
mod standard;
#[cfg(target_os = "linux")]
mod wire;

use std::process::ExitCode;

/// Scenarios much like others, for whom the gate has no time: they run when they are named.
#[cfg(target_os = "linux")]
const RARE: &[&str] = &[
    "telbox_b2k_second",
    "telbox_b3g_calibrated",
    "telephone_packets_of_64",
    "modem_one_interface",
    "hid_maple_of_few_words",
];

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [mark, verb, place] = arguments.as_slice()
        && mark == "--other"
    {
        return other::run(verb, place);
    }
    // Not in whatever machine happens to have such a controller: here nobody else's devices are on the bus.
    if std::env::var_os("RINGDESK_USB_GUEST").is_none() || !port::is_here() {
        println!("needs the virtual machine: make test-usb");
        return ExitCode::SUCCESS;
    }
    if let Ok(filter) = std::env::var("RINGDESK_LOG") {
        tracing_subscriber::fmt().with_env_filter(filter).without_time().with_ansi(false).init();
    }
    let all: Vec<scenario::Scenario> = [
        link::SCENARIOS,
        losing::SCENARIOS,
        latency::SCENARIOS,
        families::telbox::SCENARIOS,
        families::direct::SCENARIOS,
        families::telephone::SCENARIOS,
        families::modem::SCENARIOS,
        families::hid::SCENARIOS,
        families::receiver::SCENARIOS,
        families::trouble::SCENARIOS,
        #[cfg(feature = "sound")]
        families::sound::SCENARIOS,
    ]
    .concat();
    let rare = |name: &str| arguments.is_empty() && RARE.contains(&name);
    let all: Vec<scenario::Scenario> = all.into_iter().filter(|(name, _)| !rare(name)).collect();
    scenario::run(&all, &arguments)
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    println!("needs the virtual machine: make test-usb on Linux");
    ExitCode::SUCCESS
}
