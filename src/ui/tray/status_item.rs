//! The tray icon on Linux: a StatusNotifierItem over D-Bus, on a thread `tray` that alone speaks to it. A desktop without
//! a tray, or without D-Bus, is normal. May depend on ksni, `ui`'s tray model, `base`.

use crate::base::thread::{self, Worker};
use crate::ui::outside::Wish;
use crate::ui::tray::picture::{SIDES, draw};
use crate::ui::tray::{Entry, Tell, TrayModel, TrayState};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use ksni::blocking::{Handle, TrayMethods};
use ksni::menu::{MenuItem, StandardItem, SubMenu};
use ksni::{Category, Icon, OfflineReason, Status, ToolTip};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The owner's end. Dropping it takes the icon away and joins the thread.
pub struct TrayIcon {
    models: Option<Sender<TrayModel>>,
    stale: Receiver<TrayModel>,
    is_there: Arc<AtomicBool>,
    _worker: Worker,
}

impl TrayIcon {
    /// Starts the thread; the icon appears with the first model, where there is a tray.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub fn start(tell: Tell, changed: Arc<dyn Fn() + Send + Sync>) -> io::Result<Self> {
        let (models, inbox) = bounded(1); // the newest counts: see `show`
        let stale = inbox.clone();
        let is_there = Arc::new(AtomicBool::new(false));
        let seen = Seen { is_there: Arc::clone(&is_there), changed };
        let worker = thread::spawn("tray", move || run(&inbox, &tell, &seen))?;
        Ok(Self { models: Some(models), stale, is_there, _worker: worker })
    }

    /// Whether the icon can be seen now.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.is_there.load(Ordering::Relaxed)
    }

    /// What it shows from now on. Never waits.
    pub fn show(&self, model: TrayModel) {
        let Some(models) = &self.models else { return };
        let mut next = model;
        while let Err(TrySendError::Full(back)) = models.try_send(next) {
            if self.stale.try_recv().is_err() {
                tracing::trace!("the tray took the old model meanwhile");
            }
            next = back;
        }
    }
}

impl Drop for TrayIcon {
    fn drop(&mut self) {
        self.models = None; // the thread ends
    }
}

/// Whether there is a tray, and who wants to know of a change.
#[derive(Clone)]
struct Seen {
    is_there: Arc<AtomicBool>,
    changed: Arc<dyn Fn() + Send + Sync>,
}

impl Seen {
    fn set(&self, now: bool) {
        if self.is_there.swap(now, Ordering::Relaxed) != now {
            (self.changed)();
        }
    }
}

fn run(inbox: &Receiver<TrayModel>, tell: &Tell, seen: &Seen) {
    let Ok(first) = inbox.recv() else { return };
    seen.is_there.store(true, Ordering::Relaxed); // `watcher_offline` says otherwise at once
    let item = Item { model: first, tell: Arc::clone(tell), seen: seen.clone() };
    let handle = match item.assume_sni_available(true).spawn() {
        Ok(handle) => handle,
        Err(error) => {
            tracing::info!(%error, "no tray on this desktop");
            seen.set(false);
            // Models are taken and forgotten, so that the window never finds the queue full.
            while inbox.recv().is_ok() {}
            return;
        }
    };
    (seen.changed)();
    while let Ok(model) = inbox.recv() {
        update(&handle, model);
    }
    handle.shutdown().wait();
}

fn update(handle: &Handle<Item>, model: TrayModel) {
    if handle.update(|item: &mut Item| item.model = model).is_none() {
        tracing::debug!("the tray has ended");
    }
}

/// The icon as D-Bus asks for it.
struct Item {
    model: TrayModel,
    tell: Tell,
    seen: Seen,
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "ringdesk".to_owned()
    }

    fn category(&self) -> Category {
        Category::Communications
    }

    fn title(&self) -> String {
        self.model.title.clone()
    }

    fn status(&self) -> Status {
        match self.model.state {
            TrayState::Ringing => Status::NeedsAttention,
            TrayState::Idle | TrayState::InCall | TrayState::Fault => Status::Active,
        }
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        let TrayModel { state, quiet, missed, .. } = self.model;
        let icon = |side: u16| Icon {
            width: i32::from(side),
            height: i32::from(side),
            data: draw(state, quiet, missed, side).argb,
        };
        SIDES.into_iter().map(icon).collect()
    }

    fn attention_icon_pixmap(&self) -> Vec<Icon> {
        self.icon_pixmap()
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            icon_name: String::new(),
            icon_pixmap: Vec::new(),
            title: self.model.title.clone(),
            description: plain(&self.model.tip),
        }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        (self.tell)(Wish::Open);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        self.model.entries.iter().map(menu_item).collect()
    }

    fn watcher_online(&self) {
        self.seen.set(true);
    }

    fn watcher_offline(&self, _reason: OfflineReason) -> bool {
        self.seen.set(false);
        true // a panel that comes later is welcome
    }
}

fn menu_item(entry: &Entry) -> MenuItem<Item> {
    match entry {
        Entry::Rule => MenuItem::Separator,
        Entry::Menu { text, entries } => MenuItem::SubMenu(SubMenu {
            label: label(text),
            submenu: entries.iter().map(menu_item).collect(),
            ..SubMenu::default()
        }),
        Entry::Item { text, wish } => {
            let wish = *wish;
            MenuItem::Standard(StandardItem {
                label: label(text),
                enabled: wish.is_some(),
                activate: Box::new(move |item: &mut Item| {
                    if let Some(wish) = wish {
                        (item.tell)(wish);
                    }
                }),
                ..StandardItem::default()
            })
        }
    }
}

/// In menus `_` marks a key.
fn label(text: &str) -> String {
    text.replace('_', "__")
}

/// Tool tips may be read as markup.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
