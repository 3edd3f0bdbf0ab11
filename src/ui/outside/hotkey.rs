//! A key that works whatever program is in front, on X11: Ctrl+Shift+F9 brings the dial panel up with the number that is
//! marked there (the selection PRIMARY of the Inter-Client Communication Conventions Manual, section 2; the key is grabbed as
//! the X11 protocol has it, `GrabKey`). Off unless somebody asks for it. May depend on x11rb, `base`.

use crate::base::thread::{self, Worker};
use crate::ui::outside::{Hotkey, Wish};
use crate::ui::tray::Tell;
use std::sync::{Arc, Mutex, PoisonError};
use x11rb::connection::Connection;
use x11rb::errors::ReplyOrIdError;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, GrabMode,
    KeyButMask, ModMask, SelectionNotifyEvent, Timestamp, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT, NONE};

/// F9 among the symbols of keys (X11 protocol, appendix A).
const F9: u32 = 0xffc6;
/// What else may be held down without meaning anything: neither, Caps Lock, Num Lock, both.
const LOCKS: [u16; 4] = [0, 0x02, 0x10, 0x12];
/// Characters of a marked text that are looked at.
const MOST_CHARS: usize = 200;

/// The key while it is held for us. Dropping it gives it back.
pub struct GlobalKey {
    ear: Arc<Ear>,
    worker: Option<Worker>,
}

struct Ear {
    display: RustConnection,
    window: Window,
    text: u32,
    property: u32,
    marked: Arc<Mutex<String>>,
}

/// Takes the key; what was marked when it is pressed is put into `marked` before `tell` says so.
pub fn take(tell: Tell, marked: Arc<Mutex<String>>) -> (Hotkey, Option<GlobalKey>) {
    match Ear::open(marked) {
        Ok(Some(ear)) => {
            let ear = Arc::new(ear);
            let listener = Arc::clone(&ear);
            match thread::spawn("hotkey", move || listener.listen(&tell)) {
                Ok(worker) => (Hotkey::Held, Some(GlobalKey { ear, worker: Some(worker) })),
                Err(error) => {
                    tracing::warn!(%error, "no thread for the key");
                    (Hotkey::Taken, None)
                }
            }
        }
        Ok(None) => (Hotkey::Unsupported, None),
        Err(error) => {
            tracing::info!(%error, "the key belongs to another program");
            (Hotkey::Taken, None)
        }
    }
}

impl Drop for GlobalKey {
    fn drop(&mut self) {
        let ear = &self.ear;
        let message = ClientMessageEvent::new(32, ear.window, ear.property, [0; 5]);
        let told = ear.display.send_event(false, ear.window, EventMask::NO_EVENT, message);
        let sent = told
            .map_err(|error| error.to_string())
            .and_then(|_cookie| ear.display.flush().map_err(|error| error.to_string()));
        match sent {
            Ok(()) => self.worker = None, // joins
            // The display has gone, and the thread ends by itself.
            Err(error) => {
                tracing::info!(%error, "the key cannot be given back");
            }
        }
    }
}

impl Ear {
    /// Connects and grabs the key; `None` where there is no X11.
    fn open(marked: Arc<Mutex<String>>) -> Result<Option<Self>, ReplyOrIdError> {
        let Ok((display, screen)) = RustConnection::connect(None) else { return Ok(None) };
        let Some(root) = display.setup().roots.get(screen).map(|screen| screen.root) else {
            return Ok(None);
        };
        let window = display.generate_id()?;
        let (depth, visual) = (COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT);
        let class = WindowClass::INPUT_OUTPUT;
        let plain = CreateWindowAux::new();
        display
            .create_window(depth, window, root, 0, 0, 1, 1, 0, class, visual, &plain)?
            .check()?;
        let text = display.intern_atom(false, b"UTF8_STRING")?.reply()?.atom;
        let property = display.intern_atom(false, b"RINGDESK_MARKED")?.reply()?.atom;
        let Some(key) = key_of(&display, F9)? else { return Ok(None) };
        for locks in LOCKS {
            let held = ModMask::from(u16::from(ModMask::CONTROL | ModMask::SHIFT) | locks);
            let mode = GrabMode::ASYNC;
            display.grab_key(true, root, held, key, mode, mode)?.check()?;
        }
        Ok(Some(Self { display, window, text, property, marked }))
    }

    fn listen(&self, tell: &Tell) {
        loop {
            let heard = match self.display.wait_for_event() {
                Ok(Event::KeyPress(press)) => {
                    tracing::debug!(state = ?KeyButMask::from(u16::from(press.state)), "the key");
                    self.ask(press.time).map(|asked| (!asked).then(String::new))
                }
                Ok(Event::SelectionNotify(answer)) => self.answer(&answer).map(Some),
                Ok(Event::ClientMessage(message)) if message.window == self.window => return,
                Ok(_) => continue,
                Err(error) => {
                    tracing::info!(%error, "the display has gone");
                    return;
                }
            };
            match heard {
                Ok(Some(text)) => {
                    *self.marked.lock().unwrap_or_else(PoisonError::into_inner) = text;
                    tell(Wish::DialMarked);
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::info!(%error, "what is marked cannot be read");
                }
            }
        }
    }

    /// Asks whoever has something marked for it; `false`: nothing is.
    fn ask(&self, time: Timestamp) -> Result<bool, ReplyOrIdError> {
        let primary = u32::from(AtomEnum::PRIMARY);
        let owner = self.display.get_selection_owner(primary)?.reply()?.owner;
        if owner == NONE {
            return Ok(false);
        }
        self.display.convert_selection(self.window, primary, self.text, self.property, time)?;
        self.display.flush()?;
        Ok(true)
    }

    fn answer(&self, answer: &SelectionNotifyEvent) -> Result<String, ReplyOrIdError> {
        if answer.property == NONE {
            return Ok(String::new());
        }
        let words = u32::try_from(MOST_CHARS).unwrap_or(0);
        let kind = AtomEnum::ANY;
        let read = self.display.get_property(true, self.window, self.property, kind, 0, words)?;
        let text = read.reply()?.value;
        Ok(String::from_utf8_lossy(&text).trim().chars().take(MOST_CHARS).collect())
    }
}

/// The key that gives a symbol.
fn key_of(display: &RustConnection, symbol: u32) -> Result<Option<u8>, ReplyOrIdError> {
    let (first, last) = (display.setup().min_keycode, display.setup().max_keycode);
    let count = last.saturating_sub(first).saturating_add(1);
    let map = display.get_keyboard_mapping(first, count)?.reply()?;
    let each = usize::from(map.keysyms_per_keycode).max(1);
    let mut keys = (first..=last).zip(map.keysyms.chunks(each));
    Ok(keys.find(|(_, symbols)| symbols.first() == Some(&symbol)).map(|(key, _)| key))
}
