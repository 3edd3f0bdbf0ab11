//! What a family of chips needs that its answers do not tell: the order of words, codes that mean something else,
//! how fast it takes sound. Data only, after hardware notes on V.253 modems. May depend on `base`.

use std::time::Duration;

/// How dialling tones are asked for with `+VTS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tones {
    /// `+VTS=5,5,5`.
    Digits,
    /// `+VTS=[697,1209,10]`: pairs of frequencies; single digits get no answer at all.
    Pairs,
}

/// What a code of the line means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// It rings.
    Ring,
    /// The phone on the modem's socket.
    LocalHook {
        /// Lifted.
        off: bool,
    },
    /// Another phone on the line.
    ExtensionHook {
        /// Lifted.
        off: bool,
    },
    /// The loop current was interrupted.
    LoopBreak,
    /// Tip and ring were swapped.
    Polarity,
    /// Dial tone, plain or stutter.
    DialTone,
    /// The far phone rings.
    Ringback,
    /// Busy.
    Busy,
    /// Fast busy.
    Congestion,
    /// Special information tone.
    Sit,
    /// Calling tone of a fax or modem.
    Cng,
    /// Answer tone of a fax or modem.
    Ced,
    /// Samples were lost on the way to us.
    Overrun,
    /// The modem had nothing to play.
    Underrun,
    /// Stop sending.
    Hold,
    /// Send on.
    Resume,
    /// Understood, and of no use to us (voice, silence, call waiting, timing marks).
    Noted,
}

/// What this code means everywhere; `None`: unknown.
#[must_use]
pub fn common(code: u8) -> Option<Sign> {
    Some(match code {
        b'R' => Sign::Ring,
        b'h' => Sign::LocalHook { off: false },
        b'H' => Sign::LocalHook { off: true },
        b'p' => Sign::ExtensionHook { off: false },
        b'P' => Sign::ExtensionHook { off: true },
        b'l' => Sign::LoopBreak,
        b'L' => Sign::Polarity,
        b'd' | b'i' => Sign::DialTone,
        b'r' => Sign::Ringback,
        b'b' => Sign::Busy,
        b'K' => Sign::Congestion,
        b'J' => Sign::Sit,
        b'c' | b'e' | b'm' => Sign::Cng,
        b'a' | b'f' => Sign::Ced,
        b'o' | b'Y' => Sign::Overrun,
        b'u' => Sign::Underrun,
        b'S' => Sign::Hold,
        b'Q' => Sign::Resume,
        b'q' | b's' | b't' | b'T' | b'v' | b'V' | b'w' | b'$' | b'E' | b'G' | b'g' => Sign::Noted,
        _ => return None,
    })
}

/// A family.
#[derive(Debug, Clone, Copy)]
pub struct Profile {
    /// For people and settings.
    pub name: &'static str,
    /// Any of these in the modem's answers means this family. In capitals; bare numbers count in its first answer only.
    pub marks: &'static [&'static str],
    /// Once after each reset.
    pub setup: &'static [&'static str],
    /// Caller ID on; also again and again.
    pub arm: &'static [&'static str],
    /// Before the line is taken, in class 8.
    pub voice: &'static [&'static str],
    /// What stands behind method and rate in `+VSM=`.
    pub method_tail: &'static str,
    /// Sound is taken in this rhythm at most: bytes, and the time for them.
    pub pace: (u32, Duration),
    /// Number of the `+VLS` row from which the line can be recorded.
    pub seized: u8,
    /// Another one that must be chosen before recording.
    pub recorded: Option<u8>,
    /// Form of dialling tones.
    pub tones: Tones,
    /// `DLE H` follows our own taking of the line and is no desk phone.
    pub own_hook: bool,
    /// Recording and playing at once (`+VTR`) is worth an attempt.
    pub duplex: bool,
}

impl Profile {
    /// Bytes per second that it takes.
    #[must_use]
    pub fn rate(&self) -> u32 {
        let (bytes, time) = self.pace;
        let millis = u32::try_from(time.as_millis()).unwrap_or(1).max(1);
        bytes.saturating_mul(1_000) / millis
    }
}

