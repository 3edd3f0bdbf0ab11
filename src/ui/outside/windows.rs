//! The surroundings on Windows: the icon beside the clock, on the window's thread, and a thread `session` that shows
//! notices and keeps the start with the session. May depend on notify-rust, `ui`, `base`.

use crate::base::thread::{self, Worker};
use crate::ui::outside::{Abilities, Autostart, Hotkey, Outside, TrayHost, Wish, run_key};
use crate::ui::topics::manners::bulletin::{Bulletin, News};
use crate::ui::tray::notification_area::TrayIcon;
use crate::ui::tray::{Tell, TrayModel};
use crossbeam_channel::{Receiver, Sender, bounded};
use notify_rust::Notification;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// Wishes that may wait for the window; more are dropped, the person clicks again.
const WISHES: usize = 16;
/// Orders that may wait; more are dropped: a notice nobody could show in time is of no use.
const ORDERS: usize = 32;

/// The surroundings.
pub struct Desktop {
    tray: TrayIcon,
    shown: Option<TrayModel>,
    wishes: Receiver<Wish>,
    orders: Option<Sender<Order>>,
    autostart: Arc<Mutex<Autostart>>,
    worker: Option<Worker>,
}

enum Order {
    Publish(Bulletin),
    StartWithSession(bool),
}

impl Desktop {
    /// Starts the thread. `news` is called (there and on this thread) when there is something to ask for.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub fn start(news: Arc<dyn Fn() + Send + Sync>) -> io::Result<Self> {
        let (wish, wishes) = bounded(WISHES);
        let (orders, inbox) = bounded(ORDERS);
        let wake = Arc::clone(&news);
        let tell: Tell = Arc::new(move |wanted| {
            if wish.try_send(wanted).is_err() {
                tracing::warn!("the window does not listen to the tray");
            }
            wake();
        });
        let autostart = Arc::new(Mutex::new(Autostart::Unsupported));
        let kept = Arc::clone(&autostart);
        let worker = thread::spawn("session", move || {
            let know = |known| {
                *kept.lock().unwrap_or_else(PoisonError::into_inner) = known;
                news();
            };
            know(Autostart::Is(run_key::is_on()));
            let mut notices = Notices::default();
            while let Ok(order) = inbox.recv() {
                match order {
                    Order::Publish(bulletin) => notices.show(&bulletin),
                    Order::StartWithSession(on) => know(match run_key::set(on) {
                        Ok(()) => Autostart::Is(run_key::is_on()),
                        Err(error) => Autostart::Failed(error.to_string()),
                    }),
                }
            }
        })?;
        let tray = TrayIcon::new(tell);
        Ok(Self {
            tray,
            shown: None,
            wishes,
            orders: Some(orders),
            autostart,
            worker: Some(worker),
        })
    }
}

impl Desktop {
    fn order(&self, order: Order) {
        if let Some(orders) = &self.orders
            && orders.try_send(order).is_err()
        {
            tracing::warn!("Windows is too slow; a notice or a change was dropped");
        }
    }
}

/// Shows notices; Windows takes them away by itself.
#[derive(Default)]
struct Notices {
    named: bool,
    /// There is no one to show notices; said once.
    mute: bool,
}

impl Notices {
    fn show(&mut self, bulletin: &Bulletin) {
        if !std::mem::replace(&mut self.named, true)
            && let Err(error) = run_key::name_notices()
        {
            tracing::info!(%error, "notices have no name");
        }
        let mut notice = Notification::new();
        notice.app_id(run_key::NAME).summary(&bulletin.title).body(&bulletin.body);
        if let Err(error) = notice.show()
            && !std::mem::replace(&mut self.mute, true)
        {
            tracing::info!(%error, "this desktop shows no notices");
        }
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        self.orders = None; // the thread ends
        self.worker = None; // joins
    }
}

impl Outside for Desktop {
    fn abilities(&self) -> Abilities {
        Abilities {
            tray: if self.tray.is_there() { TrayHost::Present } else { TrayHost::Absent },
            autostart: self.autostart.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            is_still: false,
            marks_cards: false,
            hotkey: Hotkey::Unsupported,
        }
    }

    fn wishes(&mut self) -> Vec<Wish> {
        self.wishes.try_iter().collect()
    }

    fn show_tray(&mut self, model: &TrayModel) {
        if self.shown.as_ref() != Some(model) && self.tray.show(model) {
            self.shown = Some(model.clone());
        }
    }

    fn publish(&mut self, news: News) {
        match news {
            News::Show(bulletin) => self.order(Order::Publish(bulletin)),
            News::Withdraw(_) => {}
        }
    }

    fn start_with_session(&mut self, on: bool) {
        self.order(Order::StartWithSession(on));
    }

    fn mark_cards(&mut self) {}

    fn keep_hotkey(&mut self, _on: bool) {}

    fn marked(&self) -> String {
        String::new()
    }

    fn can_hide(&self) -> bool {
        true
    }
}
