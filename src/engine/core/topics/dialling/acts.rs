//! What a person does to the call: hang up, answer with the box, hold, send keys, cancel.
//! May depend on `base`, `line` and the engine's own types.

use crate::base::clock::Stamp;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use crate::call::dialling::DialTrouble;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::topics::dialling::DialStage;
use crate::line::machine::Line;
use crate::line::state::LineState;

/// Keys sent with one wish.
const MOST_KEYS: usize = 32;

impl Core {
    /// Nothing is dialled, or what was dialled is hung up.
    pub(super) fn cancel_dial(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        match self.dialling.stage() {
            None => {}
            Some(DialStage::Asking | DialStage::Confirm(_) | DialStage::ByHand) => {
                self.forget_wish();
            }
            Some(_) => self.hang_up(now, out),
        }
    }

    pub(in crate::engine::core) fn hang_up(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        let line = self.lines.first().map(|desk| &desk.line);
        let holds = line.is_some_and(Line::is_seized);
        let lifted = line.is_some_and(Line::is_desk_lifted);
        let busy = line.is_some_and(Line::has_call);
        let waits = self.dialling.stage().is_some();
        let takes = self.dialling.stage() == Some(&DialStage::Seizing);
        self.forget_wish();
        if holds || takes {
            self.let_go(out);
        }
        if (busy && !holds && !waits) || (holds && lifted) {
            self.dial_trouble(DialTrouble::DeskPhoneHolds, now, out);
        }
    }

    pub(in crate::engine::core) fn answer_by_box(
        &mut self,
        line: LineId,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let desk = self.lines.iter().find(|desk| desk.id == line);
        match desk {
            Some(desk) if desk.line.state() != LineState::Ringing => {
                self.dial_trouble(DialTrouble::LineInUse, now, out);
            }
            Some(desk) if desk.claimed.seize => {
                out.push(Effect::Order(line, BoxOrder::Seize));
                self.dialling.answering = true;
            }
            Some(_) => self.dial_trouble(DialTrouble::BoxCannot, now, out),
            None => self.dial_trouble(DialTrouble::NoLine, now, out),
        }
    }

    pub(in crate::engine::core) fn flash(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        match self.lines.first() {
            None => self.dial_trouble(DialTrouble::NoLine, now, out),
            Some(desk) if !desk.claimed.flash => {
                self.dial_trouble(DialTrouble::BoxCannot, now, out);
            }
            Some(desk) if !desk.line.is_seized() || desk.line.state() != LineState::Talking => {
                self.dial_trouble(DialTrouble::DeskPhoneHolds, now, out);
            }
            Some(desk) => {
                out.push(Effect::Order(desk.id, BoxOrder::Flash));
                self.dialling.held = !self.dialling.held;
                self.take_waiting(0, now.mono, out);
            }
        }
    }

    pub(super) fn send_keys(&mut self, keys: &str, now: Stamp, out: &mut Vec<Effect>) {
        let is_key = |c: &char| c.is_ascii_digit() || matches!(c, '*' | '#' | 'A'..='D');
        let keys: String = keys.chars().filter(is_key).take(MOST_KEYS).collect();
        match self.lines.first() {
            _ if keys.is_empty() => self.dial_trouble(DialTrouble::NoNumber, now, out),
            None => self.dial_trouble(DialTrouble::NoLine, now, out),
            Some(desk) if !desk.claimed.dial => {
                self.dial_trouble(DialTrouble::BoxCannot, now, out);
            }
            Some(desk) if !desk.line.is_seized() => {
                self.dial_trouble(DialTrouble::DeskPhoneHolds, now, out);
            }
            Some(desk) => {
                out.push(Effect::Order(desk.id, BoxOrder::Dial(keys.clone())));
                self.dialling.note_sent(&keys);
            }
        }
    }
}