const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// A modem that nobody knows: what the standard says.
pub const GENERIC: Profile = Profile {
    name: "generic",
    marks: &[],
    setup: &["AT+VIT=0"],
    arm: &["AT+VCID=1"],
    voice: &["AT+VIT=0", "AT+VTD=10", "AT+VSD=128,0", "AT+VGT=128"],
    method_tail: "",
    pace: (1_024, millis(100)),
    seized: 1,
    recorded: None,
    tones: Tones::Digits,
    own_hook: false,
    duplex: true,
};

/// Every family, in the order of the question.
pub const PROFILES: &[Profile] = &[
    Profile {
        name: "usr",
        marks: &["U.S. ROBOTICS", "USROBOTICS", "US ROBOTICS", "USR5637", "3COM", "5601"],
        setup: &["ATS41=1", "AT+VIT=0"],
        arm: &["AT+VCID=1"],
        voice: &["AT+VIT=0", "AT+VTD=10", "AT+VGT=128", "AT+VGR=128", "AT+VSD=128,0"],
        recorded: Some(5),
        tones: Tones::Pairs,
        own_hook: true,
        duplex: false,
        ..GENERIC
    },
    Profile {
        name: "conexant",
        marks: &["CONEXANT", "CX930", "CX818", "CX068", "ROCKWELL", "56000"],
        setup: &["ATS24=0", "AT-SDR=7", "AT+VIT=0"],
        arm: &["AT+VCID=1", "AT-SCID=1", "AT-STE=7"],
        voice: &["AT+VIT=0", "AT+VTD=10", "AT+VSD=0,0", "AT+VGT=128"],
        method_tail: ",0,0",
        pace: (1_024, millis(30)),
        ..GENERIC
    },
    Profile {
        name: "multitech",
        marks: &["MT9234", "MT5634", "MULTITECH", "MULTI-TECH", "AGERE", "LUCENT", "LSI"],
        setup: &["AT+VDR=1,0", "AT+VIT=0"],
        arm: &["AT+VCID=1"],
        voice: &["AT+VIT=0", "AT+VTD=10", "AT+VSD=128,0", "AT+VGT=128", "AT+VGR=128"],
        pace: (1_024, millis(30)),
        duplex: false,
        ..GENERIC
    },
];

/// Caller ID on, in the words of modems that know no `+VCID`. The first that is taken is kept.
pub const OTHER_ARMS: &[&str] = &["AT#CID=1", "AT#CC1", "AT*ID1", "AT%CCID=1"];

/// The family of a modem that said `first` to `ATI0` and all this to everything.
#[must_use]
pub fn choose(first: &str, said: &str) -> &'static Profile {
    let said = said.to_ascii_uppercase();
    let known = |mark: &&str| {
        let number = mark.bytes().all(|byte| byte.is_ascii_digit());
        if number { first.trim() == *mark } else { said.contains(mark) }
    };
    let told = |words: bool| {
        let counts = move |mark: &&&str| words != mark.bytes().all(|byte| byte.is_ascii_digit());
        PROFILES.iter().find(|profile| profile.marks.iter().filter(counts).any(known))
    };
    // Words before numbers: several families call themselves 56000.
    told(true).or_else(|| told(false)).unwrap_or(&GENERIC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_known_by_what_its_modems_say() {
        for (first, said, name) in [
            ("56000", "CX93010-0xx ACF3_V1.1", "conexant"),
            ("56000", "255", "conexant"),
            ("56000", "MT9234MU-CDC", "multitech"),
            ("5601", "U.S. Robotics 56K FAX USB V1.2.23", "usr"),
            ("", "Hayes compatible 56000", "generic"),
        ] {
            assert_eq!(choose(first, said).name, name, "{first} {said}");
        }
    }

    #[test]
    fn every_family_takes_sound_faster_than_it_plays() {
        for profile in PROFILES.iter().chain([&GENERIC]) {
            assert!(profile.rate() > 8_500, "{}", profile.name);
        }
    }
}
