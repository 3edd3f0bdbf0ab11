//! What drivers tell the line doctor, in the engine's words; and the boxes that are plugged in, with what helps.
//! May depend on `device`, `base` and the engine's types.

use crate::device::diagnosis::{Diagnosis, Supervision};
use crate::device::registry::{self, Listed};
use crate::device::supervisor::machine::State;
use crate::device::{Access, remedy};
use crate::engine::doctor::{
    BoxAccess, Counters, DialogueLine, DoctorView, FoundBoxView, LifeEntry, LifeState, LifeView,
};
use crate::engine::runtime::ringing;
use crate::engine::snapshot::DeviceChoice;
use std::time::Duration;

/// Families that are no boxes: they have lists of their own.
const NO_BOXES: [&str; 2] = ["sound", "sim"];

/// What a driver told at `at` of the program's clock.
#[must_use]
pub fn view(diagnosis: Diagnosis, at: Duration) -> DoctorView {
    let counters = Counters {
        received: diagnosis.link.received,
        sent: diagnosis.link.sent,
        not_understood: diagnosis.not_understood,
        underruns: diagnosis.underruns,
        overruns: diagnosis.overruns,
        stalls: diagnosis.link.stalls,
        dropped: diagnosis.link.dropped,
    };
    let said = diagnosis.dialogue.into_iter();
    let dialogue = said.map(|line| DialogueLine { at: line.at, ours: line.ours, text: line.text });
    DoctorView {
        at,
        profile: diagnosis.profile,
        facts: diagnosis.facts,
        findings: diagnosis.findings,
        dialogue: dialogue.collect(),
        counters,
        desk_phone: diagnosis.desk_phone,
        volts: diagnosis.volts,
        life: diagnosis.supervision.map(life),
    }
}

fn life(known: Supervision) -> LifeView {
    let entry = |entry: crate::device::supervisor::machine::Entry| LifeEntry {
        at: entry.at,
        state: state(entry.state),
        why: entry.why,
    };
    LifeView {
        state: state(known.state),
        since: known.since,
        health: known.health,
        history: known.history.into_iter().map(entry).collect(),
    }
}

fn state(state: State) -> LifeState {
    match state {
        State::Absent => LifeState::Absent,
        State::Found => LifeState::Found,
        State::NotPermitted => LifeState::NotPermitted,
        State::Busy => LifeState::Busy,
        State::BringingUp => LifeState::BringingUp,
        State::Ready => LifeState::Ready,
        State::Degraded => LifeState::Degraded,
        State::Lost => LifeState::Lost,
    }
}

/// Everything that is plugged in.
#[derive(Debug, Default)]
pub struct Plugged {
    /// Sound devices that can be a line.
    pub devices: Vec<DeviceChoice>,
    /// Sound devices that can ring.
    pub outputs: Vec<DeviceChoice>,
    /// Boxes.
    pub boxes: Vec<FoundBoxView>,
    /// Why some could not be listed, in words.
    pub failures: Vec<String>,
}

/// Looks for sound devices and boxes. Opens nothing; may take as long as a sound system likes.
#[must_use]
pub fn plugged() -> Plugged {
    let (listed, errors) = registry::list();
    let failures = errors.iter().map(ToString::to_string).collect();
    let mut plugged = Plugged { failures, ..Plugged::default() };
    plugged.failures.dedup(); // families share a bus
    plugged.outputs = ringing::outputs();
    for listed in listed {
        if listed.driver == "sound" {
            let Listed { found, .. } = listed;
            plugged.devices.push(DeviceChoice { id: found.id, name: found.name });
        } else if !NO_BOXES.contains(&listed.driver) {
            plugged.boxes.push(found_box(&listed));
        }
    }
    plugged
}

fn found_box(listed: &Listed) -> FoundBoxView {
    let (access, remedy) = remedy::look(&listed.found);
    let access = match access {
        Access::Accessible => BoxAccess::Accessible,
        Access::NotPermitted => BoxAccess::NotPermitted,
        Access::Busy => BoxAccess::Busy,
    };
    let (name, place) = (listed.found.name.clone(), listed.found.place.clone());
    FoundBoxView { address: listed.address(), name, place, access, remedy }
}
