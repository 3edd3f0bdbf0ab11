//! Caller ID as modems tell it: lines `DATE`, `TIME`, `NMBR`, `NAME`, `MESG` (formatted), a packet in hex (`+VCID=2`), or
//! both inside a `DLE X` packet. A report is over when no field follows for a while; nobody says so.
//! Contents follow Bellcore GR-30 through [`message`]. Pure. May depend on `base`.

use crate::base::caller_id::{Absence, BurstTime, CallerId, Format, Standard};
use crate::base::message::{self, Message, Reject};
use crate::device::modem::at::key_value;
use std::time::Duration;

/// Without a further field for so long, a report is over.
const END: Duration = Duration::from_millis(400);
/// Longest packet in hex digits.
const LONGEST: usize = message::MAX_BYTES * 2;

/// What came of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A call.
    Call(CallerId),
    /// A message that is no call: its type.
    Other(u8),
    /// Unreadable: why.
    Damaged(String),
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// It belongs to a report that goes on.
    Kept,
    /// It was whole by itself, with the moment it came.
    Whole(Duration, Told),
}

impl Field {
    /// What is complete.
    #[must_use]
    pub fn whole(self) -> Option<(Duration, Told)> {
        match self {
            Self::Kept => None,
            Self::Whole(at, told) => Some((at, told)),
        }
    }
}

/// Puts fields together.
#[derive(Debug, Clone, Default)]
pub struct Collector {
    /// When the report began and when its newest field came.
    open: Option<(Duration, Duration)>,
    number: Option<String>,
    absence: Option<Absence>,
    name: Vec<u8>,
    date: Option<(u8, u8)>,
    hour: Option<(u8, u8)>,
}

impl Collector {
    /// Takes a line. `None`: it has nothing to do with caller ID.
    pub fn line(&mut self, line: &str, at: Duration) -> Option<Field> {
        if let Some((key, value)) = key_value(line) {
            return self.field(&key, value, at);
        }
        let told = packet(line)?;
        *self = Self::default();
        Some(Field::Whole(at, told))
    }

    /// The report is over (a ring came, or time passed). What it said, with the moment it began.
    pub fn finish(&mut self) -> Option<(Duration, Told)> {
        let (began, _) = self.open.take()?;
        let whole = std::mem::take(self);
        let absence = if whole.number.is_some() { None } else { whole.absence };
        if whole.number.is_none() && absence.is_none() && whole.name.is_empty() {
            return None;
        }
        let time = whole.date.zip(whole.hour).map(|((month, day), (hour, minute))| BurstTime {
            month,
            day,
            hour,
            minute,
        });
        let told = Told::Call(CallerId {
            standard: Standard::Box,
            format: Format::Box,
            number: whole.number,
            absence,
            name: whole.name,
            time,
            checksum_ok: true,
        });
        Some((began, told))
    }

    /// Ends a report to which nothing was added for long enough.
    pub fn advance(&mut self, now: Duration) -> Option<(Duration, Told)> {
        if self.due()? <= now { self.finish() } else { None }
    }

    /// When a report that has begun is over.
    #[must_use]
    pub fn due(&self) -> Option<Duration> {
        self.open.map(|(_, newest)| newest + END)
    }

    fn field(&mut self, key: &str, value: &str, at: Duration) -> Option<Field> {
        match key {
            "DATE" => self.date = pair(value),
            "TIME" => self.hour = pair(value),
            "NMBR" | "DDN_NMBR" | "CALLER NUMBER" => self.take_number(value),
            "NAME" | "CALLER NAME" => self.take_name(value),
            "MESG" => match self.message(value) {
                Some(told @ (Told::Other(_) | Told::Damaged(_))) => {
                    return Some(Field::Whole(at, told));
                }
                Some(Told::Call(_)) | None => {}
            },
            _ => return None,
        }
        let began = self.open.map_or(at, |(began, _)| began);
        self.open = Some((began, at));
        Some(Field::Kept)
    }

