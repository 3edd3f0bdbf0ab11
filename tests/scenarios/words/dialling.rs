//! Words of calling out: `line dialler` (a box that takes the line), `suppressed NUMBER`, `set outside|tone|pulse|…`,
//! `command dial NUMBER …`, `box done seize|release|dial …`, `box refused seize WHY`.

use crate::script::Script;
use ringdesk::base::ids::LineId;
use ringdesk::base::number::PhoneNumber;
use ringdesk::base::order::BoxOrder;
use ringdesk::base::signal::LineSignal;
use ringdesk::call::dialling::{DialSource, Suppression};
use ringdesk::engine::command::Command;
use ringdesk::engine::topics::dialling::{DialCommand, WithoutTone};

/// What the head of a script says about calling out.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// The box takes the line and dials.
    pub dials: bool,
    /// Numbers in the do-not-call ledger.
    pub suppressed: Vec<String>,
    /// The ledger never answers.
    pub ledger_silent: bool,
}

/// A line of the script's head; `false`: none of ours.
pub fn head(words: &[&str], script: &mut Script) -> bool {
    let dialling = &mut script.settings.dialling;
    match words {
        ["suppressed", number] => script.dial.suppressed.push((*number).to_owned()),
        ["ledger", "silent"] => script.dial.ledger_silent = true,
        ["set", "outside", prefix] => (*prefix).clone_into(&mut dialling.plan.outside_prefix),
        ["set", "tone", "give_up"] => dialling.without_tone = WithoutTone::GiveUp,
        ["set", "pulse"] => dialling.pulse = true,
        ["set", "home", area] => (*area).clone_into(&mut script.settings.home_area_code),
        _ => return false,
    }
    true
}

/// A command.
pub fn command(words: &[&str]) -> Option<Command> {
    let dial = |number: &str, source| DialCommand::Dial {
        number: PhoneNumber::new(number.replace('_', " ")),
        customer: None,
        source,
    };
    Some(Command::Dialling(match words {
        ["dial", number] => dial(number, DialSource::Field),
        ["dial", number, "link"] => dial(number, DialSource::Link),
        ["redial"] => DialCommand::Redial,
        ["confirm", serial] => DialCommand::Confirm(serial.parse().unwrap()),
        ["cancel"] => DialCommand::Cancel,
        ["hang_up_line"] => DialCommand::HangUp,
        ["answer"] => DialCommand::Answer(LineId(0)),
        ["flash"] => DialCommand::Flash,
        ["keys", keys] => DialCommand::SendKeys((*keys).to_owned()),
        _ => return None,
    }))
}

/// A fact about an order.
pub fn signal(words: &[&str]) -> Option<LineSignal> {
    let order = |words: &[&str]| match words {
        ["seize", ..] => Some(BoxOrder::Seize),
        ["release", ..] => Some(BoxOrder::Release),
        ["dial", keys, ..] => Some(BoxOrder::Dial((*keys).to_owned())),
        ["pulse", keys, ..] => Some(BoxOrder::DialPulse((*keys).to_owned())),
        ["flash", ..] => Some(BoxOrder::Flash),
        _ => None,
    };
    match words {
        ["done", rest @ ..] => order(rest).map(LineSignal::OrderDone),
        ["refused", "seize", why, ..] => {
            let why = serde_json::from_value(serde_json::Value::from(*why)).unwrap();
            Some(LineSignal::OrderRefused(BoxOrder::Seize, why))
        }
        _ => None,
    }
}

/// What the ledger of the script says.
pub fn ledger(script: &[String], keys: &[String]) -> Option<Suppression> {
    let listed = |number: &&String| {
        keys.iter().any(|key| PhoneNumber::new(number.as_str()).key().as_str() == key)
    };
    script.iter().find(listed).map(|number| Suppression {
        id: 5,
        number: PhoneNumber::new(number.as_str()),
        reason: "asked for it".to_owned(),
        ..Suppression::default()
    })
}
