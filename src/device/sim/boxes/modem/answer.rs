//! Carrying out command lines (ITU-T V.250, V.253). May depend on `base`.

use super::commands::{self, Command, Verb};
use super::options::{Chip, Wedge};
use super::settings::{Code, Prepared};
use super::{LATENCY, ModemModel, Work, identity};
use std::time::Duration;

/// `ATZ` takes so long, and what is typed meanwhile is lost.
const RESET: Duration = Duration::from_millis(400);
/// A line may be so long.
const LONGEST_LINE: usize = 255;

/// What a command came to.
pub(super) enum Done {
    /// On with the line.
    Yes,
    /// `ERROR`, and the rest of the line is dropped.
    No,
    /// No word at all, and the rest of the line is dropped.
    Mute,
    /// Something goes on; it gives the result, or goes on with the line.
    Later(Work),
}

fn done(fine: bool) -> Done {
    if fine { Done::Yes } else { Done::No }
}

impl ModemModel {
    /// One byte in command state.
    pub(super) fn type_in(&mut self, byte: u8) {
        if self.settings.echo || self.options.echoes_always {
            self.port.say(&[byte]);
        }
        let registers = &self.settings.registers;
        if byte == registers[3] {
            let line = std::mem::take(&mut self.typed);
            self.enter(line);
        } else if byte == registers[5] {
            self.typed.pop();
        } else if byte == b'/' && self.typed.eq_ignore_ascii_case(b"A") {
            self.typed.clear();
            let line = self.last_line.clone();
            self.enter(line);
        } else if self.typed.len() <= LONGEST_LINE && byte != registers[4] {
            self.typed.push(byte);
        }
    }

    fn enter(&mut self, line: Vec<u8>) {
        let Some(parsed) = commands::parse(&line) else { return };
        self.lines += 1;
        if matches!(self.options.wedge, Wedge::AfterLines(most) if self.lines > most) {
            self.dead = true;
            self.inbox.clear();
            return;
        }
        self.queue = parsed.into();
        if line.len() > LONGEST_LINE {
            self.queue = [Command::Wrong].into();
        }
        self.last_line = line;
        self.last_command = self.now;
        self.work = Work::Answer { at: self.now + LATENCY, deaf: false };
    }

    /// Carries on with the line.
    pub(super) fn run(&mut self) {
        while let Some(command) = self.queue.pop_front() {
            match self.carry_out(command) {
                Done::Yes => {}
                Done::No => return self.finish(Code::Error),
                Done::Mute => {
                    self.queue.clear();
                    self.work = Work::Ready;
                    return;
                }
                Done::Later(work) => {
                    self.work = work;
                    return;
                }
            }
        }
        self.finish(Code::Ok);
    }

    /// A result; ready for the next line.
    pub(super) fn finish(&mut self, code: Code) {
        self.queue.clear();
        self.work = Work::Ready;
        self.tell(code);
    }

    pub(super) fn tell(&mut self, code: Code) {
        self.port.say(self.settings.result(code).as_bytes());
    }

    fn inform(&mut self, text: &str) -> Done {
        self.port.say(self.settings.line(text).as_bytes());
        Done::Yes
    }

    fn carry_out(&mut self, command: Command) -> Done {
        match command {
            Command::Basic(name, value) => self.basic(&name, value),
            Command::Register(number, Verb::Read) => {
                let value = self.settings.registers[usize::from(number)];
                self.inform(&format!("{value:03}"))
            }
            Command::Register(number, Verb::Set(value)) => match value.parse() {
                Ok(value) => {
                    self.settings.registers[usize::from(number)] = value;
                    Done::Yes
                }
                Err(_) => Done::No,
            },
            Command::Extended(name, verb) => self.extended(&name, verb),
            Command::Dial(digits) => self.dial(&digits),
            Command::Register(..) | Command::Wrong => Done::No,
        }
    }

    fn basic(&mut self, name: &str, value: u8) -> Done {
        let settings = &mut self.settings;
        match (name, value) {
            ("E", 0 | 1) => settings.echo = value == 1,
            ("V", 0 | 1) => settings.verbose = value == 1,
            ("Q", 0 | 1) => settings.quiet = value == 1,
            ("X", 0..=4) => settings.extended = value,
            ("&D", 0..=3) => settings.dtr = value,
            ("Z" | "&F", _) => {
                let rest = std::mem::take(&mut self.queue);
                self.reset(self.now);
                if name == "&F" {
                    self.queue = rest;
                    return Done::Yes;
                }
                return Done::Later(Work::Answer { at: self.now + RESET, deaf: true });
            }
            ("H", 0) => self.hang_up(self.now),
            ("H", 1) => self.seize(self.now),
            ("A", 0) => return self.answer(),
            ("I", number) => {
                let text = identity::information(self.options.chip, number);
                return if text.is_empty() { Done::Yes } else { self.inform(text) };
            }
            ("B" | "C" | "L" | "M" | "N" | "O" | "P" | "T" | "W" | "Y", _) => {}
            (name, _) if name.starts_with(['&', '\\']) => {}
            _ => return Done::No,
        }
        Done::Yes
    }

