//! What a modelled modem is: its chip, how its USB side is laid out, and which of the published oddities it has.
//! Presets for products on sale. Plain rows, no behaviour. May depend on `base`.

/// Whose firmware it is: identity, formats, order rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Chip {
    /// Conexant CX930xx.
    Conexant,
    /// USRobotics' own controller.
    Usr,
    /// MultiTech with an Agere/LSI chip.
    Multitech,
    /// Some V.253 modem.
    Generic,
    /// No voice class: it rings, may give caller ID, and dials.
    DataOnly,
}

/// Where the union descriptor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Union {
    /// In the control interface, as PSTN 1.2 says.
    Right,
    /// Nowhere; call management names the data interface.
    Missing,
    /// Behind the data interface.
    OnData,
    /// One interface with all three endpoints.
    SingleInterface,
}

/// When the firmware dies. Only losing power (or a reset of the port) brings it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wedge {
    /// Never.
    Never,
    /// It was dead when the host found it.
    FromTheStart,
    /// After so many command lines.
    AfterLines(u32),
    /// Once it records it goes on for ever, deaf to every code.
    InReceive,
}

/// What `ATD` in class 8 says when all went well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DialAnswer {
    /// `OK` once the digits are sent.
    OkAtOnce,
    /// `OK` when ring-back has ended.
    OkWhenAnswered,
    /// `VCON` when ring-back has ended.
    Vcon,
}

/// A modem.
#[allow(clippy::struct_excessive_bools, reason = "each is an oddity of its own")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModemOptions {
    /// Firmware.
    pub chip: Chip,
    /// A serial port: pipes 80h and 00h, no descriptors.
    pub serial: bool,
    /// Vendor and product.
    pub id: (u16, u16),
    /// bcdDevice.
    pub release: u16,
    /// Maker, product, serial number.
    pub names: [&'static str; 3],
    /// Where the union descriptor is.
    pub union: Union,
    /// Interrupt IN, bulk IN, bulk OUT.
    pub endpoints: [u8; 3],
    /// The interrupt endpoint takes 8 bytes: each notification comes in two pieces.
    pub small_interrupt: bool,
    /// `+VTR` is offered.
    pub duplex: bool,
    /// It sees the desk phone's hook (mask bit 8; DLE `h`/`H` in class 8).
    pub local_hook_bits: bool,
    /// It sees the line's voltage drop (mask bit 24; DLE `p`/`P` in class 8; `LINE-IN-USE`).
    pub extension_bits: bool,
    /// The board has a relay for the desk phone: `+VLS=2` cuts it off the line.
    pub relay: bool,
    /// The circuit for caller ID is there. Without it every setting is still answered `OK`.
    pub caller_id_circuit: bool,
    /// The command that switches caller ID on: `+VCID`, `#CID`, `*ID`, `#CC`, `%CCID`.
    pub caller_id_command: &'static str,
    /// Caller ID works only in this country (`+GCI`).
    pub caller_id_country: Option<u8>,
    /// Blanks around `=` in caller ID.
    pub blanks: bool,
    /// What the number's field is called: `NMBR`, or `DDN_NMBR`.
    pub number_field: &'static str,
    /// The name comes as a parameter in hexadecimal: `MESG = 0703…`.
    pub name_as_message: bool,
    /// The number comes twice, the second time `O`.
    pub number_twice: bool,
    /// In class 8 caller ID comes between DLE `X` and DLE `.`, that of a waiting call, too (no other modem tells that).
    pub complex_packets: bool,
    /// Caller ID must be switched on again after each call.
    pub vcid_needs_rearm_after_call: bool,
    /// Asleep after S24 seconds without a command, it loses the caller ID of the next call. `S24=0` forbids it.
    pub deaf_until_s24: bool,
    /// A crashed program left it recording with the line off-hook.
    pub wedged_in_vrx: bool,
    /// When the firmware dies.
    pub wedge: Wedge,
    /// `ATE0` is answered and not obeyed.
    pub echoes_always: bool,
    /// Bytes it sends by itself when it gets power.
    pub greeting: &'static [u8],
    /// In class 8 it says `RING` in words instead of DLE `R`.
    pub ring_in_words: bool,
    /// It hears dial tone, busy tone and the rest.
    pub hears_tones: bool,
    /// A DTMF digit comes between DLE `/` and DLE `~`, repeated every 70 ms.
    pub digit_brackets: bool,
    /// Events are told while it records, too.
    pub codes_in_receive: bool,
    /// Two bytes 10h in a row may come as DLE SUB.
    pub packs_pairs: bool,
    /// Codes that stop a stream are understood only behind DLE DLE.
    pub long_stop_only: bool,
    /// What `ATD` in class 8 says.
    pub dial_answer: DialAnswer,
    /// Hexadecimal digits of a mask in `+VLS=?`: 8, or 10 with the newer Conexant firmware.
    pub mask_digits: u8,
    /// What it sends in place of the line's sound unless `+VLS=5` was chosen: silence.
    pub records_only_with_vls5: bool,
}

