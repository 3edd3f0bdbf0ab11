//! Who is at the terminal: where the desk asks who is there, so does every verb that reads or changes what its roles
//! protect. May depend on `crm`, `engine`, `store`, `base`.

use crate::base::clock::Stamp;
use crate::cli::say;
use crate::crm::staff::need::{Denied, Need, missing};
use crate::engine::runtime::office::staff::let_in;
use crate::store::operation::Act;
use std::io::IsTerminal;
use std::path::Path;

/// Whoever does it, where the role allows what it needs. `name` is a name or an agent number; the password is read from
/// standard input.
///
/// # Errors
/// In a sentence for people: a name or the right password is missing, or the role does not allow it.
pub fn act(database: &Path, name: Option<&str>, need: Need, now: Stamp) -> Result<Act, String> {
    let here = let_in(database, name, password)?;
    match missing(here.rights.as_ref(), false, need) {
        None => {}
        Some(Denied::Export) => return Err("your role may not write lists into files".to_owned()),
        Some(Denied::All(_)) => return Err("your role may not do this for everybody".to_owned()),
        Some(_) => return Err("your role has no right to see this".to_owned()),
    }
    let user = || std::env::var("USER").ok().filter(|name| !name.is_empty());
    let who = here.name.or_else(user).unwrap_or_else(|| "terminal".to_owned());
    Ok(Act::person(who, now).seeing(here.sight))
}

/// The first line of standard input.
fn password() -> Result<String, String> {
    if std::io::stdin().is_terminal() {
        say(&mut std::io::stderr().lock(), "password (it is shown as you type):");
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|error| error.to_string())?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
