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
/// Units of UTF-16 of the tip that Windows shows: 128 with the end (`NOTIFYICONDATAW::szTip`).
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
    /// `false`: not all of it; it is worth another try.
    pub fn show(&mut self, model: &TrayModel) -> bool {
        let shown = self.try_show(model);
        if let Err(error) = &shown
            && !std::mem::replace(&mut self.mute, true)
        {
            tracing::warn!(%error, "the icon beside the clock cannot be shown");
        }
        shown.is_ok()
    }

    fn try_show(&mut self, model: &TrayModel) -> Result<(), Box<dyn std::error::Error>> {
        let icon = icon(&draw(model.state, model.quiet, model.missed, SIDE))?;
        let tip = tip(&model.title, &model.tip);
        let newest = self.meaning.lock().unwrap_or_else(PoisonError::into_inner).menu;
        let mut meaning = Meaning { menu: newest + 1, wishes: Vec::new() };
        let menu = Menu::new();
        for item in items(&model.entries, &mut meaning)? {
            menu.append(item.as_ref())?;
        }
        let menu = Box::new(menu);
        let looks = if let Some(shown) = &self.icon {
            shown.set_menu(Some(menu));
            // Refused while the panel is away; what was chosen there is not to suffer from it.
            shown.set_icon(Some(icon)).and_then(|()| shown.set_tooltip(Some(&tip)))
        } else {
            let builder = TrayIconBuilder::new().with_menu_on_left_click(false).with_menu(menu);
            self.icon = Some(builder.with_icon(icon).with_tooltip(&tip).build()?);
            Ok(())
        };
        *self.meaning.lock().unwrap_or_else(PoisonError::into_inner) = meaning;
        Ok(looks?)
    }
}

/// As much of it as Windows shows.
fn tip(title: &str, more: &str) -> String {
    let mut room = LONGEST_TIP;
    let whole = format!("{title}\n{more}");
    let fits = |c: &char| match room.checked_sub(c.len_utf16()) {
        Some(left) => {
            room = left;
            true
        }
        None => false,
    };
    whole.trim().chars().take_while(fits).collect()
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
