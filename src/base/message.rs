//! Caller-ID messages as bytes: SDMF and MDMF (Bellcore GR-30, ETSI EN 300 659-3).
//! May depend on `base`.
//!
//! ```text
//! TT LL bb…bb CC    TT type, LL length of the body, CC two's complement of the sum of all before it
//! SDMF body         MMDDhhmm number            type 04; "P" or "O" in place of a withheld number
//! MDMF body         pp ll vv…vv  pp ll vv…vv   type 80; 01 time, 02 number, 04 no number, 07 name, 08 no name
//! ```

use crate::base::caller_id::{Absence, BurstTime, CallerId, Format, Standard};

/// Type byte of a single data message.
pub const SDMF: u8 = 0x04;
/// Type byte of a multiple data message.
pub const MDMF: u8 = 0x80;
/// Longest message in bytes, type to checksum.
pub const MAX_BYTES: usize = 258;

/// What a whole frame was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// A call.
    Call(CallerId),
    /// A well-formed frame of another kind (message waiting, charge, SMS): not a call.
    Other(u8),
}

/// Why a frame was not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Reject {
    /// Type 0 or length 0: ringing and silence look like this.
    #[error("empty frame")]
    Empty,
    /// No message begins with this byte.
    #[error("unknown message type {0:02x}")]
    UnknownType(u8),
    /// Fewer or more bytes than the length byte says.
    #[error("length does not fit")]
    Length,
    /// The sum is wrong.
    #[error("checksum")]
    Checksum,
    /// The parameters do not fill the body.
    #[error("parameters do not fit the body")]
    Layout,
    /// A number that is not made of digits.
    #[error("number is not digits")]
    Number,
    /// A time that is not a time.
    #[error("time is not digits")]
    Time,
    /// Neither number, nor reason, nor name.
    #[error("nothing about a caller")]
    Nothing,
}

/// The two's complement of the sum of `bytes`.
#[must_use]
pub fn checksum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte)).wrapping_neg()
}

/// The bytes of a message, type to checksum. MDMF unless `id.format` is SDMF; values are cut at what
/// fits: 255 bytes of body.
#[must_use]
pub fn encode(id: &CallerId) -> Vec<u8> {
    let mut body = Vec::new();
    let time = id.time.map(|t| format!("{:02}{:02}{:02}{:02}", t.month, t.day, t.hour, t.minute));
    let absence = id.absence.map(|a| match a {
        Absence::Private => b'P',
        Absence::Unavailable => b'O',
    });
    let number = id.number.as_deref().unwrap_or_default().as_bytes();
    if id.format == Format::Sdmf {
        body.extend_from_slice(time.as_deref().unwrap_or("00000000").as_bytes());
        body.extend_from_slice(&number[..number.len().min(240)]);
        if number.is_empty() {
            body.push(absence.unwrap_or(b'O'));
        }
    } else {
        if let Some(time) = &time {
            parameter(&mut body, 0x01, time.as_bytes());
        }
        match absence {
            Some(reason) if number.is_empty() => parameter(&mut body, 0x04, &[reason]),
            _ => parameter(&mut body, 0x02, number),
        }
        if !id.name.is_empty() {
            parameter(&mut body, 0x07, &id.name);
        }
    }
    body.truncate(255);
    let kind = if id.format == Format::Sdmf { SDMF } else { MDMF };
    let mut frame = vec![kind, byte(body.len())];
    frame.extend_from_slice(&body);
    frame.push(checksum(&frame));
    frame
}

/// A length that was cut to fit before.
fn byte(length: usize) -> u8 {
    u8::try_from(length).unwrap_or(u8::MAX)
}

fn parameter(body: &mut Vec<u8>, kind: u8, value: &[u8]) {
    let room = 253_usize.saturating_sub(body.len()).min(value.len());
    body.push(kind);
    body.push(byte(room));
    body.extend_from_slice(&value[..room]);
}

