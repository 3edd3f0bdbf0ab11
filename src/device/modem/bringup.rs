//! From an unknown state to an armed modem on-hook: out of any stuck voice state, reset, asked, set, caller ID on.
//! The order is that of hardware notes on V.253 modems. May depend on `base`.

use crate::base::tuning::RawCallerId;
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::link::{LinkError, LinkErrorKind};
use crate::device::modem::at::Outcome;
use crate::device::modem::dle;
use crate::device::modem::engine::Engine;
use crate::device::modem::probe::Unit;
use crate::device::modem::profile::OTHER_ARMS;
use crate::device::modem::wire::device_error;
use std::time::Duration;

/// How long an ordinary command may take.
pub(super) const PATIENCE: Duration = Duration::from_millis(1_500);
/// Silence before and after `+++`.
pub(super) const GUARD: Duration = Duration::from_millis(1_100);
/// How long a modem takes to leave a voice state.
const SETTLE: Duration = Duration::from_millis(250);
/// Attempts to get an answer.
const ATTEMPTS: u32 = 2;

/// What may differ from unit to unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Country to set (ITU-T T.35 code: B5 United States); `None`: as it is.
    pub country: Option<u8>,
    /// Caller ID as raw packets (`+VCID=2`), for modems whose formatted reports never come.
    pub raw_caller_id: RawCallerId,
    /// The modem dials and listens by itself (`ATD`) even where we could.
    pub modem_dials: bool,
    /// Calls of the desk phone are not recorded, for modems that do not notice when it is put back although they say so.
    pub leave_desk_phone: bool,
}

/// Brings a modem up and says what it is, with what was found odd.
///
/// # Errors
/// `Failed` when it does not answer; what the wire says.
pub fn bring_up(engine: &mut Engine, options: Options) -> Result<(Unit, Vec<String>), DeviceError> {
    let mut findings = engine.wire().findings().to_vec();
    wake(engine).map_err(device_error)?;
    if !greet(engine).map_err(device_error)? {
        let reset = if engine.wire_mut().reset() { "; it was reset" } else { "" };
        let name = &engine.wire().link().about().name;
        let context = format!("{name} does not answer commands{reset}");
        return Err(DeviceError::new(DeviceErrorKind::Failed, context));
    }
    let before = engine.echoes();
    let mut unit = Unit::probe(engine).map_err(device_error)?;
    unit.echoes = engine.echoes() > before;
    set(engine, &unit, options).map_err(device_error)?;
    arm_first(engine, &mut unit, options).map_err(device_error)?;
    if unit.rest() == 8 {
        engine.command("AT+FCLASS=8", PATIENCE).map_err(device_error)?;
        engine.command("AT+VLS=0", PATIENCE).map_err(device_error)?;
    }
    engine.forget_codes();
    explain(&unit, &mut findings);
    Ok((unit, findings))
}

/// A pause, or an error that ends everything. A wire that only refuses bytes is tried on.
fn bear(result: Result<(), LinkError>) -> Result<(), LinkError> {
    match result {
        Err(error) if matches!(error.kind, LinkErrorKind::Timeout | LinkErrorKind::Stalled) => {
            Ok(())
        }
        other => other,
    }
}

/// Out of whatever state a crash has left.
fn wake(engine: &mut Engine) -> Result<(), LinkError> {
    for _ in 0..ATTEMPTS {
        for stop in dle::STOPS {
            bear(engine.send(stop))?;
        }
        bear(engine.send(b"\r"))?;
        engine.pause(SETTLE)?;
        engine.assume_text();
        if engine.command("AT", SETTLE)?.is_good() {
            return Ok(());
        }
        engine.pause(GUARD)?;
        bear(engine.send(b"+++"))?;
        engine.pause(GUARD)?;
    }
    Ok(())
}

