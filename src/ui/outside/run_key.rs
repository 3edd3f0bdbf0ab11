//! The start with the session on Windows: a value under the user's `Run` key ("Run and RunOnce Registry Keys", Microsoft's
//! documentation of setup), written by the system's own `reg.exe`. The value is the setting. And the name of our notices. May depend on std.

use std::io;
use std::os::windows::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const KEY: &str = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run";
/// The program, in the registry.
pub const NAME: &str = "Ringdesk";
/// The program of the package that starts ours without a console.
const STARTER: &str = "Ringdesk-window.exe";
/// `CREATE_NO_WINDOW` of the process creation flags.
const NO_CONSOLE: u32 = 0x0800_0000;

/// Whether the session starts the program.
pub fn is_on() -> bool {
    reg(&["query", KEY, "/v", NAME]).is_ok()
}

/// Lets the session start this program in the tray, or no longer.
///
/// # Errors
/// When the registry refuses it.
pub fn set(on: bool) -> io::Result<()> {
    if !on {
        return if is_on() { reg(&["delete", KEY, "/v", NAME, "/f"]) } else { Ok(()) };
    }
    let own = std::env::current_exe()?;
    let starter = own.with_file_name(STARTER);
    let program = if starter.exists() { starter } else { own };
    reg(&["add", KEY, "/v", NAME, "/t", "REG_SZ", "/d", &line(&program)?, "/f"])
}

/// The command: a path with blanks needs its quotes.
fn line(program: &Path) -> io::Result<String> {
    let path = program.to_str().filter(|path| !path.chars().any(char::is_control));
    let path = path.ok_or(io::ErrorKind::InvalidInput)?;
    Ok(format!("\"{path}\" --minimized"))
}

/// Tells Windows under which name notices of this program stand.
///
/// # Errors
/// When the registry refuses it.
pub fn name_notices() -> io::Result<()> {
    let key = format!(r"HKCU\Software\Classes\AppUserModelId\{NAME}");
    reg(&["add", &key, "/v", "DisplayName", "/t", "REG_SZ", "/d", NAME, "/f"])
}

fn reg(arguments: &[&str]) -> io::Result<()> {
    let system =
        std::env::var_os("SystemRoot").map_or_else(|| PathBuf::from(r"C:\Windows"), PathBuf::from);
    let status = Command::new(system.join("System32").join("reg").with_extension("exe"))
        .args(arguments)
        .creation_flags(NO_CONSOLE)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(status.to_string())) }
}
