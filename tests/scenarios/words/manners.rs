//! Words of scripts about manners: `set pop on_ring|on_answer|by_hand`, `command act ACT`, `command quiet MINUTES|open|off`,
//! `command show_card ID`, `command window`.

use ringdesk::engine::settings::Settings;
use ringdesk::engine::topics::manners::{DeskAct, MannersCommand, QuietUntil, RingOrder};
use std::time::Duration;

/// A setting of this topic.
pub fn set(settings: &mut Settings, words: &[&str], place: &str) {
    match words {
        ["pop", policy] => settings.manners.pop = crate::script::word(policy, place),
        _ => panic!("unknown setting: {place}"),
    }
}

/// A command of this topic.
pub fn command(words: &[&str], place: &str) -> MannersCommand {
    match words {
        ["window"] => MannersCommand::WindowOpen,
        ["act", act] => MannersCommand::Act(crate::script::word::<DeskAct>(act, place)),
        ["show_card", id] => MannersCommand::ShowCard(crate::script::call_id(id, place)),
        ["quiet", "off"] => MannersCommand::DoNotDisturb(None),
        ["quiet", "open"] => MannersCommand::DoNotDisturb(Some(QuietUntil::SwitchedOff)),
        ["quiet", minutes] => {
            let span = Duration::from_mins(minutes.parse().unwrap());
            MannersCommand::DoNotDisturb(Some(QuietUntil::For(span)))
        }
        _ => panic!("unknown command: {place}"),
    }
}

/// How an order to the ringer reads in a timeline.
pub fn ring(order: &RingOrder) -> String {
    match order {
        RingOrder::Start(ring) => format!("ring sounds: {:?} {} %", ring.tone, ring.volume),
        RingOrder::Stop => "ring is silent".to_owned(),
    }
}
