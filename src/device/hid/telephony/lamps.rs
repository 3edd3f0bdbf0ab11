//! What a telephone is to show: off-hook, ring and mute, and the output reports that say so. Pure.
//! May depend on `base`.

use crate::device::hid::report::{Kind, Layout};
use crate::device::hid::usage::{self, Usage};
use std::collections::BTreeMap;

/// Controls that turn the hook.
const HOOK: [Usage; 2] = [usage::LED_OFF_HOOK, usage::HOOK_SWITCH];
/// Controls that ring.
const RING: [Usage; 2] = [usage::LED_RING, usage::RINGER];
/// Controls that mute.
const MUTE: [Usage; 2] = [usage::LED_MUTE, usage::PHONE_MUTE];

/// What it is to show, and what it was told.
#[allow(clippy::struct_excessive_bools, reason = "three lamps: whether there, whether on")]
#[derive(Debug, Clone, Default)]
pub(super) struct Lamps {
    pub(super) can_hook: bool,
    pub(super) can_ring: bool,
    pub(super) can_mute: bool,
    pub(super) off_hook: bool,
    pub(super) ring: bool,
    pub(super) mute: bool,
    sent: BTreeMap<u8, Vec<u8>>,
}

impl Lamps {
    /// All off.
    pub(super) fn new(layout: &Layout) -> Self {
        let can = |usages: [Usage; 2]| {
            usages.into_iter().any(|usage| layout.about(Kind::Output, usage).next().is_some())
        };
        Self { can_hook: can(HOOK), can_ring: can(RING), can_mute: can(MUTE), ..Self::default() }
    }

    /// The usages that are on.
    fn on(&self) -> Vec<Usage> {
        let rows = [(self.off_hook, HOOK), (self.ring, RING), (self.mute, MUTE)];
        rows.into_iter().filter(|(on, _)| *on).flat_map(|(_, usages)| usages).collect()
    }

    /// The reports that must be sent, with their ids.
    pub(super) fn wanted(&self, layout: &Layout) -> Vec<(u8, Vec<u8>)> {
        let ours = |report: &u8| {
            let all = HOOK.into_iter().chain(RING).chain(MUTE);
            all.flat_map(|usage| layout.about(Kind::Output, usage))
                .any(|field| field.report == *report)
        };
        layout
            .reports(Kind::Output)
            .filter(ours)
            .map(|report| (report, layout.build(Kind::Output, report, &self.on())))
            .filter(|(report, whole)| self.sent.get(report) != Some(whole))
            .collect()
    }

    /// Something must be sent.
    pub(super) fn differ(&self, layout: &Layout) -> bool {
        !self.wanted(layout).is_empty()
    }

    /// The box took this report.
    pub(super) fn sent(&mut self, report: u8, whole: Vec<u8>) {
        self.sent.insert(report, whole);
    }

    /// The box may have forgotten what it was told.
    pub(super) fn forget(&mut self) {
        self.sent.clear();
    }

    /// Everything off, told or not.
    pub(super) fn all_off(&mut self) {
        (self.off_hook, self.ring, self.mute) = (false, false, false);
        self.forget();
    }
}
