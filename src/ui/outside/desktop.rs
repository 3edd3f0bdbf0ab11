//! The surroundings on Linux: the tray's thread, and a thread `notices` that shows notices over D-Bus, hears whether one
//! was clicked, and keeps the autostart file. A desktop without D-Bus is normal: then there are no notices.
//! May depend on notify-rust, `ui`, `base`.

use crate::base::ids::CallId;
use crate::base::thread::{self, Worker};
use crate::ui::outside::hotkey::{self, GlobalKey};
use crate::ui::outside::unfocused::Marker;
use crate::ui::outside::{Abilities, Autostart, Hotkey, Outside, TrayHost, Wish, autostart, still};
use crate::ui::topics::manners::bulletin::{Bulletin, News};
use crate::ui::tray::status_item::TrayIcon;
use crate::ui::tray::{Tell, TrayModel};
use crossbeam_channel::{Receiver, Sender, bounded};
use notify_rust::{Hint, Notification, NotificationHandle, NotificationResponse, Urgency};
use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

/// Orders that may wait; more are dropped: a notice nobody could show in time is of no use.
const ORDERS: usize = 32;
/// Wishes that may wait for the window; more are dropped, the person clicks again.
const WISHES: usize = 16;
/// Milliseconds a notice of a ringing call stays, where the desktop asks us.
const RINGING_MILLIS: u32 = 30_000;

/// The surroundings.
pub struct Desktop {
    tray: Option<TrayIcon>,
    shown: Option<TrayModel>,
    wishes: Receiver<Wish>,
    orders: Sender<Order>,
    autostart: Arc<Mutex<Autostart>>,
    worker: Option<Worker>,
    /// The desktop asks for less movement.
    is_still: Arc<AtomicBool>,
    /// Where there is X11.
    marker: Option<Marker>,
    /// The key for dialling what is marked, while somebody wants it.
    key: Option<GlobalKey>,
    hotkey: Hotkey,
    wants_key: bool,
    marked: Arc<Mutex<String>>,
    tell: Tell,
}

enum Order {
    Publish(News),
    StartWithSession(bool),
    /// A notice may have something to say.
    Woken,
    Quit,
}

impl Desktop {
    /// Starts the threads. `news` is called (on other threads) when there is something to ask for.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub fn start(news: Arc<dyn Fn() + Send + Sync>) -> io::Result<Self> {
        let (wish, wishes) = bounded(WISHES);
        let (orders, inbox) = bounded(ORDERS);
        let file = autostart::file(variable);
        let known = file
            .as_deref()
            .map_or(Autostart::Unsupported, |file| Autostart::Is(autostart::is_on(file)));
        let autostart = Arc::new(Mutex::new(known));
        let is_still = Arc::new(AtomicBool::new(still::is_wanted(variable)));
        let (still, wake) = (Arc::clone(&is_still), Arc::clone(&news));
        let tell: Tell = Arc::new(move |wanted| {
            if wish.try_send(wanted).is_err() {
                tracing::warn!("the window does not listen to the tray");
            }
            wake();
        });
        let tray = TrayIcon::start(Arc::clone(&tell), Arc::clone(&news))?;
        let told = Arc::clone(&tell);
        let (kept, knock) = (Arc::clone(&autostart), Arc::new(Knock(orders.clone())));
        let worker = thread::spawn("notices", move || {
            if still::gnome_wants_it(variable) {
                still.store(true, Ordering::Relaxed);
                news();
            }
            let mut room = Room {
                tell: told,
                news,
                file,
                autostart: kept,
                waker: Waker::from(knock),
                shown: HashMap::new(),
                waiting: Vec::new(),
                mute: false,
            };
            room.run(&inbox);
        })?;
        let (tray, worker) = (Some(tray), Some(worker));
        let marker = if is_wayland() { None } else { Marker::connect() };
        let hotkey = if marker.is_some() { Hotkey::Free } else { Hotkey::Unsupported };
        Ok(Self {
            tray,
            shown: None,
            wishes,
            orders,
            autostart,
            worker,
            is_still,
            marker,
            key: None,
            hotkey,
            wants_key: false,
            marked: Arc::default(),
            tell,
        })
    }

    fn order(&self, order: Order) {
        if self.orders.try_send(order).is_err() {
            tracing::warn!("the desktop's notices are too slow; one was dropped");
        }
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        self.tray = None; // joins
        self.key = None; // joins
        if self.orders.send(Order::Quit).is_err() {
            tracing::debug!("the notices had ended");
        }
        self.worker = None; // joins
    }
}

impl Outside for Desktop {
    fn abilities(&self) -> Abilities {
        let is_there = self.tray.as_ref().is_some_and(TrayIcon::is_there);
        let autostart = self.autostart.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let tray = if is_there { TrayHost::Present } else { TrayHost::Absent };
        let is_still = self.is_still.load(Ordering::Relaxed);
        let (marks_cards, hotkey) = (self.marker.is_some(), self.hotkey);
        Abilities { tray, autostart, is_still, marks_cards, hotkey }
    }

    fn wishes(&mut self) -> Vec<Wish> {
        self.wishes.try_iter().collect()
    }

    fn show_tray(&mut self, model: &TrayModel) {
        if self.shown.as_ref() == Some(model) {
            return;
        }
        self.shown = Some(model.clone());
        if let Some(tray) = &self.tray {
            tray.show(model.clone());
        }
    }

