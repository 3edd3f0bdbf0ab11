//! Whether the desktop asks for less movement: GTK's `settings.ini` (`gtk-enable-animations`, also written by KDE and Xfce
//! for GTK programs), KDE's `kdeglobals` (`AnimationDurationFactor`), and on desktops of GNOME's kind what `gsettings` says.
//! Asked once, at the start. May depend on std.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Files below the user's configuration folder.
const FILES: [&str; 3] = ["gtk-4.0/settings.ini", "gtk-3.0/settings.ini", "kdeglobals"];

/// Whether things should not move, from the environment given as a look-up.
pub fn is_wanted(var: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name: &str| var(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let config = set("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
    let Some(config) = config.or_else(|| set("HOME").map(|home| home.join(".config"))) else {
        return false;
    };
    let texts = FILES.iter().filter_map(|file| std::fs::read_to_string(config.join(file)).ok());
    texts.into_iter().any(|text| says_so(&text))
}

/// Desktops that keep this where `gsettings` reads it, as they name themselves.
const LIKE_GNOME: [&str; 5] = ["gnome", "unity", "budgie", "pantheon", "cinnamon"];

/// Whether GNOME's switch for animations, or that of a desktop made from it, is off. Waits for a small program: not to be
/// called where somebody looks on.
pub fn gnome_wants_it(var: impl Fn(&str) -> Option<String>) -> bool {
    let Some(desktop) = var("XDG_CURRENT_DESKTOP").map(|name| name.to_lowercase()) else {
        return false;
    };
    if !LIKE_GNOME.iter().any(|name| desktop.contains(name)) {
        return false;
    }
    let cinnamon = desktop.contains("cinnamon");
    let schema =
        if cinnamon { "org.cinnamon.desktop.interface" } else { "org.gnome.desktop.interface" };
    let said = Command::new("gsettings")
        .args(["get", schema, "enable-animations"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    said.is_ok_and(|said| said.stdout.trim_ascii() == b"false")
}

/// Whether a settings file asks for no movement.
fn says_so(text: &str) -> bool {
    text.lines().filter_map(|line| line.split_once('=')).any(|(name, value)| {
        match (name.trim(), value.trim()) {
            ("gtk-enable-animations", value) => value == "0" || value.eq_ignore_ascii_case("false"),
            ("AnimationDurationFactor", value) => value.parse::<f32>().is_ok_and(|v| v == 0.0),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desktop_without_animations_is_followed_and_every_other_is_left_as_it_is() {
        assert!(says_so("[Settings]\ngtk-enable-animations=0\n"));
        assert!(says_so("gtk-enable-animations = false"));
        assert!(says_so("[KDE]\nAnimationDurationFactor=0\n"));
        assert!(!says_so("[Settings]\ngtk-enable-animations=1\nAnimationDurationFactor=0.5"));
        assert!(!says_so("#gtk-enable-animations"));
    }

    #[test]
    fn other_desktops_are_not_asked_through_gnome() {
        assert!(!gnome_wants_it(|_| None));
        assert!(!gnome_wants_it(|_| Some("KDE".into())));
    }

    #[test]
    fn the_files_are_those_of_the_person() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().to_str().map(str::to_owned);
        let var = |name: &str| if name == "HOME" { home.clone() } else { None };
        assert!(!is_wanted(var));
        std::fs::create_dir_all(folder.path().join(".config/gtk-3.0")).unwrap();
        let file = folder.path().join(".config/gtk-3.0/settings.ini");
        std::fs::write(file, "[Settings]\ngtk-enable-animations=0\n").unwrap();
        assert!(is_wanted(var));
    }
}