/// On-hook, reset, no echo, words for results. Whether it answers at all.
fn greet(engine: &mut Engine) -> Result<bool, LinkError> {
    for _ in 0..ATTEMPTS {
        let mut answers = 0;
        for command in ["ATH0", "ATZ", "ATE0", "ATV1", "AT+FCLASS=0", "ATM0", "ATS0=0"] {
            let reply = engine.command(command, PATIENCE)?;
            answers += u32::from(reply.outcome != Outcome::Timeout);
            if answers == 0 && command == "ATZ" {
                break;
            }
        }
        // The last of them must have been heard: what came before may have been answers to noise.
        if answers >= 3 && engine.command("AT", PATIENCE)?.is_good() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Settings that are lost with each reset, besides caller ID.
pub(super) fn settings(unit: &Unit, options: Options) -> Vec<String> {
    let mut settings: Vec<String> =
        ["ATE0", "ATV1", "ATM0", "ATS0=0", "ATX4", "AT&D2"].map(str::to_owned).to_vec();
    settings.extend(unit.profile.setup.iter().map(|command| (*command).to_owned()));
    settings.extend(country(options));
    settings
}

/// The word that sets its country.
pub(super) fn country(options: Options) -> Option<String> {
    options.country.map(|code| format!("AT+GCI={code:02X}"))
}

fn set(engine: &mut Engine, unit: &Unit, options: Options) -> Result<(), LinkError> {
    for command in settings(unit, options) {
        engine.command(&command, PATIENCE)?;
    }
    Ok(())
}

/// The word that switches text on, and that for packets.
const TEXT: &str = "AT+VCID=1";
const PACKETS: &str = "AT+VCID=2";

/// What is said instead of a word of the profile: the first that the modem takes.
fn arm_words(word: &'static str, raw: RawCallerId) -> Vec<&'static str> {
    match raw {
        _ if word != TEXT => vec![word],
        RawCallerId::Auto => vec![TEXT, PACKETS],
        RawCallerId::On => vec![PACKETS],
        RawCallerId::Off => vec![TEXT],
    }
}

/// The words by which caller ID was switched on, for another way of handing it on.
pub(super) fn rearmed(arm: &mut [String], raw: RawCallerId) {
    let word = if raw == RawCallerId::On { PACKETS } else { TEXT };
    let about = |said: &&mut String| [TEXT, PACKETS].contains(&said.as_str());
    arm.iter_mut().filter(about).for_each(|said| word.clone_into(said));
}

/// Switches caller ID on and remembers by which words.
fn arm_first(engine: &mut Engine, unit: &mut Unit, options: Options) -> Result<(), LinkError> {
    for word in unit.profile.arm {
        for command in arm_words(word, options.raw_caller_id) {
            if engine.command(command, PATIENCE)?.is_good() {
                unit.arm.push(command.to_owned());
                break;
            }
        }
    }
    if !unit.arm.iter().any(|word| word.starts_with("AT+VCID")) {
        for command in OTHER_ARMS {
            if engine.command(command, PATIENCE)?.is_good() {
                unit.arm.push((*command).to_owned());
                break;
            }
        }
    }
    // A modem that took the command has caller ID, whatever it said when it was asked.
    unit.caller_id = unit.arm.iter().any(|word| !word.starts_with("AT-STE"));
    Ok(())
}

/// What a person should know of a modem's limits.
fn explain(unit: &Unit, findings: &mut Vec<String>) {
    let mut say = |text: &str| findings.push(text.to_owned());
    if !unit.caller_id {
        say("The modem takes no command for caller ID.");
    }
    if !unit.voice {
        say("The modem has no voice mode: it tells rings and caller ID, and can do nothing else.");
        return;
    }
    if unit.methods.is_empty() {
        say("The modem offers no codec that is known: calls are not recorded.");
    }
    if !unit.tells_hook() {
        say(
            "The modem does not tell when the desk phone is lifted: a call that is answered there looks unanswered, and is not recorded.",
        );
    } else if unit.tap().is_some_and(|place| place == unit.profile.seized) {
        say(
            "To record a call of the desk phone the modem takes the line along with it, and leaves when it tells that the phone was put back, at busy tone, or after a minute of silence.",
        );
    } else if unit.tap().is_none() {
        say(
            "The modem could not tell when the desk phone is put back while it records: calls of the desk phone are not recorded.",
        );
    }
    if unit.profile.name == "conexant"
        && unit.country.as_deref().is_some_and(|code| !code.eq_ignore_ascii_case("B5"))
    {
        say(
            "Modems of this family often tell caller ID only when their country is B5 (United States); this one is set otherwise.",
        );
    }
}
