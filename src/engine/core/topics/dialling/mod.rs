//! Calling out: what the core knows of it, and what each wish means. The one door to a dial is [`gate`] (I10).
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

mod acts;
mod gate;
mod signs;
mod steps;
#[cfg(test)]
mod tests;

use crate::base::clock::Stamp;
use crate::base::ids::{CallId, CustomerId};
use crate::base::number::PhoneNumber;
use crate::base::order::BoxOrder;
use crate::call::dialling::prepare::{DialStep, Prepared};
use crate::call::dialling::{DialOp, DialSource, DialTrouble, Doubt, Suppression};
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::notice::{Severity, Topic};
use crate::engine::topics::dialling::{DialCommand, DialStage, DialView, PendingDial};
use crate::line::state::LineState;
use std::collections::VecDeque;
use std::time::Duration;

/// Keys shown as sent in one call.
const SENT_KEPT: usize = 60;

/// A wish to dial on its way.
#[derive(Debug, Clone)]
struct Wish {
    serial: u64,
    ready: Prepared,
    customer: Option<CustomerId>,
    stage: DialStage,
    since: Duration,
    /// When the stage ends by itself.
    due: Option<Duration>,
    /// Steps not yet taken.
    steps: VecDeque<DialStep>,
    call: Option<CallId>,
    /// The entry of the ledger a person has said yes to.
    overruled: Option<i64>,
    /// The ledger did not answer and a person said yes all the same.
    unasked: bool,
}

/// What the core remembers of it.
#[allow(clippy::struct_excessive_bools, reason = "independent facts about one line")]
#[derive(Debug, Default)]
pub(in crate::engine::core) struct DialDesk {
    wish: Option<Wish>,
    serial: u64,
    sent: String,
    held: bool,
    last: Option<PhoneNumber>,
    /// When the line is let go by itself: the far end has left.
    leave_at: Option<Duration>,
    /// When the line is handed over to the lifted desk phone.
    hand_over_at: Option<Duration>,
    /// Asked for while the line was not open yet, or (an emergency) before the line was free: number, source, until when
    /// it waits.
    early: Option<(PhoneNumber, DialSource, Duration)>,
    /// A person wants the ringing line taken.
    answering: bool,
    seized: bool,
    desk_lifted: bool,
    panel: u64,
    panel_text: String,
}

