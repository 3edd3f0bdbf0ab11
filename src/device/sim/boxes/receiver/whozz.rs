//! Whozz Calling?: one line of text for the start and the end of a call, in and out, and in detail mode for rings and
//! hooks (Whozz Calling? 2 manual, "Data Format" and "Operating Commands"). May depend on `base` and `dsp`.
//!
//! ```text
//! 01 I S 0000 G A1 09/26 11:28 AM 800-555-1212   AT&T INFORMATIO    number 14, name 15 characters
//! 01 R             11/07 07:43:52                                    R ring, F off-hook, N on-hook, H flash
//! ```

use crate::base::caller_id::{Absence, BurstTime, CallerId};
use crate::base::signal::{Edge, Hook, LineSignal};
use crate::device::sim::boxes::LineSide;
use crate::device::sim::modulate;
use crate::dsp::bank::{Bank, BankConfig, Mode};
use std::time::Duration;

/// After the last digit of an outgoing call nothing for so long: that was the number.
const DIALLED: Duration = Duration::from_secs(3);
/// After a ring nothing for so long: the caller has given up.
const RINGS_OVER: Duration = Duration::from_secs(7);
/// While it listens for digits it looks this often.
const LOOK: Duration = Duration::from_millis(20);
/// Its own clock when it got power: nine in the morning of January 1.
const MORNING: u64 = 9 * 3_600;

/// A call on the line.
#[derive(Debug, Clone, Default)]
struct Call {
    outgoing: bool,
    number: String,
    name: String,
    time: Option<BurstTime>,
    rings: u32,
    damaged: bool,
    started: bool,
    lifted: Option<Duration>,
    last: Duration,
}

/// The unit's head.
#[derive(Debug)]
pub(super) struct Whozz {
    detail: bool,
    call: Option<Call>,
    ears: Bank,
    said: Vec<String>,
}

impl Whozz {
    pub(super) fn new(detail: bool) -> Self {
        Self { detail, call: None, ears: ears(), said: Vec::new() }
    }

    /// `d` and `D` from the host: details on and off.
    pub(super) fn toggle(&mut self, keys: &[u8]) {
        for key in keys {
            match key {
                b'd' => self.detail = true,
                b'D' => self.detail = false,
                _ => {}
            }
        }
    }

    /// Lines to be sent.
    pub(super) fn records(&mut self) -> Vec<String> {
        std::mem::take(&mut self.said)
    }

    /// When it must look again.
    pub(super) fn due(&self, now: Duration) -> Option<Duration> {
        let call = self.call.as_ref()?;
        if call.outgoing && !call.started {
            return Some(now + LOOK);
        }
        call.lifted.is_none().then_some(call.last + RINGS_OVER)
    }

    /// The caller ID of the present call was damaged.
    pub(super) fn damage(&mut self) {
        self.call.get_or_insert_default().damaged = true;
    }

    pub(super) fn take(&mut self, signal: &LineSignal, now: Duration) {
        match signal {
            LineSignal::Ring(Edge::Begin) => {
                let first = self.call.is_none();
                let call = self.call.get_or_insert_default();
                call.rings += 1;
                call.last = now;
                if first {
                    self.detail('R', now);
                }
            }
            LineSignal::CallerId(id) => {
                let call = self.call.get_or_insert_default();
                (call.number, call.name, call.last) = (number(id), name(id), now);
                call.time = id.time;
                self.start(now);
            }
            LineSignal::Hook(Hook::Off) => self.lifted(now),
            LineSignal::Hook(Hook::On) => {
                self.detail('N', now);
                self.end(now);
            }
            _ => {}
        }
    }

    fn lifted(&mut self, now: Duration) {
        self.detail('F', now);
        let ringing = self.call.is_some();
        let call = self.call.get_or_insert_default();
        call.lifted = Some(now);
        if !ringing {
            (call.outgoing, call.last) = (true, now);
            self.ears = ears();
        }
        if ringing && !self.call.as_ref().is_some_and(|call| call.started) {
            self.start(now);
        }
    }

