//! Whether it rings, decided from the whole state after every step: nobody has to remember to stop it.
//! May depend on the engine's own types.

use crate::engine::topics::manners::{RingOrder, RingSettings};

/// What counts.
#[derive(Debug)]
pub(super) struct State<'a> {
    pub(super) settings: &'a RingSettings,
    pub(super) has_window: bool,
    pub(super) quiet: bool,
    /// A call rings that may be heard and that nobody has silenced.
    pub(super) ringing: bool,
    /// A person tries out a ring.
    pub(super) trial: Option<&'a RingSettings>,
}

/// The order that is needed, if any. `playing` is how it rings after it.
pub(super) fn step(playing: &mut Option<RingSettings>, state: &State<'_>) -> Option<RingOrder> {
    let aloud = state.settings.on && state.has_window && state.ringing && !state.quiet;
    let wanted = match state.trial {
        Some(trial) if !aloud => Some(trial),
        _ => aloud.then_some(state.settings),
    };
    if playing.as_ref() == wanted {
        return None;
    }
    *playing = wanted.cloned();
    Some(wanted.map_or(RingOrder::Stop, |ring| RingOrder::Start(ring.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::topics::manners::RingTone;

    fn ring() -> RingSettings {
        RingSettings::default()
    }

    #[test]
    fn it_rings_once_and_stops_for_every_reason() {
        let settings = ring();
        let rings = State {
            settings: &settings,
            has_window: true,
            quiet: false,
            ringing: true,
            trial: None,
        };
        let reasons: [fn(&mut State<'_>); 3] =
            [|s| s.ringing = false, |s| s.quiet = true, |s| s.has_window = false];
        for reason in reasons {
            let mut playing = None;
            assert_eq!(step(&mut playing, &rings), Some(RingOrder::Start(ring())));
            assert_eq!(step(&mut playing, &rings), None, "already ringing");
            let mut other = State { settings: &settings, ..rings };
            reason(&mut other);
            assert_eq!(step(&mut playing, &other), Some(RingOrder::Stop));
            assert_eq!(step(&mut playing, &other), None);
        }
    }

    #[test]
    fn a_person_who_wants_no_ring_gets_none_but_may_try_one() {
        let off = RingSettings { on: false, ..ring() };
        let chime = RingSettings { tone: RingTone::Chime, ..off.clone() };
        let mut playing = None;
        let state =
            |trial| State { settings: &off, has_window: true, quiet: true, ringing: true, trial };
        assert_eq!(step(&mut playing, &state(None)), None);
        let trial = step(&mut playing, &state(Some(&chime)));
        assert_eq!(trial, Some(RingOrder::Start(chime.clone())));
        assert_eq!(step(&mut playing, &state(None)), Some(RingOrder::Stop));
    }

    #[test]
    fn a_real_call_rings_over_a_trial_and_a_new_volume_is_heard_at_once() {
        let (settings, loud) = (ring(), RingSettings { volume: 100, ..ring() });
        let chime = RingSettings { tone: RingTone::Chime, ..ring() };
        let mut playing = Some(chime.clone());
        let mut state = State {
            settings: &settings,
            has_window: true,
            quiet: false,
            ringing: true,
            trial: Some(&chime),
        };
        assert_eq!(step(&mut playing, &state), Some(RingOrder::Start(ring())));
        state.settings = &loud;
        assert_eq!(step(&mut playing, &state), Some(RingOrder::Start(loud.clone())));
    }
}
