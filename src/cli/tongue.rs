//! The language of whoever has chosen none in Ringdesk: the system's (POSIX.1-2017 section 8.2; on Windows, whose environment
//! names none, the language of its desktop). May depend on nothing else here.

use std::env;

/// The system's locale, such as `zh_CN.UTF-8` or `zh-CN`: `LC_ALL`, else `LC_MESSAGES`, else `LANG`, else what the desktop speaks.
/// Empty when nobody says.
#[must_use]
pub fn locale() -> String {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"];
    let mut set = named.iter().filter_map(|name| env::var(name).ok());
    set.find(|value| !value.is_empty()).or_else(of_the_desktop).unwrap_or_default()
}

/// Whether the system speaks Chinese.
#[must_use]
pub fn is_chinese() -> bool {
    locale().to_ascii_lowercase().starts_with("zh")
}

#[cfg(windows)]
fn of_the_desktop() -> Option<String> {
    sys_locale::get_locale()
}

#[cfg(not(windows))]
const fn of_the_desktop() -> Option<String> {
    None
}
