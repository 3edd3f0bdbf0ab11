//! What the line doctor tries out: ringing the desk phone, listening to the line. Both end by themselves.
//! May depend on `base` and the engine's own types.

use super::Core;
use crate::base::clock::Stamp;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use crate::engine::effect::Effect;
use crate::line::state::LineState;
use std::time::Duration;

/// How long the desk phone is rung.
const RING: Duration = Duration::from_secs(2);
/// How long the line is listened to.
const SOUND: Duration = Duration::from_secs(5);

/// Tests going on, and when (monotonic) each ends.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tests {
    pub(super) ring: Option<Duration>,
    pub(super) sound: Option<Duration>,
}

impl Core {
    pub(super) fn test_ring(&mut self, line: LineId, now: Stamp, out: &mut Vec<Effect>) {
        let desk = self.lines.iter_mut().find(|desk| desk.id == line);
        let desk = desk.filter(|desk| desk.claimed.desk_ring);
        match desk {
            Some(desk) if desk.line.state() == LineState::Idle => {
                desk.tests.ring = Some(now.mono + RING);
                out.push(Effect::Order(line, BoxOrder::RingDeskPhone(true)));
            }
            Some(_) => self.refuse("ring the desk phone: the line is in use", now, out),
            None => self.refuse("ring the desk phone: the box cannot", now, out),
        }
    }

    pub(super) fn test_sound(&mut self, line: LineId, now: Stamp, out: &mut Vec<Effect>) {
        match self.lines.iter_mut().find(|desk| desk.id == line && desk.audio_ok) {
            Some(desk) => {
                desk.tests.sound = Some(now.mono + SOUND);
                out.push(Effect::StopPlaying);
            }
            None => self.refuse("listen to the line: it has no sound", now, out),
        }
    }

    /// Ends tests whose time has come; a desk phone is rung no longer once the line is wanted.
    pub(super) fn expire_tests(&mut self, now: Stamp, out: &mut Vec<Effect>) -> bool {
        let before = out.len();
        for desk in &mut self.lines {
            let wanted = desk.line.state() != LineState::Idle;
            if desk.tests.ring.is_some_and(|until| wanted || until <= now.mono) {
                desk.tests.ring = None;
                out.push(Effect::Order(desk.id, BoxOrder::RingDeskPhone(false)));
            }
            if desk.tests.sound.is_some_and(|until| until <= now.mono) {
                desk.tests.sound = None;
                out.push(Effect::PlayNewest(desk.id, SOUND));
            }
        }
        out.len() > before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::capability::Capabilities;
    use crate::base::ids::CallId;
    use crate::base::signal::{Edge, LineSignal, Origin, Report};
    use crate::engine::command::Command;
    use crate::engine::doctor::{BoxAccess, FoundBoxView};
    use crate::engine::event::{Event, Known};
    use crate::engine::notice::Topic;
    use crate::engine::settings::{LineChoice, Settings};

    const LINE: LineId = LineId(0);

    fn at(millis: u64) -> Stamp {
        Stamp { mono: Duration::from_millis(millis), utc_millis: 0, offset_minutes: 0 }
    }

    fn opened(claimed: Capabilities) -> Core {
        let mut core = Core::new(Settings::default(), CallId(1), "data".into());
        let opened = Event::LineOpened {
            line: LINE,
            choice: LineChoice::Box("telbox:6993:b001@1-2".to_owned()),
            name: "box".to_owned(),
            claimed,
            level: std::sync::Arc::default(),
            doctor: std::sync::Arc::default(),
        };
        core.step(opened, at(0));
        core
    }

    fn rings(effects: &[Effect]) -> Vec<bool> {
        let ring = |effect: &Effect| match effect {
            Effect::Order(LINE, BoxOrder::RingDeskPhone(on)) => Some(*on),
            _ => None,
        };
        effects.iter().filter_map(ring).collect()
    }

    fn whole() -> Capabilities {
        Capabilities {
            ring: true,
            hook: true,
            desk_ring: true,
            audio_in: true,
            ..Capabilities::default()
        }
    }

    #[test]
    fn the_desk_phone_rings_for_two_seconds_and_no_longer() {
        let mut core = opened(whole());
        let effects = core.step(Event::Command(Command::TestRing(LINE)), at(1_000));
        assert_eq!(rings(&effects), [true]);
        assert!(core.snapshot(at(1_000)).lines[0].test_ring);
        assert_eq!(core.next_deadline(), Some(Duration::from_secs(3)));
        assert!(rings(&core.step(Event::Tick, at(2_900))).is_empty());
        assert_eq!(rings(&core.step(Event::Tick, at(3_000))), [false]);
        assert!(!core.snapshot(at(3_000)).lines[0].test_ring);
    }

    #[test]
    fn a_real_call_ends_the_test_and_a_box_that_cannot_ring_says_so() {
        let mut core = opened(whole());
        core.step(Event::Command(Command::TestRing(LINE)), at(1_000));
        let ring = Report {
            line: LINE,
            origin: Origin::Box,
            at: Duration::from_millis(1_500),
            signal: LineSignal::Ring(Edge::Begin),
            evidence: crate::base::evidence::Evidence::default(),
        };
        assert_eq!(rings(&core.step(Event::Line(ring), at(1_500))), [false]);
        let effects = core.step(Event::Command(Command::TestRing(LINE)), at(1_600));
        assert!(rings(&effects).is_empty(), "the line is in use");
        let mut bare = opened(Capabilities { hook: true, ..Capabilities::default() });
        let effects = bare.step(Event::Command(Command::TestRing(LINE)), at(1_000));
        assert!(rings(&effects).is_empty());
        assert_eq!(bare.snapshot(at(1_000)).notices.len(), 1);
    }

    #[test]
    fn a_box_that_is_not_plugged_in_is_answered_with_the_boxes_that_are() {
        let mut core = Core::new(Settings::default(), CallId(1), "data".into());
        let there = FoundBoxView {
            address: "hid:335e:8a01@2-1".to_owned(),
            name: "8amps Maple".to_owned(),
            place: "2-1".to_owned(),
            access: BoxAccess::Accessible,
            remedy: None,
        };
        let failed = Event::LineFailed {
            choice: LineChoice::Box("telbox:6993:b001@1-2".to_owned()),
            known: Some(Known::Boxes(vec![there])),
            why: String::new(),
        };
        core.step(failed, at(10));
        let snap = core.snapshot(at(10));
        let told = Topic::NoSuchBox("8amps Maple (hid:335e:8a01@2-1)".to_owned());
        assert_eq!(snap.notices[0].topic, told);
        assert_eq!(snap.boxes.len(), 1);
        assert!(snap.devices.is_empty(), "a box is no sound device");
    }

    #[test]
    fn what_was_heard_in_five_seconds_is_played_after_them() {
        let mut core = opened(whole());
        core.step(Event::Command(Command::TestSound(LINE)), at(1_000));
        let until = core.snapshot(at(1_000)).lines[0].test_sound;
        assert_eq!(until, Some(Duration::from_secs(6)));
        let effects = core.step(Event::Tick, at(6_000));
        assert!(effects.contains(&Effect::PlayNewest(LINE, SOUND)), "{effects:?}");
    }
}
