//! What one scenario line means: settings and acts. May depend on `base`.

use super::Complaint;
use super::word::{Word, nothing_more};
use crate::base::caller_id::{BurstTime, Format, NameCoding, Standard};
use crate::base::order::{BurstMoment, FarEndAction, SimulatedCaller};
use crate::base::units::Dbm0;
use crate::device::sim::settings::{SimSettings, Timing};
use std::path::PathBuf;

/// Every verb, for messages.
pub(super) const VERBS: &str = "one of ring, lift, replace, dial, answer, speak, press, busy, congestion, unknown, hangup, waiting, pull, \
     plug, lose_audio, restore_audio, end";

/// Digits that a burst can carry.
const NUMBER_DIGITS: usize = 20;

/// Takes a settings line. `false`: it is none.
pub(super) fn setting(
    first: &Word,
    rest: &[Word],
    settings: &mut SimSettings,
) -> Result<bool, Complaint> {
    match first.text.as_str() {
        "cadence" => {
            settings.timing = choice(rest, &[("normal", Timing::NORMAL), ("fast", Timing::FAST)])?;
        }
        "box_caller_id" => settings.box_caller_id = choice(rest, &[("on", true), ("off", false)])?,
        "names" => {
            settings.names =
                choice(rest, &[("gbk", NameCoding::Gbk), ("latin1", NameCoding::Latin1)])?;
        }
        "noise" => settings.noise = noise(rest)?,
        "time" => settings.time = Some(burst_time(rest)?),
        _ => return Ok(false),
    }
    Ok(true)
}

/// Understands an act.
pub(super) fn action(verb: &Word, arguments: &[Word]) -> Result<FarEndAction, Complaint> {
    use FarEndAction as Act;
    let plain = |action: Act| nothing_more(arguments).map(|()| action);
    match verb.text.as_str() {
        "ring" => caller(arguments, false).map(Act::Ring),
        "waiting" => caller(arguments, true).map(Act::CallWaiting),
        "dial" => keys(arguments).map(Act::DialDeskPhone),
        "press" => keys(arguments).map(Act::Press),
        "speak" => speak(arguments),
        "lift" => plain(Act::LiftDeskPhone),
        "replace" => plain(Act::ReplaceDeskPhone),
        "answer" => plain(Act::Answer),
        "busy" => plain(Act::Busy),
        "congestion" => plain(Act::Congestion),
        "unknown" => plain(Act::NoSuchNumber),
        "hangup" => plain(Act::HangUp),
        "pull" => plain(Act::PullCable),
        "plug" => plain(Act::PlugCable),
        "lose_audio" => plain(Act::LoseAudio),
        "restore_audio" => plain(Act::RestoreAudio),
        other => Err(Complaint::new(VERBS, other)),
    }
}

fn caller(arguments: &[Word], waiting: bool) -> Result<SimulatedCaller, Complaint> {
    let expected = format!("a number of 1 to {NUMBER_DIGITS} digits, or \"withheld\"");
    let Some((number, options)) = arguments.split_first() else {
        return Err(Complaint::missing(expected));
    };
    let withheld = number.is("withheld");
    let sound = |c: char| c.is_ascii_digit() || c == '*' || c == '#';
    if !withheld
        && (!(1..=NUMBER_DIGITS).contains(&number.text.len()) || !number.text.chars().all(sound))
    {
        return Err(Complaint::new(expected, &number.text));
    }
    let mut caller = SimulatedCaller {
        number: if withheld { String::new() } else { number.text.clone() },
        name: String::new(),
        standard: Standard::Bell202,
        format: Format::Mdmf,
        moment: BurstMoment::BetweenRings,
    };
    let mut moment = None;
    for option in options {
        caller_option(option, &mut caller, &mut moment)?;
    }
    if caller.standard == Standard::Dtmf {
        if waiting {
            return Err(Complaint::new("standard=bell202 or standard=v23", "standard=dtmf"));
        }
        caller.format = Format::Dtmf;
        moment = moment.or(Some(BurstMoment::BeforeRing));
    }
    caller.moment = moment.unwrap_or_default();
    Ok(caller)
}