    /// The first good number stays: some modems send another one without digits behind it.
    fn take_number(&mut self, value: &str) {
        let value = value.trim_matches(['"', ' ']);
        if let Some(absence) = reason(value) {
            self.absence.get_or_insert(absence);
            return;
        }
        let number: String =
            value.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.')).collect();
        let digits = number.strip_prefix('+').unwrap_or(&number);
        let good = !digits.is_empty()
            && digits.len() <= 32
            && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '*' | '#'));
        if good {
            self.number.get_or_insert(number);
        }
    }

    fn take_name(&mut self, value: &str) {
        let value = value.trim_matches('"').trim();
        if self.name.is_empty() && reason(value).is_none() {
            self.name = bytes(value);
        }
    }

    /// `MESG`: a whole message in hex with or without its checksum, or a single parameter of one.
    fn message(&mut self, hex: &str) -> Option<Told> {
        let frame = unhex(hex)?;
        let parameter = match frame.as_slice() {
            // An absence is one letter; what begins alike and is longer is a whole single message.
            [4, length, ..] => *length == 1 && frame.len() == 3,
            [1 | 2 | 7 | 8, length, value @ ..] => usize::from(*length) == value.len(),
            _ => false,
        };
        if !parameter {
            return self.adopt(Some(parse(&frame)));
        }
        let mut whole = vec![message::MDMF, u8::try_from(frame.len()).ok()?];
        whole.extend_from_slice(&frame);
        // A parameter alone may say too little to be a message of its own; then it says nothing.
        self.adopt(Some(parse(&whole)).filter(|told| matches!(told, Told::Call(_))))
    }

    fn adopt(&mut self, told: Option<Told>) -> Option<Told> {
        let Some(Told::Call(id)) = told else { return told };
        self.number = self.number.take().or(id.number);
        self.absence = self.absence.or(id.absence);
        if self.name.is_empty() {
            self.name = id.name;
        }
        if let Some(time) = id.time {
            self.date.get_or_insert((time.month, time.day));
            self.hour.get_or_insert((time.hour, time.minute));
        }
        None
    }
}

fn reason(value: &str) -> Option<Absence> {
    match value.to_ascii_uppercase().as_str() {
        "P" | "PRIVATE" => Some(Absence::Private),
        "O" | "OUT OF AREA" | "OUT-OF-AREA" | "UNAVAILABLE" => Some(Absence::Unavailable),
        _ => None,
    }
}

/// Two pairs of digits.
fn pair(value: &str) -> Option<(u8, u8)> {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 4 {
        return None;
    }
    Some((digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?))
}

/// The bytes of a text whose characters are those of Latin-1.
fn bytes(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|c| *c != ' ')
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    if digits.len() < 4 || !digits.len().is_multiple_of(2) || digits.len() > LONGEST {
        return None;
    }
    Some(
        digits
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
            .collect(),
    )
}

/// A line that is a message in hex and nothing else.
fn packet(line: &str) -> Option<Told> {
    let frame = unhex(line.trim())?;
    // Shorter ones may be anything: a number, a figure.
    if frame.len() < 5 || !matches!(frame.first(), Some(0x04 | 0x06 | 0x80..=0x8f)) {
        return None;
    }
    Some(parse(&frame))
}

