//! `ringdesk dial`: hands a number or a `tel:`/`callto:` link to the running copy of the program, or starts one with it.
//! What desktops call when somebody clicks such a link. Without a number it brings the dial panel up (for a key of the desktop).
//! May depend on `base`, `engine`, and on `cli`'s own modules.

use crate::base::tel;
use crate::cli::folder::{DATABASE, data_folder};
use crate::cli::instance::{Handed, Instance};
use crate::cli::{refuse, run, say};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `dial`.
#[derive(Debug, Clone, Args)]
pub struct DialArgs {
    /// A number, `tel:…` or `callto:…`. Links ask before they dial. Without one: bring the dial panel up.
    #[arg(value_name = "NUMBER", allow_hyphen_values = true)]
    number: Option<String>,
    /// The database of the copy that is to dial. Default: the platform's data folder.
    #[arg(long, value_name = "PATH")]
    db: Option<PathBuf>,
}

/// Runs the verb.
#[must_use]
pub fn run(args: &DialArgs) -> ExitCode {
    let text = args.number.as_deref().unwrap_or_default().trim();
    if !text.is_empty()
        && let Err(why) = tel::parse(text)
    {
        return refuse(&format!("nothing to dial: {why}"));
    }
    let database = match &args.db {
        Some(path) => path.clone(),
        None => match data_folder(|name| std::env::var(name).ok()) {
            Some(folder) => folder.join(DATABASE),
            None => return refuse("no home folder is known; say which database with --db PATH"),
        },
    };
    match Instance::hand_over(&database, &format!("dial {text}")) {
        Ok(Handed::Taken) => {
            say(&mut std::io::stderr().lock(), "ringdesk: handed to the running copy");
            ExitCode::SUCCESS
        }
        Ok(Handed::Refused(why)) => refuse(&why),
        Ok(Handed::NobodyThere) => run::run_and_dial(args.db.clone(), text),
        Err(error) => refuse(&error.to_string()),
    }
}
