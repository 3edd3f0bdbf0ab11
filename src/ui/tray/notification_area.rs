//! The tray icon on Windows, beside the clock. It lives on the window's thread, whose loop carries its messages.
//! May depend on tray-icon, `ui`'s tray model.

use crate::ui::outside::Wish;
use crate::ui::tray::picture::{Picture, draw};
use crate::ui::tray::{Entry, Tell, TrayModel};
use std::sync::{Arc, Mutex, PoisonError};
use tray_icon::menu::{IsMenuItem, Menu, MenuEvent, MenuItem, PredefinedMenuItem, Submenu};
use tray_icon::{Icon, MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent};

/// Pixels of the picture; Windows makes it smaller where it wants.
const SIDE: u16 = 32;
/// Characters of the tip that Windows shows: 127 with the end (`NOTIFYICONDATAW::szTip`).
const LONGEST_TIP: usize = 120;

/// The icon and what its menu means. Dropping it takes the icon away.
#[derive(Default)]
pub struct TrayIcon {
    icon: Option<tray_icon::TrayIcon>,
    meaning: Arc<Mutex<Meaning>>,
    /// There is no tray; said once.
    mute: bool,
}

/// What the lines of the newest menu do. A click into an older one means nothing.
#[derive(Default)]
struct Meaning {
    menu: u64,
    wishes: Vec<Wish>,
}

impl TrayIcon {
    /// Wishes of people at the tray go to `tell`. The icon appears with the first model.
    pub fn new(tell: Tell) -> Self {
        let tray = Self::default();
        let (meaning, chosen) = (Arc::clone(&tray.meaning), Arc::clone(&tell));
        MenuEvent::set_event_handler(Some(move |event: MenuEvent| {
            let meaning = meaning.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(wish) = meaning.of(&event.id.0) {
                chosen(wish);
            }
        }));
        TrayIconEvent::set_event_handler(Some(move |event| {
            let button = (MouseButton::Left, MouseButtonState::Up);
            if matches!(event, TrayIconEvent::Click { button: b, button_state: s, .. } if (b, s) == button)
            {
                tell(Wish::Open);
            }
        }));
        tray
    }

    /// Whether the icon can be seen.
    pub fn is_there(&self) -> bool {
        self.icon.is_some()
    }

    /// What it shows from now on.
    pub fn show(&mut self, model: &TrayModel) {
        if let Err(error) = self.try_show(model)
            && !std::mem::replace(&mut self.mute, true)
        {
            tracing::warn!(%error, "the icon beside the clock cannot be shown");
        }
    }

    fn try_show(&mut self, model: &TrayModel) -> Result<(), Box<dyn std::error::Error>> {
        let icon = icon(&draw(model.state, model.quiet, model.missed, SIDE))?;
        let tip: String =
            format!("{}\n{}", model.title, model.tip).chars().take(LONGEST_TIP).collect();
        let menu = self.menu(&model.entries)?;
        if let Some(shown) = &self.icon {
            shown.set_icon(Some(icon))?;
            shown.set_tooltip(Some(tip.trim()))?;
            shown.set_menu(Some(Box::new(menu)));
        } else {
            let builder = TrayIconBuilder::new().with_menu_on_left_click(false);
            let builder = builder.with_icon(icon).with_tooltip(tip.trim());
            self.icon = Some(builder.with_menu(Box::new(menu)).build()?);
        }
        Ok(())
    }

    fn menu(&self, entries: &[Entry]) -> Result<Menu, tray_icon::menu::Error> {
        let mut meaning = self.meaning.lock().unwrap_or_else(PoisonError::into_inner);
        meaning.menu += 1;
        meaning.wishes.clear();
        let menu = Menu::new();
        for item in items(entries, &mut meaning)? {
            menu.append(item.as_ref())?;
        }
        Ok(menu)
    }
}

impl Meaning {
    fn id(&mut self, wish: Wish) -> String {
        self.wishes.push(wish);
        format!("{} {}", self.menu, self.wishes.len())
    }

    fn of(&self, id: &str) -> Option<Wish> {
        let (menu, line) = id.split_once(' ')?;
        let line: usize = line.parse().ok().filter(|_| menu.parse() == Ok(self.menu))?;
        self.wishes.get(line.checked_sub(1)?).copied()
    }
}

fn items(
    entries: &[Entry],
    meaning: &mut Meaning,
) -> Result<Vec<Box<dyn IsMenuItem>>, tray_icon::menu::Error> {
    let mut all: Vec<Box<dyn IsMenuItem>> = Vec::new();
    for entry in entries {
        match entry {
            Entry::Rule => all.push(Box::new(PredefinedMenuItem::separator())),
            Entry::Item { text, wish: Some(wish) } => {
                all.push(Box::new(MenuItem::with_id(meaning.id(*wish), label(text), true, None)));
            }
            Entry::Item { text, wish: None } => {
                all.push(Box::new(MenuItem::new(label(text), false, None)));
            }
            Entry::Menu { text, entries } => {
                let menu = Submenu::new(label(text), true);
                for item in items(entries, meaning)? {
                    menu.append(item.as_ref())?;
                }
                all.push(Box::new(menu));
            }
        }
    }
    Ok(all)
}

/// In menus `&` marks a key.
fn label(text: &str) -> String {
    text.replace('&', "&&")
}

fn icon(picture: &Picture) -> Result<Icon, tray_icon::BadIcon> {
    let mut rgba = picture.argb.clone();
    for pixel in rgba.chunks_exact_mut(4) {
        pixel.rotate_left(1);
    }
    let side = u32::from(picture.side);
    Icon::from_rgba(rgba, side, side)
}
