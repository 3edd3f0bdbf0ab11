//! Desk manners: when cards pop up, when it rings, do not disturb, and what one key or a headset may ask for.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

mod acts;
mod quiet;
mod ringer;

use crate::base::clock::Stamp;
use crate::base::ids::CallId;
use crate::engine::core::Core;
use crate::engine::core::calls::CallDesk;
use crate::engine::effect::Effect;
use crate::engine::notice::{Severity, Topic};
use crate::engine::settings::Settings;
use crate::engine::snapshot::DeviceChoice;
use crate::engine::topics::manners::{
    MannersCommand, MannersReport, MannersView, PopPolicy, RingSettings,
};
use crate::line::sign::Direction;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// How long a ring is tried out.
const TRIAL: Duration = Duration::from_secs(5);

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct MannersDesk {
    has_window: bool,
    /// Calls whose ring a person has silenced.
    silenced: BTreeSet<CallId>,
    /// How it rings now.
    playing: Option<RingSettings>,
    /// A ring that is tried out, and until when (monotonic).
    trial: Option<(RingSettings, Duration)>,
    /// When do-not-disturb ends, monotonic.
    quiet_ends: Option<Duration>,
    outputs: Arc<Vec<DeviceChoice>>,
}

impl MannersDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> MannersView {
        MannersView {
            ringing: self.playing.is_some() && self.trial.is_none(),
            trying: self.trial.is_some(),
            outputs: Arc::clone(&self.outputs),
        }
    }

    /// When something of it is due.
    pub(in crate::engine::core) fn next_deadline(&self) -> Option<Duration> {
        self.quiet_ends.into_iter().chain(self.trial.as_ref().map(|(_, until)| *until)).min()
    }
}

/// Whether a call is to come in without a sound and without a card (the firewall says so).
pub(in crate::engine::core) fn is_quiet(call: &CallDesk) -> bool {
    call.screening.quiet
}

/// Whether a call may show its card by itself at this moment of its life.
pub(in crate::engine::core) fn may_pop(
    call: &CallDesk,
    moment: PopPolicy,
    settings: &Settings,
) -> bool {
    let manners = &settings.manners;
    call.session.record.direction == Direction::Incoming
        && manners.pop == moment
        && manners.quiet.is_none()
        && !is_quiet(call)
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn manners_command(
        &mut self,
        command: MannersCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        match command {
            MannersCommand::WindowOpen => self.manners.has_window = true,
            MannersCommand::Act(act) => self.desk_act(act, now, out),
            MannersCommand::DoNotDisturb(until) => self.do_not_disturb(until, now, out),
            MannersCommand::ShowCard(call) => self.show_card(call),
            MannersCommand::TryRing(wanted) => {
                self.manners.trial = wanted.map(|ring| (ring, now.mono + TRIAL));
            }
        }
    }

    /// What the runtime found out.
    pub(in crate::engine::core) fn manners_report(
        &mut self,
        report: MannersReport,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let topic = match report {
            MannersReport::Outputs(outputs) => {
                self.manners.outputs = Arc::new(outputs);
                return;
            }
            MannersReport::RingElsewhere(device, why) => {
                Topic::RingElsewhere(format!("{device} ({why})"))
            }
            MannersReport::RingFileBad(file, why) => Topic::RingFileBad(format!("{file} ({why})")),
            MannersReport::RingSilent(why) => Topic::RingSilent(why),
        };
        self.notice(Severity::Warning, topic, now, out);
    }

    /// Opens the card of a call if it may show itself at this moment.
    pub(in crate::engine::core) fn consider_pop(&mut self, id: CallId, moment: PopPolicy) {
        let settings = Arc::clone(&self.settings);
        if let Some(call) = self.calls.iter_mut().find(|call| call.session.record.id == id) {
            call.popup |= may_pop(call, moment, &settings);
        }
    }

    /// A person wants to see the card.
    fn show_card(&mut self, id: CallId) {
        if let Some(call) = self.calls.iter_mut().find(|call| call.session.record.id == id) {
            call.popup = true;
            call.by_hand = true;
        }
    }

    /// After every step: cards of calls that turned out to be quiet leave, and the ring follows what goes on.
    pub(in crate::engine::core) fn follow_manners(&mut self, out: &mut Vec<Effect>) -> bool {
        let mut hidden = false;
        for call in &mut self.calls {
            let typed = !call.session.record.note.is_empty();
            if call.popup && !call.by_hand && !typed && is_quiet(call) {
                call.popup = false;
                hidden = true;
            }
        }
        if hidden {
            self.calls.retain(|call| call.popup || call.ended.is_none());
        }
        let manners = &mut self.manners;
        let calls = &self.calls;
        manners.silenced.retain(|id| {
            calls.iter().any(|call| call.session.record.id == *id && call.ended.is_none())
        });
        let rings = |call: &CallDesk| {
            acts::is_ringing(call)
                && !is_quiet(call)
                && !manners.silenced.contains(&call.session.record.id)
        };
        let state = ringer::State {
            settings: &self.settings.manners.ring,
            has_window: manners.has_window,
            quiet: self.settings.manners.quiet.is_some(),
            ringing: calls.iter().any(rings),
            trial: manners.trial.as_ref().map(|(ring, _)| ring),
        };
        let order = ringer::step(&mut manners.playing, &state);
        out.extend(order.map(Effect::Ring));
        hidden
    }

    /// The program starts: what was switched on before goes on, or is over.
    pub(in crate::engine::core) fn begin_manners(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        let Some(quiet) = self.settings.manners.quiet else { return };
        let Some(until) = quiet.until_utc_millis else { return };
        match u64::try_from(until.saturating_sub(now.utc_millis)) {
            Ok(left) if left > 0 => {
                self.manners.quiet_ends = Some(now.mono + Duration::from_millis(left));
            }
            _ => self.set_quiet(None, out),
        }
    }

    /// Do-not-disturb and trials end by themselves.
    pub(in crate::engine::core) fn expire_manners(
        &mut self,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) -> bool {
        let mut changed = false;
        if self.manners.quiet_ends.is_some_and(|at| at <= now.mono) {
            self.manners.quiet_ends = None;
            self.set_quiet(None, out);
            changed = true;
        }
        if self.manners.trial.as_ref().is_some_and(|(_, until)| *until <= now.mono) {
            self.manners.trial = None;
            changed = true;
        }
        changed
    }
}
