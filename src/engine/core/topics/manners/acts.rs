//! Answer, hang up, silence, flash: asked for by a key, the tray or a headset, done where the box can.
//! May depend on `base`, `line`, `call` and the engine's own types.

use crate::base::clock::Stamp;
use crate::base::ids::CallId;
use crate::base::signal::Button;
use crate::engine::core::Core;
use crate::engine::core::calls::CallDesk;
use crate::engine::effect::Effect;
use crate::engine::topics::manners::DeskAct;
use crate::line::sign::Direction;

/// Whether a call is waiting to be answered.
pub(super) fn is_ringing(call: &CallDesk) -> bool {
    call.ended.is_none()
        && call.waits.is_none()
        && call.session.record.direction == Direction::Incoming
        && call.session.answered().is_none()
}

impl Core {
    pub(super) fn desk_act(&mut self, act: DeskAct, now: Stamp, out: &mut Vec<Effect>) {
        match act {
            DeskAct::Answer => self.answer(now, out),
            DeskAct::HangUp => self.end_call(now, out),
            DeskAct::Silence => self.silence(),
            DeskAct::Flash => self.flash(now, out),
            DeskAct::ShowCard => {
                if let Some(call) = self.calls.last() {
                    self.show_card(call.session.record.id);
                }
            }
            DeskAct::Quiet => self.toggle_quiet(now, out),
        }
    }

    /// A key of a headset does what the same key of a telephone would.
    pub(in crate::engine::core) fn headset_key(
        &mut self,
        place: usize,
        button: Button,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let rings = self.calls.iter().any(is_ringing);
        let desk = self.lines.get(place);
        let seizes = desk.is_some_and(|desk| desk.claimed.seize);
        let flashes = desk.is_some_and(|desk| desk.claimed.flash);
        match button {
            Button::Hook if rings && seizes => self.answer(now, out),
            Button::Hook | Button::Drop if rings => self.silence(),
            Button::Hook | Button::Drop if seizes => self.end_call(now, out),
            Button::Flash | Button::Hold if flashes => self.flash(now, out),
            Button::Mute => self.silence(),
            // A box that cannot do it has its own idea of the key; redialling is not ours.
            Button::Hook | Button::Drop | Button::Flash | Button::Hold | Button::Redial => {}
        }
    }

    fn answer(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        let Some(call) = self.calls.iter().rfind(|call| is_ringing(call)) else {
            self.refuse("answer: nobody is calling", now, out);
            return;
        };
        let (id, line) = (call.session.record.id, call.session.record.line);
        if self.lines.iter().any(|desk| desk.id == line && desk.claimed.seize) {
            self.manners.silenced.insert(id);
        }
        self.answer_by_box(line, now, out);
    }

    fn end_call(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        let live = self.calls.iter().rfind(|call| call.ended.is_none() && call.waits.is_none());
        if live.is_some_and(is_ringing) { self.silence() } else { self.hang_up(now, out) }
    }

