//! Lines of an AT dialogue (ITU-T V.250): what is a reply, what a result, what the modem says by itself.
//! Pure. May depend on `base`.

/// Longest line that is kept; the rest of a longer one is dropped.
const LONGEST: usize = 512;

/// Cuts a stream of bytes into lines. Empty lines are no lines; bytes that are no text become `?`.
#[derive(Debug, Clone, Default)]
pub struct Splitter {
    line: String,
    cut: u64,
    foreign: u64,
}

impl Splitter {
    /// Takes one byte; the line that it ended.
    pub fn push(&mut self, byte: u8) -> Option<String> {
        match byte {
            b'\r' | b'\n' => {
                let line = std::mem::take(&mut self.line);
                let line = line.trim();
                (!line.is_empty()).then(|| line.to_owned())
            }
            // Serial lines give NUL and XON/XOFF away that nobody sent.
            0 | 0x11 | 0x13 => None,
            _ => {
                self.add(byte);
                None
            }
        }
    }

    /// The line that has not ended yet: a prompt (`> `) never does.
    #[must_use]
    pub fn unfinished(&self) -> &str {
        &self.line
    }

    /// Forgets what has not ended.
    pub fn clear(&mut self) {
        self.line.clear();
    }

    /// Lines that were too long, and bytes that are no text.
    #[must_use]
    pub fn damaged(&self) -> u64 {
        self.cut + self.foreign
    }

    fn add(&mut self, byte: u8) {
        if self.line.len() >= LONGEST {
            self.cut += u64::from(self.line.len() == LONGEST);
            return;
        }
        // Names in caller-ID lines may be of any coding: bytes are kept as the characters of Latin-1.
        let text = matches!(byte, b'\t' | 0x20..=0x7e | 0x80..);
        self.foreign += u64::from(!text);
        self.line.push(if text { char::from(byte) } else { '?' });
    }
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// `OK`.
    Ok,
    /// `CONNECT`, with or without more words: data follows.
    Connect,
    /// `VCON`: a voice connection.
    VoiceConnect,
    /// `BUSY`.
    Busy,
    /// `NO DIALTONE`.
    NoDialTone,
    /// `NO ANSWER`.
    NoAnswer,
    /// `NO CARRIER`.
    NoCarrier,
    /// `LINE-IN-USE`.
    LineInUse,
    /// A `> ` that waits for text.
    Prompt,
    /// `ERROR` of any kind, as it was said.
    Error(String),
    /// Nothing came in time.
    Timeout,
}

impl Outcome {
    /// The result code that this line is.
    #[must_use]
    pub fn of(line: &str) -> Option<Self> {
        let upper = line.to_ascii_uppercase();
        Some(match upper.as_str() {
            "OK" => Self::Ok,
            "VCON" => Self::VoiceConnect,
            "BUSY" => Self::Busy,
            "NO DIALTONE" | "NO DIAL TONE" => Self::NoDialTone,
            "NO ANSWER" => Self::NoAnswer,
            "NO CARRIER" => Self::NoCarrier,
            "LINE-IN-USE" | "LINE IN USE" => Self::LineInUse,
            "ERROR" | "DELAYED" | "BLACKLISTED" => Self::Error(upper),
            _ if upper == "CONNECT" || upper.starts_with("CONNECT ") => Self::Connect,
            _ if upper.starts_with("+CME ERROR") || upper.starts_with("+CMS ERROR") => {
                Self::Error(upper)
            }
            _ => return None,
        })
    }

    /// `OK`, or a connection that was asked for.
    #[must_use]
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Ok | Self::Connect | Self::VoiceConnect | Self::Prompt)
    }

    /// For people: what the modem said.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Ok => "OK",
            Self::Connect => "CONNECT",
            Self::VoiceConnect => "VCON",
            Self::Busy => "BUSY",
            Self::NoDialTone => "NO DIALTONE",
            Self::NoAnswer => "NO ANSWER",
            Self::NoCarrier => "NO CARRIER",
            Self::LineInUse => "LINE-IN-USE",
            Self::Prompt => ">",
            Self::Error(words) => words,
            Self::Timeout => "no answer in time",
        }
    }
}

/// What a modem says by itself begins with one of these, then a blank, `=`, `:` or the end of the line.
const UNSOLICITED: &[&str] = &[
    "RING", "DATE", "TIME", "NMBR", "NAME", "MESG", "DDN_NMBR", "CALLED", "DRON", "DROF", "FRING",
    "+CRING", "+CLIP", "+CMTI", "+CDSI", "+CCWA", "+CUSD",
];

/// Whether the modem says this by itself, whatever it was asked.
#[must_use]
pub fn is_unsolicited(line: &str) -> bool {
    let upper = line.to_ascii_uppercase();
    is_packet(&upper)
        || UNSOLICITED.iter().any(|word| {
            upper.strip_prefix(word).is_some_and(|rest| {
                rest.is_empty()
                    || rest.starts_with(['=', ':', ' ']) && !rest.starts_with(" CADENCE")
            })
        })
}