/// Reads a message with its checksum, or without one where its length says that it has none.
fn parse(frame: &[u8]) -> Told {
    let read = match message::parse(Standard::Box, frame) {
        Err(Reject::Length) if frame.get(1).is_some_and(|l| usize::from(*l) + 2 == frame.len()) => {
            let mut whole = frame.to_vec();
            whole.push(message::checksum(frame));
            message::parse(Standard::Box, &whole)
        }
        read => read,
    };
    match read {
        Ok(Message::Call(id)) => Told::Call(id),
        Ok(Message::Other(kind)) => Told::Other(kind),
        Err(reject) => Told::Damaged(reject.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn told(lines: &[&str]) -> Option<CallerId> {
        let mut collector = Collector::default();
        for line in lines {
            match collector.line(line, at(0)) {
                Some(Field::Whole(_, Told::Call(id))) => return Some(id),
                Some(Field::Whole(_, other)) => panic!("{line}: {other:?}"),
                Some(Field::Kept) => {}
                None => panic!("{line} is no caller ID"),
            }
        }
        assert_eq!(collector.advance(at(399)), None);
        match collector.advance(at(400))? {
            (_, Told::Call(id)) => Some(id),
            (_, other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn fields_make_one_call_whatever_surrounds_the_sign() {
        for lines in [
            ["DATE = 1127", "TIME = 0930", "NMBR = 13812345678", "NAME = ANNA"],
            ["DATE=1127", "TIME=0930", "DDN_NMBR=138-1234 5678", "NAME=\"ANNA\""],
        ] {
            let id = told(&lines).unwrap();
            assert_eq!(id.number.as_deref(), Some("13812345678"));
            assert_eq!((id.name.as_slice(), id.format), (&b"ANNA"[..], Format::Box));
            let time = id.time.unwrap();
            assert_eq!((time.month, time.day, time.hour, time.minute), (11, 27, 9, 30));
        }
    }

    #[test]
    fn a_second_number_without_digits_does_not_undo_the_first() {
        let id = told(&["NMBR = 5550100", "NMBR = O"]).unwrap();
        assert_eq!((id.number.as_deref(), id.absence), (Some("5550100"), None));
        let id = told(&["NMBR = O", "NMBR = 5550100"]).unwrap();
        assert_eq!((id.number.as_deref(), id.absence), (Some("5550100"), None));
        assert_eq!(told(&["NMBR = P", "NAME = P"]).unwrap().absence, Some(Absence::Private));
        assert_eq!(told(&["DATE = 0101", "TIME = 0000"]), None);
    }

    #[test]
    fn packets_in_hex_are_messages() {
        let id = told(&["041230333232323430353931343535313233343551"]).unwrap();
        assert_eq!(id.number.as_deref(), Some("9145512345"));
        let packet = "801601083033313731363536020A32313536343330313434BA";
        assert_eq!(told(&[packet]).unwrap().number.as_deref(), Some("2156430144"));
        let mut collector = Collector::default();
        let damaged = packet.replace("BA", "BB");
        let (_, told) = collector.line(&damaged, at(0)).and_then(Field::whole).unwrap();
        assert_eq!(told, Told::Damaged("checksum".to_owned()));
        let (_, told) = collector.line("8203 0B01FF 70", at(0)).and_then(Field::whole).unwrap();
        assert_eq!(told, Told::Other(0x82));
    }

    #[test]
    fn what_stands_in_a_message_field_is_read_too() {
        let id = told(&["MESG = 801601083033313731363536020A32313536343330313434"]).unwrap();
        assert_eq!(id.number.as_deref(), Some("2156430144"));
        let id = told(&["NMBR = 5550100", "MESG = 0704414E4E41"]).unwrap();
        assert_eq!((id.number.as_deref(), id.name.as_slice()), (Some("5550100"), &b"ANNA"[..]));
        assert_eq!(told(&["MESG = 040150"]).unwrap().absence, Some(Absence::Private));
        assert_eq!(told(&["MESG = nonsense"]), None);
    }

    #[test]
    fn other_lines_are_left_to_others() {
        let mut collector = Collector::default();
        for line in ["RING", "OK", "5550100", "+CMTI: 1"] {
            assert_eq!(collector.line(line, at(0)), None, "{line}");
        }
        assert_eq!(collector.due(), None);
    }

    proptest! {
        #[test]
        fn no_line_upsets_it(lines in prop::collection::vec("[ -~]{0,40}", 0..8)) {
            let mut collector = Collector::default();
            for line in lines {
                let _any = collector.line(&line, at(0));
                let _any = collector.line(&format!("MESG={line}"), at(0));
                let _any = collector.line(&format!("NMBR={line}"), at(0));
            }
            let _any = collector.finish();
        }
    }
}
