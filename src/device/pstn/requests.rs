//! Requests to a PSTN box, and the answer to the one that asks for the state of its calls.
//! Follows USB CDC PSTN 1.2 section 6.3. Pure. May depend on `base`.

use std::time::Duration;

/// `SET_COMM_FEATURE` and `GET_COMM_FEATURE`.
pub const SET_COMM_FEATURE: u8 = 0x02;
/// See [`SET_COMM_FEATURE`].
pub const GET_COMM_FEATURE: u8 = 0x03;
/// The feature that is a country (two bytes, ISO 3166-1 numeric).
pub const FEATURE_COUNTRY: u16 = 0x02;
/// 1 connects the phone on the PHONE jack to the line, 0 cuts it off.
pub const SET_AUX_LINE_STATE: u8 = 0x10;
/// See [`HookState`].
pub const SET_HOOK_STATE: u8 = 0x11;
/// Prepares for pulses, or ([`RELEASE_HOLDING`]) releases the holding circuit.
pub const PULSE_SETUP: u8 = 0x12;
/// The value of [`PULSE_SETUP`] after the last digit.
pub const RELEASE_HOLDING: u16 = 0xffff;
/// So many breaks of the loop.
pub const SEND_PULSE: u8 = 0x13;
/// Milliseconds: high byte break, low byte make.
pub const SET_PULSE_TIME: u8 = 0x14;
/// Rings the phone on the PHONE jack so many times.
pub const RING_AUX_JACK: u8 = 0x15;
/// 0 simple, 1 standalone, [`HOST_CENTRIC`].
pub const SET_OPERATION_PARMS: u8 = 0x32;
/// The host rules the telephone.
pub const HOST_CENTRIC: u16 = 2;
/// See [`LineOrder`].
pub const SET_LINE_PARMS: u8 = 0x34;
/// Answers with [`LineParms`].
pub const GET_LINE_PARMS: u8 = 0x35;
/// Digits as data.
pub const DIAL_DIGITS: u8 = 0x36;

/// Length of a break of the loop, as most countries have it (60 ms break, 40 ms make: ten pulses a second).
pub const PULSE_BREAK: Duration = Duration::from_millis(60);
/// Length of the loop's being closed between two breaks.
pub const PULSE_MAKE: Duration = Duration::from_millis(40);
/// [`SET_PULSE_TIME`] with these lengths.
pub const PULSE_TIME: u16 = 0x3c28;

/// The box's own hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HookState {
    /// Loop open.
    OnHook,
    /// Loop closed.
    OffHook,
    /// Loop open, but the line is heard: for caller ID.
    Snoop,
}

impl HookState {
    /// The value of [`SET_HOOK_STATE`].
    #[must_use]
    pub fn value(self) -> u16 {
        match self {
            Self::OnHook => 0,
            Self::OffHook => 1,
            Self::Snoop => 2,
        }
    }
}

/// What a telephone is told to do with its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineOrder {
    /// End the call.
    Drop,
    /// Take the line: begin a call, or answer.
    Start,
    /// Ring the telephone's bell.
    Ring,
    /// Silence the bell.
    Silence,
}

impl LineOrder {
    /// The value of [`SET_LINE_PARMS`].
    #[must_use]
    pub fn value(self) -> u16 {
        match self {
            Self::Drop => 0,
            Self::Start => 1,
            Self::Ring => 2,
            Self::Silence => 3,
        }
    }
}

/// Longest answer to [`GET_LINE_PARMS`] that is asked for: ten bytes and sixteen calls.
pub const LINE_PARMS_LENGTH: usize = 10 + 4 * 16;

/// State of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallState {
    /// None.
    Idle,
    /// Dial tone (also interrupted).
    DialTone,
    /// Digits are sent.
    Dialing,
    /// The far end is rung.
    Ringback,
    /// Answered.
    Connected,
    /// Somebody calls.
    Incoming,
    /// A number that the standard does not have.
    Other(u8),
}

/// One call of a telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// The line's active one.
    pub active: bool,
    /// Its state.
    pub state: CallState,
}

/// State of a telephone and its calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineParms {
    /// The line is in use.
    pub active: bool,
    /// Which call has the line.
    pub call: Option<u8>,
    /// Calls by index.
    pub calls: Vec<Call>,
}

impl LineParms {
    /// Reads the answer to [`GET_LINE_PARMS`]; `None` when it is shorter than the line's state or than it says itself.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (length, _) = bytes.split_first_chunk::<2>()?;
        let whole = bytes.get(..usize::from(u16::from_le_bytes(*length)))?;
        let (line, calls) = whole.get(6..)?.split_first_chunk::<4>()?;
        let [index, _, _, top] = *line;
        let calls = calls
            .as_chunks::<4>()
            .0
            .iter()
            .map(|&[state, _, _, top]| Call { active: top & 0x80 != 0, state: call_state(state) });
        Some(Self {
            active: top & 0x80 != 0,
            call: (index != 0xff).then_some(index),
            calls: calls.collect(),
        })
    }

    /// Somebody calls and nobody has answered.
    #[must_use]
    pub fn rings(&self) -> bool {
        self.calls.iter().any(|call| call.state == CallState::Incoming)
    }
}

fn call_state(number: u8) -> CallState {
    match number {
        0 => CallState::Idle,
        1 | 2 => CallState::DialTone,
        3 => CallState::Dialing,
        4 => CallState::Ringback,
        5 => CallState::Connected,
        6 => CallState::Incoming,
        other => CallState::Other(other),
    }
}

/// The name of a request, for the dialogue.
#[must_use]
pub fn name(request: u8) -> &'static str {
    match request {
        SET_COMM_FEATURE => "SET_COMM_FEATURE",
        GET_COMM_FEATURE => "GET_COMM_FEATURE",
        SET_AUX_LINE_STATE => "SET_AUX_LINE_STATE",
        SET_HOOK_STATE => "SET_HOOK_STATE",
        PULSE_SETUP => "PULSE_SETUP",
        SEND_PULSE => "SEND_PULSE",
        SET_PULSE_TIME => "SET_PULSE_TIME",
        RING_AUX_JACK => "RING_AUX_JACK",
        SET_OPERATION_PARMS => "SET_OPERATION_PARMS",
        SET_LINE_PARMS => "SET_LINE_PARMS",
        GET_LINE_PARMS => "GET_LINE_PARMS",
        DIAL_DIGITS => "DIAL_DIGITS",
        _ => "request",
    }
}
