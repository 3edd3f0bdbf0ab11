//! `ATD`: wait for dial tone, send the digits, follow the call (ITU-T V.250, 6.3; V.253 for class 8).
//! May depend on `base`.

use super::answer::Done;
use super::options::DialAnswer;
use super::settings::Code;
use super::{ModemModel, Work, tones};
use crate::base::signal::{Edge, LineSignal, Tone};
use std::collections::VecDeque;
use std::time::Duration;

/// No dial tone within this: the line is dead.
const DIAL_TONE: Duration = Duration::from_secs(5);
/// A hook flash opens the loop for so long.
const FLASH: Duration = Duration::from_millis(600);
/// A digit of pulses takes about so long.
const PULSES: Duration = Duration::from_secs(1);

/// How far a call has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Tone { until: Duration },
    Pause { until: Duration },
    Flash { until: Duration },
    Digits,
    Progress,
}

/// A call being made.
#[derive(Debug)]
pub(super) struct Dial {
    digits: VecDeque<char>,
    stage: Stage,
    pulses: bool,
    /// `;`: back to command state once the digits are sent.
    stays: bool,
    rang: bool,
    until: Duration,
}

impl ModemModel {
    pub(super) fn dial(&mut self, text: &str) -> Done {
        let line_in_use = self.line.desk_is_lifted() && self.line.desk_is_connected();
        if self.options.extension_bits && self.settings.extension & 1 != 0 && line_in_use {
            self.finish(Code::LineInUse);
            return Done::Later(Work::Ready);
        }
        self.seize(self.now);
        if self.settings.class == 8 {
            self.settings.route = 1;
        }
        let second = Duration::from_secs(1);
        let blind = second * u32::from(self.settings.registers[6]);
        let stage = match self.settings.extended {
            _ if text.contains('!') => Stage::Digits,
            2 | 4 => Stage::Tone { until: self.now + DIAL_TONE },
            _ => Stage::Pause { until: self.now + blind },
        };
        Done::Later(Work::Dial(Dial {
            digits: text
                .chars()
                .filter(|c| c.is_ascii_digit() || "*#ABCD,!".contains(*c))
                .collect(),
            stage,
            pulses: text.starts_with('P'),
            stays: text.contains(';'),
            rang: false,
            until: self.now + second * u32::from(self.settings.registers[7]),
        }))
    }

    /// The next step of a call.
    pub(super) fn dial_on(&mut self) {
        let now = self.now;
        let tone = self.ears.dial_tone;
        let playing = !self.playing.is_empty();
        let Work::Dial(dial) = &mut self.work else { return };
        match dial.stage {
            Stage::Tone { until } if !tone => {
                if until <= now {
                    self.give_up(Code::NoDialTone);
                }
            }
            Stage::Pause { until } | Stage::Flash { until } if until > now => {}
            Stage::Flash { .. } => {
                dial.stage = Stage::Digits;
                self.line.hook(true, now);
            }
            Stage::Digits if playing => {}
            Stage::Progress => {
                if dial.until <= now {
                    let rang = dial.rang && self.settings.class == 8;
                    self.give_up(if rang { Code::NoAnswer } else { Code::NoCarrier });
                }
            }
            _ => self.next_digits(),
        }
    }

    /// Sends what stands before the next comma, or follows the call once all is sent.
    fn next_digits(&mut self) {
        let now = self.now;
        let registers = &self.settings.registers;
        let comma = Duration::from_secs(registers[8].into());
        let length = Duration::from_millis(u64::from(registers[11]).max(50));
        let Work::Dial(dial) = &mut self.work else { return };
        let mut run = String::new();
        while let Some(digit) = dial.digits.pop_front() {
            if digit == ',' || digit == '!' {
                if run.is_empty() {
                    dial.stage = match digit {
                        ',' => Stage::Pause { until: now + comma },
                        _ => Stage::Flash { until: now + FLASH },
                    };
                    if digit == '!' {
                        self.line.hook(false, now);
                    }
                    return;
                }
                dial.digits.push_front(digit);
                break;
            }
            run.push(digit);
        }
        if run.is_empty() {
            return self.all_sent();
        }
        if dial.pulses {
            dial.stage = Stage::Pause { until: now + PULSES * run.len() as u32 };
            // Refused when there is no dial tone; then nobody hears the pulses.
            let _unheard = self.line.dial(&run, now);
        } else {
            dial.stage = Stage::Digits;
            self.playing = tones::dialled(&run, length).into();
        }
    }

    fn all_sent(&mut self) {
        let Work::Dial(dial) = &mut self.work else { return };
        dial.stage = Stage::Progress;
        let at_once = self.settings.class == 8 && self.options.dial_answer == DialAnswer::OkAtOnce;
        if dial.stays || at_once {
            self.finish(Code::Ok);
        }
    }

    /// Takes what is heard on the line after dialling.
    pub(super) fn call_progress(&mut self, heard: &[LineSignal]) {
        for signal in heard {
            let Work::Dial(dial) = &mut self.work else { return };
            if dial.stage != Stage::Progress || !self.options.hears_tones {
                continue;
            }
            match signal {
                LineSignal::Tone(Tone::Busy | Tone::Congestion, Edge::Begin)
                    if self.settings.extended >= 3 =>
                {
                    self.give_up(Code::Busy);
                }
                LineSignal::Tone(Tone::Ringback, Edge::Begin) => dial.rang = true,
                LineSignal::Tone(Tone::Ringback, Edge::End) | LineSignal::Voice(Edge::Begin)
                    if self.settings.class == 8 =>
                {
                    let vcon = self.options.dial_answer == DialAnswer::Vcon;
                    self.finish(if vcon { Code::Vcon } else { Code::Ok });
                }
                _ => {}
            }
        }
    }

    fn give_up(&mut self, code: Code) {
        self.playing.clear();
        self.hang_up(self.now);
        self.finish(code);
    }
}
