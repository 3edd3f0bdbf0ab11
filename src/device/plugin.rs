//! A door for drivers that cannot live here: those of boxes whose maker gives away a closed library only.
//!
//! Many telephone boxes, most of those sold in China among them, are reached through a DLL whose wire protocol nobody
//! has published. We do not claim to drive them. Whoever has the library can: in a crate of their own, out of this tree.
//!
//! # How to write such a crate
//!
//! `examples/vendor_driver` is a whole one, with a pretend library; copy it.
//!
//! 1. A crate that depends on `ringdesk`, and a program of its own whose `main` is two lines:
//!    [`registry::register`](crate::device::registry::register) your driver, then
//!    [`cli::program::main`](crate::cli::program::main). The box is then a line like any other: `--line NAME:ID`, the
//!    settings, the log.
//! 2. [`BoxDriver`](crate::device::BoxDriver), stateless: its name (lower case, as in `--line NAME:ID`), the boxes that are
//!    there now, and how to open one. Listing never opens a box, for it may be in use. `usb_ids` may stay empty.
//! 3. [`LineBox`](crate::device::LineBox), an open box with one line; a library with eight channels is eight boxes. It
//!    lives on a thread of its own, so `poll` may wait, but never longer than it was told. The library's callbacks come
//!    on threads of the library: let them put the event, with the moment it came, into a *bounded* queue and return; `poll`
//!    takes it out and turns it into reports. What does not fit is counted and told in `diagnosis().not_understood`.
//! 4. Leave the line on-hook with the desk phone connected when a box is opened (a crash may have left it otherwise) and
//!    when it is dropped.
//! 5. `order`: do it or refuse it (`Unsupported`, `WrongState`, `Gone`, `Failed`). What takes long is begun, and
//!    [`LineSignal::OrderDone`] tells that it is over. Only *you* know which order an end belongs to: the events DialEnd,
//!    FlashEnd and their like are therefore not in the table below.
//! 6. `audio`: samples of the line as a [`SampleSource`](crate::audio::source::SampleSource) that never blocks, the library's
//!    callback filling a bounded buffer from the other side. Caller ID, digits and tones are then heard by us as well.
//! 7. When the box is gone: [`LineSignal::BoxLost`] once, then nothing, and every order is refused with `Gone`.
//! 8. Say how you know. An event that the library *concludes* (the far end answered, because ringback ended) goes out with
//!    [`Evidence::note`](crate::base::evidence::Evidence::note): the call's record shows it.
//!
//! # What their events mean
//!
//! The libraries around QNV's speak of the same things by the same numbers. [`sdk_event`] is this table:
//!
//! | number | name | signal |
//! |---|---|---|
//! | 1, 2 | PhoneHook, PhoneHang | `Hook(Off)`, `Hook(On)` |
//! | 3 | CallIn; data 0: ring, 1: pause | `Ring(Begin)`, `Ring(End)` |
//! | 4 | GetCallID | `CallerId` |
//! | 5 | StopCallIn | `Ring(End)`: the far end gave up, or somebody answered |
//! | 14, 37 | Silence, RecvSilence | `Voice(End)` |
//! | 38 | RecvVoice | `Voice(Begin)` |
//! | 15 | GetDTMFChar | `Digit` |
//! | 16 | RemoteHook; concluded from ringback | `Connected` |
//! | 17 | RemoteHang | `Cleared` |
//! | 18 | Busy | `Tone(Busy, Begin)` |
//! | 19 | DialTone | `Tone(Dial, Begin)` |
//! | 20 | PhoneDial: digits of the desk phone | one `Digit` each |
//! | 21 | RingBack; 0: tone, 1: 15 s without one, 2: it ended | `Tone(Ringback, Begin)`, `Tone(Ringback, End)` |
//! | 35 | OpenSoundFailed | `AudioLost(Begin)` |
//! | 198 | bytes of an FSK burst | `CallerId`, `OtherMessage` or `BurstDamaged` |
//! | 199 | DevErr; 3: unplugged | `BoxLost(Begin)` |
//!
//! Nothing comes of: ends of orders (6, 7–11, 24, 25: yours, see 5.), rings of the desk phone (12, 13: we asked for them),
//! the microphone's plug (22, 23), line free and line check (27, 70), fax (30–34), records (36), transfers (50–61),
//! switches of sound (100–106), and the other device errors (read, write, lost frame, clash: count them as faults).
//!
//! Numbers and names are as used by published programs that call these libraries; nobody has checked them against a box
//! here. May depend on `base`.

use crate::base::caller_id::{Absence, CallerId, Format, Standard};
use crate::base::message::{self, Message};
use crate::base::signal::{Edge, Hook, LineSignal, Tone};
use std::time::Duration;

/// An event as a library's callback brings it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SdkEvent {
    /// Which.
    pub number: u16,
    /// The number that comes with it.
    pub result: i32,
    /// The text or bytes that come with it; up to the first NUL where it is text.
    pub data: Vec<u8>,
}

/// Digits that are believed in one event.
const MOST_DIGITS: usize = 40;
/// A key's tone, where its length is not told.
const KEY: Duration = Duration::from_millis(100);