impl DialDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> DialView {
        let pending = self.wish.as_ref().map(|wish| PendingDial {
            serial: wish.serial,
            number: wish.ready.number.clone(),
            shown: wish.ready.shown.clone(),
            customer: wish.customer,
            stage: wish.stage.clone(),
            since: wish.since,
            call: wish.call,
            emergency: wish.ready.emergency,
        });
        DialView {
            pending,
            seized: self.seized,
            desk_lifted: self.desk_lifted,
            sent: self.sent.clone(),
            held: self.held,
            last: self.last.clone(),
            panel: self.panel,
            panel_text: self.panel_text.clone(),
        }
    }

    /// When something of it is due.
    pub(in crate::engine::core) fn next_deadline(&self) -> Option<Duration> {
        let wish = self.wish.as_ref().and_then(|wish| wish.due);
        let early = self.early.as_ref().map(|(_, _, until)| *until);
        [wish, early, self.leave_at, self.hand_over_at].into_iter().flatten().min()
    }

    /// Whether this desk says itself what the refusal of this order means.
    pub(in crate::engine::core) fn explains(&self, order: &BoxOrder) -> bool {
        match (order, self.stage()) {
            (BoxOrder::Seize, Some(DialStage::Seizing)) => true,
            (
                BoxOrder::Dial(_) | BoxOrder::DialPulse(_),
                Some(DialStage::Dialling | DialStage::Sent | DialStage::WaitingForTone),
            ) => self.wish.as_ref().is_some_and(|wish| wish.call.is_some()),
            _ => false,
        }
    }

    fn stage(&self) -> Option<&DialStage> {
        self.wish.as_ref().map(|wish| &wish.stage)
    }

    fn enter(&mut self, stage: DialStage, at: Duration, due: Option<Duration>) {
        if let Some(wish) = &mut self.wish {
            (wish.stage, wish.since, wish.due) = (stage, at, due);
        }
    }

    fn note_sent(&mut self, keys: &str) {
        self.sent.push_str(keys);
        let many = self.sent.chars().count().saturating_sub(SENT_KEPT);
        self.sent = self.sent.chars().skip(many).collect();
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn dialling_command(
        &mut self,
        command: DialCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        match command {
            DialCommand::Dial { number, customer, source } => {
                self.wish_to_dial(&number, customer, source, now, out);
            }
            DialCommand::Redial => self.redial(now, out),
            DialCommand::Confirm(serial) => self.confirm_dial(serial, now, out),
            DialCommand::Cancel => self.cancel_dial(now, out),
            DialCommand::HangUp => self.hang_up(now, out),
            DialCommand::Answer(line) => self.answer_by_box(line, now, out),
            DialCommand::Flash => self.flash(now, out),
            DialCommand::SendKeys(keys) => self.send_keys(&keys, now, out),
            DialCommand::SetSpeedDial(rows) => {
                out.push(Effect::Store(StoreOp::Dial(DialOp::SetSpeedDial(rows))));
            }
            DialCommand::Suppress(row) => {
                if row.number.key().is_empty() {
                    self.dial_trouble(DialTrouble::NoNumber, now, out);
                } else {
                    out.push(Effect::Store(StoreOp::Dial(DialOp::Suppress(row))));
                }
            }
            DialCommand::ShowPanel(text) => {
                self.dialling.panel += 1;
                self.dialling.panel_text = text.chars().take(200).collect();
                self.raise += 1;
            }
        }
    }

    fn redial(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        let known = self.dialling.last.clone().or_else(|| self.last_outgoing());
        match known {
            Some(number) => self.wish_to_dial(&number, None, DialSource::Redial, now, out),
            None => self.dial_trouble(DialTrouble::NothingToRedial, now, out),
        }
    }

    /// The number of the newest outgoing call of the log.
    fn last_outgoing(&self) -> Option<PhoneNumber> {
        use crate::call::record::Direction;
        let outgoing = self.recent.iter().filter(|c| c.record.direction == Direction::Outgoing);
        outgoing.filter_map(|call| call.record.number.clone()).find(|n| !n.key().is_empty())
    }

    /// The newest calls of the log are known: so is what would be dialled again.
    pub(in crate::engine::core) fn recent_told(&mut self) {
        if self.dialling.last.is_none() {
            self.dialling.last = self.last_outgoing();
        }
    }

    fn dial_trouble(&mut self, trouble: DialTrouble, now: Stamp, out: &mut Vec<Effect>) {
        self.notice(Severity::Warning, Topic::Dialling(trouble), now, out);
    }

    /// The line numbers are dialled on (one in this version): its place.
    fn dial_line(&self) -> Option<usize> {
        let there = |state| state != LineState::Absent;
        self.lines.iter().position(|desk| there(desk.line.state()))
    }

    /// Keeps the view's facts about the line in step.
    fn look_at_line(&mut self) {
        let line = self.lines.first().map(|desk| &desk.line);
        self.dialling.seized = line.is_some_and(crate::line::machine::Line::is_seized);
        self.dialling.desk_lifted = line.is_some_and(crate::line::machine::Line::is_desk_lifted);
    }

    /// The wish is over, whatever came of it.
    fn forget_wish(&mut self) {
        self.dialling.wish = None;
    }

    /// Whether anything of this desk has become due.
    pub(in crate::engine::core) fn expire_dialling(
        &mut self,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) -> bool {
        let mut changed = false;
        if self.dialling.leave_at.is_some_and(|at| at <= now.mono) {
            self.dialling.leave_at = None;
            self.let_go(out);
            changed = true;
        }
        if self.dialling.early.as_ref().is_some_and(|(_, _, until)| *until <= now.mono) {
            self.dialling.early = None;
            self.dial_trouble(DialTrouble::NoLine, now, out);
            changed = true;
        }
        if self.dialling.hand_over_at.is_some_and(|at| at <= now.mono) {
            self.dialling.hand_over_at = None;
            self.let_go(out);
            self.forget_wish();
            changed = true;
        }
        // Each step may be due at once after the one before.
        while self.dialling.wish.as_ref().and_then(|w| w.due).is_some_and(|due| due <= now.mono) {
            self.stage_is_over(now, out);
            changed = true;
        }
        changed
    }
}

/// Asked for by the gate.
pub(in crate::engine::core) type Ledger = Result<Option<Suppression>, ()>;

/// The doubts of a wish that came from somewhere. Of an emergency nobody doubts.
fn doubts_of(ready: &Prepared, source: DialSource, trusts_links: bool) -> Vec<Doubt> {
    if ready.emergency {
        return Vec::new();
    }
    let mut doubts = ready.doubts.clone();
    if source == DialSource::Link && !trusts_links {
        doubts.insert(0, Doubt::FromLink);
    }
    doubts
}
