//! `ringdesk devices`: what can be opened as a line, and boxes that are plugged in but not yet driven.
//! May depend on `device`.

use crate::cli::say;
use crate::device::{Access, registry};
use clap::Args;
use std::process::ExitCode;

/// Arguments of `devices`.
#[derive(Debug, Clone, Args)]
pub struct DevicesArgs {
    /// JSON lines instead of a table.
    #[arg(long)]
    json: bool,
}

/// Lists lines: the address for `--line`, a name for people, and whether it can be opened.
#[must_use]
pub fn run(args: &DevicesArgs) -> ExitCode {
    let (boxes, errors) = registry::list();
    let mut out = std::io::stdout().lock();
    for listed in &boxes {
        let access = access_word(listed.found.access);
        let line = if args.json {
            serde_json::json!({
                "line": listed.address(), "name": listed.found.name, "access": access
            })
            .to_string()
        } else {
            format!("{:<40} {} ({access})", listed.address(), listed.found.name)
        };
        say(&mut out, &line);
    }
    for error in &errors {
        say(&mut std::io::stderr().lock(), &format!("ringdesk: {error}"));
    }
    ExitCode::SUCCESS
}

fn access_word(access: Access) -> &'static str {
    match access {
        Access::Accessible => "accessible",
        Access::NotPermitted => "not permitted",
        Access::Busy => "busy",
    }
}