    /// Listens for the digits of an outgoing call; ends calls that nobody answers.
    pub(super) fn listen(&mut self, line: &mut LineSide, now: Duration) {
        let Some(call) = self.call.as_mut().filter(|call| call.outgoing && !call.started) else {
            line.skip(now);
            let given_up = self
                .call
                .as_ref()
                .is_some_and(|call| call.lifted.is_none() && now >= call.last + RINGS_OVER);
            if given_up {
                self.end(now);
            }
            return;
        };
        let mut sound = Vec::new();
        line.receive(now, &mut sound);
        let sound: Vec<f32> = sound.iter().map(|&s| f32::from(s) / 32_768.0).collect();
        self.ears.feed(&sound, &mut |heard| {
            if let LineSignal::Digit { digit, .. } = heard.signal {
                call.number.push(digit);
                call.last = now;
            }
        });
        if !call.number.is_empty() && now >= call.last + DIALLED {
            call.number = dashed(&call.number);
            self.start(now);
        }
    }

    fn start(&mut self, now: Duration) {
        let Some(call) = &mut self.call else { return };
        call.started = true;
        let record = record(call, 'S', 0, now);
        self.said.push(record);
    }

    fn end(&mut self, now: Duration) {
        let Some(call) = self.call.take() else { return };
        let lasted = call.lifted.map_or(Duration::ZERO, |since| now.saturating_sub(since));
        self.said.push(record(&call, 'E', lasted.as_secs(), now));
    }

    fn detail(&mut self, event: char, now: Duration) {
        if self.detail {
            let (hour, minute, second) = clock(now);
            let text =
                format!("01 {event}             01/01 {hour:02}:{minute:02}:{second:02}\r\n");
            self.said.push(text);
        }
    }
}

fn ears() -> Bank {
    Bank::new(BankConfig { mode: Mode::OffHook, ..BankConfig::default() })
}

fn clock(now: Duration) -> (u64, u64, u64) {
    let seconds = now.as_secs() + MORNING;
    (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60)
}

fn record(call: &Call, edge: char, seconds: u64, now: Duration) -> String {
    let Call { number, name, rings, .. } = call;
    let way = if call.outgoing { 'O' } else { 'I' };
    let (hour, minute, _) = clock(now);
    let own = BurstTime { month: 1, day: 1, hour: hour as u8, minute: minute as u8 };
    let BurstTime { month, day, hour, minute } = call.time.unwrap_or(own);
    let half = if hour % 24 < 12 { "AM" } else { "PM" };
    let hour = match hour % 12 {
        0 => 12,
        hour => hour,
    };
    let rings = rings.min(&9);
    let sum = if call.damaged { 'B' } else { 'G' };
    let seconds = seconds.min(9_999);
    format!(
        "01 {way} {edge} {seconds:04} {sum} A{rings} {month:02}/{day:02} {hour:02}:{minute:02} {half} \
        {number:<14} {name:<15}\r\n"
    )
}

fn number(id: &CallerId) -> String {
    match (&id.number, id.absence) {
        (Some(number), _) => dashed(number),
        (None, Some(Absence::Private)) => "Private".to_owned(),
        _ => "Out-of-Area".to_owned(),
    }
}

/// American numbers have dashes; a field has 14 characters.
fn dashed(number: &str) -> String {
    let number: String = modulate::dialable(number).chars().take(14).collect();
    match number.len() {
        7 => format!("{}-{}", &number[..3], &number[3..]),
        10 => format!("{}-{}-{}", &number[..3], &number[3..6], &number[6..]),
        _ => number,
    }
}

/// The unit knows ASCII only.
fn name(id: &CallerId) -> String {
    let shown = |byte: &u8| if (0x20..0x7f).contains(byte) { char::from(*byte) } else { '?' };
    id.name.iter().map(shown).take(15).collect()
}