/// Reads a frame, type to checksum. `standard` is only copied into the result.
///
/// # Errors
/// The first reason not to believe it.
pub fn parse(standard: Standard, frame: &[u8]) -> Result<Message, Reject> {
    let &[kind, length, ..] = frame else { return Err(Reject::Length) };
    if kind == 0 || length == 0 {
        return Err(Reject::Empty);
    }
    if frame.len() != usize::from(length) + 3 {
        return Err(Reject::Length);
    }
    if frame.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte)) != 0 {
        return Err(Reject::Checksum);
    }
    let body = &frame[2..frame.len() - 1];
    match kind {
        SDMF => single(standard, body).map(Message::Call),
        MDMF => multiple(standard, body).map(Message::Call),
        0x06 | 0x40 | 0x81..=0x8f => Ok(Message::Other(kind)),
        _ => Err(Reject::UnknownType(kind)),
    }
}

fn empty(standard: Standard, format: Format) -> CallerId {
    CallerId {
        standard,
        format,
        number: None,
        absence: None,
        name: Vec::new(),
        time: None,
        checksum_ok: true,
    }
}

fn single(standard: Standard, body: &[u8]) -> Result<CallerId, Reject> {
    let (time, number) = body.split_at_checked(8).ok_or(Reject::Layout)?;
    let mut id = empty(standard, Format::Sdmf);
    id.time = Some(clock(time).ok_or(Reject::Time)?);
    set_number(&mut id, number)?;
    if id.number.is_none() && id.absence.is_none() {
        return Err(Reject::Nothing);
    }
    Ok(id)
}

fn multiple(standard: Standard, mut body: &[u8]) -> Result<CallerId, Reject> {
    let mut id = empty(standard, Format::Mdmf);
    while let Some((&[kind, length], rest)) = body.split_first_chunk::<2>() {
        let (value, after) = rest.split_at_checked(usize::from(length)).ok_or(Reject::Layout)?;
        body = after;
        match kind {
            0x01 => id.time = clock(value),
            0x02 if id.number.is_none() => set_number(&mut id, value)?,
            0x04 => id.absence = Some(reason(value).ok_or(Reject::Number)?),
            0x07 => id.name = value.trim_ascii_end().to_vec(),
            _ => {}
        }
    }
    if !body.is_empty() {
        return Err(Reject::Layout);
    }
    if id.number.is_some() {
        id.absence = None;
    }
    if id.number.is_none() && id.absence.is_none() && id.name.is_empty() {
        return Err(Reject::Nothing);
    }
    Ok(id)
}

/// Whether nothing in a call looks like damage: a clock that exists, a number of usual length
/// or the reason why there is none, a name of
/// printable characters in ASCII, GBK (two bytes each) or Latin letters. Clean bursts need not pass this: senders take
/// liberties. Uncertain ones must.
#[must_use]
pub fn is_plausible(id: &CallerId) -> bool {
    let clock = id.time.is_some_and(|t| {
        (1..=12).contains(&t.month) && (1..=31).contains(&t.day) && t.hour <= 24 && t.minute < 60
    });
    let number = match &id.number {
        Some(number) => (3..=20).contains(&number.len()),
        None => id.absence.is_some(),
    };
    let printable = |byte: &u8| (0x20..0x7f).contains(byte);
    let name = id.name.iter().all(printable)
        || id
            .name
            .chunks(2)
            .all(|pair| matches!(pair, [0xa1..=0xfe, 0xa1..=0xfe]) || pair.iter().all(printable));
    clock && number && name
}

fn reason(value: &[u8]) -> Option<Absence> {
    match value {
        b"P" => Some(Absence::Private),
        b"O" => Some(Absence::Unavailable),
        _ => None,
    }
}

fn set_number(id: &mut CallerId, value: &[u8]) -> Result<(), Reject> {
    let value = value.trim_ascii();
    if let Some(absence) = reason(value) {
        id.absence = Some(absence);
    } else if !value.is_empty() {
        let digit = |b: &u8| b.is_ascii_digit() || matches!(b, b'*' | b'#');
        let tail = value.strip_prefix(b"+").unwrap_or(value);
        if tail.is_empty() || tail.len() > 32 || !tail.iter().all(digit) {
            return Err(Reject::Number);
        }
        id.number = std::str::from_utf8(value).ok().map(str::to_owned);
    }
    Ok(())
}

