//! What commands have set, and result codes (ITU-T V.250, 5.7 and 6.2). May depend on `base`.

use super::identity;
use super::options::{Chip, ModemOptions};
use std::collections::BTreeMap;
use std::time::Duration;

/// A result code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    Ok,
    Connect,
    Ring,
    NoCarrier,
    Error,
    NoDialTone,
    Busy,
    NoAnswer,
    Vcon,
    LineInUse,
}

impl Code {
    /// In words and as a number.
    fn forms(self) -> (&'static str, u8) {
        match self {
            Self::Ok => ("OK", 0),
            Self::Connect => ("CONNECT", 1),
            Self::Ring => ("RING", 2),
            Self::NoCarrier => ("NO CARRIER", 3),
            Self::Error => ("ERROR", 4),
            Self::NoDialTone => ("NO DIALTONE", 6),
            Self::Busy => ("BUSY", 7),
            Self::NoAnswer => ("NO ANSWER", 8),
            Self::Vcon => ("VCON", 9),
            Self::LineInUse => ("LINE-IN-USE", 10),
        }
    }
}

/// What the order rules of USR firmware look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools, reason = "one for each command")]
pub(super) struct Prepared {
    pub(super) class: bool,
    pub(super) gain: bool,
    pub(super) method: bool,
    pub(super) silence: bool,
}

/// Everything that `ATZ` forgets.
#[allow(clippy::struct_excessive_bools, reason = "one for each command")]
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) echo: bool,
    pub(super) verbose: bool,
    pub(super) quiet: bool,
    /// `X`
    pub(super) extended: u8,
    /// `&D`
    pub(super) dtr: u8,
    pub(super) registers: [u8; 256],
    pub(super) class: u8,
    /// `+VCID` or its kin: 0 off, 1 formatted, 2 hexadecimal.
    pub(super) caller_id: u8,
    pub(super) country: u8,
    /// `+VSM`: its place in the list of methods.
    pub(super) method: usize,
    /// `+VLS`
    pub(super) route: u8,
    /// `+VSD`: the interval, zero for none.
    pub(super) silence: Duration,
    /// `+VIT` in seconds, zero for none.
    pub(super) inactivity: u8,
    /// `+VTD` in 10 ms.
    pub(super) tone_length: u8,
    /// `-STE`
    pub(super) extension: u8,
    /// `-SDR`
    pub(super) distinctive: u8,
    /// `+VDR=1,…`
    pub(super) ring_times: bool,
    /// `+FLO=1`: DLE `S` and DLE `Q`.
    pub(super) flow_codes: bool,
    pub(super) prepared: Prepared,
    /// What is only remembered.
    pub(super) others: BTreeMap<String, String>,
}

impl Settings {
    /// As the factory set them.
    pub(super) fn new(options: &ModemOptions) -> Self {
        let mut registers = [0; 256];
        let presets = [(2, 43), (3, 13), (4, 10), (5, 8), (6, 2), (7, 50), (8, 2), (11, 95)];
        for (register, value) in presets {
            registers[register] = value;
        }
        registers[24] = if options.deaf_until_s24 { 10 } else { 0 };
        let first_unsigned = usize::from(matches!(options.chip, Chip::Conexant | Chip::Generic));
        Self {
            echo: true,
            verbose: true,
            quiet: false,
            extended: 4,
            dtr: 2,
            registers,
            class: 0,
            caller_id: 0,
            country: if options.chip == Chip::Usr { 0xf6 } else { 0xb5 },
            method: first_unsigned,
            route: 0,
            silence: Duration::ZERO,
            inactivity: 60,
            tone_length: 100,
            extension: 0,
            distinctive: 0,
            ring_times: false,
            flow_codes: false,
            prepared: Prepared::default(),
            others: BTreeMap::new(),
        }
    }

    /// A result as the host wants it.
    pub(super) fn result(&self, code: Code) -> String {
        self.result_in(code, "")
    }

    /// A result with something behind it (`RING A`).
    pub(super) fn result_in(&self, code: Code, more: &str) -> String {
        let (words, number) = code.forms();
        match (self.quiet, self.verbose) {
            (true, _) => String::new(),
            (false, true) => format!("\r\n{words}{more}\r\n"),
            (false, false) => format!("{number}\r"),
        }
    }

    /// A line of information as the host wants it.
    pub(super) fn line(&self, text: &str) -> String {
        if self.verbose { format!("\r\n{text}\r\n") } else { format!("{text}\r\n") }
    }

    /// The chosen method of `+VSM`.
    pub(super) fn codec(&self, chip: Chip) -> Option<super::codec::Codec> {
        identity::methods(chip).get(self.method).map(|method| method.codec)
    }
}