    fn publish(&mut self, news: News) {
        self.order(Order::Publish(news));
    }

    fn start_with_session(&mut self, on: bool) {
        self.order(Order::StartWithSession(on));
    }

    fn mark_cards(&mut self) {
        if let Some(marker) = &self.marker {
            marker.mark();
        }
    }

    fn keep_hotkey(&mut self, on: bool) {
        if self.marker.is_none() || std::mem::replace(&mut self.wants_key, on) == on {
            return;
        }
        self.key = None; // gives it back
        self.hotkey = Hotkey::Free;
        if on {
            let marked = Arc::clone(&self.marked);
            (self.hotkey, self.key) = hotkey::take(Arc::clone(&self.tell), marked);
        }
    }

    fn marked(&self) -> String {
        self.marked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn can_hide(&self) -> bool {
        !is_wayland()
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn is_wayland() -> bool {
    std::env::var_os("WAYLAND_DISPLAY").is_some_and(|value| !value.is_empty())
}

/// Wakes the thread when a notice may have something to say.
struct Knock(Sender<Order>);

impl Wake for Knock {
    fn wake(self: Arc<Self>) {
        // A full queue wakes the thread by itself.
        if self.0.try_send(Order::Woken).is_err() {
            tracing::trace!("the notices are awake already");
        }
    }
}

type Waiting = Pin<Box<dyn Future<Output = Option<Wish>>>>;

/// What the thread `notices` has.
struct Room {
    tell: Tell,
    news: Arc<dyn Fn() + Send + Sync>,
    file: Option<PathBuf>,
    autostart: Arc<Mutex<Autostart>>,
    waker: Waker,
    shown: HashMap<CallId, Arc<NotificationHandle>>,
    /// Each ends with the click on a notice, with its end, or when it has been closed.
    waiting: Vec<Waiting>,
    /// There is no one to show notices; said once.
    mute: bool,
}

impl Room {
    fn run(&mut self, inbox: &Receiver<Order>) {
        while let Ok(order) = inbox.recv() {
            match order {
                Order::Publish(News::Show(bulletin)) => self.show(&bulletin),
                Order::Publish(News::Withdraw(call)) => self.withdraw(call),
                Order::StartWithSession(on) => self.start_with_session(on),
                Order::Woken => {}
                Order::Quit => return,
            }
            self.poll();
        }
    }

    fn show(&mut self, bulletin: &Bulletin) {
        let mut notice = Notification::new();
        notice
            .appname("Ringdesk")
            .summary(&bulletin.title)
            .body(&plain(&bulletin.body))
            .icon("call-start")
            .hint(Hint::DesktopEntry("ringdesk".to_owned()))
            .hint(Hint::SuppressSound(true))
            .action("default", "Ringdesk");
        if bulletin.urgent {
            notice.urgency(Urgency::Critical).hint(Hint::Transient(true));
            notice.timeout(notify_rust::Timeout::Milliseconds(RINGING_MILLIS));
        }
        if let Some(old) = self.shown.get(&bulletin.call) {
            notice.id(old.id());
        }
        match notice.show() {
            Ok(handle) => {
                let handle = Arc::new(handle);
                self.shown.insert(bulletin.call, Arc::clone(&handle));
                self.waiting.push(Box::pin(clicked(handle)));
            }
            Err(error) if !self.mute => {
                self.mute = true;
                tracing::info!(%error, "this desktop shows no notices");
            }
            Err(_told) => {}
        }
        // Old calls are forgotten; their notices stay with the desktop.
        if self.shown.len() > ORDERS
            && let Some(oldest) = self.shown.keys().min().copied()
        {
            self.shown.remove(&oldest);
        }
        let most = self.waiting.len().saturating_sub(ORDERS);
        self.waiting.drain(..most);
    }

    fn withdraw(&mut self, call: CallId) {
        if let Some(handle) = self.shown.remove(&call) {
            self.waiting.push(Box::pin(async move {
                handle.close_async().await;
                None
            }));
        }
    }

    fn start_with_session(&self, on: bool) {
        let Some(file) = &self.file else { return };
        let done = match (on, std::env::current_exe()) {
            (true, Ok(program)) => autostart::write(file, &program),
            (true, Err(error)) => Err(error),
            (false, _) => autostart::remove(file),
        };
        let known = match done {
            Ok(()) => Autostart::Is(autostart::is_on(file)),
            Err(error) => Autostart::Failed(format!("{}: {error}", file.display())),
        };
        *self.autostart.lock().unwrap_or_else(PoisonError::into_inner) = known;
        (self.news)();
    }

    /// Lets every notice that waits say whether it was clicked.
    fn poll(&mut self) {
        let mut context = Context::from_waker(&self.waker);
        let tell = &self.tell;
        self.waiting.retain_mut(|waiting| match waiting.as_mut().poll(&mut context) {
            Poll::Pending => true,
            Poll::Ready(wish) => {
                if let Some(wish) = wish {
                    tell(wish);
                }
                false
            }
        });
    }
}

async fn clicked(handle: Arc<NotificationHandle>) -> Option<Wish> {
    let mut wish = None;
    let heard = |response: &NotificationResponse| {
        if matches!(response, NotificationResponse::Default | NotificationResponse::Action(_)) {
            wish = Some(Wish::Open);
        }
    };
    handle.wait_for_action_async(heard).await;
    wish
}

/// The body may be read as markup.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