    fn silence(&mut self) {
        let ringing: Vec<CallId> =
            self.calls.iter().filter(|c| is_ringing(c)).map(|c| c.session.record.id).collect();
        self.manners.silenced.extend(ringing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::capability::Capabilities;
    use crate::base::evidence::Evidence;
    use crate::base::ids::LineId;
    use crate::base::order::BoxOrder;
    use crate::base::signal::{Edge, Origin};
    use crate::base::signal::{LineSignal, Report};
    use crate::engine::command::Command;
    use crate::engine::event::Event;
    use crate::engine::settings::{LineChoice, Settings};
    use crate::engine::topics::manners::MannersCommand;
    use crate::line::state::LineState;
    use std::time::Duration;

    const LINE: LineId = LineId(0);

    fn at(seconds: u64) -> Stamp {
        Stamp { mono: Duration::from_secs(seconds), utc_millis: 0, offset_minutes: 0 }
    }

    fn opened(claimed: Capabilities) -> Core {
        let mut core = Core::new(Settings::default(), CallId(1), "data".into());
        let opened = Event::LineOpened {
            line: LINE,
            choice: LineChoice::Simulated,
            name: "box".to_owned(),
            claimed,
            level: std::sync::Arc::default(),
            doctor: std::sync::Arc::default(),
        };
        core.step(opened, at(0));
        core.step(Event::Command(Command::Manners(MannersCommand::WindowOpen)), at(0));
        core
    }

    fn says(core: &mut Core, signal: LineSignal, now: Stamp) -> Vec<Effect> {
        let evidence = Evidence::default();
        let report = Report { line: LINE, origin: Origin::Box, at: now.mono, signal, evidence };
        core.step(Event::Line(report), now)
    }

    fn act(core: &mut Core, act: DeskAct, now: Stamp) -> Vec<Effect> {
        core.step(Event::Command(Command::Manners(MannersCommand::Act(act))), now)
    }

    fn orders(effects: &[Effect]) -> Vec<BoxOrder> {
        let order = |effect: &Effect| match effect {
            Effect::Order(LINE, order) => Some(order.clone()),
            _ => None,
        };
        effects.iter().filter_map(order).collect()
    }

    fn state(core: &Core) -> LineState {
        core.snapshot(at(0)).lines[0].state
    }

    fn whole() -> Capabilities {
        Capabilities { ring: true, hook: true, seize: true, flash: true, ..Capabilities::default() }
    }

    #[test]
    fn a_call_is_answered_held_and_ended_by_key() {
        let mut core = opened(whole());
        says(&mut core, LineSignal::Ring(Edge::Begin), at(1));
        let answered = act(&mut core, DeskAct::Answer, at(2));
        assert_eq!(orders(&answered), [BoxOrder::Seize]);
        assert_eq!(state(&core), LineState::Ringing, "not before the box has done it");
        says(&mut core, LineSignal::OrderDone(BoxOrder::Seize), at(2));
        assert_eq!(state(&core), LineState::Talking);
        assert_eq!(orders(&act(&mut core, DeskAct::Flash, at(5))), [BoxOrder::Flash]);
        assert_eq!(orders(&act(&mut core, DeskAct::HangUp, at(9))), [BoxOrder::Release]);
        says(&mut core, LineSignal::OrderDone(BoxOrder::Release), at(9));
        core.step(Event::Tick, at(20));
        assert_eq!(state(&core), LineState::Idle);
    }

    #[test]
    fn a_headset_key_answers_and_ends_the_call() {
        let mut core = opened(whole());
        says(&mut core, LineSignal::Ring(Edge::Begin), at(1));
        let pressed = says(&mut core, LineSignal::Button(Button::Hook), at(2));
        assert_eq!(orders(&pressed), [BoxOrder::Seize]);
        says(&mut core, LineSignal::OrderDone(BoxOrder::Seize), at(2));
        let pressed = says(&mut core, LineSignal::Button(Button::Hook), at(8));
        assert_eq!(orders(&pressed), [BoxOrder::Release]);
    }

    #[test]
    fn what_the_box_cannot_do_is_said_and_nothing_is_ordered() {
        let mut core = opened(Capabilities { ring: true, hook: true, ..Capabilities::default() });
        says(&mut core, LineSignal::Ring(Edge::Begin), at(1));
        for wish in [DeskAct::Answer, DeskAct::Flash] {
            let effects = act(&mut core, wish, at(2));
            assert_eq!(orders(&effects), []);
            assert!(!core.snapshot(at(2)).notices.is_empty());
        }
        let snap = core.snapshot(at(2));
        assert!(snap.manners.ringing, "a refused answer does not silence the call");
        act(&mut core, DeskAct::HangUp, at(3));
        assert!(!core.snapshot(at(3)).manners.ringing, "hanging up a call that rings silences it");
    }
}
