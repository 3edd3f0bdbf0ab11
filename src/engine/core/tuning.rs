//! What is set of a box: said to it whenever it is opened or comes back, and when a person changes it.
//! May depend on `base`.

use super::Core;
use crate::base::order::BoxOrder;
use crate::base::tuning::Tuning;
use crate::engine::effect::Effect;
use crate::engine::settings::{LineChoice, SettingChange};

impl Core {
    /// A person sets something of a box; the box learns of it at once where it is open.
    pub(super) fn set_tuning(&mut self, address: String, tuning: Tuning, out: &mut Vec<Effect>) {
        let before = self.settings.tuning(&address);
        let choice = LineChoice::Box(address.clone());
        self.change(SettingChange::Tuning(address, tuning), out);
        let open = self.lines.iter().find(|desk| desk.choice == choice && desk.claimed.tunable());
        if let Some(desk) = open.filter(|_| tuning != before) {
            out.push(Effect::Order(desk.id, BoxOrder::Tune(tuning)));
        }
    }

    /// A line was opened, or its box has come back: it knows nothing any more.
    pub(super) fn tune(&self, place: usize, out: &mut Vec<Effect>) {
        let Some(desk) = self.lines.get(place).filter(|desk| desk.claimed.tunable()) else {
            return;
        };
        let LineChoice::Box(address) = &desk.choice else { return };
        let tuning = self.settings.tuning(address);
        if tuning != Tuning::default() {
            out.push(Effect::Order(desk.id, BoxOrder::Tune(tuning)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::capability::Capabilities;
    use crate::base::clock::Stamp;
    use crate::base::evidence::Evidence;
    use crate::base::ids::{CallId, LineId};
    use crate::base::signal::{Edge, LineSignal, Origin, Report};
    use crate::base::tuning::{Country, RawCallerId};
    use crate::engine::command::Command;
    use crate::engine::event::Event;
    use crate::engine::settings::Settings;
    use std::sync::Arc;

    const ADDRESS: &str = "modem:0572:1349@1-2";
    const LINE: LineId = LineId(0);

    fn new(settings: Settings) -> Core {
        Core::new(settings, CallId(1), "data".into())
    }

    fn modem() -> Capabilities {
        Capabilities { ring: true, country: true, own_dialler: true, ..Capabilities::default() }
    }

    fn opened(core: &mut Core, address: &str, claimed: Capabilities) -> Vec<BoxOrder> {
        let event = Event::LineOpened {
            line: LINE,
            choice: LineChoice::Box(address.to_owned()),
            name: "A box".into(),
            claimed,
            level: Arc::default(),
            doctor: Arc::default(),
        };
        orders(&core.step(event, Stamp::default()))
    }

    fn set(core: &mut Core, tuning: Tuning) -> Vec<BoxOrder> {
        let change = SettingChange::Tuning(ADDRESS.to_owned(), tuning);
        orders(&core.step(Event::Command(Command::Set(change)), Stamp::default()))
    }

    fn orders(effects: &[Effect]) -> Vec<BoxOrder> {
        let tunes = effects.iter().filter_map(|effect| match effect {
            Effect::Order(_, order @ BoxOrder::Tune(_)) => Some(order.clone()),
            _ => None,
        });
        tunes.collect()
    }

    fn china() -> Tuning {
        Tuning { country: Some(Country::China), raw_caller_id: RawCallerId::On, own_dialler: true }
    }

    #[test]
    fn a_box_is_told_at_once_and_whenever_it_is_opened_or_comes_back() {
        let mut core = new(Settings::default());
        assert_eq!(opened(&mut core, ADDRESS, modem()), [], "nothing is set");
        assert_eq!(set(&mut core, china()), [BoxOrder::Tune(china())]);
        assert_eq!(set(&mut core, china()), [], "nothing has changed");
        let mut at = Stamp::default();
        for edge in [Edge::Begin, Edge::End] {
            at.mono += std::time::Duration::from_secs(5);
            let report = Report {
                line: LINE,
                origin: Origin::Box,
                at: at.mono,
                signal: LineSignal::BoxLost(edge),
                evidence: Evidence::default(),
            };
            let told = orders(&core.step(Event::Line(report), at));
            assert_eq!(told.len(), usize::from(edge == Edge::End), "{edge:?}");
        }
        // Another start of the program.
        let mut core = new(Settings::clone(&core.settings));
        assert_eq!(opened(&mut core, ADDRESS, modem()), [BoxOrder::Tune(china())]);
        assert_eq!(set(&mut core, Tuning::default()), [BoxOrder::Tune(Tuning::default())]);
        assert_eq!(core.settings.tunings, Settings::default().tunings, "nothing is kept of it");
    }

    #[test]
    fn another_box_and_one_that_has_nothing_to_set_are_left_alone() {
        let mut core = new(Settings::default());
        set(&mut core, china());
        assert_eq!(opened(&mut core, "modem:0baf:0303@1-3", modem()), []);
        let receiver = Capabilities { ring: true, ..Capabilities::default() };
        assert_eq!(opened(&mut core, ADDRESS, receiver), []);
    }
}
