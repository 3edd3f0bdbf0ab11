//! What the exchange and the people at its ends send, as samples: bursts, keys, alerting tones.
//! Levels as a desk sees them behind a kilometre or two of line. Pure. May depend on `base` and `dsp`.

use crate::base::caller_id::{Absence, BurstTime, CallerId, Format, NameCoding, Standard};
use crate::base::order::SimulatedCaller;
use crate::base::units::{Dbm0, Frames};
use crate::device::sim::settings::Timing;
use crate::dsp::burst::{self, BurstOptions};
use crate::dsp::dtmf;
use crate::dsp::tone::source::ToneSource;
use std::sync::Arc;
use std::time::Duration;

/// Samples at 8 kHz, full scale 1.0.
pub type Samples = Arc<[f32]>;

/// Which end of the line presses keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The desk phone.
    Near,
    /// The far end, weaker by the line.
    Far,
}

/// Alerting tone of EN 300 659: 2130 + 2750 Hz. Off-hook it lasts 75–85 ms; on-hook 88–110 ms.
const ALERT_HZ: [f32; 2] = [2130.0, 2750.0];
const ALERT: Duration = Duration::from_millis(85);
const ALERT_LEVEL: Dbm0 = Dbm0(-18.0);
/// The desk phone's answer to the alerting tone: DTMF D for 55–65 ms.
const ACKNOWLEDGE: Duration = Duration::from_millis(60);

/// Longest name that a burst carries, in bytes. Displays show fewer.
const NAME_BYTES: usize = 60;
/// Longest number, in digits.
const NUMBER_DIGITS: usize = 20;

/// The keys among `text`: digits, `A`–`D`, `*`, `#`; full-width forms and everything else are left out.
#[must_use]
pub fn dialable(text: &str) -> String {
    text.chars().map(|c| c.to_ascii_uppercase()).filter(|c| dtmf::tones_of(*c).is_some()).collect()
}

/// Key presses as sound, the last pause left out.
#[must_use]
pub fn keys(keys: &str, side: Side, timing: &Timing) -> Samples {
    let level = match side {
        Side::Near => Dbm0(-10.0),
        Side::Far => Dbm0(-16.0),
    };
    let mut sound = dtmf::render(keys, level, timing.key_on, timing.key_off);
    sound.truncate(sound.len().saturating_sub(Frames::within(timing.key_off).0 as usize));
    sound.into()
}

/// The alerting tone before a call-waiting or a British burst.
#[must_use]
pub fn alert() -> Samples {
    let mut sound = vec![0.0; Frames::within(ALERT).0 as usize];
    ToneSource::custom(ALERT_HZ, &[], ALERT_LEVEL).fill(&mut sound);
    sound.into()
}

/// The desk phone says that it wants the burst.
#[must_use]
pub fn acknowledge() -> Samples {
    dtmf::render("D", Dbm0(-10.0), ACKNOWLEDGE, Duration::ZERO).into()
}

/// The burst of a caller on an idle line (type 1).
#[must_use]
pub fn burst(
    caller: &SimulatedCaller,
    names: NameCoding,
    time: BurstTime,
    timing: &Timing,
) -> Samples {
    let options =
        BurstOptions { on: timing.key_on, off: timing.key_off, ..BurstOptions::default() };
    burst::render(&message(caller, names, time), options).into()
}

/// The burst of a caller who waits (type 2). There is no DTMF form of it: such a caller comes as Bell 202.
#[must_use]
pub fn waiting_burst(caller: &SimulatedCaller, names: NameCoding, time: BurstTime) -> Samples {
    let mut message = message(caller, names, time);
    if message.standard != Standard::V23 {
        message.standard = Standard::Bell202;
    }
    if message.format != Format::Sdmf {
        message.format = Format::Mdmf;
    }
    burst::render(&message, BurstOptions::off_hook()).into()
}

/// What the exchange puts into the burst. SDMF and DTMF carry no name.
#[must_use]
pub fn message(caller: &SimulatedCaller, names: NameCoding, time: BurstTime) -> CallerId {
    let number: String = dialable(&caller.number).chars().take(NUMBER_DIGITS).collect();
    let standard = match caller.standard {
        Standard::Box => Standard::Bell202,
        other => other,
    };
    let format = match (standard, caller.format) {
        (Standard::Dtmf, _) => Format::Dtmf,
        (_, Format::Sdmf) => Format::Sdmf,
        (_, Format::Mdmf | Format::Dtmf | Format::Box) => Format::Mdmf,
    };
    CallerId {
        standard,
        format,
        absence: number.is_empty().then_some(Absence::Private),
        number: Some(number).filter(|number| !number.is_empty()),
        name: if format == Format::Mdmf { name_bytes(&caller.name, names) } else { Vec::new() },
        time: (standard != Standard::Dtmf).then_some(time),
        checksum_ok: true,
    }
}

/// The name in bytes, cut between characters.
fn name_bytes(name: &str, names: NameCoding) -> Vec<u8> {
    let mut bytes = Vec::new();
    for c in name.chars().filter(|c| !c.is_control()) {
        let more = names.encode(c.encode_utf8(&mut [0; 4]));
        if bytes.len() + more.len() > NAME_BYTES {
            break;
        }
        bytes.extend(more);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::order::BurstMoment;

    #[test]
    fn a_very_long_name_is_cut_between_characters() {
        let caller = SimulatedCaller {
            number: "010 6234-5678".into(),
            name: "重庆".repeat(40),
            standard: Standard::Bell202,
            format: Format::Mdmf,
            moment: BurstMoment::BetweenRings,
        };
        let time = BurstTime { month: 11, day: 22, hour: 3, minute: 10 };
        let id = message(&caller, NameCoding::Gbk, time);
        assert_eq!(id.number.as_deref(), Some("01062345678"));
        assert_eq!(NameCoding::Gbk.decode(&id.name), "重庆".repeat(15));
    }
}
