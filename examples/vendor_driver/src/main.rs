//! Ringdesk with one driver more: the whole program. `… -- devices` lists the box, `… -- run --headless --line vendor:1` is
//! called by it.

use std::process::ExitCode;

fn main() -> ExitCode {
    if let Err(error) = ringdesk::device::registry::register(&ringdesk_vendor_driver::DRIVER) {
        return ringdesk::cli::refuse(&error.to_string());
    }
    ringdesk::cli::program::main()
}
