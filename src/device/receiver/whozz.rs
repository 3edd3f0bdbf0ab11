//! The records of a Whozz Calling? (callerid.com): lines of text, the same over serial and, behind a prefix, over UDP.
//! After its manuals, “Data Format” and “Detail Mode Output”. Pure; may depend on `base`.
//!
//! ```text
//! 01 I S 0000 G A0 09/26 11:28 AM 800-555-1212   CALLERID.COM       number 14, name 15 characters
//!  │ │ │    │ │ └─ kind and number of rings                         (at the end only)
//!  │ │ │    │ └─── G good, B bad checksum of the caller ID
//!  │ │ │    └───── seconds                                          (at the end only)
//!  │ │ └────────── S start, E end of the call
//!  │ └──────────── I incoming, O outgoing: its number was dialled
//! 01 R             11/07 07:43:52     R ring, F off-hook, N on-hook, H hook flash
//! 01     09/26     02:30 PM     8002404637         I     CALLERID.COM     limited format
//! ```
//! `$` may stand before a record. Over UDP: `^^<U>` 6 bytes `<S>` 6 bytes `$` record.

use crate::base::caller_id::{Absence, BurstTime};

/// Longest line; anything longer is noise.
const LONGEST: usize = 128;
/// Width of the number.
const NUMBER: usize = 14;

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// A call began or ended.
    Call(Call),
    /// Something happened on the line.
    Detail(Detail),
}

/// The start or end of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// We (somebody at a desk phone) called.
    pub outgoing: bool,
    /// The call is over.
    pub ended: bool,
    /// Its length, at the end.
    pub seconds: u32,
    /// The checksum of the caller ID was right.
    pub good: bool,
    /// Rings, at the end.
    pub rings: u8,
    /// Date and time as sent; `None` when they are none.
    pub time: Option<BurstTime>,
    /// Digits of the number; empty when there is none.
    pub number: String,
    /// Why there is no number.
    pub absence: Option<Absence>,
    /// The name's bytes, blanks trimmed.
    pub name: Vec<u8>,
}

/// What happened on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detail {
    /// It rings: for the first time, or (other firmware) each time.
    Ring,
    /// A phone was lifted.
    OffHook,
    /// It was put back.
    OnHook,
    /// A hook flash.
    Flash,
}

/// Reads one line, or the contents of one UDP packet; what stands before the record is skipped. With the number of the
/// telephone line. `None`: no record.
#[must_use]
pub fn parse(line: &[u8]) -> Option<(u8, Record)> {
    let line = unwrap_packet(line).trim_ascii_end();
    let line = line.get(..LONGEST.min(line.len()))?;
    (0..line.len()).find_map(|start| record(line.get(start..)?))
}

/// What follows the prefix of a UDP packet.
fn unwrap_packet(packet: &[u8]) -> &[u8] {
    match packet {
        [b'^', b'^', b'<', b'U', b'>', _, _, _, _, _, _, b'<', b'S', b'>', rest @ ..] => {
            rest.get(6..).unwrap_or_default()
        }
        other => other,
    }
}

/// The first word and what follows it and one blank.
fn word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let text = text.trim_ascii_start();
    let end = text.iter().position(|byte| *byte == b' ').unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end).filter(|(word, _)| !word.is_empty())?;
    Some((word, rest.strip_prefix(b" ").unwrap_or(rest)))
}

fn number_of<T: std::str::FromStr>(text: &[u8]) -> Option<T> {
    let digits = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(text).ok().filter(|_| digits)?.parse().ok()
}

fn record(text: &[u8]) -> Option<(u8, Record)> {
    let (head, rest) = text.split_at_checked(3)?;
    let [tens, ones, b' '] = head else { return None };
    let line = number_of(&[*tens, *ones])?;
    let (kind, rest) = word(rest)?;
    let detail = match kind {
        b"I" => return Some((line, Record::Call(call(false, rest)?))),
        b"O" => return Some((line, Record::Call(call(true, rest)?))),
        b"R" => Detail::Ring,
        b"F" => Detail::OffHook,
        b"N" => Detail::OnHook,
        b"H" => Detail::Flash,
        date => return Some((line, Record::Call(limited(date, rest)?))),
    };
    let (date, rest) = word(rest)?;
    let (clock, _) = word(rest)?;
    is_clock(date, clock).then_some((line, Record::Detail(detail)))
}

/// It has the shape of a date and a time, whatever they say.
fn is_clock(date: &[u8], clock: &[u8]) -> bool {
    date.contains(&b'/') && clock.contains(&b':')
}