fn caller_option(
    option: &Word,
    caller: &mut SimulatedCaller,
    moment: &mut Option<BurstMoment>,
) -> Result<(), Complaint> {
    let options =
        "name=…, standard=bell202|v23|dtmf, format=mdmf|sdmf or when=before|between|never";
    match option.pair() {
        Some(("name", name)) => name.clone_into(&mut caller.name),
        Some(("standard", "bell202")) => caller.standard = Standard::Bell202,
        Some(("standard", "v23")) => caller.standard = Standard::V23,
        Some(("standard", "dtmf")) => caller.standard = Standard::Dtmf,
        Some(("format", "mdmf")) => caller.format = Format::Mdmf,
        Some(("format", "sdmf")) => caller.format = Format::Sdmf,
        Some(("when", "before")) => *moment = Some(BurstMoment::BeforeRing),
        Some(("when", "between")) => *moment = Some(BurstMoment::BetweenRings),
        Some(("when", "never")) => *moment = Some(BurstMoment::Never),
        _ => return Err(Complaint::new(options, &option.text)),
    }
    Ok(())
}

fn keys(arguments: &[Word]) -> Result<String, Complaint> {
    let expected = "keys: 0-9, *, #, A-D, at most 32";
    let Some((keys, rest)) = arguments.split_first() else {
        return Err(Complaint::missing(expected));
    };
    let is_key = |c: char| matches!(c, '0'..='9' | '*' | '#' | 'A'..='D' | 'a'..='d');
    if keys.text.is_empty() || keys.text.len() > 32 || !keys.text.chars().all(is_key) {
        return Err(Complaint::new(expected, &keys.text));
    }
    nothing_more(rest)?;
    Ok(keys.text.to_ascii_uppercase())
}

fn speak(arguments: &[Word]) -> Result<FarEndAction, Complaint> {
    let Some((file, rest)) = arguments.split_first() else {
        return Ok(FarEndAction::Speak(None));
    };
    if file.text.is_empty() || file.text.contains('\0') {
        return Err(Complaint::new("the name of a WAV file", &file.text));
    }
    nothing_more(rest)?;
    Ok(FarEndAction::Speak(Some(PathBuf::from(&file.text))))
}

fn choice<T: Copy>(rest: &[Word], choices: &[(&str, T)]) -> Result<T, Complaint> {
    let expected = choices.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" or ");
    let Some((word, more)) = rest.split_first() else { return Err(Complaint::missing(expected)) };
    nothing_more(more)?;
    let found = choices.iter().find(|(name, _)| word.is(name)).map(|(_, value)| *value);
    found.ok_or_else(|| Complaint::new(expected, &word.text))
}

fn noise(rest: &[Word]) -> Result<Dbm0, Complaint> {
    let expected = "a level in dBm0 from -96 to -20";
    let Some((word, more)) = rest.split_first() else { return Err(Complaint::missing(expected)) };
    nothing_more(more)?;
    let level = word.text.parse::<f32>().ok().filter(|level| (-96.0..=-20.0).contains(level));
    level.map(Dbm0).ok_or_else(|| Complaint::new(expected, &word.text))
}

/// `11-22 03:10`.
fn burst_time(rest: &[Word]) -> Result<BurstTime, Complaint> {
    let expected = "month-day hour:minute, such as 11-22 03:10";
    let [date, time, more @ ..] = rest else { return Err(Complaint::missing(expected)) };
    nothing_more(more)?;
    let read = || {
        let two = |s: &str| s.parse::<u8>().ok().filter(|_| s.len() == 2);
        let (month, day) = date.text.split_once('-')?;
        let (hour, minute) = time.text.split_once(':')?;
        let (month, day) = (two(month)?, two(day)?);
        let (hour, minute) = (two(hour)?, two(minute)?);
        let sane = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60;
        sane.then_some(BurstTime { month, day, hour, minute })
    };
    read().ok_or_else(|| Complaint::new(expected, &format!("{} {}", date.text, time.text)))
}