impl ModemOptions {
    /// Some V.253 modem behind USB without oddities.
    #[must_use]
    pub fn generic() -> Self {
        Self {
            chip: Chip::Generic,
            serial: false,
            id: (0x1209, 0x0253),
            release: 0x0100,
            names: ["Generic", "Voice Modem", "0001"],
            union: Union::Right,
            endpoints: [0x81, 0x82, 0x02],
            small_interrupt: false,
            duplex: true,
            local_hook_bits: true,
            extension_bits: false,
            relay: false,
            caller_id_circuit: true,
            caller_id_command: "+VCID",
            caller_id_country: None,
            blanks: true,
            number_field: "NMBR",
            name_as_message: false,
            number_twice: false,
            complex_packets: false,
            vcid_needs_rearm_after_call: false,
            deaf_until_s24: false,
            wedged_in_vrx: false,
            wedge: Wedge::Never,
            echoes_always: false,
            greeting: b"",
            ring_in_words: false,
            hears_tones: true,
            digit_brackets: true,
            codes_in_receive: true,
            packs_pairs: false,
            long_stop_only: false,
            dial_answer: DialAnswer::Vcon,
            mask_digits: 8,
            records_only_with_vls5: false,
        }
    }

    /// The same behind a serial port.
    #[must_use]
    pub fn generic_serial() -> Self {
        Self { serial: true, ..Self::generic() }
    }

    /// StarTech USB56KEMH2, a CX93010 (0572:1349).
    #[must_use]
    pub fn startech() -> Self {
        Self {
            chip: Chip::Conexant,
            id: (0x0572, 0x1349),
            names: ["Conexant", "USB Modem", "24680246"],
            extension_bits: true,
            local_hook_bits: false,
            caller_id_country: Some(0xb5),
            deaf_until_s24: true,
            packs_pairs: true,
            mask_digits: 10,
            ..Self::generic()
        }
    }

    /// Zoom 3095, a CX93010 without a union descriptor (0803:3095).
    #[must_use]
    pub fn zoom() -> Self {
        Self {
            id: (0x0803, 0x3095),
            names: ["Zoom", "Zoom USB Modem", ""],
            union: Union::Missing,
            long_stop_only: true,
            ..Self::startech()
        }
    }

    /// Lenovo USB modem, a CX930xx; one interface with three endpoints (17ef:7000).
    #[must_use]
    pub fn lenovo() -> Self {
        Self {
            id: (0x17ef, 0x7000),
            names: ["Lenovo", "Lenovo USB Modem", ""],
            union: Union::SingleInterface,
            vcid_needs_rearm_after_call: true,
            ..Self::startech()
        }
    }

    /// Hummingbird huc56s, a CX930xx whose union descriptor is behind the data interface (0572:1329).
    #[must_use]
    pub fn hummingbird() -> Self {
        Self { id: (0x0572, 0x1329), union: Union::OnData, ..Self::startech() }
    }

    /// USRobotics USR5637 (0baf:0303).
    #[must_use]
    pub fn usr5637() -> Self {
        Self {
            chip: Chip::Usr,
            id: (0x0baf, 0x0303),
            release: 0x0200,
            names: ["U.S.Robotics", "USB Modem", "0"],
            endpoints: [0x83, 0x81, 0x02],
            small_interrupt: true,
            duplex: false,
            local_hook_bits: false,
            digit_brackets: false,
            dial_answer: DialAnswer::OkWhenAnswered,
            records_only_with_vls5: true,
            ..Self::generic()
        }
    }

    /// MultiTech MT9234MU-CDC. Its product number is not published; 0423 stands in for it.
    #[must_use]
    pub fn mt9234mu() -> Self {
        Self {
            chip: Chip::Multitech,
            id: (0x06e0, 0x0423),
            names: ["Multi-Tech Systems, Inc.", "MT9234MU-CDC", ""],
            duplex: false,
            local_hook_bits: true,
            blanks: false,
            number_twice: true,
            codes_in_receive: false,
            digit_brackets: false,
            dial_answer: DialAnswer::OkAtOnce,
            ..Self::generic()
        }
    }

    /// A modem without voice on a serial port: caller ID with `#CID=1`.
    #[must_use]
    pub fn data_only() -> Self {
        Self {
            chip: Chip::DataOnly,
            serial: true,
            caller_id_command: "#CID",
            local_hook_bits: false,
            duplex: false,
            ..Self::generic()
        }
    }
}
