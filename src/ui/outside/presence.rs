//! The window and its surroundings, once a turn: the tray shows what goes on, wishes from there are carried out, the
//! desktop hears of calls, closing keeps the program in a tray that is really there, and cards appear although the window
//! is hidden. May depend on `ui`, and types of `engine`, `base`.

use crate::base::ids::CallId;
use crate::engine::command::Command;
use crate::engine::settings::SettingChange;
use crate::engine::topics::dialling::DialCommand;
use crate::engine::topics::manners::MannersCommand;
use crate::ui::app::{self, App};
use crate::ui::office::agenda::bulletins;
use crate::ui::outside::{TrayHost, Wish};
use crate::ui::topics::manners::bulletin::{self, Bulletin, News};
use crate::ui::tray;
use egui::{Context, ViewportCommand, ViewportId};
use std::sync::Arc;

/// Where the window is.
#[allow(clippy::struct_excessive_bools, reason = "independent yes/no facts")]
#[derive(Debug, Default)]
pub struct Presence {
    /// It has gone into the tray.
    hidden: bool,
    /// It is to go there as soon as there is a tray.
    wants_tray: bool,
    /// The first frame is to put it away.
    fresh: bool,
    /// The program ends: closing is closing.
    leaving: bool,
    /// Cards that were drawn last.
    drawn: Vec<CallId>,
}

impl Presence {
    /// Not to be seen at first.
    #[must_use]
    pub fn unseen() -> Self {
        Self { wants_tray: true, fresh: true, ..Self::default() }
    }

    /// These cards are being drawn.
    pub fn drawn(&mut self, cards: &[CallId]) {
        if self.drawn != cards {
            self.drawn = cards.to_vec();
        }
    }

    /// Whether the window has gone into the tray.
    #[must_use]
    pub const fn is_hidden(&self) -> bool {
        self.hidden
    }
}

fn tell(ctx: &Context, command: ViewportCommand) {
    ctx.send_viewport_cmd_to(ViewportId::ROOT, command);
}

impl App {
    /// Windows of cards that were made in this frame, unseen, are shown with the next one.
    pub(in crate::ui) fn let_cards_be_seen(&mut self, ctx: &Context) {
        let made = std::mem::take(&mut self.state.manners.made);
        if !made.is_empty() {
            self.outside.mark_cards();
            self.state.manners.seen.extend(made);
            ctx.request_repaint_of(ViewportId::ROOT);
        }
    }

    /// Looks around. Draws nothing; also called while the window is hidden.
    pub(in crate::ui) fn attend(&mut self, ctx: &Context) {
        for wish in self.outside.wishes() {
            self.grant(ctx, wish);
        }
        let ends = self.snap.upkeep.restoring || self.snap.example.switching;
        if ends && !self.presence.leaving {
            // What was wished for is written down; the next start does it.
            self.grant(ctx, Wish::Quit);
        }
        self.outside.keep_hotkey(self.snap.settings.dialling.hotkey);
        self.state.manners.outside = self.outside.abilities();
        self.put_away(ctx);
        self.close_or_stay(ctx);
        let snap = Arc::clone(&self.snap);
        let in_front = !self.presence.hidden && is_in_front(ctx);
        let mut told = std::mem::take(&mut self.state.manners.bulletins);
        let mut seen = self.state.office.agenda.bulletins;
        let scene = self.scene(&snap);
        let mut news = bulletin::step(&mut told, &scene, in_front);
        news.extend(bulletins::step(&mut seen, &scene, in_front));
        let model = tray::model(&scene);
        self.state.manners.bulletins = told;
        self.state.office.agenda.bulletins = seen;
        self.outside.show_tray(&model);
        for one in news {
            self.outside.publish(one);
        }
        self.draw_unseen_cards(ctx);
    }

    fn grant(&mut self, ctx: &Context, wish: Wish) {
        match wish {
            Wish::Open => self.come_to_front(ctx),
            Wish::Quit => {
                self.presence.leaving = true;
                tell(ctx, ViewportCommand::Close);
            }
            Wish::Act(act) => self.send(Command::Manners(MannersCommand::Act(act))),
            Wish::DoNotDisturb(until) => {
                self.send(Command::Manners(MannersCommand::DoNotDisturb(until)));
            }
            Wish::DialMarked => {
                let marked = self.outside.marked();
                self.send(Command::Dialling(DialCommand::ShowPanel(marked)));
                self.come_to_front(ctx);
            }
        }
    }

    /// Brings the window to the front, wherever it is.
    pub(in crate::ui) fn come_to_front(&mut self, ctx: &Context) {
        self.presence.hidden = false;
        self.presence.wants_tray = false;
        app::raise(ctx);
    }

    /// The start that nobody is to see.
    fn put_away(&mut self, ctx: &Context) {
        if std::mem::take(&mut self.presence.fresh) {
            tell(ctx, ViewportCommand::Minimized(true));
        }
        if self.presence.wants_tray && self.has_tray() {
            self.presence.wants_tray = false;
            self.hide(ctx);
        }
        if self.presence.hidden && !self.has_tray() {
            // The panel has gone: without it nobody would find the program again.
            self.presence.hidden = false;
            tell(ctx, ViewportCommand::Visible(true));
            tell(ctx, ViewportCommand::Minimized(true));
        }
    }

    fn has_tray(&self) -> bool {
        self.state.manners.outside.tray == TrayHost::Present
    }

    fn hide(&mut self, ctx: &Context) {
        self.presence.hidden = true;
        if self.outside.can_hide() {
            tell(ctx, ViewportCommand::Visible(false));
        } else {
            tell(ctx, ViewportCommand::Minimized(true));
        }
    }

    /// Closing the window ends the program, unless it may stay in a tray that is really there.
    fn close_or_stay(&mut self, ctx: &Context) {
        let asked = ctx.input(|input| input.viewport().close_requested());
        let stays = self.snap.settings.manners.stay_in_tray && self.has_tray();
        if !asked || self.presence.leaving || !stays {
            return;
        }
        tell(ctx, ViewportCommand::CancelClose);
        self.save_notes(true);
        self.hide(ctx);
        if !self.snap.settings.manners.tray_told {
            self.say_once();
        }
    }

    fn say_once(&mut self) {
        let snap = Arc::clone(&self.snap);
        let scene = self.scene(&snap);
        let bulletin = Bulletin {
            call: CallId(-1),
            title: scene.t("manners.stays").to_owned(),
            body: scene.t("manners.stays_about").to_owned(),
            urgent: false,
        };
        self.outside.publish(News::Show(bulletin));
        let mut settings = self.snap.settings.manners.clone();
        settings.tray_told = true;
        self.send(Command::Set(SettingChange::Manners(settings)));
    }

    /// A hidden or covered window is not drawn, and so neither would be a card that stands above everything.
    fn draw_unseen_cards(&self, ctx: &Context) {
        let wanted = self.snap.calls.iter().filter(|call| call.popup).map(|call| call.record.id);
        let is_new = wanted.clone().any(|call| {
            let waits = self.state.manners.cards.chips().any(|chip| chip == call);
            !self.presence.drawn.contains(&call) && !waits
        });
        let unseen = ctx.input(|input| input.viewport().visible()) == Some(false);
        if is_new && unseen {
            tell(ctx, ViewportCommand::RequestPaintWhileHidden);
            ctx.request_repaint_of(ViewportId::ROOT);
        }
    }
}

/// Whether the window has the keyboard; one whose system does not tell counts as in front.
fn is_in_front(ctx: &Context) -> bool {
    ctx.input(|input| input.viewport().focused.unwrap_or(true))
}
