//! The start with the session: a file in the user's autostart folder, and nothing else. The file is the setting, so that
//! what a person changes in the desktop's own list is seen here. Follows the Desktop Application Autostart Specification
//! 0.5 and the Desktop Entry Specification 1.5 (quoting of `Exec`). May depend on std.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What the file says; the program goes in.
const ENTRY: &str = include_str!("../../../assets/autostart.desktop");

/// The file, from the environment given as a look-up; `None` when it names no home.
pub fn file(var: impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let set = |name: &str| var(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let config = set("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
    let config = config.or_else(|| set("HOME").map(|home| home.join(".config")))?;
    Some(config.join("autostart").join("ringdesk").with_extension("desktop"))
}

/// Whether the session starts the program.
#[must_use]
pub fn is_on(file: &Path) -> bool {
    let Ok(text) = fs::read_to_string(file) else { return false };
    let says = |line: &str| text.lines().any(|own| own.replace(' ', "") == line);
    !says("Hidden=true") && !says("X-GNOME-Autostart-enabled=false")
}

/// Lets the session start this program, in the tray.
///
/// # Errors
/// When the folder or the file cannot be written, or the program's path cannot stand in such a file.
pub fn write(file: &Path, program: &Path) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let text = entry(program)?;
    // Written aside and put in place: a full disk leaves no half of it.
    let aside = file.with_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(&aside)?;
    let written = out.write_all(text.as_bytes()).and_then(|()| out.sync_all());
    drop(out);
    written.and_then(|()| fs::rename(&aside, file)).inspect_err(|_why| {
        if let Err(error) = fs::remove_file(&aside) {
            tracing::debug!(%error, "nothing was left beside");
        }
    })
}

/// The session starts it no longer. A file that is not there is gone already.
///
/// # Errors
/// When the file cannot be removed.
pub fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn entry(program: &Path) -> io::Result<String> {
    let path = program.to_str().filter(|path| !path.chars().any(char::is_control));
    let path = path.ok_or(io::ErrorKind::InvalidInput)?;
    Ok(ENTRY.replace("{program}", &quoted(path)))
}

/// A path in double quotes: first as an argument (`"`, backtick, `$`, `\` escaped), then as a string of the file (`\`
/// doubled); `%` is a field code and doubled as well.
fn quoted(path: &str) -> String {
    let mut out = String::from("\"");
    for c in path.chars() {
        match c {
            '"' | '`' | '$' => {
                out.push_str("\\\\");
                out.push(c);
            }
            '\\' => out.push_str("\\\\\\\\"),
            '%' => out.push_str("%%"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
#[cfg(unix)]
#[allow(clippy::unwrap_used, reason = "helpers of tests")]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn home() -> (tempfile::TempDir, PathBuf) {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().to_str().unwrap().to_owned();
        let file = file(|name| (name == "HOME").then(|| path.clone())).unwrap();
        (home, file)
    }

    #[test]
    fn it_is_written_seen_and_taken_away_again() {
        let (home, file) = home();
        assert_eq!(file, home.path().join(".config/autostart/ringdesk.desktop"));
        assert!(!is_on(&file));
        write(&file, Path::new("/opt/ring desk/ringdesk")).unwrap();
        write(&file, Path::new("/opt/ring desk/ringdesk")).unwrap();
        assert!(is_on(&file));
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains("\nExec=\"/opt/ring desk/ringdesk\" --minimized\n"), "{text}");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1, "nothing beside it");
        remove(&file).unwrap();
        remove(&file).unwrap();
        assert!(!is_on(&file));
    }

    #[test]
    fn switched_off_in_the_desktops_own_list_is_off() {
        let (_home, file) = home();
        write(&file, Path::new("/usr/bin/ringdesk")).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{text}Hidden = true\n")).unwrap();
        assert!(!is_on(&file));
        fs::write(&file, text.replace("enabled=true", "enabled=false")).unwrap();
        assert!(!is_on(&file));
    }

    #[test]
    fn a_strange_path_is_quoted_and_an_impossible_one_refused() {
        assert_eq!(quoted(r#"/a "b"/50%/$x/\y"#), r#""/a \\"b\\"/50%%/\\$x/\\\\y""#);
        assert!(entry(Path::new("/a\nExec=rm")).is_err());
        let (_home, file) = home();
        fs::create_dir_all(file.parent().unwrap().parent().unwrap()).unwrap();
        fs::write(file.parent().unwrap(), "a file where the folder should be").unwrap();
        assert!(write(&file, Path::new("/usr/bin/ringdesk")).is_err());
    }
}