/// Reads `MMDDhhmm` leniently: digits, month and day of a calendar; some senders say hour 24.
fn clock(value: &[u8]) -> Option<BurstTime> {
    if value.len() != 8 || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let pair = |at: usize| (value[at] - b'0') * 10 + (value[at + 1] - b'0');
    Some(BurstTime { month: pair(0), day: pair(2), hour: pair(4), minute: pair(6) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_frames_carry_these_checksums() {
        let mut frame = vec![0x80, 0x16, 0x01, 0x08];
        frame.extend(b"03171656");
        frame.extend([0x02, 0x0a]);
        frame.extend(b"2156430144");
        assert_eq!(checksum(&frame), 0xba);
        let mut frame = vec![0x04, 0x12];
        frame.extend(b"032224059145512345");
        assert_eq!(checksum(&frame), 0x51);
        frame.push(0x51);
        let Ok(Message::Call(id)) = parse(Standard::Bell202, &frame) else { panic!("{frame:?}") };
        assert_eq!(id.number.as_deref(), Some("9145512345"));
        assert_eq!(id.time.map(|t| t.hour), Some(24));
    }

    #[test]
    fn encoded_calls_read_back() {
        let mut id = empty(Standard::V23, Format::Mdmf);
        id.number = Some("13812345678".into());
        id.name = vec![0xcd, 0xf5, 0xce, 0xb0];
        id.time = Some(BurstTime { month: 11, day: 22, hour: 3, minute: 10 });
        assert_eq!(parse(Standard::V23, &encode(&id)), Ok(Message::Call(id.clone())));
        id.number = None;
        id.absence = Some(Absence::Private);
        assert_eq!(parse(Standard::V23, &encode(&id)), Ok(Message::Call(id.clone())));
        id.format = Format::Sdmf;
        id.name.clear();
        assert_eq!(parse(Standard::V23, &encode(&id)), Ok(Message::Call(id)));
    }

    #[test]
    fn silence_and_foreign_frames_are_no_calls() {
        assert_eq!(parse(Standard::V23, &[0, 0, 0]), Err(Reject::Empty));
        assert_eq!(parse(Standard::V23, &[0x80, 0, 0x80]), Err(Reject::Empty));
        let mut waiting = vec![0x82, 3, 0x0b, 1, 0xff];
        waiting.push(checksum(&waiting));
        assert_eq!(parse(Standard::V23, &waiting), Ok(Message::Other(0x82)));
    }

    #[test]
    fn only_usual_contents_are_plausible() {
        let mut id = empty(Standard::Bell202, Format::Mdmf);
        id.number = Some("13812345678".into());
        assert!(!is_plausible(&id), "no clock");
        id.time = Some(BurstTime { month: 2, day: 29, hour: 24, minute: 59 });
        assert!(is_plausible(&id));
        for name in
            [b"O'BRIEN, A & B".as_slice(), &[0xcd, 0xf5, 0xce, 0xb0], &[b'A', b'B', 0xce, 0xb0]]
        {
            id.name = name.to_vec();
            assert!(is_plausible(&id), "{name:02x?}");
        }
        for name in
            [&[b'A', 0x07, b'B'][..], &[0xcd, 0xf5, 0xce], &[b'A', 0xce, 0xb0, b'B'], &[0x90, 0x20]]
        {
            id.name = name.to_vec();
            assert!(!is_plausible(&id), "{name:02x?}");
        }
        id.name.clear();
        for (number, fits) in [
            ("12", false),
            ("110", true),
            ("+8613812345678", true),
            ("123456789012345678901", false),
        ] {
            id.number = Some(number.into());
            assert_eq!(is_plausible(&id), fits, "{number}");
        }
        id.number = None;
        assert!(!is_plausible(&id), "neither number nor reason");
        id.absence = Some(Absence::Private);
        assert!(is_plausible(&id));
        for (month, day, hour, minute) in
            [(0, 1, 0, 0), (13, 1, 0, 0), (1, 0, 0, 0), (1, 32, 0, 0), (1, 1, 25, 0), (1, 1, 0, 60)]
        {
            id.time = Some(BurstTime { month, day, hour, minute });
            assert!(!is_plausible(&id), "{:?}", id.time);
        }
    }
}