/// Whether a line is a caller-ID message in hex: its type, and its own length, with or without a checksum.
fn is_packet(line: &str) -> bool {
    let byte = |at: usize| line.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
    let (Some(0x04 | 0x06 | 0x80..=0x8f), Some(length)) = (byte(0), byte(2)) else { return false };
    let digits = 2 * (usize::from(length) + 2);
    length > 1
        && [digits, digits + 2].contains(&line.len())
        && line.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `KEY = value`, `KEY: value`, `KEY=value` → the key in capitals and the value.
#[must_use]
pub fn key_value(line: &str) -> Option<(String, &str)> {
    let (key, value) = line.split_once(['=', ':'])?;
    Some((key.trim().to_ascii_uppercase(), value.trim()))
}

/// What a line that came while `command` was running (or none) means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// Our own words.
    Echo,
    /// Our own words, damaged on the way.
    WrongEcho,
    /// A line of the reply.
    Reply,
    /// The result: the command has ended.
    Result(Outcome),
    /// The modem says it by itself.
    Unsolicited,
}

/// Sorts a line. `first`: no line of the reply has come yet.
#[must_use]
pub fn meaning(line: &str, command: Option<&str>, first: bool) -> Meaning {
    let Some(command) = command else { return Meaning::Unsolicited };
    if line.eq_ignore_ascii_case(command.trim()) {
        return Meaning::Echo;
    }
    if let Some(outcome) = Outcome::of(line) {
        return Meaning::Result(outcome);
    }
    if is_unsolicited(line) {
        return Meaning::Unsolicited;
    }
    let asks = command.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("ATI"));
    let looks_ours = line.get(..2).is_some_and(|head| head.eq_ignore_ascii_case("AT"))
        || (line.len() == command.len() && different(line, command) <= 2);
    if first && !asks && looks_ours { Meaning::WrongEcho } else { Meaning::Reply }
}

/// Characters that differ in two texts of one length.
fn different(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).filter(|(a, b)| a != b).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(bytes: &[u8]) -> Vec<String> {
        let mut splitter = Splitter::default();
        bytes.iter().filter_map(|byte| splitter.push(*byte)).collect()
    }

    #[test]
    fn lines_end_where_any_modem_ends_them() {
        assert_eq!(lines(b"\r\nOK\r\n"), ["OK"]);
        assert_eq!(
            lines(b"AT\r\r\nOK\r\nRING\r\n\r\nDATE = 1127\r"),
            ["AT", "OK", "RING", "DATE = 1127"]
        );
        assert_eq!(lines(b"O\0K\r"), ["OK"]);
        let mut long = vec![b'x'; 5_000];
        long.extend(b"\rOK\r");
        let cut = lines(&long);
        assert_eq!((cut[0].len(), cut[1].as_str()), (LONGEST, "OK"));
    }

    #[test]
    fn replies_results_and_what_the_modem_says_by_itself_are_told_apart() {
        let sort = |line, first| meaning(line, Some("AT+VCID=?"), first);
        assert_eq!(sort("AT+VCID=?", true), Meaning::Echo);
        assert_eq!(sort("AT+VCJD=?", true), Meaning::WrongEcho);
        assert_eq!(sort("T+VCID=?", true), Meaning::Reply);
        assert_eq!(sort("(0-2)", true), Meaning::Reply);
        for by_itself in ["RING", "RING A", "ring 2", "NMBR = 5550100", "NAME=ANNA", "DRON=8"] {
            assert_eq!(sort(by_itself, true), Meaning::Unsolicited, "{by_itself}");
        }
        let packet = "0412303332323234303539313435353132333435".to_owned() + "51";
        assert_eq!(sort(&packet, true), Meaning::Unsolicited);
        assert_eq!(sort("0402", true), Meaning::Reply);
        assert_eq!(sort("OK", false), Meaning::Result(Outcome::Ok));
        assert_eq!(sort("NAMELESS", false), Meaning::Reply);
        assert_eq!(meaning("AT&T chip", Some("ATI3"), true), Meaning::Reply);
        assert_eq!(meaning("OK", None, true), Meaning::Unsolicited);
        assert_eq!(
            sort("+CMS ERROR: 500", false),
            Meaning::Result(Outcome::Error("+CMS ERROR: 500".to_owned()))
        );
        assert_eq!(sort("CONNECT 115200", true), Meaning::Result(Outcome::Connect));
    }

    #[test]
    fn values_stand_behind_any_kind_of_sign() {
        assert_eq!(key_value("NMBR = 555"), Some(("NMBR".to_owned(), "555")));
        assert_eq!(key_value("+cmti: \"ME\",3"), Some(("+CMTI".to_owned(), "\"ME\",3")));
        assert_eq!(key_value("RING"), None);
    }

    proptest! {
        #[test]
        fn no_bytes_upset_the_sorting(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            for line in lines(&bytes) {
                let _any = meaning(&line, Some("AT+VLS=?"), true);
                let _any = key_value(&line);
            }
        }
    }
}