fn call(outgoing: bool, rest: &[u8]) -> Option<Call> {
    let (state, rest) = word(rest)?;
    let ended = match state {
        b"S" => false,
        b"E" => true,
        _ => return None,
    };
    let (seconds, rest) = word(rest)?;
    let (checksum, rest) = word(rest)?;
    let good = match checksum {
        b"G" => true,
        b"B" => false,
        _ => return None,
    };
    let (rings, rest) = word(rest)?;
    let (date, rest) = word(rest)?;
    let (clock, rest) = word(rest)?;
    if !is_clock(date, clock) {
        return None;
    }
    let (half, rest) = match word(rest)? {
        (half @ (b"AM" | b"PM"), rest) => (half, rest),
        _ => (&b""[..], rest),
    };
    let (number, absence, name) = caller(rest);
    Some(Call {
        outgoing,
        ended,
        seconds: number_of(seconds)?,
        good,
        rings: number_of(rings.get(1..)?).unwrap_or(0),
        time: time(date, clock, half),
        number,
        absence,
        name,
    })
}

/// The limited format, which does not say whether the call begins or ends: it is taken to begin.
fn limited(date: &[u8], rest: &[u8]) -> Option<Call> {
    let (clock, rest) = word(rest)?;
    let (half, rest) = word(rest)?;
    if !is_clock(date, clock) || !matches!(half, b"AM" | b"PM") {
        return None;
    }
    // Without a name the line ends with the letter.
    let rest = [rest, b" "].concat();
    let way = |window: &[u8]| matches!(window, b" I " | b" O ");
    let at = rest.windows(3).position(way)?;
    let (field, after) = rest.split_at_checked(at)?;
    let field = [field.trim_ascii(), &[b' '; NUMBER]].concat();
    let (number, absence, _) = caller(field.get(..NUMBER)?);
    Some(Call {
        outgoing: after.get(1) == Some(&b'O'),
        ended: false,
        seconds: 0,
        good: true,
        rings: 0,
        time: time(date, clock, half),
        number,
        absence,
        name: after.get(3..)?.trim_ascii().to_vec(),
    })
}

/// `09/26 01:28 PM`, read leniently: a call is a call whatever its clock says.
fn time(date: &[u8], clock: &[u8], half: &[u8]) -> Option<BurstTime> {
    let pair = |text: &[u8], by: u8| -> Option<(u8, u8)> {
        let at = text.iter().position(|byte| *byte == by)?;
        Some((number_of(text.get(..at)?)?, number_of(text.get(at + 1..)?)?))
    };
    let ((month, day), (hour, minute)) = (pair(date, b'/')?, pair(clock, b':')?);
    let hour = match half {
        b"AM" => hour % 12,
        b"PM" => hour % 12 + 12,
        _ => hour,
    };
    Some(BurstTime { month, day, hour, minute })
}

/// Number (or the reason why there is none) and name.
fn caller(rest: &[u8]) -> (String, Option<Absence>, Vec<u8>) {
    let in_number = |byte: &u8| byte.is_ascii_digit() || b" -().+*#".contains(byte);
    let (field, after) = rest.split_at_checked(NUMBER).unwrap_or((rest, &[]));
    let (field, after) = if field.iter().all(in_number) {
        (field, after)
    } else {
        reason_field(rest).or_else(|| word(rest)).unwrap_or((rest, &[]))
    };
    let name = after.trim_ascii().to_vec();
    let dialled = |byte: &&u8| byte.is_ascii_digit() || b"*#".contains(byte);
    let number: String = field.iter().filter(dialled).map(|byte| char::from(*byte)).collect();
    if field.iter().all(in_number) && !number.is_empty() {
        let plus = if field.trim_ascii_start().first() == Some(&b'+') { "+" } else { "" };
        return (format!("{plus}{number}"), None, name);
    }
    let private = field.trim_ascii().to_ascii_uppercase().starts_with(b"P");
    let absence = if private { Absence::Private } else { Absence::Unavailable };
    (String::new(), Some(absence), name)
}

/// Words in the place of a number that are more than one.
fn reason_field(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    const WORDS: &[u8] = b"OUT OF AREA";
    let head = rest.get(..WORDS.len())?;
    head.eq_ignore_ascii_case(WORDS).then(|| rest.split_at_checked(WORDS.len()))?
}

/// Cuts what a serial port brings into lines.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    line: Vec<u8>,
}

impl Lines {
    /// Takes bytes; every line that ends in them is told, without its end. Of a line without end the newest part is kept.
    pub fn push(&mut self, bytes: &[u8], tell: &mut dyn FnMut(&[u8])) {
        for byte in bytes {
            if !matches!(byte, b'\r' | b'\n') {
                if self.line.len() >= LONGEST {
                    self.line.remove(0);
                }
                self.line.push(*byte);
            } else if !self.line.is_empty() {
                tell(&self.line);
                self.line.clear();
            }
        }
    }
}
