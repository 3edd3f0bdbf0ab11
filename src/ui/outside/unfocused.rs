//! Cards come without taking the keyboard on X11. There a window manager gives the keyboard to a new window unless the
//! window says that nobody asked for it (`_NET_WM_USER_TIME` of 0; Extended Window Manager Hints 1.5, "Application Window
//! Properties"), and winit has no word for that. So a card's window is made unseen, marked from here, and shown then.
//! May depend on x11rb.

use x11rb::connection::Connection;
use x11rb::errors::ReplyError;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _, MapState, PropMode, Window};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// A connection of its own to the display.
#[derive(Debug)]
pub struct Marker {
    display: RustConnection,
    root: Window,
    window_type: u32,
    dialog: u32,
    pid: u32,
    user_time: u32,
}

impl Marker {
    /// Connects to the display; `None` where there is no X11.
    #[must_use]
    pub fn connect() -> Option<Self> {
        match Self::open() {
            Ok(marker) => marker,
            Err(error) => {
                tracing::info!(%error, "cards may take the keyboard when they come");
                None
            }
        }
    }

    fn open() -> Result<Option<Self>, ReplyError> {
        let Ok((display, screen)) = RustConnection::connect(None) else { return Ok(None) };
        let Some(root) = display.setup().roots.get(screen).map(|screen| screen.root) else {
            return Ok(None);
        };
        let atom = |name: &str| -> Result<u32, ReplyError> {
            Ok(display.intern_atom(false, name.as_bytes())?.reply()?.atom)
        };
        let window_type = atom("_NET_WM_WINDOW_TYPE")?;
        let dialog = atom("_NET_WM_WINDOW_TYPE_DIALOG")?;
        let (pid, user_time) = (atom("_NET_WM_PID")?, atom("_NET_WM_USER_TIME")?);
        Ok(Some(Self { display, root, window_type, dialog, pid, user_time }))
    }

    /// Marks the cards of this program that have been made and are not shown yet. When it has returned, the window manager
    /// will see the mark before it sees the window.
    pub fn mark(&self) {
        if let Err(error) = self.try_mark() {
            tracing::info!(%error, "a card may take the keyboard");
        }
    }

    fn try_mark(&self) -> Result<(), ReplyError> {
        let display = &self.display;
        // A window that is not shown stands at the top of the tree: no frame is around it yet.
        let windows = display.query_tree(self.root)?.reply()?.children;
        let mut asked = Vec::with_capacity(windows.len());
        for window in windows {
            let of = |property, kind| display.get_property(false, window, property, kind, 0, 1);
            let attributes = display.get_window_attributes(window)?;
            asked.push((
                window,
                attributes,
                of(self.pid, AtomEnum::CARDINAL)?,
                of(self.window_type, AtomEnum::ATOM)?,
            ));
        }
        for (window, attributes, pid, kind) in asked {
            // Another program's window may have gone meanwhile.
            let (Ok(attributes), Ok(pid), Ok(kind)) =
                (attributes.reply(), pid.reply(), kind.reply())
            else {
                continue;
            };
            let first = |reply: &x11rb::protocol::xproto::GetPropertyReply| {
                reply.value32().and_then(|mut values| values.next())
            };
            if attributes.map_state == MapState::UNMAPPED
                && first(&pid) == Some(std::process::id())
                && first(&kind) == Some(self.dialog)
            {
                let (property, kind) = (self.user_time, AtomEnum::CARDINAL);
                display
                    .change_property32(PropMode::REPLACE, window, property, kind, &[0])?
                    .check()?;
            }
        }
        Ok(())
    }
}
