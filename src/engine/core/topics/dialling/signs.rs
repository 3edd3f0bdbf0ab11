//! What the line says while a number is on its way, and numbers dialled by hand on the desk phone.
//! May depend on `base`, `line`, `call` and the engine's own types.

use super::Wish;
use crate::base::clock::Stamp;
use crate::base::number::PhoneNumber;
use crate::base::order::BoxOrder;
use crate::base::signal::Tone;
use crate::call::dialling::DialTrouble;
use crate::call::dialling::prepare::as_logged;
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::topics::dialling::DialStage;
use crate::line::sign::{Direction, Sign, What};
use crate::line::state::LineState;
use std::time::Duration;

/// The far end has left: the line is let go of so long after.
const HANG_UP_AFTER: Duration = Duration::from_secs(3);

impl Core {
    /// Before the call takes the sign: a number that is complete loses what only this line wants.
    pub(in crate::engine::core) fn dialling_before(&mut self, call: usize, sign: &Sign) {
        if sign.what == What::NumberComplete
            && let Some(desk) = self.calls.get_mut(call)
        {
            let plan = &self.settings.dialling.plan;
            desk.session.trim_number(|dialled| as_logged(dialled, plan));
        }
    }

    /// After the call took the sign.
    pub(in crate::engine::core) fn dialling_after(
        &mut self,
        call: usize,
        sign: &Sign,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        match &sign.what {
            What::Seized => self.seized(call, now, out),
            What::Tone(Tone::Dial) => self.tone_heard(now),
            What::Answered(_) => self.far_end_answered(now),
            What::OffHook => self.hand_over_if_lifted(now),
            What::NumberComplete => self.dialled_by_hand(call, out),
            What::Refused(order, _) => self.order_refused(order, now, out),
            _ => {}
        }
        self.look_at_line();
    }

    /// A sign of the line itself, whether or not there is a call.
    pub(in crate::engine::core) fn dialling_line(
        &mut self,
        sign: &Sign,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        match &sign.what {
            What::Refused(order, _) => self.order_refused(order, now, out),
            What::State(LineState::Releasing)
                if self.lines.first().is_some_and(|desk| desk.line.is_seized()) =>
            {
                self.dialling.leave_at = Some(now.mono + HANG_UP_AFTER);
            }
            What::State(LineState::Talking | LineState::Dialing) => self.dialling.leave_at = None,
            What::State(LineState::Idle) => self.dial_early(now, out),
            What::State(LineState::Absent) | What::BoxLost => {
                let by_hand = matches!(
                    self.dialling.stage(),
                    Some(DialStage::ByHand | DialStage::Confirm(_) | DialStage::Asking)
                );
                if !by_hand {
                    self.forget_wish();
                }
                (self.dialling.leave_at, self.dialling.hand_over_at) = (None, None);
            }
            What::Released { .. } => self.call_over(),
            _ => {}
        }
        self.look_at_line();
    }

    fn call_over(&mut self) {
        let line = &mut self.dialling;
        line.sent.clear();
        line.held = false;
        let begun = |wish: &Wish| wish.call.is_some();
        if line.wish.as_ref().is_some_and(begun) {
            line.wish = None;
        }
        (line.leave_at, line.hand_over_at) = (None, None);
    }

    /// The program holds the line: for the number on its way, or by mistake for a call that came in meanwhile.
    fn seized(&mut self, call: usize, now: Stamp, out: &mut Vec<Effect>) {
        let answering = std::mem::take(&mut self.dialling.answering);
        let Some(desk) = self.calls.get_mut(call) else { return };
        if self.dialling.stage() != Some(&DialStage::Seizing) {
            // The caller had left before the line was taken for the answer: there is nobody to talk to.
            if answering && desk.session.record.direction != Direction::Incoming {
                self.let_go(out);
            }
            return;
        }
        if desk.session.record.direction == Direction::Incoming {
            self.forget_wish();
            return self.dial_trouble(DialTrouble::CallCameIn, now, out);
        }
        let Some(wish) = &mut self.dialling.wish else { return };
        wish.call = Some(desk.session.record.id);
        let (number, customer) = (wish.ready.number.clone(), wish.customer);
        desk.session.request(number);
        let id = desk.session.record.id;
        if let Some(customer) = customer {
            desk.choose(Some(customer));
            out.push(Effect::Store(StoreOp::AssignCustomer(id, Some(customer))));
        }
        desk.popup |= self.settings.dialling.card;
        self.look_up(call, out);
        self.line_taken(now);
    }

    /// A number was dialled on the desk phone: its card opens, and the number on the screen may have been this one.
    fn dialled_by_hand(&mut self, call: usize, out: &mut Vec<Effect>) {
        let wanted = self.dialling.wish.as_ref().filter(|w| w.stage == DialStage::ByHand);
        let wanted =
            wanted.map(|wish| (wish.ready.number.clone(), wish.ready.keys(), wish.customer));
        let Some(desk) = self.calls.get_mut(call) else { return };
        let record = &desk.session.record;
        let dialled = record.number.clone().unwrap_or_default();
        if record.direction != Direction::Outgoing || dialled.key().is_empty() {
            return;
        }
        desk.popup |= self.settings.dialling.card;
        self.dialling.last = Some(dialled.clone());
        let Some((number, keys, customer)) = wanted else { return };
        if !is_same(&dialled, &number, &keys, &self.settings.home_area_code) {
            return;
        }
        self.forget_wish();
        let Some(desk) = self.calls.get_mut(call) else { return };
        let id = desk.session.record.id;
        desk.session.request(number);
        if let Some(customer) = customer {
            desk.choose(Some(customer));
            out.push(Effect::Store(StoreOp::AssignCustomer(id, Some(customer))));
        }
    }

    fn order_refused(&mut self, order: &BoxOrder, now: Stamp, out: &mut Vec<Effect>) {
        if *order == BoxOrder::Seize {
            self.dialling.answering = false;
        }
        let hit = self.dialling.explains(order);
        if hit {
            self.let_go(out);
            self.forget_wish();
            self.dial_trouble(DialTrouble::BoxRefused, now, out);
        }
    }
}

/// Whether what was dialled by hand is the number that was wanted: the same keys, or the same number in another form.
fn is_same(dialled: &PhoneNumber, wanted: &PhoneNumber, keys: &str, home_area: &str) -> bool {
    let whole = |number: &PhoneNumber| {
        let key = number.key();
        match key.as_str().len() {
            7 | 8 => PhoneNumber::new(format!("{home_area}{}", key.as_str())).key(),
            _ => key,
        }
    };
    dialled.digits() == keys || whole(dialled) == whole(wanted)
}
