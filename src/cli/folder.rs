//! Where data lives when nobody says otherwise: the platform's data folder (XDG base directories, `%APPDATA%`,
//! `~/Library/Application Support`). May not depend on other layers.

use std::path::{Path, PathBuf};

/// The database's name inside the data folder.
pub const DATABASE: &str = "ringdesk.db";

/// The data folder, from the environment given as a look-up; `None` when the environment names no home.
pub fn data_folder(var: impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let set = |name: &str| var(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        return set("APPDATA").map(|base| base.join("Ringdesk"));
    }
    if cfg!(target_os = "macos") {
        return set("HOME").map(|home| home.join("Library/Application Support/Ringdesk"));
    }
    set("XDG_DATA_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| set("HOME").map(|home| home.join(".local/share")))
        .map(|base| base.join("ringdesk"))
}

/// The database a verb is about: the one named, or the one in the platform's data folder.
///
/// # Errors
/// When none is named and no home folder is known.
pub fn database(named: Option<&Path>) -> Result<PathBuf, String> {
    if let Some(path) = named {
        return Ok(path.to_owned());
    }
    data_folder(|name| std::env::var(name).ok())
        .map(|folder| folder.join(DATABASE))
        .ok_or_else(|| "no home folder is known; say where the data is with --db PATH".to_owned())
}

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests {
    use super::*;

    #[test]
    fn the_data_folder_follows_xdg() {
        let home = |name: &str| (name == "HOME").then(|| "/home/li".to_owned());
        assert_eq!(data_folder(home), Some("/home/li/.local/share/ringdesk".into()));
        let xdg = |name: &str| Some(if name == "HOME" { "/home/li" } else { "/data" }.to_owned());
        assert_eq!(data_folder(xdg), Some("/data/ringdesk".into()));
        let relative =
            |name: &str| Some(if name == "HOME" { "/home/li" } else { "data" }.to_owned());
        assert_eq!(data_folder(relative), Some("/home/li/.local/share/ringdesk".into()));
        assert_eq!(data_folder(|_| None), None);
    }
}