/// What an event means, in order; see the [table](self). Empty: nothing that a line would tell.
#[must_use]
pub fn sdk_event(event: &SdkEvent) -> Vec<LineSignal> {
    let signal = match event.number {
        1 => LineSignal::Hook(Hook::Off),
        2 => LineSignal::Hook(Hook::On),
        3 if code(event) == 0 => LineSignal::Ring(Edge::Begin),
        3 | 5 => LineSignal::Ring(Edge::End),
        4 => return caller(text(event)).into_iter().collect(),
        14 | 37 => LineSignal::Voice(Edge::End),
        38 => LineSignal::Voice(Edge::Begin),
        15 | 20 => return digits(event),
        16 => LineSignal::Connected,
        17 => LineSignal::Cleared,
        18 => LineSignal::Tone(Tone::Busy, Edge::Begin),
        19 => LineSignal::Tone(Tone::Dial, Edge::Begin),
        21 if code(event) == 0 => LineSignal::Tone(Tone::Ringback, Edge::Begin),
        21 => LineSignal::Tone(Tone::Ringback, Edge::End),
        35 => LineSignal::AudioLost(Edge::Begin),
        198 => burst(&event.data),
        199 if event.result == 3 => LineSignal::BoxLost(Edge::Begin),
        _ => return Vec::new(),
    };
    vec![signal]
}

/// The data as text.
fn text(event: &SdkEvent) -> &[u8] {
    let end = event.data.iter().position(|byte| *byte == 0).unwrap_or(event.data.len());
    event.data.get(..end).unwrap_or_default().trim_ascii()
}

/// The small number of an event: in its data, else its result.
fn code(event: &SdkEvent) -> i32 {
    let written = std::str::from_utf8(text(event)).ok().and_then(|text| text.parse().ok());
    written.unwrap_or(event.result)
}

fn caller(text: &[u8]) -> Option<LineSignal> {
    let number: String = text
        .iter()
        .filter(|byte| byte.is_ascii_digit() || **byte == b'+')
        .map(|byte| char::from(*byte))
        .take(MOST_DIGITS)
        .collect();
    let absence = match text {
        b"P" => Some(Absence::Private),
        b"O" | b"" => Some(Absence::Unavailable),
        _ => None,
    };
    (absence.is_some() || !number.is_empty()).then(|| {
        LineSignal::CallerId(CallerId {
            standard: Standard::Box,
            format: Format::Box,
            number: Some(number).filter(|_| absence.is_none()),
            absence,
            name: Vec::new(),
            time: None,
            checksum_ok: true,
        })
    })
}

fn digits(event: &SdkEvent) -> Vec<LineSignal> {
    let alone = u8::try_from(event.result).ok().filter(|_| event.number == 15);
    let written = text(event);
    let keys = if written.is_empty() { alone.as_slice() } else { written };
    let is_key = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'*' | b'#' | b'A'..=b'D');
    let keys = keys.iter().copied().filter(is_key).take(MOST_DIGITS);
    keys.map(|key| LineSignal::Digit { digit: char::from(key), lasted: KEY }).collect()
}

fn burst(bytes: &[u8]) -> LineSignal {
    match message::parse(Standard::Box, bytes) {
        Ok(Message::Call(id)) => LineSignal::CallerId(id),
        Ok(Message::Other(_)) => LineSignal::OtherMessage,
        Err(_) => LineSignal::BurstDamaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(number: u16, result: i32, data: &[u8]) -> Vec<LineSignal> {
        sdk_event(&SdkEvent { number, result, data: data.to_vec() })
    }

    #[test]
    fn a_call_in_their_words_is_a_call_in_ours() {
        assert_eq!(told(3, 1, b"0"), [LineSignal::Ring(Edge::Begin)]);
        assert_eq!(told(3, 1, b"1\0rubbish"), [LineSignal::Ring(Edge::End)]);
        let [LineSignal::CallerId(id)] = &told(4, 0, b"138-1234 5678\0")[..] else { panic!() };
        assert_eq!(id.number.as_deref(), Some("13812345678"));
        let [LineSignal::CallerId(id)] = &told(4, 0, b"P")[..] else { panic!() };
        assert_eq!((&id.number, id.absence), (&None, Some(Absence::Private)));
        assert_eq!(told(1, 0, b""), [LineSignal::Hook(Hook::Off)]);
        assert_eq!(told(17, 0, b""), [LineSignal::Cleared]);
        assert_eq!(told(199, 3, b""), [LineSignal::BoxLost(Edge::Begin)]);
    }

    #[test]
    fn keys_come_alone_or_together_and_only_keys() {
        let keys = |signals: Vec<LineSignal>| -> String {
            let key = |signal: &LineSignal| match signal {
                LineSignal::Digit { digit, .. } => *digit,
                other => panic!("{other:?}"),
            };
            signals.iter().map(key).collect()
        };
        assert_eq!(keys(told(15, i32::from(b'5'), b"")), "5");
        assert_eq!(keys(told(15, 0, b"#")), "#");
        assert_eq!(keys(told(20, 0, b"9,0*x1")), "90*1");
        assert_eq!(keys(told(20, i32::from(b'7'), b"")), "");
    }

    #[test]
    fn bursts_are_read_or_called_damaged() {
        let burst = b"\x80\x16\x01\x0803171656\x02\x0a2156430144\xba";
        assert!(matches!(&told(198, 0, burst)[..], [LineSignal::CallerId(id)] if id.checksum_ok));
        assert_eq!(told(198, 0, &burst[..20]), [LineSignal::BurstDamaged]);
    }

    #[test]
    fn what_is_not_of_the_line_tells_nothing() {
        for number in [0, 6, 7, 11, 12, 13, 22, 24, 27, 30, 36, 50, 70, 100, 106, 500] {
            assert_eq!(told(number, 0, b"5"), [], "{number}");
        }
        assert_eq!(told(199, 2, b""), [], "a lost frame is no lost box");
    }

    proptest! {
        #[test]
        fn any_event_is_borne(
            number in prop_oneof![0_u16..220, any::<u16>()],
            result in any::<i32>(),
            data in prop::collection::vec(any::<u8>(), 0..80),
        ) {
            prop_assert!(told(number, result, &data).len() <= MOST_DIGITS);
        }
    }
}
