//! What the line does, told to the host: rings, caller ID, the desk phone's hook, tones and digits. In class 8 as DLE codes
//! (ITU-T V.253), otherwise in words. May depend on `base`.

use super::codec::DLE;
use super::settings::Code;
use super::{ModemModel, Work, caller_id};
use crate::base::caller_id::CallerId;
use crate::base::signal::{Edge, Hook, LineSignal};
use crate::device::sim::modulate;
use std::time::Duration;

/// After a ring nothing for so long: nobody calls any more.
const RINGS_OVER: Duration = Duration::from_secs(7);
/// A digit that lasts is told again after this.
const DIGIT_AGAIN: u128 = 70;

impl ModemModel {
    /// Takes what the line and the desk phone did.
    pub(super) fn hear_line(&mut self) {
        while let Some(said) = self.line.next_said() {
            match said.signal {
                LineSignal::Ring(Edge::Begin) => self.ring_begins(),
                LineSignal::Ring(Edge::End) => {
                    self.port.ring(false);
                    let rings_on = !self.line.is_off_hook();
                    self.rings_over = rings_on.then_some(self.now + RINGS_OVER);
                }
                LineSignal::Hook(hook) => self.desk_phone(hook),
                LineSignal::CallerId(id) => self.caller_id(id),
                _ => {}
            }
        }
    }

    /// An event of class 8.
    pub(super) fn event(&mut self, code: u8) {
        let streams_in = matches!(self.work, Work::Receive | Work::Duplex);
        let silent = streams_in && !self.options.codes_in_receive;
        if self.settings.class == 8 && !silent && !self.dead {
            self.port.say(&[DLE, code]);
        }
    }

    fn ring_begins(&mut self) {
        if self.is_asleep(self.now) {
            self.missed = true;
            self.last_command = self.now;
        }
        self.rings += 1;
        self.rings_over = None;
        if self.dead {
            return;
        }
        self.port.ring(true);
        let streams = matches!(self.work, Work::Receive | Work::Transmit | Work::Duplex);
        if self.settings.class == 8 && (streams || !self.options.ring_in_words) {
            self.event(b'R');
        } else {
            self.ring_in_words();
        }
        let after = self.settings.registers[0];
        if after > 0 && self.rings >= after.into() && matches!(self.work, Work::Ready) {
            self.seize(self.now);
            let patience = Duration::from_secs(self.settings.registers[7].into());
            self.work = Work::Carrier { until: self.now + patience };
        }
    }

    /// `RING`, with the pattern where that is asked for. The exchange has one pattern only.
    fn ring_in_words(&mut self) {
        let pattern = match &self.settings {
            settings if settings.registers[41] == 1 => " A",
            settings if settings.distinctive == 7 => " 1",
            _ => "",
        };
        if self.settings.ring_times {
            self.port.say(b"\r\nDROF=40\r\n\r\nDRON=10\r\n");
        }
        let text = self.settings.result_in(Code::Ring, pattern);
        self.port.say(text.as_bytes());
    }

    fn desk_phone(&mut self, hook: Hook) {
        let off = hook == Hook::Off;
        if !off && !self.line.is_off_hook() {
            self.call_over();
        }
        if self.options.local_hook_bits {
            self.event(if off { b'H' } else { b'h' });
        }
        if self.options.extension_bits && self.settings.extension & 2 != 0 {
            self.event(if off { b'P' } else { b'p' });
        }
    }

    fn caller_id(&mut self, mut id: CallerId) {
        id.number = id.number.map(|number| modulate::dialable(&number));
        let asleep = self.is_asleep(self.now);
        let country = self.options.caller_id_country;
        let abroad = country.is_some_and(|country| country != self.settings.country);
        let missed = std::mem::take(&mut self.missed) || asleep;
        if asleep {
            self.last_command = self.now;
        }
        let waits = self.line.is_off_hook() && !self.options.complex_packets;
        if self.dead || missed || abroad || waits || !self.options.caller_id_circuit {
            return;
        }
        if self.settings.caller_id > 0 {
            let report = caller_id::report(&id, self.settings.caller_id, &self.options);
            let packet = self.settings.class == 8 && self.options.complex_packets;
            if packet {
                self.port.say(&[DLE, b'X']);
            }
            self.port.say(&report);
            if packet {
                self.port.say(&[DLE, b'.']);
            }
        }
        self.caller = Some(id);
    }

    /// Takes what the ears heard while the line is ours.
    pub(super) fn heard(&mut self, heard: Vec<LineSignal>) {
        let echo = matches!(self.work, Work::Tones) || self.now < self.echo_until;
        for signal in heard {
            match signal {
                LineSignal::Tone(tone, edge) if self.options.hears_tones => {
                    let code = self.ears.tone_code(tone, edge, self.now);
                    if let Some(code) = code {
                        self.event(code);
                    }
                }
                LineSignal::Digit { digit, lasted } if !echo => self.digit(digit, lasted),
                _ => {}
            }
        }
        if let Some(code) = self.ears.again(self.now) {
            self.event(code);
        }
    }

    fn digit(&mut self, digit: char, lasted: Duration) {
        let Ok(code) = u8::try_from(digit) else { return };
        if !self.options.digit_brackets {
            return self.event(code);
        }
        self.event(b'/');
        for _ in 0..(lasted.as_millis() / DIGIT_AGAIN).max(1) {
            self.event(code);
        }
        self.event(b'~');
    }
}
