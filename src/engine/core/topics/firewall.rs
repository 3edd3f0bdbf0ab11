//! The firewall for incoming calls: rules, decisions and their reasons: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::topics::firewall::{FirewallCommand, FirewallView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct FirewallDesk {}

impl FirewallDesk {
    /// What the views see.
    #[allow(clippy::unused_self, reason = "filled in by its topic")]
    pub(in crate::engine::core) fn view(&self) -> FirewallView {
        FirewallView::default()
    }
}

impl Core {
    /// A wish of this topic.
    #[allow(clippy::unused_self, reason = "filled in by its topic")]
    pub(in crate::engine::core) fn firewall_command(
        &mut self,
        command: FirewallCommand,
        _now: Stamp,
        _out: &mut Vec<Effect>,
    ) {
        match command {}
    }
}
