//! What lies around the window: the tray, the desktop's notices, the start with the session. The window tells it what to
//! show and reads what people want; nothing here is waited for. Tests and other systems have none of it.
//! May depend on `ui`'s texts and scenes, `base`.

pub mod autostart;
#[cfg(target_os = "linux")]
mod desktop;
mod dialogs;
#[cfg(target_os = "linux")]
mod hotkey;
pub mod presence;
#[cfg(windows)]
mod run_key;
#[cfg(target_os = "linux")]
mod still;
#[cfg(target_os = "linux")]
mod unfocused;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
pub use desktop::Desktop;
pub use dialogs::Dialogs;
#[cfg(windows)]
pub use windows::Desktop;

use crate::engine::topics::manners::{DeskAct, QuietUntil};
use crate::ui::topics::manners::bulletin::News;
use crate::ui::tray::TrayModel;

/// Whether there is a tray.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TrayHost {
    /// The icon can be seen.
    Present,
    /// This desktop has none (now): normal.
    #[default]
    Absent,
    /// This version has none on this system.
    Unsupported,
}

/// Whether the program starts with the session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Autostart {
    /// This version cannot, on this system.
    #[default]
    Unsupported,
    /// It does, or not.
    Is(bool),
    /// It could not be changed, and why.
    Failed(String),
}

/// A key that works whatever program is in front.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hotkey {
    /// Not on this system.
    #[default]
    Unsupported,
    /// Nobody asked for it.
    Free,
    /// It is ours.
    Held,
    /// Another program has it.
    Taken,
}

/// What the surroundings can do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Abilities {
    /// The tray.
    pub tray: TrayHost,
    /// The start with the session.
    pub autostart: Autostart,
    /// The desktop asks for less movement.
    pub is_still: bool,
    /// A card's window has to be marked before it is shown, or it takes the keyboard.
    pub marks_cards: bool,
    /// The key for dialling what is marked.
    pub hotkey: Hotkey,
}

/// What a person wants who is not at the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Show the window.
    Open,
    /// End the program.
    Quit,
    /// Answer, hang up …
    Act(DeskAct),
    /// Do not disturb until then, or no longer.
    DoNotDisturb(Option<QuietUntil>),
    /// Dial the number that is marked in whatever program.
    DialMarked,
}

/// The door to it.
pub trait Outside {
    /// What it can do now.
    fn abilities(&self) -> Abilities;

    /// What people want since this was last asked.
    fn wishes(&mut self) -> Vec<Wish>;

    /// What the tray is to show from now on.
    fn show_tray(&mut self, model: &TrayModel);

    /// Something for the desktop's notices.
    fn publish(&mut self, news: News);

    /// Start with the session, or not.
    fn start_with_session(&mut self, on: bool);

    /// Cards that were made and are not shown yet are not to take the keyboard when they are. Waits for that.
    fn mark_cards(&mut self);

    /// Keep the key for dialling what is marked, or give it back.
    fn keep_hotkey(&mut self, on: bool);

    /// What was marked when the key was pressed last.
    fn marked(&self) -> String;

    /// Whether a window can vanish here; elsewhere (Wayland) it is minimised.
    fn can_hide(&self) -> bool;
}

/// No surroundings: tests, systems without them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nothing;

impl Outside for Nothing {
    fn abilities(&self) -> Abilities {
        Abilities {
            tray: TrayHost::Unsupported,
            autostart: Autostart::Unsupported,
            is_still: false,
            marks_cards: false,
            hotkey: Hotkey::Unsupported,
        }
    }

    fn wishes(&mut self) -> Vec<Wish> {
        Vec::new()
    }

    fn show_tray(&mut self, _model: &TrayModel) {}

    fn publish(&mut self, _news: News) {}

    fn start_with_session(&mut self, _on: bool) {}

    fn mark_cards(&mut self) {}

    fn keep_hotkey(&mut self, _on: bool) {}

    fn marked(&self) -> String {
        String::new()
    }

    fn can_hide(&self) -> bool {
        false
    }
}