    /// `ATA`.
    fn answer(&mut self) -> Done {
        self.seize(self.now);
        if self.settings.class != 8 {
            let patience = Duration::from_secs(self.settings.registers[7].into());
            return Done::Later(Work::Carrier { until: self.now + patience });
        }
        self.settings.route = 1;
        if self.options.chip == Chip::Conexant {
            self.finish(Code::Vcon);
            return Done::Later(Work::Ready);
        }
        Done::Yes
    }

    fn extended(&mut self, name: &str, verb: Verb) -> Done {
        if self.is_caller_id(name) {
            return self.switch_caller_id(verb);
        }
        let voice = self.options.chip != Chip::DataOnly;
        match (name, &verb) {
            ("+FCLASS", _) => self.class(&verb),
            ("+GCI", Verb::Read) => self.inform(&format!("+GCI: {:02X}", self.settings.country)),
            ("+GCI", Verb::Range) => self.inform("+GCI: (00,0A,0F,26,3D,42,46,59,7B,A0,B4,B5,F6)"),
            ("+GCI", Verb::Set(code)) => match u8::from_str_radix(code, 16) {
                Ok(code) => {
                    self.settings.country = code;
                    Done::Yes
                }
                Err(_) => Done::No,
            },
            ("+GCAP", Verb::Do) => self.inform("+GCAP: +FCLASS,+MS,+ES,+DS"),
            ("-STE", Verb::Set(value)) if self.options.extension_bits => {
                set(&mut self.settings.extension, value, 7)
            }
            ("-SDR", Verb::Set(value)) if self.options.chip == Chip::Conexant => {
                set(&mut self.settings.distinctive, value, 7)
            }
            ("-SCID", Verb::Set(_)) if self.options.chip == Chip::Conexant => Done::Yes,
            ("+FLO" | "+IFC", Verb::Set(value)) => {
                self.settings.flow_codes = name == "+FLO" && value == "1";
                Done::Yes
            }
            ("+VRID", Verb::Do | Verb::Set(_)) => self.repeat_caller_id(&verb),
            _ if voice && name.starts_with("+V") => self.voice_command(name, verb),
            _ => self.identity(name, &verb),
        }
    }

    fn identity(&mut self, name: &str, verb: &Verb) -> Done {
        let what = name.strip_prefix("+G").or_else(|| name.strip_prefix("+F")).unwrap_or("");
        match (identity::general(self.options.chip, what), verb) {
            (Some(text), Verb::Do | Verb::Read) => self.inform(text),
            _ => Done::No,
        }
    }

    fn class(&mut self, verb: &Verb) -> Done {
        let voice = self.options.chip != Chip::DataOnly;
        match verb {
            Verb::Read => self.inform(&self.settings.class.to_string()),
            Verb::Range => self.inform(match self.options.chip {
                Chip::DataOnly => "0,1",
                Chip::Conexant => "0,1,1.0,2,8",
                _ => "0,1,8",
            }),
            Verb::Set(value) => {
                let class = match value.as_str() {
                    "0" | "0.0" => 0,
                    "1" | "1.0" => 1,
                    "8" | "8.0" if voice => 8,
                    _ => return Done::No,
                };
                self.settings.class = class;
                self.settings.prepared = Prepared::default();
                self.settings.prepared.class = class == 8;
                Done::Yes
            }
            Verb::Do => Done::No,
        }
    }

    fn is_caller_id(&self, name: &str) -> bool {
        name == self.options.caller_id_command
            || (name == "+VCID" && self.options.chip != Chip::DataOnly)
    }

    fn switch_caller_id(&mut self, verb: Verb) -> Done {
        match verb {
            Verb::Read => self.inform(&self.settings.caller_id.to_string()),
            Verb::Range => {
                let all = if self.options.chip == Chip::Usr { "(0-16)" } else { "(0-2)" };
                self.inform(all)
            }
            Verb::Set(value) => set(&mut self.settings.caller_id, &value, 2),
            Verb::Do => Done::No,
        }
    }

    /// `+VRID`: the last caller ID once more.
    fn repeat_caller_id(&mut self, verb: &Verb) -> Done {
        let mode = if matches!(verb, Verb::Set(value) if value == "1") { 2 } else { 1 };
        if let Some(id) = self.caller.clone() {
            let report = super::caller_id::report(&id, mode, &self.options);
            self.port.say(&report);
        }
        done(self.options.caller_id_command == "+VCID")
    }
}

/// Sets a small number, or refuses.
pub(super) fn set(place: &mut u8, value: &str, most: u8) -> Done {
    let value = value.parse().ok().filter(|value| *value <= most);
    if let Some(value) = value {
        *place = value;
    }
    done(value.is_some())
}
